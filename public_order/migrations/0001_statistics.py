"""Statistics of delinquency: editions, series, secrecy, monthly notes."""

import uuid

import django.contrib.postgres.fields
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
            name="CrimeIndicator",
            fields=[
                ("id", models.SmallAutoField(primary_key=True, serialize=False)),
                ("code", models.CharField(max_length=24, unique=True, verbose_name="code")),
                ("label", models.CharField(max_length=160, verbose_name="indicateur")),
                (
                    "nomenclature",
                    models.CharField(
                        choices=[
                            ("etat4001", "État 4001"),
                            ("ssmsi", "Indicateurs SSMSI"),
                            ("series", "Séries chronologiques SSMSI"),
                            ("local", "Indicateurs locaux"),
                            ("road", "Sécurité routière"),
                        ],
                        max_length=10,
                        verbose_name="nomenclature",
                    ),
                ),
                (
                    "unit",
                    models.CharField(
                        choices=[
                            ("infraction", "Infraction"),
                            ("victime", "Victime"),
                            ("victime_entendue", "Victime entendue"),
                            ("mis_en_cause", "Mis en cause"),
                            ("vehicule", "Véhicule"),
                            ("acte", "Acte"),
                            ("fait", "Fait"),
                            ("procedure", "Procédure"),
                            ("auteur", "Auteur"),
                            ("cheque", "Chèque"),
                            ("autre", "Autre"),
                        ],
                        max_length=16,
                        verbose_name="unité de compte",
                    ),
                ),
                (
                    "denominator",
                    models.CharField(
                        choices=[("population", "Habitants"), ("dwellings", "Logements"), ("none", "Aucun")],
                        max_length=10,
                        verbose_name="dénominateur",
                    ),
                ),
                ("additive_space", models.BooleanField(default=True, verbose_name="s'additionne entre territoires")),
                ("additive_time", models.BooleanField(default=True, verbose_name="s'additionne dans le temps")),
                (
                    "polarity",
                    models.CharField(
                        choices=[
                            ("less_is_better", "Une baisse est favorable"),
                            ("neutral_activity", "Activité des services, ni favorable ni défavorable"),
                        ],
                        default="less_is_better",
                        max_length=16,
                        verbose_name="lecture",
                    ),
                ),
                (
                    "components",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.SmallIntegerField(),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="index 4001",
                    ),
                ),
                (
                    "parts",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=24),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="contient",
                    ),
                ),
                (
                    "limits",
                    models.CharField(
                        choices=[("poisson", "Comptage de Poisson"), ("empirical", "Dispersion observée")],
                        default="poisson",
                        max_length=9,
                        verbose_name="limites de contrôle",
                    ),
                ),
                ("display_order", models.PositiveSmallIntegerField(default=0, verbose_name="ordre")),
                ("active", models.BooleanField(default=True, verbose_name="suivi")),
            ],
            options={
                "verbose_name": "indicateur de délinquance",
                "verbose_name_plural": "indicateurs de délinquance",
                "ordering": ["nomenclature", "display_order", "code"],
            },
        ),
        migrations.CreateModel(
            name="PoliceDistrict",
            fields=[
                ("code", models.CharField(max_length=12, primary_key=True, serialize=False, verbose_name="code")),
                ("name", models.CharField(max_length=80, unique=True, verbose_name="circonscription")),
            ],
            options={
                "verbose_name": "circonscription de sécurité",
                "verbose_name_plural": "circonscriptions de sécurité",
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="SeriesNote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=30, unique=True, verbose_name="code")),
                ("text", models.TextField(verbose_name="note")),
                (
                    "severity",
                    models.CharField(
                        choices=[("info", "À savoir"), ("warning", "Prudence"), ("break", "Rupture de série")],
                        default="info",
                        max_length=7,
                        verbose_name="portée",
                    ),
                ),
                (
                    "nomenclature",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("etat4001", "État 4001"),
                            ("ssmsi", "Indicateurs SSMSI"),
                            ("series", "Séries chronologiques SSMSI"),
                            ("local", "Indicateurs locaux"),
                            ("road", "Sécurité routière"),
                        ],
                        max_length=10,
                        verbose_name="nomenclature",
                    ),
                ),
                (
                    "indicators",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=24),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="indicateurs",
                    ),
                ),
                (
                    "territories",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=12),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="territoires",
                    ),
                ),
                ("since", models.DateField(blank=True, null=True, verbose_name="depuis le")),
                ("until", models.DateField(blank=True, null=True, verbose_name="jusqu'au")),
                ("display_order", models.PositiveSmallIntegerField(default=0, verbose_name="ordre")),
            ],
            options={
                "verbose_name": "note de lecture",
                "verbose_name_plural": "notes de lecture",
                "ordering": ["display_order", "code"],
            },
        ),
        migrations.CreateModel(
            name="CommuneChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("former_code", models.CharField(max_length=5, verbose_name="ancien code")),
                ("former_name", models.CharField(max_length=80, verbose_name="ancienne commune")),
                ("code", models.CharField(max_length=5, verbose_name="code")),
                ("name", models.CharField(max_length=80, verbose_name="commune")),
                ("since", models.DateField(verbose_name="depuis le")),
            ],
            options={
                "verbose_name": "fusion de communes",
                "verbose_name_plural": "fusions de communes",
                "ordering": ["-since", "code", "former_code"],
                "constraints": [
                    models.UniqueConstraint(fields=("former_code", "since"), name="crime_commune_change_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="PopulationYear",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "territory_kind",
                    models.CharField(
                        choices=[
                            ("com", "Commune"),
                            ("csp", "Circonscription de sécurité"),
                            ("dep", "Département"),
                            ("reg", "Région"),
                            ("nat", "National"),
                        ],
                        max_length=3,
                        verbose_name="type de territoire",
                    ),
                ),
                ("territory", models.CharField(max_length=12, verbose_name="territoire")),
                ("year", models.PositiveSmallIntegerField(verbose_name="année")),
                ("population", models.PositiveIntegerField(blank=True, null=True, verbose_name="habitants")),
                (
                    "dwellings",
                    models.DecimalField(
                        blank=True, decimal_places=4, max_digits=14, null=True, verbose_name="logements"
                    ),
                ),
                ("source", models.CharField(max_length=120, verbose_name="source")),
            ],
            options={
                "verbose_name": "population",
                "ordering": ["territory", "-year"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("territory", "territory_kind", "year"), name="crime_population_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="StatImport",
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
                ("produced_on", models.DateField(verbose_name="fichier produit le")),
                ("fingerprint", models.CharField(max_length=64)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("reading", "Lecture en cours"),
                            ("read", "À accepter"),
                            ("accepted", "Accepté"),
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
                ("accepted_at", models.DateTimeField(blank=True, null=True, verbose_name="accepté le")),
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
                "verbose_name": "import de statistiques",
                "verbose_name_plural": "imports de statistiques",
                "ordering": ["-created_at"],
            },
        ),
        migrations.CreateModel(
            name="StatFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=200, verbose_name="fichier")),
                ("recognised", models.CharField(blank=True, max_length=120, verbose_name="reconnu")),
                ("lines", models.PositiveIntegerField(default=0, verbose_name="lignes")),
                ("kept", models.PositiveIntegerField(default=0, verbose_name="retenues")),
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
                        on_delete=django.db.models.deletion.CASCADE, related_name="files", to="public_order.statimport"
                    ),
                ),
            ],
            options={
                "verbose_name": "fichier de statistiques",
                "verbose_name_plural": "fichiers de statistiques",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="StatEdition",
            fields=[
                ("id", models.AutoField(primary_key=True, serialize=False)),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("dtsp_4001", "État 4001 mensuel, DTSP"),
                            ("etat_4001", "État 4001 par département"),
                            ("ssmsi_dep", "SSMSI, base départementale"),
                            ("ssmsi_com", "SSMSI, base communale"),
                            ("ssmsi_series", "SSMSI, séries chronologiques brutes"),
                            ("ssmsi_adjusted", "SSMSI, séries corrigées CVS-CJO"),
                            ("local_partner", "Partenaire local"),
                        ],
                        max_length=16,
                        verbose_name="source",
                    ),
                ),
                (
                    "period_kind",
                    models.CharField(
                        choices=[("m", "Mois"), ("q", "Trimestre"), ("y", "Année")],
                        max_length=1,
                        verbose_name="périodicité",
                    ),
                ),
                ("period", models.DateField(verbose_name="période")),
                ("number", models.PositiveSmallIntegerField(verbose_name="édition")),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "À accepter"), ("current", "En vigueur"), ("former", "Antérieure")],
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
                ("produced_on", models.DateField(verbose_name="produite le")),
                ("geography", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="géographie")),
                ("cells", models.PositiveIntegerField(default=0, verbose_name="valeurs")),
                ("hidden", models.PositiveIntegerField(default=0, verbose_name="masquées")),
                ("accepted_at", models.DateTimeField(blank=True, null=True, verbose_name="acceptée le")),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="editions",
                        to="public_order.statimport",
                    ),
                ),
            ],
            options={
                "verbose_name": "édition de statistiques",
                "verbose_name_plural": "éditions de statistiques",
                "ordering": ["-period", "source", "-number"],
            },
        ),
        migrations.CreateModel(
            name="StatRefusal",
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
                        to="public_order.statimport",
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
            name="IndicatorAlias",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "nomenclature",
                    models.CharField(
                        choices=[
                            ("etat4001", "État 4001"),
                            ("ssmsi", "Indicateurs SSMSI"),
                            ("series", "Séries chronologiques SSMSI"),
                            ("local", "Indicateurs locaux"),
                            ("road", "Sécurité routière"),
                        ],
                        max_length=10,
                    ),
                ),
                ("label", models.CharField(max_length=240, verbose_name="intitulé")),
                ("key", models.CharField(editable=False, max_length=240)),
                ("from_edition", models.DateField(blank=True, null=True, verbose_name="depuis l'édition du")),
                ("to_edition", models.DateField(blank=True, null=True, verbose_name="jusqu'à l'édition du")),
                (
                    "indicator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="aliases",
                        to="public_order.crimeindicator",
                    ),
                ),
            ],
            options={
                "verbose_name": "ancien intitulé",
                "ordering": ["label"],
                "constraints": [models.UniqueConstraint(fields=("nomenclature", "key"), name="crime_alias_once")],
            },
        ),
        migrations.CreateModel(
            name="IndicatorGroup",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=24, verbose_name="code")),
                ("label", models.CharField(max_length=120, verbose_name="regroupement")),
                (
                    "indexes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.SmallIntegerField(), size=None, verbose_name="index 4001"
                    ),
                ),
                ("valid_from", models.DateField(verbose_name="depuis le")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="jusqu'au")),
                (
                    "polarity",
                    models.CharField(
                        choices=[
                            ("less_is_better", "Une baisse est favorable"),
                            ("neutral_activity", "Activité des services, ni favorable ni défavorable"),
                        ],
                        default="less_is_better",
                        max_length=16,
                        verbose_name="lecture",
                    ),
                ),
                ("display_order", models.PositiveSmallIntegerField(default=0, verbose_name="ordre")),
                ("recorded_at", models.DateTimeField(blank=True, null=True, verbose_name="enregistré le")),
                (
                    "recorded_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="par",
                    ),
                ),
            ],
            options={
                "verbose_name": "regroupement d'index",
                "verbose_name_plural": "regroupements d'index",
                "ordering": ["display_order", "code", "-valid_from"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("code", "valid_from"),
                        name="crime_group_once_a_day",
                        violation_error_message="Ce regroupement change déjà ce jour-là.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to", None), ("valid_to__gte", models.F("valid_from")), _connector="OR"
                        ),
                        name="crime_group_dates",
                        violation_error_message="La fin ne peut pas précéder le début.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DistrictMembership",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("since", models.DateField(verbose_name="depuis le")),
                ("until", models.DateField(blank=True, null=True, verbose_name="jusqu'au (exclu)")),
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
                    "district",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="memberships",
                        to="public_order.policedistrict",
                    ),
                ),
            ],
            options={
                "verbose_name": "commune d'une circonscription",
                "verbose_name_plural": "communes des circonscriptions",
                "ordering": ["district", "commune", "since"],
                "constraints": [
                    models.UniqueConstraint(fields=("commune", "since"), name="crime_district_once_a_day"),
                    models.UniqueConstraint(
                        condition=models.Q(("until", None)),
                        fields=("commune",),
                        name="crime_district_now",
                        violation_error_message="Cette commune est déjà dans une circonscription.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("until", None), ("until__gt", models.F("since")), _connector="OR"),
                        name="crime_district_dates",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SeriesValue",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "territory_kind",
                    models.CharField(
                        choices=[
                            ("com", "Commune"),
                            ("csp", "Circonscription de sécurité"),
                            ("dep", "Département"),
                            ("reg", "Région"),
                            ("nat", "National"),
                        ],
                        max_length=3,
                        verbose_name="type de territoire",
                    ),
                ),
                ("territory", models.CharField(max_length=12, verbose_name="territoire")),
                ("period", models.DateField(verbose_name="période")),
                ("value", models.IntegerField(blank=True, null=True, verbose_name="nombre")),
                (
                    "rate",
                    models.DecimalField(
                        blank=True, decimal_places=7, max_digits=14, null=True, verbose_name="taux pour mille"
                    ),
                ),
                (
                    "diffusion",
                    models.CharField(
                        choices=[
                            ("d", "Diffusée"),
                            ("n", "Non diffusée"),
                            ("s", "Masquée pour protéger une autre"),
                            ("i", "Interne"),
                        ],
                        max_length=1,
                        verbose_name="diffusion",
                    ),
                ),
                (
                    "indicator",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="public_order.crimeindicator",
                    ),
                ),
                (
                    "edition",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rows",
                        to="public_order.statedition",
                    ),
                ),
            ],
            options={
                "verbose_name": "valeur de série",
                "verbose_name_plural": "valeurs de série",
                "indexes": [models.Index(fields=["territory", "indicator", "period"], name="crime_value_place")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("edition", "indicator", "territory", "territory_kind"), name="crime_value_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("diffusion", "n"), _negated=True),
                            models.Q(("rate", None), ("value", None)),
                            _connector="OR",
                        ),
                        name="crime_hidden_has_no_value",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SeriesSummary",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("department", models.CharField(max_length=3, verbose_name="département")),
                ("period", models.DateField(verbose_name="période")),
                ("cells", models.PositiveIntegerField(default=0, verbose_name="communes")),
                ("hidden", models.PositiveIntegerField(default=0, verbose_name="masquées")),
                ("zeros", models.PositiveIntegerField(default=0, verbose_name="zéros publiés")),
                ("published", models.BigIntegerField(default=0, verbose_name="somme publiée")),
                ("hidden_mean", models.DecimalField(blank=True, decimal_places=7, max_digits=14, null=True)),
                (
                    "indicator",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="public_order.crimeindicator",
                    ),
                ),
                (
                    "edition",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="summaries",
                        to="public_order.statedition",
                    ),
                ),
            ],
            options={
                "verbose_name": "synthèse d'une édition",
                "verbose_name_plural": "synthèses d'éditions",
                "indexes": [models.Index(fields=["department", "indicator", "period"], name="crime_summary_place")],
                "constraints": [
                    models.UniqueConstraint(fields=("edition", "indicator", "department"), name="crime_summary_once")
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="statimport",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["reading", "read", "accepted"])),
                fields=("fingerprint",),
                name="crime_files_once",
                violation_error_message="Ces fichiers sont déjà importés.",
            ),
        ),
        migrations.AddConstraint(
            model_name="statedition",
            constraint=models.UniqueConstraint(
                fields=("source", "period_kind", "period", "number"), name="crime_edition_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="statedition",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "current")),
                fields=("source", "period_kind", "period"),
                name="crime_edition_in_force",
                violation_error_message="Une édition est déjà en vigueur pour cette période.",
            ),
        ),
        migrations.AddIndex(
            model_name="statrefusal",
            index=models.Index(fields=["batch", "is_warning", "file", "line"], name="crime_refusal_place"),
        ),
        migrations.CreateModel(
            name="ExceptionalMonth",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "month",
                    models.DateField(
                        error_messages={"unique": "Ce mois est déjà marqué."}, unique=True, verbose_name="mois"
                    ),
                ),
                ("reason", models.CharField(max_length=200, verbose_name="motif")),
                ("recorded_at", models.DateTimeField(blank=True, null=True, verbose_name="enregistré le")),
                (
                    "recorded_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="par",
                    ),
                ),
            ],
            options={
                "verbose_name": "mois exceptionnel",
                "verbose_name_plural": "mois exceptionnels",
                "ordering": ["-month"],
            },
        ),
        migrations.CreateModel(
            name="MonthlyReport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("period", models.DateField(verbose_name="mois")),
                (
                    "territory_kind",
                    models.CharField(
                        choices=[
                            ("com", "Commune"),
                            ("csp", "Circonscription de sécurité"),
                            ("dep", "Département"),
                            ("reg", "Région"),
                            ("nat", "National"),
                        ],
                        max_length=3,
                        verbose_name="périmètre",
                    ),
                ),
                ("territory", models.CharField(max_length=12, verbose_name="territoire")),
                ("name", models.CharField(max_length=80, verbose_name="nom du périmètre")),
                ("opened_at", models.DateTimeField(verbose_name="ouverte le")),
                (
                    "opened_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="par",
                    ),
                ),
            ],
            options={
                "verbose_name": "note mensuelle",
                "verbose_name_plural": "notes mensuelles",
                "ordering": ["-period", "name"],
            },
        ),
        migrations.CreateModel(
            name="ReportVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField(verbose_name="version")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "En rédaction"),
                            ("to_validate", "À valider par le chef de bureau"),
                            ("validated", "Validée, au visa du cabinet"),
                            ("approved", "Visée, à envoyer"),
                            ("sent", "Envoyée"),
                            ("corrected", "Remplacée par une version corrigée"),
                        ],
                        default="draft",
                        max_length=12,
                        verbose_name="état",
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="motif de la correction")),
                ("snapshot", models.JSONField(blank=True, null=True, verbose_name="figé")),
                ("content_hash", models.CharField(blank=True, max_length=64, verbose_name="empreinte")),
                ("changes", models.JSONField(blank=True, default=list, verbose_name="chiffres corrigés")),
                ("returned", models.CharField(blank=True, max_length=500, verbose_name="renvoyée à l'analyste")),
                ("created_at", models.DateTimeField(verbose_name="ouverte le")),
                ("submitted_at", models.DateTimeField(blank=True, null=True, verbose_name="soumise le")),
                ("validated_at", models.DateTimeField(blank=True, null=True, verbose_name="validée le")),
                ("approved_at", models.DateTimeField(blank=True, null=True, verbose_name="visée le")),
                ("sent_at", models.DateTimeField(blank=True, null=True, verbose_name="envoyée le")),
                (
                    "approved_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
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
                    "letter",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directorate.letter",
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="versions",
                        to="public_order.monthlyreport",
                        verbose_name="note",
                    ),
                ),
                (
                    "submitted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "validated_by",
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
                "verbose_name": "version d'une note",
                "verbose_name_plural": "versions des notes",
                "ordering": ["report", "-number"],
            },
        ),
        migrations.CreateModel(
            name="ReportDispatch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "recipient",
                    models.CharField(
                        choices=[("prefect", "Préfet"), ("prosecutor", "Procureur de la République")],
                        max_length=10,
                        verbose_name="destinataire",
                    ),
                ),
                ("email", models.EmailField(max_length=254, verbose_name="courriel")),
                ("code_hash", models.CharField(max_length=64, unique=True)),
                ("link_until", models.DateTimeField(verbose_name="lien valable jusqu'au")),
                ("sent_at", models.DateTimeField(verbose_name="envoyée le")),
                ("read_at", models.DateTimeField(blank=True, null=True, verbose_name="lue la première fois le")),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="dispatches",
                        to="public_order.reportversion",
                        verbose_name="version",
                    ),
                ),
            ],
            options={
                "verbose_name": "envoi d'une note",
                "verbose_name_plural": "envois des notes",
                "ordering": ["version", "recipient"],
            },
        ),
        migrations.CreateModel(
            name="CommentBlock",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("line", models.CharField(max_length=40, verbose_name="ligne")),
                (
                    "span",
                    models.CharField(
                        choices=[
                            ("month", "Mois"),
                            ("year", "Cumul depuis janvier"),
                            ("rolling", "Douze mois glissants"),
                        ],
                        default="month",
                        max_length=8,
                        verbose_name="colonne",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("comment", "Commentaire"),
                            ("attention", "Point d'attention"),
                            ("good", "Bon résultat"),
                        ],
                        default="comment",
                        max_length=9,
                        verbose_name="nature",
                    ),
                ),
                ("text", models.CharField(max_length=1000, verbose_name="texte")),
                ("to_review", models.BooleanField(default=False, verbose_name="à relire")),
                ("written_at", models.DateTimeField(verbose_name="écrit le")),
                (
                    "written_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="par",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="comments",
                        to="public_order.reportversion",
                        verbose_name="version",
                    ),
                ),
            ],
            options={
                "verbose_name": "commentaire",
                "ordering": ["version", "line", "span", "kind"],
            },
        ),
        migrations.AddConstraint(
            model_name="monthlyreport",
            constraint=models.UniqueConstraint(
                fields=("period", "territory_kind", "territory"),
                name="monthly_report_once",
                violation_error_message="La note de ce mois existe déjà pour ce périmètre.",
            ),
        ),
        migrations.AddConstraint(
            model_name="reportversion",
            constraint=models.UniqueConstraint(fields=("report", "number"), name="report_version_once"),
        ),
        migrations.AddConstraint(
            model_name="reportversion",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["sent", "corrected"]), _negated=True),
                fields=("report",),
                name="report_version_open_once",
                violation_error_message="Une version de cette note est déjà en cours.",
            ),
        ),
        migrations.AddConstraint(
            model_name="reportversion",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "sent")), fields=("report",), name="report_version_sent_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="reportversion",
            constraint=models.CheckConstraint(
                condition=models.Q(("state", "draft"), ("snapshot__isnull", False), _connector="OR"),
                name="report_version_frozen_when_submitted",
            ),
        ),
        migrations.AddConstraint(
            model_name="reportversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["approved", "sent", "corrected"]), _negated=True),
                    ("letter__isnull", False),
                    _connector="OR",
                ),
                name="report_version_approved_on_paper",
            ),
        ),
        migrations.AddConstraint(
            model_name="reportdispatch",
            constraint=models.UniqueConstraint(fields=("version", "recipient"), name="report_dispatch_once"),
        ),
        migrations.AddConstraint(
            model_name="commentblock",
            constraint=models.UniqueConstraint(fields=("version", "line", "span", "kind"), name="comment_block_once"),
        ),
    ]
    operations = together(operations)
