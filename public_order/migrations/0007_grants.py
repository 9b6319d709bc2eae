"""The grants of the prevention fund; credits are counted by the base itself."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import directorate.web.sealing
from directorate.migrations._together import together

CREDITS = """
CREATE FUNCTION grant_movement_counts() RETURNS trigger
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        RAISE EXCEPTION 'Un mouvement de crédits ne se modifie pas : en écrire un autre.'
            USING ERRCODE = 'check_violation';
    END IF;
    UPDATE public_order_grantenvelope SET delegated = delegated + NEW.amount WHERE id = NEW.envelope_id;
    RETURN NEW;
END $$;
CREATE TRIGGER grant_movement_counts BEFORE INSERT OR UPDATE OR DELETE ON public_order_envelopemovement
    FOR EACH ROW EXECUTE FUNCTION grant_movement_counts();
ALTER TABLE public_order_envelopemovement ENABLE ALWAYS TRIGGER grant_movement_counts;
"""
NO_CREDITS = """
DROP TRIGGER grant_movement_counts ON public_order_envelopemovement;
DROP FUNCTION grant_movement_counts();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("directorate", "0004_safety_bodies"),
        ("public_order", "0006_districts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="GrantAxis",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=4, verbose_name="code")),
                ("label", models.CharField(max_length=160, verbose_name="axe")),
                ("max_rate", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="taux maximal (%)")),
                (
                    "min_grant",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=12, null=True, verbose_name="subvention minimale"
                    ),
                ),
                ("is_investment", models.BooleanField(default=False, verbose_name="investissement")),
                ("is_equipment", models.BooleanField(default=False, verbose_name="équipement de police municipale")),
                (
                    "pieces",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("form", "Demande de subvention (Cerfa 12156)"),
                                ("statutes", "Statuts"),
                                ("officers", "Liste des dirigeants"),
                                ("bank", "Relevé d'identité bancaire"),
                                ("budget", "Budget prévisionnel de l'organisme"),
                                ("accounts", "Comptes de l'exercice précédent"),
                                ("activity", "Rapport d'activité"),
                                ("republican", "Contrat d'engagement républicain"),
                                ("power", "Pouvoir du signataire"),
                                ("previous", "Compte rendu financier précédent (Cerfa 15059)"),
                                ("quotes", "Devis"),
                                ("plan", "Plan d'implantation"),
                                ("video_order", "Arrêté d'autorisation de vidéoprotection"),
                                ("deliberation", "Délibération"),
                            ],
                            max_length=12,
                        ),
                        blank=True,
                        default=list,
                        size=None,
                    ),
                ),
            ],
            options={
                "verbose_name": "axe du FIPD",
                "verbose_name_plural": "axes du FIPD",
                "ordering": ["programme", "code"],
            },
        ),
        migrations.CreateModel(
            name="GrantCall",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=160, verbose_name="intitulé")),
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
            ],
            options={
                "verbose_name": "appel à projets du FIPD",
                "verbose_name_plural": "appels à projets du FIPD",
                "ordering": ["-opens_on", "pk"],
            },
        ),
        migrations.CreateModel(
            name="GrantApplication",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(blank=True, max_length=24, verbose_name="numéro")),
                ("title", models.CharField(max_length=160, verbose_name="intitulé")),
                (
                    "state",
                    models.CharField(
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
                            ("closed", "Close"),
                        ],
                        default="draft",
                        max_length=16,
                        verbose_name="état",
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("desk", "Saisie au bureau"),
                            ("online", "Démarche en ligne"),
                            ("file", "Tableau importé"),
                            ("api", "Programme partenaire"),
                        ],
                        default="desk",
                        max_length=8,
                        verbose_name="canal",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                ("is_renewal", models.BooleanField(default=False, verbose_name="reconduction")),
                ("is_qpv", models.BooleanField(default=False, verbose_name="en quartier prioritaire")),
                ("is_qrr", models.BooleanField(default=False, verbose_name="en quartier de reconquête républicaine")),
                ("objectives", models.CharField(blank=True, max_length=4000, verbose_name="objectifs")),
                ("description", models.CharField(blank=True, max_length=4000, verbose_name="description")),
                ("evaluation", models.CharField(blank=True, max_length=2000, verbose_name="évaluation prévue")),
                ("starts_on", models.DateField(blank=True, null=True, verbose_name="du")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="au")),
                ("year_count", models.PositiveSmallIntegerField(default=1, verbose_name="années")),
                ("exercise_ends_on", models.DateField(blank=True, null=True, verbose_name="exercice clos le")),
                ("asked", models.DecimalField(decimal_places=2, max_digits=12, verbose_name="demandé")),
                (
                    "recoverable_vat",
                    models.DecimalField(
                        decimal_places=2,
                        default=0,
                        max_digits=12,
                        verbose_name="TVA récupérable comprise dans les dépenses",
                    ),
                ),
                (
                    "is_state_equipment",
                    models.BooleanField(default=False, verbose_name="équipement d'un service de l'État"),
                ),
                (
                    "replaces_common_law",
                    models.BooleanField(default=False, verbose_name="se substitue à des crédits de droit commun"),
                ),
                ("received_at", models.DateTimeField(blank=True, null=True, verbose_name="déposée le")),
                ("receipt_on", models.DateField(blank=True, null=True, verbose_name="accusé de réception du")),
                ("pieces_due_on", models.DateField(blank=True, null=True, verbose_name="pièces attendues pour le")),
                ("complete_on", models.DateField(blank=True, null=True, verbose_name="complète le")),
                (
                    "score",
                    models.DecimalField(blank=True, decimal_places=1, max_digits=4, null=True, verbose_name="note"),
                ),
                (
                    "relevance",
                    models.DecimalField(
                        blank=True, decimal_places=1, max_digits=3, null=True, verbose_name="pertinence"
                    ),
                ),
                (
                    "proposed",
                    models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True, verbose_name="proposé"),
                ),
                (
                    "granted",
                    models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True, verbose_name="accordé"),
                ),
                ("decision_on", models.DateField(blank=True, null=True, verbose_name="décidée le")),
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
                ("reason", models.CharField(blank=True, max_length=2000, verbose_name="motif")),
                (
                    "instrument",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("order", "Arrêté attributif"),
                            ("agreement", "Convention"),
                            ("years", "Convention pluriannuelle d'objectifs"),
                        ],
                        max_length=10,
                        verbose_name="acte",
                    ),
                ),
                ("act_number", models.CharField(blank=True, max_length=20, verbose_name="acte n°")),
                ("signed_on", models.DateField(blank=True, null=True, verbose_name="signé le")),
                ("notified_on", models.DateField(blank=True, null=True, verbose_name="notifiée le")),
                ("recorded_at", models.DateTimeField(verbose_name="enregistrée le")),
                (
                    "act",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directorate.letter",
                    ),
                ),
                (
                    "communes",
                    models.ManyToManyField(
                        blank=True, related_name="+", to="directorate.commune", verbose_name="communes"
                    ),
                ),
                (
                    "instructor",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
                    "previous",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="renewals",
                        to="public_order.grantapplication",
                        verbose_name="demande précédente",
                    ),
                ),
                (
                    "receipt",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directorate.letter",
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directorate.letter",
                    ),
                ),
                (
                    "axis",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="applications",
                        to="public_order.grantaxis",
                        verbose_name="axe",
                    ),
                ),
                (
                    "call",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="applications",
                        to="public_order.grantcall",
                        verbose_name="appel à projets",
                    ),
                ),
            ],
            options={
                "verbose_name": "demande de subvention",
                "verbose_name_plural": "demandes de subvention",
                "ordering": ["-recorded_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="GrantAudience",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ages", models.CharField(max_length=40, verbose_name="âges")),
                (
                    "sex",
                    models.CharField(
                        choices=[("all", "Tous"), ("women", "Femmes"), ("men", "Hommes")],
                        default="all",
                        max_length=6,
                        verbose_name="sexe",
                    ),
                ),
                ("number", models.PositiveIntegerField(verbose_name="nombre")),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="audiences",
                        to="public_order.grantapplication",
                        verbose_name="demande",
                    ),
                ),
            ],
            options={
                "verbose_name": "public d'un projet",
                "verbose_name_plural": "publics d'un projet",
                "ordering": ["application", "pk"],
            },
        ),
        migrations.CreateModel(
            name="GrantEquipment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "item",
                    models.CharField(
                        choices=[
                            ("vest", "Gilet pare-balles"),
                            ("radio", "Terminal radio"),
                            ("bodycam", "Caméra-piéton"),
                        ],
                        max_length=8,
                        verbose_name="matériel",
                    ),
                ),
                ("quantity", models.PositiveIntegerField(verbose_name="quantité")),
                ("unit_price", models.DecimalField(decimal_places=2, max_digits=12, verbose_name="prix unitaire")),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="equipment",
                        to="public_order.grantapplication",
                        verbose_name="demande",
                    ),
                ),
            ],
            options={
                "verbose_name": "équipement demandé",
                "verbose_name_plural": "équipements demandés",
                "ordering": ["application", "pk"],
            },
        ),
        migrations.CreateModel(
            name="GrantIndicator",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("label", models.CharField(max_length=200, verbose_name="indicateur")),
                ("target", models.CharField(blank=True, max_length=100, verbose_name="cible")),
                ("result", models.CharField(blank=True, max_length=100, verbose_name="résultat")),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="indicators",
                        to="public_order.grantapplication",
                        verbose_name="demande",
                    ),
                ),
            ],
            options={
                "verbose_name": "indicateur d'un projet",
                "verbose_name_plural": "indicateurs d'un projet",
                "ordering": ["application", "pk"],
            },
        ),
        migrations.CreateModel(
            name="GrantMove",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
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
                            ("closed", "Close"),
                        ],
                        max_length=16,
                        verbose_name="état",
                    ),
                ),
                ("words", models.CharField(max_length=300, verbose_name="ce qui s'est passé")),
                ("comment", models.CharField(blank=True, max_length=2000, verbose_name="observation")),
                ("at", models.DateTimeField(verbose_name="le")),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="moves",
                        to="public_order.grantapplication",
                        verbose_name="demande",
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
                "verbose_name": "étape d'une demande",
                "verbose_name_plural": "étapes d'une demande",
                "ordering": ["application", "at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="GrantProgramme",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField(verbose_name="année")),
                (
                    "family",
                    models.CharField(
                        choices=[
                            ("D", "Prévention de la délinquance"),
                            ("R", "Prévention de la radicalisation et des dérives sectaires"),
                            ("K", "Sécurisation des sites sensibles"),
                            ("S", "Sécurisation : vidéoprotection, équipements, écoles"),
                        ],
                        max_length=1,
                        verbose_name="famille",
                    ),
                ),
                ("label", models.CharField(max_length=160, verbose_name="intitulé")),
                (
                    "arbitration",
                    models.CharField(
                        choices=[("prefet", "Préfet"), ("sg_cipdr", "SG-CIPDR, après avis du préfet")],
                        default="prefet",
                        max_length=8,
                        verbose_name="arbitrage",
                    ),
                ),
                ("instruction", models.CharField(blank=True, max_length=200, verbose_name="instruction")),
            ],
            options={
                "verbose_name": "programme du FIPD",
                "verbose_name_plural": "programmes du FIPD",
                "ordering": ["-year", "family"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("year", "family"),
                        name="grant_programme_once",
                        violation_error_message="Ce programme existe déjà cette année.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="GrantEnvelope",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("AE", "Autorisations d'engagement"), ("CP", "Crédits de paiement")],
                        max_length=2,
                        verbose_name="nature",
                    ),
                ),
                ("delegated", models.DecimalField(decimal_places=2, default=0, max_digits=12, verbose_name="délégué")),
                ("granted", models.DecimalField(decimal_places=2, default=0, max_digits=12, verbose_name="accordé")),
                (
                    "used",
                    models.DecimalField(decimal_places=2, default=0, max_digits=12, verbose_name="engagé ou payé"),
                ),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="envelopes",
                        to="public_order.grantprogramme",
                        verbose_name="programme",
                    ),
                ),
            ],
            options={
                "verbose_name": "enveloppe",
                "ordering": ["programme", "kind"],
            },
        ),
        migrations.AddField(
            model_name="grantcall",
            name="programme",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="calls",
                to="public_order.grantprogramme",
                verbose_name="programme",
            ),
        ),
        migrations.AddField(
            model_name="grantaxis",
            name="programme",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="axes",
                to="public_order.grantprogramme",
                verbose_name="programme",
            ),
        ),
        migrations.CreateModel(
            name="GrantScenario",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=80, verbose_name="scénario")),
                ("envelope", models.DecimalField(decimal_places=2, max_digits=12, verbose_name="enveloppe")),
                ("adopted_at", models.DateTimeField(blank=True, null=True, verbose_name="adopté le")),
                ("created_at", models.DateTimeField(verbose_name="créé le")),
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
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="scenarios",
                        to="public_order.grantprogramme",
                        verbose_name="programme",
                    ),
                ),
            ],
            options={
                "verbose_name": "scénario de programmation",
                "verbose_name_plural": "scénarios de programmation",
                "ordering": ["programme", "pk"],
            },
        ),
        migrations.CreateModel(
            name="GrantCommittee",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("held_on", models.DateField(verbose_name="tenu le")),
                ("minutes", models.CharField(max_length=4000, verbose_name="relevé")),
                ("prosecutor", models.BooleanField(default=False, verbose_name="procureur associé")),
                ("recorded_at", models.DateTimeField(verbose_name="enregistré le")),
                (
                    "session",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directorate.commissionsession",
                        verbose_name="séance",
                    ),
                ),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="committees",
                        to="public_order.grantprogramme",
                        verbose_name="programme",
                    ),
                ),
                (
                    "scenario",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="committee",
                        to="public_order.grantscenario",
                        verbose_name="scénario",
                    ),
                ),
            ],
            options={
                "verbose_name": "comité de programmation",
                "verbose_name_plural": "comités de programmation",
                "ordering": ["-held_on", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="GrantScore",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("notes", models.JSONField(verbose_name="notes")),
                ("score", models.DecimalField(decimal_places=1, max_digits=4, verbose_name="note")),
                ("comment", models.CharField(blank=True, max_length=2000, verbose_name="observation")),
                ("at", models.DateTimeField(verbose_name="le")),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="scores",
                        to="public_order.grantapplication",
                        verbose_name="demande",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="instructeur",
                    ),
                ),
            ],
            options={
                "verbose_name": "notation",
                "ordering": ["application", "at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Promoter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("association", "Association"),
                            ("commune", "Commune"),
                            ("grouping", "Établissement public de coopération"),
                            ("department", "Département ou région"),
                            ("public_body", "Établissement public"),
                            ("landlord", "Bailleur social"),
                            ("transport", "Transporteur"),
                            ("company", "Entreprise"),
                            ("state", "Service de l'État"),
                            ("person", "Personne physique"),
                        ],
                        max_length=12,
                        verbose_name="nature",
                    ),
                ),
                ("name", models.CharField(max_length=160, verbose_name="porteur")),
                ("siret", models.CharField(blank=True, max_length=14, verbose_name="SIRET")),
                ("rna", models.CharField(blank=True, max_length=10, verbose_name="RNA")),
                ("address", models.CharField(blank=True, max_length=300, verbose_name="adresse")),
                ("representative", models.CharField(blank=True, max_length=120, verbose_name="représentant légal")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="courriel")),
                ("phone", models.CharField(blank=True, max_length=30, verbose_name="téléphone")),
                ("recovers_vat", models.BooleanField(default=False, verbose_name="récupère la TVA ou reçoit le FCTVA")),
                ("sealed_iban", directorate.web.sealing.SealedField(blank=True, verbose_name="IBAN")),
                ("iban_end", models.CharField(blank=True, max_length=4)),
                ("recorded_at", models.DateTimeField(verbose_name="enregistré le")),
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
                "verbose_name": "porteur",
                "ordering": ["name", "pk"],
            },
        ),
        migrations.AddField(
            model_name="grantapplication",
            name="promoter",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="applications",
                to="public_order.promoter",
                verbose_name="porteur",
            ),
        ),
        migrations.CreateModel(
            name="ScenarioLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("rank", models.PositiveIntegerField(verbose_name="rang")),
                (
                    "verdict",
                    models.CharField(
                        choices=[
                            ("open", "À arbitrer"),
                            ("fund", "Retenu"),
                            ("wait", "Liste d'attente"),
                            ("refuse", "Écarté"),
                        ],
                        default="open",
                        max_length=6,
                        verbose_name="sort",
                    ),
                ),
                ("amount", models.DecimalField(decimal_places=2, default=0, max_digits=12, verbose_name="montant")),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="motif")),
                ("version", models.PositiveIntegerField(default=1)),
                ("changed_at", models.DateTimeField(verbose_name="modifié le")),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="scenario_lines",
                        to="public_order.grantapplication",
                        verbose_name="demande",
                    ),
                ),
                (
                    "changed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "scenario",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="public_order.grantscenario",
                        verbose_name="scénario",
                    ),
                ),
            ],
            options={
                "verbose_name": "ligne de scénario",
                "verbose_name_plural": "lignes de scénario",
                "ordering": ["scenario", "rank", "pk"],
            },
        ),
        migrations.CreateModel(
            name="ScenarioChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField()),
                (
                    "verdict",
                    models.CharField(
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
                ("former", models.DecimalField(decimal_places=2, max_digits=12, verbose_name="ancien montant")),
                ("amount", models.DecimalField(decimal_places=2, max_digits=12, verbose_name="montant")),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="motif")),
                ("at", models.DateTimeField(verbose_name="le")),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="changes",
                        to="public_order.scenarioline",
                        verbose_name="ligne",
                    ),
                ),
            ],
            options={
                "verbose_name": "changement d'une ligne",
                "verbose_name_plural": "changements d'une ligne",
                "ordering": ["line", "version"],
            },
        ),
        migrations.CreateModel(
            name="GrantBudgetLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("account", models.CharField(max_length=2, verbose_name="compte")),
                ("label", models.CharField(max_length=120, verbose_name="intitulé")),
                (
                    "funder",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("fipd", "FIPD demandé"),
                            ("state", "Autre aide de l'État"),
                            ("local", "Collectivités"),
                            ("other_public", "Autre financement public"),
                            ("own", "Fonds propres"),
                            ("private", "Financement privé"),
                        ],
                        max_length=12,
                        verbose_name="financeur",
                    ),
                ),
                ("amount", models.DecimalField(decimal_places=2, max_digits=12, verbose_name="montant")),
                ("is_excluded", models.BooleanField(default=False, verbose_name="dépense non éligible")),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="budget",
                        to="public_order.grantapplication",
                        verbose_name="demande",
                    ),
                ),
            ],
            options={
                "verbose_name": "ligne de budget",
                "verbose_name_plural": "lignes de budget",
                "ordering": ["application", "account", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("account__regex", "^(6[0-8]|7[0-9]|8[67])$")),
                        name="grant_budget_account",
                        violation_error_message="Les comptes vont de 60 à 68, de 70 à 79, ou sont 86 et 87.",
                    ),
                    models.CheckConstraint(condition=models.Q(("amount__gt", 0)), name="grant_budget_amount"),
                ],
            },
        ),
        migrations.CreateModel(
            name="EnvelopeMovement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("delegation", "Délégation"),
                            ("complement", "Complément"),
                            ("reserve", "Mise en réserve"),
                            ("withdrawal", "Retrait"),
                            ("transfer", "Transfert"),
                        ],
                        max_length=10,
                        verbose_name="mouvement",
                    ),
                ),
                ("on", models.DateField(verbose_name="le")),
                ("amount", models.DecimalField(decimal_places=2, max_digits=12, verbose_name="montant")),
                ("reference", models.CharField(max_length=100, verbose_name="référence")),
                ("recorded_at", models.DateTimeField(verbose_name="enregistré le")),
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
                    "envelope",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="movements",
                        to="public_order.grantenvelope",
                        verbose_name="enveloppe",
                    ),
                ),
            ],
            options={
                "verbose_name": "mouvement de crédits",
                "verbose_name_plural": "mouvements de crédits",
                "ordering": ["envelope", "on", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("amount__gt", 0), ("kind__in", ("delegation", "complement"))),
                            models.Q(("amount__lt", 0), ("kind__in", ("reserve", "withdrawal"))),
                            models.Q(("kind", "transfer"), models.Q(("amount", 0), _negated=True)),
                            _connector="OR",
                        ),
                        name="grant_movement_sign",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="GrantOpinion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "adviser",
                    models.CharField(
                        choices=[
                            ("commune", "Commune"),
                            ("dt_police", "Direction territoriale de la police"),
                            ("parquet", "Parquet"),
                            ("pjj", "Protection judiciaire de la jeunesse"),
                            ("spip", "Insertion et probation"),
                            ("ddets", "Emploi, travail, solidarités"),
                            ("education", "Éducation nationale"),
                            ("drihl", "Hébergement et logement"),
                            ("ars", "Agence régionale de santé"),
                            ("sous_prefet", "Sous-préfet"),
                            ("politique_ville", "Politique de la ville"),
                        ],
                        max_length=16,
                        verbose_name="service",
                    ),
                ),
                ("asked_on", models.DateField(verbose_name="demandé le")),
                ("due_on", models.DateField(verbose_name="attendu le")),
                (
                    "advice",
                    models.CharField(
                        choices=[
                            ("waiting", "Attendu"),
                            ("favourable", "Favorable"),
                            ("reserved", "Favorable avec réserves"),
                            ("against", "Défavorable"),
                            ("none", "Sans avis"),
                        ],
                        default="waiting",
                        max_length=12,
                        verbose_name="avis",
                    ),
                ),
                ("comment", models.CharField(blank=True, max_length=2000, verbose_name="observation")),
                ("answered_on", models.DateField(blank=True, null=True, verbose_name="rendu le")),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="opinions",
                        to="public_order.grantapplication",
                        verbose_name="demande",
                    ),
                ),
            ],
            options={
                "verbose_name": "avis sur une demande",
                "verbose_name_plural": "avis sur une demande",
                "ordering": ["application", "pk"],
                "constraints": [models.UniqueConstraint(fields=("application", "adviser"), name="grant_opinion_once")],
            },
        ),
        migrations.CreateModel(
            name="GrantPiece",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "piece",
                    models.CharField(
                        choices=[
                            ("form", "Demande de subvention (Cerfa 12156)"),
                            ("statutes", "Statuts"),
                            ("officers", "Liste des dirigeants"),
                            ("bank", "Relevé d'identité bancaire"),
                            ("budget", "Budget prévisionnel de l'organisme"),
                            ("accounts", "Comptes de l'exercice précédent"),
                            ("activity", "Rapport d'activité"),
                            ("republican", "Contrat d'engagement républicain"),
                            ("power", "Pouvoir du signataire"),
                            ("previous", "Compte rendu financier précédent (Cerfa 15059)"),
                            ("quotes", "Devis"),
                            ("plan", "Plan d'implantation"),
                            ("video_order", "Arrêté d'autorisation de vidéoprotection"),
                            ("deliberation", "Délibération"),
                        ],
                        max_length=12,
                        verbose_name="pièce",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("missing", "Manquante"),
                            ("received", "Reçue"),
                            ("invalid", "Non valable"),
                            ("waived", "Dispensée"),
                        ],
                        default="missing",
                        max_length=8,
                        verbose_name="état",
                    ),
                ),
                ("comment", models.CharField(blank=True, max_length=300, verbose_name="observation")),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="pieces",
                        to="public_order.grantapplication",
                        verbose_name="demande",
                    ),
                ),
            ],
            options={
                "verbose_name": "pièce d'une demande",
                "verbose_name_plural": "pièces d'une demande",
                "ordering": ["application", "pk"],
                "constraints": [models.UniqueConstraint(fields=("application", "piece"), name="grant_piece_once")],
            },
        ),
        migrations.AddConstraint(
            model_name="grantenvelope",
            constraint=models.UniqueConstraint(fields=("programme", "kind"), name="grant_envelope_once"),
        ),
        migrations.AddConstraint(
            model_name="grantenvelope",
            constraint=models.CheckConstraint(
                condition=models.Q(("used__gte", 0), ("used__lte", models.F("delegated"))),
                name="grant_envelope_not_overspent",
                violation_error_message="ENV-01 : l'enveloppe serait dépassée.",
            ),
        ),
        migrations.AddConstraint(
            model_name="grantenvelope",
            constraint=models.CheckConstraint(
                condition=models.Q(("granted__gte", 0), ("granted__lte", models.F("delegated"))),
                name="grant_envelope_not_overgranted",
                violation_error_message="ENV-01 : l'enveloppe serait dépassée.",
            ),
        ),
        migrations.AddConstraint(
            model_name="grantcall",
            constraint=models.UniqueConstraint(fields=("programme", "title"), name="grant_call_once"),
        ),
        migrations.AddConstraint(
            model_name="grantaxis",
            constraint=models.UniqueConstraint(fields=("programme", "code"), name="grant_axis_once"),
        ),
        migrations.AddConstraint(
            model_name="grantaxis",
            constraint=models.CheckConstraint(
                condition=models.Q(("max_rate__isnull", True), ("max_rate__range", (1, 100)), _connector="OR"),
                name="grant_axis_rate",
            ),
        ),
        migrations.AddConstraint(
            model_name="grantscenario",
            constraint=models.UniqueConstraint(
                fields=("programme", "name"),
                name="grant_scenario_once",
                violation_error_message="Un scénario porte déjà ce nom.",
            ),
        ),
        migrations.AddConstraint(
            model_name="grantscenario",
            constraint=models.UniqueConstraint(
                condition=models.Q(("adopted_at__isnull", False)),
                fields=("programme",),
                name="grant_scenario_adopted_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="grantscenario",
            constraint=models.CheckConstraint(condition=models.Q(("envelope__gte", 0)), name="grant_scenario_envelope"),
        ),
        migrations.AddConstraint(
            model_name="grantscore",
            constraint=models.UniqueConstraint(fields=("application", "by"), name="grant_score_once_each"),
        ),
        migrations.AddConstraint(
            model_name="grantscore",
            constraint=models.CheckConstraint(condition=models.Q(("score__range", (0, 100))), name="grant_score_range"),
        ),
        migrations.AddConstraint(
            model_name="promoter",
            constraint=models.UniqueConstraint(
                condition=models.Q(("siret", ""), _negated=True),
                fields=("siret",),
                name="grant_promoter_once",
                violation_error_message="Un porteur a déjà ce SIRET.",
            ),
        ),
        migrations.AddConstraint(
            model_name="promoter",
            constraint=models.CheckConstraint(
                condition=models.Q(("siret", ""), ("siret__regex", "^\\d{14}$"), _connector="OR"),
                name="grant_promoter_siret",
            ),
        ),
        migrations.AddIndex(
            model_name="grantapplication",
            index=models.Index(fields=["call", "state"], name="grant_of_call"),
        ),
        migrations.AddIndex(
            model_name="grantapplication",
            index=models.Index(fields=["promoter", "state"], name="grant_of_promoter"),
        ),
        migrations.AddConstraint(
            model_name="grantapplication",
            constraint=models.UniqueConstraint(
                condition=models.Q(("number", ""), _negated=True), fields=("number",), name="grant_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="grantapplication",
            constraint=models.CheckConstraint(
                condition=models.Q(("state", "draft"), models.Q(("number", ""), _negated=True), _connector="OR"),
                name="grant_numbered_once_filed",
            ),
        ),
        migrations.AddConstraint(
            model_name="grantapplication",
            constraint=models.CheckConstraint(
                condition=models.Q(("asked__gt", 0)),
                name="grant_asked",
                violation_error_message="Le montant demandé est positif.",
            ),
        ),
        migrations.AddConstraint(
            model_name="grantapplication",
            constraint=models.CheckConstraint(condition=models.Q(("year_count__range", (1, 4))), name="grant_years"),
        ),
        migrations.AddConstraint(
            model_name="grantapplication",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ends_on__isnull", True),
                    ("starts_on__isnull", True),
                    ("ends_on__gte", models.F("starts_on")),
                    _connector="OR",
                ),
                name="grant_days_in_order",
                violation_error_message="La fin suit le début.",
            ),
        ),
        migrations.AddConstraint(
            model_name="grantapplication",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("granted__isnull", True),
                    models.Q(("granted__gt", 0), ("granted__lte", models.F("asked"))),
                    _connector="OR",
                ),
                name="grant_within_its_ask",
                violation_error_message="La subvention ne dépasse pas la demande.",
            ),
        ),
        migrations.AddConstraint(
            model_name="grantapplication",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ("refused", "ineligible")), _negated=True),
                    models.Q(models.Q(("reason", ""), _negated=True), models.Q(("refusal", ""), _negated=True)),
                    _connector="OR",
                ),
                name="grant_refused_with_its_reason",
                violation_error_message="FIPD-14 : un refus se motive.",
            ),
        ),
        migrations.AddConstraint(
            model_name="scenarioline",
            constraint=models.UniqueConstraint(fields=("scenario", "application"), name="grant_scenario_line_once"),
        ),
        migrations.AddConstraint(
            model_name="scenarioline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("amount__gt", 0), ("verdict", "fund")),
                    models.Q(models.Q(("verdict", "fund"), _negated=True), ("amount", 0)),
                    _connector="OR",
                ),
                name="grant_scenario_line_amount",
                violation_error_message="Seul un projet retenu a un montant.",
            ),
        ),
        migrations.AddConstraint(
            model_name="scenariochange",
            constraint=models.UniqueConstraint(fields=("line", "version"), name="grant_scenario_change_once"),
        ),
        migrations.RunSQL(CREDITS, NO_CREDITS),
    ]
    operations = together(operations)
