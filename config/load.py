"""Brings the database up to date and loads the demonstration, in one process: `python -m config.load ACCOUNTS_FILE`.

The text that presents the demonstration accounts is left in the file.
"""

import os
import sys
from pathlib import Path

import django
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import transaction

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")


def load(accounts: Path) -> None:
    django.setup()
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    with accounts.open("w") as text:
        if settings.DEMO_MODE:
            try:
                # All or nothing: an interrupted load must not pass for a finished one at the next start.
                with transaction.atomic():
                    call_command("demo", stdout=sys.stderr)
            except CommandError as refusal:
                # The base of somebody's real prefecture: the site starts on it as it is.
                text.write(f"{refusal}\n")
                return
            call_command("demo", accounts=True, stdout=text)


if __name__ == "__main__":
    load(Path(sys.argv[1]))
