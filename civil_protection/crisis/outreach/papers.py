"""A press release as it leaves: a PDF, made by a worker when it is validated."""

from datetime import datetime

from civil_protection.crisis.outreach.models import PressRelease
from civil_protection.crisis.papers import drawn
from civil_protection.policies import UNIT
from directorate.org.models import Unit


def release_pdf(release: PressRelease, at: datetime) -> bytes:
    paragraphs = [text.strip() for text in release.text.replace("\r\n", "\n").split("\n\n") if text.strip()]
    return drawn(
        "release.html", release.event, at, release=release, paragraphs=paragraphs, unit=Unit.objects.get(pk=UNIT)
    )  # fmt: skip
