"""The papers of an état-major: agenda, attendance sheet, decisions, follow-up, communiqué; PDF made when asked."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.utils.timezone import localtime

from directorate.commissions.models import CommissionSession
from directorate.commissions.seats import called_on
from directorate.documents.papers import sheet
from directorate.legal_calendar.arithmetic import french_long
from directorate.web.errors import NotFound
from public_order.councils.meeting_queries import carried_in, statistics_of, words_of
from public_order.councils.models import StaffMeeting
from public_order.policies import UNIT

TEMPLATE = "letters/public_order/council_sheet.html"
Section = dict[str, Any]


def section(heading: str, columns: tuple[str, ...] = (), lines: list[list[str]] | None = None,
            words: str = "", empty: str = "Néant.") -> Section:  # fmt: skip
    return {"heading": heading, "columns": columns, "lines": lines or [], "words": words, "empty": empty}


def agenda_of(session: CommissionSession) -> list[Section]:
    points = [[str(item.position), item.title] for item in session.items.order_by("position")]
    return [section("Ordre du jour", ("N°", "Point"), points)]


def attendance_of(session: CommissionSession) -> list[Section]:
    came = set(session.present.values_list("pk", flat=True))
    held = session.state == CommissionSession.State.HELD
    return [
        section(
            "Feuille de présence", ("Nom", "Qualité", "Présent" if held else "Signature"),
            [[one.name, one.capacity, "Oui" if one.pk in came else ("Non" if held else "")]
             for one in called_on(session)],
        )
    ]  # fmt: skip


def follow_up_of(session: CommissionSession, on: date) -> list[Section]:
    return [
        section(
            "Actions des séances précédentes", ("Action", "Responsable", "Pour le", "État", "Retard"),
            [[words_of(one.action), one.action.owner.name, f"{one.action.due_on:%d/%m/%Y}", one.state,
              f"{one.days_late} j" if one.days_late else ""] for one in carried_in(session, on)],
            empty="Aucune action n'est ouverte.",
        )
    ]  # fmt: skip


def decided_in(session: CommissionSession) -> Section:
    rows = session.actions.select_related("owner", "restricted").order_by("due_on", "pk")
    return section(
        "Décisions", ("Action", "Responsable", "Pour le"),
        [[words_of(one), one.owner.name, f"{one.due_on:%d/%m/%Y}"] for one in rows],
    )  # fmt: skip


def decisions(row: StaffMeeting, on: date) -> list[Section]:
    minutes = row.minutes.all()
    last = next((one for one in minutes if not one.is_erratum), None)
    if last is None:
        raise NotFound("Le relevé n'est pas encore écrit.")
    told = [
        section("Relevé", words=last.text),
        decided_in(row.session),
        *(section(f"Erratum du {localtime(one.written_at):%d/%m/%Y}", words=one.text)
          for one in reversed(minutes) if one.is_erratum),
    ]  # fmt: skip
    chairs = ("par le préfet et par le procureur", "les deux présidents") if row.prefect_validates else (
        "par le procureur", "le procureur, qui préside seul cette formation"
    )  # fmt: skip
    agreed = (
        f"Validé {chairs[0]} de la République." if row.is_validated
        else f"Projet : le relevé n'est pas validé par {chairs[1]}."
    )  # fmt: skip
    return [*told, section("Validation", words=f"Version {last.number}. {agreed}")]


def statistics(row: StaffMeeting, on: date) -> list[Section]:
    if row.statistics is None:
        raise NotFound("Aucune note mensuelle n'est annexée.")
    return [
        section(
            f"{row.report} (empreinte {row.statistics_hash[:12]})",
            ("Indicateur", "Mois", "Un an plus tôt", "Cumul", "Douze mois"),
            [
                [line["label"], *(str(line["month"][key]) if line["month"] else "" for key in ("now", "before")),
                 *(str(line[span]["now"]) if line[span] else "" for span in ("year", "rolling"))]
                for line in statistics_of(row)
            ],
        )
    ]  # fmt: skip


def communique(row: StaffMeeting, on: date) -> list[Section]:
    if not row.communique:
        raise NotFound("Le communiqué n'est pas écrit.")
    return [section("Communiqué", words=row.communique)]


PAPERS: dict[str, tuple[str, Callable[[StaffMeeting, date], list[Section]]]] = {
    "ordre-du-jour": ("Ordre du jour", lambda row, on: agenda_of(row.session)),
    "presence": ("Feuille de présence", lambda row, on: attendance_of(row.session)),
    "suivi": ("Tableau de suivi", lambda row, on: follow_up_of(row.session, on)),
    "statistiques": ("Statistiques annexées", statistics),
    "releve": ("Relevé de décisions", decisions),
    "communique": ("Communiqué", communique),
}


def paper_of(row: StaffMeeting, which: str, on: date) -> tuple[str, bytes]:
    """Its title and its content."""
    if which not in PAPERS:
        raise NotFound("Ce document n'existe pas.")
    label, sections = PAPERS[which]
    held = localtime(row.session.starts_at)
    title = f"{label}, {row.body.title} du {french_long(held.date())}"
    intro = (
        f"Formation {row.get_formation_display().lower()}{f', {row.theme}' if row.theme else ''}. {row.session.place}."
    )
    content = sheet(UNIT, TEMPLATE, on, title=title, intro=intro, sections=sections(row, on),
                    confidential=row.is_restricted)  # fmt: skip
    return title, content
