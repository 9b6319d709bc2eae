"""Pages of the alert: scenarios, campaigns as they go, the screen of the operator, the report."""

from collections.abc import Callable
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.timezone import localdate, localtime, now
from django.views.decorators.http import require_GET, require_http_methods

from civil_protection.alerts.campaigns import forms as alert_forms
from civil_protection.alerts.campaigns import monthly, operations, queries
from civil_protection.alerts.campaigns.cascade import duration_words
from civil_protection.alerts.campaigns.lists import ANSWER_LIST, CAMPAIGN_LIST, SCENARIO_LIST
from civil_protection.alerts.campaigns.models import AlertCampaign, AlertScenario
from civil_protection.alerts.campaigns.texts import marked, outside_gsm, plain_sms, sms_segments, spoken_seconds
from civil_protection.alerts.directory.numbers import masked, spaced
from civil_protection.alerts.values import BROADCAST, SPEECH
from civil_protection.policies import reads_civil_protection, works_in_civil_protection
from civil_protection.protection.papers import sheet
from directorate.parameters.queries import value
from directorate.web.access import allow
from directorate.web.lists import list_page
from directorate.web.pages import FORM_METHODS, act_page, attempt, form_page, posted

HOME, SCENARIOS, TRAINING = "Campagnes d'alerte", "Scénarios d'alerte", "Entraînement"
State = AlertCampaign.State
CALLS_SHOWN = 2_000


def crumb(label: str, name: str) -> tuple[str, str]:
    return label, reverse(f"civil_protection:{name}")


def page_of(campaign: AlertCampaign) -> str:
    return reverse("civil_protection:alert-campaign", args=[campaign.pk])


# --- scenarios ----------------------------------------------------------------------------------------------


@require_GET
@allow(reads_civil_protection)
def scenarios(request):
    actions = []
    if works_in_civil_protection(request.user):
        actions = [("Écrire un scénario", reverse("civil_protection:alert-scenario-new"))]
    return list_page(request, SCENARIO_LIST, at=now(), actions=actions)


def as_it_leaves(texts, mode: str) -> dict:
    """The messages with their marker, their length and their segments."""
    voice, sms = marked(texts.voice_text, mode), plain_sms(marked(texts.sms_text, mode))
    return {
        "voice": voice,
        "seconds": spoken_seconds(voice, value(SPEECH.code, localdate())),
        "sms": sms,
        "segments": sms_segments(sms),
        "strange": outside_gsm(sms),
        "subject": marked(texts.mail_subject, mode),
    }


@require_GET
@allow(reads_civil_protection)
def scenario(request, pk):
    row = get_object_or_404(queries.scenarios(), pk=pk)
    return TemplateResponse(
        request,
        "civil_protection/alerts/scenario.html",
        {
            "title": str(row),
            "breadcrumb": [crumb(SCENARIOS, "alert-scenarios")],
            "scenario": row,
            "mode_tone": queries.MODE_TONES[row.mode],
            "leaves": as_it_leaves(row, row.mode),
            "campaigns": row.campaigns.order_by("-prepared_at")[:10],
            "works": works_in_civil_protection(request.user),
        },
    )


@require_http_methods(FORM_METHODS)
@allow(works_in_civil_protection)
def scenario_new(request):
    return saved_scenario(request, None, alert_forms.ScenarioForm(posted(request)), "Écrire un scénario")


@require_http_methods(FORM_METHODS)
@allow(works_in_civil_protection)
def scenario_change(request, pk):
    row = get_object_or_404(AlertScenario, pk=pk)
    form = alert_forms.ScenarioForm(posted(request), initial=alert_forms.scenario_initial(row))
    return saved_scenario(request, row, form, "Modifier le scénario")


def saved_scenario(request, row, form, title: str):
    if request.method == "POST" and (
        saved := attempt(form, operations.save_scenario, scenario=row, by=request.user, at=now())
    ):
        messages.success(request, "Le scénario est enregistré.")
        return HttpResponseRedirect(reverse("civil_protection:alert-scenario", args=[saved.pk]))
    home = crumb(SCENARIOS, "alert-scenarios")
    return form_page(request, form, title=title, submit="Enregistrer le scénario", back=home, breadcrumb=[home])


