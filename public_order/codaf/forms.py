"""Forms of the committee against fraud. They validate, they do not act."""

from decimal import Decimal
from typing import Any

from django import forms

from directorate.casework.forms import LegalDateField, LegalDateTimeField
from directorate.org.models import StaffMember
from directorate.org.queries import staff_of_unit
from directorate.territory.identifiers import siret_validator
from directorate.territory.models import Commune
from directorate.web.plain_text import PlainCharField, text_area
from public_order.codaf.catalogue import (
    AmountNature,
    Basis,
    Body,
    Communication,
    FollowKind,
    Frame,
    Nature,
    Origin,
    Sector,
    Stage,
)
from public_order.codaf.models import CodafAgent, CodafFollowUp, CodafOperation, CodafSeat
from public_order.policies import UNIT
from public_order.programmes.forms import towns

CHECKBOXES = forms.CheckboxSelectMultiple


def town(**facts: Any) -> forms.ModelChoiceField:
    return forms.ModelChoiceField(
        label="Commune", queryset=Commune.objects.defer("contour").order_by("sort_name"), **facts
    )


def count(label: str, *, most: int = 9999, required: bool = True, **facts: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=most, required=required, **facts)


def money(label: str, **facts: Any) -> forms.DecimalField:
    return forms.DecimalField(label=label, min_value=Decimal("0.01"), max_digits=12, decimal_places=2, localize=True,
                              **facts)  # fmt: skip


def chosen(label: str, choices: type, **facts: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices.choices, **facts)


def optional(label: str, choices: type, **facts: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=[("", "À choisir"), *choices.choices], required=False, **facts)


class SiretField(PlainCharField):
    def __init__(self, **facts: Any):
        super().__init__(label="SIRET", max_length=20, required=False, help_text="14 chiffres.", **facts)

    def clean(self, value):
        text = super().clean(value)
        return siret_validator(text) if text else ""


class PilotField(forms.ModelChoiceField):
    """The agents of the bureau that day."""

    def __init__(self, **facts: Any):
        super().__init__(StaffMember.objects.none(), label="Pilote", **facts)


class PilotedForm(forms.Form):
    def __init__(self, *args: Any, on, **facts: Any):
        super().__init__(*args, **facts)
        kept = [person.pk for person in staff_of_unit(UNIT, on)]
        self.fields["pilot"].queryset = StaffMember.objects.filter(pk__in=kept)


class IdeaForm(PilotedForm):
    sector = chosen("Secteur", Sector)
    commune = town()
    origin = chosen("Origine", Origin)
    pilot = PilotField()
    starts_at = LegalDateTimeField(label="Début", required=False)
    ends_at = LegalDateTimeField(label="Fin", required=False)


class ChangeForm(PilotedForm):
    """Everything but the targets, the partners and the requisition."""

    starts_at = LegalDateTimeField(label="Début", required=False)
    ends_at = LegalDateTimeField(label="Fin", required=False)
    sector = chosen("Secteur", Sector)
    commune = town()
    pilot = PilotField()
    meeting_place = PlainCharField(label="Lieu de rendez-vous", max_length=200, required=False)
    frame = optional("Cadre juridique", Frame)
    briefing = text_area("Note de cadrage", max_length=4000, required=False)
    communication = chosen("Communication", Communication)
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    field_order = ("starts_at", "ends_at", "sector", "commune", "meeting_place", "frame", "briefing")


class RequisitionForm(forms.Form):
    document = forms.FileField(label="Réquisition (PDF)", required=False,
                               help_text="Vide pour garder celle qui est déposée.")  # fmt: skip
    requisition_from = LegalDateTimeField(label="Valable du")
    requisition_until = LegalDateTimeField(label="Jusqu'au")
    communes = towns("Communes où elle vaut")
    prosecutor_informed_at = LegalDateTimeField(label="Parquet informé le")


class ReasonForm(forms.Form):
    reason = text_area("Motif", max_length=300)


class ResumeForm(forms.Form):
    starts_at = LegalDateTimeField(label="Début")
    ends_at = LegalDateTimeField(label="Fin")


class FinishForm(forms.Form):
    ended_at = LegalDateTimeField(label="Terminée le")


class SynthesisForm(forms.Form):
    synthesis = text_area("Synthèse", max_length=4000)


class AgreementForm(forms.Form):
    agreed_on = LegalDateField(label="Accord du parquet du")


class PartnerForm(forms.Form):
    body = chosen("Partenaire", Body)
    contact = PlainCharField(label="Correspondant", max_length=120, required=False)
    email = forms.EmailField(label="Courriel")
    role = text_area("Mission", max_length=400, required=False)


