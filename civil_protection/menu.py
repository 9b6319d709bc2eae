"""The menu of civil protection: a column for each trade of the service, in the order of the day."""

from civil_protection.policies import reads_civil_protection
from directorate.manifests import MenuEntry

SECTION = "Protection civile"

COLUMNS: dict[str, tuple[tuple[str, str], ...]] = {
    "Vue d'ensemble": (
        ("Tableau du service", "home"),
        ("Astreintes", "roster"),
        ("VIGIPIRATE", "vigipirate"),
        ("Secteurs vitaux", "vital-sectors"),
        ("CatNat", "disaster-requests"),
        ("Information préventive", "public-information"),
        ("Profils de risques", "risk-profiles"),
    ),
    "Planification": (
        ("Plans ORSEC", "plans"),
        ("Ce qui échouerait aujourd'hui", "plans-freshness"),
        ("Fiches réflexes", "reflex-cards"),
        ("Diffusion des plans", "plan-copies"),
        ("Activations des plans", "activations"),
        ("Moyens ORSEC", "orsec-means"),
        ("Acteurs ORSEC", "orsec-actors"),
        ("Contrat territorial", "orsec-capacities"),
        ("Plans communaux", "communal-plans"),
        ("Couverture communale", "communal-coverage"),
    ),
    "Alerte et crise": (
        ("Crises et exercices", "crises"),
        ("Arrêtés de crise", "crisis-orders"),
        ("Campagnes d'alerte", "alert-campaigns"),
        ("Scénarios d'alerte", "alert-scenarios"),
        ("Annuaire d'alerte", "alert-contacts"),
        ("Groupes d'alerte", "alert-groups"),
        ("Vigilance", "vigilance"),
        ("Sirènes", "sirens"),
    ),
    "Exercices": (
        ("Exercices", "exercises"),
        ("Calendrier des exercices", "exercise-calendar"),
        ("RETEX", "reviews"),
        ("Actions de RETEX", "review-actions"),
    ),
    "Établissements (ERP)": (
        ("Registre des ERP", "establishments"),
        ("Liste annuelle des ERP", "establishment-yearly"),
        ("Rapports sur les ERP", "establishment-reports"),
        ("Visites de sécurité", "safety-visits"),
        ("Visites à faire", "visits-due"),
        ("Prescriptions", "safety-requirements"),
        ("Avis défavorables", "unfavourable-opinions"),
        ("État des avis défavorables", "unfavourable-state"),
    ),
    "Commissions et études": (
        ("Commissions", "safety-bodies"),
        ("Compétence", "competence-rules"),
        ("Quelle commission ?", "competence"),
        ("Activité des commissions", "visit-activity"),
        ("Études de sécurité publique", "security-studies"),
        ("Chapiteaux et tentes", "tents"),
        ("Agendas d'accessibilité", "accessibility-agendas"),
    ),
    "Secourisme et rassemblements": (
        ("Grands rassemblements", "gatherings"),
        ("Avis manquants", "gatherings-awaited"),
        ("Dispositifs de secours", "rescue-posts"),
        ("Calculer un dispositif", "rescue-calculator"),
        ("Associations de secourisme", "rescue-associations"),
        ("Agréments", "approvals"),
        ("Contrôles de secourisme", "first-aid-controls"),
        ("Sessions d'examen", "exam-sessions"),
        ("Certificats", "certificates"),
        ("Bilan du secourisme", "first-aid-report"),
    ),
}

MENU = tuple(
    MenuEntry(label, f"civil_protection:{name}", reads_civil_protection, SECTION, group=group)
    for group, entries in COLUMNS.items()
    for label, name in entries
)
