import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

CHANNELS = [
    ("page", "Page seulement"),
    ("mail", "Courriel immédiat"),
    ("digest", "Résumé quotidien"),
    ("nothing", "Rien"),
]


class Migration(migrations.Migration):
    dependencies = [("directorate", "0007_imports")]

    operations = [
        migrations.CreateModel(
            name="Notification",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=60, verbose_name="nature")),
                ("key", models.CharField(max_length=200, verbose_name="fait")),
                ("title", models.CharField(max_length=250, verbose_name="titre")),
                ("detail", models.TextField(blank=True, verbose_name="précision")),
                ("url", models.CharField(max_length=300, verbose_name="adresse")),
                ("subject_kind", models.CharField(blank=True, max_length=40)),
                ("subject_key", models.CharField(blank=True, max_length=64)),
                (
                    "channel",
                    models.CharField(choices=CHANNELS, default="page", max_length=10, verbose_name="voie"),
                ),
                ("created_at", models.DateTimeField(verbose_name="reçue le")),
                ("read_at", models.DateTimeField(blank=True, null=True, verbose_name="lue le")),
                ("sent_at", models.DateTimeField(blank=True, null=True, verbose_name="envoyée le")),
                (
                    "on_behalf_of",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "recipient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="notifications",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "notification",
                "ordering": ["-created_at", "-id"],
                "indexes": [
                    models.Index(fields=["recipient", "-created_at", "-id"], name="notification_of_person"),
                    models.Index(
                        condition=models.Q(("read_at__isnull", True)), fields=["recipient"], name="notification_unread"
                    ),
                    models.Index(
                        condition=models.Q(("channel__in", ["mail", "digest"]), ("sent_at__isnull", True)),
                        fields=["channel", "created_at"],
                        name="notification_unsent",
                    ),
                    models.Index(
                        condition=models.Q(("channel", "mail")),
                        fields=["recipient", "sent_at"],
                        name="notification_mailed",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("recipient", "kind", "key"),
                        name="notification_told_once",
                        violation_error_message="Cette personne en est déjà avertie.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="NotificationChoice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=60, verbose_name="nature")),
                ("channel", models.CharField(choices=CHANNELS, max_length=10, verbose_name="voie")),
                (
                    "staff",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="notification_choices",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "choix de notification",
                "constraints": [models.UniqueConstraint(fields=("staff", "kind"), name="notification_one_choice")],
            },
        ),
        migrations.CreateModel(
            name="NotificationPause",
            fields=[
                (
                    "staff",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="notification_pause",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={"verbose_name": "pause des courriels en cas d'absence"},
        ),
        migrations.CreateModel(
            name="HandoverRemark",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField(max_length=1000, verbose_name="remarque")),
                ("written_at", models.DateTimeField(verbose_name="écrite le")),
                (
                    "absence",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="remarks", to="directorate.absence"
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="handover_remarks",
                        to="directorate.case",
                    ),
                ),
                (
                    "written_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "remarque de passage de relais",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("absence", "case"),
                        name="handover_one_remark_per_case",
                        violation_error_message="Ce dossier porte déjà une remarque pour cette absence.",
                    )
                ],
            },
        ),
        # Asked every few minutes: which long work has just ended?
        migrations.AddIndex(
            model_name="job",
            index=models.Index(
                condition=models.Q(("finished_at__isnull", False)), fields=["finished_at"], name="job_ended"
            ),
        ),
    ]
