"""Saved views of the lists, and the orders in which the lists are read."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("directorate", "0003_follow_up")]

    operations = [
        migrations.CreateModel(
            name="SavedView",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("list_code", models.CharField(max_length=40, verbose_name="liste")),
                ("name", models.CharField(max_length=60, verbose_name="nom")),
                ("query", models.TextField(blank=True, max_length=2000, verbose_name="état de la liste")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="rang")),
                ("created_at", models.DateTimeField(verbose_name="créée le")),
                ("changed_at", models.DateTimeField(verbose_name="modifiée le")),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="saved_views",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "shared_with",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="saved_views",
                        to="directorate.unit",
                        verbose_name="service",
                    ),
                ),
            ],
            options={
                "verbose_name": "vue enregistrée",
                "verbose_name_plural": "vues enregistrées",
                "ordering": ["position", "id"],
                "indexes": [models.Index(fields=["shared_with", "list_code"], name="saved_view_of_unit")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("owner", "list_code", "name"),
                        name="saved_view_name_once",
                        violation_error_message="Vous avez déjà une vue de ce nom pour cette liste.",
                    )
                ],
            },
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["next_due_on", "id"], name="case_every_open", condition=Q(is_open=True)),
        ),
        migrations.AddIndex(
            model_name="case", index=models.Index(fields=["next_due_on", "id"], name="case_by_deadline")
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["unit", "next_due_on", "id"], name="case_of_unit_by_deadline"),
        ),
        migrations.AddIndex(
            model_name="case", index=models.Index(fields=["-received_on", "-id"], name="case_by_reception")
        ),
        migrations.AddIndex(model_name="case", index=models.Index(fields=["party_name", "id"], name="case_by_party")),
        migrations.AddIndex(model_name="permit", index=models.Index(fields=["renew_by", "id"], name="permit_renewal")),
        migrations.AddIndex(
            model_name="permit", index=models.Index(fields=["-issued_on", "-id"], name="permit_by_issue")
        ),
        migrations.AddIndex(
            model_name="permit",
            index=models.Index(fields=["unit", "-issued_on", "-id"], name="permit_of_unit_by_issue"),
        ),
        migrations.AddIndex(
            model_name="journalentry", index=models.Index(fields=["unit_code", "-id"], name="journal_of_unit")
        ),
    ]
