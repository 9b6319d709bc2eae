"""The dated values of the boards of the bureau."""

from directorate.parameters.values import LOW, MEDIUM, Value

HOUSE = "Règle interne de la direction"
LADDER = ("road.expiry_first", "road.expiry_second", "road.expiry_last")
AT_ONCE = "road.agenda_at_once"
AHEAD_DAYS = "road.barometer_days_ahead"

VALUES = (
    *(
        Value(code, f"Agréments : {rank} annonce avant l'échéance", months, "mois", HOUSE, MEDIUM)
        for code, rank, months in zip(LADDER, ("première", "deuxième", "dernière"), (6, 4, 2), strict=True)
    ),
    Value(AT_ONCE, "Agenda du bureau : présences possibles le même jour", 2, "présences", HOUSE, LOW,
          comment="À combien d'événements le bureau peut-il être présent le même jour ?"),
    Value(AHEAD_DAYS, "Baromètre : événements annoncés dans les", 45, "jours", HOUSE, MEDIUM),
)  # fmt: skip
