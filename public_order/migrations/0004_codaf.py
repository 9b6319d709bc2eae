"""The committee against fraud. Its exchanges of information and the stages of its amounts never change."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import directorate.web.sealing
from directorate.migrations._together import together

KEPT = """
CREATE FUNCTION codaf_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'append-only' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER codaf_exchange_kept BEFORE UPDATE OR DELETE ON public_order_codafexchange
    FOR EACH ROW EXECUTE FUNCTION codaf_kept();
CREATE TRIGGER codaf_amount_stage_kept BEFORE UPDATE OR DELETE ON public_order_codafamountstage
    FOR EACH ROW EXECUTE FUNCTION codaf_kept();
"""
NOT_KEPT = """
DROP TRIGGER codaf_exchange_kept ON public_order_codafexchange;
DROP TRIGGER codaf_amount_stage_kept ON public_order_codafamountstage;
DROP FUNCTION codaf_kept();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("directorate", "0004_safety_bodies"),
        ("public_order", "0003_follow_up"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CodafAmount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "nature",
                    models.CharField(
                        choices=[
                            ("redressement_urssaf", "Redressement Urssaf"),
                            ("redressement_fiscal", "Redressement fiscal"),
                            ("droits_penalites_douanes", "Droits et pénalités de douane"),
                            ("indus_caf", "Indus CAF"),
                            ("indus_cpam", "Indus CPAM"),
                            ("indus_france_travail", "Indus France Travail"),
                            ("amende_administrative", "Amende administrative"),
                            ("amende_forfaitaire", "Amende forfaitaire"),
                            ("saisie_numeraire", "Saisie de numéraire"),
                            ("saisie_bien", "Saisie de biens"),
                            ("avoir_gele", "Avoirs gelés"),
                        ],
                        max_length=24,
                        verbose_name="nature",
                    ),
                ),
                ("amount", models.DecimalField(decimal_places=2, max_digits=12, verbose_name="montant")),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("estimated", "Estimé"),
                            ("notified", "Notifié"),
                            ("recovered", "Recouvré"),
                            ("cancelled", "Annulé"),
                        ],
                        max_length=9,
                        verbose_name="stade",
                    ),
                ),
                ("stage_on", models.DateField(verbose_name="depuis le")),
            ],
            options={
                "verbose_name": "montant",
                "ordering": ["finding", "pk"],
            },
        ),
        migrations.CreateModel(
            name="CodafObjective",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "sector",
                    models.CharField(
                        choices=[
                            ("btp", "Bâtiment et travaux publics"),
                            ("restauration", "Restauration"),
                            ("epiceries_nuit", "Épiceries de nuit"),
                            ("bars_chicha", "Bars à chicha"),
                            ("barbers", "Barbiers et coiffeurs"),
                            ("garages", "Garages"),
                            ("transport_personnes", "Transport de personnes"),
                            ("vtc", "VTC"),
                            ("logistique", "Logistique"),
                            ("livraison", "Livraison"),
                            ("nettoyage", "Nettoyage"),
                            ("securite_privee", "Sécurité privée"),
                            ("marches", "Marchés"),
                            ("taxiphones", "Taxiphones"),
                            ("hebergement", "Hébergement"),
                            ("agriculture", "Agriculture"),
                            ("evenementiel", "Événementiel"),
                            ("centres_sante", "Centres de santé"),
                            ("other", "Autre"),
                        ],
                        max_length=20,
                        verbose_name="secteur",
                    ),
                ),
                ("wanted", models.PositiveSmallIntegerField(verbose_name="opérations prévues")),
                ("territory", models.CharField(blank=True, max_length=160, verbose_name="territoire")),
                (
                    "pilot",
                    models.CharField(
                        choices=[
                            ("dtsp", "DTSP"),
                            ("paf", "Police aux frontières"),
                            ("pj", "Police judiciaire"),
                            ("gendarmerie", "Gendarmerie"),
                            ("inspection_travail", "DRIEETS, inspection du travail"),
                            ("urssaf", "Urssaf"),
                            ("msa", "MSA"),
                            ("dgfip", "DGFiP"),
                            ("douane", "Douane"),
                            ("caf", "CAF"),
                            ("cpam", "CPAM"),
                            ("cnav", "Cnav"),
                            ("france_travail", "France Travail"),
                            ("ddpp", "DDPP"),
                            ("ars", "ARS"),
                            ("ofii", "OFII"),
                            ("cnaps", "CNAPS"),
                            ("bspp", "Sapeurs-pompiers et commission de sécurité"),
                            ("driea_t", "DRIEAT, transport routier"),
                            ("police_municipale", "Police municipale"),
                            ("hygiene", "Service communal d'hygiène"),
                            ("clesi", "Clesi"),
                            ("parquet", "Parquet"),
                        ],
                        max_length=20,
                        verbose_name="pilote",
                    ),
                ),
            ],
            options={
                "verbose_name": "objectif du plan",
                "verbose_name_plural": "objectifs du plan",
                "ordering": ["plan", "sector", "pk"],
            },
        ),
        migrations.CreateModel(
            name="CodafAgent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "body",
                    models.CharField(
                        choices=[
                            ("dtsp", "DTSP"),
                            ("paf", "Police aux frontières"),
                            ("pj", "Police judiciaire"),
                            ("gendarmerie", "Gendarmerie"),
                            ("inspection_travail", "DRIEETS, inspection du travail"),
                            ("urssaf", "Urssaf"),
                            ("msa", "MSA"),
                            ("dgfip", "DGFiP"),
                            ("douane", "Douane"),
                            ("caf", "CAF"),
                            ("cpam", "CPAM"),
                            ("cnav", "Cnav"),
                            ("france_travail", "France Travail"),
                            ("ddpp", "DDPP"),
                            ("ars", "ARS"),
                            ("ofii", "OFII"),
                            ("cnaps", "CNAPS"),
                            ("bspp", "Sapeurs-pompiers et commission de sécurité"),
                            ("driea_t", "DRIEAT, transport routier"),
                            ("police_municipale", "Police municipale"),
                            ("hygiene", "Service communal d'hygiène"),
                            ("clesi", "Clesi"),
                            ("parquet", "Parquet"),
                        ],
                        max_length=20,
                        verbose_name="organisme",
                    ),
                ),
                ("name", models.CharField(max_length=120, verbose_name="agent")),
                ("quality", models.CharField(max_length=160, verbose_name="qualité")),
                ("authorisation", models.CharField(max_length=200, verbose_name="habilitation")),
                ("since", models.DateField(verbose_name="depuis le")),
                ("until", models.DateField(blank=True, null=True, verbose_name="jusqu'au (exclu)")),
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
            ],
            options={
                "verbose_name": "agent habilité aux échanges",
                "verbose_name_plural": "agents habilités aux échanges",
                "ordering": ["body", "name"],
            },
        ),
        migrations.CreateModel(
            name="CodafAmountStage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("value", models.DecimalField(decimal_places=2, max_digits=12, verbose_name="valeur")),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("estimated", "Estimé"),
                            ("notified", "Notifié"),
                            ("recovered", "Recouvré"),
                            ("cancelled", "Annulé"),
                        ],
                        max_length=9,
                        verbose_name="stade",
                    ),
                ),
                ("stage_on", models.DateField(verbose_name="depuis le")),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="motif")),
                ("recorded_at", models.DateTimeField(verbose_name="enregistré le")),
                (
                    "amount",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="stages",
                        to="public_order.codafamount",
                        verbose_name="montant",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="par",
                    ),
                ),
            ],
            options={
                "verbose_name": "stade d'un montant",
                "verbose_name_plural": "stades d'un montant",
                "ordering": ["amount", "pk"],
            },
        ),
        migrations.CreateModel(
            name="CodafFinding",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "nature",
                    models.CharField(
                        choices=[
                            ("travail_dissimule_activite", "Travail dissimulé par dissimulation d'activité"),
                            ("travail_dissimule_salarie", "Travail dissimulé par dissimulation d'emploi salarié"),
                            ("emploi_etranger_sans_titre", "Emploi d'étrangers sans titre"),
                            ("pret_illicite_main_oeuvre", "Prêt illicite de main-d'œuvre"),
                            ("marchandage", "Marchandage"),
                            ("cumul_irregulier", "Cumul irrégulier"),
                            ("fraude_fiscale", "Fraude fiscale"),
                            ("fraude_sociale", "Fraude sociale"),
                            ("hygiene", "Hygiène"),
                            ("etiquetage", "Étiquetage"),
                            ("tabac_contrebande", "Tabac de contrebande"),
                            ("contrefacon", "Contrefaçon"),
                            ("stupefiants", "Stupéfiants"),
                            ("alcool_licence", "Vente d'alcool sans licence"),
                            ("erp_securite", "Sécurité d'un établissement recevant du public"),
                            ("securite_privee", "Sécurité privée"),
                            ("urbanisme", "Urbanisme"),
                            ("transport", "Transport"),
                            ("sejour", "Séjour irrégulier"),
                            ("debit_licence", "Licence de débit de boissons"),
                            ("autre", "Autre"),
                        ],
                        max_length=28,
                        verbose_name="nature",
                    ),
                ),
                ("natinf", models.PositiveIntegerField(blank=True, null=True, verbose_name="NATINF")),
                ("persons", models.PositiveSmallIntegerField(default=0, verbose_name="personnes en cause")),
                ("pv_number", models.CharField(blank=True, max_length=40, verbose_name="numéro de PV")),
                ("pv_key", models.CharField(blank=True, db_index=True, max_length=40)),
                ("minor_involved", models.BooleanField(default=False, verbose_name="mineur en cause")),
                ("recorded_at", models.DateTimeField(verbose_name="enregistré le")),
                (
                    "recorded_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="par",
                    ),
                ),
            ],
            options={
                "verbose_name": "constat",
                "ordering": ["target", "pk"],
            },
        ),
        migrations.AddField(
            model_name="codafamount",
            name="finding",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="amounts",
                to="public_order.codaffinding",
                verbose_name="constat",
            ),
        ),
        migrations.CreateModel(
            name="CodafOperation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=20, unique=True, verbose_name="numéro")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("idea", "Idée"),
                            ("programmed", "Programmée"),
                            ("prepared", "Préparée"),
                            ("ready", "Prête"),
                            ("in_progress", "En cours"),
                            ("done", "Réalisée"),
                            ("consolidated", "Consolidée"),
                            ("synthesised", "Synthétisée"),
                            ("closed", "Close"),
                            ("postponed", "Reportée"),
                            ("cancelled", "Annulée"),
                        ],
                        default="idea",
                        max_length=12,
                        verbose_name="état",
                    ),
                ),
                (
                    "sector",
                    models.CharField(
                        choices=[
                            ("btp", "Bâtiment et travaux publics"),
                            ("restauration", "Restauration"),
                            ("epiceries_nuit", "Épiceries de nuit"),
                            ("bars_chicha", "Bars à chicha"),
                            ("barbers", "Barbiers et coiffeurs"),
                            ("garages", "Garages"),
                            ("transport_personnes", "Transport de personnes"),
                            ("vtc", "VTC"),
                            ("logistique", "Logistique"),
                            ("livraison", "Livraison"),
                            ("nettoyage", "Nettoyage"),
                            ("securite_privee", "Sécurité privée"),
                            ("marches", "Marchés"),
                            ("taxiphones", "Taxiphones"),
                            ("hebergement", "Hébergement"),
                            ("agriculture", "Agriculture"),
                            ("evenementiel", "Événementiel"),
                            ("centres_sante", "Centres de santé"),
                            ("other", "Autre"),
                        ],
                        max_length=20,
                        verbose_name="secteur",
                    ),
                ),
                (
                    "origin",
                    models.CharField(
                        choices=[
                            ("plan", "Plan annuel"),
                            ("signalement", "Signalement"),
                            ("parquet", "Parquet"),
                            ("mairie", "Mairie"),
                            ("partner", "Partenaire"),
                        ],
                        max_length=12,
                        verbose_name="origine",
                    ),
                ),
                ("starts_at", models.DateTimeField(blank=True, null=True, verbose_name="début")),
                ("ends_at", models.DateTimeField(blank=True, null=True, verbose_name="fin")),
                ("meeting_place", models.CharField(blank=True, max_length=200, verbose_name="lieu de rendez-vous")),
                (
                    "frame",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("own_powers", "Pouvoirs propres des partenaires"),
                            ("requisition_78_2_2", "Réquisition (CPP, art. 78-2-2)"),
                            ("requisition_78_2", "Réquisition (CPP, art. 78-2)"),
                            ("l8271_1", "Travail illégal (code du travail, art. L8271-1)"),
                            ("douane_60", "Visite douanière (code des douanes, art. 60)"),
                            ("mixed", "Plusieurs cadres, dont une réquisition"),
                        ],
                        max_length=20,
                        verbose_name="cadre juridique",
                    ),
                ),
                (
                    "requisition_from",
                    models.DateTimeField(blank=True, null=True, verbose_name="réquisition valable du"),
                ),
                (
                    "requisition_until",
                    models.DateTimeField(blank=True, null=True, verbose_name="réquisition valable jusqu'au"),
                ),
                (
                    "requisition_communes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=5),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="communes de la réquisition",
                    ),
                ),
                (
                    "prosecutor_informed_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="parquet informé le"),
                ),
                ("briefing", models.CharField(blank=True, max_length=4000, verbose_name="note de cadrage")),
                (
                    "communication",
                    models.CharField(
                        choices=[
                            ("none", "Aucune"),
                            ("press", "Presse"),
                            ("after_judicial_ok", "Presse, après accord du parquet"),
                        ],
                        default="none",
                        max_length=17,
                        verbose_name="communication",
                    ),
                ),
                (
                    "agreed_on",
                    models.DateField(blank=True, null=True, verbose_name="accord du parquet pour communiquer le"),
                ),
                ("started_at", models.DateTimeField(blank=True, null=True, verbose_name="commencée le")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="terminée le")),
                ("consolidated_at", models.DateTimeField(blank=True, null=True, verbose_name="consolidée le")),
                ("synthesis", models.CharField(blank=True, max_length=4000, verbose_name="synthèse")),
                ("synthesised_at", models.DateTimeField(blank=True, null=True, verbose_name="synthétisée le")),
                ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="close le")),
                (
                    "reason",
                    models.CharField(blank=True, max_length=300, verbose_name="motif du report ou de l'annulation"),
                ),
                ("version", models.PositiveIntegerField(default=1)),
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
                    "objective",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="operations",
                        to="public_order.codafobjective",
                        verbose_name="objectif du plan",
                    ),
                ),
                (
                    "pilot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="pilote",
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
                    "requisition",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directorate.storedfile",
                        verbose_name="réquisition",
                    ),
                ),
            ],
            options={
                "verbose_name": "opération CODAF",
                "verbose_name_plural": "opérations CODAF",
                "ordering": [models.OrderBy(models.F("starts_at"), descending=True, nulls_first=True), "-pk"],
            },
        ),
        migrations.CreateModel(
            name="CodafExchange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "basis",
                    models.CharField(
                        choices=[
                            ("css_l114_16_1", "Code de la sécurité sociale, art. L114-16-1"),
                            ("ct_l8271_2", "Code du travail, art. L8271-2"),
                            ("lpf_l134c", "Livre des procédures fiscales, art. L134 C"),
                            ("cd_59_quater", "Code des douanes, art. 59 quater"),
                            ("cpp_40", "Code de procédure pénale, art. 40"),
                        ],
                        max_length=16,
                        verbose_name="fondement",
                    ),
                ),
                ("object", models.CharField(max_length=400, verbose_name="objet")),
                ("exchanged_at", models.DateTimeField(verbose_name="échangé le")),
                ("recorded_at", models.DateTimeField(verbose_name="enregistré le")),
                (
                    "receiver",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="public_order.codafagent",
                        verbose_name="à",
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
                    "sender",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="public_order.codafagent",
                        verbose_name="de",
                    ),
                ),
                (
                    "operation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="exchanges",
                        to="public_order.codafoperation",
                        verbose_name="opération",
                    ),
                ),
            ],
            options={
                "verbose_name": "échange d'informations",
                "verbose_name_plural": "échanges d'informations",
                "ordering": ["-exchanged_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="CodafPartner",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "body",
                    models.CharField(
                        choices=[
                            ("dtsp", "DTSP"),
                            ("paf", "Police aux frontières"),
                            ("pj", "Police judiciaire"),
                            ("gendarmerie", "Gendarmerie"),
                            ("inspection_travail", "DRIEETS, inspection du travail"),
                            ("urssaf", "Urssaf"),
                            ("msa", "MSA"),
                            ("dgfip", "DGFiP"),
                            ("douane", "Douane"),
                            ("caf", "CAF"),
                            ("cpam", "CPAM"),
                            ("cnav", "Cnav"),
                            ("france_travail", "France Travail"),
                            ("ddpp", "DDPP"),
                            ("ars", "ARS"),
                            ("ofii", "OFII"),
                            ("cnaps", "CNAPS"),
                            ("bspp", "Sapeurs-pompiers et commission de sécurité"),
                            ("driea_t", "DRIEAT, transport routier"),
                            ("police_municipale", "Police municipale"),
                            ("hygiene", "Service communal d'hygiène"),
                            ("clesi", "Clesi"),
                            ("parquet", "Parquet"),
                        ],
                        max_length=20,
                        verbose_name="partenaire",
                    ),
                ),
                ("contact", models.CharField(blank=True, max_length=120, verbose_name="correspondant")),
                ("email", models.EmailField(max_length=254, verbose_name="courriel")),
                ("role", models.CharField(blank=True, max_length=400, verbose_name="mission")),
                (
                    "state",
                    models.CharField(
                        choices=[("invited", "Sollicité"), ("confirmed", "Confirmé"), ("declined", "Décliné")],
                        default="invited",
                        max_length=9,
                        verbose_name="état",
                    ),
                ),
                ("agents", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="agents annoncés")),
                ("confirmed_at", models.DateTimeField(blank=True, null=True, verbose_name="confirmé le")),
                ("present", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="agents présents")),
                ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="réponse complète le")),
                ("comment", models.CharField(blank=True, max_length=1000, verbose_name="observation")),
                ("first_reminded_on", models.DateField(blank=True, null=True, verbose_name="première relance le")),
                ("last_reminded_on", models.DateField(blank=True, null=True, verbose_name="seconde relance le")),
                ("code_hash", models.CharField(blank=True, db_index=True, max_length=64)),
                ("link_until", models.DateTimeField(blank=True, null=True, verbose_name="lien valable jusqu'au")),
                ("link_sent_at", models.DateTimeField(blank=True, null=True, verbose_name="lien envoyé le")),
                (
                    "operation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="partners",
                        to="public_order.codafoperation",
                        verbose_name="opération",
                    ),
                ),
            ],
            options={
                "verbose_name": "partenaire d'une opération",
                "verbose_name_plural": "partenaires d'une opération",
                "ordering": ["operation", "body"],
            },
        ),
        migrations.AddField(
            model_name="codaffinding",
            name="partner",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="findings",
                to="public_order.codafpartner",
                verbose_name="partenaire",
            ),
        ),
        migrations.CreateModel(
            name="CodafPlan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "year",
                    models.PositiveSmallIntegerField(
                        error_messages={"unique": "Le plan de cette année existe déjà."},
                        unique=True,
                        verbose_name="année",
                    ),
                ),
                ("adopted_on", models.DateField(blank=True, null=True, verbose_name="adopté le")),
                ("summary", models.CharField(blank=True, max_length=2000, verbose_name="orientations")),
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
            ],
            options={
                "verbose_name": "plan CODAF",
                "verbose_name_plural": "plans CODAF",
                "ordering": ["-year"],
            },
        ),
        migrations.AddField(
            model_name="codafobjective",
            name="plan",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="objectives",
                to="public_order.codafplan",
                verbose_name="plan",
            ),
        ),
        migrations.CreateModel(
            name="CodafSeat",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "role",
                    models.CharField(
                        choices=[("secretariat", "Secrétariat permanent"), ("prosecutor", "Parquet")],
                        max_length=11,
                        verbose_name="qualité",
                    ),
                ),
                ("since", models.DateField(verbose_name="désigné depuis le")),
                ("until", models.DateField(blank=True, null=True, verbose_name="jusqu'au (exclu)")),
                ("reason", models.CharField(max_length=300, verbose_name="acte de désignation")),
                ("recorded_at", models.DateTimeField(verbose_name="enregistrée le")),
                (
                    "granted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="par",
                    ),
                ),
                (
                    "staff",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="codaf_seats",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="agent",
                    ),
                ),
            ],
            options={
                "verbose_name": "désignation au secrétariat du CODAF",
                "verbose_name_plural": "désignations au secrétariat du CODAF",
                "ordering": ["staff__last_name", "-since"],
            },
        ),
        migrations.CreateModel(
            name="CodafTarget",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("rank", models.PositiveSmallIntegerField(verbose_name="ordre")),
                ("name", models.CharField(max_length=160, verbose_name="établissement")),
                ("siret", models.CharField(blank=True, max_length=14, verbose_name="SIRET")),
                ("address", models.CharField(max_length=200, verbose_name="adresse")),
                ("activity", models.CharField(blank=True, max_length=120, verbose_name="activité")),
                (
                    "keys",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=400), default=list, size=None, verbose_name="empreintes"
                    ),
                ),
                ("reason", directorate.web.sealing.SealedField(verbose_name="raison du choix")),
                ("history", directorate.web.sealing.SealedField(blank=True, verbose_name="antécédents connus")),
                ("again_why", models.CharField(blank=True, max_length=300, verbose_name="motif d'un nouveau passage")),
                (
                    "bodies",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("dtsp", "DTSP"),
                                ("paf", "Police aux frontières"),
                                ("pj", "Police judiciaire"),
                                ("gendarmerie", "Gendarmerie"),
                                ("inspection_travail", "DRIEETS, inspection du travail"),
                                ("urssaf", "Urssaf"),
                                ("msa", "MSA"),
                                ("dgfip", "DGFiP"),
                                ("douane", "Douane"),
                                ("caf", "CAF"),
                                ("cpam", "CPAM"),
                                ("cnav", "Cnav"),
                                ("france_travail", "France Travail"),
                                ("ddpp", "DDPP"),
                                ("ars", "ARS"),
                                ("ofii", "OFII"),
                                ("cnaps", "CNAPS"),
                                ("bspp", "Sapeurs-pompiers et commission de sécurité"),
                                ("driea_t", "DRIEAT, transport routier"),
                                ("police_municipale", "Police municipale"),
                                ("hygiene", "Service communal d'hygiène"),
                                ("clesi", "Clesi"),
                                ("parquet", "Parquet"),
                            ],
                            max_length=20,
                        ),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="partenaires concernés",
                    ),
                ),
                ("visited", models.BooleanField(blank=True, null=True, verbose_name="visité")),
                (
                    "persons",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="personnes contrôlées"),
                ),
                ("result", models.CharField(blank=True, max_length=1000, verbose_name="résultat")),
                ("purged_on", models.DateField(blank=True, null=True, verbose_name="effacé le")),
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
                    "operation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="targets",
                        to="public_order.codafoperation",
                        verbose_name="opération",
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
                "verbose_name": "objectif d'une opération",
                "verbose_name_plural": "objectifs d'une opération",
                "ordering": ["operation", "rank"],
            },
        ),
        migrations.CreateModel(
            name="CodafFollowUp",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("closure_outlet", "Fermeture d'un débit de boissons ou d'un restaurant"),
                            ("closure_labour", "Fermeture pour travail illégal (code du travail, art. L8272-2)"),
                            ("residence", "Retrait de titres de séjour"),
                            ("judicial", "Suite judiciaire"),
                            ("reinspection", "Nouveau contrôle"),
                        ],
                        max_length=14,
                        verbose_name="suite",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "En cours"), ("done", "Aboutie"), ("dropped", "Sans suite")],
                        default="open",
                        max_length=7,
                        verbose_name="état",
                    ),
                ),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="échéance")),
                ("words", models.CharField(blank=True, max_length=1000, verbose_name="précision")),
                ("days", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="jours de fermeture")),
                ("outcome", models.CharField(blank=True, max_length=1000, verbose_name="issue")),
                ("settled_on", models.DateField(blank=True, null=True, verbose_name="réglée le")),
                ("recorded_at", models.DateTimeField(verbose_name="enregistrée le")),
                (
                    "case",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="directorate.case",
                        verbose_name="dossier",
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
                    "target",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="follow_ups",
                        to="public_order.codaftarget",
                        verbose_name="objectif",
                    ),
                ),
            ],
            options={
                "verbose_name": "suite d'un contrôle",
                "verbose_name_plural": "suites des contrôles",
                "ordering": ["state", "due_on", "pk"],
            },
        ),
        migrations.AddField(
            model_name="codaffinding",
            name="target",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="findings",
                to="public_order.codaftarget",
                verbose_name="objectif",
            ),
        ),
        migrations.AddConstraint(
            model_name="codafagent",
            constraint=models.CheckConstraint(
                condition=models.Q(("until__isnull", True), ("until__gt", models.F("since")), _connector="OR"),
                name="codaf_agent_days_in_order",
                violation_error_message="La fin suit le début.",
            ),
        ),
        migrations.AddConstraint(
            model_name="codafagent",
            constraint=models.UniqueConstraint(
                condition=models.Q(("until__isnull", True)),
                fields=("body", "name"),
                name="codaf_agent_once",
                violation_error_message="Cet agent est déjà habilité.",
            ),
        ),
        migrations.AddConstraint(
            model_name="codafamount",
            constraint=models.UniqueConstraint(
                fields=("finding", "nature"),
                name="codaf_amount_once",
                violation_error_message="Ce montant est déjà enregistré : changer son stade.",
            ),
        ),
        migrations.AddConstraint(
            model_name="codafamount",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount__gt", 0)),
                name="codaf_amount_positive",
                violation_error_message="Un montant est supérieur à zéro.",
            ),
        ),
        migrations.AddIndex(
            model_name="codafoperation",
            index=models.Index(fields=["state", "starts_at"], name="codaf_operation_day"),
        ),
        migrations.AddConstraint(
            model_name="codafoperation",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_at__isnull", True), ("ends_at__gt", models.F("starts_at")), _connector="OR"),
                name="codaf_operation_in_order",
                violation_error_message="L'opération finit après avoir commencé.",
            ),
        ),
        migrations.AddConstraint(
            model_name="codafoperation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("requisition_until__isnull", True),
                    ("requisition_until__gt", models.F("requisition_from")),
                    _connector="OR",
                ),
                name="codaf_requisition_in_order",
                violation_error_message="La réquisition finit après avoir commencé.",
            ),
        ),
        migrations.AddConstraint(
            model_name="codafoperation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ("idea", "postponed", "cancelled")),
                    models.Q(("ends_at__isnull", False), ("starts_at__isnull", False)),
                    _connector="OR",
                ),
                name="codaf_operation_has_its_hours",
                violation_error_message="Une opération programmée a ses heures.",
            ),
        ),
        migrations.AddConstraint(
            model_name="codafoperation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ("ready", "in_progress")), _negated=True),
                    models.Q(("frame__in", ("requisition_78_2_2", "requisition_78_2", "mixed")), _negated=True),
                    models.Q(
                        ("requisition__isnull", False),
                        ("requisition_from__lte", models.F("starts_at")),
                        ("requisition_until__gte", models.F("ends_at")),
                    ),
                    _connector="OR",
                ),
                name="codaf_requisition_contains",
                violation_error_message="La réquisition contient toute l'opération (COD-02).",
            ),
        ),
        migrations.AddConstraint(
            model_name="codafoperation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("state__in", ("in_progress", "done", "consolidated", "synthesised", "closed")), _negated=True
                    ),
                    ("started_at__isnull", False),
                    _connector="OR",
                ),
                name="codaf_started_on_a_day",
                violation_error_message="Une opération en cours a commencé.",
            ),
        ),
        migrations.AddConstraint(
            model_name="codafoperation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ("postponed", "cancelled")), _negated=True),
                    models.Q(("reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="codaf_put_off_with_a_reason",
                violation_error_message="Un report ou une annulation a son motif.",
            ),
        ),
        migrations.AddConstraint(
            model_name="codafexchange",
            constraint=models.CheckConstraint(
                condition=models.Q(("sender", models.F("receiver")), _negated=True),
                name="codaf_exchange_between_two",
                violation_error_message="Un échange a lieu entre deux agents.",
            ),
        ),
        migrations.AddConstraint(
            model_name="codafpartner",
            constraint=models.UniqueConstraint(
                fields=("operation", "body"),
                name="codaf_partner_once",
                violation_error_message="Ce partenaire est déjà dans l'opération.",
            ),
        ),
        migrations.AddConstraint(
            model_name="codafpartner",
            constraint=models.UniqueConstraint(
                condition=models.Q(("code_hash", ""), _negated=True),
                fields=("code_hash",),
                name="codaf_partner_link_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="codafobjective",
            constraint=models.UniqueConstraint(
                fields=("plan", "sector", "territory"),
                name="codaf_objective_once",
                violation_error_message="Ce secteur a déjà un objectif sur ce territoire.",
            ),
        ),
        migrations.AddConstraint(
            model_name="codafobjective",
            constraint=models.CheckConstraint(
                condition=models.Q(("wanted__gt", 0)),
                name="codaf_objective_wants_one",
                violation_error_message="Un objectif prévoit une opération au moins.",
            ),
        ),
        migrations.AddConstraint(
            model_name="codafseat",
            constraint=models.CheckConstraint(
                condition=models.Q(("until__isnull", True), ("until__gte", models.F("since")), _connector="OR"),
                name="codaf_seat_days_in_order",
                violation_error_message="La fin ne précède pas le début.",
            ),
        ),
        migrations.AddConstraint(
            model_name="codafseat",
            constraint=models.UniqueConstraint(
                condition=models.Q(("until__isnull", True)),
                fields=("staff",),
                name="codaf_seat_once",
                violation_error_message="Cet agent est déjà désigné.",
            ),
        ),
        migrations.AddConstraint(
            model_name="codaftarget",
            constraint=models.UniqueConstraint(fields=("operation", "rank"), name="codaf_target_rank_once"),
        ),
        migrations.AddConstraint(
            model_name="codaftarget",
            constraint=models.UniqueConstraint(
                condition=models.Q(("purged_on", None)),
                fields=("operation", "name", "address"),
                name="codaf_target_once",
                violation_error_message="Cet établissement est déjà dans l'opération.",
            ),
        ),
        migrations.AddConstraint(
            model_name="codaftarget",
            constraint=models.CheckConstraint(
                condition=models.Q(("visited", True), ("persons__isnull", True), _connector="OR"),
                name="codaf_persons_where_visited",
                violation_error_message="Des personnes ne sont contrôlées que dans un établissement visité.",
            ),
        ),
        migrations.AddConstraint(
            model_name="codaffollowup",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "open")),
                fields=("target", "kind"),
                name="codaf_follow_up_once",
                violation_error_message="Cette suite est déjà en cours.",
            ),
        ),
        migrations.AddConstraint(
            model_name="codaffollowup",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("settled_on__isnull", True), ("state", "open")),
                    models.Q(models.Q(("state", "open"), _negated=True), ("settled_on__isnull", False)),
                    _connector="OR",
                ),
                name="codaf_follow_up_settled_on_a_day",
                violation_error_message="Une suite réglée l'est un jour.",
            ),
        ),
        migrations.AddConstraint(
            model_name="codaffinding",
            constraint=models.UniqueConstraint(
                condition=models.Q(("pv_key", ""), _negated=True),
                fields=("target", "partner", "nature", "pv_key"),
                name="codaf_finding_once",
                violation_error_message="Ce constat du même procès-verbal est déjà enregistré.",
            ),
        ),
        migrations.AddConstraint(
            model_name="codaffinding",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("natinf__isnull", True), models.Q(("natinf__gte", 1), ("natinf__lte", 99999)), _connector="OR"
                ),
                name="codaf_finding_natinf",
                violation_error_message="Un code NATINF a cinq chiffres au plus.",
            ),
        ),
        migrations.RunSQL(KEPT, NOT_KEPT),
    ]
    operations = together(operations)
