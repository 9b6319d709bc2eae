"""Forms of the studies of public security. They validate, they do not act."""

from django import forms

from civil_protection.protection.fields import LevelField, TextField, TitleField
from civil_protection.protection.levels import Level
from civil_protection.public_information.forms import commune_field, communes_field, document_field, length, text_of
from civil_protection.security_studies.duty import NATURES
from civil_protection.security_studies.models import SecurityStudy, StudyPerimeter, StudyRecommendation
from directorate.casework.forms import LegalDateField, LinesField, PlainCharField

LARGEST = 5_000_000
CATEGORIES = [("", "Sans objet"), *((rank, f"{rank}{'re' if rank == 1 else 'e'} catégorie") for rank in range(1, 6))]


def area_field(label: str, **facts) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=LARGEST, required=False, **facts)


class ProjectForm(forms.Form):
    """The project, and what the rules compare."""

    project = TitleField(label="Projet", max_length=length(SecurityStudy, "project"))
    commune = commune_field()
    owner = PlainCharField(label="Maître d'ouvrage", max_length=length(SecurityStudy, "owner"))
    nature = forms.ChoiceField(label="Nature", choices=NATURES)
    is_new = forms.TypedChoiceField(
        label="Création ou travaux", choices=[("1", "Création"), ("0", "Travaux sur l'existant")], initial="1",
        coerce=lambda code: code == "1", help_text="Pour un établissement scolaire ou une gare.",
    )  # fmt: skip
    floor_area = area_field("Surface de plancher (m²)", help_text="Aménagement ou construction.")
    category = forms.TypedChoiceField(
        label="Catégorie de l'établissement", choices=CATEGORIES, coerce=int, empty_value=None, required=False
    )
    footprint_before = area_field("Emprise au sol avant travaux (m²)")
    footprint_after = area_field("Emprise au sol après travaux (m²)")
    access_changed = forms.BooleanField(label="Les accès sur la voie publique sont modifiés", required=False)
    permit_number = PlainCharField(
        label="Permis de construire", max_length=length(SecurityStudy, "permit_number"), required=False
    )
    establishment_number = PlainCharField(
        label="Numéro au registre des établissements", max_length=length(SecurityStudy, "establishment_number"),
        required=False,
    )  # fmt: skip
    note = text_of(SecurityStudy, "note", "Observation", required=False, rows=3)


class IdentifyForm(ProjectForm):
    identified_on = LegalDateField(label="Projet connu le")

    field_order = ("project", "commune", "owner", "identified_on")


class DepositForm(forms.Form):
    filed_on = LegalDateField(label="Déposée le")
    provider = PlainCharField(label="Prestataire", max_length=length(SecurityStudy, "provider"), required=False)
    level = LevelField(help_text="Jamais public : l'étude n'est pas communicable.")
    document = document_field()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["level"].choices = [row for row in Level.choices if row[0] != Level.PUBLIC]


class SeiseForm(forms.Form):
    seised_on = LegalDateField(label="Saisie le", help_text="Le silence gardé pendant deux mois vaut avis favorable.")


class OpinionForm(forms.Form):
    opinion = forms.ChoiceField(
        label="Avis", choices=[row for row in SecurityStudy.Opinion.choices if row[0] != SecurityStudy.Opinion.TACIT]
    )
    opinion_on = LegalDateField(label="Séance du")
    reasons = text_of(SecurityStudy, "reasons", "Motifs", required=False, rows=4)
    recommendations = LinesField(
        label="Recommandations", max_length=6000, required=False, widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Une par ligne.",
    )  # fmt: skip

    def clean_recommendations(self):
        rows, longest = self.cleaned_data["recommendations"], length(StudyRecommendation, "text")
        if any(len(row) > longest for row in rows):
            raise forms.ValidationError(f"Une recommandation ne dépasse pas {longest} caractères.")
        return rows


class FollowForm(forms.Form):
    pass


class RecommendationField(forms.ModelChoiceField):
    def label_from_instance(self, row: StudyRecommendation) -> str:
        return f"{row.number}. {row.text[:120]}"


class RecommendationForm(forms.Form):
    recommendation = RecommendationField(label="Recommandation", queryset=StudyRecommendation.objects.none())
    state = forms.ChoiceField(label="État", choices=StudyRecommendation.State.choices)
    checked_on = LegalDateField(label="Vérifiée le")
    note = text_of(StudyRecommendation, "note", "Observation", required=False, rows=2)

    def __init__(self, *args, study: SecurityStudy, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["recommendation"].queryset = study.recommendations.all()


class ReceptionForm(forms.Form):
    received_on = LegalDateField(label="Visite de réception le")


class CloseForm(forms.Form):
    closed_on = LegalDateField(label="Clôturée le")
    note = text_of(SecurityStudy, "note", "Motif, si le suivi s'arrête avant la réception", required=False, rows=2)


class PerimeterForm(forms.Form):
    name = TextField(label="Périmètre", max_length=length(StudyPerimeter, "name"))
    number = PlainCharField(label="Arrêté n°", max_length=length(StudyPerimeter, "number"))
    ordered_on = LegalDateField(label="Arrêté du")
    communes = communes_field("Communes", required=True)
    development_area = area_field("Aménagement, plus de (m²)")
    construction_area = area_field("Construction, à partir de (m²)")
