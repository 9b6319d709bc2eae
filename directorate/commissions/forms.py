"""Forms of the commissions. They validate what can be read alone; the operations check the facts."""

from django import forms
from django.utils.timezone import localdate

from directorate.commissions.body_rules import is_discreet, term_of
from directorate.commissions.models import (
    AgendaItem,
    Commission,
    CommissionMember,
    CommissionSession,
    Seat,
    WrittenOpinion,
)
from directorate.commissions.seats import called_on, may_write
from directorate.commissions.words import day_and_hour
from directorate.org.models import StaffMember
from directorate.org.queries import in_post
from directorate.territory.models import Commune
from directorate.web.fields import DateInput


def instant_field(label: str) -> forms.SplitDateTimeField:
    return forms.SplitDateTimeField(
        label=label,
        widget=forms.SplitDateTimeWidget(
            date_attrs={"type": "date"}, time_attrs={"type": "time"}, date_format="%Y-%m-%d", time_format="%H:%M"
        ),
    )


class SessionForm(forms.Form):
    starts_at = instant_field("Date et heure")
    place = forms.CharField(label="Lieu", max_length=160)


class PostponementForm(forms.Form):
    starts_at = instant_field("Nouvelle date")
    place = forms.CharField(label="Lieu", max_length=160)
    reason = forms.CharField(label="Motif", max_length=200, help_text="Écrit aux membres déjà convoqués.")


def withhold_reason(form: forms.Form, session: CommissionSession) -> dict[str, str]:
    """Of a body that sits without being told, no reason is asked: none would be sent nor kept. What says it instead."""
    if not is_discreet(session.commission_id):
        return {}
    del form.fields["reason"]
    return {"reason": ""}


class ConveningForm(forms.Form):
    urgency = forms.CharField(
        label="Motif de l'urgence",
        max_length=400,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Seulement si le délai n'est plus tenu : il est écrit dans la convocation.",
    )

    def __init__(self, *args, session: CommissionSession, **kwargs):
        super().__init__(*args, **kwargs)
        if is_discreet(session.commission_id):
            self.fields[
                "urgency"
            ].help_text = (
                "Seulement si le délai n'est plus tenu. La formation est restreinte : la convocation dit « Urgence »."
            )


class MemberChoice(forms.ModelMultipleChoiceField):
    def label_from_instance(self, member: CommissionMember) -> str:
        role = " (préside)" if member.is_chair else ""
        substitute = f", supplée {member.substitute_of.name}" if member.substitute_of_id else ""
        return f"{member.name}{role}, {member.capacity}{substitute}"


class MemberOption(forms.ModelChoiceField):
    def label_from_instance(self, member: CommissionMember) -> str:
        return str(member)


