"""Which way a plan goes from one state to the next. Data; the guards are elsewhere."""

from dataclasses import dataclass

from civil_protection.plans.models import Plan

State = Plan.State
# In force: approved once, and neither repealed nor exempted since. A revision leaves the plan in force.
OPEN = (State.DRAFT, State.CONSULTED, State.PUBLIC)
ENDED = (State.EXEMPTED, State.REPEALED)


@dataclass(frozen=True)
class Step:
    """`site`: for the plans of a site only (True), for the others only (False), for all (None)."""

    label: str
    before: tuple[State, ...]
    after: State
    site: bool | None = None


STEPS = {
    "study": Step("Ouvrir l'étude", (State.PLANNED,), State.STUDY, True),
    "draft": Step("Rédiger le projet", (State.PLANNED, State.STUDY), State.DRAFT),
    "take_over": Step("Reprendre une approbation antérieure", (State.PLANNED,), State.APPROVED),
    "consult": Step("Envoyer le projet pour avis", (State.DRAFT, State.REVISED), State.CONSULTED),
    "public": Step("Organiser la consultation du public", (State.CONSULTED, State.PUBLIC), State.PUBLIC, True),
    "approve_site": Step("Enregistrer l'approbation", (State.PUBLIC,), State.APPROVED, True),
    "approve": Step(
        "Enregistrer l'approbation", (State.DRAFT, State.CONSULTED, State.REVISED), State.APPROVED, False
    ),
    "revise": Step("Ouvrir une révision", (State.APPROVED,), State.REVISED),
    "exempt": Step(
        "Enregistrer l'exemption", (State.PLANNED, State.STUDY, State.DRAFT, State.CONSULTED), State.EXEMPTED, True
    ),
    "repeal": Step("Enregistrer l'abrogation", (State.APPROVED, State.REVISED), State.REPEALED),
}  # fmt: skip


def is_open(name: str, plan: Plan) -> bool:
    """Whether this step may be taken from the state of the plan."""
    step = STEPS[name]
    return plan.state in step.before and step.site in (None, plan.is_site)


def approval_of(plan: Plan) -> str:
    return "approve_site" if plan.is_site else "approve"


# The line of the process that a page shows, in order.
ROAD = {
    True: (State.PLANNED, State.STUDY, State.DRAFT, State.CONSULTED, State.PUBLIC, State.APPROVED),
    False: (State.PLANNED, State.DRAFT, State.CONSULTED, State.APPROVED),
}
