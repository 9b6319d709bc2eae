"""Who keeps an open case waiting, in words: read in its narrow row, told the same way everywhere."""

from datetime import date

from django.db import models
from django.db.models import F, Value, When

from directorate.casework.models import Case, CaseFollowUp
from directorate.org.names import name_in_words
from directorate.web.export_sql import Neutral, label_of

Blocker = CaseFollowUp.Blocker
LABELS = dict(Blocker.choices)
# Those who are outside the house, or nobody: they are reminded, not merely awaited.
TONES = {
    Blocker.APPLICANT: "info",
    Blocker.PARTNER: "warning",
    Blocker.COMMISSION: "info",
    Blocker.UNASSIGNED: "warning",
}


def blocker_label(code: str, body: str, caseworker: str) -> str:
    """The body by its name, the caseworker by theirs, the others by what they are; nothing when only time passes."""
    if code in (Blocker.PARTNER, Blocker.COMMISSION):
        return body
    return caseworker if code == Blocker.CASEWORKER else LABELS.get(code, "")


def blocker_of(case: Case) -> tuple[str, str, date | None]:
    """(code, words, since) of a case whose narrow row and caseworker are loaded; a closed case waits for nobody."""
    row = getattr(case, "follow_up", None)
    if row is None or not row.blocker:
        return "", "", None
    return row.blocker, blocker_label(row.blocker, row.blocked_by, str(case.caseworker or "")), row.blocked_since


def since_words(since: date | None) -> str:
    return f"depuis le {since:%d/%m/%Y}" if since else ""


# The same, as the file of a list carries it.
BLOCKER_SQL = models.Case(
    When(follow_up__blocked_by__gt="", then=Neutral(F("follow_up__blocked_by"))),
    When(follow_up__blocker=Blocker.CASEWORKER, then=name_in_words("caseworker")),
    When(follow_up__blocker__gt="", then=label_of("follow_up__blocker", LABELS)),
    default=Value(None),
    output_field=models.CharField(),
)
