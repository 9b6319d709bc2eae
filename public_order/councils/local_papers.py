"""The speaking note of the préfet before a council, and the table of who sits for the State; PDF made when asked."""

from datetime import date, datetime

from django.utils.timezone import localtime

from directorate.documents.papers import sheet
from directorate.legal_calendar.arithmetic import french_long
from directorate.org.models import StaffMember
from public_order.councils.local_queries import by_representative, representation
from public_order.councils.meeting_papers import TEMPLATE, Section, section
from public_order.councils.models import PlannedSitting
from public_order.councils.queries import councils
from public_order.policies import UNIT
from public_order.towns import TownBlock, told_of

# A page is read in a car: the first lines of each block, and how many are left out.
MOST = 6
# What the préfet does not say in a council: its figures are in the sheet of the commune.
APART = ("delinquency",)


def day(value: date | None) -> str:
    return f"{value:%d/%m/%Y}" if value else ""


def block_section(name: str, block: TownBlock, told, alone: bool) -> Section:
    lines = [[f"{line.label}{f' ({line.detail})' if line.detail else ''}", day(line.day), line.state]
             for line in told.lines[:MOST]]  # fmt: skip
    if (more := len(told.lines) - MOST) > 0:
        lines.append([f"et {more} autre{'s' if more > 1 else ''}", "", ""])
    heading = block.title if alone else f"{block.title}, {name}"
    return section(heading, ("Objet", "Date", "État"), lines, empty=block.empty)


def speaking_note(row: PlannedSitting, staff: StaffMember, at: datetime) -> tuple[str, bytes]:
    """The messages first, then what the bureau knows of each commune of the council."""
    starts = localtime(row.starts_at)
    council = councils(starts.date()).get(pk=row.council_id)
    towns = [member.commune for member in council.today]
    sections = [section("Messages à porter", words=row.messages, empty="Aucun message n'est écrit.")]
    for town in towns:
        sections += [
            block_section(town.name, block, told, len(towns) == 1)
            for block, told in told_of(staff, town, at)
            if block.slug not in APART and (told.lines or block.order <= 20)
        ]
    title = f"Note d'intervention, {row.council.name}, {french_long(starts.date())}"
    people = ", ".join(f"{town.name}, {town.population} habitants" for town in towns)
    who = f"Le préfet est représenté par {row.represented_by}." if row.represented_by else "Représentant à désigner."
    place = f", {row.place}" if row.place else ""
    intro = f"{row.get_formation_display()}, {starts:%d/%m/%Y à %H h %M}{place}. {people}. {who}"
    on = localtime(at).date()
    return title, sheet(UNIT, TEMPLATE, on, title=title, intro=intro, sections=sections)


def representation_paper(year: int, on: date) -> tuple[str, bytes]:
    seats = representation(year)
    title = f"Représentation de l'État dans les conseils de prévention, {year}"
    sections = [
        section("Séances", ("Date", "Conseil", "Formation", "Pour le préfet"),
                [[day(seat.day), seat.council, f"{seat.formation}{' (à venir)' if seat.planned_pk else ''}",
                  seat.represented_by or "À désigner"] for seat in seats], empty="Aucune séance cette année."),
        section("Par représentant", ("Représentant", "Tenues", "À venir"),
                [[one.name, str(one.held), str(one.coming)] for one in by_representative(seats)]),
    ]  # fmt: skip
    return title, sheet(UNIT, TEMPLATE, on, title=title, intro=f"État au {day(on)}.", sections=sections)