# --- campaigns ----------------------------------------------------------------------------------------------


@require_GET
@allow(reads_civil_protection)
def campaigns(request):
    actions = [("Scénarios", reverse("civil_protection:alert-scenarios")),
               ("Entraînement", reverse("civil_protection:alert-answers"))]  # fmt: skip
    return list_page(request, CAMPAIGN_LIST, at=now(), actions=actions)


@require_http_methods(FORM_METHODS)
@allow(works_in_civil_protection)
def campaign_new(request, pk):
    row = get_object_or_404(queries.scenarios(), pk=pk)
    form = alert_forms.CampaignForm(posted(request), initial=alert_forms.campaign_initial(row))
    if request.method == "POST" and (
        prepared := attempt(form, operations.prepare, scenario=row, by=request.user, at=now())
    ):
        messages.success(request, "La campagne est prête : relire, puis lancer.")
        return HttpResponseRedirect(page_of(prepared))
    back = (str(row), reverse("civil_protection:alert-scenario", args=[row.pk]))
    return form_page(request, form, title="Préparer une campagne", submit="Préparer la campagne", back=back,
                     intro="Rien ne part encore : la campagne se relit, puis se lance.",
                     breadcrumb=[crumb(HOME, "alert-campaigns"), back])  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(works_in_civil_protection)
def monthly_test(request):
    """The test of a month is programmed; the instant is drawn, nobody chooses it."""
    at = now()
    form = alert_forms.MonthlyTestForm(posted(request))
    if request.method == "POST" and (row := attempt(form, monthly.plan_monthly_test, by=request.user, at=at)):
        messages.success(request, f"L'essai partira de lui-même le {localtime(row.planned_at):%d/%m/%Y à %H:%M}.")
        return HttpResponseRedirect(page_of(row))
    back = crumb("Qualité de l'annuaire", "alert-quality")
    return form_page(
        request, form, title="Programmer un essai mensuel", submit="Programmer l'essai", back=back, breadcrumb=[back],
        intro="Le jour et l'heure sont tirés au sort, puis la campagne part d'elle-même, en mode essai.",
    )  # fmt: skip


@dataclass(frozen=True)
class Act:
    """What may happen to a campaign, and in which states it is offered."""

    label: str
    form: type[forms.Form]
    operation: Callable[..., AlertCampaign]
    states: tuple[str, ...]
    done: str


def launch(*, campaign: AlertCampaign, confirmed: bool, by, at) -> AlertCampaign:
    return operations.launch(campaign=campaign, by=by, at=at)


ACTS = {
    "lancer": Act("Lancer la campagne", alert_forms.LaunchForm, launch, (State.PREPARED,),
                  "La campagne est lancée : les premiers appels partent."),
    "terminer": Act("Terminer la campagne", alert_forms.ReasonForm, operations.end, (State.LAUNCHED, State.RUNNING),
                    "La campagne est terminée."),
    "annuler": Act("Annuler la campagne", alert_forms.ReasonForm, operations.cancel,
                   (State.PREPARED, State.LAUNCHED, State.RUNNING), "La campagne est annulée : plus rien ne part."),
}  # fmt: skip


@require_GET
@allow(reads_civil_protection)
def campaign(request, pk):
    """The campaign as it goes. The part that changes asks for itself every three seconds while it is live."""
    row, at = queries.campaign_of(pk), now()
    facts = {**queries.page_facts(row, at), "durations": durations(row)}
    if request.htmx:
        if request.GET.get("version") == (version := queries.version_of(row)):
            return HttpResponse(status=204)
        return TemplateResponse(request, "civil_protection/alerts/_campaign.html", {**facts, "version": version})
    acts = [(act.label, reverse("civil_protection:alert-campaign-act", args=[row.pk, verb]))
            for verb, act in ACTS.items() if row.state in act.states]  # fmt: skip
    return TemplateResponse(
        request,
        "civil_protection/alerts/campaign.html",
        {
            **facts,
            "title": str(row),
            "breadcrumb": [crumb(HOME, "alert-campaigns")],
            "version": queries.version_of(row),
            "acts": acts if works_in_civil_protection(request.user) else [],
            "works": works_in_civil_protection(request.user),
            "preview": queries.preview(row.group, at) if row.state == State.PREPARED else None,
            "leaves": as_it_leaves(row, row.mode),
            "bulletins": row.bulletins.all(),
            "broadcast": value(BROADCAST.code, localdate(at)),
        },
    )


