"""Sittings to come of the councils, instances and technical committees on the engine, versions of parties."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from directorate.migrations._together import together


class Migration(migrations.Migration):
    dependencies = [
        ("directorate", "0005_session_actions"),
        ("public_order", "0011_grant_payments"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PartyVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=160, verbose_name="partie")),
                ("signatory", models.CharField(max_length=120, verbose_name="signataire")),
                ("quality", models.CharField(max_length=120, verbose_name="qualité")),
                ("mandate", models.CharField(blank=True, max_length=160, verbose_name="mandat ou délégation")),
                ("mandate_from", models.DateField(blank=True, null=True, verbose_name="mandat du")),
                ("mandate_to", models.DateField(blank=True, null=True, verbose_name="mandat au")),
                ("reason", models.CharField(max_length=200, verbose_name="motif")),
                ("replaced_at", models.DateTimeField(verbose_name="remplacée le")),
            ],
            options={
                "verbose_name": "version d'une partie",
                "verbose_name_plural": "versions des parties",
                "ordering": ["party", "-replaced_at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="PlannedSitting",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "formation",
                    models.CharField(
                        choices=[("plenary", "Plénière"), ("restricted", "Formation restreinte")],
                        max_length=10,
                        verbose_name="formation",
                    ),
                ),
                ("starts_at", models.DateTimeField(verbose_name="prévue le")),
                ("place", models.CharField(blank=True, max_length=160, verbose_name="lieu")),
                (
                    "represented_by",
                    models.CharField(blank=True, max_length=120, verbose_name="le préfet représenté par"),
                ),
                ("messages", models.CharField(blank=True, max_length=3000, verbose_name="messages à porter")),
                ("cancelled_for", models.CharField(blank=True, max_length=200, verbose_name="motif d'annulation")),
                ("recorded_at", models.DateTimeField(verbose_name="enregistrée le")),
            ],
            options={
                "verbose_name": "séance à venir d'un conseil",
                "verbose_name_plural": "séances à venir des conseils",
                "ordering": ["starts_at", "id"],
            },
        ),
        migrations.AddField(
            model_name="council",
            name="dissolution",
            field=models.CharField(blank=True, max_length=160, verbose_name="acte de dissolution"),
        ),
        migrations.AddField(
            model_name="council",
            name="dissolved_on",
            field=models.DateField(blank=True, null=True, verbose_name="dissous le"),
        ),
        migrations.AddField(
            model_name="councilmembership",
            name="withdrawal",
            field=models.CharField(blank=True, max_length=160, verbose_name="acte de retrait"),
        ),
        migrations.AddField(
            model_name="instance",
            name="basis",
            field=models.CharField(blank=True, max_length=160, verbose_name="fondement"),
        ),
        migrations.AddField(
            model_name="instance",
            name="commission",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="instance",
                to="directorate.commission",
                verbose_name="commission",
            ),
        ),
        migrations.AddField(
            model_name="instance",
            name="frequency_months",
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="fréquence (mois)"),
        ),
        migrations.AddField(
            model_name="instance",
            name="is_active",
            field=models.BooleanField(default=True, verbose_name="en activité"),
        ),
        migrations.AddField(
            model_name="instance",
            name="lead",
            field=models.CharField(blank=True, max_length=160, verbose_name="pilote"),
        ),
        migrations.AddField(
            model_name="protocol",
            name="commission",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="protocol",
                to="directorate.commission",
                verbose_name="comité technique",
            ),
        ),
        migrations.AddField(
            model_name="protocolcommittee",
            name="session",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="protocol_committee",
                to="directorate.commissionsession",
                verbose_name="séance",
            ),
        ),
        migrations.AddConstraint(
            model_name="council",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("dissolved_on__isnull", False), ("stage", "dissolved")),
                    models.Q(
                        models.Q(("stage", "dissolved"), _negated=True), ("dissolution", ""), ("dissolved_on", None)
                    ),
                    _connector="OR",
                ),
                name="council_dissolved_on_a_day",
                violation_error_message="Un conseil dissous a une date de dissolution.",
            ),
        ),
        migrations.AddConstraint(
            model_name="instance",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("is_date_only", False),
                    models.Q(("basis", ""), ("commission", None), ("lead", "")),
                    _connector="OR",
                ),
                name="instance_of_dates_alone",
                violation_error_message="Une instance dont seules les dates sont tenues n'a rien d'autre.",
            ),
        ),
        migrations.AddConstraint(
            model_name="instance",
            constraint=models.CheckConstraint(
                condition=models.Q(("frequency_months", None), ("frequency_months__gt", 0), _connector="OR"),
                name="instance_frequency",
            ),
        ),
        migrations.AddField(
            model_name="partyversion",
            name="party",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="versions",
                to="public_order.protocolparty",
                verbose_name="partie",
            ),
        ),
        migrations.AddField(
            model_name="partyversion",
            name="replaced_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="par",
            ),
        ),
        migrations.AddField(
            model_name="plannedsitting",
            name="council",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="planned",
                to="public_order.council",
                verbose_name="conseil",
            ),
        ),
        migrations.AddField(
            model_name="plannedsitting",
            name="recorded_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="par",
            ),
        ),
        migrations.AddField(
            model_name="plannedsitting",
            name="sitting",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="planned",
                to="public_order.councilsitting",
                verbose_name="séance tenue",
            ),
        ),
        migrations.AddConstraint(
            model_name="partyversion",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True),
                name="party_version_has_a_reason",
                violation_error_message="Dire pourquoi la partie est corrigée.",
            ),
        ),
        migrations.AddConstraint(
            model_name="plannedsitting",
            constraint=models.UniqueConstraint(
                fields=("council", "starts_at"),
                name="planned_sitting_once",
                violation_error_message="Cette séance est déjà prévue.",
            ),
        ),
        migrations.AddConstraint(
            model_name="plannedsitting",
            constraint=models.CheckConstraint(
                condition=models.Q(("sitting", None), ("cancelled_for", ""), _connector="OR"),
                name="planned_sitting_held_or_cancelled",
                violation_error_message="Une séance tenue n'est pas annulée.",
            ),
        ),
    ]
    operations = together(operations)
