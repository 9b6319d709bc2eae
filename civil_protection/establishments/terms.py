"""The dated values of the register of establishments: thresholds (PE 2), periods (GE 4), counts of the public."""

from civil_protection.establishments.activities import BY_CODE, WITH_THRESHOLDS
from directorate.parameters.values import HIGH, LOW, MEDIUM, VERIFIED, Value

RULES = "Règlement de sécurité (arrêté du 25 juin 1980)"
BUILDING = "Code de la construction et de l'habitation"
INTERNAL = "Règle interne de la direction"

CATEGORY_ABOVE = {1: "civil.erp_category_1", 2: "civil.erp_category_2", 3: "civil.erp_category_3"}
SMALL_PUBLIC = "civil.erp_pe2_small"
SLEEPING_YEARS = "civil.erp_pe37_years"
EXTENSION_YEARS = "civil.erp_extension_years"
CLOSED_MONTHS = "civil.erp_closed_months"
PARKING_YEARS, PARKING_VEHICLES = "civil.erp_ps_years", "civil.erp_ps_vehicles"
TENT_YEARS = "civil.erp_cts_storey_years"
TENT_FULL, TENT_FROM = "civil.erp_cts_full", "civil.erp_cts_from"
WARNING_DAYS = "civil.erp_visit_warning_days"


def threshold_code(activity: str) -> str:
    return f"civil.erp_pe2.{activity.lower()}"


def period_code(row: str) -> str:
    return f"civil.erp_ge4.{row.lower()}"


# PE 2, as it is written: the level and the number of persons from which the first group begins.
THRESHOLDS = {
    "J_AGED": "résidents 25 ; effectif 100",
    "J_DISABLED": "résidents 20 ; effectif 100",
    "L_MEETING": "sous-sol 100 ; ensemble 200",
    "L_SHOW": "sous-sol 20 ; ensemble 50",
    "M": "sous-sol 100 ; étages 100 ; ensemble 200",
    "N": "sous-sol 100 ; étages 200 ; ensemble 200",
    "O": "ensemble 100",
    "P": "sous-sol 20 ; étages 100 ; ensemble 120",
    "R_NURSERY": "sous-sol interdit ; étages 1 ; étage unique 20 ; ensemble 100",
    "R_SCHOOL": "sous-sol 100 ; étages 100 ; ensemble 200",
    "R_BOARDING": "ensemble 30",
    "S": "sous-sol 100 ; étages 100 ; ensemble 200",
    "T": "sous-sol 100 ; étages 100 ; ensemble 200",
    "U_DAY": "ensemble 100",
    "U_BEDS": "ensemble 20",
    "V": "sous-sol 100 ; étages 200 ; ensemble 300",
    "W": "sous-sol 100 ; étages 100 ; ensemble 200",
    "X": "sous-sol 100 ; étages 100 ; ensemble 200",
    "Y": "sous-sol 100 ; étages 100 ; ensemble 200",
    "OA": "ensemble 20",
    "GA": "ensemble 200",
    "GA_UNDERGROUND": "toujours",
    "PA": "ensemble 300",
}
# GE 4 §1: years for the categories 1 to 4. R has two rows, with and without sleeping premises.
SLEEPING, AWAKE = "R_SLEEPING", "R_AWAKE"
PERIODS = {
    "J": "3 ; 3 ; 3 ; 3", "L": "3 ; 3 ; 3 ; 5", "M": "3 ; 3 ; 5 ; 5", "N": "3 ; 3 ; 5 ; 5", "O": "3 ; 3 ; 3 ; 3",
    "P": "3 ; 3 ; 3 ; 5", SLEEPING: "3 ; 3 ; 3 ; 3", AWAKE: "3 ; 3 ; 3 ; 5", "S": "3 ; 3 ; 5 ; 5",
    "T": "3 ; 3 ; 5 ; 5", "U": "3 ; 3 ; 3 ; 3", "V": "5 ; 5 ; 5 ; 5", "W": "3 ; 3 ; 5 ; 5", "X": "3 ; 3 ; 5 ; 5",
    "Y": "3 ; 3 ; 5 ; 5",
}  # fmt: skip
# The table before 2015, in months: told in the history of an establishment, never used for a term.
FORMER_PERIODS = {
    "J": (24, 24, 36, 36), "L": (24, 36, 36, 60), "M": (24, 36, 60, 60), "N": (24, 36, 60, 60), "O": (24, 24, 36, 36),
    "P": (24, 24, 36, 60), SLEEPING: (24, 24, 36, 36), AWAKE: (24, 36, 36, 60), "S": (36, 36, 60, 60),
    "T": (24, 36, 60, 60), "U": (24, 24, 36, 36), "V": (60, 60, 60, 60), "W": (36, 36, 60, 60), "X": (36, 36, 60, 60),
    "Y": (36, 36, 60, 60),
}  # fmt: skip
ROW_NAMES = {SLEEPING: "R avec hébergement", AWAKE: "R sans hébergement"}
ROWS_ASK = "Cette ligne de l'article GE 4 est-elle celle en vigueur (périodes de trois et cinq ans) ?"

