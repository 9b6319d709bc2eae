"""The Celery application: `celery -A config.celery worker`."""

import gc
import os
import signal
import sys
import time
from pathlib import Path
from threading import Thread

from billiard import active_children
from celery import Celery
from celery.schedules import crontab
from celery.signals import worker_process_init, worker_ready

from config import file_broker

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
file_broker.replace_the_one_of_kombu()

app = Celery("securites")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
# The scheduler's bells have a queue of their own: they never wait behind documents. Those that return soon are dropped
# when nobody answers, so that a worker that comes back does not find a thousand of them.
app.conf.beat_schedule = {
    # The job table is the truth; a message is only a doorbell that may be lost.
    "sweep-jobs": {
        "task": "directorate.jobs.sweep",
        "schedule": 5.0,
        "options": {"queue": "clock", "expires": 10},
    },
    "send-outbox": {
        "task": "directorate.jobs.send_outbox",
        "schedule": 10.0,
        "options": {"queue": "clock", "expires": 20},
    },
    # Calls of a live alert: windows that close, deadlines that pass, what a dead worker held.
    "alert-turn": {
        "task": "directorate.civil_protection.alert_turn",
        "schedule": 3.0,
        "options": {"queue": "clock", "expires": 6},
    },
    "heartbeat": {
        "task": "directorate.web.heartbeat",
        "schedule": 10.0,
        "options": {"queue": "clock", "expires": 20},
    },
    # What changed becomes messages for the programs of partners; they are sent beside, by the bulk queue.
    "write-messages": {
        "task": "directorate.programs.write_messages",
        "schedule": 5.0,
        "options": {"queue": "clock", "expires": 10},
    },
    "nightly-programs": {
        "task": "directorate.programs.nightly",
        "schedule": crontab(hour=6, minute=15),
        "options": {"queue": "clock"},
    },
    "nightly-expired-results": {
        "task": "directorate.documents.remove_expired_results",
        "schedule": crontab(hour=1, minute=10),
        "options": {"queue": "clock"},
    },
    "nightly-imports": {
        "task": "directorate.imports.expire_files",
        "schedule": crontab(hour=1, minute=20),
        "options": {"queue": "clock"},
    },
    # Looks every five minutes, so that a summary that a machine off at 7:30 owes leaves when it comes back.
    "deliver-notifications": {
        "task": "directorate.notifications.deliver",
        "schedule": 300.0,
        "options": {"queue": "clock", "expires": 280},
    },
    "tell-of-absences": {
        "task": "directorate.handover.tell_of_the_day",
        "schedule": crontab(minute=5),
        "options": {"queue": "clock"},
    },
    "nightly-notifications": {
        "task": "directorate.notifications.nightly",
        "schedule": crontab(hour=6, minute=30),
        "options": {"queue": "clock"},
    },
    # The first night of each month; what waits to be examined is not proposed twice.
    "monthly-purges": {
        "task": "directorate.retention.monthly",
        "schedule": crontab(day_of_month="1", hour=2, minute=30),
        "options": {"queue": "bulk"},
    },
    "nightly-crisis-chains": {
        "task": "directorate.crisis.verify_chains",
        "schedule": crontab(hour=3, minute=20),
        "options": {"queue": "bulk"},
    },
    # A situation report is owed every two hours at most: who is on duty knows within minutes that one is late.
    "owed-reports": {
        "task": "directorate.crisis.owed_reports",
        "schedule": 120.0,
        "options": {"queue": "clock", "expires": 110},
    },
    "nightly-deadlines": {
        "task": "directorate.casework.nightly",
        "schedule": crontab(hour=0, minute=20),
        "options": {"queue": "clock"},
    },
    # Those whose office ended leave the alert directory.
    "nightly-alert-directory": {
        "task": "directorate.civil_protection.forget_former_contacts",
        "schedule": crontab(hour=1, minute=40),
        "options": {"queue": "clock"},
    },
    # The birth of candidates who did not pass an examination of first aid is not kept for ever.
    "nightly-candidate-births": {
        "task": "directorate.civil_protection.forget_births",
        "schedule": crontab(hour=1, minute=50),
        "options": {"queue": "clock"},
    },
    # Requests of the public door of road safety that nobody has confirmed.
    "nightly-unconfirmed-actions": {
        "task": "directorate.road_safety.forget_unconfirmed",
        "schedule": crontab(hour=1, minute=55),
        "options": {"queue": "clock"},
    },
    # Silence on a complete investment file refuses it.
    "nightly-grants": {
        "task": "directorate.public_order.refuse_silently",
        "schedule": crontab(hour=1, minute=50),
        "options": {"queue": "clock"},
    },
    # Grants that run, end and owe their report, with their alerts.
    "nightly-grant-execution": {
        "task": "directorate.public_order.follow_grants",
        "schedule": crontab(hour=2, minute=10),
        "options": {"queue": "clock"},
    },
    # Investments that have not begun in time.
    "nightly-grant-lapses": {
        "task": "directorate.public_order.lapse_grants",
        "schedule": crontab(hour=1, minute=54),
        "options": {"queue": "clock"},
    },
    # The protocols that renew themselves.
    "nightly-protocols": {
        "task": "directorate.public_order.renew_protocols",
        "schedule": crontab(hour=2, minute=0),
        "options": {"queue": "clock"},
    },
    # Partners of the committee against fraud who have not answered; targets whose time is past.
    "nightly-codaf": {
        "task": "directorate.public_order.watch_codaf",
        "schedule": crontab(hour=7, minute=10),
        "options": {"queue": "clock"},
    },
    # Options on equipment whose term is past; loans that have not come back.
    "nightly-loans": {
        "task": "directorate.road_safety.watch_loans",
        "schedule": crontab(hour=2, minute=5),
        "options": {"queue": "clock"},
    },
    # Names of drivers whose measure ended long ago.
    "nightly-offenders": {
        "task": "directorate.road_safety.forget_offenders",
        "schedule": crontab(hour=2, minute=5),
        "options": {"queue": "clock"},
    },
    # Applications that nobody confirmed, bank data and names of former volunteers kept long enough.
    "nightly-volunteers": {
        "task": "directorate.road_safety.forget_volunteers",
        "schedule": crontab(hour=2, minute=15),
        "options": {"queue": "clock"},
    },
    # Reports of missions that are late, nominations that end.
    "remind-volunteers": {
        "task": "directorate.road_safety.remind_volunteers",
        "schedule": crontab(hour=7, minute=35),
        "options": {"queue": "clock"},
    },
    # Entries of the alert directory to check again, and the monthly test that nobody has programmed.
    "remind-alert-directory": {
        "task": "directorate.civil_protection.remind_directory",
        "schedule": crontab(hour=7, minute=25),
        "options": {"queue": "clock"},
    },
    # A dated value that changed moves the terms of the visits of the open establishments.
    "nightly-establishments": {
        "task": "directorate.civil_protection.recompute_visits",
        "schedule": crontab(hour=1, minute=50),
        "options": {"queue": "clock"},
    },
    # The steps of the escalation of an unfavourable opinion, on their day.
    "unfavourable-steps": {
        "task": "directorate.civil_protection.unfavourable_steps",
        "schedule": crontab(hour=7, minute=15),
        "options": {"queue": "clock"},
    },
    "nightly-appeals": {
        "task": "directorate.appeals.nightly",
        "schedule": crontab(hour="0,7", minute=40),
        "options": {"queue": "clock"},
    },
    "tell-of-promises": {
        "task": "directorate.commissions.tell_of_promises",
        "schedule": crontab(hour="0,7", minute=50),
        "options": {"queue": "clock"},
    },
    "mayor-lists": {
        "task": "directorate.permits.send_mayor_lists",
        "schedule": crontab(hour=6, minute=50),
        "options": {"queue": "clock"},
    },
    "remind-postures": {
        "task": "directorate.civil_protection.remind_postures",
        "schedule": 300.0,
        "options": {"queue": "clock", "expires": 280},
    },
    # Monday morning, before anybody may need it.
    "weekly-pack": {
        "task": "directorate.civil_protection.weekly_pack",
        "schedule": crontab(day_of_week="mon", hour=5, minute=30),
        "options": {"queue": "clock"},
    },
    # After midnight in Paris: what the silence of the day before has made favourable, and what opens today.
    "tacit-study-opinions": {
        "task": "directorate.civil_protection.tacit_study_opinions",
        "schedule": crontab(hour=2, minute=15),
        "options": {"queue": "clock"},
    },
    "open-establishments": {
        "task": "directorate.civil_protection.open_establishments",
        "schedule": crontab(hour=2, minute=20),
        "options": {"queue": "clock"},
    },
    "roster-holes": {
        "task": "directorate.civil_protection.roster_holes",
        "schedule": crontab(hour=7, minute=20),
        "options": {"queue": "clock"},
    },
    # A machine that was off at 00:20 catches up in the morning; the sweep acts once whatever the number of runs.
    "morning-deadlines": {
        "task": "directorate.casework.nightly",
        "schedule": crontab(hour=7, minute=0),
        "options": {"queue": "clock"},
    },
}


