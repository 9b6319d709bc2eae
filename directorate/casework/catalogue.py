"""Procedures as people read them: by service and family, with their time limits of the day."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from itertools import chain

from directorate.casework.procedure import Opinion, Procedure
from directorate.org.models import Unit
from directorate.parameters import queries as parameters
from directorate.parameters.models import Parameter
from directorate.parameters.words import value_in_words
from directorate.territory.names import folded


@dataclass(frozen=True)
class Entry:
    """`delay` is the time the administration has, in words; empty when no text sets one."""

    procedure: Procedure
    delay: str


@dataclass
class Family:
    label: str
    entries: list[Entry] = field(default_factory=list)


@dataclass
class UnitFamilies:
    unit: str
    families: list[Family] = field(default_factory=list)

    @property
    def count(self) -> int:
        return sum(len(family.entries) for family in self.families)


def families(procedures: Iterable[Procedure], on: date, *, text: str = "") -> list[UnitFamilies]:
    """Services in their order, families and procedures by name, what belongs to others last. Two queries in all."""
    words = folded(text).split()
    kept = [procedure for procedure in procedures if all(word in searched(procedure) for word in words)]
    kept.sort(key=lambda procedure: procedure.redirection is not None)
    values = values_of(kept, on)
    units = dict(Unit.objects.filter(pk__in={procedure.unit for procedure in kept}).values_list("code", "name"))
    found = {code: UnitFamilies(name) for code, name in units.items()}
    for procedure in kept:
        unit = found.setdefault(procedure.unit, UnitFamilies(procedure.unit))
        if not unit.families or unit.families[-1].label != procedure.family:
            unit.families.append(Family(procedure.family))
        unit.families[-1].entries.append(Entry(procedure, delay_words(procedure, values)))
    return [unit for unit in found.values() if unit.families]


def searched(procedure: Procedure) -> str:
    return folded(
        " ".join((procedure.label, procedure.short_label, procedure.family, procedure.help_text, procedure.code))
    )


def values_of(procedures: Iterable[Procedure], on: date) -> dict[str, Parameter]:
    """The parameters named by these procedures, in force that day. A missing one shows as missing."""
    codes = set(chain.from_iterable(procedure.parameter_codes for procedure in procedures))
    return {row.code: row for row in parameters.current(on).filter(code__in=codes)}


def value_words(code: str, values: dict[str, Parameter]) -> str:
    """ "4 mois", or what to do when the parameter has no value that day."""
    row = values.get(code)
    return value_in_words(row.value, row.unit) if row else f"valeur à enregistrer ({code})"


def opinion_words(opinion: Opinion, values: dict[str, Parameter]) -> str:
    """ "3 mois", "30 jours", or both added."""
    return " et ".join(value_words(code, values) for code in opinion.delay if code)


def delay_words(procedure: Procedure, values: dict[str, Parameter]) -> str:
    if procedure.clock:
        return value_words(procedure.clock.months_parameter, values)
    if window := procedure.filing:
        least = value_words(window.minimum_parameter, values)
        if window.maximum_parameter:
            return f"dépôt de {value_words(window.maximum_parameter, values)} à {least} avant l'événement"
        longer = f" ({value_words(window.longer_parameter, values)} selon le cas)" if window.longer_parameter else ""
        return f"dépôt {least} au moins avant l'événement{longer}"
    return ""
