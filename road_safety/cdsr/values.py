"""The dated values of the road-safety commission."""

from directorate.parameters.values import HIGH, LOW, MEDIUM, Value
from road_safety.cdsr.sections import BASIS

LEAST, PROFESSIONALS = "cdsr.least_members", "cdsr.least_professionals"
QUORUM, MANDATE = "cdsr.quorum_percent", "cdsr.mandate_months"
VALUES = (
    Value(LEAST, "CDSR, section : membres au moins des catégories 1, 2, 3 et 5", 1, "membre", BASIS, MEDIUM),
    Value(PROFESSIONALS, "CDSR, section : membres au moins de la catégorie 4", 3, "membres", BASIS, MEDIUM),
    Value(QUORUM, "CDSR : part des membres dont la présence est requise", 50, "%", "CRPA, art. R133-10", HIGH),
    Value(MANDATE, "CDSR : durée d'un mandat", 60, "mois", BASIS, LOW,
          comment="Le mandat dure cinq ans dans certains départements, trois dans d'autres : lequel ici ?"),
)  # fmt: skip
