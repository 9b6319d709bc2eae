"""The other closures of establishments: takeaway, music, drugs and money laundering. What differs from one to another.

The law of 13 June 2025 added the closure of any place that the listed offences make use of (CSI, art. L333-2).
"""

from collections.abc import Iterator
from datetime import date, datetime

from django import forms

from directorate.casework import letters
from directorate.casework.deadlines import Expected, Facts, Kind, State, explained
from directorate.casework.forms import LegalDateField, PlainCharField
from directorate.casework.instants import PastDateField, day_of
from directorate.casework.models import Case
from directorate.casework.move import Move
from directorate.casework.procedure import Finding, LetterModel
from directorate.legal_calendar.arithmetic import add_months
from directorate.legal_calendar.time_limits import Computation, step
from directorate.parameters.values import INTERNAL_SECURITY, LOW, VERIFIED, Former, Value
from police_admin.procedures.outlets import dossier
from police_admin.procedures.outlets.dossier import closes
from police_admin.procedures.terms import DRUGS_LAW_ON, NO_POWER

TAKEAWAY_MONTHS = Value(
    "closure_takeaway.maximum_months", "Fermeture d'une vente à emporter : durée maximale", 3, "mois",
    f"{INTERNAL_SECURITY}, art. L332-1", VERIFIED,
)  # fmt: skip
MUSIC_MONTHS = Value(
    "closure_music_venue.maximum_months", "Fermeture d'un établissement qui diffuse de la musique : durée maximale", 3,
    "mois", f"{INTERNAL_SECURITY}, art. L333-1", VERIFIED,
)  # fmt: skip
TRAFFICKING_MONTHS = Value(
    "closure_drug_trafficking.maximum_months", "Fermeture pour trafic ou blanchiment : durée maximale", 6, "mois",
    f"{INTERNAL_SECURITY}, art. L333-2 ; loi 2025-532 du 13 juin 2025", VERIFIED, DRUGS_LAW_ON,
    former=NO_POWER,
)  # fmt: skip
EXTENSION_MONTHS = Value(
    "closure_drug_trafficking.extension_months", "Fermeture pour trafic ou blanchiment : prolongation par le ministre",
    6, "mois", f"{INTERNAL_SECURITY}, art. L333-2 ; loi 2025-532 du 13 juin 2025", VERIFIED, DRUGS_LAW_ON,
    former=NO_POWER,
)  # fmt: skip
DRUG_USE_MONTHS = Value(
    "closure_drug_use_venue.maximum_months", "Fermeture pour infractions sur les stupéfiants : durée maximale", 3,
    "mois", "Code de la santé publique, art. L3422-1 (rédaction ancienne)", LOW, DRUGS_LAW_ON,
    former=Former(3, "Code de la santé publique, art. L3422-1 (rédaction ancienne)", VERIFIED),
    comment="Depuis la loi du 13 juin 2025, la fermeture de l'article L3422-1 du code de la santé publique peut-elle"
    " durer trois ou six mois, et s'applique-t-elle encore à côté de l'article L333-2 du code de la sécurité"
    " intérieure ?",
)  # fmt: skip


# --- takeaway, music, drugs in an outlet --------------------------------------------------------------------


class OneMaximumForm(dossier.ReportForm):
    maximum: Value

    def longest(self, data):
        return self.maximum.code


class TakeawayForm(OneMaximumForm):
    article = "CSI, art. L332-1"
    maximum = TAKEAWAY_MONTHS

    sells = forms.MultipleChoiceField(
        label="Ce qui est vendu à emporter",
        choices=[("alcohol", "Boissons alcooliques"), ("food", "Aliments préparés sur place")],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Cette fermeture ne vise que la vente à emporter d'alcool ou d'aliments préparés."},
    )


class MusicForm(OneMaximumForm):
    article = "CSI, art. L333-1"
    maximum = MUSIC_MONTHS

    limiter = forms.BooleanField(label="Limiteur de pression acoustique en service", required=False)


