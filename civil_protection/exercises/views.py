"""Pages of exercises: the list, the calendar of a year, one exercise and its steps, its conduct, its file."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from django import forms as django_forms
from django.http import FileResponse, Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.timezone import localdate, localtime, now
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from civil_protection.exercises import forms, operations, queries, reviews
from civil_protection.exercises.lists import EXERCISE_LIST
from civil_protection.exercises.models import Exercise, ExerciseInject, ExerciseObjective
from civil_protection.exercises.papers import calendar_html
from civil_protection.exercises.tables import exercise_url
from civil_protection.policies import reads_civil_protection, works_in_civil_protection
from civil_protection.protection.papers import sheet
from directorate.documents.files import file_name
from directorate.documents.rendering import pdf_of
from directorate.documents.typography import typeset
from directorate.web.access import allow
from directorate.web.lists import list_page
from directorate.web.pages import FORM_METHODS, act_page, attempt, form_page, posted

HOME = "Exercices"
YEARS = range(1990, 2101)
State = Exercise.State


@dataclass(frozen=True)
class Act:
    """What may happen to an exercise or to a line of it, in these states. `initial`: what the form is filled with."""

    label: str
    form: Callable[..., django_forms.Form]
    operation: Callable[..., Any]
    states: tuple[str, ...]
    initial: Callable[[Any], dict[str, Any]] = lambda row: {}


def described(row: Exercise) -> dict[str, Any]:
    simple = [name for name in forms.ExerciseForm.base_fields if name not in operations.LINKS]
    return {name: getattr(row, name) for name in simple} | {
        name: getattr(row, name).all() for name in operations.LINKS
    }  # fmt: skip


ACTS = {
    "objectif": Act("Ajouter un objectif", forms.ObjectiveForm, operations.add_objective, queries.TO_COME,
                    lambda row: {"code": f"O{row.objectives.count() + 1}"}),
    "inject": Act("Ajouter au chronogramme", forms.InjectForm, operations.add_inject, queries.TO_COME,
                  lambda row: {"planned_at": row.starts_at}),
    "preparer": Act("Déclarer préparé", forms.EmptyForm, operations.prepare, (State.PROGRAMMED,)),
    "jouer": Act("Terminer l'exercice", forms.EndForm, operations.end_play, (State.PREPARED,),
                 lambda row: {"ended_at": now()}),
    "debriefer": Act("Enregistrer le débriefing à chaud", forms.HotForm, reviews.debrief_exercise, (State.PLAYED,),
                     lambda row: {"hot_at": now()}),
    "clore": Act("Clore", forms.EmptyForm, operations.close_exercise, (State.PUBLISHED,)),
    "modifier": Act("Modifier", forms.ExerciseForm, operations.save_exercise, queries.TO_COME, described),
    "annuler": Act("Annuler l'exercice", forms.CancelForm, operations.cancel, queries.TO_COME),
}  # fmt: skip


def as_typed(form: type[django_forms.Form]) -> Callable[[Any], dict[str, Any]]:
    """A line as its form shows it."""
    return lambda row: {name: getattr(row, name) for name in form.base_fields}


OBJECTIVE_ACTS = {
    "modifier": Act("Modifier l'objectif", forms.ObjectiveForm, operations.change_objective, queries.TO_COME,
                    as_typed(forms.ObjectiveForm)),
    "retirer": Act("Retirer l'objectif", forms.EmptyForm, operations.remove_objective, queries.TO_COME),
}  # fmt: skip
INJECT_ACTS = {
    "modifier": Act("Modifier l'événement", forms.InjectForm, operations.change_inject, queries.TO_COME,
                    as_typed(forms.InjectForm)),
    "retirer": Act("Retirer l'événement", forms.EmptyForm, operations.remove_inject, queries.TO_COME),
}  # fmt: skip


def home() -> tuple[str, str]:
    return HOME, reverse("civil_protection:exercises")


def pdf_response(title: str, template: str, **facts: Any) -> FileResponse:
    content = BytesIO(sheet(template, localdate(), title=title, **facts))
    return FileResponse(content, filename=file_name(title, "pdf"), content_type="application/pdf")


@require_GET
@allow(reads_civil_protection)
def exercises(request):
    actions = [
        ("Calendrier de l'année", reverse("civil_protection:exercise-calendar")),
        ("RETEX", reverse("civil_protection:reviews")),
    ]
    if works_in_civil_protection(request.user):
        actions.insert(0, ("Programmer un exercice", reverse("civil_protection:exercise-new")))
    return list_page(request, EXERCISE_LIST, at=now(), actions=actions)


@require_http_methods(FORM_METHODS)
@allow(works_in_civil_protection)
def exercise_new(request):
    form = forms.ExerciseForm(posted(request))
    if request.method == "POST" and (row := attempt(form, operations.save_exercise, by=request.user, at=now())):
        return HttpResponseRedirect(exercise_url(row.pk))
    return form_page(request, form, title="Programmer un exercice", submit="Programmer l'exercice", back=home())


@require_GET
@allow(reads_civil_protection)
def exercise(request, pk):
    row = queries.known_exercise(pk)
    return TemplateResponse(request, "civil_protection/exercises/exercise.html", facts_of(request, row))


def facts_of(request, row: Exercise) -> dict[str, Any]:
    works = works_in_civil_protection(request.user)
    return {
        "title": row.title,
        "breadcrumb": [home()],
        "row": row,
        "tone": queries.TONES[row.state],
        "objectives": row.objectives.all(),
        "script": queries.script_of(row),
        "mean_delay": queries.mean_delay(row.injects.all()),
        "review": getattr(row, "review", None),
        "works": works,
        "may_edit": works and row.state in queries.TO_COME,
        "may_judge": works and row.state in (State.PLAYED, State.DEBRIEFED),
        "may_observe": works and row.state in (State.PREPARED, State.PLAYED),
        "may_play": works and row.state == State.PREPARED,
        "acts": list(acts_on(row)) if works else [],
    }


def acts_on(row: Exercise) -> Iterable[tuple[str, str]]:
    for verb, act in ACTS.items():
        if row.state in act.states:
            yield act.label, reverse("civil_protection:exercise-act", args=[row.pk, verb])


@require_http_methods(FORM_METHODS)
@allow(works_in_civil_protection)
def exercise_act(request, pk, verb):
    act = ACTS.get(verb)
    if act is None:
        raise Http404
    row = queries.known_exercise(pk)
    return act_page(
        request, act.form(posted(request), initial=act.initial(row)), act.operation, facts={"exercise": row}, at=now(),
        done="L'exercice est à jour.", then=exercise_url(pk), title=f"{act.label} : {row.title}", submit=act.label,
        back=(row.title, exercise_url(pk)), breadcrumb=[home()],
    )  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(works_in_civil_protection)
def objective(request, pk):
    row = get_object_or_404(ExerciseObjective.objects.select_related("exercise"), pk=pk)
    then = exercise_url(row.exercise_id)
    return act_page(
        request, forms.ResultForm(posted(request), initial={"result": row.result}), operations.judge,
        facts={"objective": row}, at=now(), done=f"Le résultat de {row.code} est enregistré.", then=then,
        title=f"Résultat de l'objectif {row.code}", intro=f"{row.label}. Critère : {row.criterion}.",
        submit="Enregistrer le résultat", back=(row.exercise.title, then), breadcrumb=[home()],
    )  # fmt: skip


def line_act(request, act: Act | None, name: str, line: ExerciseObjective | ExerciseInject):
    """One line of the exercise is corrected or removed."""
    if act is None:
        raise Http404
    then = exercise_url(line.exercise_id)
    return act_page(
        request, act.form(posted(request), initial=act.initial(line)), act.operation, facts={name: line}, at=now(),
        done="L'exercice est à jour.", then=then, title=f"{act.label} : {line}"[:200], submit=act.label,
        back=(line.exercise.title, then), breadcrumb=[home()],
    )  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(works_in_civil_protection)
def objective_act(request, pk, verb):
    row = get_object_or_404(ExerciseObjective.objects.select_related("exercise"), pk=pk)
    return line_act(request, OBJECTIVE_ACTS.get(verb), "objective", row)


@require_http_methods(FORM_METHODS)
@allow(works_in_civil_protection)
def inject_act(request, pk, verb):
    row = get_object_or_404(ExerciseInject.objects.select_related("exercise"), pk=pk)
    return line_act(request, INJECT_ACTS.get(verb), "inject", row)


# --- conduct ------------------------------------------------------------------------------------------------


@require_GET
@allow(reads_civil_protection)
def conduct(request, pk):
    """The script while it is played: one button for each inject, its delay as soon as it is given."""
    row = queries.known_exercise(pk)
    facts = facts_of(request, row)
    return TemplateResponse(
        request,
        "civil_protection/exercises/conduct.html",
        {**facts, "title": f"Conduite : {row.title}", "breadcrumb": [home(), (row.title, exercise_url(pk))]},
    )


def conduct_url(row: ExerciseInject) -> str:
    return f"{reverse('civil_protection:exercise-conduct', args=[row.exercise_id])}#inject-{row.pk}"


@require_POST
@allow(works_in_civil_protection)
def play(request, pk):
    row = get_object_or_404(ExerciseInject.objects.select_related("exercise"), pk=pk)
    operations.play_inject(inject=row, by=request.user, at=now())
    return HttpResponseRedirect(conduct_url(row))


@require_http_methods(FORM_METHODS)
@allow(works_in_civil_protection)
def inject(request, pk):
    row = get_object_or_404(ExerciseInject.objects.select_related("exercise"), pk=pk)
    initial = {"played_at": row.played_at, "observed": row.observed}
    return act_page(
        request, forms.ObserveForm(posted(request), initial=initial), operations.observe, facts={"inject": row},
        at=now(), done="L'observation est enregistrée.", then=conduct_url(row), title="Observer un événement joué",
        intro=f"Prévu à {localtime(row.planned_at):%H:%M}, {row}. Effet attendu : {row.expected}",
        submit="Enregistrer l'observation", back=(row.exercise.title, conduct_url(row)), breadcrumb=[home()],
    )  # fmt: skip


@require_GET
@allow(reads_civil_protection)
def exercise_pdf(request, pk):
    """T06: the file of the exercise, its objectives and its script."""
    row = queries.known_exercise(pk)
    return pdf_response(
        f"Dossier d'exercice : {row.title}", "civil_protection/exercises/exercise_pdf.html", row=row,
        objectives=list(row.objectives.all()), script=queries.script_of(row),
    )  # fmt: skip


# --- calendar -----------------------------------------------------------------------------------------------


def year_url(year: int) -> str:
    return reverse("civil_protection:exercise-year", args=[year])


@require_GET
@allow(reads_civil_protection)
def this_year(request):
    return HttpResponseRedirect(year_url(localdate().year))


@require_GET
@allow(reads_civil_protection)
def calendar(request, year):
    """R1.4: the exercises of the year and of the next, and how many were held."""
    if year not in YEARS:
        raise Http404
    return TemplateResponse(
        request,
        "civil_protection/exercises/calendar.html",
        {
            "title": f"Calendrier des exercices {year}",
            "breadcrumb": [home()],
            "years": [queries.year_of(year), queries.year_of(year + 1)],
            "year": year,
            "before": year_url(year - 1),
            "after": year_url(year + 1),
            "measures": queries.measures(localdate()),
            "works": works_in_civil_protection(request.user),
        },
    )


@require_GET
@allow(reads_civil_protection)
def calendar_pdf(request, year):
    """T05: the order that sets the calendar, ready to be signed, or as it was signed."""
    if year not in YEARS:
        raise Http404
    html = calendar_html(year, queries.calendars().filter(pk=year).first(), localdate())
    name = file_name(f"Calendrier des exercices {year}", "pdf")
    return FileResponse(BytesIO(pdf_of(typeset(html))), filename=name, content_type="application/pdf")


@require_http_methods(FORM_METHODS)
@allow(works_in_civil_protection)
def calendar_order(request, year):
    if year not in YEARS:
        raise Http404
    return act_page(
        request, forms.CalendarForm(posted(request)), operations.record_calendar, facts={"year": year}, at=now(),
        done=f"Le calendrier de {year} est arrêté.", then=year_url(year),
        title=f"Enregistrer l'arrêté du calendrier {year}", submit="Enregistrer l'arrêté",
        back=(f"Calendrier {year}", year_url(year)), breadcrumb=[home()],
    )  # fmt: skip
