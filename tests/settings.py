"""The product's settings, with what makes tests fast; nothing that changes what the product does."""

from accord.project.settings import *  # noqa: F403
from accord.project.settings import STORAGES

STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
# A static file is looked for when it is asked for: every client would list them all.
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = True
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
