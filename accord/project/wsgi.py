"""What the web server runs in each of its processes, which end with it."""

import os

from django.core.wsgi import get_wsgi_application

from accord.project import leash

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "accord.project.settings")
leash.heed_parent()
application = get_wsgi_application()
