"""Collections on the public road: the national calendar made known each year, and the authorisation of each one."""

from datetime import datetime

from django import forms

from directorate.casework.forms import LegalDateField, LinesField, PlainCharField
from directorate.casework.models import Case
from directorate.casework.move import paris_day
from directorate.casework.procedure import (
    Archetype,
    Clock,
    FilingWindow,
    Finding,
    LetterModel,
    Outcome,
    Piece,
    Procedure,
    Silence,
    Span,
)
from directorate.casework.request_letters import letters_of_request
from directorate.casework.request_outcomes import granted_or_refused
from directorate.parameters.values import LOW, Value
from police_admin.procedures import events
from police_admin.procedures.public_gatherings.dossier import FAMILY

BASIS = "CGCT, art. L2212-2 et L2215-1"
NATIONAL, OTHER = "national", "local"
CALENDAR = [
    (NATIONAL, "Inscrite au calendrier national des appels à la générosité"),
    (OTHER, "Demande locale, hors du calendrier national"),
]
LEAD = Value(
    "street_collection.filing_days", "Quête sur la voie publique : demande au plus tard", 30, "jours", events.USAGE,
    LOW,
    comment="Combien de jours avant la quête la demande d'autorisation doit-elle parvenir ?",
)  # fmt: skip
DECISION = Value(
    "street_collection.decision_months", "Quête sur la voie publique : délai pour statuer", 2, "mois",
    "Code des relations entre le public et l'administration, art. L231-4", LOW,
    comment="Le silence gardé deux mois sur une demande de quête vaut-il rejet ou acceptation ?",
)  # fmt: skip
WINDOWS = (events.decision_by(), events.known_by())

# --- the authorisation --------------------------------------------------------------------------------------


class CollectionForm(events.EventForm):
    """For what, by how many, and whether the national calendar provides for it."""

    cause = PlainCharField(label="Œuvre ou cause", max_length=200)
    calendar = forms.ChoiceField(label="Calendrier", choices=CALENDAR)
    calendar_from = LegalDateField(label="Dates du calendrier national : du", required=False)
    calendar_to = LegalDateField(label="au", required=False)
    collectors = forms.IntegerField(label="Quêteurs, au plus", min_value=1, max_value=10_000)
    places = LinesField(
        label="Voies et places", max_length=4000, widget=forms.Textarea(attrs={"rows": 3}), help_text="Une par ligne."
    )
    use_of_funds = PlainCharField(label="Emploi des sommes recueillies", max_length=500)

    def clean(self):
        data = super().clean()
        if data.get("calendar") != NATIONAL:
            return data
        first, last = data.get("calendar_from"), data.get("calendar_to")
        for name in ("calendar_from", "calendar_to"):
            if not data.get(name) and name not in self.errors:
                self.add_error(name, "Indiquer les dates fixées par le calendrier national.")
        if first and last and last < first:
            self.add_error("calendar_to", "La fin doit suivre le début.")
        for name, misses in (
            ("starts_at", lambda day: first and day < first),
            ("ends_at", lambda day: last and day > last),
        ):
            if data.get(name) and misses(paris_day(data[name])):
                self.add_error(name, "Cette date est hors des dates du calendrier national.")
        return data


def calendar_is_respected(case: Case, at: datetime) -> list[Finding]:
    if case.answers.get("calendar") == NATIONAL:
        return []
    return [
        Finding(
            "Quête hors du calendrier national : vérifier qu'elle n'a pas lieu aux jours d'une collecte nationale.",
            BASIS,
            blocking=False,
        )
    ]


