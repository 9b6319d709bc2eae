"""What was taken before against the same establishment: warnings, then closures, oldest first. Reads only."""

from dataclasses import dataclass
from datetime import date, datetime

from directorate.casework.archetypes import STAGES
from directorate.casework.models import Case
from directorate.casework.move import paris_day
from directorate.legal_calendar.arithmetic import french_long
from directorate.territory.names import folded

WARNING, CLOSURE = "warning", "closure"
# The procedures that warn or close, with the word for each in a list of measures.
MEASURES = {
    "closure_warning": "débit de boissons",
    "administrative_closure_outlet": "débit de boissons",
    "closure_takeaway": "vente à emporter",
    "closure_music_venue": "diffusion de musique",
    "closure_drug_trafficking_money_laundering": "trafic de stupéfiants ou blanchiment",
    "closure_drug_use_venue": "stupéfiants",
}
# They count in the graduation of any measure, though they belong to another family.
KNOWN = MEASURES | {"closure_illegal_work": "travail illégal"}


@dataclass(frozen=True)
class Measure:
    """A warning or a closure that was notified. `ends_at`: an instant; None for a warning."""

    case: Case
    notified_on: date
    ends_at: datetime | None

    @property
    def is_warning(self) -> bool:
        return self.case.outcome == WARNING

    @property
    def label(self) -> str:
        return f"{'Avertissement' if self.is_warning else 'Fermeture'} ({KNOWN[self.case.procedure_code]})"

    @property
    def stage(self) -> str:
        return STAGES[self.case.stage].label

    @property
    def in_words(self) -> str:
        """As a finding says it."""
        what = "avertissement" if self.is_warning else "fermeture"
        return f"{what} notifié{'' if self.is_warning else 'e'} le {french_long(self.notified_on)}"


def same_place(name: str, address: str, other_name: str, other_address: str) -> bool:
    """Of two places of one commune: an address stays when the sign changes, and a sign is written in many ways."""
    return folded(address) == folded(other_address) or folded(name) == folded(other_name)


def measures_at(commune_id: str, name: str, address: str, *, besides: int | None = None) -> list[Measure]:
    """Those that concern this place; a case whose readers are named is not shown. One query."""
    rows = (
        Case.objects.filter(
            procedure_code__in=KNOWN, commune_id=commune_id, outcome__in=(WARNING, CLOSURE),
            notified_at__isnull=False, place__isnull=False,
        )
        .exclude(sensitivity=Case.Sensitivity.SECRET)
        .exclude(pk=besides)
        .select_related("place", "party", "decision")
        .order_by("notified_at", "pk")
    )  # fmt: skip
    return [
        Measure(row, paris_day(row.notified_at), end_of(row))
        for row in rows
        if same_place(name, address, row.place.name, row.place.address)
    ]


def end_of(case: Case) -> datetime | None:
    text = case.decision.details.get("ends_at")
    return datetime.fromisoformat(text) if text else None


def measures_before(case: Case) -> list[Measure]:
    """Against the establishment of this case, notified before it was decided."""
    if case.place is None:
        return []
    found = measures_at(case.commune_id, case.place.name, case.place.address, besides=case.pk)
    return [row for row in found if case.decided_at is None or row.case.notified_at <= case.decided_at]
