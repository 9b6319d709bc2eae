"""The official register and the register of acts. Publishing an issue moves cases: that page is with them."""

from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET

from directorate.documents.serving import file_response
from directorate.registers.lists import ACT_LIST, ISSUE_LIST
from directorate.registers.policies import publishes_register, reads_register
from directorate.registers.queries import acts_by_unit, visible_act, visible_issue
from directorate.web.access import allow
from directorate.web.lists import list_page


@require_GET
@allow(reads_register)
def register(request):
    return list_page(
        request,
        ISSUE_LIST,
        at=now(),
        intro="Un acte inscrit au recueil est opposable le lendemain de sa publication (CRPA, art. L. 221-2).",
    )


@require_GET
@allow(reads_register)
def register_issue(request, pk):
    on = localdate()
    issue = visible_issue(request.user, pk, on)
    return TemplateResponse(
        request,
        "registers/issue.html",
        {
            "issue": issue,
            "title": str(issue),
            "breadcrumb": [("Recueil des actes administratifs", reverse("directorate:register"))],
            "units": acts_by_unit(issue, request.user, on),
            "may_publish": issue.published_on is None and issue.acts and publishes_register(request.user, on=on),
        },
    )


@require_GET
@allow(reads_register)
def acts(request):
    return list_page(request, ACT_LIST, at=now())


@require_GET
@allow(reads_register)
def act_file(request, pk):
    """The signed act, for those who find it in the register."""
    return file_response(visible_act(request.user, pk, localdate()).pdf, inline=True)
