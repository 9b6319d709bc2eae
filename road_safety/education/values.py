"""The dated values of the schools."""

from directorate.parameters.values import MEDIUM, Value

RESULTS_DAY = "edu.results_day"

VALUES = (
    Value(RESULTS_DAY, "Attestations scolaires : résultats attendus avant le (mois-jour)", "07-15", "",
          "Calendrier de l'Éducation nationale", MEDIUM),
)  # fmt: skip
