"""Forms about people and powers. They validate what can be read alone; the operations check the facts."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator

from directorate.org import scopes
from directorate.org.models import Absence, StaffMember, Unit
from directorate.org.policies import people_whose_absences
from directorate.org.queries import in_post
from directorate.org.signing import EVERYTHING, ORDER_NUMBER

EARLIEST, LATEST = date(1990, 1, 1), date(2100, 1, 1)


class DayField(forms.DateField):
    """A day between 1990 and 2100, so that a slip of the keyboard is caught where it happens."""

    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})

    def clean(self, value):
        day = super().clean(value)
        if day is not None and not EARLIEST <= day <= LATEST:
            raise ValidationError("Cette date est hors de la période admise (1990 à 2100).")
        return day


class PersonField(forms.ModelChoiceField):
    def label_from_instance(self, staff):
        return f"{staff.last_name} {staff.first_name} — {staff.title}"


class ScopeField(forms.MultipleChoiceField):
    """Procedures or kinds of act; the first choice is all of them."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, *, everything: str, choices, **kwargs):
        super().__init__(choices=lambda: [(EVERYTHING, everything), *choices()], **kwargs)


class AbsenceForm(forms.Form):
    staff = PersonField(queryset=StaffMember.objects.none(), label="Agent absent")
    starts_on = DayField(label="Premier jour d'absence")
    ends_on = DayField(label="Dernier jour d'absence", help_text="Ce jour est compris dans l'absence.")
    reason = forms.ChoiceField(choices=Absence.Reason.choices, label="Motif")
    substitute = PersonField(
        queryset=StaffMember.objects.none(),
        required=False,
        label="Suppléant",
        help_text="Il reçoit les dossiers dans sa corbeille. Il ne signe que s'il détient lui-même une délégation.",
    )
    handover_note = forms.CharField(
        required=False, max_length=2000, label="Note de passage de relais", widget=forms.Textarea(attrs={"rows": 4})
    )

    def __init__(self, *args, by: StaffMember, on: date, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["substitute"].queryset = in_post(on)
        self.fields["staff"].queryset = people_whose_absences(by, on)

    def clean(self):
        data = super().clean()
        first, last = data.get("starts_on"), data.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", "Le dernier jour d'absence doit suivre le premier.")
        return data


class ConfirmationForm(forms.Form):
    """No field: the button is the answer."""


class DelegationForm(forms.Form):
    order_number = forms.CharField(
        max_length=20,
        label="Numéro de l'arrêté",
        help_text="Format attendu : AAAA/NNNNN, par exemple 2026/00012.",
        validators=[RegexValidator(rf"^{ORDER_NUMBER}$", "Le numéro d'un arrêté s'écrit AAAA/NNNNN.")],
    )
    delegator = PersonField(queryset=StaffMember.objects.none(), label="Délégant")
    delegate = PersonField(queryset=StaffMember.objects.none(), label="Délégataire")
    signed_on = DayField(label="Arrêté signé le")
    starts_on = DayField(label="Prend effet le", help_text="Au plus tôt le lendemain de la publication.")
    ends_on = DayField(required=False, label="Prend fin le", help_text="Ce jour est exclu. Vide : sans terme.")
    procedures = ScopeField(
        everything="Toutes les procédures", choices=scopes.procedure_choices, label="Procédures couvertes"
    )
    act_kinds = ScopeField(everything="Tous les actes", choices=scopes.act_kind_choices, label="Actes couverts")
    in_absence_only = forms.BooleanField(
        required=False, label="Seulement en cas d'absence ou d'empêchement de la personne ci-dessous"
    )
    stands_in_for = PersonField(
        queryset=StaffMember.objects.none(), required=False, label="Personne dont l'absence ouvre la délégation"
    )
    may_be_subdelegated = forms.BooleanField(required=False, label="L'arrêté autorise la subdélégation")

    def __init__(self, *args, on: date, **kwargs):
        super().__init__(*args, **kwargs)
        people = in_post(on)
        for name in ("delegator", "delegate", "stands_in_for"):
            self.fields[name].queryset = people

    def clean(self):
        data = super().clean()
        signed, starts, ends = data.get("signed_on"), data.get("starts_on"), data.get("ends_on")
        if signed and starts and starts < signed:
            self.add_error("starts_on", "Une délégation ne prend pas effet avant sa signature.")
        if starts and ends and ends <= starts:
            self.add_error("ends_on", "La fin de la délégation doit suivre son début.")
        if data.get("in_absence_only") and "stands_in_for" in data and data["stands_in_for"] is None:
            self.add_error("stands_in_for", "Nommer le délégataire principal dont l'absence ouvre la délégation.")
        return data


class PublicationForm(forms.Form):
    published_on = DayField(
        label="Publié au recueil le", help_text="La délégation est opposable le lendemain (CRPA, art. L. 221-2)."
    )
    register_reference = forms.CharField(
        max_length=120, label="Référence au recueil", help_text="Par exemple : RAA n° 38 du 4 mars 2026."
    )


class SuspensionForm(forms.Form):
    suspended_from = DayField(label="Suspendue à compter du")
    reason = forms.CharField(max_length=200, label="Motif")


class RepealForm(forms.Form):
    revoked_on = DayField(label="Abrogée à compter du")


class SigningTestForm(forms.Form):
    """The test bench: who may sign this act that day?"""

    procedure = forms.ChoiceField(choices=scopes.procedure_choices, label="Procédure")
    act_kind = forms.ChoiceField(choices=scopes.act_kind_choices, label="Nature de l'acte")
    on = DayField(label="Jour de la signature")
    drafted_by = PersonField(
        queryset=StaffMember.objects.none(),
        required=False,
        label="Acte préparé par",
        help_text="Qui prépare un acte ne le signe pas par délégation.",
    )

    def __init__(self, *args, on: date, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["drafted_by"].queryset = in_post(on)


class DirectoryFilter(forms.Form):
    q = forms.CharField(required=False, max_length=80, label="Nom ou qualité")
    unit = forms.ModelChoiceField(queryset=Unit.objects.all(), required=False, label="Service", empty_label="Tous")
