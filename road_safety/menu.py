"""The menu of road safety: a column for each trade of the bureau."""

from directorate.manifests import MenuEntry
from road_safety.policies import reads_road_safety

SECTION = "Sécurité routière"

COLUMNS: dict[str, tuple[tuple[str, str], ...]] = {
    "Réglementation": (
        ("Suspensions de permis", "licence-suspensions"),
        ("Permanence des suspensions", "licence-duty"),
    ),
}

MENU = tuple(
    MenuEntry(label, f"road_safety:{name}", reads_road_safety, SECTION, group=group)
    for group, entries in COLUMNS.items()
    for label, name in entries
)
