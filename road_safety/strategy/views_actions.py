"""Pages of the actions: the list, a sheet, what happens to it, its three answers."""

from functools import partial

from django import forms as django_forms
from django.contrib import messages
from django.db.models import Model
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_http_methods

from directorate.documents.serving import letter_response
from directorate.web.access import allow
from directorate.web.lists import list_page
from directorate.web.pages import FORM_METHODS, act_page, attempt, form_page, posted
from road_safety.policies import reads_road_safety, works_in_road_safety
from road_safety.strategy import action_operations as operations
from road_safety.strategy import forms, queries
from road_safety.strategy.catalogue import Answer, Audience, Lever, Piece
from road_safety.strategy.eligibility import needed_pieces
from road_safety.strategy.funding import cost_per_person, score
from road_safety.strategy.levers import links_of, sequels
from road_safety.strategy.lists import ACTION_LIST
from road_safety.strategy.models import Action
from road_safety.strategy.tables import action_url
from road_safety.strategy.terms import CRITERIA
from road_safety.strategy.views import Act, initial_of, plan_url, plans_home
from road_safety.strategy.writing import decides_money

LIST = "Actions de sécurité routière"
State = Action.State
PAYABLE = (State.COMMITTED, State.EXECUTED, State.EVALUATED)
ACTS = {
    "deposer": Act("Déposer la fiche", django_forms.Form, operations.file_action, (State.DRAFT,),
                   intro="La fiche prend son numéro."),
    "recevable": Act("Déclarer recevable", django_forms.Form, operations.receive, (State.FILED,)),
    "irrecevable": Act("Déclarer irrecevable", forms.ReasonForm, operations.reject, (State.FILED,)),
    "instruire": Act("Ouvrir l'instruction", django_forms.Form, operations.instruct, (State.RECEIVABLE,)),
    "proposer": Act("Proposer au comité", forms.ProposeForm, operations.propose,
                    (State.INSTRUCTION, State.COMMITTEE_READY), "", ("proposed",)),
    "labelliser": Act("Accorder le label", django_forms.Form, operations.decide_label, (State.COMMITTEE_READY,)),
    "notifier": Act("Préparer la lettre de décision", django_forms.Form, operations.tell_decision, operations.DECIDED),
    "engager": Act("Engager la subvention", forms.CommitForm, operations.commit, operations.TO_COMMIT, "committed_on"),
    "payer": Act("Enregistrer le paiement", forms.PayForm, operations.pay, PAYABLE, "paid_on"),
    "realiser": Act("Enregistrer la réalisation", forms.HoldForm, operations.hold, queries.TO_HOLD, "held_on"),
    "evaluer": Act("Évaluer", forms.EvaluateForm, operations.evaluate, (State.EXECUTED,), "evaluated_on",
                   ("reached",)),
    "compte-rendu": Act("Enregistrer le compte rendu financier", forms.FinancialReportForm, operations.record_report,
                        (State.PAID, State.EXECUTED, State.EVALUATED, State.CANCELLED), "reported_on"),
    "cloturer": Act("Clôturer", django_forms.Form, operations.close, (State.EVALUATED,)),
    "indicateur": Act("Ajouter un indicateur", forms.IndicatorForm, operations.add_indicator, operations.CORRECTED),
    "pieces": Act("Pointer les pièces", forms.PiecesForm, operations.receive_pieces, (*queries.OPEN, State.DRAFT), "",
                  ("pieces",)),
    "reporter": Act("Reporter", forms.PostponeForm, operations.postpone, (*queries.OPEN, *queries.TO_HOLD), "",
                    ("starts_on", "ends_on")),
    "retirer": Act("Enregistrer un retrait", forms.ReasonForm, operations.withdraw,
                   (*queries.OPEN, State.FUNDED, State.UNFUNDED)),
    "annuler": Act("Annuler", forms.ReasonForm, operations.cancel, queries.TO_HOLD),
}  # fmt: skip
FIELDS = ("title", "promoter_kind", "promoter", "siret", "uai", "leader", "email", "phone", "address", "description",
          "audiences", "expected", "place", "starts_on", "ends_on", "requested", "orientation", "outside_reason",
          "partners", "other_state", "is_labelled")  # fmt: skip


def home() -> tuple[str, str]:
    return LIST, reverse("road_safety:plan-actions")


@require_GET
@allow(reads_road_safety)
def plan_actions(request):
    return list_page(
        request,
        ACTION_LIST,
        at=now(),
        intro="Chaque action reçoit trois réponses indépendantes : subvention, matériel, intervenants.",
        actions=[plans_home()],
    )


@require_http_methods(FORM_METHODS)
@allow(works_in_road_safety)
def action_new(request, year):
    plan = queries.known_plan(year)
    form = forms.ActionForm(posted(request), plan=plan)
    facts = {"plan": plan, "by": request.user, "at": now()}
    if request.method == "POST" and (row := attempt(form, operations.record_action, **facts)):
        messages.success(request, "La fiche est enregistrée : saisir son budget et ses indicateurs, puis la déposer.")
        return HttpResponseRedirect(action_url(row))
    return form_page(
        request,
        form,
        title=f"Saisir une fiche action, {plan}",
        intro="Les trois demandes (subvention, matériel, intervenants) sont indépendantes.",
        submit="Enregistrer la fiche",
        back=(str(plan), plan_url(plan)),
        breadcrumb=[plans_home(), (str(plan), plan_url(plan))],
    )


def offered(row: Action, verb: str, act: Act) -> bool:
    if row.state not in act.states:
        return False
    waits = {
        "engager": bool(row.granted and not row.committed_on),
        "payer": bool(row.committed_on and not row.paid_on),
        "compte-rendu": bool(row.paid and not row.reported_on),
        "labelliser": row.is_labelled and not row.answers.all(),
        "notifier": row.letter_id is None,
    }
    return waits.get(verb, True)