def durations(row: AlertCampaign) -> list[tuple[str, str]]:
    """The times of the campaign, in words."""
    found = queries.figures_of(row)
    if found is None:
        return []
    rank = f"{found.mean_rank:.1f}".replace(".", ",") if found.mean_rank is not None else "sans objet"
    return [
        ("De la décision au lancement", duration_words(found.to_launch)),
        ("Premier acquittement", duration_words(found.first)),
        ("T50", duration_words(found.t50)),
        ("T90", duration_words(found.t90)),
        ("T100", duration_words(found.t100)),
        ("Rang moyen de la personne jointe", rank),
    ]


@require_http_methods(FORM_METHODS)
@allow(works_in_civil_protection)
def campaign_act(request, pk, verb):
    row = queries.campaign_of(pk)
    act = ACTS.get(verb)
    if act is None:
        raise Http404
    return act_page(
        request,
        act.form(posted(request)),
        act.operation,
        facts={"campaign": row},
        at=now(),
        done=act.done,
        then=page_of(row),
        title=act.label,
        intro=f"{row}, mode {row.get_mode_display().lower()}, groupe « {row.group} ».",
        submit=act.label,
        back=(str(row), page_of(row)),
        breadcrumb=[crumb(HOME, "alert-campaigns"), (str(row), page_of(row))],
    )


# --- the operator -------------------------------------------------------------------------------------------


@require_GET
@allow(works_in_civil_protection)
def operator(request, pk):
    """What is handed over, the oldest first, and the next one to take."""
    row = queries.campaign_of(pk)
    return TemplateResponse(
        request,
        "civil_protection/alerts/operator.html",
        {
            "title": f"Opérateur : {row}",
            "breadcrumb": [crumb(HOME, "alert-campaigns"), (str(row), page_of(row))],
            "campaign": row,
            "mode_tone": queries.MODE_TONES[row.mode],
            "tickets": queries.to_handle(row),
            "tones": queries.TARGET_TONES,
        },
    )


@require_GET
@allow(reads_civil_protection)
def target(request, pk):
    """One commune of a campaign: its calls, and for the operator who took it its people and their numbers."""
    row = queries.target_of(pk)
    is_mine = row.operator_id == request.user.pk and not row.is_reached
    people = [
        (name, [spaced(number) for number in numbers], emails) for name, numbers, emails in queries.callers(row, now())
    ]
    return TemplateResponse(
        request,
        "civil_protection/alerts/target.html",
        {
            "title": str(row),
            "breadcrumb": [crumb(HOME, "alert-campaigns"), (str(row.campaign), page_of(row.campaign))],
            "target": row,
            "tone": queries.TARGET_TONES[row.state],
            "mode_tone": queries.MODE_TONES[row.campaign.mode],
            "calls": [(call, masked(call.address)) for call in row.attempts.order_by("due_at", "-channel", "rank")],
            "is_mine": is_mine,
            "may_take": not row.is_reached and row.operator_id is None and works_in_civil_protection(request.user)
            and row.campaign.launched_at is not None and row.campaign.state != State.CANCELLED,
            "people": people if is_mine else [],
            "reached_form": alert_forms.ReachedForm(auto_id="reached_%s"),
            "try_form": alert_forms.TryForm(auto_id="try_%s"),
        },
    )  # fmt: skip


