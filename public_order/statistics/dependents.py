"""What rests on an edition in force: told before it is withdrawn. Other packages add what they know."""

from collections.abc import Callable, Iterable

from directorate.imports.deliveries.operations import Dependent
from public_order.statistics.models import StatEdition

# Each gives (words, address) of what was made with the figures of an edition.
DEPENDENTS: list[Callable[[StatEdition], Iterable[Dependent]]] = []


def depends_on_figures(function: Callable[[StatEdition], Iterable[Dependent]]) -> Callable:
    if function not in DEPENDENTS:
        DEPENDENTS.append(function)
    return function


def dependents_of(edition: StatEdition) -> list[Dependent]:
    return [one for function in DEPENDENTS for one in function(edition)]
