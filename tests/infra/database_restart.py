"""The real site on a database of its own, which is stopped and started again while people read and write."""

import http.client
import signal
import subprocess
import tempfile
import time
from collections import Counter
from pathlib import Path
from threading import Event, Thread
from urllib.parse import urlencode

import psycopg

from config.embedded import Process, launch, postgres, python, running, site, site_answers, wait_until
from tests.infra.ask_for_session import TOKEN
from tests.infra.stage import clean_env, free_port

THREADS = 4


class Visitor(Thread):
    """Reads the list and a case, writes notes; remembers what each request was answered and which notes were taken."""

    def __init__(self, number: int, name: str, cookies: list[str], reference: str, over: Event):
        super().__init__(daemon=True)
        self.number, self.name_of_notes, self.reference, self.over = number, name, reference, over
        self.cookies = "; ".join(cookies)
        self.statuses: Counter = Counter()
        self.taken: list[str] = []
        self.last_good = 0.0

    def run(self) -> None:
        rank = 0
        while not self.over.is_set():
            rank += 1
            self.ask("GET", "/dossiers/")
            self.ask("GET", f"/dossiers/{self.reference}/")
            text = f"{self.name_of_notes} {rank}"
            if self.ask("POST", f"/dossiers/{self.reference}/notes/", {"text": text}) == 302:
                self.taken.append(text)

    def ask(self, method: str, address: str, values: dict | None = None) -> int:
        connection = http.client.HTTPConnection("127.0.0.1", self.number, timeout=30)
        body = urlencode({**values, "csrfmiddlewaretoken": TOKEN}) if values else None
        headers = {"Cookie": self.cookies}
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            connection.request(method, address, body, headers)
            status = connection.getresponse().status
        except OSError:
            status = 0
        finally:
            connection.close()
        self.statuses[status] += 1
        if status in (200, 302):
            self.last_good = time.monotonic()
        return status


def stop_and_start(server: Process, blow: signal.Signals, away: float) -> None:
    server.popen.send_signal(blow)
    server.popen.wait(30)
    time.sleep(away)
    launch(server)


def restart_under_load(seconds: float) -> dict[str, int]:
    """Two restarts: sudden, with two seconds of absence, then in good order. What was answered and what is stored."""
    with tempfile.TemporaryDirectory(prefix="securites-restart-") as place:
        data = Path(place)
        data.chmod(0o755)
        logs = data / "logs"
        logs.mkdir()
        (data / "static").mkdir()
        # It keeps what it has answered for; one made for the tests writes later, and a crash would lose some.
        with postgres(data, logs=logs) as (address, server):
            number = free_port()
            env = clean_env(
                DATABASE_URL=address, DATA_DIR=str(data), SECRET_KEY="x" * 60, INSECURE_HTTP="1", DEMO_MODE="1",
                DJANGO_SETTINGS_MODULE="config.settings", STATIC_ROOT=str(data / "static"),
                PUBLIC_URL=f"http://localhost:{number}",
            )  # fmt: skip
            asked = subprocess.run(
                python("tests.infra.ask_for_session"), env=env, capture_output=True, text=True, check=True
            )
            *cookies, reference = asked.stdout.splitlines()[-1].split()
            web = site(number, env, logs)
            with running(web):
                Path(web.env["DATABASE_READY_FILE"]).touch()
                wait_until(lambda: site_answers(number), web, seconds=120)
                over = Event()
                visitors = [Visitor(number, f"note {rank} ", cookies, reference, over) for rank in range(THREADS)]
                for visitor in visitors:
                    visitor.start()
                time.sleep(seconds / 4)
                stop_and_start(server, signal.SIGQUIT, away=2)
                time.sleep(seconds / 4)
                stop_and_start(server, signal.SIGINT, away=0)
                back = time.monotonic()
                time.sleep(seconds / 2)
                over.set()
                for visitor in visitors:
                    visitor.join(60)
            return counted(visitors, back, address)


def counted(visitors: list[Visitor], back: float, address: str) -> dict[str, int]:
    statuses = sum((visitor.statuses for visitor in visitors), Counter())
    taken = [text for visitor in visitors for text in visitor.taken]
    with psycopg.connect(address.replace("postgres://", "postgresql://")) as database:
        stored = Counter(
            text for (text,) in database.execute("SELECT text FROM directorate_casenote WHERE text LIKE 'note _  %'")
        )
        (entries,) = database.execute(
            "SELECT count(*) FROM directorate_journalentry WHERE action = 'case.note_added'"
            " AND actor_id IN (SELECT author_id FROM directorate_casenote WHERE text LIKE 'note _  %')"
        ).fetchone()
    # A note that was taken and is not there, that is there twice, or without its entry in the journal.
    missing = sum(stored[text] == 0 for text in taken)
    twice = sum(count > 1 for count in stored.values())
    return {
        "requests": sum(statuses.values()),
        "statuses": dict(sorted(statuses.items())),
        "good": statuses[200] + statuses[302],
        "unavailable_503": statuses[503],
        "errors_but_503": sum(count for status, count in statuses.items() if status not in (200, 302, 503)),
        "good_after": sum(visitor.last_good > back for visitor in visitors),
        "notes_taken": len(taken),
        "halves": missing + twice + max(0, sum(stored.values()) - entries),
    }
