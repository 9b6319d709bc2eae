"""Pages of the circonscriptions with their dated communes, and of the communes that change."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.db.models import Model
from django.http import HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_http_methods

from directorate.documents.record_pages import Sheet, record_page
from directorate.territory.models import Commune
from directorate.territory.names import of_commune
from directorate.web.access import allow
from directorate.web.errors import NotFound
from directorate.web.lists import list_page
from directorate.web.pages import FORM_METHODS, attempt, form_page, posted
from directorate.web.tables import Cell
from public_order.policies import reads_public_order, works_in_public_order
from public_order.statistics import forms_places as forms
from public_order.statistics import places, queries
from public_order.statistics.lists import CHANGE_LIST, DISTRICT_LIST
from public_order.statistics.models import CommuneChange, DistrictMembership, PoliceDistrict
from public_order.statistics.tables_places import district_cell, member_table

DISTRICTS, CHANGES = "Circonscriptions de sécurité", "Changements de communes"


def districts_page() -> tuple[str, str]:
    return DISTRICTS, reverse("public_order:districts")


def changes_page() -> tuple[str, str]:
    return CHANGES, reverse("public_order:commune-changes")


def district_url(row: PoliceDistrict) -> str:
    return reverse("public_order:district", args=[row.pk])


def told(
    request, form, operation: Callable[..., places.Done], *, facts: Mapping[str, Any], done: str, then: str, **page
) -> HttpResponseBase:
    """One act on one place; the sentence of success ends with the series that follow."""
    if request.method == "POST":
        made = attempt(form, operation, by=request.user, at=now(), **facts)
        if made is not None:
            messages.success(request, f"{done} {made.words}")
            return HttpResponseRedirect(then)
    return form_page(request, form, **page)


def known(model: type[Model], words: str, **key) -> Any:
    row = model.objects.filter(**key).first()  # type: ignore[attr-defined]
    if row is None:
        raise NotFound(words)
    return row


def known_district(code: str) -> PoliceDistrict:
    return known(PoliceDistrict, "Cette circonscription n'existe pas.", pk=code)


def known_member(pk: int) -> DistrictMembership:
    row = DistrictMembership.objects.select_related("district", "commune").filter(pk=pk).first()
    if row is None:
        raise NotFound("Ce rattachement n'existe pas.")
    return row


@require_GET
@allow(reads_public_order)
def districts(request):
    actions = [changes_page()]
    if works_in_public_order(request.user, on=localdate()):
        actions.insert(0, ("Ajouter une circonscription", reverse("public_order:district-new")))
    return list_page(
        request,
        DISTRICT_LIST,
        at=now(),
        intro="Les sous-totaux par circonscription et les contrôles des fichiers de la DTSP se font avec les communes"
        " de chaque jour.",
        actions=actions,
    )


@require_http_methods(FORM_METHODS)
@allow(works_in_public_order)
def district_new(request):
    return told(
        request, forms.DistrictForm(posted(request)), places.record_district, facts={},
        done="La circonscription est enregistrée.", then=districts_page()[1], title="Ajouter une circonscription",
        submit="Enregistrer", back=districts_page(),
    )  # fmt: skip


@require_GET
@allow(reads_public_order)
def district(request, code):
    row, on = known_district(code), localdate()
    works = works_in_public_order(request.user, on=on)
    members = list(row.memberships.select_related("commune").order_by("-until", "commune__sort_name", "since"))
    now_in = [one for one in members if one.since <= on and (one.until is None or one.until > on)]
    others = [one for one in members if one not in now_in]
    actions = [
        ("Rattacher une commune", reverse("public_order:district-member-new", args=[row.pk])),
        ("Corriger le nom", reverse("public_order:district-edit", args=[row.pk])),
        *([] if row.until else [("Supprimer à une date", reverse("public_order:district-end", args=[row.pk]))]),
    ]
    return record_page(
        request,
        title=f"Circonscription {row.name}",
        state=district_cell(row, on),
        intro=f"Code {row.code}",
        facts=[
            ("Communes ce jour", len(now_in)),
            ("Supprimée le", row.until),
            ("Mois livrés", queries.months_of_district(row.pk)),
        ],
        sheets=[
            Sheet(member_table("Communes ce jour", works), now_in),
            *([Sheet(member_table("Communes d'autres périodes", works), others)] if others else []),
        ],
        actions=actions if works else [],
        links=[(CHANGES, changes_page()[1])],
        breadcrumb=[districts_page()],
    )  # fmt: skip


def on_district(request, row: PoliceDistrict, form, operation, facts: Mapping[str, Any], **words) -> HttpResponseBase:
    page = district_url(row)
    return told(request, form, operation, facts=facts, then=page, back=(str(row), page),
                breadcrumb=[districts_page(), (str(row), page)], **words)  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(works_in_public_order)
def district_edit(request, code):
    row = known_district(code)
    form = forms.DistrictNameForm(posted(request), initial={"name": row.name, "version": row.version})
    return on_district(request, row, form, places.record_district, {"district": row},
                       done="Le nom est corrigé.", title=f"Corriger le nom : {row}", submit="Corriger",
                       intro="Le nom se corrige ; une autre circonscription en est une nouvelle.")  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(works_in_public_order)
def district_end(request, code):
    row = known_district(code)
    form = forms.DistrictEndForm(posted(request), initial={"version": row.version})
    return on_district(request, row, form, places.end_district, {"district": row},
                       done="La circonscription est supprimée à cette date.", title=f"Supprimer : {row}",
                       submit="Supprimer à cette date",
                       intro="Ses communes la quittent ce jour-là. Ses chiffres passés restent.")  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(works_in_public_order)
def district_member_new(request, code):
    row = known_district(code)
    form = forms.MemberForm(posted(request), initial={"version": row.version})
    return on_district(request, row, form, places.add_commune, {"district": row},
                       done="La commune est rattachée.", title=f"Rattacher une commune : {row}",
                       submit="Rattacher")  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(works_in_public_order)
def district_member(request, pk):
    held = known_member(pk)
    initial = {"since": held.since, "until": held.until, "version": held.district.version}
    return on_district(request, held.district, forms.SpanForm(posted(request), initial=initial), places.correct_commune,
                       {"membership": held}, done="Le rattachement est corrigé.",
                       title=f"{held.commune.name} dans {held.district}", submit="Enregistrer les dates",
                       intro="Donner une fin quand la commune quitte la circonscription.")  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(works_in_public_order)
def district_member_drop(request, pk):
    held = known_member(pk)
    form = forms.WithdrawForm(posted(request), initial={"version": held.district.version})
    return on_district(request, held.district, form, places.drop_commune, {"membership": held},
                       done="Le rattachement est retiré.", title=f"Retirer {held.commune.name} ({held.district})",
                       submit="Retirer",
                       intro="Pour un rattachement enregistré par erreur : il n'aura jamais existé.")  # fmt: skip


@require_GET
@allow(reads_public_order)
def commune_changes(request):
    actions = [districts_page()]
    if works_in_public_order(request.user, on=localdate()):
        actions.insert(0, ("Ajouter un changement", reverse("public_order:commune-change-new")))
    return list_page(
        request,
        CHANGE_LIST,
        at=now(),
        intro="Fusions, scissions et changements de nom. Les chiffres d'une commune fusionnée ne figurent que sous son"
        " nouveau code.",
        actions=actions,
    )


def on_change(request, form, operation, facts: Mapping[str, Any], **words) -> HttpResponseBase:
    return told(request, form, operation, facts=facts, then=changes_page()[1], back=changes_page(), **words)


@require_http_methods(FORM_METHODS)
@allow(works_in_public_order)
def commune_change_new(request):
    return on_change(request, forms.ChangeForm(posted(request)), places.record_change, {},
                     done="Le changement est enregistré.", title="Ajouter un changement de commune",
                     submit="Enregistrer")  # fmt: skip


def known_change(pk: int) -> CommuneChange:
    return known(CommuneChange, "Ce changement n'existe pas.", pk=pk)


@require_GET
@allow(reads_public_order)
def commune_change(request, pk):
    """What changed, when, and which figures follow."""
    row = known_change(pk)
    actions = [
        ("Corriger", reverse("public_order:commune-change-edit", args=[pk])),
        ("Retirer", reverse("public_order:commune-change-drop", args=[pk])),
    ]
    town = Commune.objects.filter(pk=row.code).only("pk").first()
    return record_page(
        request,
        title=str(row),
        state=Cell(row.get_kind_display(), tone="info"),
        intro=f"Depuis le {row.since:%d/%m/%Y}",
        facts=[
            ("Ancienne commune", f"{row.former_name} ({row.former_code})"),
            ("Nouvelle commune", f"{row.name} ({row.code})"),
            ("Ce qui suit", places.follows_change(row)),
        ],
        actions=actions if works_in_public_order(request.user, on=localdate()) else [],
        links=[(f"Fiche {of_commune(row.name)}", reverse("public_order:crime-commune", args=[row.code]))]
        if town
        else [],
        breadcrumb=[changes_page()],
    )


@require_http_methods(FORM_METHODS)
@allow(works_in_public_order)
def commune_change_edit(request, pk):
    row = known_change(pk)
    names = ("kind", "former_code", "former_name", "code", "name", "since", "version")
    form = forms.ChangeForm(posted(request), initial={name: getattr(row, name) for name in names})
    return on_change(request, form, places.record_change, {"change": row}, done="Le changement est corrigé.",
                     title=f"Corriger : {row}", submit="Corriger")  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(works_in_public_order)
def commune_change_drop(request, pk):
    row = known_change(pk)
    form = forms.WithdrawForm(posted(request), initial={"version": row.version})
    return on_change(request, form, places.drop_change, {"change": row}, done="Le changement est retiré.",
                     title=f"Retirer : {row}", submit="Retirer",
                     intro="Pour un changement enregistré par erreur : il n'aura jamais eu lieu.")  # fmt: skip
