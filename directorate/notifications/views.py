"""What somebody is told: the page, reading one or all, and choosing how to be told."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from directorate.notifications import operations
from directorate.notifications.forms import ChoicesForm, NotificationFilter
from directorate.notifications.kinds import label_of
from directorate.notifications.models import Channel
from directorate.notifications.policies import is_told
from directorate.notifications.queries import notifications_of
from directorate.web.access import allow
from directorate.web.pages import FORM_METHODS, PAGE_ROWS, form_page, posted
from directorate.web.tables import page_links


@require_GET
@allow(is_told)
def notifications(request):
    """The unread first, then the latest."""
    on = localdate()
    filters = NotificationFilter(request.GET)
    chosen = filters.cleaned_data if filters.is_valid() else {}
    rows = notifications_of(request.user, on)
    if chosen.get("state"):
        rows = rows.filter(read_at__isnull=chosen["state"] == "unread")
    if chosen.get("kind"):
        rows = rows.filter(kind=chosen["kind"])
    rows = rows.order_by(F("read_at").desc(nulls_first=True), "-created_at", "-pk")
    page = Paginator(rows, PAGE_ROWS).get_page(request.GET.get("page"))
    for row in page:
        row.kind_label = label_of(row.kind)
    return TemplateResponse(
        request,
        "notifications/notifications.html",
        {
            "title": "Notifications",
            "filters": filters,
            "is_filtered": any(chosen.values()),
            "page": page,
            "page_links": page_links(page, request.GET),
            "has_unread": any(row.read_at is None for row in page),
        },
    )


@require_POST
@allow(is_told)
def notification_open(request, pk):
    """Read it, and go where it leads."""
    row = get_object_or_404(notifications_of(request.user, localdate()), pk=pk)
    operations.mark_read(notifications=[row.pk], by=request.user, at=now())
    return HttpResponseRedirect(row.url)


@require_POST
@allow(is_told)
def notification_read(request, pk):
    row = get_object_or_404(notifications_of(request.user, localdate()), pk=pk)
    operations.mark_read(notifications=[row.pk], by=request.user, at=now())
    return redirect("directorate:notifications")


@require_POST
@allow(is_told)
def notifications_read(request):
    count = operations.mark_read(notifications=None, by=request.user, at=now())
    words = f"{count} notifications marquées comme lues." if count > 1 else "Toutes vos notifications sont lues."
    messages.success(request, words)
    return redirect("directorate:notifications")


@require_http_methods(FORM_METHODS)
@allow(is_told)
def notification_choices(request):
    form = ChoicesForm(posted(request), staff=request.user)
    if request.method == "POST" and form.is_valid():
        operations.choose_channels(
            channels=form.chosen(), pause_while_away=form.cleaned_data["pause_while_away"], by=request.user
        )
        messages.success(request, "Vos choix sont enregistrés.")
        return redirect("directorate:notification-choices")
    return form_page(
        request,
        form,
        title="Choisir mes notifications",
        intro="La page des notifications les montre toutes, sauf celles pour lesquelles vous choisissez « Rien ».",
        submit="Enregistrer mes choix",
        back=("Mon compte", reverse("directorate:account")),
        template="notifications/choices.html",
        context={"channels": Channel.choices},
    )
