"""Writing the route of an event and the files of safety that go with it."""

from datetime import datetime

from django.db import IntegrityError, transaction

from directorate.casework.models import Case
from directorate.casework.move import paris_day
from directorate.casework.policies import works_on_case
from directorate.casework.queries import visible_to
from directorate.journal.operations import record
from directorate.org.models import StaffMember
from directorate.parameters.queries import value as parameter
from directorate.territory.geography import around, crossed, length_of
from directorate.territory.positions import Line
from directorate.territory.queries import contours
from directorate.web.errors import Conflict, DomainError, NotAllowed
from police_admin.events.geography import sketch_of, stored
from police_admin.events.models import EventLink, EventRoute
from police_admin.events.values import COMMUNE_METRES, ROUTE_KM

NOT_YOURS = "Vous pouvez lire ce dossier, mais il est suivi par son service."


def require_work(case: Case, by: StaffMember, at: datetime) -> None:
    if not works_on_case(by, case, paris_day(at)):
        raise NotAllowed(NOT_YOURS)


def told(case: Case, action: str, by: StaffMember, at: datetime, details: dict) -> None:
    record(
        by=by, at=at, action=action, subject=case, label=case.reference, unit_code=case.unit_id, details=details
    )  # fmt: skip


@transaction.atomic
def record_route(*, case: Case, lines: list[Line], source: str, by: StaffMember, at: datetime) -> EventRoute:
    """Keep these lines in the place of those before. `lines` come from `tracks`. Refused far from the department."""
    require_work(case, by, at)
    on = paris_day(at)
    shapes = {commune.insee: commune.contour for commune in contours() if commune.contour}
    if shapes:
        allowed = around(shapes.values(), 1000 * int(parameter(ROUTE_KM, on)))
        if not all(allowed.holds(point) for line in lines for point in line):
            raise DomainError(
                f"L'itinéraire s'éloigne de plus de {parameter(ROUTE_KM, on)} km du département : vérifier l'ordre des"
                " coordonnées, ou ne garder que la partie voisine.",
                field="document" if source == EventRoute.Source.FILE else "points",
            )
    least = int(parameter(COMMUNE_METRES, on))
    Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    route, _ = EventRoute.objects.update_or_create(
        case=case,
        defaults={
            "source": source,
            "lines": lines,
            **stored(sketch_of(lines)),
            "length_m": length_of(lines),
            "communes": [code for code, length in crossed(lines, shapes).items() if length >= least],
            "recorded_at": at,
            "recorded_by": by,
        },
    )
    told(case, "event.route_recorded", by, at, {"length_m": route.length_m, "communes": route.communes})
    return route


@transaction.atomic
def remove_route(*, case: Case, by: StaffMember, at: datetime) -> None:
    require_work(case, by, at)
    removed, _ = EventRoute.objects.filter(case=case).delete()
    if not removed:
        raise Conflict("Cet itinéraire est déjà retiré.")
    told(case, "event.route_removed", by, at, {})


@transaction.atomic
def add_link(*, case: Case, kind: str, reference: str, words: str, by: StaffMember, at: datetime) -> EventLink:
    """`reference`: of a case that the person may see; `words`: where the document is, when it is not a case here."""
    require_work(case, by, at)
    linked = None
    if reference:
        linked = visible_to(by, paris_day(at)).filter(reference=reference.upper()).exclude(pk=case.pk).first()
        if linked is None:
            raise DomainError("Aucun autre dossier de cette référence ne vous est visible.", field="reference")
    try:
        with transaction.atomic():
            link = EventLink.objects.create(
                case=case, kind=kind, linked=linked, words=words, added_at=at, added_by=by
            )  # fmt: skip
    except IntegrityError:
        raise Conflict("Ce dossier est déjà rattaché.", field="reference") from None
    told(case, "event.link_added", by, at, {"kind": link.get_kind_display()})
    return link


@transaction.atomic
def remove_link(*, case: Case, link: EventLink, by: StaffMember, at: datetime) -> None:
    require_work(case, by, at)
    removed, _ = EventLink.objects.filter(pk=link.pk, case=case).delete()
    if not removed:
        raise Conflict("Cette pièce est déjà retirée.")
    told(case, "event.link_removed", by, at, {"kind": link.get_kind_display()})
