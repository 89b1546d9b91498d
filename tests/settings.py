"""The product's settings, with what makes tests fast; nothing that changes what the product does."""

from accord.project.settings import *  # noqa: F403
from accord.project.settings import STORAGES

STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_USE_FINDERS = True
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
