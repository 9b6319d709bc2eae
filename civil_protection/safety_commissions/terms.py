"""The dated values of the safety commissions."""

from directorate.parameters.values import LOW, MEDIUM, Value

DECREE = "Décret n° 95-260 du 8 mars 1995"
REPORT_DAY = "civil.safety_report_day"
WARNING_DAYS = "civil.safety_warning_days"

VALUES = (
    Value(
        REPORT_DAY, "Commissions locales de sécurité : rapport annuel du président, au plus tard le (mois-jour)",
        "12-31", "", f"{DECREE}, art. 44", LOW,
        comment="Le décret demande un rapport au moins une fois par an : à quelle date de l'année la sous-commission"
        " départementale l'attend-elle ?",
    ),
    Value(
        WARNING_DAYS, "Commissions de sécurité : convocations et comptes rendus annoncés dans", 15, "jours",
        "Règle interne de la direction", MEDIUM,
    ),
)  # fmt: skip
