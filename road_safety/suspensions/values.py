"""The dated values of the suspensions of licence, and the scale that the bureau proposes from."""

from collections.abc import Mapping
from datetime import date

from directorate.parameters.queries import values
from directorate.parameters.values import HIGH, LOW, VERIFIED, Value
from road_safety.suspensions.rules import LENGTH, MEDICAL, RETENTION

HOURS, SUBSTANCE_HOURS = "licence_suspension.hours", "licence_suspension.substance_hours"
MEDICAL_OVER, PSYCHOTECHNICAL = "licence_suspension.medical_over_months", "licence_suspension.psychotechnical_months"
DUTY_HOURS, RETENTION_MONTHS = "licence_suspension.duty_hours", "retention.licence_suspensions"
BUREAU = "Barème du bureau, à confirmer"


def scale_value(name: str, label: str, value: int, unit: str = "mois") -> Value:
    return Value(f"licence_scale.{name}", f"Barème de suspension : {label}", value, unit, BUREAU, LOW,
                 comment=f"Le barème du bureau retient-il {value} {unit} ({label}) ?")  # fmt: skip


SCALE = (
    Value("licence_scale.longest", "Suspension de permis : durée maximale", 6, "mois", LENGTH, VERIFIED),
    Value("licence_scale.longest_aggravated", "Suspension de permis : durée maximale dans les cas aggravés", 12, "mois",
          LENGTH, VERIFIED),
    Value("licence_scale.alcohol_from", "Alcool : suspension possible à partir de", 40, "centièmes de mg/l d'air",
          "Code de la route, art. L234-1", HIGH),
    Value("licence_scale.speed_from", "Vitesse : suspension possible à partir d'un dépassement de", 40, "km/h",
          RETENTION, HIGH),
    scale_value("alcohol_middle_from", "deuxième échelon d'alcool à partir de", 60, "centièmes de mg/l d'air"),
    scale_value("alcohol_high_from", "troisième échelon d'alcool à partir de", 80, "centièmes de mg/l d'air"),
    scale_value("speed_high_from", "second échelon de vitesse à partir d'un dépassement de", 50, "km/h"),
    scale_value("alcohol_low", "alcool, premier échelon", 4),
    scale_value("alcohol_middle", "alcool, deuxième échelon", 6),
    scale_value("alcohol_high", "alcool, troisième échelon", 8),
    scale_value("drugs", "stupéfiants", 6),
    scale_value("speed_low", "vitesse, premier échelon", 3),
    scale_value("speed_high", "vitesse, second échelon", 5),
    scale_value("phone", "téléphone et autre infraction", 2),
    scale_value("fatal_accident", "accident mortel", 12),
    scale_value("injury_accident", "accident corporel", 6),
    scale_value("refusal_tests", "refus de se soumettre aux vérifications", 8),
    scale_value("refusal_to_stop", "refus d'obtempérer", 8),
    scale_value("hit_and_run", "délit de fuite", 6),
    scale_value("rodeo", "rodéo motorisé", 6),
    scale_value("other", "autre cause", 2),
    scale_value("casualties_more", "atteinte corporelle, en plus", 2),
    scale_value("repeated_more", "mesure ou condamnation dans les trois ans, en plus", 2),
    scale_value("probationary_more", "permis probatoire, en plus", 1),
)  # fmt: skip
VALUES = (
    Value(HOURS, "Rétention du permis : délai pour décider", 72, "heures", RETENTION, VERIFIED),
    Value(SUBSTANCE_HOURS, "Rétention du permis, alcool ou stupéfiants : délai pour décider", 120, "heures", RETENTION,
          VERIFIED),
    Value(MEDICAL_OVER, "Suspension de permis : contrôle médical au-delà de", 1, "mois", MEDICAL, VERIFIED),
    Value(PSYCHOTECHNICAL, "Suspension de permis : examen psychotechnique à partir de", 6, "mois", MEDICAL, HIGH),
    Value(DUTY_HOURS, "Permanence : rétentions signalées quand il reste moins de", 12, "heures", "Usage du bureau", LOW,
          comment="Combien d'heures avant la fin de la rétention la permanence est-elle appelée ?"),
    Value(RETENTION_MONTHS, "Conservation des suspensions de permis", 36, "mois",
          "RGPD, art. 10 ; règle du bureau à confirmer", LOW,
          comment="Combien de mois après la fin de la mesure une suspension de permis est-elle conservée ?"),
    *SCALE,
)  # fmt: skip


def scale_on(on: date) -> Mapping[str, int]:
    """The scale in force that day, by the short name of each line."""
    found = values([each.code for each in SCALE], on)
    return {code.partition(".")[2]: int(months) for code, months in found.items()}
