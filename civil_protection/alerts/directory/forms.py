"""Forms of the directory. They validate, they do not act."""

from django import forms

from civil_protection.alerts.directory.models import FLAG_CHOICES, AlertContact, AlertGroup, ContactPhone
from civil_protection.alerts.directory.operations import MOST_PHONES
from civil_protection.profiles.models import RiskProfile
from civil_protection.protection.fields import TextField, TitleField
from directorate.casework.forms import LegalDateField
from directorate.partners.models import Organisation
from directorate.territory.models import Commune
from directorate.territory.queries import communes
from directorate.web.plain_text import PlainCharField

MOST_EMAILS = 4


class EmailsField(PlainCharField):
    """Several addresses, one a line."""

    widget = forms.Textarea(attrs={"rows": 2})

    def clean(self, value):
        lines = [line for line in super().clean(value).replace(",", "\n").replace(";", "\n").split() if line]
        if len(lines) > MOST_EMAILS:
            raise forms.ValidationError(f"{MOST_EMAILS} adresses au plus.")
        checked = forms.EmailField(max_length=254)
        return [checked.clean(line) for line in dict.fromkeys(lines)]


class TimeInput(forms.TimeInput):
    input_type = "time"


class ContactForm(forms.Form):
    """A contact with its numbers, called in the order of the lines."""

    commune = forms.ModelChoiceField(label="Commune", queryset=Commune.objects.none(), required=False)
    organisation = forms.ModelChoiceField(
        label="Organisme", queryset=Organisation.objects.none(), required=False,
        help_text="Au lieu d'une commune : établissement de santé, service de l'État, exploitant.",
    )  # fmt: skip
    role = forms.ChoiceField(label="Fonction", choices=AlertContact.Role.choices)
    title = TitleField(label="Précision", max_length=120, required=False)
    last_name = PlainCharField(label="Nom", max_length=80)
    first_name = PlainCharField(label="Prénom", max_length=80, required=False)
    rank = forms.IntegerField(label="Ordre parmi ceux de la même fonction", min_value=1, max_value=99, initial=1)
    emails = EmailsField(label="Courriels", max_length=1000, required=False, help_text="Un par ligne.")
    available_from = forms.TimeField(label="Joignable à partir de", required=False, widget=TimeInput(format="%H:%M"))
    available_until = forms.TimeField(
        label="Joignable jusqu'à", required=False, widget=TimeInput(format="%H:%M"),
        help_text="Laisser vide : à toute heure. En dehors de ces heures, le contact est appelé après les autres.",
    )  # fmt: skip
    valid_until = LegalDateField(
        label="Fin de fonction", required=False, help_text="Le contact est effacé un mois après ce jour."
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["commune"].queryset = communes().order_by("sort_name")
        self.fields["organisation"].queryset = Organisation.objects.filter(is_active=True).order_by("name", "pk")
        for rank in range(1, MOST_PHONES + 1):
            self.fields[f"kind_{rank}"] = forms.ChoiceField(
                label=f"Numéro {rank} : nature", choices=[("", "Aucun"), *ContactPhone.Kind.choices], required=False
            )
            self.fields[f"number_{rank}"] = PlainCharField(label=f"Numéro {rank}", max_length=40, required=False)

    def clean(self):
        """The numbers as the operation takes them; a nature without a number, or the reverse, is refused here."""
        facts = super().clean()
        phones, empty = [], 0
        for rank in range(1, MOST_PHONES + 1):
            kind, number = facts.pop(f"kind_{rank}", ""), facts.pop(f"number_{rank}", "")
            if bool(kind) != bool(number):
                missing = f"number_{rank}" if kind else f"kind_{rank}"
                self.add_error(missing, "Un numéro se donne avec sa nature.")
            elif number and empty:
                self.add_error(f"number_{rank}", "Remplir les numéros dans l'ordre, sans ligne vide.")
            elif number:
                phones.append((kind, number))
            else:
                empty = rank
        return {**facts, "phones": phones}


def initial_of(contact: AlertContact) -> dict:
    """The form as the contact is."""
    facts = {name: getattr(contact, name) for name in (
        "commune", "organisation", "role", "title", "last_name", "first_name", "rank", "available_from",
        "available_until", "valid_until",
    )}  # fmt: skip
    facts["emails"] = "\n".join(contact.emails)
    for rank, phone in enumerate(contact.phones.all(), start=1):
        facts |= {f"kind_{rank}": phone.kind, f"number_{rank}": phone.number}
    return facts


class CheckForm(forms.Form):
    checked_on = LegalDateField(label="Vérifié le")
    checked_by = forms.ChoiceField(label="Moyen", choices=AlertContact.Check.choices)


class OutcomeForm(forms.Form):
    outcome = TextField(label="Suite donnée", max_length=200)


class GroupForm(forms.Form):
    name = TitleField(label="Nom", max_length=120)
    every_commune = forms.BooleanField(label="Toutes les communes du département", required=False)
    flags = forms.MultipleChoiceField(
        label="Communes exposées à", choices=FLAG_CHOICES, required=False, widget=forms.CheckboxSelectMultiple
    )
    rivers = forms.MultipleChoiceField(
        label="Communes riveraines de", choices=RiskProfile.River.choices, required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    kinds = forms.MultipleChoiceField(
        label="Organismes de nature", choices=Organisation.Kind.choices, required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    communes = forms.ModelMultipleChoiceField(
        label="Communes ajoutées", queryset=Commune.objects.none(), required=False,
        widget=forms.SelectMultiple(attrs={"size": 8}),
    )  # fmt: skip
    organisations = forms.ModelMultipleChoiceField(
        label="Organismes ajoutés", queryset=Organisation.objects.none(), required=False,
        widget=forms.SelectMultiple(attrs={"size": 8}),
    )  # fmt: skip
    is_locked = forms.BooleanField(label="Réservé au chef du service", required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["communes"].queryset = communes().order_by("sort_name")
        self.fields["organisations"].queryset = Organisation.objects.filter(is_active=True).order_by("name", "pk")


def group_initial(group: AlertGroup) -> dict:
    names = ("name", "every_commune", "flags", "rivers", "kinds", "is_locked")
    return {
        **{name: getattr(group, name) for name in names},
        "communes": group.communes.all(),
        "organisations": group.organisations.all(),
    }
