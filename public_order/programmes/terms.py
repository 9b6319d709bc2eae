"""The dated values of the local programmes."""

from directorate.parameters.values import MEDIUM, Value

EVALUATION_MONTHS = "programme.evaluation_months"

VALUES = (
    Value(EVALUATION_MONTHS, "Programme local : mois connus de chaque côté du début pour conclure", 12, "mois",
          "Règle interne de la direction", MEDIUM),
)  # fmt: skip
