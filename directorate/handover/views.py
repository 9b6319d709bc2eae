"""Pages of an absence: recording it, the hand-over sheet, who signs meanwhile, and the return."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from directorate.handover import operations
from directorate.handover.back import back_of
from directorate.handover.coverage import coverage_of
from directorate.handover.forms import AbsenceChangeForm, RemarksForm
from directorate.handover.policies import reads_handover, writes_remarks
from directorate.handover.printing import request_sheet
from directorate.handover.sheet import sheet_of
from directorate.org.forms import AbsenceForm, ConfirmationForm
from directorate.org.models import Absence
from directorate.org.policies import is_in_post, manages_absences, records_absences
from directorate.org.queries import (
    absences_left_uncovered,
    posting_on,
    stand_ins_on,
    visible_absences,
)
from directorate.web.access import allow
from directorate.web.errors import NotAllowed
from directorate.web.pages import FORM_METHODS, act_page, attempt, form_page, posted

BETWEEN_COLLEAGUES = "Cette fiche est réservée à la personne absente, à son suppléant et à leur responsable."
ELSEWHERE = "Cette absence relève d'un autre service que le vôtre."


def known(request, pk: int) -> Absence:
    return get_object_or_404(visible_absences(request.user, localdate()), pk=pk)


def readable(request, pk: int) -> Absence:
    absence = known(request, pk)
    if not reads_handover(request.user, absence):
        raise NotAllowed(BETWEEN_COLLEAGUES)
    return absence


def manageable(request, pk: int) -> Absence:
    absence = known(request, pk)
    if not manages_absences(request.user, absence):
        raise NotAllowed(ELSEWHERE)
    return absence


# --- recording ----------------------------------------------------------------------------------------------


@require_http_methods(FORM_METHODS)
@allow(records_absences)
def absence_new(request):
    """One's own, or that of a colleague for whoever manages the bureau."""
    on = localdate()
    initial = {"staff": request.GET.get("staff") or request.user.pk}
    form = AbsenceForm(posted(request), by=request.user, on=on, initial=initial)
    if request.method == "POST" and (absence := attempt(form, operations.record_absence, by=request.user, at=now())):
        messages.success(request, f"L'absence de {absence.staff} est enregistrée. Voici la fiche de passage de relais.")
        warn(request, absence)
        return redirect("directorate:absence", pk=absence.pk)
    return form_page(
        request,
        form,
        title="Enregistrer une absence",
        intro="La fiche de passage de relais se prépare toute seule ; le suppléant est averti le premier jour.",
        submit="Enregistrer l'absence",
        back=("Absences", reverse("directorate:absences")),
    )


@require_http_methods(FORM_METHODS)
@allow(records_absences)
def absence_change(request, pk):
    absence = manageable(request, pk)
    form = AbsenceChangeForm(posted(request), absence=absence, by=request.user, on=localdate())
    if request.method == "POST" and attempt(
        form, operations.change_absence, absence=absence, by=request.user, at=now()
    ):
        absence.refresh_from_db()
        messages.success(request, f"L'absence de {absence.staff} est modifiée.")
        warn(request, absence)
        return redirect("directorate:absence", pk=absence.pk)
    return form_page(
        request,
        form,
        title="Modifier l'absence",
        intro=f"{absence}.",
        submit="Enregistrer les changements",
        back=("Fiche de l'absence", reverse("directorate:absence", args=[absence.pk])),
    )


@require_http_methods(FORM_METHODS)
@allow(records_absences)
def absence_cancel(request, pk):
    on = localdate()
    absence = manageable(request, pk)
    form = ConfirmationForm(posted(request))
    begun = absence.starts_on < on
    return act_page(
        request,
        form,
        operations.cancel_absence,
        facts={"absence": absence},
        at=now(),
        done=f"L'absence de {absence.staff} est annulée ou écourtée.",
        then=reverse("directorate:absences"),
        title="Écourter l'absence" if begun else "Annuler l'absence",
        intro=f"{absence}."
        + (" Elle a commencé : elle prendra fin hier au soir." if begun else " Elle n'a pas commencé."),
        submit="Écourter l'absence" if begun else "Annuler l'absence",
        back=("Absences", reverse("directorate:absences")),
    )


