"""The dated values of large gatherings."""

from civil_protection.gatherings.rules import (
    EARLIEST_MONTHS,
    FILE_FROM,
    FILE_MONTHS,
    LARGE_FROM,
    LARGE_MONTHS,
    LATEST_MONTHS,
    THRESHOLD,
    WATCH_DAYS,
)
from directorate.parameters.values import INTERNAL_SECURITY, LOW, VERIFIED, Value

TEXT = f"{INTERNAL_SECURITY}, art. R211-22"
LOCAL = "Règle locale de la préfecture"

VALUES = (
    Value(THRESHOLD, "Grand rassemblement lucratif : déclaré au-delà de", 1500, "personnes", TEXT, VERIFIED),
    Value(LATEST_MONTHS, "Grand rassemblement : déclaration au plus tard avant", 1, "mois", TEXT, VERIFIED),
    Value(EARLIEST_MONTHS, "Grand rassemblement : déclaration au plus tôt avant", 12, "mois", TEXT, VERIFIED),
    Value(FILE_FROM, "Grand rassemblement : dossier de sécurité à partir de", 1500, "personnes", LOCAL, LOW,
          comment="À partir de combien de personnes un dossier de sécurité est-il demandé ?"),
    Value(FILE_MONTHS, "Grand rassemblement : dossier de sécurité avant", 1, "mois", LOCAL, LOW,
          comment="Combien de mois avant l'événement ce dossier est-il attendu ?"),
    Value(LARGE_FROM, "Très grand rassemblement : dossier de sécurité à partir de", 5000, "personnes", LOCAL, LOW,
          comment="À partir de combien de personnes le dossier est-il attendu plus tôt ?"),
    Value(LARGE_MONTHS, "Très grand rassemblement : dossier de sécurité avant", 2, "mois", LOCAL, LOW,
          comment="Combien de mois avant un très grand rassemblement le dossier est-il attendu ?"),
    Value(WATCH_DAYS, "Grand rassemblement : avis manquants suivis avant", 60, "jours",
          "Règle interne de la direction", LOW,
          comment="Combien de jours avant l'événement les avis manquants doivent-ils être relevés ?"),
)  # fmt: skip
