"""Forms of the circonscriptions and of the communes that change. They validate, they do not act."""

from django import forms

from directorate.casework.forms import LegalDateField
from directorate.territory.models import Commune
from directorate.web.plain_text import PlainCharField, text_area
from public_order.statistics.models import CommuneChange


class Versioned(forms.Form):
    """With what the page saw, so that another person's change is not lost."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class DistrictForm(Versioned):
    code = forms.SlugField(
        label="Code", max_length=12, help_text="Celui sous lequel ses chiffres sont gardés : il ne change plus."
    )
    name = PlainCharField(
        label="Nom", max_length=80, help_text="Comme les fichiers de la DTSP l'écrivent, sans « CSP »."
    )


class DistrictNameForm(Versioned):
    name = PlainCharField(label="Nom", max_length=80)


class DistrictEndForm(Versioned):
    until = LegalDateField(label="Supprimée le", help_text="Premier jour où elle n'existe plus.")


class SpanForm(Versioned):
    since = LegalDateField(label="Depuis le")
    until = LegalDateField(label="Jusqu'au (exclu)", required=False, help_text="Vide tant qu'elle y est.")


class MemberForm(SpanForm):
    commune = forms.ModelChoiceField(label="Commune", queryset=Commune.objects.defer("contour").order_by("sort_name"))
    field_order = ("commune", "since", "until", "version")


class WithdrawForm(Versioned):
    reason = text_area("Motif", max_length=1000)


class ChangeForm(Versioned):
    kind = forms.ChoiceField(label="Nature", choices=CommuneChange.Kind.choices)
    former_code = PlainCharField(label="Ancien code INSEE", max_length=5)
    former_name = PlainCharField(label="Ancienne commune", max_length=80)
    code = PlainCharField(label="Nouveau code INSEE", max_length=5, help_text="Le même pour un changement de nom.")
    name = PlainCharField(label="Nouvelle commune", max_length=80)
    since = LegalDateField(label="Depuis le", help_text="Premier jour sous le nouveau code ou le nouveau nom.")
    field_order = ("kind", "former_code", "former_name", "code", "name", "since", "version")
