"""The requests of « Premiers pas », taken from the page as it is served and run in a real shell."""

import json
import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

WILD = "…"
PLACEHOLDER = "pref_…"
MARK = "--- fin de la requête ---"


@dataclass
class Snippet:
    """`kind`: "run", "answer", "message", "python", "shell" or "rotation"."""

    kind: str
    text: str = ""


class SnippetReader(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.found: list[Snippet] = []
        self.inside = False

    def handle_starttag(self, tag, attributes):
        names = dict(attributes)
        if tag == "pre" and names.get("class") == "snippet":
            kind = next(name for name in names if name.startswith("data-"))
            self.found.append(Snippet(kind.removeprefix("data-")))
            self.inside = True

    def handle_endtag(self, tag):
        self.inside = self.inside and tag != "pre"

    def handle_data(self, data):
        if self.inside:
            self.found[-1].text += data


def snippets_of(html: str) -> list[Snippet]:
    reader = SnippetReader()
    reader.feed(html)
    return reader.found


def run_in_one_shell(texts: list[str], folder: Path, environment: Mapping[str, str]) -> list[str]:
    """What each text wrote, one after the other in the same shell, as in the terminal of a person."""
    script = f"\nprintf '\\n%s\\n' '{MARK}'\n".join(texts)
    done = subprocess.run(
        ["/bin/bash", "-u"], input=script, cwd=folder, env=dict(environment), capture_output=True, text=True,
        timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert not done.stderr, done.stderr
    return [part.strip() for part in done.stdout.split(MARK)]


def matches(shown: Any, actual: Any) -> bool:
    """Whether an answer is as the page shows it: the page may leave members out, and writes « … » for what varies."""
    if shown == WILD:
        return actual is not None
    if isinstance(shown, dict):
        return isinstance(actual, dict) and all(
            name in actual and matches(value, actual[name]) for name, value in shown.items()
        )
    if isinstance(shown, list):
        if not isinstance(actual, list) or (not shown and actual):
            return False
        return all(any(matches(item, other) for other in actual) for item in shown)
    return type(shown) is type(actual) and shown == actual


def is_as_shown(shown: str, actual: str) -> bool:
    if shown.lstrip().startswith("{"):
        return matches(json.loads(shown), json.loads(actual))
    pattern = "\n".join(re.escape(line.strip()).replace(WILD, ".+") for line in shown.strip().splitlines())
    return re.fullmatch(pattern, "\n".join(line.strip() for line in actual.splitlines()), re.I) is not None
