"""The dated values of the statistics of delinquency."""

from directorate.parameters.values import MEDIUM, VERIFIED, Value
from public_order.statistics import secrecy

SSMSI = "SSMSI, note sur la base communale"
HOUSE = "Règle interne de la direction"

MIN_FACTS = "secrecy.min_facts"
YEARS = "secrecy.years"
LOCAL_MIN = "secrecy.local_min"
MIN_MASS = "secrecy.min_mass"
JUMP = "stat.jump_deviations"
SIMILAR = "stat.similar_departments"

VALUES = (
    Value(MIN_FACTS, "Secret statistique : une valeur est publiée au-dessus de tant de faits par an", secrecy.MIN_FACTS,
          "faits", SSMSI, VERIFIED),
    Value(YEARS, "Secret statistique : années successives regardées", secrecy.YEARS, "ans", SSMSI, VERIFIED),
    Value(LOCAL_MIN, "Secret statistique : sous la commune, plus petit nombre écrit hors de l'État", secrecy.LOCAL_MIN,
          "faits", HOUSE, MEDIUM,
          comment="En dessous de quel nombre un quartier ou une rue ne se publient-ils pas hors de l'État ?"),
    Value(MIN_MASS, "Secret statistique : masse masquée qui ne protège plus", secrecy.MIN_MASS, "faits", HOUSE, MEDIUM,
          comment="À partir de quelle masse masquée un sous-total peut-il être publié ?"),
    Value(JUMP, "Contrôle des fichiers : écarts types d'un saut à signaler d'un mois à l'autre", 3, "", HOUSE, MEDIUM),
    Value(SIMILAR, "Comparaison : départements semblables montrés", 5, "départements", HOUSE, MEDIUM,
          comment="À combien de départements semblables le bureau se compare-t-il ?"),
)  # fmt: skip
