"""Registers behind the files of safety and security studies."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from directorate.migrations._together import together


class Migration(migrations.Migration):
    dependencies = [("civil_protection", "0008_safety_commissions")]

    operations = [
        migrations.CreateModel(
            name="AccessibilityAgenda",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=30, unique=True, verbose_name="numéro")),
                ("establishment_name", models.CharField(max_length=160, verbose_name="établissement")),
                (
                    "establishment_number",
                    models.CharField(blank=True, max_length=20, verbose_name="numéro au registre"),
                ),
                ("owner", models.CharField(max_length=160, verbose_name="propriétaire ou exploitant")),
                ("approved_on", models.DateField(verbose_name="approuvé le")),
                (
                    "years",
                    models.PositiveSmallIntegerField(
                        choices=[(3, "3 ans"), (6, "6 ans"), (9, "9 ans")], verbose_name="durée (ans)"
                    ),
                ),
                ("ends_on", models.DateField(verbose_name="fin")),
                (
                    "first_year_on",
                    models.DateField(blank=True, null=True, verbose_name="point de la première année reçu le"),
                ),
                ("midterm_on", models.DateField(blank=True, null=True, verbose_name="bilan à mi-parcours reçu le")),
                (
                    "attested_on",
                    models.DateField(blank=True, null=True, verbose_name="attestation d'achèvement reçue le"),
                ),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="observation")),
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
                "verbose_name": "agenda d'accessibilité programmée",
                "verbose_name_plural": "agendas d'accessibilité programmée",
                "ordering": ["ends_on", "id"],
            },
        ),
        migrations.CreateModel(
            name="SecurityStudy",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reference", models.CharField(max_length=20, unique=True, verbose_name="référence")),
                ("project", models.CharField(max_length=200, verbose_name="projet")),
                ("owner", models.CharField(max_length=160, verbose_name="maître d'ouvrage")),
                (
                    "nature",
                    models.CharField(
                        choices=[
                            ("development", "Opération d'aménagement"),
                            ("construction", "Construction"),
                            ("new_establishment", "Création d'un établissement recevant du public"),
                            ("works", "Travaux sur un établissement existant"),
                            ("school", "Établissement d'enseignement du second degré"),
                            ("station", "Gare ferroviaire, routière ou maritime"),
                        ],
                        max_length=20,
                        verbose_name="nature",
                    ),
                ),
                ("is_new", models.BooleanField(default=True, verbose_name="création")),
                (
                    "floor_area",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="surface de plancher (m²)"),
                ),
                ("category", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="catégorie")),
                (
                    "footprint_before",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="emprise avant (m²)"),
                ),
                (
                    "footprint_after",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="emprise après (m²)"),
                ),
                (
                    "access_changed",
                    models.BooleanField(default=False, verbose_name="accès sur la voie publique modifiés"),
                ),
                ("permit_number", models.CharField(blank=True, max_length=30, verbose_name="permis de construire")),
                (
                    "establishment_number",
                    models.CharField(blank=True, max_length=20, verbose_name="numéro au registre"),
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
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("identified", "Identifiée"),
                            ("not_required", "Non requise"),
                            ("expected", "Attendue"),
                            ("filed", "Déposée"),
                            ("under_review", "En instruction"),
                            ("opinion", "Avis rendu"),
                            ("tacit", "Avis tacite"),
                            ("followed", "Suivi du chantier"),
                            ("reception", "Réception"),
                            ("closed", "Clôturée"),
                        ],
                        default="identified",
                        max_length=12,
                        verbose_name="état",
                    ),
                ),
                ("identified_on", models.DateField(verbose_name="identifiée le")),
                ("required", models.BooleanField(blank=True, null=True, verbose_name="requise")),
                ("reason", models.CharField(blank=True, max_length=1000, verbose_name="motif")),
                ("trace", models.JSONField(default=list, verbose_name="règles examinées")),
                ("provider", models.CharField(blank=True, max_length=160, verbose_name="prestataire")),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("public", "Public"),
                            ("internal", "Interne préfecture"),
                            ("partners", "Partenaires ORSEC"),
                            ("restricted", "Diffusion restreinte"),
                        ],
                        default="internal",
                        max_length=12,
                        verbose_name="niveau de protection",
                    ),
                ),
                ("filed_on", models.DateField(blank=True, null=True, verbose_name="déposée le")),
                ("seised_on", models.DateField(blank=True, null=True, verbose_name="sous-commission saisie le")),
                (
                    "opinion_due_on",
                    models.DateField(blank=True, null=True, verbose_name="avis réputé favorable après le"),
                ),
                ("session_on", models.DateField(blank=True, null=True, verbose_name="séance du")),
                (
                    "opinion",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("favourable", "Favorable"),
                            ("recommended", "Favorable avec recommandations"),
                            ("unfavourable", "Défavorable"),
                            ("tacit", "Réputé favorable"),
                        ],
                        max_length=12,
                        verbose_name="avis",
                    ),
                ),
                ("opinion_on", models.DateField(blank=True, null=True, verbose_name="avis du")),
                ("reasons", models.CharField(blank=True, max_length=2000, verbose_name="motifs de l'avis")),
                ("received_on", models.DateField(blank=True, null=True, verbose_name="visite de réception le")),
                ("closed_on", models.DateField(blank=True, null=True, verbose_name="clôturée le")),
                ("note", models.CharField(blank=True, max_length=1000, verbose_name="observation")),
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
                    "document",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="civil_protection.protecteddocument",
                        verbose_name="étude",
                    ),
                ),
                (
                    "paper",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directorate.letter",
                    ),
                ),
            ],
            options={
                "verbose_name": "étude de sécurité publique",
                "verbose_name_plural": "études de sécurité publique",
                "ordering": ["-identified_on", "-id"],
            },
        ),
        migrations.CreateModel(
            name="StudyPerimeter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=160, verbose_name="périmètre")),
                ("number", models.CharField(max_length=20, verbose_name="arrêté n°")),
                ("ordered_on", models.DateField(verbose_name="arrêté du")),
                ("ended_on", models.DateField(blank=True, null=True, verbose_name="abrogé le")),
                (
                    "development_area",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="aménagement, plus de (m²)"),
                ),
                (
                    "construction_area",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="construction, à partir de (m²)"),
                ),
                (
                    "communes",
                    models.ManyToManyField(related_name="+", to="directorate.commune", verbose_name="communes"),
                ),
            ],
            options={
                "verbose_name": "périmètre à seuils abaissés",
                "verbose_name_plural": "périmètres à seuils abaissés",
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="StudyRecommendation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField(verbose_name="n°")),
                ("text", models.CharField(max_length=600, verbose_name="recommandation")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "À suivre"),
                            ("done", "Mise en œuvre"),
                            ("partial", "En partie"),
                            ("dropped", "Non retenue"),
                        ],
                        default="open",
                        max_length=10,
                        verbose_name="état",
                    ),
                ),
                ("checked_on", models.DateField(blank=True, null=True, verbose_name="vérifiée le")),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="observation")),
                (
                    "study",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="recommendations",
                        to="civil_protection.securitystudy",
                        verbose_name="étude",
                    ),
                ),
            ],
            options={
                "verbose_name": "recommandation d'une étude",
                "verbose_name_plural": "recommandations des études",
                "ordering": ["study", "number"],
            },
        ),
        migrations.CreateModel(
            name="TentRegister",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=20, unique=True, verbose_name="numéro du registre")),
                ("owner", models.CharField(max_length=160, verbose_name="propriétaire")),
                ("label", models.CharField(max_length=160, verbose_name="structure")),
                ("surface", models.PositiveIntegerField(verbose_name="surface (m²)")),
                ("capacity", models.PositiveIntegerField(verbose_name="effectif maximal")),
                ("storeyed", models.BooleanField(default=False, verbose_name="structure à étage")),
                ("attested_on", models.DateField(verbose_name="attestation du")),
                ("prefecture", models.CharField(max_length=120, verbose_name="délivrée par")),
                ("verification_due_on", models.DateField(verbose_name="vérification à faire avant le")),
                ("retired_on", models.DateField(blank=True, null=True, verbose_name="retirée du service le")),
                ("retired_why", models.CharField(blank=True, max_length=250, verbose_name="motif du retrait")),
                ("recorded_at", models.DateTimeField(verbose_name="enregistré le")),
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
            ],
            options={
                "verbose_name": "registre de chapiteau, tente ou structure",
                "verbose_name_plural": "registres de chapiteaux, tentes et structures",
                "ordering": ["number"],
            },
        ),
        migrations.CreateModel(
            name="TentImplantation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("place", models.CharField(max_length=200, verbose_name="emplacement")),
                ("starts_on", models.DateField(verbose_name="du")),
                ("ends_on", models.DateField(verbose_name="au")),
                (
                    "leave",
                    models.CharField(
                        choices=[
                            ("asked", "Demandée"),
                            ("given", "Autorisée par le maire"),
                            ("refused", "Refusée par le maire"),
                        ],
                        default="asked",
                        max_length=10,
                        verbose_name="autorisation",
                    ),
                ),
                ("visited_on", models.DateField(blank=True, null=True, verbose_name="visitée le")),
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
                    "commune",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directorate.commune",
                        verbose_name="commune",
                    ),
                ),
                (
                    "register",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="implantations",
                        to="civil_protection.tentregister",
                        verbose_name="registre",
                    ),
                ),
            ],
            options={
                "verbose_name": "implantation d'une structure",
                "verbose_name_plural": "implantations des structures",
                "ordering": ["-starts_on", "-id"],
            },
        ),
        migrations.CreateModel(
            name="TentVerification",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("verified_on", models.DateField(verbose_name="vérifiée le")),
                ("body", models.CharField(max_length=160, verbose_name="organisme agréé")),
                (
                    "result",
                    models.CharField(
                        choices=[
                            ("sound", "Conforme"),
                            ("remarks", "Conforme avec observations"),
                            ("unsound", "Non conforme"),
                        ],
                        max_length=10,
                        verbose_name="résultat",
                    ),
                ),
                ("next_on", models.DateField(verbose_name="prochaine avant le")),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="observation")),
                (
                    "register",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="verifications",
                        to="civil_protection.tentregister",
                        verbose_name="registre",
                    ),
                ),
            ],
            options={
                "verbose_name": "vérification d'une structure",
                "verbose_name_plural": "vérifications des structures",
                "ordering": ["-verified_on", "-id"],
            },
        ),
        migrations.CreateModel(
            name="OpeningOrder",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "decision",
                    models.CharField(
                        choices=[("open", "Ouverture autorisée"), ("refused", "Ouverture refusée")],
                        max_length=10,
                        verbose_name="décision",
                    ),
                ),
                ("number", models.CharField(max_length=40, verbose_name="arrêté n°")),
                ("ordered_on", models.DateField(verbose_name="pris le")),
                ("opens_on", models.DateField(blank=True, null=True, verbose_name="ouverture au public le")),
                (
                    "establishment_number",
                    models.CharField(blank=True, max_length=20, verbose_name="numéro au registre"),
                ),
                ("recorded_at", models.DateTimeField(verbose_name="enregistré le")),
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="opening_order",
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
                        verbose_name="enregistré par",
                    ),
                ),
            ],
            options={
                "verbose_name": "arrêté d'ouverture d'un maire",
                "verbose_name_plural": "arrêtés d'ouverture des maires",
                "ordering": ["-ordered_on", "-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("decision", "refused"), ("opens_on__isnull", False), _connector="OR"),
                        name="opening_order_says_when",
                        violation_error_message="Une ouverture autorisée a son jour.",
                    )
                ],
            },
        ),
        migrations.AddIndex(
            model_name="securitystudy",
            index=models.Index(fields=["state", "opinion_due_on"], name="security_study_due"),
        ),
        migrations.AddIndex(
            model_name="securitystudy",
            index=models.Index(fields=["commune", "-identified_on"], name="security_study_of_commune"),
        ),
        migrations.AddConstraint(
            model_name="securitystudy",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ("identified", "not_required", "expected")),
                    ("filed_on__isnull", False),
                    _connector="OR",
                ),
                name="security_study_filed_on_a_day",
                violation_error_message="Une étude déposée a son jour de dépôt.",
            ),
        ),
        migrations.AddConstraint(
            model_name="securitystudy",
            constraint=models.CheckConstraint(
                condition=models.Q(("seised_on__isnull", True), ("opinion_due_on__isnull", False), _connector="OR"),
                name="security_study_seised_has_its_term",
                violation_error_message="Une saisine a son échéance.",
            ),
        ),
        migrations.AddConstraint(
            model_name="securitystudy",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ("opinion", "tacit")), _negated=True),
                    models.Q(models.Q(("opinion", ""), _negated=True), ("opinion_on__isnull", False)),
                    _connector="OR",
                ),
                name="security_study_opinion_is_dated",
                violation_error_message="Un avis a son sens et son jour.",
            ),
        ),
        migrations.AddConstraint(
            model_name="securitystudy",
            constraint=models.CheckConstraint(
                condition=models.Q(("level", "public"), _negated=True),
                name="security_study_is_never_public",
                violation_error_message="Une étude de sécurité publique n'est pas communicable au public.",
            ),
        ),
        migrations.AddConstraint(
            model_name="studyperimeter",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("development_area__isnull", False), ("construction_area__isnull", False), _connector="OR"
                ),
                name="study_perimeter_has_a_threshold",
                violation_error_message="Un périmètre abaisse au moins un seuil.",
            ),
        ),
        migrations.AddConstraint(
            model_name="studyrecommendation",
            constraint=models.UniqueConstraint(
                fields=("study", "number"),
                name="study_recommendation_numbered_once",
                violation_error_message="Ce numéro existe déjà.",
            ),
        ),
        migrations.AddIndex(
            model_name="tentregister",
            index=models.Index(fields=["retired_on", "verification_due_on"], name="tent_register_due"),
        ),
        migrations.AddConstraint(
            model_name="tentimplantation",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_on__gte", models.F("starts_on"))),
                name="tent_implantation_in_order",
                violation_error_message="La fin suit le début.",
            ),
        ),
        migrations.AddConstraint(
            model_name="tentverification",
            constraint=models.UniqueConstraint(
                fields=("register", "verified_on"),
                name="tent_verification_once_a_day",
                violation_error_message="Une vérification de ce jour est déjà enregistrée.",
            ),
        ),
    ]
    operations = together(operations)
