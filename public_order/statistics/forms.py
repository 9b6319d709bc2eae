"""Forms of the statistics. They validate what can be read alone; the operations check the facts."""

from django import forms

from directorate.casework.forms import LegalDateField
from directorate.imports.deliveries.models import Reliability
from public_order.statistics.models import Polarity


def table_field(label: str, *, required: bool = False, help_text: str = "") -> forms.FileField:
    return forms.FileField(
        label=label, required=required, help_text=help_text,
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt,.tsv,.gz,.xlsx,.ods,.xls"}),
    )  # fmt: skip


class DepositForm(forms.Form):
    label = forms.CharField(label="Intitulé", max_length=120, help_text="Par exemple : État 4001, mars 2026.")
    reliability = forms.ChoiceField(label="Statut des données", choices=Reliability.choices)
    produced_on = LegalDateField(
        label="Fichier produit le", help_text="Date de l'édition : elle figure sous chaque chiffre."
    )
    document = table_field(
        "Fichier", required=True,
        help_text="État 4001 (tableau d'un mois ou classeur par circonscription), base communale ou départementale du"
        " SSMSI, séries chronologiques. Le contenu est reconnu, quel que soit le nom du fichier.",
    )  # fmt: skip
    document_2 = table_field("Deuxième fichier")
    document_3 = table_field("Troisième fichier")


class GroupForm(forms.Form):
    code = forms.SlugField(label="Code", max_length=24)
    label = forms.CharField(label="Regroupement", max_length=120)
    indexes = forms.CharField(
        label="Index de l'état 4001", max_length=400, help_text="Séparés par des virgules : 27, 28."
    )
    valid_from = LegalDateField(label="Depuis le", since=1972)
    polarity = forms.ChoiceField(label="Lecture", choices=Polarity.choices)

    def clean_indexes(self) -> list[int]:
        parts = [part.strip() for part in self.cleaned_data["indexes"].replace(";", ",").split(",") if part.strip()]
        if not all(part.isascii() and part.isdigit() and len(part) <= 3 for part in parts):
            raise forms.ValidationError("Des numéros d'index, séparés par des virgules.")
        return [int(part) for part in parts]
