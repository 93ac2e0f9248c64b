"""The application as a web server loads it."""

import os

from django.core.wsgi import get_wsgi_application

from garant.lib import orphans

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "garant.settings")
application = get_wsgi_application()

# Set by the server of ours that loads this: were it killed, its port must not stay taken.
SERVER = "GARANT_SERVER_PROCESS"
if os.environ.get(SERVER) == str(os.getppid()):
    orphans.end_with(os.getppid())
