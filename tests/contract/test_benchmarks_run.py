"""Every benchmark runs at a tiny size, in a base of its own. No time is judged here."""

import os
import subprocess
import sys
from pathlib import Path

from django.conf import settings
from django.db import connection

ROOT = Path(settings.BASE_DIR)
# Those that have a test of their own, or that need workers, a broker and minutes.
ELSEWHERE = {"__init__", "harness", "settings", "urls", "smoke", "letter", "lists", "faults", "imports", "fuzz"}


def test_every_benchmark_runs(db):
    """In another process: a benchmark has its own settings, with the administration site of Django beside ours."""
    place = connection.settings_dict
    address = f"postgres://{place['USER']}:{place['PASSWORD']}@{place['HOST'] if place['HOST'][:1] != '/' else ''}"
    port = f":{place['PORT']}" if place["PORT"] else ""
    base = place["NAME"].removeprefix("test_")[:40]
    socket = f"?host={place['HOST']}" if place["HOST"][:1] == "/" else ""
    environment = {**os.environ, "DATABASE_URL": f"{address}{port}/smoke_{base}{socket}"}
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.smoke", "200"],
        cwd=ROOT, env=environment, capture_output=True, text=True, timeout=600, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3_000:]
    ran = {line.removeprefix("smoke: ").removesuffix(" ran") for line in done.stdout.splitlines() if "smoke: " in line}
    written = {path.stem for path in (ROOT / "benchmarks").glob("*.py")} - ELSEWHERE
    assert ran == written
