"""Asks for one job in the database of the environment: `python -m tests.infra.ask_for_echo WORD`."""

import sys

import django

django.setup()

from django.utils.timezone import now  # noqa: E402

from directorate.jobs.operations import enqueue  # noqa: E402
from tests.infra.echo_job import ECHO  # noqa: E402

word = sys.argv[1]
enqueue(kind=ECHO, label="Écho", key=f"echo:{word}", payload={"word": word}, by=None, at=now())
