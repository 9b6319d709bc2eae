"""Columns of the lists of the registers."""

from django.urls import reverse

from directorate.permits.models import Permit
from directorate.web.tables import Cell, Column, Table
from road_safety.policies import UNIT
from road_safety.registers.models import ApprovalInspection, ApprovedPerson, StageSession, TrafficOrder

TONES = {
    "planned": "info", "held": "success", "cancelled": "", "prepared": "info", "signed": "success", "repealed": "",
    "approved": "success", "suspended": "warning", "withdrawn": "error", "left": "warning", "proposed": "info",
    "opinion": "new", "in_service": "success", "stopped": "", "abandoned": "",
}  # fmt: skip


def linked(name: str, row, text: str, detail: str = "") -> Cell:
    return Cell(text, reverse(f"road_safety:{name}", args=[row.pk]), detail=detail)


def state_of(row) -> Cell:
    return Cell(row.get_state_display(), tone=TONES.get(row.state, ""))


def state_column(label: str = "État") -> Column:
    return Column("state", label, state_of, sort="state", export=lambda row: row.get_state_display())


def commune_column() -> Column:
    return Column("commune", "Commune", lambda row: str(row.commune or ""), sort="commune__sort_name")


def permit_cell(permit: Permit, text: str, detail: str = "") -> Cell:
    """Its page is a link when it is the bureau's: that of another bureau opens to its own agents."""
    url = reverse("directorate:permit", args=[permit.pk]) if permit.unit_id == UNIT else ""
    return Cell(text, url, detail=detail)


def title_cell(row) -> Cell:
    return permit_cell(row.title, row.title.place_label or row.title.holder, f"n° {row.title.number}")


def stage_state(row: StageSession) -> Cell:
    return Cell("Annulé tardivement", tone="error") if row.is_flagged else state_of(row)


STAGES = Table(
    caption="Stages de récupération de points",
    header="number",
    default_sort="-starts",
    empty="Aucun stage. Les centres agréés déclarent leur calendrier.",
    columns=(
        Column("number", "Stage", lambda row: linked("stage-session", row, row.number), sort="number",
               export=lambda row: row.number),
        Column("centre", "Centre", title_cell, sort="title__place_label", export=lambda row: row.title.place_label),
        Column("starts", "Premier jour", lambda row: row.starts_on, sort="starts_on"),
        Column("ends", "Dernier jour", lambda row: row.ends_on, sort="ends_on", hidden=True),
        Column("room", "Salle", lambda row: row.room, hidden=True),
        commune_column(),
        Column("capacity", "Places", lambda row: row.capacity, sort="capacity", numeric=True, total=True),
        Column("trainees", "Stagiaires", lambda row: row.trainees, sort="trainees", numeric=True, total=True),
        Column("state", "État", stage_state, sort="state", export=lambda row: row.get_state_display()),
        Column("cancelled", "Annulation notifiée le", lambda row: row.cancelled_on, sort="cancelled_on", hidden=True),
        Column("flagged", "Annulation tardive", lambda row: row.is_flagged, sort="is_flagged", hidden=True),
    ),
)  # fmt: skip


def order_cell(row: TrafficOrder) -> Cell:
    return linked("traffic-order", row, row.number or "Sans numéro", row.title)


ORDERS = Table(
    caption="Arrêtés de circulation",
    header="number",
    default_sort="-starts",
    empty="Aucun arrêté. Un projet se prépare, puis se signe : il prend alors son numéro.",
    columns=(
        Column("number", "Arrêté", order_cell, sort="number", export=lambda row: row.number),
        Column("title", "Objet", lambda row: row.title, sort="title", hidden=True),
        Column("kind", "Nature", lambda row: row.get_kind_display(), sort="kind"),
        Column("roads", "Voies", lambda row: row.roads, sort="roads"),
        Column("communes", "Communes", lambda row: ", ".join(town.name for town in row.communes.all())),
        Column("prepared", "Préparé par", lambda row: row.get_prepared_by_display(), sort="prepared_by"),
        Column("starts", "Du", lambda row: row.starts_at, sort="starts_at"),
        Column("ends", "Au", lambda row: row.ends_at, sort="ends_at"),
        state_column(),
        Column("signed", "Signé le", lambda row: row.signed_on, sort="signed_on", hidden=True),
    ),
)

CENTRES = Table(
    caption="Centres de contrôle technique",
    header="name",
    default_sort="name",
    empty="Aucun centre.",
    columns=(
        Column("name", "Centre", lambda row: linked("inspection-centre", row, row.name), sort="name",
               export=lambda row: row.name),
        Column("number", "Agrément", lambda row: row.number, sort="number"),
        Column("operator", "Exploitant", lambda row: row.operator, sort="operator", hidden=True),
        Column("network", "Réseau", lambda row: row.network, sort="network"),
        Column("category", "Véhicules", lambda row: row.get_category_display(), sort="category"),
        commune_column(),
        Column("controllers", "Contrôleurs", lambda row: row.controllers_count, sort="controllers_count",
               numeric=True),
        Column("approved", "Agréé le", lambda row: row.approved_on, sort="approved_on"),
        state_column(),
    ),
)  # fmt: skip

