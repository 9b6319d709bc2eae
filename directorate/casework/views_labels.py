"""The labels of a bureau, and those of a case."""

from django import forms
from django.contrib import messages
from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from directorate.casework import labels as operations
from directorate.casework.models import Label
from directorate.casework.policies import distributes_cases, handles_cases
from directorate.casework.queries import visible_case
from directorate.casework.views_case import list_query, page_of_case
from directorate.org.models import Unit
from directorate.org.queries import heads_units
from directorate.web.access import allow
from directorate.web.pages import FORM_METHODS, attempt, form_page, posted


class LabelForm(forms.Form):
    unit = forms.ModelChoiceField(label="Service", queryset=Unit.objects.none(), empty_label="Choisir")
    name = forms.CharField(label="Nom", max_length=40)
    tone = forms.ChoiceField(label="Couleur", choices=Label.Tone.choices, initial=Label.Tone.NEUTRAL)

    def __init__(self, *args, units, **kwargs):
        super().__init__(*args, **kwargs)
        choices = Unit.objects.filter(pk__in=units).order_by("rank", "name")
        self.fields["unit"].queryset = choices
        if len(choices) == 1:
            self.fields["unit"].initial = choices[0]


class LabelChangeForm(forms.Form):
    name = forms.CharField(label="Nom", max_length=40)
    tone = forms.ChoiceField(label="Couleur", choices=Label.Tone.choices)
    is_active = forms.BooleanField(
        label="En usage", required=False, help_text="Décochée, elle reste sur ses dossiers et n'est plus proposée."
    )


BACK = ("Étiquettes", "directorate:labels")


@require_GET
@allow(handles_cases)
def labels(request):
    on = localdate()
    headed = heads_units(request.user, on)
    rows = (
        operations.labels_seen_by(request.user, on)
        .annotate(open_cases=Count("cases", filter=Q(cases__is_open=True)))
        .order_by("unit__rank", "-is_active", "name")
    )
    for label in rows:
        label.may_be_changed = label.unit_id in headed
    return TemplateResponse(
        request, "casework/labels.html", {"title": "Étiquettes", "labels": rows, "may_create": bool(headed)}
    )


@require_http_methods(FORM_METHODS)
@allow(distributes_cases)
def label_new(request):
    form = LabelForm(posted(request), units=heads_units(request.user, localdate()))
    if request.method == "POST" and (made := attempt(form, operations.create_label, by=request.user, at=now())):
        messages.success(request, f"L'étiquette « {made} » est créée.")
        return redirect("directorate:labels")
    return form_page(
        request, form, title="Nouvelle étiquette", submit="Créer l'étiquette", back=(BACK[0], reverse(BACK[1]))
    )


@require_http_methods(FORM_METHODS)
@allow(distributes_cases)
def label_change(request, pk):
    label = get_object_or_404(operations.labels_seen_by(request.user, localdate()), pk=pk)
    form = LabelChangeForm(
        posted(request), initial={"name": label.name, "tone": label.tone, "is_active": label.is_active}
    )
    if request.method == "POST" and attempt(form, operations.change_label, label=label, by=request.user, at=now()):
        messages.success(request, "L'étiquette est enregistrée.")
        return redirect("directorate:labels")
    return form_page(
        request, form, title=f"Étiquette « {label} »", submit="Enregistrer", back=(BACK[0], reverse(BACK[1]))
    )


@require_POST
@allow(handles_cases)
def case_labels(request, reference):
    """The labels of the case become those that are ticked, among those in use."""
    at = now()
    case = visible_case(request.user, reference, localdate())
    ticked = set(request.POST.getlist("labels"))
    offered = list(Label.objects.filter(unit_id=case.unit_id, is_active=True))
    operations.set_labels(
        case=case,
        by=request.user,
        at=at,
        put=[label for label in offered if str(label.pk) in ticked],
        removed=[label for label in offered if str(label.pk) not in ticked],
    )
    messages.success(request, "Les étiquettes du dossier sont enregistrées.")
    return redirect(page_of_case(case, query=list_query(request)))
