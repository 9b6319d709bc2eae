"""Authorisation of a commune to acquire and hold weapons for its police force (CSI, art. R511-30 and following).

No weapon without a coordination agreement in force (art. L512-4 to L512-7): the signature is refused without one.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django import forms

from directorate.casework.forms import LinesField, PlainCharField
from directorate.casework.models import Case, Party
from directorate.casework.move import Move, paris_day
from directorate.casework.procedure import (
    Archetype,
    Clock,
    Finding,
    Outcome,
    Panel,
    Piece,
    Procedure,
    Silence,
    Validity,
)
from directorate.casework.request_letters import letters_of_request
from directorate.legal_calendar.arithmetic import counted, french_long, validity_end
from directorate.parameters.queries import value as parameter
from police_admin.municipal_police import operations as register
from police_admin.municipal_police.arms import CEILINGS, KINDS
from police_admin.procedures.municipal_police import agreement

ARTICLES = "CSI, art. R511-30 et suivants"
STORAGE_ARTICLE = "CSI, art. R511-32"


def quantity(label: str) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=2000, required=False)


def rounds(label: str) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=100_000, required=False)


class HoldingForm(forms.Form):
    """The weapons by kind, the ammunition for one weapon, and where both are kept."""

    b1_revolvers = quantity(KINDS["b1_revolvers"])
    b1_pistols = quantity(KINDS["b1_pistols"])
    b3_launchers = quantity(KINDS["b3_launchers"])
    b6_pulse = quantity(KINDS["b6_pulse"])
    b8_aerosols = quantity(KINDS["b8_aerosols"])
    c3_launchers = quantity(KINDS["c3_launchers"])
    d2_batons = quantity(KINDS["d2_batons"])
    d2_tonfas = quantity(KINDS["d2_tonfas"])
    d2_aerosols = quantity(KINDS["d2_aerosols"])
    d_projectors = quantity(KINDS["d_projectors"])
    serials = LinesField(
        label="Numéros des armes", max_length=8000, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Un par ligne, s'ils sont connus.",
    )  # fmt: skip
    service_rounds = rounds("Munitions de service, par arme de poing")
    launcher_service_rounds = rounds("Munitions de service, par lanceur")
    first_training_rounds = rounds("Munitions de formation préalable, par arme")
    yearly_training_rounds = rounds("Munitions d'entraînement, par arme de poing et par an")
    launcher_yearly_training_rounds = rounds("Munitions d'entraînement, par lanceur et par an")
    safe_address = PlainCharField(label="Lieu de conservation des armes", max_length=250)
    sealed_safe = forms.BooleanField(
        label="Coffre-fort ou armoire forte scellés, dans une pièce sécurisée", required=False
    )
    reasons = PlainCharField(
        label="Motifs de la demande du maire", max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )
    duration_months = forms.IntegerField(
        label="Durée demandée (mois)", min_value=1, required=False, help_text="Vide : la plus longue que la loi permet."
    )

    def clean(self):
        data = super().clean()
        if not self.errors and not any(data.get(kind) for kind in KINDS):
            self.add_error("b1_revolvers", "Indiquer au moins une arme (CSI, art. R511-30).")
        serials, total = data.get("serials") or (), sum(data.get(kind) or 0 for kind in KINDS)
        if not self.errors and len(serials) > total:
            self.add_error("serials", f"{len(serials)} numéros pour {counted(total, 'armes')}.")
        if len(set(serials)) < len(serials):
            self.add_error("serials", "Un même numéro est écrit deux fois.")
        return data


# --- checks before signature --------------------------------------------------------------------------------


def grants(case: Case) -> bool:
    return case.decision.outcome == "grant"


def asked_by_a_commune(case: Case, at: datetime) -> list[Finding]:
    if grants(case) and (case.party.kind != Party.Kind.TOWN or case.commune_id is None):
        return [Finding("L'autorisation est demandée par le maire : indiquer la commune et sa qualité.", ARTICLES)]
    return []


def agreement_is_in_force(case: Case, at: datetime) -> list[Finding]:
    """Refused without an agreement; said when it ends before the weapons are due back."""
    if not grants(case):
        return []
    today = paris_day(at)
    current = agreement.agreement_in_force(case.commune, today)
    if current is None:
        return [
            Finding(
                "Aucune convention de coordination n'est en vigueur pour cette commune : sa police municipale ne peut"
                " être armée.",
                agreement.ARTICLES,
            )
        ]
    found = []
    if current.expires_on is not None and current.expires_on < (ends_on := end_of(case, at)):
        found.append(
            Finding(
                f"La convention {current.number} se termine le {french_long(current.expires_on)}, avant l'autorisation"
                f" ({french_long(ends_on)}), qui peut être retirée si elle n'est pas renouvelée.",
                ARTICLES,
                blocking=False,
            )
        )
    if any(not row.answers.get("armed") for row in Case.objects.filter(permit=current)):
        found.append(
            Finding(f"La convention {current.number} ne prévoit pas l'armement.", agreement.ARTICLES, blocking=False)
        )
    return found


def end_of(case: Case, at: datetime) -> date:
    today = paris_day(at)
    longest = int(parameter(PROCEDURE.validity.months_parameter, today))
    return validity_end(today, PROCEDURE.validity.months(case.answers, longest))


def weapons_are_kept_safe(case: Case, at: datetime) -> list[Finding]:
    if grants(case) and not case.answers.get("sealed_safe"):
        return [
            Finding("Le dossier ne prévoit pas de coffre-fort ni d'armoire forte scellés dans une pièce sécurisée.",
                    STORAGE_ARTICLE)
        ]  # fmt: skip
    return []


def ammunition_is_within_ceilings(case: Case, at: datetime) -> list[Finding]:
    if not grants(case):
        return []
    found = []
    for name, code in CEILINGS.items():
        asked, ceiling = case.answers.get(name) or 0, int(parameter(code, paris_day(at)))
        if asked > ceiling:
            label = HoldingForm.base_fields[name].label
            found.append(Finding(f"{label} : {asked} demandées, {ceiling} au plus.", ARTICLES))
    return found


def duration_is_lawful(case: Case, at: datetime) -> list[Finding]:
    longest = int(parameter(PROCEDURE.validity.months_parameter, paris_day(at)))
    if grants(case) and (case.answers.get("duration_months") or 0) > longest:
        return [
            Finding(f"La durée demandée dépasse {longest} mois : l'autorisation est donnée pour {longest} mois.",
                    ARTICLES, blocking=False)
        ]  # fmt: skip
    return []


# --- effects and panel --------------------------------------------------------------------------------------


def cite_the_agreement(move: Move) -> None:
    """The draft rests on the agreement that is in force the day it is written."""
    current = agreement.agreement_in_force(move.case.commune, move.today)
    if current is None:
        return
    decision = move.case.decision
    visa = f"Vu la convention de coordination n° {current.number} du {french_long(current.issued_on)} ;"
    if visa not in decision.visas:
        decision.visas = [*decision.visas[:1], visa, *decision.visas[1:]]
        decision.save(update_fields=["visas"])


def agreement_panel(case: Case, at: datetime) -> Mapping[str, Any]:
    return {"permit": agreement.agreement_in_force(case.commune, paris_day(at))}


# Each kind asked for, on one line: a sentence of an act is merged without its line breaks.
LINES = "".join(
    f"{{% if answer_codes.{kind} %}} {{{{ answer_codes.{kind} }}}} × {label[:1].lower()}{label[1:]} ;{{% endif %}}"
    for kind, label in KINDS.items()
)

ROUNDS_ARTICLES = tuple(
    f"{{% if answer_codes.{name} %}}{HoldingForm.base_fields[name].label} : {{{{ answer_codes.{name} }}}} au plus."
    "{% endif %}"
    for name in CEILINGS
)

PROCEDURE = Procedure(
    code=agreement.HOLDING,
    label="Autorisation d'acquisition et de détention d'armes par une commune",
    short_label="Police municipale, armes",
    archetype=Archetype.AUTHORISATION,
    unit="polices-administratives",
    family=agreement.FAMILY,
    kept_out_of_register="Une décision sur les armes ne se publie pas : elle dit qui en détient, et où.",
    reference_code="PMA",
    legal_basis=(ARTICLES, agreement.ARTICLES),
    help_text="Sur demande motivée du maire, pour les armes de sa police municipale. Une convention de coordination en"
    " vigueur est nécessaire.",
    form=HoldingForm,
    title=lambda answers: f"Armes d'une police municipale, {answers['party']}",
    # Which weapons, and where they are kept.
    sensitivity="restricted",
    pieces=(
        Piece("request", "Demande motivée du maire, avec le type et le nombre des armes"),
        Piece("safe", "Justificatif du coffre-fort ou de l'armoire forte scellés, dans une pièce sécurisée"),
        Piece("agreement", "Copie de la convention de coordination"),
    ),
    clock=Clock("municipal_weapons.decision_months", Silence.REFUSAL, "CRPA, art. L231-4"),
    # No time limit of its own was found for this authorisation.
    legal_check_required=True,
    validity=Validity(
        months_parameter="municipal_weapons.validity_months",
        renew_before_parameter="municipal_weapons.renew_before_months",
        article=ARTICLES,
        number_prefix="PMA",
        permit_label="Autorisation d'acquisition et de détention d'armes par une commune",
        months_field="duration_months",
    ),
    letters=letters_of_request("Arrêté d'autorisation", "letters/municipal_police/order.html"),
    visas=(
        "Vu le code de la sécurité intérieure, notamment ses articles L512-4 à L512-7 et R511-30 et suivants ;",
        "Vu la demande motivée présentée le {{ case.received_on }} par {{ applicant.name }}, enregistrée sous le numéro"
        " {{ case.reference }} ;",
    ),
    # Weapons: neither the grant nor the refusal goes to the official register.
    outcomes=(
        Outcome(
            "grant",
            "Autorisation",
            letter="order_grant",
            act_kind="grant",
            title="Arrêté portant autorisation d'acquisition et de détention d'armes, {{ applicant.name }}",
            grounds=(
                "Considérant que la demande est motivée comme suit : {{ answers.reasons }} ;",
                "Considérant que les armes sont conservées dans les conditions prévues par l'article R511-32 du code de"
                " la sécurité intérieure ;",
            ),
            articles=(
                f"L'autorisation d'acquérir et de détenir les armes suivantes est accordée à {{{{ applicant.name }}}}"
                f" pour une durée de {{{{ validity.duration }}}} :{LINES} à l'exclusion de toute autre arme.",
                "{% if answers.serials %}Numéros des armes : {{ answers.serials }}.{% endif %}",
                *ROUNDS_ARTICLES,
                "Les armes et les munitions sont conservées au lieu suivant : {{ answers.safe_address }}. La commune"
                " tient le registre d'inventaire des armes et l'état journalier de leurs mouvements ; elle signale sans"
                " délai tout vol ou toute perte.",
                "La présente autorisation peut être révoquée à tout moment pour des raisons d'ordre public, ou si la"
                " convention de coordination prend fin. Son renouvellement est demandé {{ validity.renew_before }}"
                " avant l'échéance.",
            ),
            issues_permit=True,
            final_stage="in_force",
        ),
        Outcome(
            "refusal",
            "Refus",
            letter="order_refusal",
            act_kind="refusal",
            title="Arrêté portant refus d'autorisation d'acquisition et de détention d'armes, {{ applicant.name }}",
            grounds=(
                "Considérant que l'armement d'une police municipale suppose une convention de coordination en vigueur"
                " et la conservation des armes en sécurité ;",
                "Considérant que [à compléter : les faits propres au dossier qui justifient le refus] ;",
            ),
            articles=("La demande présentée par {{ applicant.name }} est rejetée.",),
            favourable=False,
        ),
    ),
    checks=(
        asked_by_a_commune, agreement_is_in_force, weapons_are_kept_safe, ammunition_is_within_ceilings,
        duration_is_lawful,
    ),
    effects={
        "draft_decision": cite_the_agreement,
        "decide_after_silence": cite_the_agreement,
        "notify": register.on_holding,
    },
    panels=(
        Panel("agreement", "Convention de coordination", "police_admin/agreement_panel.html", agreement_panel),
    ),
    related=(agreement.CODE,),
)  # fmt: skip
