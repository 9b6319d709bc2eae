"""Forms of the pool and of the loans. They validate, they do not act."""

from datetime import timedelta

from django import forms

from directorate.casework.forms import LegalDateField, LegalDateTimeField
from directorate.territory.models import Commune
from directorate.web.plain_text import PlainCharField, text_area
from road_safety.equipment.catalogue import CHECKLIST, Condition, Family, Operator, Power, Towing, Tracking
from road_safety.equipment.models import Allocation, EquipmentModel, Loan
from road_safety.strategy.catalogue import PromoterKind
from road_safety.strategy.forms import money_field, reason_field
from road_safety.strategy.models import Action
from road_safety.volunteers.models import Mission

LINES = 4
PHOTOS = 4
WISHES = 3
BORROWERS = [(code, label) for code, label in PromoterKind.choices if code != PromoterKind.PERSON]


class ModelForm(forms.Form):
    family = forms.ChoiceField(label="Famille", choices=Family.choices)
    name = PlainCharField(label="Modèle", max_length=120)
    tracking = forms.ChoiceField(label="Suivi", choices=Tracking.choices)
    value = money_field("Valeur unitaire (€)")
    before_days = forms.IntegerField(label="Jours de préparation avant", min_value=0, max_value=30, initial=0)
    after_days = forms.IntegerField(label="Jours de remise en état après", min_value=0, max_value=30, initial=0)
    max_days = forms.IntegerField(label="Durée maximale du prêt (jours)", min_value=1, max_value=365, required=False)
    operator = forms.ChoiceField(
        label="Formation de l'opérateur", choices=[("", "Aucune"), *Operator.choices], required=False
    )
    towing = forms.ChoiceField(label="Permis pour le tracter", choices=Towing.choices, initial=Towing.NONE)
    power = forms.ChoiceField(label="Alimentation", choices=Power.choices, initial=Power.NONE)
    weight_kg = forms.DecimalField(label="Poids (kg)", min_value=0, max_digits=7, decimal_places=1, required=False)
    volume_m3 = forms.DecimalField(label="Volume (m³)", min_value=0, max_digits=6, decimal_places=2, required=False)
    surface_m2 = forms.IntegerField(label="Surface (m²)", min_value=1, max_value=9_999, required=False)
    note = text_area("Observation", max_length=1000, required=False)
    manual = forms.FileField(label="Notice (PDF)", required=False)
    is_active = forms.BooleanField(label="Ce modèle se prête", required=False, initial=True)


class ItemForm(forms.Form):
    inventory_number = PlainCharField(label="Numéro d'inventaire", max_length=30)
    serial = PlainCharField(label="Numéro de série", max_length=60, required=False)
    quantity = forms.IntegerField(label="Quantité", min_value=0, max_value=100_000, initial=1)
    condition = forms.ChoiceField(label="État", choices=Condition.choices, initial=Condition.GOOD)
    location = PlainCharField(label="Emplacement", max_length=120, required=False)
    bought_on = LegalDateField(label="Acheté le", required=False)
    funding = PlainCharField(label="Financement", max_length=120, required=False)
    next_check_on = LegalDateField(
        label="Prochaine vérification", required=False, help_text="Étalonnage, électricité, contrôle de la remorque."
    )
    insurance_ref = PlainCharField(label="Assurance", max_length=120, required=False)
    expires_on = LegalDateField(label="Périmé après le", required=False, help_text="Consommables seulement.")


class MaintenanceForm(forms.Form):
    first_on = LegalDateField(label="Du")
    last_on = LegalDateField(label="Au", required=False, help_text="Vide : jusqu'à nouvel ordre.")
    quantity = forms.IntegerField(label="Quantité immobilisée", min_value=1, max_value=100_000, initial=1)
    reason = PlainCharField(label="Motif", max_length=300)
    provider = PlainCharField(label="Prestataire", max_length=160, required=False)
    cost = money_field("Coût (€)", required=False)