VENUES = [
    ("hotel", "Hôtel, maison meublée ou pension"),
    ("outlet", "Débit de boissons"),
    ("restaurant", "Restaurant"),
    ("club", "Club, cercle ou dancing"),
    ("show", "Lieu de spectacle ou leurs annexes"),
    ("other", "Autre lieu ouvert au public ou utilisé par le public"),
]


class DrugUseForm(OneMaximumForm):
    article = "CSP, art. L3422-1"
    maximum = DRUG_USE_MONTHS

    venue = forms.ChoiceField(label="Nature du lieu", choices=VENUES)


# --- trafficking and laundering -----------------------------------------------------------------------------

OFFENCES = [
    ("trafficking", "Trafic de stupéfiants"),
    ("receiving", "Recel"),
    ("laundering", "Blanchiment"),
    ("association", "Participation à une association de malfaiteurs"),
]
# Where liberties are exercised: the Constitutional Council asks for what is strictly necessary, and no more.
GUARDED = {"association", "meeting", "worship"}
PREMISES = [
    ("commercial", "Local commercial"),
    ("public", "Autre lieu ouvert au public ou utilisé par lui"),
    ("association", "Local d'une association"),
    ("meeting", "Lieu de réunion"),
    ("worship", "Lieu de culte"),
]
MAYOR = "CSI, art. L132-3-1 et L333-2"


class TraffickingForm(OneMaximumForm):
    article = "CSI, art. L333-2"
    maximum = TRAFFICKING_MONTHS

    offences = forms.MultipleChoiceField(
        label="Infractions à prévenir", choices=OFFENCES, widget=forms.CheckboxSelectMultiple
    )
    premises = forms.ChoiceField(label="Nature du lieu", choices=PREMISES)
    strict_necessity = PlainCharField(
        label="Stricte nécessité de la mesure", max_length=4000, required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Pour le local d'une association, un lieu de réunion ou de culte : pourquoi rien de moins ne suffit.",
    )  # fmt: skip
    mayor_informed_on = PastDateField(label="Maire informé le", required=False)
    minister_extension_until = LegalDateField(
        label="Prolongée par le ministre jusqu'au", required=False, help_text="À remplir pendant la fermeture."
    )

    def clean(self):
        data = super().clean()
        if data.get("premises") in GUARDED and not data.get("strict_necessity"):
            self.add_error(
                "strict_necessity",
                "Dans un tel lieu, la fermeture n'est possible que si elle est strictement nécessaire : dire pourquoi.",
            )
        return data


def mayor_is_told(case: Case, at: datetime) -> list[Finding]:
    if not closes(case) or case.answers.get("mayor_informed_on"):
        return []
    return [
        Finding(
            "Le maire n'a pas encore été informé : la lettre qui l'informe sera établie à la notification.",
            MAYOR,
            blocking=False,
        )
    ]


def necessity_is_stated(case: Case, at: datetime) -> list[Finding]:
    answers = case.answers
    if not closes(case) or answers["premises"] not in GUARDED or answers.get("strict_necessity"):
        return []
    return [Finding("La stricte nécessité de fermer ce lieu n'est pas exposée.", "CSI, art. L333-2")]


def tell_the_mayor(move: Move) -> None:
    if closes(move.case):
        letters.write(move, "mayor_information", {"decision": letters.decision_words(move.case.decision)})


def of_extension(facts: Facts) -> Iterator[Expected]:
    """The end set by the minister, who may add some months to the closure of the prefect and no more."""
    until = day_of(facts.case.answers, "minister_extension_until")
    ends_on = facts.decision_details.get("ends_on")
    if until is None or not ends_on or until <= (ends_on := date.fromisoformat(ends_on)):
        return
    rule = facts.rules.of("minister_extension", EXTENSION_MONTHS.code, ends_on)
    latest = add_months(ends_on, int(rule.value))
    due_on = min(until, latest)
    steps = [
        step("Fin de la fermeture prononcée par le préfet", ends_on),
        step(f"Prolongation par le ministre, {rule.value} {rule.unit} au plus", latest, article="CSI, art. L333-2"),
        step("Terme retenu", due_on),
    ]
    yield Expected(
        code="minister_extension",
        label="Fin de la prolongation par le ministre",
        kind=Kind.EXECUTION,
        due_on=due_on,
        state=State.RUNNING if facts.case.is_open else State.MET,
        article="CSI, art. L333-2",
        parameter_version=rule.version,
        computation=explained(Computation("R1", due_on, steps=steps), rule),
    )


