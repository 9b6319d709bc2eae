"""Permits: the list, one permit, what may happen to it, and the public check of its QR code."""

from collections.abc import Callable
from dataclasses import dataclass

import segno
from django.conf import settings
from django.http import Http404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_http_methods

from directorate.journal.queries import history
from directorate.journal.words import events
from directorate.legal_calendar.arithmetic import french_long
from directorate.org.scopes import procedure_label
from directorate.permits import operations
from directorate.permits.forms import StateChangeForm
from directorate.permits.lists import PERMIT_LIST
from directorate.permits.models import Permit
from directorate.permits.policies import changes_permit, reads_permits
from directorate.permits.queries import permit_to_check, visible_permit
from directorate.permits.remarks import remarks_on
from directorate.permits.throttle import limit_checks
from directorate.permits.validity import Status, alerts, validity_on
from directorate.web.access import allow, open_to_everyone
from directorate.web.errors import NotAllowed
from directorate.web.lists import list_page
from directorate.web.pages import FORM_METHODS, act_page, posted

HISTORY_ROWS = 50


@require_GET
@allow(reads_permits)
def permits(request):
    return list_page(request, PERMIT_LIST, at=now())


@require_GET
@allow(reads_permits)
def permit(request, pk):
    """One permit: its state of the day, its ladder of alerts, its code, its history."""
    on = localdate()
    row = visible_permit(request.user, pk, on)
    address = f"{settings.PUBLIC_URL}{reverse('directorate:permit-check', args=[row.check_code])}"
    return TemplateResponse(
        request,
        "permits/permit.html",
        {
            "permit": row,
            "title": str(row),
            "breadcrumb": [("Titres délivrés", reverse("directorate:permits"))],
            "procedure": procedure_label(row.procedure_code),
            "validity": validity_on(row, on),
            "remarks": remarks_on(row, request.user, on),
            "ladder": ladder(row, on),
            "check_url": address,
            "qr": mark_safe(segno.make(address, error="m").svg_inline(scale=4, border=2, light="#fff")),
            "changes": possible_changes(row) if changes_permit(request.user, row, on=on) else [],
            "events": events(history(row)[:HISTORY_ROWS]),
        },
    )


def ladder(row: Permit, on) -> list[dict]:
    """The steps of the life of a permit with a term, for the process line."""
    if row.expires_on is None:
        return []
    words = {0: "Échéance"}
    days = [("Délivrance", row.issued_on)]
    days += [(words.get(months, f"{months} mois avant"), day) for months, day in alerts(row.expires_on)]
    reached = max(rank for rank, (_, day) in enumerate(days) if day <= on or rank == 0)
    return [
        {"label": label, "when": day, "state": "done" if rank < reached else "current" if rank == reached else "todo"}
        for rank, (label, day) in enumerate(days)
    ]


# --- what may happen to a permit ----------------------------------------------------------------------------


@dataclass(frozen=True)
class Change:
    label: str
    operation: Callable[..., Permit]
    sources: tuple[str, ...]
    intro: str
    done: str


CHANGES = {
    "suspendre": Change(
        "Suspendre le titre",
        operations.suspend,
        (Permit.State.IN_FORCE,),
        "Le titre cesse d'être valable jusqu'à la fin de la suspension.",
        "Le titre est suspendu.",
    ),
    "retablir": Change(
        "Mettre fin à la suspension",
        operations.resume,
        (Permit.State.SUSPENDED,),
        "Le titre redevient valable jusqu'à son échéance, qui ne change pas.",
        "La suspension est levée.",
    ),
    "retirer": Change(
        "Retirer le titre",
        operations.withdraw,
        (Permit.State.IN_FORCE, Permit.State.SUSPENDED),
        "Le retrait est définitif. Sauf urgence, il suit la procédure contradictoire (CRPA, art. L. 121-1).",
        "Le titre est retiré.",
    ),
}


def possible_changes(row: Permit) -> list[tuple[str, str]]:
    return [
        (change.label, reverse("directorate:permit-change", args=[row.pk, verb]))
        for verb, change in CHANGES.items()
        if row.state in change.sources
    ]


@require_http_methods(FORM_METHODS)
@allow(changes_permit)
def permit_change(request, pk, verb):
    on = localdate()
    row = visible_permit(request.user, pk, on)
    change = CHANGES.get(verb)
    if change is None:
        raise Http404
    if not changes_permit(request.user, row, on=on):
        raise NotAllowed("Ce titre relève d'un autre service que le vôtre.")
    form = StateChangeForm(posted(request), initial={"effective_on": on})
    return act_page(
        request,
        form,
        change.operation,
        facts={"permit": row},
        at=now(),
        done=change.done,
        then=reverse("directorate:permit", args=[row.pk]),
        title=change.label,
        intro=f"{row}, {row.holder}. {change.intro}",
        submit=change.label,
        back=(f"Titre n° {row.number}", reverse("directorate:permit", args=[row.pk])),
    )


# --- the public check ---------------------------------------------------------------------------------------


@require_GET
@open_to_everyone("Vérification publique d'un titre par son QR code ; ne montre rien de personnel.")
def permit_check(request, code):
    """Valid, suspended, withdrawn, expired or unknown. Neither holder nor address: whoever checks has them at hand."""
    limit_checks(request)
    row = permit_to_check(code)
    validity = validity_on(row, localdate()) if row else None
    response = TemplateResponse(
        request,
        "permits/check.html",
        {"permit": row, "answer": public_answer(validity), "detail": public_detail(row, validity), "at": now()},
        status=200 if row else 404,
    )
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Cache-Control"] = "no-store"
    return response


PUBLIC_ANSWERS = {
    Status.NOT_STARTED: ("Ce titre n'est pas encore valable", "info"),
    Status.EXPIRED: ("Ce titre a expiré", "error"),
    Status.SUSPENDED: ("Ce titre est suspendu", "warning"),
    Status.WITHDRAWN: ("Ce titre a été retiré", "error"),
    Status.REPLACED: ("Ce titre a été remplacé par un autre", "warning"),
}


def public_answer(validity) -> tuple[str, str]:
    """What a passer-by is told, and its tone; renewal is a matter between the holder and the service."""
    if validity is None:
        return "Aucun titre ne porte ce code", "error"
    return PUBLIC_ANSWERS.get(validity.status, ("Ce titre est valable", "success"))


def public_detail(permit: Permit | None, validity) -> str:
    """Until when, or since when it has stopped; renewal is a matter between the holder and the service."""
    if permit is None:
        return (
            "Vérifiez que l'adresse a été lue en entier. Sinon, demandez au titulaire de présenter son titre original."
        )
    if not validity.is_valid:
        return validity.detail
    return f"Jusqu'au {french_long(permit.expires_on)}" if permit.expires_on else "Sans terme"
