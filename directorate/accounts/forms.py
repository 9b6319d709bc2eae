"""Forms about accounts and postings. They validate what can be read alone; the operations check the facts."""

from datetime import date

from django import forms
from django.core.validators import RegexValidator

from directorate.org.forms import DayField
from directorate.org.models import Posting, StaffMember, Unit
from directorate.org.policies import gives_role
from directorate.web.plain_text import PlainCharField

LOGIN = RegexValidator(
    r"\A[a-z0-9][a-z0-9._-]{1,59}\Z",
    "Un identifiant s'écrit en minuscules sans accent, chiffres, points et tirets, par exemple p.nom",
)


class LoginField(forms.CharField):
    """In small letters: a sign-in that depends on capitals is a trap."""

    default_validators = [LOGIN]

    def to_python(self, value):
        return super().to_python(value).lower()


class IdentityForm(forms.Form):
    civility = forms.ChoiceField(label="Civilité", choices=StaffMember.Civility.choices)
    first_name = PlainCharField(label="Prénom", max_length=150)
    last_name = PlainCharField(label="Nom", max_length=150)
    title = PlainCharField(
        label="Qualité", max_length=160, help_text="Telle qu'elle figure au bas d'un acte : cheffe du bureau des…"
    )
    email = forms.EmailField(label="Adresse électronique", max_length=254)
    phone = PlainCharField(label="Téléphone", max_length=30, required=False)


class ChangeForm(IdentityForm):
    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)


class PostForm(forms.Form):
    unit = forms.ModelChoiceField(label="Service", queryset=Unit.objects.all())
    role = forms.ChoiceField(label="Fonction", choices=Posting.Role.choices)
    starts_on = DayField(label="Premier jour")

    def __init__(self, *args, by: StaffMember, on: date, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [choice for choice in Posting.Role.choices if gives_role(by, choice[0], on=on)]


class AccountForm(PostForm, IdentityForm):
    username = LoginField(label="Identifiant", help_text="Il ne change plus. Par exemple p.nom")

    field_order = ("username", *IdentityForm.base_fields, *PostForm.base_fields)


class AssignmentForm(PostForm):
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)


class DepartureForm(forms.Form):
    ends_on = DayField(label="N'occupe plus ce poste à compter du")
    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)


class SeenForm(forms.Form):
    """The button is the answer; the page says what it has seen."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)


class UnitForm(forms.Form):
    address = PlainCharField(label="Adresse postale", max_length=400, widget=forms.Textarea(attrs={"rows": 3}))
    email = forms.EmailField(label="Adresse électronique", max_length=254, required=False)
    phone = PlainCharField(label="Téléphone", max_length=30, required=False)
