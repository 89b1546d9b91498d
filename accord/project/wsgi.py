"""What the web server runs in each of its processes, which end with it."""

import gc
import os

from django.core.wsgi import get_wsgi_application

from accord.project import addresses, leash

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "accord.project.settings")
leash.heed_parent()
application = get_wsgi_application()
addresses.load()

# What was loaded stays; looking through it again and again for garbage would cost every visitor.
gc.collect()
gc.freeze()
gc.set_threshold(10_000, 20, 50)
