import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("police_admin", "0001_outlets"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="MunicipalForce",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "headcount",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="agents de police municipale"),
                ),
                ("headcount_on", models.DateField(blank=True, null=True, verbose_name="effectif connu au")),
                (
                    "commune",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="municipal_force",
                        to="directorate.commune",
                        verbose_name="commune",
                    ),
                ),
            ],
            options={
                "verbose_name": "police municipale",
                "verbose_name_plural": "polices municipales",
                "ordering": ["commune__name"],
            },
        ),
        migrations.CreateModel(
            name="MunicipalOfficer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("last_name", models.CharField(max_length=100, verbose_name="nom")),
                ("first_name", models.CharField(max_length=100, verbose_name="prénom")),
                ("birth_on", models.DateField(verbose_name="date de naissance")),
                (
                    "prosecutor_approved_on",
                    models.DateField(blank=True, null=True, verbose_name="agréé par le procureur le"),
                ),
                ("left_on", models.DateField(blank=True, null=True, verbose_name="parti le")),
                (
                    "departure",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("transfer", "Mutation dans une autre commune"),
                            ("end", "Fin des fonctions d'agent de police municipale"),
                        ],
                        max_length=10,
                        verbose_name="motif du départ",
                    ),
                ),
                (
                    "approval",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directorate.permit",
                    ),
                ),
                (
                    "carry",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directorate.permit",
                    ),
                ),
                (
                    "force",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="officers",
                        to="police_admin.municipalforce",
                        verbose_name="police municipale",
                    ),
                ),
            ],
            options={
                "verbose_name": "agent de police municipale",
                "verbose_name_plural": "agents de police municipale",
                "ordering": ["last_name", "first_name", "id"],
            },
        ),
        migrations.CreateModel(
            name="OfficerTraining",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=30, verbose_name="arme")),
                ("followed_on", models.DateField(verbose_name="suivie le")),
                ("is_initial", models.BooleanField(default=False, verbose_name="formation préalable")),
                ("recorded_at", models.DateTimeField(verbose_name="enregistrée le")),
                (
                    "officer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="trainings",
                        to="police_admin.municipalofficer",
                        verbose_name="agent",
                    ),
                ),
                (
                    "recorded_by",
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
                "verbose_name": "formation à l'armement",
                "verbose_name_plural": "formations à l'armement",
                "ordering": ["-followed_on", "-id"],
            },
        ),
        migrations.CreateModel(
            name="WeaponMovement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("moved_on", models.DateField(verbose_name="date du mouvement")),
                (
                    "nature",
                    models.CharField(
                        choices=[
                            ("inventory", "Inventaire"),
                            ("acquisition", "Acquisition"),
                            ("use", "Consommation de munitions"),
                            ("disposal", "Cession, destruction ou remise à l'État"),
                            ("loss", "Vol ou perte"),
                        ],
                        max_length=12,
                        verbose_name="nature",
                    ),
                ),
                ("item", models.CharField(max_length=40, verbose_name="arme ou munitions")),
                ("quantity", models.IntegerField(verbose_name="quantité")),
                ("note", models.CharField(blank=True, max_length=400, verbose_name="références")),
                ("recorded_at", models.DateTimeField(verbose_name="enregistré le")),
                (
                    "force",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="movements",
                        to="police_admin.municipalforce",
                        verbose_name="police municipale",
                    ),
                ),
                (
                    "recorded_by",
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
                "verbose_name": "mouvement d'armes ou de munitions",
                "verbose_name_plural": "mouvements d'armes et de munitions",
                "ordering": ["-moved_on", "-id"],
            },
        ),
        migrations.AddConstraint(
            model_name="municipalforce",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("headcount__isnull", True), ("headcount_on__isnull", True)),
                    models.Q(("headcount__isnull", False), ("headcount_on__isnull", False)),
                    _connector="OR",
                ),
                name="municipal_headcount_is_dated",
                violation_error_message="Un effectif est daté.",
            ),
        ),
        migrations.AddConstraint(
            model_name="municipalofficer",
            constraint=models.UniqueConstraint(
                models.F("force"),
                django.db.models.functions.text.Lower("last_name"),
                django.db.models.functions.text.Lower("first_name"),
                models.F("birth_on"),
                name="municipal_officer_once",
                violation_error_message="Cet agent est déjà inscrit dans cette police municipale.",
            ),
        ),
        migrations.AddConstraint(
            model_name="municipalofficer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("departure", ""), ("left_on__isnull", True)),
                    models.Q(("left_on__isnull", False), models.Q(("departure", ""), _negated=True)),
                    _connector="OR",
                ),
                name="municipal_departure_is_dated",
                violation_error_message="Un départ est daté et motivé.",
            ),
        ),
        migrations.AddConstraint(
            model_name="officertraining",
            constraint=models.UniqueConstraint(
                fields=("officer", "kind", "followed_on"),
                name="officer_training_once",
                violation_error_message="Cette formation est déjà enregistrée.",
            ),
        ),
        migrations.AddConstraint(
            model_name="weaponmovement",
            constraint=models.CheckConstraint(
                condition=models.Q(("quantity", 0), _negated=True),
                name="weapon_movement_moves_something",
                violation_error_message="Un mouvement porte sur une quantité.",
            ),
        ),
        migrations.AddConstraint(
            model_name="weaponmovement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("nature", "inventory"),
                    models.Q(("nature", "acquisition"), ("quantity__gt", 0)),
                    models.Q(("nature__in", ["use", "disposal", "loss"]), ("quantity__lt", 0)),
                    _connector="OR",
                ),
                name="weapon_movement_goes_its_way",
                violation_error_message="Une acquisition entre, une cession ou une perte sort.",
            ),
        ),
    ]
