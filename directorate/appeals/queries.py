"""Reading appeals: those that one may see, what they say of a case, of its act and of its permit, what they keep."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import Case as Choice
from django.db.models import (
    CharField,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
    prefetch_related_objects,
)
from django.db.models.functions import Least
from django.urls import reverse

from directorate.appeals.clock import ADMINISTRATIVE, BEFORE_A_COURT
from directorate.appeals.models import Appeal, LitigationPack
from directorate.casework.blocks import CaseBlock, Mark, declare_block, declare_hold
from directorate.casework.models import Case
from directorate.casework.policies import works_on_case
from directorate.casework.queries import visible_to
from directorate.jobs.models import Job
from directorate.legal_calendar.arithmetic import PARIS, french_long
from directorate.org.models import StaffMember
from directorate.org.secrecy import hide
from directorate.permits.models import Permit
from directorate.permits.remarks import Remark, declare_remarks
from directorate.registers.queries import tell_fate
from directorate.web.errors import NotFound

Kind, Stage, Outcome = Appeal.Kind, Appeal.Stage, Appeal.Outcome
OPEN = (Stage.RECEIVED, Stage.HEARING)
ROWS_IN_HAND = 20


def visible_appeals(staff: StaffMember, on: date) -> QuerySet[Appeal]:
    """The appeals of the cases that this person may see. `next_on`: the nearest day on which something is due."""
    return Appeal.objects.filter(case__in=visible_to(staff, on)).annotate(next_on=next_day())


def next_day() -> Choice:
    defence = Choice(When(defended_on__isnull=True, then=F("defence_due_on")), default=None)
    return Choice(
        When(stage=Stage.RECEIVED, kind__in=ADMINISTRATIVE, then=F("silence_due_on")),
        When(stage__in=OPEN, then=Least(defence, F("hearing_on"))),
        default=None,
    )


def visible_appeal(staff: StaffMember, case: Case, pk: int, on: date) -> Appeal:
    appeal = visible_appeals(staff, on).filter(case=case, pk=pk).first()
    if appeal is None:
        raise NotFound("Ce recours n'existe pas, ou vous n'y avez pas accès.")
    return appeal


def in_hand(staff: StaffMember, on: date, *, of: Iterable[int] | None = None) -> list[Appeal]:
    """The open appeals, the nearest day first. `of`: the keys of the caseworkers whose cases alone are asked for."""
    appeals = visible_appeals(staff, on).filter(stage__in=OPEN)
    if of is not None:
        appeals = appeals.filter(case__caseworker__in=of)
    return list(
        appeals.select_related("case__caseworker").order_by(F("next_on").asc(nulls_last=True), "pk")[:ROWS_IN_HAND]
    )


def due_between(staff: StaffMember, first: date, last: date) -> Iterator[tuple[date, str, Appeal]]:
    """(day, what is due, appeal) of the open appeals within a period, both days included."""
    period = (first, last)
    near = Q(silence_due_on__range=period) | Q(defence_due_on__range=period) | Q(hearing_on__range=period)
    rows = visible_appeals(staff, first).filter(near, stage__in=OPEN).select_related("case")
    for appeal in rows.order_by("received_on", "pk"):
        defence_on = appeal.defence_due_on if appeal.defended_on is None else None
        for day, words in (
            (appeal.silence_due_on, "Rejet par le silence"),
            (defence_on, "Mémoire en défense"),
            (appeal.hearing_on, "Audience"),
        ):
            if day is not None and first <= day <= last:
                yield day, words, appeal


def next_words(appeal: Appeal) -> str:
    """What the nearest day is for."""
    if appeal.silence_due_on is not None:
        return "Rejet par le silence"
    return "Audience" if appeal.hearing_on is not None and appeal.next_on == appeal.hearing_on else "Mémoire en défense"


# --- what the case, its act and its permit say ----------------------------------------------------------------


def appeals_of(case: Case) -> list[Appeal]:
    """Read once for the whole page of a case."""
    prefetch_related_objects([case], "appeals")
    return list(case.appeals.all())


def in_effect(appeals: Iterable[Appeal]) -> list[Appeal]:
    """What a judge did to the act and that still holds: a suspension lasts until the judgment on the act itself."""
    appeals = list(appeals)
    judged = [row for row in appeals if row.kind == Kind.CONTENTIOUS and row.stage == Stage.JUDGED]

    def is_over(suspension: Appeal) -> bool:
        return any(row.case_id == suspension.case_id and row.ended_on >= suspension.ended_on for row in judged)

    return [
        row
        for row in appeals
        if row.outcome == Outcome.ANNULLED or (row.outcome == Outcome.SUSPENDED and not is_over(row))
    ]


def marks(case: Case) -> list[Mark]:
    appeals = appeals_of(case)
    effects = {row.outcome for row in in_effect(appeals)}
    if Outcome.ANNULLED in effects:
        return [("Acte annulé par le juge", "error")]
    said = [("Acte suspendu par le juge", "warning")] if effects else []
    if any(row.stage in OPEN for row in appeals if row.kind in BEFORE_A_COURT):
        said.append(("Recours contentieux en cours", "info"))
    return said


def effect_words(appeal: Appeal) -> str:
    """What the judge did to an act, in a sentence."""
    done = "annulé cet acte" if appeal.outcome == Outcome.ANNULLED else "suspendu l'exécution de cet acte"
    number = f", n° {appeal.court_reference}" if appeal.court_reference else ""
    return f"Le juge a {done} le {french_long(appeal.ended_on)} ({appeal.court}{number})."


def block(case: Case, staff: StaffMember, at: datetime) -> Mapping[str, Any] | None:
    """Hidden while there is no decision to contest."""
    on = at.astimezone(PARIS).date()
    if case.decided_at is None:
        return None
    appeals = appeals_of(case)
    return {
        "case": case,
        "appeals": appeals,
        "effects": [(effect_words(row), row.outcome == Outcome.ANNULLED) for row in in_effect(appeals)],
        "hold": held_by_appeals([case.pk]).get(case.pk, "") if appeals else "",
        "works": works_on_case(staff, case, on),
        "on": on,
    }


declare_block(CaseBlock("appeals", "Recours", "appeals/_block.html", block, marks))


def remarks_on_permit(permit: Permit, staff: StaffMember, on: date) -> Iterator[Remark]:
    """What a judge did to a decision that this permit comes from, or that bears on it. Nothing of it is automatic."""
    rows = list(
        Appeal.objects.filter(Q(case__permit=permit) | Q(case__renews=permit)).select_related("case").order_by("pk")
    )
    effects = in_effect(rows)
    seen = set(visible_to(staff, on).filter(pk__in=[row.case_id for row in effects]).values_list("pk", flat=True))
    for row in effects:
        annulled = row.outcome == Outcome.ANNULLED
        what = "La décision qui a délivré ce titre" if row.case.permit_id == permit.pk else "Une décision sur ce titre"
        yield Remark(
            title="Décision annulée par le juge" if annulled else "Décision suspendue par le juge",
            text=f"{what} est {'annulée' if annulled else 'suspendue'} depuis le {french_long(row.ended_on)}"
            f" ({row.court}). L'état du titre n'a pas changé de lui-même : le service en tire les conséquences.",
            tone="error" if annulled else "warning",
            url=reverse("directorate:case", args=[row.case.reference]) if row.case_id in seen else "",
            link="Ouvrir le dossier",
        )


declare_remarks(remarks_on_permit)


def fate_of_act() -> Subquery:
    """What a judge did to a signed act, in the words of the register. An annulment outlives a suspension."""
    judged_since = Appeal.objects.filter(
        case=OuterRef("case"), kind=Kind.CONTENTIOUS, stage=Stage.JUDGED, ended_on__gte=OuterRef("ended_on")
    )
    annulled = Q(outcome=Outcome.ANNULLED)
    suspended = Q(outcome=Outcome.SUSPENDED) & ~Exists(judged_since)
    rows = Appeal.objects.filter(annulled | suspended, case__decision__letter=OuterRef("pk"))
    words = Choice(
        When(annulled, then=Value("Annulé par le juge")),
        default=Value("Suspendu par le juge"),
        output_field=CharField(),
    )
    return Subquery(rows.order_by("outcome", "pk").annotate(words=words).values("words")[:1])


tell_fate(fate_of_act)


# --- what an appeal keeps -------------------------------------------------------------------------------------


def held_by_appeals(keys: Iterable[int]) -> Mapping[int, str]:
    """The legal hold: before a court, nothing of the case is undone nor purged."""
    rows = Appeal.objects.filter(case__in=list(keys), kind__in=BEFORE_A_COURT, stage__in=OPEN).order_by("-pk")
    return {
        row.case_id: f"conservé : {row.get_kind_display().lower()} en cours depuis le {row.received_on:%d/%m/%Y}"
        for row in rows
    }


declare_hold(held_by_appeals)


# --- what is hidden -------------------------------------------------------------------------------------------


def hidden_packs(staff: StaffMember, on: date) -> QuerySet[Job]:
    """A file drawn up for the judge is read by those who still see the case."""
    unseen = LitigationPack.objects.exclude(appeal__case__in=visible_to(staff, on))
    return Job.objects.filter(pk__in=unseen.values("job"))


hide("job", hidden_packs)
