"""The dated values of the strategy and of the yearly plan."""

from directorate.parameters.values import LOCAL, LOW, MEDIUM, VERIFIED, Value

INTERNAL = "Règle interne de la direction"
SEEN = "Appels à projets publiés par d'autres préfectures"
STATE = "Instruction de la délégation à la sécurité routière"
GRANTS = "Loi n° 2000-321 du 12 avril 2000, art. 10 ; décret n° 2001-495"

YEARS = "road.orientations_years"
REVIEW_YEARS = "road.orientations_review_years"
MAX_RATE = "road.plan_max_rate"
STATE_RATE = "road.plan_state_rate"
AGREEMENT_ABOVE = "road.plan_agreement_above"
REPORT_MONTHS = "road.plan_report_months"
EVALUATION_DAYS = "road.plan_evaluation_days"
LINK_DAYS = "road.plan_link_days"
CONFIRM_DAYS = "road.plan_confirm_days"
CALL_OPENS = "road.plan_call_opens"
CALL_CLOSES = "road.plan_call_closes"
COMMITTEE = "road.plan_committee"
SIGNATURE = "road.plan_signature"
PAYMENT = "road.plan_payment"
BALANCE = "road.plan_balance"
TO_MINISTRY = "road.plan_to_ministry"
WEIGHTS = {
    "fit": "road.plan_weight_fit",
    "innovation": "road.plan_weight_innovation",
    "reach": "road.plan_weight_reach",
    "quality": "road.plan_weight_quality",
}
CRITERIA = {
    "fit": "Cohérence avec le DGO",
    "innovation": "Innovation",
    "reach": "Nombre et nature des bénéficiaires",
    "quality": "Qualité du projet et de ses indicateurs",
}
# The days of the calendar, as « month-day », with the year that each falls in, counted from the year of the plan.
CALENDAR = {
    CALL_OPENS: ("Ouverture de l'appel à projets", -1),
    CALL_CLOSES: ("Clôture de l'appel à projets", 0),
    COMMITTEE: ("Comité de sélection", 0),
    SIGNATURE: ("Signature du plan", 0),
    PAYMENT: ("Paiement des subventions", 0),
    BALANCE: ("Bilans des actions", 1),
    TO_MINISTRY: ("Bilan au ministère", 1),
}
CALENDAR_VALUES = (
    (CALL_OPENS, "10-15"), (CALL_CLOSES, "03-18"), (COMMITTEE, "04-15"), (SIGNATURE, "05-15"), (PAYMENT, "07-31"),
    (BALANCE, "01-31"), (TO_MINISTRY, "03-31"),
)  # fmt: skip
SHARES = (("fit", 40), ("innovation", 15), ("reach", 25), ("quality", 20))

VALUES = (
    Value(YEARS, "DGO : durée", 5, "ans", STATE, MEDIUM),
    Value(REVIEW_YEARS, "DGO : bilan à mi-parcours, années après le début", 2, "ans", INTERNAL, MEDIUM),
    Value(
        MAX_RATE, "PDASR : part maximale de la subvention dans le budget éligible", 80, "%", SEEN, LOW,
        comment="Quelle part du budget le règlement de l'appel à projets du département admet-il (50 % et 70 % ont été"
        " vus ailleurs) ?",
    ),
    Value(STATE_RATE, "PDASR : part maximale de toutes les aides de l'État dans le budget éligible", 80, "%",
          "Règles communes aux subventions de l'État", MEDIUM),
    Value(AGREEMENT_ABOVE, "Subvention : convention au-dessus de", 23_000, "€ par an", GRANTS, VERIFIED),
    Value(REPORT_MONTHS, "Subvention : compte rendu financier après la fin de l'exercice", 6, "mois", GRANTS,
          VERIFIED),
    Value(EVALUATION_DAYS, "PDASR : évaluation attendue après l'action", 60, "jours", INTERNAL, MEDIUM),
    Value(LINK_DAYS, "PDASR : validité du lien d'une demande en ligne", 400, "jours", INTERNAL, MEDIUM),
    Value(CONFIRM_DAYS, "PDASR : délai pour confirmer une demande en ligne, ensuite effacée", 15, "jours", INTERNAL,
          LOW,
          comment="Combien de jours une demande en ligne attend-elle sa confirmation avant d'être effacée ?"),
    *(
        Value(
            code, f"PDASR, calendrier : {CALENDAR[code][0].lower()} (mois-jour)", day, "", SEEN, LOW,
            comment=f"Quel jour le département retient-il pour : {CALENDAR[code][0].lower()} ?",
        )
        for code, day in CALENDAR_VALUES
    ),
    *(
        Value(WEIGHTS[name], f"PDASR, sélection : poids du critère « {CRITERIA[name]} »", weight, "points", LOCAL,
              LOW, comment=f"Quel poids donner au critère « {CRITERIA[name]} » ?")
        for name, weight in SHARES
    ),
)  # fmt: skip
