"""What the life of a grant after its act names: payments, reports, alerts, amendments, recoveries. Pure."""

from django.db import models


class PaymentKind(models.TextChoices):
    SINGLE = "single", "Versement unique"
    ADVANCE = "advance", "Avance"
    INSTALMENT = "instalment", "Acompte"
    BALANCE = "balance", "Solde"


class PaymentState(models.TextChoices):
    PREPARED = "prepared", "À certifier"
    CERTIFIED = "certified", "Service fait"
    PAID = "paid", "Payé"
    CANCELLED = "cancelled", "Annulé"


LIVE = (PaymentState.PREPARED, PaymentState.CERTIFIED, PaymentState.PAID)
WAITING = (PaymentState.PREPARED, PaymentState.CERTIFIED)


class Proof(models.TextChoices):
    """What is put forward with a payment; the account, the act and the report are known otherwise."""

    INVOICES = "invoices", "Factures acquittées"
    STATEMENT = "statement", "État récapitulatif des dépenses"
    START = "start", "Attestation de commencement"
    COMPLETION = "completion", "Attestation d'achèvement"


class Control(models.TextChoices):
    NOT_STARTED = "not_started", "À contrôler"
    QUESTIONS = "questions", "Questions posées"
    COMPLIANT = "compliant", "Conforme"
    NON_COMPLIANT = "non_compliant", "Non conforme"


DONE = (Control.COMPLIANT, Control.NON_COMPLIANT)


class Alert(models.TextChoices):
    """FIPD-17, in order of time."""

    BEFORE_60 = "before_60", "Premier rappel"
    BEFORE_30 = "before_30", "Second rappel"
    DUE = "due", "Échéance"
    AFTER_15 = "after_15", "Relance"
    NOTICE = "notice", "Mise en demeure"
    DECISION = "decision", "Décision de reversement"


class Channel(models.TextChoices):
    MAIL = "mail", "Courriel"
    LETTER = "letter", "Lettre"
    REGISTERED = "registered", "Lettre recommandée"
    BUREAU = "bureau", "Alerte au bureau"


class AmendmentState(models.TextChoices):
    ASKED = "asked", "Demandé"
    SIGNED = "signed", "Signé"
    REFUSED = "refused", "Refusé"


class RecoveryReason(models.TextChoices):
    UNDER_REALISED = "under_realised", "Dépenses réalisées inférieures au budget"
    NO_REPORT = "no_report", "Compte rendu financier non produit"
    CANCELLED = "cancelled", "Projet abandonné sans dépense"
    DIVERTED = "diverted", "Emploi à un autre objet"
    REPUBLICAN = "republican", "Manquement au contrat d'engagement républicain"


class RecoveryState(models.TextChoices):
    OPENED = "opened", "À notifier"
    HEARING = "hearing", "Observations attendues"
    DECIDED = "decided", "Décidé"
    ORDERED = "ordered", "Titre de perception émis"
    RECOVERED = "recovered", "Recouvré"
    DROPPED = "dropped", "Abandonné"


RUNNING = (RecoveryState.OPENED, RecoveryState.HEARING, RecoveryState.DECIDED, RecoveryState.ORDERED)
