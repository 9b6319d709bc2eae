"""The seven common roads: stages and transitions, as tables. No procedure is named here."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from directorate.casework.procedure import Archetype, ProcedureError


@dataclass(frozen=True)
class Stage:
    """`step` groups stages into the process line; `open` says whether somebody still has work to do."""

    code: str
    label: str
    step: str
    open: bool = True
    tone: str = "info"


@dataclass(frozen=True)
class Transition:
    """A named move. `target` None keeps the stage; "*" lets the effect choose among `targets`."""

    name: str
    label: str
    sources: tuple[str, ...]
    target: str | None
    policy: str = "works_on_case"
    targets: tuple[str, ...] = ()
    primary: bool = False
    automatic: bool = False
    confirm: str = ""


STAGES = {
    stage.code: stage
    for stage in (
        Stage("received", "Reçu", "received"),
        Stage("incomplete", "Pièces demandées", "received", tone="warning"),
        Stage("review", "En instruction", "review"),
        Stage("consultation", "En consultation", "consultation"),
        Stage("hearing", "Contradictoire", "consultation", tone="warning"),
        Stage("proposal", "Décision en préparation", "decision"),
        Stage("signature", "À la signature", "decision", tone="new"),
        Stage("decided", "Signé, à notifier", "notification", tone="new"),
        Stage("notified", "Notifié, à publier", "notification"),
        Stage("receipt_issued", "Récépissé délivré", "decision", tone="success"),
        Stage("in_execution", "En cours d'exécution", "end", tone="success"),
        Stage("in_force", "En vigueur", "end", open=False, tone="success"),
        Stage("closed", "Clos", "end", open=False),
        Stage("warned", "Avertissement notifié", "end", open=False),
        Stage("lifted", "Levé", "end", open=False),
        Stage("ended", "Mesure terminée", "end", open=False),
        Stage("registered", "Enregistré", "review"),
        Stage("evaluation", "En évaluation", "end"),
        Stage("terminated", "Dénoncé", "end", open=False, tone="warning"),
        Stage("withdrawn_by_applicant", "Retiré par le demandeur", "end", open=False),
        Stage("no_further_action", "Sans suite", "end", open=False),
        Stage("redirected", "Transmis à l'autorité compétente", "end", open=False),
        Stage("implicit_accepted", "Accord né du silence", "end", open=False, tone="success"),
        Stage("implicit_rejected", "Rejet né du silence", "end", open=False, tone="error"),
    )
}

STEPS = {
    "received": "Réception",
    "review": "Instruction",
    "consultation": "Avis",
    "decision": "Décision",
    "notification": "Notification",
    "end": "Suite",
}

BEFORE_DECISION = ("received", "incomplete", "review", "consultation", "proposal")
AT_WORK = ("received", "review", "consultation")

ACKNOWLEDGE = Transition("acknowledge", "Accuser réception", ("received", "incomplete", "review"), None, primary=True)
REQUEST_PIECES = Transition("request_pieces", "Demander les pièces manquantes", AT_WORK, "incomplete")
RECEIVE_PIECES = Transition(
    "receive_pieces",
    "Enregistrer les pièces reçues",
    ("received", "incomplete", "review"),
    "*",
    targets=("received", "incomplete", "review"),
    primary=True,
)
# Some documents may follow a declaration, after its receipt and until some days before the event.
FOLLOWING = ("received", "incomplete", "review", "consultation", "hearing", "receipt_issued")
RECEIVE_FOLLOWING_PIECES = Transition(
    "receive_pieces", "Enregistrer les pièces reçues", FOLLOWING, "*", targets=FOLLOWING, primary=True
)
DECLARE_COMPLETE = Transition(
    "declare_complete", "Déclarer le dossier complet", ("received", "incomplete"), "review", primary=True
)
REQUEST_OPINION = Transition(
    "request_opinion", "Demander un avis", ("review", "consultation"), "consultation", primary=True
)
# Once the receipt is given, a declaration stays where it is while the opinion is awaited.
REQUEST_OPINION_ON_DECLARATION = replace(
    REQUEST_OPINION,
    sources=(*REQUEST_OPINION.sources, "receipt_issued"),
    target="*",
    targets=("consultation", "receipt_issued"),
)
# An opinion may arrive late, while pieces are awaited or the act is at the signature: it is recorded all the same.
AWAITING_OPINION = ("consultation", "review", "proposal", "signature")


def opinion_moves(*more: str) -> tuple[Transition, Transition]:
    """An opinion is recorded, or its request taken back, at any of these stages and of `more`."""
    stages = (*AWAITING_OPINION, *more)
    recorded = Transition("record_opinion", "Enregistrer un avis", stages, "*", targets=stages)
    return recorded, replace(recorded, name="revoke_opinion", label="Retirer une demande d'avis")


PUT_ON_AGENDA = Transition("put_on_agenda", "Inscrire à l'ordre du jour", ("review", "consultation"), "consultation")
# A provisional title is granted before the commission gives the opinion that the law then requires.
AFTER_GRANT = ("decided", "notified", "in_execution")
PUT_ON_AGENDA_AT_ANY_TIME = replace(
    PUT_ON_AGENDA,
    sources=(*PUT_ON_AGENDA.sources, *AFTER_GRANT),
    target="*",
    targets=("consultation", *AFTER_GRANT),
)
# A commission that judges a measure is seised while the person prepares his defence before it.
PUT_MEASURE_ON_AGENDA = replace(PUT_ON_AGENDA, sources=(*PUT_ON_AGENDA.sources, "hearing"))
# What may follow a request until some days before its event is received once the event is authorised too.
RECEIVE_PIECES_UNTIL_THE_EVENT = replace(
    RECEIVE_PIECES,
    sources=(*RECEIVE_PIECES.sources, "consultation", *AFTER_GRANT),
    targets=(*RECEIVE_PIECES.targets, "consultation", *AFTER_GRANT),
)
# Before the convocations leave: the commission is no longer asked, or another session will be.
TAKE_OFF_AGENDA = Transition(
    "take_off_agenda",
    "Retirer de l'ordre du jour",
    (*AWAITING_OPINION, "incomplete", *AFTER_GRANT),
    "*",
    targets=(*AWAITING_OPINION, "incomplete", *AFTER_GRANT),
)
DRAFT_DECISION = Transition(
    "draft_decision", "Préparer la décision", ("review", "consultation"), "proposal", primary=True
)
DRAFT_AFTER_HEARING = replace(DRAFT_DECISION, sources=("review", "hearing", "consultation"))


RESUME_REVIEW = Transition(
    "resume_review",
    "Reprendre l'instruction",
    ("proposal",),
    "*",
    targets=("review",),
    confirm="Le projet de décision est abandonné.",
)
# On a declaration, the observations may be enough for nothing to be decided against it.
RESUME_DECLARATION = replace(
    RESUME_REVIEW,
    sources=("hearing", "proposal"),
    targets=("review", "receipt_issued"),
    confirm="La mesure envisagée est abandonnée.",
)


def decision_chain(*finals: str, resumed: Transition = RESUME_REVIEW) -> tuple[Transition, ...]:
    """From the draft to the signed, notified and published act. `finals`: the stages that follow, by outcome.

    `resumed`: how a draft is abandoned.
    """
    return (
        resumed,
        Transition("submit", "Soumettre à la signature", ("proposal",), "signature", primary=True),
        Transition("return_draft", "Renvoyer pour correction", ("signature",), "proposal", policy="reviews_decision"),
        Transition(
            "sign", "Signer", ("signature",), "*", targets=("decided", "notified"), policy="signs_case", primary=True
        ),
        Transition(
            "notify", "Enregistrer la notification", ("decided",), "*", targets=("notified", *finals), primary=True
        ),
        Transition("publish", "Publier au recueil", ("notified",), "*", targets=finals, primary=True),
    )


# They are received until the signature, even once a draft is begun.
RECORD_OBSERVATIONS = Transition(
    "record_observations",
    "Enregistrer les observations",
    ("hearing", "review", "consultation", "proposal"),
    None,
    primary=True,
)
INVITE_TO_HEARING = Transition("invite_to_hearing", "Engager le contradictoire", ("review",), "hearing")
WAIVE_HEARING = Transition("waive_hearing", "Écarter le contradictoire", ("review",), None, policy="closes_case")
# What is decided against a declared event is decided of the administration's own motion, even after the receipt.
ON_DECLARATION = ("review", "consultation", "receipt_issued")


def exits(*sources: str) -> tuple[Transition, ...]:
    return (
        Transition("withdraw_by_applicant", "Enregistrer le désistement", sources, "withdrawn_by_applicant"),
        Transition("redirect", "Transmettre à l'autorité compétente", sources, "redirected"),
        Transition("close_no_further_action", "Classer sans suite", sources, "no_further_action", policy="closes_case"),
    )


EXITS = exits(*BEFORE_DECISION)
SILENCE_ACTS = (
    Transition(
        "tacit_grant",
        "Constater l'accord né du silence",
        (*BEFORE_DECISION, "hearing", "signature"),
        "implicit_accepted",
        policy="system",
        automatic=True,
    ),
    Transition(
        "tacit_refusal",
        "Constater le rejet né du silence",
        (*BEFORE_DECISION, "hearing", "signature"),
        "implicit_rejected",
        policy="system",
        automatic=True,
    ),
    Transition(
        "decide_after_silence",
        "Prendre une décision expresse",
        ("implicit_rejected",),
        "proposal",
        policy="closes_case",
    ),
)


@dataclass(frozen=True)
class Road:
    """The stages of an archetype in the order of its process line, and its transitions."""

    archetype: Archetype
    first: str
    transitions: tuple[Transition, ...]

    @property
    def stages(self) -> tuple[str, ...]:
        codes = {self.first}
        for transition in self.transitions:
            codes.update(transition.sources)
            codes.update(transition.targets)
            if transition.target not in (None, "*"):
                codes.add(transition.target)
        return tuple(code for code in STAGES if code in codes)

    @property
    def steps(self) -> tuple[str, ...]:
        used = {STAGES[code].step for code in self.stages}
        return tuple(step for step in STEPS if step in used)

    def transition(self, name: str) -> Transition | None:
        return next((transition for transition in self.transitions if transition.name == name), None)

    @property
    def has_completion(self) -> bool:
        """Whether its cases are declared complete: a measure is taken on facts, and never is."""
        return self.transition("declare_complete") is not None

    def leaving(self, stage: str) -> tuple[Transition, ...]:
        return tuple(transition for transition in self.transitions if stage in transition.sources)


ROADS: Mapping[Archetype, Road] = {
    road.archetype: road
    for road in (
        Road(
            Archetype.AUTHORISATION,
            "received",
            (
                ACKNOWLEDGE,
                RECEIVE_PIECES_UNTIL_THE_EVENT,
                DECLARE_COMPLETE,
                REQUEST_PIECES,
                REQUEST_OPINION,
                PUT_ON_AGENDA_AT_ANY_TIME,
                *opinion_moves("incomplete", *AFTER_GRANT),
                TAKE_OFF_AGENDA,
                INVITE_TO_HEARING,
                RECORD_OBSERVATIONS,
                DRAFT_AFTER_HEARING,
                *decision_chain("in_force", "in_execution", "closed"),
                Transition(
                    "lift", "Mettre fin à la mesure accordée", ("in_execution",), "lifted", policy="closes_case"
                ),
                Transition("end_measure", "Constater la fin de la mesure accordée", ("in_execution",), "ended"),
                *SILENCE_ACTS,
                *exits(*BEFORE_DECISION, "hearing"),
            ),
        ),
        Road(
            Archetype.DECLARATION,
            "received",
            (
                Transition(
                    "issue_receipt",
                    "Délivrer le récépissé",
                    ("received", "review", "consultation", "hearing"),
                    "receipt_issued",
                    policy="signs_receipt",
                    primary=True,
                ),
                RECEIVE_FOLLOWING_PIECES,
                DECLARE_COMPLETE,
                REQUEST_PIECES,
                REQUEST_OPINION_ON_DECLARATION,
                *opinion_moves("incomplete", "hearing", "receipt_issued"),
                replace(INVITE_TO_HEARING, sources=ON_DECLARATION),
                replace(WAIVE_HEARING, sources=ON_DECLARATION),
                replace(RECORD_OBSERVATIONS, sources=(*RECORD_OBSERVATIONS.sources, "receipt_issued")),
                Transition(
                    "draft_decision",
                    "Préparer une décision (prescriptions, interdiction)",
                    (*ON_DECLARATION, "hearing"),
                    "proposal",
                ),
                *decision_chain("in_execution", "closed", resumed=RESUME_DECLARATION),
                Transition(
                    "close_after_event",
                    "Clore après l'événement",
                    ("hearing", "receipt_issued", "in_execution"),
                    "closed",
                ),
                Transition(
                    "withdraw_by_applicant",
                    "Enregistrer le renoncement",
                    (*BEFORE_DECISION, "hearing", "receipt_issued"),
                    "withdrawn_by_applicant",
                ),
                *exits(*BEFORE_DECISION, "hearing")[1:],
            ),
        ),
        Road(
            Archetype.POLICE_MEASURE,
            "received",
            (
                Transition("qualify", "Qualifier les faits", ("received",), "review", primary=True),
                replace(INVITE_TO_HEARING, primary=True),
                WAIVE_HEARING,
                RECORD_OBSERVATIONS,
                # A disciplinary body is seised while the person prepares his defence before it.
                replace(REQUEST_OPINION, sources=(*REQUEST_OPINION.sources, "hearing")),
                PUT_MEASURE_ON_AGENDA,
                *opinion_moves(),
                replace(TAKE_OFF_AGENDA, sources=AWAITING_OPINION, targets=AWAITING_OPINION),
                DRAFT_AFTER_HEARING,
                *decision_chain("in_execution", "warned", "closed"),
                Transition("lift", "Lever la mesure", ("in_execution",), "lifted", policy="closes_case"),
                Transition("end_measure", "Constater la fin de la mesure", ("in_execution",), "ended", primary=True),
                Transition("redirect", "Transmettre à l'autorité compétente", ("received", "review"), "redirected"),
                Transition(
                    "close_no_further_action",
                    "Classer sans suite",
                    ("received", "review", "hearing", "consultation", "proposal"),
                    "no_further_action",
                    policy="closes_case",
                ),
            ),
        ),
        Road(
            Archetype.AGREEMENT,
            "received",
            (
                RECEIVE_PIECES,
                DECLARE_COMPLETE,
                REQUEST_PIECES,
                REQUEST_OPINION,
                *opinion_moves("incomplete"),
                DRAFT_DECISION,
                *decision_chain("in_execution", "closed"),
                Transition("evaluate", "Engager l'évaluation", ("in_execution",), "evaluation"),
                Transition("record_evaluation", "Enregistrer l'évaluation", ("evaluation",), "in_execution"),
                Transition(
                    "terminate",
                    "Enregistrer la dénonciation",
                    ("in_execution", "evaluation"),
                    "terminated",
                    policy="closes_case",
                ),
                Transition("end_measure", "Constater le terme de la convention", ("in_execution",), "ended"),
                *EXITS,
            ),
        ),
        Road(
            Archetype.YEARLY_ACT,
            "received",
            (
                RECEIVE_PIECES,
                Transition(
                    "declare_complete",
                    "Arrêter les données de l'année",
                    ("received", "incomplete"),
                    "review",
                    primary=True,
                ),
                REQUEST_PIECES,
                REQUEST_OPINION,
                *opinion_moves("incomplete"),
                DRAFT_DECISION,
                *decision_chain("in_force", "closed"),
                Transition(
                    "close_no_further_action",
                    "Abandonner",
                    ("received", "review", "consultation"),
                    "no_further_action",
                    policy="closes_case",
                ),
            ),
        ),
        Road(
            Archetype.THIRD_PARTY_ACT,
            "received",
            (
                Transition("register_act", "Enregistrer l'acte", ("received",), "registered", primary=True),
                Transition("acknowledge", "Accuser réception", ("received", "registered"), None),
                Transition("close_registered", "Clore", ("registered",), "closed", primary=True),
                Transition("redirect", "Transmettre à l'autorité compétente", ("received",), "redirected"),
            ),
        ),
        Road(
            Archetype.REDIRECTION,
            "received",
            (
                Transition(
                    "redirect", "Orienter vers l'organisme compétent", ("received",), "redirected", primary=True
                ),
                Transition(
                    "close_no_further_action",
                    "Classer sans suite",
                    ("received",),
                    "no_further_action",
                    policy="closes_case",
                ),
            ),
        ),
    )
}


def road_of(archetype: Archetype) -> Road:
    return ROADS[archetype]


def check_roads() -> None:
    """Every stage can be reached, every open stage can be left, every closed one ends the road."""
    for road in ROADS.values():
        reached, frontier = {road.first}, [road.first]
        while frontier:
            for transition in road.leaving(frontier.pop()):
                for stage in transition.targets or ((transition.target,) if transition.target else ()):
                    if stage not in reached:
                        reached.add(stage)
                        frontier.append(stage)
        for stage in road.stages:
            if stage not in reached:
                raise ProcedureError(f"{road.archetype} : l'étape {stage} est inaccessible")
            if STAGES[stage].open and not road.leaving(stage):
                raise ProcedureError(f"{road.archetype} : aucune issue à l'étape {stage}")
