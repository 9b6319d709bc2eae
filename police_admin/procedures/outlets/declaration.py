"""Copy of the declaration of an outlet: opening, change of operator, move (CSP, art. L3332-3 to L3332-4-1).

The operator declares to the mairie, which sends a copy to the public prosecutor and to the prefect. No decision is to
be taken: what the declaration shows is said on its page, and the register of outlets follows it.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from django import forms

from directorate.casework.deadlines import Expected, Facts, Kind, State, explained
from directorate.casework.forms import LegalDateField, PlainCharField
from directorate.casework.instants import day_of
from directorate.casework.models import Case
from directorate.casework.move import Move
from directorate.casework.procedure import Archetype, LetterModel, Panel, Procedure
from directorate.legal_calendar.arithmetic import counted, french_long
from directorate.legal_calendar.time_limits import Computation, days_in_words, latest_before, step
from directorate.parameters.values import HIGH, Value
from police_admin.outlets import operations
from police_admin.outlets.licences import CATEGORIES, ON_SITE, lapsed_on
from police_admin.outlets.queries import QUOTA, licence_in_register, over_quota, radius_m
from police_admin.procedures.outlets import dossier

ARTICLE = "CSP, art. L3332-3, L3332-4 et L3332-4-1"
DECLARATION_DAYS = "outlet.declaration_days"
COPY_DAYS = Value(
    "outlet.copy_days", "Débit de boissons : transmission de la déclaration par la mairie", 3, "jours",
    "Code de la santé publique, art. L3332-3, L3332-4 et L3332-4-1", HIGH,
)  # fmt: skip

OPENING, MUTATION, TRANSLATION = "opening", "mutation", "translation"
KINDS = [
    (OPENING, "Ouverture"),
    (MUTATION, "Mutation (changement d'exploitant ou de propriétaire)"),
    (TRANSLATION, "Translation (changement de lieu dans la commune)"),
]


class DeclarationForm(forms.Form):
    """What the mairie sends: the licence, who runs it, since when, under which permit."""

    declaration_kind = forms.ChoiceField(label="Objet de la déclaration", choices=KINDS)
    licence_type = forms.ChoiceField(label="Licence", choices=CATEGORIES)
    licence_number = PlainCharField(label="Numéro de la licence", max_length=60, required=False)
    owner = PlainCharField(
        label="Propriétaire du fonds ou de la licence", max_length=160, required=False,
        help_text="L'exploitant s'il n'est pas indiqué.",
    )  # fmt: skip
    previous_operator = PlainCharField(label="Exploitant précédent", max_length=160, required=False)
    declared_on = LegalDateField(label="Déclaration souscrite en mairie le")
    opens_on = LegalDateField(label="Ouverture ou changement prévu le")
    operating_permit_number = PlainCharField(label="Numéro du permis d'exploitation", max_length=60, required=False)
    operating_permit_until = LegalDateField(label="Permis d'exploitation valable jusqu'au", required=False)
    last_exploitation_on = LegalDateField(label="Dernier jour d'exploitation connu de la licence", required=False)
    distance_protected_m = forms.IntegerField(
        label="Distance du lieu protégé le plus proche (mètres)", min_value=0, max_value=100_000, required=False
    )
    capacity_checked = forms.BooleanField(
        label="Capacité juridique du déclarant vérifiée par la mairie", required=False
    )

    def clean(self):
        data = super().clean()
        kind = data.get("declaration_kind")
        if kind == MUTATION and not data.get("previous_operator") and "previous_operator" not in self.errors:
            self.add_error("previous_operator", "Une mutation nomme l'exploitant précédent.")
        if kind == OPENING and data.get("previous_operator"):
            self.add_error("previous_operator", "Une ouverture n'a pas d'exploitant précédent.")
        declared_on, worked_on = data.get("declared_on"), data.get("last_exploitation_on")
        if declared_on and worked_on and worked_on > declared_on:
            self.add_error("last_exploitation_on", "L'exploitation connue ne peut être postérieure à la déclaration.")
        if data.get("operating_permit_until") and not data.get("operating_permit_number"):
            self.add_error("operating_permit_number", "Indiquer le numéro du permis dont la date est donnée.")
        return data


# --- what the declaration shows -----------------------------------------------------------------------------


def permit_remark(answers: Mapping[str, Any]) -> str:
    """For what is drunk on the spot (CSP, art. L3332-1-1)."""
    if answers["licence_type"] not in ON_SITE:
        return ""
    if not answers.get("operating_permit_number"):
        return "Aucun permis d'exploitation n'est indiqué (CSP, art. L3332-1-1)."
    until = day_of(answers, "operating_permit_until")
    if until and until < day_of(answers, "opens_on"):
        return f"Le permis d'exploitation aura expiré le {french_long(until)} (CSP, art. L3332-1-1)."
    return ""


def lapse_remark(answers: Mapping[str, Any]) -> str:
    worked_on, declared_on = day_of(answers, "last_exploitation_on"), day_of(answers, "declared_on")
    if worked_on is None or not (lapse := lapsed_on(worked_on, declared_on)):
        return ""
    return (
        f"La licence n'est plus exploitée depuis le {french_long(worked_on)} : périmée depuis le {french_long(lapse)},"
        " elle ne peut plus être transmise."
    )


def zone_remark(answers: Mapping[str, Any], case: Case, at: datetime) -> str:
    distance = answers.get("distance_protected_m")
    if distance is None or answers["licence_type"] not in ON_SITE or case.commune is None:
        return ""
    if distance >= (radius := radius_m(case.commune, day_of(answers, "declared_on"))):
        return ""
    return (
        f"Un lieu protégé est à {counted(distance, 'mètres')}, en deçà des {radius} mètres de la zone protégée"
        " (CSP, art. L3335-1)."
    )


def quota_remark(answers: Mapping[str, Any], case: Case) -> str:
    """A new licence only: one that exists may be passed on (CSP, art. L3332-1 and L3332-2)."""
    if answers["declaration_kind"] != OPENING or case.commune is None:
        return ""
    known = licence_in_register(answers["licence_type"], answers.get("licence_number", ""))
    if answers["licence_type"] == "IV" and known is None:
        return "Aucune licence IV nouvelle ne peut être créée (CSP, art. L3332-2) : vérifier son origine."
    if answers["licence_type"] != "III" or known is not None:
        return ""
    return over_quota(case.commune, day_of(answers, "declared_on"))


def remarks(case: Case, at: datetime) -> list[str]:
    answers = case.answers
    unchecked = "" if answers.get("capacity_checked") else "La capacité du déclarant reste à vérifier avec la mairie."
    return [
        remark
        for remark in (
            permit_remark(answers),
            lapse_remark(answers),
            zone_remark(answers, case, at),
            quota_remark(answers, case),
            unchecked,
        )
        if remark
    ]


def control_context(case: Case, at: datetime) -> Mapping[str, Any]:
    known = operations.outlet_of(case)
    return {"remarks": remarks(case, at), "outlet": known}


CONTROL = Panel("control", "Contrôle de la déclaration", "police_admin/outlets/control.html", control_context)


# --- dates --------------------------------------------------------------------------------------------------


def of_declaration(facts: Facts) -> Iterator[Expected]:
    """The last day to declare to the mairie: fifteen days before the opening (CSP, art. L3332-3)."""
    answers = facts.case.answers
    opens_on, declared_on = day_of(answers, "opens_on"), day_of(answers, "declared_on")
    rule = facts.rules.of("filing", DECLARATION_DAYS, declared_on)
    latest = latest_before(event_on=opens_on, count=int(rule.value), span="days", article="CSP, art. L3332-3").due_on
    late = declared_on > latest
    gap = days_in_words(abs((latest - declared_on).days))
    verdict = f"Déclaration tardive de {gap}" if late else "Déclaration dans le délai"
    steps = [
        step("Ouverture ou changement", opens_on),
        step(f"{days_in_words(int(rule.value))} avant", latest, article="CSP, art. L3332-3"),
        step("Déclaration souscrite en mairie", declared_on),
    ]
    said = {"late": late, "early": False, "earliest": "", "latest": latest.isoformat(), "verdict": f"{verdict}."}
    yield Expected(
        code="filing",
        label="Dernier jour pour déclarer à la mairie",
        kind=Kind.FILING,
        due_on=latest,
        state=State.PASSED if late else State.MET,
        article="CSP, art. L3332-3",
        parameter_version=rule.version,
        computation=explained(Computation("R7", latest, steps=steps, facts=said), rule),
    )


def of_copy(facts: Facts) -> Iterator[Expected]:
    """The copy of the mairie, within three days."""
    declared_on, received_on = day_of(facts.case.answers, "declared_on"), facts.case.received_on
    rule = facts.rules.of("copy", COPY_DAYS.code, declared_on)
    due_on = operations.days_after(declared_on, int(rule.value))
    steps = [
        step("Déclaration souscrite en mairie", declared_on),
        step(f"{days_in_words(int(rule.value))} pour en transmettre copie", due_on, article=ARTICLE),
        step("Copie reçue", received_on),
    ]
    yield Expected(
        code="copy",
        label="Transmission de la copie par la mairie",
        kind=Kind.INTERNAL,
        due_on=due_on,
        state=State.PASSED if received_on > due_on else State.MET,
        article=ARTICLE,
        parameter_version=rule.version,
        computation=explained(Computation("", due_on, steps=steps), rule),
    )


def of_operating_permit(facts: Facts) -> Iterator[Expected]:
    until = day_of(facts.case.answers, "operating_permit_until")
    if until is None:
        return
    steps = [step("Fin de validité indiquée", until, article="CSP, art. L3332-1-1")]
    yield Expected(
        code="operating_permit",
        label="Fin du permis d'exploitation",
        kind=Kind.EXECUTION,
        due_on=until,
        state=State.PASSED if until < facts.on else State.MET,
        article="CSP, art. L3332-1-1",
        computation=explained(Computation("", until, steps=steps)),
    )


def enter_in_register(move: Move) -> None:
    operations.record_declaration(case=move.case, by=move.by, at=move.at)


PROCEDURE = Procedure(
    code="drink_outlet_declaration_copy",
    label="Déclaration d'ouverture, de mutation ou de translation d'un débit (copie de la mairie)",
    short_label="Débit de boissons, déclaration",
    archetype=Archetype.THIRD_PARTY_ACT,
    unit=dossier.UNIT,
    family=dossier.FAMILY,
    reference_code="DBD",
    legal_basis=(ARTICLE, "CSP, art. L3332-1-1 et L3335-1"),
    help_text="Souscrite à la mairie quinze jours avant ; la mairie en adresse copie au préfet et au procureur. Aucune"
    " décision n'est à prendre. L'enregistrement met à jour le registre des débits.",
    form=DeclarationForm,
    title=lambda answers: f"Débit de boissons, déclaration, {answers['place']}",
    requires_place=True,
    dates=(of_declaration, of_copy, of_operating_permit),
    parameters=(COPY_DAYS, QUOTA),
    rules={"declaration_days": DECLARATION_DAYS, "copy_days": COPY_DAYS.code},
    letters=(
        LetterModel("acknowledgement", "Accusé de réception", "letters/outlets/declaration_acknowledgement.html",
                    "acknowledgement"),
    ),
    effects={"register_act": enter_in_register},
    panels=(CONTROL,),
    related=("licence_transfer", "late_opening_derogation"),
)  # fmt: skip
