"""Approval of a municipal police officer by the prefect, beside that of the prosecutor (CSI, art. L511-2).

Both are needed before the oath, and last as long as the functions. Of the inquiry on the honour of the person, only
the day of the consultation and its result are kept (CSI, art. L114-1).
"""

from datetime import datetime

from django import forms

from directorate.casework.forms import PlainCharField
from directorate.casework.models import Case
from directorate.casework.procedure import Archetype, Finding, Opinion, Piece, Procedure
from directorate.casework.request_letters import letters_of_request
from directorate.casework.request_outcomes import granted_or_refused
from police_admin.municipal_police import operations as register
from police_admin.procedures.inquiry import InquiryForm, inquiry_is_clear
from police_admin.procedures.municipal_police import dossier
from police_admin.procedures.municipal_police.weapons import asked_by_a_commune
from police_admin.procedures.weapons.dossier import CHECKS_ARTICLE, PastDateField

RANKS = [
    ("officer", "Agent de police municipale"),
    ("chief", "Chef de service de police municipale"),
    ("director", "Directeur de police municipale"),
]
CODE = "municipal_officer"


class ApprovalForm(dossier.OfficerForm, InquiryForm):
    """The officer, what he was appointed to, what the registers answered, and the approval of the prosecutor."""

    rank = forms.ChoiceField(label="Cadre d'emplois", choices=RANKS)
    appointed_on = PastDateField(label="Arrêté de nomination ou de recrutement du")
    previous_approval = PlainCharField(
        label="Agrément précédent, s'il y en a un", max_length=120, required=False,
        help_text="Autorité et date. L'agrément reste acquis tant que l'agent exerce.",
    )  # fmt: skip
    prosecutor_approved_on = PastDateField(label="Agréé par le procureur de la République le", required=False)

    def clean(self):
        data = super().clean()
        born_on, appointed_on = data.get("officer_birth_on"), data.get("appointed_on")
        if born_on and appointed_on and appointed_on <= born_on:
            self.add_error("officer_birth_on", "L'agent n'était pas né le jour de sa nomination.")
        return data


# --- checks before signature --------------------------------------------------------------------------------


def prosecutor_also_approves(case: Case, at: datetime) -> list[Finding]:
    """Each of the two authorities decides on its own: the absence of the other is said and stops nothing."""
    if not dossier.grants(case) or case.answers.get("prosecutor_approved_on"):
        return []
    return [
        Finding(
            "L'agrément du procureur de la République n'est pas encore connu : l'agent ne peut ni prêter serment ni"
            " exercer avant le double agrément.",
            dossier.APPROVAL_ARTICLE,
            blocking=False,
        )
    ]


PROCEDURE = Procedure(
    code=dossier.APPROVAL,
    label="Agrément d'un agent de police municipale",
    short_label="Police municipale, agrément",
    archetype=Archetype.AUTHORISATION,
    unit=dossier.UNIT,
    family=dossier.FAMILY,
    kept_out_of_register=dossier.KEPT_OUT,
    reference_code="PMG",
    legal_basis=(dossier.APPROVAL_ARTICLE, CHECKS_ARTICLE),
    help_text="Double agrément, du préfet et du procureur de la République, puis serment. Il vaut aussi longtemps que"
    " les fonctions ; en cas de changement de commune, les procureurs sont informés.",
    form=ApprovalForm,
    title=lambda answers: f"Agrément de police municipale, {dossier.officer_name(answers)}, {answers['party']}",
    sensitivity="restricted",
    pieces=(
        Piece("request", "Demande du maire"),
        Piece("appointment", "Arrêté de nomination"),
        Piece("identity", "Pièce d'identité de l'agent"),
        Piece("exam", "Justificatif de réussite au concours ou de détachement"),
        Piece("resume", "Curriculum vitæ", blocking=False),
        Piece("inquiry", "Notice de renseignements pour l'enquête de moralité"),
    ),
    opinions=(
        Opinion("police_inquiry", "Services de police, enquête de moralité", CHECKS_ARTICLE, organisation_kind="police",
                mandatory=True),
        Opinion("prosecutor", "Procureur de la République, pour son propre agrément", dossier.APPROVAL_ARTICLE,
                organisation_kind="court"),
    ),
    clock=dossier.clock(CODE),
    legal_check_required=True,
    validity=dossier.validity(CODE, dossier.APPROVAL_ARTICLE, "PMG", "Agrément d'agent de police municipale"),
    parameters=dossier.values_of(
        CODE, "agrément d'un agent", "art. L511-2",
        "L'agrément d'un agent de police municipale a-t-il un terme, ou vaut-il tant que l'agent exerce ?",
    ),
    letters=letters_of_request("Arrêté d'agrément", dossier.OFFICER_ORDER),
    visas=(
        "Vu le code de la sécurité intérieure, notamment ses articles L114-1, L511-2 et R114-1 ;",
        dossier.ASKED,
        "Vu l'arrêté de nomination du {{ answers.appointed_on }} ;",
        "{% if answers.prosecutor_approved_on %}Vu l'agrément du procureur de la République du"
        " {{ answers.prosecutor_approved_on }} ;{% endif %}",
    ),
    outcomes=granted_or_refused(
        label="Agrément",
        title=f"agrément de {dossier.OFFICER} en qualité d'agent de police municipale",
        refusal=f"d'agrément de {dossier.OFFICER} en qualité d'agent de police municipale",
        grounds=(
            "Considérant que l'enquête administrative n'a révélé aucun fait incompatible avec l'exercice des fonctions"
            " d'agent de police municipale ;",
        ),
        articles=(
            f"{dossier.OFFICER}, {{{{ answers.rank|lower }}}}, est agréé en qualité d'agent de police municipale pour"
            " exercer ses fonctions auprès de : {{ applicant.name }}.",
            "L'intéressé ne peut exercer qu'après l'agrément du procureur de la République et la prestation de"
            " serment.",
            "L'agrément vaut aussi longtemps que l'intéressé exerce les fonctions d'agent de police municipale. Il peut"
            " être suspendu ou retiré après consultation du maire (article L511-2 du code de la sécurité intérieure).",
        ),
        law="que l'agrément est subordonné aux garanties d'honorabilité et de moralité que les fonctions exigent",
        rejected=f"La demande d'agrément de {dossier.OFFICER} présentée par {{{{ applicant.name }}}} est rejetée.",
    ),
    checks=(asked_by_a_commune, inquiry_is_clear(), prosecutor_also_approves),
    effects={"sign": dossier.name_the_holder, "notify": register.on_approval},
    related=(dossier.CARRY, dossier.APPROVAL_WITHDRAWAL),
)  # fmt: skip
