"""Pages of the register of outlets: its licences, one outlet with its history and its files, what is noticed."""

from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_http_methods

from directorate.casework.policies import opens_case
from directorate.web.access import allow
from directorate.web.lists import list_page
from directorate.web.pages import FORM_METHODS, act_page, posted
from police_admin.outlets import operations, queries
from police_admin.outlets.forms import ExploitationForm
from police_admin.outlets.licences import lapse_day, oldest_use
from police_admin.outlets.lists import LICENCE_LIST
from police_admin.outlets.policies import changes_the_register
from police_admin.policies import UNIT, reads_the_files_of_the_bureau

HOME = "Débits et licences"


@require_GET
@allow(reads_the_files_of_the_bureau)
def licences(request):
    actions = []
    if opens_case(request.user, UNIT, localdate()):
        declaration = reverse("directorate:case-new", args=["drink_outlet_declaration_copy"])
        actions = [("Enregistrer une déclaration", declaration)]
    return list_page(
        request,
        LICENCE_LIST,
        at=now(),
        intro="Le registre suit les déclarations reçues des mairies et les transferts autorisés.",
        actions=actions,
    )


@require_GET
@allow(reads_the_files_of_the_bureau)
def outlet(request, pk):
    """Its licences and their history, the quota and the radius of its commune, its files that one may see."""
    on, found = localdate(), queries.known_outlet(pk)
    files = queries.files_of(found, request.user, on)
    return TemplateResponse(
        request,
        "police_admin/outlets/outlet.html",
        {
            "title": found.name,
            "breadcrumb": [(HOME, reverse("police_admin:licences"))],
            "outlet": found,
            "licences": [shown(row, on) for row in found.licences.all()],
            "events": queries.events_of(found, request.user, on),
            "quota": queries.quota_of(found.commune, on),
            "radius": queries.radius_m(found.commune, on),
            "measures": [row for row in files if row.is_measure],
            "files": [row for row in files if not row.is_measure],
            "may_change": changes_the_register(request.user),
        },
    )


def shown(licence, on) -> dict:
    state = queries.state_on(licence, oldest_use(on))
    return {
        "licence": licence,
        "state": queries.STATES[state],
        "tone": queries.TONES[state],
        "lapses_on": lapse_day(licence.last_exploitation_on, on) if licence.may_lapse else None,
    }


@require_http_methods(FORM_METHODS)
@allow(changes_the_register)
def licence_exploitation(request, pk):
    """Say that a licence is no longer exploited, that it is again, or that it is no more."""
    licence = queries.known_licence(pk)
    where = reverse("police_admin:licences")
    back = (HOME, where)
    if licence.outlet is not None:
        where = reverse("police_admin:outlet", args=[licence.outlet_id])
        back = (licence.outlet.name, where)
    return act_page(
        request,
        ExploitationForm(posted(request)),
        operations.note_exploitation,
        facts={"licence": licence},
        at=now(),
        done=f"Le registre est à jour : {licence}.",
        then=where,
        title=f"Exploitation de la {str(licence)[:1].lower()}{str(licence)[1:]}",
        intro="Une licence III ou IV qui n'est plus exploitée finit par ne plus pouvoir être transmise.",
        submit="Enregistrer le constat",
        back=back,
    )
