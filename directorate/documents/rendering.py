"""The one place where a PDF is made."""

import re
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from importlib.resources import files

from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from directorate.documents import fonts
from directorate.documents.page_codes import stamp
from directorate.web.errors import DomainError

VARIANT = "pdf/a-3a"
MAX_CHARACTERS = 2_000_000
MAX_WORD = 1_000
MAX_SECONDS = 30
TAG = re.compile(r"<[^>]*>")
LONG_WORD = re.compile(rf"\S{{{MAX_WORD + 1}}}")


class LetterTooHeavy(DomainError):
    """The text would keep a worker busy for too long."""

    title = "Document trop lourd"


class OwnFilesFetcher(URLFetcher):
    """Fonts of the application and images written inside the letter. No network, no disk, no redirection."""

    def __init__(self):
        super().__init__(allowed_protocols={"data"}, allow_redirects=False)

    def fetch(self, url, headers=None):
        scheme, _, name = url.partition(":")
        if scheme == fonts.SCHEME and name in fonts.PACKAGES:
            return URLFetcherResponse(url, fonts.font_bytes(name), {"Content-Type": "font/ttf"})
        return super().fetch(url, headers)


FETCHER = OwnFilesFetcher()


@lru_cache(maxsize=1)
def stylesheets() -> tuple[FontConfiguration, list[CSS]]:
    """Fonts and stylesheet, parsed once per process: parsing them for each letter costs eleven times the letter."""
    configuration = FontConfiguration()
    source = files("directorate.documents").joinpath("letter.css").read_text(encoding="utf-8")
    rules = CSS(string=fonts.font_face_rules() + source, font_config=configuration, url_fetcher=FETCHER)
    return configuration, [rules]


@contextmanager
def time_limit(seconds: int) -> Iterator[None]:
    """Stop a layout that would never end. A signal reaches the main thread only: elsewhere the worker's limit holds."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(signum, frame):
        raise LetterTooHeavy(f"La mise en page dépasse {seconds} secondes : alléger le texte.")

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def refuse_beyond_measure(html: str) -> None:
    """A very long word is laid out letter by letter: 100,000 letters take more than 30 seconds."""
    if len(html) > MAX_CHARACTERS:
        raise LetterTooHeavy("Le texte du document est trop long pour être mis en page.")
    if LONG_WORD.search(TAG.sub(" ", html)):
        raise LetterTooHeavy(f"Un mot du document dépasse {MAX_WORD} caractères : le couper.")


def pdf_of(html: str, *, page_code: str = "") -> bytes:
    """PDF/A-3 of a letter: tagged, paginated, with its fonts inside. `page_code`: printed on each page of an act."""
    refuse_beyond_measure(html)
    configuration, sheets = stylesheets()
    with time_limit(MAX_SECONDS):
        return HTML(string=html, url_fetcher=FETCHER, base_url=None).write_pdf(
            stylesheets=sheets,
            font_config=configuration,
            pdf_variant=VARIANT,
            pdf_tags=True,
            finisher=stamp(page_code) if page_code else None,
        )
