"""Temporary ban of sale, transport or use (alcohol, glass, fuel, fireworks) in a perimeter (CGCT, L2214-4 and L2215-1).

Regulatory: nobody is to be heard, it is published and posted. Bounded in time and in place, or it falls.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django import forms

from directorate.casework.deadlines import Expected, Facts, Kind, State, explained
from directorate.casework.forms import LegalDateTimeField, LinesField, PlainCharField
from directorate.casework.models import Case
from directorate.casework.move import paris_day
from directorate.casework.procedure import Archetype, Finding, LetterModel, Opinion, Outcome, Procedure
from directorate.legal_calendar.arithmetic import counted, french_long
from directorate.legal_calendar.time_limits import Computation, step
from directorate.parameters.queries import value as parameter
from directorate.parameters.values import LOW, Value
from directorate.territory.queries import commune_choices
from police_admin.procedures.outlets import dossier

ARTICLE = "CGCT, art. L2214-4 et L2215-1"
PUBLICATION = "CRPA, art. L221-2"
LONGEST_DAYS = Value(
    "alcohol_ban.usual_days", "Interdiction temporaire d'alcool ou d'objets : durée au-delà de laquelle alerter", 31,
    "jours", "Usage du bureau", LOW,
    comment="À partir de quelle durée le bureau tient-il une interdiction temporaire de vente ou de transport pour"
    " disproportionnée ?",
)  # fmt: skip

PRODUCTS = [
    ("takeaway", "Vente d'alcool à emporter"),
    ("street", "Consommation d'alcool sur la voie publique"),
    ("transport", "Transport et détention d'alcool sur la voie publique"),
    ("glass", "Contenants en verre"),
    ("fuel", "Vente et transport de carburant en récipient portable"),
    ("fireworks", "Vente, port et usage d'artifices de divertissement"),
]


class BanForm(forms.Form):
    """What is forbidden, where, from when until when, and the facts that make it necessary."""

    occasion = PlainCharField(
        label="Circonstance", max_length=200, help_text="Par exemple : rencontre de football, nuit du 31 décembre."
    )
    products = forms.MultipleChoiceField(
        label="Ce qui est interdit", choices=PRODUCTS, widget=forms.CheckboxSelectMultiple
    )
    communes = forms.MultipleChoiceField(
        label="Communes", choices=commune_choices, widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choisir au moins une commune."},
    )  # fmt: skip
    perimeter = LinesField(
        label="Périmètre", max_length=4000, help_text="Une voie ou une limite par ligne.",
        widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip
    starts_at = LegalDateTimeField(label="Début")
    ends_at = LegalDateTimeField(label="Fin")
    facts = LinesField(
        label="Faits qui justifient la mesure", max_length=8000, help_text="Un par ligne, daté.",
        widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip
    immediate = forms.BooleanField(label="Entrée en vigueur dès la publication", required=False)

    def clean(self):
        data = super().clean()
        if data.get("starts_at") and data.get("ends_at") and data["ends_at"] <= data["starts_at"]:
            self.add_error("ends_at", "La fin doit suivre le début.")
        return data


def last_publication(case: Case) -> date:
    """In force the day after its publication, unless the order says at once (CRPA, art. L221-2)."""
    return paris_day(case.event_at) - timedelta(days=0 if case.answers.get("immediate") else 1)


def is_in_force_in_time(case: Case, at: datetime) -> list[Finding]:
    today, ends_at = paris_day(at), datetime.fromisoformat(case.answers["ends_at"])
    if ends_at <= at:
        return [Finding("La période d'interdiction est passée.", ARTICLE)]
    latest = last_publication(case)
    if today <= latest:
        return [Finding(f"À publier au recueil le {french_long(latest)} au plus tard.", PUBLICATION, blocking=False)]
    at_once = "" if case.answers.get("immediate") else " Prévoir l'entrée en vigueur dès la publication."
    return [
        Finding(
            f"Publié aujourd'hui, l'arrêté ne serait pas en vigueur au début de la mesure"
            f" ({french_long(paris_day(case.event_at))}).{at_once}",
            PUBLICATION,
        )
    ]


def lasts_a_limited_time(case: Case, at: datetime) -> list[Finding]:
    days = (paris_day(datetime.fromisoformat(case.answers["ends_at"])) - paris_day(case.event_at)).days + 1
    usual = int(parameter(LONGEST_DAYS.code, paris_day(at)))
    if days <= usual:
        return []
    return [
        Finding(
            f"L'interdiction dure {counted(days, 'jours')}, plus de {usual} : vérifier qu'elle reste proportionnée.",
            ARTICLE,
            blocking=False,
        )
    ]


def of_publication(facts: Facts) -> Iterator[Expected]:
    """The last day to publish, then the end of the ban."""
    case = facts.case
    latest = last_publication(case)
    if case.published_on is not None:
        state = State.MET if case.published_on <= latest else State.PASSED
    else:
        state = State.RUNNING if case.is_open else State.VOID
    words = "Publié le jour même" if case.answers.get("immediate") else "Publié la veille au plus tard"
    steps = [step("Début de l'interdiction", paris_day(case.event_at)), step(words, latest, article=PUBLICATION)]
    yield Expected(
        code="publication",
        label="Dernier jour pour publier l'arrêté",
        kind=Kind.INTERNAL,
        due_on=latest,
        state=state,
        article=PUBLICATION,
        computation=explained(Computation("", latest, steps=steps)),
    )
    if case.published_on is None:
        return
    ends_at = datetime.fromisoformat(case.answers["ends_at"])
    ends_on = paris_day(ends_at)
    yield Expected(
        code="ban_end",
        label="Fin de l'interdiction",
        kind=Kind.EXECUTION,
        due_on=ends_on,
        due_at=ends_at,
        state=State.RUNNING if case.is_open else State.MET,
        article=ARTICLE,
        computation=explained(Computation("", ends_on, steps=[step("Fin fixée par l'arrêté", ends_on)])),
    )


PERIOD = "du {{ answers.starts_at }} au {{ answers.ends_at }}"

PROCEDURE = Procedure(
    code="alcohol_sale_or_carry_ban",
    label="Interdiction temporaire de vente, de transport ou de consommation d'alcool ou d'objets",
    short_label="Alcool et objets, interdiction",
    archetype=Archetype.POLICE_MEASURE,
    unit=dossier.UNIT,
    family=dossier.FAMILY,
    reference_code="DBA",
    legal_basis=(ARTICLE, PUBLICATION),
    help_text="Arrêté réglementaire, limité dans le temps et dans l'espace : sans contradictoire, publié au recueil et"
    " affiché. Vaut aussi pour les récipients de carburant et les artifices.",
    form=BanForm,
    title=lambda answers: f"Interdiction, {answers['occasion']}",
    event_field="starts_at",
    opinions=(
        Opinion("police", "Services de police", "Avis facultatif", organisation_kind="police",
                days_parameter=dossier.OPINION_DAYS),
        dossier.TOWN_HALL,
    ),
    letters=(LetterModel("order_ban", "Arrêté", "letters/outlets/posted_order.html", "regulatory"),),
    parameters=(LONGEST_DAYS,),
    visas=(
        "Vu le code général des collectivités territoriales, notamment ses articles L2214-4 et L2215-1 ;",
        "Vu le code des relations entre le public et l'administration, notamment son article L221-2 ;",
    ),
    outcomes=(
        Outcome(
            "ban",
            "Interdiction",
            letter="order_ban",
            act_kind="regulatory",
            title="Arrêté portant interdiction temporaire, {{ answers.occasion }}, {{ answers.communes }}",
            grounds=(
                "Considérant que la circonstance suivante fait craindre des troubles à l'ordre et à la tranquillité"
                " publics : {{ answers.occasion }} ;",
                "Considérant les faits suivants : {{ answers.facts }} ;",
                "Considérant que l'interdiction, limitée à la période et au périmètre ci-après, est nécessaire pour"
                " prévenir ces troubles et proportionnée à ce but ;",
            ),
            articles=(
                f"Sont interdits {PERIOD}, dans le périmètre défini à l'article 2 : {{{{ answers.products|lower }}}}.",
                "Le périmètre est le suivant, dans les communes de {{ answers.communes }} : {{ answers.perimeter }}.",
                "{% if answer_codes.immediate %}Le présent arrêté entre en vigueur dès sa publication.{% endif %}",
                "Le présent arrêté est affiché en mairie et sur les lieux concernés.",
            ),
            regulatory=True,
            published=True,
            final_stage="in_execution",
        ),
    ),
    checks=(is_in_force_in_time, lasts_a_limited_time),
    dates=(of_publication,),
    related=("demonstration_ban",),
)  # fmt: skip
