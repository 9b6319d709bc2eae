"""Forms of visits, requirements and unfavourable opinions. They validate, they do not act."""

import re
from datetime import date

from django import forms

from civil_protection.establishments.models import Establishment
from civil_protection.protection.acts import OrderNumberField
from civil_protection.protection.fields import LevelField, TextField
from civil_protection.public_information.forms import length, text_of
from civil_protection.safety_visits import follow_up, group, rounds, sentences
from civil_protection.safety_visits.group import Member
from civil_protection.safety_visits.models import (
    FollowUpStep,
    RequirementCheck,
    SafetyRequirement,
    SafetyVisit,
    UnfavourableOpinion,
    VisitPiece,
)
from directorate.casework.forms import LegalDateField
from directorate.commissions.models import CommissionSession
from directorate.territory.models import Commune
from directorate.web.plain_text import PlainCharField

POSITIONS = [("", "Sans position"), (group.FAVOURABLE, "Favorable"), (group.UNFAVOURABLE, "Défavorable")]
WEEKDAYS = [("0", "Lundi"), ("1", "Mardi"), ("2", "Mercredi"), ("3", "Jeudi"), ("4", "Vendredi")]
WORST_ROUND = re.compile(
    r"^(\d{4}-\d{2}-\d{2})\|(morning|afternoon)\|(\w{5})\|(\d{1,12}(?:,\d{1,12}){0,19})$", re.ASCII
)


class EstablishmentField(PlainCharField):
    """An establishment by its number in the register."""

    def __init__(self):
        super().__init__(label="Établissement", max_length=20, help_text="Son numéro dans le registre : ERP-00012.")

    def clean(self, value):
        number = super().clean(value)
        row = Establishment.objects.filter(number__iexact=number.strip(), merged_into=None).first()
        if row is None:
            raise forms.ValidationError("Aucun établissement du registre ne porte ce numéro.")
        return row


class PlanForm(forms.Form):
    establishment = EstablishmentField()
    kind = forms.ChoiceField(label="Type de visite", choices=list(group.KINDS.items()), initial=group.PERIODIC)
    planned_on = LegalDateField(label="Programmée le")
    half = forms.ChoiceField(label="Demi-journée", choices=list(rounds.HALVES.items()), initial=rounds.MORNING)
    commission = TextField(label="Commission", max_length=length(SafetyVisit, "commission"), required=False)


class MoveForm(forms.Form):
    planned_on = LegalDateField(label="Programmée le")
    half = forms.ChoiceField(label="Demi-journée", choices=list(rounds.HALVES.items()), initial=rounds.MORNING)


class HoldForm(forms.Form):
    """The group on the spot: a name and a presence for each member that the law requires, and one person more."""

    held_on = LegalDateField(label="Tenue le")

    def __init__(self, *args, visit: SafetyVisit, required: list[group.Requirement], **kwargs):
        super().__init__(*args, **kwargs)
        self.roles = [need.role for need in required] + [group.OTHER]
        for need in required:
            self.fields[f"name_{need.role}"] = TextField(
                label=group.ROLES[need.role], max_length=120, required=False, help_text=need.why
            )
            self.fields[f"present_{need.role}"] = forms.BooleanField(label="Présent", required=False, initial=True)
            if need.role == group.FIRE:
                self.fields["certified"] = forms.BooleanField(label="Titulaire du brevet de prévention", required=False)
        self.fields[f"name_{group.OTHER}"] = TextField(
            label="Autre personne présente", max_length=120, required=False, help_text="L'exploitant, par exemple."
        )
        self.fields["replanned_on"] = LegalDateField(
            label="Reprise le", required=False,
            help_text="Seulement si un membre manque : la visite n'a pas lieu et se programme à nouveau.",
        )  # fmt: skip

    def clean(self):
        """The members as one value, as the operation wants them."""
        data = super().clean()
        members = [
            Member(
                role=role,
                name=data.get(f"name_{role}", ""),
                present=bool(data.get(f"present_{role}", role == group.OTHER)),
                certified=role == group.FIRE and bool(data.get("certified")),
            )
            for role in self.roles
            if data.get(f"name_{role}", "").strip()
        ]
        return {"members": members, **{name: data[name] for name in ("held_on", "replanned_on") if name in data}}


