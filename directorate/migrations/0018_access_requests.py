"""Requests for the cases of another service; who keeps a case waiting; confidential opinions and their reminders."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# Each case is written exactly by its next change, or by `follow_up.rebuild`; until then, by what is plainest.
FILL = """
UPDATE directorate_casefollowup followed SET blocker = found.blocker, blocked_by = found.body,
    blocked_since = found.since
FROM (
    SELECT one.id,
        CASE WHEN stop.id IS NOT NULL AND one.stage IN ('received', 'incomplete', 'review', 'consultation')
            THEN 'applicant'
        WHEN asked.id IS NOT NULL AND one.stage IN ('review', 'consultation', 'receipt_issued')
            THEN CASE WHEN asked.agenda_item_id IS NULL THEN 'partner' ELSE 'commission' END
        WHEN one.stage = 'signature' THEN 'signatory'
        WHEN one.stage = 'notified' THEN 'register'
        WHEN one.stage IN ('in_execution', 'receipt_issued') THEN ''
        WHEN one.caseworker_id IS NULL THEN 'unassigned' ELSE 'caseworker' END AS blocker,
        CASE WHEN stop.id IS NULL AND one.stage IN ('review', 'consultation', 'receipt_issued')
            THEN coalesce(asked.body_label, '') ELSE '' END AS body,
        coalesce(stop.started_on, asked.asked_on, one.complete_on, one.received_on) AS since
    FROM directorate_case one
    LEFT JOIN directorate_clockstop stop ON stop.case_id = one.id AND stop.ended_on IS NULL
    LEFT JOIN LATERAL (
        SELECT * FROM directorate_consultation asked WHERE asked.case_id = one.id AND asked.answered_on IS NULL
        ORDER BY asked.due_on, asked.id LIMIT 1
    ) asked ON true
    WHERE one.is_open
) found
WHERE found.id = followed.case_id"""


class Migration(migrations.Migration):
    dependencies = [
        ("directorate", "0017_commission_depth"),
    ]

    operations = [
        migrations.CreateModel(
            name="AccessRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", models.TextField(max_length=1000, verbose_name="motif")),
                ("asked_at", models.DateTimeField(verbose_name="demandé le")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("pending", "À examiner"),
                            ("granted", "Lecture accordée"),
                            ("answered", "Réponse écrite"),
                            ("refused", "Refusée"),
                            ("revoked", "Retirée"),
                            ("dropped", "Abandonnée"),
                        ],
                        default="pending",
                        max_length=10,
                        verbose_name="état",
                    ),
                ),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="examiné le")),
                ("until_on", models.DateField(blank=True, null=True, verbose_name="jusqu'au")),
                ("answer", models.TextField(blank=True, max_length=4000, verbose_name="réponse")),
                ("revoked_at", models.DateTimeField(blank=True, null=True, verbose_name="retirée le")),
                ("revoked_reason", models.CharField(blank=True, max_length=500, verbose_name="motif du retrait")),
            ],
            options={
                "verbose_name": "demande d'accès",
                "verbose_name_plural": "demandes d'accès",
                "ordering": ["-asked_at", "-id"],
            },
        ),
        migrations.AddField(
            model_name="casefollowup",
            name="blocked_by",
            field=models.CharField(blank=True, max_length=160),
        ),
        migrations.AddField(
            model_name="casefollowup",
            name="blocked_since",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="casefollowup",
            name="blocker",
            field=models.CharField(
                blank=True,
                choices=[
                    ("applicant", "Le demandeur"),
                    ("partner", "Un organisme consulté"),
                    ("commission", "Une commission"),
                    ("heard", "La personne concernée"),
                    ("signatory", "Le signataire"),
                    ("register", "Le recueil des actes"),
                    ("unassigned", "À répartir"),
                    ("caseworker", "L'agent instructeur"),
                ],
                max_length=12,
            ),
        ),
        migrations.AddField(
            model_name="consultation",
            name="is_confidential",
            field=models.BooleanField(default=False, verbose_name="avis confidentiel"),
        ),
        migrations.AddField(
            model_name="consultation",
            name="reminders",
            field=models.PositiveSmallIntegerField(default=0, verbose_name="relances automatiques"),
        ),
        migrations.AlterField(
            model_name="consultation",
            name="opinion",
            field=models.CharField(
                blank=True,
                choices=[
                    ("favourable", "Favorable"),
                    ("favourable_with_reserves", "Favorable avec réserves"),
                    ("unfavourable", "Défavorable"),
                    ("no_answer", "Sans réponse"),
                    ("not_competent", "Non compétent"),
                    ("adjourned", "Ajourné"),
                    ("no_opinion", "Sans observation"),
                    ("revoked", "Demande retirée"),
                ],
                max_length=30,
                verbose_name="avis",
            ),
        ),
        migrations.AddField(
            model_name="accessrequest",
            name="asked_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="access_requests",
                to=settings.AUTH_USER_MODEL,
                verbose_name="demandeur",
            ),
        ),
        migrations.AddField(
            model_name="accessrequest",
            name="asked_for",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="directorate.unit",
                verbose_name="service demandeur",
            ),
        ),
        migrations.AddField(
            model_name="accessrequest",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="access_requests",
                to="directorate.case",
                verbose_name="dossier",
            ),
        ),
        migrations.AddField(
            model_name="accessrequest",
            name="decided_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="accessrequest",
            name="holder",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="directorate.unit",
                verbose_name="service détenteur",
            ),
        ),
        migrations.AddField(
            model_name="accessrequest",
            name="revoked_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddIndex(
            model_name="accessrequest",
            index=models.Index(condition=models.Q(("state", "pending")), fields=["holder"], name="access_pending"),
        ),
        migrations.AddIndex(
            model_name="accessrequest",
            index=models.Index(fields=["asked_by", "-asked_at"], name="access_of_person"),
        ),
        migrations.AddConstraint(
            model_name="accessrequest",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "pending")),
                fields=("case", "asked_by"),
                name="access_one_pending",
                violation_error_message="Cette demande est déjà faite.",
            ),
        ),
        migrations.AddConstraint(
            model_name="accessrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["granted", "answered", "refused"]), _negated=True),
                    models.Q(("decided_at__isnull", False), ("decided_by__isnull", False)),
                    _connector="OR",
                ),
                name="access_decided_by_somebody",
                violation_error_message="Une demande examinée porte un auteur et une date.",
            ),
        ),
        migrations.AddConstraint(
            model_name="accessrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["granted", "answered"]), _negated=True),
                    ("until_on__isnull", False),
                    _connector="OR",
                ),
                name="access_has_an_end",
                violation_error_message="Un accès a une fin.",
            ),
        ),
        migrations.AddConstraint(
            model_name="accessrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["answered", "refused"]), _negated=True),
                    models.Q(("answer", ""), _negated=True),
                    _connector="OR",
                ),
                name="access_answer_is_written",
                violation_error_message="Une réponse ou un refus est écrit.",
            ),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]
