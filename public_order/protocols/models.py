"""Protocols and conventions: their parties, their terms, their committees, what each party undertook (B6)."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.db import models
from django.db.models import F, Q

from directorate.legal_texts.models import OneRow
from directorate.parameters.models import DateRange


class DaysIncluded(DateRange):
    """From a day to another, both included."""

    template = "%(function)s(%(expressions)s, '[]')"


class Protocol(models.Model):
    """A convention between the State and others. Whether it is to renew or expired is told by its last term."""

    class Kind(models.TextChoices):
        CITIZENS = "participation_citoyenne", "Participation citoyenne"
        POLICE = "police_coordination", "Coordination police municipale et forces de l'État"
        VIDEO = "video_urban", "CSU et déport d'images"
        LANDLORDS = "bailleurs", "Bailleurs, police et parquet"
        EDUCATION = "education", "Éducation nationale, police et justice"
        TRANSPORT = "transport", "Contrat transport"
        SHOPS = "commerces", "Commerces et alerte"
        HOSPITAL = "hospital", "Hôpital, police et justice"
        CALL_TO_ORDER = "rappel_ordre", "Rappel à l'ordre"
        SOCIAL_WORKERS = "isc", "Intervenants sociaux en commissariat"
        ELECTED = "violences_elus", "Violences faites aux élus"

    class State(models.TextChoices):
        NEGOTIATION = "negotiation", "En négociation"
        TO_SIGN = "to_sign", "À signer"
        IN_FORCE = "in_force", "En vigueur"
        DENOUNCED = "denounced", "Dénoncé"

    class Renewal(models.TextChoices):
        TACIT = "tacit", "Tacite"
        EXPRESS = "express", "Expresse"
        NONE = "none", "Aucune"

    number = models.CharField("numéro", max_length=20, unique=True)
    kind = models.CharField("nature", max_length=23, choices=Kind.choices)
    title = models.CharField("protocole", max_length=200)
    commune = models.ForeignKey("directorate.Commune", models.PROTECT, null=True, blank=True, related_name="+",
                                verbose_name="commune")  # fmt: skip
    state = models.CharField("état", max_length=11, choices=State.choices, default=State.NEGOTIATION)
    term_months = models.PositiveSmallIntegerField("durée (mois)")
    renewal = models.CharField("reconduction", max_length=7, choices=Renewal.choices)
    notice_months = models.PositiveSmallIntegerField("préavis de dénonciation (mois)", default=0)
    signed_on = models.DateField("signé le", null=True, blank=True)
    starts_on = models.DateField("prend effet le", null=True, blank=True)
    # None when there is no technical committee.
    committee_months = models.PositiveSmallIntegerField("fréquence du comité (mois)", null=True, blank=True)
    last_committee_on = models.DateField("dernier comité", null=True, blank=True)
    next_committee_on = models.DateField("prochain comité", null=True, blank=True)
    evaluation_due = models.DateField("évaluation pour le", null=True, blank=True)
    denounced_on = models.DateField("dénoncé le", null=True, blank=True)
    denounced_by = models.CharField("dénoncé par", max_length=160, blank=True)
    recorded_at = models.DateTimeField("enregistré le")
    recorded_by = models.ForeignKey("directorate.StaffMember", models.PROTECT, related_name="+", verbose_name="par")
    # The technical committee as a body of the engine, from its first planned sitting on.
    commission = models.OneToOneField(
        "directorate.Commission", models.PROTECT, null=True, blank=True, related_name="protocol",
        verbose_name="comité technique",
    )  # fmt: skip

    class Meta:
        verbose_name = "protocole"
        ordering = ["title"]
        constraints = [
            models.CheckConstraint(condition=Q(term_months__gt=0), name="protocol_term",
                                   violation_error_message="Un protocole dure au moins un mois."),
            models.CheckConstraint(
                condition=Q(state__in=["negotiation", "to_sign"])
                | Q(signed_on__isnull=False, starts_on__isnull=False),
                name="protocol_signed_before_in_force",
            ),
            models.CheckConstraint(
                condition=Q(state="denounced", denounced_on__isnull=False)
                | (~Q(state="denounced") & Q(denounced_on=None)),
                name="protocol_denounced_on_a_day",
            ),
            models.CheckConstraint(
                condition=Q(committee_months=None) | Q(committee_months__gt=0), name="protocol_committee_frequency"
            ),
        ]  # fmt: skip

    def __str__(self):
        return f"{self.number} {self.title}"


class ProtocolParty(models.Model):
    """A party and who signs for it: no signature without a mandate that covers the day (PRO-04)."""

    protocol = models.ForeignKey(Protocol, models.CASCADE, related_name="parties", verbose_name="protocole")
    name = models.CharField("partie", max_length=160)
    signatory = models.CharField("signataire", max_length=120)
    quality = models.CharField("qualité", max_length=120)
    mandate = models.CharField("mandat ou délégation", max_length=160, blank=True)
    mandate_from = models.DateField("mandat du", null=True, blank=True)
    mandate_to = models.DateField("mandat au", null=True, blank=True)

    class Meta:
        verbose_name = "partie à un protocole"
        verbose_name_plural = "parties aux protocoles"
        ordering = ["protocol", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["protocol", "name"],
                name="protocol_party_once",
                violation_error_message="Cette partie est déjà au protocole.",
            ),
            models.CheckConstraint(
                condition=Q(mandate_to=None) | Q(mandate_to__gte=F("mandate_from"), mandate_from__isnull=False),
                name="protocol_party_mandate",
                violation_error_message="Le mandat finit après avoir commencé.",
            ),
        ]

    def __str__(self):
        return f"{self.name} ({self.signatory})"


class PartyVersion(models.Model):
    """A party as it was before it was corrected: what was signed is never lost."""

    party = models.ForeignKey(ProtocolParty, models.CASCADE, related_name="versions", verbose_name="partie")
    name = models.CharField("partie", max_length=160)
    signatory = models.CharField("signataire", max_length=120)
    quality = models.CharField("qualité", max_length=120)
    mandate = models.CharField("mandat ou délégation", max_length=160, blank=True)
    mandate_from = models.DateField("mandat du", null=True, blank=True)
    mandate_to = models.DateField("mandat au", null=True, blank=True)
    reason = models.CharField("motif", max_length=200)
    replaced_at = models.DateTimeField("remplacée le")
    replaced_by = models.ForeignKey("directorate.StaffMember", models.PROTECT, related_name="+", verbose_name="par")

    class Meta:
        verbose_name = "version d'une partie"
        verbose_name_plural = "versions des parties"
        ordering = ["party", "-replaced_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason=""), name="party_version_has_a_reason",
                violation_error_message="Dire pourquoi la partie est corrigée.",
            )
        ]  # fmt: skip

    def __str__(self):
        return f"{self.name} ({self.signatory})"


class ProtocolTerm(models.Model):
    """A term of a protocol: the first, then each renewal. These rows are the log of the renewals (PRO-02)."""

    class Origin(models.TextChoices):
        SIGNED = "signed", "Signature"
        TACIT = "tacit", "Reconduction tacite"
        EXPRESS = "express", "Reconduction expresse"

    protocol = models.ForeignKey(Protocol, models.CASCADE, related_name="terms", verbose_name="protocole")
    number = models.PositiveSmallIntegerField("terme")
    starts_on = models.DateField("du")
    ends_on = models.DateField("au (inclus)")
    origin = models.CharField("origine", max_length=7, choices=Origin.choices)
    reference = models.CharField("acte", max_length=160, blank=True)
    created_at = models.DateTimeField("ouvert le")

    class Meta:
        verbose_name = "terme d'un protocole"
        verbose_name_plural = "termes des protocoles"
        ordering = ["protocol", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["protocol", "number"], name="protocol_term_once"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="protocol_term_dates"),
            ExclusionConstraint(
                name="protocol_terms_follow",
                expressions=[(OneRow("protocol"), "&&"), (DaysIncluded("starts_on", "ends_on"), "&&")],
            ),
        ]

    def __str__(self):
        return f"Terme {self.number}, du {self.starts_on:%d/%m/%Y} au {self.ends_on:%d/%m/%Y}"


class ProtocolCommittee(models.Model):
    """A technical committee that was held."""

    protocol = models.ForeignKey(Protocol, models.CASCADE, related_name="committees", verbose_name="protocole")
    held_on = models.DateField("tenu le")
    summary = models.CharField("relevé", max_length=1000)
    # Of the engine when it was planned there, with its agenda, its attendance and its actions.
    session = models.OneToOneField(
        "directorate.CommissionSession", models.PROTECT, null=True, blank=True, related_name="protocol_committee",
        verbose_name="séance",
    )  # fmt: skip

    class Meta:
        verbose_name = "comité technique"
        verbose_name_plural = "comités techniques"
        ordering = ["protocol", "-held_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["protocol", "held_on"],
                name="protocol_committee_once",
                violation_error_message="Ce comité est déjà enregistré.",
            )
        ]

    def __str__(self):
        return f"Comité du {self.held_on:%d/%m/%Y}"


class ProtocolCommitment(models.Model):
    party = models.ForeignKey(ProtocolParty, models.CASCADE, related_name="commitments", verbose_name="partie")
    text = models.CharField("engagement", max_length=400)
    indicator = models.CharField("indicateur", max_length=160, blank=True)

    class Meta:
        verbose_name = "engagement d'une partie"
        verbose_name_plural = "engagements des parties"
        ordering = ["party", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["party", "text"],
                name="protocol_commitment_once",
                violation_error_message="Cet engagement est déjà enregistré.",
            )
        ]

    def __str__(self):
        return self.text
