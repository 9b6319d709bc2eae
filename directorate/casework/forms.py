"""Forms of the engine: opening a case, one form for each transition, the draft of a decision.

Page and API validate with the same classes. Forms validate, they do not act.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.timezone import localdate

from directorate.casework import registry
from directorate.casework.competence import competent_body
from directorate.casework.models import Case, Consultation, Decision, HearingInvitation, Party, Piece
from directorate.casework.move import paris_day
from directorate.casework.procedure import Procedure
from directorate.casework.queries import usual_organisation
from directorate.commissions.models import CommissionSession
from directorate.documents.files import store_upload
from directorate.org.models import StaffMember
from directorate.parameters.queries import value as parameter
from directorate.partners.models import Organisation
from directorate.permits.models import Permit
from directorate.territory.identifiers import rna_validator, siret_validator
from directorate.territory.models import Commune
from directorate.web.fields import DateInput
from directorate.web.plain_text import PlainCharField


class DateTimeInput(forms.DateTimeInput):
    input_type = "datetime-local"

    def __init__(self, **kwargs):
        super().__init__(format="%Y-%m-%dT%H:%M", **kwargs)


class LegalDateField(forms.DateField):
    """A day between 1990 and 2100, so that a slip of the keyboard is caught where it happens.

    `since`: for what may be older.
    """

    widget = DateInput

    def __init__(self, *, since: int = 1990, **facts: Any):
        super().__init__(**facts)
        self.since = since

    def clean(self, value):
        day = super().clean(value)
        if day is not None and not date(self.since, 1, 1) <= day <= date(2100, 1, 1):
            raise ValidationError(f"Cette date est hors de la période admise ({self.since} à 2100).")
        return day


class BirthDateField(forms.DateField):
    """The day on which somebody living was born: not to come, and not two lives ago."""

    widget = DateInput

    def clean(self, value):
        day = super().clean(value)
        if day is not None and day > localdate():
            raise ValidationError("Cette date de naissance n'est pas encore venue.")
        if day is not None and day.year < 1900:
            raise ValidationError("Cette date de naissance est trop ancienne (avant 1900).")
        return day


class LegalDateTimeField(forms.DateTimeField):
    widget = DateTimeInput

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.input_formats = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M", "%d/%m/%Y %H:%M"]

    def clean(self, value):
        instant = super().clean(value)
        if instant is not None and not 1990 <= instant.year <= 2100:
            raise ValidationError("Cette date est hors de la période admise (1990 à 2100).")
        return instant


class LinesField(PlainCharField):
    """One item a line. Gives a list of strings."""

    widget = forms.Textarea

    def clean(self, value):
        text = super().clean("\n".join(value) if isinstance(value, list) else value)
        return [line.strip() for line in text.splitlines() if line.strip()]

    def prepare_value(self, value):
        return "\n".join(value) if isinstance(value, list) else value


class ParagraphsField(PlainCharField):
    """Items separated by an empty line. Gives a list of strings."""

    widget = forms.Textarea

    def clean(self, value):
        text = super().clean("\n\n".join(value) if isinstance(value, list) else value)
        blocks = text.replace("\r\n", "\n").split("\n\n")
        return [block.strip() for block in blocks if block.strip()]

    def prepare_value(self, value):
        return "\n\n".join(value) if isinstance(value, list) else value


# --- opening ------------------------------------------------------------------------------------------------


class OpeningForm(forms.Form):
    """What every case has: who asks, where, when it arrived, by which way."""

    received_on = LegalDateField(label="Reçu le")
    channel = forms.ChoiceField(label="Canal", choices=Case.Channel.choices)
    party_kind = forms.ChoiceField(label="Qualité du demandeur", choices=Party.Kind.choices)
    civility = forms.ChoiceField(
        label="Civilité", choices=[("", "Sans objet"), ("mme", "Madame"), ("m", "Monsieur")], required=False
    )
    last_name = PlainCharField(label="Nom ou raison sociale", max_length=160)
    first_name = PlainCharField(label="Prénom", max_length=100, required=False)
    representative = PlainCharField(label="Représentant légal", max_length=160, required=False)
    siret = forms.CharField(label="SIRET", max_length=20, required=False, help_text="14 chiffres")
    rna = forms.CharField(
        label="Numéro RNA", max_length=12, required=False, help_text="Pour une association : W suivi de 9 chiffres"
    )
    email = forms.EmailField(label="Adresse électronique", required=False, help_text="Format : nom@domaine.fr")
    phone = PlainCharField(label="Téléphone", max_length=30, required=False)
    address = PlainCharField(label="Adresse postale", max_length=400, widget=forms.Textarea(attrs={"rows": 3}))
    commune = forms.ModelChoiceField(
        label="Commune concernée",
        queryset=Commune.objects.order_by("sort_name"),
        required=False,
        error_messages={"invalid_choice": "Cette commune n'est pas dans le département (code INSEE inconnu)."},
    )
    place_name = PlainCharField(label="Nom du site", max_length=160, required=False)
    place_address = PlainCharField(label="Adresse du site", max_length=250, required=False)
    on_orly_platform = forms.BooleanField(label="Sur la plate-forme de Paris-Orly", required=False)
    caseworker = forms.ModelChoiceField(
        label="Agent instructeur", queryset=StaffMember.objects.none(), required=False, empty_label="À répartir"
    )
    renews = PlainCharField(
        label="Numéro du titre à renouveler", max_length=24, required=False, help_text="Par exemple VP-2022-00042"
    )

    def __init__(self, *args, procedure: Procedure, at: datetime, staff: StaffMember | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.procedure, self.at = procedure, at
        # Those that may be named here: a program's are fewer.
        self.permits = Permit.objects.all()
        day = paris_day(at)
        self.fields["caseworker"].queryset = (
            StaffMember.objects.filter(postings__unit_id=procedure.unit, postings__starts_on__lte=day, is_active=True)
            .exclude(postings__ends_on__lte=day)
            .order_by("last_name", "first_name")
        )
        self.fields["received_on"].initial = day
        if procedure.requires_place:
            for name in ("commune", "place_name", "place_address"):
                self.fields[name].required = True
        self.fields["renews"].required = registry.needs_permit(procedure.code)
        if procedure.concerns:
            self.fields["renews"].label = procedure.concerns.label

    def clean_renews(self) -> Permit | None:
        number = self.cleaned_data["renews"].strip().upper()
        if not number:
            return None
        permit = self.permits.filter(number=number, unit_id=self.procedure.unit).first()
        if permit is None:
            raise ValidationError("Aucun titre du service ne porte ce numéro.")
        return permit

    def clean_received_on(self):
        day = self.cleaned_data["received_on"]
        if day > paris_day(self.at):
            raise ValidationError("La date de réception est dans l'avenir.")
        return day

    def clean_siret(self):
        return siret_validator(self.cleaned_data["siret"]) if self.cleaned_data["siret"] else ""

    def clean_rna(self):
        return rna_validator(self.cleaned_data["rna"]) if self.cleaned_data["rna"] else ""

    def clean(self):
        data = super().clean()
        if data.get("place_name") and not data.get("commune"):
            self.add_error("commune", "Indiquer la commune du site.")
        if data.get("on_orly_platform") and not data.get("place_name") and "place_name" not in self.errors:
            self.add_error("place_name", "Nommer le lieu situé sur la plate-forme de Paris-Orly.")
        if data.get("party_kind") == Party.Kind.PERSON and not data.get("first_name"):
            self.add_error("first_name", "Le prénom d'un particulier est obligatoire.")
        return data

    def party(self) -> dict[str, Any]:
        data = self.cleaned_data
        names = ("civility", "last_name", "first_name", "representative", "siret", "rna", "email", "phone", "address")
        return {"kind": data["party_kind"], **{name: data[name] for name in names}}

    def place(self) -> dict[str, Any] | None:
        data = self.cleaned_data
        if not data["place_name"]:
            return None
        return {
            "name": data["place_name"],
            "address": data["place_address"],
            "on_orly_platform": data["on_orly_platform"],
        }


class ReceivedPiecesForm(forms.Form):
    """The pieces that came with the request."""

    received_pieces = forms.MultipleChoiceField(
        label="Pièces jointes à la demande", required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, procedure: Procedure, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["received_pieces"].choices = [
            (piece.code, piece.label if piece.blocking else f"{piece.label} (facultative)")
            for piece in procedure.pieces
        ]


def json_answers(form: forms.Form) -> dict[str, Any]:
    """Cleaned answers as JSON values: dates and instants in ISO form, amounts as text."""
    return {name: json_value(value) for name, value in form.cleaned_data.items()}


def json_value(value: Any) -> Any:
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, list | tuple | set):
        return [json_value(item) for item in value]
    if value is None or isinstance(value, bool | int | str):
        return value
    return str(value)


# --- transitions --------------------------------------------------------------------------------------------


class TransitionForm(forms.Form):
    """Base of the forms of a transition. `details` gives what the operation receives."""

    def __init__(self, *args, case: Case, procedure: Procedure, by: StaffMember | None, at: datetime, **kwargs):
        super().__init__(*args, **kwargs)
        self.case, self.procedure, self.by, self.at = case, procedure, by, at
        self.prepare()

    def prepare(self) -> None:
        """Fill choices and first values from the case."""

    def details(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class ReasonForm(TransitionForm):
    reason = PlainCharField(label="Motif", max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


class PieceChoiceField(forms.MultipleChoiceField):
    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs):
        kwargs.setdefault("error_messages", {"required": "Choisir au moins une pièce."})
        super().__init__(**kwargs)


class RequestPiecesForm(TransitionForm):
    pieces = PieceChoiceField(label="Pièces à demander")
    notified_on = LegalDateField(label="Demande notifiée le", required=False)
    limit_on = LegalDateField(label="À produire au plus tard le")
    reason = PlainCharField(
        label="Précisions pour le demandeur", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def prepare(self):
        pieces = [piece for piece in self.case.pieces.all() if piece.state not in ("accepted", "waived")]
        self.fields["pieces"].choices = [(piece.code, piece.label) for piece in pieces]
        self.fields["pieces"].initial = [p.code for p in pieces if p.is_blocking and p.state in ("expected", "refused")]
        day = paris_day(self.at)
        self.fields["notified_on"].initial = day
        self.fields["limit_on"].initial = day + timedelta(days=int(parameter("pieces.default_days", day)))


class ReceivePiecesForm(TransitionForm):
    pieces = PieceChoiceField(label="Pièces reçues")
    received_on = LegalDateField(label="Reçues le", required=False)
    document = forms.FileField(
        label="Document joint", required=False, help_text="PDF, image ou document bureautique, 50 Mo au plus."
    )

    def prepare(self):
        pieces = [piece for piece in self.case.pieces.all() if piece.state in ("expected", "requested", "refused")]
        self.fields["pieces"].choices = [(piece.code, piece.label) for piece in pieces]
        self.fields["received_on"].initial = paris_day(self.at)

    def clean(self):
        data = super().clean()
        if data.get("document") and len(data.get("pieces") or []) > 1:
            self.add_error("document", "Joindre un document à une seule pièce à la fois.")
        return data

    def details(self):
        data = dict(self.cleaned_data)
        upload = data.pop("document", None)
        if upload:
            data["files"] = {data["pieces"][0]: store_upload(upload, by=self.by, at=self.at)}
        return data


class DeclareCompleteForm(TransitionForm):
    complete_on = LegalDateField(label="Complet le", required=False)


class RequestOpinionForm(TransitionForm):
    opinion = forms.ChoiceField(label="Avis demandé")
    organisation = forms.ModelChoiceField(
        label="Organisme", queryset=Organisation.objects.none(), required=False, empty_label="Organisme habituel"
    )
    email = forms.EmailField(
        label="Adresse électronique de réponse",
        required=False,
        help_text="Par défaut, celle de l'organisme. Un lien de réponse y est envoyé.",
    )
    due_on = LegalDateField(label="Attendu le", required=False)
    question = PlainCharField(
        label="Question posée", max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )

    def prepare(self):
        asked = {row.code for row in self.case.consultations.all() if row.answered_on is None}
        choices = [
            (opinion.code, opinion.label)
            for opinion in self.procedure.opinions
            if not opinion.commission and opinion.code not in asked
        ]
        self.fields["opinion"].choices = choices
        self.fields["organisation"].queryset = Organisation.objects.filter(is_active=True).select_related("commune")

    def clean(self):
        data = super().clean()
        code = data.get("opinion")
        if code and not data.get("organisation"):
            wanted = self.procedure.opinion(code)
            data["organisation"] = usual_organisation(self.case, wanted)
        return data


class PutOnAgendaForm(TransitionForm):
    session = forms.ModelChoiceField(label="Séance", queryset=CommissionSession.objects.none())

    def prepare(self):
        commissions = [opinion.commission for opinion in self.procedure.opinions if opinion.commission]
        self.fields["session"].queryset = (
            CommissionSession.objects.filter(
                commission_id__in=commissions,
                state="planned",
                starts_at__date__gte=paris_day(self.at),
                convened_at__isnull=True,
                second_of__isnull=True,
            )
            .select_related("commission")
            .order_by("starts_at")
        )


class RecordOpinionForm(TransitionForm):
    consultation = forms.ModelChoiceField(label="Avis", queryset=Consultation.objects.none())
    opinion = forms.ChoiceField(
        label="Sens de l'avis",
        choices=[choice for choice in Consultation.Opinion.choices if choice[0] != Consultation.Opinion.REVOKED],
    )
    answered_on = LegalDateField(label="Rendu le", required=False)
    answered_by = PlainCharField(label="Signataire de l'avis", max_length=160, required=False)
    votes_for = forms.IntegerField(label="Voix pour", min_value=0, max_value=99, required=False)
    votes_against = forms.IntegerField(label="Voix contre", min_value=0, max_value=99, required=False)
    comment = PlainCharField(
        label="Observations", max_length=8000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    is_confidential = forms.BooleanField(label="Avis confidentiel", required=False)
    document = forms.FileField(label="Avis joint", required=False)

    def prepare(self):
        late = Q(opinion=Consultation.Opinion.NO_ANSWER, agenda_item__isnull=True)
        waiting = self.case.consultations.filter(Q(answered_on__isnull=True) | late)
        self.fields["consultation"].queryset = waiting
        self.fields["answered_on"].initial = paris_day(self.at)

    def details(self):
        data = dict(self.cleaned_data)
        upload = data.pop("document", None)
        data["file"] = store_upload(upload, by=self.by, at=self.at) if upload else None
        return data


class RevokeOpinionForm(TransitionForm):
    consultation = forms.ModelChoiceField(label="Demande d'avis", queryset=Consultation.objects.none())
    reason = PlainCharField(
        label="Motif du retrait",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="L'organisme le lit dans le courriel qui lui annonce le retrait.",
    )

    def prepare(self):
        self.fields["consultation"].queryset = self.case.consultations.filter(
            answered_on__isnull=True, agenda_item__isnull=True
        )


class HearingForm(TransitionForm):
    facts = PlainCharField(label="Faits reprochés", max_length=8000, widget=forms.Textarea(attrs={"rows": 5}))
    contemplated_measure = PlainCharField(
        label="Mesure envisagée", max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )
    sent_on = LegalDateField(label="Lettre envoyée le", required=False)
    deadline_on = LegalDateField(label="Observations jusqu'au (inclus)", required=False)

    def prepare(self):
        day = paris_day(self.at)
        self.fields["sent_on"].initial = day
        days = parameter("hearing.usual_days", day)
        self.fields["deadline_on"].help_text = f"Laissé vide : {days} jours après l'envoi. La signature attend ce jour."


class WaiveHearingForm(TransitionForm):
    exception = forms.ChoiceField(label="Dispense invoquée", choices=HearingInvitation.Exception.choices)
    exception_reason = PlainCharField(
        label="Justification",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="La dispense est contrôlée par le juge : énoncer les circonstances de fait.",
    )


class ObservationsForm(TransitionForm):
    mode = forms.ChoiceField(label="Observations présentées", choices=HearingInvitation.Mode.choices)
    letter_received_on = LegalDateField(label="Lettre reçue le", required=False)
    observations_on = LegalDateField(label="Observations reçues le", required=False)
    heard_on = LegalDateField(label="Audition le", required=False)
    counsel = PlainCharField(label="Conseil ou représentant", max_length=160, required=False)
    observations = PlainCharField(
        label="Teneur des observations", max_length=8000, required=False, widget=forms.Textarea(attrs={"rows": 5})
    )


class DraftDecisionForm(TransitionForm):
    outcome = forms.ChoiceField(label="Sens de la décision", widget=forms.RadioSelect)

    def prepare(self):
        self.fields["outcome"].choices = [(outcome.code, outcome.label) for outcome in self.procedure.outcomes]


class NotifyForm(TransitionForm):
    notified_at = LegalDateTimeField(
        label="Notifié le", help_text="Pour un pli non réclamé : le jour de sa première présentation."
    )
    mode = forms.ChoiceField(label="Mode de notification", choices=Decision.NotificationMode.choices)
    reference = PlainCharField(
        label="Référence de la preuve",
        max_length=120,
        required=False,
        help_text="Numéro de l'avis de réception, du procès-verbal ou de l'accusé électronique.",
    )
    advised = forms.BooleanField(
        label="Pli non réclamé : le destinataire a été avisé (avis de passage)", required=False
    )
    document = forms.FileField(label="Preuve jointe", required=False)

    def prepare(self):
        self.fields["notified_at"].initial = self.at

    def details(self):
        data = dict(self.cleaned_data)
        upload = data.pop("document", None)
        data["proof"] = store_upload(upload, by=self.by, at=self.at) if upload else None
        return data


class RedirectForm(TransitionForm):
    to = PlainCharField(label="Autorité compétente", max_length=200, required=False)
    reason = PlainCharField(
        label="Précisions", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def prepare(self):
        known = competent_body(self.case, self.procedure, paris_day(self.at))
        self.fields["to"].initial = known.to if known else ""
        self.fields["to"].required = self.procedure.redirection is None


class WithdrawalForm(TransitionForm):
    withdrawn_on = LegalDateField(label="Désistement reçu le", required=False)

    def prepare(self):
        self.fields["withdrawn_on"].initial = paris_day(self.at)


class TextForm(TransitionForm):
    text = PlainCharField(
        label="Observations", max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


TRANSITION_FORMS: Mapping[str, type[TransitionForm]] = {
    "request_pieces": RequestPiecesForm,
    "receive_pieces": ReceivePiecesForm,
    "declare_complete": DeclareCompleteForm,
    "request_opinion": RequestOpinionForm,
    "put_on_agenda": PutOnAgendaForm,
    "record_opinion": RecordOpinionForm,
    "revoke_opinion": RevokeOpinionForm,
    "qualify": TextForm,
    "invite_to_hearing": HearingForm,
    "waive_hearing": WaiveHearingForm,
    "record_observations": ObservationsForm,
    "draft_decision": DraftDecisionForm,
    "return_draft": ReasonForm,
    "notify": NotifyForm,
    "withdraw_by_applicant": WithdrawalForm,
    "redirect": RedirectForm,
    "close_no_further_action": ReasonForm,
    "decide_after_silence": ReasonForm,
    "lift": ReasonForm,
    "end_measure": TextForm,
    "evaluate": TextForm,
    "record_evaluation": TextForm,
    "terminate": ReasonForm,
    "register_act": TextForm,
    "close_registered": TextForm,
    "close_after_event": TextForm,
}


def transition_form(name: str) -> type[TransitionForm]:
    """The form of a transition; those that ask nothing share the empty one."""
    return TRANSITION_FORMS.get(name, TransitionForm)


class DecisionForm(forms.Form):
    """The text of the act: one visa a line, considérants and articles separated by an empty line."""

    title = PlainCharField(label="Intitulé", max_length=250)
    visas = LinesField(label="Visas", max_length=20_000, help_text="Un visa par ligne.")
    grounds = ParagraphsField(
        label="Considérants",
        max_length=40_000,
        required=False,
        help_text="Un considérant par paragraphe, séparés par une ligne vide.",
    )
    articles = ParagraphsField(
        label="Articles",
        max_length=60_000,
        help_text="Un article par paragraphe, séparés par une ligne vide ; la numérotation est automatique.",
    )
    conditions = PlainCharField(
        label="Prescriptions", max_length=10_000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


NOT_BY_A_PARTNER = frozenset({"no_answer", "adjourned", "revoked"})


class PartnerAnswerForm(forms.Form):
    """What a partner fills without an account."""

    opinion = forms.ChoiceField(
        label="Votre avis",
        choices=[(code, label) for code, label in Consultation.Opinion.choices if code not in NOT_BY_A_PARTNER],
        widget=forms.RadioSelect,
    )
    comment = PlainCharField(
        label="Observations ou réserves", max_length=8000, required=False, widget=forms.Textarea(attrs={"rows": 6})
    )
    answered_by = PlainCharField(label="Nom et qualité du signataire", max_length=160)
    is_confidential = forms.BooleanField(
        label="Avis confidentiel",
        required=False,
        help_text="Le service instructeur le lit ; ni la décision ni les courriers ne disent ce qu'il contient.",
    )
    document = forms.FileField(
        label="Document joint", required=False, help_text="PDF, image ou document bureautique, 50 Mo au plus."
    )

    def clean(self):
        data = super().clean()
        if data.get("opinion") in {"unfavourable", "favourable_with_reserves"} and not data.get("comment"):
            self.add_error("comment", "Un avis défavorable ou assorti de réserves indique ses motifs.")
        return data


class AssignForm(forms.Form):
    caseworker = forms.ModelChoiceField(
        label="Agent instructeur", queryset=StaffMember.objects.none(), required=False, empty_label="À répartir"
    )

    def __init__(self, *args, unit_code: str, on: date, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["caseworker"].queryset = (
            StaffMember.objects.filter(postings__unit_id=unit_code, postings__starts_on__lte=on, is_active=True)
            .exclude(postings__ends_on__lte=on)
            .order_by("last_name", "first_name")
        )


class PieceReviewForm(forms.Form):
    state = forms.ChoiceField(
        label="Suite",
        choices=[choice for choice in Piece.State.choices if choice[0] in {"accepted", "refused", "waived"}],
    )
    remark = PlainCharField(label="Observation", max_length=250, required=False)


class NoteForm(forms.Form):
    text = PlainCharField(label="Note", max_length=4000, widget=forms.Textarea(attrs={"rows": 3}))


class PieceFileForm(forms.Form):
    document = forms.FileField(label="Document", help_text="PDF, image ou document bureautique, 50 Mo au plus.")


class PublicationForm(forms.Form):
    published_on = LegalDateField(label="Publié le", help_text="Le jour où le numéro est mis en ligne.")
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)
