"""Pages of the eliminations: what is proposed, keeping a file longer, confirming, giving up."""

from django import forms
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_http_methods

from directorate.org.models import StaffMember
from directorate.retention import operations
from directorate.retention.forms import ConfirmForm, KeepForm
from directorate.retention.lists import PURGE_LIST
from directorate.retention.models import PurgeLine, PurgeProposal
from directorate.retention.policies import examines_purges
from directorate.retention.queries import visible_line, visible_lines, visible_proposal, visible_proposals
from directorate.web.access import allow
from directorate.web.lists import list_page
from directorate.web.pages import FORM_METHODS, act_page, posted

INTRO = (
    "Chaque mois, l'application propose les dossiers dont la durée de conservation est écoulée. Rien n'est effacé sans"
    " confirmation ; un recours pendant retient le dossier ; le journal garde le fait, sans les données."
)
HOME = "directorate:purges"


@require_GET
@allow(examines_purges)
def purges(request):
    """Every file proposed, and above them the proposals that wait."""
    waiting = [
        (proposal, proposed_to(request.user, proposal))
        for proposal in visible_proposals(request.user, localdate()).filter(state=PurgeProposal.State.OPEN)
    ]
    return list_page(
        request, PURGE_LIST, at=now(), intro=INTRO, template="retention/purges.html", context={"waiting": waiting},
        actions=[("Durées de conservation", f"{reverse('directorate:parameters')}?q=Conservation")],
    )  # fmt: skip


def proposed_to(staff: StaffMember, proposal: PurgeProposal) -> int:
    """How many files of the proposal this person may read, and has not kept."""
    lines = visible_lines(staff, localdate())
    return lines.filter(proposal=proposal, state=PurgeLine.State.PROPOSED).count()


@require_http_methods(FORM_METHODS)
@allow(examines_purges)
def purge_keep(request, pk):
    line = visible_line(request.user, pk, localdate())
    initial = {"reason": line.reason, "kept_until": line.kept_until}
    return act_page(
        request, KeepForm(posted(request), initial=initial), operations.keep_longer, facts={"line": line}, at=now(),
        done=f"{line.reference} est conservé.", then=f"{reverse(HOME)}?proposal={line.proposal_id}",
        title="Conserver au-delà de la durée",
        intro=f"{line.reference} : {line.ended_by} le {line.ended_on:%d/%m/%Y}, à garder jusqu'au"
        f" {line.due_on:%d/%m/%Y}.",
        submit="Conserver", back=(PURGE_LIST.title, reverse(HOME)),
    )  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(examines_purges)
def purge_confirm(request, pk):
    proposal = visible_proposal(request.user, pk, localdate())
    proposed = proposed_to(request.user, proposal)
    return act_page(
        request, ConfirmForm(posted(request), initial={"seen": proposed}), confirm, facts={"proposal": proposal},
        at=now(), done="L'élimination est lancée : son avancement est dans « Mes éditions ».",
        then=f"{reverse(HOME)}?proposal={proposal.pk}",
        title=f"Éliminer {proposed} dossier{'s' if proposed > 1 else ''}",
        intro="Les données de ces dossiers, leurs pièces et leurs courriers seront effacés. Restent la référence, les"
        " dates, l'issue, les numéros d'actes et de titres, et le journal sans ses détails.",
        submit="Éliminer définitivement", back=(PURGE_LIST.title, f"{reverse(HOME)}?proposal={proposal.pk}"),
    )  # fmt: skip


def confirm(*, read: bool, **facts) -> PurgeProposal:
    """The box has been ticked: the form asks no less."""
    return operations.confirm(**facts)


@require_http_methods(FORM_METHODS)
@allow(examines_purges)
def purge_drop(request, pk):
    proposal = visible_proposal(request.user, pk, localdate())
    return act_page(
        request, forms.Form(posted(request)), operations.drop, facts={"proposal": proposal}, at=now(),
        done="La proposition est abandonnée.", then=reverse(HOME), title="Abandonner cette proposition",
        intro="Aucun dossier n'est effacé. Ce qui reste à éliminer sera proposé de nouveau le mois prochain.",
        submit="Abandonner", back=(PURGE_LIST.title, reverse(HOME)),
    )  # fmt: skip
