"""The orientations, the yearly plan and its actions."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from directorate.migrations._together import together


class Migration(migrations.Migration):
    dependencies = [("directorate", "0004_safety_bodies"), ("road_safety", "0001_accidents")]

    operations = [
        migrations.CreateModel(
            name="Orientation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "family",
                    models.CharField(
                        choices=[
                            ("know", "Connaître"),
                            ("teach", "Éduquer et former"),
                            ("inform", "Informer et communiquer"),
                            ("build", "Aménager"),
                            ("control", "Contrôler et sanctionner"),
                        ],
                        max_length=8,
                        verbose_name="famille",
                    ),
                ),
                ("text", models.CharField(max_length=1000, verbose_name="orientation")),
                ("partners", models.CharField(blank=True, max_length=300, verbose_name="partenaires")),
                ("indicator", models.CharField(blank=True, max_length=300, verbose_name="indicateur")),
            ],
            options={
                "verbose_name": "orientation",
                "ordering": ["stake", "family", "id"],
            },
        ),
        migrations.CreateModel(
            name="Action",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(blank=True, max_length=20, verbose_name="numéro")),
                ("title", models.CharField(max_length=160, verbose_name="intitulé")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "En rédaction"),
                            ("filed", "Déposée"),
                            ("receivable", "Recevable"),
                            ("not_receivable", "Irrecevable"),
                            ("instruction", "En instruction"),
                            ("committee_ready", "Prête pour le comité"),
                            ("accepted_funded", "Retenue avec subvention"),
                            ("accepted_without_money", "Retenue sans subvention"),
                            ("waiting_list", "Liste d'attente"),
                            ("refused", "Refusée"),
                            ("withdrawn", "Retirée par le porteur"),
                            ("committed", "Engagée"),
                            ("paid", "Payée"),
                            ("executed", "Réalisée"),
                            ("cancelled", "Annulée"),
                            ("evaluated", "Évaluée"),
                            ("closed", "Clôturée"),
                        ],
                        default="draft",
                        max_length=24,
                        verbose_name="état",
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("desk", "Saisie au bureau"),
                            ("online", "Démarche en ligne"),
                            ("portal", "Formulaire de la préfecture"),
                        ],
                        default="desk",
                        max_length=8,
                        verbose_name="canal",
                    ),
                ),
                (
                    "promoter_kind",
                    models.CharField(
                        choices=[
                            ("association", "Association"),
                            ("commune", "Commune ou établissement public local"),
                            ("school", "Établissement d'enseignement"),
                            ("company", "Entreprise"),
                            ("state", "Service de l'État"),
                            ("prefecture", "Préfecture"),
                            ("person", "Particulier"),
                        ],
                        max_length=12,
                        verbose_name="nature du porteur",
                    ),
                ),
                ("promoter", models.CharField(max_length=160, verbose_name="porteur")),
                ("siret", models.CharField(blank=True, max_length=14, verbose_name="SIRET")),
                ("uai", models.CharField(blank=True, max_length=8, verbose_name="UAI")),
                ("leader", models.CharField(blank=True, max_length=120, verbose_name="responsable")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="courriel")),
                ("phone", models.CharField(blank=True, max_length=30, verbose_name="téléphone")),
                ("address", models.CharField(blank=True, max_length=300, verbose_name="adresse du porteur")),
                ("outside_reason", models.CharField(blank=True, max_length=300, verbose_name="motif hors DGO")),
                (
                    "audiences",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("primary", "Écoliers"),
                                ("college", "Collégiens"),
                                ("lycee", "Lycéens"),
                                ("apprentices", "Apprentis"),
                                ("students", "Étudiants"),
                                ("seniors", "Seniors"),
                                ("employees", "Salariés"),
                                ("agents", "Agents publics"),
                                ("riders", "Usagers de deux-roues motorisés"),
                                ("cyclists", "Cyclistes"),
                                ("offenders", "Auteurs d'infractions"),
                                ("families", "Familles"),
                                ("general", "Grand public"),
                            ],
                            max_length=12,
                        ),
                        default=list,
                        size=None,
                        verbose_name="publics",
                    ),
                ),
                ("expected", models.PositiveIntegerField(blank=True, null=True, verbose_name="public attendu")),
                ("place", models.CharField(blank=True, max_length=200, verbose_name="lieu")),
                ("starts_on", models.DateField(blank=True, null=True, verbose_name="du")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="au")),
                ("description", models.CharField(blank=True, max_length=4000, verbose_name="description")),
                ("partners", models.CharField(blank=True, max_length=500, verbose_name="partenaires")),
                ("is_labelled", models.BooleanField(default=False, verbose_name="labellisée, sans argent")),
                (
                    "pieces",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("form", "Demande de subvention (Cerfa 12156)"),
                                ("sheet", "Fiche action simplifiée"),
                                ("quotes", "Devis"),
                                ("bank", "Relevé d'identité bancaire"),
                                ("republican", "Contrat d'engagement républicain"),
                                ("previous", "Compte rendu financier de l'année précédente (Cerfa 15059)"),
                            ],
                            max_length=12,
                        ),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="pièces reçues",
                    ),
                ),
                (
                    "requested",
                    models.DecimalField(blank=True, decimal_places=2, max_digits=10, null=True, verbose_name="demandé"),
                ),
                (
                    "other_state",
                    models.DecimalField(
                        decimal_places=2, default=0, max_digits=10, verbose_name="autres aides de l'État"
                    ),
                ),
                (
                    "proposed",
                    models.DecimalField(blank=True, decimal_places=2, max_digits=10, null=True, verbose_name="proposé"),
                ),
                (
                    "granted",
                    models.DecimalField(blank=True, decimal_places=2, max_digits=10, null=True, verbose_name="accordé"),
                ),
                ("notes", models.JSONField(blank=True, default=dict, verbose_name="notes de sélection")),
                ("refused_why", models.CharField(blank=True, max_length=1000, verbose_name="motif")),
                ("filed_at", models.DateTimeField(blank=True, null=True, verbose_name="déposée le")),
                ("committed_on", models.DateField(blank=True, null=True, verbose_name="engagée le")),
                ("paid_on", models.DateField(blank=True, null=True, verbose_name="payée le")),
                (
                    "paid",
                    models.DecimalField(blank=True, decimal_places=2, max_digits=10, null=True, verbose_name="payé"),
                ),
                (
                    "report_due_on",
                    models.DateField(blank=True, null=True, verbose_name="compte rendu financier attendu le"),
                ),
                ("reported_on", models.DateField(blank=True, null=True, verbose_name="compte rendu financier reçu le")),
                (
                    "spent",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=10,
                        null=True,
                        verbose_name="dépenses éligibles réalisées",
                    ),
                ),
                (
                    "to_recover",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=10, null=True, verbose_name="à recouvrer"
                    ),
                ),
                ("held_on", models.DateField(blank=True, null=True, verbose_name="réalisée le")),
                ("reached", models.PositiveIntegerField(blank=True, null=True, verbose_name="public touché")),
                ("evaluated_on", models.DateField(blank=True, null=True, verbose_name="évaluée le")),
                ("satisfaction", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="satisfaction")),
                ("to_renew", models.BooleanField(blank=True, null=True, verbose_name="à reconduire")),
                ("evaluation", models.CharField(blank=True, max_length=4000, verbose_name="évaluation")),
                ("code_hash", models.CharField(blank=True, max_length=64)),
                ("link_until", models.DateTimeField(blank=True, null=True)),
                ("recorded_at", models.DateTimeField(verbose_name="enregistrée le")),
                (
                    "communes",
                    models.ManyToManyField(
                        blank=True, related_name="+", to="directorate.commune", verbose_name="communes"
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
                    "orientation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="actions",
                        to="road_safety.orientation",
                        verbose_name="orientation",
                    ),
                ),
            ],
            options={
                "verbose_name": "action",
                "ordering": ["-plan__year", "-id"],
            },
        ),
        migrations.CreateModel(
            name="ActionIndicator",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("label", models.CharField(max_length=200, verbose_name="indicateur")),
                ("target", models.CharField(blank=True, max_length=100, verbose_name="cible")),
                ("result", models.CharField(blank=True, max_length=100, verbose_name="résultat")),
                (
                    "action",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="indicators",
                        to="road_safety.action",
                        verbose_name="action",
                    ),
                ),
            ],
            options={
                "verbose_name": "indicateur d'une action",
                "verbose_name_plural": "indicateurs d'une action",
                "ordering": ["action", "id"],
            },
        ),
        migrations.CreateModel(
            name="ActionMove",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "En rédaction"),
                            ("filed", "Déposée"),
                            ("receivable", "Recevable"),
                            ("not_receivable", "Irrecevable"),
                            ("instruction", "En instruction"),
                            ("committee_ready", "Prête pour le comité"),
                            ("accepted_funded", "Retenue avec subvention"),
                            ("accepted_without_money", "Retenue sans subvention"),
                            ("waiting_list", "Liste d'attente"),
                            ("refused", "Refusée"),
                            ("withdrawn", "Retirée par le porteur"),
                            ("committed", "Engagée"),
                            ("paid", "Payée"),
                            ("executed", "Réalisée"),
                            ("cancelled", "Annulée"),
                            ("evaluated", "Évaluée"),
                            ("closed", "Clôturée"),
                        ],
                        max_length=24,
                        verbose_name="état",
                    ),
                ),
                ("words", models.CharField(max_length=300, verbose_name="ce qui s'est passé")),
                ("comment", models.CharField(blank=True, max_length=1000, verbose_name="observation")),
                ("at", models.DateTimeField(verbose_name="le")),
                (
                    "action",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="moves",
                        to="road_safety.action",
                        verbose_name="action",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "étape d'une action",
                "verbose_name_plural": "étapes d'une action",
                "ordering": ["action", "at", "id"],
            },
        ),
        migrations.CreateModel(
            name="Orientations",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("first_year", models.PositiveSmallIntegerField(verbose_name="première année")),
                ("last_year", models.PositiveSmallIntegerField(verbose_name="dernière année")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("drafting", "En rédaction"),
                            ("consultation", "En consultation"),
                            ("signed", "Signé"),
                            ("in_force", "En vigueur"),
                            ("closed", "Clos"),
                        ],
                        default="drafting",
                        max_length=12,
                        verbose_name="état",
                    ),
                ),
                ("signed_on", models.DateField(blank=True, null=True, verbose_name="signé le")),
                ("signatories", models.CharField(blank=True, max_length=500, verbose_name="signataires")),
                ("signing_meeting", models.CharField(blank=True, max_length=200, verbose_name="instance de signature")),
                ("review_on", models.DateField(verbose_name="bilan à mi-parcours à partir du")),
                ("reviewed_on", models.DateField(blank=True, null=True, verbose_name="bilan à mi-parcours fait le")),
                ("review", models.CharField(blank=True, max_length=4000, verbose_name="bilan à mi-parcours")),
                (
                    "document",
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
                "verbose_name": "document général d'orientations",
                "verbose_name_plural": "documents généraux d'orientations",
                "ordering": ["-first_year"],
            },
        ),
        migrations.CreateModel(
            name="Stake",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "code",
                    models.CharField(
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
                ("label", models.CharField(max_length=120, verbose_name="intitulé")),
                ("rank", models.PositiveSmallIntegerField(verbose_name="rang")),
                ("is_mandatory", models.BooleanField(default=False, verbose_name="enjeu national obligatoire")),
                (
                    "accident_filter",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "Aucun : les fichiers ouverts ne le disent pas"),
                            ("pedestrian", "Piétons"),
                            ("bike", "Vélos"),
                            ("edp", "Engins de déplacement personnel"),
                            ("powered_2w", "Deux-roues motorisés"),
                            ("hgv", "Poids lourds"),
                            ("public_transport", "Transports en commun"),
                            ("young", "18-24 ans"),
                            ("senior", "65 ans et plus"),
                            ("work", "Trajets domicile-travail et missions"),
                            ("work_strict", "Missions professionnelles"),
                            ("night", "Nuit"),
                            ("intersection", "Intersections"),
                        ],
                        max_length=20,
                        verbose_name="accidents comptés",
                    ),
                ),
                ("diagnosis", models.CharField(blank=True, max_length=4000, verbose_name="diagnostic")),
                ("target", models.CharField(blank=True, max_length=1000, verbose_name="objectif")),
                ("pilot", models.CharField(blank=True, max_length=160, verbose_name="pilote")),
                ("is_to_confirm", models.BooleanField(default=False, verbose_name="à confirmer")),
                (
                    "orientations",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="stakes",
                        to="road_safety.orientations",
                        verbose_name="DGO",
                    ),
                ),
            ],
            options={
                "verbose_name": "enjeu",
                "verbose_name_plural": "enjeux",
                "ordering": ["orientations", "rank", "id"],
            },
        ),
        migrations.AddField(
            model_name="orientation",
            name="stake",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="orientations_of",
                to="road_safety.stake",
                verbose_name="enjeu",
            ),
        ),
        migrations.AddField(
            model_name="action",
            name="stakes",
            field=models.ManyToManyField(
                blank=True, related_name="actions", to="road_safety.stake", verbose_name="enjeux"
            ),
        ),
        migrations.CreateModel(
            name="StakeYear",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField(verbose_name="année")),
                ("accidents", models.PositiveIntegerField(verbose_name="accidents")),
                ("killed", models.PositiveIntegerField(verbose_name="tués")),
                ("hospitalised", models.PositiveIntegerField(verbose_name="blessés hospitalisés")),
                ("total_killed", models.PositiveIntegerField(verbose_name="tués, tous accidents")),
                ("total", models.PositiveIntegerField(verbose_name="tués et blessés hospitalisés, tous accidents")),
                ("is_final", models.BooleanField(verbose_name="données définitives")),
                ("source", models.CharField(blank=True, max_length=200, verbose_name="source")),
                ("frozen_at", models.DateTimeField(verbose_name="figé le")),
                (
                    "stake",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="frozen_years",
                        to="road_safety.stake",
                        verbose_name="enjeu",
                    ),
                ),
            ],
            options={
                "verbose_name": "enjeu d'une année",
                "verbose_name_plural": "enjeux d'une année",
                "ordering": ["-year", "stake"],
            },
        ),
        migrations.CreateModel(
            name="YearPlan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField(unique=True, verbose_name="année")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("preparation", "En préparation"),
                            ("committee", "En comité"),
                            ("signed", "Signé"),
                            ("executing", "En exécution"),
                            ("evaluated", "Évalué"),
                        ],
                        default="preparation",
                        max_length=12,
                        verbose_name="état",
                    ),
                ),
                ("envelope", models.DecimalField(decimal_places=2, max_digits=12, verbose_name="enveloppe")),
                ("granted", models.DecimalField(decimal_places=2, default=0, max_digits=12, verbose_name="accordé")),
                ("committee_on", models.DateField(blank=True, null=True, verbose_name="comité du")),
                ("minutes", models.CharField(blank=True, max_length=4000, verbose_name="relevé du comité")),
                ("signed_on", models.DateField(blank=True, null=True, verbose_name="signé le")),
                ("order_number", models.CharField(blank=True, max_length=20, verbose_name="arrêté n°")),
                ("report_on", models.DateField(blank=True, null=True, verbose_name="bilan validé le")),
                ("report", models.JSONField(blank=True, null=True, verbose_name="bilan")),
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
                (
                    "orientations",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="plans",
                        to="road_safety.orientations",
                        verbose_name="DGO",
                    ),
                ),
            ],
            options={
                "verbose_name": "plan départemental d'actions",
                "verbose_name_plural": "plans départementaux d'actions",
                "ordering": ["-year"],
            },
        ),
        migrations.CreateModel(
            name="CallForProjects",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("opens_on", models.DateField(verbose_name="ouvert le")),
                ("closes_at", models.DateTimeField(verbose_name="clos le")),
                ("rules", models.CharField(blank=True, max_length=4000, verbose_name="règlement")),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "En rédaction"), ("published", "Publié"), ("closed", "Clos")],
                        default="draft",
                        max_length=10,
                        verbose_name="état",
                    ),
                ),
                (
                    "priorities",
                    models.ManyToManyField(
                        blank=True, related_name="+", to="road_safety.stake", verbose_name="enjeux prioritaires"
                    ),
                ),
                (
                    "plan",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="call",
                        to="road_safety.yearplan",
                        verbose_name="plan",
                    ),
                ),
            ],
            options={
                "verbose_name": "appel à projets",
                "verbose_name_plural": "appels à projets",
                "ordering": ["-opens_on"],
            },
        ),
        migrations.AddField(
            model_name="action",
            name="plan",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="actions",
                to="road_safety.yearplan",
                verbose_name="plan",
            ),
        ),
        migrations.CreateModel(
            name="ActionAnswer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "lever",
                    models.CharField(
                        choices=[
                            ("money", "Subvention"),
                            ("equipment", "Prêt de matériel"),
                            ("volunteers", "Intervenants bénévoles"),
                        ],
                        max_length=10,
                        verbose_name="levier",
                    ),
                ),
                ("asked", models.CharField(max_length=500, verbose_name="demande")),
                (
                    "answer",
                    models.CharField(
                        choices=[
                            ("pending", "En attente"),
                            ("granted", "Accordé"),
                            ("waiting", "Liste d'attente"),
                            ("refused", "Refusé"),
                        ],
                        default="pending",
                        max_length=8,
                        verbose_name="réponse",
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=1000, verbose_name="motif")),
                ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="répondu le")),
                (
                    "action",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="answers",
                        to="road_safety.action",
                        verbose_name="action",
                    ),
                ),
                (
                    "answered_by",
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
                "verbose_name": "réponse",
                "ordering": ["action", "id"],
                "constraints": [
                    models.UniqueConstraint(fields=("action", "lever"), name="action_answer_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer", "refused"), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="action_refused_with_its_reason",
                        violation_error_message="Un refus se motive.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="BudgetLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("account", models.CharField(max_length=2, verbose_name="compte")),
                ("label", models.CharField(max_length=120, verbose_name="intitulé")),
                ("amount", models.DecimalField(decimal_places=2, max_digits=10, verbose_name="montant")),
                ("is_excluded", models.BooleanField(default=False, verbose_name="travaux ou fonctionnement")),
                (
                    "action",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="budget",
                        to="road_safety.action",
                        verbose_name="action",
                    ),
                ),
            ],
            options={
                "verbose_name": "ligne de budget",
                "verbose_name_plural": "lignes de budget",
                "ordering": ["action", "account", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("account__regex", "^(6[0-8]|7[0-9]|8[67])$")),
                        name="budget_line_account",
                        violation_error_message="Les comptes vont de 60 à 68, de 70 à 79, ou sont 86 et 87.",
                    ),
                    models.CheckConstraint(condition=models.Q(("amount__gt", 0)), name="budget_line_amount"),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="orientations",
            constraint=models.CheckConstraint(
                condition=models.Q(("last_year__gte", models.F("first_year"))),
                name="orientations_years_in_order",
                violation_error_message="La dernière année suit la première.",
            ),
        ),
        migrations.AddConstraint(
            model_name="orientations",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("signed_on__isnull", True), ("state__in", ("drafting", "consultation"))),
                    models.Q(("signed_on__isnull", False), ("state__in", ("signed", "in_force", "closed"))),
                    _connector="OR",
                ),
                name="orientations_signed_on_a_day",
                violation_error_message="Un DGO signé a un jour de signature.",
            ),
        ),
        migrations.AddConstraint(
            model_name="orientations",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[
                    (
                        models.Func(
                            "first_year",
                            "last_year",
                            models.Value("[]"),
                            function="INT4RANGE",
                            output_field=django.contrib.postgres.fields.ranges.IntegerRangeField(),
                        ),
                        "&&",
                    )
                ],
                name="orientations_years_never_overlap",
                violation_error_message="Un autre DGO couvre déjà une de ces années.",
            ),
        ),
        migrations.AddConstraint(
            model_name="stake",
            constraint=models.UniqueConstraint(
                fields=("orientations", "code"),
                name="stake_once",
                violation_error_message="Cet enjeu figure déjà dans le DGO.",
            ),
        ),
        migrations.AddConstraint(
            model_name="stakeyear",
            constraint=models.UniqueConstraint(fields=("stake", "year"), name="stake_year_once"),
        ),
        migrations.AddConstraint(
            model_name="yearplan",
            constraint=models.CheckConstraint(
                condition=models.Q(("granted__gte", 0), ("granted__lte", models.F("envelope"))),
                name="year_plan_within_its_envelope",
                violation_error_message="L'enveloppe du plan serait dépassée.",
            ),
        ),
        migrations.AddConstraint(
            model_name="yearplan",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("signed_on__isnull", True), ("state__in", ("preparation", "committee"))),
                    models.Q(("signed_on__isnull", False), ("state__in", ("signed", "executing", "evaluated"))),
                    _connector="OR",
                ),
                name="year_plan_signed_on_a_day",
                violation_error_message="Un plan signé a un jour de signature.",
            ),
        ),
        migrations.AddConstraint(
            model_name="yearplan",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "evaluated"), _negated=True),
                    models.Q(("report__isnull", False), ("report_on__isnull", False)),
                    _connector="OR",
                ),
                name="year_plan_evaluated_with_its_report",
                violation_error_message="Un plan évalué garde son bilan.",
            ),
        ),
        migrations.AddIndex(
            model_name="action",
            index=models.Index(fields=["plan", "state"], name="action_of_plan"),
        ),
        migrations.AddIndex(
            model_name="action",
            index=models.Index(fields=["starts_on"], name="action_by_day"),
        ),
        migrations.AddIndex(
            model_name="action",
            index=models.Index(fields=["siret", "report_due_on"], name="action_report_due"),
        ),
        migrations.AddConstraint(
            model_name="action",
            constraint=models.UniqueConstraint(
                condition=models.Q(("number", ""), _negated=True), fields=("number",), name="action_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="action",
            constraint=models.UniqueConstraint(
                condition=models.Q(("code_hash", ""), _negated=True), fields=("code_hash",), name="action_link_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="action",
            constraint=models.CheckConstraint(
                condition=models.Q(("state", "draft"), models.Q(("number", ""), _negated=True), _connector="OR"),
                name="action_filed_with_its_number",
                violation_error_message="Une action déposée a son numéro.",
            ),
        ),
        migrations.AddConstraint(
            model_name="action",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ends_on__isnull", True),
                    ("starts_on__isnull", True),
                    ("ends_on__gte", models.F("starts_on")),
                    _connector="OR",
                ),
                name="action_days_in_order",
                violation_error_message="La fin suit le début.",
            ),
        ),
        migrations.AddConstraint(
            model_name="action",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("paid__isnull", True),
                    models.Q(("granted__isnull", False), ("paid__lte", models.F("granted"))),
                    _connector="OR",
                ),
                name="action_paid_within_its_grant",
                violation_error_message="Le paiement ne dépasse pas la subvention.",
            ),
        ),
        migrations.AddConstraint(
            model_name="action",
            constraint=models.CheckConstraint(
                condition=models.Q(("satisfaction__isnull", True), ("satisfaction__lte", 5), _connector="OR"),
                name="action_satisfaction_out_of_five",
                violation_error_message="La satisfaction se note de 0 à 5.",
            ),
        ),
    ]
    operations = together(operations)
