"""The dated values of the duty roster."""

from directorate.parameters.values import LOW, Value

HORIZON = "roster.horizon_days"
HANDOVER_HOUR = "roster.handover_hour"

VALUES = (
    Value(
        HORIZON, "Astreintes : jours à venir qui doivent être couverts", 30, "jours", "Règle interne du service", LOW,
        comment="Combien de jours à l'avance le tableau d'astreinte doit-il être complet ?",
    ),
    Value(
        HANDOVER_HOUR, "Astreintes : heure de relève", 9, "heures", "Règle interne du service", LOW,
        comment="À quelle heure l'astreinte passe-t-elle d'une personne à la suivante ?",
    ),
)  # fmt: skip
