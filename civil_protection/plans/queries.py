"""Reading plans: the list, one of them, what would fail today, the cards of a crisis, what is in use."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet
from django.db.models.functions import Greatest

from civil_protection.plans import terms
from civil_protection.plans.freshness import (
    AnnexFacts,
    CopyFacts,
    PlanFacts,
    Subject,
    in_words,
    percent,
    score,
    subjects,
)
from civil_protection.plans.models import (
    Activation,
    CapacityGap,
    OrsecActor,
    OrsecMeans,
    Plan,
    PlanAnnex,
    PlanDiffusion,
    PlanDocument,
    ReflexAction,
    ReflexCard,
)
from civil_protection.plans.states import ENDED
from directorate.legal_calendar.arithmetic import add_months
from directorate.parameters.queries import value
from directorate.web.errors import NotFound

State = Plan.State
AHEAD_MONTHS = 12
IN_FORCE = Q(approved_on__isnull=False) & ~Q(state__in=ENDED)
TONES = {State.APPROVED: "success", State.REVISED: "info", State.CONSULTED: "info", State.PUBLIC: "info"}


# --- plans --------------------------------------------------------------------------------------------------


def plans() -> QuerySet[Plan]:
    active = Activation.objects.filter(plan=OuterRef("pk"), lifted_at=None, is_exercise=False)
    return Plan.objects.select_related("operator").annotate(is_active=Exists(active))


def plan_of(code: str) -> Plan:
    found = plans().select_related("revision_rule", "exercise_rule").filter(code=code).first()
    if found is None:
        raise NotFound("Ce plan n'existe pas.")
    return found


def in_force() -> QuerySet[Plan]:
    return Plan.objects.filter(IN_FORCE)


def matching(text: str) -> Q:
    return (
        Q(title__icontains=text) | Q(code__icontains=text) | Q(lead__icontains=text) | Q(site__icontains=text)
        | Q(operator__name__icontains=text)
    )  # fmt: skip


def late_on(on: date) -> Q:
    """In force and past the day of the revision."""
    return IN_FORCE & Q(revision_due_on__lt=on)


def due_words(plan: Plan, on: date) -> tuple[str, str]:
    """(words, tone) of the state of a plan; a plan past its revision says so."""
    if plan.approved_on and plan.state not in ENDED and plan.revision_due_on and plan.revision_due_on < on:
        return f"{plan.get_state_display()}, révision dépassée", "error"
    return plan.get_state_display(), TONES.get(State(plan.state), "")


# --- what would fail today ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Health:
    """One plan with its subjects and the arithmetic of its score."""

    plan: Plan
    subjects: Sequence[Subject]
    ratio: Fraction
    words: str

    @property
    def percent(self) -> int:
        return percent(self.ratio)

    @property
    def failures(self) -> list[str]:
        return [sentence for row in self.subjects for sentence in row.failures]

    @property
    def tone(self) -> str:
        return "success" if not self.failures else "warning" if self.percent >= 50 else "error"  # noqa: PLR2004


def with_content(rows: QuerySet[Plan]) -> QuerySet[Plan]:
    """What `health` reads, in a fixed number of queries."""
    copies = PlanDiffusion.objects.select_related("commune", "organisation").defer("commune__contour")
    filled = Count("cards", filter=Exists(ReflexAction.objects.filter(card=OuterRef("cards"))), distinct=True)
    public = PlanDocument.objects.filter(plan=OuterRef("pk"), role=PlanDocument.Role.PUBLIC)
    return rows.annotate(filled_cards=filled, has_public=Exists(public)).prefetch_related(
        Prefetch("annexes", PlanAnnex.objects.order_by("number"), to_attr="all_annexes"),
        Prefetch("diffusions", copies, to_attr="all_copies"),
    )


def facts_of(plan: Plan, days: int) -> PlanFacts:
    """`days`: how many an acknowledgement may take. Reads what `with_content` has brought."""
    return PlanFacts(
        approved_on=plan.approved_on, revision_due_on=plan.revision_due_on, is_site=plan.is_site,
        has_public_version=plan.has_public, brochure_due_on=plan.brochure_due_on, exercised_on=plan.exercised_on,
        exercise_due_on=plan.exercise_due_on, cards=plan.filled_cards,
        annexes=[AnnexFacts(str(row), row.valid_until) for row in plan.all_annexes],
        copies=[
            CopyFacts(row.recipient, row.sent_on + timedelta(days=days), row.acknowledged_on)
            for row in plan.all_copies if row.version == plan.version
        ],
    )  # fmt: skip


def health_of(rows: QuerySet[Plan], on: date) -> list[Health]:
    """The worst first."""
    days = int(value(terms.ACKNOWLEDGED, on))
    found = []
    for plan in with_content(rows):
        its = subjects(facts_of(plan, days), on)
        found.append(Health(plan, its, score(its), in_words(its)))
    return sorted(found, key=lambda row: (row.ratio, row.plan.code))


def watched_plans() -> QuerySet[Plan]:
    """Those that one would open if something happened: neither ended nor to be converted."""
    return Plan.objects.exclude(state__in=ENDED).exclude(family=Plan.Family.ARCHIVE)


def stale_means(on: date) -> QuerySet[OrsecMeans]:
    """Means that nobody has checked for longer than the value says."""
    limit = add_months(on, -int(value(terms.MEANS_CHECK, on)))
    return means().filter(is_active=True, checked_on__lt=limit)


# --- cards, copies, activations, means ----------------------------------------------------------------------


def cards() -> QuerySet[ReflexCard]:
    return ReflexCard.objects.select_related("plan").annotate(action_count=Count("actions"))


def cards_for(rows: Iterable[Plan]) -> QuerySet[ReflexCard]:
    """The cards of these plans with their actions in order: what a crisis copies as its checklists."""
    return (
        ReflexCard.objects.filter(plan__in=[plan.pk for plan in rows])
        .select_related("plan")
        .prefetch_related("actions")
        .order_by("plan__code", "number")
    )


def copies() -> QuerySet[PlanDiffusion]:
    return PlanDiffusion.objects.select_related("plan", "commune", "organisation").defer("commune__contour")


AWAITED, LATE, ACKNOWLEDGED = "awaited", "late", "acknowledged"
COPY_STATES = {LATE: "Accusé en retard", AWAITED: "Accusé attendu", ACKNOWLEDGED: "Accusé reçu"}
COPY_TONES = {LATE: "error", AWAITED: "info", ACKNOWLEDGED: "success"}


def copy_state(row: PlanDiffusion, oldest: date) -> str:
    """`oldest`: the first day of sending whose acknowledgement is not late yet (`oldest_sending`)."""
    if row.acknowledged_on:
        return ACKNOWLEDGED
    return LATE if row.sent_on < oldest else AWAITED


def oldest_sending(on: date) -> date:
    return on - timedelta(days=int(value(terms.ACKNOWLEDGED, on)))


def copies_in(state: str, on: date) -> Q:
    """`copy_state` as a condition on rows."""
    waiting = Q(acknowledged_on__isnull=True)
    return {
        ACKNOWLEDGED: ~waiting,
        LATE: waiting & Q(sent_on__lt=oldest_sending(on)),
        AWAITED: waiting & Q(sent_on__gte=oldest_sending(on)),
    }[state]


def activations() -> QuerySet[Activation]:
    return Activation.objects.select_related("plan", "recorded_by")


def active() -> QuerySet[Activation]:
    return activations().filter(lifted_at=None)


def means() -> QuerySet[OrsecMeans]:
    return OrsecMeans.objects.select_related("organisation", "commune").defer("commune__contour")


# --- actors and the territorial contract --------------------------------------------------------------------


def actors() -> QuerySet[OrsecActor]:
    return OrsecActor.objects.select_related("organisation")


def capacities() -> QuerySet[CapacityGap]:
    """With what is lacking; zero when nothing is."""
    return CapacityGap.objects.select_related("plan", "owner").annotate(gap=Greatest(F("needed") - F("held"), 0))


# --- report R1 ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Report:
    """R1.1 and R1.2: plans by state, how many are up to date, what comes, the sheet of each site."""

    on: date
    total: int
    states: Sequence[tuple[str, int]]
    in_force: int
    up_to_date: int
    late: Sequence[Plan]
    coming: Sequence[Plan]
    sites: Sequence[Plan]
    health: Sequence[Health]

    @property
    def words(self) -> str:
        """« 7 plans à jour sur 9 en vigueur : 7 ÷ 9 = 77 %. »"""
        if not self.in_force:
            return "Aucun plan n'est en vigueur."
        part = percent(Fraction(self.up_to_date, self.in_force))
        return (
            f"{self.up_to_date} à jour sur {self.in_force} en vigueur : {self.up_to_date} ÷ {self.in_force} = {part} %."
        )


def report(on: date) -> Report:
    rows = list(plans().order_by("revision_due_on", "code"))
    living = [plan for plan in rows if plan.approved_on and plan.state not in ENDED]
    late = [plan for plan in living if plan.revision_due_on and plan.revision_due_on < on]
    until = add_months(on, AHEAD_MONTHS)
    counts = [(label, sum(plan.state == code for plan in rows)) for code, label in State.choices]
    return Report(
        on=on,
        total=len(rows),
        states=[(label, count) for label, count in counts if count],
        in_force=len(living),
        up_to_date=len(living) - len(late),
        late=late,
        coming=[plan for plan in living if plan.revision_due_on and on <= plan.revision_due_on <= until],
        sites=[plan for plan in rows if plan.is_site],
        health=health_of(watched_plans(), on),
    )
