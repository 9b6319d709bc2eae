"""Pages of the dealing points: no list of the kit, so neither export nor saved view; each reading is told."""

from functools import partial

from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_http_methods

from directorate.documents.record_pages import Sheet, record_page
from directorate.legal_calendar.arithmetic import counted
from directorate.web.access import allow
from directorate.web.pages import FORM_METHODS, act_page, posted
from directorate.web.tables import Cell, Column, Table
from public_order.dealing import forms, operations
from public_order.dealing.models import DealingObservation, DealingPoint
from public_order.dealing.rules import STANDING
from public_order.policies import keeps_dealing_points, reads_dealing_points
from public_order.programmes.models import LocalProgramme
from public_order.programmes.queries import known_programme
from public_order.programmes.tables import operation_url, programme_url

TONES = {"active": "error", "weakened": "warning", "dismantled": "success", "relapsed": "error"}
READINGS = 15


def points_url(programme: LocalProgramme) -> str:
    return reverse("public_order:dealing-points", args=[programme.pk])


def point_url(row: DealingPoint) -> str:
    return reverse("public_order:dealing-point", args=[row.pk])


def above(programme: LocalProgramme) -> list[tuple[str, str]]:
    return [(programme.name, programme_url(programme)), ("Points de deal", points_url(programme))]


def keeps(request) -> bool:
    return keeps_dealing_points(request.user, on=localdate())


def state_cell(row: DealingPoint | DealingObservation) -> Cell:
    return Cell(row.get_state_display(), tone=TONES[row.state])


def point_table() -> Table:
    return Table(
        caption="Points suivis", header="place", default_sort="place", empty="Aucun point n'est suivi.",
        columns=(
            Column("place", "Lieu", lambda row: Cell(row.place, point_url(row), detail=row.commune.name)),
            Column("state", "État", state_cell),
            Column("since", "Connu depuis le", lambda row: row.known_since),
            Column("seen", "Dernier constat", lambda row: row.observations.all()[0].observed_on),
        ),
    )  # fmt: skip


def observation_table() -> Table:
    def held(row: DealingObservation):
        return Cell(row.operation.title, operation_url(row.operation)) if row.operation else ""

    return Table(
        caption="Constats", header="on", default_sort="on", empty="Aucun constat.",
        columns=(
            Column("on", "Le", lambda row: row.observed_on),
            Column("state", "État", state_cell),
            Column("words", "Constat", lambda row: row.words),
            Column("operation", "Opération", held),
            Column("by", "Enregistré par", lambda row: str(row.recorded_by)),
        ),
    )  # fmt: skip


def reading_table() -> Table:
    return Table(
        caption="Dernières lectures", header="at", default_sort="at", empty="Aucune lecture.",
        columns=(
            Column("at", "Le", lambda row: row.at),
            Column("who", "Par", lambda row: str(row.actor or "")),
            Column("what", "Lu", lambda row: f"{row.subject_label}, {row.details.get('words', '').lower()}"),
        ),
    )  # fmt: skip


@require_GET
@allow(reads_dealing_points)
def dealing_points(request, pk):
    programme, at = known_programme(pk), now()
    rows = operations.read_points(programme, request.user, at)
    standing = sum(row.state in STANDING for row in rows)
    heads = keeps(request)
    return record_page(
        request,
        title=f"Points de deal : {programme}",
        state=Cell("Diffusion restreinte", tone="error"),
        intro=f"{counted(len(rows), 'points suivis')}, {counted(standing, 'actifs')}."
        " Ni export ni interface ; chaque lecture est tracée.",
        sheets=[
            Sheet(point_table(), rows),
            *([Sheet(reading_table(), list(operations.readings()[:READINGS]))] if heads else []),
        ],
        actions=[("Signaler un point", reverse("public_order:dealing-point-new", args=[pk]))] if heads else [],
        breadcrumb=[(programme.name, programme_url(programme))],
    )


@require_http_methods(FORM_METHODS)
@allow(keeps_dealing_points)
def dealing_point_new(request, pk):
    programme = known_programme(pk)
    form = partial(forms.PointForm, programme=programme)
    return act_page(
        request, form(posted(request), initial={"observed_on": localdate()}), operations.report_point,
        facts={"programme": programme}, at=now(), done="Le point est suivi.", then=points_url(programme),
        title=f"Signaler un point : {programme}", submit="Signaler le point", back=above(programme)[-1],
        breadcrumb=above(programme),
    )  # fmt: skip


@require_GET
@allow(reads_dealing_points)
def dealing_point(request, pk):
    row = operations.read_point(pk, request.user, now())
    return record_page(
        request,
        title=row.place,
        state=state_cell(row),
        intro=f"{row.commune.name}. Diffusion restreinte, chaque lecture est tracée.",
        facts=[
            ("Programme", Cell(row.programme.name, programme_url(row.programme))),
            ("Connu depuis le", row.known_since),
            ("Position", row.position),
        ],
        sheets=[Sheet(observation_table(), list(row.observations.select_related("operation", "recorded_by")))],
        actions=[("Ajouter un constat", reverse("public_order:dealing-observation", args=[pk]))]
        if keeps(request)
        else [],
        breadcrumb=above(row.programme),
    )


@require_http_methods(FORM_METHODS)
@allow(keeps_dealing_points)
def dealing_observation(request, pk):
    row = operations.read_point(pk, request.user, now())
    form = partial(forms.ObservationForm, point=row)
    return act_page(
        request, form(posted(request), initial={"observed_on": localdate(), "state": row.state}), operations.observe,
        facts={"point": row}, at=now(), done="Le constat est enregistré.", then=point_url(row),
        title=f"Constat : {row.place}", submit="Enregistrer le constat", back=(row.place, point_url(row)),
        breadcrumb=above(row.programme),
    )  # fmt: skip
