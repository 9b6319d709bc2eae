"""The dated values of the volunteers: delays, rates of expenses, validity of the modules, weights of the proposals."""

from directorate.parameters.values import LOCAL, LOW, MEDIUM, Value
from road_safety.strategy.terms import INTERNAL
from road_safety.volunteers.catalogue import Module

EXPENSES = "Arrêté du 3 juillet 2006 fixant les taux des indemnités kilométriques, modifié"
MISSIONS = "Arrêté du 3 juillet 2006 fixant les taux des indemnités de mission, modifié"
CHARTER = "Charte des intervenants départementaux de sécurité routière"

BUFFER = "road.idsr_travel_buffer"
REPORT_DAYS = "road.idsr_report_days"
MISSING_REPORTS = "road.idsr_missing_reports"
MIN_MISSIONS = "road.idsr_min_missions"
UNDER_ACTIVE_MONTHS = "road.idsr_under_active_months"
FIRST_REMINDER = "road.idsr_renewal_first"
SECOND_REMINDER = "road.idsr_renewal_second"
YEARS = "road.idsr_engagement_months"
HONOUR = "road.idsr_honour_compulsory"
ANSWER_DAYS = "road.idsr_answer_days"
PAGE_DAYS = "road.idsr_page_days"
CONFIRM_DAYS = "road.idsr_confirm_days"
UNCOVERED_DAYS = "road.idsr_uncovered_days"
FAR = "road.idsr_far"
MEAL = "road.idsr_meal_rate"
KEPT_MONTHS = "road.idsr_kept_months"
BANK_MONTHS = "road.idsr_bank_months"
BANDS = ("5", "7", "8")
DISTANCES = ("2000", "10000", "more")
BAND_WORDS = {"5": "5 CV et moins", "7": "6 et 7 CV", "8": "8 CV et plus"}
DISTANCE_WORDS = {"2000": "jusqu'à 2 000 km", "10000": "de 2 001 à 10 000 km", "more": "au-delà de 10 000 km"}
RATE_VALUES = {
    ("5", "2000"): "0.32", ("7", "2000"): "0.41", ("8", "2000"): "0.45",
    ("5", "10000"): "0.40", ("7", "10000"): "0.51", ("8", "10000"): "0.55",
    ("5", "more"): "0.23", ("7", "more"): "0.30", ("8", "more"): "0.32",
}  # fmt: skip
RATES = {(band, far): f"road.idsr_km_rate_{band}_{far}" for band in BANDS for far in DISTANCES}
VALIDITY = {code: f"road.idsr_validity_{code}" for code in Module.values}
# Nought: the module is held for good.
MONTHS = {Module.COMMON_CORE: 0, Module.FIRST_AID: 24, Module.SPEAKING: 0}
USUAL_MONTHS = 60
WEIGHTS = {
    "skill": "road.idsr_weight_skill", "theme": "road.idsr_weight_theme", "distance": "road.idsr_weight_distance",
    "availability": "road.idsr_weight_availability", "load": "road.idsr_weight_load",
}  # fmt: skip
CRITERIA = {"skill": "compétence", "theme": "enjeu et public", "distance": "distance", "availability": "disponibilité",
            "load": "charge"}  # fmt: skip
SHARES = (("skill", 30), ("theme", 20), ("distance", 20), ("availability", 15), ("load", 15))

VALUES = (
    Value(BUFFER, "IDSR : délai de route entre deux missions de communes différentes", 30, "minutes", INTERNAL, LOW,
          comment="Combien de minutes de route compter entre deux missions dans des communes différentes ?"),
    Value(REPORT_DAYS, "IDSR : compte rendu attendu après la mission", 7, "jours", INTERNAL, LOW,
          comment="Sous combien de jours un intervenant rend-il compte ?"),
    Value(MISSING_REPORTS, "IDSR : comptes rendus manquants avant d'alerter le coordinateur", 2, "", INTERNAL, LOW,
          comment="À partir de combien de comptes rendus manquants alerter le coordinateur ?"),
    Value(MIN_MISSIONS, "IDSR : missions par an au moins", 4, "missions", CHARTER, LOW,
          comment="Quelle participation minimale l'acte d'engagement prévoit-il ?"),
    Value(UNDER_ACTIVE_MONTHS, "IDSR : examen de la participation, avant la fin de l'engagement", 2, "mois", CHARTER,
          LOW, comment="Combien de mois avant la fin de l'engagement examiner la participation ?"),
    Value(FIRST_REMINDER, "IDSR : premier rappel avant la fin de la nomination", 60, "jours", INTERNAL, MEDIUM),
    Value(SECOND_REMINDER, "IDSR : second rappel avant la fin de la nomination", 30, "jours", INTERNAL, MEDIUM),
    Value(YEARS, "IDSR : durée de la nomination", 12, "mois", CHARTER, MEDIUM),
    Value(HONOUR, "IDSR : contrôle d'honorabilité exigé devant des mineurs (1 : oui, 0 : non)", 1, "", INTERNAL, LOW,
          comment="Le contrôle d'honorabilité est-il exigé avant une mission devant des mineurs ?"),
    Value(ANSWER_DAYS, "IDSR : validité du lien de réponse à une mission", 10, "jours", INTERNAL, LOW,
          comment="Combien de jours un intervenant a-t-il pour répondre à une proposition ?"),
    Value(PAGE_DAYS, "IDSR : validité du lien de la page personnelle", 400, "jours", INTERNAL, MEDIUM),
    Value(CONFIRM_DAYS, "IDSR : délai pour confirmer une candidature en ligne, ensuite effacée", 15, "jours",
          INTERNAL, LOW, comment="Combien de jours une candidature en ligne attend-elle d'être confirmée ?"),
    Value(UNCOVERED_DAYS, "IDSR : mission signalée si elle reste à pourvoir à", 7, "jours", INTERNAL, MEDIUM),
    Value(FAR, "IDSR : distance au-delà de laquelle une mission est lointaine", 20, "km", INTERNAL, LOW,
          comment="À partir de combien de kilomètres une mission est-elle lointaine pour un bénévole ?"),
    Value(MEAL, "IDSR : repas, taux forfaitaire", "20.00", "€", MISSIONS, MEDIUM),
    Value(KEPT_MONTHS, "IDSR : conservation après le départ, ensuite anonymisé", 24, "mois", LOCAL, MEDIUM),
    Value(BANK_MONTHS, "IDSR : coordonnées bancaires effacées après le dernier paiement", 12, "mois", LOCAL, MEDIUM),
    *(
        Value(RATES[band, far], f"IDSR : kilomètre, {BAND_WORDS[band]}, {DISTANCE_WORDS[far]}", rate, "€/km", EXPENSES,
              MEDIUM)
        for (band, far), rate in RATE_VALUES.items()
    ),
    *(
        Value(
            VALIDITY[code], f"IDSR : validité du module « {Module(code).label} » (0 : sans limite)",
            MONTHS.get(code, USUAL_MONTHS), "mois", INTERNAL, LOW,
            comment=f"Pour combien de mois le module « {Module(code).label} » est-il acquis ?",
        )
        for code in Module.values
    ),
    *(
        Value(WEIGHTS[name], f"IDSR, proposition : poids du critère « {CRITERIA[name]} »", weight, "points", INTERNAL,
              LOW, comment=f"Quel poids donner au critère « {CRITERIA[name]} » ?")
        for name, weight in SHARES
    ),
)  # fmt: skip
