"""A case followed through its pages by the people who work on it, each on the day of his own gesture."""

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection
from playwright.sync_api import Locator, Page, expect

from config.embedded import bulk_worker, running, worker
from tests.people import paris

PDF_SECONDS = 90


@contextmanager
def workers_of_the_site(folder: Path) -> Iterator:
    """The two workers of the site, in processes of their own, on the database of this test."""
    at = connection.settings_dict
    host, port = at["HOST"], at["PORT"]
    where = f"/{at['NAME']}?host={host}" if host.startswith("/") else f"{host}:{port}/{at['NAME']}"
    who = at["USER"] + (f":{at['PASSWORD']}" if at["PASSWORD"] else "")
    env = {
        **os.environ,
        "DATABASE_URL": f"postgres://{who}@{where}" + (f"&port={port}" if host.startswith("/") and port else ""),
        "DJANGO_SETTINGS_MODULE": "config.settings_test",
        "DATA_DIR": str(settings.DATA_DIR),
    }
    process = worker(env, folder)
    with running(process), running(bulk_worker(env, folder)):
        yield process


class Road:
    """What the person of the moment does on the pages, and what axe says of each."""

    def __init__(self, page: Page, sign_in_as, audit, time_machine):
        self.page, self.sign_in_as, self.audit, self.time_machine = page, sign_in_as, audit, time_machine
        self.faults: list[str] = []
        self.judged: set[tuple[str, ...]] = set()

    @property
    def main(self) -> Locator:
        return self.page.locator("main")

    def morning(self, staff, *day: int) -> None:
        self.time_machine.move_to(paris(*day), tick=True)
        self.sign_in_as(staff)

    def open(self, address: str) -> None:
        self.page.goto(address)
        self.read()

    def read(self) -> None:
        """Wait for the page; axe judges each kind of page once, and the page of a case once at each of its stages."""
        expect(self.page.locator("h1").first).to_be_visible()
        kind = re.sub(r"\d+", "0", self.page.url), *self.page.locator("h1, .case-head__facts").all_inner_texts()
        if kind not in self.judged:
            self.judged.add(kind)
            self.faults += self.audit(self.page)

    def move(self, reference: str, label: str) -> None:
        """Choose an action from the head of the case, by its words."""
        self.page.goto(f"/dossiers/{reference}/")
        head = self.page.locator(".case-head__moves")
        if head.locator("details").count():
            head.locator("summary").click()
        head.get_by_role("link", name=label, exact=True).click()
        self.read()

    def confirm(self, label: str) -> None:
        """Press a button of the page; the one that follows is read."""
        self.main.get_by_role("button", name=label, exact=True).click()
        self.read()

    def act(self, case: str, label: str, /, **values: str) -> None:
        """An action of the case from its words to its confirmation."""
        self.move(case, label)
        fill_in(self.page, values)
        self.confirm(label)

    def register(self, procedure: str, values: Mapping[str, str], *, ticked=(), pieces: Iterable[str] = ()) -> str:
        """A request typed on its page; gives the reference of the case."""
        self.open(f"/dossiers/nouveau/{procedure}/")
        fill_in(self.page, values)
        for name, value in [*ticked, *(("received_pieces", code) for code in pieces)]:
            tick(self.page, name, value)
        self.page.locator("main form button[type=submit], main form button:not([type])").last.click()
        self.read()
        return re.search(r"\d{4}-[A-Z]+-\d{5}", self.page.url).group()

    def see(self, *sentences: str | re.Pattern) -> None:
        for sentence in sentences:
            expect(self.main).to_contain_text(sentence)


def fill_in(page: Page, values: Mapping[str, str]) -> None:
    for name, value in values.items():
        field = page.locator(f"main [name={name}]").first
        if field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)


def follow(road: Road, label: str, /, **values: str) -> None:
    """A link of the page, the form behind it, its button."""
    road.main.get_by_role("link", name=label, exact=True).first.click()
    road.read()
    fill_in(road.page, values)
    road.main.locator("form button[type=submit], form button:not([type])").last.click()
    road.read()


def tick(page: Page, name: str, value: str = "on") -> None:
    box = page.locator(f'main [name={name}][value="{value}"], main [name={name}]:not([value])').first
    box.wait_for(state="attached")
    page.wait_for_load_state()  # hidden behind its label: a click forced before the page is laid out falls beside it
    box.check(force=True)


def tick_all(page: Page, name: str) -> None:
    """Every box of that name; by its own click, for a click forced before the page is laid out falls beside it."""
    page.locator(f"main [name={name}]").first.wait_for(state="attached")
    for box in page.locator(f"main [name={name}]").all():
        box.evaluate("box => { if (!box.checked) box.click() }")


# What a school writes at the public door, whatever it then asks for.
ASKED_BY_A_SCHOOL = {
    "title": "Journée sécurité routière au collège",
    "promoter_kind": "school",
    "promoter": "Collège des Tilleuls",
    "siret": "21940028000018",
    "uai": "0750654D",
    "leader": "Mme Ève Sorel",
    "email": "college@exemple.invalid",
    "address": "4 rue des Tilleuls, 94000 Créteil",
    "description": "Deux classes de cinquième, ateliers d'une heure.",
    "expected": "60",
    "place": "Cour du collège",
    "starts_on": "2026-05-12",
    "ends_on": "2026-05-12",
    "requested": "500",
    "asked_volunteers": "Deux intervenants",
}
