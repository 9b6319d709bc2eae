"""The menu of road safety: a column for each trade of the bureau."""

from directorate.manifests import MenuEntry
from road_safety.policies import heads_road_safety, reads_road_safety
from road_safety.suspensions.access import reads_offences

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
        ("Documentation", "documents"),
        ("Commandes de documents", "document-orders"),
    ),
    "Intervenants": (
        ("Missions à pourvoir", "volunteers-board"),
        ("Missions", "missions"),
        ("Intervenants (IDSR)", "volunteers"),
        ("Formations", "trainings"),
        ("États de frais", "claims"),
        ("Chiffres des intervenants", "volunteers-figures"),
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
        ("Statistiques des suspensions", "suspension-statistics"),
        ("48 SI et suspensions médicales", "licence-measures"),
        ("Immobilisations par le préfet", "immobilisations"),
        ("Fourrière", "impounded-vehicles"),
        ("Arrêtés de circulation", "traffic-orders"),
        ("Radars automatiques", "speed-sites"),
        ("Stages de points", "stage-sessions"),
        ("Centres de contrôle technique", "inspection-centres"),
        ("Contrôleurs techniques", "inspection-controllers"),
        ("Personnes des agréments", "approved-people"),
        ("Inspections des agréments", "approval-inspections"),
        ("Accès aux données d'infraction", "offence-readers"),
    ),
}

# Those that are not for the whole bureau.
POLICIES = {
    "licence-suspensions": reads_offences, "licence-duty": reads_offences, "licence-measures": reads_offences,
    "immobilisations": reads_offences, "offence-readers": heads_road_safety,
}  # fmt: skip
MENU = tuple(
    MenuEntry(label, f"road_safety:{name}", POLICIES.get(name, reads_road_safety), SECTION, group=group)
    for group, entries in COLUMNS.items()
    for label, name in entries
)
