#!/usr/bin/env python
"""Command line of the portal: `python manage.py help` lists the commands."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line
from django.db import OperationalError, ProgrammingError

NO_DATABASE = (
    "La base de données ne répond pas ou n’est pas préparée. Vérifiez DATABASE_URL, puis lancez"
    " « manage.py migrate » (bin/run le fait tout seul)."
)


def main() -> None:
    """Run a command; an unsafe setting or a missing database is said in one line, not as a stack trace."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as fault:
        sys.exit(f"Le portail ne peut pas démarrer : {fault}")
    except (OperationalError, ProgrammingError) as fault:
        sys.exit(f"{NO_DATABASE}\nDétail : {str(fault).strip()}")


if __name__ == "__main__":
    main()
