"""The texts of law with their versions, what an act cited, and the library of paragraphs."""

import django.contrib.postgres.constraints
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import directorate.legal_texts.models
import directorate.parameters.models

FROZEN = """
CREATE FUNCTION cited_text_refuse_change() RETURNS trigger
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    RAISE EXCEPTION 'Ce que cite un acte signé ne change plus.'
        USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE TRIGGER cited_text_frozen BEFORE UPDATE ON directorate_citedtext
    FOR EACH ROW EXECUTE FUNCTION cited_text_refuse_change();
"""
UNFROZEN = """
DROP TRIGGER cited_text_frozen ON directorate_citedtext;
DROP FUNCTION cited_text_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("directorate", "0014_register_sealed"),
    ]

    operations = [
        migrations.CreateModel(
            name="LegalText",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("code", "Code"),
                            ("law", "Loi ou ordonnance"),
                            ("decree", "Décret"),
                            ("order", "Arrêté"),
                        ],
                        max_length=10,
                        verbose_name="nature",
                    ),
                ),
                ("code", models.CharField(blank=True, max_length=60, verbose_name="code")),
                ("number", models.CharField(blank=True, max_length=20, verbose_name="numéro")),
                ("dated_on", models.DateField(blank=True, null=True, verbose_name="en date du")),
                ("article", models.CharField(blank=True, max_length=40, verbose_name="article")),
                ("title", models.CharField(max_length=200, verbose_name="objet")),
                ("label", models.CharField(max_length=160, unique=True, verbose_name="texte")),
                ("rank", models.CharField(editable=False, max_length=160)),
            ],
            options={
                "verbose_name": "texte",
                "ordering": ["rank", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("kind", "code"),
                                models.Q(("code", ""), _negated=True),
                                models.Q(("article", ""), _negated=True),
                            ),
                            models.Q(
                                models.Q(("kind", "code"), _negated=True),
                                ("code", ""),
                                models.Q(
                                    models.Q(("number", ""), _negated=True),
                                    ("dated_on__isnull", False),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="legal_text_is_named",
                        violation_error_message="Un article nomme son code ; un autre texte a un numéro ou une date.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="LegalTextVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", models.DateField(verbose_name="en vigueur le")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="jusqu'au (exclu)")),
                ("words", models.TextField(verbose_name="texte ou résumé")),
                ("note", models.TextField(blank=True, verbose_name="note")),
                ("source", models.CharField(max_length=300, verbose_name="source")),
                (
                    "confidence",
                    models.CharField(
                        choices=[("verified", "vérifié"), ("high", "fort"), ("medium", "moyen"), ("low", "faible")],
                        max_length=10,
                        verbose_name="confiance",
                    ),
                ),
                ("reason", models.TextField(blank=True, verbose_name="motif")),
                ("created_at", models.DateTimeField()),
                (
                    "changed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "replaced_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directorate.legaltext",
                    ),
                ),
                (
                    "text",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="versions", to="directorate.legaltext"
                    ),
                ),
            ],
            options={
                "verbose_name": "version d'un texte",
                "verbose_name_plural": "versions des textes",
                "ordering": ["text", "-valid_from"],
            },
        ),
        migrations.CreateModel(
            name="CitedText",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "letter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="cited_texts", to="directorate.letter"
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="citations",
                        to="directorate.legaltextversion",
                    ),
                ),
            ],
            options={
                "verbose_name": "texte cité par un acte",
            },
        ),
        migrations.CreateModel(
            name="Paragraph",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("visas", "Visa"),
                            ("grounds", "Considérant"),
                            ("articles", "Article"),
                            ("conditions", "Prescription"),
                        ],
                        max_length=10,
                        verbose_name="nature",
                    ),
                ),
                ("title", models.CharField(max_length=160, verbose_name="intitulé")),
                ("family", models.CharField(blank=True, max_length=80, verbose_name="famille de procédures")),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="paragraphs",
                        to="directorate.unit",
                        verbose_name="service",
                    ),
                ),
            ],
            options={
                "verbose_name": "paragraphe",
                "ordering": ["family", "title", "id"],
            },
        ),
        migrations.CreateModel(
            name="ParagraphVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField(verbose_name="version")),
                ("text", models.TextField(verbose_name="texte")),
                ("valid_from", models.DateField(verbose_name="proposé à compter du")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="jusqu'au (exclu)")),
                ("reason", models.TextField(blank=True, verbose_name="motif")),
                ("created_at", models.DateTimeField()),
                (
                    "changed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "paragraph",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="versions", to="directorate.paragraph"
                    ),
                ),
            ],
            options={
                "verbose_name": "version d'un paragraphe",
                "verbose_name_plural": "versions des paragraphes",
                "ordering": ["paragraph", "-number"],
            },
        ),
        migrations.AddConstraint(
            model_name="legaltextversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_to__isnull", True), ("valid_to__gt", models.F("valid_from")), _connector="OR"
                ),
                name="legal_text_version_in_order",
                violation_error_message="La fin de vigueur doit suivre le début.",
            ),
        ),
        migrations.AddConstraint(
            model_name="legaltextversion",
            constraint=models.CheckConstraint(
                condition=models.Q(("replaced_by__isnull", True), ("valid_to__isnull", False), _connector="OR"),
                name="legal_text_replaced_at_its_end",
                violation_error_message="Seul un texte qui prend fin est remplacé.",
            ),
        ),
        migrations.AddConstraint(
            model_name="legaltextversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("replaced_by__isnull", True),
                    models.Q(("replaced_by", models.F("text")), _negated=True),
                    _connector="OR",
                ),
                name="legal_text_not_replaced_by_itself",
                violation_error_message="Un texte ne se remplace pas lui-même.",
            ),
        ),
        migrations.AddConstraint(
            model_name="legaltextversion",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[
                    (directorate.legal_texts.models.OneRow("text"), "&&"),
                    (directorate.parameters.models.DateRange("valid_from", "valid_to"), "&&"),
                ],
                name="legal_text_one_version_a_day",
                violation_error_message="Une autre version est déjà en vigueur à ces dates.",
            ),
        ),
        migrations.AddConstraint(
            model_name="citedtext",
            constraint=models.UniqueConstraint(
                fields=("letter", "version"),
                name="cited_text_once_an_act",
                violation_error_message="Cet acte cite déjà cette version.",
            ),
        ),
        migrations.AddConstraint(
            model_name="paragraph",
            constraint=models.UniqueConstraint(
                fields=("unit", "kind", "family", "title"),
                name="paragraph_title_once",
                violation_error_message="Un paragraphe de même nature porte déjà cet intitulé.",
            ),
        ),
        migrations.AddConstraint(
            model_name="paragraphversion",
            constraint=models.UniqueConstraint(
                fields=("paragraph", "number"),
                name="paragraph_version_numbered",
                violation_error_message="Cette version existe déjà.",
            ),
        ),
        migrations.AddConstraint(
            model_name="paragraphversion",
            constraint=models.UniqueConstraint(
                condition=models.Q(("valid_to__isnull", True)),
                fields=("paragraph",),
                name="paragraph_one_current_version",
                violation_error_message="Une seule version est proposée à la fois.",
            ),
        ),
        migrations.AddConstraint(
            model_name="paragraphversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_to__isnull", True), ("valid_to__gte", models.F("valid_from")), _connector="OR"
                ),
                name="paragraph_version_in_order",
                violation_error_message="La fin doit suivre le début.",
            ),
        ),
        migrations.RunSQL(FROZEN, UNFROZEN),
    ]
