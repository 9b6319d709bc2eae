"""What is looked at in the file of a month before anybody writes about it (B1.6). Pure."""

from collections.abc import Collection, Mapping

from directorate.legal_calendar.arithmetic import counted
from public_order.monthly.arithmetic import grouped

UNUSED = (96, 97, 99, 100)
ERROR, WARNING, FINE = "error", "warning", "success"
Cells = Mapping[str, Mapping[int, int | None]]


def check(level: str, text: str) -> dict[str, str]:
    return {"level": level, "text": text}


def listed(words: Collection[str], most: int = 6) -> str:
    found = list(words)
    rest = f" et {counted(len(found) - most, 'autres')}" if len(found) > most else ""
    return ", ".join(found[:most]) + rest


def sums(department: Mapping[int, int | None], districts: Cells) -> list[dict[str, str]]:
    """The districts add up to the department, index by index, where all of them are known."""
    wrong = []
    for index in sorted(department):
        parts = [cells.get(index) for cells in districts.values()]
        whole = department[index]
        if whole is None or not parts or None in parts:
            continue
        added = sum(part for part in parts if part is not None)
        if added != whole:
            wrong.append(f"index {index} : {grouped(added)} au lieu de {grouped(whole)}")
    if wrong:
        return [check(ERROR, f"La somme des circonscriptions n'est pas le département : {listed(wrong)}.")]
    return []


def checks_of(
    *, department: Mapping[int, int | None], districts: Cells, expected: Mapping[str, str],
    jumps: Collection[str] = (), edition: int = 1, differences: int | None = None,
) -> list[dict[str, str]]:  # fmt: skip
    """The findings on one month. `expected`: the districts by code; `jumps`: the lines outside 3σ."""
    found = sums(department, districts)
    gone = [name for code, name in sorted(expected.items()) if code not in districts]
    if gone:
        found.append(check(ERROR, f"{counted(len(gone), 'circonscriptions absentes')} du fichier : {listed(gone)}."))
    everywhere = {"département": department, **districts}
    negative = [
        f"{expected.get(place, place)}, index {index}"
        for place, cells in everywhere.items()
        for index, value in sorted(cells.items())
        if value is not None and value < 0
    ]
    if negative:
        found.append(check(ERROR, f"{counted(len(negative), 'valeurs négatives')} : {listed(negative)}."))
    unused = sorted({index for cells in everywhere.values() for index in UNUSED if cells.get(index)})
    if unused:
        found.append(
            check(
                ERROR,
                f"{counted(len(unused), 'index inutilisés et non nuls')} : {listed([str(index) for index in unused])}.",
            )
        )
    if jumps:
        found.append(check(WARNING, f"Mois hors de 3 écarts types : {listed(jumps)}."))
    if edition > 1:
        changed = (
            "" if differences is None else f", {counted(differences, 'valeurs différentes')} de l'édition précédente"
        )
        found.append(check(WARNING, f"Fichier corrigé : édition {edition}{changed}."))
    return found or [check(FINE, "Aucune anomalie : sommes, circonscriptions, signes et index sont cohérents.")]


def has_errors(checks: Collection[Mapping[str, str]]) -> bool:
    return any(each["level"] == ERROR for each in checks)
