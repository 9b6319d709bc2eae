"""What is typed in the operations centre. Every free text refuses, where it is typed, what may not be held."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.timezone import localdate

from civil_protection.alerts.models import AlertCampaign
from civil_protection.crisis.board_operations import TOLL
from civil_protection.crisis.log_operations import LONGEST_TEXT
from civil_protection.crisis.models import (
    CrisisDecision,
    CrisisEvent,
    CrisisRequest,
    EngagedMeans,
    HumanToll,
    LogEntry,
    NetworkState,
    SituationReport,
    WaterLevel,
)
from civil_protection.crisis.queries import keepers
from civil_protection.crisis.terms import (
    BLOCKS,
    NEXT_STATES,
    TYPED,
    Authority,
    Cell,
    Channel,
    EntryKind,
    Hazard,
    MeansState,
    Mode,
    OperationsLevel,
    Phase,
    Reliability,
    RequestState,
    TollSource,
    Trend,
    Urgency,
    Water,
)
from civil_protection.plans.models import Activation, OrsecMeans
from civil_protection.protection.fields import LevelField, TextField, TitleField
from directorate.casework.forms import LegalDateTimeField
from directorate.casework.forms_shape import ShapeForm
from directorate.org.models import StaffMember
from directorate.partners.models import Organisation
from directorate.territory.department import HOME
from directorate.territory.models import Commune


def longest(model, field: str) -> int:
    return model._meta.get_field(field).max_length


def text_field(label: str, *, required: bool = True, rows: int = 3, **kwargs) -> TextField:
    return TextField(label=label, required=required, widget=forms.Textarea(attrs={"rows": rows}), **kwargs)


def communes() -> forms.ModelChoiceField:
    return forms.ModelChoiceField(
        Commune.objects.defer("contour").order_by("sort_name"), label="Commune", required=False, empty_label="Aucune"
    )


class TagsField(TextField):
    """Words separated by commas. Gives a list."""

    def to_python(self, value):
        typed = super().to_python(value)
        return list(dict.fromkeys(word.strip() for word in typed.split(",") if word.strip()))

    def validate(self, value):
        super().validate(", ".join(value))
        if any(len(word) > 30 for word in value):
            raise ValidationError("Un mot-clé a 30 caractères au plus.")

    def run_validators(self, value):
        """Each word was judged above."""

    def prepare_value(self, value):
        return ", ".join(value) if isinstance(value, list) else value


class EntryForm(forms.Form):
    """The line at the top of the log: the first five fields are enough, and the keyboard too."""

    QUICK = ("kind", "origin", "text", "urgency", "cell")

    kind = forms.ChoiceField(label="Type", choices=[(kind.value, kind.label) for kind in TYPED],
                             initial=EntryKind.RECEIVED)  # fmt: skip
    origin = TextField(label="Origine", max_length=longest(LogEntry, "origin"), required=False)
    text = TextField(
        label="Texte", max_length=LONGEST_TEXT, widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Écrire ce qui est arrivé."},
    )  # fmt: skip
    urgency = forms.ChoiceField(label="Urgence", choices=Urgency.choices, initial=Urgency.ROUTINE)
    cell = forms.ChoiceField(label="Cellule", choices=Cell.choices, initial=Cell.LOG)
    fact_at = LegalDateTimeField(label="Heure du fait", required=False, help_text="Maintenant, si rien n'est dit.")
    reliability = forms.ChoiceField(label="Fiabilité", choices=Reliability.choices, initial=Reliability.CONFIRMED)
    recipients = TextField(label="Destinataires", max_length=longest(LogEntry, "recipients"), required=False)
    channel = forms.ChoiceField(label="Canal", choices=[("", "Non précisé"), *Channel.choices], required=False)
    commune = communes()
    place = TextField(label="Lieu", max_length=longest(LogEntry, "place"), required=False)
    tags = TagsField(label="Mots-clés", max_length=200, required=False, help_text="Séparés par des virgules.")
    paper_number = TextField(
        label="Numéro papier", max_length=10, required=False, help_text="P-001 pour une entrée reprise du papier."
    )
    level = LevelField(required=False)
    document = forms.FileField(
        label="Pièce jointe", required=False, help_text="Photographie, PDF, document bureautique. Ni visage ni"
        " identité de victime.",
    )  # fmt: skip
    client_key = forms.UUIDField(required=False, widget=forms.HiddenInput)
    offline = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def clean_level(self):
        return self.cleaned_data["level"] or self.fields["level"].initial

    def clean_reliability(self):
        return self.cleaned_data["reliability"] or Reliability.CONFIRMED

    @property
    def quick_fields(self):
        return [self[name] for name in self.QUICK]

    @property
    def other_fields(self):
        return [field for field in self.visible_fields() if field.name not in self.QUICK]


class CorrectionForm(EntryForm):
    """The same line, to replace another: its type is known."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        del self.fields["kind"]
        self.fields["text"].widget = forms.Textarea(attrs={"rows": 3})


