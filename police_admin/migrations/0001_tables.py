"""The registers of the bureau des polices administratives."""

import django.contrib.postgres.fields
import django.db.models.constraints
import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models

from directorate.migrations._together import Together


class Migration(migrations.Migration):
    initial = True

    replaces = [
        ("police_admin", "0001_outlets"),
        ("police_admin", "0002_municipal_police"),
        ("police_admin", "0003_events"),
        ("police_admin", "0004_inspections"),
        ("police_admin", "0005_juries"),
        ("police_admin", "0006_event_sketches"),
    ]
    dependencies = [
        ("directorate", "0003_guards"),
    ]

    operations = [
        Together(
            migrations.CreateModel(
                name="Outlet",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
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
                    "indexes": [models.Index(fields=["name_key", "id"], name="outlet_by_name")],
                    "constraints": [
                        models.UniqueConstraint(
                            fields=("commune", "address_key", "name_key"),
                            name="outlet_once",
                            violation_error_message="Ce débit est déjà au registre.",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(("latitude__isnull", True), ("longitude__isnull", True)),
                                models.Q(("latitude__range", (-90, 90)), ("longitude__range", (-180, 180))),
                                _connector="OR",
                            ),
                            name="outlet_coordinates_together",
                            violation_error_message="La latitude et la longitude vont ensemble.",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="EventRoute",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    (
                        "source",
                        models.CharField(
                            choices=[("file", "Fichier de l'organisateur"), ("typed", "Points saisis")],
                            max_length=8,
                            verbose_name="origine",
                        ),
                    ),
                    ("lines", models.JSONField(verbose_name="tracé")),
                    ("outline", models.JSONField(verbose_name="emprise")),
                    ("points", models.JSONField(verbose_name="points comparés")),
                    ("length_m", models.PositiveIntegerField(verbose_name="longueur (m)")),
                    (
                        "communes",
                        django.contrib.postgres.fields.ArrayField(
                            base_field=models.CharField(max_length=5),
                            blank=True,
                            default=list,
                            size=None,
                            verbose_name="communes traversées",
                        ),
                    ),
                    ("recorded_at", models.DateTimeField(verbose_name="enregistré le")),
                    (
                        "case",
                        models.OneToOneField(
                            on_delete=django.db.models.deletion.CASCADE,
                            related_name="event_route",
                            to="directorate.case",
                        ),
                    ),
                    (
                        "recorded_by",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                        ),
                    ),
                ],
                options={
                    "verbose_name": "itinéraire",
                },
            ),
            migrations.CreateModel(
                name="JuryAllocation",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("year", models.PositiveSmallIntegerField(verbose_name="année de la liste")),
                    ("is_abandoned", models.BooleanField(default=False, verbose_name="abandonnée")),
                    ("frozen_at", models.DateTimeField(blank=True, null=True, verbose_name="répartition arrêtée le")),
                    ("population", models.PositiveIntegerField(blank=True, null=True, verbose_name="population")),
                    ("total", models.PositiveIntegerField(blank=True, null=True, verbose_name="jurés")),
                    ("terms", models.JSONField(blank=True, default=dict, verbose_name="valeurs appliquées")),
                    (
                        "case",
                        models.OneToOneField(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="jury_allocation",
                            to="directorate.case",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "répartition des jurés",
                    "verbose_name_plural": "répartitions des jurés",
                    "ordering": ["-year", "-id"],
                    "constraints": [
                        models.UniqueConstraint(
                            condition=models.Q(("is_abandoned", False)),
                            fields=("year",),
                            name="jury_one_allocation_a_year",
                            violation_error_message="La répartition de cette année est déjà ouverte.",
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="MunicipalForce",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    (
                        "headcount",
                        models.PositiveSmallIntegerField(
                            blank=True, null=True, verbose_name="agents de police municipale"
                        ),
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
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(("headcount__isnull", True), ("headcount_on__isnull", True)),
                                models.Q(("headcount__isnull", False), ("headcount_on__isnull", False)),
                                _connector="OR",
                            ),
                            name="municipal_headcount_is_dated",
                            violation_error_message="Un effectif est daté.",
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="ProtectedZone",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
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
                    "indexes": [models.Index(fields=["valid_from"], name="protected_zone_since")],
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(
                                ("valid_to__isnull", True), ("valid_to__gt", models.F("valid_from")), _connector="OR"
                            ),
                            name="protected_zone_period_in_order",
                            violation_error_message="La fin de validité doit suivre le début.",
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="EventLink",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    (
                        "kind",
                        models.CharField(
                            choices=[
                                ("dps", "Dispositif prévisionnel de secours (DPS)"),
                                ("security", "Dossier de sécurité"),
                                ("guards", "Agents de sécurité privée"),
                                ("other", "Autre pièce de sécurité"),
                            ],
                            max_length=12,
                            verbose_name="nature",
                        ),
                    ),
                    ("words", models.CharField(blank=True, max_length=200, verbose_name="référence ou emplacement")),
                    ("added_at", models.DateTimeField(verbose_name="rattachée le")),
                    (
                        "added_by",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                        ),
                    ),
                    (
                        "case",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.CASCADE,
                            related_name="event_links",
                            to="directorate.case",
                        ),
                    ),
                    (
                        "linked",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.CASCADE,
                            related_name="+",
                            to="directorate.case",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "pièce de sécurité",
                    "ordering": ["kind", "pk"],
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(
                                ("linked__isnull", False), models.Q(("words", ""), _negated=True), _connector="OR"
                            ),
                            name="event_link_says_what",
                            violation_error_message="Indiquer un dossier ou un document.",
                        ),
                        models.UniqueConstraint(
                            fields=("case", "linked"),
                            name="event_link_once",
                            violation_error_message="Ce dossier est déjà rattaché.",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Inspection",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("planned_on", models.DateField(verbose_name="prévu le")),
                    ("companions", models.CharField(blank=True, max_length=250, verbose_name="avec")),
                    ("done_on", models.DateField(blank=True, null=True, verbose_name="fait le")),
                    (
                        "outcome",
                        models.CharField(
                            blank=True,
                            choices=[
                                ("compliant", "Conforme"),
                                ("remarks", "Observations"),
                                ("breaches", "Manquements"),
                            ],
                            max_length=10,
                            verbose_name="constat",
                        ),
                    ),
                    ("points", models.TextField(blank=True, verbose_name="points relevés")),
                    ("follow_up", models.TextField(blank=True, verbose_name="suite demandée")),
                    ("follow_up_by", models.DateField(blank=True, null=True, verbose_name="à satisfaire avant le")),
                    ("followed_on", models.DateField(blank=True, null=True, verbose_name="satisfaite le")),
                    ("recorded_at", models.DateTimeField(verbose_name="enregistré le")),
                    (
                        "case",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.SET_NULL,
                            related_name="+",
                            to="directorate.case",
                            verbose_name="dossier de sanction",
                        ),
                    ),
                    (
                        "inspector",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="inspections",
                            to=settings.AUTH_USER_MODEL,
                            verbose_name="mené par",
                        ),
                    ),
                    (
                        "permit",
                        models.ForeignKey(
                            db_index=False,
                            on_delete=django.db.models.deletion.CASCADE,
                            related_name="inspections",
                            to="directorate.permit",
                            verbose_name="titre",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "contrôle d'établissement",
                    "verbose_name_plural": "contrôles d'établissements",
                    "ordering": ["-planned_on", "-id"],
                    "indexes": [
                        models.Index(fields=["permit", "-planned_on", "-id"], name="inspection_of_a_title"),
                        models.Index(fields=["-planned_on", "-id"], name="inspection_by_day"),
                    ],
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(("done_on__isnull", True), ("outcome", "")),
                                models.Q(("done_on__isnull", False), models.Q(("outcome", ""), _negated=True)),
                                _connector="OR",
                            ),
                            name="inspection_done_has_an_outcome",
                            violation_error_message="Un contrôle fait a un constat, un contrôle prévu n'en a pas.",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                ("follow_up_by__isnull", True),
                                ("follow_up_by__gte", models.F("done_on")),
                                _connector="OR",
                            ),
                            name="inspection_follow_up_after_visit",
                            violation_error_message="La suite demandée suit le contrôle.",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                ("followed_on__isnull", True),
                                ("followed_on__gte", models.F("done_on")),
                                _connector="OR",
                            ),
                            name="inspection_followed_after_visit",
                            violation_error_message="La suite est satisfaite après le contrôle.",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Licence",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
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
                    (
                        "came_on",
                        models.DateField(blank=True, null=True, verbose_name="venue d'un autre département le"),
                    ),
                    (
                        "outlet",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="licences",
                            to="police_admin.outlet",
                            verbose_name="débit",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "licence",
                    "ordering": ["category", "number", "id"],
                    "indexes": [
                        models.Index(
                            condition=models.Q(("last_exploitation_on__isnull", False)),
                            fields=["last_exploitation_on"],
                            name="licence_to_lapse",
                        )
                    ],
                    "constraints": [
                        models.UniqueConstraint(
                            condition=models.Q(("number", ""), _negated=True),
                            fields=("category", "number"),
                            name="licence_number_once",
                            violation_error_message="Une licence de cette catégorie porte déjà ce numéro.",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(("last_exploitation_on__isnull", True), ("state", "used")),
                                models.Q(("state", "used"), _negated=True),
                                _connector="OR",
                            ),
                            name="licence_used_has_no_last_day",
                            violation_error_message="Une licence exploitée n'a pas de dernier jour d'exploitation.",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="JuryUnit",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("code", models.CharField(max_length=5, verbose_name="code INSEE le plus bas")),
                    ("name", models.CharField(max_length=160, verbose_name="ligne")),
                    ("population", models.PositiveIntegerField(blank=True, null=True, verbose_name="population")),
                    (
                        "whole",
                        models.PositiveIntegerField(blank=True, null=True, verbose_name="partie entière du quotient"),
                    ),
                    ("remainder", models.PositiveBigIntegerField(blank=True, null=True, verbose_name="reste")),
                    (
                        "rank",
                        models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="rang du reste servi"),
                    ),
                    ("seats", models.PositiveIntegerField(blank=True, null=True, verbose_name="jurés")),
                    ("names_to_draw", models.PositiveIntegerField(blank=True, null=True, verbose_name="noms à tirer")),
                    (
                        "allocation",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.CASCADE,
                            related_name="units",
                            to="police_admin.juryallocation",
                        ),
                    ),
                    (
                        "drawing_commune",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="directorate.commune",
                            verbose_name="commune dont le maire tire au sort",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "ligne de la répartition",
                    "verbose_name_plural": "lignes de la répartition",
                    "ordering": ["name", "code"],
                    "constraints": [
                        models.UniqueConstraint(
                            deferrable=django.db.models.constraints.Deferrable["DEFERRED"],
                            fields=("allocation", "code"),
                            name="jury_unit_once",
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="MunicipalOfficer",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
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
                    "constraints": [
                        models.UniqueConstraint(
                            models.F("force"),
                            django.db.models.functions.text.Lower("last_name"),
                            django.db.models.functions.text.Lower("first_name"),
                            models.F("birth_on"),
                            name="municipal_officer_once",
                            violation_error_message="Cet agent est déjà inscrit dans cette police municipale.",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(("departure", ""), ("left_on__isnull", True)),
                                models.Q(("left_on__isnull", False), models.Q(("departure", ""), _negated=True)),
                                _connector="OR",
                            ),
                            name="municipal_departure_is_dated",
                            violation_error_message="Un départ est daté et motivé.",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="WeaponMovement",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
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
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(("quantity", 0), _negated=True),
                            name="weapon_movement_moves_something",
                            violation_error_message="Un mouvement porte sur une quantité.",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                ("nature", "inventory"),
                                models.Q(("nature", "acquisition"), ("quantity__gt", 0)),
                                models.Q(("nature__in", ["use", "disposal", "loss"]), ("quantity__lt", 0)),
                                _connector="OR",
                            ),
                            name="weapon_movement_goes_its_way",
                            violation_error_message="Une acquisition entre, une cession ou une perte sort.",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="LicenceEvent",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
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
                    "indexes": [models.Index(fields=["licence", "-happened_on", "-id"], name="licence_history")],
                    "constraints": [
                        models.UniqueConstraint(
                            condition=models.Q(("case__isnull", False)),
                            fields=("licence", "case"),
                            name="licence_event_once_a_case",
                            violation_error_message="Ce dossier est déjà au registre.",
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="JuryCommune",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("population", models.PositiveIntegerField(blank=True, null=True, verbose_name="population")),
                    (
                        "allocation",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.CASCADE,
                            related_name="communes",
                            to="police_admin.juryallocation",
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
                        "unit",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.CASCADE,
                            related_name="communes",
                            to="police_admin.juryunit",
                            verbose_name="ligne",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "commune de la répartition",
                    "verbose_name_plural": "communes de la répartition",
                    "ordering": ["commune__sort_name"],
                    "constraints": [
                        models.UniqueConstraint(
                            fields=("allocation", "commune"),
                            name="jury_commune_in_one_unit",
                            violation_error_message="Une commune ne figure que dans un seul groupe.",
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="OfficerTraining",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
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
                    "constraints": [
                        models.UniqueConstraint(
                            fields=("officer", "kind", "followed_on"),
                            name="officer_training_once",
                            violation_error_message="Cette formation est déjà enregistrée.",
                        )
                    ],
                },
            ),
        ),
    ]
