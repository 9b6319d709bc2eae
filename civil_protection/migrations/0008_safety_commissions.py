"""Safety commissions and who is competent."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

from directorate.migrations._together import together


class Migration(migrations.Migration):
    dependencies = [
        ("directorate", "0004_safety_bodies"),
        ("civil_protection", "0007_safety_visits"),
    ]

    operations = [
        migrations.CreateModel(
            name="HeardMatter",
            fields=[
                (
                    "item",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="safety_matter",
                        serialize=False,
                        to="directorate.agendaitem",
                        verbose_name="point",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("establishment", "Établissement"),
                            ("visit", "Visite"),
                            ("file", "Dossier"),
                            ("study", "Étude de sécurité publique"),
                            ("other", "Autre affaire"),
                        ],
                        max_length=14,
                        verbose_name="sorte",
                    ),
                ),
                ("key", models.CharField(max_length=40, verbose_name="référence")),
                ("put_at", models.DateTimeField(verbose_name="inscrite le")),
            ],
            options={
                "verbose_name": "affaire de sécurité",
                "verbose_name_plural": "affaires de sécurité",
                "ordering": ["item"],
                "indexes": [models.Index(fields=["kind", "key"], name="heard_matter_of")],
            },
        ),
        migrations.CreateModel(
            name="CompetenceRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("rank", models.PositiveSmallIntegerField(verbose_name="ordre")),
                (
                    "types",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=4),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="types",
                    ),
                ),
                (
                    "categories",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.PositiveSmallIntegerField(),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="catégories",
                    ),
                ),
                ("sleeping", models.BooleanField(blank=True, null=True, verbose_name="locaux à sommeil")),
                ("source", models.CharField(max_length=160, verbose_name="arrêté")),
                ("valid_from", models.DateField(verbose_name="à partir du")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="jusqu'au (exclu)")),
                (
                    "arrondissement",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directorate.arrondissement",
                        verbose_name="arrondissement",
                    ),
                ),
                (
                    "commission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="competences",
                        to="directorate.commission",
                        verbose_name="commission",
                    ),
                ),
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
                "verbose_name": "règle de compétence",
                "verbose_name_plural": "règles de compétence",
                "ordering": ["rank", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True), ("valid_to__gt", models.F("valid_from")), _connector="OR"
                        ),
                        name="competence_rule_in_order",
                        violation_error_message="La fin de la règle suit son début.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("commune__isnull", True), ("arrondissement__isnull", True), _connector="OR"
                        ),
                        name="competence_rule_one_territory",
                        violation_error_message="Une commune ou un arrondissement, pas les deux.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LocalBody",
            fields=[
                (
                    "commission",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="local_safety",
                        serialize=False,
                        to="directorate.commission",
                        verbose_name="commission",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("arrondissement", "Commission d'arrondissement"),
                            ("communal", "Commission communale"),
                            ("intercommunal", "Commission intercommunale"),
                        ],
                        max_length=14,
                        verbose_name="sorte",
                    ),
                ),
                ("order_number", models.CharField(blank=True, max_length=40, verbose_name="arrêté de création n°")),
                ("created_on", models.DateField(verbose_name="créée le")),
                (
                    "arrondissement",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directorate.arrondissement",
                        verbose_name="arrondissement",
                    ),
                ),
                (
                    "communes",
                    models.ManyToManyField(
                        blank=True, related_name="+", to="directorate.commune", verbose_name="communes"
                    ),
                ),
            ],
            options={
                "verbose_name": "commission locale de sécurité",
                "verbose_name_plural": "commissions locales de sécurité",
                "ordering": ["kind", "commission__name"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("arrondissement__isnull", False), ("kind", "arrondissement")),
                            models.Q(
                                models.Q(("kind", "arrondissement"), _negated=True), ("arrondissement__isnull", True)
                            ),
                            _connector="OR",
                        ),
                        name="local_body_of_an_arrondissement",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="YearlyReport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("president", "Rapport du président à la sous-commission"),
                            ("council", "Rapport au conseil départemental des personnes handicapées"),
                        ],
                        max_length=10,
                        verbose_name="sorte",
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(verbose_name="année")),
                ("done_on", models.DateField(verbose_name="reçu ou transmis le")),
                ("summary", models.TextField(blank=True, max_length=4000, verbose_name="teneur")),
                (
                    "commission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="yearly_reports",
                        to="directorate.commission",
                        verbose_name="commission",
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
                        verbose_name="document",
                    ),
                ),
            ],
            options={
                "verbose_name": "rapport annuel",
                "verbose_name_plural": "rapports annuels",
                "ordering": ["-year", "commission__name"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("commission", "kind", "year"),
                        name="yearly_report_once",
                        violation_error_message="Le rapport de cette année est déjà enregistré.",
                    )
                ],
            },
        ),
    ]
    operations = together(operations)
