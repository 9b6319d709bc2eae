"""First aid and large gatherings."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models

from directorate.migrations._together import together


class Migration(migrations.Migration):
    dependencies = [
        ("civil_protection", "0009_safety_files"),
        ("directorate", "0003_guards"),
    ]

    operations = [
        migrations.CreateModel(
            name="Candidate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("last_name", models.CharField(max_length=80, verbose_name="nom")),
                ("first_name", models.CharField(max_length=80, verbose_name="prénom")),
                ("born_on", models.DateField(blank=True, null=True, verbose_name="né(e) le")),
                ("born_at", models.CharField(blank=True, max_length=120, verbose_name="à")),
                ("emancipated", models.BooleanField(default=False, verbose_name="émancipé(e)")),
                ("is_complete", models.BooleanField(default=False, verbose_name="dossier complet")),
                (
                    "result",
                    models.CharField(
                        blank=True,
                        choices=[("passed", "Admis"), ("adjourned", "Ajourné"), ("absent", "Absent")],
                        max_length=10,
                        verbose_name="résultat",
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="motif")),
            ],
            options={
                "verbose_name": "candidat",
                "verbose_name_plural": "candidats",
                "ordering": ["last_name", "first_name", "id"],
            },
        ),
        migrations.CreateModel(
            name="Certificate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=40, unique=True, verbose_name="numéro")),
                (
                    "unit",
                    models.CharField(
                        choices=[
                            ("GQS", "Sensibilisation aux gestes qui sauvent"),
                            ("PSC", "Premiers secours citoyen"),
                            ("PSE1", "Premiers secours en équipe de niveau 1"),
                            ("PSE2", "Premiers secours en équipe de niveau 2"),
                            ("PICF", "Pédagogie initiale et commune de formateur"),
                            ("FPSC", "Formateur aux premiers secours citoyens"),
                            ("FPSE", "Formateur aux premiers secours en équipe"),
                            ("FSA", "Formateur en sauvetage aquatique"),
                            ("FDF", "Formateur de formateurs"),
                            ("CEAF", "Conception et encadrement d'une action de formation"),
                            ("SSAEI", "Surveillance et sauvetage aquatique en eaux intérieures"),
                            ("SSAL", "Surveillance et sauvetage aquatique sur le littoral"),
                            ("BNSSA", "Brevet national de sécurité et de sauvetage aquatique"),
                        ],
                        max_length=8,
                        verbose_name="type",
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(verbose_name="année")),
                ("rank", models.PositiveIntegerField(blank=True, null=True, verbose_name="rang")),
                ("last_name", models.CharField(max_length=80, verbose_name="nom")),
                ("first_name", models.CharField(max_length=80, verbose_name="prénom")),
                ("born_on", models.DateField(blank=True, null=True, verbose_name="né(e) le")),
                ("born_at", models.CharField(blank=True, max_length=120, verbose_name="à")),
                ("issued_on", models.DateField(verbose_name="délivré le")),
                ("valid_until", models.DateField(blank=True, null=True, verbose_name="valable jusqu'au")),
                ("recorded_at", models.DateTimeField(verbose_name="enregistré le")),
                (
                    "candidate",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="certificate",
                        to="civil_protection.candidate",
                    ),
                ),
            ],
            options={
                "verbose_name": "certificat de secourisme",
                "verbose_name_plural": "certificats de secourisme",
                "ordering": ["-issued_on", "-id"],
            },
        ),
        migrations.CreateModel(
            name="CertificateEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("duplicate", "Duplicata"),
                            ("refresher", "Recyclage"),
                            ("training", "Formation continue"),
                        ],
                        max_length=10,
                        verbose_name="fait",
                    ),
                ),
                ("happened_on", models.DateField(verbose_name="le")),
                ("valid_before", models.DateField(blank=True, null=True, verbose_name="valable auparavant jusqu'au")),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="observation")),
                ("recorded_at", models.DateTimeField(verbose_name="enregistré le")),
                (
                    "certificate",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="events",
                        to="civil_protection.certificate",
                        verbose_name="certificat",
                    ),
                ),
            ],
            options={
                "verbose_name": "fait d'un certificat",
                "verbose_name_plural": "faits des certificats",
                "ordering": ["-happened_on", "-id"],
            },
        ),
        migrations.CreateModel(
            name="ExamSession",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=20, unique=True, verbose_name="numéro")),
                (
                    "unit",
                    models.CharField(
                        choices=[
                            ("GQS", "Sensibilisation aux gestes qui sauvent"),
                            ("PSC", "Premiers secours citoyen"),
                            ("PSE1", "Premiers secours en équipe de niveau 1"),
                            ("PSE2", "Premiers secours en équipe de niveau 2"),
                            ("PICF", "Pédagogie initiale et commune de formateur"),
                            ("FPSC", "Formateur aux premiers secours citoyens"),
                            ("FPSE", "Formateur aux premiers secours en équipe"),
                            ("FSA", "Formateur en sauvetage aquatique"),
                            ("FDF", "Formateur de formateurs"),
                            ("CEAF", "Conception et encadrement d'une action de formation"),
                            ("SSAEI", "Surveillance et sauvetage aquatique en eaux intérieures"),
                            ("SSAL", "Surveillance et sauvetage aquatique sur le littoral"),
                            ("BNSSA", "Brevet national de sécurité et de sauvetage aquatique"),
                        ],
                        max_length=8,
                        verbose_name="examen",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "Demandée"),
                            ("appointed", "Jury désigné"),
                            ("held", "Tenue"),
                            ("signed", "Procès-verbal signé"),
                            ("issued", "Diplômes édités"),
                            ("handed", "Diplômes remis"),
                            ("cancelled", "Annulée"),
                        ],
                        default="asked",
                        max_length=10,
                        verbose_name="état",
                    ),
                ),
                ("place", models.CharField(max_length=200, verbose_name="lieu")),
                ("trained_until", models.DateField(verbose_name="fin de la formation")),
                ("starts_on", models.DateField(verbose_name="du")),
                ("ends_on", models.DateField(verbose_name="au")),
                ("authorised", models.BooleanField(default=False, verbose_name="habilitation de l'organisme vérifiée")),
                ("order_number", models.CharField(blank=True, max_length=20, verbose_name="arrêté de jury n°")),
                ("appointed_on", models.DateField(blank=True, null=True, verbose_name="jury désigné le")),
                ("deliberated_on", models.DateField(blank=True, null=True, verbose_name="délibération du")),
                ("note", models.CharField(blank=True, max_length=2000, verbose_name="observations du jury")),
                ("issued_at", models.DateTimeField(blank=True, null=True, verbose_name="diplômes édités le")),
                ("handed_on", models.DateField(blank=True, null=True, verbose_name="diplômes remis le")),
                ("cancelled_why", models.CharField(blank=True, max_length=500, verbose_name="motif de l'annulation")),
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
                    "minutes",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directorate.letter",
                        verbose_name="procès-verbal",
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directorate.letter",
                        verbose_name="arrêté de jury",
                    ),
                ),
            ],
            options={
                "verbose_name": "session d'examen",
                "verbose_name_plural": "sessions d'examen",
                "ordering": ["-starts_on", "-id"],
            },
        ),
        migrations.AddField(
            model_name="certificate",
            name="session",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="certificates",
                to="civil_protection.examsession",
            ),
        ),
        migrations.AddField(
            model_name="candidate",
            name="session",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="candidates",
                to="civil_protection.examsession",
                verbose_name="session",
            ),
        ),
        migrations.CreateModel(
            name="Gathering",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=20, unique=True, verbose_name="numéro")),
                ("name", models.CharField(max_length=160, verbose_name="manifestation")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("sport", "Sport"),
                            ("concert", "Concert ou spectacle"),
                            ("fair", "Salon ou exposition"),
                            ("funfair", "Fête foraine"),
                            ("worship", "Culte"),
                            ("sale", "Brocante"),
                            ("street", "Voie publique"),
                            ("motor", "Sport motorisé"),
                            ("other", "Autre"),
                        ],
                        max_length=10,
                        verbose_name="type",
                    ),
                ),
                ("organiser", models.CharField(max_length=160, verbose_name="organisateur")),
                (
                    "organiser_address",
                    models.CharField(blank=True, max_length=300, verbose_name="adresse de l'organisateur"),
                ),
                ("place", models.CharField(max_length=200, verbose_name="lieu")),
                ("starts_at", models.DateTimeField(verbose_name="début")),
                ("ends_at", models.DateTimeField(verbose_name="fin")),
                ("peak", models.PositiveIntegerField(verbose_name="public présent au même moment")),
                ("total", models.PositiveIntegerField(verbose_name="total attendu, public et personnel")),
                ("is_lucrative", models.BooleanField(default=False, verbose_name="but lucratif")),
                ("declared_on", models.DateField(blank=True, null=True, verbose_name="déclaration reçue le")),
                ("urgency", models.CharField(blank=True, max_length=500, verbose_name="urgence motivée")),
                (
                    "pieces",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("plan", "Plan du site et des accès"),
                                ("rescue", "Dispositif prévisionnel de secours"),
                                ("insurance", "Attestation d'assurance"),
                                ("stewards", "Service d'ordre"),
                                ("fire", "Sécurité incendie"),
                                ("traffic", "Plan de circulation"),
                            ],
                            max_length=10,
                        ),
                        default=list,
                        size=None,
                        verbose_name="pièces",
                    ),
                ),
                ("meeting_on", models.DateField(blank=True, null=True, verbose_name="réunion le")),
                (
                    "meeting_note",
                    models.CharField(blank=True, max_length=2000, verbose_name="compte rendu de la réunion"),
                ),
                (
                    "decision",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("no_objection", "Pas d'objection"),
                            ("requirements", "Prescriptions"),
                            ("ban", "Interdiction proposée"),
                        ],
                        max_length=12,
                        verbose_name="décision",
                    ),
                ),
                ("decided_on", models.DateField(blank=True, null=True, verbose_name="décidé le")),
                ("requirements", models.CharField(blank=True, max_length=4000, verbose_name="prescriptions ou motifs")),
                ("review", models.CharField(blank=True, max_length=2000, verbose_name="bilan")),
                ("reviewed_on", models.DateField(blank=True, null=True, verbose_name="bilan du")),
                ("cancelled_why", models.CharField(blank=True, max_length=500, verbose_name="motif de l'annulation")),
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
                    "letter",
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
                "verbose_name": "grand rassemblement",
                "verbose_name_plural": "grands rassemblements",
                "ordering": ["-starts_at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="GatheringOpinion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "service",
                    models.CharField(
                        choices=[
                            ("police", "Police"),
                            ("fire", "Incendie et secours"),
                            ("samu", "SAMU"),
                            ("ars", "Agence régionale de santé"),
                        ],
                        max_length=10,
                        verbose_name="service",
                    ),
                ),
                ("asked_on", models.DateField(verbose_name="demandé le")),
                ("received_on", models.DateField(blank=True, null=True, verbose_name="reçu le")),
                (
                    "opinion",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("favourable", "Favorable"),
                            ("reserved", "Favorable avec réserves"),
                            ("unfavourable", "Défavorable"),
                        ],
                        max_length=12,
                        verbose_name="avis",
                    ),
                ),
                ("text", models.CharField(blank=True, max_length=2000, verbose_name="observations")),
                (
                    "gathering",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="opinions",
                        to="civil_protection.gathering",
                        verbose_name="rassemblement",
                    ),
                ),
            ],
            options={
                "verbose_name": "avis sur un rassemblement",
                "verbose_name_plural": "avis sur les rassemblements",
                "ordering": ["gathering", "service"],
            },
        ),
        migrations.CreateModel(
            name="JuryMember",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120, verbose_name="nom")),
                ("body", models.CharField(max_length=160, verbose_name="organisme")),
                (
                    "qualification",
                    models.CharField(
                        choices=[
                            ("GQS", "Sensibilisation aux gestes qui sauvent"),
                            ("PSC", "Premiers secours citoyen"),
                            ("PSE1", "Premiers secours en équipe de niveau 1"),
                            ("PSE2", "Premiers secours en équipe de niveau 2"),
                            ("PICF", "Pédagogie initiale et commune de formateur"),
                            ("FPSC", "Formateur aux premiers secours citoyens"),
                            ("FPSE", "Formateur aux premiers secours en équipe"),
                            ("FSA", "Formateur en sauvetage aquatique"),
                            ("FDF", "Formateur de formateurs"),
                            ("CEAF", "Conception et encadrement d'une action de formation"),
                            ("SSAEI", "Surveillance et sauvetage aquatique en eaux intérieures"),
                            ("SSAL", "Surveillance et sauvetage aquatique sur le littoral"),
                            ("BNSSA", "Brevet national de sécurité et de sauvetage aquatique"),
                        ],
                        max_length=8,
                        verbose_name="qualification",
                    ),
                ),
                ("last_training_on", models.DateField(verbose_name="dernière formation continue le")),
                ("is_president", models.BooleanField(default=False, verbose_name="préside le jury")),
                ("framed_training", models.BooleanField(default=False, verbose_name="a encadré la formation")),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="members",
                        to="civil_protection.examsession",
                        verbose_name="session",
                    ),
                ),
            ],
            options={
                "verbose_name": "membre de jury",
                "verbose_name_plural": "membres de jury",
                "ordering": ["-is_president", "name"],
            },
        ),
        migrations.CreateModel(
            name="RescueAssociation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=160, unique=True, verbose_name="nom")),
                ("acronym", models.CharField(blank=True, max_length=20, verbose_name="sigle")),
                ("affiliation", models.CharField(blank=True, max_length=160, verbose_name="fédération ou union")),
                ("address", models.CharField(blank=True, max_length=300, verbose_name="adresse")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="adresse électronique")),
                ("phone", models.CharField(blank=True, max_length=30, verbose_name="téléphone")),
                ("trains", models.BooleanField(default=False, verbose_name="forme aux premiers secours")),
                ("trained_until", models.DateField(blank=True, null=True, verbose_name="habilitée à former jusqu'au")),
                ("is_active", models.BooleanField(default=True, verbose_name="en activité")),
                ("recorded_at", models.DateTimeField(verbose_name="enregistrée le")),
                (
                    "commune",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directorate.commune",
                        verbose_name="commune du siège",
                    ),
                ),
            ],
            options={
                "verbose_name": "association de secourisme",
                "verbose_name_plural": "associations de secourisme",
                "ordering": ["name"],
            },
        ),
        migrations.AddField(
            model_name="examsession",
            name="association",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="sessions",
                to="civil_protection.rescueassociation",
                verbose_name="organisme de formation",
            ),
        ),
        migrations.CreateModel(
            name="Control",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("done_on", models.DateField(verbose_name="effectué le")),
                ("announced", models.BooleanField(default=True, verbose_name="annoncé")),
                ("of_training", models.BooleanField(default=False, verbose_name="contrôle d'une formation")),
                ("findings", models.CharField(max_length=2000, verbose_name="constats")),
                ("compliant", models.BooleanField(default=True, verbose_name="conforme")),
                ("follow_up", models.CharField(blank=True, max_length=1000, verbose_name="suites")),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="mise en conformité avant le")),
                ("closed_on", models.DateField(blank=True, null=True, verbose_name="clos le")),
                ("recorded_at", models.DateTimeField(verbose_name="enregistré le")),
                (
                    "association",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="controls",
                        to="civil_protection.rescueassociation",
                        verbose_name="association",
                    ),
                ),
            ],
            options={
                "verbose_name": "contrôle",
                "verbose_name_plural": "contrôles",
                "ordering": ["-done_on", "-id"],
            },
        ),
        migrations.CreateModel(
            name="Approval",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "missions",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("A", "A, opérations de secours"),
                                ("B", "B, soutien aux populations sinistrées"),
                                ("C", "C, encadrement des bénévoles"),
                                ("D", "D, dispositifs prévisionnels de secours"),
                            ],
                            max_length=1,
                        ),
                        size=None,
                        verbose_name="missions",
                    ),
                ),
                (
                    "field",
                    models.CharField(
                        choices=[
                            ("national", "National"),
                            ("several", "Interdépartemental"),
                            ("department", "Départemental"),
                        ],
                        max_length=12,
                        verbose_name="champ",
                    ),
                ),
                (
                    "departments",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=3),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="départements",
                    ),
                ),
                (
                    "authority",
                    models.CharField(
                        choices=[
                            ("minister", "Ministre de l'intérieur"),
                            ("police", "Préfet de police"),
                            ("prefect", "Préfet de département"),
                        ],
                        max_length=10,
                        verbose_name="autorité",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "Demandé"),
                            ("approved", "Agréé"),
                            ("suspended", "Suspendu"),
                            ("withdrawn", "Retiré"),
                            ("refused", "Refusé"),
                        ],
                        default="asked",
                        max_length=10,
                        verbose_name="état",
                    ),
                ),
                ("asked_on", models.DateField(verbose_name="demandé le")),
                ("starts_on", models.DateField(blank=True, null=True, verbose_name="du")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="au")),
                ("number", models.CharField(blank=True, max_length=40, verbose_name="arrêté n°")),
                ("signed_on", models.DateField(blank=True, null=True, verbose_name="signé le")),
                ("strength", models.PositiveIntegerField(default=0, verbose_name="effectif")),
                ("vehicles", models.PositiveIntegerField(default=0, verbose_name="véhicules")),
                ("suspended_from", models.DateField(blank=True, null=True, verbose_name="suspendu du")),
                ("suspended_until", models.DateField(blank=True, null=True, verbose_name="suspendu jusqu'au")),
                ("suspended_why", models.CharField(blank=True, max_length=1000, verbose_name="motif de la suspension")),
                ("heard_from", models.DateField(blank=True, null=True, verbose_name="observations demandées le")),
                ("heard_until", models.DateField(blank=True, null=True, verbose_name="observations jusqu'au")),
                ("heard_why", models.CharField(blank=True, max_length=2000, verbose_name="griefs")),
                ("observations", models.CharField(blank=True, max_length=2000, verbose_name="observations")),
                ("withdrawn_on", models.DateField(blank=True, null=True, verbose_name="retiré le")),
                (
                    "closed_why",
                    models.CharField(blank=True, max_length=1000, verbose_name="motif du retrait ou du refus"),
                ),
                ("recorded_at", models.DateTimeField(verbose_name="enregistré le")),
                (
                    "hearing",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directorate.letter",
                        verbose_name="lettre contradictoire",
                    ),
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
                (
                    "renews",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="renewals",
                        to="civil_protection.approval",
                    ),
                ),
                (
                    "association",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="approvals",
                        to="civil_protection.rescueassociation",
                        verbose_name="association",
                    ),
                ),
            ],
            options={
                "verbose_name": "agrément de sécurité civile",
                "verbose_name_plural": "agréments de sécurité civile",
                "ordering": ["-asked_on", "-id"],
            },
        ),
        migrations.CreateModel(
            name="RescuePost",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=20, unique=True, verbose_name="numéro")),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "À valider"), ("validated", "Validé"), ("cancelled", "Annulé")],
                        default="draft",
                        max_length=10,
                        verbose_name="état",
                    ),
                ),
                ("present", models.PositiveIntegerField(verbose_name="public présent au même moment (P1)")),
                (
                    "p2",
                    models.CharField(
                        choices=[("low", "Faible"), ("moderate", "Modéré"), ("medium", "Moyen"), ("high", "Élevé")],
                        max_length=8,
                        verbose_name="comportement du public (P2)",
                    ),
                ),
                (
                    "e1",
                    models.CharField(
                        choices=[("low", "Faible"), ("moderate", "Modéré"), ("medium", "Moyen"), ("high", "Élevé")],
                        max_length=8,
                        verbose_name="environnement et accès (E1)",
                    ),
                ),
                (
                    "e2",
                    models.CharField(
                        choices=[("low", "Faible"), ("moderate", "Modéré"), ("medium", "Moyen"), ("high", "Élevé")],
                        max_length=8,
                        verbose_name="délai des secours publics (E2)",
                    ),
                ),
                ("imposed", models.BooleanField(default=False, verbose_name="imposé par l'autorité ou la fédération")),
                ("index", models.DecimalField(decimal_places=2, max_digits=4, verbose_name="indice")),
                ("ratio", models.DecimalField(decimal_places=6, max_digits=14, verbose_name="RIS")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("none", "Aucun"),
                            ("paps", "PAPS"),
                            ("pe", "DPS-PE"),
                            ("me", "DPS-ME"),
                            ("ge", "DPS-GE"),
                        ],
                        max_length=4,
                        verbose_name="type",
                    ),
                ),
                ("required", models.PositiveIntegerField(verbose_name="intervenants requis")),
                ("structure", models.CharField(blank=True, max_length=300, verbose_name="structure")),
                ("steps", models.JSONField(default=list, verbose_name="calcul")),
                ("actors", models.BooleanField(default=False, verbose_name="les acteurs sont aussi couverts")),
                (
                    "actors_rule",
                    models.CharField(blank=True, max_length=300, verbose_name="règle appliquée aux acteurs"),
                ),
                (
                    "actors_rescuers",
                    models.PositiveIntegerField(default=0, verbose_name="intervenants pour les acteurs"),
                ),
                ("engaged", models.PositiveIntegerField(default=0, verbose_name="intervenants engagés")),
                (
                    "shift_hours",
                    models.DecimalField(
                        decimal_places=1, default=0, max_digits=4, verbose_name="durée d'un service (heures)"
                    ),
                ),
                ("agreement_on", models.DateField(blank=True, null=True, verbose_name="convention signée le")),
                ("grid_on", models.DateField(blank=True, null=True, verbose_name="grille signée le")),
                ("has_doctor", models.BooleanField(default=False, verbose_name="médecin sur place")),
                ("vehicles", models.CharField(blank=True, max_length=300, verbose_name="moyens et vecteurs")),
                ("validated_at", models.DateTimeField(blank=True, null=True, verbose_name="validé le")),
                ("cancelled_why", models.CharField(blank=True, max_length=500, verbose_name="motif de l'annulation")),
                ("recorded_at", models.DateTimeField(verbose_name="enregistré le")),
                (
                    "approval",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="posts",
                        to="civil_protection.approval",
                    ),
                ),
                (
                    "association",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="posts",
                        to="civil_protection.rescueassociation",
                        verbose_name="association",
                    ),
                ),
                (
                    "gathering",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rescue_posts",
                        to="civil_protection.gathering",
                        verbose_name="manifestation",
                    ),
                ),
                (
                    "validated_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "dispositif prévisionnel de secours",
                "verbose_name_plural": "dispositifs prévisionnels de secours",
                "ordering": ["-recorded_at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="ApprovalReport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField(verbose_name="année")),
                ("received_on", models.DateField(verbose_name="reçu le")),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="observation")),
                (
                    "approval",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reports",
                        to="civil_protection.approval",
                        verbose_name="agrément",
                    ),
                ),
            ],
            options={
                "verbose_name": "rapport annuel d'activité",
                "verbose_name_plural": "rapports annuels d'activité",
                "ordering": ["-year"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("approval", "year"),
                        name="approval_report_once",
                        violation_error_message="Le rapport de cette année est déjà reçu.",
                    )
                ],
            },
        ),
        migrations.AddIndex(
            model_name="certificate",
            index=models.Index(fields=["unit", "valid_until"], name="certificate_by_validity"),
        ),
        migrations.AddConstraint(
            model_name="certificate",
            constraint=models.UniqueConstraint(
                fields=("unit", "year", "rank"),
                name="certificate_rank_once",
                violation_error_message="Ce rang du registre est déjà pris.",
            ),
        ),
        migrations.AddConstraint(
            model_name="candidate",
            constraint=models.UniqueConstraint(
                fields=("session", "last_name", "first_name", "born_on"),
                name="candidate_once_in_a_session",
                violation_error_message="Cette personne est déjà inscrite à la session.",
            ),
        ),
        migrations.AddConstraint(
            model_name="candidate",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("result", "adjourned"), _negated=True),
                    models.Q(("reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="candidate_adjourned_for_a_reason",
                violation_error_message="Un ajournement est motivé.",
            ),
        ),
        migrations.AddIndex(
            model_name="gathering",
            index=models.Index(fields=["starts_at"], name="gathering_by_start"),
        ),
        migrations.AddConstraint(
            model_name="gathering",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                name="gathering_in_order",
                violation_error_message="La fin suit le début.",
            ),
        ),
        migrations.AddConstraint(
            model_name="gathering",
            constraint=models.CheckConstraint(
                condition=models.Q(("total__gte", models.F("peak"))),
                name="gathering_total_holds_the_peak",
                violation_error_message="Le total attendu comprend le public présent au même moment.",
            ),
        ),
        migrations.AddConstraint(
            model_name="gathering",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_on__isnull", True), ("decision", "")),
                    models.Q(models.Q(("decision", ""), _negated=True), ("decided_on__isnull", False)),
                    _connector="OR",
                ),
                name="gathering_decided_on_a_day",
                violation_error_message="Une décision a une date.",
            ),
        ),
        migrations.AddConstraint(
            model_name="gatheringopinion",
            constraint=models.UniqueConstraint(
                fields=("gathering", "service"),
                name="gathering_opinion_once",
                violation_error_message="L'avis de ce service est déjà demandé.",
            ),
        ),
        migrations.AddConstraint(
            model_name="gatheringopinion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("opinion", ""), ("received_on__isnull", True)),
                    models.Q(models.Q(("opinion", ""), _negated=True), ("received_on__gte", models.F("asked_on"))),
                    _connector="OR",
                ),
                name="gathering_opinion_received_after_request",
                violation_error_message="Un avis est reçu après sa demande.",
            ),
        ),
        migrations.AddConstraint(
            model_name="jurymember",
            constraint=models.UniqueConstraint(
                fields=("session", "name"),
                name="jury_member_once",
                violation_error_message="Cette personne siège déjà dans ce jury.",
            ),
        ),
        migrations.AddConstraint(
            model_name="jurymember",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_president", True)),
                fields=("session",),
                name="jury_has_one_president",
                violation_error_message="Ce jury a déjà un président.",
            ),
        ),
        migrations.AddConstraint(
            model_name="jurymember",
            constraint=models.CheckConstraint(
                condition=models.Q(("is_president", False), ("framed_training", False), _connector="OR"),
                name="jury_president_did_not_train",
                violation_error_message="Le président n'a pas encadré la formation.",
            ),
        ),
        migrations.AddConstraint(
            model_name="examsession",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_on__gte", models.F("starts_on"))),
                name="exam_session_in_order",
                violation_error_message="La fin suit le début.",
            ),
        ),
        migrations.AddConstraint(
            model_name="control",
            constraint=models.CheckConstraint(
                condition=models.Q(("compliant", True), models.Q(("follow_up", ""), _negated=True), _connector="OR"),
                name="control_not_compliant_is_followed",
                violation_error_message="Un contrôle non conforme a des suites.",
            ),
        ),
        migrations.AddIndex(
            model_name="approval",
            index=models.Index(fields=["state", "ends_on"], name="approval_by_end"),
        ),
        migrations.AddConstraint(
            model_name="approval",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ("asked", "refused")),
                    models.Q(
                        ("ends_on__gte", models.F("starts_on")),
                        ("ends_on__isnull", False),
                        ("starts_on__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="approval_has_its_days",
                violation_error_message="Un agrément donné a un premier et un dernier jour.",
            ),
        ),
        migrations.AddConstraint(
            model_name="approval",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "suspended"), _negated=True),
                    models.Q(("suspended_from__isnull", False), ("suspended_until__isnull", False)),
                    _connector="OR",
                ),
                name="approval_suspended_for_a_time",
                violation_error_message="Une suspension a un premier et un dernier jour.",
            ),
        ),
        migrations.AddConstraint(
            model_name="approval",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "withdrawn"), _negated=True),
                    models.Q(("heard_from__isnull", False), ("withdrawn_on__isnull", False)),
                    _connector="OR",
                ),
                name="approval_withdrawn_after_hearing",
                violation_error_message="Un retrait suit une procédure contradictoire.",
            ),
        ),
        migrations.AddConstraint(
            model_name="rescuepost",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "cancelled"), _negated=True),
                fields=("gathering",),
                name="rescue_post_once_for_a_gathering",
                violation_error_message="Cette manifestation a déjà son dispositif de secours.",
            ),
        ),
        migrations.AddConstraint(
            model_name="rescuepost",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "validated"), _negated=True),
                    models.Q(
                        ("agreement_on__isnull", False),
                        ("approval__isnull", False),
                        ("association__isnull", False),
                        (
                            "engaged__gte",
                            django.db.models.expressions.CombinedExpression(
                                models.F("required"), "+", models.F("actors_rescuers")
                            ),
                        ),
                        ("grid_on__isnull", False),
                        ("validated_at__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="rescue_post_validated_with_its_proofs",
                violation_error_message="Un dispositif validé a son agrément, sa convention, sa grille, son effectif.",
            ),
        ),
    ]
    operations = together(operations)