class FailForm(forms.Form):
    failed_why = text_of(SafetyVisit, "failed_why", "Pourquoi la visite n'a pas eu lieu", rows=3)
    replanned_on = LegalDateField(label="Reprise le", required=False)


class ReportForm(forms.Form):
    report = TextField(label="Rapport du groupe", max_length=20_000, widget=forms.Textarea(attrs={"rows": 10}))
    proposal = forms.ChoiceField(label="Proposition", choices=SafetyVisit.Opinion.choices)

    def __init__(self, *args, visit: SafetyVisit, **kwargs):
        super().__init__(*args, **kwargs)
        self.ranks = [rank for rank, member in enumerate(visit.group) if member["present"]]
        for rank in self.ranks:
            member = visit.group[rank]
            self.fields[f"position_{rank}"] = forms.ChoiceField(
                label=f"Position : {member['name']}", choices=POSITIONS, required=False, initial=member["position"],
                help_text=group.ROLES[member["role"]],
            )  # fmt: skip
        if visit.kind in group.WITH_DOCUMENTS:
            self.fields["documents_missing"] = forms.MultipleChoiceField(
                label="Documents manquants", choices=list(group.DOCUMENTS.items()), required=False,
                widget=forms.CheckboxSelectMultiple, initial=visit.documents_missing,
                help_text="S'il en manque un, la commission ne se prononce pas (art. 47 et 48).",
            )  # fmt: skip

    def clean(self):
        data = super().clean()
        positions = {rank: data.get(f"position_{rank}", "") for rank in self.ranks}
        return {
            "positions": positions,
            "documents_missing": data.get("documents_missing", []),
            **{name: data[name] for name in ("report", "proposal") if name in data},
        }


class OpinionForm(forms.Form):
    opinion = forms.ChoiceField(label="Avis de la commission", choices=SafetyVisit.Opinion.choices)
    opinion_on = LegalDateField(label="Avis du")
    opinion_why = text_of(
        SafetyVisit, "opinion_why", "Motifs", required=False, rows=4,
        help_text="Obligatoires sauf pour un avis favorable ; repris dans la lettre au maire.",
    )  # fmt: skip
    is_danger = forms.BooleanField(label="Danger grave pour le public", required=False)
    extended_to = LegalDateField(
        label="Prochaine visite prolongée jusqu'au", required=False,
        help_text="GE 4, §3 : sans locaux à sommeil, après deux avis favorables, au plus cinq ans.",
    )  # fmt: skip


