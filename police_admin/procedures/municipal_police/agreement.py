"""Coordination agreement between a municipal police force and the forces of the State (CSI, art. L512-4 to L512-7).

Signed by the mayor, the prosecutor and the prefect. Without it a municipal police force works by day and is unarmed.
In force, it is a title: the ladder of renewals follows it, and the authorisation to hold weapons asks for it.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef

from directorate.casework.deadlines import Expected, Facts
from directorate.casework.forms import LegalDateField, PlainCharField
from directorate.casework.models import Case, Party
from directorate.casework.move import Move, paris_day
from directorate.casework.procedure import (
    Archetype,
    Finding,
    LetterModel,
    Opinion,
    Outcome,
    Panel,
    Piece,
    Procedure,
    Validity,
)
from directorate.legal_calendar.arithmetic import french_long
from directorate.permits import operations as permits
from directorate.permits.listing import Listing
from directorate.permits.models import Permit
from directorate.permits.validity import validity_on
from directorate.territory.models import Commune
from police_admin.municipal_police import operations as register
from police_admin.procedures.terms import after_notification

CODE = "police_coordination_agreement"
HOLDING = "municipal_weapons_holding"
FAMILY = "Polices municipales"
ARTICLES = "CSI, art. L512-4 à L512-7"


class AgreementForm(forms.Form):
    """The municipal police force and what it does; the days on which the other parties signed."""

    headcount = forms.IntegerField(label="Agents de police municipale", min_value=1, max_value=2000)
    armed = forms.BooleanField(label="Armement prévu par la convention", required=False)
    night = forms.BooleanField(label="Missions de nuit prévues par la convention", required=False)
    dog_unit = forms.BooleanField(label="Brigade cynophile mentionnée par la convention", required=False)
    intermunicipal_body = PlainCharField(
        label="Établissement public intercommunal, s'il est partie", max_length=160, required=False
    )
    mayor_signed_on = LegalDateField(label="Signée par le maire le", required=False)
    body_signed_on = LegalDateField(label="Signée par le président de l'établissement le", required=False)
    prosecutor_signed_on = LegalDateField(label="Signée par le procureur de la République le", required=False)

    def clean(self):
        data = super().clean()
        unnamed = not data.get("intermunicipal_body") and "intermunicipal_body" not in self.errors
        if data.get("body_signed_on") and unnamed:
            self.add_error("intermunicipal_body", "Nommer l'établissement dont le président a signé.")
        return data


# --- in force -----------------------------------------------------------------------------------------------


def agreement_in_force(commune: Commune | None, on: date) -> Permit | None:
    """The agreement of this commune that is signed, notified and running that day; the one that ends last."""
    if commune is None:
        return None
    not_notified = Case.objects.filter(permit=OuterRef("pk"), notified_at__isnull=True)
    rows = Permit.objects.filter(~Exists(not_notified), procedure_code=CODE, commune=commune).order_by("-expires_on")
    return next((permit for permit in rows if validity_on(permit, on).is_valid), None)


def holdings_in_force(commune: Commune | None, on: date) -> list[Permit]:
    """The authorisations to hold weapons that rest on the agreement of this commune."""
    if commune is None:
        return []
    rows = Permit.objects.filter(procedure_code=HOLDING, commune=commune).order_by("number")
    return [permit for permit in rows if validity_on(permit, on).is_valid]


def holdings_panel(case: Case, at: datetime) -> Mapping[str, Any]:
    return {"permits": holdings_in_force(case.commune, paris_day(at))}


# --- checks before signature --------------------------------------------------------------------------------


def every_party_has_signed(case: Case, at: datetime) -> list[Finding]:
    """The prefect signs last; a day of signature cannot lie ahead."""
    answers = case.answers
    parties = {"mayor_signed_on": "le maire", "prosecutor_signed_on": "le procureur de la République"}
    if answers.get("intermunicipal_body"):
        parties["body_signed_on"] = "le président de l'établissement public intercommunal"
    found = []
    for name, who in parties.items():
        signed_on = answers.get(name)
        if not signed_on:
            found.append(Finding(f"La convention n'est pas signée par {who}.", ARTICLES))
        elif date.fromisoformat(signed_on) > paris_day(at):
            day = french_long(date.fromisoformat(signed_on))
            found.append(Finding(f"La signature par {who} est datée dans l'avenir ({day}).", ARTICLES))
    return found


def signatures_are_cited(case: Case, at: datetime) -> list[Finding]:
    """The text drafted before the others signed does not say when they did."""
    visas = "\n".join(case.decision.visas)
    found = []
    for name, who in (("mayor_signed_on", "du maire"), ("prosecutor_signed_on", "du procureur de la République")):
        day = case.answers.get(name)
        words = french_long(date.fromisoformat(day)) if day else ""
        if words not in visas:
            message = f"La signature {who} ({words}) n'est pas visée : reprendre le projet, ou compléter ses visas."
            found.append(Finding(message, ARTICLES, blocking=False))
    return found


def commune_is_a_party(case: Case, at: datetime) -> list[Finding]:
    if case.party.kind != Party.Kind.TOWN or case.commune_id is None:
        return [Finding("La convention est conclue avec une commune : indiquer la commune et sa qualité.", ARTICLES)]
    return []


def agreement_is_not_doubled(case: Case, at: datetime) -> list[Finding]:
    current = agreement_in_force(case.commune, paris_day(at))
    if current is None:
        return []
    return [
        Finding(
            f"La convention {current.number} de cette commune court jusqu'au {french_long(current.expires_on)} : la"
            " nouvelle convention la remplacera.",
            ARTICLES,
            blocking=False,
        )
    ]


# --- effects ------------------------------------------------------------------------------------------------


def date_the_term(move: Move) -> None:
    """On notification: its term; the former agreement gives way to it; the register of the forces learns of it."""
    case = move.case
    case.decision.details = {**case.decision.details, "ends_on": case.permit.expires_on.isoformat()}
    case.decision.save(update_fields=["details"])
    former = Permit.objects.filter(procedure_code=CODE, commune=case.commune).exclude(pk=case.permit_id)
    for permit in former:
        if validity_on(permit, move.today).is_valid:
            permits.replace(permit=permit, by_permit=case.permit, by=move.by, at=move.at)
            move.recorded["replaces"] = permit.number
    register.on_agreement(move)


def start_another_year(move: Move) -> None:
    """The next yearly evaluation is counted from this one."""
    decision = move.case.decision
    decision.details = {**decision.details, "evaluated_on": move.today.isoformat()}
    decision.save(update_fields=["details"])


def end_the_title(move: Move) -> None:
    """A denounced agreement is no longer in force: the weapons that rest on it are named in the journal."""
    case = move.case
    if validity_on(case.permit, move.today).is_valid:
        permits.withdraw(
            permit=case.permit, effective_on=move.today, reason=move.details["reason"], by=move.by, at=move.at
        )
    if holdings := holdings_in_force(case.commune, move.today):
        move.recorded["weapon_authorisations_to_review"] = [permit.number for permit in holdings]


def evaluation(facts: Facts) -> Iterable[Expected]:
    return after_notification(
        facts, code="evaluation", label="Évaluation annuelle de la convention",
        parameter="police_agreement.evaluation_months", article="CSI, art. R512-5 et suivants", outcome="agreement",
        restarted_on=facts.decision_details.get("evaluated_on"),
    )  # fmt: skip


PROCEDURE = Procedure(
    code=CODE,
    label="Convention de coordination de la police municipale et des forces de sécurité de l'État",
    short_label="Police municipale, convention",
    archetype=Archetype.AGREEMENT,
    unit="polices-administratives",
    family=FAMILY,
    reference_code="PMC",
    legal_basis=(ARTICLES, "CSI, art. R512-5 et suivants, et leur annexe (convention type)"),
    help_text="Obligatoire à partir de trois emplois d'agent de police municipale, sinon à la demande du maire. Sans"
    " elle, ni mission de nuit ni armement. Elle est signée par le maire, le procureur de la République et le préfet.",
    form=AgreementForm,
    title=lambda answers: f"Convention de coordination, {answers['party']}",
    pieces=(
        Piece("request", "Demande du maire"),
        Piece("draft", "Projet de convention, conforme à la convention type"),
    ),
    opinions=(
        Opinion("prosecutor", "Procureur de la République", ARTICLES, organisation_kind="court", mandatory=True),
    ),
    validity=Validity(
        months_parameter="police_agreement.validity_months",
        renew_before_parameter="police_agreement.renew_before_months",
        article=ARTICLES,
        number_prefix="PMC",
        permit_label="Convention de coordination de la police municipale",
    ),
    # The mayor is a party to it.
    listing=Listing(
        code="conventions", title="Conventions de coordination des polices municipales", article=ARTICLES, mayor=True
    ),
    letters=(
        LetterModel("completeness_request", "Demande de pièces", "letters/any/completeness_request.html",
                    "pieces_request"),
        LetterModel("agreement", "Convention", "letters/municipal_police/agreement.html", "agreement"),
        LetterModel("notification", "Lettre d'envoi de la convention",
                    "letters/municipal_police/agreement_notification.html"),
        LetterModel("redirect_notice", "Transmission à l'autorité compétente", "letters/any/redirect_notice.html"),
    ),
    rules={
        "mandatory_officers": "police_agreement.mandatory_officers",
        "day_starts_at": "police_agreement.day_starts_at",
        "day_ends_at": "police_agreement.day_ends_at",
        "evaluation_months": "police_agreement.evaluation_months",
    },
    visas=(
        "Vu le code de la sécurité intérieure, notamment ses articles L512-4 à L512-7 et R512-5 et suivants ;",
        "Vu la demande reçue le {{ case.received_on }}, enregistrée sous le numéro {{ case.reference }} ;",
        "Vu la signature du maire{% if answers.mayor_signed_on %} en date du {{ answers.mayor_signed_on }}{% endif %}"
        "{% if answer_codes.intermunicipal_body %}, celle du président de {{ answers.intermunicipal_body }}{% endif %}"
        " et celle du procureur de la République{% if answers.prosecutor_signed_on %} en date du"
        " {{ answers.prosecutor_signed_on }}{% endif %} ;",
    ),
    outcomes=(
        Outcome(
            "agreement",
            "Convention signée",
            letter="agreement",
            act_kind="agreement",
            title="Convention de coordination de la police municipale et des forces de sécurité de l'État,"
            " {{ place.commune }}",
            grounds=(
                "Considérant que la police municipale compte {{ answers.headcount }}"
                " agent{% if answers.headcount > 1 %}s{% endif %}"
                "{% if answers.headcount >= rules.mandatory_officers %}, et que la convention est obligatoire à partir"
                " de {{ rules.mandatory_officers }} emplois{% else %}, et que le maire demande la conclusion d'une"
                " convention{% endif %} ;",
            ),
            articles=(
                "La présente convention précise la nature et les lieux des interventions des agents de police"
                " municipale, et la manière dont elles sont coordonnées avec celles de la police nationale.",
                "{% if answer_codes.night %}La police municipale peut assurer des missions de nuit, entre"
                " {{ rules.day_ends_at }} heures et {{ rules.day_starts_at }} heures.{% else %}La convention ne prévoit"
                " pas de mission entre {{ rules.day_ends_at }} heures et {{ rules.day_starts_at }} heures.{% endif %}",
                "{% if answer_codes.armed %}La convention prévoit l'armement de la police municipale. L'acquisition, la"
                " détention et le port des armes restent soumis aux autorisations du préfet.{% else %}La convention ne"
                " prévoit pas l'armement de la police municipale.{% endif %}",
                "{% if answer_codes.dog_unit %}La police municipale comprend une brigade cynophile.{% endif %}",
                "La mise en œuvre de la convention fait l'objet, tous les {{ rules.evaluation_months }} mois, d'une"
                " réunion d'évaluation et d'un rapport.",
                "La convention est conclue pour une durée de {{ validity.duration }}. Son renouvellement est préparé"
                " {{ validity.renew_before }} avant son terme.",
            ),
            issues_permit=True,
            final_stage="in_execution",
        ),
    ),
    checks=(commune_is_a_party, every_party_has_signed, signatures_are_cited, agreement_is_not_doubled),
    effects={"notify": date_the_term, "record_evaluation": start_another_year, "terminate": end_the_title},
    panels=(
        Panel("weapon_holdings", "Armes qui reposent sur la convention", "police_admin/weapon_holdings_panel.html",
              holdings_panel),
    ),
    dates=(evaluation,),
    related=(HOLDING,),
)  # fmt: skip
