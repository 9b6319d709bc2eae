"""Protection perimeter around a place or an event exposed to terrorism (CSI, art. L226-1): a month, renewable."""

from datetime import datetime

from django import forms

from directorate.casework.forms import LinesField, PlainCharField
from directorate.casework.models import Case
from directorate.casework.move import paris_day
from directorate.casework.procedure import Finding
from directorate.legal_calendar.arithmetic import PARIS, add_months
from directorate.parameters.queries import value as parameter
from directorate.parameters.values import HIGH, Value
from directorate.web.plain_text import text_area
from police_admin.procedures import events
from police_admin.procedures.public_gatherings import dossier

ARTICLE = "CSI, art. L226-1"
LONGEST = Value(
    "protection_perimeter.maximum_months", "Périmètre de protection : durée maximale", 1, "mois", ARTICLE, HIGH,
    comment="Renouvelable tant que les conditions demeurent.",
)  # fmt: skip
VERIFICATIONS = [
    ("pat_down", "Palpations de sécurité"),
    ("bags", "Inspection visuelle et fouille des bagages"),
    ("vehicles", "Visite des véhicules, avec l'accord du conducteur"),
]
MUNICIPAL, PRIVATE = "municipal_police", "private_guards"
AGENTS = [
    ("police", "Officiers de police judiciaire et agents placés sous leur responsabilité"),
    (MUNICIPAL, "Agents de police municipale, sous l'autorité d'un officier de police judiciaire"),
    (PRIVATE, "Agents de sécurité privée, sous l'autorité d'un officier de police judiciaire"),
]


def last_instant(starts_at: datetime) -> datetime:
    """A month from 1 June at 8 o'clock ends on 1 July at 8 o'clock."""
    start_on = paris_day(starts_at)
    end_on = add_months(start_on, int(parameter(LONGEST.code, start_on)))
    return datetime.combine(end_on, starts_at.astimezone(PARIS).time(), tzinfo=PARIS)


class PerimeterForm(dossier.CircumstancesForm):
    """The threat, the bounds, the points of access, who verifies what, how those who live there still come and go."""

    site = PlainCharField(label="Lieu ou événement protégé", max_length=200)
    access_points = LinesField(
        label="Points d'accès", max_length=4000, widget=forms.Textarea(attrs={"rows": 3}), help_text="Un par ligne."
    )
    access_rules = text_area(
        "Accès et circulation des riverains, des commerçants et des personnes qui y travaillent",
        help_text="Adaptés à leur vie privée, professionnelle et familiale.",
    )
    verifications = forms.MultipleChoiceField(
        label="Vérifications", choices=VERIFICATIONS, widget=forms.CheckboxSelectMultiple
    )
    agents = forms.MultipleChoiceField(
        label="Agents chargés des vérifications", choices=AGENTS, widget=forms.CheckboxSelectMultiple
    )
    mayor_agrees = forms.BooleanField(label="Accord du maire à l'emploi de sa police municipale", required=False)
    former_order = PlainCharField(
        label="Arrêté renouvelé (numéro et date)", max_length=80, required=False,
        help_text="Laisser vide pour un premier périmètre.",
    )  # fmt: skip

    def clean(self):
        data = super().clean()
        starts_at, ends_at = data.get("starts_at"), data.get("ends_at")
        if starts_at and ends_at and ends_at > last_instant(starts_at):
            months = parameter(LONGEST.code, paris_day(starts_at))
            self.add_error("ends_at", f"Un périmètre de protection ne dure pas plus de {months} mois ({ARTICLE}).")
        if MUNICIPAL in data.get("agents", []) and not data.get("mayor_agrees"):
            self.add_error("mayor_agrees", "La police municipale ne peut être employée sans l'accord du maire.")
        return data


def conditions_remain(case: Case, at: datetime) -> list[Finding]:
    if not case.answers.get("former_order"):
        return []
    return [
        Finding(
            "Renouvellement : vérifier que les conditions du premier arrêté sont toujours réunies, et le dire.",
            ARTICLE,
            blocking=False,
        )
    ]


PROCEDURE = dossier.bounded_order(
    code="protection_perimeter",
    label="Périmètre de protection",
    short_label="Périmètre de protection",
    reference_code="MVP",
    legal_basis=(ARTICLE,),
    help_text="Pour un lieu ou un événement exposé à un risque d'actes de terrorisme. Un mois au plus, renouvelable ;"
    " transmis sans délai au procureur de la République et au maire.",
    form=PerimeterForm,
    title=lambda answers: f"Périmètre de protection, {answers['site']}",
    opinions=(events.POLICE, events.TOWN_HALL),
    visas=(
        "Vu le code de la sécurité intérieure, notamment ses articles L226-1 et L613-2 ;",
        "{% if answers.former_order %}Vu l'arrêté préfectoral {{ answers.former_order }} ;{% endif %}",
    ),
    act="instituant un périmètre de protection, {{ answers.site }}",
    grounds=(
        "Considérant que le lieu ou l'événement suivant, {{ answers.site }}, est exposé à un risque d'actes de"
        " terrorisme à raison de sa nature et de l'ampleur de sa fréquentation, ainsi que le montrent les circonstances"
        " suivantes : {{ answers.facts }} ;",
        "{% if answers.former_order %}Considérant que les conditions qui ont justifié le périmètre institué par"
        " l'arrêté {{ answers.former_order }} demeurent réunies : [à compléter : circonstances actuelles]"
        " ;{% endif %}",
        "Considérant que l'étendue et la durée du périmètre sont adaptées et proportionnées à ces circonstances ;",
    ),
    articles=(
        "Un périmètre de protection est institué du {{ answers.starts_at }} au {{ answers.ends_at }}. Lieu"
        " protégé : {{ answers.site }}. Le périmètre est délimité ainsi : {{ answers.perimeter }}.",
        "Les points d'accès sont les suivants : {{ answers.access_points }}.",
        "L'accès et la circulation des personnes y sont subordonnés aux vérifications suivantes :"
        " {{ answers.verifications }}. Elles sont assurées par : {{ answers.agents }}.",
        "Les personnes qui refusent de s'y soumettre n'entrent pas dans le périmètre ou sont reconduites à"
        " l'extérieur par un officier de police judiciaire ou sous sa responsabilité.",
        "L'accès des personnes qui y résident ou y travaillent est adapté ainsi : {{ answers.access_rules }}.",
    ),
    checks=(conditions_remain,),
    parameters=(LONGEST,),
    rules={"maximum_months": LONGEST.code},
    related=("private_guard_pat_down", "large_event_security_file"),
)
