"""Forms of the orientations, of the plan, of its actions and of the public door. They validate, they do not act."""

import re
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from directorate.casework.forms import LegalDateField, LegalDateTimeField
from directorate.registers.paper_acts import OrderNumberField
from directorate.territory.identifiers import siret_validator, uai_validator
from directorate.territory.models import Commune
from directorate.web.errors import DomainError
from directorate.web.pages import refuse
from directorate.web.plain_text import PlainCharField, text_area
from road_safety.strategy.catalogue import FILTERS, STAKES, Answer, Audience, Family, Lever, Piece, PromoterKind
from road_safety.strategy.levers import sequels
from road_safety.strategy.models import Action, Orientation, Stake, YearPlan
from road_safety.strategy.terms import CRITERIA

# What a form calls each lever, with the words that ask for it.
ASKED = {"asked_money": Lever.MONEY, "asked_equipment": Lever.EQUIPMENT, "asked_volunteers": Lever.VOLUNTEERS}
# « 60 ; Achats ; 1 200,50 ; exclu »
BUDGET = re.compile(
    r"^\s*(\d{2})\s*[;\t|]\s*([^;\t|]+?)\s*[;\t|]\s*(\d[\d\s\u00a0\u202f.,]{0,20}?)\s*€?\s*(?:[;\t|]\s*(exclu)\s*)?$",
    re.IGNORECASE | re.ASCII,
)
ADDRESS = re.compile(r"https?://|www\.", re.IGNORECASE)
MOST_LINES = 60
PROMOTERS = [(code, label) for code, label in PromoterKind.choices if code != PromoterKind.PERSON]


def money_field(label: str, **facts: Any) -> forms.DecimalField:
    return forms.DecimalField(label=label, min_value=0, max_digits=10, decimal_places=2, **facts)


def reason_field(label: str = "Motif") -> forms.CharField:
    return text_area(label, max_length=1000)


class NumberField(PlainCharField):
    """An official number that may be left blank, checked with its key."""

    def __init__(self, check, **facts):
        super().__init__(required=False, **facts)
        self.check = check

    def clean(self, value):
        text = super().clean(value)
        return self.check(text) if text else ""


# --- the orientations -------------------------------------------------------------------------------------------


class OpenOrientationsForm(forms.Form):
    first_year = forms.IntegerField(label="Première année", min_value=2000, max_value=2100)


class StakeForm(forms.Form):
    code = forms.ChoiceField(label="Enjeu", choices=[(code, row.label) for code, row in STAKES.items()])
    label = PlainCharField(label="Intitulé dans le DGO", max_length=120, required=False,
                           help_text="Vide : celui du catalogue.")  # fmt: skip
    is_mandatory = forms.BooleanField(label="Enjeu national obligatoire", required=False)
    accident_filter = forms.ChoiceField(label="Accidents comptés", choices=FILTERS, required=False)
    diagnosis = text_area("Diagnostic", required=False, rows=4)
    target = PlainCharField(label="Objectif", max_length=1000, required=False)
    pilot = PlainCharField(label="Pilote", max_length=160, required=False)
    is_to_confirm = forms.BooleanField(label="À confirmer", required=False)


class OrientationForm(forms.Form):
    family = forms.ChoiceField(label="Famille", choices=Family.choices)
    text = text_area("Orientation", max_length=1000)
    partners = PlainCharField(label="Partenaires", max_length=300, required=False)
    indicator = PlainCharField(label="Indicateur", max_length=300, required=False)


class SignOrientationsForm(forms.Form):
    signed_on = LegalDateField(label="Signé le")
    signatories = text_area("Signataires", max_length=500)
    signing_meeting = PlainCharField(label="Instance de signature", max_length=200, required=False)
    document = forms.FileField(label="DGO signé (PDF)", required=False)


class ReviewForm(forms.Form):
    reviewed_on = LegalDateField(label="Bilan du")
    review = text_area("Bilan à mi-parcours", rows=6)


