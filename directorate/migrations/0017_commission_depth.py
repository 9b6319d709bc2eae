"""Commissions in depth: mandates that renew, convocations, withdrawals, documents, promises, a private calendar."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("directorate", "0016_signed_scans"),
    ]

    operations = [
        migrations.CreateModel(
            name="CalendarFeed",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code_hash", models.CharField(max_length=64, unique=True)),
                ("created_at", models.DateTimeField(verbose_name="créé le")),
            ],
            options={
                "verbose_name": "calendrier des séances",
            },
        ),
        migrations.CreateModel(
            name="Convocation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("convening", models.PositiveSmallIntegerField()),
                ("sent_at", models.DateTimeField(verbose_name="envoyée le")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="courriel")),
            ],
            options={
                "verbose_name": "convocation",
                "ordering": ["-convening", "-member__is_chair", "member__name"],
            },
        ),
        migrations.CreateModel(
            name="SessionDocument",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=160, verbose_name="intitulé")),
            ],
            options={
                "verbose_name": "document de séance",
                "ordering": ["item__position", "id"],
            },
        ),
        migrations.CreateModel(
            name="SessionPromise",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.CharField(max_length=400, verbose_name="engagement")),
                ("due_on", models.DateField(verbose_name="pour le")),
                ("created_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="tenu le")),
                ("closing_note", models.CharField(blank=True, max_length=400, verbose_name="suite donnée")),
            ],
            options={
                "verbose_name": "engagement pris en séance",
                "ordering": ["due_on", "id"],
            },
        ),
        migrations.CreateModel(
            name="Withdrawal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="motif")),
            ],
            options={
                "verbose_name": "déport",
                "ordering": ["member__name"],
            },
        ),
        migrations.AddField(
            model_name="agendaitem",
            name="extract",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="directorate.storedfile",
                verbose_name="extrait",
            ),
        ),
        migrations.AddField(
            model_name="commission",
            name="most_terms",
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="mandats successifs au plus"),
        ),
        migrations.AddField(
            model_name="commission",
            name="term_months",
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="durée d'un mandat (mois)"),
        ),
        migrations.AddField(
            model_name="commissionmember",
            name="address",
            field=models.CharField(blank=True, max_length=250, verbose_name="adresse postale"),
        ),
        migrations.AddField(
            model_name="commissionmember",
            name="appointed_by",
            field=models.CharField(blank=True, max_length=160, verbose_name="acte de désignation"),
        ),
        migrations.AddField(
            model_name="commissionmember",
            name="civility",
            field=models.CharField(
                blank=True, choices=[("mme", "Madame"), ("m", "Monsieur")], max_length=3, verbose_name="civilité"
            ),
        ),
        migrations.AddField(
            model_name="commissionmember",
            name="email",
            field=models.EmailField(blank=True, max_length=254, verbose_name="courriel"),
        ),
        migrations.AddField(
            model_name="commissionmember",
            name="is_by_right",
            field=models.BooleanField(default=False, verbose_name="membre de droit"),
        ),
        migrations.AddField(
            model_name="commissionmember",
            name="renews",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="renewals",
                to="directorate.commissionmember",
            ),
        ),
        migrations.AddField(
            model_name="commissionsession",
            name="convened_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="convoquée le"),
        ),
        migrations.AddField(
            model_name="commissionsession",
            name="convening",
            field=models.PositiveSmallIntegerField(default=0, verbose_name="convocations"),
        ),
        migrations.AddField(
            model_name="commissionsession",
            name="minutes_file",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="directorate.storedfile",
                verbose_name="procès-verbal",
            ),
        ),
        migrations.AddField(
            model_name="commissionsession",
            name="second_of",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="seconds",
                to="directorate.commissionsession",
            ),
        ),
        migrations.AddField(
            model_name="commissionsession",
            name="urgency",
            field=models.CharField(blank=True, max_length=400, verbose_name="motif de l'urgence"),
        ),
        migrations.AlterField(
            model_name="commissionmember",
            name="mandate_ends_on",
            field=models.DateField(blank=True, null=True, verbose_name="fin du mandat (exclue)"),
        ),
        migrations.AlterField(
            model_name="commissionsession",
            name="state",
            field=models.CharField(
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
        migrations.AddConstraint(
            model_name="commissionmember",
            constraint=models.CheckConstraint(
                condition=models.Q(("is_by_right", True), ("mandate_ends_on__isnull", False), _connector="OR"),
                name="mandate_of_the_appointed_ends",
                violation_error_message="Le mandat d'un membre désigné a une fin.",
            ),
        ),
        migrations.AddConstraint(
            model_name="commissionmember",
            constraint=models.UniqueConstraint(
                fields=("renews",),
                name="mandate_renewed_once_by_one",
                violation_error_message="Ce mandat est déjà renouvelé.",
            ),
        ),
        migrations.AddField(
            model_name="calendarfeed",
            name="staff",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE, related_name="calendar_feed", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="convocation",
            name="file",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="directorate.storedfile",
            ),
        ),
        migrations.AddField(
            model_name="convocation",
            name="member",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="convocations",
                to="directorate.commissionmember",
            ),
        ),
        migrations.AddField(
            model_name="convocation",
            name="session",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="convocations",
                to="directorate.commissionsession",
            ),
        ),
        migrations.AddField(
            model_name="sessiondocument",
            name="file",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="directorate.storedfile"
            ),
        ),
        migrations.AddField(
            model_name="sessiondocument",
            name="item",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="documents",
                to="directorate.agendaitem",
            ),
        ),
        migrations.AddField(
            model_name="sessiondocument",
            name="session",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="documents",
                to="directorate.commissionsession",
            ),
        ),
        migrations.AddField(
            model_name="sessionpromise",
            name="closed_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="sessionpromise",
            name="created_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="sessionpromise",
            name="item",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="promises",
                to="directorate.agendaitem",
                verbose_name="affaire",
            ),
        ),
        migrations.AddField(
            model_name="sessionpromise",
            name="owner",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="promises", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="sessionpromise",
            name="session",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="promises", to="directorate.commissionsession"
            ),
        ),
        migrations.AddField(
            model_name="withdrawal",
            name="item",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="withdrawals", to="directorate.agendaitem"
            ),
        ),
        migrations.AddField(
            model_name="withdrawal",
            name="member",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="withdrawals",
                to="directorate.commissionmember",
            ),
        ),
        migrations.AddConstraint(
            model_name="convocation",
            constraint=models.UniqueConstraint(
                fields=("session", "member", "convening"), name="convocation_once_a_convening"
            ),
        ),
        migrations.AddIndex(
            model_name="sessionpromise",
            index=models.Index(
                condition=models.Q(("closed_at__isnull", True)), fields=["owner", "due_on"], name="promise_open"
            ),
        ),
        migrations.AddConstraint(
            model_name="sessionpromise",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("closed_at__isnull", True), models.Q(("closing_note", ""), _negated=True), _connector="OR"
                ),
                name="promise_closed_with_a_note",
                violation_error_message="Dire quelle suite a été donnée.",
            ),
        ),
        migrations.AddConstraint(
            model_name="withdrawal",
            constraint=models.UniqueConstraint(fields=("item", "member"), name="withdrawal_once_an_item"),
        ),
    ]
