"""Tokens of their own, quotas and networks of the clients of the API; the feed of changes; webhooks.

The place of a change in the feed is given by the database at the commit, under the lock of the head of the journal,
taken first by whoever commits: a reader that has seen a place has seen every place before it.
"""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

MOVE_TOKENS = """
INSERT INTO directorate_apitoken (client_id, prefix, hash, created_at, expires_at, revoked_at, last_used_at)
SELECT id, token_prefix, token_hash, created_at, expires_at, revoked_at, last_used_at FROM directorate_apiclient;
-- A table cannot be altered while its checks wait for the commit.
SET CONSTRAINTS ALL IMMEDIATE;
SET CONSTRAINTS ALL DEFERRED;
"""
# The way back keeps the newest token of each client.
PUT_TOKENS_BACK = """
UPDATE directorate_apiclient AS client SET token_prefix = token.prefix, token_hash = token.hash
FROM (SELECT DISTINCT ON (client_id) client_id, prefix, hash FROM directorate_apitoken ORDER BY client_id, id DESC)
    AS token
WHERE token.client_id = client.id;
"""

FEED = """
CREATE SEQUENCE directorate_casechange_position OWNED BY directorate_casechange.position;

CREATE FUNCTION feed_place_change() RETURNS trigger
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    -- The very first commit of all makes the head, as the journal does.
    INSERT INTO directorate_journalhead (id, seq, hash)
    SELECT 1, 0, repeat('0', 64)
    WHERE NOT EXISTS (SELECT FROM directorate_journalhead)
        AND NOT EXISTS (SELECT FROM directorate_journalentry WHERE seq IS NOT NULL)
    ON CONFLICT DO NOTHING;
    -- The same lock as the journal, and no other: two commits never wait for each other in a circle.
    PERFORM FROM directorate_journalhead WHERE id = 1 FOR UPDATE;
    UPDATE directorate_casechange SET position = nextval('directorate_casechange_position') WHERE id = NEW.id;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER feed_placed AFTER INSERT ON directorate_casechange
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION feed_place_change();
"""
NO_FEED = """
DROP TRIGGER feed_placed ON directorate_casechange;
DROP FUNCTION feed_place_change();
DROP SEQUENCE directorate_casechange_position;
"""


class Migration(migrations.Migration):
    dependencies = [("directorate", "0008_notifications")]

    operations = [
        migrations.AddField(
            model_name="apiclient",
            name="contact_email",
            field=models.EmailField(blank=True, max_length=254, verbose_name="courriel du responsable technique"),
        ),
        migrations.AddField(
            model_name="apiclient",
            name="networks",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=43),
                blank=True,
                default=list,
                size=None,
                verbose_name="réseaux admis",
            ),
        ),
        migrations.AddField(
            model_name="apiclient",
            name="perimeter_version",
            field=models.PositiveIntegerField(default=1),
        ),
        migrations.AddField(
            model_name="apiclient",
            name="quota_day",
            field=models.PositiveIntegerField(default=50000, verbose_name="requêtes par jour"),
        ),
        migrations.AddField(
            model_name="apiclient",
            name="quota_minute",
            field=models.PositiveIntegerField(default=600, verbose_name="requêtes par minute"),
        ),
        migrations.CreateModel(
            name="ApiToken",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("prefix", models.CharField(max_length=16, unique=True, verbose_name="début du jeton")),
                ("hash", models.CharField(max_length=64)),
                ("created_at", models.DateTimeField(verbose_name="créé le")),
                ("expires_at", models.DateTimeField(verbose_name="expire le")),
                ("revoked_at", models.DateTimeField(blank=True, null=True, verbose_name="révoqué le")),
                ("last_used_at", models.DateTimeField(blank=True, null=True, verbose_name="dernier usage")),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="tokens", to="directorate.apiclient"
                    ),
                ),
            ],
            options={
                "verbose_name": "jeton",
                "ordering": ["-created_at", "-id"],
            },
        ),
        # Nullable for the time of the move, in both directions.
        migrations.AlterField(
            model_name="apiclient", name="token_prefix", field=models.CharField(max_length=16, unique=True, null=True)
        ),
        migrations.AlterField(
            model_name="apiclient", name="token_hash", field=models.CharField(max_length=64, null=True)
        ),
        migrations.RunSQL(MOVE_TOKENS, PUT_TOKENS_BACK),
        migrations.RemoveField(
            model_name="apiclient",
            name="token_hash",
        ),
        migrations.RemoveField(
            model_name="apiclient",
            name="token_prefix",
        ),
        migrations.CreateModel(
            name="CaseChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.BigIntegerField(editable=False, null=True, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("opened", "Dossier enregistré"),
                            ("moved", "Étape franchie"),
                            ("corrected", "Demande corrigée"),
                            ("changed", "Dossier modifié"),
                            ("closed", "Dossier clos"),
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
                        on_delete=django.db.models.deletion.CASCADE, related_name="changes", to="directorate.case"
                    ),
                ),
            ],
            options={
                "verbose_name": "changement de dossier",
                "ordering": ["position"],
            },
        ),
        migrations.RunSQL(FEED, NO_FEED),
        migrations.CreateModel(
            name="WebhookEndpoint",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="webhooks", to="directorate.apiclient"
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
            name="ApiRefusal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                        on_delete=django.db.models.deletion.CASCADE, related_name="refusals", to="directorate.apiclient"
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
            name="ApiUsage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField(verbose_name="jour")),
                ("count", models.PositiveIntegerField(default=0, verbose_name="requêtes")),
                ("refused", models.PositiveIntegerField(default=0, verbose_name="refusées par le quota")),
                ("minute", models.DateTimeField()),
                ("minute_count", models.PositiveIntegerField(default=0)),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="usage", to="directorate.apiclient"
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
            name="WebhookDelivery",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                ("response_status", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="réponse")),
                ("response_excerpt", models.CharField(blank=True, max_length=500, verbose_name="début de la réponse")),
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
                "constraints": [models.UniqueConstraint(fields=("endpoint", "event_id"), name="webhook_event_once")],
            },
        ),
    ]
