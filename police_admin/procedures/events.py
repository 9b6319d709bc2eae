"""What gatherings, flights and shows have in common: hours and communes, days counted back from them, letters and acts.

The law, or the usage of the bureau, leaves until some day before the event to be advised, to decide and to make it
known. After the event there is nothing left to forbid.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django import forms

from directorate.casework import hearings
from directorate.casework.deadlines import Expected, Facts, Kind, State, explained
from directorate.casework.errors import NotReady
from directorate.casework.forms import LegalDateTimeField
from directorate.casework.models import Case, CaseDeadline
from directorate.casework.move import Move, paris_day
from directorate.casework.procedure import Finding, LetterModel, Opinion, Outcome, Panel, Span
from directorate.legal_calendar.arithmetic import french_long
from directorate.legal_calendar.time_limits import Computation, latest_before, step
from directorate.parameters.values import LOW, Value
from directorate.territory.department import HOME
from directorate.territory.queries import commune_choices

Answers = Mapping[str, Any]
Check = Callable[[Case, datetime], list[Finding]]
Dates = Callable[[Facts], Iterator[Expected]]

UNIT = "polices-administratives"
USAGE = "Usage du bureau"
HEARING_BASIS = "CRPA, art. L121-1 à L122-2 et L211-2"
# No event lasts longer: one that says so was mistyped.
LONGEST = timedelta(days=366)


# --- the form -----------------------------------------------------------------------------------------------


class EventForm(forms.Form):
    """When and in which communes: what lists the events of all kinds that meet at one place and hour."""

    starts_at = LegalDateTimeField(label="Début")
    ends_at = LegalDateTimeField(label="Fin")
    communes = forms.MultipleChoiceField(
        label="Communes du département concernées", choices=commune_choices, widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choisir au moins une commune du département."},
    )  # fmt: skip

    def clean(self):
        data = super().clean()
        if data.get("starts_at") and data.get("ends_at"):
            if data["ends_at"] <= data["starts_at"]:
                self.add_error("ends_at", "La fin doit suivre le début.")
            elif data["ends_at"] - data["starts_at"] > LONGEST:
                self.add_error("ends_at", "La fin est à plus d'un an du début : vérifier les deux dates.")
        return data


def instant_of(answers: Answers, name: str) -> datetime | None:
    text = answers.get(name)
    return datetime.fromisoformat(text) if isinstance(text, str) and text else None


# --- days counted back from the event -----------------------------------------------------------------------


def answered_on(facts: Facts) -> date | None:
    """The day of the last opinion, once none is awaited any more."""
    rows = [row for row in facts.consultations if row.opinion != "revoked"]
    given = [row.answered_on for row in rows if row.answered_on]
    return max(given) if rows and len(given) == len(rows) else None


def decided_on(facts: Facts) -> date | None:
    return paris_day(facts.case.decided_at) if facts.case.decided_at else None


def known_on(facts: Facts) -> date | None:
    """An act is known by its notification; a regulatory one by its publication."""
    notified_at = facts.case.notified_at
    return paris_day(notified_at) if notified_at else facts.case.published_on


@dataclass(frozen=True)
class Latest:
    """The last useful day for something before the event; its number of days is a dated parameter.

    `before`: the answer that holds the instant from which it is counted, when it is not that of the event.
    """

    code: str
    label: str
    parameter: str
    done_on: Callable[[Facts], date | None]
    kind: Kind = Kind.INTERNAL
    article: str = USAGE
    before: str = ""


def opinions_by(parameter: str = "event.opinion_days") -> Latest:
    return Latest("opinions_by", "Dernier jour utile pour les avis", parameter, answered_on, Kind.OPINION)


def decision_by(parameter: str = "event.decision_days", label: str = "Dernier jour utile pour décider") -> Latest:
    return Latest("decision_by", label, parameter, decided_on)


def known_by(
    parameter: str = "event.notification_days", label: str = "Dernier jour utile pour notifier", article: str = USAGE
) -> Latest:
    return Latest("known_by", label, parameter, known_on, article=article)


PROHIBITION = "Dernier jour utile pour interdire ou prescrire"
USUAL_WINDOWS = (opinions_by(), decision_by(label=PROHIBITION), known_by())


def counted_back(*windows: Latest) -> Dates:
    """The last days of these windows, on every case that has an event."""

    def dates(facts: Facts) -> Iterator[Expected]:
        for window in windows:
            start = instant_of(facts.case.answers, window.before) if window.before else facts.case.event_at
            if start is None:
                continue
            rule = facts.rules.of(window.code, window.parameter, facts.case.received_on)
            computed = latest_before(
                event_on=paris_day(start), count=int(rule.value), span=Span.DAYS.value, article=window.article
            )
            yield Expected(
                code=window.code,
                label=window.label,
                kind=window.kind,
                due_on=computed.due_on,
                state=state_of(facts, window, computed.due_on),
                article=window.article[:160],
                parameter_version=rule.version,
                computation=explained(computed, rule),
            )

    return dates


def state_of(facts: Facts, window: Latest, due_on: date) -> str:
    done_on = window.done_on(facts)
    if done_on is not None:
        return State.MET if done_on <= due_on else State.PASSED
    # A receipt given ends the wait; the day remains readable for whoever would still forbid.
    settled = facts.case.stage == "receipt_issued" or not facts.case.is_open
    return State.VOID if settled or (window.done_on is answered_on and facts.is_over) else State.RUNNING


def rules_of(*windows: Latest) -> dict[str, str]:
    return {window.code: window.parameter for window in windows}


def until_the_end(facts: Facts) -> Iterator[Expected]:
    """The act lasts as long as what it is about: followed until somebody says that it is over."""
    case, ends_at = facts.case, instant_of(facts.case.answers, "ends_at")
    if ends_at is None or case.decided_at is None or known_on(facts) is None:
        return
    if facts.procedure.outcome(case.outcome).final_stage != "in_execution":
        return
    ends_on = paris_day(ends_at)
    steps = [step("Fin indiquée dans l'acte", ends_on)]
    yield Expected(
        code="measure_end",
        label="Fin de la mesure",
        kind=Kind.EXECUTION,
        due_on=ends_on,
        due_at=ends_at,
        state=State.RUNNING if case.is_open else State.MET,
        article=facts.procedure.legal_basis[0][:160],
        computation=explained(Computation("", ends_on, steps=steps)),
    )


WINDOW_VALUES = (
    Value(
        "event.opinion_days", "Événement : avis attendus au plus tard, avant l'événement", 15, "jours", USAGE, LOW,
        comment="Combien de jours avant un événement les avis de la police, des secours et du maire doivent-ils être"
        " rendus ?",
    ),
    Value(
        "event.decision_days", "Événement : décision au plus tard, avant l'événement", 7, "jours", USAGE, LOW,
        comment="Combien de jours avant un événement le bureau doit-il avoir décidé de l'interdire ou de le soumettre à"
        " des prescriptions ?",
    ),
    Value(
        "event.notification_days", "Événement : notification au plus tard, avant l'événement", 2, "jours",
        f"{USAGE} (CJA, art. L521-2 : le juge statue en quarante-huit heures)", LOW,
        comment="Combien de jours avant un événement la décision doit-elle être notifiée, pour que le juge des référés"
        " puisse être saisi ?",
    ),
)  # fmt: skip


# --- checks -------------------------------------------------------------------------------------------------


def deadline(case: Case, code: str) -> CaseDeadline | None:
    return next((row for row in case.deadlines.all() if row.code == code), None)


def has_not_begun(case: Case, at: datetime) -> list[Finding]:
    """A decision comes before what it is about, and early enough for a judge to be seized; otherwise it is said."""
    if case.event_at is None:
        return []
    if case.event_at.astimezone(UTC) <= at.astimezone(UTC):
        return [Finding("L'événement a commencé : il n'y a plus rien à décider.", "CRPA, art. L221-8")]
    row = deadline(case, "known_by")
    if row is None or paris_day(at) <= row.due_on:
        return []
    return [
        Finding(
            f"L'acte devait être connu au plus tard le {french_long(row.due_on)} : il resterait peu de temps pour"
            " saisir le juge des référés.",
            "CJA, art. L521-2",
            blocking=False,
        )
    ]


def filing_is_in_time(case: Case, at: datetime) -> list[Finding]:
    """Said, never opposed: a late declaration founds nothing by itself."""
    row = deadline(case, "filing")
    if row is None or not row.computation["late"]:
        return []
    return [
        Finding(
            f"Le dossier devait parvenir au plus tard le {french_long(row.due_on)} : il est tardif, ce qui ne dispense"
            " pas de motiver la décision.",
            row.article,
            blocking=False,
        )
    ]


CHECKS: tuple[Check, ...] = (has_not_begun, filing_is_in_time)


def when_granted(*checks: Check) -> Check:
    """Conditions of a favourable decision, which a refusal does not ask."""

    def check(case: Case, at: datetime) -> list[Finding]:
        if case.decision.outcome != "grant":
            return []
        return [finding for look in checks for finding in look(case, at)]

    return check


# --- what a declaration calls for ---------------------------------------------------------------------------


def refuses_receipt(*checks: Check) -> Callable[[Move], None]:
    """No receipt while the law withholds it; whoever handles the case is told why."""

    def effect(move: Move) -> None:
        found = [finding for look in checks for finding in look(move.case, move.at) if finding.blocking]
        if found:
            raise NotReady("Le récépissé ne peut être délivré : " + " ".join(finding.message for finding in found))

    return effect


def to_verify(*checks: Check) -> Panel:
    """What the answers call for, shown on the case before anybody decides."""

    def context(case: Case, at: datetime) -> Mapping[str, Any]:
        return {"findings": [finding for look in checks for finding in look(case, at)] if case.is_open else []}

    return Panel("to_verify", "À vérifier", "police_admin/events/to_verify.html", context)


# --- opinions, letters and acts -----------------------------------------------------------------------------


def opinion(code: str, label: str, *, kind: str = "", article: str = "Avis facultatif", **more: Any) -> Opinion:
    return Opinion(code, label, article, organisation_kind=kind, **more)


POLICE = opinion("police", "Services de police", kind="police")
FIRE_SERVICE = opinion("fire_service", HOME.bodies["fire_service"], kind="fire_service")
AMBULANCE = opinion("ambulance_service", "Service d'aide médicale urgente")
TOWN_HALL = opinion("town_hall", "Maires des communes concernées", kind="town_hall")
ROADS = opinion("roads", HOME.bodies["roads"], kind="state_service")

# What a measure against a declared event rests on: the declaration, and what its organiser said.
RECEIVED = (
    "Vu la déclaration reçue le {{ case.received_on }}, enregistrée sous le numéro {{ case.reference }} ;",
    *hearings.ORGANISER,
)
REGULATORY = "letters/events/regulatory_order.html"
ORDER = "letters/events/order.html"
REDIRECT = LetterModel(
    "redirect_notice", "Transmission à l'autorité compétente", "letters/any/redirect_notice.html"
)  # fmt: skip


def declaration_letters(receipt: str, label: str = "Récépissé de déclaration") -> tuple[LetterModel, ...]:
    """`receipt`: its template."""
    return (
        LetterModel(
            "completeness_request", "Demande de pièces", "letters/any/completeness_request.html", "pieces_request"
        ),
        LetterModel("receipt", label, receipt, "receipt"),
        hearings.INVITATION,
        LetterModel("order_prescriptions", "Arrêté de prescriptions", ORDER, "police_measure"),
        LetterModel("order_ban", "Arrêté d'interdiction", ORDER, "ban"),
        REDIRECT,
    )


def prescriptions_or_ban(
    event: str, *, title: str, risk: str, rule: str = "", penalty: str = "", feminine: bool = False
) -> tuple[Outcome, Outcome]:
    """What police may still do of a declared event. `event`: with its article, as an act names it ("le vol ...").

    `risk`: what the facts make one fear; `rule`: the power used, after "Considérant que ".
    """
    facts = f"Considérant que [à compléter : faits précis et circonstanciés faisant craindre {risk}] ;"
    power = (f"Considérant que {rule} ;",) if rule else ()
    penalties = (penalty,) if penalty else ()
    return (
        Outcome(
            "prescriptions",
            "Prescriptions",
            letter="order_prescriptions",
            act_kind="police_measure",
            title=f"Arrêté portant prescriptions relatives à {title}",
            grounds=(
                *power,
                facts,
                hearings.WAIVED,
                "Considérant que les prescriptions du présent arrêté suffisent à prévenir ce risque ;",
            ),
            articles=(
                f"Les prescriptions suivantes s'appliquent à {event} : [à compléter : prescriptions].",
                "L'organisateur s'assure, avant le début, qu'elles sont respectées.",
                *penalties,
            ),
            favourable=False,
            final_stage="in_execution",
        ),
        Outcome(
            "ban",
            "Interdiction",
            letter="order_ban",
            act_kind="ban",
            title=f"Arrêté portant interdiction relative à {title}",
            grounds=(
                *power,
                facts,
                hearings.WAIVED,
                "Considérant que [à compléter : mesures examinées], aucune prescription ne permet de prévenir ce"
                " risque ;",
            ),
            articles=(f"Est interdit{'e' if feminine else ''} {event}.", *penalties),
            favourable=False,
            published=True,
            final_stage="in_execution",
        ),
    )