COLLECTION = (
    "la quête organisée par {{ applicant.name }} au profit de : {{ answers.cause }}, du {{ answers.starts_at }} au"
    " {{ answers.ends_at }}, à {{ answers.communes }}"
)
AUTHORISATION = Procedure(
    code="collection_on_public_road",
    label="Autorisation de quêter sur la voie publique",
    short_label="Quête sur la voie publique",
    archetype=Archetype.AUTHORISATION,
    unit=events.UNIT,
    family=FAMILY,
    reference_code="MVQ",
    legal_basis=(BASIS, "CRPA, art. L231-4"),
    help_text="Selon le calendrier national publié chaque année. Les quêteurs portent une carte visée.",
    form=CollectionForm,
    title=lambda answers: f"Quête, {answers['cause']}",
    event_field="starts_at",
    filing=FilingWindow(LEAD.code, "", events.USAGE, span=Span.DAYS),
    pieces=(
        Piece("request", "Demande datée et signée"),
        Piece("statutes", "Statuts de l'organisme et composition du bureau"),
        Piece("accounts", "Comptes et emploi des dernières collectes", blocking=False),
        Piece("card", "Modèle de la carte des quêteurs"),
    ),
    opinions=(events.TOWN_HALL, events.POLICE),
    clock=Clock(DECISION.code, Silence.REFUSAL, "CRPA, art. L231-4"),
    legal_check_required=True,
    letters=letters_of_request("Arrêté d'autorisation", events.ORDER),
    parameters=(LEAD, DECISION, *events.WINDOW_VALUES),
    rules=events.rules_of(*WINDOWS),
    visas=(
        "Vu le code général des collectivités territoriales, notamment ses articles L2212-2 et L2215-1 ;",
        "{% if answer_codes.calendar == 'national' %}Vu le calendrier national des appels à la générosité publique, qui"
        " prévoit cette collecte du {{ answers.calendar_from }} au {{ answers.calendar_to }} ;{% endif %}",
        "Vu la demande présentée le {{ case.received_on }} par {{ applicant.name }}, enregistrée sous le numéro"
        " {{ case.reference }} ;",
    ),
    outcomes=granted_or_refused(
        label="Autorisation",
        title="autorisation de quêter sur la voie publique, {{ answers.cause }}",
        refusal="d'autorisation de quêter sur la voie publique, {{ answers.cause }}",
        grounds=("Considérant que la collecte ne trouble ni l'ordre ni la commodité du passage ;",),
        articles=(
            f"Est autorisée {COLLECTION}, aux lieux suivants : {{{{ answers.places }}}}.",
            "Les quêteurs, au nombre de {{ answers.collectors }} au plus, portent de façon apparente une carte"
            " nominative visée par la préfecture. Ils ne sollicitent ni dans les transports ni sur la chaussée.",
            "Les sommes recueillies sont employées ainsi : {{ answers.use_of_funds }}.",
        ),
        law="que les quêtes sur la voie publique sont soumises à autorisation dans l'intérêt du bon ordre",
        rejected=f"La demande qui porte sur {COLLECTION}, est rejetée.",
        issues_permit=False,
        final_stage="in_execution",
    ),
    checks=(*events.CHECKS, events.when_granted(calendar_is_respected)),
    dates=(events.counted_back(*WINDOWS), events.until_the_end),
    related=("collection_calendar_order", "public_fundraising_declaration"),
)

# --- the calendar of the year -------------------------------------------------------------------------------


class CalendarForm(forms.Form):
    """The ministerial calendar, as it is made known in the department."""

    year = forms.IntegerField(label="Année", min_value=2020, max_value=2100)
    source = PlainCharField(label="Texte qui fixe le calendrier national (nature, date)", max_length=200)
    lines = LinesField(
        label="Collectes", max_length=16_000, widget=forms.Textarea(attrs={"rows": 10}),
        help_text="Une par ligne : dates, œuvre, organisme.",
    )  # fmt: skip


YEARLY = Procedure(
    code="collection_calendar_order",
    label="Calendrier annuel des quêtes sur la voie publique",
    short_label="Quêtes, calendrier de l'année",
    archetype=Archetype.YEARLY_ACT,
    unit=events.UNIT,
    family=FAMILY,
    reference_code="MVC",
    legal_basis=(BASIS,),
    help_text="Rend applicable dans le département le calendrier national des appels à la générosité.",
    form=CalendarForm,
    title=lambda answers: f"Calendrier des quêtes {answers['year']}",
    letters=(LetterModel("order", "Arrêté", "letters/events/calendar_order.html", "regulatory"),),
    visas=(
        "Vu le code général des collectivités territoriales, notamment ses articles L2212-2 et L2215-1 ;",
        "Vu le calendrier national des appels à la générosité publique : {{ answers.source }} ;",
    ),
    outcomes=(
        Outcome(
            "order",
            "Arrêté",
            letter="order",
            act_kind="regulatory",
            title="Arrêté fixant le calendrier des quêtes sur la voie publique pour l'année {{ answers.year }}",
            grounds=(
                "Considérant qu'il y a lieu de rendre applicable dans le département le calendrier national des appels"
                " à la générosité publique ;",
            ),
            articles=(
                "Les quêtes sur la voie publique autorisées en {{ answers.year }} sont les suivantes :"
                " {{ answers.lines }}.",
                "Toute autre quête sur la voie publique est soumise à une autorisation particulière.",
            ),
            regulatory=True,
            final_stage="in_force",
        ),
    ),
    legal_check_required=True,
    legal_question="Un arrêté préfectoral reprend-il chaque année le calendrier national des quêtes, ou celui-ci"
    " s'applique-t-il seul ?",
    related=("collection_on_public_road",),
)  # fmt: skip

PROCEDURES = (AUTHORISATION, YEARLY)
