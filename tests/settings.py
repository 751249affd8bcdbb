"""Settings of the tests: those of the portal in test mode, and what only tests may do."""

import os

os.environ["PORTAL_MODE"] = "test"
os.environ.pop("DEBUG", None)

from portal import settings as portal_settings  # after the mode is set
from tests.undefined_variable import UndefinedVariable

globals().update({name: value for name, value in vars(portal_settings).items() if name.isupper()})

# Argon2 is slow on purpose; the tests sign in thousands of times.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"

TEMPLATES = portal_settings.TEMPLATES
TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = UndefinedVariable()

# Static files are found where they lie: nothing is collected for tests.
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
