"""What the files on establishments open to the public share: the building, the opinions, the letters, the acts.

An opinion of the safety commission binds nobody unless a text says so, and its silence of two months is favourable.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from django import forms

from directorate.casework.counted import counted_from
from directorate.casework.deadlines import Expected, Facts, State
from directorate.casework.models import Case
from directorate.casework.move import paris_day
from directorate.casework.procedure import Finding, LetterModel, Opinion, Outcome, Piece
from directorate.legal_calendar.arithmetic import add_months
from directorate.parameters.values import HIGH, VERIFIED, Value
from directorate.web.plain_text import PlainCharField, text_area

Answers = Mapping[str, Any]

FAMILY = "Établissements recevant du public"
DECREE = "Décret 95-260 du 8 mars 1995"
OPINIONS, COMPOSITION, SEISED = f"{DECREE}, art. 2", f"{DECREE}, art. 13", f"{DECREE}, art. 43"
WORKS = "CCH, art. R122-16"
SAFETY_RULES = "Arrêté du 25 juin 1980"
TENT_RULES = "Arrêté du 23 janvier 1985"

OPINION_MONTHS = Value(
    "safety_file.opinion_months", "Commission de sécurité : avis réputé favorable après", 2, "mois",
    "Usage des préfectures, demandes d'autorisation de travaux", HIGH,
    comment="Quel texte fixe les deux mois au terme desquels l'avis de la commission est réputé favorable ?",
)  # fmt: skip
PIECES_MONTHS = Value(
    "safety_file.pieces_months", "Autorisation de travaux : délai pour demander les pièces manquantes", 1, "mois",
    WORKS, VERIFIED,
)  # fmt: skip

CATEGORIES = [("1", "1re catégorie"), ("2", "2e catégorie"), ("3", "3e catégorie"), ("4", "4e catégorie"),
              ("5", "5e catégorie")]  # fmt: skip
LARGE = ("1", "2")


# --- the form -----------------------------------------------------------------------------------------------


class EstablishmentForm(forms.Form):
    """The establishment, and its number when the register of the service knows it."""

    establishment_name = PlainCharField(label="Établissement", max_length=160)
    establishment = PlainCharField(
        label="Numéro au registre des établissements", max_length=20, required=False,
        help_text="Vide tant que l'établissement n'y figure pas.",
    )  # fmt: skip
    activity = PlainCharField(
        label="Type et activité", max_length=120, help_text="Par exemple : L, salle de projection."
    )
    category = forms.ChoiceField(label="Catégorie", choices=CATEGORIES)

    field_order = ("establishment_name", "establishment", "activity", "category")


class WorksForm(EstablishmentForm):
    """What is to be built, arranged or changed."""

    works = text_area("Travaux projetés")
    accessibility_derogation = forms.BooleanField(
        label="Une dérogation aux règles d'accessibilité est demandée", required=False
    )
    fire_derogation = forms.BooleanField(
        label="Une dérogation aux règles de sécurité incendie est demandée", required=False
    )


def is_large(answers: Answers) -> bool:
    return answers.get("category") in LARGE


# --- pieces and opinions ------------------------------------------------------------------------------------


def asked(name: str):
    """A piece that an answer calls for."""
    return lambda answers, on: bool(answers.get(name))


NOTICES = (
    Piece("plans", "Plans de situation, de masse, des niveaux, coupes et façades"),
    Piece("safety_notice", "Notice de sécurité contre l'incendie"),
    Piece("access_notice", "Notice d'accessibilité"),
)


def commission(code: str, label: str, article: str = OPINIONS, **more: Any) -> Opinion:
    """One formation of the commission: the service keeps its secretariat, so nobody outside is written to."""
    facts = {"mandatory": True, "months_parameter": OPINION_MONTHS.code, "deemed_if_silent": "favourable",
             "own_means": True, **more}  # fmt: skip
    return Opinion(code, label, article, **facts)


FIRE = commission("fire", "Sous-commission de sécurité contre l'incendie et la panique (ERP-IGH)", COMPOSITION)
ACCESS = commission("accessibility", "Sous-commission d'accessibilité")
# Silence is favourable on works and permits alone: an opening, an exceptional use or a tent waits for what is said.
FIRE_SAID = replace(FIRE, deemed_if_silent="")
ACCESS_SAID = replace(ACCESS, deemed_if_silent="")
POLICE = Opinion("police", "Services de police", "Avis facultatif", organisation_kind="police")
HERITAGE = Opinion("heritage", "Architecte des bâtiments de France", "Avis facultatif")


# --- letters and acts ---------------------------------------------------------------------------------------

ACKNOWLEDGEMENT = LetterModel(
    "acknowledgement", "Accusé de réception", "letters/any/acknowledgement.html", "acknowledgement"
)
PIECES_REQUEST = LetterModel(
    "completeness_request", "Demande de pièces", "letters/any/completeness_request.html", "pieces_request"
)
REDIRECT = LetterModel("redirect_notice", "Transmission à l'autorité compétente", "letters/any/redirect_notice.html")
OPINION_LETTERS = (
    ACKNOWLEDGEMENT,
    PIECES_REQUEST,
    LetterModel("opinion", "Avis de la commission", "letters/safety/opinion.html"),
    LetterModel("notification", "Lettre d'envoi de l'avis", "letters/safety/opinion_notice.html"),
    REDIRECT,
)
SEISIN = (
    "Vu la saisine reçue le {{ case.received_on }}, présentée par {{ applicant.name }}, enregistrée sous le numéro"
    " {{ case.reference }} ;"
)
OPINION_VISAS = (
    "Vu le décret 95-260 du 8 mars 1995 relatif à la commission consultative départementale de sécurité et"
    " d'accessibilité, notamment son article 2 ;",
    SEISIN,
)


def opinion_outcomes(about: str, scope: str) -> tuple[Outcome, Outcome]:
    """Favourable or unfavourable, and nothing else (décret 95-260, art. 38). `about` follows "Avis favorable"."""

    def sense(code: str, label: str, sentence: str, ground: str) -> Outcome:
        return Outcome(
            code, label, letter="opinion", act_kind="letter", title=f"{label} {about}", grounds=(ground,),
            articles=(sentence, scope), favourable=code == "favourable",
        )  # fmt: skip

    return (
        sense(
            "favourable", "Avis favorable",
            "La commission émet un avis favorable. Prescriptions proposées : [à compléter : prescriptions, ou néant].",
            "Considérant que le dossier présente, au regard des règles applicables, des garanties suffisantes ;",
        ),
        sense(
            "unfavourable", "Avis défavorable", "La commission émet un avis défavorable.",
            "Considérant que [à compléter : motifs de l'avis défavorable] ;",
        ),
    )  # fmt: skip


# --- dates and checks ---------------------------------------------------------------------------------------


def pieces_to_ask(facts: Facts) -> Iterator[Expected]:
    """The last day to ask for what is missing: afterwards the file is held complete (CCH, art. R122-16)."""
    case = facts.case

    def state(due_on: date) -> str:
        if facts.stops:
            return State.MET if facts.stops[0].started_on <= due_on else State.PASSED
        if case.complete_on is not None or facts.is_over:
            return State.VOID
        return State.RUNNING

    yield counted_from(
        facts, code="ask_pieces", label="Dernier jour pour demander les pièces manquantes",
        parameter=PIECES_MONTHS.code, article=WORKS, started_on=case.received_on, start="Demande reçue",
        count=add_months, rule="R1", more=", de quantième à quantième", state=state,
    )  # fmt: skip


def opinion_due(facts: Facts) -> Iterator[Expected]:
    """From the complete file, the time that the commission has; never after the eve of the event."""
    case = facts.case
    if case.complete_on is None:
        return
    running = State.RUNNING if case.is_open else State.VOID
    eve = paris_day(case.event_at) - timedelta(days=1) if case.event_at else None

    def count(day: date, months: int) -> date:
        return min(add_months(day, months), max(eve, day)) if eve else add_months(day, months)

    yield counted_from(
        facts, code="answer", label="Avis de la commission attendu", parameter=OPINION_MONTHS.code, article=OPINIONS,
        started_on=case.complete_on, start="Dossier complet", count=count, rule="R1",
        more=", ou la veille de l'événement" if eve else ", de quantième à quantième",
        state=State.MET if facts.is_decided else running,
    )  # fmt: skip


def filed_late(case: Case) -> bool:
    """Whether it came after the last day that the text sets before the event."""
    row = case.deadlines.filter(code="filing").first()
    return row is not None and bool(row.computation.get("late"))


def follows_the_commission(case: Case, at: datetime) -> list[Finding]:
    """The act of the commission says what it said."""
    last = case.consultations.filter(answered_on__isnull=False).order_by("answered_on", "pk").last()
    if last is None or not case.decision.outcome.endswith("favourable"):
        return []
    favourable = last.opinion in (last.Opinion.FAVOURABLE, last.Opinion.WITH_RESERVES)
    if favourable == (case.decision.outcome == "favourable"):
        return []
    said = last.get_opinion_display().lower()
    return [Finding(f"La commission a rendu l'avis suivant : {said}. Vérifier le sens de l'acte.", OPINIONS,
                    blocking=False)]  # fmt: skip
