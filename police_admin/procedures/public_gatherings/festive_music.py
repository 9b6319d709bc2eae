"""Declaration of a festive gathering with music in a place not made for it (CSI, art. L211-5 to L211-8, R211-2 s.).

The prefect is competent when the four conditions of article R211-2 are met; below the threshold of people, the mayor.
A receipt says that the measures suffice; otherwise one talks, then gives formal notice, then forbids.
"""

from datetime import datetime

from django import forms

from directorate.casework.forms import LegalDateField, PlainCharField
from directorate.casework.models import Case
from directorate.casework.move import paris_day
from directorate.casework.procedure import (
    Archetype,
    FilingWindow,
    Finding,
    Piece,
    Procedure,
    Redirection,
    Span,
)
from directorate.parameters.queries import value as parameter
from directorate.parameters.values import VERIFIED, Value
from directorate.web.plain_text import text_area
from police_admin.procedures import events
from police_admin.procedures.events import Answers
from police_admin.procedures.public_gatherings.dossier import FAMILY

CONDITIONS, MEASURES, BAN = "CSI, art. R211-2", "CSI, art. L211-6", "CSI, art. L211-7"
SUFFICIENT, INSUFFICIENT = "sufficient", "insufficient"
ASSESSMENT = [
    ("to_examine", "À examiner"),
    (SUFFICIENT, "Suffisantes"),
    (INSUFFICIENT, "Insuffisantes"),
]
THRESHOLD = Value(
    "festive_gathering.threshold", "Rassemblement festif à caractère musical : au préfet, au-delà de", 500, "personnes",
    "Code de la sécurité intérieure, art. R211-2", VERIFIED,
)  # fmt: skip
USUAL = Value(
    "festive_gathering.filing_months", "Rassemblement festif à caractère musical : déclaration au plus tard", 1, "mois",
    "Code de la sécurité intérieure, art. R211-3 et suivants", VERIFIED,
)  # fmt: skip
PLEDGED = Value(
    "festive_gathering.pledged_days",
    "Rassemblement festif à caractère musical, engagement de bonnes pratiques : déclaration au plus tard", 15, "jours",
    "Code de la sécurité intérieure, art. R211-3 et suivants", VERIFIED,
)  # fmt: skip


def has_not_pledged(answers: Answers) -> bool:
    return not answers.get("good_practice")


class FestiveMusicForm(events.EventForm):
    """The four conditions, the place and its owner, the means: security, care, hygiene, waste, prevention."""

    event_name = PlainCharField(label="Nom du rassemblement", max_length=160)
    place_description = PlainCharField(label="Lieu, terrain ou bâtiment", max_length=300)
    route = PlainCharField(label="Accès au lieu", max_length=2000, required=False)
    amplified = forms.BooleanField(label="Musique amplifiée", required=False)
    advertised = forms.BooleanField(label="Annoncé par voie de presse, d'affiches, de tracts ou de réseaux",
                                    required=False)  # fmt: skip
    risky_place = forms.BooleanField(
        label="Risques dus à l'absence d'aménagement ou à la configuration des lieux", required=False
    )
    expected_people = forms.IntegerField(label="Présence prévisible", min_value=1, max_value=500_000)
    good_practice = forms.BooleanField(label="Engagement de bonnes pratiques signé par l'organisateur", required=False)
    security = text_area("Service d'ordre, dispositif sanitaire et de secours")
    hygiene = text_area("Hygiène, eau, propreté, remise en état du site")
    prevention = text_area("Prévention : alcool, stupéfiants, bruit")
    measures = forms.ChoiceField(
        label="Mesures envisagées, appréciation du service", choices=ASSESSMENT, initial="to_examine"
    )
    concertation_on = LegalDateField(label="Concertation tenue le", required=False)
    formal_notice_on = LegalDateField(label="Mise en demeure adressée le", required=False)

    def clean(self):
        data = super().clean()
        for name, said in (
            ("amplified", "la musique n'est pas amplifiée"),
            ("advertised", "le rassemblement n'est pas annoncé"),
            ("risky_place", "les lieux n'ajoutent pas de risque"),
        ):
            if not data.get(name):
                self.add_error(name, f"Aucune déclaration n'est exigée à ce titre : {said} ({CONDITIONS}).")
        if data.get("formal_notice_on") and data.get("measures") == SUFFICIENT:
            self.add_error("measures", "Une mise en demeure suppose des mesures insuffisantes.")
        return data


def competent_instead(answers: Answers) -> Redirection | None:
    starts_at = events.instant_of(answers, "starts_at")
    if starts_at is None or answers.get("expected_people", 0) > int(parameter(THRESHOLD.code, paris_day(starts_at))):
        return None
    return Redirection(
        to="mairie de la commune du rassemblement",
        article=CONDITIONS,
        mayor=True,
        commune=next(iter(answers.get("communes") or ()), ""),
        explanation="Ce rassemblement ne dépasse pas le nombre de personnes à partir duquel il se déclare au préfet :"
        " il relève du maire.",
        yields_to_orly=True,
    )


