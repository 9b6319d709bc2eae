import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("civil_protection", "0009_roster"),
        ("directorate", "0021_retention"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ScriptedAnswer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
            name="AlertContact",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
            },
        ),
        migrations.CreateModel(
            name="AlertGroup",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
            name="AlertScenario",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
            name="AlertCampaign",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                ("objective_minutes", models.PositiveSmallIntegerField(default=30, verbose_name="objectif (minutes)")),
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
            },
        ),
        migrations.CreateModel(
            name="CampaignTarget",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
            },
        ),
        migrations.CreateModel(
            name="CallAttempt",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                ("expires_at", models.DateTimeField(blank=True, null=True, verbose_name="attend une réponse jusqu'à")),
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
            },
        ),
        migrations.CreateModel(
            name="ContactPhone",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
            },
        ),
        migrations.CreateModel(
            name="DirectoryTask",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
            name="Siren",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                    models.DecimalField(blank=True, decimal_places=6, max_digits=9, null=True, verbose_name="latitude"),
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
            },
        ),
        migrations.CreateModel(
            name="SirenTest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                        condition=models.Q(("done_at__isnull", True), ("cancelled_at__isnull", True), _connector="OR"),
                        name="siren_test_done_or_cancelled",
                        violation_error_message="Un essai fait ne s'annule pas.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SirenResult",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
            },
        ),
        migrations.CreateModel(
            name="SirenTicket",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
            },
        ),
        migrations.CreateModel(
            name="VigilanceBulletin",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
            },
        ),
        migrations.AddIndex(
            model_name="alertcontact",
            index=models.Index(fields=["valid_until"], name="alert_contact_end"),
        ),
        migrations.AddConstraint(
            model_name="alertcontact",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("commune__isnull", False), ("organisation__isnull", True)),
                    models.Q(("commune__isnull", True), ("organisation__isnull", False)),
                    _connector="OR",
                ),
                name="alert_contact_answers_for_one",
                violation_error_message="Un contact répond d'une commune ou d'un organisme, pas des deux.",
            ),
        ),
        migrations.AddConstraint(
            model_name="alertcontact",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("checked_by", ""), ("checked_on__isnull", True)),
                    models.Q(("checked_on__isnull", False), models.Q(("checked_by", ""), _negated=True)),
                    _connector="OR",
                ),
                name="alert_contact_check_has_a_way",
                violation_error_message="Une vérification a une date et un moyen.",
            ),
        ),
        migrations.AddConstraint(
            model_name="alertcontact",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("available_from__isnull", True), ("available_until__isnull", True)),
                    models.Q(("available_from__isnull", False), ("available_until__isnull", False)),
                    _connector="OR",
                ),
                name="alert_contact_hours_together",
                violation_error_message="Les deux heures de disponibilité vont ensemble.",
            ),
        ),
        migrations.AddIndex(
            model_name="alertcampaign",
            index=models.Index(
                condition=models.Q(("state__in", ["launched", "running"])),
                fields=["launched_at"],
                name="alert_campaign_live",
            ),
        ),
        migrations.AddConstraint(
            model_name="alertcampaign",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("launched_at__isnull", True), ("state", "prepared")),
                    ("state", "cancelled"),
                    models.Q(("launched_at__isnull", False), ("state__in", ["launched", "running", "ended"])),
                    _connector="OR",
                ),
                name="alert_campaign_launched_has_a_time",
                violation_error_message="Une campagne lancée a une heure de lancement.",
            ),
        ),
        migrations.AddConstraint(
            model_name="alertcampaign",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("launched_at__isnull", True), ("launched_at__gte", models.F("decided_at")), _connector="OR"
                ),
                name="alert_campaign_decided_first",
                violation_error_message="Une campagne se lance après avoir été décidée.",
            ),
        ),
        migrations.AddConstraint(
            model_name="alertcampaign",
            constraint=models.CheckConstraint(
                condition=models.Q(("coverage_percent__range", (1, 100))),
                name="alert_campaign_coverage",
                violation_error_message="Le seuil de couverture va de 1 à 100 %.",
            ),
        ),
        migrations.AddIndex(
            model_name="campaigntarget",
            index=models.Index(
                condition=models.Q(("state", "waiting")), fields=["deadline_at"], name="campaign_target_due"
            ),
        ),
        migrations.AddIndex(
            model_name="campaigntarget",
            index=models.Index(
                condition=models.Q(("state", "unreached")),
                fields=["second_deadline_at"],
                name="campaign_target_due_twice",
            ),
        ),
        migrations.AddConstraint(
            model_name="campaigntarget",
            constraint=models.UniqueConstraint(fields=("campaign", "commune"), name="campaign_target_commune_once"),
        ),
        migrations.AddConstraint(
            model_name="campaigntarget",
            constraint=models.UniqueConstraint(
                fields=("campaign", "organisation"), name="campaign_target_organisation_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="campaigntarget",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("commune__isnull", False), ("organisation__isnull", True)),
                    models.Q(("commune__isnull", True), ("organisation__isnull", False)),
                    _connector="OR",
                ),
                name="campaign_target_is_one",
                violation_error_message="Un destinataire est une commune ou un organisme.",
            ),
        ),
        migrations.AddConstraint(
            model_name="campaigntarget",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("reached_at__isnull", False), ("state__in", ["reached", "by_operator"])),
                    models.Q(("reached_at__isnull", True), ("state__in", ["waiting", "unreached", "police"])),
                    _connector="OR",
                ),
                name="campaign_target_reached_has_a_time",
                violation_error_message="Une commune jointe l'est à une heure.",
            ),
        ),
        migrations.AddIndex(
            model_name="callattempt",
            index=models.Index(condition=models.Q(("state", "queued")), fields=["due_at"], name="call_attempt_due"),
        ),
        migrations.AddIndex(
            model_name="callattempt",
            index=models.Index(
                condition=models.Q(("state__in", ["claimed", "sending"])),
                fields=["lease_until"],
                name="call_attempt_held",
            ),
        ),
        migrations.AddIndex(
            model_name="callattempt",
            index=models.Index(
                condition=models.Q(("state__in", ["ringing", "answered"])),
                fields=["expires_at"],
                name="call_attempt_waiting",
            ),
        ),
        migrations.AddConstraint(
            model_name="callattempt",
            constraint=models.UniqueConstraint(
                fields=("campaign", "contact", "turn", "channel"),
                name="call_attempt_once",
                violation_error_message="Cet appel existe déjà.",
            ),
        ),
        migrations.AddConstraint(
            model_name="contactphone",
            constraint=models.UniqueConstraint(
                fields=("contact", "rank"),
                name="contact_phone_rank",
                violation_error_message="Deux numéros de ce contact ont le même rang.",
            ),
        ),
        migrations.AddConstraint(
            model_name="contactphone",
            constraint=models.UniqueConstraint(
                fields=("contact", "number"),
                name="contact_phone_once",
                violation_error_message="Ce numéro est déjà celui du contact.",
            ),
        ),
        migrations.AddConstraint(
            model_name="contactphone",
            constraint=models.CheckConstraint(
                condition=models.Q(("number__regex", "^\\+[1-9][0-9]{7,14}$")),
                name="contact_phone_international",
                violation_error_message="Un numéro s'enregistre sous sa forme internationale.",
            ),
        ),
        migrations.AddConstraint(
            model_name="directorytask",
            constraint=models.UniqueConstraint(
                condition=models.Q(("closed_at__isnull", True)),
                fields=("contact", "number"),
                name="directory_task_open_once",
                violation_error_message="Ce numéro est déjà à corriger.",
            ),
        ),
        migrations.AddConstraint(
            model_name="directorytask",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("closed_at__isnull", True), ("closed_at__gte", models.F("opened_at")), _connector="OR"
                ),
                name="directory_task_in_order",
                violation_error_message="Une tâche se clôt après son ouverture.",
            ),
        ),
        migrations.AddConstraint(
            model_name="siren",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("latitude__isnull", True), ("longitude__isnull", True)),
                    models.Q(("latitude__range", (-90, 90)), ("longitude__range", (-180, 180))),
                    _connector="OR",
                ),
                name="siren_coordinates_together",
                violation_error_message="La latitude et la longitude vont ensemble.",
            ),
        ),
        migrations.AddConstraint(
            model_name="sirenresult",
            constraint=models.UniqueConstraint(fields=("test", "siren"), name="siren_result_once"),
        ),
        migrations.AddConstraint(
            model_name="sirenticket",
            constraint=models.UniqueConstraint(
                condition=models.Q(("closed_at__isnull", True)),
                fields=("siren",),
                name="siren_ticket_open_once",
                violation_error_message="Une anomalie de cette sirène est déjà ouverte.",
            ),
        ),
        migrations.AddConstraint(
            model_name="sirenticket",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("closed_at__isnull", True), ("closed_at__gte", models.F("opened_at")), _connector="OR"
                ),
                name="siren_ticket_in_order",
                violation_error_message="Une anomalie se clôt après son ouverture.",
            ),
        ),
        migrations.AddIndex(
            model_name="vigilancebulletin",
            index=models.Index(fields=["starts_at", "ends_at"], name="vigilance_period"),
        ),
        migrations.AddConstraint(
            model_name="vigilancebulletin",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                name="vigilance_period_in_order",
                violation_error_message="La fin de la vigilance suit son début.",
            ),
        ),
        migrations.AddConstraint(
            model_name="vigilancebulletin",
            constraint=models.CheckConstraint(
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
        ),
        migrations.AddConstraint(
            model_name="vigilancebulletin",
            constraint=models.UniqueConstraint(
                fields=("phenomenon", "section", "issued_at", "starts_at"),
                name="vigilance_bulletin_once",
                violation_error_message="Ce bulletin est déjà enregistré.",
            ),
        ),
    ]