class AnswerForm(forms.Form):
    agents = count("Agents qui viendront", most=200, required=False)
    declined = forms.BooleanField(label="Ne participe pas", required=False)


class CompleteForm(forms.Form):
    comment = text_area("Observation", max_length=1000, required=False)


class AttendanceForm(forms.Form):
    """A field for each partner that confirmed; their numbers as one value."""

    def __init__(self, *args: Any, partners, **facts: Any):
        super().__init__(*args, **facts)
        self.partners = list(partners)
        for row in self.partners:
            self.fields[f"present_{row.pk}"] = count(
                row.get_body_display(), most=200, help_text=f"{row.agents or 0} annoncés ; zéro si personne n'est venu."
            )
            self.initial.setdefault(f"present_{row.pk}", row.agents if row.present is None else row.present)

    def clean(self):
        data = super().clean()
        return {"present": {row.pk: data.get(f"present_{row.pk}") for row in self.partners}}


def degrees(label: str, most: int) -> forms.DecimalField:
    return forms.DecimalField(label=label, required=False, max_digits=9, decimal_places=6, min_value=-most,
                              max_value=most, help_text="Vide : il est montré au centre de sa commune.")  # fmt: skip


class TargetForm(forms.Form):
    name = PlainCharField(label="Établissement", max_length=160)
    siret = SiretField()
    address = PlainCharField(label="Adresse", max_length=200)
    commune = town()
    latitude = degrees("Latitude", 90)
    longitude = degrees("Longitude", 180)
    activity = PlainCharField(label="Activité", max_length=120, required=False)
    reason = text_area("Raison du choix (lue par le secrétariat, le pilote et le parquet)", max_length=2000)
    history = text_area("Antécédents connus", max_length=2000, required=False)
    bodies = forms.MultipleChoiceField(label="Partenaires concernés", required=False, widget=CHECKBOXES,
                                       help_text="Aucun : tous ceux de l'opération.")  # fmt: skip
    again_why = PlainCharField(label="Motif d'un nouveau passage", max_length=300, required=False,
                               help_text="Exigé si l'établissement a été visité il y a moins de six mois.")  # fmt: skip

    def __init__(self, *args: Any, partners, **facts: Any):
        super().__init__(*args, **facts)
        self.fields["bodies"].choices = [(row.body, row.get_body_display()) for row in partners]


class VisitForm(forms.Form):
    visited = forms.TypedChoiceField(label="L'établissement a été", choices=[("yes", "Visité"), ("no", "Non visité")],
                                     coerce=lambda text: text == "yes", widget=forms.RadioSelect)  # fmt: skip
    persons = count("Personnes contrôlées", required=False)
    result = text_area("Résultat, ou raison de ne pas l'avoir visité", max_length=1000, required=False)


class FindingForm(forms.Form):
    partner = forms.ModelChoiceField(label="Partenaire", queryset=None)
    nature = chosen("Nature", Nature)
    persons = count("Personnes en cause", initial=0)
    pv_number = PlainCharField(label="Numéro de PV", max_length=40, required=False,
                               help_text="Le même numéro d'un même partenaire n'est compté qu'une fois.")  # fmt: skip
    natinf = forms.IntegerField(label="NATINF", min_value=1, max_value=99999, required=False)
    minor_involved = forms.BooleanField(label="Un mineur est en cause", required=False)

    def __init__(self, *args: Any, partners, **facts: Any):
        super().__init__(*args, **facts)
        self.fields["partner"].queryset = partners
        self.fields["partner"].label_from_instance = lambda row: row.get_body_display()


class AmountForm(forms.Form):
    amount_nature = chosen("Nature", AmountNature)
    amount = money("Montant (€)")
    stage = forms.ChoiceField(label="Stade", choices=Stage.choices[:3])
    stage_on = LegalDateField(label="Depuis le")


class StageForm(forms.Form):
    amount = money("Montant (€)")
    stage = chosen("Stade", Stage)
    stage_on = LegalDateField(label="Depuis le")
    reason = PlainCharField(label="Motif", max_length=300, required=False,
                            help_text="Exigé pour revenir en arrière, annuler ou changer la somme.")  # fmt: skip


class FollowForm(forms.Form):
    kind = forms.ChoiceField(
        label="Suite", choices=[row for row in FollowKind.choices if not row[0].startswith("closure_")]
    )
    due_on = LegalDateField(label="Échéance", required=False)
    words = text_area("Précision", max_length=1000, required=False)


class ClosureForm(forms.Form):
    sub_basis = forms.ChoiceField(
        label="Fondement (CSP, art. L3332-15)",
        choices=[("2", "2 : ordre, santé, tranquillité ou moralité publics"),
                 ("3", "3 : actes criminels ou délictueux")],
    )  # fmt: skip
    facts = text_area("Faits à retenir", max_length=1000, help_text="Un fait par ligne ; les constats s'y ajoutent.")
    days = forms.IntegerField(label="Jours de fermeture proposés", min_value=1, max_value=400)