# Persons for each unit: « 1/3 » is one person for three square metres.
CAPACITY_MARKS = {
    "m_low": ("M : sous-sol, rez-de-chaussée et 1er étage, par m² de vente", "1/3", "art. M 2", VERIFIED),
    "m_second": ("M : 2e étage, par m² de vente", "1/6", "art. M 2", VERIFIED),
    "m_above": ("M : étages au-dessus du 2e, par m² de vente", "1/15", "art. M 2", VERIFIED),
    "m_mall": ("M : mail, par m²", "1/5", "art. M 2", VERIFIED),
    "m_shop": ("M : boutique de moins de 300 m² d'un centre, par m²", "1/6", "art. M 2", VERIFIED),
    "m_low_density": ("M : vente à faible densité de public, par m²", "1/9", "art. M 2", VERIFIED),
    "l_bench": ("L : bancs, par mètre", "2/1", "art. L 3", VERIFIED),
    "l_standing": ("L : places debout, par m²", "3/1", "art. L 3", VERIFIED),
    "l_queue": ("L : promenoirs et files d'attente, par mètre", "5/1", "art. L 3", VERIFIED),
    "l_multiple": ("L : salles à usage multiple, par m²", "1/1", "art. L 3", VERIFIED),
    "l_multimedia": ("L : salles multimédia, au moins, par m²", "1/2", "art. L 3", VERIFIED),
    "n_seated": ("N : places assises, par m²", "1/1", "art. N 2", VERIFIED),
    "n_standing": ("N : places debout, par m²", "2/1", "art. N 2", VERIFIED),
    "n_queue": ("N : file d'attente, par m²", "3/1", "art. N 2", VERIFIED),
    "p_floor": ("P : surface de la salle, estrades et aménagements déduits, par m²", "4/3", "art. P 2", VERIFIED),
    "p_billiards": ("P : par billard", "4/1", "art. P 2", VERIFIED),
    "j_visitors": ("J : visiteurs, par résident", "1/3", "art. J 2", VERIFIED),
    "t_temporary": ("T : exposition temporaire, par m² accessible", "1/1", "art. T 2", VERIFIED),
    "t_permanent": ("T : exposition permanente ou de véhicules, par m²", "1/9", "art. T 2", MEDIUM),
    "w_arranged": ("W : surface aménagée pour le public, par m²", "1/10", "art. W 2", MEDIUM),
    "w_bare": ("W : surface non aménagée, par m²", "1/100", "art. W 2", MEDIUM),
    "x_omnisports": ("X : salle omnisports, par m²", "1/4", "art. X 2", MEDIUM),
    "x_skating": ("X : patinoire, par m²", "2/3", "art. X 2", MEDIUM),
    "x_pool": ("X : bassin couvert, par m² de plan d'eau", "1/1", "art. X 2", MEDIUM),
    "x_pool_outdoor": ("X : bassin mixte ou découvert, par m² de plan d'eau", "3/2", "art. X 2", MEDIUM),
    "pa_pitch": ("PA : terrain, par m²", "1/10", "art. PA 2", HIGH),
    "pa_tennis": ("PA : par court de tennis", "25/1", "art. PA 2", HIGH),
    "pa_ice": ("PA : patinoire, par m²", "2/3", "art. PA 2", HIGH),
    "pa_pool": ("PA : bassin, par m² de plan d'eau", "3/2", "art. PA 2", HIGH),
    "stand_bench": ("Tribunes : bancs, par mètre", "2/1", "art. PA 2", HIGH),
    "stand_standing": ("Tribunes : debout, par m²", "3/1", "art. PA 2", HIGH),
    "stand_line": ("Tribunes : debout, par mètre", "5/1", "art. PA 2", HIGH),
    "y_floor": ("Y : par m² accessible", "1/5", "art. Y 2", MEDIUM),
    "v_bench": ("V : bancs, par mètre", "2/1", "art. V 2", MEDIUM),
    "v_bare": ("V : sans siège, par m²", "2/1", "art. V 2", MEDIUM),
    "u_staff": ("U : personnel, par lit", "1/3", "art. U 2", MEDIUM),
    "u_visitors": ("U : visiteurs, par lit", "1/1", "art. U 2", MEDIUM),
    "sg_floor": ("SG : au plus, par m²", "1/1", "art. SG", VERIFIED),
}  # fmt: skip
ASK_MARK = "Cette règle de calcul de l'effectif est-elle celle du règlement en vigueur ?"


