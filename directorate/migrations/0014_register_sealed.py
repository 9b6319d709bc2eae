"""The official register: what is hidden in each act, rectificatifs, and issues that the database seals."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

SEALED = """
CREATE FUNCTION register_refuse_change() RETURNS trigger
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    RAISE EXCEPTION 'Ce numéro du recueil est scellé : il ne change plus.'
        USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE FUNCTION register_refuse_in_sealed() RETURNS trigger
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    IF TG_OP <> 'INSERT' AND EXISTS (
        SELECT FROM directorate_registerissue WHERE id = OLD.issue_id AND sealed_at IS NOT NULL
    ) OR TG_OP <> 'DELETE' AND EXISTS (
        SELECT FROM directorate_registerissue WHERE id = NEW.issue_id AND sealed_at IS NOT NULL
    ) THEN
        RAISE EXCEPTION 'Ce numéro du recueil est scellé : il ne change plus.'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER register_issue_sealed BEFORE UPDATE OR DELETE ON directorate_registerissue
    FOR EACH ROW WHEN (OLD.sealed_at IS NOT NULL) EXECUTE FUNCTION register_refuse_change();
CREATE TRIGGER register_entry_sealed BEFORE INSERT OR UPDATE OR DELETE ON directorate_registerentry
    FOR EACH ROW EXECUTE FUNCTION register_refuse_in_sealed();
CREATE TRIGGER register_correction_sealed BEFORE INSERT OR UPDATE OR DELETE ON directorate_registercorrection
    FOR EACH ROW EXECUTE FUNCTION register_refuse_in_sealed();
"""
OPENED = """
DROP TRIGGER register_issue_sealed ON directorate_registerissue;
DROP TRIGGER register_entry_sealed ON directorate_registerentry;
DROP TRIGGER register_correction_sealed ON directorate_registercorrection;
DROP FUNCTION register_refuse_in_sealed();
DROP FUNCTION register_refuse_change();
"""
PROTECT = django.db.models.deletion.PROTECT


def stored_file() -> models.ForeignKey:
    return models.ForeignKey(blank=True, null=True, on_delete=PROTECT, related_name="+", to="directorate.storedfile")


class Migration(migrations.Migration):
    dependencies = [("directorate", "0013_appeals")]

    operations = [
        migrations.AddField("registerentry", "pdf", stored_file()),
        migrations.AddField(
            "registerentry", "passages", models.JSONField("passages occultés", blank=True, default=list)
        ),
        migrations.AddField(
            "registerentry", "postponed", models.BooleanField("reporté au numéro suivant", default=False)
        ),
        migrations.AddField("registerissue", "data", stored_file()),
        migrations.AddField(
            "registerissue",
            "job",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="directorate.job",
            ),
        ),
        migrations.AddField("registerissue", "page", stored_file()),
        migrations.AddField("registerissue", "pdf", stored_file()),
        migrations.AddField(
            "registerissue",
            "seal",
            models.CharField("empreinte", blank=True, default="", max_length=64),
            preserve_default=False,
        ),
        migrations.AddField("registerissue", "sealed_at", models.DateTimeField("scellé le", blank=True, null=True)),
        migrations.AddConstraint(
            "registerissue",
            models.CheckConstraint(
                condition=models.Q(
                    ("sealed_at__isnull", True),
                    models.Q(
                        ("data__isnull", False),
                        ("page__isnull", False),
                        ("pdf__isnull", False),
                        ("published_on__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="register_sealed_with_its_files",
                violation_error_message="Un numéro scellé est publié, avec ses fichiers.",
            ),
        ),
        migrations.CreateModel(
            name="RegisterCorrection",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField("texte")),
                ("created_at", models.DateTimeField("rédigé le")),
                (
                    "created_by",
                    models.ForeignKey(on_delete=PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=PROTECT,
                        related_name="corrections",
                        to="directorate.registerentry",
                        verbose_name="acte rectifié",
                    ),
                ),
                (
                    "issue",
                    models.ForeignKey(
                        on_delete=PROTECT,
                        related_name="corrections",
                        to="directorate.registerissue",
                        verbose_name="numéro",
                    ),
                ),
            ],
            options={"verbose_name": "rectificatif", "ordering": ["issue", "id"]},
        ),
        migrations.RunSQL(SEALED, OPENED),
    ]
