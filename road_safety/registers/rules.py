"""What the law asks of the rows of the registers. Pure: values are passed in, each answer says its rule."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from directorate.legal_calendar.arithmetic import add_hours, add_months, counted, french_long

STAGES = "Code de la route, art. L223-6 et R223-5 à R223-12 ; arrêté du 26 juin 2012"
L325_1_2 = "Code de la route, art. L325-1-2"
HOURS_IN_A_DAY = 24
PLATE = re.compile(r"^(?:[A-Z]{2}\d{3}[A-Z]{2}|\d{1,4}[A-Z]{1,3}\d{2,3}|[A-Z0-9]{4,10})$", re.ASCII)
NEPH = re.compile(r"^\d{12}$", re.ASCII)


# --- approvals --------------------------------------------------------------------------------------------------


def last_day(start: date, years: int) -> date:
    """AGR-01, W18: the eve of the anniversary; the 29th of February has its eve on the 28th."""
    end = add_months(start, 12 * years)
    return end if end.day != start.day else end - timedelta(days=1)


def ladder(last: date, months: Sequence[int]) -> list[date]:
    """AGR-02: the days on which the end of an approval is said, the first one first."""
    return sorted(add_months(last, -number) for number in months)


# --- stages -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class StageTerms:
    least: int
    most: int
    days: int
    hours: int
    notice: int


@dataclass(frozen=True)
class Problem:
    field: str
    words: str


def stage_problems(starts_on: date, ends_on: date, hours: int, capacity: int, terms: StageTerms) -> list[Problem]:
    found = []
    if not terms.least <= capacity <= terms.most:
        found.append(Problem("capacity", f"Un stage accueille de {terms.least} à {terms.most} stagiaires."))
    if ends_on < starts_on:
        found.append(Problem("ends_on", "Le dernier jour ne précède pas le premier."))
    elif (ends_on - starts_on).days + 1 != terms.days:
        found.append(Problem("ends_on", f"Un stage dure {counted(terms.days, 'jours')} consécutifs."))
    if hours != terms.hours:
        found.append(Problem("hours", f"Un stage dure {counted(terms.hours, 'heures')}."))
    return found


def last_day_to_cancel(starts_on: date, notice: int) -> date:
    return starts_on - timedelta(days=notice)


def is_late(starts_on: date, told_on: date, notice: int) -> bool:
    """Told after this day, a cancellation may cost the approval."""
    return told_on > last_day_to_cancel(starts_on, notice)


def cancellation_words(starts_on: date, told_on: date, notice: int) -> str:
    """The trace of the flag."""
    last = last_day_to_cancel(starts_on, notice)
    if told_on <= last:
        return f"Annulation notifiée à temps : {counted(notice, 'jours')} avant le stage au moins ({STAGES})."
    return (
        f"Annulation notifiée après le {french_long(last)}, moins de {counted(notice, 'jours')} avant le stage :"
        f" l'agrément peut être retiré, après les observations de l'exploitant ({STAGES})."
    )


# --- immobilisation -----------------------------------------------------------------------------------------------


def immobilised_until(starts_at: datetime, days: int) -> datetime:
    """Elapsed time: the hand of the watch moves with the change of hour, the length does not."""
    return add_hours(starts_at, days * HOURS_IN_A_DAY)


# --- numbers ------------------------------------------------------------------------------------------------------


def plain_plate(text: str) -> str:
    """ "ab-123-cd" is "AB123CD"; empty when it is no plate."""
    plate = "".join(letter for letter in text.upper() if letter.isalnum())
    return plate if PLATE.match(plate) else ""


def plain_neph(text: str) -> str:
    """Twelve digits; empty otherwise."""
    number = "".join(text.split())
    return number if NEPH.match(number) else ""


# --- places -------------------------------------------------------------------------------------------------------


def coordinate(text: str) -> float:
    try:
        return float(Decimal(text.strip().replace(",", ".")))
    except InvalidOperation as error:
        raise ValueError(f"« {text.strip()} » n'est pas une coordonnée.") from error


def shape_of(text: str) -> dict[str, Any] | None:
    """A line for each place, "latitude ; longitude": one is a point, several are a line."""
    points = []
    for line in filter(str.strip, text.splitlines()):
        parts = line.split(";")
        if len(parts) != 2:
            raise ValueError("Une ligne par point : latitude ; longitude.")
        latitude, longitude = map(coordinate, parts)
        if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
            raise ValueError("Une latitude va de -90 à 90, une longitude de -180 à 180.")
        points.append([longitude, latitude])
    if not points:
        return None
    if len(points) == 1:
        return {"type": "Point", "coordinates": points[0]}
    return {"type": "LineString", "coordinates": points}


def text_of(shape: dict[str, Any] | None) -> str:
    if not shape:
        return ""
    points = [shape["coordinates"]] if shape["type"] == "Point" else shape["coordinates"]
    return "\n".join(f"{latitude} ; {longitude}" for longitude, latitude in points)


def middle_of(shape: dict[str, Any]) -> tuple[float, float]:
    """Latitude and longitude of the point that stands for it on a map."""
    points = [shape["coordinates"]] if shape["type"] == "Point" else shape["coordinates"]
    longitude, latitude = points[len(points) // 2]
    return latitude, longitude
