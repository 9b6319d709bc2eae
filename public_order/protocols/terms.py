"""The dated values of the protocols."""

from directorate.parameters.values import LOW, MEDIUM, VERIFIED, Value

ALERTS = "protocol.alert_months"
SOON = "protocol.last_alert_months"
NOTICE = "protocol.notice_months"
CITIZENS = "participation_citoyenne.term_months"
POLICE = "police_convention.term_months"
HOUSE = "Règle interne de la direction"

VALUES = (
    Value(ALERTS, "Protocoles : première alerte, mois avant l'échéance", 6, "mois", HOUSE, MEDIUM),
    Value(SOON, "Protocoles : dernière alerte, mois avant l'échéance", 3, "mois", HOUSE, MEDIUM),
    Value(NOTICE, "Protocoles : préavis de dénonciation proposé", 3, "mois", HOUSE, LOW,
          comment="Quel préavis de dénonciation les protocoles du département prévoient-ils ?"),
    Value(CITIZENS, "Participation citoyenne : durée, tacitement reconduite", 36, "mois",
          "Circulaire INTA1911441J du 30 avril 2019", VERIFIED),
    Value(POLICE, "Convention de coordination de police municipale : durée", 36, "mois",
          "Modèle de convention, à confirmer", MEDIUM),
)  # fmt: skip
