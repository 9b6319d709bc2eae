"""The registers of the service de défense et de protection civile."""

import uuid

import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import civil_protection.roster.models
import directorate.parameters.models
from directorate.migrations._together import Together


class Migration(migrations.Migration):
    initial = True

    replaces = [
        ("civil_protection", "0001_protection_and_profiles"),
        ("civil_protection", "0002_plans"),
        ("civil_protection", "0003_alerts"),
        ("civil_protection", "0004_crisis"),
        ("civil_protection", "0004_crisis_log"),
        ("civil_protection", "0005_communal"),
        ("civil_protection", "0006_public_information"),
        ("civil_protection", "0007_vigipirate"),
        ("civil_protection", "0008_vital_sectors"),
        ("civil_protection", "0009_roster"),
        ("civil_protection", "0010_communal_letters"),
        ("civil_protection", "0011_risk_list"),
    ]
    dependencies = [
        ("directorate", "0003_guards"),
    ]

    operations = [
        Together(
            migrations.CreateModel(
                name="Plan",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("code", models.SlugField(max_length=24, unique=True, verbose_name="code")),
                    ("kind", models.CharField(max_length=20, verbose_name="type de disposition")),
                    (
                        "family",
                        models.CharField(
                            choices=[
                                ("general", "Dispositions générales"),
                                ("mode", "Mode d'action des dispositions générales"),
                                ("specific", "Dispositions spécifiques"),
                                ("site", "Plan particulier d'intervention (PPI)"),
                                ("archive", "Ancien plan à convertir"),
                            ],
                            max_length=10,
                            verbose_name="famille",
                        ),
                    ),
                    ("title", models.CharField(max_length=160, verbose_name="titre")),
                    ("version", models.CharField(max_length=10, verbose_name="version")),
                    ("draft_version", models.CharField(blank=True, max_length=10, verbose_name="version en projet")),
                    (
                        "state",
                        models.CharField(
                            choices=[
                                ("planned", "À établir"),
                                ("study", "À l'étude"),
                                ("draft", "En rédaction"),
                                ("consulted", "Consultation en cours"),
                                ("public", "Consultation du public"),
                                ("approved", "Approuvé"),
                                ("revised", "En révision"),
                                ("exempted", "Exempté"),
                                ("repealed", "Abrogé"),
                            ],
                            default="planned",
                            max_length=10,
                            verbose_name="état",
                        ),
                    ),
                    (
                        "level",
                        models.CharField(
                            choices=[
                                ("public", "Public"),
                                ("internal", "Interne préfecture"),
                                ("partners", "Partenaires ORSEC"),
                                ("restricted", "Diffusion restreinte"),
                            ],
                            default="internal",
                            max_length=10,
                            verbose_name="niveau de protection",
                        ),
                    ),
                    ("lead", models.CharField(max_length=120, verbose_name="service pilote")),
                    (
                        "approver",
                        models.CharField(
                            choices=[
                                ("prefect", "Préfet du département"),
                                ("police_prefect", "Préfet de police"),
                                ("mayor", "Maire"),
                                ("prime_minister", "Premier ministre"),
                            ],
                            default="police_prefect",
                            max_length=16,
                            verbose_name="autorité d'approbation",
                        ),
                    ),
                    (
                        "director",
                        models.CharField(
                            choices=[
                                ("prefect", "Préfet du département"),
                                ("police_prefect", "Préfet de police"),
                                ("mayor", "Maire"),
                                ("prime_minister", "Premier ministre"),
                            ],
                            default="police_prefect",
                            max_length=16,
                            verbose_name="directeur des opérations",
                        ),
                    ),
                    ("season_from", models.CharField(blank=True, max_length=5, verbose_name="début de saison")),
                    ("season_until", models.CharField(blank=True, max_length=5, verbose_name="fin de saison")),
                    (
                        "site_kind",
                        models.CharField(
                            blank=True,
                            choices=[
                                ("nuclear", "1° Installation nucléaire de base"),
                                ("seveso", "2° Établissement Seveso seuil haut"),
                                ("storage", "3° Stockage souterrain"),
                                ("dam", "4° Grand barrage"),
                                ("transport", "5° Infrastructure de transport de matières dangereuses"),
                                ("biology", "6° Établissement utilisant des micro-organismes"),
                                ("waste", "7° Déchets de l'industrie extractive, catégorie A"),
                                ("prescribed", "Prescrit par le préfet (art. R741-19)"),
                            ],
                            max_length=10,
                            verbose_name="catégorie d'installation",
                        ),
                    ),
                    ("site", models.CharField(blank=True, max_length=160, verbose_name="installation")),
                    (
                        "brochure_on",
                        models.DateField(blank=True, null=True, verbose_name="dernière brochure d'information"),
                    ),
                    (
                        "brochure_due_on",
                        models.DateField(blank=True, null=True, verbose_name="prochaine brochure avant le"),
                    ),
                    ("approved_on", models.DateField(blank=True, null=True, verbose_name="approuvé le")),
                    ("revision_due_on", models.DateField(blank=True, null=True, verbose_name="à réviser avant le")),
                    ("exercised_on", models.DateField(blank=True, null=True, verbose_name="dernier exercice")),
                    (
                        "exercise_due_on",
                        models.DateField(blank=True, null=True, verbose_name="prochain exercice avant le"),
                    ),
                    ("recorded_at", models.DateTimeField(verbose_name="enregistré le")),
                    ("changed_at", models.DateTimeField(verbose_name="modifié le")),
                    (
                        "communes",
                        models.ManyToManyField(
                            blank=True, related_name="plans", to="directorate.commune", verbose_name="communes"
                        ),
                    ),
                    (
                        "contributors",
                        models.ManyToManyField(
                            blank=True, related_name="+", to="directorate.organisation", verbose_name="contributeurs"
                        ),
                    ),
                    (
                        "exercise_rule",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="directorate.parameter",
                        ),
                    ),
                    (
                        "operator",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="directorate.organisation",
                            verbose_name="exploitant",
                        ),
                    ),
                    (
                        "revision_rule",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="directorate.parameter",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "plan",
                    "verbose_name_plural": "plans",
                    "ordering": ["family", "code"],
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(
                                ("version__regex", "^\\d{4}\\.\\d{1,3}$"),
                                ("draft_version__regex", "^(\\d{4}\\.\\d{1,3})?$"),
                            ),
                            name="plan_version_is_year_and_number",
                            violation_error_message="Une version s'écrit AAAA.n, par exemple 2026.1.",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(
                                    ("family", "site"),
                                    models.Q(("site_kind", ""), _negated=True),
                                    models.Q(("site", ""), _negated=True),
                                ),
                                models.Q(models.Q(("family", "site"), _negated=True), ("site_kind", "")),
                                _connector="OR",
                            ),
                            name="plan_of_a_site_names_it",
                            violation_error_message="Un PPI nomme son installation et sa catégorie, un autre plan non.",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(("state__in", ("approved", "revised")), _negated=True),
                                ("approved_on__isnull", False),
                                _connector="OR",
                            ),
                            name="plan_approved_on_a_day",
                            violation_error_message="Un plan approuvé a une date d'approbation.",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(("season_from", ""), ("season_until", "")),
                                models.Q(
                                    models.Q(("season_from", ""), _negated=True),
                                    models.Q(("season_until", ""), _negated=True),
                                ),
                                _connector="OR",
                            ),
                            name="plan_season_has_two_ends",
                            violation_error_message="Une saison a un début et une fin.",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="AlertGroup",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("name", models.CharField(max_length=120, unique=True, verbose_name="nom")),
                    ("every_commune", models.BooleanField(default=False, verbose_name="toutes les communes")),
                    (
                        "flags",
                        django.contrib.postgres.fields.ArrayField(
                            base_field=models.CharField(
                                choices=[
                                    ("flood_territory", "territoire à risque important d'inondation (TRI)"),
                                    ("flood_plan", "plan de prévention du risque inondation (PPRI)"),
                                    ("quarries_plan", "plan de prévention, anciennes carrières (PPRMT)"),
                                    ("clay_plan", "plan de prévention, retrait-gonflement des argiles"),
                                    ("industrial_plan", "périmètre d'un plan particulier d'intervention (PPI)"),
                                    ("dangerous_transport", "transport de matières dangereuses (TMD)"),
                                ],
                                max_length=30,
                            ),
                            blank=True,
                            default=list,
                            size=None,
                            verbose_name="risques",
                        ),
                    ),
                    (
                        "rivers",
                        django.contrib.postgres.fields.ArrayField(
                            base_field=models.CharField(
                                choices=[
                                    ("seine", "Seine"),
                                    ("marne", "Marne"),
                                    ("yerres", "Yerres"),
                                    ("reveillon", "Réveillon"),
                                ],
                                max_length=10,
                            ),
                            blank=True,
                            default=list,
                            size=None,
                            verbose_name="cours d'eau",
                        ),
                    ),
                    (
                        "kinds",
                        django.contrib.postgres.fields.ArrayField(
                            base_field=models.CharField(
                                choices=[
                                    ("town_hall", "Mairie"),
                                    ("police", "Police nationale"),
                                    ("fire_service", "Service d'incendie et de secours"),
                                    ("court", "Juridiction"),
                                    ("state_service", "Service de l'État"),
                                    ("association", "Association"),
                                    ("company", "Entreprise"),
                                    ("other", "Autre"),
                                ],
                                max_length=20,
                            ),
                            blank=True,
                            default=list,
                            size=None,
                            verbose_name="natures d'organismes",
                        ),
                    ),
                    ("is_locked", models.BooleanField(default=False, verbose_name="réservé au chef de service")),
                    (
                        "communes",
                        models.ManyToManyField(
                            blank=True, related_name="+", to="directorate.commune", verbose_name="communes"
                        ),
                    ),
                    (
                        "organisations",
                        models.ManyToManyField(
                            blank=True, related_name="+", to="directorate.organisation", verbose_name="organismes"
                        ),
                    ),
                ],
                options={
                    "verbose_name": "groupe d'alerte",
                    "verbose_name_plural": "groupes d'alerte",
                    "ordering": ["name"],
                },
            ),
            migrations.CreateModel(
                name="AlertContact",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("first_name", models.CharField(blank=True, max_length=80, verbose_name="prénom")),
                    ("last_name", models.CharField(max_length=80, verbose_name="nom")),
                    (
                        "role",
                        models.CharField(
                            choices=[
                                ("mayor", "Maire"),
                                ("first_deputy", "Premier adjoint"),
                                ("chief_executive", "Directeur général des services"),
                                ("technical_duty", "Astreinte technique"),
                                ("municipal_police", "Police municipale"),
                                ("duty_officer", "Permanence ou astreinte"),
                                ("other", "Autre fonction"),
                            ],
                            max_length=20,
                            verbose_name="fonction",
                        ),
                    ),
                    ("title", models.CharField(blank=True, max_length=120, verbose_name="précision")),
                    ("rank", models.PositiveSmallIntegerField(default=1, verbose_name="ordre d'escalade")),
                    (
                        "emails",
                        django.contrib.postgres.fields.ArrayField(
                            base_field=models.EmailField(max_length=254),
                            blank=True,
                            default=list,
                            size=None,
                            verbose_name="courriels",
                        ),
                    ),
                    ("available_from", models.TimeField(blank=True, null=True, verbose_name="joignable à partir de")),
                    ("available_until", models.TimeField(blank=True, null=True, verbose_name="joignable jusqu'à")),
                    ("valid_until", models.DateField(blank=True, null=True, verbose_name="fin de fonction")),
                    ("checked_on", models.DateField(blank=True, null=True, verbose_name="vérifié le")),
                    (
                        "checked_by",
                        models.CharField(
                            blank=True,
                            choices=[
                                ("call", "Appel d'essai"),
                                ("campaign", "Acquittement d'une campagne"),
                                ("written", "Confirmation écrite"),
                                ("imported", "Fichier transmis"),
                            ],
                            max_length=10,
                            verbose_name="par",
                        ),
                    ),
                    ("recorded_at", models.DateTimeField(verbose_name="enregistré le")),
                    (
                        "commune",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="alert_contacts",
                            to="directorate.commune",
                            verbose_name="commune",
                        ),
                    ),
                    (
                        "organisation",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="alert_contacts",
                            to="directorate.organisation",
                            verbose_name="organisme",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "contact d'alerte",
                    "verbose_name_plural": "contacts d'alerte",
                    "ordering": ["last_name", "first_name", "pk"],
                    "indexes": [models.Index(fields=["valid_until"], name="alert_contact_end")],
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(("commune__isnull", False), ("organisation__isnull", True)),
                                models.Q(("commune__isnull", True), ("organisation__isnull", False)),
                                _connector="OR",
                            ),
                            name="alert_contact_answers_for_one",
                            violation_error_message="Un contact répond d'une commune ou d'un organisme, pas des deux.",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(("checked_by", ""), ("checked_on__isnull", True)),
                                models.Q(("checked_on__isnull", False), models.Q(("checked_by", ""), _negated=True)),
                                _connector="OR",
                            ),
                            name="alert_contact_check_has_a_way",
                            violation_error_message="Une vérification a une date et un moyen.",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(("available_from__isnull", True), ("available_until__isnull", True)),
                                models.Q(("available_from__isnull", False), ("available_until__isnull", False)),
                                _connector="OR",
                            ),
                            name="alert_contact_hours_together",
                            violation_error_message="Les deux heures de disponibilité vont ensemble.",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="ProtectedDocument",
                fields=[
                    ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ("title", models.CharField(max_length=160, verbose_name="titre")),
                    ("version", models.CharField(blank=True, max_length=20, verbose_name="version")),
                    (
                        "level",
                        models.CharField(
                            choices=[
                                ("public", "Public"),
                                ("internal", "Interne préfecture"),
                                ("partners", "Partenaires ORSEC"),
                                ("restricted", "Diffusion restreinte"),
                            ],
                            default="internal",
                            max_length=10,
                            verbose_name="niveau de protection",
                        ),
                    ),
                    ("recorded_at", models.DateTimeField(verbose_name="enregistré le")),
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
                        "recorded_by",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                        ),
                    ),
                ],
                options={
                    "verbose_name": "document protégé",
                    "verbose_name_plural": "documents protégés",
                    "ordering": ["-recorded_at", "title"],
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(("level__in", ["public", "internal", "partners", "restricted"])),
                            name="protected_document_level",
                            violation_error_message="Ce niveau de protection n'existe pas.",
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="Campaign",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    (
                        "theme",
                        models.CharField(
                            choices=[
                                ("resilience", "Journée nationale de la résilience"),
                                ("flood", "Inondation"),
                                ("heat", "Canicule"),
                                ("first_aid", "Secourisme"),
                                ("industrial", "Risques industriels"),
                                ("other", "Autre"),
                            ],
                            max_length=12,
                            verbose_name="thème",
                        ),
                    ),
                    ("name", models.CharField(max_length=160, verbose_name="intitulé")),
                    ("starts_on", models.DateField(verbose_name="du")),
                    ("ends_on", models.DateField(verbose_name="au")),
                    ("audience", models.CharField(max_length=250, verbose_name="public visé")),
                    ("media", models.CharField(blank=True, max_length=250, verbose_name="supports")),
                    (
                        "cost",
                        models.DecimalField(
                            blank=True, decimal_places=2, max_digits=10, null=True, verbose_name="coût (€)"
                        ),
                    ),
                    ("participants", models.PositiveIntegerField(blank=True, null=True, verbose_name="participants")),
                    ("indicators", models.CharField(blank=True, max_length=2000, verbose_name="indicateurs et bilan")),
                    ("reported_on", models.DateField(blank=True, null=True, verbose_name="bilan du")),
                    (
                        "communes",
                        models.ManyToManyField(
                            blank=True, related_name="+", to="directorate.commune", verbose_name="communes associées"
                        ),
                    ),
                ],
                options={
                    "verbose_name": "campagne d'information",
                    "verbose_name_plural": "campagnes d'information",
                    "ordering": ["-starts_on", "-id"],
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(("ends_on__gte", models.F("starts_on"))),
                            name="campaign_in_order",
                            violation_error_message="La fin suit le début.",
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="CascadeRecipient",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    (
                        "kind",
                        models.CharField(
                            choices=[
                                ("town_hall", "Commune"),
                                ("operator", "Opérateur"),
                                ("service", "Service"),
                                ("worship", "Lieu de culte"),
                                ("school", "Établissement scolaire"),
                                ("mall", "Centre commercial"),
                            ],
                            max_length=10,
                            verbose_name="nature",
                        ),
                    ),
                    ("is_active", models.BooleanField(default=True, verbose_name="destinataire")),
                    (
                        "organisation",
                        models.OneToOneField(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="cascade_recipient",
                            to="directorate.organisation",
                            verbose_name="partenaire",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "destinataire des postures",
                    "verbose_name_plural": "destinataires des postures",
                    "ordering": ["kind", "organisation__name"],
                },
            ),
            migrations.CreateModel(
                name="CommunalFile",
                fields=[
                    (
                        "commune",
                        models.OneToOneField(
                            on_delete=django.db.models.deletion.PROTECT,
                            primary_key=True,
                            related_name="communal_file",
                            serialize=False,
                            to="directorate.commune",
                            verbose_name="commune",
                        ),
                    ),
                    ("notified_on", models.DateField(blank=True, null=True, verbose_name="obligation notifiée le")),
                    ("due_on", models.DateField(blank=True, null=True, verbose_name="à arrêter au plus tard le")),
                    ("drafting_on", models.DateField(blank=True, null=True, verbose_name="élaboration engagée le")),
                    ("adopted_on", models.DateField(blank=True, null=True, verbose_name="arrêté le")),
                    ("received_on", models.DateField(blank=True, null=True, verbose_name="reçu en préfecture le")),
                    (
                        "council_on",
                        models.DateField(blank=True, null=True, verbose_name="présenté au conseil municipal le"),
                    ),
                    ("revised_on", models.DateField(blank=True, null=True, verbose_name="révisé le")),
                    (
                        "revision_due_on",
                        models.DateField(blank=True, null=True, verbose_name="à réviser au plus tard le"),
                    ),
                    ("evaluated_on", models.DateField(blank=True, null=True, verbose_name="évalué le")),
                    (
                        "evaluation_due_on",
                        models.DateField(blank=True, null=True, verbose_name="à évaluer au plus tard le"),
                    ),
                    (
                        "exercised_on",
                        models.DateField(blank=True, null=True, verbose_name="dernier exercice ou mise en œuvre le"),
                    ),
                    (
                        "exercise_due_on",
                        models.DateField(blank=True, null=True, verbose_name="exercice au plus tard le"),
                    ),
                    (
                        "quality",
                        models.CharField(
                            choices=[
                                ("none", "Non reçu"),
                                ("received", "Reçu"),
                                ("analysed", "Analysé"),
                                ("remarks", "Observations envoyées"),
                                ("compliant", "Conforme"),
                            ],
                            default="none",
                            max_length=10,
                            verbose_name="analyse",
                        ),
                    ),
                    (
                        "content",
                        django.contrib.postgres.fields.ArrayField(
                            base_field=models.CharField(max_length=20),
                            blank=True,
                            default=list,
                            size=None,
                            verbose_name="contenu vérifié",
                        ),
                    ),
                    ("dicrim_on", models.DateField(blank=True, null=True, verbose_name="DICRIM établi ou révisé le")),
                    (
                        "dicrim_due_on",
                        models.DateField(blank=True, null=True, verbose_name="DICRIM à réviser au plus tard le"),
                    ),
                    (
                        "dicrim_known_on",
                        models.DateField(blank=True, null=True, verbose_name="DICRIM porté à connaissance le"),
                    ),
                    (
                        "dicrim_known_due_on",
                        models.DateField(blank=True, null=True, verbose_name="à faire connaître au plus tard le"),
                    ),
                    ("dicrim_url", models.URLField(blank=True, verbose_name="adresse du DICRIM")),
                    (
                        "informed_on",
                        models.DateField(blank=True, null=True, verbose_name="informations transmises au maire le"),
                    ),
                    (
                        "correspondent",
                        models.CharField(blank=True, max_length=120, verbose_name="correspondant incendie et secours"),
                    ),
                    ("referent", models.CharField(blank=True, max_length=120, verbose_name="référent du plan")),
                    (
                        "command_post",
                        models.CharField(blank=True, max_length=250, verbose_name="poste de commandement communal"),
                    ),
                    (
                        "reserve_strength",
                        models.PositiveIntegerField(
                            blank=True, null=True, verbose_name="effectif de la réserve communale"
                        ),
                    ),
                    (
                        "sirens",
                        models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="sirènes communales"),
                    ),
                    (
                        "phone_alert",
                        models.CharField(blank=True, max_length=120, verbose_name="téléalerte (prestataire)"),
                    ),
                    (
                        "notice",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="directorate.letter",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "plan communal de sauvegarde",
                    "verbose_name_plural": "plans communaux de sauvegarde",
                    "ordering": ["commune__sort_name"],
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(
                                ("due_on__isnull", True), ("due_on__gte", models.F("notified_on")), _connector="OR"
                            ),
                            name="communal_due_after_notice",
                            violation_error_message="L'échéance suit la notification.",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                (
                                    "content__contained_by",
                                    [
                                        "vulnerable",
                                        "organisation",
                                        "directory",
                                        "reserve",
                                        "command",
                                        "actions",
                                        "means",
                                        "training",
                                        "dicrim",
                                    ],
                                )
                            ),
                            name="communal_content_known",
                            violation_error_message="Ce point du contenu n'est pas connu.",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="ScriptedAnswer",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("address", models.CharField(max_length=254, unique=True, verbose_name="numéro ou adresse")),
                    (
                        "answer",
                        models.CharField(
                            choices=[
                                ("acknowledged", "Acquitté"),
                                ("answered", "Décroché"),
                                ("busy", "Occupé"),
                                ("no_answer", "Sans réponse"),
                                ("voicemail", "Répondeur"),
                                ("refused", "Refusé"),
                                ("failed", "Échec du numéro"),
                            ],
                            max_length=12,
                            verbose_name="réponse",
                        ),
                    ),
                    ("after_seconds", models.PositiveIntegerField(default=20, verbose_name="après (secondes)")),
                ],
                options={
                    "verbose_name": "réponse simulée",
                    "verbose_name_plural": "réponses simulées",
                    "ordering": ["address"],
                },
            ),
            migrations.CreateModel(
                name="CommuneRisk",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    (
                        "risk",
                        models.CharField(
                            choices=[
                                ("river_flood", "Inondation par débordement"),
                                ("runoff", "Ruissellement"),
                                ("groundwater", "Remontée de nappe"),
                                ("structure", "Rupture d'ouvrage"),
                                ("dam", "Rupture de barrage"),
                                ("ground", "Mouvement de terrain"),
                                ("quarry", "Anciennes carrières"),
                                ("clay", "Retrait-gonflement des argiles"),
                                ("seism", "Séisme"),
                                ("storm", "Tempête"),
                                ("heat", "Canicule"),
                                ("fire", "Feu de végétation"),
                                ("radon", "Radon"),
                                ("industrial", "Risque industriel"),
                                ("tmd_road", "Matières dangereuses, route"),
                                ("tmd_rail", "Matières dangereuses, fer"),
                                ("tmd_water", "Matières dangereuses, voie d'eau"),
                                ("tmd_pipe", "Matières dangereuses, canalisation"),
                                ("nuclear", "Nucléaire"),
                                ("mine", "Risque minier"),
                            ],
                            max_length=12,
                            verbose_name="risque",
                        ),
                    ),
                    (
                        "degree",
                        models.PositiveSmallIntegerField(
                            choices=[(1, "Faible"), (2, "Moyen"), (3, "Fort")], verbose_name="niveau"
                        ),
                    ),
                    ("source", models.CharField(max_length=200, verbose_name="source")),
                    ("checked_on", models.DateField(verbose_name="vérifié le")),
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
                    "verbose_name": "risque d'une commune",
                    "verbose_name_plural": "risques des communes",
                    "ordering": ["commune__sort_name", "risk"],
                    "constraints": [
                        models.UniqueConstraint(
                            fields=("commune", "risk"),
                            name="commune_risk_once",
                            violation_error_message="Ce risque est déjà enregistré pour la commune.",
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="Posture",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("title", models.CharField(max_length=160, verbose_name="intitulé")),
                    (
                        "threat",
                        models.CharField(
                            choices=[
                                ("vigilance", "Vigilance"),
                                ("reinforced", "Sécurité renforcée – risque attentat"),
                                ("emergency", "Urgence attentat"),
                            ],
                            max_length=10,
                            verbose_name="niveau",
                        ),
                    ),
                    (
                        "perimeter",
                        models.CharField(
                            choices=[
                                ("national", "Territoire national"),
                                ("zone", "Zone de défense et de sécurité"),
                                ("department", "Département"),
                                ("sector", "Secteur"),
                            ],
                            max_length=10,
                            verbose_name="périmètre",
                        ),
                    ),
                    (
                        "sector_kind",
                        models.CharField(
                            blank=True,
                            choices=[
                                ("town_hall", "Commune"),
                                ("operator", "Opérateur"),
                                ("service", "Service"),
                                ("worship", "Lieu de culte"),
                                ("school", "Établissement scolaire"),
                                ("mall", "Centre commercial"),
                            ],
                            max_length=10,
                            verbose_name="sites visés",
                        ),
                    ),
                    ("starts_at", models.DateTimeField(verbose_name="à compter du")),
                    ("ends_at", models.DateTimeField(blank=True, null=True, verbose_name="jusqu'au (exclu)")),
                    ("source", models.CharField(max_length=300, verbose_name="source publique")),
                    ("objectives", models.TextField(blank=True, verbose_name="objectifs rendus publics")),
                    (
                        "level",
                        models.CharField(
                            choices=[
                                ("public", "Public"),
                                ("internal", "Interne préfecture"),
                                ("partners", "Partenaires ORSEC"),
                                ("restricted", "Diffusion restreinte"),
                            ],
                            default="public",
                            max_length=10,
                            verbose_name="niveau de protection",
                        ),
                    ),
                    ("recorded_at", models.DateTimeField(verbose_name="enregistrée le")),
                    (
                        "communes",
                        models.ManyToManyField(
                            blank=True, related_name="+", to="directorate.commune", verbose_name="communes"
                        ),
                    ),
                    (
                        "recorded_by",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                        ),
                    ),
                    (
                        "replaces",
                        models.OneToOneField(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="replaced_by",
                            to="civil_protection.posture",
                            verbose_name="remplace",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "posture VIGIPIRATE",
                    "verbose_name_plural": "postures VIGIPIRATE",
                    "ordering": ["-starts_at", "-id"],
                    "indexes": [models.Index(fields=["starts_at", "ends_at"], name="posture_by_time")],
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(
                                ("ends_at__isnull", True), ("ends_at__gt", models.F("starts_at")), _connector="OR"
                            ),
                            name="posture_period_in_order",
                            violation_error_message="La fin de la posture suit son début.",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(("perimeter", "sector"), ("sector_kind", ""), _connector="OR"),
                            name="posture_kind_of_a_sector",
                            violation_error_message="Les sites visés ne se choisissent que pour un secteur.",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(("level__in", ["public", "internal"])),
                            name="posture_public_extract",
                            violation_error_message="Seul l'extrait public d'une posture est conservé ici, au plus en interne.",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(("threat__in", ["vigilance", "reinforced", "emergency"])),
                            name="posture_threat",
                            violation_error_message="Ce niveau n'existe pas.",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="DisasterRequest",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("number", models.CharField(max_length=20, unique=True, verbose_name="numéro")),
                    (
                        "phenomenon",
                        models.CharField(
                            choices=[
                                ("flood", "Inondation et coulée de boue"),
                                ("groundwater", "Inondation par remontée de nappe"),
                                ("drought", "Sécheresse et réhydratation des sols"),
                                ("ground", "Mouvement de terrain"),
                                ("seism", "Séisme"),
                                ("avalanche", "Avalanche"),
                                ("marine", "Submersion marine"),
                            ],
                            max_length=12,
                            verbose_name="phénomène",
                        ),
                    ),
                    ("began_at", models.DateTimeField(verbose_name="début du phénomène")),
                    ("ended_at", models.DateTimeField(verbose_name="fin du phénomène")),
                    ("year", models.PositiveSmallIntegerField(editable=False, verbose_name="année")),
                    ("goods", models.PositiveIntegerField(verbose_name="biens touchés")),
                    ("insured", models.BooleanField(default=True, verbose_name="un bien assuré au moins est touché")),
                    (
                        "channel",
                        models.CharField(
                            choices=[("online", "iCatNat"), ("paper", "Cerfa 13669, papier")],
                            max_length=10,
                            verbose_name="canal",
                        ),
                    ),
                    (
                        "state",
                        models.CharField(
                            choices=[
                                ("draft", "En préparation à la mairie"),
                                ("filed", "Déposée"),
                                ("incomplete", "Incomplète"),
                                ("complete", "Complète"),
                                ("expertise", "En expertise"),
                                ("transmitted", "Transmise au ministère"),
                                ("decided", "Décidée"),
                                ("notified", "Notifiée à la commune"),
                                ("closed", "Clôturée"),
                                ("inadmissible", "Irrecevable"),
                            ],
                            default="draft",
                            max_length=12,
                            verbose_name="état",
                        ),
                    ),
                    ("filed_on", models.DateField(blank=True, null=True, verbose_name="déposée le")),
                    ("due_on", models.DateField(verbose_name="à déposer au plus tard le")),
                    ("is_late", models.BooleanField(default=False, verbose_name="hors délai")),
                    (
                        "override_reason",
                        models.CharField(
                            blank=True, max_length=500, verbose_name="motif de la transmission hors délai"
                        ),
                    ),
                    ("asked_on", models.DateField(blank=True, null=True, verbose_name="pièces demandées le")),
                    ("asked_what", models.CharField(blank=True, max_length=500, verbose_name="pièces demandées")),
                    ("completed_on", models.DateField(blank=True, null=True, verbose_name="complète le")),
                    ("transmitted_on", models.DateField(blank=True, null=True, verbose_name="transmise le")),
                    (
                        "decision",
                        models.CharField(
                            blank=True,
                            choices=[
                                ("favourable", "Reconnue"),
                                ("unfavourable", "Non reconnue"),
                                ("adjourned", "Ajournée"),
                            ],
                            max_length=12,
                            verbose_name="décision",
                        ),
                    ),
                    ("decided_on", models.DateField(blank=True, null=True, verbose_name="arrêté du")),
                    (
                        "order_number",
                        models.CharField(blank=True, max_length=40, verbose_name="arrêté interministériel (NOR)"),
                    ),
                    (
                        "published_on",
                        models.DateField(blank=True, null=True, verbose_name="publié au Journal officiel le"),
                    ),
                    ("motivation", models.CharField(blank=True, max_length=2000, verbose_name="motivation")),
                    (
                        "insured_until",
                        models.DateField(blank=True, null=True, verbose_name="déclaration des assurés jusqu'au"),
                    ),
                    ("notified_on", models.DateField(blank=True, null=True, verbose_name="notifiée à la commune le")),
                    ("appeal", models.CharField(blank=True, max_length=500, verbose_name="recours")),
                    ("closed_on", models.DateField(blank=True, null=True, verbose_name="clôturée le")),
                    (
                        "refused_why",
                        models.CharField(blank=True, max_length=500, verbose_name="motif de l'irrecevabilité"),
                    ),
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
                        "notice",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="directorate.letter",
                        ),
                    ),
                    (
                        "transmission",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="directorate.letter",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "demande de reconnaissance CatNat",
                    "verbose_name_plural": "demandes de reconnaissance CatNat",
                    "ordering": ["-began_at", "-id"],
                    "indexes": [
                        models.Index(fields=["commune", "-began_at"], name="disaster_request_of_commune"),
                        models.Index(fields=["state", "due_on"], name="disaster_request_due"),
                    ],
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(("ended_at__gte", models.F("began_at"))),
                            name="disaster_request_in_order",
                            violation_error_message="La fin du phénomène suit son début.",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                ("is_late", False),
                                ("transmitted_on__isnull", True),
                                models.Q(("override_reason", ""), _negated=True),
                                _connector="OR",
                            ),
                            name="disaster_request_late_needs_a_reason",
                            violation_error_message="Une demande hors délai ne se transmet pas sans motif.",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(("filed_on__isnull", True), ("state", "draft")),
                                ("state", "inadmissible"),
                                models.Q(models.Q(("state", "draft"), _negated=True), ("filed_on__isnull", False)),
                                _connector="OR",
                            ),
                            name="disaster_request_filed_on_a_day",
                            violation_error_message="Une demande déposée a un jour de dépôt.",
                        ),
                        models.UniqueConstraint(
                            condition=models.Q(
                                ("phenomenon", "drought"), models.Q(("state", "inadmissible"), _negated=True)
                            ),
                            fields=("commune", "year"),
                            name="disaster_request_drought_once_a_year",
                            violation_error_message="La commune a déjà une demande pour la sécheresse de cette année.",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="DutyPeriod",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    (
                        "role",
                        models.CharField(
                            choices=[
                                ("authority", "Permanence du corps préfectoral"),
                                ("directorate", "Astreinte de la direction des sécurités"),
                                ("service", "Astreinte du service de protection civile"),
                            ],
                            max_length=11,
                            verbose_name="rôle",
                        ),
                    ),
                    ("starts_at", models.DateTimeField(verbose_name="début")),
                    ("ends_at", models.DateTimeField(verbose_name="fin")),
                    ("phone", models.CharField(blank=True, max_length=30, verbose_name="téléphone d'astreinte")),
                    (
                        "staff",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="duty_periods",
                            to=settings.AUTH_USER_MODEL,
                            verbose_name="agent",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "période d'astreinte",
                    "verbose_name_plural": "périodes d'astreinte",
                    "ordering": ["starts_at", "role"],
                    "indexes": [models.Index(fields=["ends_at", "starts_at"], name="duty_by_time")],
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                            name="duty_period_in_order",
                            violation_error_message="La fin de l'astreinte suit son début.",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(("role__in", ["authority", "directorate", "service"])),
                            name="duty_period_role",
                            violation_error_message="Ce rôle n'existe pas.",
                        ),
                        django.contrib.postgres.constraints.ExclusionConstraint(
                            expressions=[
                                (directorate.parameters.models.TextRange("role"), "&&"),
                                (civil_protection.roster.models.InstantRange("starts_at", "ends_at"), "&&"),
                            ],
                            name="duty_one_at_a_time",
                            violation_error_message="Une autre personne est déjà d'astreinte à ces heures pour ce rôle.",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="ExerciseCalendar",
                fields=[
                    ("year", models.PositiveSmallIntegerField(primary_key=True, serialize=False, verbose_name="année")),
                    ("number", models.CharField(max_length=10, unique=True, verbose_name="numéro de l'arrêté")),
                    ("signed_on", models.DateField(verbose_name="signé le")),
                    ("recorded_at", models.DateTimeField(verbose_name="enregistré le")),
                    (
                        "recorded_by",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                        ),
                    ),
                ],
                options={
                    "verbose_name": "calendrier des exercices",
                    "verbose_name_plural": "calendriers des exercices",
                    "ordering": ["-year"],
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(("number__regex", "^\\d{4}/\\d{4,5}$")),
                            name="exercise_calendar_number",
                            violation_error_message="Un arrêté se numérote AAAA/NNNNN, par exemple 2026/00412.",
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="GatewayCall",
                fields=[
                    ("key", models.UUIDField(primary_key=True, serialize=False)),
                    (
                        "channel",
                        models.CharField(
                            choices=[("voice", "Voix"), ("sms", "SMS"), ("email", "Courriel")],
                            max_length=10,
                            verbose_name="canal",
                        ),
                    ),
                    ("address", models.CharField(max_length=254, verbose_name="numéro ou adresse")),
                    ("text", models.TextField(verbose_name="message")),
                    ("placed_at", models.DateTimeField(verbose_name="reçu le")),
                    ("answer", models.CharField(blank=True, max_length=12, verbose_name="réponse")),
                    ("digit", models.CharField(blank=True, max_length=2, verbose_name="touche")),
                    ("answer_at", models.DateTimeField(blank=True, null=True, verbose_name="réponse à")),
                    ("is_told", models.BooleanField(default=False, verbose_name="transmise")),
                ],
                options={
                    "verbose_name": "appel enregistré",
                    "verbose_name_plural": "appels enregistrés",
                    "ordering": ["placed_at", "key"],
                    "indexes": [
                        models.Index(
                            condition=models.Q(("is_told", False)), fields=["answer_at"], name="gateway_call_untold"
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="Habilitation",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("starts_on", models.DateField(verbose_name="à compter du")),
                    ("ends_on", models.DateField(blank=True, null=True, verbose_name="jusqu'au (exclu)")),
                    ("recorded_at", models.DateTimeField(verbose_name="enregistrée le")),
                    (
                        "recorded_by",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                        ),
                    ),
                    (
                        "staff",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="vital_habilitations",
                            to=settings.AUTH_USER_MODEL,
                            verbose_name="agent",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "accès au suivi opaque",
                    "verbose_name_plural": "accès au suivi opaque",
                    "ordering": ["staff__last_name", "-starts_on"],
                    "constraints": [
                        models.UniqueConstraint(
                            condition=models.Q(("ends_on__isnull", True)),
                            fields=("staff",),
                            name="habilitation_one_open",
                            violation_error_message="Cet agent a déjà accès au suivi.",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                ("ends_on__isnull", True), ("ends_on__gte", models.F("starts_on")), _connector="OR"
                            ),
                            name="habilitation_period_in_order",
                            violation_error_message="La fin de l'accès suit son début.",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="NaturalEvent",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("name", models.CharField(max_length=160, verbose_name="événement")),
                    (
                        "phenomenon",
                        models.CharField(
                            choices=[
                                ("flood", "Inondation et coulée de boue"),
                                ("groundwater", "Inondation par remontée de nappe"),
                                ("drought", "Sécheresse et réhydratation des sols"),
                                ("ground", "Mouvement de terrain"),
                                ("seism", "Séisme"),
                                ("avalanche", "Avalanche"),
                                ("marine", "Submersion marine"),
                            ],
                            max_length=12,
                            verbose_name="phénomène",
                        ),
                    ),
                    ("began_on", models.DateField(verbose_name="commencé le")),
                    ("ended_on", models.DateField(verbose_name="terminé le")),
                    ("source", models.CharField(max_length=200, verbose_name="source")),
                    (
                        "communes",
                        models.ManyToManyField(
                            related_name="+", to="directorate.commune", verbose_name="communes touchées"
                        ),
                    ),
                ],
                options={
                    "verbose_name": "événement naturel",
                    "verbose_name_plural": "événements naturels",
                    "ordering": ["-began_on", "-id"],
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(("ended_on__gte", models.F("began_on"))),
                            name="natural_event_in_order",
                            violation_error_message="La fin suit le début.",
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="OrsecMeans",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("kind", models.CharField(max_length=120, verbose_name="moyen")),
                    ("quantity", models.PositiveIntegerField(verbose_name="quantité")),
                    ("place", models.CharField(blank=True, max_length=160, verbose_name="localisation")),
                    (
                        "hours",
                        models.DecimalField(
                            decimal_places=2, max_digits=6, verbose_name="délai de mobilisation en heures"
                        ),
                    ),
                    (
                        "cost",
                        models.DecimalField(
                            blank=True, decimal_places=2, max_digits=10, null=True, verbose_name="coût de référence"
                        ),
                    ),
                    ("desk", models.CharField(blank=True, max_length=160, verbose_name="à joindre")),
                    ("checked_on", models.DateField(verbose_name="vérifié le")),
                    ("is_active", models.BooleanField(default=True, verbose_name="disponible")),
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
                    (
                        "organisation",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="orsec_means",
                            to="directorate.organisation",
                            verbose_name="organisme",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "moyen ORSEC",
                    "verbose_name_plural": "moyens ORSEC",
                    "ordering": ["kind", "organisation__name", "id"],
                },
            ),
            migrations.CreateModel(
                name="PublicMeasure",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("code", models.CharField(max_length=20, unique=True, verbose_name="code")),
                    ("domain", models.CharField(max_length=3, verbose_name="domaine")),
                    (
                        "kind",
                        models.CharField(
                            choices=[("base", "Socle permanent"), ("additional", "Additionnelle")],
                            max_length=10,
                            verbose_name="type",
                        ),
                    ),
                    ("label", models.CharField(max_length=300, verbose_name="libellé public")),
                    ("target", models.CharField(blank=True, max_length=200, verbose_name="à qui elle s'adresse")),
                    ("active_from", models.DateField(verbose_name="active du")),
                    ("active_to", models.DateField(blank=True, null=True, verbose_name="au (exclu)")),
                ],
                options={
                    "verbose_name": "mesure publique",
                    "verbose_name_plural": "mesures publiques",
                    "ordering": ["domain", "code"],
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(
                                ("active_to__isnull", True), ("active_to__gt", models.F("active_from")), _connector="OR"
                            ),
                            name="public_measure_period_in_order",
                            violation_error_message="La fin de la mesure suit son début.",
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="PublishedRoster",
                fields=[
                    (
                        "role",
                        models.CharField(
                            choices=[
                                ("authority", "Permanence du corps préfectoral"),
                                ("directorate", "Astreinte de la direction des sécurités"),
                                ("service", "Astreinte du service de protection civile"),
                            ],
                            max_length=11,
                            primary_key=True,
                            serialize=False,
                            verbose_name="rôle",
                        ),
                    ),
                    ("starts_at", models.DateTimeField(verbose_name="depuis")),
                    ("ends_at", models.DateTimeField(verbose_name="publié jusqu'au")),
                ],
                options={
                    "verbose_name": "tableau d'astreinte publié",
                    "verbose_name_plural": "tableaux d'astreinte publiés",
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                            name="published_roster_in_order",
                            violation_error_message="La publication va d'un instant à un instant plus tard.",
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="RiskList",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("year", models.PositiveSmallIntegerField(unique=True, verbose_name="année")),
                    ("lines", models.JSONField(default=list, verbose_name="communes")),
                    ("drawn_up_at", models.DateTimeField(verbose_name="établie le")),
                    ("order_number", models.CharField(blank=True, max_length=20, verbose_name="arrêté n°")),
                    ("published_on", models.DateField(blank=True, null=True, verbose_name="publiée au recueil le")),
                    (
                        "order",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="directorate.letter",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "liste annuelle des communes à risques",
                    "verbose_name_plural": "listes annuelles des communes à risques",
                    "ordering": ["-year"],
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(
                                ("published_on__isnull", True),
                                models.Q(("order_number", ""), _negated=True),
                                _connector="OR",
                            ),
                            name="risk_list_published_with_its_number",
                            violation_error_message="Une liste publiée porte le numéro de son arrêté.",
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="RiskProfile",
                fields=[
                    (
                        "commune",
                        models.OneToOneField(
                            on_delete=django.db.models.deletion.CASCADE,
                            primary_key=True,
                            related_name="risk_profile",
                            serialize=False,
                            to="directorate.commune",
                            verbose_name="commune",
                        ),
                    ),
                    (
                        "flood_territory",
                        models.BooleanField(
                            default=False, verbose_name="territoire à risque important d'inondation (TRI)"
                        ),
                    ),
                    (
                        "flood_plan",
                        models.BooleanField(
                            default=False, verbose_name="plan de prévention du risque inondation (PPRI)"
                        ),
                    ),
                    (
                        "quarries_plan",
                        models.BooleanField(
                            default=False, verbose_name="plan de prévention, anciennes carrières (PPRMT)"
                        ),
                    ),
                    (
                        "clay_plan",
                        models.BooleanField(
                            default=False, verbose_name="plan de prévention, retrait-gonflement des argiles"
                        ),
                    ),
                    (
                        "industrial_plan",
                        models.BooleanField(
                            default=False, verbose_name="périmètre d'un plan particulier d'intervention (PPI)"
                        ),
                    ),
                    (
                        "dangerous_transport",
                        models.BooleanField(default=False, verbose_name="transport de matières dangereuses (TMD)"),
                    ),
                    (
                        "rivers",
                        django.contrib.postgres.fields.ArrayField(
                            base_field=models.CharField(
                                choices=[
                                    ("seine", "Seine"),
                                    ("marne", "Marne"),
                                    ("yerres", "Yerres"),
                                    ("reveillon", "Réveillon"),
                                ],
                                max_length=10,
                            ),
                            blank=True,
                            default=list,
                            size=None,
                            verbose_name="cours d'eau",
                        ),
                    ),
                    ("seismic_zone", models.PositiveSmallIntegerField(default=1, verbose_name="zone de sismicité")),
                    ("source", models.CharField(max_length=200, verbose_name="source")),
                    ("checked_on", models.DateField(verbose_name="vérifié le")),
                    ("changed_on", models.DateField(blank=True, null=True, verbose_name="risques modifiés le")),
                ],
                options={
                    "verbose_name": "profil de risques",
                    "verbose_name_plural": "profils de risques",
                    "ordering": ["commune__sort_name"],
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(("seismic_zone__range", (1, 5))),
                            name="risk_profile_seismic_zone",
                            violation_error_message="Les zones de sismicité vont de 1 à 5.",
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="SafetyReport",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    (
                        "kind",
                        models.CharField(
                            choices=[
                                ("abandoned", "Objet ou bagage abandonné"),
                                ("reconnaissance", "Repérage supposé"),
                                ("drone", "Survol de drone"),
                                ("threat", "Menace ou alerte à la bombe"),
                                ("intrusion", "Intrusion"),
                                ("cyber", "Incident numérique"),
                                ("other", "Autre"),
                            ],
                            max_length=14,
                            verbose_name="type",
                        ),
                    ),
                    ("happened_on", models.DateField(verbose_name="date")),
                    (
                        "follow_up",
                        models.CharField(
                            choices=[
                                ("none", "Sans suite"),
                                ("police", "Transmis à la police"),
                                ("lifted", "Doute levé"),
                                ("reinforced", "Mesures renforcées"),
                            ],
                            max_length=10,
                            verbose_name="suite",
                        ),
                    ),
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
                            on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                        ),
                    ),
                ],
                options={
                    "verbose_name": "signalement de sûreté",
                    "verbose_name_plural": "signalements de sûreté",
                    "ordering": ["-happened_on", "-id"],
                },
            ),
            migrations.CreateModel(
                name="Siren",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("code", models.CharField(max_length=30, unique=True, verbose_name="code")),
                    ("place", models.CharField(max_length=200, verbose_name="lieu")),
                    (
                        "owner",
                        models.CharField(
                            choices=[("state", "État"), ("commune", "Commune"), ("operator", "Exploitant")],
                            max_length=10,
                            verbose_name="propriétaire",
                        ),
                    ),
                    (
                        "trigger",
                        models.CharField(
                            choices=[("national", "SAIP"), ("local", "Local"), ("remote", "Télécommande")],
                            max_length=10,
                            verbose_name="déclenchement",
                        ),
                    ),
                    (
                        "state",
                        models.CharField(
                            choices=[
                                ("working", "Opérationnelle"),
                                ("broken", "En panne"),
                                ("out", "Hors service"),
                                ("to_move", "À déplacer"),
                            ],
                            default="working",
                            max_length=10,
                            verbose_name="état",
                        ),
                    ),
                    (
                        "latitude",
                        models.DecimalField(
                            blank=True, decimal_places=6, max_digits=9, null=True, verbose_name="latitude"
                        ),
                    ),
                    (
                        "longitude",
                        models.DecimalField(
                            blank=True, decimal_places=6, max_digits=9, null=True, verbose_name="longitude"
                        ),
                    ),
                    ("range_m", models.PositiveIntegerField(blank=True, null=True, verbose_name="portée (m)")),
                    ("maintained_on", models.DateField(blank=True, null=True, verbose_name="dernière maintenance")),
                    (
                        "commune",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="sirens",
                            to="directorate.commune",
                            verbose_name="commune",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "sirène",
                    "ordering": ["commune__sort_name", "code"],
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(("latitude__isnull", True), ("longitude__isnull", True)),
                                models.Q(("latitude__range", (-90, 90)), ("longitude__range", (-180, 180))),
                                _connector="OR",
                            ),
                            name="siren_coordinates_together",
                            violation_error_message="La latitude et la longitude vont ensemble.",
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="SirenTest",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("month", models.DateField(unique=True, verbose_name="mois")),
                    ("computed_on", models.DateField(verbose_name="premier mercredi")),
                    ("planned_at", models.DateTimeField(verbose_name="prévu le")),
                    ("reason", models.CharField(blank=True, max_length=200, verbose_name="motif du report")),
                    ("done_at", models.DateTimeField(blank=True, null=True, verbose_name="fait le")),
                    ("cancelled_at", models.DateTimeField(blank=True, null=True, verbose_name="annulé le")),
                    (
                        "seconds",
                        models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="durée du signal (s)"),
                    ),
                    ("remarks", models.TextField(blank=True, verbose_name="observations")),
                ],
                options={
                    "verbose_name": "essai des sirènes",
                    "verbose_name_plural": "essais des sirènes",
                    "ordering": ["-month"],
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(("month__day", 1)),
                            name="siren_test_month",
                            violation_error_message="Un essai est celui d'un mois.",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                ("done_at__isnull", True), ("cancelled_at__isnull", True), _connector="OR"
                            ),
                            name="siren_test_done_or_cancelled",
                            violation_error_message="Un essai fait ne s'annule pas.",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="VitalFile",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("reference", models.CharField(max_length=13, unique=True, verbose_name="référence")),
                    (
                        "regime",
                        models.CharField(
                            choices=[
                                ("SAIV_2006", "Secteurs d'activités d'importance vitale (2006)"),
                                ("REC", "Résilience des entités critiques"),
                            ],
                            max_length=9,
                            verbose_name="régime",
                        ),
                    ),
                    ("next_review_on", models.DateField(blank=True, null=True, verbose_name="prochaine révision")),
                    (
                        "outside_plan_due_on",
                        models.DateField(blank=True, null=True, verbose_name="plan extérieur attendu le"),
                    ),
                    ("closed_on", models.DateField(blank=True, null=True, verbose_name="clos le")),
                    ("recorded_at", models.DateTimeField(verbose_name="ouvert le")),
                    (
                        "recorded_by",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                        ),
                    ),
                    (
                        "responsible",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                            verbose_name="suivi par",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "suivi opaque",
                    "verbose_name_plural": "suivis opaques",
                    "ordering": ["reference"],
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(("reference__regex", "^SAIV-[0-9][0-9AB][0-9]?-[0-9]{4}$")),
                            name="vital_file_opaque",
                            violation_error_message="La référence est tirée au hasard : elle ne dit rien.",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(("regime__in", ["SAIV_2006", "REC"])),
                            name="vital_file_regime",
                            violation_error_message="Ce régime n'existe pas.",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Activation",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    (
                        "stage",
                        models.CharField(
                            choices=[
                                ("watch", "Veille"),
                                ("pre_alert", "Pré-alerte"),
                                ("partial", "Activation partielle"),
                                ("total", "Activation totale"),
                            ],
                            max_length=10,
                            verbose_name="niveau",
                        ),
                    ),
                    ("is_exercise", models.BooleanField(default=False, verbose_name="exercice")),
                    (
                        "authority",
                        models.CharField(
                            choices=[
                                ("prefect", "Préfet du département"),
                                ("police_prefect", "Préfet de police"),
                                ("mayor", "Maire"),
                                ("prime_minister", "Premier ministre"),
                            ],
                            max_length=16,
                            verbose_name="autorité",
                        ),
                    ),
                    ("decided_at", models.DateTimeField(verbose_name="décidée le")),
                    ("reason", models.TextField(verbose_name="motif")),
                    ("message", models.TextField(blank=True, verbose_name="message diffusé")),
                    ("lifted_at", models.DateTimeField(blank=True, null=True, verbose_name="levée le")),
                    (
                        "lifted_by",
                        models.CharField(
                            blank=True,
                            choices=[
                                ("prefect", "Préfet du département"),
                                ("police_prefect", "Préfet de police"),
                                ("mayor", "Maire"),
                                ("prime_minister", "Premier ministre"),
                            ],
                            max_length=16,
                            verbose_name="levée par",
                        ),
                    ),
                    (
                        "communes",
                        models.ManyToManyField(
                            blank=True, related_name="+", to="directorate.commune", verbose_name="communes"
                        ),
                    ),
                    (
                        "recorded_by",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                        ),
                    ),
                    (
                        "plan",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="activations",
                            to="civil_protection.plan",
                            verbose_name="plan",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "activation d'un plan",
                    "verbose_name_plural": "activations des plans",
                    "ordering": ["-decided_at", "-id"],
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(("lifted_at__isnull", True), ("lifted_by", "")),
                                models.Q(
                                    ("lifted_at__gte", models.F("decided_at")),
                                    models.Q(("lifted_by", ""), _negated=True),
                                ),
                                _connector="OR",
                            ),
                            name="activation_lifted_after_decision",
                            violation_error_message="La levée suit l'activation et dit qui l'a décidée.",
                        ),
                        models.UniqueConstraint(
                            condition=models.Q(("lifted_at__isnull", True)),
                            fields=("plan", "is_exercise"),
                            name="activation_one_at_a_time",
                            violation_error_message="Ce plan est déjà activé.",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Exercise",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("title", models.CharField(max_length=160, verbose_name="titre")),
                    (
                        "kind",
                        models.CharField(
                            choices=[
                                ("command", "Cadre (postes de commandement)"),
                                ("field", "Terrain (grandeur nature)"),
                                ("table", "Sur table"),
                                ("partial", "Partiel"),
                                ("call_out", "Alerte inopinée"),
                                ("mixed", "Mixte"),
                            ],
                            max_length=10,
                            verbose_name="type",
                        ),
                    ),
                    (
                        "echelon",
                        models.CharField(
                            choices=[
                                ("commune", "Communal"),
                                ("department", "Départemental"),
                                ("several", "Interdépartemental"),
                                ("zone", "Zonal"),
                                ("national", "National"),
                            ],
                            default="department",
                            max_length=10,
                            verbose_name="échelon",
                        ),
                    ),
                    (
                        "state",
                        models.CharField(
                            choices=[
                                ("programmed", "Programmé"),
                                ("prepared", "Préparé"),
                                ("played", "Joué"),
                                ("debriefed", "Débriefé à chaud"),
                                ("published", "RETEX publié"),
                                ("closed", "Clos"),
                                ("cancelled", "Annulé"),
                            ],
                            default="programmed",
                            max_length=10,
                            verbose_name="état",
                        ),
                    ),
                    (
                        "level",
                        models.CharField(
                            choices=[
                                ("public", "Public"),
                                ("internal", "Interne préfecture"),
                                ("partners", "Partenaires ORSEC"),
                                ("restricted", "Diffusion restreinte"),
                            ],
                            default="internal",
                            max_length=10,
                            verbose_name="niveau de protection",
                        ),
                    ),
                    ("starts_at", models.DateTimeField(verbose_name="début")),
                    ("ends_at", models.DateTimeField(verbose_name="fin")),
                    ("direction", models.CharField(max_length=120, verbose_name="direction de l'exercice")),
                    ("pilot", models.CharField(max_length=120, verbose_name="pilote")),
                    ("scenario", models.TextField(blank=True, max_length=5000, verbose_name="scénario")),
                    (
                        "with_population",
                        models.BooleanField(default=False, verbose_name="participation de la population"),
                    ),
                    ("with_media", models.BooleanField(default=False, verbose_name="pression médiatique simulée")),
                    ("with_alert", models.BooleanField(default=False, verbose_name="FR-Alert ou sirènes employés")),
                    (
                        "counts",
                        models.BooleanField(
                            default=True, verbose_name="compte comme exercice des plans et des communes"
                        ),
                    ),
                    (
                        "budget",
                        models.DecimalField(
                            blank=True, decimal_places=2, max_digits=9, null=True, verbose_name="budget"
                        ),
                    ),
                    (
                        "cancelled_why",
                        models.CharField(blank=True, max_length=250, verbose_name="motif de l'annulation"),
                    ),
                    ("recorded_at", models.DateTimeField(verbose_name="enregistré le")),
                    (
                        "communes",
                        models.ManyToManyField(
                            blank=True, related_name="exercises", to="directorate.commune", verbose_name="communes"
                        ),
                    ),
                    (
                        "observers",
                        models.ManyToManyField(
                            blank=True, related_name="+", to="directorate.organisation", verbose_name="observateurs"
                        ),
                    ),
                    (
                        "players",
                        models.ManyToManyField(
                            blank=True, related_name="+", to="directorate.organisation", verbose_name="joueurs"
                        ),
                    ),
                    (
                        "recorded_by",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                        ),
                    ),
                    (
                        "plans",
                        models.ManyToManyField(
                            blank=True, related_name="exercises", to="civil_protection.plan", verbose_name="plans"
                        ),
                    ),
                ],
                options={
                    "verbose_name": "exercice",
                    "verbose_name_plural": "exercices",
                    "ordering": ["-starts_at", "-id"],
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                            name="exercise_ends_after_it_starts",
                            violation_error_message="La fin suit le début.",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(("state", "cancelled"), models.Q(("cancelled_why", ""), _negated=True)),
                                models.Q(models.Q(("state", "cancelled"), _negated=True), ("cancelled_why", "")),
                                _connector="OR",
                            ),
                            name="exercise_cancelled_why",
                            violation_error_message="Une annulation dit son motif.",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="PlanAct",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    (
                        "kind",
                        models.CharField(
                            choices=[
                                ("approval", "Approbation"),
                                ("revision", "Approbation après révision"),
                                ("exemption", "Exemption"),
                                ("repeal", "Abrogation"),
                            ],
                            max_length=10,
                            verbose_name="nature",
                        ),
                    ),
                    ("version", models.CharField(max_length=10, verbose_name="version")),
                    ("number", models.CharField(max_length=10, unique=True, verbose_name="numéro de l'arrêté")),
                    ("signed_on", models.DateField(verbose_name="signé le")),
                    (
                        "authority",
                        models.CharField(
                            choices=[
                                ("prefect", "Préfet du département"),
                                ("police_prefect", "Préfet de police"),
                                ("mayor", "Maire"),
                                ("prime_minister", "Premier ministre"),
                            ],
                            max_length=16,
                            verbose_name="autorité",
                        ),
                    ),
                    ("reason", models.TextField(blank=True, verbose_name="motif")),
                    (
                        "issue_number",
                        models.PositiveIntegerField(blank=True, null=True, verbose_name="numéro du recueil"),
                    ),
                    ("issue_on", models.DateField(blank=True, null=True, verbose_name="recueil du")),
                    ("recorded_at", models.DateTimeField(verbose_name="enregistré le")),
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
                        "plan",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.CASCADE,
                            related_name="acts",
                            to="civil_protection.plan",
                            verbose_name="plan",
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
                    "verbose_name": "acte sur un plan",
                    "verbose_name_plural": "actes sur les plans",
                    "ordering": ["-signed_on", "-id"],
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(("number__regex", "^\\d{4}/\\d{4,5}$")),
                            name="plan_act_number",
                            violation_error_message="Un arrêté se numérote AAAA/NNNNN, par exemple 2026/00412.",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(("issue_number__isnull", True), ("issue_on__isnull", True)),
                                models.Q(("issue_number__isnull", False), ("issue_on__gte", models.F("signed_on"))),
                                _connector="OR",
                            ),
                            name="plan_act_published_after_signature",
                            violation_error_message="Le recueil a un numéro et une date, qui suit la signature.",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="PlanDiffusion",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("version", models.CharField(max_length=10, verbose_name="version")),
                    ("copy_number", models.PositiveSmallIntegerField(verbose_name="exemplaire")),
                    (
                        "medium",
                        models.CharField(
                            choices=[
                                ("paper", "Papier"),
                                ("portal", "Portail"),
                                ("mail", "Courriel"),
                                ("key", "Support amovible"),
                            ],
                            max_length=8,
                            verbose_name="support",
                        ),
                    ),
                    (
                        "level",
                        models.CharField(
                            choices=[
                                ("public", "Public"),
                                ("internal", "Interne préfecture"),
                                ("partners", "Partenaires ORSEC"),
                                ("restricted", "Diffusion restreinte"),
                            ],
                            max_length=10,
                            verbose_name="niveau de protection",
                        ),
                    ),
                    ("sent_on", models.DateField(verbose_name="envoyé le")),
                    ("resent_on", models.DateField(blank=True, null=True, verbose_name="relancé le")),
                    ("reminders", models.PositiveSmallIntegerField(default=0, verbose_name="relances")),
                    ("acknowledged_on", models.DateField(blank=True, null=True, verbose_name="accusé reçu le")),
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
                    (
                        "organisation",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="directorate.organisation",
                            verbose_name="organisme",
                        ),
                    ),
                    (
                        "plan",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.CASCADE,
                            related_name="diffusions",
                            to="civil_protection.plan",
                            verbose_name="plan",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "diffusion d'un plan",
                    "verbose_name_plural": "diffusions des plans",
                    "ordering": ["-sent_on", "copy_number"],
                    "indexes": [
                        models.Index(
                            condition=models.Q(("acknowledged_on__isnull", True)),
                            fields=["sent_on"],
                            name="plan_diffusion_awaited",
                        )
                    ],
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(
                                ("commune__isnull", True), ("organisation__isnull", True), _connector="XOR"
                            ),
                            name="plan_diffusion_to_one_recipient",
                            violation_error_message="Un exemplaire va à une commune ou à un organisme.",
                        ),
                        models.UniqueConstraint(
                            fields=("plan", "version", "copy_number"), name="plan_diffusion_copy_number"
                        ),
                        models.UniqueConstraint(
                            fields=("plan", "version", "commune"), name="plan_diffusion_once_a_commune"
                        ),
                        models.UniqueConstraint(
                            fields=("plan", "version", "organisation"), name="plan_diffusion_once_an_organisation"
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                ("acknowledged_on__isnull", True),
                                ("acknowledged_on__gte", models.F("sent_on")),
                                _connector="OR",
                            ),
                            name="plan_diffusion_acknowledged_after_sending",
                            violation_error_message="L'accusé de réception suit l'envoi.",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="PlanRound",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("version", models.CharField(max_length=10, verbose_name="version")),
                    ("sent_on", models.DateField(verbose_name="projet envoyé le")),
                    ("answers_due_on", models.DateField(verbose_name="réponses avant le")),
                    ("opens_on", models.DateField(blank=True, null=True, verbose_name="ouverture au public")),
                    ("closes_on", models.DateField(blank=True, null=True, verbose_name="clôture au public")),
                    ("notice_due_on", models.DateField(blank=True, null=True, verbose_name="avis de presse avant le")),
                    ("notice_on", models.DateField(blank=True, null=True, verbose_name="avis de presse paru le")),
                    ("newspapers", models.CharField(blank=True, max_length=200, verbose_name="journaux")),
                    ("places", models.TextField(blank=True, verbose_name="lieux de consultation")),
                    ("closed_on", models.DateField(blank=True, null=True, verbose_name="registres clos le")),
                    ("remarks", models.TextField(blank=True, verbose_name="observations du public")),
                    (
                        "plan",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.CASCADE,
                            related_name="rounds",
                            to="civil_protection.plan",
                            verbose_name="plan",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "consultation d'un plan",
                    "verbose_name_plural": "consultations des plans",
                    "ordering": ["-sent_on", "-id"],
                    "constraints": [
                        models.UniqueConstraint(
                            fields=("plan", "version"),
                            name="plan_round_once_a_version",
                            violation_error_message="Cette version est déjà en consultation.",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(("closes_on__isnull", True), ("opens_on__isnull", True)),
                                ("closes_on__gt", models.F("opens_on")),
                                _connector="OR",
                            ),
                            name="plan_round_public_period",
                            violation_error_message="La consultation du public s'ouvre avant de se clore.",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                ("closed_on__isnull", True), ("closed_on__gte", models.F("closes_on")), _connector="OR"
                            ),
                            name="plan_round_closed_after_its_end",
                            violation_error_message="Les registres se closent au terme de la consultation.",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="ReflexCard",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("number", models.CharField(max_length=12, verbose_name="numéro")),
                    ("title", models.CharField(max_length=160, verbose_name="titre")),
                    (
                        "recipient",
                        models.CharField(
                            choices=[
                                ("prefect", "Préfet"),
                                ("director", "Directeur des sécurités"),
                                ("duty", "Permanence"),
                                ("service", "Service de protection civile"),
                                ("cell", "Cellule du centre opérationnel"),
                                ("mayor", "Maire"),
                                ("operator", "Exploitant"),
                                ("fire_service", "Service d'incendie et de secours"),
                                ("health", "Agence régionale de santé"),
                                ("environment", "Service de l'environnement et des transports"),
                                ("education", "Éducation nationale"),
                            ],
                            max_length=12,
                            verbose_name="destinataire",
                        ),
                    ),
                    ("trigger", models.CharField(max_length=250, verbose_name="déclencheur")),
                    ("updated_on", models.DateField(verbose_name="mise à jour le")),
                    (
                        "plan",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.CASCADE,
                            related_name="cards",
                            to="civil_protection.plan",
                            verbose_name="plan",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "fiche réflexe",
                    "verbose_name_plural": "fiches réflexes",
                    "ordering": ["plan", "number"],
                    "constraints": [
                        models.UniqueConstraint(
                            fields=("plan", "number"),
                            name="reflex_card_number",
                            violation_error_message="Une fiche de ce plan porte déjà ce numéro.",
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="AlertScenario",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("code", models.SlugField(max_length=40, unique=True, verbose_name="code")),
                    ("label", models.CharField(max_length=120, verbose_name="intitulé")),
                    (
                        "phenomenon",
                        models.CharField(
                            blank=True,
                            choices=[
                                ("wind", "Vent violent"),
                                ("storms", "Orages"),
                                ("avalanches", "Avalanches"),
                                ("snow_ice", "Neige-verglas"),
                                ("heat", "Canicule"),
                                ("cold", "Grand froid"),
                                ("rain_flood", "Pluie-inondation"),
                                ("surge", "Vagues-submersion"),
                                ("flood", "Crues"),
                            ],
                            max_length=20,
                            verbose_name="phénomène",
                        ),
                    ),
                    (
                        "colour",
                        models.CharField(
                            blank=True,
                            choices=[("green", "Vert"), ("yellow", "Jaune"), ("orange", "Orange"), ("red", "Rouge")],
                            max_length=10,
                            verbose_name="couleur",
                        ),
                    ),
                    (
                        "mode",
                        models.CharField(
                            choices=[("real", "Réel"), ("exercise", "Exercice"), ("test", "Essai")],
                            default="real",
                            max_length=10,
                            verbose_name="mode",
                        ),
                    ),
                    ("voice_text", models.TextField(verbose_name="message vocal")),
                    ("sms_text", models.TextField(verbose_name="SMS")),
                    ("mail_subject", models.CharField(max_length=150, verbose_name="objet du courriel")),
                    ("instructions", models.TextField(blank=True, verbose_name="fiche consigne")),
                    ("is_retired", models.BooleanField(default=False, verbose_name="retiré")),
                    ("changed_at", models.DateTimeField(verbose_name="modifié le")),
                    (
                        "group",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="civil_protection.alertgroup",
                            verbose_name="groupe par défaut",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "scénario d'alerte",
                    "verbose_name_plural": "scénarios d'alerte",
                    "ordering": ["label"],
                },
            ),
            migrations.CreateModel(
                name="ContactPhone",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    (
                        "kind",
                        models.CharField(
                            choices=[
                                ("mobile", "Mobile d'astreinte"),
                                ("office", "Fixe du bureau"),
                                ("home", "Domicile"),
                                ("satellite", "Satellite"),
                                ("backup", "Secours"),
                            ],
                            max_length=10,
                            verbose_name="nature",
                        ),
                    ),
                    ("rank", models.PositiveSmallIntegerField(verbose_name="rang")),
                    ("number", models.CharField(max_length=16, verbose_name="numéro")),
                    (
                        "contact",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.CASCADE,
                            related_name="phones",
                            to="civil_protection.alertcontact",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "numéro de téléphone",
                    "verbose_name_plural": "numéros de téléphone",
                    "ordering": ["rank"],
                    "constraints": [
                        models.UniqueConstraint(
                            fields=("contact", "rank"),
                            name="contact_phone_rank",
                            violation_error_message="Deux numéros de ce contact ont le même rang.",
                        ),
                        models.UniqueConstraint(
                            fields=("contact", "number"),
                            name="contact_phone_once",
                            violation_error_message="Ce numéro est déjà celui du contact.",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(("number__regex", "^\\+[1-9][0-9]{7,14}$")),
                            name="contact_phone_international",
                            violation_error_message="Un numéro s'enregistre sous sa forme internationale.",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="BuyerInformationOrder",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("number", models.CharField(max_length=20, verbose_name="arrêté n°")),
                    ("ordered_on", models.DateField(verbose_name="pris le")),
                    (
                        "risks",
                        django.contrib.postgres.fields.ArrayField(
                            base_field=models.CharField(
                                choices=[
                                    ("river_flood", "Inondation par débordement"),
                                    ("runoff", "Ruissellement"),
                                    ("groundwater", "Remontée de nappe"),
                                    ("structure", "Rupture d'ouvrage"),
                                    ("dam", "Rupture de barrage"),
                                    ("ground", "Mouvement de terrain"),
                                    ("quarry", "Anciennes carrières"),
                                    ("clay", "Retrait-gonflement des argiles"),
                                    ("seism", "Séisme"),
                                    ("storm", "Tempête"),
                                    ("heat", "Canicule"),
                                    ("fire", "Feu de végétation"),
                                    ("radon", "Radon"),
                                    ("industrial", "Risque industriel"),
                                    ("tmd_road", "Matières dangereuses, route"),
                                    ("tmd_rail", "Matières dangereuses, fer"),
                                    ("tmd_water", "Matières dangereuses, voie d'eau"),
                                    ("tmd_pipe", "Matières dangereuses, canalisation"),
                                    ("nuclear", "Nucléaire"),
                                    ("mine", "Risque minier"),
                                ],
                                max_length=12,
                            ),
                            default=list,
                            size=None,
                            verbose_name="risques",
                        ),
                    ),
                    ("note", models.CharField(blank=True, max_length=500, verbose_name="observation")),
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
                        "document",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="civil_protection.protecteddocument",
                            verbose_name="document",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "arrêté d'information des acquéreurs et locataires",
                    "verbose_name_plural": "arrêtés d'information des acquéreurs et locataires",
                    "ordering": ["-ordered_on", "-id"],
                    "constraints": [
                        models.UniqueConstraint(
                            fields=("commune", "ordered_on"),
                            name="buyer_information_order_once",
                            violation_error_message="Un arrêté de cette date est déjà enregistré pour la commune.",
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="PlanDocument",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    (
                        "role",
                        models.CharField(
                            choices=[
                                ("public", "Version publique"),
                                ("body", "Version restreinte"),
                                ("other", "Autre pièce"),
                            ],
                            max_length=10,
                            verbose_name="version",
                        ),
                    ),
                    (
                        "plan",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.CASCADE,
                            related_name="documents",
                            to="civil_protection.plan",
                            verbose_name="plan",
                        ),
                    ),
                    (
                        "document",
                        models.OneToOneField(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="plan_document",
                            to="civil_protection.protecteddocument",
                            verbose_name="document",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "document d'un plan",
                    "verbose_name_plural": "documents des plans",
                    "ordering": ["role", "-document__recorded_at"],
                },
            ),
            migrations.CreateModel(
                name="PlanAnnex",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    (
                        "kind",
                        models.CharField(
                            choices=[
                                ("map", "Carte"),
                                ("directory", "Annuaire"),
                                ("reflex", "Fiche réflexe"),
                                ("mission", "Fiche mission"),
                                ("message", "Modèle de message"),
                                ("order", "Modèle d'arrêté"),
                                ("means", "Inventaire des moyens"),
                                ("premises", "Liste d'établissements sensibles"),
                                ("alert", "Schéma d'alerte"),
                            ],
                            max_length=10,
                            verbose_name="nature",
                        ),
                    ),
                    ("number", models.CharField(max_length=12, verbose_name="numéro")),
                    ("title", models.CharField(max_length=160, verbose_name="titre")),
                    ("version", models.CharField(blank=True, max_length=20, verbose_name="version")),
                    ("updated_on", models.DateField(verbose_name="mise à jour le")),
                    (
                        "validity_months",
                        models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="validité en mois"),
                    ),
                    ("valid_until", models.DateField(blank=True, null=True, verbose_name="valable jusqu'au")),
                    (
                        "plan",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.CASCADE,
                            related_name="annexes",
                            to="civil_protection.plan",
                            verbose_name="plan",
                        ),
                    ),
                    (
                        "document",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="civil_protection.protecteddocument",
                            verbose_name="document",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "annexe",
                    "verbose_name_plural": "annexes",
                    "ordering": ["plan", "number"],
                    "constraints": [
                        models.UniqueConstraint(
                            fields=("plan", "number"),
                            name="plan_annex_number",
                            violation_error_message="Une annexe de ce plan porte déjà ce numéro.",
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="IntercommunalPlan",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("name", models.CharField(max_length=160, unique=True, verbose_name="établissement public")),
                    ("due_on", models.DateField(verbose_name="à arrêter au plus tard le")),
                    ("drafting_on", models.DateField(blank=True, null=True, verbose_name="élaboration engagée le")),
                    ("adopted_on", models.DateField(blank=True, null=True, verbose_name="arrêté le")),
                    ("received_on", models.DateField(blank=True, null=True, verbose_name="reçu en préfecture le")),
                    (
                        "revision_due_on",
                        models.DateField(blank=True, null=True, verbose_name="à réviser au plus tard le"),
                    ),
                    ("exercised_on", models.DateField(blank=True, null=True, verbose_name="dernier exercice le")),
                    (
                        "exercise_due_on",
                        models.DateField(blank=True, null=True, verbose_name="exercice au plus tard le"),
                    ),
                    ("note", models.CharField(blank=True, max_length=500, verbose_name="observation")),
                    (
                        "document",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="civil_protection.protecteddocument",
                            verbose_name="document",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "plan intercommunal de sauvegarde",
                    "verbose_name_plural": "plans intercommunaux de sauvegarde",
                    "ordering": ["name"],
                },
            ),
            migrations.CreateModel(
                name="DepartmentalFile",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("version", models.CharField(max_length=20, unique=True, verbose_name="version")),
                    ("approved_on", models.DateField(verbose_name="approuvé le")),
                    ("revision_due_on", models.DateField(verbose_name="à réviser au plus tard le")),
                    ("order_number", models.CharField(blank=True, max_length=20, verbose_name="arrêté n°")),
                    ("note", models.CharField(blank=True, max_length=500, verbose_name="observation")),
                    (
                        "document",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="civil_protection.protecteddocument",
                            verbose_name="document",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "dossier départemental sur les risques majeurs",
                    "verbose_name_plural": "dossiers départementaux sur les risques majeurs",
                    "ordering": ["-approved_on", "-id"],
                },
            ),
            migrations.CreateModel(
                name="CommunalEvent",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    (
                        "kind",
                        models.CharField(
                            choices=[
                                ("notified", "Obligation notifiée au maire"),
                                ("drafting", "Élaboration engagée"),
                                ("adopted", "Plan arrêté par le maire"),
                                ("received", "Plan reçu en préfecture"),
                                ("passed_on", "Plan transmis au président de l'EPCI"),
                                ("analysed", "Plan analysé"),
                                ("remarks", "Observations envoyées au maire"),
                                ("compliant", "Plan jugé conforme"),
                                ("council", "Plan présenté au conseil municipal"),
                                ("revised", "Plan révisé"),
                                ("evaluated", "Plan évalué"),
                                ("exercised", "Exercice du plan"),
                                ("activated", "Mise en œuvre réelle du plan"),
                                ("dicrim", "DICRIM établi ou révisé"),
                                ("dicrim_known", "DICRIM porté à la connaissance du public"),
                                ("informed", "Informations sur les risques transmises au maire"),
                            ],
                            max_length=14,
                            verbose_name="fait",
                        ),
                    ),
                    ("happened_on", models.DateField(verbose_name="le")),
                    ("note", models.CharField(blank=True, max_length=500, verbose_name="observation")),
                    ("recorded_at", models.DateTimeField(verbose_name="enregistré le")),
                    ("withdrawn_at", models.DateTimeField(blank=True, null=True, verbose_name="retiré le")),
                    ("withdrawn_why", models.CharField(blank=True, max_length=250, verbose_name="motif du retrait")),
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
                        "recorded_by",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                        ),
                    ),
                    (
                        "file",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.CASCADE,
                            related_name="events",
                            to="civil_protection.communalfile",
                            verbose_name="plan communal",
                        ),
                    ),
                    (
                        "document",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="communal_events",
                            to="civil_protection.protecteddocument",
                            verbose_name="document",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "fait d'un plan communal",
                    "verbose_name_plural": "faits des plans communaux",
                    "ordering": ["-happened_on", "-id"],
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(("withdrawn_at__isnull", True), ("withdrawn_why", "")),
                                models.Q(
                                    ("withdrawn_at__isnull", False), models.Q(("withdrawn_why", ""), _negated=True)
                                ),
                                _connector="OR",
                            ),
                            name="communal_event_withdrawn_why",
                            violation_error_message="Un retrait dit son motif.",
                        ),
                        models.UniqueConstraint(
                            condition=models.Q(("withdrawn_at__isnull", True)),
                            fields=("file", "kind", "happened_on"),
                            name="communal_event_once_a_day",
                            violation_error_message="Ce fait est déjà enregistré à cette date.",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Shelter",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("name", models.CharField(max_length=120, verbose_name="nom")),
                    ("address", models.CharField(max_length=250, verbose_name="adresse")),
                    ("beds", models.PositiveIntegerField(default=0, verbose_name="couchages")),
                    ("meals", models.PositiveIntegerField(default=0, verbose_name="repas par service")),
                    (
                        "accessible",
                        models.BooleanField(default=False, verbose_name="accessible aux personnes à mobilité réduite"),
                    ),
                    ("generator", models.BooleanField(default=False, verbose_name="groupe électrogène")),
                    ("out_of_flood", models.BooleanField(default=False, verbose_name="hors zone inondable")),
                    ("checked_on", models.DateField(verbose_name="vérifié le")),
                    (
                        "file",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.CASCADE,
                            related_name="shelters",
                            to="civil_protection.communalfile",
                            verbose_name="plan communal",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "centre d'hébergement",
                    "verbose_name_plural": "centres d'hébergement",
                    "ordering": ["file", "name"],
                    "constraints": [
                        models.UniqueConstraint(
                            fields=("file", "name"),
                            name="shelter_once",
                            violation_error_message="Ce centre est déjà enregistré pour la commune.",
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="Declension",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    (
                        "kind",
                        models.CharField(
                            choices=[
                                ("town_hall", "Commune"),
                                ("operator", "Opérateur"),
                                ("service", "Service"),
                                ("worship", "Lieu de culte"),
                                ("school", "Établissement scolaire"),
                                ("mall", "Centre commercial"),
                            ],
                            max_length=10,
                            verbose_name="nature",
                        ),
                    ),
                    (
                        "channel",
                        models.CharField(
                            choices=[("mail", "Courriel"), ("letter", "Courrier"), ("phone", "Téléphone")],
                            max_length=6,
                            verbose_name="voie",
                        ),
                    ),
                    ("instructions", models.TextField(blank=True, verbose_name="consignes")),
                    ("sent_to", models.EmailField(blank=True, max_length=254, verbose_name="envoyée à")),
                    ("sent_at", models.DateTimeField(blank=True, null=True, verbose_name="envoyée le")),
                    ("acknowledged_at", models.DateTimeField(blank=True, null=True, verbose_name="accusée le")),
                    ("acknowledged_as", models.CharField(blank=True, max_length=120, verbose_name="accusée par")),
                    ("reminders", models.PositiveSmallIntegerField(default=0, verbose_name="relances")),
                    ("reminded_at", models.DateTimeField(blank=True, null=True, verbose_name="relancée le")),
                    (
                        "application",
                        models.CharField(
                            blank=True,
                            choices=[("applied", "Appliquée"), ("gap", "Écart constaté")],
                            max_length=7,
                            verbose_name="application",
                        ),
                    ),
                    ("code_hash", models.CharField(blank=True, editable=False, max_length=64, null=True, unique=True)),
                    ("link_until", models.DateTimeField(blank=True, null=True, verbose_name="lien valable jusqu'au")),
                    (
                        "organisation",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="+", to="directorate.organisation"
                        ),
                    ),
                    (
                        "posture",
                        models.ForeignKey(
                            db_index=False,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="declensions",
                            to="civil_protection.posture",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "déclinaison d'une posture",
                    "verbose_name_plural": "déclinaisons d'une posture",
                    "ordering": ["kind", "organisation__name"],
                    "indexes": [
                        models.Index(
                            condition=models.Q(("acknowledged_at__isnull", True), ("sent_at__isnull", False)),
                            fields=["sent_at"],
                            name="declension_unanswered",
                        )
                    ],
                    "constraints": [
                        models.UniqueConstraint(
                            fields=("posture", "organisation"),
                            name="declension_once",
                            violation_error_message="Ce destinataire a déjà cette posture.",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                ("acknowledged_at__isnull", True),
                                models.Q(("acknowledged_at__gte", models.F("sent_at")), ("sent_at__isnull", False)),
                                _connector="OR",
                            ),
                            name="declension_sent_before",
                            violation_error_message="Une posture est accusée après avoir été envoyée.",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="ExpertReport",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("organisation", models.CharField(max_length=120, verbose_name="organisme")),
                    ("asked_on", models.DateField(verbose_name="demandé le")),
                    ("received_on", models.DateField(blank=True, null=True, verbose_name="reçu le")),
                    (
                        "request",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.CASCADE,
                            related_name="reports",
                            to="civil_protection.disasterrequest",
                            verbose_name="demande",
                        ),
                    ),
                    (
                        "document",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="civil_protection.protecteddocument",
                            verbose_name="document",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "rapport d'expertise",
                    "verbose_name_plural": "rapports d'expertise",
                    "ordering": ["request", "asked_on", "id"],
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(
                                ("received_on__isnull", True),
                                ("received_on__gte", models.F("asked_on")),
                                _connector="OR",
                            ),
                            name="expert_report_after_request",
                            violation_error_message="Le rapport est reçu après sa demande.",
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="SirenResult",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    (
                        "result",
                        models.CharField(
                            choices=[
                                ("ok", "Entendue"),
                                ("absent", "Absente"),
                                ("weak", "Faible"),
                                ("untested", "Non testée"),
                            ],
                            max_length=10,
                            verbose_name="résultat",
                        ),
                    ),
                    ("note", models.CharField(blank=True, max_length=200, verbose_name="observation")),
                    (
                        "siren",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="results",
                            to="civil_protection.siren",
                            verbose_name="sirène",
                        ),
                    ),
                    (
                        "test",
                        models.ForeignKey(
                            db_index=False,
                            on_delete=django.db.models.deletion.CASCADE,
                            related_name="results",
                            to="civil_protection.sirentest",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "résultat d'un essai",
                    "verbose_name_plural": "résultats des essais",
                    "ordering": ["siren__commune__sort_name", "siren__code"],
                    "constraints": [models.UniqueConstraint(fields=("test", "siren"), name="siren_result_once")],
                },
            ),
            migrations.CreateModel(
                name="SirenTicket",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("words", models.CharField(max_length=300, verbose_name="anomalie")),
                    ("opened_at", models.DateTimeField(verbose_name="ouvert le")),
                    (
                        "provider_reference",
                        models.CharField(blank=True, max_length=60, verbose_name="référence du prestataire"),
                    ),
                    ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="clos le")),
                    ("outcome", models.CharField(blank=True, max_length=300, verbose_name="suite")),
                    (
                        "siren",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="tickets",
                            to="civil_protection.siren",
                            verbose_name="sirène",
                        ),
                    ),
                    (
                        "test",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.SET_NULL,
                            related_name="tickets",
                            to="civil_protection.sirentest",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "anomalie de sirène",
                    "verbose_name_plural": "anomalies de sirènes",
                    "ordering": ["opened_at", "pk"],
                    "constraints": [
                        models.UniqueConstraint(
                            condition=models.Q(("closed_at__isnull", True)),
                            fields=("siren",),
                            name="siren_ticket_open_once",
                            violation_error_message="Une anomalie de cette sirène est déjà ouverte.",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                ("closed_at__isnull", True), ("closed_at__gte", models.F("opened_at")), _connector="OR"
                            ),
                            name="siren_ticket_in_order",
                            violation_error_message="Une anomalie se clôt après son ouverture.",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="VitalMilestone",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    (
                        "step",
                        models.CharField(
                            choices=[
                                ("notified", "Directive notifiée"),
                                ("operator_plan", "Plan de l'opérateur reçu"),
                                ("commission", "Avis de la commission rendu"),
                                ("site_plan", "Plan du point reçu"),
                                ("decision", "Décision prise"),
                                ("outside_plan", "Plan extérieur établi"),
                                ("designated", "Désignation notifiée"),
                                ("analysis", "Analyse de risques reçue"),
                                ("resilience_plan", "Plan de résilience reçu"),
                                ("exercise", "Exercice tenu"),
                                ("check", "Contrôle tenu"),
                            ],
                            max_length=15,
                            verbose_name="jalon",
                        ),
                    ),
                    ("happened_on", models.DateField(verbose_name="date")),
                    (
                        "motive",
                        models.CharField(
                            blank=True,
                            choices=[
                                ("approved", "Approbation"),
                                ("injunction", "Injonction de compléter"),
                                ("refused", "Refus"),
                                ("formal_notice_plan", "Mise en demeure : plan manquant"),
                                ("formal_notice_measure", "Mise en demeure : mesure non réalisée"),
                            ],
                            max_length=21,
                            verbose_name="motif",
                        ),
                    ),
                    (
                        "months",
                        models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="délai fixé (mois)"),
                    ),
                    ("recorded_at", models.DateTimeField(verbose_name="enregistré le")),
                    (
                        "file",
                        models.ForeignKey(
                            db_index=False,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="milestones",
                            to="civil_protection.vitalfile",
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
                    "verbose_name": "jalon",
                    "ordering": ["happened_on", "id"],
                    "indexes": [models.Index(fields=["file", "happened_on", "id"], name="vital_milestones_of_file")],
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(
                                (
                                    "step__in",
                                    [
                                        "notified",
                                        "operator_plan",
                                        "commission",
                                        "site_plan",
                                        "decision",
                                        "outside_plan",
                                        "designated",
                                        "analysis",
                                        "resilience_plan",
                                        "exercise",
                                        "check",
                                    ],
                                )
                            ),
                            name="vital_milestone_step",
                            violation_error_message="Ce jalon n'existe pas.",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(
                                    (
                                        "motive__in",
                                        [
                                            "approved",
                                            "injunction",
                                            "refused",
                                            "formal_notice_plan",
                                            "formal_notice_measure",
                                        ],
                                    ),
                                    ("step", "decision"),
                                ),
                                models.Q(models.Q(("step", "decision"), _negated=True), ("motive", "")),
                                _connector="OR",
                            ),
                            name="vital_milestone_motive",
                            violation_error_message="Une décision a un motif de la liste, un autre jalon n'en a pas.",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                ("months__isnull", True),
                                models.Q(("motive__in", ["", "approved", "refused"]), _negated=True),
                                _connector="OR",
                            ),
                            name="vital_milestone_months",
                            violation_error_message="Un délai n'est fixé que par une injonction ou une mise en demeure.",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="ExerciseInject",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("planned_at", models.DateTimeField(verbose_name="heure prévue")),
                    ("played_at", models.DateTimeField(blank=True, null=True, verbose_name="heure jouée")),
                    ("sender", models.CharField(max_length=120, verbose_name="émetteur fictif")),
                    ("recipient", models.CharField(max_length=120, verbose_name="destinataire")),
                    (
                        "channel",
                        models.CharField(
                            choices=[
                                ("phone", "Téléphone"),
                                ("radio", "Radio"),
                                ("mail", "Message électronique"),
                                ("person", "De vive voix"),
                                ("media", "Presse ou réseau social simulé"),
                                ("portal", "Portail de crise"),
                            ],
                            max_length=10,
                            verbose_name="canal",
                        ),
                    ),
                    ("message", models.TextField(max_length=2000, verbose_name="message")),
                    ("expected", models.CharField(max_length=500, verbose_name="effet attendu")),
                    ("observed", models.CharField(blank=True, max_length=500, verbose_name="observé")),
                    (
                        "exercise",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.CASCADE,
                            related_name="injects",
                            to="civil_protection.exercise",
                            verbose_name="exercice",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "événement du chronogramme",
                    "verbose_name_plural": "événements du chronogramme",
                    "ordering": ["planned_at", "id"],
                },
            ),
            migrations.CreateModel(
                name="ExerciseObjective",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("code", models.CharField(max_length=10, verbose_name="code")),
                    ("label", models.CharField(max_length=250, verbose_name="objectif")),
                    ("criterion", models.CharField(max_length=250, verbose_name="critère")),
                    (
                        "result",
                        models.CharField(
                            blank=True,
                            choices=[
                                ("reached", "Atteint"),
                                ("partly", "Partiellement atteint"),
                                ("missed", "Non atteint"),
                                ("untested", "Non testé"),
                            ],
                            max_length=10,
                            verbose_name="résultat",
                        ),
                    ),
                    (
                        "exercise",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.CASCADE,
                            related_name="objectives",
                            to="civil_protection.exercise",
                            verbose_name="exercice",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "objectif",
                    "verbose_name_plural": "objectifs",
                    "ordering": ["code", "id"],
                    "constraints": [
                        models.UniqueConstraint(
                            fields=("exercise", "code"),
                            name="exercise_objective_code_once",
                            violation_error_message="Ce code est déjà pris dans cet exercice.",
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="PlanOpinion",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("answered_on", models.DateField(blank=True, null=True, verbose_name="répondu le")),
                    (
                        "sense",
                        models.CharField(
                            blank=True,
                            choices=[
                                ("favourable", "Favorable"),
                                ("remarks", "Favorable avec observations"),
                                ("against", "Défavorable"),
                            ],
                            max_length=10,
                            verbose_name="sens",
                        ),
                    ),
                    ("text", models.TextField(blank=True, verbose_name="observations")),
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
                        "organisation",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="directorate.organisation",
                            verbose_name="organisme",
                        ),
                    ),
                    (
                        "round",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.CASCADE,
                            related_name="opinions",
                            to="civil_protection.planround",
                            verbose_name="consultation",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "avis sur un plan",
                    "verbose_name_plural": "avis sur les plans",
                    "ordering": ["commune__sort_name", "organisation__name"],
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(
                                ("commune__isnull", True), ("organisation__isnull", True), _connector="XOR"
                            ),
                            name="plan_opinion_of_one_party",
                            violation_error_message="Un avis est celui d'une commune ou d'un organisme.",
                        ),
                        models.UniqueConstraint(fields=("round", "commune"), name="plan_opinion_once_a_commune"),
                        models.UniqueConstraint(
                            fields=("round", "organisation"), name="plan_opinion_once_an_organisation"
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(("answered_on__isnull", True), ("sense", "")),
                                models.Q(("answered_on__isnull", False), models.Q(("sense", ""), _negated=True)),
                                _connector="OR",
                            ),
                            name="plan_opinion_answer_has_a_sense",
                            violation_error_message="Une réponse a un sens.",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="ReflexAction",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    (
                        "phase",
                        models.PositiveSmallIntegerField(
                            choices=[
                                (0, "Dès le début"),
                                (15, "Dans le quart d'heure"),
                                (60, "Dans l'heure"),
                                (240, "Dans les quatre heures"),
                                (9999, "Retour à la normale"),
                            ],
                            verbose_name="phase",
                        ),
                    ),
                    ("position", models.PositiveSmallIntegerField(verbose_name="ordre")),
                    ("text", models.CharField(max_length=300, verbose_name="action")),
                    (
                        "delay_minutes",
                        models.PositiveIntegerField(blank=True, null=True, verbose_name="délai maximal en minutes"),
                    ),
                    (
                        "card",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.CASCADE,
                            related_name="actions",
                            to="civil_protection.reflexcard",
                            verbose_name="fiche",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "action d'une fiche réflexe",
                    "verbose_name_plural": "actions des fiches réflexes",
                    "ordering": ["card", "phase", "position", "id"],
                },
            ),
            migrations.CreateModel(
                name="AlertCampaign",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("label", models.CharField(max_length=160, verbose_name="intitulé")),
                    (
                        "mode",
                        models.CharField(
                            choices=[("real", "Réel"), ("exercise", "Exercice"), ("test", "Essai")],
                            max_length=10,
                            verbose_name="mode",
                        ),
                    ),
                    ("voice_text", models.TextField(verbose_name="message vocal")),
                    ("sms_text", models.TextField(verbose_name="SMS")),
                    ("mail_subject", models.CharField(max_length=180, verbose_name="objet du courriel")),
                    ("mail_text", models.TextField(blank=True, verbose_name="courriel")),
                    ("decided_at", models.DateTimeField(verbose_name="décidée le")),
                    ("prepared_at", models.DateTimeField(verbose_name="préparée le")),
                    ("launched_at", models.DateTimeField(blank=True, null=True, verbose_name="lancée le")),
                    ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="terminée le")),
                    ("end_reason", models.CharField(blank=True, max_length=200, verbose_name="motif de fin")),
                    (
                        "state",
                        models.CharField(
                            choices=[
                                ("prepared", "Préparée"),
                                ("launched", "Lancée"),
                                ("running", "En cours"),
                                ("ended", "Terminée"),
                                ("cancelled", "Annulée"),
                            ],
                            default="prepared",
                            max_length=10,
                            verbose_name="état",
                        ),
                    ),
                    (
                        "objective_minutes",
                        models.PositiveSmallIntegerField(default=30, verbose_name="objectif (minutes)"),
                    ),
                    (
                        "coverage_percent",
                        models.PositiveSmallIntegerField(default=95, verbose_name="seuil de couverture (%)"),
                    ),
                    ("terms", models.JSONField(blank=True, default=dict, verbose_name="paramètres appliqués")),
                    (
                        "decider",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                            verbose_name="décidée par",
                        ),
                    ),
                    (
                        "launched_by",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                            verbose_name="lancée par",
                        ),
                    ),
                    (
                        "prepared_by",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                            verbose_name="préparée par",
                        ),
                    ),
                    (
                        "group",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="campaigns",
                            to="civil_protection.alertgroup",
                            verbose_name="groupe",
                        ),
                    ),
                    (
                        "scenario",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="campaigns",
                            to="civil_protection.alertscenario",
                            verbose_name="scénario",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "campagne d'alerte",
                    "verbose_name_plural": "campagnes d'alerte",
                    "ordering": ["-prepared_at", "-pk"],
                    "indexes": [
                        models.Index(
                            condition=models.Q(("state__in", ["launched", "running"])),
                            fields=["launched_at"],
                            name="alert_campaign_live",
                        )
                    ],
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(("launched_at__isnull", True), ("state", "prepared")),
                                ("state", "cancelled"),
                                models.Q(
                                    ("launched_at__isnull", False), ("state__in", ["launched", "running", "ended"])
                                ),
                                _connector="OR",
                            ),
                            name="alert_campaign_launched_has_a_time",
                            violation_error_message="Une campagne lancée a une heure de lancement.",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                ("launched_at__isnull", True),
                                ("launched_at__gte", models.F("decided_at")),
                                _connector="OR",
                            ),
                            name="alert_campaign_decided_first",
                            violation_error_message="Une campagne se lance après avoir été décidée.",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(("coverage_percent__range", (1, 100))),
                            name="alert_campaign_coverage",
                            violation_error_message="Le seuil de couverture va de 1 à 100 %.",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="ApplicationCheck",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("checked_on", models.DateField(verbose_name="contrôlé le")),
                    (
                        "checker",
                        models.CharField(
                            choices=[
                                ("police", "Police"),
                                ("service", "Service de protection civile"),
                                ("self", "Auto-déclaration"),
                            ],
                            max_length=8,
                            verbose_name="par",
                        ),
                    ),
                    ("points", models.JSONField(default=dict, verbose_name="points")),
                    (
                        "conformity",
                        models.CharField(
                            choices=[("compliant", "Conforme"), ("partial", "Partielle"), ("breach", "Non conforme")],
                            max_length=10,
                            verbose_name="conformité",
                        ),
                    ),
                    ("actions", models.TextField(blank=True, verbose_name="suites demandées")),
                    ("recorded_at", models.DateTimeField(verbose_name="enregistré le")),
                    (
                        "recorded_by",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                        ),
                    ),
                    (
                        "declension",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="checks",
                            to="civil_protection.declension",
                        ),
                    ),
                    (
                        "photo",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="civil_protection.protecteddocument",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "contrôle d'application",
                    "verbose_name_plural": "contrôles d'application",
                    "ordering": ["-checked_on", "-id"],
                },
            ),
            migrations.CreateModel(
                name="CampaignTarget",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("label", models.CharField(max_length=160, verbose_name="destinataire")),
                    (
                        "state",
                        models.CharField(
                            choices=[
                                ("waiting", "En attente"),
                                ("reached", "Jointe"),
                                ("by_operator", "Jointe par opérateur"),
                                ("unreached", "Non jointe"),
                                ("police", "Police sollicitée"),
                            ],
                            default="waiting",
                            max_length=12,
                            verbose_name="état",
                        ),
                    ),
                    ("deadline_at", models.DateTimeField(verbose_name="échéance")),
                    ("second_deadline_at", models.DateTimeField(verbose_name="seconde échéance")),
                    ("reached_at", models.DateTimeField(blank=True, null=True, verbose_name="jointe le")),
                    (
                        "reached_rank",
                        models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="rang du contact"),
                    ),
                    ("reached_words", models.CharField(blank=True, max_length=200, verbose_name="jointe par")),
                    ("attempts_used", models.PositiveSmallIntegerField(default=0, verbose_name="tentatives")),
                    ("is_late", models.BooleanField(default=False, verbose_name="hors délai")),
                    ("ticket_at", models.DateTimeField(blank=True, null=True, verbose_name="reprise demandée le")),
                    ("taken_at", models.DateTimeField(blank=True, null=True, verbose_name="prise en charge le")),
                    ("police_at", models.DateTimeField(blank=True, null=True, verbose_name="patrouille demandée le")),
                    ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="reprise close le")),
                    ("note", models.TextField(blank=True, verbose_name="note")),
                    (
                        "campaign",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.CASCADE,
                            related_name="targets",
                            to="civil_protection.alertcampaign",
                        ),
                    ),
                    (
                        "commune",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="directorate.commune",
                        ),
                    ),
                    (
                        "operator",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                            verbose_name="opérateur",
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
                        ),
                    ),
                ],
                options={
                    "verbose_name": "destinataire d'une campagne",
                    "verbose_name_plural": "destinataires d'une campagne",
                    "ordering": ["label"],
                    "indexes": [
                        models.Index(
                            condition=models.Q(("state", "waiting")), fields=["deadline_at"], name="campaign_target_due"
                        ),
                        models.Index(
                            condition=models.Q(("state", "unreached")),
                            fields=["second_deadline_at"],
                            name="campaign_target_due_twice",
                        ),
                    ],
                    "constraints": [
                        models.UniqueConstraint(fields=("campaign", "commune"), name="campaign_target_commune_once"),
                        models.UniqueConstraint(
                            fields=("campaign", "organisation"), name="campaign_target_organisation_once"
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(("commune__isnull", False), ("organisation__isnull", True)),
                                models.Q(("commune__isnull", True), ("organisation__isnull", False)),
                                _connector="OR",
                            ),
                            name="campaign_target_is_one",
                            violation_error_message="Un destinataire est une commune ou un organisme.",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(("reached_at__isnull", False), ("state__in", ["reached", "by_operator"])),
                                models.Q(
                                    ("reached_at__isnull", True), ("state__in", ["waiting", "unreached", "police"])
                                ),
                                _connector="OR",
                            ),
                            name="campaign_target_reached_has_a_time",
                            violation_error_message="Une commune jointe l'est à une heure.",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="CrisisEvent",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("name", models.CharField(max_length=120, verbose_name="nom")),
                    (
                        "mode",
                        models.CharField(
                            choices=[("real", "Réel"), ("exercise", "Exercice")], max_length=10, verbose_name="mode"
                        ),
                    ),
                    (
                        "hazard",
                        models.CharField(
                            choices=[
                                ("flood", "Inondation"),
                                ("weather", "Intempéries, canicule, grand froid"),
                                ("industry", "Accident industriel"),
                                ("dangerous_goods", "Transport de matières dangereuses"),
                                ("transport", "Accident de transport, aéronef"),
                                ("casualties", "Nombreuses victimes"),
                                ("networks", "Rupture d'un réseau"),
                                ("health", "Crise sanitaire, épizootie"),
                                ("attack", "Attentat"),
                                ("gathering", "Grand rassemblement"),
                                ("other", "Autre"),
                            ],
                            max_length=20,
                            verbose_name="nature",
                        ),
                    ),
                    (
                        "state",
                        models.CharField(
                            choices=[
                                ("open", "Ouvert"),
                                ("standby", "En veille"),
                                ("closed", "Clos"),
                                ("archived", "Archivé"),
                            ],
                            default="open",
                            max_length=10,
                            verbose_name="état",
                        ),
                    ),
                    (
                        "level",
                        models.PositiveSmallIntegerField(
                            choices=[
                                (0, "Niveau 0, veille du service"),
                                (1, "Niveau 1, suivi renforcé"),
                                (2, "Niveau 2, COD restreint"),
                                (3, "Niveau 3, COD complet"),
                                (4, "Niveau 4, COD et PCO ou renfort de la zone"),
                            ],
                            default=0,
                            verbose_name="niveau du COD",
                        ),
                    ),
                    (
                        "phase",
                        models.CharField(
                            choices=[
                                ("alert", "Alerte"),
                                ("rise", "Montée en puissance"),
                                ("conduct", "Conduite"),
                                ("release", "Désengagement"),
                                ("return", "Retour à la normale"),
                                ("review", "Retour d'expérience"),
                            ],
                            default="alert",
                            max_length=10,
                            verbose_name="phase",
                        ),
                    ),
                    (
                        "director",
                        models.CharField(
                            choices=[
                                ("police_prefect", "Préfet de police"),
                                ("prefect", "Préfet du département"),
                                ("mayor", "Maire"),
                                ("prime_minister", "Premier ministre"),
                            ],
                            default="police_prefect",
                            max_length=20,
                            verbose_name="directeur des opérations",
                        ),
                    ),
                    (
                        "commander",
                        models.CharField(
                            blank=True, max_length=120, verbose_name="commandant des opérations de secours"
                        ),
                    ),
                    ("perimeter", models.CharField(blank=True, max_length=250, verbose_name="périmètre")),
                    ("summary", models.TextField(blank=True, verbose_name="résumé")),
                    ("alerted_at", models.DateTimeField(verbose_name="alerte reçue le")),
                    ("opened_at", models.DateTimeField(verbose_name="ouvert le")),
                    ("armed_at", models.DateTimeField(blank=True, null=True, verbose_name="COD armé le")),
                    ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="fin de l'événement")),
                    ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="clos le")),
                    (
                        "report_due_at",
                        models.DateTimeField(blank=True, null=True, verbose_name="prochain point attendu à"),
                    ),
                    ("portal_reference", models.CharField(blank=True, max_length=40, verbose_name="référence SYNERGI")),
                    (
                        "activations",
                        models.ManyToManyField(
                            blank=True,
                            related_name="crises",
                            to="civil_protection.activation",
                            verbose_name="plans activés",
                        ),
                    ),
                    (
                        "campaigns",
                        models.ManyToManyField(
                            blank=True,
                            related_name="crises",
                            to="civil_protection.alertcampaign",
                            verbose_name="campagnes d'alerte",
                        ),
                    ),
                    (
                        "communes",
                        models.ManyToManyField(
                            blank=True, related_name="+", to="directorate.commune", verbose_name="communes"
                        ),
                    ),
                    (
                        "opened_by",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                        ),
                    ),
                    (
                        "sealed_log",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="civil_protection.protecteddocument",
                            verbose_name="main courante scellée",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "événement",
                    "verbose_name_plural": "événements",
                    "ordering": ["-opened_at", "-id"],
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(("mode__in", ["real", "exercise"])),
                            name="crisis_event_mode",
                            violation_error_message="Un événement est réel ou d'exercice.",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(("level__in", [0, 1, 2, 3, 4])),
                            name="crisis_event_level",
                            violation_error_message="Les niveaux du COD vont de 0 à 4.",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(("closed_at__isnull", True), ("state__in", ("open", "standby"))),
                                models.Q(("closed_at__isnull", False), ("state__in", ("closed", "archived"))),
                                _connector="OR",
                            ),
                            name="crisis_event_closed_has_its_instant",
                            violation_error_message="Un événement clos a une date de clôture.",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="DirectoryTask",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("number", models.CharField(max_length=254, verbose_name="numéro en échec")),
                    ("reason", models.CharField(max_length=200, verbose_name="constat")),
                    ("opened_at", models.DateTimeField(verbose_name="ouverte le")),
                    ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="close le")),
                    ("outcome", models.CharField(blank=True, max_length=200, verbose_name="suite")),
                    (
                        "campaign",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.SET_NULL,
                            related_name="directory_tasks",
                            to="civil_protection.alertcampaign",
                            verbose_name="campagne",
                        ),
                    ),
                    (
                        "closed_by",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    (
                        "contact",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.CASCADE,
                            related_name="tasks",
                            to="civil_protection.alertcontact",
                            verbose_name="contact",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "tâche de l'annuaire",
                    "verbose_name_plural": "tâches de l'annuaire",
                    "ordering": ["opened_at", "pk"],
                    "constraints": [
                        models.UniqueConstraint(
                            condition=models.Q(("closed_at__isnull", True)),
                            fields=("contact", "number"),
                            name="directory_task_open_once",
                            violation_error_message="Ce numéro est déjà à corriger.",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                ("closed_at__isnull", True), ("closed_at__gte", models.F("opened_at")), _connector="OR"
                            ),
                            name="directory_task_in_order",
                            violation_error_message="Une tâche se clôt après son ouverture.",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="VigilanceBulletin",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    (
                        "phenomenon",
                        models.CharField(
                            choices=[
                                ("wind", "Vent violent"),
                                ("storms", "Orages"),
                                ("avalanches", "Avalanches"),
                                ("snow_ice", "Neige-verglas"),
                                ("heat", "Canicule"),
                                ("cold", "Grand froid"),
                                ("rain_flood", "Pluie-inondation"),
                                ("surge", "Vagues-submersion"),
                                ("flood", "Crues"),
                            ],
                            max_length=20,
                            verbose_name="phénomène",
                        ),
                    ),
                    (
                        "colour",
                        models.CharField(
                            choices=[("green", "Vert"), ("yellow", "Jaune"), ("orange", "Orange"), ("red", "Rouge")],
                            max_length=10,
                            verbose_name="couleur",
                        ),
                    ),
                    ("section", models.CharField(blank=True, max_length=120, verbose_name="tronçon")),
                    ("starts_at", models.DateTimeField(verbose_name="début")),
                    ("ends_at", models.DateTimeField(verbose_name="fin")),
                    ("issued_at", models.DateTimeField(verbose_name="émis le")),
                    ("source", models.CharField(max_length=120, verbose_name="source")),
                    (
                        "decision",
                        models.CharField(
                            blank=True,
                            choices=[
                                ("information", "Information"),
                                ("reinforced", "Vigilance renforcée"),
                                ("pre_activation", "Pré-activation du COD"),
                                ("activation", "Activation du COD"),
                            ],
                            max_length=20,
                            verbose_name="décision",
                        ),
                    ),
                    ("decision_note", models.TextField(blank=True, verbose_name="motif de la décision")),
                    ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="décidé le")),
                    ("recorded_at", models.DateTimeField(verbose_name="enregistré le")),
                    (
                        "campaign",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.SET_NULL,
                            related_name="bulletins",
                            to="civil_protection.alertcampaign",
                            verbose_name="campagne qui le transmet",
                        ),
                    ),
                    (
                        "decided_by",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                            verbose_name="décidé par",
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
                    "verbose_name": "bulletin de vigilance",
                    "verbose_name_plural": "bulletins de vigilance",
                    "ordering": ["-issued_at", "-pk"],
                    "indexes": [models.Index(fields=["starts_at", "ends_at"], name="vigilance_period")],
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                            name="vigilance_period_in_order",
                            violation_error_message="La fin de la vigilance suit son début.",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(("decided_at__isnull", True), ("decided_by__isnull", True), ("decision", "")),
                                models.Q(
                                    models.Q(("decision", ""), _negated=True),
                                    ("decided_at__isnull", False),
                                    ("decided_by__isnull", False),
                                ),
                                _connector="OR",
                            ),
                            name="vigilance_decision_has_an_author",
                            violation_error_message="Une décision a un auteur et une date.",
                        ),
                        models.UniqueConstraint(
                            fields=("phenomenon", "section", "issued_at", "starts_at"),
                            name="vigilance_bulletin_once",
                            violation_error_message="Ce bulletin est déjà enregistré.",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="CallAttempt",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                    ("person", models.CharField(blank=True, max_length=200, verbose_name="contact")),
                    ("address", models.CharField(blank=True, max_length=254, verbose_name="numéro ou adresse")),
                    ("rank", models.PositiveSmallIntegerField(verbose_name="rang du contact")),
                    ("turn", models.PositiveSmallIntegerField(verbose_name="tentative")),
                    (
                        "channel",
                        models.CharField(
                            choices=[("voice", "Voix"), ("sms", "SMS"), ("email", "Courriel")],
                            max_length=10,
                            verbose_name="canal",
                        ),
                    ),
                    ("due_at", models.DateTimeField(verbose_name="prévue à")),
                    (
                        "state",
                        models.CharField(
                            choices=[
                                ("queued", "En file"),
                                ("claimed", "Prise en charge"),
                                ("sending", "En cours d'émission"),
                                ("ringing", "Sonne"),
                                ("sent", "Envoyé"),
                                ("busy", "Occupé"),
                                ("no_answer", "Sans réponse"),
                                ("voicemail", "Répondeur"),
                                ("answered", "Décroché"),
                                ("acknowledged", "Acquitté"),
                                ("refused", "Refusé"),
                                ("failed", "Échec du numéro"),
                                ("expired", "Expiré"),
                                ("uncertain", "Incertain"),
                                ("cancelled", "Non lancé"),
                            ],
                            default="queued",
                            max_length=12,
                            verbose_name="état",
                        ),
                    ),
                    ("lease_until", models.DateTimeField(blank=True, null=True)),
                    ("sent_at", models.DateTimeField(blank=True, null=True, verbose_name="émise à")),
                    (
                        "expires_at",
                        models.DateTimeField(blank=True, null=True, verbose_name="attend une réponse jusqu'à"),
                    ),
                    ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="réponse à")),
                    ("digit", models.CharField(blank=True, max_length=2, verbose_name="touche")),
                    ("seconds", models.PositiveIntegerField(blank=True, null=True, verbose_name="durée (s)")),
                    (
                        "campaign",
                        models.ForeignKey(
                            db_index=False,
                            on_delete=django.db.models.deletion.CASCADE,
                            related_name="attempts",
                            to="civil_protection.alertcampaign",
                        ),
                    ),
                    (
                        "contact",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.SET_NULL,
                            related_name="attempts",
                            to="civil_protection.alertcontact",
                        ),
                    ),
                    (
                        "target",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.CASCADE,
                            related_name="attempts",
                            to="civil_protection.campaigntarget",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "appel",
                    "verbose_name_plural": "appels",
                    "ordering": ["due_at", "rank", "turn", "pk"],
                    "indexes": [
                        models.Index(
                            condition=models.Q(("state", "queued")), fields=["due_at"], name="call_attempt_due"
                        ),
                        models.Index(
                            condition=models.Q(("state__in", ["claimed", "sending"])),
                            fields=["lease_until"],
                            name="call_attempt_held",
                        ),
                        models.Index(
                            condition=models.Q(("state__in", ["ringing", "answered"])),
                            fields=["expires_at"],
                            name="call_attempt_waiting",
                        ),
                    ],
                    "constraints": [
                        models.UniqueConstraint(
                            fields=("campaign", "contact", "turn", "channel"),
                            name="call_attempt_once",
                            violation_error_message="Cet appel existe déjà.",
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="ChainCheck",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("checked_at", models.DateTimeField(verbose_name="vérifiée le")),
                    ("entries", models.PositiveIntegerField(verbose_name="entrées lues")),
                    (
                        "broken_at",
                        models.PositiveIntegerField(blank=True, null=True, verbose_name="première entrée rompue"),
                    ),
                    ("reason", models.CharField(blank=True, max_length=250, verbose_name="constat")),
                    (
                        "event",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="chain_checks",
                            to="civil_protection.crisisevent",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "vérification de la chaîne",
                    "verbose_name_plural": "vérifications de la chaîne",
                    "ordering": ["-checked_at", "-id"],
                },
            ),
            migrations.CreateModel(
                name="ChecklistItem",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("card", models.CharField(max_length=160, verbose_name="fiche réflexe")),
                    ("phase", models.CharField(blank=True, max_length=60, verbose_name="phase")),
                    ("position", models.PositiveSmallIntegerField(verbose_name="rang")),
                    ("label", models.CharField(max_length=300, verbose_name="action")),
                    ("due_at", models.DateTimeField(blank=True, null=True, verbose_name="à faire avant")),
                    ("done_at", models.DateTimeField(blank=True, null=True, verbose_name="faite à")),
                    (
                        "done_by",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                            verbose_name="faite par",
                        ),
                    ),
                    (
                        "event",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="checklist",
                            to="civil_protection.crisisevent",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "action de fiche réflexe",
                    "verbose_name_plural": "actions de fiches réflexes",
                    "ordering": ["card", "position", "id"],
                    "constraints": [
                        models.UniqueConstraint(fields=("event", "card", "position"), name="checklist_item_once"),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(("done_at__isnull", True), ("done_by__isnull", True)),
                                models.Q(("done_at__isnull", False), ("done_by__isnull", False)),
                                _connector="OR",
                            ),
                            name="checklist_item_done_whole",
                            violation_error_message="Une action faite a un auteur et une heure.",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="LogHead",
                fields=[
                    (
                        "event",
                        models.OneToOneField(
                            on_delete=django.db.models.deletion.PROTECT,
                            primary_key=True,
                            related_name="log_head",
                            serialize=False,
                            to="civil_protection.crisisevent",
                        ),
                    ),
                    ("number", models.PositiveIntegerField(default=0, verbose_name="dernier numéro")),
                    (
                        "hash",
                        models.CharField(
                            default="0000000000000000000000000000000000000000000000000000000000000000",
                            max_length=64,
                            verbose_name="dernière empreinte",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "tête de la main courante",
                },
            ),
            migrations.CreateModel(
                name="CrisisShelter",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("name", models.CharField(max_length=120, verbose_name="centre")),
                    ("capacity", models.PositiveIntegerField(verbose_name="capacité")),
                    ("opened_at", models.DateTimeField(verbose_name="ouvert à")),
                    ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="fermé à")),
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
                        "event",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="shelters",
                            to="civil_protection.crisisevent",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "hébergement",
                    "verbose_name_plural": "hébergements",
                    "ordering": ["name", "id"],
                    "constraints": [
                        models.UniqueConstraint(
                            fields=("event", "name", "commune"),
                            name="crisis_shelter_once",
                            violation_error_message="Ce centre est déjà enregistré.",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                ("closed_at__isnull", True), ("closed_at__gte", models.F("opened_at")), _connector="OR"
                            ),
                            name="crisis_shelter_closed_after_opened",
                            violation_error_message="La fermeture suit l'ouverture.",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="HumanToll",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("counted_at", models.DateTimeField(verbose_name="compté à")),
                    (
                        "source",
                        models.CharField(
                            choices=[
                                ("sinus", "SINUS"),
                                ("fire", "Sapeurs-pompiers"),
                                ("medical", "SAMU"),
                                ("communes", "Communes"),
                            ],
                            max_length=10,
                            verbose_name="source",
                        ),
                    ),
                    (
                        "dead",
                        models.PositiveIntegerField(
                            default=0,
                            validators=[django.core.validators.MaxValueValidator(2000000)],
                            verbose_name="décédés",
                        ),
                    ),
                    (
                        "absolute_emergencies",
                        models.PositiveIntegerField(
                            default=0,
                            validators=[django.core.validators.MaxValueValidator(2000000)],
                            verbose_name="urgences absolues",
                        ),
                    ),
                    (
                        "relative_emergencies",
                        models.PositiveIntegerField(
                            default=0,
                            validators=[django.core.validators.MaxValueValidator(2000000)],
                            verbose_name="urgences relatives",
                        ),
                    ),
                    (
                        "involved",
                        models.PositiveIntegerField(
                            default=0,
                            validators=[django.core.validators.MaxValueValidator(2000000)],
                            verbose_name="impliqués",
                        ),
                    ),
                    (
                        "missing",
                        models.PositiveIntegerField(
                            default=0,
                            validators=[django.core.validators.MaxValueValidator(2000000)],
                            verbose_name="disparus",
                        ),
                    ),
                    (
                        "evacuated",
                        models.PositiveIntegerField(
                            default=0,
                            validators=[django.core.validators.MaxValueValidator(2000000)],
                            verbose_name="évacués",
                        ),
                    ),
                    (
                        "sheltered",
                        models.PositiveIntegerField(
                            default=0,
                            validators=[django.core.validators.MaxValueValidator(2000000)],
                            verbose_name="hébergés",
                        ),
                    ),
                    (
                        "event",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="tolls",
                            to="civil_protection.crisisevent",
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
                    "verbose_name": "bilan humain",
                    "verbose_name_plural": "bilans humains",
                    "ordering": ["-counted_at", "-id"],
                },
            ),
            migrations.CreateModel(
                name="LogEntry",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("number", models.PositiveIntegerField(default=0, editable=False, verbose_name="numéro")),
                    ("recorded_at", models.DateTimeField(editable=False, null=True, verbose_name="enregistré à")),
                    ("fact_at", models.DateTimeField(verbose_name="heure du fait")),
                    (
                        "timing",
                        models.CharField(
                            choices=[
                                ("prompt", "Saisie immédiate"),
                                ("late", "Saisie différée"),
                                ("offline", "Saisie hors ligne"),
                            ],
                            default="prompt",
                            max_length=10,
                            verbose_name="délai de saisie",
                        ),
                    ),
                    ("author_label", models.CharField(max_length=200, verbose_name="auteur")),
                    (
                        "cell",
                        models.CharField(
                            choices=[
                                ("direction", "Direction et décision"),
                                ("synthesis", "Synthèse"),
                                ("log", "Renseignement et main courante"),
                                ("anticipation", "Anticipation"),
                                ("operations", "Opérations"),
                                ("logistics", "Logistique et soutien"),
                                ("communication", "Communication"),
                                ("public_calls", "Information du public"),
                                ("transmissions", "Transmissions"),
                                ("expertise", "Expertise"),
                                ("communes", "Communes"),
                                ("legal", "Juridique"),
                            ],
                            max_length=15,
                            verbose_name="cellule",
                        ),
                    ),
                    (
                        "kind",
                        models.CharField(
                            choices=[
                                ("received", "Information reçue"),
                                ("sent", "Information émise"),
                                ("decision", "Décision"),
                                ("order", "Ordre"),
                                ("means_request", "Demande de moyen"),
                                ("execution", "Mise en œuvre"),
                                ("communication", "Communication"),
                                ("report", "Point de situation"),
                                ("incident", "Incident"),
                                ("handover", "Relève"),
                                ("correction", "Rectificatif"),
                                ("technical", "Technique"),
                            ],
                            max_length=15,
                            verbose_name="type",
                        ),
                    ),
                    (
                        "urgency",
                        models.CharField(
                            choices=[("flash", "Flash"), ("urgent", "Urgent"), ("routine", "Routine")],
                            default="routine",
                            max_length=10,
                            verbose_name="urgence",
                        ),
                    ),
                    ("origin", models.CharField(blank=True, max_length=120, verbose_name="origine")),
                    (
                        "reliability",
                        models.CharField(
                            choices=[
                                ("confirmed", "Confirmée"),
                                ("probable", "Probable"),
                                ("unconfirmed", "Non confirmée"),
                                ("denied", "Infirmée"),
                            ],
                            default="confirmed",
                            max_length=12,
                            verbose_name="fiabilité",
                        ),
                    ),
                    ("recipients", models.CharField(blank=True, max_length=250, verbose_name="destinataires")),
                    (
                        "channel",
                        models.CharField(
                            blank=True,
                            choices=[
                                ("phone", "Téléphone"),
                                ("radio", "Radio (Acropol, RRF)"),
                                ("mail", "Mail"),
                                ("messaging", "Messagerie"),
                                ("video", "Visioconférence"),
                                ("presence", "De vive voix"),
                                ("portal", "Portail"),
                                ("sms", "SMS"),
                                ("press", "Presse"),
                                ("social", "Réseaux sociaux"),
                                ("paper", "Reprise papier"),
                            ],
                            max_length=10,
                            verbose_name="canal",
                        ),
                    ),
                    ("text", models.TextField(verbose_name="texte")),
                    ("place", models.CharField(blank=True, max_length=160, verbose_name="lieu")),
                    (
                        "latitude",
                        models.DecimalField(
                            blank=True, decimal_places=6, max_digits=9, null=True, verbose_name="latitude"
                        ),
                    ),
                    (
                        "longitude",
                        models.DecimalField(
                            blank=True, decimal_places=6, max_digits=9, null=True, verbose_name="longitude"
                        ),
                    ),
                    (
                        "tags",
                        django.contrib.postgres.fields.ArrayField(
                            base_field=models.CharField(max_length=30),
                            blank=True,
                            default=list,
                            size=None,
                            verbose_name="mots-clés",
                        ),
                    ),
                    ("paper_number", models.CharField(blank=True, max_length=10, verbose_name="numéro papier")),
                    (
                        "level",
                        models.CharField(
                            choices=[
                                ("public", "Public"),
                                ("internal", "Interne préfecture"),
                                ("partners", "Partenaires ORSEC"),
                                ("restricted", "Diffusion restreinte"),
                            ],
                            default="internal",
                            max_length=10,
                            verbose_name="niveau de protection",
                        ),
                    ),
                    ("client_key", models.UUIDField(default=uuid.uuid4, editable=False)),
                    ("previous_hash", models.CharField(editable=False, max_length=64)),
                    ("hash", models.CharField(editable=False, max_length=64, verbose_name="empreinte")),
                    (
                        "answers",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="replies",
                            to="civil_protection.logentry",
                        ),
                    ),
                    (
                        "author",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                            verbose_name="saisi par",
                        ),
                    ),
                    (
                        "commune",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="directorate.commune",
                        ),
                    ),
                    (
                        "corrects",
                        models.OneToOneField(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="correction",
                            to="civil_protection.logentry",
                            verbose_name="rectifie",
                        ),
                    ),
                    (
                        "event",
                        models.ForeignKey(
                            db_index=False,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="entries",
                            to="civil_protection.crisisevent",
                        ),
                    ),
                    (
                        "document",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="civil_protection.protecteddocument",
                            verbose_name="pièce",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "entrée de main courante",
                    "verbose_name_plural": "main courante",
                    "ordering": ["-event_id", "-number"],
                    "indexes": [models.Index(fields=["event", "kind", "-number"], name="log_entry_by_kind")],
                    "constraints": [
                        models.UniqueConstraint(fields=("event", "number"), name="log_entry_number"),
                        models.UniqueConstraint(
                            fields=("event", "client_key"),
                            name="log_entry_sent_once",
                            violation_error_message="Cette entrée est déjà enregistrée.",
                        ),
                        models.UniqueConstraint(
                            condition=models.Q(("paper_number", ""), _negated=True),
                            fields=("event", "paper_number"),
                            name="log_entry_paper_once",
                            violation_error_message="Ce numéro papier est déjà repris.",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(("level__in", ["public", "internal", "partners", "restricted"])),
                            name="log_entry_level",
                            violation_error_message="Ce niveau de protection n'existe pas.",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="NetworkState",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("counted_at", models.DateTimeField(verbose_name="constaté à")),
                    (
                        "without_power",
                        models.PositiveIntegerField(
                            default=0,
                            validators=[django.core.validators.MaxValueValidator(2000000)],
                            verbose_name="foyers sans électricité",
                        ),
                    ),
                    (
                        "without_gas",
                        models.PositiveIntegerField(
                            default=0,
                            validators=[django.core.validators.MaxValueValidator(2000000)],
                            verbose_name="foyers sans gaz",
                        ),
                    ),
                    (
                        "water",
                        models.CharField(
                            choices=[
                                ("normal", "Normale"),
                                ("restricted", "Restrictions d'usage"),
                                ("cut", "Interrompue"),
                            ],
                            default="normal",
                            max_length=10,
                            verbose_name="eau potable",
                        ),
                    ),
                    ("roads_cut", models.TextField(blank=True, verbose_name="routes coupées")),
                    ("transport", models.CharField(blank=True, max_length=250, verbose_name="transports")),
                    ("telecom", models.CharField(blank=True, max_length=250, verbose_name="télécommunications")),
                    (
                        "schools_closed",
                        models.PositiveIntegerField(
                            default=0,
                            validators=[django.core.validators.MaxValueValidator(2000000)],
                            verbose_name="écoles fermées",
                        ),
                    ),
                    (
                        "event",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="network_states",
                            to="civil_protection.crisisevent",
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
                    "verbose_name": "état des réseaux",
                    "verbose_name_plural": "états des réseaux",
                    "ordering": ["-counted_at", "-id"],
                },
            ),
            migrations.CreateModel(
                name="EngagedMeans",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("label", models.CharField(max_length=120, verbose_name="moyen")),
                    ("quantity", models.PositiveIntegerField(default=1, verbose_name="quantité")),
                    ("requester", models.CharField(blank=True, max_length=120, verbose_name="demandeur")),
                    ("owner", models.CharField(blank=True, max_length=120, verbose_name="fourni par")),
                    ("position", models.CharField(blank=True, max_length=160, verbose_name="position")),
                    (
                        "state",
                        models.CharField(
                            choices=[
                                ("asked", "Demandé"),
                                ("under_way", "En route"),
                                ("engaged", "Engagé"),
                                ("released", "Libéré"),
                                ("unavailable", "Hors service"),
                            ],
                            default="asked",
                            max_length=12,
                            verbose_name="état",
                        ),
                    ),
                    ("asked_at", models.DateTimeField(verbose_name="demandé à")),
                    ("engaged_at", models.DateTimeField(blank=True, null=True, verbose_name="engagé à")),
                    ("released_at", models.DateTimeField(blank=True, null=True, verbose_name="libéré à")),
                    ("is_requisitioned", models.BooleanField(default=False, verbose_name="réquisition")),
                    ("act_number", models.CharField(blank=True, max_length=10, verbose_name="numéro de l'arrêté")),
                    (
                        "cost",
                        models.DecimalField(
                            blank=True, decimal_places=2, max_digits=10, null=True, verbose_name="dépense (€)"
                        ),
                    ),
                    (
                        "event",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="means",
                            to="civil_protection.crisisevent",
                        ),
                    ),
                    (
                        "recorded_by",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                        ),
                    ),
                    (
                        "resource",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.SET_NULL,
                            related_name="+",
                            to="civil_protection.orsecmeans",
                            verbose_name="moyen de l'inventaire",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "moyen",
                    "verbose_name_plural": "moyens",
                    "ordering": ["-asked_at", "-id"],
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(("cost__isnull", True), ("cost__gte", 0), _connector="OR"),
                            name="engaged_means_cost",
                            violation_error_message="Une dépense est positive.",
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="Review",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    (
                        "level",
                        models.CharField(
                            choices=[
                                ("public", "Public"),
                                ("internal", "Interne préfecture"),
                                ("partners", "Partenaires ORSEC"),
                                ("restricted", "Diffusion restreinte"),
                            ],
                            default="internal",
                            max_length=10,
                            verbose_name="niveau de protection",
                        ),
                    ),
                    ("ended_at", models.DateTimeField(verbose_name="fin de l'événement ou de l'exercice")),
                    ("hot_due_at", models.DateTimeField(verbose_name="débriefing à chaud avant le")),
                    ("cold_due_on", models.DateField(verbose_name="RETEX à publier avant le")),
                    ("hot_at", models.DateTimeField(blank=True, null=True, verbose_name="débriefing à chaud tenu le")),
                    (
                        "hot_summary",
                        models.TextField(blank=True, max_length=5000, verbose_name="ce qui en ressort à chaud"),
                    ),
                    ("published_on", models.DateField(blank=True, null=True, verbose_name="RETEX publié le")),
                    ("recorded_at", models.DateTimeField(verbose_name="ouvert le")),
                    (
                        "event",
                        models.OneToOneField(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="review",
                            to="civil_protection.crisisevent",
                            verbose_name="événement",
                        ),
                    ),
                    (
                        "exercise",
                        models.OneToOneField(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="review",
                            to="civil_protection.exercise",
                            verbose_name="exercice",
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
                    "verbose_name": "retour d'expérience",
                    "verbose_name_plural": "retours d'expérience",
                    "ordering": ["-ended_at", "-id"],
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(("exercise__isnull", True), ("event__isnull", True), _connector="XOR"),
                            name="review_of_one_thing",
                            violation_error_message="Un RETEX parle d'un exercice ou d'un événement.",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                ("published_on__isnull", True), ("hot_at__isnull", False), _connector="OR"
                            ),
                            name="review_hot_before_published",
                            violation_error_message="Le débriefing à chaud précède la publication.",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="SituationReport",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("number", models.PositiveSmallIntegerField(verbose_name="numéro")),
                    ("since", models.DateTimeField(verbose_name="depuis")),
                    ("data_at", models.DateTimeField(verbose_name="données arrêtées à")),
                    ("last_entry", models.PositiveIntegerField(default=0, verbose_name="dernière entrée reprise")),
                    ("blocks", models.JSONField(default=dict, verbose_name="blocs")),
                    ("recipients", models.CharField(blank=True, max_length=250, verbose_name="destinataires")),
                    (
                        "level",
                        models.CharField(
                            choices=[
                                ("public", "Public"),
                                ("internal", "Interne préfecture"),
                                ("partners", "Partenaires ORSEC"),
                                ("restricted", "Diffusion restreinte"),
                            ],
                            default="internal",
                            max_length=10,
                            verbose_name="niveau de protection",
                        ),
                    ),
                    ("drafted_at", models.DateTimeField(verbose_name="rédigé le")),
                    ("revision", models.PositiveIntegerField(default=0, verbose_name="révision")),
                    ("validated_at", models.DateTimeField(blank=True, null=True, verbose_name="validé le")),
                    ("seal", models.CharField(blank=True, max_length=64, verbose_name="empreinte")),
                    ("portal_reference", models.CharField(blank=True, max_length=40, verbose_name="référence SYNERGI")),
                    (
                        "document",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="civil_protection.protecteddocument",
                        ),
                    ),
                    (
                        "drafted_by",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                        ),
                    ),
                    (
                        "event",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="reports",
                            to="civil_protection.crisisevent",
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
                            verbose_name="validé par",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "point de situation",
                    "verbose_name_plural": "points de situation",
                    "ordering": ["-event_id", "-number"],
                    "constraints": [
                        models.UniqueConstraint(fields=("event", "number"), name="situation_report_number"),
                        models.UniqueConstraint(
                            condition=models.Q(("validated_at__isnull", True)),
                            fields=("event",),
                            name="situation_report_one_draft",
                            violation_error_message="Un point de situation est déjà en préparation.",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(("seal", ""), ("validated_at__isnull", True), ("validated_by__isnull", True)),
                                models.Q(
                                    ("validated_at__isnull", False),
                                    ("validated_by__isnull", False),
                                    models.Q(("seal", ""), _negated=True),
                                ),
                                _connector="OR",
                            ),
                            name="situation_report_validated_whole",
                            violation_error_message="Un point validé a un auteur, une heure et une empreinte.",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="WaterLevel",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("station", models.CharField(max_length=60, verbose_name="station")),
                    ("measured_at", models.DateTimeField(verbose_name="mesurée à")),
                    ("height", models.DecimalField(decimal_places=2, max_digits=5, verbose_name="hauteur (m)")),
                    (
                        "trend",
                        models.CharField(
                            choices=[("rising", "En hausse"), ("steady", "Stable"), ("falling", "En baisse")],
                            default="steady",
                            max_length=10,
                            verbose_name="tendance",
                        ),
                    ),
                    ("reference", models.CharField(blank=True, max_length=120, verbose_name="comparaison")),
                    (
                        "event",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="water_levels",
                            to="civil_protection.crisisevent",
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
                    "verbose_name": "hauteur d'eau",
                    "verbose_name_plural": "hauteurs d'eau",
                    "ordering": ["-measured_at", "-id"],
                },
            ),
            migrations.CreateModel(
                name="CrisisShelterCount",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("counted_at", models.DateTimeField(verbose_name="compté à")),
                    ("occupied", models.PositiveIntegerField(verbose_name="personnes présentes")),
                    (
                        "recorded_by",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                        ),
                    ),
                    (
                        "shelter",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="counts",
                            to="civil_protection.crisisshelter",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "occupation",
                    "verbose_name_plural": "occupations",
                    "ordering": ["-counted_at", "-id"],
                },
            ),
            migrations.CreateModel(
                name="LevelChange",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    (
                        "level",
                        models.PositiveSmallIntegerField(
                            choices=[
                                (0, "Niveau 0, veille du service"),
                                (1, "Niveau 1, suivi renforcé"),
                                (2, "Niveau 2, COD restreint"),
                                (3, "Niveau 3, COD complet"),
                                (4, "Niveau 4, COD et PCO ou renfort de la zone"),
                            ],
                            verbose_name="niveau",
                        ),
                    ),
                    ("decided_at", models.DateTimeField(verbose_name="décidé à")),
                    (
                        "event",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="level_changes",
                            to="civil_protection.crisisevent",
                        ),
                    ),
                    (
                        "entry",
                        models.OneToOneField(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="level_change",
                            to="civil_protection.logentry",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "changement de niveau",
                    "verbose_name_plural": "changements de niveau",
                    "ordering": ["decided_at", "id"],
                },
            ),
            migrations.CreateModel(
                name="CrisisRequest",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("label", models.CharField(max_length=250, verbose_name="demande")),
                    ("requester", models.CharField(blank=True, max_length=120, verbose_name="demandeur")),
                    (
                        "cell",
                        models.CharField(
                            choices=[
                                ("direction", "Direction et décision"),
                                ("synthesis", "Synthèse"),
                                ("log", "Renseignement et main courante"),
                                ("anticipation", "Anticipation"),
                                ("operations", "Opérations"),
                                ("logistics", "Logistique et soutien"),
                                ("communication", "Communication"),
                                ("public_calls", "Information du public"),
                                ("transmissions", "Transmissions"),
                                ("expertise", "Expertise"),
                                ("communes", "Communes"),
                                ("legal", "Juridique"),
                            ],
                            max_length=15,
                            verbose_name="confiée à la cellule",
                        ),
                    ),
                    (
                        "state",
                        models.CharField(
                            choices=[
                                ("received", "Reçue"),
                                ("accepted", "Acceptée"),
                                ("ongoing", "En cours"),
                                ("done", "Réalisée"),
                                ("refused", "Refusée"),
                                ("moot", "Sans objet"),
                                ("transferred", "Transférée"),
                            ],
                            default="received",
                            max_length=12,
                            verbose_name="état",
                        ),
                    ),
                    ("asked_at", models.DateTimeField(verbose_name="demandée à")),
                    ("due_at", models.DateTimeField(blank=True, null=True, verbose_name="attendue pour")),
                    ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="première réponse à")),
                    ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="terminée à")),
                    ("reminders", models.PositiveSmallIntegerField(default=0, verbose_name="relances")),
                    ("outcome", models.CharField(blank=True, max_length=250, verbose_name="suite")),
                    (
                        "event",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="requests",
                            to="civil_protection.crisisevent",
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
                    (
                        "recorded_by",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                        ),
                    ),
                    (
                        "entry",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="requests",
                            to="civil_protection.logentry",
                            verbose_name="entrée d'origine",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "demande",
                    "verbose_name_plural": "demandes",
                    "ordering": ["due_at", "id"],
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(
                                ("due_at__isnull", True), ("due_at__gte", models.F("asked_at")), _connector="OR"
                            ),
                            name="crisis_request_due_after_asked",
                            violation_error_message="L'échéance suit la demande.",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(
                                    ("ended_at__isnull", True), ("state__in", ("received", "accepted", "ongoing"))
                                ),
                                models.Q(
                                    models.Q(("state__in", ("received", "accepted", "ongoing")), _negated=True),
                                    ("ended_at__isnull", False),
                                ),
                                _connector="OR",
                            ),
                            name="crisis_request_ended_has_its_instant",
                            violation_error_message="Une demande terminée a une heure de fin.",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="CrisisDecision",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("text", models.TextField(verbose_name="décision")),
                    ("reason", models.TextField(verbose_name="motif")),
                    ("alternatives", models.TextField(blank=True, verbose_name="solutions écartées")),
                    ("effect", models.CharField(blank=True, max_length=250, verbose_name="effet attendu")),
                    ("legal_basis", models.CharField(max_length=160, verbose_name="base légale")),
                    ("act_number", models.CharField(blank=True, max_length=10, verbose_name="numéro de l'acte")),
                    ("drafted_at", models.DateTimeField(verbose_name="proposée à")),
                    ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="prise à")),
                    (
                        "decided_by",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                            verbose_name="décidée par",
                        ),
                    ),
                    (
                        "drafted_by",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                        ),
                    ),
                    (
                        "event",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="decisions",
                            to="civil_protection.crisisevent",
                        ),
                    ),
                    (
                        "entry",
                        models.OneToOneField(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="decision",
                            to="civil_protection.logentry",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "décision",
                    "verbose_name_plural": "décisions",
                    "ordering": ["-drafted_at", "-id"],
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(
                                    ("decided_at__isnull", True), ("decided_by__isnull", True), ("entry__isnull", True)
                                ),
                                models.Q(
                                    ("decided_at__isnull", False),
                                    ("decided_by__isnull", False),
                                    ("entry__isnull", False),
                                ),
                                _connector="OR",
                            ),
                            name="crisis_decision_taken_whole",
                            violation_error_message="Une décision prise a un auteur, une heure et une entrée de main courante.",
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="ShiftHandover",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    (
                        "cell",
                        models.CharField(
                            choices=[
                                ("direction", "Direction et décision"),
                                ("synthesis", "Synthèse"),
                                ("log", "Renseignement et main courante"),
                                ("anticipation", "Anticipation"),
                                ("operations", "Opérations"),
                                ("logistics", "Logistique et soutien"),
                                ("communication", "Communication"),
                                ("public_calls", "Information du public"),
                                ("transmissions", "Transmissions"),
                                ("expertise", "Expertise"),
                                ("communes", "Communes"),
                                ("legal", "Juridique"),
                            ],
                            max_length=15,
                            verbose_name="cellule",
                        ),
                    ),
                    ("shift_started_at", models.DateTimeField(verbose_name="prise de poste")),
                    ("shift_ended_at", models.DateTimeField(verbose_name="fin de poste")),
                    ("highlights", models.TextField(verbose_name="faits marquants")),
                    ("instructions", models.TextField(blank=True, verbose_name="consignes")),
                    ("open_tasks", models.JSONField(default=list, verbose_name="tâches ouvertes")),
                    ("given_at", models.DateTimeField(verbose_name="signée par le sortant le")),
                    ("taken_at", models.DateTimeField(blank=True, null=True, verbose_name="signée par l'entrant le")),
                    (
                        "coming",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                            verbose_name="entrant",
                        ),
                    ),
                    (
                        "entry",
                        models.OneToOneField(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="handover",
                            to="civil_protection.logentry",
                        ),
                    ),
                    (
                        "event",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="handovers",
                            to="civil_protection.crisisevent",
                        ),
                    ),
                    (
                        "leaving",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                            verbose_name="sortant",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "relève",
                    "verbose_name_plural": "relèves",
                    "ordering": ["-given_at", "-id"],
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(("shift_ended_at__gt", models.F("shift_started_at"))),
                            name="shift_handover_order",
                            violation_error_message="La fin de poste suit la prise de poste.",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(("leaving", models.F("coming")), _negated=True),
                            name="shift_handover_two_people",
                            violation_error_message="On ne se relève pas soi-même.",
                        ),
                        models.UniqueConstraint(
                            condition=models.Q(("taken_at__isnull", True)),
                            fields=("event", "cell"),
                            name="shift_handover_one_waiting",
                            violation_error_message="Une relève de cette cellule attend déjà sa seconde signature.",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="ReviewAction",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("label", models.CharField(max_length=250, verbose_name="recommandation")),
                    (
                        "priority",
                        models.PositiveSmallIntegerField(
                            choices=[(1, "1, la plus haute"), (2, "2"), (3, "3")], default=2, verbose_name="priorité"
                        ),
                    ),
                    ("opened_on", models.DateField(verbose_name="décidée le")),
                    ("due_on", models.DateField(verbose_name="échéance")),
                    (
                        "state",
                        models.CharField(
                            choices=[
                                ("open", "À faire"),
                                ("going", "En cours"),
                                ("done", "Faite"),
                                ("dropped", "Abandonnée"),
                            ],
                            default="open",
                            max_length=10,
                            verbose_name="état",
                        ),
                    ),
                    ("ended_on", models.DateField(blank=True, null=True, verbose_name="terminée le")),
                    (
                        "proof",
                        models.CharField(blank=True, max_length=250, verbose_name="preuve, ou motif de l'abandon"),
                    ),
                    (
                        "owner",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="directorate.organisation",
                            verbose_name="organisme responsable",
                        ),
                    ),
                    (
                        "plan",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="lessons",
                            to="civil_protection.plan",
                            verbose_name="plan à modifier",
                        ),
                    ),
                    (
                        "review",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.CASCADE,
                            related_name="actions",
                            to="civil_protection.review",
                            verbose_name="RETEX",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "action de RETEX",
                    "verbose_name_plural": "actions de RETEX",
                    "ordering": ["priority", "due_on", "id"],
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(("ended_on__isnull", True), ("state__in", ("open", "going"))),
                                models.Q(
                                    ("ended_on__isnull", False),
                                    ("state__in", ("done", "dropped")),
                                    models.Q(("proof", ""), _negated=True),
                                ),
                                _connector="OR",
                            ),
                            name="review_action_ended_with_proof",
                            violation_error_message="Une action terminée a sa date et sa preuve, ou le motif de son abandon.",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(("due_on__gte", models.F("opened_on"))),
                            name="review_action_due_after_decision",
                            violation_error_message="L'échéance suit la décision.",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="ReviewFinding",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    (
                        "kind",
                        models.CharField(
                            choices=[("strength", "Point fort"), ("improve", "À améliorer")],
                            max_length=10,
                            verbose_name="constat",
                        ),
                    ),
                    ("text", models.CharField(max_length=500, verbose_name="ce qui a été observé")),
                    (
                        "review",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.CASCADE,
                            related_name="findings",
                            to="civil_protection.review",
                            verbose_name="RETEX",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "constat",
                    "verbose_name_plural": "constats",
                    "ordering": ["kind", "id"],
                },
            ),
        ),
    ]
