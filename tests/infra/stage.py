"""Running the application for real in a test: a free port, a clean environment, the processes it leaves."""

import json
import os
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

OWN_NAMES = ("DATABASE_URL", "REDIS_URL", "BROKER_URL", "DATA_DIR", "DJANGO_SETTINGS_MODULE", "SECRET_KEY")

# Kinds of jobs that nobody can do: see `faults_jobs`, which the worker loads and the tests do not.
BREAKS = "test.breaks"
KILLS = "test.kills"
# What nothing constrains: (letter, number) of each effect.
EFFECTS_TABLE = "faults_effects"


def clean_env(**more: str) -> dict[str, str]:
    """The environment of a person who has set nothing."""
    return {name: value for name, value in os.environ.items() if name not in OWN_NAMES} | more


def free_port() -> int:
    """Below the range that the kernel gives to clients, so that nobody takes it meanwhile."""
    for number in range(21_000 + os.getpid() % 5_000, 32_000):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", number)) != 0:
                return number
    raise OSError("no free port")


def get(address: str) -> tuple[int, dict]:
    try:
        with urllib.request.urlopen(address, timeout=10) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as answer:
        return answer.code, json.load(answer)
    except (urllib.error.URLError, OSError):
        return 0, {}


def eventually(fact: Callable[[], bool], *, seconds: float) -> bool:
    """Whether `fact` comes true in time; asked ten times a second."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if fact():
            return True
        time.sleep(0.1)
    return fact()


def processes_about(*words: str) -> list[str]:
    """Command line, environment or folder of the processes that mention one of `words`, ours and the dead excepted."""
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        if int(place.name) == os.getpid():
            continue
        try:
            facts = [(place / name).read_bytes().decode(errors="replace") for name in ("cmdline", "environ")]
            facts.append(str((place / "cwd").resolve()))
        except OSError:
            continue
        if any(word in fact for word in words for fact in facts):
            found.append(f"{place.name} {facts[0].replace(chr(0), ' ')}")
    return found
