"""Reading what the public is told and asks."""

from collections.abc import Iterable

from django.db.models import QuerySet, Sum

from civil_protection.crisis.models import CrisisEvent
from civil_protection.crisis.outreach.models import PressRelease, PublicAnswer, PublicCallCount
from civil_protection.crisis.outreach.terms import Subject
from civil_protection.crisis.queries import SHAPE_OF_EVENT


def releases() -> QuerySet[PressRelease]:
    return PressRelease.objects.select_related("event", "validated_by", "drafted_by", "entry", "document").defer(
        SHAPE_OF_EVENT
    )


def answers() -> QuerySet[PublicAnswer]:
    return PublicAnswer.objects.select_related("event", "changed_by").defer(SHAPE_OF_EVENT)


def call_counts() -> QuerySet[PublicCallCount]:
    return PublicCallCount.objects.select_related("event", "recorded_by").defer(SHAPE_OF_EVENT)


def calls_by_subject(event: CrisisEvent) -> list[dict[str, object]]:
    """Each subject that people called about: `label`, `received`, `resolved`; the most asked first."""
    rows = event.call_counts.order_by().values("subject").annotate(Sum("received"), Sum("resolved"))
    found = [
        {"label": Subject(row["subject"]).label, "received": row["received__sum"], "resolved": row["resolved__sum"]}
        for row in rows
    ]
    return sorted(found, key=lambda row: (-row["received"], row["label"]))


def calls_in_words(event: CrisisEvent) -> Iterable[str]:
    """« Appels du public : 120, dont eau potable 80, routes 40. »; nothing while nobody called."""
    rows = calls_by_subject(event)
    if total := sum(row["received"] for row in rows):
        parts = ", ".join(f"{row['label'].lower()} {row['received']}" for row in rows if row["received"])
        yield f"Appels du public : {total} ({parts})."
