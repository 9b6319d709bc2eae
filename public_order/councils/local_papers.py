"""The speaking note of the préfet before a council, and the table of who sits for the State; PDF made when asked."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime

from django.utils.timezone import localtime

from directorate.documents.papers import sheet
from directorate.legal_calendar.arithmetic import french_long
from directorate.org.models import StaffMember
from directorate.territory.models import Commune
from public_order.councils.local_queries import by_representative, representation
from public_order.councils.meeting_papers import TEMPLATE, Section, section
from public_order.councils.models import PlannedSitting
from public_order.councils.queries import councils
from public_order.councils.rules import grouped
from public_order.policies import UNIT
from public_order.towns import Told, TownBlock, told_of

# One page, read in a car: the first lines of each block, fewer with several communes, and how many are left out.
MOST, MOST_OF_SEVERAL = 4, 2
# What the préfet does not say in a council: its figures are in the sheet of the commune.
APART = ("delinquency", "psq")
# What is the same for each commune of a council is told once.
ONCE = ("council", "staff")
# Operations to come are told to nobody outside, and a council is chaired by the mayor.
UNSAID_BEFORE = ("codaf", "programmes")


def day(value: date | None) -> str:
    return f"{value:%d/%m/%Y}" if value else ""


def block_section(name: str, block: TownBlock, told: Told, most: int) -> Section:
    lines = [
        [line.label if block.slug == "protocols" or not line.detail else f"{line.label} ({line.detail})",
         day(line.day), line.state]
        for line in told.lines[:most]
    ]  # fmt: skip
    if (more := len(told.lines) - most) > 0:
        others = f"et {more} autre{'s' if more > 1 else ''}"
        lines.append([f"{others}. {told.summary}" if told.summary else others, "", ""])
    heading = f"{block.title}, {name}" if name else block.title
    return section(heading, ("Objet", "Date", "État"), lines, empty=block.empty)


def sections_of(towns: Sequence[Commune], staff: StaffMember, at: datetime) -> Iterator[Section]:
    alone = len(towns) == 1
    for rank, town in enumerate(towns):
        for block, told in told_of(staff, town, at):
            if block.slug in UNSAID_BEFORE:
                lines = [line for line in told.lines if line.day is None or line.day < localtime(at).date()]
                told = replace(told, lines=lines)
            once = block.slug in ONCE
            if block.slug in APART or not told.lines or (once and rank):
                continue
            # The council has its date, its duty and its strategies: none is left out.
            most = len(told.lines) if block.slug == "council" else MOST if alone else MOST_OF_SEVERAL
            yield block_section("" if alone or once else town.name, block, told, most)


def speaking_note(row: PlannedSitting, staff: StaffMember, at: datetime) -> tuple[str, bytes]:
    """The messages first, then what the bureau knows of each commune of the council."""
    starts = localtime(row.starts_at)
    council = councils(starts.date()).get(pk=row.council_id)
    towns = [member.commune for member in council.today]
    sections = [section("Messages à porter", words=row.messages, empty="Aucun message n'est écrit."),
                *sections_of(towns, staff, at)]  # fmt: skip
    title = f"Note d'intervention, {row.council.name}, {french_long(starts.date())}"
    people = " ; ".join(f"{town.name}, {grouped(town.population)} habitants" for town in towns)
    who = f"Pour le préfet : {row.represented_by}." if row.represented_by else "Représentant à désigner."
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
