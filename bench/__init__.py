"""Measurements of the portal, each beside its floor. `bin/bench` runs them; docs/bench.md says how to read them.

Nothing here asserts a time: a test that fails when the machine is busy teaches nobody anything.
"""

import os

import django

# Neither collected static files nor a secret of one's own are needed to measure.
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
os.environ.setdefault("PORTAL_MODE", "test")
django.setup()
