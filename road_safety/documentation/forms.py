"""Forms of the stock of documents. They validate, they do not act."""

from django import forms

from directorate.casework.forms import LegalDateField
from directorate.territory.models import Commune
from directorate.web.plain_text import PlainCharField
from road_safety.documentation.models import THEMES, DocumentOrder, DocumentReference, StockMove
from road_safety.documentation.operations import REST
from road_safety.documentation.queries import stock_of
from road_safety.strategy.catalogue import Audience

LINES = 5
MOST = 1_000_000


class ReferenceForm(forms.Form):
    code = PlainCharField(label="Référence", max_length=20)
    title = PlainCharField(label="Titre", max_length=160)
    publisher = PlainCharField(label="Éditeur", max_length=120, required=False)
    theme = forms.ChoiceField(label="Thème", choices=[("", "Sans précision"), *THEMES], required=False)
    audience = forms.ChoiceField(label="Public", choices=[("", "Sans précision"), *Audience.choices], required=False)
    language = PlainCharField(label="Langue", max_length=30, initial="français")
    edition = forms.IntegerField(label="Année d'édition", min_value=1990, max_value=2100)
    pages = forms.IntegerField(label="Pages", min_value=1, max_value=2_000, required=False)
    unit = PlainCharField(label="Unité", max_length=30, initial="exemplaire")
    minimum = forms.IntegerField(label="Seuil de réassort", min_value=0, max_value=MOST, initial=0)
    storage = PlainCharField(label="Rangement", max_length=80, required=False)
    is_obsolete = forms.BooleanField(
        label="Édition périmée", required=False, help_text="Elle ne se distribue plus et n'est plus réassortie."
    )


class MoveForm(forms.Form):
    kind = forms.ChoiceField(
        label="Mouvement",
        choices=[(code, label) for code, label in StockMove.Kind.choices if code != StockMove.Kind.ADJUST],
    )
    quantity = forms.IntegerField(label="Quantité", min_value=1, max_value=MOST)
    on = LegalDateField(label="Le")
    recipient = PlainCharField(label="Destinataire ou origine", max_length=160, required=False)
    note = PlainCharField(label="Observation", max_length=300, required=False)


class CountForm(forms.Form):
    counted = forms.IntegerField(label="Compté", min_value=0, max_value=MOST)
    note = PlainCharField(label="Observation", max_length=300)


class OrderForm(forms.Form):
    recipient = PlainCharField(label="Destinataire", max_length=160)
    contact = PlainCharField(label="Contact", max_length=120, required=False)
    email = forms.EmailField(label="Courriel", required=False)
    address = PlainCharField(label="Adresse", max_length=300, required=False)
    commune = forms.ModelChoiceField(
        label="Commune", queryset=Commune.objects.defer("contour").order_by("sort_name"), required=False
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        rows = DocumentReference.objects.filter(is_obsolete=False)
        for rank in range(1, LINES + 1):
            self.fields[f"reference_{rank}"] = forms.ModelChoiceField(
                label=f"Document {rank}", queryset=rows, required=rank == 1, empty_label="Aucun" if rank > 1 else "—"
            )
            self.fields[f"quantity_{rank}"] = forms.IntegerField(
                label=f"Quantité {rank}", min_value=1, max_value=MOST, required=rank == 1
            )

    def clean(self):
        data = super().clean()
        pairs = [
            (data.pop(f"reference_{rank}", None), data.pop(f"quantity_{rank}", None)) for rank in range(1, LINES + 1)
        ]
        for rank, (reference, count) in enumerate(pairs, 1):
            if reference and not count and not self.has_error(f"quantity_{rank}"):
                self.add_error(f"quantity_{rank}", "Donner la quantité de ce document.")
        data["lines"] = [(reference, count) for reference, count in pairs if reference and count]
        return data


class PrepareForm(forms.Form):
    """What is served of each line: what there is, at first."""

    rest = forms.ChoiceField(label="Le reste", choices=REST, initial=REST[0][0], widget=forms.RadioSelect)

    def __init__(self, *args, order: DocumentOrder, **kwargs):
        super().__init__(*args, **kwargs)
        for line in order.lines.select_related("reference"):
            stock = 0 if line.reference.is_obsolete else stock_of(line.reference)
            self.fields[f"served_{line.pk}"] = forms.IntegerField(
                label=f"Servi : {line.reference}", min_value=0, max_value=line.requested,
                initial=min(stock, line.requested),
                help_text=f"{line.requested} demandés, {stock} en stock"
                f"{', édition périmée' if line.reference.is_obsolete else ''}.",
            )  # fmt: skip
        self.order_fields([name for name in self.fields if name != "rest"])

    def clean(self):
        data = super().clean()
        served = {int(name[7:]): data.pop(name) for name in list(data) if name.startswith("served_")}
        return {**data, "served": {key: count or 0 for key, count in served.items()}}


class ReceiveForm(forms.Form):
    received_on = LegalDateField(label="Reçue le")