class HearingForm(forms.Form):
    session = forms.ModelChoiceField(
        label="Séance", queryset=CommissionSession.objects.none(),
        help_text="Les séances à venir de la commission compétente.",
    )  # fmt: skip

    def __init__(self, *args, sessions, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["session"].queryset = sessions


class PieceForm(forms.Form):
    kind = forms.ChoiceField(label="Nature", choices=VisitPiece.Kind.choices)
    document = forms.FileField(label="Fichier")
    level = LevelField()


class PrescribeForm(forms.Form):
    text = text_of(SafetyRequirement, "text", "Prescription", rows=4)
    article = TextField(label="Article", max_length=length(SafetyRequirement, "article"), required=False)
    category = forms.ChoiceField(label="Catégorie", choices=list(sentences.CATEGORIES.items()))
    due_on = LegalDateField(label="À réaliser avant le", required=False)


class CheckForm(forms.Form):
    state = forms.ChoiceField(label="Constat", choices=list(follow_up.STATES.items()), initial=follow_up.LIFTED)
    checked_on = LegalDateField(label="Vérifiée le")
    checked_by = text_of(RequirementCheck, "checked_by", "Par")
    note = text_of(RequirementCheck, "note", "Observation", required=False, rows=2)


class RoundsForm(forms.Form):
    """What the proposal of rounds depends on; it is read from the address."""

    first = LegalDateField(label="À partir du")
    weeks = forms.IntegerField(label="Semaines", min_value=1, max_value=26)
    days = forms.MultipleChoiceField(label="Jours disponibles", choices=WEEKDAYS, widget=forms.CheckboxSelectMultiple)
    halves = forms.MultipleChoiceField(
        label="Demi-journées", choices=list(rounds.HALVES.items()), widget=forms.CheckboxSelectMultiple
    )
    each = forms.IntegerField(label="Visites par demi-journée", min_value=1, max_value=12)
    communes = forms.ModelMultipleChoiceField(
        label="Communes", queryset=Commune.objects.defer("contour").order_by("sort_name"), required=False,
        help_text="Aucune : toutes.",
    )  # fmt: skip


def read_round(text: str) -> rounds.Round:
    found = WORST_ROUND.match(text)
    try:
        day = date.fromisoformat(found[1]) if found else None
    except ValueError:
        day = None
    if found is None or day is None:
        raise forms.ValidationError("Cette tournée ne se lit pas : les proposer à nouveau.")
    return rounds.Round(day, found[2], found[3], tuple(int(key) for key in found[4].split(",")))


def write_round(row: rounds.Round) -> str:
    return f"{row.day.isoformat()}|{row.half}|{row.commune}|{','.join(map(str, row.keys))}"


class AcceptField(forms.Field):
    widget = forms.MultipleHiddenInput

    def clean(self, value):
        if not value:
            raise forms.ValidationError("Choisir au moins une tournée.")
        if len(value) > 60:
            raise forms.ValidationError("Trop de tournées à la fois.")
        return [read_round(text) for text in value]


class AcceptForm(forms.Form):
    proposed = AcceptField(label="Tournées")


# --- unfavourable opinions ------------------------------------------------------------------------------------


class FollowForm(forms.Form):
    """An unfavourable opinion given without a visit of this register: on a file, in a session."""

    establishment = EstablishmentField()
    opened_on = LegalDateField(label="Avis du")
    reasons = text_of(UnfavourableOpinion, "reasons", "Motifs", rows=4)
    is_danger = forms.BooleanField(label="Danger grave pour le public", required=False)


class DecisionForm(forms.Form):
    decision = forms.ChoiceField(
        label="Décision du maire",
        choices=[(code, label) for code, label in follow_up.DECISIONS.items() if code != follow_up.AWAITED],
    )
    decided_on = LegalDateField(label="Décidée le")
    term_on = LegalDateField(label="Délai donné à l'exploitant jusqu'au", required=False)
    decision_act = text_of(UnfavourableOpinion, "decision_act", "Acte du maire", required=False)
    note = text_of(FollowUpStep, "note", "Observation", required=False, rows=2)


class ActionPlanForm(forms.Form):
    action_plan = text_of(UnfavourableOpinion, "action_plan", "Échéancier des travaux", rows=4)
    received_on = LegalDateField(label="Reçu le")


class RemindForm(forms.Form):
    reminded_on = LegalDateField(label="Lettre du")


class MeetingForm(forms.Form):
    met_on = LegalDateField(label="Réunion du")
    note = text_of(FollowUpStep, "note", "Ce qui en ressort", rows=3)


class ProposeForm(forms.Form):
    proposed_on = LegalDateField(label="Proposée le")
    note = text_of(FollowUpStep, "note", "Observation", required=False, rows=2)


class NoticeForm(forms.Form):
    noticed_on = LegalDateField(label="Mise en demeure du")
    notice_until = LegalDateField(
        label="Jusqu'au", required=False, help_text="Vide : le délai ordinaire, réglé dans les paramètres."
    )


class ResultForm(forms.Form):
    result = forms.ChoiceField(label="Résultat", choices=UnfavourableOpinion.Result.choices)
    noted_on = LegalDateField(label="Constaté le")
    note = text_of(FollowUpStep, "note", "Observation", required=False, rows=2)


class ClosureForm(forms.Form):
    number = OrderNumberField()
    signed_on = LegalDateField(label="Signé le")
    infringements = TextField(
        label="Infractions", max_length=4000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Une par ligne ; l'arrêté les reprend.",
    )  # fmt: skip
    works = TextField(label="Travaux et délais", max_length=4000, widget=forms.Textarea(attrs={"rows": 4}))


class LiftForm(forms.Form):
    lifted_on = LegalDateField(label="Levé le")
    lifted_why = text_of(UnfavourableOpinion, "lifted_why", "Fondement de la levée", rows=3)