PROCEDURES = (
    dossier.closing(
        code="closure_takeaway",
        label="Fermeture d'un établissement de vente à emporter",
        short_label="Vente à emporter, fermeture",
        reference_code="DBE",
        text="article L332-1 du code de la sécurité intérieure",
        form=TakeawayForm,
        maximum=TAKEAWAY_MONTHS,
        delegable=True,
        help_text="Vente à emporter d'alcool ou d'aliments préparés sur place, dont l'activité trouble l'ordre, la"
        " sécurité ou la tranquillité publics. Trois mois au plus. Le maire qui en a reçu délégation peut la"
        " prononcer.",
    ),
    dossier.closing(
        code="closure_music_venue",
        label="Fermeture d'un établissement qui diffuse de la musique",
        short_label="Diffusion de musique, fermeture",
        reference_code="DBM",
        text="article L333-1 du code de la sécurité intérieure",
        form=MusicForm,
        maximum=MUSIC_MONTHS,
        delegable=True,
        help_text="Activité qui trouble l'ordre, la sécurité ou la tranquillité publics. Trois mois au plus. Le maire"
        " qui en a reçu délégation peut la prononcer.",
    ),
    dossier.closing(
        code="closure_drug_trafficking_money_laundering",
        label="Fermeture pour prévenir un trafic de stupéfiants ou un blanchiment",
        short_label="Trafic ou blanchiment, fermeture",
        reference_code="DBN",
        text="article L333-2 du code de la sécurité intérieure",
        basis=("CSI, art. L132-3-1", "loi 2025-532 du 13 juin 2025"),
        form=TraffickingForm,
        maximum=TRAFFICKING_MONTHS,
        parameters=(EXTENSION_MONTHS,),
        help_text="Tout local commercial, tout lieu ouvert au public ou utilisé par lui, dont la fréquentation ou les"
        " conditions d'exploitation rendent possibles ces infractions. Six mois au plus ; le ministre peut prolonger"
        " d'autant. Le maire est informé.",
        more_letters=(
            LetterModel("mayor_information", "Information du maire", "letters/outlets/mayor_information.html"),
        ),
        grounds=(
            "Considérant que la fréquentation ou les conditions d'exploitation de ce lieu rendent possible la"
            " commission des infractions suivantes, que la mesure a pour objet de prévenir :"
            " {{ answers.offences|lower }} ;",
            "{% if answers.strict_necessity %}Considérant que la fermeture est strictement nécessaire :"
            " {{ answers.strict_necessity }} ;{% endif %}",
        ),
        articles=(
            "Le fait de ne pas respecter la fermeture est puni de six mois d'emprisonnement et de 7 500 euros d'amende,"
            " sans préjudice de la confiscation des revenus procurés et de l'interdiction de gérer.",
        ),
        checks=(mayor_is_told, necessity_is_stated),
        effects=(tell_the_mayor,),
        dates=(of_extension,),
        rules={"extension_months": EXTENSION_MONTHS.code},
        known_afterwards=("minister_extension_until",),
    ),
    dossier.closing(
        code="closure_drug_use_venue",
        label="Fermeture d'un lieu où sont commises des infractions sur les stupéfiants",
        short_label="Stupéfiants, fermeture",
        reference_code="DBU",
        text="article L3422-1 du code de la santé publique",
        form=DrugUseForm,
        maximum=DRUG_USE_MONTHS,
        help_text="Hôtel, débit de boissons, restaurant, club, lieu ouvert au public. La durée maximale est à"
        " confirmer.",
        related=("administrative_closure_outlet", "closure_drug_trafficking_money_laundering"),
        legal_check_required=True,
    ),
)
