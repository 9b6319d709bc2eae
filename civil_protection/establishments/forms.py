"""Forms of the register. They validate, they do not act."""

from datetime import date

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator

from civil_protection.establishments.capacity import LEVELS, Measure
from civil_protection.establishments.models import ACTIVITY_CHOICES, CATEGORIES, Establishment
from civil_protection.establishments.queries import by_number
from civil_protection.establishments.terms import CAPACITY_MARKS
from civil_protection.protection.fields import TextField, TitleField
from directorate.casework.forms import LegalDateField
from directorate.territory.models import Commune
from directorate.web.fields import DateInput

MOST, FAR = 200_000, 100_000
OTHERS = (1, 2, 3)
CHOOSE = [("", "Choisir")]
SELECT = forms.Select(attrs={"class": "fr-select"})
OLDEST, LATEST = date(1200, 1, 1), date(2100, 1, 1)
STATUSES = [item for item in Establishment.Status.choices if item[0] != Establishment.Status.CLOSED]


def length(name: str) -> int:
    return Establishment._meta.get_field(name).max_length


def people(label: str, **more) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=MOST, required=False, **more)


def flag(label: str, **more) -> forms.BooleanField:
    return forms.BooleanField(label=label, required=False, **more)


def text(name: str, label: str, **more) -> TextField:
    return TextField(label=label, max_length=length(name), required=False, **more)


class NumberField(forms.CharField):
    """An establishment by its number in the register."""

    def __init__(self, **more):
        super().__init__(max_length=20, **{"help_text": "Son numéro au registre : ERP-00012.", **more})

    def clean(self, value):
        typed = super().clean(value).strip()
        if not typed:
            return None
        found = by_number(typed)
        if found is None:
            raise forms.ValidationError("Aucun établissement du registre ne porte ce numéro.")
        return found


class EstablishmentForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    name = TitleField(label="Nom", max_length=length("name"))
    sign = TitleField(label="Enseigne", max_length=length("sign"), required=False)
    commune = forms.ModelChoiceField(label="Commune", queryset=Commune.objects.defer("contour").order_by("sort_name"))
    address = TextField(label="Adresse", max_length=length("address"))
    kind = forms.ChoiceField(label="Genre", choices=Establishment.Kind.choices, initial="establishment")
    status = forms.ChoiceField(label="Statut", choices=STATUSES, initial="open")
    parent = NumberField(label="Site ou établissement dont il est une partie", required=False)
    activity = forms.ChoiceField(label="Activité principale", choices=[*CHOOSE, *ACTIVITY_CHOICES])
    public_total = people("Public au total", help_text="Toutes activités comprises, personnel non compris.")
    public_basement = people("dont public en sous-sol")
    public_upper = people("dont public en étages")
    single_upper = flag("Un seul niveau, situé en étage")
    residents = people("dont résidents", help_text="Structures pour personnes âgées ou handicapées.")
    staff = people("Personnel", help_text="Celui qui n'occupe pas de locaux indépendants avec leurs propres issues.")
    declared = people("Effectif déclaré par l'exploitant")
    sleeping = flag("Locaux à sommeil")
    hosts = flag("Hébergement")
    levels = forms.IntegerField(label="Nombre de niveaux", min_value=1, max_value=200, required=False)
    vehicles = people("Véhicules", help_text="Parcs de stationnement.")
    storeyed_tent = flag("CTS à étage, implantation de plus de six mois")
    category = forms.TypedChoiceField(
        label="Catégorie retenue", choices=[("", "Celle du calcul"), *CATEGORIES], coerce=int, empty_value=None,
        required=False,
    )  # fmt: skip
    category_motive = text(
        "category_motive", "Motif, si la catégorie retenue n'est pas celle du calcul",
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    operator = text("operator", "Exploitant")
    owner = text("owner", "Propriétaire")
    safety_manager = text("safety_manager", "Responsable unique de sécurité")
    public_law = flag("Personne de droit public")
    opened_on = forms.DateField(
        label="Ouvert le", required=False, widget=DateInput,
        validators=[MinValueValidator(OLDEST, "Cette date est trop ancienne."),
                    MaxValueValidator(LATEST, "Cette date est trop lointaine.")],
    )  # fmt: skip
    opening_order = text("opening_order", "Arrêté d'ouverture")
    alarm_class = forms.ChoiceField(
        label="Système de sécurité incendie (SSI)", required=False,
        choices=[("", "Sans ou inconnu"), *Establishment.AlarmClass.choices],
    )  # fmt: skip
    study_needed = flag("Étude de sécurité publique requise")
    homologated = flag("Enceinte sportive homologuée")
    classified_site = flag("Installation classée (ICPE)")
    latitude = forms.DecimalField(label="Latitude", required=False, max_digits=9, decimal_places=6, min_value=-90,
                                  max_value=90, help_text="48.790000")  # fmt: skip
    longitude = forms.DecimalField(label="Longitude", required=False, max_digits=9, decimal_places=6, min_value=-180,
                                   max_value=180, help_text="2.455000")  # fmt: skip
    note = text("note", "Observation", widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for rank in OTHERS:
            self.fields[f"other_{rank}"] = forms.ChoiceField(
                label=f"Autre activité n° {rank}", choices=[("", "Aucune"), *ACTIVITY_CHOICES], required=False
            )
            self.fields[f"other_{rank}_total"] = people(f"Autre activité n° {rank} : public")
            self.fields[f"other_{rank}_basement"] = people(f"Autre activité n° {rank} : public en sous-sol")
            self.fields[f"other_{rank}_upper"] = people(f"Autre activité n° {rank} : public en étages")
        self.order_fields(
            [name for name in list(self.fields)[: list(self.fields).index("single_upper")]]
            + [name for name in self.fields if name.startswith("other_")]
        )

    def clean(self):
        """The other activities as one value; an empty number is none."""
        data = super().clean()
        secondary = []
        for rank in OTHERS:
            activity = data.pop(f"other_{rank}", "")
            numbers = {name: data.pop(f"other_{rank}_{name}", None) or 0 for name in ("total", "basement", "upper")}
            if activity and numbers["total"] == 0:
                self.add_error(f"other_{rank}_total", "Indiquer le public de cette activité.")
            if activity:
                secondary.append({"activity": activity, **numbers})
        for name in ("public_total", "public_basement", "public_upper", "residents", "staff"):
            if name in data:
                data[name] = data[name] or 0
        return {**data, "secondary": secondary}


class NewForm(EstablishmentForm):
    """Besides, what is known of its visits."""

    last_visit_on = LegalDateField(label="Dernière visite périodique", required=False)
    current_opinion = forms.ChoiceField(
        label="Avis de cette visite", required=False,
        choices=[("", "Aucun"), ("favourable", "Favorable"), ("unfavourable", "Défavorable")],
    )  # fmt: skip

    def clean(self):
        data = super().clean()
        data.pop("version", None)
        return data


class EditForm(EstablishmentForm):
    """The status changes by opening, closing and reopening only."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        del self.fields["status"]


class OpenForm(forms.Form):
    opened_on = LegalDateField(label="Ouvert le")
    opening_order = text("opening_order", "Arrêté du maire",
                         help_text="Facultatif pour une 5e catégorie sans locaux à sommeil.")  # fmt: skip


class CloseForm(forms.Form):
    closed_on = LegalDateField(label="Fermé le")
    reason = TextField(label="Motif", max_length=300)


class ReopenForm(forms.Form):
    reopened_on = LegalDateField(label="Rouvert le")
    visited_on = LegalDateField(
        label="Visite de réception du", required=False,
        help_text="Nécessaire après une longue fermeture (CCH, art. R143-38).",
    )  # fmt: skip


class PeriodForm(forms.Form):
    months = forms.IntegerField(
        label="Période (mois)",
        min_value=1,
        max_value=120,
        required=False,
        help_text="Vide : retour au tableau de GE 4.",
    )
    order = TextField(label="Arrêté", max_length=length("ordered_by"),
                      help_text="Du maire ou du préfet, après avis de la commission (art. GE 4, §4).")  # fmt: skip
    ordered_on = LegalDateField(label="Pris le")


class ExtendForm(forms.Form):
    until = LegalDateField(label="Prochaine visite au plus tard le")
    proposed_on = LegalDateField(label="Procès-verbal du")


class MergeForm(forms.Form):
    into = NumberField(label="Fiche à conserver")


class CapacityForm(forms.Form):
    """Up to eight measures; a line without quantity does not count."""

    LINES = range(1, 9)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        rules = [("declared", "Places comptées ou effectif déclaré")]
        rules += [(name, label) for name, (label, *_) in CAPACITY_MARKS.items()]
        for rank in self.LINES:
            self.fields[f"rule_{rank}"] = forms.ChoiceField(
                label=f"Règle, ligne {rank}", choices=rules, required=False, initial="m_low", widget=SELECT
            )
            self.fields[f"quantity_{rank}"] = forms.DecimalField(
                label=f"Quantité, ligne {rank}", required=False, min_value=0, max_value=1_000_000, max_digits=9,
                decimal_places=2, widget=forms.NumberInput(attrs={"class": "fr-input"}),
            )  # fmt: skip
            self.fields[f"level_{rank}"] = forms.ChoiceField(
                label=f"Niveau, ligne {rank}",
                choices=list(LEVELS.items()),
                required=False,
                initial="ground",
                widget=SELECT,
            )

    def lines(self):
        for rank in self.LINES:
            yield [self[f"{name}_{rank}"] for name in ("rule", "quantity", "level")]

    def measures(self) -> list[Measure]:
        data = self.cleaned_data
        return [
            Measure(data[f"rule_{rank}"] or "declared", data[f"quantity_{rank}"], data[f"level_{rank}"] or "ground")
            for rank in self.LINES
            if data.get(f"quantity_{rank}")
        ]
