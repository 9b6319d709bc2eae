"""Short leases, slow letters so that a fault falls upon work under way, and jobs that nobody can do."""

import os
import signal
import time
from datetime import timedelta

from directorate.documents.letters import RENDER_JOB
from directorate.documents.tasks import render_letter
from directorate.jobs import operations
from directorate.jobs.registry import HANDLERS, handler
from tests.infra.stage import BREAKS, KILLS

operations.LEASE = timedelta(seconds=5)
operations.SILENCE = timedelta(seconds=2)
operations.DELAYS = (1,)


def slowly(job, at):
    """The files are made, nothing is committed yet: the worst moment to die."""
    result = render_letter(job, at)
    time.sleep(0.4)
    return result


HANDLERS[RENDER_JOB] = slowly


@handler(BREAKS)
def always_breaks(job, at):
    raise ZeroDivisionError("division par zéro")


@handler(KILLS)
def kills_its_own_process(job, at):
    os.kill(os.getpid(), signal.SIGKILL)
