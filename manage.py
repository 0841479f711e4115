"""Django's own commands for developers, for example `python manage.py makemigrations cases`."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "onevisit.config.settings")
    execute_from_command_line(sys.argv)
