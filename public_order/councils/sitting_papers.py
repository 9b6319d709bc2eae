"""The papers of a sitting of another body and of the balance of a year; made when asked."""

from collections.abc import Callable
from datetime import date

from django.utils.timezone import localtime

from directorate.commissions.models import CommissionSession
from directorate.documents.papers import sheet
from directorate.legal_calendar.arithmetic import french_long
from directorate.money.amounts import words as money
from directorate.web.errors import NotFound
from public_order.councils.meeting_papers import (
    TEMPLATE,
    Section,
    agenda_of,
    attendance_of,
    decided_in,
    follow_up_of,
    section,
)
from public_order.councils.sitting_queries import YearBalance, year_balance
from public_order.policies import UNIT

FILE = (
    ("delinquency", "Rapport sur la délinquance"), ("councils", "Activité des CLSPD et des CISPD"),
    ("grants", "Rapport du préfet sur l'emploi du FIPD"), ("proposals", "Propositions du conseil"),
)  # fmt: skip
NOT_WRITTEN = "À compléter."


def minutes(row: CommissionSession, on: date) -> list[Section]:
    if row.state != CommissionSession.State.HELD:
        raise NotFound("Le relevé s'établit après la séance.")
    return [section("Relevé", words=row.minutes, empty=NOT_WRITTEN), *attendance_of(row), decided_in(row)]


def departmental_file(row: CommissionSession, on: date) -> list[Section]:
    """What the departmental council is given: the four reports, then the balance of the year."""
    found = getattr(row, "departmental_sitting", None)
    if found is None:
        raise NotFound("Seul le conseil départemental a ce dossier.")
    told = [section(label, words=getattr(found, name), empty=NOT_WRITTEN) for name, label in FILE]
    return [*told[:-1], *balance_sections(year_balance(found.year)), told[-1]]


PAPERS: dict[str, tuple[str, Callable[[CommissionSession, date], list[Section]]]] = {
    "ordre-du-jour": ("Ordre du jour", lambda row, on: agenda_of(row)),
    "presence": ("Feuille de présence", lambda row, on: attendance_of(row)),
    "suivi": ("Tableau de suivi", follow_up_of),
    "releve": ("Relevé", minutes),
    "dossier": ("Dossier de séance", departmental_file),
}


def sitting_paper(row: CommissionSession, which: str, on: date) -> tuple[str, bytes]:
    """Its title and its content."""
    if which not in PAPERS:
        raise NotFound("Ce document n'existe pas.")
    label, sections = PAPERS[which]
    held = localtime(row.starts_at)
    title = f"{label}, {row.commission.name}, séance du {french_long(held.date())}"
    intro = f"{held:%d/%m/%Y à %H h %M}, {row.place}. {row.commission.legal_basis}."
    return title, sheet(UNIT, TEMPLATE, on, title=title, intro=intro, sections=sections(row, on))


def balance_sections(found: YearBalance) -> list[Section]:
    """The axes with what was done under each, their total, what the registers count."""
    lines = [
        [f"{axis.rank}. {axis.title}", str(row.number) if row and row.number is not None else "—",
         money(row.granted) if row and row.granted is not None else "—"]
        for axis, row in found.axes
    ]  # fmt: skip
    if lines:
        lines.append(["Total", str(found.actions), money(found.granted)])
    told = [section(f"Bilan {found.year} par axe", ("Axe", "Actions", "FIPD réparti"), lines,
                    empty="Aucune stratégie nationale n'est enregistrée.")]  # fmt: skip
    for axis, row in found.axes:
        parts = (
            [("Mesures", row.measures), ("Exemples", row.examples), ("Difficultés", row.difficulties)] if row else []
        )
        words = "\n\n".join(f"{label} : {text}" for label, text in parts if text)
        told.append(section(f"Axe {axis.rank}. {axis.title}", words=words, empty=NOT_WRITTEN))
    return [*told, section(f"Chiffres de l'année {found.year}", ("Registre", "Nombre"),
                           [[label, value] for label, value in found.figures])]  # fmt: skip


def balance_paper(year: int, on: date) -> tuple[str, bytes]:
    found = year_balance(year)
    title = f"Bilan {year} de la stratégie nationale de prévention de la délinquance"
    strategy = found.axes[0][0].strategy if found.axes else ""
    missing = f" {found.missing} axe{'s' if found.missing > 1 else ''} à compléter." if found.missing else ""
    intro = f"{strategy}.{missing}" if strategy else "Aucune stratégie nationale n'est enregistrée."
    return title, sheet(UNIT, TEMPLATE, on, title=title, intro=intro, sections=balance_sections(found))