# The age of this file is the time since the pool of this worker last did what it was asked.
HEARTBEAT_FILE = os.environ.get("WORKER_HEARTBEAT_FILE")
HEARTBEAT_SECONDS = 10
# Longer than the hard time limit of short tasks, which may keep every child busy; long ones show life as they progress.
FROZEN_SECONDS = 90


def say_alive() -> None:
    Path(HEARTBEAT_FILE).touch()


@worker_ready.connect
def watch_over_oneself(sender, **_):
    """Ask one's own pool for a sign of life, again and again; the broker and the other workers have no part in it."""
    if HEARTBEAT_FILE:
        say_alive()
        sender.timer.call_repeatedly(HEARTBEAT_SECONDS, sender.pool.apply_async, (say_alive,))
        Thread(target=leave_when_frozen, daemon=True).start()


def time_of_last_sign() -> float | None:
    try:
        return Path(HEARTBEAT_FILE).stat().st_mtime
    except FileNotFoundError:
        return None


def leave_when_frozen() -> None:
    """A worker that does nothing any more is worth less than none: whoever started it starts another one.

    The clock of the machine has no part in it: a laptop that wakes up is not a frozen worker.
    """
    last, since = None, time.monotonic()
    while time.monotonic() - since < FROZEN_SECONDS:
        time.sleep(1)
        touched = time_of_last_sign()
        if touched != last:
            last, since = touched, time.monotonic()
    print(f"frozen for {FROZEN_SECONDS} seconds: this worker leaves", file=sys.stderr, flush=True)
    for child in active_children():
        os.kill(child.pid, signal.SIGKILL)
    os._exit(1)


@worker_process_init.connect
def keep_the_loaded_code_out_of_collection(**_):
    """A preloaded child renders at 1.05 times the bare cost instead of 1.14 (measured)."""
    gc.collect()
    gc.freeze()
