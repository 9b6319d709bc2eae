"""Approval of a sports venue open to the public (code du sport, art. L312-5 s.): how many people it may receive."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from django import forms
from django.utils.timezone import localdate

from directorate.casework.counted import counted_from
from directorate.casework.deadlines import Expected, Facts, State
from directorate.casework.forms import LegalDateField, LinesField, PlainCharField
from directorate.casework.models import Case
from directorate.casework.procedure import Archetype, Clock, Finding, Opinion, Piece, Procedure, Silence
from directorate.casework.request_letters import letters_of_request
from directorate.legal_calendar.arithmetic import counted, months_before
from directorate.parameters.queries import value as parameter
from directorate.parameters.values import LOW, MEDIUM, VERIFIED, Value
from police_admin.procedures.sports import event

ARTICLE = "Code du sport, art. L312-5"
COVERED, OPEN_AIR = "covered", "open_air"
KINDS = [(COVERED, "Établissement sportif couvert"), (OPEN_AIR, "Établissement sportif de plein air")]
OPENING_MONTHS, NATIONAL = "sports_venue.opening_months", "sports_venue.national_places"
THRESHOLDS = {COVERED: "sports_venue.covered_spectators", OPEN_AIR: "sports_venue.open_air_spectators"}


class VenueForm(forms.Form):
    """The venue and whom it may receive, stand by stand."""

    venue = PlainCharField(label="Enceinte sportive", max_length=160)
    kind = forms.ChoiceField(label="Nature", choices=KINDS)
    disciplines = PlainCharField(label="Disciplines pratiquées", max_length=300)
    seated = forms.IntegerField(label="Places assises en tribunes fixes", min_value=0, max_value=200_000)
    standing = forms.IntegerField(label="Places debout", min_value=0, max_value=200_000)
    temporary = forms.IntegerField(label="Places en installations provisoires", min_value=0, max_value=200_000)
    stands = LinesField(
        label="Places par tribune", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Une tribune par ligne, avec ses places assises.",
    )  # fmt: skip
    opening_on = LegalDateField(label="Ouverture projetée, pour une enceinte nouvelle", required=False)

    def clean(self):
        data = super().clean()
        places = [data.get(name) for name in ("seated", "standing", "temporary")]
        if data.get("kind") in THRESHOLDS and None not in places:
            threshold = int(parameter(THRESHOLDS[data["kind"]], localdate()))
            if sum(places) <= threshold:
                self.add_error(
                    "kind",
                    f"Aucune homologation n'est exigée jusqu'à {threshold} spectateurs ({ARTICLE[0].lower()}"
                    f"{ARTICLE[1:]}).",
                )
        return data


def places_of(answers: Mapping[str, Any]) -> int:
    return sum(answers.get(name) or 0 for name in ("seated", "standing", "temporary"))


def file_before_opening(facts: Facts) -> Iterator[Expected]:
    """A new venue: the last day to file, so many months before it opens."""
    opening = facts.case.answers.get("opening_on")
    if not opening:
        return
    received_on = facts.case.received_on
    yield counted_from(
        facts, code="before_opening", label="Dernier jour pour déposer, avant l'ouverture", parameter=OPENING_MONTHS,
        article=ARTICLE, started_on=date.fromisoformat(opening), start="Ouverture projetée", count=months_before,
        rule="R6", more=", en remontant",
        state=lambda due_on: State.MET if received_on <= due_on else State.PASSED,
    )  # fmt: skip


def filed_before_opening(case: Case, at: datetime) -> list[Finding]:
    row = case.deadlines.filter(code="before_opening").first()
    if row is None or case.received_on <= row.due_on:
        return []
    return [Finding(f"La demande devait parvenir le {row.due_on:%d/%m/%Y} au plus tard, avant l'ouverture projetée.",
                    ARTICLE, blocking=False)]  # fmt: skip


def the_right_commission(case: Case, at: datetime) -> list[Finding]:
    """Above a number of places it is the national commission; the text leaves the very number to be confirmed."""
    limit, places = int(parameter(NATIONAL, case.received_on)), places_of(case.answers)
    if places < limit:
        return []
    said = (
        f"À {limit} places exactement, la commission compétente, départementale ou nationale, est à confirmer."
        if places == limit
        else f"Au-delà de {limit} places, l'avis est celui de la commission nationale des enceintes sportives."
    )
    return [Finding(said, ARTICLE, blocking=False)]


def every_stand_is_counted(case: Case, at: datetime) -> list[Finding]:
    """The order fixes the number of spectators stand by stand."""
    if case.decision.outcome != "grant" or case.answers.get("stands"):
        return []
    return [Finding("La répartition des places par tribune n'est pas indiquée ; l'arrêté doit la fixer.",
                    "Code du sport, art. R312-14", blocking=False)]  # fmt: skip


def temporary_stands_are_looked_at(case: Case, at: datetime) -> list[Finding]:
    if case.decision.outcome == "grant" and case.answers["temporary"]:
        return [
            Finding(
                f"{counted(case.answers['temporary'], 'places')} sont en installations provisoires : vérifier que"
                f" l'avis de la"
                " commission porte sur elles.",
                ARTICLE,
                blocking=False,
            )
        ]
    return []


PROCEDURE = Procedure(
    code="sports_venue_homologation",
    label="Homologation d'une enceinte sportive ouverte au public",
    short_label="Enceinte sportive, homologation",
    archetype=Archetype.AUTHORISATION,
    unit=event.UNIT,
    family=event.FAMILY,
    reference_code="ESE",
    legal_basis=(ARTICLE,),
    help_text="Enceintes couvertes ou de plein air qui reçoivent du public au-delà d'un seuil. L'homologation fixe"
    " l'effectif maximal et sa répartition.",
    form=VenueForm,
    title=lambda answers: f"Enceinte sportive, {answers['venue']}",
    requires_place=True,
    clock=Clock("sports_venue.decision_months", Silence.REFUSAL, "CRPA, art. L231-4"),
    parameters=(
        Value(THRESHOLDS[COVERED], "Enceinte sportive couverte : homologuée au-delà de", 500, "spectateurs", ARTICLE,
              VERIFIED),
        Value(THRESHOLDS[OPEN_AIR], "Enceinte sportive de plein air : homologuée au-delà de", 3000, "spectateurs",
              ARTICLE, VERIFIED),
        Value(OPENING_MONTHS, "Enceinte sportive nouvelle : dépôt avant l'ouverture", 8, "mois", ARTICLE, MEDIUM),
        Value(NATIONAL, "Enceinte sportive : commission nationale au-delà de", 15_000, "places", ARTICLE, LOW,
              comment="À 15 000 places exactement, quelle commission, départementale ou nationale, donne son avis ?"),
        Value("sports_venue.decision_months", "Enceinte sportive : délai avant le rejet né du silence", 2, "mois",
              "CRPA, art. L231-4", LOW,
              comment="Quel texte dit le délai et l'effet du silence gardé sur la demande d'homologation d'une enceinte"
              " sportive ?"),
    ),
    pieces=(
        Piece("request", "Demande du propriétaire, datée et signée"),
        Piece("plans", "Plans de l'enceinte et de ses tribunes"),
        Piece("stability", "Attestations de solidité des ouvrages"),
        Piece("capacity", "Répartition des places, issues et dégagements"),
        Piece("temporary", "Notice des installations provisoires", when=lambda answers, on: bool(answers["temporary"])),
    ),
    opinions=(
        Opinion("safety_commission", "Commission consultative départementale de sécurité et d'accessibilité", ARTICLE,
                mandatory=True),
        Opinion("site_visit", "Visite de l'enceinte", "Visite facultative", own_means=True),
        Opinion("town_hall", "Maire de la commune", "Avis facultatif", organisation_kind="town_hall"),
    ),
    letters=letters_of_request("Arrêté d'homologation", "letters/sport_event/permit.html"),
    visas=("Vu le code du sport, notamment son article L312-5 ;", event.REQUESTED),
    outcomes=event.authorised(
        what="homologation de l'enceinte sportive {{ answers.venue }}, {{ place.commune }}",
        condition="l'enceinte présente, pour l'effectif fixé, les garanties de sécurité exigées",
        opening="L'enceinte sportive « {{ answers.venue }} », {{ place.address }}, {{ place.commune }}, exploitée par"
        " {{ applicant.name }}, est homologuée.",
        articles=(
            "L'effectif maximal de spectateurs est fixé comme suit : places assises en tribunes fixes,"
            " {{ answers.seated }} ; places debout, {{ answers.standing }} ; places en installations provisoires,"
            " {{ answers.temporary }}.",
            "Un avis d'homologation est affiché dans l'enceinte ; un registre y est tenu à la disposition des services"
            " de contrôle.",
            "Toute modification de l'enceinte ou de son aménagement est soumise à une nouvelle homologation.",
        ),
        published=True,
        final_stage="in_force",
    ),
    rules={"opening_months": OPENING_MONTHS},
    dates=(file_before_opening,),
    checks=(temporary_stands_are_looked_at, every_stand_is_counted, the_right_commission, filed_before_opening),
    legal_check_required=True,
    legal_question="Quels effet et délai s'attachent au silence gardé sur la demande d'homologation d'une enceinte"
    " sportive, et devant quelle formation de la commission de sécurité passe-t-elle ?",
)  # fmt: skip
