"""What the grants of the prevention fund (FIPD) name: families, axes, promoters, pieces, opinions, reasons. Pure."""

from dataclasses import dataclass

from django.db import models


class Family(models.TextChoices):
    PREVENTION = "D", "Prévention de la délinquance"
    RADICALISATION = "R", "Prévention de la radicalisation et des dérives sectaires"
    SITES = "K", "Sécurisation des sites sensibles"
    SECURITY = "S", "Sécurisation : vidéoprotection, équipements, écoles"


class Arbitration(models.TextChoices):
    PREFECT = "prefet", "Préfet"
    SG = "sg_cipdr", "SG-CIPDR, après avis du préfet"


class PromoterKind(models.TextChoices):
    ASSOCIATION = "association", "Association"
    COMMUNE = "commune", "Commune"
    GROUPING = "grouping", "Établissement public de coopération"
    DEPARTMENT = "department", "Département ou région"
    PUBLIC_BODY = "public_body", "Établissement public"
    LANDLORD = "landlord", "Bailleur social"
    TRANSPORT = "transport", "Transporteur"
    COMPANY = "company", "Entreprise"
    STATE = "state", "Service de l'État"
    PERSON = "person", "Personne physique"


LOCAL_AUTHORITIES = (PromoterKind.COMMUNE, PromoterKind.GROUPING, PromoterKind.DEPARTMENT)
PRIVATE = (PromoterKind.ASSOCIATION, PromoterKind.LANDLORD, PromoterKind.TRANSPORT, PromoterKind.COMPANY)


@dataclass(frozen=True)
class KnownAxis:
    label: str
    is_investment: bool = False
    is_equipment: bool = False
    pieces: tuple[str, ...] = ()


VIDEO_PIECES = ("quotes", "plan", "video_order", "deliberation")
# The axes that a year is opened with; each is then a dated row of that year.
AXES = {
    "D1": KnownAxis("Jeunes exposés à la délinquance"),
    "D2": KnownAxis("Personnes vulnérables, aide aux victimes"),
    "D3": KnownAxis("Tranquillité publique, médiation"),
    "D4": KnownAxis("Gouvernance, évaluation, formation"),
    "R1": KnownAxis("Prévention et esprit critique"),
    "R2": KnownAxis("Prise en charge des personnes et des familles"),
    "R3": KnownAxis("Dérives sectaires"),
    "S1": KnownAxis("Vidéoprotection", True, False, VIDEO_PIECES),
    "S2": KnownAxis("Équipement des polices municipales", True, True, ("quotes", "deliberation")),
    "S3": KnownAxis("Sécurisation des écoles", True, False, ("quotes", "plan", "deliberation")),
    "K1": KnownAxis("Lieux de culte et autres sites sensibles", True, False, ("quotes", "plan")),
}


class Piece(models.TextChoices):
    FORM = "form", "Demande de subvention (Cerfa 12156)"
    STATUTES = "statutes", "Statuts"
    OFFICERS = "officers", "Liste des dirigeants"
    BANK = "bank", "Relevé d'identité bancaire"
    BUDGET = "budget", "Budget prévisionnel de l'organisme"
    ACCOUNTS = "accounts", "Comptes de l'exercice précédent"
    ACTIVITY = "activity", "Rapport d'activité"
    REPUBLICAN = "republican", "Contrat d'engagement républicain"
    POWER = "power", "Pouvoir du signataire"
    PREVIOUS = "previous", "Compte rendu financier précédent (Cerfa 15059)"
    QUOTES = "quotes", "Devis"
    PLAN = "plan", "Plan d'implantation"
    VIDEO = "video_order", "Arrêté d'autorisation de vidéoprotection"
    DELIBERATION = "deliberation", "Délibération"


