"""The dated values of the daily security of the police."""

from directorate.parameters.values import MEDIUM, Value

INTERNAL = "Règle interne de la direction"
OPEN_DAYS = "psq.open_days"
RELAPSE_MONTHS = "psq.relapse_months"
REVIEW_DAYS = "psq.review_days"

VALUES = (
    Value(OPEN_DAYS, "PSQ : un problème ouvert depuis plus longtemps est signalé", 90, "jours", INTERNAL, MEDIUM),
    Value(RELAPSE_MONTHS, "PSQ : une réapparition plus tôt est une rechute", 3, "mois", INTERNAL, MEDIUM),
    Value(REVIEW_DAYS, "PSQ : prochain point proposé après", 30, "jours", INTERNAL, MEDIUM),
)