def may_answer(row: Action, lever: str, staff, on) -> bool:
    if lever == Lever.MONEY:
        return row.state in (State.COMMITTEE_READY, State.WAITING) and decides_money(staff, on)
    return row.state not in operations.OVER and row.state not in (State.DRAFT, State.FILED)


@require_GET
@allow(reads_road_safety)
def plan_action(request, pk):
    on, row = localdate(), queries.known_action(pk)
    works = works_in_road_safety(request.user, on=on)
    asks = queries.asks_money(row)
    acts = [
        (act.label, reverse("road_safety:plan-action-act", args=[pk, verb]))
        for verb, act in ACTS.items()
        if works and offered(row, verb, act)
    ]
    answers = [
        (
            answer,
            reverse("road_safety:plan-action-answer", args=[pk, answer.lever])
            if works and may_answer(row, answer.lever, request.user, on)
            else "",
            links_of(row, answer.lever),
        )
        for answer in row.answers.all()
    ]
    wanted = needed_pieces(row.promoter_kind, asks_money=asks, was_funded=queries.was_funded(row))
    return TemplateResponse(
        request,
        "road_safety/strategy/action.html",
        {
            "title": str(row),
            "breadcrumb": [home()],
            "row": row,
            "tone": queries.TONES[State(row.state)],
            "first": acts[:3],
            "more": acts[3:],
            "corrects": works and row.state in operations.CORRECTED,
            "answers": answers,
            "findings": queries.findings_of(row, on),
            "budget": queries.budget_of(row),
            "lines": row.budget.all(),
            "ceiling": queries.ceiling_of(row) if asks else None,
            "pieces": [(Piece(code).label, code in row.pieces) for code in wanted],
            "audiences": [Audience(code).label for code in row.audiences],
            "indicators": row.indicators.all(),
            "notes": [(label, row.notes[name]) for name, label in CRITERIA.items() if name in row.notes],
            "score": score(row.notes, queries.weights_of(row)),
            "agreement": bool(row.granted) and queries.needs_agreement(row),
            "cost": cost_per_person(row.granted, row.reached),
            "moves": row.moves.select_related("by"),
        },
    )


def beside(row: Action) -> list[Model]:
    """What its forms show of it that is kept elsewhere."""
    wished = [each for sequel in sequels().values() for each in sequel.beside(row)]
    return [*row.answers.order_by("pk"), *row.budget.order_by("pk"), *wished]


def one_page(request, row: Action, form, operation, *, facts, done: str, title: str, submit: str, intro: str = ""):
    return act_page(
        request, form, operation, facts={"action": row, **facts}, at=now(), done=done, then=action_url(row),
        about=row, beside=lambda: beside(row), title=title, submit=submit, intro=intro,
        back=(row.number or row.title, action_url(row)), breadcrumb=[home()],
    )  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(works_in_road_safety)
def action_edit(request, pk):
    row = queries.known_action(pk)
    initial = {name: getattr(row, name) for name in FIELDS}
    initial |= {"stakes": row.stakes.all(), "communes": row.communes.all()}
    asked = queries.answers_of(row)
    initial |= {name: asked[lever].asked for name, lever in forms.ASKED.items() if lever in asked}
    for sequel in sequels().values():
        initial |= sequel.initial(row)
    form = forms.ActionForm(posted(request), plan=row.plan, initial=initial)
    return one_page(request, row, form, operations.correct_action, facts={}, done="La fiche est corrigée.",
                    title=f"Modifier la fiche, {row.title}", submit="Enregistrer la fiche")  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(works_in_road_safety)
def action_budget(request, pk):
    row = queries.known_action(pk)
    form = forms.BudgetForm(posted(request), initial={"lines": forms.budget_text(row)})
    return one_page(request, row, form, operations.set_budget, facts={}, done="Le budget est enregistré.",
                    title=f"Budget, {row.title}", submit="Enregistrer le budget")  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(works_in_road_safety)
def action_act(request, pk, verb):
    act = ACTS.get(verb)
    if act is None:
        raise Http404
    row = queries.known_action(pk)
    make = partial(act.form, action=row) if verb == "evaluer" else act.form
    initial = initial_of(row, act)
    if verb == "payer":
        initial["paid"] = row.granted
    if verb == "proposer":
        initial |= {f"note_{name}": note for name, note in row.notes.items()}
    return one_page(request, row, make(posted(request), initial=initial), act.operation, facts={},
                    done="L'action est à jour.", title=f"{act.label}, {row.number or row.title}", submit=act.label,
                    intro=act.intro or row.title)  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(works_in_road_safety)
def action_answer(request, pk, lever):
    row = queries.known_action(pk)
    asked = queries.answers_of(row).get(lever)
    if asked is None:
        raise Http404
    is_money = lever == Lever.MONEY
    initial = {"answer": "" if asked.answer == Answer.PENDING else asked.answer, "reason": asked.reason}
    if is_money:
        initial["amount"] = row.proposed
    form = (forms.MoneyAnswerForm if is_money else forms.AnswerForm)(posted(request), initial=initial)
    left = f" Il reste {operations.words(row.plan.left)} dans l'enveloppe." if is_money else ""
    return one_page(
        request, row, form, operations.answer, facts={"lever": lever}, done="La réponse est enregistrée.",
        title=f"Répondre : {asked.get_lever_display().lower()}", submit="Enregistrer la réponse",
        intro=f"{row.number}, {asked.asked}. Cette réponse ne change pas les autres.{left}",
    )  # fmt: skip


@require_GET
@allow(reads_road_safety)
def action_letter(request, pk, kind):
    return letter_response(queries.known_action(pk).letter, kind)
