"""Security file of a large event: thresholds of the department, opinions gathered, an advice and no authorisation.

All the communes of the department are under state police: the State keeps good order when people gather in numbers
(CGCT, art. L2214-4), whoever authorises the event otherwise.
"""

from datetime import datetime

from django import forms

from directorate.casework import hearings
from directorate.casework.forms import LinesField, PlainCharField
from directorate.casework.models import Case
from directorate.casework.move import paris_day
from directorate.casework.procedure import Archetype, FilingWindow, Finding, Piece, Procedure, Span
from directorate.parameters.queries import value as parameter
from directorate.parameters.values import LOW, Value
from directorate.web.plain_text import text_area
from police_admin.procedures import events
from police_admin.procedures.events import Answers
from police_admin.procedures.public_gatherings.dossier import FAMILY

LOCAL_RULE = "Règle départementale, à confirmer"
KINDS = [
    ("concert", "Concert, festival"),
    ("market", "Marché, foire, salon"),
    ("celebration", "Fête, commémoration, défilé festif"),
    ("sport", "Rassemblement autour d'un événement sportif (zone de retransmission)"),
    ("cult", "Rassemblement cultuel"),
    ("other", "Autre"),
]
FIRST = Value(
    "large_event.first_threshold", "Grand rassemblement : dossier de sécurité à partir de", 1500, "personnes",
    LOCAL_RULE, LOW,
    comment="À partir de combien de personnes un dossier de sécurité est-il demandé dans le département ?",
)  # fmt: skip
SECOND = Value(
    "large_event.second_threshold", "Grand rassemblement : délai long à partir de", 5000, "personnes", LOCAL_RULE, LOW,
    comment="À partir de combien de personnes le dossier de sécurité doit-il parvenir deux mois avant, et non un ?",
)  # fmt: skip
SHORT = Value(
    "large_event.filing_months", "Grand rassemblement : dossier au plus tard", 1, "mois", LOCAL_RULE, LOW,
    comment="Combien de mois avant l'événement le dossier de sécurité doit-il parvenir ?",
)  # fmt: skip
LONG = Value(
    "large_event.long_filing_months", "Grand rassemblement, délai long : dossier au plus tard", 2, "mois", LOCAL_RULE,
    LOW, comment="Combien de mois avant un très grand événement le dossier de sécurité doit-il parvenir ?",
)  # fmt: skip


def threshold(code: str, answers: Answers) -> int:
    """The number in force on the day of the event."""
    starts_at = events.instant_of(answers, "starts_at")
    return int(parameter(code, paris_day(starts_at))) if starts_at else 0


def is_very_large(answers: Answers) -> bool:
    return (answers.get("expected_people") or 0) >= threshold(SECOND.code, answers)


