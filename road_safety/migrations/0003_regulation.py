"""Licence suspensions and the registers of the bureau."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import directorate.web.sealing
from directorate.migrations._together import together


class Migration(migrations.Migration):
    dependencies = [
        ("directorate", "0004_safety_bodies"),
        ("road_safety", "0002_strategy"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CompositionOrder",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=20, unique=True, verbose_name="arrêté n°")),
                ("signed_on", models.DateField(verbose_name="signé le")),
                ("recorded_at", models.DateTimeField(verbose_name="enregistré le")),
                (
                    "commission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="composition_orders",
                        to="directorate.commission",
                        verbose_name="section",
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directorate.letter",
                        verbose_name="arrêté",
                    ),
                ),
            ],
            options={
                "verbose_name": "arrêté de composition",
                "verbose_name_plural": "arrêtés de composition",
                "ordering": ["-signed_on", "-id"],
            },
        ),
        migrations.CreateModel(
            name="ImpoundedVehicle",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=20, unique=True, verbose_name="numéro")),
                ("reference", models.CharField(blank=True, max_length=40, verbose_name="référence SI Fourrières")),
                ("plate", directorate.web.sealing.SealedField(blank=True, verbose_name="immatriculation")),
                ("plate_mark", models.CharField(blank=True, db_index=True, max_length=64)),
                ("vehicle", models.CharField(max_length=120, verbose_name="véhicule")),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("parking", "Stationnement gênant, dangereux ou abusif (L325-1)"),
                            ("abandoned", "Véhicule abandonné (L325-1)"),
                            ("insurance", "Défaut d'assurance ou de contrôle technique (L325-1)"),
                            ("offence", "Infraction, immobilisation judiciaire (L325-1-1)"),
                            ("prefect", "Décision du préfet (L325-1-2)"),
                            ("other", "Autre motif"),
                        ],
                        max_length=10,
                        verbose_name="motif",
                    ),
                ),
                ("place", models.CharField(max_length=200, verbose_name="lieu de l'enlèvement")),
                ("entered_at", models.DateTimeField(verbose_name="entré le")),
                (
                    "classification",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "À classer"),
                            ("return", "Restituable en l'état"),
                            ("repair", "Restituable après travaux"),
                            ("destroy", "À détruire"),
                        ],
                        max_length=8,
                        verbose_name="classement",
                    ),
                ),
                ("classified_on", models.DateField(blank=True, null=True, verbose_name="classé le")),
                ("notified_on", models.DateField(blank=True, null=True, verbose_name="mise en fourrière notifiée le")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("held", "En fourrière"),
                            ("released", "Restitué"),
                            ("destroyed", "Détruit"),
                            ("sold", "Vendu par le Domaine"),
                        ],
                        default="held",
                        max_length=10,
                        verbose_name="état",
                    ),
                ),
                ("left_at", models.DateTimeField(blank=True, null=True, verbose_name="sorti le")),
                (
                    "cost",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=9, null=True, verbose_name="frais impayés"
                    ),
                ),
                (
                    "claim",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "Aucune"),
                            ("claimed", "Demandée"),
                            ("paid", "Indemnisée"),
                            ("refused", "Refusée"),
                        ],
                        max_length=8,
                        verbose_name="indemnité",
                    ),
                ),
                ("claimed_on", models.DateField(blank=True, null=True, verbose_name="demandée le")),
                ("settled_on", models.DateField(blank=True, null=True, verbose_name="réglée le")),
                ("claim_note", models.CharField(blank=True, max_length=400, verbose_name="suite de la demande")),
                ("purged_on", models.DateField(blank=True, null=True, verbose_name="immatriculation effacée le")),
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
                    "custodian",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="impounded",
                        to="directorate.permit",
                        verbose_name="agrément du gardien",
                    ),
                ),
            ],
            options={
                "verbose_name": "véhicule en fourrière",
                "verbose_name_plural": "véhicules en fourrière",
                "ordering": ["-entered_at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="InspectionCentre",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=20, unique=True, verbose_name="agrément n°")),
                ("name", models.CharField(max_length=160, verbose_name="nom")),
                ("operator", models.CharField(max_length=160, verbose_name="exploitant")),
                ("network", models.CharField(blank=True, max_length=80, verbose_name="réseau")),
                (
                    "category",
                    models.CharField(
                        choices=[
                            ("light", "Véhicules légers"),
                            ("heavy", "Poids lourds"),
                            ("two_wheelers", "Deux et trois-roues"),
                        ],
                        max_length=14,
                        verbose_name="véhicules",
                    ),
                ),
                ("address", models.CharField(max_length=300, verbose_name="adresse")),
                ("approved_on", models.DateField(verbose_name="agréé le")),
                (
                    "state",
                    models.CharField(
                        choices=[("approved", "Agréé"), ("suspended", "Suspendu"), ("withdrawn", "Retiré")],
                        default="approved",
                        max_length=10,
                        verbose_name="état",
                    ),
                ),
                ("state_on", models.DateField(blank=True, null=True, verbose_name="depuis le")),
                ("heard_from", models.DateField(blank=True, null=True, verbose_name="observations demandées le")),
                ("heard_until", models.DateField(blank=True, null=True, verbose_name="observations jusqu'au")),
                ("heard_why", models.CharField(blank=True, max_length=2000, verbose_name="griefs")),
                ("observations", models.CharField(blank=True, max_length=2000, verbose_name="observations")),
                ("closed_why", models.CharField(blank=True, max_length=1000, verbose_name="motif")),
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
            ],
            options={
                "verbose_name": "centre de contrôle technique",
                "verbose_name_plural": "centres de contrôle technique",
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="InspectionController",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=20, unique=True, verbose_name="agrément n°")),
                ("name", models.CharField(max_length=120, verbose_name="nom")),
                ("approved_on", models.DateField(verbose_name="agréé le")),
                ("record_checked_on", models.DateField(blank=True, null=True, verbose_name="casier consulté le")),
                ("record_is_clear", models.BooleanField(blank=True, null=True, verbose_name="casier compatible")),
                (
                    "state",
                    models.CharField(
                        choices=[("approved", "Agréé"), ("left", "Sans centre"), ("withdrawn", "Retiré")],
                        default="approved",
                        max_length=10,
                        verbose_name="état",
                    ),
                ),
                ("state_on", models.DateField(blank=True, null=True, verbose_name="depuis le")),
                ("closed_why", models.CharField(blank=True, max_length=1000, verbose_name="motif")),
                ("recorded_at", models.DateTimeField(verbose_name="enregistré le")),
                (
                    "centre",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="controllers",
                        to="road_safety.inspectioncentre",
                        verbose_name="centre",
                    ),
                ),
            ],
            options={
                "verbose_name": "contrôleur technique",
                "verbose_name_plural": "contrôleurs techniques",
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="LicenceMeasure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=20, unique=True, verbose_name="numéro")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("medical", "Suspension pour raison médicale"),
                            ("points", "Solde de points nul (48 SI)"),
                        ],
                        max_length=8,
                        verbose_name="nature",
                    ),
                ),
                ("driver", directorate.web.sealing.SealedField(verbose_name="conducteur")),
                ("birth_on", directorate.web.sealing.SealedField(blank=True, verbose_name="né le")),
                ("licence", directorate.web.sealing.SealedField(blank=True, verbose_name="numéro NEPH")),
                ("mark", models.CharField(blank=True, db_index=True, max_length=64)),
                ("received_on", models.DateField(verbose_name="reçue le")),
                ("notified_on", models.DateField(blank=True, null=True, verbose_name="notifiée le")),
                ("surrender_by", models.DateField(blank=True, null=True, verbose_name="permis à remettre avant le")),
                ("surrendered_on", models.DateField(blank=True, null=True, verbose_name="permis remis le")),
                (
                    "again_on",
                    models.DateField(blank=True, null=True, verbose_name="réexamen ou nouveau permis à partir du"),
                ),
                ("conclusion", models.CharField(blank=True, max_length=20, verbose_name="conclusion médicale")),
                ("closed_on", models.DateField(blank=True, null=True, verbose_name="close le")),
                ("closed_why", models.CharField(blank=True, max_length=400, verbose_name="motif")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("received", "Reçue"),
                            ("notified", "Notifiée"),
                            ("surrendered", "Permis remis"),
                            ("restored", "Permis rendu ou droit rétabli"),
                            ("closed", "Sans suite"),
                        ],
                        default="received",
                        max_length=12,
                        verbose_name="état",
                    ),
                ),
                ("purged_on", models.DateField(blank=True, null=True, verbose_name="identité effacée le")),
                ("recorded_at", models.DateTimeField(verbose_name="enregistrée le")),
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
                "verbose_name": "mesure sur un permis",
                "verbose_name_plural": "mesures sur des permis",
                "ordering": ["-received_on", "-id"],
            },
        ),
        migrations.CreateModel(
            name="LicenceNumber",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", directorate.web.sealing.SealedField(verbose_name="numéro NEPH")),
                ("mark", models.CharField(db_index=True, max_length=64)),
                ("recorded_at", models.DateTimeField(verbose_name="enregistré le")),
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="licence_number",
                        to="directorate.case",
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
                "verbose_name": "numéro de permis scellé",
                "verbose_name_plural": "numéros de permis scellés",
            },
        ),
        migrations.CreateModel(
            name="OffenceReader",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("since", models.DateField(verbose_name="habilité depuis le")),
                ("until", models.DateField(blank=True, null=True, verbose_name="jusqu'au (exclu)")),
                ("reason", models.CharField(max_length=300, verbose_name="motif")),
                ("recorded_at", models.DateTimeField(verbose_name="enregistrée le")),
                (
                    "granted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "staff",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="offence_readings",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="agent",
                    ),
                ),
            ],
            options={
                "verbose_name": "habilitation aux données d'infraction",
                "verbose_name_plural": "habilitations aux données d'infraction",
                "ordering": ["staff__last_name", "-since"],
            },
        ),
        migrations.CreateModel(
            name="SpeedSite",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=20, unique=True, verbose_name="numéro")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("fixed", "Fixe"),
                            ("discriminating", "Discriminant"),
                            ("section", "Tronçon"),
                            ("red_light", "Feu rouge"),
                            ("turret", "Tourelle"),
                            ("works", "Chantier"),
                        ],
                        max_length=16,
                        verbose_name="type",
                    ),
                ),
                ("road", models.CharField(max_length=120, verbose_name="voie")),
                ("direction", models.CharField(blank=True, max_length=120, verbose_name="sens")),
                (
                    "limit",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="vitesse autorisée (km/h)"),
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
                ("grounds", models.CharField(blank=True, max_length=1000, verbose_name="motif de l'implantation")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "Proposé"),
                            ("opinion", "Avis rendu"),
                            ("in_service", "En service"),
                            ("stopped", "Retiré"),
                        ],
                        default="proposed",
                        max_length=12,
                        verbose_name="état",
                    ),
                ),
                ("opinion_on", models.DateField(blank=True, null=True, verbose_name="avis du")),
                ("opinion_is_favourable", models.BooleanField(blank=True, null=True, verbose_name="avis favorable")),
                ("opinion", models.CharField(blank=True, max_length=1000, verbose_name="avis")),
                ("opened_on", models.DateField(blank=True, null=True, verbose_name="en service le")),
                ("closed_on", models.DateField(blank=True, null=True, verbose_name="retiré le")),
                ("closed_why", models.CharField(blank=True, max_length=400, verbose_name="motif du retrait")),
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
            ],
            options={
                "verbose_name": "radar automatique",
                "verbose_name_plural": "radars automatiques",
                "ordering": ["road", "number"],
            },
        ),
        migrations.CreateModel(
            name="StageSession",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=20, unique=True, verbose_name="numéro")),
                ("room", models.CharField(max_length=200, verbose_name="salle")),
                ("starts_on", models.DateField(verbose_name="premier jour")),
                ("ends_on", models.DateField(verbose_name="dernier jour")),
                ("hours", models.PositiveSmallIntegerField(verbose_name="durée (heures)")),
                ("capacity", models.PositiveSmallIntegerField(verbose_name="places")),
                ("facilitators", models.CharField(blank=True, max_length=300, verbose_name="animateurs")),
                (
                    "state",
                    models.CharField(
                        choices=[("planned", "Prévu"), ("held", "Tenu"), ("cancelled", "Annulé")],
                        default="planned",
                        max_length=10,
                        verbose_name="état",
                    ),
                ),
                (
                    "trainees",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="stagiaires présents"),
                ),
                ("cancelled_on", models.DateField(blank=True, null=True, verbose_name="annulation notifiée le")),
                ("cancelled_why", models.CharField(blank=True, max_length=400, verbose_name="motif de l'annulation")),
                ("is_flagged", models.BooleanField(default=False, verbose_name="annulation tardive")),
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
                    "title",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="stage_sessions",
                        to="directorate.permit",
                        verbose_name="agrément du centre",
                    ),
                ),
            ],
            options={
                "verbose_name": "stage de récupération de points",
                "verbose_name_plural": "stages de récupération de points",
                "ordering": ["-starts_on", "-id"],
            },
        ),
        migrations.CreateModel(
            name="SuspensionFigure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("month", models.DateField(verbose_name="mois de réception")),
                ("kind", models.CharField(choices=[("3F", "3F"), ("1F", "1F")], max_length=2, verbose_name="nature")),
                (
                    "cause",
                    models.CharField(
                        choices=[
                            ("alcohol", "Alcool"),
                            ("drugs", "Stupéfiants"),
                            ("speed", "Vitesse"),
                            ("phone", "Téléphone et autre infraction"),
                            ("fatal_accident", "Accident mortel"),
                            ("injury_accident", "Accident corporel"),
                            ("refusal_tests", "Refus de se soumettre aux vérifications"),
                            ("refusal_to_stop", "Refus d'obtempérer"),
                            ("hit_and_run", "Délit de fuite"),
                            ("rodeo", "Rodéo motorisé"),
                            ("other", "Autre cause"),
                        ],
                        max_length=20,
                        verbose_name="cause",
                    ),
                ),
                ("measure", models.CharField(blank=True, max_length=12, verbose_name="mesure")),
                ("unit", models.CharField(blank=True, max_length=160, verbose_name="service verbalisateur")),
                ("months", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="durée (mois)")),
                ("is_late", models.BooleanField(default=False, verbose_name="hors délai")),
                ("minutes", models.PositiveIntegerField(blank=True, null=True, verbose_name="minutes")),
                ("is_repeated", models.BooleanField(default=False, verbose_name="récidive")),
                ("appeal", models.CharField(blank=True, max_length=12, verbose_name="recours")),
                ("appeal_outcome", models.CharField(blank=True, max_length=12, verbose_name="suite du recours")),
                (
                    "ruling",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("suspension", "Suspension judiciaire"),
                            ("annulment", "Annulation du permis"),
                            ("other", "Condamnation sans suspension"),
                            ("release", "Relaxe, classement ou non-lieu"),
                        ],
                        max_length=12,
                        verbose_name="décision judiciaire",
                    ),
                ),
                ("state", models.CharField(blank=True, max_length=10, verbose_name="état")),
            ],
            options={
                "verbose_name": "suspension anonymisée",
                "verbose_name_plural": "suspensions anonymisées",
                "ordering": ["-month", "id"],
                "indexes": [models.Index(fields=["month", "cause"], name="suspension_figure_by_month")],
            },
        ),
        migrations.CreateModel(
            name="TrafficOrder",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(blank=True, max_length=20, verbose_name="arrêté n°")),
                ("title", models.CharField(max_length=250, verbose_name="objet")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("works", "Chantier"),
                            ("event", "Manifestation"),
                            ("motorway", "Autoroute"),
                            ("main_road", "Route à grande circulation"),
                            ("speed", "Limitation de vitesse"),
                            ("lorries", "Poids lourds, déviation ou interdiction"),
                        ],
                        max_length=10,
                        verbose_name="nature",
                    ),
                ),
                (
                    "prepared_by",
                    models.CharField(
                        choices=[
                            ("drieat", "DRIEAT"),
                            ("dirif", "DiRIF"),
                            ("department", "Conseil départemental"),
                            ("commune", "Commune"),
                            ("concession", "Société d'autoroute"),
                            ("bureau", "Le bureau"),
                        ],
                        max_length=10,
                        verbose_name="préparé par",
                    ),
                ),
                ("roads", models.CharField(max_length=300, verbose_name="voies")),
                ("measures", models.CharField(max_length=4000, verbose_name="mesures")),
                ("starts_at", models.DateTimeField(verbose_name="du")),
                ("ends_at", models.DateTimeField(blank=True, null=True, verbose_name="au")),
                ("geometry", models.JSONField(blank=True, null=True, verbose_name="tracé")),
                (
                    "state",
                    models.CharField(
                        choices=[("prepared", "En préparation"), ("signed", "Signé"), ("repealed", "Abrogé")],
                        default="prepared",
                        max_length=10,
                        verbose_name="état",
                    ),
                ),
                ("signed_on", models.DateField(blank=True, null=True, verbose_name="signé le")),
                ("repealed_on", models.DateField(blank=True, null=True, verbose_name="abrogé le")),
                ("repealed_why", models.CharField(blank=True, max_length=400, verbose_name="motif de l'abrogation")),
                ("recorded_at", models.DateTimeField(verbose_name="enregistré le")),
                (
                    "communes",
                    models.ManyToManyField(related_name="+", to="directorate.commune", verbose_name="communes"),
                ),
                (
                    "order",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directorate.letter",
                        verbose_name="arrêté",
                    ),
                ),
            ],
            options={
                "verbose_name": "arrêté de circulation",
                "verbose_name_plural": "arrêtés de circulation",
                "ordering": ["-starts_at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="VehicleImmobilisation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=20, unique=True, verbose_name="numéro")),
                ("plate", directorate.web.sealing.SealedField(verbose_name="immatriculation")),
                ("plate_mark", models.CharField(db_index=True, max_length=64)),
                ("vehicle", models.CharField(max_length=120, verbose_name="véhicule")),
                ("driver", directorate.web.sealing.SealedField(verbose_name="conducteur")),
                ("grounds", models.CharField(max_length=400, verbose_name="infraction")),
                ("unit", models.CharField(max_length=160, verbose_name="service")),
                ("starts_at", models.DateTimeField(verbose_name="immobilisé le")),
                ("ends_at", models.DateTimeField(verbose_name="au plus tard le")),
                ("prosecutor_on", models.DateField(blank=True, null=True, verbose_name="procureur informé le")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("running", "En cours"),
                            ("released", "Mainlevée"),
                            ("confirmed", "Confirmée par le juge"),
                            ("lapsed", "Terme passé"),
                        ],
                        default="running",
                        max_length=10,
                        verbose_name="état",
                    ),
                ),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="terminée le")),
                ("ended_why", models.CharField(blank=True, max_length=400, verbose_name="motif")),
                ("purged_on", models.DateField(blank=True, null=True, verbose_name="identité effacée le")),
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
                    "entry",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="immobilisations",
                        to="road_safety.impoundedvehicle",
                        verbose_name="entrée en fourrière",
                    ),
                ),
            ],
            options={
                "verbose_name": "immobilisation par le préfet",
                "verbose_name_plural": "immobilisations par le préfet",
                "ordering": ["-starts_at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="ApprovedPerson",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120, verbose_name="nom")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("operator", "Exploitant"),
                            ("manager", "Gérant"),
                            ("custodian", "Gardien"),
                            ("teacher", "Directeur pédagogique"),
                        ],
                        max_length=10,
                        verbose_name="qualité",
                    ),
                ),
                ("is_essential", models.BooleanField(default=True, verbose_name="l'agrément lui est personnel")),
                ("since", models.DateField(verbose_name="depuis le")),
                ("left_on", models.DateField(blank=True, null=True, verbose_name="parti le")),
                ("left_why", models.CharField(blank=True, max_length=400, verbose_name="motif du départ")),
                ("record_checked_on", models.DateField(blank=True, null=True, verbose_name="casier consulté le")),
                ("record_is_clear", models.BooleanField(blank=True, null=True, verbose_name="casier compatible")),
                ("recorded_at", models.DateTimeField(verbose_name="enregistré le")),
                (
                    "title",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="road_people",
                        to="directorate.permit",
                        verbose_name="agrément",
                    ),
                ),
            ],
            options={
                "verbose_name": "personne d'un agrément",
                "verbose_name_plural": "personnes des agréments",
                "ordering": ["name", "-since"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("left_on__isnull", True), ("left_on__gte", models.F("since")), _connector="OR"
                        ),
                        name="approved_person_days_in_order",
                        violation_error_message="Le départ suit l'arrivée.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("record_is_clear__isnull", True), ("record_checked_on__isnull", False), _connector="OR"
                        ),
                        name="approved_person_record_is_dated",
                        violation_error_message="La conclusion du casier est datée.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("left_on__isnull", True)),
                        fields=("title", "name", "role"),
                        name="approved_person_once",
                        violation_error_message="Cette personne figure déjà à l'agrément en cette qualité.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CustodianCapacity",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("since", models.DateField(verbose_name="à partir du mois de")),
                ("places", models.PositiveSmallIntegerField(verbose_name="places")),
                (
                    "custodian",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="impound_capacities",
                        to="directorate.permit",
                        verbose_name="agrément du gardien",
                    ),
                ),
            ],
            options={
                "verbose_name": "capacité d'un gardien",
                "verbose_name_plural": "capacités des gardiens",
                "ordering": ["custodian", "-since"],
                "constraints": [
                    models.UniqueConstraint(fields=("custodian", "since"), name="custodian_capacity_once_a_month")
                ],
            },
        ),
        migrations.CreateModel(
            name="DeviceCheck",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("month", models.DateField(verbose_name="mois")),
                ("checked_on", models.DateField(verbose_name="vérifié le")),
                ("is_compliant", models.BooleanField(verbose_name="conforme")),
                ("note", models.CharField(blank=True, max_length=400, verbose_name="constat")),
                ("recorded_at", models.DateTimeField(verbose_name="enregistrée le")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="device_checks",
                        to="directorate.case",
                        verbose_name="dossier",
                    ),
                ),
                (
                    "installer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directorate.permit",
                        verbose_name="installateur agréé",
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
                "verbose_name": "vérification d'un éthylotest anti-démarrage",
                "verbose_name_plural": "vérifications d'éthylotests anti-démarrage",
                "ordering": ["case", "month"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("case", "month"),
                        name="device_checked_once_a_month",
                        violation_error_message="La vérification de ce mois est déjà enregistrée.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_compliant", True), models.Q(("note", ""), _negated=True), _connector="OR"
                        ),
                        name="device_not_compliant_says_why",
                        violation_error_message="Dire ce qui n'est pas conforme.",
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="impoundedvehicle",
            index=models.Index(fields=["custodian", "entered_at"], name="impounded_by_custodian"),
        ),
        migrations.AddConstraint(
            model_name="impoundedvehicle",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("left_at__isnull", True), ("state", "held")),
                    models.Q(models.Q(("state", "held"), _negated=True), ("left_at__gte", models.F("entered_at"))),
                    _connector="OR",
                ),
                name="impounded_left_after_it_entered",
                violation_error_message="La sortie suit l'entrée.",
            ),
        ),
        migrations.AddConstraint(
            model_name="impoundedvehicle",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("claim", ""), models.Q(("claimed_on__isnull", False), ("cost__gt", 0)), _connector="OR"
                ),
                name="impound_claim_has_an_amount",
                violation_error_message="Une demande d'indemnité a un montant et un jour.",
            ),
        ),
        migrations.AddConstraint(
            model_name="impoundedvehicle",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "held"), models.Q(("plate_mark", ""), _negated=True)),
                fields=("plate_mark",),
                name="impounded_once_at_a_time",
                violation_error_message="Ce véhicule est déjà en fourrière.",
            ),
        ),
        migrations.AddConstraint(
            model_name="inspectioncentre",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state", "approved"),
                    models.Q(("heard_from__isnull", False), ("state_on__isnull", False)),
                    _connector="OR",
                ),
                name="inspection_centre_struck_after_hearing",
                violation_error_message="Une suspension ou un retrait suit une procédure contradictoire.",
            ),
        ),
        migrations.AddConstraint(
            model_name="inspectioncontroller",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("record_is_clear__isnull", True), ("record_checked_on__isnull", False), _connector="OR"
                ),
                name="controller_record_is_dated",
                violation_error_message="La conclusion du casier est datée.",
            ),
        ),
        migrations.AddIndex(
            model_name="licencemeasure",
            index=models.Index(fields=["state", "surrender_by"], name="licence_measure_by_day"),
        ),
        migrations.AddConstraint(
            model_name="licencemeasure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state", "received"), ("state", "closed"), ("notified_on__isnull", False), _connector="OR"
                ),
                name="licence_measure_notified_on_a_day",
                violation_error_message="Une mesure notifiée l'est un jour.",
            ),
        ),
        migrations.AddConstraint(
            model_name="licencemeasure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_on__isnull", False), ("state__in", ("restored", "closed"))),
                    models.Q(
                        models.Q(("state__in", ("restored", "closed")), _negated=True), ("closed_on__isnull", True)
                    ),
                    _connector="OR",
                ),
                name="licence_measure_closed_on_a_day",
                violation_error_message="Une mesure close l'est un jour.",
            ),
        ),
        migrations.AddConstraint(
            model_name="offencereader",
            constraint=models.CheckConstraint(
                condition=models.Q(("until__isnull", True), ("until__gte", models.F("since")), _connector="OR"),
                name="offence_reader_days_in_order",
                violation_error_message="La fin ne précède pas le début.",
            ),
        ),
        migrations.AddConstraint(
            model_name="offencereader",
            constraint=models.UniqueConstraint(
                condition=models.Q(("until__isnull", True)),
                fields=("staff",),
                name="offence_reader_once",
                violation_error_message="Cet agent est déjà sur la liste.",
            ),
        ),
        migrations.AddConstraint(
            model_name="speedsite",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("latitude__isnull", True), ("longitude__isnull", True)),
                    models.Q(("latitude__range", (-90, 90)), ("longitude__range", (-180, 180))),
                    _connector="OR",
                ),
                name="speed_site_place",
                violation_error_message="La latitude et la longitude vont ensemble.",
            ),
        ),
        migrations.AddConstraint(
            model_name="speedsite",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "in_service"), _negated=True), ("opened_on__isnull", False), _connector="OR"
                ),
                name="speed_site_opened_on_a_day",
                violation_error_message="Un radar en service a un jour de mise en service.",
            ),
        ),
        migrations.AddIndex(
            model_name="stagesession",
            index=models.Index(fields=["state", "starts_on"], name="stage_by_day"),
        ),
        migrations.AddConstraint(
            model_name="stagesession",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_on__gte", models.F("starts_on"))),
                name="stage_days_in_order",
                violation_error_message="Le dernier jour du stage ne précède pas le premier.",
            ),
        ),
        migrations.AddConstraint(
            model_name="stagesession",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "cancelled"), _negated=True), ("cancelled_on__isnull", False), _connector="OR"
                ),
                name="stage_cancelled_on_a_day",
                violation_error_message="Une annulation est notifiée un jour.",
            ),
        ),
        migrations.AddConstraint(
            model_name="stagesession",
            constraint=models.CheckConstraint(
                condition=models.Q(("is_flagged", False), ("state", "cancelled"), _connector="OR"),
                name="stage_flagged_when_cancelled",
                violation_error_message="Seule une annulation est signalée.",
            ),
        ),
        migrations.AddConstraint(
            model_name="stagesession",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "cancelled"), _negated=True),
                fields=("title", "starts_on", "room"),
                name="stage_once_in_a_room",
                violation_error_message="Un stage de ce centre est déjà prévu ce jour dans cette salle.",
            ),
        ),
        migrations.AddIndex(
            model_name="trafficorder",
            index=models.Index(fields=["state", "ends_at"], name="traffic_order_by_end"),
        ),
        migrations.AddConstraint(
            model_name="trafficorder",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_at__isnull", True), ("ends_at__gt", models.F("starts_at")), _connector="OR"),
                name="traffic_order_days_in_order",
                violation_error_message="La fin suit le début.",
            ),
        ),
        migrations.AddConstraint(
            model_name="trafficorder",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("signed_on__isnull", True), ("state", "prepared")),
                    models.Q(
                        ("signed_on__isnull", False),
                        ("state__in", ("signed", "repealed")),
                        models.Q(("number", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="traffic_order_signed_has_a_number",
                violation_error_message="Un arrêté signé a un numéro et un jour de signature.",
            ),
        ),
        migrations.AddConstraint(
            model_name="trafficorder",
            constraint=models.UniqueConstraint(
                condition=models.Q(("number", ""), _negated=True),
                fields=("number",),
                name="traffic_order_number_once",
                violation_error_message="Un autre arrêté de circulation porte ce numéro.",
            ),
        ),
        migrations.AddIndex(
            model_name="vehicleimmobilisation",
            index=models.Index(fields=["state", "ends_at"], name="immobilisation_by_end"),
        ),
        migrations.AddConstraint(
            model_name="vehicleimmobilisation",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                name="immobilisation_has_a_length",
                violation_error_message="Le terme suit le début.",
            ),
        ),
        migrations.AddConstraint(
            model_name="vehicleimmobilisation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at__isnull", True), ("state", "running")),
                    models.Q(models.Q(("state", "running"), _negated=True), ("ended_at__isnull", False)),
                    _connector="OR",
                ),
                name="immobilisation_ended_at_an_hour",
                violation_error_message="Une mesure terminée l'est à une heure.",
            ),
        ),
        migrations.AddConstraint(
            model_name="vehicleimmobilisation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "running")),
                fields=("plate_mark",),
                name="immobilised_once_at_a_time",
                violation_error_message="Ce véhicule est déjà immobilisé.",
            ),
        ),
    ]
    operations = together(operations)
