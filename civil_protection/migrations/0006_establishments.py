"""Register of establishments open to the public."""

import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models

from directorate.migrations._together import together


class Migration(migrations.Migration):
    dependencies = [
        ("civil_protection", "0005_monthly_call_test"),
        ("directorate", "0003_guards"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Establishment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=20, unique=True, verbose_name="numéro")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("site", "Site"),
                            ("establishment", "Établissement"),
                            ("cell", "Cellule"),
                            ("dwelling", "Habitation"),
                            ("high_rise", "Immeuble de grande hauteur"),
                            ("camping", "Camping"),
                            ("temporary", "Manifestation temporaire"),
                            ("open_facility", "Installation ouverte au public"),
                            ("zone", "Zone"),
                        ],
                        default="establishment",
                        max_length=14,
                        verbose_name="genre",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("project", "Projet"),
                            ("open", "Ouvert"),
                            ("closed", "Fermé"),
                            ("seasonal", "Périodique ou itinérant"),
                        ],
                        default="open",
                        max_length=10,
                        verbose_name="statut",
                    ),
                ),
                ("name", models.CharField(max_length=160, verbose_name="nom")),
                ("sign", models.CharField(blank=True, max_length=160, verbose_name="enseigne")),
                ("address", models.CharField(max_length=250, verbose_name="adresse")),
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
                (
                    "main_type",
                    models.CharField(
                        choices=[
                            ("J", "J · Structures d'accueil pour personnes âgées ou handicapées"),
                            ("L", "L · Salles d'auditions, de conférences, de spectacles"),
                            ("M", "M · Magasins de vente, centres commerciaux"),
                            ("N", "N · Restaurants et débits de boissons"),
                            ("O", "O · Hôtels et pensions"),
                            ("P", "P · Salles de danse et de jeux"),
                            ("R", "R · Établissements d'éveil et d'enseignement"),
                            ("S", "S · Bibliothèques, centres de documentation"),
                            ("T", "T · Salles d'exposition"),
                            ("U", "U · Établissements sanitaires"),
                            ("V", "V · Établissements de culte"),
                            ("W", "W · Administrations, banques, bureaux"),
                            ("X", "X · Établissements sportifs couverts"),
                            ("Y", "Y · Musées"),
                            ("PA", "PA · Établissements de plein air"),
                            ("CTS", "CTS · Chapiteaux, tentes et structures"),
                            ("SG", "SG · Structures gonflables"),
                            ("PS", "PS · Parcs de stationnement couverts"),
                            ("GA", "GA · Gares accessibles au public"),
                            ("OA", "OA · Hôtels-restaurants d'altitude"),
                            ("EF", "EF · Établissements flottants"),
                            ("REF", "REF · Refuges de montagne"),
                            ("GHA", "GHA · IGH à usage d'habitation"),
                            ("GHO", "GHO · IGH à usage d'hôtel"),
                            ("GHR", "GHR · IGH d'enseignement"),
                            ("GHS", "GHS · IGH de dépôt d'archives"),
                            ("GHTC", "GHTC · IGH, tour de contrôle"),
                            ("GHU", "GHU · IGH à usage sanitaire"),
                            ("GHW1", "GHW1 · IGH de bureaux, jusqu'à 50 m"),
                            ("GHW2", "GHW2 · IGH de bureaux, au-dessus de 50 m"),
                            ("GHZ", "GHZ · IGH à usage mixte"),
                            ("ITGH", "ITGH · Immeuble de très grande hauteur"),
                            ("EM", "EM · Établissements militaires"),
                            ("EP", "EP · Établissements pénitentiaires"),
                            ("GEEM", "GEEM · Grands établissements à exploitation multiple"),
                        ],
                        max_length=5,
                        verbose_name="type principal",
                    ),
                ),
                (
                    "activity",
                    models.CharField(
                        choices=[
                            ("J_AGED", "J · Personnes âgées"),
                            ("J_DISABLED", "J · Personnes handicapées"),
                            ("L_MEETING", "L · Auditions, conférences, réunions, multimédia"),
                            ("L_SHOW", "L · Spectacles, projections, usage multiple"),
                            ("M", "M · Magasins de vente"),
                            ("N", "N · Restaurants, débits de boissons"),
                            ("O", "O · Hôtels, pensions"),
                            ("P", "P · Danse, jeux"),
                            ("R_NURSERY", "R · Maternelles, crèches, haltes-garderies, jardins d'enfants"),
                            ("R_SCHOOL", "R · Autres enseignements"),
                            ("R_BOARDING", "R · Avec locaux réservés au sommeil"),
                            ("S", "S · Bibliothèques, documentation"),
                            ("T", "T · Expositions"),
                            ("U_DAY", "U · Soins sans hébergement"),
                            ("U_BEDS", "U · Soins avec hébergement"),
                            ("V", "V · Culte"),
                            ("W", "W · Administrations, banques, bureaux"),
                            ("X", "X · Sportifs couverts"),
                            ("Y", "Y · Musées"),
                            ("OA", "OA · Hôtels-restaurants d'altitude"),
                            ("GA", "GA · Gares aériennes"),
                            ("GA_UNDERGROUND", "GA · Gares souterraines ou mixtes"),
                            ("PA", "PA · Plein air"),
                            ("CTS", "CTS · Chapiteaux, tentes et structures"),
                            ("SG", "SG · Structures gonflables"),
                            ("PS", "PS · Parcs de stationnement couverts"),
                            ("EF", "EF · Établissements flottants"),
                            ("REF", "REF · Refuges de montagne"),
                            ("GHA", "GHA · IGH à usage d'habitation"),
                            ("GHO", "GHO · IGH à usage d'hôtel"),
                            ("GHR", "GHR · IGH d'enseignement"),
                            ("GHS", "GHS · IGH de dépôt d'archives"),
                            ("GHTC", "GHTC · IGH, tour de contrôle"),
                            ("GHU", "GHU · IGH à usage sanitaire"),
                            ("GHW1", "GHW1 · IGH de bureaux, jusqu'à 50 m"),
                            ("GHW2", "GHW2 · IGH de bureaux, au-dessus de 50 m"),
                            ("GHZ", "GHZ · IGH à usage mixte"),
                            ("ITGH", "ITGH · Immeuble de très grande hauteur"),
                            ("EM", "EM · Établissements militaires"),
                            ("EP", "EP · Établissements pénitentiaires"),
                            ("GEEM", "GEEM · Grands établissements à exploitation multiple"),
                        ],
                        max_length=14,
                        verbose_name="activité",
                    ),
                ),
                ("secondary", models.JSONField(blank=True, default=list, verbose_name="autres activités")),
                ("public_basement", models.PositiveIntegerField(default=0, verbose_name="public en sous-sol")),
                ("public_ground", models.PositiveIntegerField(default=0, verbose_name="public au rez-de-chaussée")),
                ("public_upper", models.PositiveIntegerField(default=0, verbose_name="public en étages")),
                ("public_total", models.PositiveIntegerField(default=0, verbose_name="public au total")),
                ("residents", models.PositiveIntegerField(default=0, verbose_name="résidents")),
                ("single_upper", models.BooleanField(default=False, verbose_name="un seul niveau, situé en étage")),
                ("staff", models.PositiveIntegerField(default=0, verbose_name="personnel")),
                (
                    "declared",
                    models.PositiveIntegerField(
                        blank=True, null=True, verbose_name="effectif déclaré par l'exploitant"
                    ),
                ),
                ("levels", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="nombre de niveaux")),
                ("hosts", models.BooleanField(default=False, verbose_name="hébergement")),
                ("sleeping", models.BooleanField(default=False, verbose_name="locaux à sommeil")),
                (
                    "vehicles",
                    models.PositiveIntegerField(
                        blank=True, null=True, verbose_name="véhicules (parc de stationnement)"
                    ),
                ),
                (
                    "storeyed_tent",
                    models.BooleanField(default=False, verbose_name="CTS à étage, implantation de plus de six mois"),
                ),
                ("group", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="groupe")),
                (
                    "category",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        choices=[
                            (1, "1re catégorie"),
                            (2, "2e catégorie"),
                            (3, "3e catégorie"),
                            (4, "4e catégorie"),
                            (5, "5e catégorie"),
                        ],
                        null=True,
                        verbose_name="catégorie",
                    ),
                ),
                (
                    "category_computed",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        choices=[
                            (1, "1re catégorie"),
                            (2, "2e catégorie"),
                            (3, "3e catégorie"),
                            (4, "4e catégorie"),
                            (5, "5e catégorie"),
                        ],
                        null=True,
                        verbose_name="catégorie calculée",
                    ),
                ),
                (
                    "category_motive",
                    models.CharField(blank=True, max_length=500, verbose_name="motif de la catégorie retenue"),
                ),
                ("trace", models.JSONField(blank=True, default=list, verbose_name="calcul de la catégorie")),
                ("classed_on", models.DateField(blank=True, null=True, verbose_name="classé le")),
                ("operator", models.CharField(blank=True, max_length=160, verbose_name="exploitant")),
                ("owner", models.CharField(blank=True, max_length=160, verbose_name="propriétaire")),
                (
                    "safety_manager",
                    models.CharField(blank=True, max_length=160, verbose_name="responsable unique de sécurité"),
                ),
                ("public_law", models.BooleanField(default=False, verbose_name="personne de droit public")),
                ("opened_on", models.DateField(blank=True, null=True, verbose_name="ouvert le")),
                ("opening_order", models.CharField(blank=True, max_length=80, verbose_name="arrêté d'ouverture")),
                ("closed_on", models.DateField(blank=True, null=True, verbose_name="fermé le")),
                (
                    "reception_needed",
                    models.BooleanField(default=False, verbose_name="visite de réception avant réouverture"),
                ),
                ("last_visit_on", models.DateField(blank=True, null=True, verbose_name="dernière visite périodique")),
                (
                    "current_opinion",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("favourable", "Favorable"),
                            ("unfavourable", "Défavorable"),
                            ("deferred", "Différé"),
                            ("no_statement", "Ne se prononce pas"),
                        ],
                        max_length=14,
                        verbose_name="avis courant",
                    ),
                ),
                ("opinion_on", models.DateField(blank=True, null=True, verbose_name="avis du")),
                (
                    "last_visit_opinion",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("favourable", "Favorable"),
                            ("unfavourable", "Défavorable"),
                            ("deferred", "Différé"),
                            ("no_statement", "Ne se prononce pas"),
                        ],
                        max_length=14,
                    ),
                ),
                (
                    "previous_visit_opinion",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("favourable", "Favorable"),
                            ("unfavourable", "Défavorable"),
                            ("deferred", "Différé"),
                            ("no_statement", "Ne se prononce pas"),
                        ],
                        max_length=14,
                    ),
                ),
                ("previous_visit_in_time", models.BooleanField(default=False)),
                ("last_visit_in_time", models.BooleanField(default=False)),
                ("next_visit_on", models.DateField(blank=True, null=True, verbose_name="prochaine visite")),
                (
                    "period_months",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="période effective (mois)"),
                ),
                ("period_motive", models.CharField(blank=True, max_length=500, verbose_name="motif de la période")),
                (
                    "ordered_months",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="période fixée par arrêté (mois)"
                    ),
                ),
                ("ordered_by", models.CharField(blank=True, max_length=160, verbose_name="arrêté fixant la période")),
                ("extended_until", models.DateField(blank=True, null=True, verbose_name="prolongée jusqu'au")),
                (
                    "alarm_class",
                    models.CharField(
                        blank=True,
                        choices=[("A", "A"), ("B", "B"), ("C", "C"), ("D", "D"), ("E", "E")],
                        max_length=1,
                        verbose_name="SSI de catégorie",
                    ),
                ),
                ("study_needed", models.BooleanField(default=False, verbose_name="étude de sécurité publique requise")),
                ("homologated", models.BooleanField(default=False, verbose_name="enceinte sportive homologuée")),
                ("classified_site", models.BooleanField(default=False, verbose_name="installation classée (ICPE)")),
                ("note", models.CharField(blank=True, max_length=1000, verbose_name="observation")),
                ("recorded_at", models.DateTimeField(verbose_name="enregistré le")),
                ("version", models.PositiveIntegerField(default=1)),
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
                    "documents",
                    models.ManyToManyField(blank=True, related_name="+", to="civil_protection.protecteddocument"),
                ),
                (
                    "merged_into",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="merged",
                        to="civil_protection.establishment",
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="parts",
                        to="civil_protection.establishment",
                        verbose_name="site ou établissement",
                    ),
                ),
            ],
            options={
                "verbose_name": "établissement recevant du public",
                "verbose_name_plural": "établissements recevant du public",
                "ordering": ["commune__sort_name", "name", "id"],
            },
        ),
        migrations.CreateModel(
            name="EstablishmentEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("recorded", "Enregistré"),
                            ("changed", "Modifié"),
                            ("classed", "Reclassé"),
                            ("opened", "Ouvert"),
                            ("closed", "Fermé"),
                            ("reopened", "Rouvert"),
                            ("visited", "Visité"),
                            ("opinion", "Avis"),
                            ("ordered", "Période fixée par arrêté"),
                            ("extended", "Période prolongée"),
                            ("recomputed", "Prochaine visite recalculée"),
                            ("merged", "Fusionné"),
                        ],
                        max_length=12,
                        verbose_name="fait",
                    ),
                ),
                ("happened_on", models.DateField(verbose_name="le")),
                ("said", models.CharField(max_length=500, verbose_name="ce qui s'est passé")),
                ("changes", models.JSONField(blank=True, default=dict, verbose_name="changements")),
                ("recorded_at", models.DateTimeField(verbose_name="enregistré le")),
                (
                    "establishment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="events",
                        to="civil_protection.establishment",
                        verbose_name="établissement",
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
            ],
            options={
                "verbose_name": "fait d'un établissement",
                "verbose_name_plural": "faits des établissements",
                "ordering": ["-happened_on", "-id"],
            },
        ),
        migrations.AddIndex(
            model_name="establishment",
            index=models.Index(fields=["commune", "name"], name="establishment_of_commune"),
        ),
        migrations.AddIndex(
            model_name="establishment",
            index=models.Index(
                condition=models.Q(("next_visit_on__isnull", False)),
                fields=["next_visit_on"],
                name="establishment_next",
            ),
        ),
        migrations.AddIndex(
            model_name="establishment",
            index=models.Index(fields=["main_type", "category"], name="establishment_type_category"),
        ),
        migrations.AddIndex(
            model_name="establishment",
            index=models.Index(fields=["category", "status"], name="establishment_category_status"),
        ),
        migrations.AddIndex(
            model_name="establishment",
            index=models.Index(
                condition=models.Q(("current_opinion", "unfavourable")),
                fields=["current_opinion"],
                name="establishment_against",
            ),
        ),
        migrations.AddConstraint(
            model_name="establishment",
            constraint=models.UniqueConstraint(
                models.F("commune"),
                django.db.models.functions.text.Lower("address"),
                django.db.models.functions.text.Lower("sign"),
                django.db.models.functions.text.Lower("name"),
                condition=models.Q(("merged_into__isnull", True)),
                name="establishment_once",
                violation_error_message="Cet établissement est déjà dans le registre.",
            ),
        ),
        migrations.AddConstraint(
            model_name="establishment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "public_total",
                        django.db.models.expressions.CombinedExpression(
                            django.db.models.expressions.CombinedExpression(
                                models.F("public_basement"), "+", models.F("public_ground")
                            ),
                            "+",
                            models.F("public_upper"),
                        ),
                    )
                ),
                name="establishment_public_adds_up",
                violation_error_message="Le public des niveaux ne fait pas le total.",
            ),
        ),
        migrations.AddConstraint(
            model_name="establishment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("category", models.F("category_computed")),
                        ("category__isnull", False),
                        ("category_computed__isnull", False),
                    ),
                    models.Q(("category__isnull", True), ("category_computed__isnull", True)),
                    models.Q(("category_motive", ""), _negated=True),
                    _connector="OR",
                ),
                name="establishment_category_motive",
                violation_error_message="Une catégorie autre que celle du calcul suppose un motif.",
            ),
        ),
        migrations.AddConstraint(
            model_name="establishment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("next_visit_on__isnull", False),
                    ("period_months__isnull", True),
                    ("status__in", ("project", "closed")),
                    ("merged_into__isnull", False),
                    _connector="OR",
                ),
                name="establishment_next_visit",
                violation_error_message="Un établissement ouvert et visité a une prochaine visite.",
            ),
        ),
        migrations.AddConstraint(
            model_name="establishment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_on__isnull", False), ("status", "closed")),
                    models.Q(("status", "closed"), _negated=True),
                    _connector="OR",
                ),
                name="establishment_closed_on_a_day",
                violation_error_message="Une fermeture a une date.",
            ),
        ),
        migrations.AddIndex(
            model_name="establishmentevent",
            index=models.Index(fields=["kind", "happened_on"], name="establishment_event_on"),
        ),
    ]
    operations = together(operations)
