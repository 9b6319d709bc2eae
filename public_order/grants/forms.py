"""Forms of the programmes, of the applications and of the scenarios. They validate, they do not act."""

import re
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from directorate.casework.forms import LegalDateField, LegalDateTimeField
from directorate.registers.paper_acts import OrderNumberField
from directorate.territory.models import Commune
from directorate.web.plain_text import PlainCharField, text_area
from public_order.grants.catalogue import CRITERIA, Advice, Adviser, Family, Funder, Item, PieceStatus, PromoterKind
from public_order.grants.catalogue import Refusal as RefusalKind
from public_order.grants.models import (
    EnvelopeMovement,
    GrantApplication,
    GrantAxis,
    GrantCall,
    GrantEnvelope,
    Promoter,
)

SPACES = re.compile(r"[\s\u00a0\u202f€]+")
FUNDERS = {label.casefold(): code for code, label in Funder.choices} | {code: code for code in Funder.values}
EXCLUDED = "non éligible"
MOST_LINES = 60


class EuroField(forms.DecimalField):
    """An amount as people write it: « 27 000,50 € »."""

    widget = forms.TextInput(attrs={"inputmode": "decimal"})
    default_error_messages = {"invalid": "Ce montant ne se lit pas : écrire par exemple 27 000,50."}

    def to_python(self, value: Any) -> Decimal | None:
        return super().to_python(SPACES.sub("", value).replace(",", ".") if isinstance(value, str) else value)


def euros(label: str, **facts: Any) -> EuroField:
    return EuroField(label=label, min_value=0, max_digits=12, decimal_places=2, **facts)


class ProgrammeForm(forms.Form):
    year = forms.IntegerField(label="Année", min_value=2007, max_value=2100)
    family = forms.ChoiceField(label="Programme", choices=Family.choices)
    instruction = PlainCharField(label="Instruction", max_length=200, required=False)


class CallForm(forms.Form):
    title = PlainCharField(label="Intitulé", max_length=160)
    opens_on = LegalDateField(label="Ouvert le")
    closes_at = LegalDateTimeField(label="Clos le")
    rules = text_area("Règlement", required=False, rows=6)


class CreditsForm(forms.Form):
    envelope = forms.ChoiceField(label="Enveloppe", choices=GrantEnvelope.Kind.choices)
    movement = forms.ChoiceField(label="Mouvement", choices=EnvelopeMovement.Kind.choices)
    amount = EuroField(
        label="Montant (€)", max_digits=12, decimal_places=2,
        help_text="Une mise en réserve ou un retrait diminuent l'enveloppe ; un transfert porte son signe.",
    )  # fmt: skip
    on = LegalDateField(label="Le")
    reference = PlainCharField(label="Référence", max_length=100)


class PromoterForm(forms.Form):
    kind = forms.ChoiceField(label="Nature", choices=PromoterKind.choices)
    name = PlainCharField(label="Nom", max_length=160)
    siret = PlainCharField(label="SIRET", max_length=30, required=False)
    rna = PlainCharField(label="RNA", max_length=20, required=False, help_text="D'une association : W941234567.")
    commune = forms.ModelChoiceField(
        label="Commune", queryset=Commune.objects.defer("contour").order_by("sort_name"), required=False
    )
    address = PlainCharField(label="Adresse", max_length=300, required=False)
    representative = PlainCharField(label="Représentant légal", max_length=120, required=False)
    email = forms.EmailField(label="Courriel", required=False)
    phone = PlainCharField(label="Téléphone", max_length=30, required=False)
    recovers_vat = forms.BooleanField(label="Récupère la TVA ou reçoit le FCTVA", required=False)
    iban_number = PlainCharField(
        label="IBAN", max_length=42, required=False, help_text="Scellé ; vide : celui qui est déjà connu."
    )


