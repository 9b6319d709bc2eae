"""Sales of which the prefecture is told: the register of a flea market, the dates of the sales, former liquidations.

The sale itself is declared to the mayor (see `redirections`); what is left here is registered and followed.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from django import forms

from directorate.casework.counted import counted_from, days_after
from directorate.casework.deadlines import Expected, Facts, Kind, State
from directorate.casework.forms import LegalDateField, PlainCharField
from directorate.casework.instants import PastDateField, day_of
from directorate.casework.procedure import Archetype, FilingWindow, LetterModel, Piece, Procedure, Span
from directorate.legal_calendar.arithmetic import add_months
from directorate.parameters.queries import value as parameter
from directorate.parameters.values import MEDIUM, VERIFIED, Value
from police_admin.procedures.economy.domiciliation import PROCEDURE as DOMICILIATION
from police_admin.procedures.terms import filed_within

UNIT, FAMILY = DOMICILIATION.unit, DOMICILIATION.family
REGISTER_ARTICLE, SALES_ARTICLE = "Code pénal, art. R321-10", "Code de commerce, art. L310-3"
LIQUIDATION_ARTICLES = "Code de commerce, art. L310-1 et R310-2"
DEPOSIT = Value(
    "flea_market.deposit_days", "Vente au déballage : dépôt du registre des vendeurs après la vente", 8, "jours",
    REGISTER_ARTICLE, VERIFIED,
)  # fmt: skip
WEEKS = Value(
    "sales_period.weeks", "Soldes : durée", 4, "semaines", SALES_ARTICLE, MEDIUM,
    comment="La durée des soldes est-elle toujours de quatre semaines ?",
)  # fmt: skip
# The declarations of before July 2014 are judged by the values of their time.
FORMER = date(2009, 1, 1)


def of_liquidations(code: str, label: str, value: int, unit: str) -> Value:
    return Value(
        f"liquidation.{code}", f"Vente en liquidation : {label}", value, unit, LIQUIDATION_ARTICLES, VERIFIED, FORMER
    )


LONG = of_liquidations("months", "déclaration avant le début", 2, "mois")
SHORT = of_liquidations("unforeseen_days", "déclaration après un fait imprévisible", 5, "jours")
RECEIPT = of_liquidations("receipt_days", "récépissé après le dossier complet", 15, "jours")
LONGEST = of_liquidations("longest_months", "durée maximale", 2, "mois")
EVENT = of_liquidations("event_months", "l'événement suit la vente dans les", 6, "mois")
MISSING = of_liquidations("missing_days", "pièces demandées puis produites dans les", 7, "jours")


def refuse_reversed(form: forms.Form, first: str, last: str, sentence: str) -> None:
    data = form.cleaned_data
    if data.get(first) and data.get(last) and data[last] < data[first]:
        form.add_error(last, sentence)


# --- the register of a flea market --------------------------------------------------------------------------


class RegisterForm(forms.Form):
    """When the sale was held and how many sold; no name of the register is typed."""

    market_name = PlainCharField(label="Manifestation", max_length=160)
    held_on = LegalDateField(label="Premier jour de la vente")
    ended_on = LegalDateField(label="Dernier jour de la vente")
    sellers_count = forms.IntegerField(label="Vendeurs inscrits au registre", min_value=0, max_value=20_000)
    deposited_on = PastDateField(
        label="Registre déposé le", required=False, help_text="À défaut, le jour de réception."
    )

    def clean(self):
        data = super().clean()
        refuse_reversed(self, "held_on", "ended_on", "Le dernier jour ne peut précéder le premier.")
        refuse_reversed(self, "held_on", "deposited_on", "Le registre se dépose après la vente.")
        return data


def of_deposit(facts: Facts) -> Iterator[Expected]:
    """Eight days after the last day of the sale; a late deposit is registered and said."""
    answers = facts.case.answers
    return filed_within(
        facts, label="Dernier jour pour déposer le registre", parameter=DEPOSIT.code, article=REGISTER_ARTICLE,
        started_on=day_of(answers, "ended_on"), start="Dernier jour de la vente",
        filed_on=day_of(answers, "deposited_on") or facts.case.received_on, filed="Registre déposé",
    )  # fmt: skip


REGISTER = Procedure(
    code="flea_market_register_deposit",
    label="Dépôt du registre d'une vente au déballage",
    short_label="Vente au déballage, registre",
    archetype=Archetype.THIRD_PARTY_ACT,
    unit=UNIT,
    family=FAMILY,
    reference_code="REG",
    legal_basis=(REGISTER_ARTICLE,),
    help_text="La vente se déclare au maire. L'organisateur dépose le registre des vendeurs dans les huit jours : le"
    " dépôt est enregistré, son retard signalé. Aucun nom du registre n'est saisi.",
    form=RegisterForm,
    title=lambda answers: f"Registre de vente au déballage, {answers['market_name']}",
    kept_out_of_register="Le dépôt d'un registre ne donne lieu à aucun acte.",
    dates=(of_deposit,),
    parameters=(DEPOSIT,),
    rules={"days": DEPOSIT.code},
    letters=(
        LetterModel("acknowledgement", "Accusé de dépôt", "letters/economy/register_deposited.html", "acknowledgement"),
    ),
    related=("unpacking_sale_redirect", "second_hand_dealer_declaration"),
)  # fmt: skip

# --- the dates of the sales ---------------------------------------------------------------------------------


class SalesForm(forms.Form):
    """A season of sales, whose dates are national."""

    season = forms.ChoiceField(label="Soldes", choices=[("winter", "Hiver"), ("summer", "Été")])
    starts_on = LegalDateField(label="Premier jour")
    national_text = PlainCharField(label="Texte qui fixe les dates", max_length=200, required=False)


def of_sales(facts: Facts) -> Iterator[Expected]:
    """The last day of the sales: whole weeks, the first day counted."""
    yield counted_from(
        facts, code="sales_end", label="Dernier jour des soldes", kind=Kind.EVENT, parameter=WEEKS.code,
        article=SALES_ARTICLE, started_on=day_of(facts.case.answers, "starts_on"), start="Premier jour des soldes",
        count=lambda day, weeks: day + timedelta(weeks=weeks) - timedelta(days=1), more=", premier jour compris",
        state=lambda due_on: (
            State.MET if due_on < facts.on else State.RUNNING if facts.case.is_open else State.VOID
        ),
    )  # fmt: skip


SALES = Procedure(
    code="sales_period_info",
    label="Dates des soldes, information",
    short_label="Soldes",
    archetype=Archetype.THIRD_PARTY_ACT,
    unit=UNIT,
    family=FAMILY,
    reference_code="SOL",
    legal_basis=(SALES_ARTICLE,),
    help_text="Les dates sont nationales. Le préfet n'est consulté que dans les départements qui y dérogent.",
    form=SalesForm,
    title=lambda answers: f"Soldes, à compter du {date.fromisoformat(answers['starts_on']):%d/%m/%Y}",
    kept_out_of_register="Une information sur les dates nationales ne donne lieu à aucun acte.",
    dates=(of_sales,),
    parameters=(WEEKS,),
    rules={"weeks": WEEKS.code},
    letters=(
        LetterModel("acknowledgement", "Information sur les dates des soldes", "letters/economy/sales_period.html",
                    "acknowledgement"),
    ),
)  # fmt: skip

# --- former declarations of liquidation, kept readable ------------------------------------------------------

REASONS = [
    ("cessation", "Cessation d'activité"),
    ("seasonal", "Suspension saisonnière"),
    ("change", "Changement d'activité"),
    ("works", "Modification substantielle des conditions d'exploitation"),
]


class LiquidationForm(forms.Form):
    """The sale, the event that justifies it, and what could not be foreseen."""

    reason = forms.ChoiceField(label="Motif", choices=REASONS)
    starts_on = LegalDateField(label="Début de la vente")
    ends_on = LegalDateField(label="Fin de la vente")
    event_on = LegalDateField(label="Date de l'événement qui motive la vente")
    unforeseen = forms.BooleanField(label="Motivée par un fait imprévisible", required=False)

    def clean(self):
        data = super().clean()
        refuse_reversed(self, "starts_on", "ends_on", "La fin ne peut précéder le début.")
        refuse_reversed(self, "starts_on", "event_on", "L'événement ne peut précéder la vente.")
        starts_on, ends_on, event_on = (data.get(name) for name in ("starts_on", "ends_on", "event_on"))
        if starts_on and ends_on and "ends_on" not in self.errors:
            months = int(parameter(LONGEST.code, starts_on))
            if ends_on >= add_months(starts_on, months):
                self.add_error("ends_on", f"La vente dure {months} mois au plus.")
        if ends_on and event_on and "event_on" not in self.errors:
            months = int(parameter(EVENT.code, ends_on))
            if event_on > add_months(ends_on, months):
                self.add_error("event_on", f"L'événement suit la fin de la vente dans les {months} mois.")
        return data


def of_liquidation_receipt(facts: Facts) -> Iterator[Expected]:
    """The receipt, within some days of the complete file; the missing documents, asked then produced within a week."""
    case = facts.case
    awaited = case.complete_on is None
    words = {
        "code": "missing" if awaited else "receipt",
        "label": "Pièces manquantes à demander" if awaited else "Récépissé à délivrer",
        "start": "Dossier reçu" if awaited else "Dossier complet",
    }
    yield counted_from(
        facts, **words, parameter=(MISSING if awaited else RECEIPT).code, article=LIQUIDATION_ARTICLES,
        started_on=case.received_on if awaited else case.complete_on, count=days_after,
        state=State.RUNNING if case.stage in ("received", "incomplete", "review") else State.MET,
    )  # fmt: skip


LIQUIDATION = Procedure(
    code="liquidation_sale_declaration",
    label="Déclaration de vente en liquidation (avant juillet 2014)",
    short_label="Liquidation, archives",
    archetype=Archetype.DECLARATION,
    unit=UNIT,
    family=FAMILY,
    reference_code="LIQ",
    legal_basis=(LIQUIDATION_ARTICLES,),
    help_text="Depuis le 1er juillet 2014, la déclaration est faite au maire. Cette procédure garde lisibles les"
    " déclarations anciennes et leurs délais ; elle n'ouvre plus de dossier.",
    form=LiquidationForm,
    title=lambda answers: f"Vente en liquidation, {answers['party']}",
    event_field="starts_on",
    filing=FilingWindow(
        SHORT.code, "", LIQUIDATION_ARTICLES, Span.DAYS, longer_parameter=LONG.code,
        longer_when=lambda answers: not answers.get("unforeseen"), longer_span=Span.MONTHS,
    ),
    pieces=(
        Piece("declaration", "Déclaration signée"),
        Piece("proof", "Justificatif de l'événement qui motive la vente"),
        Piece("inventory", "Inventaire détaillé des marchandises"),
    ),
    dates=(of_liquidation_receipt,),
    parameters=(LONG, SHORT, RECEIPT, LONGEST, EVENT, MISSING),
    letters=(
        LetterModel("completeness_request", "Demande de pièces", "letters/any/completeness_request.html",
                    "pieces_request"),
        LetterModel("receipt", "Récépissé de déclaration", "letters/economy/liquidation_receipt.html", "receipt"),
        LetterModel("redirect_notice", "Transmission au maire", "letters/any/redirect_notice.html"),
    ),
    related=("liquidation_sale_redirect",),
    active=False,
)  # fmt: skip

PROCEDURES = (REGISTER, SALES, LIQUIDATION)