class LargeEventForm(events.EventForm):
    """The event, its people, what protects them, and the advice that the service gives."""

    event_name = PlainCharField(label="Nom de l'événement", max_length=160)
    kind = forms.ChoiceField(label="Nature", choices=KINDS)
    place_description = PlainCharField(label="Lieu", max_length=300)
    route = PlainCharField(
        label="Parcours, le cas échéant", max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    expected_people = forms.IntegerField(label="Public attendu, au plus fort", min_value=1, max_value=2_000_000)
    paid = forms.BooleanField(label="But lucratif", required=False)
    open_air = forms.BooleanField(label="En plein air", required=False)
    stewards = forms.IntegerField(label="Agents de sécurité et service d'ordre", min_value=0, max_value=100_000)
    first_aid = PlainCharField(label="Dispositif prévisionnel de secours : association et effectifs", max_length=300)
    access = text_area("Accès, contrôle des entrées, protection contre les véhicules")
    evacuation = text_area("Évacuation, météo, conditions d'interruption")
    recommendations = LinesField(
        label="Recommandations du service, reprises dans l'avis", max_length=8000, required=False,
        widget=forms.Textarea(attrs={"rows": 4}), help_text="Une par ligne.",
    )  # fmt: skip

    def clean(self):
        data = super().clean()
        people, starts_at = data.get("expected_people"), data.get("starts_at")
        if people and starts_at:
            least = int(parameter(FIRST.code, paris_day(starts_at)))
            if people < least:
                self.add_error(
                    "expected_people", f"Aucun dossier de sécurité n'est demandé au-dessous de {least} personnes."
                )
        return data


def mayor_receives_it_too(case: Case, at: datetime) -> list[Finding]:
    """A paid event of some size is declared to the mayor besides (CSI, art. R211-22)."""
    if not case.answers.get("paid"):
        return []
    return [
        Finding(
            "Événement à but lucratif : au-delà du seuil de cet article, il se déclare aussi au maire.",
            "CSI, art. R211-22",
            blocking=False,
        )
    ]


def advice_is_written(case: Case, at: datetime) -> list[Finding]:
    if case.answers.get("recommendations"):
        return []
    return [Finding("Aucune recommandation n'est écrite : l'avis sera sans observation.", LOCAL_RULE, blocking=False)]


WINDOWS = events.USUAL_WINDOWS
PROCEDURE = Procedure(
    code="large_event_security_file",
    label="Dossier de sécurité d'un grand rassemblement",
    short_label="Grand rassemblement, dossier de sécurité",
    archetype=Archetype.DECLARATION,
    unit=events.UNIT,
    family=FAMILY,
    reference_code="MVD",
    legal_basis=("CGCT, art. L2214-4 et L2215-1",),
    help_text="Règle départementale : le préfet réunit les avis et rend le sien, qui n'est pas une autorisation. Les"
    " autres déclarations (maire, code du sport) restent dues.",
    form=LargeEventForm,
    title=lambda answers: f"Grand rassemblement, {answers['event_name']}",
    event_field="starts_at",
    filing=FilingWindow(
        SHORT.code, "", LOCAL_RULE, span=Span.MONTHS, longer_parameter=LONG.code, longer_when=is_very_large
    ),
    pieces=(
        Piece("file", "Dossier de sécurité"),
        Piece("plan", "Plan de masse : accès, secours, évacuation, points d'eau"),
        Piece("first_aid", "Convention de dispositif prévisionnel de secours"),
        Piece("guards", "Contrat de sécurité privée et liste des agents"),
        Piece("insurance", "Attestation d'assurance", blocking=False),
        Piece("commission", "Avis de la commission de sécurité (chapiteaux, tribunes)", blocking=False),
    ),
    opinions=(events.POLICE, events.FIRE_SERVICE, events.AMBULANCE, events.TOWN_HALL, events.ROADS),
    hearing_required=True,
    letters=events.declaration_letters("letters/events/large_event_advice.html", "Avis sur le dossier de sécurité"),
    parameters=(FIRST, SECOND, SHORT, LONG, *events.WINDOW_VALUES),
    rules=events.rules_of(*WINDOWS),
    visas=(
        "Vu le code général des collectivités territoriales, notamment ses articles L2214-4 et L2215-1 ;",
        "Vu le dossier de sécurité reçu le {{ case.received_on }}, enregistré sous le numéro {{ case.reference }} ;",
        *hearings.ORGANISER,
    ),
    outcomes=events.prescriptions_or_ban(
        "l'événement « {{ answers.event_name }} », organisé par {{ applicant.name }} et prévu le {{ case.event_at }},"
        " {{ answers.place_description }}",
        title="l'événement {{ answers.event_name }}",
        risk="une atteinte à la sécurité du public",
        rule="l'État a, dans les communes où la police est étatisée, la charge du bon ordre quand il se fait"
        " occasionnellement de grands rassemblements",
    ),
    checks=events.CHECKS,
    dates=(events.counted_back(*WINDOWS), events.until_the_end),
    panels=(events.to_verify(mayor_receives_it_too, advice_is_written, events.filing_is_in_time),),
    legal_check_required=True,
    legal_question="Quel texte départemental demande un dossier de sécurité pour les grands rassemblements, et à partir"
    " de quel public ?",
    related=("festive_music_gathering_declaration", "paid_event_over_1500", "protection_perimeter"),
)
