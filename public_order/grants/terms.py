"""The dated values of the prevention fund."""

from directorate.parameters.values import LOCAL, LOW, MEDIUM, VERIFIED, Value
from public_order.grants.catalogue import CRITERIA

CALLS = "Appels à projets du FIPD publiés par les préfectures"
SCALE = "Barème du FIPD, équipement des polices municipales (2022)"
INVESTMENT = "Décret n° 2018-514 du 25 juin 2018"
GRANTS = "Loi n° 2000-321 du 12 avril 2000, art. 10 ; décret n° 2001-495"
ESSENTIAL = "Décret n° 2017-779 du 5 mai 2017"
INTERNAL = "Règle interne de la direction"

MAX_RATE = "fipd.max_rate"
WARN_RATE = "fipd.warn_rate"
MIN_GRANT = "fipd.s_min_grant"
PUBLIC_RATE = "fipd.public_rate"
OWN_SHARE = "fipd.own_share_public_financing"
AGREEMENT_ABOVE = "fipd.convention_threshold"
ACCOUNTS_ABOVE = "fipd.certified_accounts_threshold"
IMPLICIT_MONTHS = "fipd.implicit_refusal_months"
START_YEARS = "fipd.investment_start_years"
END_YEARS = "fipd.investment_end_years"
INVESTMENT_ADVANCE = "fipd.investment_advance_pct"
INVESTMENT_INSTALMENTS = "fipd.investment_instalments_pct"
ADVANCE = "fipd.advance_pct"
REPORT_MONTHS = "fipd.crf_months"
PAYMENT_DAYS = "fipd.payment_days"
SEPARATE = "fipd.separate_control"
HEARING_DAYS = "fipd.recovery_observation_days"
ALERTS = {
    "before_60": ("fipd.crf_alert_first", -60), "before_30": ("fipd.crf_alert_second", -30),
    "due": ("fipd.crf_alert_due", 0), "after_15": ("fipd.crf_alert_after", 15),
    "notice": ("fipd.crf_alert_notice", 30), "decision": ("fipd.crf_alert_decision", 60),
}  # fmt: skip
ALERT_NAMES = {
    "before_60": "premier rappel", "before_30": "second rappel", "due": "rappel à l'échéance", "after_15": "relance",
    "notice": "mise en demeure", "decision": "décision de reversement",
}  # fmt: skip
THRESHOLD = "fipd.score_threshold"
RELEVANCE = "fipd.score_relevance"
TWO_ABOVE = "fipd.two_instructors_from"
VISIT_ABOVE = "fipd.visit_from"
OPINION_DAYS = "fipd.opinion_days"
PIECE_DAYS = "fipd.piece_days"
UNUSED = "fipd.unused_after_october"
CHORUS = {
    "cost_centre": "fipd.chorus_cost_centre", "domain": "fipd.chorus_domain", "activity": "fipd.chorus_activity",
    "group": "fipd.chorus_group",
}  # fmt: skip
GIVER_SIRET = "fipd.giver_siret"
PUBLISHED_ABOVE = "fipd.published_above"
PUBLICATION_MONTHS = "fipd.publication_months"
VEST = "fipd.equipment_vest"
RADIO_RATE = "fipd.equipment_radio_rate"
RADIO_CAP = "fipd.equipment_radio_cap"
CAMERA_RATE = "fipd.equipment_bodycam_rate"
CAMERA_CAP = "fipd.equipment_bodycam_cap"
SCALE_VALUES = (VEST, RADIO_RATE, RADIO_CAP, CAMERA_RATE, CAMERA_CAP)
WEIGHTS = {name: f"fipd.weight_{name}" for name in CRITERIA}
SHARES = {
    "relevance": 30, "territory": 20, "audience": 15, "partnership": 15, "evaluation": 10, "capacity": 10,
}  # fmt: skip

