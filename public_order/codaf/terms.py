"""The dated values of the committee against fraud (C2, C6)."""

from directorate.parameters.values import LOW, MEDIUM, Value

LEAST_PARTNERS = "codaf.least_partners"
PARTNER_HOURS = "codaf.partner_hours"
PARTNER_DAYS = "codaf.partner_days"
FIRST_REMINDER = "codaf.first_reminder_days"
AGAIN_MONTHS = "codaf.again_months"
LINK_DAYS = "codaf.link_days"
REPEAT_MONTHS = "codaf.repeat_months"
KEEP_MONTHS = "codaf.keep_months"

RULE = "Règle interne de la direction"
DECREE = "Décret n° 2020-872 du 17 juillet 2020"

VALUES = (
    Value(LEAST_PARTNERS, "CODAF : partenaires d'une opération, au moins", 2, "partenaires", RULE, MEDIUM),
    Value(PARTNER_HOURS, "CODAF : objectifs montrés aux partenaires avant l'opération", 12, "heures", RULE, LOW,
          comment="Combien d'heures avant l'opération les partenaires du CODAF voient-ils les objectifs ?"),
    Value(PARTNER_DAYS, "CODAF : réponse des partenaires après l'opération", 15, "jours", RULE, LOW,
          comment="Sous combien de jours un partenaire du CODAF rend-il ses résultats ?"),
    Value(FIRST_REMINDER, "CODAF : première relance d'un partenaire", 7, "jours", RULE, LOW,
          comment="Quand le secrétariat du CODAF relance-t-il la première fois un partenaire ?"),
    Value(AGAIN_MONTHS, "CODAF : nouveau passage dans le même établissement à motiver", 6, "mois", RULE, LOW,
          comment="Pendant combien de mois un nouveau passage au même endroit doit-il être motivé ?"),
    Value(LINK_DAYS, "CODAF : validité du lien d'un partenaire après l'opération", 60, "jours", RULE, LOW,
          comment="Combien de jours après l'opération le lien d'un partenaire reste-t-il ouvert ?"),
    Value(REPEAT_MONTHS, "CODAF : établissements en infraction plusieurs fois, sur tant de mois", 24, "mois", RULE, LOW,
          comment="Sur combien de mois une nouvelle infraction fait-elle d'un établissement un récidiviste ?"),
    Value(KEEP_MONTHS, "CODAF : conservation des objectifs et des constats sans suite", 24, "mois",
          "RGPD, art. 5 ; durée à confirmer", MEDIUM),
)  # fmt: skip
