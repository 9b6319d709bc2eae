"""Press releases, answers to the public and counts of calls: the lists, and what is done on one event."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.timezone import now
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from civil_protection.crisis import queries
from civil_protection.crisis.forms import RevisionForm
from civil_protection.crisis.outreach import forms, lists, operations
from civil_protection.crisis.outreach.queries import answers, releases
from civil_protection.crisis.pages import event_act, thing_page
from civil_protection.crisis.policies import decides_in_a_crisis, keeps_the_log, reads_crises
from civil_protection.crisis.views import crisis_list
from directorate.web.access import allow
from directorate.web.pages import FORM_METHODS, posted


@require_GET
@allow(reads_crises)
def crisis_releases(request):
    return crisis_list(request, lists.RELEASES)


@require_GET
@allow(reads_crises)
def crisis_answers(request):
    return crisis_list(request, lists.ANSWERS)


@require_GET
@allow(reads_crises)
def crisis_calls(request):
    return crisis_list(request, lists.CALLS, "Des nombres par sujet : rien n'est gardé de qui appelle.")


# --- press releases -------------------------------------------------------------------------------------------


def release_url(row) -> str:
    return reverse("civil_protection:crisis-release", args=[row.event_id, row.pk])


@require_http_methods(FORM_METHODS)
@allow(keeps_the_log)
def release_new(request, pk):
    event, at = queries.known_event(pk), now()
    return event_act(
        request, event, forms.ReleaseForm(posted(request)), operations.draft_release, at=at,
        title="Rédiger un communiqué de presse", submit="Enregistrer le projet", done="Le projet est enregistré.",
        intro="Il est numéroté et part quand le directeur, le cabinet ou le préfet l'a validé.",
    )  # fmt: skip


@require_GET
@allow(reads_crises)
def release_page(request, pk, item):
    event = queries.known_event(pk)
    row = get_object_or_404(releases(), event=event, pk=item)
    return thing_page(
        request, event, "release.html", str(row), row=row, form=RevisionForm(initial={"revision": row.revision}),
        decides=event.is_live and decides_in_a_crisis(request.user),
    )  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(keeps_the_log)
def release_edit(request, pk, item):
    event, at = queries.known_event(pk), now()
    row = get_object_or_404(releases(), event=event, pk=item)
    form = forms.ReleaseChangeForm(
        posted(request), initial={"title": row.title, "text": row.text, "revision": row.revision}
    )
    return event_act(
        request, event, form, operations.edit_release, at=at, facts={"release": row}, title="Modifier le communiqué",
        submit="Enregistrer", done="Le projet est enregistré.", then=release_url(row),
    )  # fmt: skip


@require_POST
@allow(decides_in_a_crisis)
def release_validate(request, pk, item):
    event, at = queries.known_event(pk), now()
    form = RevisionForm(posted(request))
    read = form.cleaned_data["revision"] if form.is_valid() else -1
    release = get_object_or_404(releases(), event=event, pk=item)
    row = operations.validate_release(release=release, revision=read, by=request.user, at=at)
    messages.success(request, f"Le communiqué est validé sous le n° {row.number}, la main courante le dit.")
    return redirect(release_url(row))


# --- answers and calls ----------------------------------------------------------------------------------------


@require_http_methods(FORM_METHODS)
@allow(keeps_the_log)
def answer_new(request, pk):
    event, at = queries.known_event(pk), now()
    return event_act(request, event, forms.AnswerForm(posted(request)), operations.add_answer, at=at,
                     title="Préparer une réponse au public", submit="Enregistrer",
                     done="La réponse est à la disposition de qui répond au public.")  # fmt: skip


def answer_url(row) -> str:
    return reverse("civil_protection:crisis-answer", args=[row.event_id, row.pk])


@require_GET
@allow(reads_crises)
def answer_page(request, pk, item):
    event = queries.known_event(pk)
    row = get_object_or_404(answers(), event=event, pk=item)
    return thing_page(request, event, "answer.html", "Réponse au public", row=row)


@require_http_methods(FORM_METHODS)
@allow(keeps_the_log)
def answer_edit(request, pk, item):
    event, at = queries.known_event(pk), now()
    row = get_object_or_404(answers(), event=event, pk=item)
    initial = {name: getattr(row, name) for name in ("subject", "question", "answer", "revision")}
    return event_act(
        request, event, forms.AnswerChangeForm(posted(request), initial=initial), operations.change_answer, at=at,
        facts={"public_answer": row}, title="Modifier la réponse", submit="Enregistrer",
        done="La réponse est à jour.", then=answer_url(row),
    )  # fmt: skip


@require_POST
@allow(keeps_the_log)
def answer_withdraw(request, pk, item):
    event = queries.known_event(pk)
    row = get_object_or_404(answers(), event=event, pk=item)
    operations.withdraw_answer(public_answer=row, by=request.user, at=now())
    messages.success(request, "La réponse est retirée.")
    return redirect(answer_url(row))


@require_http_methods(FORM_METHODS)
@allow(keeps_the_log)
def calls(request, pk):
    event, at = queries.known_event(pk), now()
    return event_act(request, event, forms.CallsForm(posted(request)), operations.count_calls, at=at,
                     title="Compter les appels du public", submit="Enregistrer",
                     done="Les appels sont comptés.")  # fmt: skip
