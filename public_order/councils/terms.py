"""The dated values of the prevention councils and of the états-majors."""

from directorate.parameters.values import HIGH, LOW, MEDIUM, VERIFIED, Value

CODE = "CSI, art. L132-4"
HOUSE = "Règle interne de la direction"

THRESHOLD = "clspd.threshold"
COORDINATOR = "clspd.coordinator_threshold"
PLENARY = "clspd.plenary_months"
CONVENING = "ems.convening_days"
DOCUMENTS = "ems.documents_days"
MINUTES = "ems.minutes_days"
RED = "ems.red_days"
FRAUD_CONVENING = "codaf.convening_days"
FRAUD_DOCUMENTS = "codaf.documents_days"
FRAUD_MINUTES = "codaf.minutes_days"
# Of each body: convocation before, documents before, minutes after its sitting.
DELAYS = {
    "ems": (CONVENING, DOCUMENTS, MINUTES),
    "codaf": (FRAUD_CONVENING, FRAUD_DOCUMENTS, FRAUD_MINUTES),
}

VALUES = (
    Value(THRESHOLD, "CLSPD : obligatoire au-dessus de tant d'habitants", 5000, "habitants", CODE, VERIFIED),
    Value(COORDINATOR, "CLSPD : coordonnateur au-dessus de tant d'habitants", 15000, "habitants", CODE, VERIFIED),
    Value(PLENARY, "CLSPD : mois sans plénière au-delà desquels le conseil est dormant", 12, "mois",
          "CSI, art. L132-5", HIGH),
    Value(CONVENING, "État-major : convocation, jours avant la séance", 10, "jours", HOUSE, MEDIUM),
    Value(DOCUMENTS, "État-major : documents, jours avant la séance", 5, "jours", HOUSE, MEDIUM),
    Value(MINUTES, "État-major : relevé, jours après la séance", 5, "jours", HOUSE, MEDIUM),
    Value(RED, "État-major : retard d'une action signalé en rouge au-delà de tant de jours", 30, "jours", HOUSE, LOW,
          comment="À partir de quel retard une action d'état-major passe-t-elle en rouge ?"),
    Value(FRAUD_CONVENING, "CODAF : convocation du comité, jours avant la séance", 10, "jours", HOUSE, LOW,
          comment="Combien de jours avant sa séance le CODAF est-il convoqué ?"),
    Value(FRAUD_DOCUMENTS, "CODAF : documents du comité, jours avant la séance", 5, "jours", HOUSE, LOW,
          comment="Combien de jours avant la séance les documents du CODAF sont-ils prêts ?"),
    Value(FRAUD_MINUTES, "CODAF : relevé de décisions, jours après la séance", 10, "jours", HOUSE, LOW,
          comment="Sous combien de jours le relevé de décisions du CODAF est-il envoyé à la mission nationale ?"),
)  # fmt: skip