def warn(request, absence: Absence) -> None:
    """What the absence leaves uncovered; it is recorded all the same, for people do fall ill."""
    for other in absences_left_uncovered(absence.staff, absence.starts_on, absence.ends_on):
        messages.warning(request, f"{absence.staff} devait suppléer {other} : désignez un autre suppléant.")


# --- the sheet ----------------------------------------------------------------------------------------------


@require_GET
@allow(is_in_post)
def absence(request, pk):
    """The hand-over sheet, as far as this reader may see."""
    on = localdate()
    absence = readable(request, pk)
    manages = manages_absences(request.user, absence)
    stand_in = stand_ins_on(on).get(absence.staff_id) if absence.starts_on <= on <= absence.ends_on else None
    substitute_post = posting_on(absence.substitute, max(on, absence.starts_on)) if absence.substitute else None
    own_post = posting_on(absence.staff, absence.starts_on)
    return TemplateResponse(
        request,
        "handover/absence.html",
        {
            "title": f"Absence de {absence.staff}",
            "breadcrumb": [("Absences", reverse("directorate:absences"))],
            "absence": absence,
            "on": on,
            "state": state_of(absence, on),
            "sheet": sheet_of(absence, request.user, on),
            "coverage": coverage_of(absence, on),
            "is_absent": request.user.pk == absence.staff_id,
            "manages": manages and absence.cancelled_at is None and absence.ends_on >= on,
            "writes": writes_remarks(request.user, absence) and absence.cancelled_at is None and absence.ends_on >= on,
            "passes_to": stand_in if absence.substitute and stand_in != absence.substitute else None,
            "nobody_left": absence.substitute and absence.starts_on <= on <= absence.ends_on and stand_in is None,
            "is_elsewhere": bool(substitute_post and own_post and substitute_post.unit_id != own_post.unit_id),
            "is_over": absence.ends_on < on,
        },
    )


def state_of(absence: Absence, on) -> tuple[str, str]:
    if absence.cancelled_at is not None:
        return "Annulée", ""
    if absence.ends_on < on:
        return "Terminée", ""
    if absence.starts_on > on:
        return "À venir", "info"
    return "En cours", "warning"


@require_http_methods(FORM_METHODS)
@allow(is_in_post)
def absence_remarks(request, pk):
    """A remark on each case of the sheet, by the person who leaves or whoever manages the absence."""
    absence = readable(request, pk)
    if not writes_remarks(request.user, absence):
        raise NotAllowed(ELSEWHERE)
    sheet = sheet_of(absence, request.user, localdate())
    remarks = {row.case.pk: row.remark for section in sheet.sections for row in section.rows}
    form = RemarksForm(posted(request), cases=sheet.cases.values(), remarks=remarks)
    if request.method == "POST" and form.is_valid():
        count = operations.write_remarks(absence=absence, remarks=form.remarks(), by=request.user, at=now())
        if count:
            messages.success(request, "Les remarques sont enregistrées.")
        return redirect("directorate:absence", pk=absence.pk)
    return form_page(
        request,
        form,
        title="Remarques pour le suppléant",
        intro=f"{absence}. Une remarque par dossier, si elle est utile ; laissez vide ce qui se comprend seul.",
        submit="Enregistrer les remarques",
        back=("Fiche de l'absence", reverse("directorate:absence", args=[absence.pk])),
    )


@require_POST
@allow(is_in_post)
def absence_sheet(request, pk):
    """Ask for the sheet on paper."""
    absence = readable(request, pk)
    request_sheet(absence=absence, by=request.user, at=now())
    messages.success(request, "La fiche se prépare : elle apparaît ci-dessous dans quelques secondes.")
    return redirect("directorate:jobs")


@require_GET
@allow(is_in_post)
def absence_return(request, pk):
    """What was done meanwhile, for the person who comes back."""
    on = localdate()
    absence = readable(request, pk)
    return TemplateResponse(
        request,
        "handover/return.html",
        {
            "title": "Pendant votre absence"
            if request.user.pk == absence.staff_id
            else f"Pendant l'absence de {absence.staff}",
            "breadcrumb": [
                ("Absences", reverse("directorate:absences")),
                (f"Absence de {absence.staff}", reverse("directorate:absence", args=[absence.pk])),
            ],
            "absence": absence,
            "on": on,
            "back_sheet": back_of(absence, request.user, on),
        },
    )
