"""The values with which the application starts. Each one says where it comes from and how sure we are.

They are loaded once; afterwards the page Paramètres dates the changes. A value that a text or the client has not
confirmed is marked LOW: the page shows it as to be checked.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from directorate.parameters.models import Parameter

VERIFIED, HIGH = Parameter.Confidence.VERIFIED, Parameter.Confidence.HIGH
MEDIUM, LOW = Parameter.Confidence.MEDIUM, Parameter.Confidence.LOW

# Before any case that the application may hold: a case of an earlier life still finds its rule.
ALWAYS = date(2015, 1, 1)

GENERAL_RULES = "Code des relations entre le public et l'administration"
INTERNAL_SECURITY = "Code de la sécurité intérieure"
LOCAL = "Donnée locale de la préfecture"


@dataclass(frozen=True)
class Former:
    """What a value was until the text that gave it its present one. `unit`: when it was counted otherwise."""

    value: Any
    source: str
    confidence: str
    comment: str = ""
    unit: str = ""


@dataclass(frozen=True)
class Value:
    """A dated value. `former`: that of the cases received before `valid_from`."""

    code: str
    label: str
    value: Any
    unit: str
    source: str
    confidence: str
    valid_from: date = ALWAYS
    comment: str = ""
    former: Former | None = None

    def versions(self) -> list[Parameter]:
        """Its rows, not stored yet, newest first."""
        present = Parameter(
            code=self.code, label=self.label, value=self.value, unit=self.unit, valid_from=self.valid_from,
            source=self.source, confidence=self.confidence, comment=self.comment,
        )  # fmt: skip
        if self.former is None:
            return [present]
        before = Parameter(
            code=self.code, label=self.label, value=self.former.value, unit=self.former.unit or self.unit,
            valid_from=ALWAYS, valid_to=self.valid_from, source=self.former.source, confidence=self.former.confidence,
            comment=self.former.comment,
        )  # fmt: skip
        return [present, before]


AUTHORITIES = (
    Value("authority.prefecture", "Nom de la préfecture", "Préfecture du Val-de-Marne", "", LOCAL, HIGH),
    Value("authority.title", "Autorité qui décide", "Le préfet du Val-de-Marne", "", LOCAL, HIGH),
    Value("authority.city", "Ville où les actes sont pris", "Créteil", "", LOCAL, HIGH),
    Value(
        "authority.address", "Adresse de la préfecture", "21-29 avenue du Général de Gaulle, 94038 Créteil Cedex", "",
        LOCAL, VERIFIED,
    ),
    Value(
        "authority.court", "Tribunal administratif compétent", "tribunal administratif de Melun", "",
        "Code de justice administrative, art. R221-3", HIGH,
    ),
    Value(
        "authority.court_address", "Adresse du tribunal administratif", "43 rue du Général de Gaulle, 77000 Melun", "",
        "Site du tribunal administratif de Melun", VERIFIED,
    ),
    Value(
        "authority.minister", "Autorité du recours hiérarchique", "ministre de l'Intérieur", "",
        f"{GENERAL_RULES}, art. L411-2", HIGH,
    ),
    Value(
        "authority.minister_address", "Adresse du ministre", "place Beauvau, 75800 Paris Cedex 08", "",
        "Site du ministère de l'Intérieur", HIGH,
    ),
    Value(
        "authority.executor", "Chargé de l'exécution des arrêtés", "Le directeur de cabinet du préfet", "", LOCAL,
        MEDIUM,
    ),
    Value(
        "authority.orly_authority", "Autorité sur la plate-forme de Paris-Orly", "préfet de police", "",
        f"{INTERNAL_SECURITY} et code du sport", VERIFIED,
    ),
)  # fmt: skip

GENERAL = (
    Value(
        "signature.four_eyes", "Qui a préparé l'acte ne le signe pas par délégation", True, "",
        "Règle interne de la direction", MEDIUM,
    ),
    Value(
        "retention.mails.months", "Conservation du texte des courriels envoyés", 12, "mois",
        "Usage ; principe de limitation de la conservation (RGPD, art. 5)", LOW,
        comment="Combien de mois le texte d'un courriel envoyé par l'application se garde-t-il ?",
    ),
    Value(
        "silence.default_months", "Délai avant la décision née du silence, sans texte particulier", 2, "mois",
        f"{GENERAL_RULES}, art. L231-1 et L231-4", HIGH,
        comment="Applicable aux procédures sans délai propre ; l'effet du silence se vérifie pour chacune.",
    ),
    Value(
        "pieces.default_days", "Délai proposé pour produire les pièces manquantes", 30, "jours",
        f"{GENERAL_RULES}, art. L114-5 (délai laissé à l'administration)", LOW,
        comment="Combien de jours le bureau laisse-t-il d'ordinaire pour produire les pièces manquantes ?",
    ),
    Value(
        "opinion.default_days", "Délai proposé à un service consulté", 30, "jours", "Usage du bureau", LOW,
        comment="Combien de jours le bureau laisse-t-il d'ordinaire à un service consulté ?",
    ),
    Value(
        "opinion.link_days", "Durée d'un lien de réponse à une demande d'avis", 45, "jours",
        "Règle interne de la direction", LOW,
        comment="Combien de jours un lien de réponse à une demande d'avis reste-t-il ouvert ?",
    ),
    Value(
        "opinion.reminder_days_before", "Avis : relance automatique avant la date attendue", 5, "jours",
        "Règle interne de la direction", LOW,
        comment="Combien de jours avant la date attendue relance-t-on un service consulté (zéro : aucune relance) ?",
    ),
    Value(
        "opinion.reminder_days_after", "Avis : intervalle des relances automatiques après la date attendue", 7, "jours",
        "Règle interne de la direction", LOW,
        comment="Tous les combien de jours relance-t-on un service dont l'avis est en retard ?",
    ),
    Value(
        "opinion.reminders_most", "Avis : nombre de relances automatiques", 3, "",
        "Règle interne de la direction", LOW,
        comment="Combien de relances automatiques reçoit au plus un service consulté (zéro : aucune) ?",
    ),
    Value(
        "access.pending_most", "Demandes d'accès à l'étude, au plus, pour une personne", 5, "",
        "Règle interne de la direction", LOW,
        comment="Combien de demandes d'accès une même personne peut-elle avoir à l'étude ?",
    ),
    Value(
        "access.longest_days", "Durée la plus longue d'un accès accordé à un autre service", 30, "jours",
        "Règle interne de la direction", LOW,
        comment="Combien de jours dure au plus l'accès accordé à un autre service ?",
    ),
    Value(
        "hearing.minimum_days", "Délai minimal pour présenter des observations", 8, "jours",
        f"{GENERAL_RULES}, art. L122-1 (délai suffisant), usage", MEDIUM,
    ),
    Value(
        "hearing.usual_days", "Délai usuel pour présenter des observations", 15, "jours",
        f"{GENERAL_RULES}, art. L122-1 (délai suffisant), usage", MEDIUM,
    ),
    Value(
        "appeal.months", "Délai du recours contentieux", 2, "mois", "Code de justice administrative, art. R421-1",
        VERIFIED,
    ),
    Value(
        "appeal.silence_months", "Silence valant rejet d'un recours gracieux ou hiérarchique", 2, "mois",
        f"{GENERAL_RULES}, art. L231-4 ; Code de justice administrative, art. R421-2", HIGH,
    ),
    Value(
        "appeal.defence_months", "Délai proposé pour le mémoire en défense", 2, "mois",
        "Code de justice administrative, art. R611-10, usage", LOW,
        comment="Combien de mois se donne-t-on pour le mémoire en défense quand la lettre du tribunal ne fixe pas de"
        " délai ?",
    ),
    Value(
        "appeal.interim_suspension_days", "Délai proposé pour le mémoire en défense d'un référé-suspension", 5, "jours",
        "Code de justice administrative, art. L521-1 et L522-1, usage", LOW,
        comment="Combien de jours se donne-t-on pour défendre en référé-suspension quand la lettre du juge ne fixe"
        " pas de délai ?",
    ),
    Value(
        "appeal.interim_liberty_days", "Délai du juge saisi d'un référé-liberté", 2, "jours",
        "Code de justice administrative, art. L521-2 (quarante-huit heures)", VERIFIED,
    ),
)  # fmt: skip

COMMISSIONS = (
    Value(
        "commission.convocation_days", "Commissions : convocation avant la séance, au moins", 5, "jours",
        f"{GENERAL_RULES}, art. R133-8", HIGH,
        comment="Sauf urgence, dont le motif est écrit dans la convocation.",
    ),
)  # fmt: skip

PERMIT_LISTS = (
    Value(
        "public_list.uncertain", "Publier les listes de titres dont le fondement reste à vérifier", False, "",
        "Règle interne de la direction (écoles de conduite, entreprises de domiciliation)", LOW,
        comment="Publie-t-on les listes de titres (écoles de conduite, entreprises de domiciliation) qu'aucun texte"
        " relu n'impose (non : seules paraissent les autres) ?",
    ),
    Value(
        "mayor_list.every_months", "Liste des titres envoyée aux mairies : tous les", 3, "mois",
        f"{INTERNAL_SECURITY}, titre V du livre II (liste communiquée au maire) ; rythme : règle interne", LOW,
        comment="Tous les combien de mois la liste des titres est-elle envoyée aux mairies (12 : chaque année, en"
        " janvier ; 0 : seulement à la demande) ?",
    ),
    Value(
        "mayor_list.link_days", "Liste des titres envoyée aux mairies : durée du lien", 100, "jours",
        "Règle interne de la direction", LOW,
        comment="Combien de jours le lien de la liste envoyée à une mairie reste-t-il ouvert ?",
    ),
)  # fmt: skip

VIDEO_PROTECTION = (
    Value(
        "video_protection.decision_months", "Vidéoprotection : délai pour statuer", 4, "mois",
        f"{INTERNAL_SECURITY}, art. R252-15 (R252-9 avant le décret 2023-1102)", VERIFIED,
    ),
    Value(
        "video_protection.opinion_months", "Vidéoprotection : délai de la commission départementale", 3, "mois",
        f"{INTERNAL_SECURITY}, art. R252-15 (R252-9 avant le décret 2023-1102)", VERIFIED,
    ),
    Value(
        "video_protection.opinion_extra_months", "Vidéoprotection : délai supplémentaire demandé par la commission", 1,
        "mois", f"{INTERNAL_SECURITY}, art. R252-15 (R252-9 avant le décret 2023-1102)", LOW,
        comment="Depuis le décret 2023-1102, la commission départementale de vidéoprotection peut-elle encore demander"
        " un mois de plus pour rendre son avis ?",
    ),
    Value(
        "video_protection.validity_months", "Vidéoprotection : durée de l'autorisation", 60, "mois",
        f"{INTERNAL_SECURITY}, art. L252-4", VERIFIED,
    ),
    Value(
        "video_protection.renew_before_months", "Vidéoprotection : renouvellement à demander avant l'échéance", 4,
        "mois", f"{INTERNAL_SECURITY}, titre V du livre II", VERIFIED,
    ),
    Value(
        "video_protection.retention_maximum_days", "Vidéoprotection : conservation maximale des images", 30, "jours",
        f"{INTERNAL_SECURITY}, art. L252-5 (un mois)", VERIFIED,
    ),
    Value(
        "video_protection.small_system_cameras", "Vidéoprotection : caméras à partir desquelles un plan est exigé",
        8, "caméras", f"{INTERNAL_SECURITY}, art. R252-3", VERIFIED,
    ),
    Value(
        "video_protection.modification_restarts",
        "Vidéoprotection : une modification fait repartir les cinq ans de l'autorisation", False, "",
        "Aucun texte relu ne le dit : l'autorisation modifiée garde son échéance, à confirmer", LOW,
        comment="Une modification substantielle fait-elle repartir les cinq ans d'une autorisation de vidéoprotection"
        " (non : l'échéance est gardée) ?",
    ),
    Value(
        "video_protection.emergency_decision_months", "Autorisation provisoire de vidéoprotection : délai pour statuer",
        0, "mois", f"{INTERNAL_SECURITY}, art. L223-4 et L252-6", VERIFIED,
        comment="Zéro : la décision est immédiate. Le silence n'y vaut pas décision.",
    ),
    Value(
        "video_protection.emergency_months", "Autorisation provisoire de vidéoprotection : durée maximale", 4, "mois",
        f"{INTERNAL_SECURITY}, art. L223-4 et L252-6", VERIFIED,
    ),
    Value(
        "video_protection.emergency_alert_months",
        "Autorisation provisoire de vidéoprotection : alerte si l'avis de la commission manque", 3, "mois",
        "Règle interne : l'avis est recueilli avant l'expiration (CSI, art. L223-4)", MEDIUM,
    ),
    Value(
        "video_protection.emergency_renew_before_months",
        "Autorisation provisoire de vidéoprotection : autorisation ordinaire à demander avant l'échéance", 1, "mois",
        "Règle interne du bureau", LOW,
        comment="Combien de mois avant la fin d'une autorisation provisoire l'autorisation ordinaire doit-elle être"
        " demandée ?",
    ),
    Value(
        "video_protection.closure_maximum_months",
        "Vidéoprotection : durée maximale de fermeture d'un établissement", 3, "mois",
        f"{INTERNAL_SECURITY}, art. L253-4", HIGH,
    ),
)  # fmt: skip

DEMONSTRATIONS = (
    Value(
        "street_demonstration.filing_minimum_days", "Manifestation : déclaration au plus tard", 3, "jours francs",
        f"{INTERNAL_SECURITY}, art. L211-2", VERIFIED,
    ),
    Value(
        "street_demonstration.filing_maximum_days", "Manifestation : déclaration au plus tôt", 15, "jours francs",
        f"{INTERNAL_SECURITY}, art. L211-2", VERIFIED,
    ),
    Value(
        "street_demonstration.judge_hours", "Manifestation : temps laissé pour saisir le juge des référés", 24,
        "heures", "Règle interne de la direction (CJA, art. L521-2)", LOW,
        comment="Combien d'heures avant une manifestation son interdiction doit-elle être notifiée pour que le juge"
        " des référés puisse être saisi ?",
    ),
    Value(
        "street_demonstration.opinion_days", "Manifestation : délai proposé à la police et à la mairie", 2, "jours",
        "Usage du bureau", LOW,
        comment="Combien de jours la police et la mairie ont-elles pour donner leur avis sur une manifestation ?",
    ),
)  # fmt: skip

PUBLIC_HEALTH = "Code de la santé publique, art. L3332-15"
CLOSURES = (
    Value(
        "outlet_closure.maximum_months_1", "Fermeture d'un débit : durée maximale, infractions aux lois des débits (1)",
        6, "mois", f"{PUBLIC_HEALTH}, 1", VERIFIED,
    ),
    Value(
        "outlet_closure.maximum_months_2", "Fermeture d'un débit : durée maximale, ordre public (2)", 2, "mois",
        f"{PUBLIC_HEALTH}, 2", VERIFIED,
    ),
    Value(
        "outlet_closure.maximum_months_3", "Fermeture d'un débit : durée maximale, actes criminels ou délictueux (3)",
        6, "mois", f"{PUBLIC_HEALTH}, 3", VERIFIED,
    ),
    Value(
        "outlet_closure.old_facts_days", "Fermeture d'un débit : âge des faits qui diffère l'exécution", 45, "jours",
        f"{PUBLIC_HEALTH}, 2 bis", VERIFIED,
    ),
    Value(
        "outlet_closure.executory_hours", "Fermeture d'un débit : délai d'exécution pour des faits anciens", 48,
        "heures", f"{PUBLIC_HEALTH}, 2 bis", VERIFIED,
    ),
    Value(
        "outlet_closure.warning_months", "Fermeture d'un débit : temps pendant lequel un avertissement peut la fonder",
        36, "mois", "Usage du bureau, à confirmer", LOW,
        comment="Pendant combien de mois un avertissement peut-il fonder la fermeture d'un débit de boissons ?",
    ),
    Value(
        "outlet_closure.opinion_days", "Fermeture d'un débit : délai proposé à la mairie", 15, "jours",
        "Usage du bureau", LOW,
        comment="Combien de jours la mairie a-t-elle pour donner son avis sur la fermeture d'un établissement ?",
    ),
)  # fmt: skip

SHOOTERS_SINCE = date(2024, 1, 1)
SHOOTERS_BEFORE = f"{INTERNAL_SECURITY}, titre Ier du livre III, rédaction antérieure à 2024"
WEAPONS = (
    Value(
        "weapons.decision_months", "Armes : délai pour statuer sur une autorisation", 3, "mois",
        f"{INTERNAL_SECURITY}, art. R312-10-1 (décret 2024-615)", VERIFIED, date(2024, 6, 29),
        former=Former(
            2, f"{GENERAL_RULES}, art. L231-4 (aucun délai propre retrouvé)", LOW,
            comment="Avant le 29 juin 2024, le silence gardé deux mois sur une demande d'autorisation d'arme valait-il"
            " rejet ?",
        ),
    ),
    Value(
        "weapons.validity_months", "Armes : durée de l'autorisation", 60, "mois", f"{INTERNAL_SECURITY}, art. R312-13",
        VERIFIED,
    ),
    Value(
        "weapons.renew_before_months", "Armes : renouvellement à demander avant l'échéance", 3, "mois",
        f"{INTERNAL_SECURITY}, art. R312-13 et R312-14", VERIFIED,
    ),
    Value(
        "weapons.acquisition_months", "Armes : délai pour acquérir, sous peine de caducité", 6, "mois",
        f"{INTERNAL_SECURITY}, art. R312-12", VERIFIED,
    ),
    Value(
        "weapons.notification_days", "Armes : délai pour notifier la décision", 15, "jours",
        f"{INTERNAL_SECURITY}, titre Ier du livre III (texte de 2017)", MEDIUM,
        comment="Version de 2017 : à vérifier dans le texte en vigueur.",
    ),
    Value(
        "weapons.licence_months", "Armes : délai laissé au tireur dont la licence n'est pas renouvelée", 3, "mois",
        f"{INTERNAL_SECURITY}, art. R312-15", VERIFIED,
    ),
    Value(
        "weapons.sport_maximum", "Armes : nombre maximal d'armes de catégorie B d'un tireur sportif", 15, "armes",
        f"{INTERNAL_SECURITY}, titre Ier du livre III", VERIFIED, SHOOTERS_SINCE,
        former=Former(
            12, SHOOTERS_BEFORE, LOW,
            comment="Avant le 1er janvier 2024, un tireur sportif pouvait-il détenir au plus douze armes ?",
        ),
    ),
    Value(
        "weapons.sport_yearly_rounds", "Armes : munitions d'un tireur sportif, par autorisation et par an", 3000,
        "cartouches", f"{INTERNAL_SECURITY}, titre Ier du livre III", VERIFIED, SHOOTERS_SINCE,
        former=Former(
            2000, SHOOTERS_BEFORE, LOW,
            comment="Avant le 1er janvier 2024, un tireur sportif acquérait-il au plus 2 000 cartouches par arme et par"
            " an ?",
        ),
    ),
    Value(
        "weapons.sport_stock_rounds", "Armes : munitions détenues par un tireur sportif, par autorisation", 1000,
        "cartouches", f"{INTERNAL_SECURITY}, titre Ier du livre III", VERIFIED, SHOOTERS_SINCE,
        former=Former(
            1000, SHOOTERS_BEFORE, LOW,
            comment="Avant le 1er janvier 2024, un tireur sportif détenait-il au plus 1 000 cartouches par arme ?",
        ),
    ),
    Value(
        "weapons.defence_maximum", "Armes : nombre maximal d'armes au titre de la défense", 1, "armes",
        f"{INTERNAL_SECURITY}, art. R312-39", MEDIUM,
    ),
    Value(
        "weapons.divestment_months", "Armes : délai pour se dessaisir", 3, "mois",
        f"{INTERNAL_SECURITY}, art. L312-11, R312-74 et R312-75", VERIFIED,
        comment="Le préfet peut l'abréger s'il y a un risque.",
    ),
)  # fmt: skip

MUNICIPAL_POLICE = (
    Value(
        "municipal_weapons.decision_months", "Armes d'une commune : délai pour statuer", 2, "mois",
        f"{GENERAL_RULES}, art. L231-4 (aucun délai propre trouvé)", LOW,
        comment="Que vaut le silence gardé sur la demande d'armes d'une commune, et après combien de temps ?",
    ),
    Value(
        "municipal_weapons.validity_months", "Armes d'une commune : durée de l'autorisation", 60, "mois",
        f"{INTERNAL_SECURITY}, art. R511-30 (cinq ans au plus)", VERIFIED,
    ),
    Value(
        "municipal_weapons.renew_before_months", "Armes d'une commune : renouvellement à demander avant l'échéance", 4,
        "mois", "Usage du bureau, à confirmer", LOW,
        comment="Combien de mois avant l'échéance une commune demande-t-elle le renouvellement de son autorisation"
        " d'armes ?",
    ),
    Value(
        "municipal_weapons.service_rounds", "Armes d'une commune : munitions de service par arme", 50, "cartouches",
        f"{INTERNAL_SECURITY}, art. R511-30 et suivants", VERIFIED,
    ),
    Value(
        "municipal_weapons.launcher_service_rounds", "Armes d'une commune : munitions de service par lanceur", 100,
        "cartouches", f"{INTERNAL_SECURITY}, art. R511-30 et suivants", VERIFIED,
        comment="Armes de la classe des lanceurs de projectiles.",
    ),
    Value(
        "municipal_weapons.first_training_rounds", "Armes d'une commune : munitions de formation préalable par arme",
        300, "cartouches", f"{INTERNAL_SECURITY}, art. R511-30 et suivants", VERIFIED,
    ),
    Value(
        "municipal_weapons.yearly_training_rounds", "Armes d'une commune : munitions d'entraînement par arme et par an",
        100, "cartouches", f"{INTERNAL_SECURITY}, art. R511-30 et suivants", VERIFIED,
    ),
    Value(
        "municipal_weapons.launcher_yearly_training_rounds",
        "Armes d'une commune : munitions d'entraînement par lanceur et par an", 200, "cartouches",
        f"{INTERNAL_SECURITY}, art. R511-30 et suivants", MEDIUM,
        comment="Le plafond double est rapporté ; qu'il vise les lanceurs est à vérifier.",
    ),
    Value(
        "police_agreement.validity_months", "Convention de coordination : durée", 36, "mois",
        f"{INTERNAL_SECURITY}, art. L512-4 et R512-5 et suivants", VERIFIED,
        comment="Durée à confirmer par un juriste.",
    ),
    Value(
        "police_agreement.renew_before_months", "Convention de coordination : renouvellement à préparer avant le terme",
        6, "mois", "Usage du bureau, à confirmer", LOW,
        comment="Combien de mois avant son terme une convention de coordination se renouvelle-t-elle ?",
    ),
    Value(
        "police_agreement.evaluation_months", "Convention de coordination : évaluation", 12, "mois",
        f"{INTERNAL_SECURITY}, art. R512-5 et suivants (évaluation annuelle)", MEDIUM,
    ),
    Value(
        "police_agreement.mandatory_officers", "Convention de coordination : emplois à partir desquels elle est exigée",
        3, "agents", f"{INTERNAL_SECURITY}, art. L512-4", VERIFIED,
    ),
    Value(
        "police_agreement.day_starts_at", "Sans convention, missions permises à partir de", 6, "heures",
        f"{INTERNAL_SECURITY}, art. L512-4 à L512-7", VERIFIED,
    ),
    Value(
        "police_agreement.day_ends_at", "Sans convention, missions permises jusqu'à", 23, "heures",
        f"{INTERNAL_SECURITY}, art. L512-4 à L512-7", VERIFIED,
    ),
)  # fmt: skip

EVICTION_CODE = "Code des procédures civiles d'exécution"
EVICTIONS = (
    Value(
        "eviction_summons.days_before_hearing", "Expulsion : notification de l'assignation avant l'audience", 42,
        "jours", "Loi 89-462 du 6 juillet 1989, art. 24 III (six semaines)", VERIFIED,
        comment="Comptés à rebours depuis la veille de l'audience, sans report (Cass. avis, 6 novembre 2025,"
        " n° 25-70.018).",
    ),
    Value(
        "notice_to_quit.months", "Expulsion : délai laissé par le commandement de quitter un lieu habité", 2, "mois",
        f"{EVICTION_CODE}, art. L412-1", VERIFIED,
        comment="À compter de la plus tardive des dates de signification et de notification au préfet : calcul"
        " prudent.",
    ),
    Value(
        "public_force.decision_months", "Force publique : délai avant le refus né du silence", 2, "mois",
        f"{EVICTION_CODE}, art. R153-1", VERIFIED,
    ),
)  # fmt: skip

OUTLETS = (
    Value(
        "late_opening.decision_months", "Ouverture tardive : délai pour statuer", 2, "mois",
        f"{GENERAL_RULES}, art. L231-1 et L231-4", LOW,
        comment="Que vaut le silence gardé sur une demande d'ouverture tardive (décrets d'octobre 2014 à relire ;"
        " rejet retenu par prudence), et après combien de temps ?",
    ),
    Value(
        "late_opening.closing_hour", "Ouverture tardive : heure de fermeture de droit commun", 0, "heures", LOCAL, LOW,
        comment="À quelle heure l'arrêté préfectoral fixe-t-il la fermeture des débits de boissons (minuit en Seine-"
        " Saint-Denis) ?",
    ),
    Value(
        "late_opening.opening_hour", "Ouverture tardive : heure de réouverture de droit commun", 5, "heures", LOCAL,
        LOW,
        comment="À quelle heure l'arrêté préfectoral fixe-t-il la réouverture des débits de boissons (5 h en Seine-"
        " Saint-Denis) ?",
    ),
    Value(
        "late_opening.local_order", "Ouverture tardive : arrêté départemental applicable",
        "arrêté préfectoral portant police des débits de boissons", "", LOCAL, LOW,
        comment="Quels sont le numéro et la date de l'arrêté préfectoral qui porte police des débits de boissons ?",
    ),
    Value(
        "late_opening.first_minimum_months", "Ouverture tardive : durée minimale d'une première dérogation", 3, "mois",
        LOCAL, MEDIUM, comment="À confirmer par l'arrêté départemental.",
    ),
    Value(
        "late_opening.first_months", "Ouverture tardive : durée maximale d'une première dérogation", 12, "mois", LOCAL,
        MEDIUM, comment="À confirmer par l'arrêté départemental.",
    ),
    Value(
        "late_opening.renewal_months", "Ouverture tardive : durée maximale d'une dérogation renouvelée", 24, "mois",
        LOCAL, MEDIUM, comment="À confirmer par l'arrêté départemental.",
    ),
    Value(
        "late_opening.renew_before_months", "Ouverture tardive : renouvellement à demander avant l'échéance", 2, "mois",
        LOCAL, MEDIUM, comment="À confirmer par l'arrêté départemental.",
    ),
    Value(
        "late_opening.opinion_days", "Ouverture tardive : délai proposé au maire et à la police", 21, "jours",
        "Usage du bureau", LOW,
        comment="Combien de jours le maire et la police ont-ils pour donner leur avis sur une ouverture tardive ?",
    ),
    Value(
        "late_opening.dance_closing_hour", "Établissement dont l'objet principal est la danse : heure de fermeture",
        7, "heures", "Code du tourisme, art. D314-1", HIGH,
    ),
    Value(
        "licence_transfer.decision_months", "Transfert de licence : délai pour statuer", 2, "mois",
        "Code de la santé publique, art. L3332-11", VERIFIED, comment="Compté de la demande complète.",
    ),
    Value(
        "licence_transfer.opinion_days", "Transfert de licence : délai proposé aux maires et à la police", 30, "jours",
        "Usage du bureau", LOW,
        comment="Combien de jours les maires et la police ont-ils pour donner leur avis sur le transfert d'une"
        " licence ?",
    ),
    Value(
        "licence_transfer.department_lock_years",
        "Transfert de licence : temps sans nouveau transfert vers un autre département", 8, "ans",
        "Code de la santé publique, art. L3332-11", VERIFIED, date(2019, 12, 29),
        former=Former(
            0, "Code de la santé publique, art. L3332-11, rédaction antérieure", MEDIUM,
            comment="Zéro : le transfert vers un département limitrophe date du 29 décembre 2019.",
        ),
    ),
    Value(
        "licence_transfer.lapse_years",
        "Licence de débit : temps sans exploitation après lequel elle ne se transmet plus", 5, "ans",
        "Site de la préfecture, débits de boissons", VERIFIED,
    ),
    Value(
        "licence_transfer.protected_distance_m", "Zones protégées : rayon à défaut d'arrêté enregistré", 100, "mètres",
        "Valeur d'attente, sans source", LOW,
        comment="Quels rayons l'arrêté préfectoral des zones protégées (CSP, art. L3335-1) fixe-t-il dans le"
        " département, par catégorie de lieux et par taille de commune ?",
    ),
    Value(
        "outlet.declaration_days", "Débit de boissons : déclaration à la mairie avant l'ouverture ou la mutation", 15,
        "jours", "Site de la préfecture, débits de boissons", VERIFIED,
    ),
)  # fmt: skip

COMMERCE = "Code de commerce, art. L123-11-3 et R123-166-1 à R123-166-5"
DOMICILIATION = (
    Value(
        "domiciliation.decision_months", "Domiciliation d'entreprises : délai pour statuer", 2, "mois", COMMERCE,
        VERIFIED,
    ),
    Value(
        "domiciliation.validity_months", "Domiciliation d'entreprises : durée de l'agrément", 72, "mois", COMMERCE,
        VERIFIED,
    ),
    Value(
        "domiciliation.renew_before_months", "Domiciliation d'entreprises : renouvellement à demander avant l'échéance",
        2, "mois", "Usage des préfectures, à confirmer", MEDIUM,
    ),
    Value(
        "domiciliation.change_months", "Domiciliation d'entreprises : délai pour déclarer un changement", 2, "mois",
        COMMERCE, VERIFIED,
    ),
    Value(
        "domiciliation.suspension_months", "Domiciliation d'entreprises : durée maximale d'une suspension", 6, "mois",
        COMMERCE, VERIFIED,
    ),
    Value(
        "domiciliation.share_percent", "Domiciliation d'entreprises : part du capital à déclarer", 25, "%", COMMERCE,
        VERIFIED,
    ),
)  # fmt: skip

DRIVING_SCHOOL_ORDER = "Code de la route, art. R213-1 et R213-2 ; arrêté du 8 janvier 2001"
DRIVING_SCHOOLS = (
    Value(
        "driving_school.decision_months", "École de conduite : délai pour statuer", 2, "mois",
        "Pratique des préfectures ; aucun texte vérifié", LOW,
        comment="Que vaut le silence gardé sur une demande d'agrément d'une école de conduite (décrets d'octobre"
        " 2014), et après combien de temps ?",
    ),
    Value(
        "driving_school.validity_months", "École de conduite : durée de l'agrément", 60, "mois", DRIVING_SCHOOL_ORDER,
        VERIFIED,
    ),
    Value(
        "driving_school.renew_before_months", "École de conduite : renouvellement à demander avant l'échéance", 2,
        "mois", DRIVING_SCHOOL_ORDER, VERIFIED,
    ),
    Value(
        "driving_school.minimum_age", "École de conduite : âge minimal de l'exploitant", 23, "ans",
        DRIVING_SCHOOL_ORDER, VERIFIED,
    ),
    Value(
        "driving_school.minimum_surface", "École de conduite : surface minimale du local", 25, "m²",
        DRIVING_SCHOOL_ORDER, VERIFIED,
    ),
    Value(
        "driving_school.withdrawal_months", "École de conduite : temps d'exclusion après un retrait d'agrément", 36,
        "mois", DRIVING_SCHOOL_ORDER, VERIFIED,
    ),
    Value(
        "driving_school.continuity_months", "École de conduite : maintien après le décès ou l'incapacité", 12, "mois",
        DRIVING_SCHOOL_ORDER, VERIFIED,
    ),
)  # fmt: skip

SPORT = "Code du sport"
SPORT_EVENTS = (
    Value(
        "sport_event.ranked_months", "Manifestation sportive avec classement : déclaration au plus tard", 2, "mois",
        f"{SPORT}, art. R331-10", VERIFIED,
    ),
    Value(
        "sport_event.ranked_departments_months",
        "Manifestation sportive avec classement, plusieurs départements : déclaration au plus tard", 3, "mois",
        f"{SPORT}, art. R331-10", VERIFIED,
    ),
    Value(
        "sport_event.unranked_months", "Manifestation sportive sans classement : déclaration au plus tard", 1, "mois",
        f"{SPORT}, art. R331-8", VERIFIED,
    ),
    Value(
        "sport_event.unranked_participants", "Manifestation sportive sans classement : déclarée au-delà de", 100,
        "participants", f"{SPORT}, art. R331-6, 2°", VERIFIED,
    ),
    Value(
        "sport_event.federation_months", "Manifestation sportive : délai de la fédération pour donner son avis", 1,
        "mois", f"{SPORT}, art. R331-9", VERIFIED,
        comment="Au-delà, l'avis est réputé favorable.",
    ),
    Value(
        "sport_event.insurance_days", "Manifestation sportive : attestation d'assurance au plus tard", 6,
        "jours francs", f"{SPORT}, art. R331-10", VERIFIED,
    ),
    Value(
        "sport_event.marshals_days",
        "Manifestation sportive : liste des signaleurs et arrêtés de circulation au plus tard", 21, "jours",
        f"{SPORT}, livre III, titre III, chapitre Ier (trois semaines)", VERIFIED,
    ),
    Value(
        "sport_event.minister_departments", "Manifestation sportive : départements à partir desquels le ministre est"
        " aussi saisi", 20, "départements", f"{SPORT}, livre III, titre III, chapitre Ier", VERIFIED,
    ),
)  # fmt: skip

INITIAL = (
    *AUTHORITIES,
    *GENERAL,
    *COMMISSIONS,
    *PERMIT_LISTS,
    *VIDEO_PROTECTION,
    *DEMONSTRATIONS,
    *CLOSURES,
    *OUTLETS,
    *WEAPONS,
    *MUNICIPAL_POLICE,
    *EVICTIONS,
    *DOMICILIATION,
    *DRIVING_SCHOOLS,
    *SPORT_EVENTS,
)

# Those that a procedure brings in its own file.
DECLARED: dict[str, Value] = {}


class ValueDeclaredTwice(Exception):
    """Two values under one code: the application refuses to start."""


def declare_values(values: Iterable[Value]) -> None:
    shared = {value.code for value in INITIAL}
    for value in values:
        if value.code in shared or DECLARED.setdefault(value.code, value) is not value:
            raise ValueDeclaredTwice(f"Paramètre déclaré deux fois : {value.code}")


def initial_values() -> tuple[Value, ...]:
    return (*INITIAL, *DECLARED.values())
