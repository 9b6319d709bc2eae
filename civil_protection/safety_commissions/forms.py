"""Forms of the safety commissions. They validate, they do not act."""

from django import forms

from civil_protection.establishments.activities import TYPES
from civil_protection.safety_commissions.competence import DOMAINS, SAFETY
from civil_protection.safety_commissions.models import HeardMatter, LocalBody
from civil_protection.safety_commissions.queries import bodies
from directorate.casework.forms import LegalDateField
from directorate.territory.models import Arrondissement, Commune

TYPE_CHOICES = [(code, f"{code} · {label}") for code, label in TYPES.items()]
CATEGORY_CHOICES = [(1, "1re catégorie"), *((rank, f"{rank}e catégorie") for rank in range(2, 6))]
YES_NO = {"": None, "yes": True, "no": False}


def towns():
    return Commune.objects.defer("contour").order_by("sort_name")


def commune_field(*, required: bool = False) -> forms.ModelChoiceField:
    return forms.ModelChoiceField(label="Commune", queryset=towns(), required=required, empty_label="Toutes")


def arrondissement_field() -> forms.ModelChoiceField:
    return forms.ModelChoiceField(
        label="Arrondissement",
        queryset=Arrondissement.objects.defer("contour"),
        required=False,
        empty_label="Sans objet",
    )


class YesNoField(forms.ChoiceField):
    """Yes, no, or no condition."""

    def __init__(self, label: str):
        super().__init__(label=label, required=False, choices=[("", "Indifférent"), ("yes", "Oui"), ("no", "Non")])

    def clean(self, value):
        return YES_NO[super().clean(value)]


class RuleForm(forms.Form):
    commission = forms.ModelChoiceField(label="Commission compétente", queryset=None, empty_label="Choisir")
    commune = commune_field()
    arrondissement = arrondissement_field()
    types = forms.MultipleChoiceField(
        label="Types", choices=TYPE_CHOICES, required=False, widget=forms.CheckboxSelectMultiple,
        help_text="Aucun : tous les types.",
    )  # fmt: skip
    categories = forms.TypedMultipleChoiceField(
        label="Catégories", choices=CATEGORY_CHOICES[1:], coerce=int, widget=forms.CheckboxSelectMultiple,
        help_text="La 1re catégorie relève de la seule sous-commission départementale.",
    )  # fmt: skip
    sleeping = YesNoField("Locaux à sommeil")
    source = forms.CharField(label="Arrêté", max_length=160)
    valid_from = LegalDateField(label="À partir du")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["commission"].queryset = bodies().order_by("name")


class EndRuleForm(forms.Form):
    valid_to = LegalDateField(label="Jusqu'au (exclu)")


class FactsForm(forms.Form):
    """What is asked to know which commission is competent."""

    commune = forms.ModelChoiceField(label="Commune", queryset=None, empty_label="Choisir")
    type = forms.ChoiceField(label="Type", choices=[("", "Choisir"), *TYPE_CHOICES], required=False)
    category = forms.TypedChoiceField(
        label="Catégorie", choices=[("", "Inconnue"), *CATEGORY_CHOICES], coerce=int, empty_value=None, required=False
    )
    sleeping = forms.BooleanField(label="Locaux à sommeil", required=False)
    derogation = forms.BooleanField(label="Dérogation demandée", required=False)
    vehicles = forms.IntegerField(label="Véhicules (parc de stationnement)", min_value=0, max_value=100_000,
                                  required=False)  # fmt: skip
    domain = forms.ChoiceField(
        label="Objet",
        choices=[(SAFETY, "Sécurité incendie et panique"), *((code, row[1]) for code, row in DOMAINS.items())],
        required=False,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["commune"].queryset = towns()


class BodyForm(forms.Form):
    kind = forms.ChoiceField(label="Sorte", choices=LocalBody.Kind.choices)
    name = forms.CharField(
        label="Nom", max_length=100, required=False, help_text="D'une commission intercommunale seulement."
    )
    arrondissement = arrondissement_field()
    communes = forms.ModelMultipleChoiceField(
        label="Communes", queryset=None, required=False, widget=forms.CheckboxSelectMultiple
    )
    order_number = forms.CharField(label="Arrêté de création n°", max_length=40, required=False)
    created_on = LegalDateField(label="Créée le", since=1900)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["communes"].queryset = towns()


class MatterForm(forms.Form):
    kind = forms.ChoiceField(label="Affaire", choices=HeardMatter.Kind.choices)
    key = forms.CharField(
        label="Référence", max_length=40, help_text="Numéro de l'établissement, de la visite ou du dossier."
    )
    title = forms.CharField(label="Objet", max_length=250)
    commune = forms.ModelChoiceField(
        label="Commune", queryset=None, required=False, empty_label="Sans objet",
        help_text="Son maire est appelé à siéger pour cette affaire.",
    )  # fmt: skip
    concerned = forms.MultipleChoiceField(
        label="Autres membres concernés", required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, session, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["commune"].queryset = towns()
        seats = session.commission.seats.filter(voice="case").exclude(holder="mayor")
        self.fields["concerned"].choices = [(seat.code, seat.label) for seat in seats]


class ReportForm(forms.Form):
    done_on = LegalDateField(label="Date")
    summary = forms.CharField(label="Teneur", max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 6}))
