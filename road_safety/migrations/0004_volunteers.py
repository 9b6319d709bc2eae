"""Volunteers, their trainings, missions and expenses."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models

from directorate.migrations._together import together


class Migration(migrations.Migration):
    dependencies = [("road_safety", "0003_regulation")]

    operations = [
        migrations.CreateModel(
            name="Mission",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=20, unique=True, verbose_name="numéro")),
                ("title", models.CharField(max_length=160, verbose_name="intitulé")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("requested", "Demandée"),
                            ("qualified", "Qualifiée"),
                            ("staffing", "À pourvoir"),
                            ("confirmed", "Confirmée"),
                            ("done", "Réalisée"),
                            ("reported", "Rendue compte"),
                            ("closed", "Close"),
                            ("refused", "Refusée"),
                            ("cancelled", "Annulée"),
                        ],
                        default="requested",
                        max_length=10,
                        verbose_name="état",
                    ),
                ),
                ("requester", models.CharField(max_length=160, verbose_name="demandeur")),
                ("contact", models.CharField(blank=True, max_length=120, verbose_name="contact sur place")),
                ("contact_email", models.EmailField(blank=True, max_length=254, verbose_name="courriel du contact")),
                ("contact_phone", models.CharField(blank=True, max_length=30, verbose_name="téléphone du contact")),
                ("starts_at", models.DateTimeField(verbose_name="début")),
                ("ends_at", models.DateTimeField(verbose_name="fin")),
                ("place", models.CharField(blank=True, max_length=200, verbose_name="lieu")),
                (
                    "theme",
                    models.CharField(
                        blank=True,
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
                (
                    "audience",
                    models.CharField(
                        blank=True,
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
                        verbose_name="public",
                    ),
                ),
                ("expected", models.PositiveIntegerField(blank=True, null=True, verbose_name="public attendu")),
                ("with_minors", models.BooleanField(default=False, verbose_name="public mineur")),
                ("description", models.CharField(blank=True, max_length=2000, verbose_name="description")),
                ("why_over", models.CharField(blank=True, max_length=1000, verbose_name="motif")),
                ("reached", models.PositiveIntegerField(blank=True, null=True, verbose_name="personnes rencontrées")),
                ("requested_at", models.DateTimeField(verbose_name="demandée le")),
                ("confirmed_at", models.DateTimeField(blank=True, null=True, verbose_name="confirmée le")),
                (
                    "action",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="missions",
                        to="road_safety.action",
                        verbose_name="action",
                    ),
                ),
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
                "verbose_name": "mission",
                "ordering": ["-starts_at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="MissionAssignment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "module",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("common_core", "Tronc commun"),
                            ("alcohol", "Alcool"),
                            ("drugs", "Stupéfiants"),
                            ("2rm", "Deux-roues motorisés"),
                            ("bike_edpm", "Vélo et engins de déplacement personnel"),
                            ("seniors", "Seniors"),
                            ("school", "Milieu scolaire"),
                            ("company", "Entreprise"),
                            ("simulator_use", "Utilisation d'un simulateur"),
                            ("rollover_car", "Voiture tonneau"),
                            ("ecpa", "Enquêtes comprendre pour agir"),
                            ("first_aid", "Gestes qui sauvent"),
                            ("speaking", "Prise de parole"),
                        ],
                        max_length=16,
                        verbose_name="pour le module",
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[("leader", "Responsable de l'équipe"), ("member", "Membre de l'équipe")],
                        default="member",
                        max_length=8,
                        verbose_name="rôle",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("proposed", "Proposé"),
                            ("accepted", "Accepté"),
                            ("declined", "Décliné"),
                            ("confirmed", "Confirmé"),
                            ("present", "Présent"),
                            ("absent", "Absent"),
                            ("cancelled", "Annulé"),
                        ],
                        default="proposed",
                        max_length=10,
                        verbose_name="réponse",
                    ),
                ),
                ("starts_at", models.DateTimeField(verbose_name="début")),
                ("ends_at", models.DateTimeField(verbose_name="fin")),
                ("on_working_time", models.BooleanField(default=False, verbose_name="sur le temps de travail")),
                ("proposed_at", models.DateTimeField(verbose_name="proposé le")),
                ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="répondu le")),
                ("answer_note", models.CharField(blank=True, max_length=500, verbose_name="mot de l'intervenant")),
                ("code_hash", models.CharField(blank=True, max_length=64)),
                ("link_until", models.DateTimeField(blank=True, null=True)),
                ("met", models.PositiveIntegerField(blank=True, null=True, verbose_name="personnes rencontrées")),
                (
                    "hours",
                    models.DecimalField(blank=True, decimal_places=2, max_digits=5, null=True, verbose_name="heures"),
                ),
                ("remarks", models.CharField(blank=True, max_length=2000, verbose_name="observations")),
                ("reported_at", models.DateTimeField(blank=True, null=True, verbose_name="compte rendu le")),
                ("reminded_at", models.DateTimeField(blank=True, null=True, verbose_name="relancé le")),
                (
                    "mission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="assignments",
                        to="road_safety.mission",
                        verbose_name="mission",
                    ),
                ),
                (
                    "order",
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
                "verbose_name": "affectation",
                "ordering": ["mission", "role", "id"],
            },
        ),
        migrations.CreateModel(
            name="ExpenseClaim",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "Brouillon"),
                            ("submitted", "Déposé"),
                            ("verified", "Vérifié"),
                            ("to_pay", "À payer"),
                            ("paid", "Payé"),
                            ("rejected", "Rejeté"),
                        ],
                        default="draft",
                        max_length=10,
                        verbose_name="état",
                    ),
                ),
                (
                    "kilometres",
                    models.DecimalField(decimal_places=1, default=0, max_digits=6, verbose_name="kilomètres, aller"),
                ),
                (
                    "fiscal_power",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="puissance fiscale (CV)"),
                ),
                (
                    "before",
                    models.DecimalField(
                        decimal_places=1,
                        default=0,
                        max_digits=8,
                        verbose_name="kilomètres de l'année auparavant",
                    ),
                ),
                (
                    "rate",
                    models.DecimalField(decimal_places=4, default=0, max_digits=6, verbose_name="taux kilométrique"),
                ),
                (
                    "mileage",
                    models.DecimalField(decimal_places=2, default=0, max_digits=8, verbose_name="frais de route"),
                ),
                ("meals", models.PositiveSmallIntegerField(default=0, verbose_name="repas")),
                (
                    "meal_rate",
                    models.DecimalField(decimal_places=2, default=0, max_digits=6, verbose_name="taux du repas"),
                ),
                ("other", models.DecimalField(decimal_places=2, default=0, max_digits=8, verbose_name="autres frais")),
                ("other_words", models.CharField(blank=True, max_length=200, verbose_name="nature des autres frais")),
                ("total", models.DecimalField(decimal_places=2, default=0, max_digits=8, verbose_name="total")),
                ("submitted_on", models.DateField(blank=True, null=True, verbose_name="déposé le")),
                ("paid_on", models.DateField(blank=True, null=True, verbose_name="payé le")),
                ("why_rejected", models.CharField(blank=True, max_length=1000, verbose_name="motif du rejet")),
                (
                    "proofs",
                    models.ManyToManyField(
                        blank=True, related_name="+", to="directorate.storedfile", verbose_name="justificatifs"
                    ),
                ),
                (
                    "assignment",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="claim",
                        to="road_safety.missionassignment",
                        verbose_name="affectation",
                    ),
                ),
            ],
            options={
                "verbose_name": "état de frais",
                "verbose_name_plural": "états de frais",
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="MissionNeed",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "module",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("common_core", "Tronc commun"),
                            ("alcohol", "Alcool"),
                            ("drugs", "Stupéfiants"),
                            ("2rm", "Deux-roues motorisés"),
                            ("bike_edpm", "Vélo et engins de déplacement personnel"),
                            ("seniors", "Seniors"),
                            ("school", "Milieu scolaire"),
                            ("company", "Entreprise"),
                            ("simulator_use", "Utilisation d'un simulateur"),
                            ("rollover_car", "Voiture tonneau"),
                            ("ecpa", "Enquêtes comprendre pour agir"),
                            ("first_aid", "Gestes qui sauvent"),
                            ("speaking", "Prise de parole"),
                        ],
                        max_length=16,
                        verbose_name="module",
                    ),
                ),
                ("count", models.PositiveSmallIntegerField(verbose_name="nombre")),
                (
                    "mission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="needs",
                        to="road_safety.mission",
                        verbose_name="mission",
                    ),
                ),
            ],
            options={
                "verbose_name": "besoin d'une mission",
                "verbose_name_plural": "besoins d'une mission",
                "ordering": ["mission", "id"],
            },
        ),
        migrations.CreateModel(
            name="Training",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "module",
                    models.CharField(
                        choices=[
                            ("common_core", "Tronc commun"),
                            ("alcohol", "Alcool"),
                            ("drugs", "Stupéfiants"),
                            ("2rm", "Deux-roues motorisés"),
                            ("bike_edpm", "Vélo et engins de déplacement personnel"),
                            ("seniors", "Seniors"),
                            ("school", "Milieu scolaire"),
                            ("company", "Entreprise"),
                            ("simulator_use", "Utilisation d'un simulateur"),
                            ("rollover_car", "Voiture tonneau"),
                            ("ecpa", "Enquêtes comprendre pour agir"),
                            ("first_aid", "Gestes qui sauvent"),
                            ("speaking", "Prise de parole"),
                        ],
                        max_length=16,
                        verbose_name="module",
                    ),
                ),
                ("starts_at", models.DateTimeField(verbose_name="début")),
                ("ends_at", models.DateTimeField(verbose_name="fin")),
                ("place", models.CharField(blank=True, max_length=200, verbose_name="lieu")),
                ("trainer", models.CharField(blank=True, max_length=160, verbose_name="formateur")),
                ("capacity", models.PositiveSmallIntegerField(verbose_name="places")),
                (
                    "state",
                    models.CharField(
                        choices=[("planned", "Prévue"), ("held", "Tenue"), ("cancelled", "Annulée")],
                        default="planned",
                        max_length=10,
                        verbose_name="état",
                    ),
                ),
            ],
            options={
                "verbose_name": "session de formation",
                "verbose_name_plural": "sessions de formation",
                "ordering": ["-starts_at", "-id"],
                "indexes": [models.Index(fields=["starts_at"], name="training_by_day")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                        name="training_times_in_order",
                        violation_error_message="La fin suit le début.",
                    ),
                    models.CheckConstraint(condition=models.Q(("capacity__gt", 0)), name="training_has_places"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Volunteer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(blank=True, max_length=20, verbose_name="numéro")),
                ("last_name", models.CharField(max_length=80, verbose_name="nom")),
                ("first_name", models.CharField(max_length=80, verbose_name="prénom")),
                ("birth_date", models.DateField(blank=True, null=True, verbose_name="né le")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="courriel")),
                ("phone", models.CharField(blank=True, max_length=30, verbose_name="téléphone")),
                ("address", models.CharField(blank=True, max_length=300, verbose_name="adresse")),
                (
                    "origin",
                    models.CharField(
                        choices=[
                            ("public_agent", "Agent public"),
                            ("private_employee", "Salarié du privé"),
                            ("retired", "Retraité"),
                            ("student", "Étudiant"),
                            ("association", "Membre d'une association"),
                            ("other", "Autre"),
                        ],
                        max_length=16,
                        verbose_name="origine",
                    ),
                ),
                ("motivation", models.CharField(blank=True, max_length=2000, verbose_name="motivation")),
                ("languages", models.CharField(blank=True, max_length=160, verbose_name="langues")),
                (
                    "driving",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("A1", "A1"),
                                ("A2", "A2"),
                                ("A", "A"),
                                ("B", "B"),
                                ("BE", "BE"),
                                ("C", "C"),
                                ("D", "D"),
                            ],
                            max_length=2,
                        ),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="permis",
                    ),
                ),
                (
                    "themes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
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
                        ),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="enjeux",
                    ),
                ),
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
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="publics",
                    ),
                ),
                (
                    "max_per_month",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="missions par mois au plus"),
                ),
                (
                    "fiscal_power",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="puissance fiscale (CV)"),
                ),
                ("sealed_iban", models.TextField(blank=True)),
                ("sealed_employer", models.TextField(blank=True)),
                (
                    "bank_given_on",
                    models.DateField(blank=True, null=True, verbose_name="coordonnées bancaires données le"),
                ),
                (
                    "bank_forgotten_on",
                    models.DateField(blank=True, null=True, verbose_name="coordonnées bancaires effacées le"),
                ),
                (
                    "employer_agrees_until",
                    models.DateField(blank=True, null=True, verbose_name="accord de l'employeur jusqu'au"),
                ),
                (
                    "honourable_until",
                    models.DateField(blank=True, null=True, verbose_name="honorabilité vérifiée jusqu'au"),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("candidate", "Candidat"),
                            ("interviewed", "Reçu en entretien"),
                            ("training", "En formation"),
                            ("appointed", "Nommé"),
                            ("active", "Actif"),
                            ("on_leave", "En pause"),
                            ("ended", "Parti"),
                        ],
                        default="candidate",
                        max_length=12,
                        verbose_name="état",
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[("desk", "Saisie au bureau"), ("portal", "Formulaire de la préfecture")],
                        default="desk",
                        max_length=8,
                        verbose_name="canal",
                    ),
                ),
                ("interviewed_on", models.DateField(blank=True, null=True, verbose_name="entretien du")),
                ("interview", models.CharField(blank=True, max_length=2000, verbose_name="avis après l'entretien")),
                ("ended_on", models.DateField(blank=True, null=True, verbose_name="parti le")),
                (
                    "end_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("not_taken", "Candidature non retenue"),
                            ("not_renewed", "Non renouvelé"),
                            ("resignation", "Démission"),
                            ("exclusion", "Exclusion"),
                            ("moved", "Déménagement"),
                            ("death", "Décès"),
                        ],
                        max_length=12,
                        verbose_name="motif du départ",
                    ),
                ),
                ("code_hash", models.CharField(blank=True, max_length=64)),
                ("link_until", models.DateTimeField(blank=True, null=True)),
                ("feed_hash", models.CharField(blank=True, max_length=64)),
                ("feed_opened_at", models.DateTimeField(blank=True, null=True)),
                ("is_anonymised", models.BooleanField(default=False, verbose_name="anonymisé")),
                ("recorded_at", models.DateTimeField(verbose_name="enregistré le")),
                (
                    "employer_agreement",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directorate.storedfile",
                    ),
                ),
                (
                    "home_commune",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directorate.commune",
                        verbose_name="commune",
                    ),
                ),
                (
                    "honour_proof",
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
                "verbose_name": "intervenant (IDSR)",
                "verbose_name_plural": "intervenants (IDSR)",
                "ordering": ["last_name", "first_name", "id"],
            },
        ),
        migrations.CreateModel(
            name="TrainingAttendance",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("registered", "Inscrit"),
                            ("present", "Présent"),
                            ("excused", "Excusé"),
                            ("absent", "Absent"),
                        ],
                        default="registered",
                        max_length=10,
                        verbose_name="présence",
                    ),
                ),
                ("recorded_at", models.DateTimeField(verbose_name="noté le")),
                (
                    "training",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="attendances",
                        to="road_safety.training",
                        verbose_name="session",
                    ),
                ),
                (
                    "volunteer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="attendances",
                        to="road_safety.volunteer",
                        verbose_name="intervenant",
                    ),
                ),
            ],
            options={
                "verbose_name": "présence à une formation",
                "verbose_name_plural": "présences aux formations",
                "ordering": ["training", "volunteer"],
            },
        ),
        migrations.AddField(
            model_name="missionassignment",
            name="volunteer",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="assignments",
                to="road_safety.volunteer",
                verbose_name="intervenant",
            ),
        ),
        migrations.CreateModel(
            name="Availability",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("starts_at", models.DateTimeField(verbose_name="début")),
                ("ends_at", models.DateTimeField(verbose_name="fin")),
                (
                    "kind",
                    models.CharField(
                        choices=[("available", "Disponible"), ("unavailable", "Indisponible")],
                        max_length=12,
                        verbose_name="nature",
                    ),
                ),
                ("rule", models.CharField(blank=True, max_length=200, verbose_name="récurrence")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="précision")),
                (
                    "volunteer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="availabilities",
                        to="road_safety.volunteer",
                        verbose_name="intervenant",
                    ),
                ),
            ],
            options={
                "verbose_name": "disponibilité",
                "ordering": ["volunteer", "starts_at"],
            },
        ),
        migrations.CreateModel(
            name="Appointment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("order_number", models.CharField(max_length=20, verbose_name="arrêté n°")),
                ("starts_on", models.DateField(verbose_name="du")),
                ("ends_on", models.DateField(verbose_name="au")),
                ("engagement_signed_on", models.DateField(blank=True, null=True, verbose_name="engagement signé le")),
                ("badge_number", models.CharField(blank=True, max_length=20, verbose_name="carte n°")),
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
                    "renewal_of",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="renewed_by",
                        to="road_safety.appointment",
                        verbose_name="renouvelle",
                    ),
                ),
                (
                    "volunteer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="appointments",
                        to="road_safety.volunteer",
                        verbose_name="intervenant",
                    ),
                ),
            ],
            options={
                "verbose_name": "nomination",
                "ordering": ["volunteer", "-starts_on"],
            },
        ),
        migrations.CreateModel(
            name="VolunteerStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("words", models.CharField(max_length=300, verbose_name="ce qui s'est passé")),
                ("comment", models.CharField(blank=True, max_length=2000, verbose_name="observation")),
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
                    "mission",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="steps",
                        to="road_safety.mission",
                    ),
                ),
                (
                    "volunteer",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="steps",
                        to="road_safety.volunteer",
                    ),
                ),
            ],
            options={
                "verbose_name": "étape d'un intervenant ou d'une mission",
                "verbose_name_plural": "étapes des intervenants et des missions",
                "ordering": ["at", "id"],
            },
        ),
        migrations.AddIndex(
            model_name="mission",
            index=models.Index(fields=["starts_at"], name="mission_by_day"),
        ),
        migrations.AddIndex(
            model_name="mission",
            index=models.Index(fields=["state", "starts_at"], name="mission_by_state"),
        ),
        migrations.AddConstraint(
            model_name="mission",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                name="mission_times_in_order",
                violation_error_message="La fin suit le début.",
            ),
        ),
        migrations.AddConstraint(
            model_name="mission",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ("refused", "cancelled")), _negated=True),
                    models.Q(("why_over", ""), _negated=True),
                    _connector="OR",
                ),
                name="mission_over_with_its_reason",
                violation_error_message="Un refus ou une annulation se motive.",
            ),
        ),
        migrations.AddIndex(
            model_name="expenseclaim",
            index=models.Index(fields=["status"], name="claim_by_status"),
        ),
        migrations.AddConstraint(
            model_name="expenseclaim",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "total",
                        django.db.models.expressions.CombinedExpression(
                            django.db.models.expressions.CombinedExpression(
                                models.F("mileage"),
                                "+",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("meals"), "*", models.F("meal_rate")
                                ),
                            ),
                            "+",
                            models.F("other"),
                        ),
                    )
                ),
                name="claim_adds_up",
            ),
        ),
        migrations.AddConstraint(
            model_name="expenseclaim",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("paid_on__isnull", False), ("status", "paid")),
                    models.Q(models.Q(("status", "paid"), _negated=True), ("paid_on__isnull", True)),
                    _connector="OR",
                ),
                name="claim_paid_on_a_day",
                violation_error_message="Un paiement a son jour.",
            ),
        ),
        migrations.AddConstraint(
            model_name="expenseclaim",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "rejected"), _negated=True),
                    models.Q(("why_rejected", ""), _negated=True),
                    _connector="OR",
                ),
                name="claim_rejected_with_its_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="missionneed",
            constraint=models.UniqueConstraint(fields=("mission", "module"), name="mission_need_once"),
        ),
        migrations.AddConstraint(
            model_name="missionneed",
            constraint=models.CheckConstraint(condition=models.Q(("count__gt", 0)), name="mission_need_count"),
        ),
        migrations.AddIndex(
            model_name="volunteer",
            index=models.Index(fields=["state", "last_name"], name="volunteer_by_state"),
        ),
        migrations.AddConstraint(
            model_name="volunteer",
            constraint=models.UniqueConstraint(
                condition=models.Q(("number", ""), _negated=True), fields=("number",), name="volunteer_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="volunteer",
            constraint=models.UniqueConstraint(
                condition=models.Q(("code_hash", ""), _negated=True), fields=("code_hash",), name="volunteer_link_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="volunteer",
            constraint=models.UniqueConstraint(
                condition=models.Q(("feed_hash", ""), _negated=True), fields=("feed_hash",), name="volunteer_feed_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="volunteer",
            constraint=models.CheckConstraint(
                condition=models.Q(("state", "candidate"), models.Q(("number", ""), _negated=True), _connector="OR"),
                name="volunteer_past_candidate_numbered",
                violation_error_message="Un intervenant a son numéro.",
            ),
        ),
        migrations.AddConstraint(
            model_name="volunteer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("ended_on__isnull", False), ("state", "ended"), models.Q(("end_reason", ""), _negated=True)
                    ),
                    models.Q(
                        models.Q(("state", "ended"), _negated=True), ("end_reason", ""), ("ended_on__isnull", True)
                    ),
                    _connector="OR",
                ),
                name="volunteer_ended_on_a_day",
                violation_error_message="Un départ a son jour et son motif.",
            ),
        ),
        migrations.AddIndex(
            model_name="trainingattendance",
            index=models.Index(fields=["volunteer", "status"], name="attendance_of_volunteer"),
        ),
        migrations.AddConstraint(
            model_name="trainingattendance",
            constraint=models.UniqueConstraint(fields=("training", "volunteer"), name="training_attended_once"),
        ),
        migrations.AddIndex(
            model_name="missionassignment",
            index=models.Index(fields=["volunteer", "starts_at"], name="assignment_of_volunteer"),
        ),
        migrations.AddIndex(
            model_name="missionassignment",
            index=models.Index(fields=["status", "ends_at"], name="assignment_to_report"),
        ),
        migrations.AddConstraint(
            model_name="missionassignment",
            constraint=models.UniqueConstraint(
                fields=("mission", "volunteer"),
                name="assignment_once",
                violation_error_message="Cet intervenant est déjà proposé pour cette mission.",
            ),
        ),
        migrations.AddConstraint(
            model_name="missionassignment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("code_hash", ""), _negated=True), fields=("code_hash",), name="assignment_link_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="missionassignment",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("role", "leader"), models.Q(("status__in", ("declined", "cancelled", "absent")), _negated=True)
                ),
                fields=("mission",),
                name="assignment_one_leader",
                violation_error_message="Cette mission a déjà son responsable d'équipe.",
            ),
        ),
        migrations.AddConstraint(
            model_name="missionassignment",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_at__gt", models.F("starts_at"))), name="assignment_times_in_order"
            ),
        ),
        migrations.AddConstraint(
            model_name="missionassignment",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                condition=models.Q(("status__in", ("accepted", "confirmed", "present"))),
                expressions=[
                    (
                        models.Func(
                            "volunteer_id",
                            "volunteer_id",
                            models.Value("[]"),
                            function="INT8RANGE",
                            output_field=django.contrib.postgres.fields.ranges.BigIntegerRangeField(),
                        ),
                        "&&",
                    ),
                    (
                        models.Func(
                            "starts_at",
                            "ends_at",
                            models.Value("[)"),
                            function="TSTZRANGE",
                            output_field=django.contrib.postgres.fields.ranges.DateTimeRangeField(),
                        ),
                        "&&",
                    ),
                ],
                name="assignments_never_overlap",
                violation_error_message="IDSR-03 : cet intervenant est déjà engagé à ces heures.",
            ),
        ),
        migrations.AddConstraint(
            model_name="availability",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                name="availability_times_in_order",
                violation_error_message="La fin suit le début.",
            ),
        ),
        migrations.AddIndex(
            model_name="appointment",
            index=models.Index(fields=["ends_on"], name="appointment_by_end"),
        ),
        migrations.AddConstraint(
            model_name="appointment",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_on__gte", models.F("starts_on"))),
                name="appointment_days_in_order",
                violation_error_message="La fin suit le début.",
            ),
        ),
        migrations.AddConstraint(
            model_name="appointment",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[
                    (
                        models.Func(
                            "volunteer_id",
                            "volunteer_id",
                            models.Value("[]"),
                            function="INT8RANGE",
                            output_field=django.contrib.postgres.fields.ranges.BigIntegerRangeField(),
                        ),
                        "&&",
                    ),
                    (
                        models.Func(
                            "starts_on",
                            "ends_on",
                            models.Value("[]"),
                            function="DATERANGE",
                            output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                        ),
                        "&&",
                    ),
                ],
                name="appointments_never_overlap",
                violation_error_message="Une autre nomination couvre déjà une partie de ces jours.",
            ),
        ),
        migrations.AddConstraint(
            model_name="volunteerstep",
            constraint=models.CheckConstraint(
                condition=models.Q(("volunteer__isnull", False), ("mission__isnull", False), _connector="OR"),
                name="volunteer_step_of_something",
            ),
        ),
    ]
    operations = together(operations)
