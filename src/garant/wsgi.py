"""The application as a web server loads it."""

import atexit
import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from garant.lib import orphans

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "garant.settings")
application = get_wsgi_application()
# Every page is loaded before the first visitor of this process comes, and what stays for good is
# taken out of what is looked through for garbage: that would be a tenth of a second now and then.
get_resolver().url_patterns  # noqa: B018 - asking for them loads them
gc.collect()
gc.freeze()
atexit.register(gc.unfreeze)  # libraries complain of what is not cleared at the end

# Set by the server of ours that loads this: were it killed, also before this line is reached, its
# port must not stay taken.
SERVER = "GARANT_SERVER_PROCESS"
if SERVER in os.environ:
    orphans.end_with(int(os.environ[SERVER]))
