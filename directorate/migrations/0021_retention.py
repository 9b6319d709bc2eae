"""Files whose time is over: proposed, confirmed, erased; and the one way in which the journal may lose its details."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# Details may be emptied, and nothing else changed, once a later entry says that the data of the subject were erased.
REFUSE = """
CREATE OR REPLACE FUNCTION journal_refuse_change() RETURNS trigger
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND TG_TABLE_NAME = 'directorate_journalentry' THEN
        IF pg_trigger_depth() > 1 AND OLD.seq IS NULL THEN
            RETURN NEW;
        END IF;
        {emptied}
    ELSIF TG_OP IN ('INSERT', 'UPDATE') AND pg_trigger_depth() > 1 THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'Le journal ne se modifie pas (%).', TG_OP USING ERRCODE = 'insufficient_privilege';
END $$;
"""
EMPTIED = """IF NEW.details = '{}'::jsonb AND OLD.action <> 'data.erased'
            AND to_jsonb(NEW) - 'details' = to_jsonb(OLD) - 'details'
            AND (OLD.subject_type <> 'case'
                OR NOT EXISTS (SELECT FROM directorate_case WHERE id::text = OLD.subject_id))
            AND EXISTS (
                SELECT FROM directorate_journalentry told
                WHERE told.subject_type = OLD.subject_type AND told.subject_id = OLD.subject_id
                    AND told.action = 'data.erased' AND told.id > OLD.id
            ) THEN
            RETURN NEW;
        END IF;"""


class Migration(migrations.Migration):
    dependencies = [
        ("directorate", "0020_keys_in_the_index"),
    ]

    operations = [
        migrations.CreateModel(
            name="PurgeProposal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "À examiner"),
                            ("confirmed", "Élimination en cours"),
                            ("done", "Terminée"),
                            ("dropped", "Abandonnée"),
                        ],
                        default="open",
                        max_length=10,
                        verbose_name="état",
                    ),
                ),
                ("proposed_at", models.DateTimeField(verbose_name="proposée le")),
                ("visa", models.CharField(blank=True, max_length=120, verbose_name="référence du visa des archives")),
                ("visa_on", models.DateField(blank=True, null=True, verbose_name="visa du")),
                ("confirmed_at", models.DateTimeField(blank=True, null=True, verbose_name="confirmée le")),
                ("finished_at", models.DateTimeField(blank=True, null=True, verbose_name="terminée le")),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="par",
                    ),
                ),
                (
                    "job",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="directorate.job",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directorate.unit",
                        verbose_name="service",
                    ),
                ),
            ],
            options={
                "verbose_name": "proposition d'élimination",
                "verbose_name_plural": "propositions d'élimination",
                "ordering": ["-proposed_at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="PurgeLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reference", models.CharField(max_length=40, verbose_name="référence")),
                ("procedure_code", models.CharField(max_length=80, verbose_name="procédure")),
                ("received_on", models.DateField(verbose_name="reçu le")),
                ("decided_on", models.DateField(blank=True, null=True, verbose_name="décidé le")),
                ("outcome", models.CharField(blank=True, max_length=40, verbose_name="issue")),
                ("ended_on", models.DateField(verbose_name="fin du dossier ou du titre")),
                ("ended_by", models.CharField(max_length=120, verbose_name="point de départ")),
                ("due_on", models.DateField(verbose_name="conservé jusqu'au")),
                ("rule", models.CharField(max_length=140, verbose_name="règle")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "Proposé"),
                            ("kept", "Conservé"),
                            ("erased", "Éliminé"),
                            ("refused", "Non éliminé"),
                        ],
                        default="proposed",
                        max_length=10,
                        verbose_name="suite",
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="motif")),
                ("kept_until", models.DateField(blank=True, null=True, verbose_name="conservé de nouveau jusqu'au")),
                ("erased_at", models.DateTimeField(blank=True, null=True, verbose_name="éliminé le")),
                (
                    "case",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="directorate.case",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="par",
                    ),
                ),
                (
                    "proposal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="directorate.purgeproposal",
                    ),
                ),
            ],
            options={
                "verbose_name": "dossier à éliminer",
                "verbose_name_plural": "dossiers à éliminer",
                "ordering": ["due_on", "id"],
            },
        ),
        migrations.AddConstraint(
            model_name="purgeproposal",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "open")),
                fields=("unit",),
                name="purge_one_open_a_unit",
                violation_error_message="Ce service a déjà une proposition à examiner.",
            ),
        ),
        migrations.AddConstraint(
            model_name="purgeproposal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["open", "dropped"]),
                    models.Q(
                        ("confirmed_at__isnull", False),
                        ("confirmed_by__isnull", False),
                        ("visa_on__isnull", False),
                        models.Q(("visa", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="purge_confirmed_with_its_visa",
                violation_error_message="Une élimination se confirme avec le visa des archives.",
            ),
        ),
        migrations.AddIndex(
            model_name="purgeline",
            index=models.Index(fields=["proposal", "due_on", "id"], name="purge_line_by_date"),
        ),
        migrations.AddIndex(
            model_name="purgeline",
            index=models.Index(fields=["reference"], name="purge_line_reference"),
        ),
        migrations.AddConstraint(
            model_name="purgeline",
            constraint=models.UniqueConstraint(fields=("proposal", "reference"), name="purge_line_once_a_proposal"),
        ),
        migrations.AddConstraint(
            model_name="purgeline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "kept"), _negated=True),
                    models.Q(("kept_until__isnull", False), models.Q(("reason", ""), _negated=True)),
                    _connector="OR",
                ),
                name="purge_kept_with_a_reason",
                violation_error_message="Un dossier gardé au-delà de sa durée l'est pour un motif et jusqu'à un jour.",
            ),
        ),
        migrations.AddConstraint(
            model_name="purgeline",
            constraint=models.CheckConstraint(
                condition=models.Q(("state", "erased"), ("erased_at__isnull", True), _connector="OR"),
                name="purge_erased_is_dated",
            ),
        ),
        migrations.RunSQL(REFUSE.replace("{emptied}", EMPTIED), REFUSE.replace("{emptied}", "")),
    ]