class AttendanceForm(forms.Form):
    present = MemberChoice(
        queryset=CommissionMember.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        label="Membres présents",
        help_text="Un suppléant ne siège que si le titulaire est absent.",
    )
    seen = forms.CharField(widget=forms.HiddenInput, max_length=1_000, required=False)

    def __init__(self, *args, session: CommissionSession, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["present"].queryset = called_on(session)


class WithdrawalForm(forms.Form):
    members = MemberChoice(
        queryset=CommissionMember.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        label="Membres qui se retirent",
        help_text="Ils quittent la salle et ne votent pas sur cette affaire (CRPA, art. R. 133-12).",
    )
    reason = forms.CharField(label="Motif", max_length=200, required=False)
    seen = forms.CharField(widget=forms.HiddenInput, max_length=1_000, required=False)

    def __init__(self, *args, session: CommissionSession, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["members"].queryset = session.present.select_related("substitute_of")


class OpinionForm(forms.Form):
    opinion = forms.ChoiceField(label="Avis", choices=[("", "Choisir"), *AgendaItem.Opinion.choices])
    votes_for = forms.IntegerField(label="Voix pour", min_value=0, max_value=200, required=False)
    votes_against = forms.IntegerField(
        label="Voix contre",
        min_value=0,
        max_value=200,
        required=False,
        help_text="En cas de partage, la voix du président est prépondérante.",
    )
    comment = forms.CharField(
        label="Observations", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )


class PlainOpinionForm(OpinionForm):
    """Of a body whose opinion is favourable or not: prescriptions are said apart."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["opinion"].choices = [
            choice for choice in self.fields["opinion"].choices if choice[0] != AgendaItem.Opinion.WITH_RESERVES
        ]
        self.fields["votes_against"].help_text = (
            "Les avis écrits comptent (décret n° 95-260, art. 39). En cas de partage, la voix du président est"
            " prépondérante."
        )
        self.fields["comment"].label = "Prescriptions et observations"


class WrittenOpinionForm(forms.Form):
    member = MemberOption(label="Membre", queryset=CommissionMember.objects.none(), empty_label="Choisir")
    opinion = forms.ChoiceField(label="Avis écrit", choices=[("", "Choisir"), *WrittenOpinion.Sense.choices])
    reasons = forms.CharField(label="Motifs", max_length=4000, widget=forms.Textarea(attrs={"rows": 5}))
    received_on = forms.DateField(label="Reçu le", widget=DateInput, help_text="Avant la séance.")

    def __init__(self, *args, session: CommissionSession, item: AgendaItem, **kwargs):
        super().__init__(*args, **kwargs)
        keys = [member.pk for member in may_write(session, item)]
        self.fields["member"].queryset = session.commission.members.filter(pk__in=keys).select_related("substitute_of")


class SigningForm(forms.Form):
    signed_on = forms.DateField(label="Signé par le président le", widget=DateInput)


class ClosingForm(forms.Form):
    minutes = forms.CharField(
        label="Déroulement de la séance", max_length=20_000, widget=forms.Textarea(attrs={"rows": 10}),
        help_text="Membres présents, déports, votes et avis sont repris des enregistrements (CRPA, art. R. 133-13).",
    )  # fmt: skip


class CancellationForm(forms.Form):
    reason = forms.CharField(label="Motif", max_length=200)


class OtherSession(forms.ModelChoiceField):
    def label_from_instance(self, session: CommissionSession) -> str:
        return f"{day_and_hour(session.starts_at).capitalize()}, {session.place}"


class MovingForm(CancellationForm):
    """Cancelling a session with an agenda: who will hear it."""

    move_to = OtherSession(
        label="Séance qui entendra les affaires", queryset=CommissionSession.objects.none(), empty_label="Choisir"
    )

    def __init__(self, *args, session: CommissionSession, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["move_to"].queryset = (
            session.commission.sessions.filter(
                state=CommissionSession.State.PLANNED, convened_at__isnull=True, second_of__isnull=True
            )
            .exclude(pk=session.pk)
            .order_by("starts_at")
        )


class DocumentForm(forms.Form):
    title = forms.CharField(label="Intitulé", max_length=160)
    item = forms.ModelChoiceField(
        label="Affaire", queryset=AgendaItem.objects.none(), required=False, empty_label="Toute la séance"
    )
    document = forms.FileField(label="Fichier")

    def __init__(self, *args, items, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["item"].queryset = items
        self.fields["item"].label_from_instance = lambda item: f"{item.position}. {item.title}"


class PeopleChoice(forms.ModelChoiceField):
    def label_from_instance(self, person: StaffMember) -> str:
        return f"{person.last_name} {person.first_name}, {person.title}"


class PromiseForm(forms.Form):
    text = forms.CharField(label="Engagement", max_length=400, widget=forms.Textarea(attrs={"rows": 2}))
    owner = PeopleChoice(label="Confié à", queryset=StaffMember.objects.none(), empty_label="Choisir")
    due_on = forms.DateField(label="Pour le", widget=DateInput)
    item = forms.ModelChoiceField(
        label="Affaire", queryset=AgendaItem.objects.none(), required=False, empty_label="Toute la séance"
    )

    def __init__(self, *args, items, on, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = in_post(on)
        self.fields["item"].queryset = items
        self.fields["item"].label_from_instance = lambda item: f"{item.position}. {item.title}"


class PromiseClosingForm(forms.Form):
    note_text = forms.CharField(label="Suite donnée", max_length=400, widget=forms.Textarea(attrs={"rows": 3}))


class MemberForm(forms.Form):
    name = forms.CharField(label="Prénom et nom", max_length=120)
    civility = forms.ChoiceField(
        label="Civilité", required=False,
        choices=[("", "Non précisée"), *CommissionMember._meta.get_field("civility").choices],
    )  # fmt: skip
    capacity = forms.CharField(label="Qualité", max_length=160)
    email = forms.EmailField(label="Courriel", required=False, help_text="Les convocations y sont envoyées.")
    address = forms.CharField(label="Adresse postale", max_length=250, required=False)
    is_by_right = forms.BooleanField(
        label="Membre de droit", required=False, help_text="Siège en raison de ses fonctions : sans fin de mandat."
    )
    is_chair = forms.BooleanField(label="Préside", required=False)
    substitute_of = forms.ModelChoiceField(
        label="Supplée", queryset=CommissionMember.objects.none(), required=False, empty_label="Personne : titulaire"
    )
    renews = forms.ModelChoiceField(
        label="Renouvelle le mandat de", queryset=CommissionMember.objects.none(), required=False,
        empty_label="Aucun : premier mandat",
    )  # fmt: skip
    appointed_by = forms.CharField(label="Acte de désignation", max_length=160, required=False)
    mandate_starts_on = forms.DateField(label="Début du mandat", widget=DateInput)
    mandate_ends_on = forms.DateField(label="Fin du mandat (exclue)", widget=DateInput, required=False)

    def __init__(self, *args, commission: Commission, **kwargs):
        super().__init__(*args, **kwargs)
        members = commission.members.order_by("name", "mandate_starts_on")
        self.fields["substitute_of"].queryset = members.filter(substitute_of__isnull=True)
        self.fields["renews"].queryset = members.filter(renewals__isnull=True, is_by_right=False)
        self.fields["renews"].label_from_instance = lambda row: f"{row.name}, jusqu'au {row.mandate_ends_on:%d/%m/%Y}"
        if commission.has_seats:
            self.fields["seat"] = forms.ModelChoiceField(
                label="Siège", queryset=Seat.objects.filter(commission=commission), empty_label="Choisir",
                required=False, help_text="Un suppléant occupe le siège de la personne qu'il supplée.",
            )  # fmt: skip
            self.fields["commune"] = forms.ModelChoiceField(
                label="Commune", queryset=Commune.objects.defer("contour"), empty_label="Sans objet", required=False,
                help_text="Pour le siège du maire de la commune concernée.",
            )  # fmt: skip
        elif commission.seats.exists():
            self.fields["seat"] = forms.ModelChoiceField(
                label="Catégorie", queryset=Seat.objects.filter(commission=commission), empty_label="Choisir",
                required=False, help_text="Celle du titulaire pour un suppléant ; sans objet pour la présidence.",
            )  # fmt: skip
        if months := term_of(commission, localdate()):
            words = f"Vide : {months} mois après le début, durée du mandat de cette commission."
            self.fields["mandate_ends_on"].help_text = words


class AddressForm(forms.Form):
    email = forms.EmailField(label="Courriel", required=False)
    address = forms.CharField(label="Adresse postale", max_length=250, required=False)


class EndForm(forms.Form):
    ends_on = forms.DateField(label="Dernier jour exclu", widget=DateInput)
    reason = forms.CharField(label="Motif", max_length=200)
