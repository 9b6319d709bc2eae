"""The tables of the house."""

import uuid

import django.contrib.auth.models
import django.contrib.auth.validators
import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.core.serializers.json
import django.core.validators
import django.db.models.deletion
import django.db.models.fields.json
import django.db.models.functions.text
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import directorate.legal_texts.models
import directorate.parameters.models
import directorate.permits.models
from directorate.migrations._together import Together


class Migration(migrations.Migration):
    initial = True

    replaces = [
        ("directorate", "0002_journal_triggers"),
        ("directorate", "0003_follow_up"),
        ("directorate", "0004_saved_views"),
        ("directorate", "0005_case_text"),
        ("directorate", "0006_series"),
        ("directorate", "0007_imports"),
        ("directorate", "0008_notifications"),
        ("directorate", "0009_partner_feed"),
        ("directorate", "0010_journal_sealed_at_once"),
        ("directorate", "0011_inbox_blocks"),
        ("directorate", "0012_texts_in_time"),
        ("directorate", "0013_appeals"),
        ("directorate", "0014_register_sealed"),
        ("directorate", "0015_legal_texts"),
        ("directorate", "0016_signed_scans"),
        ("directorate", "0017_commission_depth"),
        ("directorate", "0018_access_requests"),
        ("directorate", "0019_backlogs"),
        ("directorate", "0020_keys_in_the_index"),
        ("directorate", "0021_retention"),
    ]
    dependencies = [
        ("directorate", "0001_words"),
    ]

    operations = [
        Together(
            migrations.CreateModel(
                name="StaffMember",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("password", models.CharField(max_length=128, verbose_name="password")),
                    ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                    (
                        "is_superuser",
                        models.BooleanField(
                            default=False,
                            help_text="Designates that this user has all permissions without explicitly assigning them.",
                            verbose_name="superuser status",
                        ),
                    ),
                    (
                        "username",
                        models.CharField(
                            error_messages={"unique": "A user with that username already exists."},
                            help_text="Required. 150 characters or fewer. Letters, digits and @/./+/-/_ only.",
                            max_length=150,
                            unique=True,
                            validators=[django.contrib.auth.validators.UnicodeUsernameValidator()],
                            verbose_name="username",
                        ),
                    ),
                    ("first_name", models.CharField(blank=True, max_length=150, verbose_name="first name")),
                    ("last_name", models.CharField(blank=True, max_length=150, verbose_name="last name")),
                    ("email", models.EmailField(blank=True, max_length=254, verbose_name="email address")),
                    (
                        "is_staff",
                        models.BooleanField(
                            default=False,
                            help_text="Designates whether the user can log into this admin site.",
                            verbose_name="staff status",
                        ),
                    ),
                    (
                        "is_active",
                        models.BooleanField(
                            default=True,
                            help_text="Designates whether this user should be treated as active. Unselect this instead of deleting accounts.",
                            verbose_name="active",
                        ),
                    ),
                    (
                        "date_joined",
                        models.DateTimeField(default=django.utils.timezone.now, verbose_name="date joined"),
                    ),
                    (
                        "civility",
                        models.CharField(
                            choices=[("mme", "Madame"), ("m", "Monsieur")], max_length=4, verbose_name="civilité"
                        ),
                    ),
                    (
                        "title",
                        models.CharField(
                            help_text="Telle qu'elle figure au bas d'un acte.", max_length=160, verbose_name="qualité"
                        ),
                    ),
                    ("phone", models.CharField(blank=True, max_length=30, verbose_name="téléphone")),
                    ("must_change_password", models.BooleanField(default=False, verbose_name="mot de passe à changer")),
                    (
                        "groups",
                        models.ManyToManyField(
                            blank=True,
                            help_text="The groups this user belongs to. A user will get all permissions granted to each of their groups.",
                            related_name="user_set",
                            related_query_name="user",
                            to="auth.group",
                            verbose_name="groups",
                        ),
                    ),
                    (
                        "user_permissions",
                        models.ManyToManyField(
                            blank=True,
                            help_text="Specific permissions for this user.",
                            related_name="user_set",
                            related_query_name="user",
                            to="auth.permission",
                            verbose_name="user permissions",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "agent",
                    "ordering": ["last_name", "first_name"],
                },
                managers=[
                    ("objects", django.contrib.auth.models.UserManager()),
                ],
            ),
            migrations.CreateModel(
                name="Arrondissement",
                fields=[
                    (
                        "code",
                        models.CharField(max_length=4, primary_key=True, serialize=False, verbose_name="code INSEE"),
                    ),
                    ("name", models.CharField(max_length=80, verbose_name="nom")),
                    ("short_code", models.CharField(max_length=3, unique=True, verbose_name="sigle")),
                    ("contour", models.JSONField(blank=True, null=True, verbose_name="contour (GeoJSON)")),
                ],
                options={
                    "verbose_name": "arrondissement",
                    "ordering": ["name"],
                },
            ),
            migrations.CreateModel(
                name="Unit",
                fields=[
                    ("code", models.SlugField(max_length=40, primary_key=True, serialize=False, verbose_name="code")),
                    ("name", models.CharField(max_length=160, verbose_name="nom")),
                    ("short_name", models.CharField(max_length=60, verbose_name="nom court")),
                    ("rank", models.PositiveSmallIntegerField(default=0, verbose_name="ordre")),
                    ("headcount", models.PositiveSmallIntegerField(default=0, verbose_name="effectif théorique")),
                    ("address", models.TextField(blank=True, verbose_name="adresse postale")),
                    ("email", models.EmailField(blank=True, max_length=254, verbose_name="adresse électronique")),
                    ("phone", models.CharField(blank=True, max_length=30, verbose_name="téléphone")),
                    (
                        "parent",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="children",
                            to="directorate.unit",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "unité",
                    "ordering": ["rank", "name"],
                },
            ),
            migrations.CreateModel(
                name="Party",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    (
                        "kind",
                        models.CharField(
                            choices=[
                                ("person", "Particulier"),
                                ("company", "Entreprise"),
                                ("association", "Association"),
                                ("town", "Commune ou établissement public"),
                                ("state", "Service de l'État"),
                            ],
                            max_length=12,
                            verbose_name="nature",
                        ),
                    ),
                    ("civility", models.CharField(blank=True, max_length=4, verbose_name="civilité")),
                    ("last_name", models.CharField(max_length=160, verbose_name="nom ou raison sociale")),
                    ("first_name", models.CharField(blank=True, max_length=100, verbose_name="prénom")),
                    ("representative", models.CharField(blank=True, max_length=160, verbose_name="représentant")),
                    ("siret", models.CharField(blank=True, max_length=14, verbose_name="SIRET")),
                    ("rna", models.CharField(blank=True, max_length=10, verbose_name="numéro RNA")),
                    ("email", models.EmailField(blank=True, max_length=254, verbose_name="adresse électronique")),
                    ("phone", models.CharField(blank=True, max_length=30, verbose_name="téléphone")),
                    ("address", models.TextField(max_length=400, verbose_name="adresse postale")),
                ],
                options={
                    "verbose_name": "demandeur",
                },
            ),
            migrations.CreateModel(
                name="JournalHead",
                fields=[
                    ("id", models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                    ("seq", models.BigIntegerField(default=0)),
                    (
                        "hash",
                        models.CharField(
                            default="0000000000000000000000000000000000000000000000000000000000000000", max_length=64
                        ),
                    ),
                ],
                options={
                    "verbose_name": "tête du journal",
                },
            ),
            migrations.CreateModel(
                name="ApiRequest",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("caller", models.CharField(max_length=40)),
                    ("key", models.CharField(max_length=128)),
                    ("fingerprint", models.CharField(max_length=64)),
                    ("made", models.CharField(blank=True, max_length=80)),
                    ("at", models.DateTimeField()),
                ],
                options={
                    "verbose_name": "demande de l'API",
                    "constraints": [models.UniqueConstraint(fields=("caller", "key"), name="api_request_once_a_key")],
                },
            ),
            migrations.CreateModel(
                name="KnownWord",
                fields=[
                    ("word", models.CharField(max_length=40, primary_key=True, serialize=False)),
                    (
                        "keys",
                        models.GeneratedField(
                            db_persist=True,
                            expression=models.Func("word", function="fr_keys"),
                            output_field=django.contrib.postgres.fields.ArrayField(
                                base_field=models.TextField(), size=None
                            ),
                        ),
                    ),
                ],
                options={
                    "verbose_name": "mot connu",
                    "indexes": [django.contrib.postgres.indexes.GinIndex(fields=["keys"], name="known_word_keys")],
                },
            ),
            migrations.CreateModel(
                name="LegalText",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    (
                        "kind",
                        models.CharField(
                            choices=[
                                ("code", "Code"),
                                ("law", "Loi ou ordonnance"),
                                ("decree", "Décret"),
                                ("order", "Arrêté"),
                            ],
                            max_length=10,
                            verbose_name="nature",
                        ),
                    ),
                    ("code", models.CharField(blank=True, max_length=60, verbose_name="code")),
                    ("number", models.CharField(blank=True, max_length=20, verbose_name="numéro")),
                    ("dated_on", models.DateField(blank=True, null=True, verbose_name="en date du")),
                    ("article", models.CharField(blank=True, max_length=40, verbose_name="article")),
                    ("title", models.CharField(max_length=200, verbose_name="objet")),
                    ("label", models.CharField(max_length=160, unique=True, verbose_name="texte")),
                    ("rank", models.CharField(editable=False, max_length=160)),
                ],
                options={
                    "verbose_name": "texte",
                    "ordering": ["rank", "id"],
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(
                                    ("kind", "code"),
                                    models.Q(("code", ""), _negated=True),
                                    models.Q(("article", ""), _negated=True),
                                ),
                                models.Q(
                                    models.Q(("kind", "code"), _negated=True),
                                    ("code", ""),
                                    models.Q(
                                        models.Q(("number", ""), _negated=True),
                                        ("dated_on__isnull", False),
                                        _connector="OR",
                                    ),
                                ),
                                _connector="OR",
                            ),
                            name="legal_text_is_named",
                            violation_error_message="Un article nomme son code ; un autre texte a un numéro ou une date.",
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="OutgoingMail",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("key", models.CharField(max_length=200, unique=True)),
                    ("to", models.EmailField(max_length=254, verbose_name="destinataire")),
                    ("subject", models.CharField(max_length=250, verbose_name="objet")),
                    ("body", models.TextField(verbose_name="texte")),
                    (
                        "state",
                        models.CharField(
                            choices=[
                                ("queued", "À envoyer"),
                                ("sending", "En cours d'envoi"),
                                ("sent", "Envoyé"),
                                ("failed", "Échoué"),
                            ],
                            default="queued",
                            max_length=10,
                        ),
                    ),
                    ("attempts", models.PositiveSmallIntegerField(default=0)),
                    ("lease_until", models.DateTimeField(blank=True, null=True)),
                    ("created_at", models.DateTimeField()),
                    ("sent_at", models.DateTimeField(blank=True, null=True)),
                    ("error", models.TextField(blank=True)),
                ],
                options={
                    "verbose_name": "courriel",
                    "ordering": ["-created_at"],
                    "indexes": [
                        models.Index(
                            condition=models.Q(("state__in", ["queued", "sending"])),
                            fields=["created_at"],
                            name="mail_unsent",
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="RegisterCounter",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("register", models.CharField(max_length=40, verbose_name="registre")),
                    ("year", models.PositiveSmallIntegerField(verbose_name="année")),
                    ("last_number", models.PositiveIntegerField(default=0, verbose_name="dernier numéro")),
                ],
                options={
                    "verbose_name": "compteur",
                    "constraints": [
                        models.UniqueConstraint(fields=("register", "year"), name="register_counter_unique")
                    ],
                },
            ),
            migrations.CreateModel(
                name="NotificationPause",
                fields=[
                    (
                        "staff",
                        models.OneToOneField(
                            on_delete=django.db.models.deletion.CASCADE,
                            primary_key=True,
                            related_name="notification_pause",
                            serialize=False,
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                ],
                options={
                    "verbose_name": "pause des courriels en cas d'absence",
                },
            ),
            migrations.CreateModel(
                name="Absence",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("starts_on", models.DateField(verbose_name="premier jour")),
                    ("ends_on", models.DateField(verbose_name="dernier jour")),
                    (
                        "reason",
                        models.CharField(
                            choices=[
                                ("leave", "Congés"),
                                ("training", "Formation"),
                                ("sickness", "Absence"),
                                ("mission", "Mission"),
                            ],
                            default="leave",
                            max_length=10,
                            verbose_name="motif",
                        ),
                    ),
                    ("handover_note", models.TextField(blank=True, verbose_name="note de passage de relais")),
                    ("cancelled_at", models.DateTimeField(blank=True, null=True, verbose_name="annulée le")),
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
                        "staff",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="absences",
                            to=settings.AUTH_USER_MODEL,
                            verbose_name="agent",
                        ),
                    ),
                    (
                        "substitute",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="substitutions",
                            to=settings.AUTH_USER_MODEL,
                            verbose_name="suppléant",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "absence",
                    "ordering": ["-starts_on"],
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(("ends_on__gte", models.F("starts_on"))),
                            name="absence_period_in_order",
                            violation_error_message="Le dernier jour d'absence doit suivre le premier.",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                ("substitute__isnull", True),
                                models.Q(("substitute", models.F("staff")), _negated=True),
                                _connector="OR",
                            ),
                            name="absence_other_substitute",
                            violation_error_message="On ne se supplée pas soi-même.",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="CalendarFeed",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("code_hash", models.CharField(max_length=64, unique=True)),
                    ("created_at", models.DateTimeField(verbose_name="créé le")),
                    (
                        "staff",
                        models.OneToOneField(
                            on_delete=django.db.models.deletion.CASCADE,
                            related_name="calendar_feed",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                ],
                options={
                    "verbose_name": "calendrier des séances",
                },
            ),
            migrations.CreateModel(
                name="Job",
                fields=[
                    ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ("kind", models.CharField(max_length=80, verbose_name="nature")),
                    ("label", models.CharField(max_length=200, verbose_name="libellé")),
                    ("queue", models.CharField(default="interactive", max_length=20)),
                    ("key", models.CharField(max_length=200, unique=True, verbose_name="clé d'unicité")),
                    ("payload", models.JSONField(default=dict)),
                    (
                        "state",
                        models.CharField(
                            choices=[
                                ("queued", "En attente"),
                                ("running", "En cours"),
                                ("done", "Terminé"),
                                ("failed", "Échoué"),
                                ("parked", "À examiner"),
                                ("cancelled", "Annulé"),
                            ],
                            default="queued",
                            max_length=10,
                            verbose_name="état",
                        ),
                    ),
                    ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="tentatives")),
                    ("max_attempts", models.PositiveSmallIntegerField(default=5)),
                    ("claim", models.UUIDField(blank=True, null=True)),
                    ("lease_until", models.DateTimeField(blank=True, null=True)),
                    ("published_at", models.DateTimeField(blank=True, null=True)),
                    ("created_at", models.DateTimeField(verbose_name="demandé le")),
                    ("started_at", models.DateTimeField(blank=True, null=True, verbose_name="commencé le")),
                    ("finished_at", models.DateTimeField(blank=True, null=True, verbose_name="terminé le")),
                    ("expires_at", models.DateTimeField(blank=True, null=True, verbose_name="conservé jusqu'au")),
                    ("progress", models.PositiveIntegerField(default=0)),
                    ("total", models.PositiveIntegerField(default=1)),
                    ("error", models.TextField(blank=True, verbose_name="erreur")),
                    ("result", models.JSONField(blank=True, null=True)),
                    (
                        "requested_by",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="jobs",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                ],
                options={
                    "verbose_name": "édition",
                    "ordering": ["-created_at"],
                    "indexes": [
                        models.Index(
                            condition=models.Q(("state__in", ["queued", "running"])),
                            fields=["lease_until", "published_at"],
                            name="job_unfinished",
                        ),
                        models.Index(fields=["requested_by", "-created_at"], name="job_of_person"),
                        models.Index(
                            condition=models.Q(("finished_at__isnull", False)), fields=["finished_at"], name="job_ended"
                        ),
                        models.Index(
                            condition=models.Q(("expires_at__isnull", False), ("state", "done")),
                            fields=["expires_at"],
                            name="job_to_expire",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="JournalEntry",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("seq", models.BigIntegerField(editable=False, null=True, unique=True, verbose_name="numéro")),
                    ("at", models.DateTimeField(verbose_name="enregistré le")),
                    ("occurred_at", models.DateTimeField(verbose_name="fait daté du")),
                    ("actor_label", models.CharField(max_length=200, verbose_name="auteur")),
                    ("action", models.CharField(db_index=True, max_length=80, verbose_name="action")),
                    ("subject_type", models.CharField(max_length=40, verbose_name="nature de l'objet")),
                    ("subject_id", models.CharField(max_length=64, verbose_name="identifiant de l'objet")),
                    ("subject_label", models.CharField(blank=True, max_length=250, verbose_name="objet")),
                    ("unit_code", models.CharField(blank=True, max_length=40, verbose_name="unité")),
                    (
                        "details",
                        models.JSONField(
                            default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder, verbose_name="détails"
                        ),
                    ),
                    ("details_digest", models.CharField(max_length=64)),
                    ("request_id", models.CharField(blank=True, max_length=64, verbose_name="requête")),
                    ("previous_hash", models.CharField(max_length=64)),
                    ("hash", models.CharField(max_length=64)),
                    (
                        "actor",
                        models.ForeignKey(
                            blank=True,
                            db_index=False,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                ],
                options={
                    "verbose_name": "écriture du journal",
                    "verbose_name_plural": "journal",
                    "ordering": ["-id"],
                    "indexes": [
                        models.Index(fields=["subject_type", "subject_id", "-id"], name="journal_subject"),
                        models.Index(fields=["unit_code", "-id"], name="journal_of_unit"),
                        models.Index(fields=["actor", "-id"], name="journal_actor"),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Notification",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("kind", models.CharField(max_length=60, verbose_name="nature")),
                    ("key", models.CharField(max_length=200, verbose_name="fait")),
                    ("title", models.CharField(max_length=250, verbose_name="titre")),
                    ("detail", models.TextField(blank=True, verbose_name="précision")),
                    ("url", models.CharField(max_length=300, verbose_name="adresse")),
                    ("subject_kind", models.CharField(blank=True, max_length=40)),
                    ("subject_key", models.CharField(blank=True, max_length=64)),
                    (
                        "channel",
                        models.CharField(
                            choices=[
                                ("page", "Page seulement"),
                                ("mail", "Courriel immédiat"),
                                ("digest", "Résumé quotidien"),
                                ("nothing", "Rien"),
                            ],
                            default="page",
                            max_length=10,
                            verbose_name="voie",
                        ),
                    ),
                    ("created_at", models.DateTimeField(verbose_name="reçue le")),
                    ("read_at", models.DateTimeField(blank=True, null=True, verbose_name="lue le")),
                    ("sent_at", models.DateTimeField(blank=True, null=True, verbose_name="envoyée le")),
                    (
                        "on_behalf_of",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.CASCADE,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    (
                        "recipient",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.CASCADE,
                            related_name="notifications",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                ],
                options={
                    "verbose_name": "notification",
                    "ordering": ["-created_at", "-id"],
                    "indexes": [
                        models.Index(fields=["recipient", "-created_at", "-id"], name="notification_of_person"),
                        models.Index(
                            condition=models.Q(("read_at__isnull", True)),
                            fields=["recipient"],
                            name="notification_unread",
                        ),
                        models.Index(
                            condition=models.Q(("channel__in", ["mail", "digest"]), ("sent_at__isnull", True)),
                            fields=["channel", "created_at"],
                            name="notification_unsent",
                        ),
                        models.Index(
                            condition=models.Q(("channel", "mail")),
                            fields=["recipient", "sent_at"],
                            name="notification_mailed",
                        ),
                    ],
                    "constraints": [
                        models.UniqueConstraint(
                            fields=("recipient", "kind", "key"),
                            name="notification_told_once",
                            violation_error_message="Cette personne en est déjà avertie.",
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="NotificationChoice",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("kind", models.CharField(max_length=60, verbose_name="nature")),
                    (
                        "channel",
                        models.CharField(
                            choices=[
                                ("page", "Page seulement"),
                                ("mail", "Courriel immédiat"),
                                ("digest", "Résumé quotidien"),
                                ("nothing", "Rien"),
                            ],
                            max_length=10,
                            verbose_name="voie",
                        ),
                    ),
                    (
                        "staff",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.CASCADE,
                            related_name="notification_choices",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                ],
                options={
                    "verbose_name": "choix de notification",
                    "constraints": [models.UniqueConstraint(fields=("staff", "kind"), name="notification_one_choice")],
                },
            ),
            migrations.CreateModel(
                name="Parameter",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("code", models.CharField(max_length=120, verbose_name="code")),
                    ("label", models.CharField(max_length=200, verbose_name="libellé")),
                    ("value", models.JSONField(verbose_name="valeur")),
                    ("unit", models.CharField(blank=True, max_length=40, verbose_name="unité")),
                    ("valid_from", models.DateField(verbose_name="en vigueur le")),
                    ("valid_to", models.DateField(blank=True, null=True, verbose_name="jusqu'au (exclu)")),
                    ("source", models.CharField(max_length=300, verbose_name="source")),
                    (
                        "confidence",
                        models.CharField(
                            choices=[("verified", "vérifié"), ("high", "fort"), ("medium", "moyen"), ("low", "faible")],
                            max_length=10,
                            verbose_name="confiance",
                        ),
                    ),
                    ("comment", models.TextField(blank=True, verbose_name="commentaire")),
                    ("created_at", models.DateTimeField(auto_now_add=True)),
                    (
                        "changed_by",
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
                    "verbose_name": "paramètre",
                    "verbose_name_plural": "paramètres",
                    "ordering": ["code", "-valid_from"],
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(
                                ("valid_to__isnull", True), ("valid_to__gt", models.F("valid_from")), _connector="OR"
                            ),
                            name="parameter_period_in_order",
                            violation_error_message="La fin de validité doit suivre le début.",
                        ),
                        django.contrib.postgres.constraints.ExclusionConstraint(
                            expressions=[
                                (directorate.parameters.models.TextRange("code"), "&&"),
                                (directorate.parameters.models.DateRange("valid_from", "valid_to"), "&&"),
                            ],
                            name="parameter_one_value_a_day",
                            violation_error_message="Une autre valeur est déjà en vigueur à ces dates.",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="SignatureDelegation",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("order_number", models.CharField(max_length=20, verbose_name="numéro de l'arrêté")),
                    ("signed_on", models.DateField(verbose_name="signé le")),
                    ("published_on", models.DateField(blank=True, null=True, verbose_name="publié au RAA le")),
                    (
                        "register_reference",
                        models.CharField(blank=True, max_length=120, verbose_name="référence au RAA"),
                    ),
                    ("starts_on", models.DateField(verbose_name="début")),
                    ("ends_on", models.DateField(blank=True, null=True, verbose_name="fin (exclue)")),
                    (
                        "procedures",
                        django.contrib.postgres.fields.ArrayField(
                            base_field=models.CharField(max_length=80), size=None, verbose_name="procédures"
                        ),
                    ),
                    (
                        "act_kinds",
                        django.contrib.postgres.fields.ArrayField(
                            base_field=models.CharField(max_length=40), size=None, verbose_name="natures d'acte"
                        ),
                    ),
                    (
                        "in_absence_only",
                        models.BooleanField(
                            default=False,
                            help_text="La délégation ne joue que si le délégataire principal, nommé ci-dessous, est absent.",
                            verbose_name="en cas d'absence ou d'empêchement seulement",
                        ),
                    ),
                    (
                        "may_be_subdelegated",
                        models.BooleanField(
                            default=False,
                            help_text="L'arrêté permet au délégataire de subdéléguer sa signature.",
                            verbose_name="subdélégation autorisée",
                        ),
                    ),
                    ("suspended_from", models.DateField(blank=True, null=True, verbose_name="suspendue à compter du")),
                    (
                        "suspension_reason",
                        models.CharField(blank=True, max_length=200, verbose_name="motif de suspension"),
                    ),
                    ("revoked_on", models.DateField(blank=True, null=True, verbose_name="abrogée le")),
                    (
                        "delegate",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="delegations_held",
                            to=settings.AUTH_USER_MODEL,
                            verbose_name="délégataire",
                        ),
                    ),
                    (
                        "delegator",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="delegations_given",
                            to=settings.AUTH_USER_MODEL,
                            verbose_name="délégant",
                        ),
                    ),
                    (
                        "stands_in_for",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                            verbose_name="délégataire principal",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "délégation de signature",
                    "verbose_name_plural": "délégations de signature",
                    "ordering": ["-starts_on", "delegate__last_name"],
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(
                                ("ends_on__isnull", True), ("ends_on__gt", models.F("starts_on")), _connector="OR"
                            ),
                            name="delegation_period_in_order",
                            violation_error_message="La fin de la délégation doit suivre son début.",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                ("published_on__isnull", True),
                                ("published_on__gte", models.F("signed_on")),
                                _connector="OR",
                            ),
                            name="delegation_published_after_signed",
                            violation_error_message="La publication ne peut précéder la signature de l'arrêté.",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(("delegate", models.F("delegator")), _negated=True),
                            name="delegation_to_somebody_else",
                            violation_error_message="Le délégataire ne peut être le délégant.",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                ("in_absence_only", False), ("stands_in_for__isnull", False), _connector="OR"
                            ),
                            name="delegation_names_the_absent",
                            violation_error_message="Nommer le délégataire principal dont l'absence ouvre la délégation.",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="StoredFile",
                fields=[
                    ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ("sha256", models.CharField(db_index=True, max_length=64)),
                    ("size", models.PositiveIntegerField(verbose_name="taille (octets)")),
                    ("media_type", models.CharField(max_length=100, verbose_name="type")),
                    ("name", models.CharField(max_length=200, verbose_name="nom d'origine")),
                    ("path", models.CharField(max_length=200)),
                    ("created_at", models.DateTimeField(verbose_name="déposé le")),
                    (
                        "created_by",
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
                    "verbose_name": "fichier",
                },
            ),
            migrations.CreateModel(
                name="Commune",
                fields=[
                    (
                        "insee",
                        models.CharField(
                            max_length=5,
                            primary_key=True,
                            serialize=False,
                            validators=[
                                django.core.validators.RegexValidator(
                                    "^(\\d{5}|2[AB]\\d{3})$", "Code INSEE attendu : cinq caractères, par exemple 94028."
                                )
                            ],
                            verbose_name="code INSEE",
                        ),
                    ),
                    ("name", models.CharField(max_length=80, verbose_name="nom")),
                    ("sort_name", models.CharField(db_index=True, editable=False, max_length=80)),
                    (
                        "public_territory",
                        models.CharField(max_length=80, verbose_name="établissement public territorial"),
                    ),
                    ("population", models.PositiveIntegerField(verbose_name="population")),
                    ("postal_codes", models.JSONField(default=list, verbose_name="codes postaux")),
                    ("latitude", models.DecimalField(decimal_places=6, max_digits=9)),
                    ("longitude", models.DecimalField(decimal_places=6, max_digits=9)),
                    ("contour", models.JSONField(blank=True, null=True, verbose_name="contour (GeoJSON)")),
                    (
                        "arrondissement",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="communes",
                            to="directorate.arrondissement",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "commune",
                    "ordering": ["sort_name"],
                },
            ),
            migrations.CreateModel(
                name="Commission",
                fields=[
                    ("code", models.SlugField(max_length=40, primary_key=True, serialize=False, verbose_name="code")),
                    ("name", models.CharField(max_length=160, verbose_name="nom")),
                    ("legal_basis", models.CharField(max_length=200, verbose_name="fondement")),
                    ("quorum", models.PositiveSmallIntegerField(verbose_name="quorum (membres présents)")),
                    (
                        "term_months",
                        models.PositiveSmallIntegerField(
                            blank=True, null=True, verbose_name="durée d'un mandat (mois)"
                        ),
                    ),
                    (
                        "most_terms",
                        models.PositiveSmallIntegerField(
                            blank=True, null=True, verbose_name="mandats successifs au plus"
                        ),
                    ),
                    (
                        "secretariat",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="commissions",
                            to="directorate.unit",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "commission",
                    "ordering": ["name"],
                },
            ),
            migrations.CreateModel(
                name="Paragraph",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    (
                        "kind",
                        models.CharField(
                            choices=[
                                ("visas", "Visa"),
                                ("grounds", "Considérant"),
                                ("articles", "Article"),
                                ("conditions", "Prescription"),
                            ],
                            max_length=10,
                            verbose_name="nature",
                        ),
                    ),
                    ("title", models.CharField(max_length=160, verbose_name="intitulé")),
                    ("family", models.CharField(blank=True, max_length=80, verbose_name="famille de procédures")),
                    (
                        "unit",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="paragraphs",
                            to="directorate.unit",
                            verbose_name="service",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "paragraphe",
                    "ordering": ["family", "title", "id"],
                    "constraints": [
                        models.UniqueConstraint(
                            fields=("unit", "kind", "family", "title"),
                            name="paragraph_title_once",
                            violation_error_message="Un paragraphe de même nature porte déjà cet intitulé.",
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="ImportSource",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("name", models.CharField(max_length=120, verbose_name="source")),
                    ("target", models.CharField(max_length=100)),
                    ("signature", models.TextField(blank=True)),
                    ("mapping", models.JSONField(default=dict, verbose_name="correspondance")),
                    ("reading", models.JSONField(default=dict, verbose_name="lecture")),
                    ("updated_at", models.DateTimeField(verbose_name="modifiée le")),
                    (
                        "updated_by",
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    (
                        "unit",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="directorate.unit",
                            verbose_name="service",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "source d'imports",
                    "verbose_name_plural": "sources d'imports",
                    "ordering": ["name"],
                    "constraints": [
                        models.UniqueConstraint(
                            fields=("unit", "target", "name"),
                            name="import_source_once",
                            violation_error_message="Une source porte déjà ce nom.",
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="SavedView",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("list_code", models.CharField(max_length=40, verbose_name="liste")),
                    ("name", models.CharField(max_length=60, verbose_name="nom")),
                    ("query", models.TextField(blank=True, max_length=2000, verbose_name="état de la liste")),
                    ("position", models.PositiveSmallIntegerField(default=0, verbose_name="rang")),
                    ("created_at", models.DateTimeField(verbose_name="créée le")),
                    ("changed_at", models.DateTimeField(verbose_name="modifiée le")),
                    (
                        "owner",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="saved_views",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    (
                        "shared_with",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="saved_views",
                            to="directorate.unit",
                            verbose_name="service",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "vue enregistrée",
                    "verbose_name_plural": "vues enregistrées",
                    "ordering": ["position", "id"],
                    "indexes": [models.Index(fields=["shared_with", "list_code"], name="saved_view_of_unit")],
                    "constraints": [
                        models.UniqueConstraint(
                            fields=("owner", "list_code", "name"),
                            name="saved_view_name_once",
                            violation_error_message="Vous avez déjà une vue de ce nom pour cette liste.",
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="Posting",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    (
                        "role",
                        models.CharField(
                            choices=[
                                ("prefect", "Préfet"),
                                ("chief_of_staff", "Directeur de cabinet"),
                                ("director", "Directeur"),
                                ("head", "Chef de bureau"),
                                ("deputy", "Adjoint au chef de bureau"),
                                ("caseworker", "Agent instructeur"),
                                ("administrator", "Administrateur de l'application"),
                            ],
                            max_length=20,
                            verbose_name="fonction",
                        ),
                    ),
                    ("starts_on", models.DateField(verbose_name="début")),
                    ("ends_on", models.DateField(blank=True, null=True, verbose_name="fin (exclue)")),
                    (
                        "staff",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="postings",
                            to=settings.AUTH_USER_MODEL,
                            verbose_name="agent",
                        ),
                    ),
                    (
                        "unit",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="postings",
                            to="directorate.unit",
                            verbose_name="unité",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "affectation",
                    "ordering": ["-starts_on"],
                    "constraints": [
                        models.UniqueConstraint(
                            condition=models.Q(("ends_on__isnull", True)),
                            fields=("staff",),
                            name="posting_one_open_per_person",
                            violation_error_message="Cet agent a déjà une affectation en cours.",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                ("ends_on__isnull", True), ("ends_on__gt", models.F("starts_on")), _connector="OR"
                            ),
                            name="posting_period_in_order",
                            violation_error_message="La fin de l'affectation doit suivre son début.",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="LegalTextVersion",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("valid_from", models.DateField(verbose_name="en vigueur le")),
                    ("valid_to", models.DateField(blank=True, null=True, verbose_name="jusqu'au (exclu)")),
                    ("words", models.TextField(verbose_name="texte ou résumé")),
                    ("note", models.TextField(blank=True, verbose_name="note")),
                    ("source", models.CharField(max_length=300, verbose_name="source")),
                    (
                        "confidence",
                        models.CharField(
                            choices=[("verified", "vérifié"), ("high", "fort"), ("medium", "moyen"), ("low", "faible")],
                            max_length=10,
                            verbose_name="confiance",
                        ),
                    ),
                    ("reason", models.TextField(blank=True, verbose_name="motif")),
                    ("created_at", models.DateTimeField()),
                    (
                        "changed_by",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    (
                        "replaced_by",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="directorate.legaltext",
                        ),
                    ),
                    (
                        "text",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="versions",
                            to="directorate.legaltext",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "version d'un texte",
                    "verbose_name_plural": "versions des textes",
                    "ordering": ["text", "-valid_from"],
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(
                                ("valid_to__isnull", True), ("valid_to__gt", models.F("valid_from")), _connector="OR"
                            ),
                            name="legal_text_version_in_order",
                            violation_error_message="La fin de vigueur doit suivre le début.",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                ("replaced_by__isnull", True), ("valid_to__isnull", False), _connector="OR"
                            ),
                            name="legal_text_replaced_at_its_end",
                            violation_error_message="Seul un texte qui prend fin est remplacé.",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                ("replaced_by__isnull", True),
                                models.Q(("replaced_by", models.F("text")), _negated=True),
                                _connector="OR",
                            ),
                            name="legal_text_not_replaced_by_itself",
                            violation_error_message="Un texte ne se remplace pas lui-même.",
                        ),
                        django.contrib.postgres.constraints.ExclusionConstraint(
                            expressions=[
                                (directorate.legal_texts.models.OneRow("text"), "&&"),
                                (directorate.parameters.models.DateRange("valid_from", "valid_to"), "&&"),
                            ],
                            name="legal_text_one_version_a_day",
                            violation_error_message="Une autre version est déjà en vigueur à ces dates.",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="PurgeProposal",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    (
                        "state",
                        models.CharField(
                            choices=[
                                ("open", "À examiner"),
                                ("confirmed", "Élimination en cours"),
                                ("done", "Terminée"),
                                ("dropped", "Abandonnée"),
                            ],
                            default="open",
                            max_length=10,
                            verbose_name="état",
                        ),
                    ),
                    ("proposed_at", models.DateTimeField(verbose_name="proposée le")),
                    (
                        "visa",
                        models.CharField(blank=True, max_length=120, verbose_name="référence du visa des archives"),
                    ),
                    ("visa_on", models.DateField(blank=True, null=True, verbose_name="visa du")),
                    ("confirmed_at", models.DateTimeField(blank=True, null=True, verbose_name="confirmée le")),
                    ("finished_at", models.DateTimeField(blank=True, null=True, verbose_name="terminée le")),
                    (
                        "confirmed_by",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                            verbose_name="par",
                        ),
                    ),
                    (
                        "job",
                        models.OneToOneField(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.SET_NULL,
                            related_name="+",
                            to="directorate.job",
                        ),
                    ),
                    (
                        "unit",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="directorate.unit",
                            verbose_name="service",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "proposition d'élimination",
                    "verbose_name_plural": "propositions d'élimination",
                    "ordering": ["-proposed_at", "-id"],
                    "constraints": [
                        models.UniqueConstraint(
                            condition=models.Q(("state", "open")),
                            fields=("unit",),
                            name="purge_one_open_a_unit",
                            violation_error_message="Ce service a déjà une proposition à examiner.",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                ("state__in", ["open", "dropped"]),
                                models.Q(
                                    ("confirmed_at__isnull", False),
                                    ("confirmed_by__isnull", False),
                                    ("visa_on__isnull", False),
                                    models.Q(("visa", ""), _negated=True),
                                ),
                                _connector="OR",
                            ),
                            name="purge_confirmed_with_its_visa",
                            violation_error_message="Une élimination se confirme avec le visa des archives.",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Series",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("list_code", models.CharField(max_length=40, verbose_name="liste")),
                    ("query", models.TextField(blank=True, verbose_name="état de la liste")),
                    ("action", models.CharField(max_length=40)),
                    ("details", models.JSONField(default=dict)),
                    ("total", models.PositiveIntegerField(verbose_name="dossiers")),
                    ("created_at", models.DateTimeField(verbose_name="préparée le")),
                    ("asked_at", models.DateTimeField(blank=True, null=True, verbose_name="demandée le")),
                    (
                        "by",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="series",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    (
                        "job",
                        models.OneToOneField(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="series",
                            to="directorate.job",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "série",
                    "ordering": ["-created_at"],
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(("asked_at__isnull", True), ("job__isnull", True)),
                                models.Q(("asked_at__isnull", False), ("job__isnull", False)),
                                _connector="OR",
                            ),
                            name="series_asked_has_a_job",
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="Letter",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("kind", models.CharField(max_length=40, verbose_name="nature")),
                    ("title", models.CharField(max_length=250, verbose_name="intitulé")),
                    ("template", models.CharField(max_length=160, verbose_name="modèle")),
                    ("template_version", models.CharField(max_length=64, verbose_name="version du modèle")),
                    ("context", models.JSONField(default=dict, verbose_name="valeurs fusionnées")),
                    ("html", models.TextField(blank=True, verbose_name="texte")),
                    (
                        "state",
                        models.CharField(
                            choices=[
                                ("draft", "Projet"),
                                ("final", "Définitif"),
                                ("signed", "Signé"),
                                ("sent", "Envoyé"),
                                ("cancelled", "Annulé"),
                                ("taken_over", "Repris d'un registre antérieur"),
                            ],
                            default="draft",
                            max_length=10,
                            verbose_name="état",
                        ),
                    ),
                    ("number", models.CharField(blank=True, max_length=20, verbose_name="numéro")),
                    ("page_code", models.CharField(blank=True, max_length=20)),
                    ("created_at", models.DateTimeField(verbose_name="établi le")),
                    ("signed_at", models.DateTimeField(blank=True, null=True, verbose_name="signé le")),
                    ("signature_block", models.TextField(blank=True, verbose_name="signature")),
                    ("sent_at", models.DateTimeField(blank=True, null=True, verbose_name="envoyé le")),
                    (
                        "created_by",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    (
                        "signed_by",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="letters_signed",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    (
                        "odt",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="directorate.storedfile",
                        ),
                    ),
                    (
                        "pdf",
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
                    "verbose_name": "courrier",
                    "ordering": ["-created_at"],
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(("state", "signed"), _negated=True),
                                models.Q(("signed_at__isnull", False), ("signed_by__isnull", False)),
                                _connector="OR",
                            ),
                            name="letter_signed_by_somebody",
                            violation_error_message="Un acte signé porte une date et un signataire.",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(("state", "taken_over"), _negated=True),
                                models.Q(
                                    ("signed_at__isnull", False),
                                    ("signed_by__isnull", True),
                                    models.Q(("number", ""), _negated=True),
                                    models.Q(("signature_block", ""), _negated=True),
                                ),
                                _connector="OR",
                            ),
                            name="letter_taken_over_is_whole",
                            violation_error_message="Un acte repris porte son numéro, sa date et son signataire.",
                        ),
                        models.UniqueConstraint(
                            condition=models.Q(("number", ""), _negated=True),
                            fields=("number",),
                            name="letter_number_unique",
                            violation_error_message="Ce numéro d'acte est déjà pris.",
                        ),
                        models.UniqueConstraint(
                            condition=models.Q(("page_code", ""), _negated=True),
                            fields=("page_code",),
                            name="letter_page_code_unique",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="RegisterIssue",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("year", models.PositiveSmallIntegerField(verbose_name="année")),
                    ("number", models.PositiveIntegerField(verbose_name="numéro")),
                    ("published_on", models.DateField(blank=True, null=True, verbose_name="publié le")),
                    ("sealed_at", models.DateTimeField(blank=True, null=True, verbose_name="scellé le")),
                    ("seal", models.CharField(blank=True, max_length=64, verbose_name="empreinte")),
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
                        "published_by",
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    (
                        "data",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="directorate.storedfile",
                        ),
                    ),
                    (
                        "page",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="directorate.storedfile",
                        ),
                    ),
                    (
                        "pdf",
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
                    "verbose_name": "numéro du recueil",
                    "verbose_name_plural": "recueil des actes administratifs",
                    "ordering": ["-year", "-number"],
                    "constraints": [
                        models.UniqueConstraint(fields=("year", "number"), name="register_issue_unique"),
                        models.UniqueConstraint(
                            condition=models.Q(("published_on__isnull", True)),
                            fields=("year",),
                            name="register_one_issue_in_preparation",
                            violation_error_message="Un numéro du recueil est déjà en préparation.",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                ("sealed_at__isnull", True),
                                models.Q(
                                    ("data__isnull", False),
                                    ("page__isnull", False),
                                    ("pdf__isnull", False),
                                    ("published_on__isnull", False),
                                ),
                                _connector="OR",
                            ),
                            name="register_sealed_with_its_files",
                            violation_error_message="Un numéro scellé est publié, avec ses fichiers.",
                        ),
                    ],
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
                        "file",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="+", to="directorate.storedfile"
                        ),
                    ),
                    (
                        "unit",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="directorate.unit",
                            verbose_name="service",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "dépôt d'actes numérisés",
                    "verbose_name_plural": "dépôts d'actes numérisés",
                    "ordering": ["-created_at"],
                    "indexes": [models.Index(fields=["created_by", "-created_at"], name="scan_of_person")],
                    "constraints": [
                        models.UniqueConstraint(
                            condition=models.Q(("state", "refused"), _negated=True),
                            fields=("created_by", "sha256"),
                            name="scan_deposited_once",
                            violation_error_message="Ce fichier est déjà déposé.",
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="Organisation",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    (
                        "kind",
                        models.CharField(
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
                            verbose_name="nature",
                        ),
                    ),
                    ("name", models.CharField(max_length=160, verbose_name="nom")),
                    ("code", models.SlugField(max_length=40, unique=True, verbose_name="code")),
                    ("email", models.EmailField(blank=True, max_length=254, verbose_name="adresse électronique")),
                    ("address", models.TextField(blank=True, verbose_name="adresse postale")),
                    ("is_active", models.BooleanField(default=True, verbose_name="active")),
                    (
                        "commune",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="organisations",
                            to="directorate.commune",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "partenaire",
                    "ordering": ["kind", "name"],
                },
            ),
            migrations.CreateModel(
                name="Permit",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("number", models.CharField(max_length=24, unique=True, verbose_name="numéro")),
                    ("procedure_code", models.CharField(db_index=True, max_length=80, verbose_name="procédure")),
                    ("label", models.CharField(max_length=200, verbose_name="titre")),
                    ("holder", models.CharField(max_length=200, verbose_name="titulaire")),
                    ("place_label", models.CharField(blank=True, max_length=250, verbose_name="lieu")),
                    (
                        "check_code",
                        models.CharField(
                            default=directorate.permits.models.new_check_code,
                            editable=False,
                            max_length=32,
                            unique=True,
                        ),
                    ),
                    ("issued_on", models.DateField(verbose_name="délivré le")),
                    ("valid_from", models.DateField(verbose_name="valable à compter du")),
                    ("expires_on", models.DateField(blank=True, null=True, verbose_name="valable jusqu'au")),
                    (
                        "renew_by",
                        models.DateField(blank=True, null=True, verbose_name="renouvellement à demander avant le"),
                    ),
                    (
                        "renewal_asked_on",
                        models.DateField(blank=True, null=True, verbose_name="renouvellement demandé le"),
                    ),
                    (
                        "state",
                        models.CharField(
                            choices=[
                                ("in_force", "En vigueur"),
                                ("suspended", "Suspendu"),
                                ("withdrawn", "Retiré"),
                                ("replaced", "Remplacé"),
                            ],
                            default="in_force",
                            max_length=10,
                            verbose_name="état",
                        ),
                    ),
                    ("state_changed_on", models.DateField(blank=True, null=True, verbose_name="depuis le")),
                    ("state_reason", models.TextField(blank=True, verbose_name="motif")),
                    ("features", models.JSONField(default=dict, verbose_name="caractéristiques")),
                    (
                        "commune",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="permits",
                            to="directorate.commune",
                            verbose_name="commune",
                        ),
                    ),
                    (
                        "replaced_by",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="replaces",
                            to="directorate.permit",
                        ),
                    ),
                    (
                        "unit",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="permits",
                            to="directorate.unit",
                            verbose_name="service",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "titre délivré",
                    "verbose_name_plural": "titres délivrés",
                    "ordering": ["-issued_on", "-id"],
                    "indexes": [
                        models.Index(fields=["expires_on", "id"], name="permit_expiry"),
                        models.Index(fields=["renew_by", "id"], name="permit_renewal"),
                        models.Index(fields=["-issued_on", "-id"], name="permit_by_issue"),
                        models.Index(fields=["unit", "-issued_on", "-id"], name="permit_of_unit_by_issue"),
                    ],
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(
                                ("expires_on__isnull", True),
                                ("expires_on__gte", models.F("valid_from")),
                                _connector="OR",
                            ),
                            name="permit_dates_in_order",
                            violation_error_message="L'échéance du titre ne peut précéder sa prise d'effet.",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                ("state", "in_force"), ("state_changed_on__isnull", False), _connector="OR"
                            ),
                            name="permit_state_is_dated",
                            violation_error_message="La suspension ou le retrait d'un titre est daté.",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Place",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("name", models.CharField(max_length=160, verbose_name="nom du site")),
                    ("address", models.CharField(max_length=250, verbose_name="adresse")),
                    ("postal_code", models.CharField(blank=True, max_length=5, verbose_name="code postal")),
                    (
                        "on_orly_platform",
                        models.BooleanField(default=False, verbose_name="sur la plate-forme de Paris-Orly"),
                    ),
                    ("latitude", models.DecimalField(blank=True, decimal_places=6, max_digits=9, null=True)),
                    ("longitude", models.DecimalField(blank=True, decimal_places=6, max_digits=9, null=True)),
                    (
                        "commune",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="places",
                            to="directorate.commune",
                            verbose_name="commune",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "lieu",
                    "verbose_name_plural": "lieux",
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(("latitude__isnull", True), ("longitude__isnull", True)),
                                models.Q(("latitude__range", (-90, 90)), ("longitude__range", (-180, 180))),
                                _connector="OR",
                            ),
                            name="place_coordinates_together",
                            violation_error_message="La latitude et la longitude vont ensemble.",
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="CommissionMember",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("name", models.CharField(max_length=120, verbose_name="nom")),
                    (
                        "civility",
                        models.CharField(
                            blank=True,
                            choices=[("mme", "Madame"), ("m", "Monsieur")],
                            max_length=3,
                            verbose_name="civilité",
                        ),
                    ),
                    ("capacity", models.CharField(max_length=160, verbose_name="qualité")),
                    ("email", models.EmailField(blank=True, max_length=254, verbose_name="courriel")),
                    ("address", models.CharField(blank=True, max_length=250, verbose_name="adresse postale")),
                    ("is_chair", models.BooleanField(default=False, verbose_name="préside")),
                    ("is_by_right", models.BooleanField(default=False, verbose_name="membre de droit")),
                    ("appointed_by", models.CharField(blank=True, max_length=160, verbose_name="acte de désignation")),
                    ("mandate_starts_on", models.DateField(verbose_name="début du mandat")),
                    ("mandate_ends_on", models.DateField(blank=True, null=True, verbose_name="fin du mandat (exclue)")),
                    (
                        "commission",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="members",
                            to="directorate.commission",
                        ),
                    ),
                    (
                        "renews",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="renewals",
                            to="directorate.commissionmember",
                        ),
                    ),
                    (
                        "substitute_of",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="substitutes",
                            to="directorate.commissionmember",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "membre de commission",
                    "ordering": ["-is_chair", "name"],
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(("mandate_ends_on__gt", models.F("mandate_starts_on"))),
                            name="mandate_in_order",
                            violation_error_message="La fin du mandat doit suivre son début.",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                ("is_by_right", True), ("mandate_ends_on__isnull", False), _connector="OR"
                            ),
                            name="mandate_of_the_appointed_ends",
                            violation_error_message="Le mandat d'un membre désigné a une fin.",
                        ),
                        models.UniqueConstraint(
                            fields=("renews",),
                            name="mandate_renewed_once_by_one",
                            violation_error_message="Ce mandat est déjà renouvelé.",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="ParagraphVersion",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("number", models.PositiveSmallIntegerField(verbose_name="version")),
                    ("text", models.TextField(verbose_name="texte")),
                    ("valid_from", models.DateField(verbose_name="proposé à compter du")),
                    ("valid_to", models.DateField(blank=True, null=True, verbose_name="jusqu'au (exclu)")),
                    ("reason", models.TextField(blank=True, verbose_name="motif")),
                    ("created_at", models.DateTimeField()),
                    (
                        "changed_by",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    (
                        "paragraph",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="versions",
                            to="directorate.paragraph",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "version d'un paragraphe",
                    "verbose_name_plural": "versions des paragraphes",
                    "ordering": ["paragraph", "-number"],
                    "constraints": [
                        models.UniqueConstraint(
                            fields=("paragraph", "number"),
                            name="paragraph_version_numbered",
                            violation_error_message="Cette version existe déjà.",
                        ),
                        models.UniqueConstraint(
                            condition=models.Q(("valid_to__isnull", True)),
                            fields=("paragraph",),
                            name="paragraph_one_current_version",
                            violation_error_message="Une seule version est proposée à la fois.",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                ("valid_to__isnull", True), ("valid_to__gte", models.F("valid_from")), _connector="OR"
                            ),
                            name="paragraph_version_in_order",
                            violation_error_message="La fin doit suivre le début.",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="TableImport",
                fields=[
                    ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ("target", models.CharField(max_length=100)),
                    ("file_name", models.CharField(max_length=200, verbose_name="fichier")),
                    ("file_expires_at", models.DateTimeField(verbose_name="fichier gardé jusqu'au")),
                    ("reading", models.JSONField(default=dict, verbose_name="lecture")),
                    ("columns", models.JSONField(default=list, verbose_name="colonnes")),
                    ("samples", models.JSONField(default=list, verbose_name="exemples")),
                    ("row_count", models.PositiveIntegerField(default=0, verbose_name="lignes")),
                    ("mapping", models.JSONField(default=dict, verbose_name="correspondance")),
                    ("unknown", models.JSONField(default=dict)),
                    ("counts", models.JSONField(default=dict, verbose_name="résultat")),
                    (
                        "state",
                        models.CharField(
                            choices=[
                                ("reading", "Lecture en cours"),
                                ("mapping", "À faire correspondre"),
                                ("previewing", "Aperçu en préparation"),
                                ("previewed", "À appliquer"),
                                ("applying", "Application en cours"),
                                ("applied", "Appliqué"),
                                ("undoing", "Annulation en cours"),
                                ("undone", "Annulé"),
                                ("abandoned", "Abandonné"),
                            ],
                            default="reading",
                            max_length=10,
                            verbose_name="état",
                        ),
                    ),
                    ("turn", models.PositiveIntegerField(default=0)),
                    ("created_at", models.DateTimeField(verbose_name="déposé le")),
                    ("applied_at", models.DateTimeField(blank=True, null=True, verbose_name="appliqué le")),
                    ("undone_at", models.DateTimeField(blank=True, null=True, verbose_name="annulé le")),
                    (
                        "applied_by",
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
                        "file",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="directorate.storedfile",
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
                        "source",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.SET_NULL,
                            related_name="imports",
                            to="directorate.importsource",
                            verbose_name="source",
                        ),
                    ),
                    (
                        "undone_by",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    (
                        "unit",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="directorate.unit",
                            verbose_name="service",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "import",
                    "ordering": ["-created_at"],
                    "indexes": [models.Index(fields=["unit", "-created_at"], name="import_of_unit")],
                },
            ),
            migrations.CreateModel(
                name="CitedText",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    (
                        "version",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="citations",
                            to="directorate.legaltextversion",
                        ),
                    ),
                    (
                        "letter",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.CASCADE,
                            related_name="cited_texts",
                            to="directorate.letter",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "texte cité par un acte",
                    "constraints": [
                        models.UniqueConstraint(
                            fields=("letter", "version"),
                            name="cited_text_once_an_act",
                            violation_error_message="Cet acte cite déjà cette version.",
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="SignedCopy",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("reproduces", models.CharField(max_length=64, verbose_name="empreinte de l'acte reproduit")),
                    ("attached_at", models.DateTimeField(verbose_name="jointe le")),
                    ("reason", models.CharField(blank=True, max_length=500, verbose_name="motif du remplacement")),
                    ("replaced_at", models.DateTimeField(blank=True, null=True, verbose_name="remplacée le")),
                    (
                        "attached_by",
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
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="signed_copies",
                            to="directorate.letter",
                        ),
                    ),
                    (
                        "file",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="+", to="directorate.storedfile"
                        ),
                    ),
                ],
                options={
                    "verbose_name": "copie signée",
                    "verbose_name_plural": "copies signées",
                    "ordering": ["-attached_at", "-id"],
                    "constraints": [
                        models.UniqueConstraint(
                            condition=models.Q(("replaced_at__isnull", True)),
                            fields=("letter",),
                            name="signed_copy_one_current",
                            violation_error_message="Cet acte a déjà une copie signée.",
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="RegisterEntry",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("position", models.PositiveIntegerField(verbose_name="ordre")),
                    ("postponed", models.BooleanField(default=False, verbose_name="reporté au numéro suivant")),
                    ("passages", models.JSONField(blank=True, default=list, verbose_name="passages occultés")),
                    (
                        "letter",
                        models.OneToOneField(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="register_entry",
                            to="directorate.letter",
                        ),
                    ),
                    (
                        "issue",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="entries",
                            to="directorate.registerissue",
                            verbose_name="numéro",
                        ),
                    ),
                    (
                        "pdf",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="directorate.storedfile",
                        ),
                    ),
                    (
                        "unit",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="directorate.unit",
                            verbose_name="service",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "acte publié",
                    "verbose_name_plural": "actes publiés",
                    "ordering": ["issue", "unit__rank", "position"],
                },
            ),
            migrations.CreateModel(
                name="ApiClient",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("name", models.CharField(max_length=120, verbose_name="nom")),
                    (
                        "contact_email",
                        models.EmailField(blank=True, max_length=254, verbose_name="courriel du responsable technique"),
                    ),
                    (
                        "scopes",
                        django.contrib.postgres.fields.ArrayField(
                            base_field=models.CharField(max_length=40), default=list, size=None, verbose_name="droits"
                        ),
                    ),
                    (
                        "procedures",
                        django.contrib.postgres.fields.ArrayField(
                            base_field=models.CharField(max_length=80),
                            blank=True,
                            default=list,
                            size=None,
                            verbose_name="procédures",
                        ),
                    ),
                    (
                        "communes",
                        django.contrib.postgres.fields.ArrayField(
                            base_field=models.CharField(max_length=5),
                            blank=True,
                            default=list,
                            size=None,
                            verbose_name="communes",
                        ),
                    ),
                    (
                        "networks",
                        django.contrib.postgres.fields.ArrayField(
                            base_field=models.CharField(max_length=43),
                            blank=True,
                            default=list,
                            size=None,
                            verbose_name="réseaux admis",
                        ),
                    ),
                    ("quota_minute", models.PositiveIntegerField(default=600, verbose_name="requêtes par minute")),
                    ("quota_day", models.PositiveIntegerField(default=50000, verbose_name="requêtes par jour")),
                    ("perimeter_version", models.PositiveIntegerField(default=1)),
                    ("expires_at", models.DateTimeField(verbose_name="expire le")),
                    ("revoked_at", models.DateTimeField(blank=True, null=True, verbose_name="révoqué le")),
                    ("last_used_at", models.DateTimeField(blank=True, null=True, verbose_name="dernier usage")),
                    ("created_at", models.DateTimeField(auto_now_add=True)),
                    (
                        "created_by",
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    (
                        "organisation",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="api_clients",
                            to="directorate.organisation",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "client de l'API",
                    "verbose_name_plural": "clients de l'API",
                    "ordering": ["name"],
                },
            ),
            migrations.CreateModel(
                name="CommissionSession",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("starts_at", models.DateTimeField(verbose_name="séance")),
                    ("place", models.CharField(max_length=160, verbose_name="lieu")),
                    (
                        "state",
                        models.CharField(
                            choices=[
                                ("planned", "Prévue"),
                                ("held", "Tenue"),
                                ("no_quorum", "Sans quorum"),
                                ("cancelled", "Annulée"),
                            ],
                            default="planned",
                            max_length=10,
                            verbose_name="état",
                        ),
                    ),
                    ("convened_at", models.DateTimeField(blank=True, null=True, verbose_name="convoquée le")),
                    ("convening", models.PositiveSmallIntegerField(default=0, verbose_name="convocations")),
                    ("urgency", models.CharField(blank=True, max_length=400, verbose_name="motif de l'urgence")),
                    ("minutes", models.TextField(blank=True, verbose_name="procès-verbal")),
                    ("held_at", models.DateTimeField(blank=True, null=True, verbose_name="clôturée le")),
                    (
                        "commission",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="sessions",
                            to="directorate.commission",
                        ),
                    ),
                    (
                        "present",
                        models.ManyToManyField(
                            blank=True,
                            related_name="sessions",
                            to="directorate.commissionmember",
                            verbose_name="présents",
                        ),
                    ),
                    (
                        "second_of",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="seconds",
                            to="directorate.commissionsession",
                        ),
                    ),
                    (
                        "minutes_file",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="directorate.storedfile",
                            verbose_name="procès-verbal",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "séance",
                    "ordering": ["-starts_at"],
                    "constraints": [
                        models.UniqueConstraint(fields=("commission", "starts_at"), name="one_session_at_a_time")
                    ],
                },
            ),
            migrations.CreateModel(
                name="ImportLine",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("number", models.PositiveIntegerField(verbose_name="ligne")),
                    (
                        "action",
                        models.CharField(
                            choices=[
                                ("create", "Création"),
                                ("update", "Mise à jour"),
                                ("unchanged", "Inchangée"),
                                ("reject", "Rejetée"),
                                ("overtaken", "Écartée"),
                            ],
                            max_length=10,
                            verbose_name="suite",
                        ),
                    ),
                    ("label", models.CharField(blank=True, max_length=250, verbose_name="objet")),
                    ("subject", models.CharField(blank=True, max_length=64)),
                    ("stamp", models.CharField(blank=True, max_length=64)),
                    ("values", models.JSONField(default=dict, verbose_name="valeurs")),
                    ("changes", models.JSONField(default=dict, verbose_name="changements")),
                    ("cells", models.JSONField(default=list)),
                    ("reason", models.TextField(blank=True, verbose_name="motif")),
                    (
                        "batch",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.CASCADE,
                            related_name="lines",
                            to="directorate.tableimport",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "ligne d'import",
                    "ordering": ["number"],
                    "indexes": [models.Index(fields=["batch", "action", "number"], name="import_line_action")],
                    "constraints": [models.UniqueConstraint(fields=("batch", "number"), name="import_line_once")],
                },
            ),
            migrations.CreateModel(
                name="ScannedPage",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
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
                    (
                        "assigned_by",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                            verbose_name="attribuée par",
                        ),
                    ),
                    (
                        "deposit",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.CASCADE,
                            related_name="pages",
                            to="directorate.scandeposit",
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
                        "copy",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="pages",
                            to="directorate.signedcopy",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "page numérisée",
                    "verbose_name_plural": "pages numérisées",
                    "ordering": ["rank"],
                    "indexes": [
                        models.Index(
                            condition=models.Q(("copy__isnull", True)), fields=["letter", "number"], name="scan_waiting"
                        )
                    ],
                    "constraints": [
                        models.UniqueConstraint(fields=("deposit", "rank"), name="scanned_page_once"),
                        models.UniqueConstraint(
                            condition=models.Q(("copy__isnull", True), ("state", "kept")),
                            fields=("letter", "number"),
                            name="scanned_page_one_waits",
                            violation_error_message="Cette page de l'acte est déjà numérisée.",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(("state", "kept"), _negated=True),
                                models.Q(("letter__isnull", False), ("number__isnull", False)),
                                _connector="OR",
                            ),
                            name="scanned_page_kept_for_an_act",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="RegisterCorrection",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("text", models.TextField(verbose_name="texte")),
                    ("created_at", models.DateTimeField(verbose_name="rédigé le")),
                    (
                        "created_by",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                        ),
                    ),
                    (
                        "entry",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="corrections",
                            to="directorate.registerentry",
                            verbose_name="acte rectifié",
                        ),
                    ),
                    (
                        "issue",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="corrections",
                            to="directorate.registerissue",
                            verbose_name="numéro",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "rectificatif",
                    "ordering": ["issue", "id"],
                },
            ),
            migrations.CreateModel(
                name="Case",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("reference", models.CharField(max_length=40, unique=True, verbose_name="référence")),
                    ("procedure_code", models.CharField(max_length=80, verbose_name="procédure")),
                    ("procedure_revision", models.PositiveSmallIntegerField(verbose_name="révision de la procédure")),
                    ("stage", models.CharField(max_length=40, verbose_name="étape")),
                    ("is_open", models.BooleanField(default=True, verbose_name="en cours")),
                    ("party_name", models.CharField(editable=False, max_length=250)),
                    ("title", models.CharField(max_length=250, verbose_name="objet")),
                    (
                        "channel",
                        models.CharField(
                            choices=[
                                ("desk", "Guichet"),
                                ("post", "Courrier"),
                                ("email", "Courriel"),
                                ("online", "Téléprocédure"),
                                ("api", "API partenaire"),
                                ("police", "Rapport de police"),
                                ("other_admin", "Autre administration"),
                                ("own_initiative", "Initiative du service"),
                            ],
                            max_length=20,
                            verbose_name="canal",
                        ),
                    ),
                    (
                        "sensitivity",
                        models.CharField(
                            choices=[
                                ("normal", "Ordinaire"),
                                ("restricted", "Restreinte au bureau"),
                                ("secret", "Agents désignés"),
                            ],
                            default="normal",
                            max_length=12,
                            verbose_name="diffusion",
                        ),
                    ),
                    ("answers", models.JSONField(default=dict, verbose_name="réponses")),
                    ("received_on", models.DateField(verbose_name="reçu le")),
                    ("complete_on", models.DateField(blank=True, null=True, verbose_name="complet le")),
                    ("event_at", models.DateTimeField(blank=True, null=True, verbose_name="date de l'événement")),
                    ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="décidé le")),
                    ("notified_at", models.DateTimeField(blank=True, null=True, verbose_name="notifié le")),
                    ("published_on", models.DateField(blank=True, null=True, verbose_name="publié le")),
                    ("executory_at", models.DateTimeField(blank=True, null=True, verbose_name="exécutoire le")),
                    ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="clos le")),
                    ("outcome", models.CharField(blank=True, max_length=40, verbose_name="issue")),
                    ("redirected_to", models.CharField(blank=True, max_length=200, verbose_name="transmis à")),
                    ("next_due_on", models.DateField(blank=True, null=True, verbose_name="prochaine échéance")),
                    ("next_due_label", models.CharField(blank=True, max_length=120)),
                    ("is_suspended", models.BooleanField(default=False, verbose_name="délai suspendu")),
                    ("created_at", models.DateTimeField(verbose_name="enregistré le")),
                    ("opening_key", models.UUIDField(editable=False, null=True, unique=True)),
                    ("changed_at", models.DateTimeField(verbose_name="modifié le")),
                    ("version", models.PositiveIntegerField(default=1)),
                    (
                        "api_client",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="cases",
                            to="directorate.apiclient",
                        ),
                    ),
                    (
                        "caseworker",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="cases",
                            to=settings.AUTH_USER_MODEL,
                            verbose_name="agent instructeur",
                        ),
                    ),
                    (
                        "changed_by",
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
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    (
                        "commune",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="cases",
                            to="directorate.commune",
                            verbose_name="commune",
                        ),
                    ),
                    (
                        "party",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="cases",
                            to="directorate.party",
                            verbose_name="demandeur",
                        ),
                    ),
                    (
                        "permit",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="cases",
                            to="directorate.permit",
                            verbose_name="titre",
                        ),
                    ),
                    (
                        "renews",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="renewal_cases",
                            to="directorate.permit",
                        ),
                    ),
                    (
                        "place",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="cases",
                            to="directorate.place",
                            verbose_name="lieu",
                        ),
                    ),
                    (
                        "unit",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="cases",
                            to="directorate.unit",
                            verbose_name="service",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "dossier",
                    "ordering": ["-received_on", "-id"],
                    "indexes": [
                        models.Index(
                            condition=models.Q(("is_open", True)),
                            fields=["unit", "next_due_on", "id"],
                            include=("sensitivity", "caseworker"),
                            name="case_open_by_deadline",
                        ),
                        models.Index(
                            condition=models.Q(("is_open", True)),
                            fields=["stage", "next_due_on", "id"],
                            name="case_open_by_stage",
                        ),
                        models.Index(
                            condition=models.Q(("is_open", False)),
                            fields=["stage", "-received_on", "-id"],
                            include=("unit", "sensitivity", "caseworker"),
                            name="case_closed_by_stage",
                        ),
                        models.Index(
                            fields=["procedure_code", "next_due_on", "id"],
                            include=("unit", "sensitivity", "caseworker"),
                            name="case_by_procedure",
                        ),
                        models.Index(
                            condition=models.Q(("is_open", True)),
                            fields=["caseworker", "next_due_on", "id"],
                            name="case_open_of_person",
                        ),
                        models.Index(fields=["unit", "-received_on", "-id"], name="case_history"),
                        models.Index(fields=["procedure_code", "stage"], name="case_procedure_stage"),
                        models.Index(
                            condition=models.Q(("sensitivity", "secret")), fields=["unit"], name="case_secret"
                        ),
                        models.Index(
                            condition=models.Q(("is_open", True)), fields=["next_due_on", "id"], name="case_every_open"
                        ),
                        models.Index(
                            fields=["next_due_on", "id"],
                            include=("unit", "sensitivity", "caseworker", "procedure_code", "stage"),
                            name="case_by_deadline",
                        ),
                        models.Index(
                            fields=["unit", "next_due_on", "id"],
                            include=("sensitivity", "caseworker", "procedure_code", "stage"),
                            name="case_of_unit_by_deadline",
                        ),
                        models.Index(fields=["-received_on", "-id"], name="case_by_reception"),
                        models.Index(fields=["party_name", "id"], name="case_by_party"),
                    ],
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(
                                ("complete_on__isnull", True),
                                ("complete_on__gte", models.F("received_on")),
                                _connector="OR",
                            ),
                            name="case_complete_after_received",
                            violation_error_message="La date de complétude ne peut précéder la réception.",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                ("notified_at__isnull", True),
                                models.Q(("decided_at__isnull", False), ("notified_at__gte", models.F("decided_at"))),
                                _connector="OR",
                            ),
                            name="case_notified_after_decided",
                            violation_error_message="La notification ne peut précéder la décision.",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                ("executory_at__isnull", True), ("notified_at__isnull", False), _connector="OR"
                            ),
                            name="case_executory_after_notified",
                            violation_error_message="Une mesure n'est exécutoire qu'une fois notifiée.",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(("is_open", True), ("closed_at__isnull", False), _connector="OR"),
                            name="case_closed_is_dated",
                            violation_error_message="La clôture d'un dossier est datée.",
                        ),
                        models.UniqueConstraint(
                            models.F("procedure_code"),
                            django.db.models.fields.json.KeyTextTransform("legacy_reference", "answers"),
                            condition=models.Q(("answers__has_key", "legacy_reference")),
                            name="case_legacy_reference_once",
                            violation_error_message="Un dossier de cette procédure porte déjà cette référence antérieure.",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="ApiRefusal",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    (
                        "kind",
                        models.CharField(
                            choices=[
                                ("network", "Adresse hors des réseaux admis"),
                                ("token", "Jeton expiré ou révoqué"),
                                ("quota", "Quota dépassé"),
                            ],
                            max_length=10,
                            verbose_name="motif",
                        ),
                    ),
                    ("hour", models.DateTimeField(verbose_name="heure")),
                    ("count", models.PositiveIntegerField(default=1, verbose_name="nombre")),
                    ("address", models.CharField(blank=True, max_length=45, verbose_name="dernière adresse")),
                    (
                        "client",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.CASCADE,
                            related_name="refusals",
                            to="directorate.apiclient",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "refus de l'API",
                    "ordering": ["-hour", "kind"],
                    "constraints": [
                        models.UniqueConstraint(fields=("client", "kind", "hour"), name="api_refusal_once_an_hour")
                    ],
                },
            ),
            migrations.CreateModel(
                name="ApiToken",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("prefix", models.CharField(max_length=16, unique=True, verbose_name="début du jeton")),
                    ("hash", models.CharField(max_length=64)),
                    ("created_at", models.DateTimeField(verbose_name="créé le")),
                    ("expires_at", models.DateTimeField(verbose_name="expire le")),
                    ("revoked_at", models.DateTimeField(blank=True, null=True, verbose_name="révoqué le")),
                    ("last_used_at", models.DateTimeField(blank=True, null=True, verbose_name="dernier usage")),
                    (
                        "client",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="tokens",
                            to="directorate.apiclient",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "jeton",
                    "ordering": ["-created_at", "-id"],
                },
            ),
            migrations.CreateModel(
                name="ApiUsage",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("day", models.DateField(verbose_name="jour")),
                    ("count", models.PositiveIntegerField(default=0, verbose_name="requêtes")),
                    ("refused", models.PositiveIntegerField(default=0, verbose_name="refusées par le quota")),
                    ("minute", models.DateTimeField()),
                    ("minute_count", models.PositiveIntegerField(default=0)),
                    (
                        "client",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.CASCADE,
                            related_name="usage",
                            to="directorate.apiclient",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "usage de l'API",
                    "ordering": ["-day"],
                    "constraints": [models.UniqueConstraint(fields=("client", "day"), name="api_usage_once_a_day")],
                },
            ),
            migrations.CreateModel(
                name="WebhookEndpoint",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                    ("url", models.CharField(max_length=500, verbose_name="adresse")),
                    (
                        "events",
                        django.contrib.postgres.fields.ArrayField(
                            base_field=models.CharField(max_length=40),
                            blank=True,
                            default=list,
                            size=None,
                            verbose_name="événements",
                        ),
                    ),
                    (
                        "state",
                        models.CharField(
                            choices=[("active", "Actif"), ("paused", "En pause")],
                            default="active",
                            max_length=8,
                            verbose_name="état",
                        ),
                    ),
                    ("paused_reason", models.CharField(blank=True, max_length=250, verbose_name="motif de la pause")),
                    ("generation", models.PositiveIntegerField(default=1, verbose_name="génération du secret")),
                    ("rotated_at", models.DateTimeField(blank=True, null=True, verbose_name="secret changé le")),
                    ("position", models.BigIntegerField(default=0)),
                    ("failing_since", models.DateTimeField(blank=True, null=True, verbose_name="en échec depuis")),
                    ("last_success_at", models.DateTimeField(blank=True, null=True, verbose_name="dernière remise")),
                    ("created_at", models.DateTimeField(verbose_name="créé le")),
                    ("removed_at", models.DateTimeField(blank=True, null=True, verbose_name="supprimé le")),
                    (
                        "client",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="webhooks",
                            to="directorate.apiclient",
                        ),
                    ),
                    (
                        "created_by",
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                ],
                options={
                    "verbose_name": "webhook",
                    "ordering": ["id"],
                },
            ),
            migrations.CreateModel(
                name="AgendaItem",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("position", models.PositiveSmallIntegerField(verbose_name="ordre")),
                    ("title", models.CharField(max_length=250, verbose_name="objet")),
                    (
                        "opinion",
                        models.CharField(
                            blank=True,
                            choices=[
                                ("favourable", "Favorable"),
                                ("favourable_with_reserves", "Favorable avec réserves"),
                                ("unfavourable", "Défavorable"),
                                ("adjourned", "Ajourné"),
                            ],
                            max_length=30,
                            verbose_name="avis",
                        ),
                    ),
                    ("comment", models.TextField(blank=True, verbose_name="observations")),
                    ("votes_for", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="voix pour")),
                    (
                        "votes_against",
                        models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="voix contre"),
                    ),
                    (
                        "session",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="items",
                            to="directorate.commissionsession",
                        ),
                    ),
                    (
                        "extract",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="directorate.storedfile",
                            verbose_name="extrait",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "point à l'ordre du jour",
                    "ordering": ["session", "position"],
                    "constraints": [
                        models.UniqueConstraint(fields=("session", "position"), name="agenda_position_unique")
                    ],
                },
            ),
            migrations.CreateModel(
                name="Convocation",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("convening", models.PositiveSmallIntegerField()),
                    ("sent_at", models.DateTimeField(verbose_name="envoyée le")),
                    ("email", models.EmailField(blank=True, max_length=254, verbose_name="courriel")),
                    (
                        "member",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="convocations",
                            to="directorate.commissionmember",
                        ),
                    ),
                    (
                        "session",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="convocations",
                            to="directorate.commissionsession",
                        ),
                    ),
                    (
                        "file",
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
                    "verbose_name": "convocation",
                    "ordering": ["-convening", "-member__is_chair", "member__name"],
                    "constraints": [
                        models.UniqueConstraint(
                            fields=("session", "member", "convening"), name="convocation_once_a_convening"
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="CaseFollowUp",
                fields=[
                    (
                        "case",
                        models.OneToOneField(
                            on_delete=django.db.models.deletion.CASCADE,
                            primary_key=True,
                            related_name="follow_up",
                            serialize=False,
                            to="directorate.case",
                        ),
                    ),
                    ("procedure_code", models.CharField(max_length=80)),
                    ("stage", models.CharField(max_length=40)),
                    ("sensitivity", models.CharField(max_length=12)),
                    ("received_on", models.DateField()),
                    ("next_due_on", models.DateField(null=True)),
                    ("is_suspended", models.BooleanField(default=False)),
                    ("silence_due_on", models.DateField(null=True)),
                    ("silence_effect", models.CharField(blank=True, max_length=12)),
                    ("answered_on", models.DateField(null=True)),
                    ("act_kind", models.CharField(blank=True, max_length=40)),
                    (
                        "blocker",
                        models.CharField(
                            blank=True,
                            choices=[
                                ("applicant", "Le demandeur"),
                                ("partner", "Un organisme consulté"),
                                ("commission", "Une commission"),
                                ("heard", "La personne concernée"),
                                ("signatory", "Le signataire"),
                                ("register", "Le recueil des actes"),
                                ("unassigned", "À répartir"),
                                ("caseworker", "L'agent instructeur"),
                            ],
                            max_length=12,
                        ),
                    ),
                    ("blocked_by", models.CharField(blank=True, max_length=160)),
                    ("blocked_since", models.DateField(null=True)),
                    (
                        "alert",
                        models.PositiveSmallIntegerField(
                            choices=[
                                (0, "Rien à signaler"),
                                (1, "Échéance proche"),
                                (2, "Silence proche"),
                                (3, "Échéance dépassée"),
                            ],
                            default=0,
                        ),
                    ),
                    ("alerted_on", models.DateField(null=True)),
                    (
                        "caseworker",
                        models.ForeignKey(
                            db_index=False,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    (
                        "commune",
                        models.ForeignKey(
                            db_index=False,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="directorate.commune",
                        ),
                    ),
                    (
                        "drafted_by",
                        models.ForeignKey(
                            db_index=False,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    (
                        "unit",
                        models.ForeignKey(
                            db_index=False,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="directorate.unit",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "suivi d'un dossier en cours",
                    "indexes": [
                        models.Index(fields=["unit", "next_due_on", "case"], name="follow_up_of_unit"),
                        models.Index(fields=["caseworker", "next_due_on", "case"], name="follow_up_of_person"),
                        models.Index(fields=["unit", "stage", "next_due_on", "case"], name="follow_up_unit_stage"),
                        models.Index(
                            fields=["caseworker", "stage", "next_due_on", "case"], name="follow_up_person_stage"
                        ),
                        models.Index(fields=["silence_due_on"], name="follow_up_silence"),
                        models.Index(
                            condition=models.Q(("act_kind", ""), _negated=True),
                            fields=["next_due_on", "case"],
                            include=("unit", "procedure_code", "act_kind", "drafted_by", "caseworker", "sensitivity"),
                            name="follow_up_signature",
                        ),
                        models.Index(
                            fields=["unit", "caseworker", "next_due_on"],
                            include=("is_suspended",),
                            name="follow_up_load",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="CaseText",
                fields=[
                    (
                        "case",
                        models.OneToOneField(
                            on_delete=django.db.models.deletion.CASCADE,
                            primary_key=True,
                            related_name="text",
                            serialize=False,
                            to="directorate.case",
                        ),
                    ),
                    ("received_on", models.DateField()),
                    ("is_recent", models.BooleanField()),
                    ("head", models.TextField()),
                    ("body", models.TextField()),
                    (
                        "search",
                        models.GeneratedField(
                            db_persist=True,
                            expression=models.Func("head", "body", function="fr_vector"),
                            output_field=django.contrib.postgres.search.SearchVectorField(),
                        ),
                    ),
                    (
                        "unit",
                        models.ForeignKey(
                            db_index=False,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="directorate.unit",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "texte d'un dossier",
                    "indexes": [
                        django.contrib.postgres.indexes.GinIndex(fields=["search"], name="case_text_search"),
                        django.contrib.postgres.indexes.GinIndex(
                            condition=models.Q(("is_recent", True)), fields=["search"], name="case_text_lately"
                        ),
                        models.Index(fields=["-received_on", "-case"], name="case_text_recent"),
                        models.Index(fields=["unit", "-received_on", "-case"], name="case_text_of_unit"),
                    ],
                },
            ),
            migrations.CreateModel(
                name="CaseTiming",
                fields=[
                    (
                        "case",
                        models.OneToOneField(
                            on_delete=django.db.models.deletion.CASCADE,
                            primary_key=True,
                            related_name="timing",
                            serialize=False,
                            to="directorate.case",
                        ),
                    ),
                    ("procedure_code", models.CharField(max_length=80)),
                    ("sensitivity", models.CharField(max_length=12)),
                    ("received_on", models.DateField()),
                    ("decided_on", models.DateField(null=True)),
                    ("gross_days", models.IntegerField(null=True)),
                    ("net_days", models.IntegerField(null=True)),
                    ("is_late", models.BooleanField(default=False)),
                    ("is_tacit", models.BooleanField(default=False)),
                    (
                        "unit",
                        models.ForeignKey(
                            db_index=False,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="directorate.unit",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "durée d'un dossier",
                    "indexes": [
                        models.Index(
                            fields=["received_on"],
                            include=("unit", "procedure_code", "sensitivity", "case"),
                            name="timing_received",
                        ),
                        models.Index(
                            condition=models.Q(("decided_on__isnull", False)),
                            fields=["decided_on"],
                            include=(
                                "unit",
                                "procedure_code",
                                "sensitivity",
                                "case",
                                "gross_days",
                                "net_days",
                                "is_late",
                                "is_tacit",
                            ),
                            name="timing_decided",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Appeal",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    (
                        "kind",
                        models.CharField(
                            choices=[
                                ("informal", "Recours gracieux"),
                                ("hierarchical", "Recours hiérarchique"),
                                ("contentious", "Recours contentieux"),
                                ("interim_suspension", "Référé-suspension"),
                                ("interim_liberty", "Référé-liberté"),
                            ],
                            max_length=20,
                            verbose_name="nature",
                        ),
                    ),
                    ("lodged_by", models.CharField(max_length=160, verbose_name="auteur du recours")),
                    ("is_third_party", models.BooleanField(default=False, verbose_name="formé par un tiers")),
                    ("received_on", models.DateField(verbose_name="reçu ou enregistré le")),
                    ("court", models.CharField(blank=True, max_length=160, verbose_name="juridiction")),
                    ("court_reference", models.CharField(blank=True, max_length=60, verbose_name="numéro au greffe")),
                    ("limit_on", models.DateField(blank=True, null=True, verbose_name="dernier jour pour agir")),
                    ("is_late", models.BooleanField(default=False, verbose_name="hors délai")),
                    ("verdict", models.CharField(max_length=400, verbose_name="délai")),
                    ("silence_due_on", models.DateField(blank=True, null=True, verbose_name="rejet par le silence le")),
                    (
                        "defence_due_on",
                        models.DateField(blank=True, null=True, verbose_name="mémoire en défense avant le"),
                    ),
                    ("defended_on", models.DateField(blank=True, null=True, verbose_name="mémoire produit le")),
                    ("hearing_on", models.DateField(blank=True, null=True, verbose_name="audience le")),
                    (
                        "stage",
                        models.CharField(
                            choices=[
                                ("received", "Reçu"),
                                ("hearing", "Audience fixée"),
                                ("answered", "Répondu"),
                                ("silent", "Rejeté par le silence"),
                                ("judged", "Jugé"),
                                ("withdrawn", "Désistement"),
                            ],
                            default="received",
                            max_length=12,
                            verbose_name="étape",
                        ),
                    ),
                    (
                        "outcome",
                        models.CharField(
                            blank=True,
                            choices=[
                                ("rejected", "Rejet"),
                                ("granted", "Recours accueilli"),
                                ("annulled", "Annulation"),
                                ("suspended", "Suspension par le juge"),
                                ("withdrawn", "Désistement"),
                            ],
                            max_length=12,
                            verbose_name="issue",
                        ),
                    ),
                    ("ended_on", models.DateField(blank=True, null=True, verbose_name="terminé le")),
                    ("ruling", models.TextField(blank=True, max_length=2000, verbose_name="teneur")),
                    ("dates", models.JSONField(default=dict, verbose_name="calcul des dates")),
                    ("created_at", models.DateTimeField(verbose_name="enregistré le")),
                    (
                        "created_by",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    (
                        "case",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="appeals",
                            to="directorate.case",
                            verbose_name="dossier",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "recours",
                    "verbose_name_plural": "recours",
                    "ordering": ["received_on", "id"],
                    "indexes": [
                        models.Index(fields=["-received_on", "-id"], name="appeal_by_reception"),
                        models.Index(
                            condition=models.Q(("silence_due_on__isnull", False), ("stage", "received")),
                            fields=["silence_due_on"],
                            name="appeal_silence",
                        ),
                        models.Index(
                            condition=models.Q(("stage__in", ["received", "hearing"])),
                            fields=["case"],
                            name="appeal_open",
                        ),
                    ],
                    "constraints": [
                        models.UniqueConstraint(
                            fields=("case", "kind", "lodged_by", "received_on"),
                            name="appeal_recorded_once",
                            violation_error_message="Ce recours est déjà enregistré.",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                ("ended_on__isnull", True), ("ended_on__gte", models.F("received_on")), _connector="OR"
                            ),
                            name="appeal_ends_after_reception",
                            violation_error_message="Un recours ne se termine pas avant d'avoir été reçu.",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(("ended_on__isnull", True), ("outcome", "")),
                                models.Q(models.Q(("outcome", ""), _negated=True), ("ended_on__isnull", False)),
                                _connector="OR",
                            ),
                            name="appeal_outcome_is_dated",
                            violation_error_message="L'issue d'un recours est datée.",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Addressee",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("name", models.CharField(max_length=160, verbose_name="nom")),
                    ("quality", models.CharField(blank=True, max_length=120, verbose_name="qualité")),
                    ("address", models.TextField(blank=True, max_length=400, verbose_name="adresse")),
                    ("is_party", models.BooleanField(default=False, verbose_name="demandeur ou personne visée")),
                    ("notified_at", models.DateTimeField(blank=True, null=True, verbose_name="notifié le")),
                    ("created_at", models.DateTimeField(verbose_name="ajouté le")),
                    (
                        "created_by",
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    (
                        "case",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="addressees",
                            to="directorate.case",
                            verbose_name="dossier",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "destinataire",
                    "ordering": ["-is_party", "id"],
                    "indexes": [
                        models.Index(
                            condition=models.Q(("is_party", False), ("notified_at__isnull", True)),
                            fields=["case"],
                            name="addressee_waiting",
                        )
                    ],
                    "constraints": [
                        models.UniqueConstraint(
                            fields=("case", "name"),
                            name="addressee_once_a_case",
                            violation_error_message="Ce destinataire est déjà inscrit.",
                        ),
                        models.UniqueConstraint(
                            condition=models.Q(("is_party", True)), fields=("case",), name="addressee_one_party"
                        ),
                        models.CheckConstraint(
                            condition=models.Q(("is_party", False), ("notified_at__isnull", True), _connector="OR"),
                            name="addressee_party_dated_by_case",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="CaseChange",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("position", models.BigIntegerField(editable=False, null=True, unique=True)),
                    ("reference", models.CharField(blank=True, max_length=40)),
                    ("procedure_code", models.CharField(blank=True, max_length=80)),
                    (
                        "kind",
                        models.CharField(
                            choices=[
                                ("opened", "Dossier enregistré"),
                                ("moved", "Étape franchie"),
                                ("corrected", "Demande corrigée"),
                                ("changed", "Dossier modifié"),
                                ("closed", "Dossier clos"),
                                ("removed", "Dossier retiré"),
                            ],
                            max_length=10,
                            verbose_name="nature",
                        ),
                    ),
                    ("version", models.PositiveIntegerField()),
                    ("at", models.DateTimeField(db_index=True, verbose_name="le")),
                    ("commune", models.CharField(blank=True, max_length=5)),
                    ("sensitivity", models.CharField(max_length=12)),
                    ("was_commune", models.CharField(blank=True, max_length=5)),
                    ("was_sensitivity", models.CharField(blank=True, max_length=12)),
                    (
                        "case",
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.CASCADE,
                            related_name="changes",
                            to="directorate.case",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "changement de dossier",
                    "ordering": ["position"],
                },
            ),
            migrations.CreateModel(
                name="CaseDeadline",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("code", models.CharField(max_length=60)),
                    ("label", models.CharField(max_length=160, verbose_name="échéance")),
                    (
                        "kind",
                        models.CharField(
                            choices=[
                                ("silence", "Décision née du silence"),
                                ("filing", "Dépôt"),
                                ("pieces", "Pièces attendues"),
                                ("opinion", "Avis attendu"),
                                ("hearing", "Observations attendues"),
                                ("event", "Événement"),
                                ("appeal", "Recours"),
                                ("execution", "Exécution"),
                                ("internal", "Objectif interne"),
                            ],
                            max_length=12,
                        ),
                    ),
                    ("due_on", models.DateField(blank=True, null=True, verbose_name="date")),
                    ("due_at", models.DateTimeField(blank=True, null=True, verbose_name="instant")),
                    (
                        "state",
                        models.CharField(
                            choices=[
                                ("running", "Court"),
                                ("suspended", "Suspendue"),
                                ("met", "Tenue"),
                                ("passed", "Passée"),
                                ("acted", "Suivie d'effet"),
                                ("void", "Sans objet"),
                            ],
                            default="running",
                            max_length=10,
                        ),
                    ),
                    ("effect", models.CharField(blank=True, max_length=12, verbose_name="effet du silence")),
                    ("article", models.CharField(max_length=160, verbose_name="article")),
                    (
                        "parameter_version",
                        models.CharField(blank=True, max_length=160, verbose_name="version du paramètre"),
                    ),
                    ("computation", models.JSONField(default=dict, verbose_name="calcul")),
                    ("acted_at", models.DateTimeField(blank=True, null=True)),
                    (
                        "case",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.CASCADE, related_name="deadlines", to="directorate.case"
                        ),
                    ),
                ],
                options={
                    "verbose_name": "échéance",
                    "ordering": ["due_on", "id"],
                    "indexes": [
                        models.Index(
                            condition=models.Q(("state__in", ["running", "suspended"])),
                            fields=["due_on", "case"],
                            name="deadline_running",
                        )
                    ],
                    "constraints": [models.UniqueConstraint(fields=("case", "code"), name="deadline_once_a_case")],
                },
            ),
            migrations.CreateModel(
                name="CaseNote",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("text", models.TextField(max_length=4000, verbose_name="note")),
                    ("created_at", models.DateTimeField()),
                    (
                        "author",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                        ),
                    ),
                    (
                        "case",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.CASCADE, related_name="notes", to="directorate.case"
                        ),
                    ),
                ],
                options={
                    "verbose_name": "note",
                    "ordering": ["-created_at"],
                },
            ),
            migrations.CreateModel(
                name="CaseStaff",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    (
                        "case",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.CASCADE,
                            related_name="named_staff",
                            to="directorate.case",
                        ),
                    ),
                    (
                        "staff",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                        ),
                    ),
                ],
                options={
                    "verbose_name": "agent désigné",
                    "constraints": [models.UniqueConstraint(fields=("case", "staff"), name="case_staff_unique")],
                },
            ),
            migrations.CreateModel(
                name="ClockStop",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("started_on", models.DateField(verbose_name="notifiée le")),
                    ("limit_on", models.DateField(verbose_name="à produire avant le")),
                    ("ended_on", models.DateField(blank=True, null=True, verbose_name="produites le")),
                    ("reason", models.CharField(max_length=250, verbose_name="motif")),
                    ("reminded_on", models.DateField(blank=True, null=True, verbose_name="relancée le")),
                    ("missing", models.JSONField(default=list, verbose_name="pièces demandées")),
                    (
                        "case",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.CASCADE,
                            related_name="clock_stops",
                            to="directorate.case",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "suspension du délai",
                    "ordering": ["started_on"],
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(("limit_on__gt", models.F("started_on"))),
                            name="stop_limit_after_start",
                            violation_error_message="La date limite de production doit suivre la demande.",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                ("ended_on__isnull", True), ("ended_on__gte", models.F("started_on")), _connector="OR"
                            ),
                            name="stop_ends_after_start",
                            violation_error_message="Les pièces ne peuvent arriver avant d'avoir été demandées.",
                        ),
                        django.contrib.postgres.constraints.ExclusionConstraint(
                            expressions=[
                                (
                                    models.Func(
                                        models.F("case_id"),
                                        models.F("case_id"),
                                        template="int8range(%(expressions)s, '[]')",
                                    ),
                                    "&&",
                                ),
                                (directorate.parameters.models.DateRange("started_on", "ended_on"), "&&"),
                            ],
                            name="stop_one_at_a_time",
                            violation_error_message="Une demande de pièces est déjà ouverte à cette date.",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="HandoverRemark",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("text", models.TextField(max_length=1000, verbose_name="remarque")),
                    ("written_at", models.DateTimeField(verbose_name="écrite le")),
                    (
                        "absence",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.CASCADE,
                            related_name="remarks",
                            to="directorate.absence",
                        ),
                    ),
                    (
                        "case",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.CASCADE,
                            related_name="handover_remarks",
                            to="directorate.case",
                        ),
                    ),
                    (
                        "written_by",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                        ),
                    ),
                ],
                options={
                    "verbose_name": "remarque de passage de relais",
                    "constraints": [
                        models.UniqueConstraint(
                            fields=("absence", "case"),
                            name="handover_one_remark_per_case",
                            violation_error_message="Ce dossier porte déjà une remarque pour cette absence.",
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="HearingInvitation",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("facts", models.TextField(blank=True, verbose_name="faits reprochés")),
                    ("contemplated_measure", models.TextField(blank=True, verbose_name="mesure envisagée")),
                    ("sent_on", models.DateField(blank=True, null=True, verbose_name="lettre envoyée le")),
                    ("received_on", models.DateField(blank=True, null=True, verbose_name="lettre reçue le")),
                    ("deadline_on", models.DateField(blank=True, null=True, verbose_name="observations avant le")),
                    (
                        "mode",
                        models.CharField(
                            blank=True,
                            choices=[
                                ("none", "Aucune"),
                                ("written", "Écrites"),
                                ("oral", "Orales"),
                                ("both", "Écrites et orales"),
                            ],
                            max_length=8,
                            verbose_name="observations",
                        ),
                    ),
                    ("observations_on", models.DateField(blank=True, null=True, verbose_name="observations reçues le")),
                    ("observations", models.TextField(blank=True, verbose_name="teneur des observations")),
                    ("heard_on", models.DateField(blank=True, null=True, verbose_name="audition le")),
                    ("counsel", models.CharField(blank=True, max_length=160, verbose_name="conseil")),
                    (
                        "exception",
                        models.CharField(
                            blank=True,
                            choices=[
                                ("urgency", "Urgence"),
                                ("exceptional", "Circonstances exceptionnelles"),
                                ("public_order", "Ordre public"),
                                ("special", "Procédure particulière prévue par la loi"),
                            ],
                            max_length=12,
                            verbose_name="dispense",
                        ),
                    ),
                    ("exception_reason", models.TextField(blank=True, verbose_name="justification de la dispense")),
                    (
                        "case",
                        models.OneToOneField(
                            on_delete=django.db.models.deletion.CASCADE, related_name="hearing", to="directorate.case"
                        ),
                    ),
                ],
                options={
                    "verbose_name": "procédure contradictoire",
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(
                                ("exception", ""), models.Q(("exception_reason", ""), _negated=True), _connector="OR"
                            ),
                            name="hearing_exception_is_justified",
                            violation_error_message="Une dispense de procédure contradictoire est justifiée.",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                ("deadline_on__isnull", True),
                                models.Q(("deadline_on__gt", models.F("sent_on")), ("sent_on__isnull", False)),
                                _connector="OR",
                            ),
                            name="hearing_deadline_after_letter",
                            violation_error_message="Le délai pour présenter des observations suit l'envoi de la lettre.",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Label",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("name", models.CharField(max_length=40, verbose_name="nom")),
                    (
                        "tone",
                        models.CharField(
                            choices=[
                                ("neutral", "Gris"),
                                ("info", "Bleu"),
                                ("success", "Vert"),
                                ("warning", "Orange"),
                                ("error", "Rouge"),
                                ("new", "Jaune"),
                            ],
                            default="neutral",
                            max_length=8,
                            verbose_name="couleur",
                        ),
                    ),
                    ("is_active", models.BooleanField(default=True, verbose_name="en usage")),
                    (
                        "unit",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="labels",
                            to="directorate.unit",
                            verbose_name="service",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "étiquette",
                    "ordering": ["name", "id"],
                    "constraints": [
                        models.UniqueConstraint(
                            django.db.models.functions.text.Lower("name"),
                            models.F("unit"),
                            name="label_once_a_unit",
                            violation_error_message="Ce service a déjà une étiquette de ce nom.",
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="CaseLetter",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("purpose", models.CharField(max_length=60)),
                    (
                        "case",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.CASCADE, related_name="letters", to="directorate.case"
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
                        "letter",
                        models.OneToOneField(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="case_letter",
                            to="directorate.letter",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "courrier du dossier",
                    "ordering": ["-letter__created_at", "-id"],
                },
            ),
            migrations.CreateModel(
                name="PurgeLine",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("reference", models.CharField(max_length=40, verbose_name="référence")),
                    ("procedure_code", models.CharField(max_length=80, verbose_name="procédure")),
                    ("received_on", models.DateField(verbose_name="reçu le")),
                    ("decided_on", models.DateField(blank=True, null=True, verbose_name="décidé le")),
                    ("outcome", models.CharField(blank=True, max_length=40, verbose_name="issue")),
                    ("ended_on", models.DateField(verbose_name="fin du dossier ou du titre")),
                    ("ended_by", models.CharField(max_length=120, verbose_name="point de départ")),
                    ("due_on", models.DateField(verbose_name="conservé jusqu'au")),
                    ("rule", models.CharField(max_length=140, verbose_name="règle")),
                    (
                        "state",
                        models.CharField(
                            choices=[
                                ("proposed", "Proposé"),
                                ("kept", "Conservé"),
                                ("erased", "Éliminé"),
                                ("refused", "Non éliminé"),
                            ],
                            default="proposed",
                            max_length=10,
                            verbose_name="suite",
                        ),
                    ),
                    ("reason", models.CharField(blank=True, max_length=500, verbose_name="motif")),
                    (
                        "kept_until",
                        models.DateField(blank=True, null=True, verbose_name="conservé de nouveau jusqu'au"),
                    ),
                    ("erased_at", models.DateTimeField(blank=True, null=True, verbose_name="éliminé le")),
                    (
                        "case",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.SET_NULL,
                            related_name="+",
                            to="directorate.case",
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
                            verbose_name="par",
                        ),
                    ),
                    (
                        "proposal",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="lines",
                            to="directorate.purgeproposal",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "dossier à éliminer",
                    "verbose_name_plural": "dossiers à éliminer",
                    "ordering": ["due_on", "id"],
                    "indexes": [
                        models.Index(fields=["proposal", "due_on", "id"], name="purge_line_by_date"),
                        models.Index(fields=["reference"], name="purge_line_reference"),
                    ],
                    "constraints": [
                        models.UniqueConstraint(fields=("proposal", "reference"), name="purge_line_once_a_proposal"),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(("state", "kept"), _negated=True),
                                models.Q(("kept_until__isnull", False), models.Q(("reason", ""), _negated=True)),
                                _connector="OR",
                            ),
                            name="purge_kept_with_a_reason",
                            violation_error_message="Un dossier gardé au-delà de sa durée l'est pour un motif et jusqu'à un jour.",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(("state", "erased"), ("erased_at__isnull", True), _connector="OR"),
                            name="purge_erased_is_dated",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="SeriesItem",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("rank", models.PositiveIntegerField()),
                    ("version", models.PositiveIntegerField()),
                    (
                        "state",
                        models.CharField(
                            choices=[
                                ("pending", "À faire"),
                                ("done", "Fait"),
                                ("refused", "Refusé"),
                                ("failed", "En échec"),
                            ],
                            default="pending",
                            max_length=8,
                            verbose_name="résultat",
                        ),
                    ),
                    ("sentence", models.CharField(blank=True, max_length=400, verbose_name="motif")),
                    ("done_at", models.DateTimeField(blank=True, null=True, verbose_name="le")),
                    (
                        "case",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.CASCADE, related_name="+", to="directorate.case"
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
                        "series",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.CASCADE, related_name="items", to="directorate.series"
                        ),
                    ),
                ],
                options={
                    "verbose_name": "dossier d'une série",
                    "ordering": ["rank"],
                    "indexes": [models.Index(fields=["series", "state", "rank"], name="series_item_state")],
                    "constraints": [models.UniqueConstraint(fields=("series", "case"), name="series_once_a_case")],
                },
            ),
            migrations.CreateModel(
                name="Piece",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("code", models.CharField(max_length=60)),
                    ("label", models.CharField(max_length=200, verbose_name="pièce")),
                    ("is_blocking", models.BooleanField(default=True, verbose_name="indispensable")),
                    (
                        "state",
                        models.CharField(
                            choices=[
                                ("expected", "Attendue"),
                                ("requested", "Demandée"),
                                ("received", "Reçue"),
                                ("accepted", "Validée"),
                                ("refused", "Refusée"),
                                ("waived", "Non exigée"),
                            ],
                            default="expected",
                            max_length=10,
                            verbose_name="état",
                        ),
                    ),
                    ("received_on", models.DateField(blank=True, null=True, verbose_name="reçue le")),
                    ("remark", models.CharField(blank=True, max_length=250, verbose_name="observation")),
                    ("rank", models.PositiveSmallIntegerField(default=0)),
                    (
                        "case",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.CASCADE, related_name="pieces", to="directorate.case"
                        ),
                    ),
                    (
                        "file",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="pieces",
                            to="directorate.storedfile",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "pièce",
                    "ordering": ["rank", "id"],
                    "constraints": [models.UniqueConstraint(fields=("case", "code"), name="piece_once_a_case")],
                },
            ),
            migrations.CreateModel(
                name="Decision",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("outcome", models.CharField(max_length=40, verbose_name="sens")),
                    ("act_kind", models.CharField(max_length=40, verbose_name="nature de l'acte")),
                    ("title", models.CharField(max_length=250, verbose_name="intitulé")),
                    ("visas", models.JSONField(default=list, verbose_name="visas")),
                    ("grounds", models.JSONField(default=list, verbose_name="considérants")),
                    ("articles", models.JSONField(default=list, verbose_name="articles")),
                    ("conditions", models.TextField(blank=True, verbose_name="prescriptions")),
                    ("details", models.JSONField(default=dict, verbose_name="données de la décision")),
                    (
                        "state",
                        models.CharField(
                            choices=[
                                ("draft", "En préparation"),
                                ("submitted", "À la signature"),
                                ("signed", "Signée"),
                                ("tacit", "Née du silence"),
                            ],
                            default="draft",
                            max_length=10,
                            verbose_name="état",
                        ),
                    ),
                    ("updated_at", models.DateTimeField()),
                    ("submitted_at", models.DateTimeField(blank=True, null=True, verbose_name="soumise le")),
                    ("returned_reason", models.TextField(blank=True, verbose_name="motif de renvoi")),
                    ("number", models.CharField(blank=True, max_length=20, verbose_name="numéro")),
                    ("signed_at", models.DateTimeField(blank=True, null=True, verbose_name="signée le")),
                    ("signature_block", models.TextField(blank=True, verbose_name="signature")),
                    (
                        "notification_mode",
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
                            verbose_name="mode de notification",
                        ),
                    ),
                    (
                        "notification_reference",
                        models.CharField(blank=True, max_length=120, verbose_name="référence de la preuve"),
                    ),
                    (
                        "case",
                        models.OneToOneField(
                            on_delete=django.db.models.deletion.CASCADE, related_name="decision", to="directorate.case"
                        ),
                    ),
                    (
                        "drafted_by",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="decisions_drafted",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    (
                        "signed_by",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="decisions_signed",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    (
                        "letter",
                        models.OneToOneField(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="decision",
                            to="directorate.letter",
                        ),
                    ),
                    (
                        "delegation",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="decisions",
                            to="directorate.signaturedelegation",
                        ),
                    ),
                    (
                        "notification_proof",
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
                    "verbose_name": "décision",
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(("state", "signed"), _negated=True),
                                models.Q(
                                    ("signed_at__isnull", False),
                                    ("signed_by__isnull", False),
                                    models.Q(("number", ""), _negated=True),
                                    models.Q(("signature_block", ""), _negated=True),
                                ),
                                _connector="OR",
                            ),
                            name="decision_signed_by_somebody",
                            violation_error_message="Une décision signée porte un numéro, une date et un signataire.",
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="AccessRequest",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("reason", models.TextField(max_length=1000, verbose_name="motif")),
                    ("asked_at", models.DateTimeField(verbose_name="demandé le")),
                    (
                        "state",
                        models.CharField(
                            choices=[
                                ("pending", "À examiner"),
                                ("granted", "Lecture accordée"),
                                ("answered", "Réponse écrite"),
                                ("refused", "Refusée"),
                                ("revoked", "Retirée"),
                                ("dropped", "Abandonnée"),
                            ],
                            default="pending",
                            max_length=10,
                            verbose_name="état",
                        ),
                    ),
                    ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="examiné le")),
                    ("until_on", models.DateField(blank=True, null=True, verbose_name="jusqu'au")),
                    ("answer", models.TextField(blank=True, max_length=4000, verbose_name="réponse")),
                    ("revoked_at", models.DateTimeField(blank=True, null=True, verbose_name="retirée le")),
                    ("revoked_reason", models.CharField(blank=True, max_length=500, verbose_name="motif du retrait")),
                    (
                        "asked_by",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="access_requests",
                            to=settings.AUTH_USER_MODEL,
                            verbose_name="demandeur",
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
                        ),
                    ),
                    (
                        "revoked_by",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    (
                        "case",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.CASCADE,
                            related_name="access_requests",
                            to="directorate.case",
                            verbose_name="dossier",
                        ),
                    ),
                    (
                        "asked_for",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="directorate.unit",
                            verbose_name="service demandeur",
                        ),
                    ),
                    (
                        "holder",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="directorate.unit",
                            verbose_name="service détenteur",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "demande d'accès",
                    "verbose_name_plural": "demandes d'accès",
                    "ordering": ["-asked_at", "-id"],
                    "indexes": [
                        models.Index(
                            condition=models.Q(("state", "pending")), fields=["holder"], name="access_pending"
                        ),
                        models.Index(fields=["asked_by", "-asked_at"], name="access_of_person"),
                    ],
                    "constraints": [
                        models.UniqueConstraint(
                            condition=models.Q(("state", "pending")),
                            fields=("case", "asked_by"),
                            name="access_one_pending",
                            violation_error_message="Cette demande est déjà faite.",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(("state__in", ["granted", "answered", "refused"]), _negated=True),
                                models.Q(("decided_at__isnull", False), ("decided_by__isnull", False)),
                                _connector="OR",
                            ),
                            name="access_decided_by_somebody",
                            violation_error_message="Une demande examinée porte un auteur et une date.",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(("state__in", ["granted", "answered"]), _negated=True),
                                ("until_on__isnull", False),
                                _connector="OR",
                            ),
                            name="access_has_an_end",
                            violation_error_message="Un accès a une fin.",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(("state__in", ["answered", "refused"]), _negated=True),
                                models.Q(("answer", ""), _negated=True),
                                _connector="OR",
                            ),
                            name="access_answer_is_written",
                            violation_error_message="Une réponse ou un refus est écrit.",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="WebhookDelivery",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("event_id", models.UUIDField(default=uuid.uuid4, verbose_name="identifiant")),
                    ("event", models.CharField(max_length=40, verbose_name="événement")),
                    ("payload", models.JSONField(verbose_name="contenu")),
                    (
                        "state",
                        models.CharField(
                            choices=[
                                ("queued", "À remettre"),
                                ("sending", "En cours"),
                                ("sent", "Remis"),
                                ("failed", "Abandonné"),
                            ],
                            default="queued",
                            max_length=8,
                            verbose_name="état",
                        ),
                    ),
                    ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="tentatives")),
                    ("lease_until", models.DateTimeField(blank=True, null=True)),
                    ("created_at", models.DateTimeField(verbose_name="écrit le")),
                    ("tried_at", models.DateTimeField(blank=True, null=True, verbose_name="dernière tentative")),
                    ("sent_at", models.DateTimeField(blank=True, null=True, verbose_name="remis le")),
                    (
                        "response_status",
                        models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="réponse"),
                    ),
                    (
                        "response_excerpt",
                        models.CharField(blank=True, max_length=500, verbose_name="début de la réponse"),
                    ),
                    ("duration_ms", models.PositiveIntegerField(blank=True, null=True, verbose_name="durée (ms)")),
                    ("error", models.CharField(blank=True, max_length=500, verbose_name="erreur")),
                    (
                        "endpoint",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="deliveries",
                            to="directorate.webhookendpoint",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "remise",
                    "ordering": ["-id"],
                    "indexes": [
                        models.Index(
                            condition=models.Q(("state__in", ["queued", "sending"])),
                            fields=["created_at"],
                            name="webhook_unsent",
                        ),
                        models.Index(fields=["endpoint", "-id"], name="webhook_journal"),
                    ],
                    "constraints": [
                        models.UniqueConstraint(fields=("endpoint", "event_id"), name="webhook_event_once")
                    ],
                },
            ),
            migrations.CreateModel(
                name="Consultation",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("code", models.CharField(max_length=60)),
                    ("body_label", models.CharField(max_length=160, verbose_name="organisme")),
                    ("is_mandatory", models.BooleanField(default=False, verbose_name="obligatoire")),
                    ("is_binding", models.BooleanField(default=False, verbose_name="conforme")),
                    ("deemed_if_silent", models.CharField(blank=True, max_length=30, verbose_name="réputé")),
                    ("question", models.TextField(blank=True, verbose_name="question posée")),
                    ("asked_on", models.DateField(verbose_name="demandé le")),
                    ("due_on", models.DateField(verbose_name="attendu le")),
                    ("answered_on", models.DateField(blank=True, null=True, verbose_name="rendu le")),
                    (
                        "opinion",
                        models.CharField(
                            blank=True,
                            choices=[
                                ("favourable", "Favorable"),
                                ("favourable_with_reserves", "Favorable avec réserves"),
                                ("unfavourable", "Défavorable"),
                                ("no_answer", "Sans réponse"),
                                ("not_competent", "Non compétent"),
                                ("adjourned", "Ajourné"),
                                ("no_opinion", "Sans observation"),
                                ("revoked", "Demande retirée"),
                            ],
                            max_length=30,
                            verbose_name="avis",
                        ),
                    ),
                    ("comment", models.TextField(blank=True, verbose_name="observations")),
                    ("answered_by", models.CharField(blank=True, max_length=160, verbose_name="signataire de l'avis")),
                    ("is_confidential", models.BooleanField(default=False, verbose_name="avis confidentiel")),
                    ("reminded_on", models.DateField(blank=True, null=True, verbose_name="relancé le")),
                    ("reminders", models.PositiveSmallIntegerField(default=0, verbose_name="relances automatiques")),
                    (
                        "agenda_item",
                        models.OneToOneField(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="consultation",
                            to="directorate.agendaitem",
                        ),
                    ),
                    (
                        "case",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.CASCADE,
                            related_name="consultations",
                            to="directorate.case",
                        ),
                    ),
                    (
                        "organisation",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="consultations",
                            to="directorate.organisation",
                        ),
                    ),
                    (
                        "file",
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
                    "verbose_name": "consultation",
                    "ordering": ["asked_on", "id"],
                    "constraints": [
                        models.UniqueConstraint(
                            condition=models.Q(("answered_on__isnull", True)),
                            fields=("case", "code"),
                            name="consultation_one_open_a_body",
                            violation_error_message="Un avis est déjà demandé à cet organisme.",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(("due_on__gte", models.F("asked_on"))),
                            name="consultation_due_after_asked",
                            violation_error_message="L'avis ne peut être attendu avant d'être demandé.",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                ("answered_on__isnull", True),
                                models.Q(
                                    ("answered_on__gte", models.F("asked_on")), models.Q(("opinion", ""), _negated=True)
                                ),
                                _connector="OR",
                            ),
                            name="consultation_answered_after_asked",
                            violation_error_message="L'avis rendu porte un sens et une date postérieure à la demande.",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="SessionPromise",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("text", models.CharField(max_length=400, verbose_name="engagement")),
                    ("due_on", models.DateField(verbose_name="pour le")),
                    ("created_at", models.DateTimeField()),
                    ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="tenu le")),
                    ("closing_note", models.CharField(blank=True, max_length=400, verbose_name="suite donnée")),
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
                        "created_by",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                        ),
                    ),
                    (
                        "item",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="promises",
                            to="directorate.agendaitem",
                            verbose_name="affaire",
                        ),
                    ),
                    (
                        "owner",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="promises",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    (
                        "session",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="promises",
                            to="directorate.commissionsession",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "engagement pris en séance",
                    "ordering": ["due_on", "id"],
                    "indexes": [
                        models.Index(
                            condition=models.Q(("closed_at__isnull", True)),
                            fields=["owner", "due_on"],
                            name="promise_open",
                        )
                    ],
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(
                                ("closed_at__isnull", True),
                                models.Q(("closing_note", ""), _negated=True),
                                _connector="OR",
                            ),
                            name="promise_closed_with_a_note",
                            violation_error_message="Dire quelle suite a été donnée.",
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="SessionDocument",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("title", models.CharField(max_length=160, verbose_name="intitulé")),
                    (
                        "item",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.CASCADE,
                            related_name="documents",
                            to="directorate.agendaitem",
                        ),
                    ),
                    (
                        "session",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="documents",
                            to="directorate.commissionsession",
                        ),
                    ),
                    (
                        "file",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="+", to="directorate.storedfile"
                        ),
                    ),
                ],
                options={
                    "verbose_name": "document de séance",
                    "ordering": ["item__position", "id"],
                },
            ),
            migrations.CreateModel(
                name="Withdrawal",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("reason", models.CharField(blank=True, max_length=200, verbose_name="motif")),
                    (
                        "item",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.CASCADE,
                            related_name="withdrawals",
                            to="directorate.agendaitem",
                        ),
                    ),
                    (
                        "member",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="withdrawals",
                            to="directorate.commissionmember",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "déport",
                    "ordering": ["member__name"],
                    "constraints": [models.UniqueConstraint(fields=("item", "member"), name="withdrawal_once_an_item")],
                },
            ),
            migrations.CreateModel(
                name="LitigationPack",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    (
                        "appeal",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="packs", to="directorate.appeal"
                        ),
                    ),
                    (
                        "job",
                        models.OneToOneField(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="litigation_pack",
                            to="directorate.job",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "dossier contentieux",
                    "ordering": ["-id"],
                },
            ),
            migrations.CreateModel(
                name="DeliveryAttempt",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
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
                    (
                        "addressee",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="attempts",
                            to="directorate.addressee",
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
                        "proof",
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
                    "verbose_name": "tentative de notification",
                    "verbose_name_plural": "tentatives de notification",
                    "ordering": ["sent_on", "id"],
                    "constraints": [
                        models.UniqueConstraint(
                            condition=models.Q(("state", "sent")),
                            fields=("addressee",),
                            name="attempt_one_at_a_time",
                            violation_error_message="Une notification de ce destinataire attend déjà sa preuve.",
                        ),
                        models.CheckConstraint(
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
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(("state", "delivered"), _negated=True),
                                models.Q(("delivered_at__isnull", False), models.Q(("mode", ""), _negated=True)),
                                _connector="OR",
                            ),
                            name="attempt_delivery_is_dated",
                            violation_error_message="Une notification porte sa date et sa preuve.",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="CaseLabel",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("put_at", models.DateTimeField(verbose_name="posée le")),
                    (
                        "case",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.CASCADE, related_name="+", to="directorate.case"
                        ),
                    ),
                    (
                        "put_by",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                        ),
                    ),
                    (
                        "label",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="+", to="directorate.label"
                        ),
                    ),
                ],
                options={
                    "verbose_name": "étiquette d'un dossier",
                    "constraints": [models.UniqueConstraint(fields=("case", "label"), name="case_label_once")],
                },
            ),
            migrations.CreateModel(
                name="ConsultationLink",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("code_hash", models.CharField(max_length=64, unique=True)),
                    ("created_at", models.DateTimeField()),
                    ("expires_at", models.DateTimeField(verbose_name="expire le")),
                    ("used_at", models.DateTimeField(blank=True, null=True, verbose_name="utilisé le")),
                    ("revoked_at", models.DateTimeField(blank=True, null=True, verbose_name="révoqué le")),
                    ("sent_to", models.EmailField(blank=True, max_length=254, verbose_name="envoyé à")),
                    (
                        "consultation",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.CASCADE,
                            related_name="links",
                            to="directorate.consultation",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "lien de réponse",
                },
            ),
        ),
        migrations.AddField(
            model_name="label",
            name="cases",
            field=models.ManyToManyField(related_name="labels", through="directorate.CaseLabel", to="directorate.case"),
        ),
    ]
