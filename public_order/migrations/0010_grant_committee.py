"""The committee of the grants on the shared engine, its decisions, the hearings, the works of an investment."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("directorate", "0005_session_actions"),
        ("public_order", "0009_grant_exchanges"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CommitteeDecision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("rank", models.PositiveIntegerField(verbose_name="rang")),
                (
                    "prepared",
                    models.CharField(
                        choices=[
                            ("open", "À arbitrer"),
                            ("fund", "Retenu"),
                            ("wait", "Liste d'attente"),
                            ("refuse", "Écarté"),
                        ],
                        max_length=6,
                        verbose_name="sort proposé",
                    ),
                ),
                (
                    "prepared_amount",
                    models.DecimalField(decimal_places=2, default=0, max_digits=12, verbose_name="montant proposé"),
                ),
                (
                    "verdict",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("open", "À arbitrer"),
                            ("fund", "Retenu"),
                            ("wait", "Liste d'attente"),
                            ("refuse", "Écarté"),
                        ],
                        max_length=6,
                        verbose_name="sort",
                    ),
                ),
                ("amount", models.DecimalField(decimal_places=2, default=0, max_digits=12, verbose_name="montant")),
                (
                    "refusal",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("priority", "Le projet ne répond pas aux orientations de l'appel à projets"),
                            ("quality", "Le projet est insuffisamment précis ou évaluable"),
                            ("territory", "Le projet ne concerne pas un territoire prioritaire"),
                            ("cofinancing", "Les cofinancements sont insuffisants"),
                            ("credits", "Les crédits ont été attribués aux projets mieux classés"),
                            ("reports", "Les comptes rendus des subventions antérieures manquent"),
                            ("started", "L'investissement a commencé avant l'accusé de réception"),
                            ("common_law", "Le projet relève des crédits de droit commun"),
                            ("promoter", "Le porteur n'est pas éligible"),
                        ],
                        max_length=12,
                        verbose_name="nature du motif",
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="motif")),
            ],
            options={
                "verbose_name": "décision du comité",
                "verbose_name_plural": "décisions du comité",
                "ordering": ["sitting", "scenario", "rank", "pk"],
            },
        ),
        migrations.CreateModel(
            name="CommitteeSitting",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField(verbose_name="année")),
                ("prosecutor", models.BooleanField(default=False, verbose_name="procureur associé")),
                ("minutes", models.CharField(blank=True, max_length=4000, verbose_name="relevé")),
                ("concluded_at", models.DateTimeField(blank=True, null=True, verbose_name="décisions arrêtées le")),
            ],
            options={
                "verbose_name": "séance du comité de programmation",
                "verbose_name_plural": "séances du comité de programmation",
                "ordering": ["-session__starts_at"],
            },
        ),
        migrations.CreateModel(
            name="GrantHearing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("hearing", "Audition"), ("visit", "Visite d'évaluation")],
                        max_length=8,
                        verbose_name="nature",
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="le")),
                ("place", models.CharField(max_length=160, verbose_name="lieu")),
                ("participants", models.CharField(blank=True, max_length=400, verbose_name="participants")),
                ("summary", models.CharField(blank=True, max_length=4000, verbose_name="compte rendu")),
                (
                    "impression",
                    models.CharField(
                        blank=True,
                        choices=[("good", "Favorable"), ("reserved", "Réservée"), ("bad", "Défavorable")],
                        max_length=8,
                        verbose_name="appréciation",
                    ),
                ),
                ("recorded_at", models.DateTimeField(verbose_name="enregistrée le")),
            ],
            options={
                "verbose_name": "audition ou visite",
                "verbose_name_plural": "auditions et visites",
                "ordering": ["application", "at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="SittingScenario",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ],
            options={
                "verbose_name": "scénario examiné",
                "verbose_name_plural": "scénarios examinés",
                "ordering": ["sitting", "pk"],
            },
        ),
        migrations.AddField(
            model_name="grantapplication",
            name="lapsed_on",
            field=models.DateField(blank=True, null=True, verbose_name="caduque le"),
        ),
        migrations.AddField(
            model_name="grantapplication",
            name="start_by",
            field=models.DateField(blank=True, null=True, verbose_name="commencement prorogé au"),
        ),
        migrations.AddField(
            model_name="grantapplication",
            name="works_done_on",
            field=models.DateField(blank=True, null=True, verbose_name="achevée le"),
        ),
        migrations.AddField(
            model_name="grantapplication",
            name="works_started_on",
            field=models.DateField(blank=True, null=True, verbose_name="commencée le"),
        ),
        migrations.AddField(
            model_name="scenarioline",
            name="refusal",
            field=models.CharField(
                blank=True,
                choices=[
                    ("priority", "Le projet ne répond pas aux orientations de l'appel à projets"),
                    ("quality", "Le projet est insuffisamment précis ou évaluable"),
                    ("territory", "Le projet ne concerne pas un territoire prioritaire"),
                    ("cofinancing", "Les cofinancements sont insuffisants"),
                    ("credits", "Les crédits ont été attribués aux projets mieux classés"),
                    ("reports", "Les comptes rendus des subventions antérieures manquent"),
                    ("started", "L'investissement a commencé avant l'accusé de réception"),
                    ("common_law", "Le projet relève des crédits de droit commun"),
                    ("promoter", "Le porteur n'est pas éligible"),
                ],
                max_length=12,
                verbose_name="nature du motif",
            ),
        ),
        migrations.AlterField(
            model_name="grantapplication",
            name="state",
            field=models.CharField(
                choices=[
                    ("draft", "En rédaction"),
                    ("submitted", "Déposée"),
                    ("receipt_sent", "Accusé de réception envoyé"),
                    ("incomplete", "Incomplète"),
                    ("completed", "Complète"),
                    ("eligible", "Éligible"),
                    ("ineligible", "Inéligible"),
                    ("under_opinion", "Avis demandés"),
                    ("scored", "Notée"),
                    ("ranked", "Classée"),
                    ("committee", "En comité"),
                    ("proposed", "Proposée"),
                    ("waiting_list", "Liste d'attente"),
                    ("refused", "Refusée"),
                    ("withdrawn", "Retirée"),
                    ("implicit_refusal", "Rejet implicite"),
                    ("sg_validation", "Validation du SG-CIPDR attendue"),
                    ("granted", "Accordée"),
                    ("act_signed", "Acte signé"),
                    ("notified", "Notifiée"),
                    ("committed", "Engagée"),
                    ("advance_paid", "Avance payée"),
                    ("paid", "Payée"),
                    ("running", "En cours"),
                    ("amended", "Modifiée"),
                    ("ended", "Terminée"),
                    ("report_due", "Compte rendu attendu"),
                    ("report_received", "Compte rendu reçu"),
                    ("controlled", "Contrôlée"),
                    ("balance_paid", "Solde payé"),
                    ("reduced", "Solde réduit"),
                    ("recovery", "En recouvrement"),
                    ("lapsed", "Caduque"),
                    ("closed", "Close"),
                ],
                default="draft",
                max_length=16,
                verbose_name="état",
            ),
        ),
        migrations.AlterField(
            model_name="grantmove",
            name="state",
            field=models.CharField(
                choices=[
                    ("draft", "En rédaction"),
                    ("submitted", "Déposée"),
                    ("receipt_sent", "Accusé de réception envoyé"),
                    ("incomplete", "Incomplète"),
                    ("completed", "Complète"),
                    ("eligible", "Éligible"),
                    ("ineligible", "Inéligible"),
                    ("under_opinion", "Avis demandés"),
                    ("scored", "Notée"),
                    ("ranked", "Classée"),
                    ("committee", "En comité"),
                    ("proposed", "Proposée"),
                    ("waiting_list", "Liste d'attente"),
                    ("refused", "Refusée"),
                    ("withdrawn", "Retirée"),
                    ("implicit_refusal", "Rejet implicite"),
                    ("sg_validation", "Validation du SG-CIPDR attendue"),
                    ("granted", "Accordée"),
                    ("act_signed", "Acte signé"),
                    ("notified", "Notifiée"),
                    ("committed", "Engagée"),
                    ("advance_paid", "Avance payée"),
                    ("paid", "Payée"),
                    ("running", "En cours"),
                    ("amended", "Modifiée"),
                    ("ended", "Terminée"),
                    ("report_due", "Compte rendu attendu"),
                    ("report_received", "Compte rendu reçu"),
                    ("controlled", "Contrôlée"),
                    ("balance_paid", "Solde payé"),
                    ("reduced", "Solde réduit"),
                    ("recovery", "En recouvrement"),
                    ("lapsed", "Caduque"),
                    ("closed", "Close"),
                ],
                max_length=16,
                verbose_name="état",
            ),
        ),
        migrations.AddConstraint(
            model_name="grantapplication",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("works_done_on", None),
                    models.Q(("works_started_on__isnull", False), ("works_started_on__lte", models.F("works_done_on"))),
                    _connector="OR",
                ),
                name="grant_works_in_order",
                violation_error_message="L'achèvement suit le commencement.",
            ),
        ),
        migrations.AddConstraint(
            model_name="grantapplication",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "lapsed"), _negated=True),
                    models.Q(("lapsed_on__isnull", False), ("works_started_on", None)),
                    _connector="OR",
                ),
                name="grant_lapsed_before_its_works",
            ),
        ),
        migrations.AddField(
            model_name="committeedecision",
            name="application",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="committee_decisions",
                to="public_order.grantapplication",
                verbose_name="demande",
            ),
        ),
        migrations.AddField(
            model_name="committeedecision",
            name="scenario",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="decisions",
                to="public_order.grantscenario",
                verbose_name="scénario",
            ),
        ),
        migrations.AddField(
            model_name="committeesitting",
            name="concluded_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="committeesitting",
            name="session",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="grant_sitting",
                to="directorate.commissionsession",
                verbose_name="séance",
            ),
        ),
        migrations.AddField(
            model_name="committeedecision",
            name="sitting",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="decisions",
                to="public_order.committeesitting",
                verbose_name="séance",
            ),
        ),
        migrations.AddField(
            model_name="granthearing",
            name="application",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="hearings",
                to="public_order.grantapplication",
                verbose_name="demande",
            ),
        ),
        migrations.AddField(
            model_name="granthearing",
            name="recorded_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="sittingscenario",
            name="item",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="grant_scenario",
                to="directorate.agendaitem",
                verbose_name="point",
            ),
        ),
        migrations.AddField(
            model_name="sittingscenario",
            name="scenario",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="sittings",
                to="public_order.grantscenario",
                verbose_name="scénario",
            ),
        ),
        migrations.AddField(
            model_name="sittingscenario",
            name="sitting",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="examined",
                to="public_order.committeesitting",
                verbose_name="séance",
            ),
        ),
        migrations.AddConstraint(
            model_name="committeesitting",
            constraint=models.CheckConstraint(
                condition=models.Q(("concluded_at", None), models.Q(("minutes", ""), _negated=True), _connector="OR"),
                name="grant_sitting_concluded_with_minutes",
                violation_error_message="Le relevé du comité dit ce qu'il a décidé.",
            ),
        ),
        migrations.AddConstraint(
            model_name="committeedecision",
            constraint=models.UniqueConstraint(fields=("sitting", "application"), name="grant_decision_once_a_sitting"),
        ),
        migrations.AddConstraint(
            model_name="committeedecision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("amount__gt", 0), ("verdict", "fund")),
                    models.Q(models.Q(("verdict", "fund"), _negated=True), ("amount", 0)),
                    _connector="OR",
                ),
                name="grant_decision_amount",
                violation_error_message="Seul un projet retenu a un montant.",
            ),
        ),
        migrations.AddConstraint(
            model_name="committeedecision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("verdict", "refuse"), _negated=True),
                    models.Q(models.Q(("refusal", ""), _negated=True), models.Q(("reason", ""), _negated=True)),
                    _connector="OR",
                ),
                name="grant_decision_refusal",
                violation_error_message="FIPD-14 : un refus se motive.",
            ),
        ),
        migrations.AddConstraint(
            model_name="committeedecision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("verdict", ""),
                    ("amount", models.F("prepared_amount")),
                    models.Q(("reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="grant_decision_changed_with_its_reason",
                violation_error_message="Un montant changé en séance garde son motif.",
            ),
        ),
        migrations.AddConstraint(
            model_name="granthearing",
            constraint=models.UniqueConstraint(
                fields=("application", "at"),
                name="grant_hearing_once_at_a_time",
                violation_error_message="Une audition ou une visite est déjà prévue à cette heure.",
            ),
        ),
        migrations.AddConstraint(
            model_name="granthearing",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("impression", ""), ("summary", "")),
                    models.Q(models.Q(("summary", ""), _negated=True), models.Q(("impression", ""), _negated=True)),
                    _connector="OR",
                ),
                name="grant_hearing_told_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="sittingscenario",
            constraint=models.UniqueConstraint(fields=("sitting", "scenario"), name="grant_sitting_scenario_once"),
        ),
    ]
