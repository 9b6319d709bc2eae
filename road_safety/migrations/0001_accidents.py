"""The accidents of the department and their imports."""

import uuid

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from directorate.migrations._together import together


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("directorate", "0004_safety_bodies"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AccidentEdition",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField(verbose_name="année")),
                ("number", models.PositiveSmallIntegerField(verbose_name="édition")),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "À publier"), ("current", "En vigueur"), ("former", "Antérieure")],
                        default="draft",
                        max_length=8,
                        verbose_name="état",
                    ),
                ),
                (
                    "reliability",
                    models.CharField(
                        choices=[("provisional", "Provisoire"), ("consolidated", "Consolidé"), ("final", "Définitif")],
                        max_length=12,
                        verbose_name="statut des données",
                    ),
                ),
                (
                    "scope",
                    models.CharField(blank=True, max_length=300, verbose_name="ce que ces fichiers ne couvrent pas"),
                ),
                ("accidents", models.PositiveIntegerField(default=0, verbose_name="accidents")),
                ("with_place", models.PositiveIntegerField(default=0)),
                ("with_vehicles", models.PositiveIntegerField(default=0)),
                ("with_users", models.PositiveIntegerField(default=0)),
                ("published_at", models.DateTimeField(blank=True, null=True, verbose_name="publiée le")),
            ],
            options={
                "verbose_name": "édition",
                "ordering": ["-year", "-number"],
            },
        ),
        migrations.CreateModel(
            name="Accident",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=12, verbose_name="numéro")),
                ("day", models.DateField(verbose_name="date")),
                ("time", models.TimeField(blank=True, null=True, verbose_name="heure")),
                ("address", models.CharField(blank=True, max_length=200, verbose_name="adresse")),
                ("latitude", models.DecimalField(blank=True, decimal_places=6, max_digits=9, null=True)),
                ("longitude", models.DecimalField(blank=True, decimal_places=6, max_digits=9, null=True)),
                (
                    "geo_quality",
                    models.CharField(
                        choices=[
                            ("gps", "Coordonnées"),
                            ("address", "Adresse"),
                            ("road_pr", "Point de repère de la route"),
                            ("commune_only", "Commune seule"),
                        ],
                        max_length=12,
                        verbose_name="localisation",
                    ),
                ),
                ("light", models.SmallIntegerField(blank=True, null=True, verbose_name="luminosité")),
                ("urban", models.SmallIntegerField(blank=True, null=True, verbose_name="agglomération")),
                ("junction", models.SmallIntegerField(blank=True, null=True, verbose_name="intersection")),
                ("weather", models.SmallIntegerField(blank=True, null=True, verbose_name="conditions atmosphériques")),
                ("collision", models.SmallIntegerField(blank=True, null=True, verbose_name="collision")),
                ("road_category", models.SmallIntegerField(blank=True, null=True, verbose_name="catégorie de route")),
                ("road_name", models.CharField(blank=True, max_length=200, verbose_name="voie")),
                ("marker", models.CharField(blank=True, max_length=10, verbose_name="point de repère")),
                ("marker_m", models.CharField(blank=True, max_length=10, verbose_name="distance au point de repère")),
                (
                    "speed_limit",
                    models.SmallIntegerField(blank=True, null=True, verbose_name="vitesse maximale autorisée"),
                ),
                ("circulation", models.SmallIntegerField(blank=True, null=True, verbose_name="régime de circulation")),
                ("reserved_lane", models.SmallIntegerField(blank=True, null=True, verbose_name="voie réservée")),
                ("surface", models.SmallIntegerField(blank=True, null=True, verbose_name="surface")),
                ("facility", models.SmallIntegerField(blank=True, null=True, verbose_name="aménagement")),
                ("situation", models.SmallIntegerField(blank=True, null=True, verbose_name="situation")),
                ("has_place", models.BooleanField(default=False)),
                ("vehicle_count", models.PositiveSmallIntegerField(default=0, verbose_name="véhicules")),
                ("user_count", models.PositiveSmallIntegerField(default=0, verbose_name="usagers")),
                ("killed", models.PositiveSmallIntegerField(default=0, verbose_name="tués")),
                ("hospitalised", models.PositiveSmallIntegerField(default=0, verbose_name="blessés hospitalisés")),
                ("light_injured", models.PositiveSmallIntegerField(default=0, verbose_name="blessés légers")),
                ("unhurt", models.PositiveSmallIntegerField(default=0, verbose_name="indemnes")),
                (
                    "themes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="enjeux",
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
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rows",
                        to="road_safety.accidentedition",
                    ),
                ),
            ],
            options={
                "verbose_name": "accident",
                "ordering": ["-day", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="AccidentImport",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("label", models.CharField(max_length=120, verbose_name="intitulé")),
                (
                    "reliability",
                    models.CharField(
                        choices=[("provisional", "Provisoire"), ("consolidated", "Consolidé"), ("final", "Définitif")],
                        max_length=12,
                        verbose_name="statut des données",
                    ),
                ),
                (
                    "scope",
                    models.CharField(blank=True, max_length=300, verbose_name="ce que ces fichiers ne couvrent pas"),
                ),
                ("fingerprint", models.CharField(max_length=64)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("reading", "Lecture en cours"),
                            ("read", "À publier"),
                            ("published", "Publié"),
                            ("refused", "Refusé"),
                            ("abandoned", "Abandonné"),
                        ],
                        default="reading",
                        max_length=10,
                        verbose_name="état",
                    ),
                ),
                ("refusal", models.TextField(blank=True, verbose_name="motif")),
                ("counts", models.JSONField(default=dict, verbose_name="résultat")),
                ("refused_rows", models.PositiveIntegerField(default=0, verbose_name="lignes refusées")),
                ("doubtful_rows", models.PositiveIntegerField(default=0, verbose_name="lignes signalées")),
                ("created_at", models.DateTimeField(verbose_name="déposé le")),
                ("published_at", models.DateTimeField(blank=True, null=True, verbose_name="publié le")),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="par",
                    ),
                ),
                (
                    "job",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="directorate.job",
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directorate.storedfile",
                    ),
                ),
            ],
            options={
                "verbose_name": "import d'accidents",
                "verbose_name_plural": "imports d'accidents",
                "ordering": ["-created_at"],
            },
        ),
        migrations.CreateModel(
            name="AccidentFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=200, verbose_name="fichier")),
                ("entry", models.CharField(blank=True, max_length=200)),
                ("tables", models.CharField(blank=True, max_length=80, verbose_name="tables")),
                ("lines", models.PositiveIntegerField(default=0, verbose_name="lignes")),
                ("kept", models.PositiveIntegerField(default=0, verbose_name="retenues")),
                ("elsewhere", models.PositiveIntegerField(default=0, verbose_name="d'autres départements")),
                ("refused", models.PositiveIntegerField(default=0, verbose_name="refusées")),
                (
                    "stored",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="directorate.storedfile"
                    ),
                ),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="files",
                        to="road_safety.accidentimport",
                    ),
                ),
            ],
            options={
                "verbose_name": "fichier d'accidents",
                "verbose_name_plural": "fichiers d'accidents",
                "ordering": ["pk"],
            },
        ),
        migrations.AddField(
            model_name="accidentedition",
            name="batch",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="editions", to="road_safety.accidentimport"
            ),
        ),
        migrations.CreateModel(
            name="AccidentRefusal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("file", models.CharField(max_length=200, verbose_name="fichier")),
                ("line", models.PositiveIntegerField(verbose_name="ligne")),
                ("is_warning", models.BooleanField(default=False, verbose_name="signalée")),
                ("reason", models.CharField(max_length=300, verbose_name="motif")),
                ("text", models.TextField(blank=True, verbose_name="contenu")),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="refusals",
                        to="road_safety.accidentimport",
                    ),
                ),
            ],
            options={
                "verbose_name": "ligne refusée",
                "verbose_name_plural": "lignes refusées",
                "ordering": ["is_warning", "file", "line", "pk"],
            },
        ),
        migrations.CreateModel(
            name="AccidentVehicle",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("identifier", models.CharField(blank=True, max_length=20)),
                ("mark", models.CharField(blank=True, max_length=20, verbose_name="repère")),
                ("category", models.SmallIntegerField(blank=True, null=True, verbose_name="catégorie")),
                ("obstacle", models.SmallIntegerField(blank=True, null=True, verbose_name="obstacle fixe")),
                ("mobile_obstacle", models.SmallIntegerField(blank=True, null=True, verbose_name="obstacle mobile")),
                ("shock", models.SmallIntegerField(blank=True, null=True, verbose_name="point de choc")),
                ("manoeuvre", models.SmallIntegerField(blank=True, null=True, verbose_name="manœuvre")),
                ("motor", models.SmallIntegerField(blank=True, null=True, verbose_name="motorisation")),
                (
                    "accident",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="vehicles", to="road_safety.accident"
                    ),
                ),
            ],
            options={
                "verbose_name": "véhicule",
                "ordering": ["mark", "pk"],
            },
        ),
        migrations.CreateModel(
            name="AccidentUser",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("identifier", models.CharField(blank=True, max_length=20)),
                (
                    "user_class",
                    models.CharField(
                        choices=[
                            ("pedestrian", "Piéton"),
                            ("bike", "Vélo"),
                            ("edp", "Engin de déplacement personnel"),
                            ("powered_2w", "Deux-roues motorisé"),
                            ("car", "Véhicule de tourisme"),
                            ("van", "Véhicule utilitaire"),
                            ("hgv", "Poids lourd"),
                            ("public_transport", "Transport en commun"),
                            ("other", "Autre ou inconnu"),
                        ],
                        max_length=20,
                        verbose_name="mode",
                    ),
                ),
                ("seat", models.SmallIntegerField(blank=True, null=True, verbose_name="place")),
                ("role", models.SmallIntegerField(blank=True, null=True, verbose_name="catégorie")),
                (
                    "severity",
                    models.SmallIntegerField(
                        blank=True,
                        choices=[(2, "Tué"), (3, "Blessé hospitalisé"), (4, "Blessé léger"), (1, "Indemne")],
                        null=True,
                        verbose_name="gravité",
                    ),
                ),
                ("sex", models.SmallIntegerField(blank=True, null=True, verbose_name="sexe")),
                ("birth_year", models.SmallIntegerField(blank=True, null=True, verbose_name="année de naissance")),
                ("trip", models.SmallIntegerField(blank=True, null=True, verbose_name="trajet")),
                ("gear1", models.SmallIntegerField(blank=True, null=True, verbose_name="équipement")),
                ("gear2", models.SmallIntegerField(blank=True, null=True)),
                ("gear3", models.SmallIntegerField(blank=True, null=True)),
                (
                    "pedestrian_place",
                    models.SmallIntegerField(blank=True, null=True, verbose_name="localisation du piéton"),
                ),
                ("pedestrian_action", models.CharField(blank=True, max_length=2, verbose_name="action du piéton")),
                (
                    "pedestrian_company",
                    models.SmallIntegerField(blank=True, null=True, verbose_name="piéton seul ou accompagné"),
                ),
                (
                    "accident",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="users", to="road_safety.accident"
                    ),
                ),
                (
                    "vehicle",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="users",
                        to="road_safety.accidentvehicle",
                    ),
                ),
            ],
            options={
                "verbose_name": "usager",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="FatalCase",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("occurred_at", models.DateTimeField(verbose_name="survenu le")),
                ("address", models.CharField(max_length=200, verbose_name="lieu")),
                (
                    "force",
                    models.CharField(
                        choices=[
                            ("dtsp", "Direction territoriale de la sécurité de proximité"),
                            ("crs", "CRS autoroutière"),
                            ("other", "Autre force"),
                        ],
                        max_length=5,
                        verbose_name="force intervenante",
                    ),
                ),
                ("facts", models.TextField(verbose_name="premiers éléments")),
                ("killed", models.PositiveSmallIntegerField(verbose_name="tués")),
                ("hospitalised", models.PositiveSmallIntegerField(default=0, verbose_name="hospitalisés à suivre")),
                ("watched_until", models.DateField(verbose_name="suivi des hospitalisés jusqu'au")),
                ("road_manager", models.CharField(blank=True, max_length=160, verbose_name="gestionnaire de la voie")),
                (
                    "accident_number",
                    models.CharField(blank=True, max_length=12, verbose_name="numéro dans le fichier BAAC"),
                ),
                ("site_visit_on", models.DateField(blank=True, null=True, verbose_name="visite du site le")),
                (
                    "inquiry",
                    models.CharField(
                        choices=[
                            ("none", "Aucune"),
                            ("decided", "Décidée"),
                            ("running", "En cours"),
                            ("delivered", "Rapport remis"),
                        ],
                        default="none",
                        max_length=9,
                        verbose_name="enquête ECPA",
                    ),
                ),
                ("inquiry_team", models.TextField(blank=True, verbose_name="équipe ECPA")),
                ("findings", models.TextField(blank=True, verbose_name="constats")),
                ("closed_on", models.DateField(blank=True, null=True, verbose_name="suivi clos le")),
                ("recorded_at", models.DateTimeField(verbose_name="enregistré le")),
                (
                    "commune",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directorate.commune",
                        verbose_name="commune",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="par",
                    ),
                ),
            ],
            options={
                "verbose_name": "accident mortel suivi",
                "verbose_name_plural": "accidents mortels suivis",
                "ordering": ["-occurred_at"],
            },
        ),
        migrations.CreateModel(
            name="FatalMeasure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("label", models.CharField(max_length=250, verbose_name="mesure")),
                ("owner", models.CharField(max_length=160, verbose_name="responsable")),
                ("due_on", models.DateField(verbose_name="échéance")),
                ("done_on", models.DateField(blank=True, null=True, verbose_name="réalisée le")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="measures", to="road_safety.fatalcase"
                    ),
                ),
            ],
            options={
                "verbose_name": "mesure",
                "ordering": ["due_on", "pk"],
            },
        ),
        migrations.CreateModel(
            name="SeverityRevision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("died_on", models.DateField(verbose_name="décès le")),
                (
                    "counts_as",
                    models.SmallIntegerField(
                        choices=[(2, "Tué"), (3, "Blessé hospitalisé"), (4, "Blessé léger"), (1, "Indemne")],
                        verbose_name="compté comme",
                    ),
                ),
                ("month", models.DateField(blank=True, null=True, verbose_name="mois corrigé")),
                ("recorded_at", models.DateTimeField(verbose_name="enregistré le")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="revisions",
                        to="road_safety.fatalcase",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="par",
                    ),
                ),
            ],
            options={
                "verbose_name": "révision à trente jours",
                "verbose_name_plural": "révisions à trente jours",
                "ordering": ["died_on", "pk"],
            },
        ),
        migrations.CreateModel(
            name="YearSnapshot",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField(verbose_name="année")),
                ("number", models.PositiveSmallIntegerField(verbose_name="arrêté")),
                (
                    "reliability",
                    models.CharField(
                        choices=[("provisional", "Provisoire"), ("consolidated", "Consolidé"), ("final", "Définitif")],
                        max_length=12,
                        verbose_name="statut des données",
                    ),
                ),
                ("figures", models.JSONField(verbose_name="chiffres")),
                ("inputs", models.CharField(max_length=64, verbose_name="empreinte des données")),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="observation")),
                ("taken_at", models.DateTimeField(verbose_name="arrêté le")),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="snapshots",
                        to="road_safety.accidentedition",
                        verbose_name="édition",
                    ),
                ),
                (
                    "taken_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="par",
                    ),
                ),
            ],
            options={
                "verbose_name": "bilan arrêté",
                "verbose_name_plural": "bilans arrêtés",
                "ordering": ["-year", "-number"],
            },
        ),
        migrations.AddIndex(
            model_name="accident",
            index=models.Index(fields=["edition", "day"], name="accident_day"),
        ),
        migrations.AddIndex(
            model_name="accident",
            index=models.Index(fields=["commune", "day"], name="accident_commune"),
        ),
        migrations.AddIndex(
            model_name="accident",
            index=django.contrib.postgres.indexes.GinIndex(fields=["themes"], name="accident_themes"),
        ),
        migrations.AddConstraint(
            model_name="accident",
            constraint=models.UniqueConstraint(fields=("edition", "number"), name="accident_once_an_edition"),
        ),
        migrations.AddConstraint(
            model_name="accidentimport",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["reading", "read", "published"])),
                fields=("fingerprint",),
                name="accident_files_once",
                violation_error_message="Ces fichiers sont déjà importés.",
            ),
        ),
        migrations.AddConstraint(
            model_name="accidentedition",
            constraint=models.UniqueConstraint(fields=("year", "number"), name="accident_edition_once"),
        ),
        migrations.AddConstraint(
            model_name="accidentedition",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "current")),
                fields=("year",),
                name="accident_edition_in_force",
                violation_error_message="Une édition est déjà en vigueur pour cette année.",
            ),
        ),
        migrations.AddIndex(
            model_name="accidentrefusal",
            index=models.Index(fields=["batch", "is_warning", "file", "line"], name="accident_refusal_place"),
        ),
        migrations.AddIndex(
            model_name="accidentuser",
            index=models.Index(fields=["accident", "severity"], name="accident_user_severity"),
        ),
        migrations.AddIndex(
            model_name="fatalcase",
            index=models.Index(fields=["closed_on", "watched_until"], name="fatal_case_open"),
        ),
        migrations.AddConstraint(
            model_name="fatalcase",
            constraint=models.UniqueConstraint(
                fields=("commune", "occurred_at", "address"),
                name="fatal_case_once",
                violation_error_message="Cet accident est déjà suivi.",
            ),
        ),
        migrations.AddIndex(
            model_name="fatalmeasure",
            index=models.Index(condition=models.Q(("done_on", None)), fields=["due_on"], name="fatal_measure_due"),
        ),
        migrations.AddConstraint(
            model_name="yearsnapshot",
            constraint=models.UniqueConstraint(fields=("year", "number"), name="accident_snapshot_once"),
        ),
    ]
    operations = together(operations)
