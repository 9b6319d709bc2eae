"""The menu of public order: a column for each trade of the bureau."""

from directorate.manifests import MenuEntry
from public_order.policies import reads_public_order

SECTION = "Ordre public"

COLUMNS: dict[str, tuple[tuple[str, str], ...]] = {
    "Statistiques": (
        ("Tableau de bord", "crime-board"),
        ("Page du préfet", "prefect-page"),
        ("Bureau de l'analyste", "analyst-desk"),
        ("Tous les chiffres", "crime-figures"),
        ("Comparaison de départements", "crime-departments"),
        ("Secret statistique", "crime-coverage"),
        ("Séries chronologiques", "crime-series"),
        ("État 4001 mensuel", "crime-months"),
        ("Imports de statistiques", "crime-imports"),
        ("Éditions des statistiques", "crime-editions"),
        ("Regroupements d'index", "crime-groups"),
        ("Circonscriptions", "districts"),
        ("Changements de communes", "commune-changes"),
    ),
    "Note mensuelle": (
        ("Notes mensuelles", "monthly-notes"),
        ("Mois exceptionnels", "exceptional-months"),
    ),
    "Instances": (
        ("Ce qui se passe dans une commune", "towns"),
        ("États-majors de sécurité", "staff-meetings"),
        ("Suivi des actions", "council-actions"),
        ("Obligations de prévention", "prevention-board"),
        ("CLSPD et CISPD", "councils"),
        ("Plans départementaux", "departmental-plans"),
        ("Représentation de l'État", "representation"),
        ("Autres instances", "instances"),
        ("Séances des instances", "body-sittings"),
        ("Protocoles", "protocols"),
    ),
    "Subventions": (
        ("Subventions du FIPD", "grant-board"),
        ("Demandes de subvention", "grants"),
        ("Porteurs de projets", "grant-promoters"),
        ("Versements", "grant-payments"),
        ("Comptes rendus attendus", "grant-reports"),
        ("Reversements", "grant-recoveries"),
        ("Comités de programmation", "grant-committees"),
        ("Chorus", "chorus"),
        ("Publication des subventions", "grant-publication"),
    ),
    "CODAF": (
        ("Tableau de bord du CODAF", "codaf-board"),
        ("Opérations CODAF", "codaf-operations"),
        ("Résultats des opérations", "codaf-results"),
        ("Établissements contrôlés", "codaf-visits"),
        ("Récidives", "codaf-offenders"),
        ("Séances du comité", "codaf-sittings"),
        ("Plans annuels", "codaf-plans"),
        ("Secrétariat permanent", "codaf-seats"),
    ),
    "Terrain": (
        ("Problèmes suivis en GPO", "gpo-problems"),
        ("Secteurs PSQ", "psq-sectors"),
        ("QRR et programmes locaux", "local-programmes"),
        ("Réunions des programmes", "programme-meetings"),
        ("Décisions des programmes", "programme-decisions"),
        ("Opérations de sécurité", "field-operations"),
    ),
}

MENU = tuple(
    MenuEntry(label, f"public_order:{name}", reads_public_order, SECTION, group=group)
    for group, entries in COLUMNS.items()
    for label, name in entries
)
