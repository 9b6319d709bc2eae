"""The dated values of first aid."""

from civil_protection.first_aid import approval_rules as approvals
from civil_protection.first_aid import jury_rules as juries
from civil_protection.first_aid import ratio
from directorate.parameters.values import INTERNAL_SECURITY, LOW, MEDIUM, VERIFIED, Value

APPROVALS = f"{INTERNAL_SECURITY}, art. R725-9 à R725-11"
INTERNAL = "Règle interne de la direction"
BNSSA_MONTHS = "civil.bnssa_months"
REFRESH_MONTHS = "civil.bnssa_warning_months"
KEEP_YEARS = "civil.candidate_keep_years"

VALUES = (
    Value(ratio.BAND_NONE, "DPS : ratio en deçà duquel aucun dispositif n'est obligatoire", "0.25", "",
          ratio.REFERENCE, VERIFIED),
    Value(ratio.BAND_POINT, "DPS : ratio le plus élevé d'un PAPS", "1.125", "", ratio.REFERENCE, VERIFIED),
    Value(ratio.BAND_SMALL, "DPS : ratio le plus élevé de la petite envergure", "12", "", ratio.REFERENCE, VERIFIED),
    Value(ratio.BAND_MIDDLE, "DPS : ratio le plus élevé de la moyenne envergure", "36", "", ratio.REFERENCE, VERIFIED),
    Value(ratio.HALF_FROM, "DPS : public compté pour moitié au-delà de", 100_000, "personnes", ratio.REFERENCE,
          VERIFIED),
    Value(ratio.SHIFT_HOURS, "DPS : durée la plus longue d'un service", 12, "heures", INTERNAL, LOW,
          comment="Combien d'heures de suite un intervenant peut-il être engagé ?"),
    Value(approvals.YEARS, "Agrément de sécurité civile : durée la plus longue", 3, "ans", APPROVALS, VERIFIED),
    Value(approvals.SUSPENSION_MONTHS, "Agrément : suspension d'urgence la plus longue", 3, "mois", APPROVALS,
          VERIFIED),
    Value(approvals.WARNING_MONTHS, "Agrément : fin annoncée avant son terme", 6, "mois", INTERNAL, LOW,
          comment="Combien de mois avant son terme la fin d'un agrément doit-elle être annoncée ?"),
    Value(approvals.REPORT_MONTH, "Agrément : le rapport d'une année est attendu jusqu'au mois", 3, "", INTERNAL, LOW,
          comment="Jusqu'à quel mois de l'année suivante le rapport d'activité est-il attendu ?"),
    Value(approvals.HEARING_DAYS, "Agrément : délai pour présenter des observations", 15, "jours", INTERNAL, LOW,
          comment="Quel délai laisser à l'association avant un retrait ?"),
    Value(juries.LEAST_MEMBERS, "Jury d'examen : membres au moins", 4, "", "Arrêtés relatifs aux jurys", MEDIUM),
    Value(juries.LEAST_BODIES, "Jury d'examen : organismes différents au moins", 3, "", "Arrêtés relatifs aux jurys",
          MEDIUM),
    Value(juries.PRESIDENT_UNIT, "Jury d'examen : qualification du président", "CEAF", "",
          "Arrêtés relatifs aux jurys", MEDIUM),
    Value(juries.TRAINING_MONTHS, "Jury d'examen : dernière formation continue de moins de", 12, "mois",
          "Arrêté du 21 décembre 2020", MEDIUM),
    Value(juries.EXAM_DAYS, "Jury d'examen : examen de préférence avant, après la formation", 30, "jours",
          "Arrêtés relatifs aux jurys", MEDIUM),
    Value(BNSSA_MONTHS, "BNSSA : durée de validité", 60, "mois", "Code du sport et arrêté du 22 juin 2011", VERIFIED),
    Value(REFRESH_MONTHS, "BNSSA : recyclage annoncé avant le terme", 12, "mois", INTERNAL, LOW,
          comment="Combien de mois avant leur terme les brevets à recycler doivent-ils être relevés ?"),
    Value(KEEP_YEARS, "Secourisme : naissance des candidats non admis gardée", 2, "ans",
          "RGPD, art. 5 ; durée à fixer par la préfecture", LOW,
          comment="Combien de temps garder la date et le lieu de naissance d'un candidat ajourné ou absent ?"),
)  # fmt: skip
