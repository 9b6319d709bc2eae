"""Signed acts that come back from the scanner: the file, its pages, and the signed copies made of them."""

import uuid

from django.db import models
from django.db.models import Q


class ScanDeposit(models.Model):
    """One file brought by a person: it may hold several acts, their pages in any order and in any direction."""

    class State(models.TextChoices):
        READING = "reading", "Lecture en cours"
        READ = "read", "Lu"
        REFUSED = "refused", "Illisible"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    unit = models.ForeignKey("directorate.Unit", models.PROTECT, related_name="+", verbose_name="service")
    file = models.ForeignKey("directorate.StoredFile", models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)
    file_name = models.CharField("fichier", max_length=200)
    state = models.CharField("état", max_length=8, choices=State.choices, default=State.READING)
    refusal = models.TextField("motif", max_length=500, blank=True)
    page_count = models.PositiveSmallIntegerField("pages", default=0)
    job = models.ForeignKey("directorate.Job", models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField("déposé le")
    created_by = models.ForeignKey("directorate.StaffMember", models.PROTECT, related_name="+", verbose_name="par")

    class Meta:
        verbose_name = "dépôt d'actes numérisés"
        verbose_name_plural = "dépôts d'actes numérisés"
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["created_by", "-created_at"], name="scan_of_person")]
        constraints = [
            # A file that could not be read may be brought again.
            models.UniqueConstraint(
                fields=["created_by", "sha256"],
                condition=~Q(state="refused"),
                name="scan_deposited_once",
                violation_error_message="Ce fichier est déjà déposé.",
            )
        ]

    def __str__(self):
        return f"dépôt du {self.created_at:%d/%m/%Y}"


class SignedCopy(models.Model):
    """The signed paper of an act, put together from its scanned pages. A former one is kept, with the reason."""

    letter = models.ForeignKey("directorate.Letter", models.PROTECT, related_name="signed_copies")
    file = models.ForeignKey("directorate.StoredFile", models.PROTECT, related_name="+")
    # SHA-256 of the printed PDF whose pages were scanned.
    reproduces = models.CharField("empreinte de l'acte reproduit", max_length=64)
    attached_at = models.DateTimeField("jointe le")
    attached_by = models.ForeignKey("directorate.StaffMember", models.PROTECT, related_name="+", verbose_name="par")
    # Why it takes the place of the former one.
    reason = models.CharField("motif du remplacement", max_length=500, blank=True)
    replaced_at = models.DateTimeField("remplacée le", null=True, blank=True)

    class Meta:
        verbose_name = "copie signée"
        verbose_name_plural = "copies signées"
        ordering = ["-attached_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["letter"],
                condition=Q(replaced_at__isnull=True),
                name="signed_copy_one_current",
                violation_error_message="Cet acte a déjà une copie signée.",
            )
        ]

    def __str__(self):
        return f"copie signée du {self.attached_at:%d/%m/%Y}"


class ScannedPage(models.Model):
    """A page of a deposit, and what was recognised on it: page `number` of the act `letter`."""

    class State(models.TextChoices):
        KEPT = "kept", "Reconnue"
        DUPLICATE = "duplicate", "En double"
        FOREIGN = "foreign", "Code inconnu"
        ELSEWHERE = "elsewhere", "Acte hors de votre portée"
        UNREADABLE = "unreadable", "Sans code lisible"
        BLANK = "blank", "Page blanche"
        SET_ASIDE = "set_aside", "Écartée"

    deposit = models.ForeignKey(ScanDeposit, models.CASCADE, related_name="pages")
    rank = models.PositiveSmallIntegerField("page du fichier")
    state = models.CharField("état", max_length=10, choices=State.choices)
    letter = models.ForeignKey("directorate.Letter", models.PROTECT, null=True, blank=True, related_name="+")
    number = models.PositiveSmallIntegerField("page de l'acte", null=True, blank=True)
    # Degrees, clockwise, that put the page upright: 0, 90, 180 or 270.
    rotation = models.PositiveSmallIntegerField(default=0)
    thumbnail = models.BinaryField(null=True, blank=True)
    assigned_by = models.ForeignKey(
        "directorate.StaffMember", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="attribuée par"
    )
    copy = models.ForeignKey(SignedCopy, models.PROTECT, null=True, blank=True, related_name="pages")

    class Meta:
        verbose_name = "page numérisée"
        verbose_name_plural = "pages numérisées"
        ordering = ["rank"]
        indexes = [models.Index(fields=["letter", "number"], name="scan_waiting", condition=Q(copy__isnull=True))]
        constraints = [
            models.UniqueConstraint(fields=["deposit", "rank"], name="scanned_page_once"),
            # Of each page of an act, one waits at a time: a quicker colleague is told, not overwritten.
            models.UniqueConstraint(
                fields=["letter", "number"],
                condition=Q(state="kept", copy__isnull=True),
                name="scanned_page_one_waits",
                violation_error_message="Cette page de l'acte est déjà numérisée.",
            ),
            models.CheckConstraint(
                condition=~Q(state="kept") | Q(letter__isnull=False, number__isnull=False),
                name="scanned_page_kept_for_an_act",
            ),
        ]

    def __str__(self):
        return f"page {self.rank}"
