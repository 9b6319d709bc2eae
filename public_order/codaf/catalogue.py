"""Words of the committee against fraud: sectors, partners, legal frames, natures of findings and of amounts. Pure."""

from django.db.models import TextChoices


class Sector(TextChoices):
    BUILDING = "btp", "Bâtiment et travaux publics"
    RESTAURANT = "restauration", "Restauration"
    NIGHT_SHOP = "epiceries_nuit", "Épiceries de nuit"
    BAR = "bars_chicha", "Bars à chicha"
    BARBER = "barbers", "Barbiers et coiffeurs"
    GARAGE = "garages", "Garages"
    TRANSPORT = "transport_personnes", "Transport de personnes"
    VTC = "vtc", "VTC"
    LOGISTICS = "logistique", "Logistique"
    DELIVERY = "livraison", "Livraison"
    CLEANING = "nettoyage", "Nettoyage"
    SECURITY = "securite_privee", "Sécurité privée"
    MARKET = "marches", "Marchés"
    PHONE = "taxiphones", "Taxiphones"
    LODGING = "hebergement", "Hébergement"
    FARMING = "agriculture", "Agriculture"
    EVENT = "evenementiel", "Événementiel"
    HEALTH = "centres_sante", "Centres de santé"
    OTHER = "other", "Autre"


class Body(TextChoices):
    """Who takes part (B3). The parquet directs: it is told, and is not counted among the partners of COD-01."""

    POLICE = "dtsp", "DTSP"
    BORDER = "paf", "Police aux frontières"
    JUDICIAL = "pj", "Police judiciaire"
    GENDARMERIE = "gendarmerie", "Gendarmerie"
    LABOUR = "inspection_travail", "DRIEETS, inspection du travail"
    URSSAF = "urssaf", "Urssaf"
    MSA = "msa", "MSA"
    TAX = "dgfip", "DGFiP"
    CUSTOMS = "douane", "Douane"
    CAF = "caf", "CAF"
    CPAM = "cpam", "CPAM"
    CNAV = "cnav", "Cnav"
    JOBS = "france_travail", "France Travail"
    CONSUMER = "ddpp", "DDPP"
    HEALTH = "ars", "ARS"
    OFII = "ofii", "OFII"
    CNAPS = "cnaps", "CNAPS"
    FIRE = "bspp", "Sapeurs-pompiers et commission de sécurité"
    ROAD = "driea_t", "DRIEAT, transport routier"
    MUNICIPAL = "police_municipale", "Police municipale"
    HYGIENE = "hygiene", "Service communal d'hygiène"
    CLESI = "clesi", "Clesi"
    PROSECUTOR = "parquet", "Parquet"


class Origin(TextChoices):
    PLAN = "plan", "Plan annuel"
    REPORT = "signalement", "Signalement"
    PROSECUTOR = "parquet", "Parquet"
    TOWN_HALL = "mairie", "Mairie"
    PARTNER = "partner", "Partenaire"


class Frame(TextChoices):
    OWN = "own_powers", "Pouvoirs propres des partenaires"
    REQUISITION_78_2_2 = "requisition_78_2_2", "Réquisition (CPP, art. 78-2-2)"
    REQUISITION_78_2 = "requisition_78_2", "Réquisition (CPP, art. 78-2)"
    LABOUR = "l8271_1", "Travail illégal (code du travail, art. L8271-1)"
    CUSTOMS = "douane_60", "Visite douanière (code des douanes, art. 60)"
    MIXED = "mixed", "Plusieurs cadres, dont une réquisition"


# An identity check is made on a written requisition of the prosecutor (COD-02).
IDENTITY_CHECKS = frozenset({Frame.REQUISITION_78_2_2, Frame.REQUISITION_78_2, Frame.MIXED})


class Communication(TextChoices):
    NONE = "none", "Aucune"
    PRESS = "press", "Presse"
    AFTER_AGREEMENT = "after_judicial_ok", "Presse, après accord du parquet"


class Nature(TextChoices):
    HIDDEN_ACTIVITY = "travail_dissimule_activite", "Travail dissimulé par dissimulation d'activité"
    HIDDEN_WORK = "travail_dissimule_salarie", "Travail dissimulé par dissimulation d'emploi salarié"
    FOREIGN_WORK = "emploi_etranger_sans_titre", "Emploi d'étrangers sans titre"
    LENDING = "pret_illicite_main_oeuvre", "Prêt illicite de main-d'œuvre"
    BARGAINING = "marchandage", "Marchandage"
    CUMULATION = "cumul_irregulier", "Cumul irrégulier"
    TAX = "fraude_fiscale", "Fraude fiscale"
    SOCIAL = "fraude_sociale", "Fraude sociale"
    HYGIENE = "hygiene", "Hygiène"
    LABELLING = "etiquetage", "Étiquetage"
    TOBACCO = "tabac_contrebande", "Tabac de contrebande"
    COUNTERFEIT = "contrefacon", "Contrefaçon"
    DRUGS = "stupefiants", "Stupéfiants"
    ALCOHOL = "alcool_licence", "Vente d'alcool sans licence"
    FIRE_SAFETY = "erp_securite", "Sécurité d'un établissement recevant du public"
    PRIVATE_SECURITY = "securite_privee", "Sécurité privée"
    PLANNING = "urbanisme", "Urbanisme"
    TRANSPORT = "transport", "Transport"
    STAY = "sejour", "Séjour irrégulier"
    OUTLET = "debit_licence", "Licence de débit de boissons"
    OTHER = "autre", "Autre"


class AmountNature(TextChoices):
    URSSAF = "redressement_urssaf", "Redressement Urssaf"
    TAX = "redressement_fiscal", "Redressement fiscal"
    CUSTOMS = "droits_penalites_douanes", "Droits et pénalités de douane"
    CAF = "indus_caf", "Indus CAF"
    CPAM = "indus_cpam", "Indus CPAM"
    JOBS = "indus_france_travail", "Indus France Travail"
    FINE = "amende_administrative", "Amende administrative"
    FIXED_FINE = "amende_forfaitaire", "Amende forfaitaire"
    CASH = "saisie_numeraire", "Saisie de numéraire"
    GOODS = "saisie_bien", "Saisie de biens"
    FROZEN = "avoir_gele", "Avoirs gelés"


class Stage(TextChoices):
    ESTIMATED = "estimated", "Estimé"
    NOTIFIED = "notified", "Notifié"
    RECOVERED = "recovered", "Recouvré"
    CANCELLED = "cancelled", "Annulé"


class Basis(TextChoices):
    """What allows two bodies to tell one another of a person (COD-07)."""

    SOCIAL_SECURITY = "css_l114_16_1", "Code de la sécurité sociale, art. L114-16-1"
    LABOUR = "ct_l8271_2", "Code du travail, art. L8271-2"
    TAX = "lpf_l134c", "Livre des procédures fiscales, art. L134 C"
    CUSTOMS = "cd_59_quater", "Code des douanes, art. 59 quater"
    JUDICIAL = "cpp_40", "Code de procédure pénale, art. 40"


class FollowKind(TextChoices):
    OUTLET_CLOSURE = "closure_outlet", "Fermeture d'un débit de boissons ou d'un restaurant"
    LABOUR_CLOSURE = "closure_labour", "Fermeture pour travail illégal (code du travail, art. L8272-2)"
    RESIDENCE = "residence", "Retrait de titres de séjour"
    JUDICIAL = "judicial", "Suite judiciaire"
    AGAIN = "reinspection", "Nouveau contrôle"
