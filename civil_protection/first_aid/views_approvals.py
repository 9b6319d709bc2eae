"""Pages of the associations, of their approvals (T26) and of the controls."""

from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_http_methods

from civil_protection.first_aid import approval_operations as operations
from civil_protection.first_aid import forms_approvals as forms
from civil_protection.first_aid import queries
from civil_protection.first_aid.lists import APPROVALS, ASSOCIATIONS, CONTROLS
from civil_protection.first_aid.models import Approval, Control
from civil_protection.first_aid.papers import field_words, missions_words
from civil_protection.first_aid.tables_approvals import (
    approval_url,
    approvals_of_table,
    association_url,
    control_table,
    report_table,
    result_cell,
)
from civil_protection.policies import reads_civil_protection, works_in_civil_protection
from civil_protection.protection.acts import place_of
from civil_protection.protection.serving import letter_response
from civil_protection.record_pages import Act, Sheet, act_on, offered, paper, record_page
from directorate.web.access import allow
from directorate.web.lists import list_page
from directorate.web.pages import FORM_METHODS, act_page, attempt, form_page, posted
from directorate.web.tables import Cell

State = Approval.State
IN_FORCE = queries.IN_FORCE
HOME, APPROVED = "Associations de secourisme", "Agréments de sécurité civile"
ASSOCIATION = tuple(forms.AssociationForm.base_fields)
ASKED = ("missions", "field", "departments", "authority", "strength", "vehicles")


def home() -> tuple[str, str]:
    return HOME, reverse("civil_protection:rescue-associations")


def approvals_home() -> tuple[str, str]:
    return APPROVED, reverse("civil_protection:approvals")


# --- associations -------------------------------------------------------------------------------------------------


@require_GET
@allow(reads_civil_protection)
def rescue_associations(request):
    actions = [(APPROVED, approvals_home()[1]), ("Contrôles", reverse("civil_protection:first-aid-controls"))]
    if works_in_civil_protection(request.user):
        actions.insert(0, ("Enregistrer une association", reverse("civil_protection:rescue-association-new")))
    return list_page(request, ASSOCIATIONS, at=now(), actions=actions)


@require_http_methods(FORM_METHODS)
@allow(works_in_civil_protection)
def rescue_association_edit(request, pk=None):
    row = queries.known_association(pk) if pk else None
    initial = {name: getattr(row, name) for name in ASSOCIATION} if row else {}
    form = forms.AssociationForm(posted(request), initial=initial)
    if request.method == "POST" and (
        saved := attempt(form, operations.save_association, association=row, by=request.user, at=now())
    ):
        messages.success(request, "L'association est enregistrée.")
        return HttpResponseRedirect(association_url(saved))
    return form_page(
        request, form, title=f"Modifier {row}" if row else "Enregistrer une association", submit="Enregistrer",
        back=(str(row), association_url(row)) if row else home(), breadcrumb=[home()],
    )  # fmt: skip


@require_GET
@allow(reads_civil_protection)
def rescue_association(request, pk):
    on, row = localdate(), queries.known_association(pk)
    works = works_in_civil_protection(request.user, on=on)
    actions = []
    if works:
        actions = [
            ("Demander un agrément", reverse("civil_protection:approval-new", args=[pk])),
            ("Enregistrer un contrôle", reverse("civil_protection:control-new", args=[pk])),
            ("Modifier", reverse("civil_protection:rescue-association-edit", args=[pk])),
        ]
    posts = f"{reverse('civil_protection:rescue-posts')}?association={pk}"
    return record_page(
        request,
        title=row.name,
        state=Cell("En activité", tone="success") if row.is_active else Cell("Sans activité", tone="paused"),
        intro=row.acronym,
        facts=[
            ("Fédération ou union", row.affiliation), ("Siège", row.commune.name if row.commune else ""),
            ("Adresse", row.address), ("Adresse électronique", row.email), ("Téléphone", row.phone),
            ("Forme aux premiers secours", row.trains), ("Habilitée à former jusqu'au", row.trained_until),
        ],
        links=[("Ses dispositifs de secours", posts)],
        sheets=[
            Sheet(approvals_of_table(on), list(queries.approvals().filter(association=row))),
            Sheet(control_table(now(), ""), list(queries.controls().filter(association=row))),
        ],
        actions=actions,
        breadcrumb=[home()],
    )  # fmt: skip