# --- checks -------------------------------------------------------------------------------------------------


def measures_suffice(case: Case, at: datetime) -> list[Finding]:
    """The receipt is due when the measures suffice, and not before they have been judged so."""
    said = case.answers.get("measures")
    if said == SUFFICIENT:
        return []
    words = "insuffisantes : engager la concertation" if said == INSUFFICIENT else "à apprécier"
    return [Finding(f"Les mesures envisagées par l'organisateur sont {words}.", MEASURES)]


def notice_came_first(case: Case, at: datetime) -> list[Finding]:
    """Insufficient measures found a ban only after a formal notice; a grave threat to public order needs none."""
    if case.decision.outcome != "ban" or case.answers.get("formal_notice_on"):
        return []
    if case.answers.get("measures") == INSUFFICIENT:
        return [
            Finding(
                "Aucune mise en demeure n'a précédé : l'insuffisance des mesures ne peut fonder l'interdiction sans"
                " elle.",
                BAN,
            )
        ]
    return [
        Finding(
            "Sans mise en demeure préalable, l'interdiction ne peut être fondée que sur un trouble grave à l'ordre"
            " public.",
            BAN,
            blocking=False,
        )
    ]


WINDOWS = events.USUAL_WINDOWS
PROCEDURE = Procedure(
    code="festive_music_gathering_declaration",
    label="Déclaration d'un rassemblement festif à caractère musical",
    short_label="Rassemblement musical, déclaration",
    archetype=Archetype.DECLARATION,
    unit=events.UNIT,
    family=FAMILY,
    reference_code="MVF",
    legal_basis=("CSI, art. L211-5 à L211-8", "CSI, art. R211-2 à R211-9"),
    help_text="Musique amplifiée, plus de cinq cents personnes, annonce publique et lieux non aménagés : les quatre"
    " conditions réunies, au préfet. Un mois avant, ou quinze jours si l'engagement de bonnes pratiques est signé.",
    form=FestiveMusicForm,
    title=lambda answers: f"Rassemblement musical, {answers['event_name']}",
    event_field="starts_at",
    filing=FilingWindow(
        PLEDGED.code, "", "CSI, art. R211-3", span=Span.DAYS, longer_parameter=USUAL.code,
        longer_when=has_not_pledged, longer_span=Span.MONTHS,
    ),
    pieces=(
        Piece("form", "Déclaration signée par les organisateurs"),
        Piece("owner", "Autorisation écrite du propriétaire ou de l'occupant du terrain"),
        Piece("mayors", "Preuve que les maires concernés ont été informés"),
        Piece("plan", "Plan du site : accès, secours, stockage, stationnement"),
        Piece("means", "Dispositions de sécurité, de secours, d'hygiène et de propreté"),
        Piece("prevention", "Dispositions de prévention : alcool, stupéfiants"),
        Piece("pledge", "Engagement de bonnes pratiques signé",
              when=lambda answers, on: bool(answers.get("good_practice"))),
        Piece("first_aid", "Convention de dispositif prévisionnel de secours", blocking=False),
    ),
    opinions=(events.POLICE, events.FIRE_SERVICE, events.AMBULANCE, events.TOWN_HALL),
    hearing_required=True,
    letters=events.declaration_letters("letters/events/festive_music_receipt.html"),
    parameters=(THRESHOLD, USUAL, PLEDGED, *events.WINDOW_VALUES),
    rules={**events.rules_of(*WINDOWS), "threshold": THRESHOLD.code},
    visas=(
        "Vu le code de la sécurité intérieure, notamment ses articles L211-5 à L211-8 et R211-2 à R211-9 ;",
        *events.RECEIVED,
        "{% if answers.concertation_on %}Vu la concertation tenue avec l'organisateur le {{ answers.concertation_on }}"
        " ;{% endif %}",
        "{% if answers.formal_notice_on %}Vu la mise en demeure adressée à l'organisateur le"
        " {{ answers.formal_notice_on }} ;{% endif %}",
    ),
    outcomes=events.prescriptions_or_ban(
        "le rassemblement « {{ answers.event_name }} », déclaré par {{ applicant.name }} et prévu le"
        " {{ case.event_at }}, {{ answers.place_description }}",
        title="un rassemblement festif à caractère musical prévu le {{ case.event_at }}",
        risk="un trouble grave à l'ordre public, ou montrant l'insuffisance des mesures prises",
        penalty="Le matériel utilisé peut être saisi en vue de sa confiscation (article L211-15 du code de la sécurité"
        " intérieure).",
    ),
    checks=(*events.CHECKS, notice_came_first),
    effects={"issue_receipt": events.refuses_receipt(measures_suffice)},
    dates=(events.counted_back(*WINDOWS), events.until_the_end),
    panels=(events.to_verify(measures_suffice, events.filing_is_in_time),),
    elsewhere=competent_instead,
    related=("large_event_security_file",),
)  # fmt: skip
