"""Forms of the dealing points. They validate, they do not act."""

from typing import Any

from django import forms

from directorate.casework.forms import LegalDateField
from directorate.territory.models import Commune
from directorate.web.plain_text import PlainCharField, text_area
from public_order.dealing.models import DealingPoint
from public_order.dealing.rules import followed_by
from public_order.programmes.models import FieldOperation, LocalProgramme


class PointForm(forms.Form):
    commune = forms.ModelChoiceField(label="Commune", queryset=Commune.objects.none())
    place = PlainCharField(label="Lieu", max_length=300)
    position = PlainCharField(label="Position", max_length=60, required=False, help_text="Latitude, longitude.")
    observed_on = LegalDateField(label="Observé le")
    words = text_area("Constat", max_length=2000)

    def __init__(self, *args: Any, programme: LocalProgramme, **facts: Any):
        super().__init__(*args, **facts)
        inside = programme.perimeters.all()[0].communes.values("pk")
        ring = programme.ring.values("pk")
        rows = Commune.objects.filter(pk__in=inside) | Commune.objects.filter(pk__in=ring)
        self.fields["commune"].queryset = rows.defer("contour").order_by("sort_name")


class ObservationForm(forms.Form):
    observed_on = LegalDateField(label="Observé le")
    state = forms.ChoiceField(label="État")
    operation = forms.ModelChoiceField(label="Opération", queryset=FieldOperation.objects.none(), required=False)
    words = text_area("Constat", max_length=2000)

    def __init__(self, *args: Any, point: DealingPoint, **facts: Any):
        super().__init__(*args, **facts)
        self.fields["state"].choices = [(code, DealingPoint.State(code).label) for code in followed_by(point.state)]
        self.fields["operation"].queryset = FieldOperation.objects.filter(
            programme=point.programme_id, cancelled_at=None
        )
