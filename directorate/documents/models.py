"""Immutable files and the letters that become them."""

import uuid

from django.db import models
from django.db.models import Q


class StoredFile(models.Model):
    """Bytes that never change, named by their SHA-256. What a person may read is decided by the owner of the file."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.PositiveIntegerField("taille (octets)")
    media_type = models.CharField("type", max_length=100)
    name = models.CharField("nom d'origine", max_length=200)
    path = models.CharField(max_length=200)
    created_at = models.DateTimeField("déposé le")
    created_by = models.ForeignKey("directorate.StaffMember", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = "fichier"

    def __str__(self):
        return self.name


class Letter(models.Model):
    """A letter or an act: what was merged, from which template, and the files that came out of it."""

    class State(models.TextChoices):
        DRAFT = "draft", "Projet"
        FINAL = "final", "Définitif"
        SIGNED = "signed", "Signé"
        SENT = "sent", "Envoyé"
        CANCELLED = "cancelled", "Annulé"
        # Signed in another life, by somebody whom the application may not know: `signature_block` says who.
        TAKEN_OVER = "taken_over", "Repris d'un registre antérieur"

    kind = models.CharField("nature", max_length=40)
    title = models.CharField("intitulé", max_length=250)
    template = models.CharField("modèle", max_length=160)
    template_version = models.CharField("version du modèle", max_length=64)
    context = models.JSONField("valeurs fusionnées", default=dict)
    html = models.TextField("texte", blank=True)
    state = models.CharField("état", max_length=10, choices=State.choices, default=State.DRAFT)
    number = models.CharField("numéro", max_length=20, blank=True)
    # Printed on each page of a signed act with the number of the page, so that its scan finds its way back.
    page_code = models.CharField(max_length=20, blank=True)
    created_at = models.DateTimeField("établi le")
    created_by = models.ForeignKey("directorate.StaffMember", models.PROTECT, null=True, blank=True, related_name="+")
    signed_at = models.DateTimeField("signé le", null=True, blank=True)
    signed_by = models.ForeignKey(
        "directorate.StaffMember", models.PROTECT, null=True, blank=True, related_name="letters_signed"
    )
    signature_block = models.TextField("signature", blank=True)
    sent_at = models.DateTimeField("envoyé le", null=True, blank=True)
    pdf = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    odt = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = "courrier"
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="signed") | Q(signed_at__isnull=False, signed_by__isnull=False),
                name="letter_signed_by_somebody",
                violation_error_message="Un acte signé porte une date et un signataire.",
            ),
            models.CheckConstraint(
                condition=~Q(state="taken_over")
                | Q(signed_at__isnull=False, signed_by__isnull=True) & ~Q(number="") & ~Q(signature_block=""),
                name="letter_taken_over_is_whole",
                violation_error_message="Un acte repris porte son numéro, sa date et son signataire.",
            ),
            models.UniqueConstraint(
                fields=["number"],
                condition=~Q(number=""),
                name="letter_number_unique",
                violation_error_message="Ce numéro d'acte est déjà pris.",
            ),
            models.UniqueConstraint(fields=["page_code"], condition=~Q(page_code=""), name="letter_page_code_unique"),
        ]

    def __str__(self):
        return self.title


class CitedText(models.Model):
    """The version of a text of law that an act cited on the day of its signature. Written once, never changed."""

    letter = models.ForeignKey(Letter, models.CASCADE, related_name="cited_texts")
    version = models.ForeignKey("directorate.LegalTextVersion", models.PROTECT, related_name="citations")

    class Meta:
        verbose_name = "texte cité par un acte"
        constraints = [
            models.UniqueConstraint(
                fields=["letter", "version"],
                name="cited_text_once_an_act",
                violation_error_message="Cet acte cite déjà cette version.",
            ),
        ]

    def __str__(self):
        return f"{self.letter} : {self.version}"
