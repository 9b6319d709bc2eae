"""A monthly état 4001 of two districts and their department: three years, no random number."""

from collections.abc import Mapping
from datetime import date, datetime

from directorate.org.models import StaffMember
from directorate.territory.department import HOME
from public_order.models import CrimeIndicator, IndicatorGroup, PoliceDistrict, SeriesValue, StatEdition, StatImport
from public_order.monthly.arithmetic import until
from public_order.monthly.operations import open_report
from public_order.monthly.reading import indicators
from public_order.statistics import reference

APRIL = date(2026, 4, 1)
DEPARTMENT = ("dep", HOME.code)
SOUTH = ("csp", "T1")
# Index, label, unit; then the groups.
INDEXES = (
    (7, "Autres coups et blessures volontaires", "victime"), (11, "Menaces pour extorsion", "fait"),
    (12, "Autres menaces", "fait"), (35, "Vols d'automobiles", "vehicule"), (57, "Usage de stupéfiants", "auteur"),
    (97, "Non utilisé", "fait"),
)  # fmt: skip
GROUPS = (
    ("violences", "Coups et blessures volontaires", (7,), "less_is_better"),
    ("menaces", "Menaces", (11, 12), "less_is_better"),
    ("automobiles", "Vols d'automobiles", (35,), "less_is_better"),
    ("stupefiants", "Stupéfiants", (57,), "neutral_activity"),
)
# What the department counts each month, and what it counts in the last one.
USUAL = {7: 400, 11: 6, 12: 30, 35: 90, 57: 300}
LAST = {7: 500, 11: 6, 12: 28, 35: 60, 57: 301}
DISTRICTS = {"T1": "Choisy-le-Roi", "T2": "Créteil"}


def nomenclature() -> dict[int, CrimeIndicator]:
    reference.ensure()
    known = indicators()
    for index, label, unit in INDEXES:
        if index not in known:
            CrimeIndicator.objects.create(
                code=f"index-{index}", label=label, nomenclature="etat4001", unit=unit, denominator="none",
                components=[index],
            )  # fmt: skip
        else:
            CrimeIndicator.objects.filter(pk=known[index].pk).update(unit=unit)
    CrimeIndicator.objects.filter(nomenclature="etat4001", components__len=1).update(limits="poisson")
    IndicatorGroup.objects.all().delete()
    for order, (code, label, indexes, polarity) in enumerate(GROUPS):
        IndicatorGroup.objects.create(code=code, label=label, indexes=list(indexes), valid_from=date(2015, 1, 1),
                                      polarity=polarity, display_order=order)  # fmt: skip
    PoliceDistrict.objects.all().delete()
    for code, name in DISTRICTS.items():
        PoliceDistrict.objects.create(code=code, name=name)
    return indicators()


def delivered(
    months: Mapping[date, Mapping[tuple[str, str], Mapping[int, int]]], by: StaffMember, at: datetime
) -> None:
    """An accepted file: a new edition for each month, in force in place of the former one."""
    known = indicators()
    batch = StatImport.objects.create(
        label="Fichier mensuel", reliability="provisional", produced_on=at.date(), state="accepted",
        fingerprint=f"{at.timestamp()}-{len(months)}-{StatImport.objects.count()}", created_at=at, created_by=by,
        accepted_at=at,
    )  # fmt: skip
    rows = []
    for month, places in months.items():
        former = StatEdition.objects.filter(source="dtsp_4001", period_kind="m", period=month)
        number = former.count() + 1
        former.filter(state="current").update(state="former")
        edition = StatEdition.objects.create(
            batch=batch, source="dtsp_4001", period_kind="m", period=month, number=number, state="current",
            reliability="provisional", produced_on=at.date(), accepted_at=at,
        )  # fmt: skip
        rows += [
            SeriesValue(
                edition=edition,
                indicator=known[index],
                territory_kind=kind,
                territory=code,
                period=month,
                value=value,
                diffusion="i",
            )  # fmt: skip
            for (kind, code), cells in places.items()
            for index, value in cells.items()
        ]
    SeriesValue.objects.bulk_create(rows)


def split(whole: Mapping[int, int]) -> dict[tuple[str, str], dict[int, int]]:
    """The department, and two districts that add up to it."""
    south = {index: value // 3 for index, value in whole.items()}
    return {
        DEPARTMENT: dict(whole),
        SOUTH: south,
        ("csp", "T2"): {index: value - south[index] for index, value in whole.items()},
    }


def three_years(by: StaffMember, at: datetime, last: bool = True) -> None:
    """`last`: with the month of the note."""
    nomenclature()
    months = until(APRIL, 37)
    # A little higher or lower from one month to the next, the same each year.
    usual = {
        month: {index: value + (month.month % 3 - 1) for index, value in USUAL.items()} for month in months[:-1]
    }  # fmt: skip
    told = usual | ({APRIL: LAST} if last else {})
    delivered({month: split(cells) for month, cells in told.items()}, by, at)


def opened_note(by: StaffMember, at: datetime, perimeter: tuple[str, str] = DEPARTMENT):
    three_years(by, at)
    return open_report(period=APRIL, perimeter=perimeter, by=by, at=at)
