"""The command line: `garant …`. Nothing is computed here; figures come from `garant.Book`."""

from garant.cli.main import main as main
