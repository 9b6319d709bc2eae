"""Every benchmark runs at a tiny size, in a base of its own. No time is judged here."""

import os
import subprocess
import sys
from pathlib import Path

from django.conf import settings
from django.db import connection

ROOT = Path(settings.BASE_DIR)
# Those that have a test of their own, or that need workers, a broker and minutes.
ELSEWHERE = {
    "__init__",
    "harness",
    "settings",
    "urls",
    "smoke",
    "scratch",
    "letter",
    "lists",
    "faults",
    "alert_wave",
    "crisis_log",
    "accident_import",
    "crime_import",
    "establishments",
    "imports",
    "fuzz",
    "grant_letters",
    "series",
}


def ran(db_settings: dict, *command: str) -> str:
    """What a benchmark prints, in another process and a base of its own: it has its own settings."""
    place = db_settings
    host = "" if place["HOST"][:1] == "/" else place["HOST"]
    port = f":{place['PORT']}" if place["PORT"] else ""
    base = f"{command[0]}_{place['NAME'].removeprefix('test_')[:40]}"
    socket = f"?host={place['HOST']}" if place["HOST"][:1] == "/" else ""
    address = f"postgres://{place['USER']}:{place['PASSWORD']}@{host}{port}/{base}{socket}"
    env = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    env |= {"DATABASE_URL": address, "SCRATCH_TEMPLATE": place["TEST"]["TEMPLATE"]}
    done = subprocess.run(
        [sys.executable, "-m", f"benchmarks.{command[0]}", *command[1:]],
        cwd=ROOT, env=env, capture_output=True, text=True, timeout=600, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3_000:]
    return done.stdout


def test_every_benchmark_runs(db):
    lines = ran(connection.settings_dict, "smoke", "200").splitlines()
    told = {line.removeprefix("smoke: ").removesuffix(" ran") for line in lines if "smoke: " in line}
    assert told == {path.stem for path in (ROOT / "benchmarks").glob("*.py")} - ELSEWHERE


def test_the_summary_of_a_series_costs_the_same_queries_for_one_and_for_several(db):
    assert "MISSED" not in ran(connection.settings_dict, "series", "3")


def test_the_import_of_accidents_is_measured_on_four_small_files(db, tmp_path):
    for path in (ROOT / "tests" / "data" / "accidents").glob("baac_echantillon100_*.csv"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    assert "rapport" in ran(connection.settings_dict, "accident_import", str(tmp_path))


def test_the_import_of_statistics_is_measured_on_a_small_file(db):
    told = ran(connection.settings_dict, "crime_import", "3000")
    assert "3000 lignes, 0 refusées" in told and "mêmes réponses" in told and "un mois compté de nouveau" in told


def test_the_decision_letters_are_measured_on_a_few(db):
    assert "12 letters" in ran(connection.settings_dict, "grant_letters", "12")