TARGET_ACTS: dict[str, tuple[str, type[forms.Form], Callable, str]] = {
    "prendre": ("Prendre en charge", forms.Form, operations.take, "Vous vous occupez de cette commune."),
    "rendre": ("Rendre", forms.Form, operations.release, "La commune est rendue : un autre opérateur peut la prendre."),
    "jointe": ("Enregistrer comme jointe", alert_forms.ReachedForm, operations.note_reached,
               "La commune est jointe : ses appels s'arrêtent."),
    "essai": ("Noter un essai sans succès", alert_forms.TryForm, operations.note_try, "L'essai est noté."),
    "patrouille": ("Demander une patrouille", forms.Form, operations.ask_patrol, "La patrouille est demandée."),
}  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(works_in_civil_protection)
def target_act(request, pk, verb):
    row = queries.target_of(pk)
    if verb not in TARGET_ACTS:
        raise Http404
    label, form, operation, done = TARGET_ACTS[verb]
    own = reverse("civil_protection:alert-target", args=[row.pk])
    # Reached: on to the next one.
    then = reverse("civil_protection:alert-operator", args=[row.campaign_id]) if verb in ("jointe", "rendre") else own
    return act_page(
        request,
        form(posted(request)),
        operation,
        facts={"target": row},
        at=now(),
        done=done,
        then=then,
        title=f"{label} : {row}",
        submit=label,
        back=(str(row), own),
        breadcrumb=[crumb(HOME, "alert-campaigns"), (str(row.campaign), page_of(row.campaign)), (str(row), own)],
    )


# --- the report (R2.2) --------------------------------------------------------------------------------------


def report_facts(row: AlertCampaign, at) -> dict:
    return {
        "campaign": row,
        "figures": queries.figures_of(row),
        "durations": durations(row),
        "curve": queries.curve(row, at),
        "reached": queries.curve_rows(row),
        "unreached": [line for line in queries.lines_of(row) if not line.target.is_reached],
        "calls": [(call, masked(call.address)) for call in queries.calls_of(row)[:CALLS_SHOWN]],
        "tasks": row.directory_tasks.select_related("contact__commune", "contact__organisation"),
        "at": localtime(at),
    }


@require_GET
@allow(reads_civil_protection)
def report(request, pk):
    row, at = queries.campaign_of(pk), now()
    return TemplateResponse(
        request,
        "civil_protection/alerts/report.html",
        {
            **report_facts(row, at),
            "title": f"Compte rendu : {row}",
            "breadcrumb": [crumb(HOME, "alert-campaigns"), (str(row), page_of(row))],
            "mode_tone": queries.MODE_TONES[row.mode],
        },
    )


@require_GET
@allow(reads_civil_protection)
def report_paper(request, pk):
    row, at = queries.campaign_of(pk), now()
    content = sheet("civil_protection/alerts/report_paper.html", localdate(at), **report_facts(row, at))
    name = f"compte-rendu-campagne-{row.pk}.pdf"
    return HttpResponse(content, content_type="application/pdf",
                        headers={"Content-Disposition": f'inline; filename="{name}"'})  # fmt: skip


# --- training -----------------------------------------------------------------------------------------------


@require_GET
@allow(reads_civil_protection)
def answers(request):
    actions = []
    if works_in_civil_protection(request.user):
        actions = [("Préparer une réponse", reverse("civil_protection:alert-answer-new"))]
    return list_page(request, ANSWER_LIST, at=now(), actions=actions)


@require_http_methods(FORM_METHODS)
@allow(works_in_civil_protection)
def answer_new(request):
    return act_page(
        request,
        alert_forms.AnswerForm(posted(request)),
        operations.script_answer,
        facts={},
        at=now(),
        done="La réponse est préparée.",
        then=reverse("civil_protection:alert-answers"),
        title="Préparer une réponse simulée",
        intro="La passerelle d'entraînement joue cette réponse quand ce numéro est appelé.",
        submit="Préparer la réponse",
        back=crumb(TRAINING, "alert-answers"),
        breadcrumb=[crumb(HOME, "alert-campaigns"), crumb(TRAINING, "alert-answers")],
    )
