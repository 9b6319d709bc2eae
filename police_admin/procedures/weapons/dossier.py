"""What the procedures on weapons share: who is competent, the registers consulted, the letters, the days that count.

The national registers (SIA for the weapons, FINIADA for those who may hold none) are kept elsewhere: the house holds
the legal case alone. Of a register, the result is kept and never an extract (CSI, art. L114-1); of a weapon, what the
act must say, never its number; of a medical certificate, its day and whether it is compatible.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.timezone import localdate

from directorate.casework import registry
from directorate.casework.deadlines import Expected, Facts, Kind, State, explained
from directorate.casework.forms import LinesField, PlainCharField
from directorate.casework.instants import PastDateField, day_of
from directorate.casework.models import Case
from directorate.casework.move import Move, paris_day
from directorate.casework.operations import take_transition
from directorate.casework.procedure import (
    Finding,
    LetterModel,
    Opinion,
    Outcome,
    Panel,
    PermitConcerned,
    Redirection,
)
from directorate.legal_calendar.arithmetic import add_months, french_long
from directorate.legal_calendar.time_limits import Computation, step
from directorate.parameters.queries import value as parameter
from directorate.permits import operations as permits
from directorate.permits.models import Permit
from police_admin.procedures.department import ELSEWHERE, HERE, HERE_OR_ELSEWHERE

UNIT = "polices-administratives"
FAMILY = "Armes"
# Who holds weapons, and where, is known to the bureau and the authorities only.
SENSITIVITY = "restricted"
KEPT_OUT = "Une décision sur les armes ne se publie pas : elle dit qui en détient, et où."
CHECKS_ARTICLE = "CSI, art. L114-1 et R114-1"
DOMICILE_ARTICLE = "CSI, art. R312-2"
HEARING_BASIS = "CRPA, art. L121-1 à L122-2 et L211-2"
FOLDER = "letters/weapons"

RESULTS = [("", "Non consulté"), ("compatible", "Compatible"), ("incompatible", "Incompatible"),
           ("discuss", "À examiner")]  # fmt: skip
REGISTERS = {
    "check_b2": "Bulletin n° 2 du casier judiciaire",
    "check_taj": "Traitement d'antécédents judiciaires (TAJ)",
    "check_finiada": "Interdits d'acquisition et de détention d'armes (FINIADA)",
    "check_hopsyweb": "Soins psychiatriques sans consentement (HOPSYWEB)",
}
POLICE_INQUIRY = Opinion("police_inquiry", "Services de police, enquête administrative", CHECKS_ARTICLE,
                         organisation_kind="police")  # fmt: skip


# --- fields and forms ---------------------------------------------------------------------------------------


class BirthDateField(PastDateField):
    """The birth of somebody who may be alive today: older than the days of a case."""

    def clean(self, value):
        day = forms.DateField.clean(self, value)
        if day is not None and not date(1900, 1, 1) <= day <= localdate():
            raise forms.ValidationError("Cette date de naissance est impossible.")
        return day


def lines(label: str, help_text: str = "", rows: int = 3, **more: Any) -> LinesField:
    return LinesField(
        label=label, help_text=help_text, max_length=8000, widget=forms.Textarea(attrs={"rows": rows}), **more
    )


def weapons_field(label: str) -> LinesField:
    """What an act says of weapons; their numbers stay in the national system."""
    return lines(label, "Une par ligne : catégorie, type, calibre. Les numéros restent dans le SIA.")


def facts_field() -> LinesField:
    return lines("Faits relevés", "Un fait par ligne, daté.", rows=5)


def reports_field() -> LinesField:
    return lines("Références des rapports", rows=2, required=False)


def domicile_field(label: str = "Domicile") -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=HERE_OR_ELSEWHERE, initial=HERE, required=False)


def sia_field() -> PlainCharField:
    return PlainCharField(label="Numéro de compte SIA", max_length=40)


class Consultation(forms.Form):
    """The day on which registers were consulted, and no result without it."""

    checks_on = PastDateField(
        label="Fichiers consultés le", required=False, help_text="Seul le résultat est conservé, jamais un extrait.",
    )  # fmt: skip

    def clean(self):
        data = super().clean()
        consulted = any(data.get(name) for name in REGISTERS)
        if consulted and not data.get("checks_on") and "checks_on" not in self.errors:
            self.add_error("checks_on", "Indiquer le jour où les fichiers ont été consultés.")
        return data


def consulting(*registers: str) -> Callable[[type[forms.Form]], type[forms.Form]]:
    """A form with, at its end, the registers that its procedure consults; all of them when none is named."""

    def extended(form: type[forms.Form]) -> type[forms.Form]:
        results = {
            name: forms.ChoiceField(label=REGISTERS[name], choices=RESULTS, required=False)
            for name in registers or REGISTERS
        }
        return type(form)(
            form.__name__, (Consultation, form), {"__module__": form.__module__, "__doc__": form.__doc__, **results}
        )

    return extended


# --- competence ---------------------------------------------------------------------------------------------


def domicile_elsewhere(answers: Mapping[str, Any]) -> Redirection | None:
    """The prefect of the domicile is competent."""
    if answers.get("domicile") != ELSEWHERE:
        return None
    return Redirection(
        to="préfet du département du domicile",
        article=DOMICILE_ARTICLE,
        explanation="L'acquisition et la détention d'armes relèvent du préfet du département où le demandeur a son"
        " domicile.",
    )


# --- checks before signature --------------------------------------------------------------------------------


def favours(case: Case) -> bool:
    return registry.procedure(case.procedure_code).outcome(case.decision.outcome).favourable


def domicile_is_here(case: Case, at: datetime) -> list[Finding]:
    """The commune of the case is that of the domicile."""
    if case.commune_id is None:
        return [
            Finding("La commune du domicile n'est pas indiquée : le préfet du domicile est compétent.",
                    DOMICILE_ARTICLE)
        ]  # fmt: skip
    return []


def registers_are_compatible(case: Case, at: datetime) -> list[Finding]:
    """The register that forbids, or that was not asked, stops a favourable act; what is to be discussed is said."""
    if not favours(case):
        return []
    found, asked = [], registry.procedure(case.procedure_code).form.base_fields
    for name, register in REGISTERS.items():
        result = case.answers.get(name)
        if name not in asked:
            continue
        if not result:
            found.append(Finding(f"Fichier non consulté : {register}.", CHECKS_ARTICLE))
        elif result == "incompatible":
            found.append(Finding(f"Résultat incompatible avec la détention d'armes : {register}.", CHECKS_ARTICLE))
        elif result == "discuss":
            found.append(Finding(f"Résultat à examiner : {register}.", CHECKS_ARTICLE, blocking=False))
    return found


def recent(field: str, code: str, document: str, article: str) -> Callable[[Case, datetime], list[Finding]]:
    """A document whose age, in months of a parameter, is measured the day the request was filed."""

    def check(case: Case, at: datetime) -> list[Finding]:
        day = day_of(case.answers, field)
        if day is None or not favours(case):
            return []
        months = int(parameter(code, case.received_on))
        if add_months(day, months) >= case.received_on:
            return []
        return [
            Finding(
                f"{document} du {french_long(day)} avait plus de {months} mois au dépôt de la demande, le"
                f" {french_long(case.received_on)}.",
                article,
            )
        ]

    return check


def of_age(field: str, article: str) -> Callable[[Case, datetime], list[Finding]]:
    def check(case: Case, at: datetime) -> list[Finding]:
        born_on, years = day_of(case.answers, field), int(parameter("weapons.majority_years", paris_day(at)))
        if born_on is None or not favours(case) or add_months(born_on, 12 * years) <= paris_day(at):
            return []
        return [Finding(f"Le demandeur n'a pas {years} ans.", article)]

    return check


# --- days ---------------------------------------------------------------------------------------------------


def term(
    facts: Facts, *, code: str, label: str, months: str, article: str, started_on: date, start: str, state: str,
    kind: str = Kind.EXECUTION,
) -> Expected:  # fmt: skip
    """Months of the parameter `months` from a day: `start` says which."""
    rule = facts.rules.of(code, months, started_on)
    due_on = add_months(started_on, int(rule.value))
    steps = [
        step(start, started_on),
        step(f"{rule.value} {rule.unit}, de quantième à quantième", due_on, article=article),
    ]
    return Expected(
        code=code,
        label=label,
        kind=kind,
        due_on=due_on,
        state=state,
        article=article,
        parameter_version=rule.version,
        computation=explained(Computation("R1", due_on, steps=steps), rule),
    )


CUSTODY_ARTICLE = "CSI, art. L312-9"
# The year during which the police keep what was handed over, and the two calls that precede its end.
CUSTODY = (
    ("alert_first", "Restitution ou saisie définitive : engager le contradictoire",
     "weapons.surrender_first_alert_months"),
    ("alert_last", "Restitution ou saisie définitive : décision à signer et à notifier",
     "weapons.surrender_last_alert_months"),
    ("final_decision", "Dernier jour pour décider la restitution ou la saisie définitive", "weapons.surrender_months"),
)  # fmt: skip


def custody(facts: Facts, started_on: date, *, heard: bool = False, ended_on: date | None = None) -> Iterator[Expected]:
    """`heard`: the person has been invited; `ended_on`: the day when the final decision was known, or the file closed.

    An alert gives way to the next date when the day of that one comes.
    """
    found = [
        term(facts, code=code, label=label, months=months, article=CUSTODY_ARTICLE, started_on=started_on,
             start="Armes remises ou saisies", state=State.RUNNING,
             kind=Kind.EXECUTION if code == "final_decision" else Kind.INTERNAL)
        for code, label, months in CUSTODY
    ]  # fmt: skip
    for rank, item in enumerate(found):
        following = found[rank + 1].due_on if rank + 1 < len(found) else None
        if ended_on is not None:
            state = State.MET if ended_on <= item.due_on else State.PASSED
        elif not facts.case.is_open:
            state = State.VOID
        elif heard and item.code == "alert_first":
            state = State.MET
        elif following is not None and following <= facts.on:
            state = State.PASSED
        else:
            state = State.RUNNING
        yield replace(item, state=state)


# --- the files of a same holder -----------------------------------------------------------------------------

ORIGIN = re.compile(r"\d{4}-[A-Z]{3}-\d{5}", re.ASCII)


class OriginForm(forms.Form):
    """The earlier file from which this one comes, if there is one."""

    origin_reference = PlainCharField(
        label="Dossier d'armes d'origine", max_length=20, required=False, help_text="Par exemple 2026-ARS-00042",
    )  # fmt: skip

    def clean_origin_reference(self):
        reference = self.cleaned_data["origin_reference"].strip().upper()
        if reference and not ORIGIN.fullmatch(reference):
            raise forms.ValidationError("Cette référence n'a pas la forme attendue (année, sigle, cinq chiffres).")
        return reference


def not_secret(case: Case) -> QuerySet[Case]:
    """The files of the service of this one; a case kept for named agents is as if it did not exist."""
    return Case.objects.filter(unit_id=case.unit_id).exclude(sensitivity=Case.Sensitivity.SECRET)


def origin_of(case: Case, *procedures: str) -> Case | None:
    """The file named by this one, when it is one of these procedures."""
    reference = case.answers.get("origin_reference")
    if not reference:
        return None
    return not_secret(case).filter(reference=reference, procedure_code__in=procedures).first()


def origin_is_of_the_same_person(*procedures: str) -> Callable[[Case, datetime], list[Finding]]:
    """Said, for names are written in many ways; nothing is done to the file of another person."""

    def check(case: Case, at: datetime) -> list[Finding]:
        reference = case.answers.get("origin_reference")
        if not reference:
            return []
        origin = origin_of(case, *procedures)
        if origin is None:
            return [Finding(f"Aucun dossier de cette nature ne porte la référence {reference}.", blocking=False)]
        if str(origin.party) != str(case.party):
            return [Finding(f"Le dossier {reference} ne concerne pas {case.party}.", blocking=False)]
        return []

    return check


def followed_origin(case: Case, *procedures: str) -> Case | None:
    """The file that this one comes from, when it is that of the same person and still followed."""
    origin = origin_of(case, *procedures)
    followed = origin is not None and origin.stage == "in_execution" and str(origin.party) == str(case.party)
    return origin if followed else None


def close_the_origin(move: Move, *procedures: str) -> None:
    """What this decision puts an end to."""
    case, origin = move.case, followed_origin(move.case, *procedures)
    if origin is None:
        return
    label = move.procedure.outcome(case.decision.outcome).label
    take_transition(
        case=origin, name="end_measure", by=move.by, at=move.at,
        text=f"{label}, arrêté n° {case.decision.number}, dossier {case.reference}.",
    )  # fmt: skip
    move.recorded["origin"] = origin.reference


def linked_context(case: Case, at: datetime) -> Mapping[str, Any]:
    """The file that this one names, and those that name it."""
    seen = not_secret(case)
    named = seen.filter(answers__origin_reference=case.reference).order_by("received_on", "pk")
    acts = [{"label": label_of(found), "reference": found.reference, "case": found} for found in named]
    if reference := case.answers.get("origin_reference"):
        found = seen.filter(reference=reference).first()
        acts.insert(0, {"label": label_of(found) if found else "Origine", "reference": reference, "case": found})
    return {"acts": acts}


def label_of(case: Case) -> str:
    return registry.procedure(case.procedure_code).short_label


LINKED = Panel("linked_acts", "Dossiers d'armes liés", "police_admin/weapons/linked.html", linked_context)


# --- titles -------------------------------------------------------------------------------------------------

TITLES = ("weapon_authorisation_b", "weapon_authorisation_renewal", "collector_card")
TITLE_CONCERNED = PermitConcerned(TITLES, "Numéro du titre détenu, s'il en existe un", required=False)
TITLE_ENDS = (
    "{% if renews.number %}Le titre n° {{ renews.number }} délivré le {{ renews.issued_on }} est retiré.{% endif %}"
)


TITLE_STOPS = (
    "{% if renews.number %}Les effets du titre n° {{ renews.number }} délivré le {{ renews.issued_on }} sont suspendus"
    " jusqu'à la décision de restitution ou de saisie définitive.{% endif %}"
)


def change_the_title(move: Move, state: str, *, of: Case | None = None, on: date | None = None) -> None:
    """The title that the case names, or that of the file it comes from (`of`), from the notification of its act."""
    case = move.case
    title = case.renews or (of.renews if of else None)
    if title is None:
        return
    permit = permits.current(title)
    changed = permits.carry_out(
        permit=permit, state=state, effective_on=on or paris_day(case.notified_at),
        reason=f"Arrêté n° {case.decision.number}", by=move.by, at=move.at,
    )  # fmt: skip
    # A title that has expired meanwhile, or that another act had already struck, stays as it is.
    move.recorded["permit"] = f"{permit.number} : {(changed or permit).get_state_display().lower()}"


def withdraw_the_title(move: Move) -> None:
    """An act that forbids weapons: the title gives no more rights."""
    change_the_title(move, Permit.State.WITHDRAWN)


# --- FINIADA ------------------------------------------------------------------------------------------------

FINIADA_ARTICLE = "CSI, art. L312-16 et L312-16-1"


class ForbiddingForm(OriginForm):
    """An act from which a ban follows: of the register, the day of the entry alone is known here."""

    finiada_entered_on = PastDateField(
        label="Inscription au FINIADA faite le", required=False,
        help_text="Après la notification ; ce que dit le fichier n'est pas recopié.",
    )  # fmt: skip


def finiada_entry(facts: Facts) -> Iterator[Expected]:
    """Once the act is notified, the entry of the ban in the register."""
    case = facts.case
    if case.notified_at is None:
        return
    notified_on = paris_day(case.notified_at)
    if day_of(case.answers, "finiada_entered_on"):
        state = State.MET
    else:
        state = State.RUNNING if case.is_open else State.VOID
    yield Expected(
        code="finiada",
        label="Inscription au FINIADA à faire",
        kind=Kind.INTERNAL,
        due_on=notified_on,
        state=state,
        article=FINIADA_ARTICLE,
        computation=explained(
            Computation("", notified_on, steps=[step("Interdiction notifiée", notified_on, article=FINIADA_ARTICLE)])
        ),
    )


def finiada_is_to_be_filled(case: Case, at: datetime) -> list[Finding]:
    return [
        Finding(
            "Dès la notification, l'inscription au FINIADA est faite par un agent individuellement habilité.",
            FINIADA_ARTICLE,
            blocking=False,
        )
    ]


# --- declarations of procedures -----------------------------------------------------------------------------

ACKNOWLEDGED = (
    LetterModel("completeness_request", "Demande de pièces", "letters/any/completeness_request.html",
                "pieces_request"),
    LetterModel("redirect_notice", "Transmission à l'autorité compétente", "letters/any/redirect_notice.html"),
)  # fmt: skip
DECLARED = (LetterModel("receipt", "Récépissé de déclaration", f"{FOLDER}/receipt.html", "receipt"), *ACKNOWLEDGED)


def measure_letters(code: str, label: str, *, invitation: str = "", report: str) -> tuple[LetterModel, ...]:
    """A measure: the invitation when there is a hearing, the order, the report of the police who notify it."""
    invited = (
        (LetterModel("hearing_invitation", "Lettre de procédure contradictoire", invitation, "hearing_invitation"),)
        if invitation
        else ()
    )
    return (
        *invited,
        LetterModel(code, label, f"{FOLDER}/measure.html", "police_measure"),
        LetterModel("notification", "Procès-verbal de notification", f"{FOLDER}/{report}"),
    )


REQUEST_VISA = (
    "Vu la demande présentée le {{ case.received_on }} par {{ applicant.name }}, enregistrée sous le numéro"
    " {{ case.reference }} ;"
)
FORMER_VISA = "{% if renews.number %}Vu le titre n° {{ renews.number }} délivré le {{ renews.issued_on }} ;{% endif %}"
CRPA_VISA = "Vu le code des relations entre le public et l'administration, notamment ses articles L121-1 et L211-2 ;"
REPORTS_VISA = (
    "Vu {% if answers.report_references %}les rapports suivants : {{ answers.report_references }}"
    "{% else %}le rapport reçu le {{ case.received_on }}{% endif %} ;"
)
HEARING_VISAS = (
    "{% if hearing.sent_on %}Vu la lettre du {{ hearing.sent_on }} invitant {{ applicant.name }} à présenter ses"
    " observations jusqu'au {{ hearing.deadline_on }} ;{% endif %}",
    "{% if hearing.observations_on %}Vu les observations présentées le {{ hearing.observations_on }} ;{% endif %}",
)
NOT_HEARD = (
    "{% if hearing.exception %}Considérant que la procédure contradictoire n'a pas été suivie"
    " ({{ hearing.exception }}) : {{ hearing.exception_reason }} ;{% endif %}"
)
INQUIRY_GROUND = (
    "Considérant que l'enquête administrative n'a pas révélé de fait incompatible avec la détention d'armes ;"
)


def visa_of_code(articles: str) -> str:
    return f"Vu le code de la sécurité intérieure, notamment {articles} ;"


def granted(title: str, articles: tuple[str, ...], grounds: tuple[str, ...], **more: Any) -> Outcome:
    """The favourable answer to a request, which issues its title."""
    return Outcome(
        "grant",
        **{
            "label": "Autorisation", "letter": "order_grant", "act_kind": "grant", "issues_permit": True,
            "final_stage": "in_force", "title": title, "grounds": grounds, "articles": articles, **more,
        },
    )  # fmt: skip


def refused(title: str, reason: str, refusal: str) -> Outcome:
    """`reason`: what the law asks; the facts of the case are left to whoever writes."""
    return Outcome(
        "refusal",
        "Refus",
        letter="order_refusal",
        act_kind="refusal",
        title=title,
        grounds=(
            f"Considérant {reason} ;",
            "Considérant que [à compléter : les faits propres au dossier qui justifient le refus] ;",
        ),
        articles=(refusal,),
        favourable=False,
    )
