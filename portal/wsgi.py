"""What the web server loads."""

import os

from django.core.wsgi import get_wsgi_application
from django.db import connections

from portal.safety import refuse_unsafe_start
from portal.whole_body import whole_bodies

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

application = whole_bodies(get_wsgi_application())
refuse_unsafe_start()
# The server may fork or start threads from here: none of them inherits the connection just used.
connections.close_all()
