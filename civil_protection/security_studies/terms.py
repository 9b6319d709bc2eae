"""The dated values of the studies of public security."""

from directorate.parameters.values import LOCAL, LOW, MEDIUM, VERIFIED, Value

CASES = "Code de l'urbanisme, art. R114-1"
OPINION = "Code de l'urbanisme, art. L114-2"
DEVELOPMENT, CONSTRUCTION = "civil.study_development_area", "civil.study_construction_area"
FOOTPRINT, URBAN_UNIT = "civil.study_footprint_percent", "civil.study_urban_unit"
URBAN_PEOPLE = "civil.study_urban_unit_people"
OPINION_MONTHS = "civil.study_opinion_months"
WARNING_DAYS = "civil.study_warning_days"

VALUES = (
    Value(DEVELOPMENT, "Étude de sécurité publique : aménagement, plus de", 70_000, "m²", CASES, VERIFIED),
    Value(CONSTRUCTION, "Étude de sécurité publique : construction, à partir de", 70_000, "m²", CASES, VERIFIED),
    Value(FOOTPRINT, "Étude de sécurité publique : emprise au sol augmentée de plus de", 10, "%", CASES, VERIFIED),
    Value(URBAN_UNIT, "Étude de sécurité publique : agglomération de plus de", 100_000, "habitants", CASES, VERIFIED),
    Value(
        URBAN_PEOPLE, "Étude de sécurité publique : population de l'agglomération du département", 10_000_000,
        "habitants", LOCAL, LOW,
        comment="Toutes les communes du département appartiennent-elles à une unité urbaine de plus de 100 000"
        " habitants, et quelle est la population de celle-ci ?",
    ),
    Value(OPINION_MONTHS, "Étude de sécurité publique : avis réputé favorable après", 2, "mois", OPINION, VERIFIED),
    Value(WARNING_DAYS, "Étude de sécurité publique : avis annoncé avant l'échéance", 21, "jours",
          "Règle interne de la direction", MEDIUM),
)  # fmt: skip