class LabourClosureForm(forms.Form):
    employees_present = forms.IntegerField(label="Salariés présents", min_value=1, max_value=9999)
    employees_concerned = forms.IntegerField(label="Salariés concernés", min_value=1, max_value=9999)
    seriousness = forms.MultipleChoiceField(
        label="Ce qui justifie la mesure", widget=CHECKBOXES,
        choices=[("repetition", "Répétition des faits"), ("gravity", "Gravité des faits")],
    )  # fmt: skip
    site = forms.ChoiceField(
        label="Lieu des faits",
        choices=[("establishment", "Établissement de l'entreprise"),
                 ("building_site", "Chantier du bâtiment ou de travaux publics"),
                 ("other_site", "Autre lieu que le siège ou un établissement")],
    )  # fmt: skip
    facts = text_area("Faits à retenir", max_length=1000, required=False,
                      help_text="Un fait par ligne ; les constats de travail illégal s'y ajoutent.")  # fmt: skip
    days = forms.IntegerField(label="Jours de fermeture proposés", min_value=1, max_value=400)

    def clean(self):
        data = super().clean()
        present, concerned = data.get("employees_present"), data.get("employees_concerned")
        if present and concerned and concerned > present:
            self.add_error("employees_concerned", f"Pas plus que les {present} salariés présents.")
        return data


class SettleForm(forms.Form):
    state = forms.ChoiceField(label="Issue", choices=CodafFollowUp.State.choices[1:])
    outcome = text_area("En quelques mots", max_length=1000)


class PlanForm(forms.Form):
    year = forms.IntegerField(label="Année", min_value=2000, max_value=2100)
    summary = text_area("Orientations", max_length=2000, required=False)


class ObjectiveForm(forms.Form):
    sector = chosen("Secteur", Sector)
    wanted = forms.IntegerField(label="Opérations prévues", min_value=1, max_value=366)
    territory = PlainCharField(label="Territoire", max_length=160, required=False)
    pilot = chosen("Pilote", Body)


class AdoptForm(forms.Form):
    adopted_on = LegalDateField(label="Adopté le")


class SeatForm(forms.Form):
    staff = forms.ModelChoiceField(label="Agent", queryset=None)
    role = chosen("Qualité", CodafSeat.Role)
    since = LegalDateField(label="Depuis le")
    reason = PlainCharField(label="Acte de désignation", max_length=300)

    def __init__(self, *args: Any, people, **facts: Any):
        super().__init__(*args, **facts)
        self.fields["staff"].queryset = people


class AgentForm(forms.Form):
    body = chosen("Organisme", Body)
    name = PlainCharField(label="Agent", max_length=120)
    quality = PlainCharField(label="Qualité", max_length=160)
    authorisation = PlainCharField(label="Habilitation", max_length=200)
    since = LegalDateField(label="Depuis le")


class EndForm(forms.Form):
    until = LegalDateField(label="Jusqu'au (exclu)")


class ExchangeForm(forms.Form):
    sender = forms.ModelChoiceField(label="De", queryset=CodafAgent.objects.all())
    receiver = forms.ModelChoiceField(label="À", queryset=CodafAgent.objects.all())
    basis = chosen("Fondement", Basis)
    object = PlainCharField(label="Objet", max_length=400, help_text="Sans nom de personne ni d'établissement.")
    exchanged_at = LegalDateTimeField(label="Échangé le")
    operation = forms.ModelChoiceField(label="Opération", queryset=CodafOperation.objects.all(), required=False)


class DoorFindingForm(forms.Form):
    """What a partner writes by its link: a finding, and its amount when there is one."""

    target = forms.TypedChoiceField(label="Établissement", coerce=int)
    nature = chosen("Nature", Nature)
    persons = count("Personnes en cause", initial=0)
    pv_number = PlainCharField(label="Numéro de PV", max_length=40, required=False)
    natinf = forms.IntegerField(label="NATINF", min_value=1, max_value=99999, required=False)
    minor_involved = forms.BooleanField(label="Un mineur est en cause", required=False)
    amount_nature = optional("Montant : nature", AmountNature)
    amount = money("Montant (€)", required=False)
    stage = forms.ChoiceField(label="Stade", choices=[("", "À choisir"), *Stage.choices[:3]], required=False)
    stage_on = LegalDateField(label="Depuis le", required=False)

    def __init__(self, *args: Any, targets, **facts: Any):
        super().__init__(*args, **facts)
        self.fields["target"].choices = [(row.pk, f"{row.rank}. {row.name}") for row in targets]
