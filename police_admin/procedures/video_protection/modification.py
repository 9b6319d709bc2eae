"""Substantial modification of an authorised system: same dossier and clock; the authorisation keeps its end.

A change that is not substantial is simply declared: a receipt, and nothing to decide.
"""

from datetime import datetime

from django import forms

from directorate.casework.forms import LegalDateField, PlainCharField
from directorate.casework.models import Case
from directorate.casework.move import paris_day
from directorate.casework.procedure import Archetype, Finding, LetterModel, PermitConcerned, Procedure
from directorate.legal_calendar.arithmetic import french_long
from directorate.permits.models import Permit
from directorate.permits.operations import current
from police_admin.procedures.video_protection import dossier

CHANGES = [
    ("more_cameras", "Caméras supplémentaires"),
    ("new_area", "Nouvelle zone filmée"),
    ("purpose", "Finalité ajoutée ou changée"),
    ("operator", "Changement d'exploitant ou de responsable"),
]


class ModificationForm(dossier.DossierForm):
    """The system as it will be, and what changes in it."""

    changes = forms.MultipleChoiceField(
        label="Changements demandés", choices=CHANGES, widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Choisir au moins un changement substantiel : les autres se déclarent sans nouvelle"
            " autorisation."
        },
    )  # fmt: skip
    changes_description = PlainCharField(
        label="Ce qui change par rapport au système autorisé", max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip


class MinorChangeForm(forms.Form):
    """What has changed, without more cameras, another area, another purpose nor another operator."""

    changed_on = LegalDateField(label="Date du changement")
    changes_description = PlainCharField(
        label="Changement déclaré", max_length=4000, widget=forms.Textarea(attrs={"rows": 4})
    )
    not_substantial = forms.BooleanField(
        label="Le changement n'ajoute ni caméra, ni zone filmée, ni finalité et ne change pas l'exploitant",
        error_messages={
            "required": "Un changement substantiel fait l'objet d'une demande de modification, non d'une déclaration."
        },
    )


# --- checks before signature --------------------------------------------------------------------------------


def grants(case: Case) -> bool:
    return case.decision.outcome != "refusal"


def authorisation_is_alive(case: Case, at: datetime) -> list[Finding]:
    """What has expired or been withdrawn is not modified: a new authorisation is asked."""
    if case.renews is None:
        return [Finding("Le dossier ne désigne pas l'autorisation à modifier.", "CSI, art. L252-4")]
    permit, today = current(case.renews), paris_day(at)
    if not grants(case):
        return []
    if permit.expires_on is not None and permit.expires_on < today:
        return [
            Finding(
                f"L'autorisation {permit.number} a expiré le {french_long(permit.expires_on)} : elle ne se modifie"
                " plus, une nouvelle autorisation est nécessaire.",
                "CSI, art. L252-4",
            )
        ]
    if permit.state != Permit.State.IN_FORCE:
        return [
            Finding(
                f"L'autorisation {permit.number} est « {permit.get_state_display().lower()} » : elle ne peut être"
                " modifiée.",
                "CSI, art. L252-4",
            )
        ]
    return []


def authorisation_was_replaced(case: Case, at: datetime) -> list[Finding]:
    """Renewed or modified since the request: the new act must say so."""
    if case.renews is None or (permit := current(case.renews)).pk == case.renews_id:
        return []
    return [
        Finding(
            f"L'autorisation {case.renews.number} a été remplacée depuis par l'autorisation {permit.number} : c'est"
            " elle que l'acte modifiera.",
            blocking=False,
        )
    ]


PROCEDURE = Procedure(
    code="video_protection_modification",
    label="Modification substantielle d'un système de vidéoprotection",
    short_label="Vidéoprotection, modification",
    archetype=Archetype.AUTHORISATION,
    unit=dossier.UNIT,
    family=dossier.FAMILY,
    reference_code="VPM",
    legal_basis=dossier.LEGAL_BASIS,
    help_text="Caméras supplémentaires, nouvelle zone, autre finalité ou autre exploitant. Un changement qui n'est pas"
    " substantiel se déclare simplement. Formulaire cerfa 13806.",
    **{
        **dossier.REQUEST, "form": ModificationForm,
        "rules": {**dossier.REQUEST["rules"], "restarts": "video_protection.modification_restarts"},
    },
    title=lambda answers: f"Vidéoprotection, modification, {answers['place']}",
    requires_place=True,
    pieces=dossier.PIECES,
    opinions=dossier.OPINIONS,
    clock=dossier.CLOCK,
    validity=dossier.MODIFIED_VALIDITY,
    listing=dossier.LISTING,
    concerns=PermitConcerned(dossier.AUTHORISATIONS, "Numéro de l'autorisation à modifier"),
    letters=dossier.LETTERS,
    visas=(
        *dossier.VISAS[:2],
        "Vu l'autorisation n° {{ renews.number }} délivrée le {{ renews.issued_on }} ;",
        *dossier.VISAS[2:],
    ),
    outcomes=dossier.outcomes(
        title="autorisation de modification d'un système de vidéoprotection",
        opening="L'autorisation n° {{ renews.number }} délivrée le {{ renews.issued_on }} à {{ applicant.name }} pour"
        " le site « {{ place.name }} », {{ place.address }}, {{ place.commune }}, est modifiée comme suit :"
        f" {{{{ answers.changes|lower }}}}. Le système comporte désormais {dossier.SYSTEM}, conformément au dossier"
        " {{ case.reference }}. {% if rules.restarts %}L'autorisation ainsi modifiée est délivrée pour une durée de"
        " {{ validity.duration }}.{% else %}La présente modification ne proroge pas l'autorisation, dont l'échéance"
        " demeure fixée au {{ renews.expires_on }}.{% endif %}",
    ),
    checks=(*dossier.CHECKS, authorisation_is_alive, authorisation_was_replaced),
    related=("video_protection_authorisation", "video_protection_renewal", "video_protection_minor_change"),
)  # fmt: skip

MINOR_CHANGE = Procedure(
    code="video_protection_minor_change",
    label="Déclaration d'un changement non substantiel d'un système de vidéoprotection",
    short_label="Vidéoprotection, changement déclaré",
    archetype=Archetype.DECLARATION,
    unit=dossier.UNIT,
    family=dossier.FAMILY,
    reference_code="VPD",
    legal_basis=dossier.LEGAL_BASIS,
    help_text="Un changement qui n'ajoute ni caméra, ni zone, ni finalité, et ne change pas l'exploitant.",
    form=MinorChangeForm,
    title=lambda answers: f"Vidéoprotection, changement déclaré, {answers['place']}",
    requires_place=True,
    concerns=PermitConcerned(dossier.AUTHORISATIONS, "Numéro de l'autorisation concernée"),
    letters=(
        LetterModel("receipt", "Récépissé de déclaration", "letters/video_protection/change_receipt.html", "receipt"),
        LetterModel("redirect_notice", "Transmission à l'autorité compétente", "letters/any/redirect_notice.html"),
    ),
    related=("video_protection_modification",),
    legal_check_required=True,
)

PROCEDURES = (PROCEDURE, MINOR_CHANGE)
