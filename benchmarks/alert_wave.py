"""An alert of the whole department: the first wave, then what survives when its workers are killed.

    python -m benchmarks.alert_wave [--contacts 5] [--kills 8] [--seed 1]

Goals: every attempt of 47 communes and their contacts is written in less than five seconds, and the first call of each
commune is handed over in the first turn; with workers killed (SIGKILL) in the middle of their calls, no call that was
due is lost and none is placed twice. The gateway of the measure writes down every call without recognising any, so
that a repetition is seen. The last line is JSON.
"""

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from datetime import timedelta
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings_test")

import django  # noqa: E402

django.setup()

from django.test.utils import setup_test_environment  # noqa: E402
from django.utils.timezone import now  # noqa: E402

from benchmarks.scratch import scratch_base  # noqa: E402
from civil_protection.alerts.campaigns import engine, gateway  # noqa: E402
from civil_protection.alerts.campaigns.models import CallAttempt  # noqa: E402
from civil_protection.alerts.directory.models import AlertContact, ContactPhone  # noqa: E402
from civil_protection.alerts.directory.operations import save_group  # noqa: E402
from directorate.territory.models import Commune  # noqa: E402
from directorate.territory.operations import load_department  # noqa: E402
from tests.civil_protection.alert_stage import Alert, add_campaign, add_scenario  # noqa: E402
from tests.civil_protection.conftest import Desk  # noqa: E402
from tests.infra.world import address_of_the_tests  # noqa: E402
from tests.people import create_person, small_prefecture  # noqa: E402

MOST_SECONDS = 5.0
# How long the gateway of the measure keeps a worker waiting: the kills strike in the middle of calls.
SLOWNESS = 0.01
SHORT_LEASE = timedelta(seconds=1)
# A worker lives so long at most before it is killed, once it has started to call.
LIVES = (0.05, 0.6)
PATIENCE = 60.0
WORKER = "ALERT_WAVE_CALLS"
State = CallAttempt.State


class WritingGateway(gateway.LocalGateway):
    """Each call is a line, whether or not its key was seen before."""

    def __init__(self, calls: Path):
        self.calls = calls

    def place(self, call: gateway.Call) -> str:
        with self.calls.open("a") as file:
            file.write(f"{call.key}\n")
        time.sleep(SLOWNESS)
        return State.RINGING if call.channel == CallAttempt.Channel.VOICE else State.SENT

    def knows(self, key) -> bool:
        return str(key) in self.calls.read_text().split()


def alert_of_the_department(contacts: int) -> Alert:
    house = small_prefecture()
    load_department()
    agent = create_person("plan", "m", "Samir", "Kaci", "agent", "caseworker", "protection-civile")
    desk = Desk(house, head=agent, agent=agent)
    people = [
        AlertContact(last_name=f"Contact {rank}", role=role, rank=rank, commune=commune, recorded_at=now(),
                     emails=[f"{commune.pk}-{rank}@mairie.invalid"])
        for commune in Commune.objects.all()
        for rank, role in enumerate(list(AlertContact.Role.values)[:contacts], start=1)
    ]  # fmt: skip
    AlertContact.objects.bulk_create(people)
    ContactPhone.objects.bulk_create(
        ContactPhone(contact=person, kind="mobile", rank=1, number=f"+3363998{rank:04}")
        for rank, person in enumerate(people)
    )
    group = save_group(group=None, name="Toutes", every_commune=True, by=agent, at=now())
    scenario = add_scenario(desk)
    return Alert(desk, group, scenario, add_campaign(desk, scenario, group))


def first_wave(alert: Alert) -> dict:
    """Seconds to write every attempt, then to hand over the first call of each commune."""
    # Calls go before messages: a turn that stops there has placed the first call of everybody.
    communes = Commune.objects.count()
    engine.MOST_OF_A_TURN = communes
    start = time.perf_counter()
    alert.launch(now())
    written = time.perf_counter()
    engine.send_due(at=now())
    handed = time.perf_counter()
    rung = alert.campaign.attempts.filter(channel="voice", sent_at__isnull=False).count()
    found = {
        "communes": alert.campaign.targets.count(),
        "attempts": alert.campaign.attempts.count(),
        "seconds_to_queue": round(written - start, 3),
        "seconds_to_hand_over": round(handed - written, 3),
        "first_calls": rung,
    }
    return {**found, "goal": found["seconds_to_queue"] < MOST_SECONDS and rung == found["communes"]}