class EndMaintenanceForm(forms.Form):
    last_on = LegalDateField(label="Dernier jour d'immobilisation")
    condition = forms.ChoiceField(label="État constaté", choices=Condition.choices, initial=Condition.GOOD)
    cost = money_field("Coût (€)", required=False)
    next_check_on = LegalDateField(label="Prochaine vérification", required=False)


class ConditionForm(forms.Form):
    condition = forms.ChoiceField(label="État", choices=Condition.choices)
    reason = reason_field()


class LoanForm(forms.Form):
    """A request: who, when, what."""

    borrower = PlainCharField(label="Emprunteur", max_length=160)
    borrower_kind = forms.ChoiceField(label="Nature", choices=BORROWERS)
    contact = PlainCharField(label="Contact", max_length=120, required=False)
    email = forms.EmailField(label="Courriel", required=False)
    phone = PlainCharField(label="Téléphone", max_length=30, required=False)
    address = PlainCharField(label="Adresse", max_length=300, required=False)
    pickup_at = LegalDateTimeField(label="Enlèvement")
    return_at = LegalDateTimeField(label="Retour")
    commune = forms.ModelChoiceField(
        label="Commune", queryset=Commune.objects.defer("contour").order_by("sort_name"), required=False
    )
    place = PlainCharField(label="Lieu d'utilisation", max_length=200, required=False)
    purpose = PlainCharField(label="Usage", max_length=500, required=False)
    expected = forms.IntegerField(label="Public attendu", min_value=1, max_value=1_000_000, required=False)
    driver_category = forms.ChoiceField(
        label="Permis du conducteur", required=False, help_text="Pour ce qui se tracte.",
        choices=[("", "Non connu"), *((code, label) for code, label in Towing.choices if code != Towing.NONE)],
    )  # fmt: skip
    trained_agent = PlainCharField(
        label="Agent formé de l'emprunteur", max_length=120, required=False,
        help_text="Pour un simulateur ou une voiture-tonneau sans intervenant départemental.",
    )  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        rows = EquipmentModel.objects.filter(is_active=True)
        for rank in range(1, LINES + 1):
            self.fields[f"model_{rank}"] = forms.ModelChoiceField(
                label=f"Matériel {rank}", queryset=rows, required=rank == 1, empty_label="Aucun" if rank > 1 else "—"
            )
            self.fields[f"quantity_{rank}"] = forms.IntegerField(
                label=f"Quantité {rank}", min_value=1, max_value=9_999, initial=1, required=False
            )
        names = [f"{name}_{rank}" for rank in range(1, LINES + 1) for name in ("model", "quantity")]
        self.order_fields(["borrower", "borrower_kind", "pickup_at", "return_at", *names])

    def clean(self):
        data = super().clean()
        pairs = [(data.pop(f"model_{rank}", None), data.pop(f"quantity_{rank}", None)) for rank in range(1, LINES + 1)]
        data["lines"] = [(model, count or 1) for model, count in pairs if model]
        return data


def loan_initial(row: Loan) -> dict:
    names = ("borrower", "borrower_kind", "contact", "email", "phone", "address", "pickup_at", "return_at", "commune",
             "place", "purpose", "expected", "driver_category", "trained_agent")  # fmt: skip
    found = {name: getattr(row, name) for name in names}
    for rank, line in enumerate(row.lines.all()[:LINES], 1):
        found |= {f"model_{rank}": line.model_id, f"quantity_{rank}": line.quantity}
    return found


class InsuranceForm(forms.Form):
    document = forms.FileField(label="Attestation d'assurance")
    insured_until = LegalDateField(label="Assuré jusqu'au")


class SignForm(forms.Form):
    signed_on = LegalDateField(label="Signée le")
    signatory = PlainCharField(label="Signataire pour l'emprunteur", max_length=120)


