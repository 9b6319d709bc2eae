"""The dated values of the equipment."""

from directorate.parameters.values import LOW, MEDIUM, Value

INTERNAL = "Règle interne de la direction"
OPTION_DAYS = "road.loan_option_days"
CHECK_WARNING = "road.equipment_check_warning_days"
REMINDER_DAYS = "road.loan_reminder_days"

VALUES = (
    Value(OPTION_DAYS, "Prêt de matériel : durée d'une option", 10, "jours", INTERNAL, MEDIUM),
    Value(CHECK_WARNING, "Matériel : vérification annoncée avant son terme", 45, "jours", INTERNAL, LOW,
          comment="Combien de jours avant la prochaine vérification d'un matériel faut-il l'annoncer ?"),
    Value(REMINDER_DAYS, "Prêt de matériel : relance après le retour prévu", 1, "jours", INTERNAL, LOW,
          comment="Après combien de jours de retard l'emprunteur d'un matériel est-il relancé ?"),
)  # fmt: skip
