"""Lists as tests read them: the file of a list, and its lines."""

import csv
import io

from django.urls import reverse


def export(client, code: str, query: str = "", kind: str = "csv"):
    """The answer to somebody who asks for the file of a list in this state."""
    return client.post(reverse("directorate:list-export", args=[code]), {"query": query, "format": kind})


def text_of(response) -> str:
    return b"".join(response.streaming_content).decode("utf-8-sig")


def lines_of(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))
