#!/usr/bin/env python
"""Command line of the portal: `python manage.py help` lists the commands."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line


def main() -> None:
    """Run a command; a setting that is missing or unsafe is said in one line, not as a stack trace."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as fault:
        sys.exit(f"Le portail ne peut pas démarrer : {fault}")


if __name__ == "__main__":
    main()
