"""Forms of the large gatherings. They validate, they do not act."""

from django import forms
from django.utils.timezone import localdate

from civil_protection.gatherings.models import Gathering, GatheringOpinion, Piece
from civil_protection.gatherings.queries import service_names
from civil_protection.protection.fields import TextField, TitleField
from civil_protection.public_information.forms import commune_field
from directorate.casework.forms import LegalDateField, LegalDateTimeField

# More than any event ever gathered: a slip of the keyboard.
CROWD = 5_000_000


def longest(model, name: str) -> int:
    return model._meta.get_field(name).max_length


def text_field(model, name: str, label: str, *, tall: bool = False, **facts) -> TextField:
    widget = {"widget": forms.Textarea(attrs={"rows": 4})} if tall else {}
    return TextField(label=label, max_length=longest(model, name), **widget, **facts)


class GatheringForm(forms.Form):
    name = TitleField(label="Manifestation", max_length=longest(Gathering, "name"))
    kind = forms.ChoiceField(label="Type", choices=Gathering.Kind.choices)
    organiser = text_field(Gathering, "organiser", "Organisateur")
    organiser_address = text_field(Gathering, "organiser_address", "Adresse de l'organisateur", required=False)
    commune = commune_field()
    place = text_field(Gathering, "place", "Lieu")
    starts_at = LegalDateTimeField(label="Début")
    ends_at = LegalDateTimeField(label="Fin")
    peak = forms.IntegerField(
        label="Public présent au même moment", min_value=1, max_value=CROWD,
        help_text="Le plus grand nombre, et non le total de la journée : il dimensionne le dispositif de secours.",
    )  # fmt: skip
    total = forms.IntegerField(
        label="Total attendu, public et personnel", min_value=1, max_value=CROWD,
        help_text="Au-delà de 1 500, une manifestation à but lucratif se déclare (CSI, art. R211-22).",
    )  # fmt: skip
    is_lucrative = forms.BooleanField(label="But lucratif", required=False)


class DeclareForm(forms.Form):
    declared_on = LegalDateField(label="Déclaration reçue le")
    pieces = forms.MultipleChoiceField(
        label="Pièces reçues", choices=Piece.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    urgency = text_field(
        Gathering, "urgency", "Urgence motivée", required=False,
        help_text="Seulement lorsque la déclaration arrive après le dernier jour.",
    )  # fmt: skip


class MeetingForm(forms.Form):
    meeting_on = LegalDateField(label="Réunion le")
    meeting_note = text_field(Gathering, "meeting_note", "Compte rendu", tall=True, required=False)


class DecideForm(forms.Form):
    decision = forms.ChoiceField(label="Réponse", choices=Gathering.Decision.choices)
    decided_on = LegalDateField(label="Le")
    requirements = text_field(
        Gathering, "requirements", "Prescriptions ou motifs", tall=True, required=False,
        help_text="Repris dans la lettre à l'organisateur. Une ligne par prescription.",
    )  # fmt: skip


class ReviewForm(forms.Form):
    reviewed_on = LegalDateField(label="Bilan du")
    review = text_field(Gathering, "review", "Bilan", tall=True, help_text="Public réel, incidents, secours, suites.")


class CancelForm(forms.Form):
    cancelled_why = text_field(Gathering, "cancelled_why", "Motif")


def ask_form(row: Gathering) -> type[forms.Form]:
    """Only the services that are not asked yet."""
    known = {opinion.service for opinion in row.opinions.all()}
    choices = [(code, name) for code, name in service_names().items() if code not in known]

    class AskForm(forms.Form):
        services = forms.MultipleChoiceField(
            label="Services à consulter", choices=choices, widget=forms.CheckboxSelectMultiple
        )
        asked_on = LegalDateField(label="Demandé le", initial=localdate)

    return AskForm


def opinion_form(row: Gathering) -> type[forms.Form]:
    """Only the services whose answer is awaited."""
    awaited = {opinion.service for opinion in row.opinions.all() if not opinion.opinion}
    choices = [(code, name) for code, name in service_names().items() if code in awaited]

    class OpinionForm(forms.Form):
        service = forms.ChoiceField(label="Service", choices=choices)
        opinion = forms.ChoiceField(label="Avis", choices=GatheringOpinion.Opinion.choices)
        received_on = LegalDateField(label="Reçu le", initial=localdate)
        text = text_field(GatheringOpinion, "text", "Réserves ou motifs", tall=True, required=False)

    return OpinionForm
