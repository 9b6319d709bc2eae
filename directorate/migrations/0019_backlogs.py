"""Acts taken over from a former register: numbered and dated, without a signatory known here."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("directorate", "0018_access_requests")]

    operations = [
        migrations.AlterField(
            "letter",
            "state",
            models.CharField(
                "état",
                max_length=10,
                choices=[
                    ("draft", "Projet"),
                    ("final", "Définitif"),
                    ("signed", "Signé"),
                    ("sent", "Envoyé"),
                    ("cancelled", "Annulé"),
                    ("taken_over", "Repris d'un registre antérieur"),
                ],
                default="draft",
            ),
        ),
        migrations.AddConstraint(
            "letter",
            models.CheckConstraint(
                condition=~Q(state="taken_over")
                | Q(signed_at__isnull=False, signed_by__isnull=True) & ~Q(number="") & ~Q(signature_block=""),
                name="letter_taken_over_is_whole",
                violation_error_message="Un acte repris porte son numéro, sa date et son signataire.",
            ),
        ),
    ]
