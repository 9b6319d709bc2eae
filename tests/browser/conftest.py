"""A real browser on the real site: each page fails its test on a console error or on a broken content policy.

def test_the_inbox_is_reachable(page, sign_in_as, house, audit): ...
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

from tests.browser.road import Road, workers_of_the_site

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
SERIOUS = {"serious", "critical"}
# A question typed over the one before cancels it: htmx says so as an error. One that could not be sent has other words.
CANCELLED = ("htmx:sendAbort", "htmx:afterRequest")
REPORT_VIOLATIONS = """
document.addEventListener("securitypolicyviolation", (event) =>
  console.error(`CSP: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`));
"""


def pytest_collection_modifyitems(items):
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    # Playwright keeps an event loop in this thread, and Django would refuse the database beside it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield chromium
        chromium.close()


def is_failure(message: ConsoleMessage) -> bool:
    """An error of the console. A page that answers 4xx on purpose is no error; a missing file is one."""
    if message.type != "error" or message.text.startswith(CANCELLED):
        return False
    refused = message.text.startswith("Failed to load resource: the server responded with a status of 4")
    return not refused or settings.STATIC_URL in message.location.get("url", "")


@pytest.fixture()
def context(browser, live_server) -> Iterator[BrowserContext]:
    made = browser.new_context(
        base_url=live_server.url, locale="fr-FR", timezone_id="Europe/Paris", viewport={"width": 1440, "height": 900}
    )
    made.add_init_script(REPORT_VIOLATIONS)
    made.set_default_timeout(15_000)
    yield made
    made.close()


@pytest.fixture()
def page(context) -> Iterator[Page]:
    """A page that remembers what went wrong, and says it at the end of the test."""
    failures: list[str] = []
    opened = context.new_page()
    opened.on("console", lambda message: failures.append(message.text) if is_failure(message) else None)
    opened.on("pageerror", lambda error: failures.append(str(error)))
    yield opened
    assert not failures, failures


@pytest.fixture()
def sign_in_as(context, live_server) -> Callable:
    """`sign_in_as(staff)`: the browser holds a session of this person, without the sign-in page."""

    def sign_in(staff) -> None:
        client = Client()
        client.force_login(staff)
        name = settings.SESSION_COOKIE_NAME
        context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])

    return sign_in


@pytest.fixture()
def audit() -> Callable[[Page], list[str]]:
    """`audit(page)`: the serious violations that axe finds, one sentence each."""

    def run(page: Page) -> list[str]:
        found = Axe().run(page).response["violations"]
        return [
            f"{page.url} {violation['id']} ({violation['impact']}): {violation['help']} {node['target']}"
            for violation in found
            if violation["impact"] in SERIOUS
            for node in violation["nodes"]
        ]

    return run


@pytest.fixture()
def road(page, sign_in_as, audit, time_machine) -> Iterator[Road]:
    """The people of a case on their pages; what axe found on the way is said at the end."""
    walked = Road(page, sign_in_as, audit, time_machine)
    yield walked
    assert not walked.faults, "\n".join(walked.faults)


@pytest.fixture()
def real_worker(tmp_path) -> Iterator:
    with workers_of_the_site(tmp_path) as process:
        yield process