class LinkForm(forms.Form):
    action = forms.ModelChoiceField(
        label="Action du plan", queryset=Action.objects.none(), required=False, empty_label="Aucune"
    )
    mission = forms.ModelChoiceField(
        label="Mission d'intervenants", queryset=Mission.objects.none(), required=False, empty_label="Aucune"
    )

    def __init__(self, *args, loan: Loan, **kwargs):
        super().__init__(*args, **kwargs)
        near = (loan.pickup_at - timedelta(days=60), loan.return_at + timedelta(days=60))
        actions = Action.objects.exclude(number="").filter(plan__year__gte=loan.pickup_at.year - 1)
        self.fields["action"].queryset = (actions | Action.objects.filter(pk=loan.action_id)).order_by("-number")
        missions = Mission.objects.filter(starts_at__range=near)
        self.fields["mission"].queryset = missions | Mission.objects.filter(pk=loan.mission_id)


class HandoverForm(forms.Form):
    """What is seen when the material changes hands, unit by unit."""

    signatory = PlainCharField(label="Signataire pour l'emprunteur", max_length=120)
    checklist = forms.MultipleChoiceField(
        label="Points vérifiés", choices=list(CHECKLIST.items()), required=False, widget=forms.CheckboxSelectMultiple
    )
    remarks = text_area("Observations", max_length=1000, required=False)

    def __init__(self, *args, given: list[Allocation], is_back: bool, **kwargs):
        super().__init__(*args, **kwargs)
        self.given = given
        for row in given:
            name = str(row.item or f"{row.quantity} × {row.model}")
            if row.item:
                self.fields[f"condition_{row.pk}"] = forms.ChoiceField(
                    label=f"État : {name}", choices=Condition.choices, initial=row.item.condition
                )
            if is_back:
                self.fields[f"missing_{row.pk}"] = forms.IntegerField(
                    label=f"Manquants ou inutilisables : {name}", min_value=0, max_value=row.quantity, initial=0,
                    required=False,
                )  # fmt: skip
                self.fields[f"damage_{row.pk}"] = PlainCharField(
                    label=f"Dommage : {name}", max_length=500, required=False, help_text="Vide : aucun."
                )
        for rank in range(1, PHOTOS + 1):
            self.fields[f"photo_{rank}"] = forms.FileField(
                label=f"Photographie {rank}", required=False, help_text="" if rank > 1 else "JPEG ou PNG."
            )

    def clean(self):
        data = super().clean()
        lines: dict[int, dict] = {}
        for name in list(data):
            kind, _, key = name.rpartition("_")
            if kind in ("condition", "missing", "damage"):
                given = data.pop(name)
                lines.setdefault(int(key), {})[kind] = (given or 0) if kind == "missing" else given
        photos = [data.pop(f"photo_{rank}", None) for rank in range(1, PHOTOS + 1)]
        return {**data, "lines": lines, "photos": [photo for photo in photos if photo]}


class CheckForm(forms.Form):
    remarks = text_area("Observations", max_length=1000, required=False)


class SettleForm(forms.Form):
    settlement = text_area("Ce qui est convenu", max_length=1000)
    cost = money_field("Coût de la réparation (€)", required=False)
    provider = PlainCharField(label="Prestataire", max_length=160, required=False)


def wish_fields() -> dict[str, forms.Field]:
    """What the sheet of an action asks beside the words: families, quantities, days."""
    fields: dict[str, forms.Field] = {}
    for rank in range(1, WISHES + 1):
        fields[f"wish_family_{rank}"] = forms.ChoiceField(
            label=f"Matériel souhaité {rank}", choices=[("", "Aucun"), *Family.choices], required=False
        )
        fields[f"wish_quantity_{rank}"] = forms.IntegerField(
            label=f"Quantité souhaitée {rank}", min_value=1, max_value=9_999, required=False
        )
    fields["wish_pickup_on"] = LegalDateField(
        label="Matériel à partir du", required=False, help_text="Vide : le premier jour de l'action."
    )
    fields["wish_return_on"] = LegalDateField(
        label="Matériel jusqu'au", required=False, help_text="Vide : le dernier jour de l'action."
    )
    return fields
