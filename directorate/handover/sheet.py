"""The hand-over sheet, prepared from what is known: what falls due, waits or is heard while somebody is away."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from directorate.casework.archetypes import STAGES
from directorate.casework.models import Case, CaseDeadline, Consultation
from directorate.casework.move import PARIS
from directorate.casework.queries import decisions_to_sign, visible_to
from directorate.commissions.body_rules import unknown_to
from directorate.commissions.models import CommissionSession
from directorate.handover.models import HandoverRemark
from directorate.org.models import Absence, StaffMember
from directorate.org.queries import posting_on, signing_facts
from directorate.org.signing import Act, Power, SigningFacts, may_sign
from directorate.web.deadline_words import deadline_words

ROWS = 200
ANSWERS_SINCE = timedelta(days=21)
# What the person does next, and nobody else: register, decide, notify, publish.
WAITING_STAGES = ("received", "proposal", "decided", "notified")
ALIVE = (CaseDeadline.State.RUNNING, CaseDeadline.State.SUSPENDED)


@dataclass(frozen=True)
class SheetRow:
    """A case of the sheet: where it stands, when it is due, what the person who leaves says of it."""

    case: Case
    stage: str
    stage_tone: str
    deadline: str
    deadline_tone: str
    remark: str = ""


@dataclass
class Section:
    """`total` may exceed the rows."""

    code: str
    title: str
    empty: str
    rows: list[SheetRow] = field(default_factory=list)
    total: int = 0


@dataclass
class Sheet:
    """`others`: open cases on which nothing is expected meanwhile. `unseen`: those that this reader may not see."""

    absence: Absence
    sections: list[Section]
    sessions: list[CommissionSession]
    others: int
    others_url: str
    unseen: int

    @property
    def cases(self) -> dict[int, Case]:
        return {row.case.pk: row.case for section in self.sections for row in section.rows}


def sheet_of(absence: Absence, reader: StaffMember, on: date) -> Sheet:
    """For this reader, on this day: nobody learns of a case by the absence of a colleague."""
    away = absence.staff
    remarks = dict(HandoverRemark.objects.filter(absence=absence).values_list("case_id", "text"))
    held = Case.objects.filter(caseworker=away, is_open=True)
    seen = visible_to(reader, on).filter(caseworker=away, is_open=True).select_related("commune")
    late = Q(next_due_on__lt=on, is_suspended=False)
    first = max(absence.starts_on, on)
    falls = Q(next_due_on__range=(first, absence.ends_on)) | Exists(
        CaseDeadline.objects.filter(case=OuterRef("pk"), state__in=ALIVE, due_on__range=(first, absence.ends_on))
    )
    answered = Exists(Consultation.objects.filter(case=OuterRef("pk"), answered_on__gt=on - ANSWERS_SINCE))
    waits = Q(stage__in=WAITING_STAGES) | Q(answered, stage__in=("review", "consultation"))
    parts = (
        ("late", "En retard", "Rien n'est en retard.", seen.filter(late)),
        ("due", "Échéance ou silence pendant l'absence", "Rien n'échoit pendant l'absence.",
         seen.filter(falls).exclude(late)),
        ("waiting", "En attente d'un geste", "Rien n'attend un geste.",
         seen.filter(waits).exclude(late).exclude(falls)),
    )  # fmt: skip
    sections = [section_of(*part, remarks, on) for part in parts]
    sections.append(to_sign(absence, reader, remarks, on))
    shown = sum(section.total for section in sections[:3])
    total_seen, total = seen.count(), held.count()
    return Sheet(
        absence=absence,
        sections=sections,
        sessions=sessions_of(absence, reader, on),
        others=total_seen - shown,
        others_url=f"{reverse('directorate:cases')}?caseworker={away.pk}",
        unseen=total - total_seen,
    )


def section_of(
    code: str, title: str, empty: str, cases: QuerySet[Case], remarks: Mapping[int, str], on: date
) -> Section:
    rows = list(cases.order_by("next_due_on", "pk")[:ROWS])
    total = len(rows) if len(rows) < ROWS else cases.count()
    return Section(code, title, empty, [row_of(case, remarks, on) for case in rows], total)


def row_of(case: Case, remarks: Mapping[int, str], on: date) -> SheetRow:
    stage = STAGES[case.stage]
    words, tone = deadline_words(case.next_due_on, on, case.is_suspended)
    return SheetRow(case, stage.label, stage.tone, words, tone, remarks.get(case.pk, ""))


def to_sign(absence: Absence, reader: StaffMember, remarks: Mapping[int, str], on: date) -> Section:
    """The acts submitted that the person could sign, were it not for this absence."""
    waiting = decisions_to_sign(absence.staff, on).filter(case__in=visible_to(reader, on))[:ROWS]
    waiting = list(waiting.select_related("case__commune"))
    facts = present(signing_facts(on), absence.staff_id) if waiting else None
    holder = facts.holders.get(absence.staff_id) if facts else None
    cases = [row.case for row in waiting if holder and isinstance(may_sign(act_of(row), holder, on, facts), Power)]
    rows = [row_of(case, remarks, on) for case in cases]
    return Section("sign", "À sa signature", "Aucun acte n'attend sa signature.", rows, len(rows))


def act_of(decision) -> Act:
    case = decision.case
    return Act(case.procedure_code, decision.act_kind, decision.drafted_by_id, case.caseworker_id)


def present(facts: SigningFacts, person: int) -> SigningFacts:
    """The same day, this person being there."""
    return replace(facts, absences=tuple(absence for absence in facts.absences if absence.staff_id != person))


def sessions_of(absence: Absence, reader: StaffMember, on: date) -> list[CommissionSession]:
    """Sessions of the period that the service of the person prepares, and of which the reader may know."""
    posting = posting_on(absence.staff, absence.starts_on)
    if posting is None:
        return []
    first = datetime.combine(absence.starts_on, time(), tzinfo=PARIS)
    last = datetime.combine(absence.ends_on + timedelta(days=1), time(), tzinfo=PARIS)
    return list(
        CommissionSession.objects.filter(
            commission__secretariat=posting.unit_id, starts_at__gte=first, starts_at__lt=last
        )
        .exclude(state=CommissionSession.State.CANCELLED)
        .exclude(commission__in=unknown_to(reader, on))
        .select_related("commission")
        .order_by("starts_at")
    )