class ApplicationForm(forms.Form):
    promoter = forms.ModelChoiceField(label="Porteur", queryset=Promoter.objects.all())
    axis = forms.ModelChoiceField(label="Axe", queryset=GrantAxis.objects.none())
    title = PlainCharField(label="Intitulé du projet", max_length=160)
    asked = EuroField(label="Subvention demandée (€)", min_value=1, max_digits=12, decimal_places=2)
    starts_on = LegalDateField(label="Du")
    ends_on = LegalDateField(label="Au")
    year_count = forms.IntegerField(label="Nombre d'années", min_value=1, max_value=4, initial=1)
    exercise_ends_on = LegalDateField(
        label="Exercice clos le", required=False,
        help_text="Vide : le 31 décembre de la dernière année du projet. Le compte rendu financier en dépend.",
    )  # fmt: skip
    communes = forms.ModelMultipleChoiceField(
        label="Communes", queryset=Commune.objects.defer("contour").order_by("sort_name"), required=False,
        help_text="Aucune : tout le département.", widget=forms.SelectMultiple(attrs={"size": 6}),
    )  # fmt: skip
    is_renewal = forms.BooleanField(label="Reconduction", required=False)
    previous = forms.ModelChoiceField(
        label="Demande précédente", queryset=GrantApplication.objects.exclude(number=""), required=False
    )
    objectives = text_area("Objectifs", required=False, rows=4)
    description = text_area("Description", required=False, rows=4)
    evaluation = text_area("Évaluation prévue", required=False, max_length=2000)
    recoverable_vat = euros("TVA récupérable comprise dans les dépenses (€)", required=False)
    is_state_equipment = forms.BooleanField(label="Équipement d'un service de l'État", required=False)
    replaces_common_law = forms.BooleanField(label="Se substitue à des crédits de droit commun", required=False)

    def __init__(self, *args, call: GrantCall, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["axis"].queryset = call.programme.axes.all()

    def clean_recoverable_vat(self):
        return self.cleaned_data["recoverable_vat"] or Decimal(0)


class BudgetForm(forms.Form):
    lines = text_area(
        "Budget", rows=12, max_length=8000,
        help_text="Une ligne par charge ou produit : compte ; intitulé ; montant ; financeur ou « non éligible »."
        f" Financeurs : {', '.join(Funder.labels)}. Comptes 60 à 68, 70 à 79, 86 et 87.",
    )  # fmt: skip

    def clean_lines(self):
        rows = [row for row in enumerate(self.cleaned_data["lines"].splitlines(), 1) if row[1].strip()]
        if len(rows) > MOST_LINES:
            raise ValidationError(f"Un budget tient en {MOST_LINES} lignes au plus.")
        return [budget_line(rank, text) for rank, text in rows]


def budget_line(rank: int, text: str) -> dict[str, Any]:
    cells = [cell.strip() for cell in text.split(";")]
    if not 3 <= len(cells) <= 4:
        raise ValidationError(f"Ligne {rank} : écrire « 60 ; Achats ; 1 200,50 ».")
    mark = cells[3].casefold() if len(cells) == 4 else ""
    if mark and mark != EXCLUDED and mark not in FUNDERS:
        raise ValidationError(f"Ligne {rank} : « {cells[3]} » n'est pas un financeur connu.")
    try:
        amount = Decimal(SPACES.sub("", cells[2]).replace(",", "."))
        if not 0 < amount < 10**8 or amount != amount.quantize(Decimal("0.01")):
            raise InvalidOperation
    except InvalidOperation as error:
        raise ValidationError(f"Ligne {rank} : ce montant ne se lit pas.") from error
    return {"account": cells[0][:2], "label": cells[1][:120], "amount": amount, "funder": FUNDERS.get(mark, ""),
            "is_excluded": mark == EXCLUDED}  # fmt: skip


def budget_words(row: GrantApplication) -> str:
    def line(each) -> str:
        last = EXCLUDED if each.is_excluded else each.get_funder_display() if each.funder else ""
        cells = [each.account, each.label, str(each.amount).replace(".", ","), last]
        return " ; ".join(cell for cell in cells if cell)

    return "\n".join(line(each) for each in row.budget.all())


class EquipmentForm(forms.Form):
    item = forms.ChoiceField(label="Matériel", choices=Item.choices)
    quantity = forms.IntegerField(label="Quantité", min_value=1, max_value=10_000)
    unit_price = euros("Prix unitaire (€)")


class IndicatorForm(forms.Form):
    label = PlainCharField(label="Indicateur", max_length=200)
    target = PlainCharField(label="Cible", max_length=100, required=False)


class ReceiptForm(forms.Form):
    receipt_on = LegalDateField(label="Accusé de réception du")


class PiecesForm(forms.Form):
    def __init__(self, *args, application: GrantApplication, **kwargs):
        super().__init__(*args, **kwargs)
        for row in application.pieces.all():
            self.fields[row.piece] = forms.ChoiceField(
                label=row.get_piece_display(), choices=PieceStatus.choices, initial=row.status
            )

    def clean(self):
        return {"statuses": dict(super().clean())}


class RejectForm(forms.Form):
    refusal = forms.ChoiceField(label="Motif", choices=RefusalKind.choices)
    reason = text_area("Explication au porteur", max_length=1000)


class ReasonForm(forms.Form):
    reason = text_area("Motif", max_length=1000)


class AdvisersForm(forms.Form):
    advisers = forms.MultipleChoiceField(
        label="Services consultés", choices=Adviser.choices, widget=forms.CheckboxSelectMultiple
    )


class AdviceForm(forms.Form):
    adviser = forms.ChoiceField(label="Service", choices=Adviser.choices)
    advice = forms.ChoiceField(label="Avis", choices=[row for row in Advice.choices if row[0] != Advice.WAITING])
    comment = text_area("Observation", required=False, max_length=1000)


class NotesForm(forms.Form):
    comment = text_area("Observation", required=False, max_length=1000)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        notes = {
            name: forms.IntegerField(label=f"{label} (0 à 5)", min_value=0, max_value=5)
            for name, label in CRITERIA.items()
        }
        self.fields = {**notes, **self.fields}

    def clean(self):
        data = super().clean()
        return {"notes": {name: data[name] for name in CRITERIA if name in data}, "comment": data.get("comment", "")}


class AmountForm(forms.Form):
    amount = euros("Montant proposé (€)")


class SignForm(forms.Form):
    number = OrderNumberField()
    signed_on = LegalDateField(label="Signé le")


class NotifyForm(forms.Form):
    notified_on = LegalDateField(label="Notifiée le")


class ScenarioForm(forms.Form):
    name = PlainCharField(label="Nom du scénario", max_length=80)
    envelope = euros("Enveloppe (€)", required=False, help_text="Vide : ce qui reste à accorder.")


class LineForm(forms.Form):
    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    verdict = forms.CharField(max_length=6)
    amount = euros("Montant (€)", required=False)
    refusal = forms.CharField(max_length=12, required=False)
    reason = PlainCharField(max_length=500, required=False)
