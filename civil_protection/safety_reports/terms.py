"""The dated value of the reports on establishments."""

from directorate.parameters.values import LOW, Value

OPENING_DAYS = "civil.erp_opening_days"
VALUES = (
    Value(
        OPENING_DAYS, "Ouvertures d'ERP signalées quand elles ont lieu dans", 30, "jours",
        "Règle interne de la direction", LOW, comment="Combien de jours avant une ouverture faut-il la signaler ?",
    ),
)  # fmt: skip
