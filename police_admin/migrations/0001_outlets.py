import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies = [
        ("directorate", "0020_keys_in_the_index"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Licence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "category",
                    models.CharField(
                        choices=[
                            ("III", "Licence III"),
                            ("IV", "Licence IV"),
                            ("petite_restaurant", "Petite licence restaurant"),
                            ("restaurant", "Licence restaurant"),
                            ("petite_a_emporter", "Petite licence à emporter"),
                            ("a_emporter", "Licence à emporter"),
                        ],
                        max_length=20,
                        verbose_name="catégorie",
                    ),
                ),
                ("number", models.CharField(blank=True, max_length=60, verbose_name="numéro")),
                ("holder", models.CharField(blank=True, max_length=250, verbose_name="propriétaire de la licence")),
                (
                    "state",
                    models.CharField(
                        choices=[("used", "Exploitée"), ("unused", "Sans exploitation"), ("ended", "Supprimée")],
                        default="used",
                        max_length=8,
                        verbose_name="état",
                    ),
                ),
                (
                    "last_exploitation_on",
                    models.DateField(blank=True, null=True, verbose_name="dernière exploitation le"),
                ),
                ("came_on", models.DateField(blank=True, null=True, verbose_name="venue d'un autre département le")),
            ],
            options={
                "verbose_name": "licence",
                "ordering": ["category", "number", "id"],
            },
        ),
        migrations.CreateModel(
            name="Outlet",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=160, verbose_name="enseigne")),
                ("address", models.CharField(max_length=250, verbose_name="adresse")),
                ("postal_code", models.CharField(blank=True, max_length=5, verbose_name="code postal")),
                ("latitude", models.DecimalField(blank=True, decimal_places=6, max_digits=9, null=True)),
                ("longitude", models.DecimalField(blank=True, decimal_places=6, max_digits=9, null=True)),
                ("operator", models.CharField(blank=True, max_length=250, verbose_name="exploitant")),
                ("owner", models.CharField(blank=True, max_length=160, verbose_name="propriétaire")),
                ("name_key", models.CharField(editable=False, max_length=160)),
                ("address_key", models.CharField(editable=False, max_length=250)),
                (
                    "commune",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="outlets",
                        to="directorate.commune",
                        verbose_name="commune",
                    ),
                ),
            ],
            options={
                "verbose_name": "débit",
                "ordering": ["name", "id"],
            },
        ),
        migrations.CreateModel(
            name="LicenceEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("opening", "Ouverture"),
                            ("mutation", "Mutation"),
                            ("translation", "Translation"),
                            ("transfer", "Transfert autorisé"),
                            ("stopped", "Exploitation arrêtée"),
                            ("resumed", "Exploitation reprise"),
                            ("ended", "Licence supprimée"),
                        ],
                        max_length=12,
                        verbose_name="nature",
                    ),
                ),
                ("happened_on", models.DateField(verbose_name="date")),
                ("came_from", models.CharField(blank=True, max_length=250, verbose_name="venue de")),
                ("operator", models.CharField(blank=True, max_length=250, verbose_name="exploitant")),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="observation")),
                ("recorded_at", models.DateTimeField(verbose_name="enregistré le")),
                (
                    "case",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="directorate.case",
                        verbose_name="dossier",
                    ),
                ),
                (
                    "licence",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="police_admin.licence",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "outlet",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="police_admin.outlet",
                    ),
                ),
            ],
            options={
                "verbose_name": "événement d'une licence",
                "ordering": ["-happened_on", "-id"],
            },
        ),
        migrations.AddField(
            model_name="licence",
            name="outlet",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="licences",
                to="police_admin.outlet",
                verbose_name="débit",
            ),
        ),
        migrations.CreateModel(
            name="ProtectedZone",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "category",
                    models.CharField(
                        choices=[
                            ("health", "Établissements de santé et de soins"),
                            ("youth", "Enseignement, formation, hébergement et loisirs de la jeunesse"),
                            ("sports", "Stades, piscines et terrains de sport"),
                        ],
                        max_length=8,
                        verbose_name="lieux protégés",
                    ),
                ),
                (
                    "up_to",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="communes jusqu'à (habitants)"),
                ),
                ("radius_m", models.PositiveIntegerField(verbose_name="rayon (mètres)")),
                ("valid_from", models.DateField(verbose_name="en vigueur le")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="jusqu'au (exclu)")),
                (
                    "case",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="directorate.case",
                        verbose_name="dossier",
                    ),
                ),
            ],
            options={
                "verbose_name": "zone protégée",
                "ordering": ["category", models.OrderBy(models.F("up_to"), nulls_last=True), "id"],
            },
        ),
        migrations.AddIndex(
            model_name="outlet",
            index=models.Index(fields=["name_key", "id"], name="outlet_by_name"),
        ),
        migrations.AddConstraint(
            model_name="outlet",
            constraint=models.UniqueConstraint(
                fields=("commune", "address_key", "name_key"),
                name="outlet_once",
                violation_error_message="Ce débit est déjà au registre.",
            ),
        ),
        migrations.AddConstraint(
            model_name="outlet",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("latitude__isnull", True), ("longitude__isnull", True)),
                    models.Q(("latitude__range", (-90, 90)), ("longitude__range", (-180, 180))),
                    _connector="OR",
                ),
                name="outlet_coordinates_together",
                violation_error_message="La latitude et la longitude vont ensemble.",
            ),
        ),
        migrations.AddIndex(
            model_name="licenceevent",
            index=models.Index(fields=["licence", "-happened_on", "-id"], name="licence_history"),
        ),
        migrations.AddConstraint(
            model_name="licenceevent",
            constraint=models.UniqueConstraint(
                condition=models.Q(("case__isnull", False)),
                fields=("licence", "case"),
                name="licence_event_once_a_case",
                violation_error_message="Ce dossier est déjà au registre.",
            ),
        ),
        migrations.AddIndex(
            model_name="licence",
            index=models.Index(
                condition=models.Q(("last_exploitation_on__isnull", False)),
                fields=["last_exploitation_on"],
                name="licence_to_lapse",
            ),
        ),
        migrations.AddConstraint(
            model_name="licence",
            constraint=models.UniqueConstraint(
                condition=models.Q(("number", ""), _negated=True),
                fields=("category", "number"),
                name="licence_number_once",
                violation_error_message="Une licence de cette catégorie porte déjà ce numéro.",
            ),
        ),
        migrations.AddConstraint(
            model_name="licence",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("last_exploitation_on__isnull", True), ("state", "used")),
                    models.Q(("state", "used"), _negated=True),
                    _connector="OR",
                ),
                name="licence_used_has_no_last_day",
                violation_error_message="Une licence exploitée n'a pas de dernier jour d'exploitation.",
            ),
        ),
        migrations.AddIndex(
            model_name="protectedzone",
            index=models.Index(fields=["valid_from"], name="protected_zone_since"),
        ),
        migrations.AddConstraint(
            model_name="protectedzone",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_to__isnull", True), ("valid_to__gt", models.F("valid_from")), _connector="OR"
                ),
                name="protected_zone_period_in_order",
                violation_error_message="La fin de validité doit suivre le début.",
            ),
        ),
    ]