# --- the plan -----------------------------------------------------------------------------------------------------


class OpenPlanForm(forms.Form):
    year = forms.IntegerField(label="Année", min_value=2000, max_value=2100)
    envelope = forms.DecimalField(label="Enveloppe (€)", min_value=0, max_digits=12, decimal_places=2)


class EnvelopeForm(forms.Form):
    envelope = forms.DecimalField(label="Nouvelle enveloppe (€)", min_value=0, max_digits=12, decimal_places=2)
    reason = reason_field()


class CallForm(forms.Form):
    opens_on = LegalDateField(label="Ouvert le")
    closes_at = LegalDateTimeField(label="Clos le")
    rules = text_area("Règlement", required=False, rows=6)
    priorities = forms.ModelMultipleChoiceField(
        label="Enjeux prioritaires", queryset=Stake.objects.none(), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip

    def __init__(self, *args, plan: YearPlan, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["priorities"].queryset = plan.orientations.stakes.all()


class CommitteeForm(forms.Form):
    committee_on = LegalDateField(label="Comité du")
    minutes = text_area("Relevé du comité", rows=6)


class SignPlanForm(forms.Form):
    number = OrderNumberField()
    signed_on = LegalDateField(label="Signé le")


class ReportForm(forms.Form):
    report_on = LegalDateField(label="Bilan validé le")


# --- an action sheet ------------------------------------------------------------------------------------------------


class SheetForm(forms.Form):
    """What whoever asks knows, at the desk or at the public door."""

    title = PlainCharField(label="Intitulé de l'action", max_length=160)
    promoter_kind = forms.ChoiceField(label="Nature du porteur", choices=PROMOTERS)
    promoter = PlainCharField(label="Porteur", max_length=160)
    siret = NumberField(siret_validator, label="SIRET", max_length=30, help_text="Exigé pour une subvention.")
    uai = NumberField(uai_validator, label="UAI", max_length=12, help_text="Numéro de l'établissement scolaire.")
    leader = PlainCharField(label="Responsable de l'action", max_length=120)
    email = forms.EmailField(label="Courriel")
    phone = PlainCharField(label="Téléphone", max_length=30, required=False)
    address = PlainCharField(label="Adresse du porteur", max_length=300, required=False)
    description = text_area("Description de l'action", rows=5)
    audiences = forms.MultipleChoiceField(
        label="Publics", choices=Audience.choices, widget=forms.CheckboxSelectMultiple
    )
    expected = forms.IntegerField(label="Nombre de personnes attendues", min_value=1, max_value=1_000_000)
    communes = forms.ModelMultipleChoiceField(
        label="Communes", queryset=Commune.objects.defer("contour").order_by("sort_name"), required=False,
        help_text="Aucune : tout le département.", widget=forms.SelectMultiple(attrs={"size": 6}),
    )  # fmt: skip
    place = PlainCharField(label="Lieu", max_length=200, required=False)
    starts_on = LegalDateField(label="Du")
    ends_on = LegalDateField(label="Au")
    requested = money_field("Subvention demandée (€)", required=False)
    asked_money = PlainCharField(label="Objet de la subvention", max_length=500, required=False)
    asked_equipment = PlainCharField(
        label="Matériel demandé", max_length=500, required=False,
        help_text="Simulateur, lunettes, voiture-tonneau… Vide : aucun.",
    )  # fmt: skip
    asked_volunteers = PlainCharField(
        label="Intervenants demandés", max_length=500, required=False, help_text="Combien, pour quoi. Vide : aucun."
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for sequel in sequels().values():
            self.fields.update(sequel.fields())

    def clean(self):
        """The three levers as one value, as the operation wants them."""
        data = super().clean()
        wanted = {lever: data.pop(name, "") for name, lever in ASKED.items()}
        data["wishes"] = {}
        for lever, sequel in sequels().items():
            found = {name: data.pop(name, None) for name in sequel.fields()}
            try:
                words = sequel.words({**found, "starts_on": data.get("starts_on"), "ends_on": data.get("ends_on")})
            except DomainError as refusal:
                refuse(self, refusal)
                continue
            data["wishes"][lever] = found
            wanted[Lever(lever)] = wanted[Lever(lever)] or words
        if data.get("requested") and not wanted[Lever.MONEY]:
            wanted[Lever.MONEY] = "Subvention"
        data["asked"] = {str(lever): words for lever, words in wanted.items() if words}
        if "requested" in data and not data["requested"]:
            data["requested"] = None
        if Lever.MONEY in data["asked"] and "requested" in data and data["requested"] is None:
            self.add_error("requested", "Dire le montant de la subvention demandée.")
        return data


class ActionForm(SheetForm):
    """The sheet at the desk, with what the bureau adds."""

    stakes = forms.ModelMultipleChoiceField(
        label="Enjeux du DGO", queryset=Stake.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    orientation = forms.ModelChoiceField(
        label="Orientation", queryset=Orientation.objects.none(), required=False, empty_label="Aucune"
    )
    outside_reason = PlainCharField(label="Motif, si l'action est hors DGO", max_length=300, required=False)
    partners = PlainCharField(label="Partenaires", max_length=500, required=False)
    other_state = money_field("Autres aides de l'État (€)", required=False)
    is_labelled = forms.BooleanField(label="Label du plan demandé", required=False)

    def __init__(self, *args, plan: YearPlan, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["stakes"].queryset = plan.orientations.stakes.all()
        self.fields["orientation"].queryset = Orientation.objects.filter(stake__orientations=plan.orientations_id)
        for name in ("leader", "email", "description", "expected", "starts_on", "ends_on", "audiences"):
            self.fields[name].required = False

    def clean_other_state(self):
        return self.cleaned_data["other_state"] or Decimal(0)


def mailed_words(text: str) -> str:
    """One line without address."""
    text = " ".join(text.split())
    if ADDRESS.search(text):
        raise ValidationError("Sans adresse internet.")
    return text


class DoorForm(SheetForm):
    """The public door: `website` is left blank by people, filled by programs."""

    website = forms.CharField(required=False, widget=forms.HiddenInput, max_length=200)

    def clean_title(self):
        return mailed_words(self.cleaned_data["title"])

    def clean_promoter(self):
        return mailed_words(self.cleaned_data["promoter"])

    def clean_website(self):
        if self.cleaned_data["website"]:
            raise ValidationError("Laisser ce champ vide.")
        return ""

    def clean(self):
        data = super().clean()
        data.pop("website", None)
        if not data["asked"] and not self.errors:
            raise ValidationError("Dire ce qui est demandé : une subvention, du matériel ou des intervenants.")
        return data


class BudgetForm(forms.Form):
    lines = text_area(
        "Budget", rows=10, max_length=8000,
        help_text="Une ligne par dépense ou recette : compte ; intitulé ; montant. Ajouter « ; exclu » aux travaux et"
        " au fonctionnement. Comptes 60 à 68 (dépenses), 70 à 79 (recettes), 86 et 87 (contributions volontaires).",
    )  # fmt: skip

    def clean_lines(self):
        return [read_line(rank, text) for rank, text in enumerate(self.cleaned_data["lines"].splitlines(), 1)
                if text.strip()][: MOST_LINES + 1]  # fmt: skip

    def clean(self):
        data = super().clean()
        if len(data.get("lines", ())) > MOST_LINES:
            self.add_error("lines", f"Un budget tient en {MOST_LINES} lignes au plus.")
        return data


def read_line(rank: int, text: str) -> dict[str, Any]:
    found = BUDGET.match(text)
    if found is None:
        raise ValidationError(f"Ligne {rank} : écrire « 60 ; Achats ; 1 200,50 ».")
    try:
        amount = Decimal(re.sub(r"[\s\u00a0\u202f]", "", found[3]).replace(",", "."))
    except InvalidOperation as error:
        raise ValidationError(f"Ligne {rank} : ce montant ne se lit pas.") from error
    if amount != amount.quantize(Decimal("0.01")) or amount >= 10**8:
        raise ValidationError(f"Ligne {rank} : un montant a deux décimales au plus et reste sous cent millions.")
    return {"account": found[1], "label": found[2][:120], "amount": amount, "is_excluded": bool(found[4])}


def budget_text(action: Action) -> str:
    return "\n".join(
        f"{row.account} ; {row.label} ; {str(row.amount).replace('.', ',')}{' ; exclu' if row.is_excluded else ''}"
        for row in action.budget.all()
    )


class IndicatorForm(forms.Form):
    label = PlainCharField(label="Indicateur", max_length=200)
    target = PlainCharField(label="Cible", max_length=100, required=False)


class PiecesForm(forms.Form):
    pieces = forms.MultipleChoiceField(
        label="Pièces reçues", choices=Piece.choices, required=False, widget=forms.CheckboxSelectMultiple
    )


class ReasonForm(forms.Form):
    reason = reason_field()


class ProposeForm(forms.Form):
    """A note for each criterion, and the amount when money is asked."""

    proposed = money_field("Montant proposé (€)", required=False)
    comment = text_area("Observation de l'instructeur", required=False, max_length=1000)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        notes = {
            f"note_{name}": forms.IntegerField(label=f"{label} (0 à 5)", min_value=0, max_value=5)
            for name, label in CRITERIA.items()
        }
        self.fields = {**notes, **self.fields}

    def clean(self):
        data = super().clean()
        notes = {name: data.pop(f"note_{name}", None) for name in CRITERIA}
        return {**data, "notes": {name: note for name, note in notes.items() if note is not None}}


class AnswerForm(forms.Form):
    answer = forms.ChoiceField(
        label="Réponse", choices=[row for row in Answer.choices if row[0] != Answer.PENDING], widget=forms.RadioSelect
    )
    reason = text_area(
        "Motif", required=False, max_length=1000, help_text="Exigé pour un refus ; repris dans la lettre."
    )


class MoneyAnswerForm(AnswerForm):
    amount = money_field("Montant accordé (€)", required=False)
    field_order = ("answer", "amount", "reason")


class CommitForm(forms.Form):
    committed_on = LegalDateField(label="Engagée le")


class PayForm(forms.Form):
    paid = money_field("Montant payé (€)")
    paid_on = LegalDateField(label="Payée le")


class FinancialReportForm(forms.Form):
    reported_on = LegalDateField(label="Reçu le")
    spent = money_field("Dépenses éligibles réalisées (€)")


class PostponeForm(forms.Form):
    starts_on = LegalDateField(label="Du")
    ends_on = LegalDateField(label="Au")
    reason = reason_field()


class HoldForm(forms.Form):
    held_on = LegalDateField(label="Réalisée le")
    reached = forms.IntegerField(
        label="Personnes touchées", min_value=0, max_value=10_000_000, required=False,
        help_text="Vide tant que le public n'est pas compté.",
    )  # fmt: skip


class EvaluateForm(forms.Form):
    evaluated_on = LegalDateField(label="Évaluée le")
    reached = forms.IntegerField(label="Personnes touchées", min_value=0, max_value=10_000_000, required=False)
    satisfaction = forms.IntegerField(label="Satisfaction (0 à 5)", min_value=0, max_value=5, required=False)
    evaluation = text_area("Bilan qualitatif", rows=5)
    to_renew = forms.BooleanField(label="À reconduire", required=False)

    def __init__(self, *args, action: Action, **kwargs):
        super().__init__(*args, **kwargs)
        for row in action.indicators.all():
            self.fields[f"result_{row.pk}"] = PlainCharField(
                label=f"Résultat : {row.label}", max_length=100, required=False, help_text=row.target
            )

    def clean(self):
        data = super().clean()
        results = {int(name.removeprefix("result_")): data.pop(name) for name in list(data) if name[:7] == "result_"}
        return {**data, "results": results}