class EventForm(forms.Form):
    name = TitleField(label="Nom", max_length=longest(CrisisEvent, "name"))
    mode = forms.ChoiceField(
        label="Mode", choices=Mode.choices, widget=forms.RadioSelect,
        error_messages={"required": "Dire si l'événement est réel ou d'exercice : cela ne change plus ensuite."},
    )  # fmt: skip
    hazard = forms.ChoiceField(label="Nature", choices=Hazard.choices)
    alerted_at = LegalDateTimeField(label="Alerte reçue à", required=False, help_text="Maintenant, si rien n'est dit.")
    director = forms.ChoiceField(label="Directeur des opérations", choices=Authority.choices)
    commander = TextField(
        label="Commandant des opérations de secours", max_length=longest(CrisisEvent, "commander"), required=False,
        help_text="La fonction et le service : officier de sapeurs-pompiers.",
    )  # fmt: skip
    communes = forms.ModelMultipleChoiceField(
        Commune.objects.defer("contour").order_by("sort_name"), label="Communes", required=False
    )
    perimeter = TextField(label="Périmètre", max_length=longest(CrisisEvent, "perimeter"), required=False)
    summary = text_field("Résumé", required=False, max_length=4_000)


class DescriptionForm(EventForm):
    """What may change while the event lives."""

    portal_reference = TitleField(
        label="Référence SYNERGI", max_length=longest(CrisisEvent, "portal_reference"), required=False
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("name", "mode", "hazard", "alerted_at"):
            del self.fields[name]


class PerimeterForm(ShapeForm):
    """The shape of a crisis. Gives `adds_communes` besides."""

    adds_communes = forms.BooleanField(
        label="Ajouter les communes touchées à l'événement", required=False, initial=True
    )


class LevelForm(forms.Form):
    level = forms.TypedChoiceField(label="Niveau du COD", choices=OperationsLevel.choices, coerce=int)
    reason = text_field("Motif", max_length=1_000)


class PhaseForm(forms.Form):
    phase = forms.ChoiceField(label="Phase", choices=Phase.choices)


class CloseForm(forms.Form):
    ended_at = LegalDateTimeField(label="Fin de l'événement")


class ReasonForm(forms.Form):
    reason = text_field("Motif", max_length=1_000)


class ActivationForm(forms.Form):
    activation = forms.ModelChoiceField(
        Activation.objects.select_related("plan").order_by("-decided_at"), label="Activation de plan"
    )


class CampaignForm(forms.Form):
    campaign = forms.ModelChoiceField(AlertCampaign.objects.order_by("-prepared_at"), label="Campagne d'alerte")


class RequestForm(forms.Form):
    label = TextField(label="Demande", max_length=longest(CrisisRequest, "label"))
    requester = TextField(label="Demandeur", max_length=longest(CrisisRequest, "requester"), required=False)
    cell = forms.ChoiceField(label="Confiée à la cellule", choices=Cell.choices)
    organisation = forms.ModelChoiceField(
        Organisation.objects.order_by("name"), label="Partenaire", required=False, empty_label="Aucun"
    )
    due_at = LegalDateTimeField(label="Attendue pour", required=False)


class AnswerForm(forms.Form):
    state = forms.ChoiceField(label="Devient", choices=RequestState.choices)
    outcome = TextField(label="Suite", max_length=longest(CrisisRequest, "outcome"), required=False)

    def __init__(self, *args, request: CrisisRequest, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["state"].choices = [(state.value, state.label) for state in NEXT_STATES.get(request.state, ())]


class DecisionForm(forms.Form):
    text = text_field("Décision", max_length=2_000)
    reason = text_field("Motif", max_length=2_000)
    legal_basis = TextField(label="Base légale", max_length=longest(CrisisDecision, "legal_basis"))
    alternatives = text_field("Solutions écartées", required=False, max_length=2_000)
    effect = TextField(label="Effet attendu", max_length=longest(CrisisDecision, "effect"), required=False)


class MeansForm(forms.Form):
    label = TextField(label="Moyen", max_length=longest(EngagedMeans, "label"))
    quantity = forms.IntegerField(label="Quantité", min_value=1, max_value=100_000, initial=1)
    resource = forms.ModelChoiceField(
        OrsecMeans.objects.filter(is_active=True).order_by("kind"), label="De l'inventaire", required=False,
        empty_label="Aucun",
    )  # fmt: skip
    requester = TextField(label="Demandeur", max_length=longest(EngagedMeans, "requester"), required=False)
    owner = TextField(label="Fourni par", max_length=longest(EngagedMeans, "owner"), required=False)
    position = TextField(label="Position", max_length=longest(EngagedMeans, "position"), required=False)
    is_requisitioned = forms.BooleanField(label="Réquisition", required=False)


class MeansMoveForm(forms.Form):
    state = forms.ChoiceField(label="État", choices=MeansState.choices)
    position = TextField(label="Position", max_length=longest(EngagedMeans, "position"), required=False)
    act_number = TextField(label="Numéro de l'arrêté", max_length=10, required=False)
    cost = forms.DecimalField(label="Dépense (€)", min_value=0, max_digits=10, decimal_places=2, required=False)


class TollForm(forms.Form):
    """Numbers, and nothing else: nobody is named here."""

    source = forms.ChoiceField(label="Source", choices=TollSource.choices)
    counted_at = LegalDateTimeField(label="Compté à", required=False, help_text="Maintenant, si rien n'est dit.")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in TOLL:
            label = HumanToll._meta.get_field(name).verbose_name
            self.fields[name] = forms.IntegerField(
                label=f"{label[:1].upper()}{label[1:]}", min_value=0, max_value=2_000_000, initial=0
            )


class NetworksForm(forms.Form):
    without_power = forms.IntegerField(label="Foyers sans électricité", min_value=0, max_value=2_000_000, initial=0)
    without_gas = forms.IntegerField(label="Foyers sans gaz", min_value=0, max_value=2_000_000, initial=0)
    water = forms.ChoiceField(label="Eau potable", choices=Water.choices)
    roads_cut = text_field("Routes coupées", required=False, max_length=2_000)
    transport = TextField(label="Transports", max_length=longest(NetworkState, "transport"), required=False)
    telecom = TextField(label="Télécommunications", max_length=longest(NetworkState, "telecom"), required=False)
    schools_closed = forms.IntegerField(label="Écoles fermées", min_value=0, max_value=5_000, initial=0)


class WaterForm(forms.Form):
    station = TextField(
        label="Station", max_length=longest(WaterLevel, "station"), help_text=", ".join(HOME.water_stations)
    )
    height = forms.DecimalField(label="Hauteur (m)", max_digits=5, decimal_places=2, min_value=-10, max_value=100)
    trend = forms.ChoiceField(label="Tendance", choices=Trend.choices)
    reference = TextField(
        label="Comparaison", max_length=longest(WaterLevel, "reference"), required=False,
        help_text="Avec une crue de référence : 1910, 1982, 2018.",
    )  # fmt: skip


class ShelterForm(forms.Form):
    name = TextField(label="Centre", max_length=120)
    commune = forms.ModelChoiceField(Commune.objects.defer("contour").order_by("sort_name"), label="Commune")
    capacity = forms.IntegerField(label="Capacité", min_value=1, max_value=20_000)


class ShelterCountForm(forms.Form):
    occupied = forms.IntegerField(label="Personnes présentes", min_value=0, max_value=50_000)
    closes = forms.BooleanField(label="Le centre ferme", required=False)


class HandoverForm(forms.Form):
    cell = forms.ChoiceField(label="Cellule", choices=Cell.choices)
    coming = forms.ModelChoiceField(StaffMember.objects.none(), label="Relevé par")
    shift_started_at = LegalDateTimeField(label="Prise de poste")
    highlights = text_field("Faits marquants", max_length=4_000)
    instructions = text_field("Consignes", required=False, max_length=4_000)

    def __init__(self, *args, by: StaffMember, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["coming"].queryset = keepers(localdate()).exclude(pk=by.pk)


class ReportForm(forms.Form):
    """The fourteen blocks. `revision`: the one that is being changed."""

    recipients = TextField(label="Destinataires", max_length=longest(SituationReport, "recipients"), required=False)
    level = LevelField()
    revision = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        blocks = {code: text_field(f"{rank}. {label}", required=False, rows=4)
                  for rank, (code, label) in enumerate(BLOCKS, 1)}  # fmt: skip
        self.fields = {**blocks, **self.fields}

    def clean(self):
        cleaned = super().clean()
        return {**{name: value for name, value in cleaned.items() if name in ("recipients", "level", "revision")},
                "blocks": {code: cleaned[code] for code, _ in BLOCKS if code in cleaned}}  # fmt: skip


class RevisionForm(forms.Form):
    revision = forms.IntegerField(min_value=0, widget=forms.HiddenInput)


class PortalForm(forms.Form):
    reference = TitleField(label="Référence SYNERGI", max_length=longest(SituationReport, "portal_reference"))
