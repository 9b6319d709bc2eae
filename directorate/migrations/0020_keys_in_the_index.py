"""Pages of keys read in the index alone; a line of the feed for a case that its import takes away."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("directorate", "0019_backlogs"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="case",
            name="case_by_deadline",
        ),
        migrations.RemoveIndex(
            model_name="case",
            name="case_of_unit_by_deadline",
        ),
        migrations.RemoveIndex(
            model_name="case",
            name="case_by_procedure",
        ),
        migrations.RemoveIndex(
            model_name="case",
            name="case_closed_by_stage",
        ),
        migrations.AddField(
            model_name="casechange",
            name="procedure_code",
            field=models.CharField(blank=True, max_length=80),
        ),
        migrations.AddField(
            model_name="casechange",
            name="reference",
            field=models.CharField(blank=True, max_length=40),
        ),
        migrations.AlterField(
            model_name="casechange",
            name="case",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.CASCADE, related_name="changes", to="directorate.case"
            ),
        ),
        migrations.AlterField(
            model_name="casechange",
            name="kind",
            field=models.CharField(
                choices=[
                    ("opened", "Dossier enregistré"),
                    ("moved", "Étape franchie"),
                    ("corrected", "Demande corrigée"),
                    ("changed", "Dossier modifié"),
                    ("closed", "Dossier clos"),
                    ("removed", "Dossier retiré"),
                ],
                max_length=10,
                verbose_name="nature",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("is_open", False)),
                fields=["stage", "-received_on", "-id"],
                include=("unit", "sensitivity", "caseworker"),
                name="case_closed_by_stage",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                fields=["procedure_code", "next_due_on", "id"],
                include=("unit", "sensitivity", "caseworker"),
                name="case_by_procedure",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                fields=["next_due_on", "id"],
                include=("unit", "sensitivity", "caseworker", "procedure_code", "stage"),
                name="case_by_deadline",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                fields=["unit", "next_due_on", "id"],
                include=("sensitivity", "caseworker", "procedure_code", "stage"),
                name="case_of_unit_by_deadline",
            ),
        ),
    ]