# --- killing ------------------------------------------------------------------------------------------------


def work(calls: Path) -> None:
    """What the worker does in life, without waiting for a bell."""
    gateway.GATEWAY, engine.LEASE = WritingGateway(calls), SHORT_LEASE
    while True:
        engine.turn(at=now())
        time.sleep(0.02)


def started(calls: Path) -> subprocess.Popen:
    env = {**os.environ, "DATABASE_URL": address_of_the_tests(), WORKER: str(calls)}
    return subprocess.Popen([sys.executable, "-m", "benchmarks.alert_wave"], env=env)


def lines_of(calls: Path) -> int:
    return len(calls.read_text().split())


def wait_for_calls(calls: Path, before: int) -> None:
    deadline = time.monotonic() + PATIENCE
    while lines_of(calls) <= before and time.monotonic() < deadline:
        time.sleep(0.01)


def killed_workers(alert: Alert, kills: int, seed: int) -> dict:
    """Launch again, kill two workers at once so many times, let the last ones finish, then count."""
    chance = random.Random(seed)  # noqa: S311
    campaign = add_campaign(alert.desk, alert.scenario, alert.group)
    struck = 0
    with tempfile.TemporaryDirectory() as folder:
        calls = Path(folder) / "calls"
        calls.touch()
        Alert(alert.desk, alert.group, alert.scenario, campaign).launch(now())
        due = campaign.attempts.filter(due_at__lte=now())
        expected = due.count()
        for turn in range(kills + 1):
            before = lines_of(calls)
            workers = [started(calls), started(calls)]
            try:
                wait_for_calls(calls, before)
                if turn < kills and lines_of(calls) < expected:
                    time.sleep(chance.uniform(*LIVES))
                else:
                    settle(campaign)
            finally:
                for worker in workers:
                    worker.send_signal(signal.SIGKILL)
                    worker.wait()
                    struck += 1
            if lines_of(calls) >= expected:
                settle_alone(calls, campaign)
                break
        placed = Counter(calls.read_text().split())
    keys = {str(key) for key in due.values_list("key", flat=True)}
    found = {
        "due": expected,
        "killed": struck,
        "lost": len(keys - set(placed)),
        "repeated": sum(times - 1 for times in placed.values()),
        "uncertain": due.filter(state=State.UNCERTAIN).count(),
        "unsettled": due.filter(state__in=[State.QUEUED, State.CLAIMED, State.SENDING]).count(),
    }
    return {**found, "goal": not found["lost"] and not found["repeated"] and not found["unsettled"]}


def settle(campaign) -> None:
    """Until nothing that is due waits any more, or nothing has moved for a minute."""
    held = [State.QUEUED, State.CLAIMED, State.SENDING]
    waiting = campaign.attempts.filter(due_at__lte=now(), state__in=held)
    left, since = waiting.count(), time.monotonic()
    while left and time.monotonic() - since < PATIENCE:
        time.sleep(0.1)
        if (count := waiting.count()) != left:
            left, since = count, time.monotonic()


def settle_alone(calls: Path, campaign) -> None:
    """Every call left before the last kill: a worker that nobody strikes finds what the dead ones held."""
    worker = started(calls)
    try:
        settle(campaign)
    finally:
        worker.kill()
        worker.wait()


def main() -> int:
    if calls := os.environ.get(WORKER):
        work(Path(calls))
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--contacts", type=int, default=5)
    parser.add_argument("--kills", type=int, default=8)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    setup_test_environment()
    with scratch_base():
        alert = alert_of_the_department(options.contacts)
        figures = {}
        for name, measure in (
            ("wave", lambda: first_wave(alert)),
            ("kills", lambda: killed_workers(alert, options.kills, options.seed)),
        ):
            found = figures[name] = measure()
            print(f"{name:<6} {'reached' if found['goal'] else 'MISSED':<8} {found}", flush=True)
    print(json.dumps({"benchmark": "alert_wave", "seed": options.seed, **figures}, ensure_ascii=False))
    return 0 if all(found["goal"] for found in figures.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
