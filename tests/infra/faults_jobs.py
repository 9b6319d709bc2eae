"""Short leases, slow letters so that a fault falls upon work under way, and jobs that nobody can do."""

import os
import signal
import time
from datetime import timedelta

from django.db import connection

from directorate.casework import series
from directorate.documents.letters import RENDER_JOB
from directorate.documents.tasks import render_letter
from directorate.jobs import operations
from directorate.jobs.operations import post_mail
from directorate.jobs.registry import HANDLERS, handler
from directorate.registers.operations import take_number
from tests.infra.stage import BREAKS, EFFECTS_TABLE, KILLS

SLOWNESS = float(os.environ.get("FAULTS_SLOWNESS", "0.4"))
operations.LEASE = timedelta(seconds=5)
operations.SILENCE = timedelta(seconds=2)
operations.DELAYS = (1,)


def slowly(job, at):
    """The files are made, nothing is committed yet: the worst moment to die.

    Each effect takes a number without gap, asks for a mail, and is written where nothing forbids it twice.
    """
    result = render_letter(job, at)
    time.sleep(SLOWNESS)
    number = take_number("faults", 2026)
    letter = job.payload["letter_id"]
    post_mail(key=f"faults:{letter}", to="essai@prefecture.invalid", subject=f"Arrêté {number}", body="Fait.", at=at)
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {EFFECTS_TABLE} (letter, number) VALUES (%s, %s)", [letter, number])
    return result


HANDLERS[RENDER_JOB] = slowly
do_item = series.do_item


def slow_item(*arguments):
    do_item(*arguments)
    time.sleep(SLOWNESS)


series.do_item = slow_item


@handler(BREAKS)
def always_breaks(job, at):
    raise ZeroDivisionError("division par zéro")


@handler(KILLS)
def kills_its_own_process(job, at):
    os.kill(os.getpid(), signal.SIGKILL)
