"""`python -m garant.cli` is `garant`."""

from garant.cli.main import main

main()
