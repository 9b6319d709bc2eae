"""Where somebody lives, sits or comes from: in the department of the house, whose data name it, or elsewhere."""

from collections.abc import Iterable

from directorate.territory.department import HOME
from directorate.territory.names import folded

HERE, ELSEWHERE = "here", "elsewhere"
HERE_OR_ELSEWHERE = [(HERE, HOME.name), (ELSEWHERE, "Autre département")]
# In Paris, the prefect of police takes the place of the prefect.
PARIS, OTHER = "75", "other"
HOME_PARIS_OR_OTHER = [(HOME.code, HOME.name), (PARIS, "Paris"), (OTHER, "Autre département")]
OURS = {folded(HOME.code), folded(HOME.name), folded(HOME.name).replace("-", " ")}


def other_departments(lines: Iterable[str]) -> list[str]:
    """Each once, as it was typed, and without ours: by name or number."""
    found = {}
    for line in lines:
        if folded(line) not in OURS:
            found.setdefault(folded(line), line)
    return list(found.values())
