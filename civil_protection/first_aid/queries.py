"""Reading first aid: rescue posts and the approvals that cover them, juries, certificates, controls."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, Q, QuerySet

from civil_protection.first_aid.approval_rules import (
    REPORT_MONTH,
    WARNING_MONTHS,
    missing_reports,
    warned_from,
    why_not,
    years_owed,
)
from civil_protection.first_aid.jury_rules import CODES as JURY_CODES
from civil_protection.first_aid.jury_rules import Check, JuryTerms, Seat, checks_of
from civil_protection.first_aid.models import (
    Approval,
    Candidate,
    Certificate,
    Control,
    ExamSession,
    RescueAssociation,
    RescuePost,
)
from civil_protection.first_aid.ratio import CODES, KINDS, SHORT, Sizing, SizingTerms, sizing_of
from civil_protection.first_aid.units import BNSSA, UNITS
from civil_protection.first_aid.values import REFRESH_MONTHS
from civil_protection.gatherings.models import Gathering
from directorate.casework.move import paris_day
from directorate.legal_calendar.arithmetic import add_months
from directorate.parameters.queries import value, values
from directorate.territory.department import HOME
from directorate.web.errors import NotFound
from directorate.web.tables import Cell

State = RescuePost.State
POST_TONES = {State.DRAFT: "warning", State.VALIDATED: "success", State.CANCELLED: "paused"}
APPROVAL_TONES = {"asked": "new", "approved": "success", "suspended": "warning", "withdrawn": "error",
                  "refused": "error"}  # fmt: skip
SESSION_TONES = {"asked": "new", "appointed": "info", "held": "warning", "signed": "info", "issued": "success",
                 "handed": "success", "cancelled": "paused"}  # fmt: skip
IN_FORCE = (Approval.State.APPROVED, Approval.State.SUSPENDED)


# --- rescue posts -------------------------------------------------------------------------------------------------


def sizing_terms(on: date) -> SizingTerms:
    return SizingTerms.of(values(CODES, on))


def sized(*, present: int, p2: str, e1: str, e2: str, imposed: bool, actors: bool, on: date) -> Sizing:
    """With the values in force that day."""
    return sizing_of(
        present=present, p2=p2, e1=e1, e2=e2, imposed=imposed, actors=actors, terms=sizing_terms(on)
    )  # fmt: skip


def posts() -> QuerySet[RescuePost]:
    return (
        RescuePost.objects.select_related("gathering__commune", "association", "approval", "validated_by")
        .defer("gathering__commune__contour", "steps")
        .prefetch_related("association__approvals")
    )


def known_post(pk: int) -> RescuePost:
    row = posts().filter(pk=pk).first()
    if row is None:
        raise NotFound("Ce dispositif de secours n'existe pas.")
    return row


def live_post(gathering: Gathering) -> RescuePost | None:
    return gathering.rescue_posts.exclude(state=State.CANCELLED).first()


def without_post(on_or_after) -> QuerySet[Gathering]:
    """Gatherings to come that have no rescue post yet."""
    busy = RescuePost.objects.exclude(state=State.CANCELLED).values("gathering")
    return (
        Gathering.objects.filter(cancelled_why="", ends_at__gte=on_or_after)
        .exclude(pk__in=busy)
        .defer("commune__contour")
        .order_by("starts_at", "pk")
    )  # fmt: skip


def refusal_of(approval: Approval, gathering: Gathering) -> str:
    """Why this approval may not staff the gathering; empty when it may."""
    return why_not(
        state=approval.state, missions=approval.missions, field=approval.field, departments=approval.departments,
        starts_on=approval.starts_on, ends_on=approval.ends_on,
        suspended=(approval.suspended_from, approval.suspended_until), first=paris_day(gathering.starts_at),
        last=paris_day(gathering.ends_at), department=HOME.code,
    )  # fmt: skip


def covering(approvals: Iterable[Approval], gathering: Gathering) -> tuple[Approval | None, str]:
    """The approval that covers the gathering, or why none does."""
    reasons = []
    for approval in approvals:
        reason = refusal_of(approval, gathering)
        if not reason:
            return approval, ""
        reasons.append((approval, reason))
    if not reasons:
        return None, "L'association n'a pas d'agrément."
    # The one that fails the last says the most: a type D approval that is out of its dates rather than a type A.
    approval, reason = next((pair for pair in reasons if "D" in pair[0].missions), reasons[0])
    return None, f"Agrément {', '.join(approval.missions)} de {approval.association} : {reason}."


def cover_of(post: RescuePost) -> tuple[Approval | None, str]:
    """Of the association of the post, as it stands now."""
    if post.association is None:
        return None, "Aucune association n'est engagée."
    return covering(post.association.approvals.all(), post.gathering)


def cover_cell(post: RescuePost) -> Cell:
    if post.state == State.CANCELLED:
        return Cell("Sans objet")
    found, why = cover_of(post)
    if found:
        return Cell("Valide", tone="success", detail=f"jusqu'au {found.ends_on:%d/%m/%Y}")
    if post.association_id is None:
        return Cell("À désigner", tone="warning")
    return Cell("Non valide", tone="error", detail=why)


@dataclass(frozen=True)
class RatioLine:
    """R8.4: the posts of a kind."""

    kind: str
    posts: int
    least: Decimal | None
    mean: Decimal | None
    most: Decimal | None
    required: int
    engaged: int


def ratio_lines(year: int) -> list[RatioLine]:
    rows = RescuePost.objects.exclude(state=State.CANCELLED).filter(gathering__starts_at__year=year)
    by_kind: dict[str, list] = {}
    for kind, ratio, required, engaged in rows.values_list("kind", "ratio", "required", "engaged"):
        by_kind.setdefault(kind, []).append((ratio, required, engaged))
    return [
        RatioLine(
            SHORT[kind], len(found), min(row[0] for row in found),
            (sum((row[0] for row in found), Decimal(0)) / len(found)).quantize(Decimal("0.01")),
            max(row[0] for row in found), sum(row[1] for row in found), sum(row[2] for row in found),
        )
        for kind in KINDS
        if (found := by_kind.get(kind))
    ]  # fmt: skip


# --- associations and approvals -----------------------------------------------------------------------------------


def associations() -> QuerySet[RescueAssociation]:
    return (
        RescueAssociation.objects.select_related("commune").defer("commune__contour").prefetch_related("approvals")
    )  # fmt: skip


def known_association(pk: int) -> RescueAssociation:
    row = associations().filter(pk=pk).first()
    if row is None:
        raise NotFound("Cette association n'existe pas.")
    return row


def approvals() -> QuerySet[Approval]:
    return Approval.objects.select_related("association").prefetch_related("reports")


def known_approval(pk: int) -> Approval:
    row = (
        approvals().select_related("order__pdf", "order__register_entry__issue", "hearing__pdf").filter(pk=pk).first()
    )  # fmt: skip
    if row is None:
        raise NotFound("Cet agrément n'existe pas.")
    return row


def standing_of(row: Approval, on: date) -> Cell:
    """In words on that day: an approval whose last day is past has expired, a suspension ends by itself."""
    if row.state in IN_FORCE and row.ends_on and row.ends_on < on:
        return Cell("Expiré", tone="error")
    if row.state == Approval.State.SUSPENDED and row.suspended_until and row.suspended_until < on:
        return Cell("Agréé", tone="success", detail="suspension terminée")
    return Cell(row.get_state_display(), tone=APPROVAL_TONES[row.state])


def valid_on(on: date) -> Q:
    return Q(state__in=IN_FORCE, starts_on__lte=on, ends_on__gte=on)


def expiring(on: date) -> tuple[int, QuerySet[Approval]]:
    """R8.1: how many months ahead, and the approvals that end by then and are not renewed."""
    months = int(value(WARNING_MONTHS, on))
    renewed = Approval.objects.filter(renews__isnull=False, state__in=IN_FORCE).values("renews")
    rows = approvals().filter(valid_on(on), ends_on__lte=add_months(on, months)).exclude(pk__in=renewed)
    return months, rows.order_by("ends_on", "pk")


def announced_from(row: Approval, on: date) -> date | None:
    return warned_from(row.ends_on, int(value(WARNING_MONTHS, on))) if row.ends_on else None


def report_month(on: date) -> int:
    return int(value(REPORT_MONTH, on))


def reports_missing(row: Approval, on: date, due_month: int | None = None) -> list[int]:
    """Years whose report of activity is owed and not received. `due_month`: already read, for many rows."""
    if row.state not in IN_FORCE or row.starts_on is None or row.ends_on is None:
        return []
    owed = years_owed(row.starts_on, row.ends_on, on, due_month or report_month(on))
    return missing_reports(owed, {report.year for report in row.reports.all()})


def controls() -> QuerySet[Control]:
    return Control.objects.select_related("association")


def known_control(pk: int) -> Control:
    row = controls().filter(pk=pk).first()
    if row is None:
        raise NotFound("Ce contrôle n'existe pas.")
    return row


# --- juries and certificates ----------------------------------------------------------------------------------------


def sessions() -> QuerySet[ExamSession]:
    return (
        ExamSession.objects.select_related("association", "commune")
        .defer("commune__contour")
        .annotate(
            enrolled=Count("candidates", distinct=True),
            passed=Count("candidates", filter=Q(candidates__result="passed"), distinct=True),
        )
    )


def known_session(pk: int) -> ExamSession:
    row = sessions().select_related("order__pdf", "minutes__pdf", "order__register_entry__issue").filter(pk=pk).first()
    if row is None:
        raise NotFound("Cette session n'existe pas.")
    return row


def jury_terms(on: date) -> JuryTerms:
    found = values(JURY_CODES, on)
    members, bodies, months, days, president = (found[code] for code in JURY_CODES)
    return JuryTerms(int(members), int(bodies), int(months), int(days), str(president))


def jury_checks(row: ExamSession) -> list[Check]:
    seats = [
        Seat(one.name, one.body, one.qualification, one.last_training_on, one.is_president, one.framed_training)
        for one in row.members.all()
    ]
    return checks_of(seats, row.starts_on, jury_terms(row.starts_on), unit=row.unit)


def certificates() -> QuerySet[Certificate]:
    return Certificate.objects.select_related("session")


def known_certificate(pk: int) -> Certificate:
    row = certificates().filter(pk=pk).first()
    if row is None:
        raise NotFound("Ce certificat n'existe pas.")
    return row


def validity_cell(row: Certificate, on: date) -> Cell:
    if row.valid_until is None:
        return Cell("Sans limite")
    return Cell(f"{row.valid_until:%d/%m/%Y}", tone="error" if row.valid_until < on else "")


@dataclass(frozen=True)
class ExamLine:
    """R8.2: what was delivered of a type in a year, and how many were admitted."""

    year: int
    unit: str
    delivered: int
    present: int
    passed: int
    absent: int

    @property
    def rate(self) -> Decimal | None:
        """Of those who were present, in per cent."""
        return (Decimal(100) * self.passed / self.present).quantize(Decimal("0.1")) if self.present else None


def exam_lines() -> list[ExamLine]:
    """Newest year first."""
    delivered = Counter({
        (year, unit): count
        for year, unit, count in Certificate.objects.order_by().values_list("year", "unit").annotate(n=Count("pk"))
    })  # fmt: skip
    results: dict[tuple[int, str], Counter] = {}
    rows = (
        Candidate.objects.exclude(result="").order_by().values_list("session__ends_on__year", "session__unit", "result")
    )
    for year, unit, result, count in rows.annotate(n=Count("pk")):
        results.setdefault((year, unit), Counter())[result] += count
    keys = sorted(set(delivered) | set(results), key=lambda key: (-key[0], UNITS[key[1]].label))
    return [
        ExamLine(year, unit, delivered[year, unit], found["passed"] + found["adjourned"], found["passed"],
                 found["absent"])
        for year, unit in keys
        for found in (results.get((year, unit), Counter()),)
    ]  # fmt: skip


def to_refresh(on: date) -> tuple[int, QuerySet[Certificate]]:
    """R8.3: how many months ahead, and the BNSSA whose validity ends by then; those that have ended stay a year."""
    months = int(value(REFRESH_MONTHS, on))
    span = (add_months(on, -12), add_months(on, months))
    return months, certificates().filter(unit=BNSSA, valid_until__range=span).order_by("valid_until", "pk")


def juries_ahead(on: date) -> QuerySet[ExamSession]:
    """R8.5."""
    return sessions().filter(ends_on__gte=on).exclude(state="cancelled").order_by("starts_on", "pk")
