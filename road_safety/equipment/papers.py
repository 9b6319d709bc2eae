"""The papers of a loan: the letters that are kept, the slips and the inventory made when they are asked for."""

from datetime import date, datetime
from typing import Any

from directorate.casework.move import paris_day
from directorate.documents.models import Letter
from directorate.documents.papers import sheet, write_letter
from directorate.legal_calendar.arithmetic import PARIS, counted, french_long
from directorate.org.models import StaffMember
from road_safety.equipment import queries
from road_safety.equipment.catalogue import CHECKLIST, Condition, Paper, Towing, Way
from road_safety.equipment.models import Loan
from road_safety.policies import UNIT
from road_safety.strategy.funding import words as money

FOLDER = "letters/road_safety/"
TEMPLATES = {
    Paper.AGREEMENT: f"{FOLDER}loan_agreement.html",
    Paper.REMINDER: f"{FOLDER}loan_reminder.html",
    Paper.DAMAGE: f"{FOLDER}loan_damage.html",
}
SLIP = "road_safety/equipment/slip_pdf.html"
INVENTORY = "road_safety/equipment/inventory_pdf.html"
SLIPS = {
    "bon-de-sortie": ("Bon de sortie", Way.OUT),
    "etat-des-lieux": ("État des lieux", None),
    "bon-de-retour": ("Bon de retour", Way.IN),
}


def write(loan: Loan, kind: str, *, by: StaffMember, at: datetime) -> Letter:
    return write_letter(
        UNIT,
        kind="letter",
        title=f"{Paper(kind).label}, {loan.number}",
        template=TEMPLATES[Paper(kind)],
        to={"civility": "Madame, Monsieur", "name": loan.borrower, "representative": loan.contact,
            "address": loan.address},
        reference=loan.number,
        by=by,
        at=at,
        loan=loan_words(loan),
        lines=line_words(loan),
        faults=faults_of(loan),
    )  # fmt: skip


def moment(at: datetime) -> str:
    there = at.astimezone(PARIS)
    return f"{french_long(there.date())} à {there:%H} h {there:%M}"


def loan_words(loan: Loan) -> dict[str, Any]:
    return {
        "number": loan.number,
        "borrower": loan.borrower,
        "pickup": moment(loan.pickup_at),
        "back": moment(loan.return_at),
        "back_day": french_long(paris_day(loan.return_at)),
        "place": ", ".join(part for part in (loan.place, loan.commune.name if loan.commune else "") if part),
        "purpose": loan.purpose,
        "out": moment(loan.out_at) if loan.out_at else "",
        "returned": moment(loan.returned_at) if loan.returned_at else "",
        "value": money(sum(line.quantity * line.model.value for line in loan.lines.select_related("model"))),
    }


def line_words(loan: Loan) -> list[dict[str, str]]:
    rows, held = [], queries.given(loan)
    for line in loan.lines.select_related("model"):
        units = [each.item.inventory_number for each in held if each.item and each.line_id == line.pk]
        kind = line.model
        rows.append(
            {
                "model": str(kind),
                "quantity": str(line.quantity),
                "units": ", ".join(units),
                "value": money(line.quantity * kind.value),
                "towing": kind.towing if kind.towing != Towing.NONE else "",
                "operator": kind.get_operator_display() if kind.operator else "",
            }
        )
    return rows


def faults_of(loan: Loan) -> list[str]:
    back = loan.handovers.filter(way=Way.IN).first()
    if back is None:
        return []
    found = []
    for line in back.lines.select_related("allocation__item__model", "allocation__model"):
        name = str(line.allocation.item or line.allocation.model)
        if line.missing:
            found.append(f"{name} : {counted(line.missing, 'manquants')}{f', {line.damage}' if line.damage else ''}")
        elif line.damage or line.condition in (Condition.TO_REPAIR, Condition.OUT, Condition.SCRAPPED):
            found.append(f"{name} : {line.damage or line.get_condition_display().lower()}")
    return found


def slip(loan: Loan, name: str, on: date) -> bytes:
    """A slip to sign; with a handover it says what was seen, before it boxes wait for a pen."""
    label, way = SLIPS[name]
    handed = {row.way: row for row in loan.handovers.prefetch_related("lines__allocation__item", "photos")}
    ways = (way,) if way else (Way.OUT, Way.IN)
    return sheet(
        UNIT,
        SLIP,
        on,
        title=label,
        loan=loan_words(loan),
        lines=line_words(loan),
        handovers=[handover_words(way, handed.get(way)) for way in ways],
        given=[
            {"name": str(each.item or each.model), "quantity": each.quantity, "model": str(each.model)}
            for each in queries.given(loan)
        ],
    )


def handover_words(way: Way, row) -> dict[str, Any]:
    ticked = row.checklist if row else []
    return {
        "label": way.label,
        "at": moment(row.at) if row else "",
        "by": str(row.by) if row else "",
        "signatory": row.signatory if row else "",
        "remarks": row.remarks if row else "",
        "photos": row.photos.count() if row else 0,
        "checks": [(label, code in ticked) for code, label in CHECKLIST.items()],
        "lines": [
            {
                "name": str(line.allocation.item or line.allocation.model),
                "condition": line.get_condition_display(),
                "missing": line.missing,
                "damage": line.damage,
            }
            for line in row.lines.select_related("allocation__item__model", "allocation__model")
        ]
        if row
        else [],
    }


def inventory(on: date) -> bytes:
    rows = queries.items().order_by("model__family", "model__name", "inventory_number")
    return sheet(UNIT, INVENTORY, on, day=french_long(on), rows=list(rows),
                 total=money(sum(row.quantity * row.model.value for row in rows)))  # fmt: skip
