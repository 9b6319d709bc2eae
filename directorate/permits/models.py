"""Every title issued to somebody: validity, renewal, suspension, withdrawal, public check."""

import secrets

from django.db import models
from django.db.models import F, Q


def new_check_code() -> str:
    """A code that cannot be guessed (100 bits), written in the QR code of the permit."""
    return secrets.token_hex(13)


class Permit(models.Model):
    class State(models.TextChoices):
        IN_FORCE = "in_force", "En vigueur"
        SUSPENDED = "suspended", "Suspendu"
        WITHDRAWN = "withdrawn", "Retiré"
        REPLACED = "replaced", "Remplacé"

    number = models.CharField("numéro", max_length=24, unique=True)
    procedure_code = models.CharField("procédure", max_length=80, db_index=True)
    label = models.CharField("titre", max_length=200)
    holder = models.CharField("titulaire", max_length=200)
    unit = models.ForeignKey("directorate.Unit", models.PROTECT, related_name="permits", verbose_name="service")
    commune = models.ForeignKey(
        "directorate.Commune", models.PROTECT, null=True, blank=True, related_name="permits", verbose_name="commune"
    )
    place_label = models.CharField("lieu", max_length=250, blank=True)
    check_code = models.CharField(max_length=32, unique=True, default=new_check_code, editable=False)
    issued_on = models.DateField("délivré le")
    valid_from = models.DateField("valable à compter du")
    expires_on = models.DateField("valable jusqu'au", null=True, blank=True)
    renew_by = models.DateField("renouvellement à demander avant le", null=True, blank=True)
    renewal_asked_on = models.DateField("renouvellement demandé le", null=True, blank=True)
    state = models.CharField("état", max_length=10, choices=State.choices, default=State.IN_FORCE)
    state_changed_on = models.DateField("depuis le", null=True, blank=True)
    state_reason = models.TextField("motif", blank=True)
    replaced_by = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="replaces")
    features = models.JSONField("caractéristiques", default=dict)

    class Meta:
        verbose_name = "titre délivré"
        verbose_name_plural = "titres délivrés"
        ordering = ["-issued_on", "-id"]
        indexes = [
            models.Index(fields=["expires_on", "id"], name="permit_expiry"),
            models.Index(fields=["renew_by", "id"], name="permit_renewal"),
            models.Index(fields=["-issued_on", "-id"], name="permit_by_issue"),
            models.Index(fields=["unit", "-issued_on", "-id"], name="permit_of_unit_by_issue"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_on__isnull=True) | Q(expires_on__gte=F("valid_from")),
                name="permit_dates_in_order",
                violation_error_message="L'échéance du titre ne peut précéder sa prise d'effet.",
            ),
            models.CheckConstraint(
                condition=Q(state="in_force") | Q(state_changed_on__isnull=False),
                name="permit_state_is_dated",
                violation_error_message="La suspension ou le retrait d'un titre est daté.",
            ),
        ]

    def __str__(self):
        return f"{self.label} n° {self.number}"