VALUES = (
    Value(MAX_RATE, "FIPD : part maximale des aides de l'État dans le budget éligible", 80, "%", CALLS, VERIFIED),
    Value(WARN_RATE, "FIPD : part au-dessus de laquelle un cofinancement est recherché", 50, "%", CALLS, VERIFIED),
    Value(MIN_GRANT, "FIPD, programme S : subvention minimale, hors équipement des polices municipales", 3_000, "€",
          CALLS, VERIFIED),
    Value(PUBLIC_RATE, "FIPD, investissement : part maximale des aides publiques", 80, "%", INVESTMENT, MEDIUM),
    Value(OWN_SHARE, "FIPD, investissement : part de la collectivité dans les financements publics", 20, "%",
          "Code général des collectivités territoriales, art. L. 1111-10", MEDIUM),
    Value(AGREEMENT_ABOVE, "FIPD : convention au-dessus de", 23_000, "€ par an", GRANTS, VERIFIED),
    Value(ACCOUNTS_ABOVE, "FIPD : comptes certifiés à partir de", 153_000, "€ par an", GRANTS, VERIFIED),
    Value(IMPLICIT_MONTHS, "FIPD, investissement : rejet implicite après un dossier complet", 8, "mois", INVESTMENT,
          MEDIUM),
    Value(START_YEARS, "FIPD, investissement : délai de commencement", 2, "ans", INVESTMENT, MEDIUM),
    Value(END_YEARS, "FIPD, investissement : délai d'achèvement", 4, "ans", INVESTMENT, MEDIUM),
    Value(INVESTMENT_ADVANCE, "FIPD, investissement : avance au plus", 30, "%", INVESTMENT, MEDIUM),
    Value(INVESTMENT_INSTALMENTS, "FIPD, investissement : avance et acomptes au plus", 80, "%", INVESTMENT, MEDIUM),
    Value(ADVANCE, "FIPD : avance d'une convention", 75, "%", INTERNAL, LOW,
          comment="Quelle avance le département verse-t-il à la signature (50 % à 80 % ont été vus ailleurs) ?"),
    Value(REPORT_MONTHS, "FIPD : compte rendu financier après la fin de l'exercice", 6, "mois", GRANTS, VERIFIED),
    Value(PAYMENT_DAYS, "FIPD : délai de paiement", 60, "jours", GRANTS, VERIFIED),
    Value(THRESHOLD, "FIPD : note minimale d'un projet", 50, "sur 100", INTERNAL, LOW,
          comment="À partir de quelle note un projet peut-il être retenu ?"),
    Value(RELEVANCE, "FIPD : pertinence minimale d'un projet", 3, "sur 5", INTERNAL, LOW,
          comment="À partir de quelle note de pertinence un projet peut-il être retenu ?"),
    Value(TWO_ABOVE, "FIPD : deux instructeurs à partir de", 40_000, "€ demandés", INTERNAL, LOW,
          comment="À partir de quel montant deux instructeurs notent-ils chacun de leur côté ?"),
    Value(VISIT_ABOVE, "FIPD : visite d'évaluation à partir de", 30_000, "€ demandés", INTERNAL, LOW,
          comment="À partir de quel montant un projet est-il visité une fois ?"),
    Value(OPINION_DAYS, "FIPD : délai laissé aux services consultés", 21, "jours", INTERNAL, LOW,
          comment="Combien de jours les services consultés ont-ils pour répondre ?"),
    Value(PIECE_DAYS, "FIPD : délai laissé au porteur pour compléter", 15, "jours", INTERNAL, LOW,
          comment="Combien de jours le porteur a-t-il pour envoyer les pièces manquantes ?"),
    Value(UNUSED, "FIPD : crédits non engagés au 1er octobre, seuil d'alerte", 5, "%", INTERNAL, LOW,
          comment="Quelle part de crédits restants alerte à l'automne ?"),
    Value(CHORUS["cost_centre"], "FIPD, Chorus : centre financier", "0216-CIPD-PREF", "", LOCAL, LOW,
          comment="Quel est le centre financier des engagements du FIPD ?"),
    Value(CHORUS["domain"], "FIPD, Chorus : domaine fonctionnel", "0216-10-01", "", LOCAL, LOW,
          comment="Quel est le domaine fonctionnel des engagements du FIPD ?"),
    Value(CHORUS["activity"], "FIPD, Chorus : activité", "021601010101", "", LOCAL, LOW,
          comment="Quelle est l'activité des engagements du FIPD ?"),
    Value(CHORUS["group"], "FIPD, Chorus : groupe de marchandises", "10.05.01", "", LOCAL, LOW,
          comment="Quel est le groupe de marchandises des engagements du FIPD ?"),
    Value(GIVER_SIRET, "FIPD : SIRET de la préfecture dans la liste publiée", "17940001500014", "", LOCAL, LOW,
          comment="Quel est le SIRET de la préfecture ?"),
    Value(PUBLISHED_ABOVE, "FIPD : données essentielles publiées au-dessus de", 23_000, "€", ESSENTIAL, MEDIUM),
    Value(PUBLICATION_MONTHS, "FIPD : publication des données essentielles après la signature", 3, "mois", ESSENTIAL,
          MEDIUM),
    Value(VEST, "FIPD : gilet pare-balles, forfait", 250, "€", SCALE, MEDIUM),
    Value(RADIO_RATE, "FIPD : terminal radio, taux", 30, "%", SCALE, MEDIUM),
    Value(RADIO_CAP, "FIPD : terminal radio, plafond", 420, "€", SCALE, MEDIUM),
    Value(CAMERA_RATE, "FIPD : caméra-piéton, taux", 50, "%", SCALE, MEDIUM),
    Value(CAMERA_CAP, "FIPD : caméra-piéton, plafond", 200, "€", SCALE, MEDIUM),
    Value(SEPARATE, "FIPD : qui instruit une demande n'en contrôle pas le compte rendu (1 : oui, 0 : non)", 1, "",
          INTERNAL, LOW, comment="Le contrôle du compte rendu revient-il à un autre agent que l'instructeur ?"),
    Value(HEARING_DAYS, "FIPD : délai laissé au porteur avant une décision de reversement", 30, "jours", INTERNAL, LOW,
          comment="Combien de jours le porteur a-t-il pour présenter ses observations ?"),
    *(
        Value(code, f"FIPD, compte rendu : {ALERT_NAMES[step]}, après l'échéance", days, "jours", INTERNAL, LOW,
              comment=f"À combien de jours de l'échéance vient cette étape : {ALERT_NAMES[step]} ?")
        for step, (code, days) in ALERTS.items()
    ),
    *(
        Value(WEIGHTS[name], f"FIPD, sélection : poids du critère « {CRITERIA[name]} »", weight, "points", LOCAL, LOW,
              comment=f"Quel poids donner au critère « {CRITERIA[name]} » ?")
        for name, weight in SHARES.items()
    ),
)  # fmt: skip
