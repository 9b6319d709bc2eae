"""Every check and every test, on servers of their own: what `./check` runs once the environment is ready.

The last line is the total, `N passed, N failed`; a check of the code or of the settings counts as one test.
"""

import os
import shutil
import signal
import sys
import tempfile
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

from config.embedded import Process, Stopped, alive, listen_to_stop_signals, pause, python, running, servers
from config.prepare import ROOT, Failure, check_options, say

BROWSER = "browser and not worker and not fallback"
ENGINES = "worker or fallback"
NO_TEST_SELECTED = 5
REPORTS = ROOT / "reports"


def production(env: dict[str, str]) -> dict[str, str]:
    """Settings as in production: nothing of a demonstration, https only."""
    return {name: value for name, value in env.items() if name not in {"DEMO_MODE", "INSECURE_HTTP", "DEBUG"}} | {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "SECRET_KEY": "4kq" * 25 + "&Zr-+9x",
        "ALLOWED_HOSTS": "securites.example",
        "PUBLIC_URL": "https://securites.example",
    }


def checks(env: dict[str, str]) -> list[tuple[str, list[str], dict[str, str]]]:
    manage = [sys.executable, "manage.py"]
    return [
        ("style", python("ruff", "check", "."), env),
        ("formatting", python("ruff", "format", "--check", "."), env),
        ("migrations", [*manage, "makemigrations", "--check", "--dry-run"], production(env)),
        ("deployment", [*manage, "check", "--deploy", "--fail-level", "WARNING"], production(env)),
    ]


def test_runs(*, fast: bool, arguments: list[str]) -> list[tuple[str, list[str]]]:
    """Pure and database tests by two, then browsers by two; alone, those that kill workers or engines."""
    by_two = ("-n", "2", "--dist", "worksteal")
    pure = ("tests", python("pytest", "-rs", *by_two, "-m", f"not (browser or {ENGINES})", *arguments))
    browsers = ("browser tests", python("pytest", "-rs", *by_two, "-m", BROWSER, *arguments))
    alone = ("slow tests", python("pytest", "-rs", "-m", ENGINES, *arguments))
    return [pure] if fast else [pure, browsers, alone]


def output_of(command: list[str], env: dict[str, str]) -> int:
    """Run with the output on our own screen; its exit code. Nothing that it started survives it."""
    process = Process(command[0], command, None, env=env, stop_signal=signal.SIGINT)
    with running(process):
        while alive(process):
            pause(0.1)
    return process.popen.returncode


def counted(report: Path) -> Counter:
    """How the tests of a JUnit report ended."""
    total: Counter = Counter()
    if report.exists():
        for suite in ElementTree.parse(report).getroot().iter("testsuite"):  # noqa: S314 (our own file)
            failed = int(suite.get("failures")) + int(suite.get("errors"))
            skipped = int(suite.get("skipped"))
            total.update(failed=failed, skipped=skipped, passed=int(suite.get("tests")) - failed - skipped)
    return total


def test_env(folder: Path, found_env: dict[str, str]) -> dict[str, str]:
    ours = {
        "DJANGO_SETTINGS_MODULE": "config.settings_test",
        "DATA_DIR": str(folder / "data"),
        "SECRET_KEY": "only-for-tests-" + "x" * 50,
        "INSECURE_HTTP": "1",
        "DEMO_MODE": "1",
    }
    return os.environ | found_env | ours


def check_everything(folder: Path, *, fast: bool, arguments: list[str]) -> Counter:
    total: Counter = Counter()
    REPORTS.mkdir(exist_ok=True)
    with servers(folder, throwaway=True) as found:
        env = test_env(folder, found.env)
        for name, command, its_env in checks(env):
            say(f"\n== {name}")
            total["passed" if output_of(command, its_env) == 0 else "failed"] += 1
        for name, command in test_runs(fast=fast, arguments=arguments):
            say(f"\n== {name}")
            report = REPORTS / f"{name.replace(' ', '-')}.xml"
            report.unlink(missing_ok=True)
            code = output_of([*command, f"--junit-xml={report}"], env)
            outcome = counted(report)
            total.update(outcome)
            if code not in {0, NO_TEST_SELECTED} and not outcome["failed"]:
                total["failed"] += 1
    return total


def main() -> None:
    options = check_options(sys.argv[1:])
    listen_to_stop_signals()
    folder = Path(tempfile.mkdtemp(prefix="securites-check-"))
    folder.chmod(0o755)
    try:
        total = check_everything(folder, fast=options.fast, arguments=options.pytest)
    except Stopped:
        sys.exit(130)
    except Failure as failure:
        sys.exit(str(failure))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    skipped = f", {total['skipped']} skipped" if total["skipped"] else ""
    say(f"\n{total['passed']} passed, {total['failed']} failed{skipped}")
    # A skipped test is a promise that nobody checked.
    sys.exit(1 if total["failed"] or total["skipped"] or not total["passed"] else 0)


if __name__ == "__main__":
    main()
