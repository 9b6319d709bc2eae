"""Forms of the communal plans. They validate, they do not act."""

from django import forms

from civil_protection.communal.models import CONTENT, CommunalEvent, CommunalFile, IntercommunalPlan, Shelter
from civil_protection.protection.fields import LevelField, TextField, TitleField
from directorate.casework.forms import LegalDateField

FAR = 100_000


def length(model, name: str) -> int:
    return model._meta.get_field(name).max_length


class DocumentFields(forms.Form):
    """A document at its level; neither is needed."""

    document = forms.FileField(label="Document", required=False)
    level = LevelField(help_text="Du document joint. La mention « Diffusion restreinte » suppose un hébergement admis.")


class FactForm(DocumentFields):
    kind = forms.ChoiceField(label="Fait", choices=CommunalEvent.Kind.choices)
    happened_on = LegalDateField(label="Le")
    note = TextField(
        label="Observation", max_length=length(CommunalEvent, "note"), required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Obligatoire pour des observations, une évaluation, un exercice ou une mise en œuvre : ce qui en"
        " ressort.",
    )  # fmt: skip
    field_order = ["kind", "happened_on", "note", "document", "level"]


class WithdrawForm(forms.Form):
    reason = TextField(label="Motif du retrait", max_length=length(CommunalEvent, "withdrawn_why"))


class ContentForm(forms.Form):
    content = forms.MultipleChoiceField(
        label="Points que le plan reçu contient", choices=list(CONTENT.items()), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip


class MeansForm(forms.Form):
    correspondent = TextField(
        label="Correspondant incendie et secours", max_length=length(CommunalFile, "correspondent"), required=False,
        help_text="Désigné par le maire lorsqu'aucun adjoint n'est chargé de la sécurité civile.",
    )  # fmt: skip
    referent = TextField(label="Référent du plan", max_length=length(CommunalFile, "referent"), required=False)
    command_post = TextField(
        label="Poste de commandement communal", max_length=length(CommunalFile, "command_post"), required=False,
        help_text="Adresse.",
    )  # fmt: skip
    reserve_strength = forms.IntegerField(
        label="Effectif de la réserve communale", min_value=0, max_value=FAR, required=False
    )
    sirens = forms.IntegerField(label="Sirènes communales", min_value=0, max_value=500, required=False)
    phone_alert = TextField(
        label="Téléalerte : prestataire", max_length=length(CommunalFile, "phone_alert"), required=False
    )
    dicrim_url = forms.URLField(
        label="Adresse du DICRIM en ligne",
        required=False,
        max_length=200,
        assume_scheme="https",
        help_text="Format : https://…",
    )


class ShelterForm(forms.Form):
    name = TitleField(label="Nom", max_length=length(Shelter, "name"))
    address = TextField(label="Adresse", max_length=length(Shelter, "address"))
    beds = forms.IntegerField(label="Couchages", min_value=0, max_value=FAR)
    meals = forms.IntegerField(label="Repas par service", min_value=0, max_value=FAR)
    accessible = forms.BooleanField(label="Accessible aux personnes à mobilité réduite", required=False)
    generator = forms.BooleanField(label="Groupe électrogène", required=False)
    out_of_flood = forms.BooleanField(label="Hors zone inondable", required=False)
    checked_on = LegalDateField(label="Vérifié le")


class IntercommunalForm(DocumentFields):
    name = TitleField(label="Établissement public", max_length=140)
    drafting_on = LegalDateField(label="Élaboration engagée le", required=False)
    adopted_on = LegalDateField(label="Plan arrêté le", required=False)
    received_on = LegalDateField(label="Reçu en préfecture le", required=False)
    exercised_on = LegalDateField(label="Dernier exercice le", required=False)
    note = TextField(label="Observation", max_length=length(IntercommunalPlan, "note"), required=False)
    field_order = ["name", "drafting_on", "adopted_on", "received_on", "exercised_on", "note", "document", "level"]
