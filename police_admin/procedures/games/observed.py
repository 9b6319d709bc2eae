"""Games of which the bureau is told or asked: fairground lotteries controlled by the police, racecourses and betting.

The lottery of a charity belongs to the mayor and the casino to the minister: see `redirections`.
"""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django import forms

from directorate.casework import letters
from directorate.casework.errors import NotReady
from directorate.casework.forms import LegalDateField, PlainCharField
from directorate.casework.instants import PastDateField
from directorate.casework.models import Case
from directorate.casework.move import Move
from directorate.casework.procedure import Archetype, LetterModel, Panel, Procedure
from directorate.parameters.queries import value as parameter
from directorate.parameters.values import LOW, Value

UNIT, FAMILY = "polices-administratives", "Jeux"
FAIR_ARTICLE = "CSI, art. L322-5"
RACES = "Loi du 2 juin 1891, relative aux courses de chevaux"
STAKE = Value(
    "fairground.stake_cents", "Loteries foraines : mise maximale", 150, "centimes", FAIR_ARTICLE, LOW,
    comment="Quel est le plafond en vigueur de la mise d'une loterie foraine ?",
)  # fmt: skip
PRIZE = Value(
    "fairground.prize_multiple", "Loteries foraines : valeur maximale d'un lot, en nombre de mises", 30, "mises",
    FAIR_ARTICLE, LOW, comment="Quel est le plafond en vigueur de la valeur d'un lot d'une loterie foraine ?",
)  # fmt: skip


def money(label: str, **more) -> forms.DecimalField:
    return forms.DecimalField(label=label, min_value=0, max_digits=8, decimal_places=2, **more)


# --- fairground lotteries -----------------------------------------------------------------------------------


class FairgroundForm(forms.Form):
    """What the police saw at a stall."""

    fair_name = PlainCharField(label="Fête ou foire", max_length=160)
    checked_on = PastDateField(label="Contrôlé le")
    checked_by = PlainCharField(label="Service qui a contrôlé", max_length=160)
    machines_count = forms.IntegerField(label="Appareils ou loteries", min_value=1, max_value=1000)
    stake_eur = money("Mise la plus élevée (euros)")
    prize_eur = money("Lot de plus grande valeur (euros)")
    report_reference = PlainCharField(label="Référence du rapport", max_length=120, required=False)


def ceilings(case: Case, at: datetime) -> Mapping[str, Any]:
    """What the report says, against the ceilings in force the day of the control."""
    on = datetime.fromisoformat(case.answers["checked_on"]).date()
    stake = Decimal(str(case.answers["stake_eur"]))
    prize = Decimal(str(case.answers["prize_eur"]))
    most = Decimal(int(parameter(STAKE.code, on))) / 100
    multiple = int(parameter(PRIZE.code, on))
    return {"stake": stake, "most": most, "prize": prize, "multiple": multiple,
            "stake_over": stake > most, "prize_over": prize > multiple * stake}  # fmt: skip


FAIRGROUND = Procedure(
    code="gaming_machine_fairground_check",
    label="Contrôle de loteries et appareils de jeux d'une fête foraine",
    short_label="Jeux forains, contrôle",
    archetype=Archetype.THIRD_PARTY_ACT,
    unit=UNIT,
    family=FAMILY,
    reference_code="JXF",
    legal_basis=(FAIR_ARTICLE,),
    help_text="Libres dans la limite des plafonds de mise et de lot : rien n'est à autoriser. Le rapport de police est"
    " enregistré et comparé aux plafonds.",
    form=FairgroundForm,
    title=lambda answers: f"Jeux forains, contrôle, {answers['fair_name']}",
    kept_out_of_register="Un contrôle de police ne donne lieu à aucun acte publié.",
    parameters=(STAKE, PRIZE),
    letters=(
        LetterModel("acknowledgement", "Accusé de réception", "letters/games/report_received.html", "acknowledgement"),
    ),
    panels=(Panel("ceilings", "Plafonds de mise et de lot", "police_admin/games/ceilings.html", ceilings, alone=True),),
    legal_check_required=True,
    legal_question="Quels plafonds de mise et de lot s'appliquent aux loteries foraines, et qui les contrôle dans le"
    " département ?",
)  # fmt: skip

# --- racecourses and betting outlets ------------------------------------------------------------------------

KINDS = [("racecourse", "Hippodrome, société de courses"), ("betting_outlet", "Point de prise de paris")]
OPINIONS = [("", "Pas encore rendu"), ("favourable", "Favorable"), ("unfavourable", "Défavorable"),
            ("no_opinion", "Sans observation")]  # fmt: skip


class RacesForm(forms.Form):
    """Who asks the prefect for an opinion, on what, and what was answered."""

    kind = forms.ChoiceField(label="Objet", choices=KINDS)
    requested_by = PlainCharField(label="Autorité qui demande l'avis", max_length=160)
    answer_before = LegalDateField(label="Réponse attendue le", required=False)
    opinion = forms.ChoiceField(
        label="Avis du préfet", choices=OPINIONS, required=False, help_text="À remplir avant de clore."
    )
    observations = PlainCharField(
        label="Observations", max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def clean(self):
        data = super().clean()
        if data.get("opinion") == "unfavourable" and not data.get("observations"):
            self.add_error("observations", "Un avis défavorable indique ses motifs.")
        return data


def send_the_opinion(move: Move) -> None:
    if not move.case.answers.get("opinion"):
        raise NotReady("L'avis du préfet n'est pas renseigné : corriger la demande avant de clore.")
    letters.write(move, "races_opinion")


RACECOURSE = Procedure(
    code="racecourse_or_betting_outlet_opinion",
    label="Avis sur un hippodrome ou un point de prise de paris",
    short_label="Courses et paris, avis",
    archetype=Archetype.THIRD_PARTY_ACT,
    unit=UNIT,
    family=FAMILY,
    reference_code="JXH",
    legal_basis=(RACES,),
    help_text="Le préfet donne un avis à l'autorité qui décide ; aucune décision n'est prise ici.",
    form=RacesForm,
    title=lambda answers: f"Courses et paris, {answers['party']}",
    requires_place=True,
    kept_out_of_register="Un avis n'est pas un acte à publier.",
    letters=(
        LetterModel("acknowledgement", "Accusé de réception", "letters/games/opinion_asked.html", "acknowledgement"),
        LetterModel("races_opinion", "Avis du préfet", "letters/games/opinion.html"),
    ),
    effects={"close_registered": send_the_opinion},
    legal_check_required=True,
    legal_question="Le préfet de ce département est-il encore consulté sur les hippodromes et les points de prise de"
    " paris, par quelle autorité et sur quel texte ?",
)  # fmt: skip

PROCEDURES = (FAIRGROUND, RACECOURSE)
