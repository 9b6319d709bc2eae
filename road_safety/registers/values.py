"""The dated values of the registers."""

from datetime import date

from directorate.parameters.queries import values
from directorate.parameters.values import LOW, MEDIUM, VERIFIED, Value
from road_safety.registers.rules import L325_1_2, STAGES, StageTerms

LEAST, MOST, DAYS, HOURS = "stage.least_trainees", "stage.most_trainees", "stage.days", "stage.hours"
NOTICE, IMMOBILISED = "cssr.cancel_notice_days", "immobilisation.days"
SURRENDER, MEASURES_KEPT = "licence_measure.surrender_days", "retention.licence_measures"
HEARING, INSPECTED_EVERY = "inspection_centre.hearing_days", "approval_inspection.months"
VALUES = (
    Value(LEAST, "Stage de récupération de points : stagiaires au moins", 6, "stagiaires", STAGES, MEDIUM),
    Value(MOST, "Stage de récupération de points : stagiaires au plus", 20, "stagiaires", STAGES, MEDIUM),
    Value(DAYS, "Stage de récupération de points : jours", 2, "jours", STAGES, MEDIUM),
    Value(HOURS, "Stage de récupération de points : durée", 14, "heures", STAGES, MEDIUM),
    Value(NOTICE, "Stage de récupération de points : annulation notifiée au moins", 8, "jours avant", STAGES, VERIFIED),
    Value(IMMOBILISED, "Immobilisation ordonnée par le préfet : durée", 7, "jours", L325_1_2, MEDIUM),
    Value(SURRENDER, "Permis à remettre après notification (48 SI, suspension médicale)", 10, "jours",
          "Code de la route, art. R223-3", LOW,
          comment="Dans combien de jours après sa notification le permis est-il remis ?"),
    Value(MEASURES_KEPT, "Conservation des identités, 48 SI et suspensions médicales", 36, "mois",
          "RGPD, art. 10 ; règle du bureau à confirmer", LOW,
          comment="Combien de mois après leur fin l'identité du conducteur est-elle conservée ?"),
    Value(INSPECTED_EVERY, "Agréments de la route : une inspection tous les", 12, "mois",
          "Contrôles sur place des agréments, périodicité du bureau", LOW,
          comment="Combien de mois au plus entre deux inspections d'un lieu agréé ou d'un contrôleur ?"),
    Value(HEARING, "Contrôle technique : observations avant une sanction", 15, "jours",
          "CRPA, art. L121-1 et L122-1", LOW,
          comment="Combien de jours l'exploitant a-t-il pour présenter ses observations ?"),
)  # fmt: skip


def stage_terms(on: date) -> StageTerms:
    found = values([LEAST, MOST, DAYS, HOURS, NOTICE], on)
    return StageTerms(*(int(found[code]) for code in (LEAST, MOST, DAYS, HOURS, NOTICE)))
