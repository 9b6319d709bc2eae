"""Signed acts that come back from the scanner; to whom each act is notified, with the proof of each attempt."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("directorate", "0015_legal_texts"),
    ]

    operations = [
        migrations.CreateModel(
            name="Addressee",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=160, verbose_name="nom")),
                ("quality", models.CharField(blank=True, max_length=120, verbose_name="qualité")),
                ("address", models.TextField(blank=True, max_length=400, verbose_name="adresse")),
                ("is_party", models.BooleanField(default=False, verbose_name="demandeur ou personne visée")),
                ("notified_at", models.DateTimeField(blank=True, null=True, verbose_name="notifié le")),
                ("created_at", models.DateTimeField(verbose_name="ajouté le")),
            ],
            options={
                "verbose_name": "destinataire",
                "ordering": ["-is_party", "id"],
            },
        ),
        migrations.CreateModel(
            name="DeliveryAttempt",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "way",
                    models.CharField(
                        choices=[
                            ("registered_post", "Lettre recommandée avec avis de réception"),
                            ("by_hand", "Remise en main propre contre signature"),
                            ("police_report", "Remise par la police, avec procès-verbal"),
                            ("email_acknowledged", "Courriel avec accusé de réception"),
                            ("electronic_registered", "Lettre recommandée électronique"),
                        ],
                        max_length=24,
                        verbose_name="voie",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("sent", "En attente de preuve"), ("delivered", "Notifié"), ("failed", "Échec")],
                        default="sent",
                        max_length=10,
                        verbose_name="état",
                    ),
                ),
                ("sent_on", models.DateField(verbose_name="parti le")),
                ("reference", models.CharField(blank=True, max_length=120, verbose_name="référence")),
                (
                    "failure",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("unknown_address", "N'habite pas à l'adresse indiquée"),
                            ("no_access", "Défaut d'accès ou d'adressage"),
                            ("not_advised", "Non réclamé, sans preuve que le destinataire a été avisé"),
                            ("absent", "Destinataire absent ou introuvable"),
                            ("not_acknowledged", "Courriel non remis ou sans accusé de réception"),
                        ],
                        max_length=20,
                        verbose_name="motif de l'échec",
                    ),
                ),
                ("failed_on", models.DateField(blank=True, null=True, verbose_name="échec constaté le")),
                (
                    "mode",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("registered_post", "Lettre recommandée avec avis de réception"),
                            ("registered_unclaimed", "Lettre recommandée présentée et non réclamée"),
                            ("by_hand", "Remise en main propre contre signature"),
                            ("police_report", "Procès-verbal de police"),
                            ("email_acknowledged", "Courriel avec accusé de réception"),
                            ("electronic_registered", "Lettre recommandée électronique"),
                        ],
                        max_length=24,
                        verbose_name="preuve",
                    ),
                ),
                ("delivered_at", models.DateTimeField(blank=True, null=True, verbose_name="notifié le")),
                ("recorded_at", models.DateTimeField(verbose_name="enregistré le")),
            ],
            options={
                "verbose_name": "tentative de notification",
                "verbose_name_plural": "tentatives de notification",
                "ordering": ["sent_on", "id"],
            },
        ),
        migrations.CreateModel(
            name="ScanDeposit",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("sha256", models.CharField(max_length=64)),
                ("file_name", models.CharField(max_length=200, verbose_name="fichier")),
                (
                    "state",
                    models.CharField(
                        choices=[("reading", "Lecture en cours"), ("read", "Lu"), ("refused", "Illisible")],
                        default="reading",
                        max_length=8,
                        verbose_name="état",
                    ),
                ),
                ("refusal", models.TextField(blank=True, max_length=500, verbose_name="motif")),
                ("page_count", models.PositiveSmallIntegerField(default=0, verbose_name="pages")),
                ("created_at", models.DateTimeField(verbose_name="déposé le")),
            ],
            options={
                "verbose_name": "dépôt d'actes numérisés",
                "verbose_name_plural": "dépôts d'actes numérisés",
                "ordering": ["-created_at"],
            },
        ),
        migrations.CreateModel(
            name="ScannedPage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("rank", models.PositiveSmallIntegerField(verbose_name="page du fichier")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("kept", "Reconnue"),
                            ("duplicate", "En double"),
                            ("foreign", "Code inconnu"),
                            ("elsewhere", "Acte hors de votre portée"),
                            ("unreadable", "Sans code lisible"),
                            ("blank", "Page blanche"),
                            ("set_aside", "Écartée"),
                        ],
                        max_length=10,
                        verbose_name="état",
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="page de l'acte")),
                ("rotation", models.PositiveSmallIntegerField(default=0)),
                ("thumbnail", models.BinaryField(blank=True, null=True)),
            ],
            options={
                "verbose_name": "page numérisée",
                "verbose_name_plural": "pages numérisées",
                "ordering": ["rank"],
            },
        ),
        migrations.CreateModel(
            name="SignedCopy",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reproduces", models.CharField(max_length=64, verbose_name="empreinte de l'acte reproduit")),
                ("attached_at", models.DateTimeField(verbose_name="jointe le")),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="motif du remplacement")),
                ("replaced_at", models.DateTimeField(blank=True, null=True, verbose_name="remplacée le")),
            ],
            options={
                "verbose_name": "copie signée",
                "verbose_name_plural": "copies signées",
                "ordering": ["-attached_at", "-id"],
            },
        ),
        migrations.AddField(
            model_name="letter",
            name="page_code",
            field=models.CharField(blank=True, max_length=20),
        ),
        migrations.AddConstraint(
            model_name="letter",
            constraint=models.UniqueConstraint(
                condition=models.Q(("page_code", ""), _negated=True),
                fields=("page_code",),
                name="letter_page_code_unique",
            ),
        ),
        migrations.AddField(
            model_name="addressee",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="addressees",
                to="directorate.case",
                verbose_name="dossier",
            ),
        ),
        migrations.AddField(
            model_name="addressee",
            name="created_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="deliveryattempt",
            name="addressee",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="attempts", to="directorate.addressee"
            ),
        ),
        migrations.AddField(
            model_name="deliveryattempt",
            name="proof",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="directorate.storedfile",
            ),
        ),
        migrations.AddField(
            model_name="deliveryattempt",
            name="recorded_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="scandeposit",
            name="created_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="par",
            ),
        ),
        migrations.AddField(
            model_name="scandeposit",
            name="file",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="directorate.storedfile"
            ),
        ),
        migrations.AddField(
            model_name="scandeposit",
            name="job",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="directorate.job",
            ),
        ),
        migrations.AddField(
            model_name="scandeposit",
            name="unit",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="directorate.unit",
                verbose_name="service",
            ),
        ),
        migrations.AddField(
            model_name="scannedpage",
            name="assigned_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="attribuée par",
            ),
        ),
        migrations.AddField(
            model_name="scannedpage",
            name="deposit",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="pages", to="directorate.scandeposit"
            ),
        ),
        migrations.AddField(
            model_name="scannedpage",
            name="letter",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="directorate.letter",
            ),
        ),
        migrations.AddField(
            model_name="signedcopy",
            name="attached_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="par",
            ),
        ),
        migrations.AddField(
            model_name="signedcopy",
            name="file",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="directorate.storedfile"
            ),
        ),
        migrations.AddField(
            model_name="signedcopy",
            name="letter",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="signed_copies", to="directorate.letter"
            ),
        ),
        migrations.AddField(
            model_name="scannedpage",
            name="copy",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="pages",
                to="directorate.signedcopy",
            ),
        ),
        migrations.AddIndex(
            model_name="addressee",
            index=models.Index(
                condition=models.Q(("is_party", False), ("notified_at__isnull", True)),
                fields=["case"],
                name="addressee_waiting",
            ),
        ),
        migrations.AddConstraint(
            model_name="addressee",
            constraint=models.UniqueConstraint(
                fields=("case", "name"),
                name="addressee_once_a_case",
                violation_error_message="Ce destinataire est déjà inscrit.",
            ),
        ),
        migrations.AddConstraint(
            model_name="addressee",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_party", True)), fields=("case",), name="addressee_one_party"
            ),
        ),
        migrations.AddConstraint(
            model_name="addressee",
            constraint=models.CheckConstraint(
                condition=models.Q(("is_party", False), ("notified_at__isnull", True), _connector="OR"),
                name="addressee_party_dated_by_case",
            ),
        ),
        migrations.AddConstraint(
            model_name="deliveryattempt",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "sent")),
                fields=("addressee",),
                name="attempt_one_at_a_time",
                violation_error_message="Une notification de ce destinataire attend déjà sa preuve.",
            ),
        ),
        migrations.AddConstraint(
            model_name="deliveryattempt",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "failed"), _negated=True),
                    models.Q(
                        ("failed_on__gte", models.F("sent_on")),
                        ("failed_on__isnull", False),
                        models.Q(("failure", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="attempt_failure_is_dated",
                violation_error_message="Un échec porte son motif et une date postérieure à l'envoi.",
            ),
        ),
        migrations.AddConstraint(
            model_name="deliveryattempt",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "delivered"), _negated=True),
                    models.Q(("delivered_at__isnull", False), models.Q(("mode", ""), _negated=True)),
                    _connector="OR",
                ),
                name="attempt_delivery_is_dated",
                violation_error_message="Une notification porte sa date et sa preuve.",
            ),
        ),
        migrations.AddIndex(
            model_name="scandeposit",
            index=models.Index(fields=["created_by", "-created_at"], name="scan_of_person"),
        ),
        migrations.AddConstraint(
            model_name="scandeposit",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "refused"), _negated=True),
                fields=("created_by", "sha256"),
                name="scan_deposited_once",
                violation_error_message="Ce fichier est déjà déposé.",
            ),
        ),
        migrations.AddConstraint(
            model_name="signedcopy",
            constraint=models.UniqueConstraint(
                condition=models.Q(("replaced_at__isnull", True)),
                fields=("letter",),
                name="signed_copy_one_current",
                violation_error_message="Cet acte a déjà une copie signée.",
            ),
        ),
        migrations.AddIndex(
            model_name="scannedpage",
            index=models.Index(
                condition=models.Q(("copy__isnull", True)), fields=["letter", "number"], name="scan_waiting"
            ),
        ),
        migrations.AddConstraint(
            model_name="scannedpage",
            constraint=models.UniqueConstraint(fields=("deposit", "rank"), name="scanned_page_once"),
        ),
        migrations.AddConstraint(
            model_name="scannedpage",
            constraint=models.UniqueConstraint(
                condition=models.Q(("copy__isnull", True), ("state", "kept")),
                fields=("letter", "number"),
                name="scanned_page_one_waits",
                violation_error_message="Cette page de l'acte est déjà numérisée.",
            ),
        ),
        migrations.AddConstraint(
            model_name="scannedpage",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "kept"), _negated=True),
                    models.Q(("letter__isnull", False), ("number__isnull", False)),
                    _connector="OR",
                ),
                name="scanned_page_kept_for_an_act",
            ),
        ),
    ]
