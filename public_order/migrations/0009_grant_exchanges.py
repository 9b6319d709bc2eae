"""What the grants exchange: publications, Chorus, deposits from outside, places of projects."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("directorate", "0005_session_actions"),
        ("public_order", "0008_withdrawals_and_resuming"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ChorusRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("commitment", "Demandes d'engagement")],
                        default="commitment",
                        max_length=12,
                        verbose_name="nature",
                    ),
                ),
                ("count", models.PositiveIntegerField(verbose_name="demandes")),
                ("total", models.DecimalField(decimal_places=2, max_digits=12, verbose_name="montant")),
                ("made_at", models.DateTimeField(verbose_name="préparé le")),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directorate.storedfile",
                        verbose_name="fichier",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="par",
                    ),
                ),
            ],
            options={
                "verbose_name": "envoi vers Chorus",
                "verbose_name_plural": "envois vers Chorus",
                "ordering": ["-made_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="GrantPublication",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("count", models.PositiveIntegerField(verbose_name="subventions")),
                ("total", models.DecimalField(decimal_places=2, max_digits=12, verbose_name="montant")),
                ("made_at", models.DateTimeField(verbose_name="publiée le")),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directorate.storedfile",
                        verbose_name="fichier",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="par",
                    ),
                ),
            ],
            options={
                "verbose_name": "publication des subventions",
                "verbose_name_plural": "publications des subventions",
                "ordering": ["-made_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="ChorusPayment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("dp", models.CharField(max_length=10, verbose_name="n° DP")),
                ("dp_line", models.CharField(max_length=5, verbose_name="n° poste DP")),
                ("ej", models.CharField(max_length=10, verbose_name="n° EJ")),
                ("ej_line", models.CharField(blank=True, max_length=5, verbose_name="n° poste EJ")),
                ("supplier", models.CharField(blank=True, max_length=20, verbose_name="fournisseur payé")),
                ("supplier_label", models.CharField(blank=True, max_length=200, verbose_name="libellé du fournisseur")),
                ("branch", models.CharField(blank=True, max_length=60, verbose_name="branche")),
                ("siret", models.CharField(blank=True, max_length=14, verbose_name="SIRET")),
                ("vat_number", models.CharField(blank=True, max_length=20, verbose_name="n° TVA")),
                (
                    "programming",
                    models.CharField(blank=True, max_length=120, verbose_name="référentiel de programmation"),
                ),
                ("company", models.CharField(blank=True, max_length=20, verbose_name="société")),
                ("exercise", models.PositiveSmallIntegerField(verbose_name="exercice")),
                ("paid_on", models.DateField(verbose_name="payé le")),
                ("cost_centre", models.CharField(blank=True, max_length=120, verbose_name="centre financier")),
                ("domain", models.CharField(blank=True, max_length=120, verbose_name="domaine fonctionnel")),
                ("amount", models.DecimalField(decimal_places=2, max_digits=12, verbose_name="montant payé")),
                (
                    "match",
                    models.CharField(
                        choices=[
                            ("matched", "Rapproché"),
                            ("differs", "Montant à vérifier"),
                            ("unmatched", "À rapprocher"),
                            ("aside", "Hors FIPD"),
                        ],
                        default="unmatched",
                        max_length=10,
                        verbose_name="rapprochement",
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="motif")),
                ("matched_at", models.DateTimeField(blank=True, null=True, verbose_name="rapproché le")),
                ("recorded_at", models.DateTimeField(verbose_name="importé le")),
                (
                    "application",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="chorus_payments",
                        to="public_order.grantapplication",
                        verbose_name="demande",
                    ),
                ),
                (
                    "matched_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "paiement Chorus",
                "verbose_name_plural": "paiements Chorus",
                "ordering": ["-paid_on", "dp", "dp_line"],
                "indexes": [models.Index(fields=["ej", "siret"], name="chorus_payment_of")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("dp", "dp_line"),
                        name="chorus_payment_once",
                        violation_error_message="CHO-02 : ce poste de demande de paiement est déjà connu.",
                    ),
                    models.CheckConstraint(condition=models.Q(("dp__regex", "^\\d{10}$")), name="chorus_payment_dp"),
                    models.CheckConstraint(condition=models.Q(("ej__regex", "^\\d{10}$")), name="chorus_payment_ej"),
                    models.CheckConstraint(
                        condition=models.Q(("amount", 0), _negated=True), name="chorus_payment_amount"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("application__isnull", False), ("match__in", ("matched", "differs"))),
                            models.Q(("application__isnull", True), ("match__in", ("unmatched", "aside"))),
                            _connector="OR",
                        ),
                        name="chorus_payment_matched_to_one",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("match__in", ("aside", "differs")), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="chorus_payment_told_why",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ChorusRequestLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("amount", models.DecimalField(decimal_places=2, max_digits=12, verbose_name="montant")),
                ("cancelled_at", models.DateTimeField(blank=True, null=True, verbose_name="annulée le")),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="motif")),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="chorus_requests",
                        to="public_order.grantapplication",
                        verbose_name="demande",
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="public_order.chorusrequest",
                        verbose_name="envoi",
                    ),
                ),
            ],
            options={
                "verbose_name": "ligne d'un envoi vers Chorus",
                "verbose_name_plural": "lignes d'un envoi vers Chorus",
                "ordering": ["request", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("cancelled_at__isnull", True)),
                        fields=("application",),
                        name="chorus_request_once",
                    ),
                    models.CheckConstraint(condition=models.Q(("amount__gt", 0)), name="chorus_request_amount"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("cancelled_at__isnull", True), models.Q(("reason", ""), _negated=True), _connector="OR"
                        ),
                        name="chorus_request_cancelled_with_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="GrantDeposit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "source",
                    models.CharField(
                        choices=[("file", "Tableau importé"), ("api", "Programme partenaire")],
                        max_length=4,
                        verbose_name="origine",
                    ),
                ),
                ("reference", models.CharField(blank=True, max_length=60, verbose_name="référence")),
                ("fingerprint", models.CharField(blank=True, max_length=64)),
                ("recorded_at", models.DateTimeField(verbose_name="reçue le")),
                (
                    "application",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="deposit",
                        to="public_order.grantapplication",
                        verbose_name="demande",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directorate.organisation",
                        verbose_name="partenaire",
                    ),
                ),
            ],
            options={
                "verbose_name": "dépôt d'une demande",
                "verbose_name_plural": "dépôts de demandes",
                "ordering": ["-recorded_at", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("source", "file")),
                        fields=("reference",),
                        name="grant_deposit_once_of_a_file",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("organisation__isnull", True),
                                ("source", "file"),
                                models.Q(("reference", ""), _negated=True),
                            ),
                            models.Q(("organisation__isnull", False), ("source", "api")),
                            _connector="OR",
                        ),
                        name="grant_deposit_of_someone",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="GrantPlace",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("address", models.CharField(max_length=250, verbose_name="adresse")),
                (
                    "latitude",
                    models.DecimalField(blank=True, decimal_places=6, max_digits=9, null=True, verbose_name="latitude"),
                ),
                (
                    "longitude",
                    models.DecimalField(
                        blank=True, decimal_places=6, max_digits=9, null=True, verbose_name="longitude"
                    ),
                ),
                ("recorded_at", models.DateTimeField(verbose_name="enregistrée le")),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="places",
                        to="public_order.grantapplication",
                        verbose_name="demande",
                    ),
                ),
                (
                    "commune",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directorate.commune",
                        verbose_name="commune",
                    ),
                ),
            ],
            options={
                "verbose_name": "lieu d'un projet",
                "verbose_name_plural": "lieux d'un projet",
                "ordering": ["application", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("application", "address", "commune"), name="grant_place_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("latitude__isnull", True), ("longitude__isnull", True)),
                            models.Q(("latitude__range", (-90, 90)), ("longitude__range", (-180, 180))),
                            _connector="OR",
                        ),
                        name="grant_place_position_together",
                        violation_error_message="La latitude et la longitude vont ensemble.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="GrantTerritory",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("areas", models.JSONField(default=list, verbose_name="quartiers")),
                ("computed_at", models.DateTimeField(blank=True, null=True, verbose_name="calculé le")),
                ("is_corrected", models.BooleanField(default=False, verbose_name="corrigé")),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="motif")),
                ("corrected_at", models.DateTimeField(blank=True, null=True, verbose_name="corrigé le")),
                (
                    "application",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="territory",
                        to="public_order.grantapplication",
                        verbose_name="demande",
                    ),
                ),
                (
                    "corrected_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "territoire d'un projet",
                "verbose_name_plural": "territoires de projets",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_corrected", False),
                            models.Q(models.Q(("reason", ""), _negated=True), ("corrected_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="grant_territory_corrected_with_reason",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PublishedGrant",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("amount", models.DecimalField(decimal_places=2, max_digits=12, verbose_name="montant")),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="publications",
                        to="public_order.grantapplication",
                        verbose_name="demande",
                    ),
                ),
                (
                    "publication",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="grants",
                        to="public_order.grantpublication",
                        verbose_name="publication",
                    ),
                ),
            ],
            options={
                "verbose_name": "subvention publiée",
                "verbose_name_plural": "subventions publiées",
                "ordering": ["publication", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("publication", "application"), name="grant_published_once"),
                    models.CheckConstraint(condition=models.Q(("amount__gt", 0)), name="grant_published_amount"),
                ],
            },
        ),
    ]