def needed_pieces(promoter_kind: str, axis_pieces: tuple[str, ...], *, was_granted: bool) -> tuple[str, ...]:
    """What a complete file holds: the common ones, those of an association, those of the axis, the former report."""
    found = [Piece.FORM, Piece.BANK, Piece.BUDGET]
    if promoter_kind == PromoterKind.ASSOCIATION:
        found += [Piece.STATUTES, Piece.OFFICERS, Piece.ACCOUNTS, Piece.ACTIVITY, Piece.REPUBLICAN]
    found += [Piece(code) for code in axis_pieces]
    if was_granted:
        found.append(Piece.PREVIOUS)
    return tuple(str(code) for code in Piece.values if code in found)


class PieceStatus(models.TextChoices):
    MISSING = "missing", "Manquante"
    RECEIVED = "received", "Reçue"
    INVALID = "invalid", "Non valable"
    WAIVED = "waived", "Dispensée"


class Adviser(models.TextChoices):
    COMMUNE = "commune", "Commune"
    POLICE = "dt_police", "Direction territoriale de la police"
    PROSECUTOR = "parquet", "Parquet"
    PJJ = "pjj", "Protection judiciaire de la jeunesse"
    SPIP = "spip", "Insertion et probation"
    DDETS = "ddets", "Emploi, travail, solidarités"
    EDUCATION = "education", "Éducation nationale"
    HOUSING = "drihl", "Hébergement et logement"
    ARS = "ars", "Agence régionale de santé"
    SUBPREFECT = "sous_prefet", "Sous-préfet"
    CITY = "politique_ville", "Politique de la ville"


class Advice(models.TextChoices):
    WAITING = "waiting", "Attendu"
    FAVOURABLE = "favourable", "Favorable"
    RESERVED = "reserved", "Favorable avec réserves"
    AGAINST = "against", "Défavorable"
    NONE = "none", "Sans avis"


class Sex(models.TextChoices):
    ALL = "all", "Tous"
    WOMEN = "women", "Femmes"
    MEN = "men", "Hommes"


class Funder(models.TextChoices):
    FIPD = "fipd", "FIPD demandé"
    STATE = "state", "Autre aide de l'État"
    LOCAL = "local", "Collectivités"
    OTHER_PUBLIC = "other_public", "Autre financement public"
    OWN = "own", "Fonds propres"
    PRIVATE = "private", "Financement privé"


class Refusal(models.TextChoices):
    """Each refusal has its reason by name, then its words (FIPD-14)."""

    PRIORITY = "priority", "Le projet ne répond pas aux orientations de l'appel à projets"
    QUALITY = "quality", "Le projet est insuffisamment précis ou évaluable"
    TERRITORY = "territory", "Le projet ne concerne pas un territoire prioritaire"
    COFINANCING = "cofinancing", "Les cofinancements sont insuffisants"
    CREDITS = "credits", "Les crédits ont été attribués aux projets mieux classés"
    REPORTS = "reports", "Les comptes rendus des subventions antérieures manquent"
    STARTED = "started", "L'investissement a commencé avant l'accusé de réception"
    COMMON_LAW = "common_law", "Le projet relève des crédits de droit commun"
    PROMOTER = "promoter", "Le porteur n'est pas éligible"


class Verdict(models.TextChoices):
    OPEN = "open", "À arbitrer"
    FUND = "fund", "Retenu"
    WAIT = "wait", "Liste d'attente"
    REFUSE = "refuse", "Écarté"


class Instrument(models.TextChoices):
    ORDER = "order", "Arrêté attributif"
    AGREEMENT = "agreement", "Convention"
    YEARS = "years", "Convention pluriannuelle d'objectifs"


CRITERIA = {
    "relevance": "Pertinence",
    "territory": "Territoire prioritaire",
    "audience": "Public",
    "partnership": "Partenariat et cofinancement",
    "evaluation": "Évaluation et indicateurs",
    "capacity": "Capacité du porteur",
}


class Item(models.TextChoices):
    VEST = "vest", "Gilet pare-balles"
    RADIO = "radio", "Terminal radio"
    CAMERA = "bodycam", "Caméra-piéton"
