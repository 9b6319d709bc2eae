"""What the measures of public order taken against a person share: the facts, the words, the end of the measure."""

from django import forms

from directorate.casework.forms import LinesField
from directorate.casework.procedure import LetterModel

UNIT = "polices-administratives"
FAMILY = "Mesures individuelles d'ordre public"
SENSITIVITY = "restricted"
UNPUBLISHED = "Une mesure prise contre une personne se notifie et ne se publie pas."
FOLDER = "letters/individual_measures"


class FactsForm(forms.Form):
    """What is held against the person, and where it is written."""

    facts = LinesField(
        label="Faits relevés", max_length=8000, help_text="Un fait par ligne, daté.",
        widget=forms.Textarea(attrs={"rows": 5}),
    )  # fmt: skip
    report_references = LinesField(
        label="Références des rapports", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


REPORTS = (
    "Vu {% if answers.report_references %}les rapports suivants : {{ answers.report_references }}"
    "{% else %}le rapport reçu le {{ case.received_on }}{% endif %} ;"
)
HEARD = (
    "{% if hearing.sent_on %}Vu la lettre du {{ hearing.sent_on }} invitant l'intéressé à présenter ses observations"
    " jusqu'au {{ hearing.deadline_on }} ;{% endif %}",
    "{% if hearing.observations_on %}Vu les observations présentées le {{ hearing.observations_on }} ;{% endif %}",
)
FACTS = (
    "Considérant qu'il ressort des rapports transmis au préfet que les faits suivants ont été constatés :"
    " {{ answers.facts }} ;"
)
HEARING_WAIVED = (
    "{% if hearing.exception %}Considérant que la procédure contradictoire n'a pas été suivie"
    " ({{ hearing.exception }}) : {{ hearing.exception_reason }} ;{% endif %}"
)
NOTIFICATION = LetterModel("notification", "Procès-verbal de notification", f"{FOLDER}/notification_report.html")
