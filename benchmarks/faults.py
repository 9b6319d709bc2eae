"""What survives when processes, broker and database die: the whole measure, for real, on a scratch database.

    python -m benchmarks.faults [--jobs 200] [--acts 500] [--seed 1] [--broker redis|files] [--only NAME]

NAME: jobs, signing, control, silence, database or race; it may be given several times.

Goals: 199 documents of 200 jobs (one is poison), none lost, none twice, the poison parked and visible, with nine
kills; 500 acts drafted, submitted and signed in series while the worker is killed twice: one document for each, none
twice, no number missing; a control with the settings that Celery proposes and no sweep loses work; writes succeed in
less than two seconds while the broker accepts and never answers; no 5xx but 503 while PostgreSQL is restarted under
load; one success and 49 conflicts of fifty simultaneous decisions. The last line is JSON.
"""

import argparse
import json
import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings_test")

import django  # noqa: E402

django.setup()

from django.core.management import call_command  # noqa: E402
from django.test.utils import setup_test_environment  # noqa: E402

from benchmarks.scratch import scratch_base  # noqa: E402
from config.embedded import running  # noqa: E402
from directorate import tasks  # noqa: E402, F401
from tests.infra.database_restart import restart_under_load  # noqa: E402
from tests.infra.race import fifty_decisions  # noqa: E402
from tests.infra.signing import sign_while_the_worker_dies  # noqa: E402
from tests.infra.silence import writes_while_the_broker_is_silent  # noqa: E402
from tests.infra.storm import NINE_FAULTS, storm  # noqa: E402
from tests.infra.world import started_world  # noqa: E402
from tests.journal_flush import let_flush_empty_the_journal  # noqa: E402

# Longer than the whole chain of a job whose worker was killed: lease, sweep, start of another worker.
QUIET = 45
CONTROL_JOBS = 40
MOST_SECONDS_OF_A_WRITE = 2.0
MOST_SECONDS_OF_A_SERIES = 3600


def jobs(options) -> dict:
    with started_world(options.broker, FAULTS_SLOWNESS="0.05") as world:
        found = storm(world, how_many=options.jobs - 1, faults=NINE_FAULTS, seed=options.seed, quiet=QUIET).figures()
    return {**found, "goal": found["is_sound"] and sum(found["struck"].values()) == len(NINE_FAULTS)}


def signing(options) -> dict:
    with started_world(options.broker, FAULTS_SLOWNESS="0") as world, running(world.bulk):
        found = sign_while_the_worker_dies(world, options.acts, seconds=MOST_SECONDS_OF_A_SERIES).figures()
    return {**found, "goal": found["is_sound"]}


def control(options) -> dict:
    with started_world(options.broker, FAULTS_SLOWNESS="0.05", FAULTS_UNPROTECTED="1") as world:
        found = storm(world, how_many=CONTROL_JOBS, faults=NINE_FAULTS, seed=options.seed, quiet=25).figures()
    return {**found, "goal": found["lost"] > 0}


def silence(options) -> dict:
    found = writes_while_the_broker_is_silent(how_many=20)
    return {**found, "goal": found["refused"] == 0 and found["slowest_seconds"] < MOST_SECONDS_OF_A_WRITE}


def database(options) -> dict:
    found = restart_under_load(seconds=30)
    return {**found, "goal": found["errors_but_503"] == 0 and found["good_after"] > 0 and found["halves"] == 0}


def race(options) -> dict:
    found = fifty_decisions()
    return {**found, "goal": found == found | {"successes": 1, "conflicts": 49, "entries": 1, "acts": 1, "numbers": 1}}


MEASURES = {
    "jobs": jobs,
    "signing": signing,
    "control": control,
    "silence": silence,
    "database": database,
    "race": race,
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--jobs", type=int, default=200)
    parser.add_argument("--acts", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--broker", choices=["redis", "files"], default="redis")
    parser.add_argument("--only", choices=list(MEASURES), action="append")
    options = parser.parse_args()
    setup_test_environment()
    let_flush_empty_the_journal()
    figures = {}
    with scratch_base():
        for name in options.only or MEASURES:
            figures[name] = MEASURES[name](options)
            call_command("flush", verbosity=0, interactive=False)
            print(f"{name:<9} {'reached' if figures[name]['goal'] else 'MISSED':<8} {figures[name]}", flush=True)
    print(json.dumps({"seed": options.seed, "broker": options.broker, **figures}, ensure_ascii=False))
    return 0 if all(found["goal"] for found in figures.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
