"""Prior authorisation to enter a training in the use of explosive products (décret 2022-1328).

The prefect of the domicile delivers it after an inquiry; the training of a certificate must follow it.
"""

from datetime import date, datetime

from django import forms

from directorate.casework.forms import LegalDateField, PlainCharField
from directorate.casework.instants import day_of
from directorate.casework.models import Case
from directorate.casework.move import paris_day
from directorate.casework.procedure import Finding
from directorate.legal_calendar.arithmetic import french_long
from directorate.parameters.queries import value as parameter
from directorate.parameters.values import HIGH, LOW, Former, Value
from police_admin.procedures.fireworks import dossier

CODE = "explosives_training_authorisation"
INQUIRY = "CSI, art. L114-1"
DECREE = "Décret 2022-1328 du 17 octobre 2022"
# In force the day after its publication of 18 October 2022.
DECREE_ON = date(2022, 10, 19)
REQUIRED = Value(
    f"{CODE}.required", "Formation à l'emploi de produits explosifs : autorisation préalable exigée (1 oui, 0 non)", 1,
    "", DECREE, LOW, DECREE_ON, former=Former(0, DECREE, HIGH, comment="Zéro : le décret n'avait pas encore paru."),
    comment="L'autorisation préalable est-elle exigée des formations commencées dès le 19 octobre 2022, ou depuis le"
    " 1er décembre 2022 seulement ?",
)  # fmt: skip
VALIDITY = Value(
    f"{CODE}.validity_months", "Formation à l'emploi de produits explosifs : durée de l'autorisation", 12, "mois",
    DECREE, LOW, comment="Pendant combien de mois l'autorisation préalable permet-elle d'entrer en formation ?",
)  # fmt: skip
TRAININGS = [
    ("f4_t2", "Certificat F4-T2 de niveau 1 ou 2"),
    ("p2", "Articles pyrotechniques de catégorie P2"),
    ("clearance", "Titre professionnel de dépollution pyrotechnique"),
    ("blaster", "Certificat de préposé au tir"),
]


class PriorAuthorisation(forms.Form):
    """Number and day of the authorisation with which the person entered the training."""

    prior_authorisation = PlainCharField(
        label="Numéro de l'autorisation préalable d'accès à la formation", max_length=80, required=False
    )
    prior_authorisation_on = LegalDateField(label="Autorisation préalable délivrée le", required=False)

    def clean(self):
        data = super().clean()
        granted_on, trained_on = data.get("prior_authorisation_on"), data.get("training_on")
        if granted_on and not data.get("prior_authorisation") and "prior_authorisation" not in self.errors:
            self.add_error("prior_authorisation", "Indiquer le numéro de l'autorisation dont la date est donnée.")
        if granted_on and trained_on and granted_on > trained_on:
            self.add_error(
                "prior_authorisation_on",
                "L'autorisation précède la formation : elle ne peut être postérieure à l'attestation.",
            )
        return data


def training_was_authorised(case: Case, at: datetime) -> list[Finding]:
    """Judged by the text in force the day of the training; an authorisation without its day is said."""
    trained_on = day_of(case.answers, "training_on") or paris_day(at)
    if not int(parameter(REQUIRED.code, trained_on)):
        return []
    if not case.answers.get("prior_authorisation"):
        return [
            Finding(
                f"La formation attestée le {french_long(trained_on)} n'a pas été précédée de l'autorisation préalable :"
                " son numéro n'est pas indiqué.",
                DECREE,
            )
        ]
    if day_of(case.answers, "prior_authorisation_on") is None:
        return [
            Finding(
                "Le jour de l'autorisation préalable n'est pas indiqué : vérifier qu'elle a précédé la formation.",
                DECREE,
                blocking=False,
            )
        ]
    return []


class TrainingForm(dossier.HolderForm):
    """Which training, given by whom, to whom."""

    training = forms.ChoiceField(label="Formation envisagée", choices=TRAININGS)
    training_centre = PlainCharField(label="Organisme de formation", max_length=160)


PROCEDURE = dossier.titled(
    code=CODE,
    label="Autorisation préalable d'accès à une formation à l'emploi de produits explosifs",
    short_label="Formation aux explosifs, accès",
    reference_code="OFA",
    basis=(DECREE, INQUIRY),
    help_text="Avant toute inscription, au préfet du domicile. De l'enquête, le résultat seul est gardé.",
    form=TrainingForm,
    title=lambda answers: f"Formation aux explosifs, {answers['party']}",
    pieces=(dossier.REQUEST, dossier.IDENTITY, dossier.DOMICILE),
    opinions=(dossier.INQUIRY,),
    visas=(
        "Vu le code de la sécurité intérieure, notamment son article L114-1 ;",
        "Vu le décret n° 2022-1328 du 17 octobre 2022 relatif aux autorisations individuelles préalables aux formations"
        " à l'emploi de produits explosifs ;",
    ),
    granted="autorisation préalable d'accès à une formation à l'emploi de produits explosifs, {{ applicant.name }}",
    refused="d'autorisation préalable d'accès à une formation à l'emploi de produits explosifs, {{ applicant.name }}",
    act="l'autorisation d'accéder à une formation à l'emploi de produits explosifs",
    law="que l'accès à cette formation peut être refusé à la personne dont le comportement est incompatible avec"
    " l'emploi de produits explosifs",
    grounds=(
        "Considérant que l'enquête n'a pas fait apparaître de comportement incompatible avec l'emploi de produits"
        " explosifs ;",
    ),
    articles=(
        "{{ applicant.name }} est autorisé à accéder, dans un délai de {{ validity.duration }}, à la formation"
        " suivante : {{ answers.training|lower }}, auprès de {{ answers.training_centre }}.",
        "La présente autorisation ne vaut ni certificat de qualification ni agrément.",
    ),
    article=DECREE,
    validity=VALIDITY,
    number_prefix="FORM",
    elsewhere=dossier.prefect_of_domicile,
    related=("pyrotechnician_certificate",),
)  # fmt: skip
