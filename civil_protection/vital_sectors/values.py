"""The delays of vital sectors, by regime: dated values, never constants."""

from directorate.parameters.values import LOW, MEDIUM, Value

DEFENCE = "Code de la défense"
BILL = "Projet de loi relatif à la résilience des infrastructures critiques, texte du Sénat (2025)"
NOT_LAW = "La loi est-elle promulguée, et ce délai est-il celui du texte définitif ?"
SMALLEST = "vital.smallest_count"

VALUES = (
    Value("vital.saiv.operator_plan_months", "SAIV : plan de l'opérateur, après la directive (SAIV_PSO)", 6, "mois",
          f"{DEFENCE}, art. R1332-20 (version ancienne)", MEDIUM),
    Value("vital.saiv.commission_months", "SAIV : avis de la commission sur ce plan (SAIV_AVIS_PSO)", 3, "mois",
          f"{DEFENCE}, art. R1332-21 (version ancienne)", MEDIUM),
    Value("vital.saiv.site_plan_months", "SAIV : plan du point, après la directive (SAIV_PPP)", 24, "mois",
          f"{DEFENCE}, art. R1332-23 (version ancienne)", MEDIUM,
          comment="La directive peut fixer un autre délai : lequel, et pour quels dossiers ?"),
    Value("vital.saiv.decision_months", "SAIV : décision du préfet sur ce plan (SAIV_DECISION)", 6, "mois",
          f"{DEFENCE}, art. R1332-25 (version ancienne)", MEDIUM),
    Value("vital.saiv.injunction_least_months", "SAIV : injonction de compléter, au moins (SAIV_INJ_MIN)", 3, "mois",
          f"{DEFENCE}, art. R1332-26 (version ancienne)", MEDIUM),
    Value("vital.saiv.injunction_most_months", "SAIV : injonction de compléter, au plus (SAIV_INJ_MAX)", 6, "mois",
          f"{DEFENCE}, art. R1332-26 (version ancienne)", MEDIUM),
    Value("vital.saiv.notice_plan_months", "SAIV : mise en demeure pour un plan manquant (SAIV_MED_PPP)", 3, "mois",
          f"{DEFENCE}, art. R1332-27 (version ancienne)", MEDIUM),
    Value("vital.saiv.notice_measure_least_months", "SAIV : mise en demeure pour une mesure, au moins", 1, "mois",
          f"{DEFENCE}, art. L1332-6 et R1332-30 (version ancienne)", MEDIUM),
    Value("vital.saiv.notice_measure_most_months", "SAIV : mise en demeure pour une mesure, au plus", 3, "mois",
          f"{DEFENCE}, art. R1332-30 (version ancienne)", MEDIUM),
    Value("vital.rec.analysis_months", "REC : analyse de risques, après la désignation (REC_ANALYSE)", 9, "mois",
          BILL, LOW, comment=NOT_LAW),
    Value("vital.rec.plan_months", "REC : plan de résilience, après la désignation (REC_PRO)", 10, "mois",
          BILL, LOW, comment=NOT_LAW),
    Value("vital.rec.update_months", "REC : mise à jour de l'analyse, au plus tard tous les (REC_MAJ)", 48, "mois",
          BILL, LOW, comment=NOT_LAW),
    Value(SMALLEST, "Secteurs vitaux : plus petit nombre montré dans un décompte", 3, "", "Règle interne du service",
          LOW, comment="En dessous de quel nombre un décompte doit-il être masqué ?"),
)  # fmt: skip
