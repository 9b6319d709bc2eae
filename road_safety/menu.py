"""The menu of road safety: a column for each trade of the bureau."""

from directorate.manifests import MenuEntry
from road_safety.policies import reads_road_safety

SECTION = "Sécurité routière"

COLUMNS: dict[str, tuple[tuple[str, str], ...]] = {
    "Stratégie": (
        ("Baromètre", "barometer"),
        ("Agenda du bureau", "bureau-agenda"),
        ("Plans d'actions (PDASR)", "year-plans"),
        ("Actions", "plan-actions"),
        ("DGO", "orientations"),
    ),
    "Matériel": (
        ("Calendrier des prêts", "loan-calendar"),
        ("Prêts de matériel", "loans"),
        ("Matériel", "equipment"),
    ),
    "Accidents": (
        ("Observatoire des accidents", "observatory"),
        ("Liste des accidents", "accidents"),
        ("Accidents mortels suivis", "fatal-accidents"),
        ("Imports d'accidents", "accident-imports"),
        ("Éditions des accidents", "accident-editions"),
    ),
    "Prévention": (
        ("Établissements scolaires", "schools"),
        ("Attestations scolaires", "attestations"),
        ("Campagnes", "road-campaigns"),
        ("Labels et chartes", "road-labels"),
        ("Opérations de contrôle", "control-operations"),
    ),
    "Réglementation": (
        ("Commission (CDSR)", "cdsr"),
        ("Tableau de la réglementation", "regulation-board"),
        ("Suspensions de permis", "licence-suspensions"),
        ("Permanence des suspensions", "licence-duty"),
    ),
}

MENU = tuple(
    MenuEntry(label, f"road_safety:{name}", reads_road_safety, SECTION, group=group)
    for group, entries in COLUMNS.items()
    for label, name in entries
)
