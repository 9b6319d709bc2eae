"""Forms of exercises and of their lessons. They validate, they do not act."""

from django import forms
from django.db.models import QuerySet
from django.utils.timezone import localtime

from civil_protection.exercises.models import (
    Exercise,
    ExerciseInject,
    ExerciseObjective,
    Review,
    ReviewAction,
    ReviewFinding,
)
from civil_protection.exercises.queries import events_without_review
from civil_protection.plans.models import Plan
from civil_protection.protection.acts import OrderNumberField
from civil_protection.protection.fields import LevelField, TextField, TitleField
from directorate.casework.forms import LegalDateField, LegalDateTimeField
from directorate.partners.models import Organisation
from directorate.territory.models import Commune


def text_of(model, name: str, label: str, *, rows: int = 0, field=TextField, **facts) -> TextField:
    widget = forms.Textarea(attrs={"rows": rows}) if rows else None
    return field(label=label, max_length=model._meta.get_field(name).max_length, widget=widget, **facts)


def several(label: str, rows: QuerySet) -> forms.ModelMultipleChoiceField:
    return forms.ModelMultipleChoiceField(
        label=label, queryset=rows, required=False, widget=forms.CheckboxSelectMultiple
    )  # fmt: skip


def organisations() -> QuerySet[Organisation]:
    return Organisation.objects.filter(is_active=True).order_by("name")


def plans() -> QuerySet[Plan]:
    return Plan.objects.exclude(state=Plan.State.REPEALED).order_by("code")


class ExerciseForm(forms.Form):
    title = text_of(Exercise, "title", "Titre", field=TitleField)
    kind = forms.ChoiceField(label="Type", choices=Exercise.Kind.choices)
    echelon = forms.ChoiceField(label="Échelon", choices=Exercise.Echelon.choices, initial=Exercise.Echelon.DEPARTMENT)
    starts_at = LegalDateTimeField(label="Début")
    ends_at = LegalDateTimeField(label="Fin")
    direction = text_of(Exercise, "direction", "Direction de l'exercice", field=TitleField)
    pilot = text_of(Exercise, "pilot", "Pilote", field=TitleField, help_text="Service ou fonction qui prépare.")
    level = LevelField()
    plans = several("Plans mis à l'épreuve", plans())
    communes = several("Communes", Commune.objects.defer("contour").order_by("sort_name"))
    players = several("Joueurs", organisations())
    observers = several("Observateurs", organisations())
    scenario = text_of(Exercise, "scenario", "Scénario", rows=5, required=False)
    counts = forms.BooleanField(
        label="Compte comme exercice des plans et des communes", required=False, initial=True,
        help_text="À décocher pour un simple essai d'appel : l'échéance des plans ne bouge pas.",
    )  # fmt: skip
    with_population = forms.BooleanField(label="Participation de la population", required=False)
    with_media = forms.BooleanField(label="Pression médiatique simulée", required=False)
    with_alert = forms.BooleanField(label="FR-Alert ou sirènes employés", required=False)
    budget = forms.DecimalField(label="Budget (€)", max_digits=9, decimal_places=2, min_value=0, required=False)


class ObjectiveForm(forms.Form):
    code = text_of(ExerciseObjective, "code", "Code", help_text="O1, O2…")
    label = text_of(ExerciseObjective, "label", "Objectif")
    criterion = text_of(ExerciseObjective, "criterion", "Critère")


class ResultForm(forms.Form):
    result = forms.ChoiceField(label="Résultat", choices=ExerciseObjective.Result.choices)


class InjectForm(forms.Form):
    planned_at = LegalDateTimeField(label="Heure prévue")
    sender = text_of(ExerciseInject, "sender", "Émetteur fictif")
    recipient = text_of(ExerciseInject, "recipient", "Destinataire")
    channel = forms.ChoiceField(label="Canal", choices=ExerciseInject.Channel.choices)
    message = text_of(ExerciseInject, "message", "Message", rows=3)
    expected = text_of(ExerciseInject, "expected", "Effet attendu", rows=2)


class ObserveForm(forms.Form):
    played_at = LegalDateTimeField(label="Heure jouée", required=False, help_text="Vide : l'événement n'est pas joué.")
    observed = text_of(ExerciseInject, "observed", "Observé", rows=2, required=False)


class EndForm(forms.Form):
    ended_at = LegalDateTimeField(label="Fin réelle")


class CancelForm(forms.Form):
    cancelled_why = text_of(Exercise, "cancelled_why", "Motif")


class EmptyForm(forms.Form):
    """A step that asks nothing but to be confirmed."""


class CalendarForm(forms.Form):
    number = OrderNumberField()
    signed_on = LegalDateField(label="Signé le")


class EventField(forms.ModelChoiceField):
    def label_from_instance(self, event) -> str:
        return f"{event}, ouvert le {localtime(event.opened_at):%d/%m/%Y}"


class ReviewForm(forms.Form):
    event = EventField(label="Événement", queryset=events_without_review())
    ended_at = LegalDateTimeField(
        label="Fin de l'événement", required=False,
        help_text="Vide : la fin enregistrée, ou maintenant si l'événement est en cours.",
    )  # fmt: skip
    level = LevelField()


class HotForm(forms.Form):
    hot_at = LegalDateTimeField(label="Débriefing tenu le")
    hot_summary = text_of(Review, "hot_summary", "Ce qui en ressort", rows=5)


class FindingForm(forms.Form):
    kind = forms.ChoiceField(label="Constat", choices=ReviewFinding.Kind.choices)
    text = text_of(ReviewFinding, "text", "Ce qui a été observé", rows=3)


class ActionForm(forms.Form):
    label = text_of(ReviewAction, "label", "Recommandation", rows=2)
    owner = forms.ModelChoiceField(label="Organisme responsable", queryset=organisations())
    priority = forms.TypedChoiceField(
        label="Priorité", choices=ReviewAction.Priority.choices, coerce=int, initial=ReviewAction.Priority.SECOND
    )
    due_on = LegalDateField(label="Échéance")
    plan = forms.ModelChoiceField(label="Plan à modifier", queryset=plans(), required=False, empty_label="Aucun")


class FollowForm(forms.Form):
    state = forms.ChoiceField(label="État", choices=ReviewAction.State.choices)
    ended_on = LegalDateField(
        label="Terminée le", required=False, help_text="Vide : aujourd'hui, pour une action finie."
    )
    proof = text_of(ReviewAction, "proof", "Preuve, ou motif de l'abandon", required=False)


class PublishForm(forms.Form):
    published_on = LegalDateField(label="Publié le")