CONTROLLERS = Table(
    caption="Contrôleurs techniques",
    header="name",
    default_sort="name",
    empty="Aucun contrôleur.",
    columns=(
        Column("name", "Contrôleur", lambda row: linked("inspection-controller", row, row.name), sort="name",
               export=lambda row: row.name),
        Column("number", "Agrément", lambda row: row.number, sort="number"),
        Column("centre", "Centre", lambda row: str(row.centre or ""), sort="centre__name"),
        Column("approved", "Agréé le", lambda row: row.approved_on, sort="approved_on"),
        Column("record", "Casier consulté le", lambda row: row.record_checked_on, sort="record_checked_on"),
        state_column(),
    ),
)  # fmt: skip

SITES = Table(
    caption="Radars automatiques",
    header="number",
    default_sort="road",
    empty="Aucun radar.",
    columns=(
        Column("number", "Radar", lambda row: linked("speed-site", row, row.number), sort="number",
               export=lambda row: row.number),
        Column("kind", "Type", lambda row: row.get_kind_display(), sort="kind"),
        Column("road", "Voie", lambda row: row.road, sort="road"),
        Column("direction", "Sens", lambda row: row.direction, hidden=True),
        commune_column(),
        Column("limit", "km/h", lambda row: row.limit, sort="limit", numeric=True),
        Column("opened", "En service le", lambda row: row.opened_on, sort="opened_on"),
        state_column(),
        Column("latitude", "Latitude", lambda row: row.latitude, hidden=True),
        Column("longitude", "Longitude", lambda row: row.longitude, hidden=True),
    ),
)  # fmt: skip


def person_state(row: ApprovedPerson) -> Cell:
    return Cell("Parti") if row.left_on else Cell("En fonction", tone="success")


PEOPLE = Table(
    caption="Personnes des agréments",
    header="name",
    default_sort="name",
    empty="Personne. Un agrément personnel tombe quand son titulaire part : l'enregistrer ici.",
    columns=(
        Column("name", "Personne", lambda row: linked("approved-person", row, row.name), sort="name",
               export=lambda row: row.name),
        Column("role", "Qualité", lambda row: row.get_role_display(), sort="role"),
        Column("title", "Agrément", title_cell, sort="title__place_label", export=lambda row: row.title.number),
        Column("essential", "Agrément personnel", lambda row: row.is_essential, sort="is_essential"),
        Column("since", "Depuis le", lambda row: row.since, sort="since"),
        Column("record", "Casier consulté le", lambda row: row.record_checked_on, sort="record_checked_on"),
        Column("state", "État", person_state, sort="left_on", export=lambda row: person_state(row).text),
    ),
)  # fmt: skip


FINDINGS = {
    "compliant": ("Conforme", "success"), "open": ("Suites attendues", "error"), "followed": ("Suites satisfaites", ""),
}  # fmt: skip


def finding_cell(row: ApprovalInspection) -> Cell:
    words, tone = FINDINGS[row.state]
    return Cell(words, tone=tone)


def subject_cell(row: ApprovalInspection) -> Cell:
    """What was visited, with a link to it."""
    if row.title_id:
        return title_cell(row)
    if row.centre_id:
        return linked("inspection-centre", row.centre, row.centre.name, "Centre de contrôle technique")
    return linked("inspection-controller", row.controller, row.controller.name, "Contrôleur technique")


INSPECTIONS = Table(
    caption="Inspections des agréments",
    header="day",
    default_sort="-day",
    empty="Aucune inspection. Ce qui est dû se lit au tableau de la réglementation.",
    columns=(
        Column("day", "Inspection", lambda row: linked("approval-inspection", row, f"{row.inspected_on:%d/%m/%Y}"),
               sort="inspected_on", export=lambda row: row.inspected_on),
        Column("subject", "Agrément, centre ou contrôleur", subject_cell, export=lambda row: row.subject),
        Column("inspector", "Par", lambda row: row.inspector, sort="inspector"),
        Column("finding", "Constat", finding_cell, sort="is_compliant", export=lambda row: finding_cell(row).text),
        Column("followed", "Suites satisfaites le", lambda row: row.followed_on, sort="followed_on", hidden=True),
    ),
)  # fmt: skip


def fixed(table: Table):
    """A table that depends neither on the hour nor on the question."""
    return lambda at, query: table
