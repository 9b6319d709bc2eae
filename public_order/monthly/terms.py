"""The dated values of the monthly engine and of its note."""

from directorate.parameters.values import HIGH, LOW, MEDIUM, Value

INTERNAL = "Règle interne de la direction"
USAGE = "Usage des cartes de contrôle"

MIN_BASE = "stat.min_base"
ALPHA = "stat.alpha"
FALSE_ALARMS = "stat.fdr"
COMMENT_PERCENT = "stat.comment_percent"
CONTROL_MONTHS = "stat.control_months"
CONTROL_LEAST = "stat.control_least"
CONTROL_RUN = "stat.control_run"
BAND_YEARS = "stat.band_years"
RANK_LEAST = "stat.rank_least"
LINK_DAYS = "stat.note_link_days"

VALUES = (
    Value(MIN_BASE, "Statistiques : base sous laquelle l'écart s'écrit avant le pourcentage", 30, "faits", INTERNAL,
          MEDIUM),
    Value(ALPHA, "Statistiques : risque des tests", "0.05", "", INTERNAL, MEDIUM),
    Value(FALSE_ALARMS, "Statistiques : part admise de fausses alertes", "0.10", "", INTERNAL, MEDIUM),
    Value(COMMENT_PERCENT, "Note mensuelle : variation à commenter si elle est significative", 10, "%", INTERNAL,
          MEDIUM),
    Value(CONTROL_MONTHS, "Carte de contrôle : mois de référence", 24, "mois", USAGE, HIGH),
    Value(CONTROL_LEAST, "Carte de contrôle : mois connus au moins", 12, "mois", INTERNAL, LOW,
          comment="À partir de combien de mois connus la carte de contrôle est-elle tracée ?"),
    Value(CONTROL_RUN, "Carte de contrôle : mois de suite d'un même côté qui font un signal", 8, "mois", USAGE, HIGH),
    Value(BAND_YEARS, "Saisonnalité : années de la bande du minimum au maximum", 5, "ans", INTERNAL, MEDIUM),
    Value(RANK_LEAST, "Classement des communes : faits attendus au moins", 10, "faits", INTERNAL, MEDIUM),
    Value(LINK_DAYS, "Note mensuelle : validité du lien envoyé", 60, "jours", INTERNAL, LOW,
          comment="Combien de jours le lien de la note mensuelle reste-t-il ouvert à ses destinataires ?"),
)  # fmt: skip