def mark_code(name: str) -> str:
    return f"civil.erp_count.{name}"


VALUES = (
    *(
        Value(code, f"ERP : effectif au-dessus duquel commence la {rank}{'re' if rank == 1 else 'e'} catégorie", above,
              "personnes", f"{BUILDING}, art. R143-19", VERIFIED)
        for (rank, code), above in zip(CATEGORY_ABOVE.items(), (1500, 700, 300), strict=True)
    ),
    *(
        Value(threshold_code(code), f"ERP, seuils du 1er groupe : {BY_CODE[code].type}, {BY_CODE[code].label}"[:200],
              THRESHOLDS[code], "", f"{RULES}, art. PE 2", HIGH)
        for code in WITH_THRESHOLDS
    ),
    *(
        Value(period_code(row), f"ERP, visites périodiques : type {ROW_NAMES.get(row, row)}, 1re à 4e catégorie, en"
              " années", years, "", f"{RULES}, art. GE 4, §1", MEDIUM, comment=ROWS_ASK)
        for row, years in PERIODS.items()
    ),
    *(
        Value(mark_code(name), f"ERP, effectif : {label}"[:200], ratio, "personnes", f"{RULES}, {article}", confidence,
              comment="" if confidence in (VERIFIED, HIGH) else ASK_MARK)
        for name, (label, ratio, article, confidence) in CAPACITY_MARKS.items()
    ),
    Value(SMALL_PUBLIC, "ERP de 5e catégorie sans sommeil : effectif des obligations réduites, au plus", 19,
          "personnes", f"{RULES}, art. PE 2, §3", HIGH),
    Value(SLEEPING_YEARS, "ERP de 5e catégorie avec locaux à sommeil : visite périodique", 5, "ans",
          f"{RULES}, art. PE 37", HIGH),
    Value(EXTENSION_YEARS, "ERP : intervalle le plus long entre deux visites après prolongation", 5, "ans",
          f"{RULES}, art. GE 4, §3", HIGH),
    Value(CLOSED_MONTHS, "ERP : fermeture au-delà de laquelle une visite de réception précède la réouverture", 10,
          "mois", f"{BUILDING}, art. R143-38", HIGH),
    Value(PARKING_VEHICLES, "Parcs de stationnement isolés : visités au-dessus de", 250, "véhicules",
          f"{RULES}, art. PS 33", HIGH),
    Value(PARKING_YEARS, "Parcs de stationnement : visite périodique", 5, "ans", f"{RULES}, art. PS 33", HIGH),
    Value(TENT_YEARS, "CTS à étage en implantation prolongée : visite périodique", 2, "ans", f"{RULES}, art. CTS 76",
          VERIFIED),
    Value(TENT_FULL, "CTS : ensemble des règles à partir de", 50, "personnes", f"{RULES}, art. CTS 1", VERIFIED),
    Value(TENT_FROM, "CTS : règles de l'article CTS 37 à partir de", 20, "personnes", f"{RULES}, art. CTS 1",
          VERIFIED),
    Value(WARNING_DAYS, "ERP : visite périodique annoncée avant son terme", 90, "jours", INTERNAL, LOW,
          comment="Combien de jours avant leur terme les visites périodiques doivent-elles être annoncées ?"),
)  # fmt: skip
