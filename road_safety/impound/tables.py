"""Columns of the pound. A plate is shown on the page; files and programs get its mark instead."""

from datetime import datetime

from directorate.web.tables import Cell, Column, Table
from road_safety.impound.models import CLOSED, ImpoundedVehicle, VehicleImmobilisation
from road_safety.impound.queries import CustodianMonth
from road_safety.registers.tables import commune_column, linked, permit_cell
from road_safety.suspensions.rules import left_in_words

TONES = {"held": "info", "released": "success", "destroyed": "", "sold": ""}
ENDS = {"running": "info", "released": "success", "confirmed": "new", "lapsed": ""}
MARK_LENGTH = 10


def pseudonym(row: ImpoundedVehicle | VehicleImmobilisation) -> str:
    """The same vehicle keeps the same mark, which tells nobody its plate."""
    return f"V-{row.plate_mark[:MARK_LENGTH]}" if row.plate_mark else ""


def plate_cell(row: ImpoundedVehicle) -> str:
    """The list is everybody's in the bureau: the plate of an offence is on its page, for the list of access."""
    return pseudonym(row) if row.reason in CLOSED else row.plate


def vehicle_state(row: ImpoundedVehicle) -> Cell:
    return Cell(row.get_state_display(), tone=TONES[row.state])


def reason_words(row: ImpoundedVehicle) -> str:
    """Without its article, which the page of the vehicle gives."""
    return row.get_reason_display().rpartition(" (")[0] or row.get_reason_display()


VEHICLES = Table(
    caption="Véhicules en fourrière",
    header="number",
    default_sort="-entered",
    empty="Aucun véhicule. Une entrée s'enregistre ici ; SI Fourrières reste la référence nationale.",
    columns=(
        Column("number", "Entrée", lambda row: linked("impounded-vehicle", row, row.number), sort="number",
               export=lambda row: row.number),
        Column("plate", "Immatriculation", plate_cell, export=pseudonym),
        Column("vehicle", "Véhicule", lambda row: row.vehicle, sort="vehicle"),
        Column("custodian", "Gardien", lambda row: row.custodian.holder, sort="custodian__holder"),
        Column("reason", "Motif", reason_words, sort="reason"),
        commune_column(),
        Column("entered", "Entré le", lambda row: row.entered_at, sort="entered_at"),
        Column("classification", "Classement", lambda row: row.get_classification_display(), sort="classification"),
        Column("notified", "Notifié le", lambda row: row.notified_on, sort="notified_on", hidden=True),
        Column("state", "État", vehicle_state, sort="state", export=lambda row: row.get_state_display()),
        Column("left", "Sorti le", lambda row: row.left_at, sort="left_at", hidden=True),
        Column("cost", "Impayés (€)", lambda row: row.cost, sort="cost", numeric=True, total=True),
        Column("claim", "Indemnité", lambda row: row.get_claim_display(), sort="claim"),
    ),
)  # fmt: skip


def measure_state(row: VehicleImmobilisation) -> Cell:
    return Cell(row.get_state_display(), tone=ENDS[row.state])


def left_cell(row: VehicleImmobilisation, at: datetime) -> Cell | None:
    if row.state != VehicleImmobilisation.State.RUNNING:
        return None
    return Cell(left_in_words(row.ends_at, at), tone="error" if row.ends_at <= at else "")


def immobilisation_table(at: datetime, query: str | None = None) -> Table:
    return Table(
        caption="Immobilisations par le préfet",
        header="number",
        default_sort="ends",
        empty="Aucune immobilisation.",
        columns=(
            Column("number", "Mesure", lambda row: linked("immobilisation", row, row.number), sort="number",
                   export=lambda row: row.number),
            Column("plate", "Immatriculation", lambda row: row.plate, export=pseudonym),
            Column("vehicle", "Véhicule", lambda row: row.vehicle, sort="vehicle"),
            Column("unit", "Service", lambda row: row.unit, sort="unit"),
            commune_column(),
            Column("starts", "Immobilisé le", lambda row: row.starts_at, sort="starts_at"),
            Column("ends", "Au plus tard le", lambda row: row.ends_at, sort="ends_at"),
            Column("left", "Reste", lambda row: left_cell(row, at), export=lambda row: None, hidden=False),
            Column("state", "État", measure_state, sort="state", export=lambda row: row.get_state_display()),
        ),
    )  # fmt: skip


def held_cell(row: CustodianMonth) -> Cell:
    return Cell(row.held, tone="error" if row.is_over else "")


CUSTODIANS = Table(
    caption="Gardiens",
    header="holder",
    empty="Aucun gardien agréé.",
    columns=(
        Column("holder", "Gardien", lambda row: permit_cell(row.custodian, row.custodian.holder)),
        Column("number", "Agrément", lambda row: row.custodian.number),
        Column("entered", "Entrées", lambda row: row.entered, numeric=True),
        Column("left", "Sorties", lambda row: row.left, numeric=True),
        Column("held", "En garde en fin de mois", held_cell, numeric=True, export=lambda row: row.held),
        Column("places", "Places", lambda row: row.places, numeric=True),
        Column("claimed", "Indemnités demandées (€)", lambda row: row.claimed, numeric=True),
    ),
)  # fmt: skip