# --- approvals ----------------------------------------------------------------------------------------------------

ACTS = {
    "accorder": Act(
        "Enregistrer l'agrément", operations.grant, "L'agrément est enregistré.", (State.ASKED,), forms.GrantForm,
        initial=lambda row: {"starts_on": row.renews.ends_on + operations.DAY if row.renews else localdate()},
    ),
    "refuser": Act("Refuser", operations.refuse, "Le refus est enregistré.", (State.ASKED,), forms.CloseForm),
    "rapport": Act(
        "Recevoir un rapport annuel", operations.receive_report, "Le rapport est enregistré.",
        (*IN_FORCE, State.WITHDRAWN), forms.ReportForm, initial=lambda row: {"year": localdate().year - 1},
    ),
    "suspendre": Act(
        "Suspendre d'urgence", operations.suspend, "La suspension est enregistrée.", (State.APPROVED,),
        forms.SuspendForm, intro="Trois mois au plus (CSI, art. R725-11).",
    ),
    "lever": Act(
        "Lever la suspension", operations.lift_suspension, "La suspension est levée.", (State.SUSPENDED,),
        forms.LiftForm,
    ),
    "contradictoire": Act(
        "Engager le contradictoire", operations.hear, "La lettre est en cours d'édition.", IN_FORCE, forms.HearForm,
        open_on=lambda row: row.heard_from is None,
    ),
    "observations": Act(
        "Noter les observations", operations.note_observations, "Les observations sont notées.", IN_FORCE,
        forms.ObservationsForm, initial=lambda row: {"observations": row.observations},
        open_on=lambda row: row.heard_from is not None,
    ),
    "retirer": Act(
        "Retirer", operations.withdraw, "L'agrément est retiré.", IN_FORCE, forms.WithdrawForm,
        open_on=lambda row: row.heard_from is not None,
    ),
}  # fmt: skip


@require_GET
@allow(reads_civil_protection)
def approvals(request):
    return list_page(
        request, APPROVALS, at=now(), actions=[home()],
        intro="Trois ans au plus ; un rapport d'activité chaque année (CSI, art. R725-1 à R725-12).",
    )  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(works_in_civil_protection)
def approval_new(request, pk):
    row = queries.known_association(pk)
    return ask_page(request, row, None, {})


@require_http_methods(FORM_METHODS)
@allow(works_in_civil_protection)
def approval_renew(request, pk):
    row = queries.known_approval(pk)
    return ask_page(request, row.association, row, {name: getattr(row, name) for name in ASKED})


def ask_page(request, association, renews, initial):
    form = forms.AskForm(posted(request), initial=initial)
    if request.method == "POST" and (
        asked := attempt(form, operations.ask_approval, association=association, renews=renews, by=request.user,
                         at=now())
    ):  # fmt: skip
        messages.success(request, "La demande est enregistrée.")
        return HttpResponseRedirect(approval_url(asked))
    return form_page(
        request, form, title=f"Renouveler : {renews}" if renews else f"Demander un agrément : {association}",
        submit="Enregistrer la demande", back=(str(association), association_url(association)), breadcrumb=[home()],
    )  # fmt: skip


