"""Approval of a sports venue open to the public (code du sport, art. L312-5 s.): how many people it may receive."""

from datetime import datetime

from django import forms
from django.utils.timezone import localdate

from directorate.casework.forms import PlainCharField
from directorate.casework.models import Case
from directorate.casework.procedure import Archetype, Clock, Finding, Opinion, Piece, Procedure, Silence
from directorate.casework.request_letters import letters_of_request
from directorate.legal_calendar.arithmetic import counted
from directorate.parameters.queries import value as parameter
from directorate.parameters.values import LOW, VERIFIED, Value
from police_admin.procedures.sports import event

ARTICLE = "Code du sport, art. L312-5"
COVERED, OPEN_AIR = "covered", "open_air"
KINDS = [(COVERED, "Établissement sportif couvert"), (OPEN_AIR, "Établissement sportif de plein air")]
THRESHOLDS = {COVERED: "sports_venue.covered_spectators", OPEN_AIR: "sports_venue.open_air_spectators"}


class VenueForm(forms.Form):
    """The venue and whom it may receive, stand by stand."""

    venue = PlainCharField(label="Enceinte sportive", max_length=160)
    kind = forms.ChoiceField(label="Nature", choices=KINDS)
    disciplines = PlainCharField(label="Disciplines pratiquées", max_length=300)
    seated = forms.IntegerField(label="Places assises en tribunes fixes", min_value=0, max_value=200_000)
    standing = forms.IntegerField(label="Places debout", min_value=0, max_value=200_000)
    temporary = forms.IntegerField(label="Places en installations provisoires", min_value=0, max_value=200_000)

    def clean(self):
        data = super().clean()
        places = [data.get(name) for name in ("seated", "standing", "temporary")]
        if data.get("kind") in THRESHOLDS and None not in places:
            threshold = int(parameter(THRESHOLDS[data["kind"]], localdate()))
            if sum(places) < threshold:
                self.add_error(
                    "kind",
                    f"Aucune homologation n'est exigée : moins de {threshold} spectateurs ({ARTICLE[0].lower()}"
                    f"{ARTICLE[1:]}).",
                )
        return data


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
        Value(THRESHOLDS[COVERED], "Enceinte sportive couverte : homologuée à partir de", 500, "spectateurs", ARTICLE,
              VERIFIED),
        Value(THRESHOLDS[OPEN_AIR], "Enceinte sportive de plein air : homologuée à partir de", 3000, "spectateurs",
              ARTICLE, VERIFIED),
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
    checks=(temporary_stands_are_looked_at,),
    legal_check_required=True,
    legal_question="Quels effet et délai s'attachent au silence gardé sur la demande d'homologation d'une enceinte"
    " sportive, et devant quelle formation de la commission de sécurité passe-t-elle ?",
)  # fmt: skip
