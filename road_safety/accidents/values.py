"""The dated values of the accident observatory."""

from directorate.parameters.values import HIGH, LOW, MEDIUM, VERIFIED, Value

ONISR = "ONISR, définitions et guide des bases annuelles"
HOUSE = "Règle interne de la direction"

DEATH_DAYS = "acc.death_days"
HOSPITAL_HOURS = "acc.hospital_hours"
OUTSIDE_METRES = "acc.outside_metres"
HOTSPOT_ACCIDENTS = "acc.hotspot_accidents"
HOTSPOT_METRES = "acc.hotspot_metres"
HOTSPOT_YEARS = "acc.hotspot_years"
SHEET_YEARS = "acc.sheet_years"
MEASURE_DAYS = "acc.measure_warning_days"
ALPHA = "acc.alpha"

VALUES = (
    Value(DEATH_DAYS, "Accidents : jours pendant lesquels un décès compte comme tué", 30, "jours", ONISR, VERIFIED),
    Value(HOSPITAL_HOURS, "Accidents : durée au-delà de laquelle un blessé est hospitalisé", 24, "heures", ONISR,
          VERIFIED),
    Value(OUTSIDE_METRES, "Accidents : distance d'un point hors de sa commune à signaler", 200, "mètres", HOUSE,
          MEDIUM),
    Value(HOTSPOT_ACCIDENTS, "Accidents : nombre qui fait une zone d'accumulation", 5, "accidents", HOUSE, LOW,
          comment="Quel seuil le bureau retient-il pour une zone d'accumulation d'accidents ?"),
    Value(HOTSPOT_METRES, "Accidents : rayon d'une zone d'accumulation", 100, "mètres", HOUSE, LOW,
          comment="Quel rayon le bureau retient-il pour une zone d'accumulation d'accidents ?"),
    Value(HOTSPOT_YEARS, "Accidents : années d'une zone d'accumulation", 5, "ans", HOUSE, MEDIUM),
    Value(SHEET_YEARS, "Accidents : années de la fiche d'une commune", 5, "ans", HOUSE, HIGH),
    Value(MEASURE_DAYS, "Accidents mortels : annonce des mesures à échéance", 15, "jours", HOUSE, MEDIUM),
    Value(ALPHA, "Accidents : risque des intervalles et des tests", "0.05", "", HOUSE, MEDIUM),
)  # fmt: skip