@require_GET
@allow(reads_civil_protection)
def approval(request, pk):
    on, row = localdate(), queries.known_approval(pk)
    works = works_in_civil_protection(request.user, on=on)
    announced, missing = queries.announced_from(row, on), queries.reports_missing(row, on)
    alerts = []
    if row.state in IN_FORCE and announced and row.ends_on >= on >= announced:
        alerts.append(("warning", "Agrément à renouveler", f"Il se termine le {row.ends_on:%d/%m/%Y}."))
    if missing:
        alerts.append(("warning", "Rapports d'activité manquants", ", ".join(map(str, missing))))
    actions = offered(ACTS, row, "approval-act") if works else []
    if works and row.state in IN_FORCE:
        actions.insert(0, ("Renouveler", reverse("civil_protection:approval-renew", args=[row.pk])))
    suspended = row.suspended_from and f"du {row.suspended_from:%d/%m/%Y} au {row.suspended_until:%d/%m/%Y}"
    return record_page(
        request,
        title=str(row),
        state=queries.standing_of(row, on),
        intro=row.association.name,
        alerts=alerts,
        facts=[
            ("Association", Cell(row.association.name, association_url(row.association))),
            ("Missions", " ; ".join(missions_words(row))), ("Champ géographique", field_words(row).capitalize()),
            ("Autorité", row.get_authority_display()), ("Demandé le", row.asked_on),
            ("Du", row.starts_on), ("Dernier jour valable", row.ends_on), ("Fin annoncée à partir du", announced),
            ("Acte", row.number), ("Signé le", row.signed_on), ("Recueil", place_of(row.order)),
            ("Effectif", row.strength), ("Véhicules", row.vehicles),
            ("Suspendu", Cell(suspended, detail=row.suspended_why) if suspended else ""),
            ("Observations demandées le", row.heard_from), ("Observations jusqu'au", row.heard_until),
            ("Griefs", row.heard_why), ("Observations", row.observations), ("Retiré le", row.withdrawn_on),
            ("Motif", row.closed_why),
        ],
        papers=[
            *paper("Arrêté", row.order, "approval-letter", pk, "arrete"),
            *paper("Lettre contradictoire", row.hearing, "approval-letter", pk, "contradictoire"),
        ],
        sheets=[Sheet(report_table(), list(row.reports.all()))],
        actions=actions,
        breadcrumb=[home(), approvals_home()],
    )  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(works_in_civil_protection)
def approval_act(request, pk, verb):
    act = ACTS.get(verb)
    if act is None:
        raise Http404
    row = queries.known_approval(pk)
    return act_on(request, row, act, name="approval", page=approval_url(row), above=[home(), approvals_home()])


@require_GET
@allow(reads_civil_protection)
def approval_letter(request, pk, which, kind):
    row = queries.known_approval(pk)
    return letter_response({"arrete": row.order, "contradictoire": row.hearing}.get(which), kind)


# --- controls -----------------------------------------------------------------------------------------------------


@require_GET
@allow(reads_civil_protection)
def first_aid_controls(request):
    return list_page(
        request, CONTROLS, at=now(), actions=[home()],
        intro="Un contrôle s'enregistre sur la page de l'association contrôlée.",
    )  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(works_in_civil_protection)
def control_new(request, pk):
    row = queries.known_association(pk)
    return act_page(
        request, forms.ControlForm(posted(request)), operations.record_control, facts={"association": row}, at=now(),
        done="Le contrôle est enregistré.", then=association_url(row), title=f"Enregistrer un contrôle : {row}",
        submit="Enregistrer le contrôle", back=(str(row), association_url(row)), breadcrumb=[home()],
    )  # fmt: skip


def controls_home() -> tuple[str, str]:
    return "Contrôles", reverse("civil_protection:first-aid-controls")


@require_GET
@allow(reads_civil_protection)
def control(request, pk):
    row = queries.known_control(pk)
    close = reverse("civil_protection:control-close", args=[pk])
    return record_page(
        request,
        title=str(row),
        state=result_cell(row),
        intro=row.association.name,
        facts=[
            ("Association", Cell(row.association.name, association_url(row.association))),
            ("Objet", "Formation" if row.of_training else "Association"), ("Annoncé", row.announced),
            ("Constats", row.findings), ("Suites", row.follow_up), ("Mise en conformité avant le", row.due_on),
            ("Clos le", row.closed_on),
        ],
        actions=[("Clore", close)] if row.closed_on is None and works_in_civil_protection(request.user) else [],
        breadcrumb=[home(), controls_home()],
    )  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(works_in_civil_protection)
def control_close(request, pk):
    row: Control = queries.known_control(pk)
    act = Act("Clore", operations.close_control, "Le contrôle est clos.", (), forms.CloseControlForm)
    page = reverse("civil_protection:control", args=[pk])
    return act_on(request, row, act, name="control", page=page, above=[home(), controls_home()])
