"""The dated values of visits and unfavourable opinions."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from directorate.parameters.values import LOW, MEDIUM, Value

INTERNAL = "Règle interne du service"
LETTER_DAYS = "civil.unfavourable_letter_days"
MEETING_DAYS = "civil.unfavourable_meeting_days"
SUBSTITUTION_DAYS = "civil.unfavourable_substitution_days"
BANDS = "civil.unfavourable_bands"
REPLY_DAYS = "civil.unfavourable_reply_days"
NOTICE_DAYS = "civil.mayor_notice_days"
VISITS_A_HALF_DAY = "civil.visits_a_half_day"
DUE_MONTHS = "civil.visits_due_months"
DIRECTORATE_CATEGORIES = "civil.visit_directorate_categories"

VALUES = (
    Value(LETTER_DAYS, "Avis défavorable : lettre au maire qui n'a rien décidé (ERP_RELANCE_AD)", 21, "jours",
          f"{INTERNAL}, d'après un usage de deux à trois semaines", LOW,
          comment="Au bout de combien de jours sans décision le préfet écrit-il au maire ?"),
    Value(MEETING_DAYS, "Avis défavorable : réunion avec le maire", 90, "jours", INTERNAL, LOW,
          comment="Au bout de combien de jours la réunion est-elle provoquée ?"),
    Value(SUBSTITUTION_DAYS, "Avis défavorable : proposition de mise en demeure du maire ou de substitution", 180,
          "jours", INTERNAL, LOW,
          comment="Au bout de combien de jours la mise en demeure du maire est-elle proposée ?"),
    Value(BANDS, "Avis défavorable : bornes des tranches d'ancienneté", [90, 180, 365], "jours", INTERNAL, MEDIUM),
    Value(REPLY_DAYS, "Avis défavorable : réponse demandée au maire par la lettre de rappel", 15, "jours", INTERNAL,
          LOW, comment="Quel délai de réponse la lettre de rappel donne-t-elle au maire ?"),
    Value(NOTICE_DAYS, "Mise en demeure du maire : délai laissé avant la substitution", 15, "jours", INTERNAL, LOW,
          comment="Quel délai la mise en demeure laisse-t-elle au maire, hors urgence ?"),
    Value(VISITS_A_HALF_DAY, "Tournées : visites par demi-journée", 3, "visites", INTERNAL, LOW,
          comment="Combien d'établissements un groupe visite-t-il dans une demi-journée ?"),
    Value(DUE_MONTHS, "Visites périodiques : échéances annoncées", 6, "mois", INTERNAL, MEDIUM),
    Value(DIRECTORATE_CATEGORIES, "Groupe de visite : catégories où le service territorial de l'équipement siège à la"
          " visite de réception", [1, 2, 3], "", "Décret n° 95-260 du 8 mars 1995, art. 49 et 49-1", MEDIUM),
)  # fmt: skip


@dataclass(frozen=True)
class FollowTerms:
    """The clock of an unfavourable opinion, in days."""

    letter: int
    meeting: int
    substitution: int

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> "FollowTerms":
        return cls(*(int(values[code]) for code in FOLLOW_CODES))


FOLLOW_CODES = (LETTER_DAYS, MEETING_DAYS, SUBSTITUTION_DAYS)
