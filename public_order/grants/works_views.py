"""Pages of the works of an investment, and of the hearings and visits of a promoter."""

from typing import Any

from django import forms
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_http_methods

from directorate.casework.forms import LegalDateField, LegalDateTimeField
from directorate.web.access import allow
from directorate.web.pages import FORM_METHODS, act_page, posted
from directorate.web.plain_text import PlainCharField, text_area
from public_order.grants import queries, works_operations, works_queries
from public_order.grants.call_operations import decides_grants
from public_order.grants.committee_models import GrantHearing
from public_order.grants.models import GrantApplication
from public_order.grants.tables import grant_url
from public_order.grants.views import home
from public_order.policies import works_in_public_order

Impression = GrantHearing.Impression


class StartForm(forms.Form):
    started_on = LegalDateField(label="Opération commencée le")


class FinishForm(forms.Form):
    done_on = LegalDateField(label="Opération achevée le")


class PutOffForm(forms.Form):
    start_by = LegalDateField(label="Commencer au plus tard le")
    reason = text_area("Motif de la prorogation", max_length=1000)


class HearingForm(forms.Form):
    kind = forms.ChoiceField(label="Nature", choices=GrantHearing.Kind.choices)
    starts_at = LegalDateTimeField(label="Le")
    place = PlainCharField(label="Lieu", max_length=160)
    participants = PlainCharField(label="Participants", max_length=400, required=False)


class TellForm(forms.Form):
    summary = text_area("Compte rendu", max_length=4000, rows=8)
    impression = forms.ChoiceField(label="Appréciation", choices=[("", "Choisir"), *Impression.choices])
    participants = PlainCharField(label="Participants", max_length=400, required=False)


WORKS: dict[str, tuple[str, type[forms.Form], Any, str]] = {
    "commencer": ("Enregistrer le commencement", StartForm, works_operations.start_works, "started_on"),
    "achever": ("Enregistrer l'achèvement", FinishForm, works_operations.finish_works, "done_on"),
    "proroger": ("Proroger le commencement", PutOffForm, works_operations.put_off_start, ""),
    "caducite": ("Constater la caducité", forms.Form, works_operations.lapse, ""),
    "entendre": ("Prévoir une audition ou une visite", HearingForm, works_operations.plan_hearing, ""),
}  # fmt: skip


def offered(request, row: GrantApplication) -> list[tuple[str, str]]:
    """What may be recorded of this application today."""
    on = localdate()
    if not works_in_public_order(request.user, on=on):
        return []
    found = []
    if row.axis.is_investment and row.notified_on and row.state in works_queries.WATCHED:
        decides, due = decides_grants(request.user, on), works_queries.start_due(row)
        if row.works_started_on is None:
            found += ["commencer"] if on <= due else []
            found += ["proroger"] if decides and on <= due else []
            found += ["caducite"] if decides and on > due and works_queries.may_lapse(row) else []
        elif row.works_done_on is None:
            found.append("achever")
    if row.state in (*works_queries.HEARD, *queries.GRANTED):
        found.append("entendre")
    return [(WORKS[verb][0], reverse("public_order:grant-works", args=[row.pk, verb])) for verb in found]


def page(request, row: GrantApplication, form, operation, *, facts: dict[str, Any], title: str, intro: str = ""):
    then, name = grant_url(row), row.number or row.title
    return act_page(
        request, form, operation, facts=facts, at=now(), done="La demande est à jour.", then=then,
        title=f"{title}, {name}", submit=title, intro=intro or row.title, back=(name, then), breadcrumb=[home()],
    )  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(works_in_public_order)
def grant_works(request, pk, verb):
    if verb not in WORKS:
        raise Http404
    row = queries.known_application(pk)
    label, form, operation, day = WORKS[verb]
    kind = GrantHearing.Kind.VISIT if row.state in queries.GRANTED else GrantHearing.Kind.HEARING
    initial = {day: localdate()} if day else {"kind": kind}
    _, intro, _ = works_queries.works_words(row, localdate())
    return page(request, row, form(posted(request), initial=initial), operation, facts={"application": row},
                title=label, intro="" if verb == "entendre" else intro)  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(works_in_public_order)
def grant_hearing(request, pk):
    """What was said or seen."""
    found = get_object_or_404(GrantHearing.objects.select_related("application"), pk=pk)
    form = TellForm(posted(request), initial={"participants": found.participants})
    return page(request, found.application, form, works_operations.tell_hearing, facts={"hearing": found},
                title="Enregistrer le compte rendu", intro=f"{found.get_kind_display()}, {found.place}")  # fmt: skip
