"""Entry point of the web server."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cocity.config.settings")
application = get_wsgi_application()
gc.freeze()  # what is loaded by now stays, and is not looked through for garbage between requests
