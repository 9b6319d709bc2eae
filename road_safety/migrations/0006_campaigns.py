"""Campaigns, schools and their attestations, labels, control operations."""

import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models

from directorate.migrations._together import together


class Migration(migrations.Migration):
    dependencies = [
        ("directorate", "0004_safety_bodies"),
        ("road_safety", "0005_equipment"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Campaign",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=160, verbose_name="intitulé")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("national_relay", "Relais d'une campagne nationale"),
                            ("local", "Campagne locale"),
                            ("control_press", "Opération de contrôle avec la presse"),
                            ("press_release", "Communiqué de presse"),
                            ("social_media", "Réseaux sociaux"),
                            ("radio", "Radio"),
                            ("poster", "Affichage"),
                            ("event", "Événement"),
                        ],
                        max_length=16,
                        verbose_name="nature",
                    ),
                ),
                (
                    "theme",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("young", "Jeunes"),
                            ("senior", "Seniors"),
                            ("powered_2w", "Deux-roues motorisés"),
                            ("bike_epdm", "Vélo et nouveaux modes de déplacement"),
                            ("pedestrian", "Piétons"),
                            ("work_trips", "Risque routier professionnel"),
                            ("alcohol_drugs", "Alcool, stupéfiants, protoxyde d'azote"),
                            ("speed", "Vitesse excessive ou inadaptée"),
                            ("distraction", "Distracteurs, téléphone"),
                            ("hgv_angles", "Poids lourds, angles morts"),
                            ("rodeo", "Rodéos motorisés"),
                            ("rail_bus", "Transports collectifs, passages à niveau"),
                        ],
                        max_length=16,
                        verbose_name="enjeu",
                    ),
                ),
                ("starts_on", models.DateField(verbose_name="du")),
                ("ends_on", models.DateField(verbose_name="au")),
                (
                    "channels",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("press", "Presse"),
                                ("radio", "Radio"),
                                ("television", "Télévision"),
                                ("social", "Réseaux sociaux"),
                                ("site", "Site de la préfecture"),
                                ("poster", "Affichage"),
                                ("sign", "Panneaux à messages variables"),
                                ("field", "Terrain"),
                            ],
                            max_length=10,
                        ),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="canaux",
                    ),
                ),
                (
                    "budget",
                    models.DecimalField(blank=True, decimal_places=2, max_digits=10, null=True, verbose_name="budget"),
                ),
                ("message", models.CharField(blank=True, max_length=4000, verbose_name="message")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "En préparation"),
                            ("to_validate", "À valider"),
                            ("validated", "Validée par le cabinet"),
                            ("published", "Publiée"),
                            ("cancelled", "Abandonnée"),
                        ],
                        default="draft",
                        max_length=11,
                        verbose_name="état",
                    ),
                ),
                ("marker", models.CharField(blank=True, max_length=20, verbose_name="repère annuel")),
                ("year", models.PositiveSmallIntegerField(verbose_name="année")),
                ("reach", models.PositiveIntegerField(blank=True, null=True, verbose_name="personnes touchées")),
                ("validated_on", models.DateField(blank=True, null=True, verbose_name="validée le")),
                ("published_on", models.DateField(blank=True, null=True, verbose_name="publiée le")),
                ("reason", models.CharField(blank=True, max_length=1000, verbose_name="dernier motif")),
                (
                    "validated_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="validée par",
                    ),
                ),
            ],
            options={
                "verbose_name": "campagne",
                "ordering": ["-starts_on", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="CampaignFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "nature",
                    models.CharField(
                        choices=[("asset", "Visuel ou document"), ("clipping", "Coupure de presse")],
                        max_length=8,
                        verbose_name="nature",
                    ),
                ),
                ("title", models.CharField(max_length=160, verbose_name="intitulé")),
                ("outlet", models.CharField(blank=True, max_length=120, verbose_name="média")),
                ("appeared_on", models.DateField(blank=True, null=True, verbose_name="paru le")),
                ("added_at", models.DateTimeField(verbose_name="ajouté le")),
                (
                    "added_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="par",
                    ),
                ),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="files", to="road_safety.campaign"
                    ),
                ),
                (
                    "stored",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="directorate.storedfile"
                    ),
                ),
            ],
            options={
                "verbose_name": "fichier d'une campagne",
                "verbose_name_plural": "fichiers d'une campagne",
                "ordering": ["-added_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="CampaignMove",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "En préparation"),
                            ("to_validate", "À valider"),
                            ("validated", "Validée par le cabinet"),
                            ("published", "Publiée"),
                            ("cancelled", "Abandonnée"),
                        ],
                        max_length=11,
                        verbose_name="état",
                    ),
                ),
                ("words", models.CharField(max_length=1000, verbose_name="ce qui s'est passé")),
                ("at", models.DateTimeField(verbose_name="le")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="par",
                    ),
                ),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="moves", to="road_safety.campaign"
                    ),
                ),
            ],
            options={
                "verbose_name": "étape d'une campagne",
                "verbose_name_plural": "étapes d'une campagne",
                "ordering": ["-at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="ControlOperation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("held_on", models.DateField(verbose_name="date")),
                ("starts_at", models.TimeField(blank=True, null=True, verbose_name="heure de début")),
                ("place", models.CharField(max_length=200, verbose_name="lieu")),
                (
                    "forces",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("dtsp", "DTSP"),
                                ("crs", "CRS autoroutière"),
                                ("municipal", "Police municipale"),
                                ("gendarmerie", "Gendarmerie"),
                                ("customs", "Douane"),
                                ("transport", "Contrôleurs des transports terrestres"),
                            ],
                            max_length=12,
                        ),
                        size=None,
                        verbose_name="forces",
                    ),
                ),
                (
                    "theme",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("young", "Jeunes"),
                            ("senior", "Seniors"),
                            ("powered_2w", "Deux-roues motorisés"),
                            ("bike_epdm", "Vélo et nouveaux modes de déplacement"),
                            ("pedestrian", "Piétons"),
                            ("work_trips", "Risque routier professionnel"),
                            ("alcohol_drugs", "Alcool, stupéfiants, protoxyde d'azote"),
                            ("speed", "Vitesse excessive ou inadaptée"),
                            ("distraction", "Distracteurs, téléphone"),
                            ("hgv_angles", "Poids lourds, angles morts"),
                            ("rodeo", "Rodéos motorisés"),
                            ("rail_bus", "Transports collectifs, passages à niveau"),
                        ],
                        max_length=16,
                        verbose_name="enjeu",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("planned", "Programmée"), ("held", "Tenue"), ("cancelled", "Annulée")],
                        default="planned",
                        max_length=9,
                        verbose_name="état",
                    ),
                ),
                ("vehicles", models.PositiveIntegerField(blank=True, null=True, verbose_name="véhicules contrôlés")),
                (
                    "breath_tests",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="dépistages d'alcoolémie"),
                ),
                (
                    "breath_positive",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="alcoolémies positives"),
                ),
                (
                    "drug_tests",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="dépistages de stupéfiants"),
                ),
                (
                    "drug_positive",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="stupéfiants positifs"),
                ),
                ("speeding", models.PositiveIntegerField(blank=True, null=True, verbose_name="excès de vitesse")),
                (
                    "other_offences",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="autres infractions"),
                ),
                (
                    "licences_retained",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="permis retenus"),
                ),
                ("seizures", models.PositiveIntegerField(blank=True, null=True, verbose_name="véhicules saisis")),
                (
                    "immobilised",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="véhicules immobilisés"),
                ),
                ("has_open_case", models.BooleanField(default=False, verbose_name="procédure judiciaire ouverte")),
                ("agreed_on", models.DateField(blank=True, null=True, verbose_name="accord du parquet le")),
                ("agreed_by", models.CharField(blank=True, max_length=120, verbose_name="accord donné par")),
                ("comment", models.CharField(blank=True, max_length=1000, verbose_name="observation")),
                ("cancelled_why", models.CharField(blank=True, max_length=300, verbose_name="motif de l'annulation")),
                ("recorded_at", models.DateTimeField(verbose_name="enregistrée le")),
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
                "verbose_name": "opération de contrôle",
                "verbose_name_plural": "opérations de contrôle",
                "ordering": ["-held_on", "-pk"],
            },
        ),
        migrations.AddField(
            model_name="campaign",
            name="control",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="campaigns",
                to="road_safety.controloperation",
                verbose_name="opération de contrôle",
            ),
        ),
        migrations.CreateModel(
            name="LabelAward",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "label",
                    models.CharField(
                        choices=[
                            ("ville_prudente", "Ville prudente"),
                            ("employeur_engage", "Employeurs engagés pour une route plus sûre"),
                            ("auto_ecole", "École de conduite de qualité"),
                            ("village_prevention", "Village prévention"),
                            ("charte_sam", "Charte SAM"),
                            ("autre", "Autre label ou charte"),
                        ],
                        max_length=18,
                        verbose_name="label",
                    ),
                ),
                ("holder", models.CharField(max_length=160, verbose_name="titulaire")),
                (
                    "holder_kind",
                    models.CharField(
                        choices=[
                            ("state", "Service de l'État"),
                            ("town", "Commune ou territoire"),
                            ("department", "Conseil départemental"),
                            ("association", "Association"),
                            ("company", "Entreprise"),
                            ("school", "Éducation nationale"),
                            ("media", "Média"),
                            ("other", "Autre"),
                        ],
                        max_length=12,
                        verbose_name="nature du titulaire",
                    ),
                ),
                ("level", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="niveau")),
                ("awarded_on", models.DateField(verbose_name="attribué le")),
                ("expires_on", models.DateField(blank=True, null=True, verbose_name="valable jusqu'au")),
                ("ended_on", models.DateField(blank=True, null=True, verbose_name="retiré ou abandonné le")),
                ("jury", models.CharField(blank=True, max_length=200, verbose_name="jury")),
                ("follow_up", models.CharField(blank=True, max_length=1000, verbose_name="suivi")),
                (
                    "commune",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directorate.commune",
                        verbose_name="commune",
                    ),
                ),
            ],
            options={
                "verbose_name": "label ou charte",
                "verbose_name_plural": "labels et chartes",
                "ordering": ["expires_on", "holder"],
            },
        ),
        migrations.CreateModel(
            name="School",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "uai",
                    models.CharField(
                        error_messages={"unique": "Ce numéro UAI est déjà celui d'un établissement."},
                        max_length=8,
                        unique=True,
                        verbose_name="UAI",
                    ),
                ),
                ("name", models.CharField(max_length=160, verbose_name="nom")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("ecole", "École"),
                            ("college", "Collège"),
                            ("lycee_gt", "Lycée général et technologique"),
                            ("lycee_pro", "Lycée professionnel"),
                            ("cfa", "Centre de formation d'apprentis"),
                            ("erea", "EREA"),
                            ("autre", "Autre"),
                        ],
                        max_length=10,
                        verbose_name="nature",
                    ),
                ),
                (
                    "sector",
                    models.CharField(
                        choices=[("public", "Public"), ("private", "Privé")],
                        default="public",
                        max_length=7,
                        verbose_name="secteur",
                    ),
                ),
                (
                    "priority",
                    models.CharField(
                        blank=True,
                        choices=[("", "Hors éducation prioritaire"), ("rep", "REP"), ("rep_plus", "REP+")],
                        max_length=8,
                        verbose_name="éducation prioritaire",
                    ),
                ),
                ("address", models.CharField(blank=True, max_length=200, verbose_name="adresse")),
                (
                    "district_metres",
                    models.PositiveIntegerField(
                        blank=True, null=True, verbose_name="distance à un quartier prioritaire (m)"
                    ),
                ),
                ("is_open", models.BooleanField(default=True, verbose_name="ouvert")),
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
                "verbose_name": "établissement scolaire",
                "verbose_name_plural": "établissements scolaires",
                "ordering": ["name", "uai"],
            },
        ),
        migrations.CreateModel(
            name="SchoolAction",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("pupils", models.PositiveIntegerField(blank=True, null=True, verbose_name="élèves touchés")),
                ("recorded_at", models.DateTimeField(verbose_name="enregistré le")),
                (
                    "action",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="schools",
                        to="road_safety.action",
                        verbose_name="action",
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
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="welcomed",
                        to="road_safety.school",
                        verbose_name="établissement",
                    ),
                ),
            ],
            options={
                "verbose_name": "action dans un établissement",
                "verbose_name_plural": "actions dans les établissements",
                "ordering": ["-action__starts_on", "pk"],
            },
        ),
        migrations.CreateModel(
            name="SchoolResult",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("first_year", models.PositiveSmallIntegerField(verbose_name="année de la rentrée")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("aper", "APER"),
                            ("assr1", "ASSR1"),
                            ("assr2", "ASSR2"),
                            ("asr", "ASR"),
                            ("aer", "AER"),
                        ],
                        max_length=5,
                        verbose_name="attestation",
                    ),
                ),
                ("enrolled", models.PositiveIntegerField(verbose_name="inscrits")),
                ("present", models.PositiveIntegerField(verbose_name="présents")),
                ("passed", models.PositiveIntegerField(verbose_name="reçus")),
                ("caught_up", models.PositiveIntegerField(blank=True, null=True, verbose_name="reçus au rattrapage")),
                (
                    "mean_score",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=4,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(20),
                        ],
                        verbose_name="note moyenne",
                    ),
                ),
                ("recorded_at", models.DateTimeField(verbose_name="enregistré le")),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="par",
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="results",
                        to="road_safety.school",
                        verbose_name="établissement",
                    ),
                ),
            ],
            options={
                "verbose_name": "résultat d'attestation",
                "verbose_name_plural": "résultats d'attestation",
                "ordering": ["-first_year", "school", "kind"],
            },
        ),
        migrations.CreateModel(
            name="CampaignPartner",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=160, verbose_name="partenaire")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("state", "Service de l'État"),
                            ("town", "Commune ou territoire"),
                            ("department", "Conseil départemental"),
                            ("association", "Association"),
                            ("company", "Entreprise"),
                            ("school", "Éducation nationale"),
                            ("media", "Média"),
                            ("other", "Autre"),
                        ],
                        max_length=12,
                        verbose_name="nature",
                    ),
                ),
                ("contribution", models.CharField(blank=True, max_length=200, verbose_name="apport")),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="partners", to="road_safety.campaign"
                    ),
                ),
            ],
            options={
                "verbose_name": "partenaire d'une campagne",
                "verbose_name_plural": "partenaires d'une campagne",
                "ordering": ["name", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("campaign", "name"),
                        name="campaign_partner_once",
                        violation_error_message="Ce partenaire est déjà noté.",
                    )
                ],
            },
        ),
        migrations.AddIndex(
            model_name="controloperation",
            index=models.Index(fields=["state", "held_on"], name="control_operation_day"),
        ),
        migrations.AddConstraint(
            model_name="controloperation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "cancelled"), _negated=True),
                fields=("held_on", "commune", "place"),
                name="control_operation_once",
                violation_error_message="Une opération est déjà enregistrée ce jour-là à cet endroit.",
            ),
        ),
        migrations.AddConstraint(
            model_name="controloperation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "held"), _negated=True),
                    models.Q(
                        ("breath_positive__isnull", False),
                        ("breath_tests__isnull", False),
                        ("drug_positive__isnull", False),
                        ("drug_tests__isnull", False),
                        ("vehicles__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="control_operation_counted",
                violation_error_message="Une opération tenue a ses comptes.",
            ),
        ),
        migrations.AddConstraint(
            model_name="controloperation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("breath_positive__isnull", True),
                    ("breath_positive__lte", models.F("breath_tests")),
                    _connector="OR",
                ),
                name="control_breath_positive_tests",
                violation_error_message="Les alcoolémies positives ne dépassent pas les dépistages.",
            ),
        ),
        migrations.AddConstraint(
            model_name="controloperation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("drug_positive__isnull", True), ("drug_positive__lte", models.F("drug_tests")), _connector="OR"
                ),
                name="control_drug_positive_tests",
                violation_error_message="Les stupéfiants positifs ne dépassent pas les dépistages.",
            ),
        ),
        migrations.AddConstraint(
            model_name="controloperation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("agreed_on__isnull", True), models.Q(("agreed_by", ""), _negated=True), _connector="OR"
                ),
                name="control_agreed_by_somebody",
                violation_error_message="Un accord du parquet est donné par quelqu'un.",
            ),
        ),
        migrations.AddIndex(
            model_name="campaign",
            index=models.Index(fields=["state", "starts_on"], name="campaign_period"),
        ),
        migrations.AddConstraint(
            model_name="campaign",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_on__gte", models.F("starts_on"))),
                name="campaign_days_in_order",
                violation_error_message="La campagne finit après avoir commencé.",
            ),
        ),
        migrations.AddConstraint(
            model_name="campaign",
            constraint=models.CheckConstraint(
                condition=models.Q(("budget__isnull", True), ("budget__gte", 0), _connector="OR"),
                name="campaign_budget_positive",
                violation_error_message="Un budget n'est pas négatif.",
            ),
        ),
        migrations.AddConstraint(
            model_name="campaign",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ("validated", "published")), _negated=True),
                    models.Q(("validated_by__isnull", False), ("validated_on__isnull", False)),
                    _connector="OR",
                ),
                name="campaign_validated_by_somebody",
                violation_error_message="Une campagne validée l'est par quelqu'un.",
            ),
        ),
        migrations.AddConstraint(
            model_name="campaign",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "published"), _negated=True), ("published_on__isnull", False), _connector="OR"
                ),
                name="campaign_published_on_a_day",
                violation_error_message="Une campagne publiée l'est à une date.",
            ),
        ),
        migrations.AddConstraint(
            model_name="campaign",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    models.Q(("marker", ""), _negated=True), models.Q(("state", "cancelled"), _negated=True)
                ),
                fields=("marker", "year"),
                name="campaign_marker_once",
                violation_error_message="Ce repère est déjà au plan de cette année.",
            ),
        ),
        migrations.AddConstraint(
            model_name="labelaward",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("expires_on__isnull", True), ("expires_on__gte", models.F("awarded_on")), _connector="OR"
                ),
                name="label_award_days_in_order",
                violation_error_message="La fin de validité suit l'attribution.",
            ),
        ),
        migrations.AddConstraint(
            model_name="labelaward",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("level__isnull", True), models.Q(("level__gte", 1), ("level__lte", 5)), _connector="OR"
                ),
                name="label_award_level",
                violation_error_message="Un niveau va de 1 à 5.",
            ),
        ),
        migrations.AddConstraint(
            model_name="labelaward",
            constraint=models.UniqueConstraint(
                fields=("label", "holder", "awarded_on"),
                name="label_award_once",
                violation_error_message="Ce label est déjà enregistré pour ce titulaire à cette date.",
            ),
        ),
        migrations.AddIndex(
            model_name="school",
            index=models.Index(fields=["commune", "kind"], name="school_commune"),
        ),
        migrations.AddConstraint(
            model_name="schoolaction",
            constraint=models.UniqueConstraint(
                fields=("school", "action"),
                name="school_action_once",
                violation_error_message="Cette action est déjà rattachée à l'établissement.",
            ),
        ),
        migrations.AddIndex(
            model_name="schoolresult",
            index=models.Index(fields=["first_year", "kind"], name="school_result_year"),
        ),
        migrations.AddConstraint(
            model_name="schoolresult",
            constraint=models.UniqueConstraint(
                fields=("school", "first_year", "kind"),
                name="school_result_once",
                violation_error_message="Le résultat de cette attestation est déjà enregistré pour cette année.",
            ),
        ),
        migrations.AddConstraint(
            model_name="schoolresult",
            constraint=models.CheckConstraint(
                condition=models.Q(("present__lte", models.F("enrolled"))),
                name="school_result_present_enrolled",
                violation_error_message="Les présents ne dépassent pas les inscrits (EDU-01).",
            ),
        ),
        migrations.AddConstraint(
            model_name="schoolresult",
            constraint=models.CheckConstraint(
                condition=models.Q(("passed__lte", models.F("present"))),
                name="school_result_passed_present",
                violation_error_message="Les reçus ne dépassent pas les présents (EDU-01).",
            ),
        ),
        migrations.AddConstraint(
            model_name="schoolresult",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("caught_up__isnull", True),
                    (
                        "caught_up__lte",
                        django.db.models.expressions.CombinedExpression(models.F("enrolled"), "-", models.F("passed")),
                    ),
                    _connector="OR",
                ),
                name="school_result_caught_up",
                violation_error_message="Les reçus au rattrapage sont des inscrits qui n'ont pas été reçus avant.",
            ),
        ),
        migrations.AddConstraint(
            model_name="schoolresult",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("mean_score__isnull", True),
                    models.Q(("mean_score__gte", 0), ("mean_score__lte", 20)),
                    _connector="OR",
                ),
                name="school_result_mean_on_20",
                violation_error_message="La note moyenne va de 0 à 20.",
            ),
        ),
    ]
    operations = together(operations)
