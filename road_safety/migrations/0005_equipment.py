"""Equipment lent, its loans, and the stock of documentation. The base itself refuses what is not there."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from directorate.migrations._together import together

ALLOCATION = """
CREATE FUNCTION equipment_allocation_fits() RETURNS trigger
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
    kind text;
    lent road_safety_equipmentitem%ROWTYPE;
    worst date;
BEGIN
    IF NOT NEW.holds THEN
        RETURN NEW;
    END IF;
    -- What becomes shorter or smaller takes nothing from anybody.
    IF TG_OP = 'UPDATE' AND OLD.holds AND NEW.model_id = OLD.model_id AND NEW.tracking = OLD.tracking
            AND NEW.item_id IS NOT DISTINCT FROM OLD.item_id AND NEW.quantity <= OLD.quantity
            AND NEW.days <@ OLD.days THEN
        RETURN NEW;
    END IF;
    -- The row of the model is the lock: two bookings of the same model are counted one after the other.
    SELECT tracking INTO kind FROM road_safety_equipmentmodel WHERE id = NEW.model_id FOR UPDATE;
    IF kind IS DISTINCT FROM NEW.tracking THEN
        RAISE EXCEPTION 'Cette affectation n''est pas du suivi de son modèle.' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.item_id IS NOT NULL THEN
        SELECT * INTO lent FROM road_safety_equipmentitem WHERE id = NEW.item_id;
        IF lent.model_id <> NEW.model_id OR lent.condition NOT IN ('new', 'good', 'worn') THEN
            RAISE EXCEPTION 'Ce matériel ne peut pas être prêté.' USING ERRCODE = 'check_violation';
        END IF;
    END IF;
    IF kind = 'serialised' THEN
        IF EXISTS (SELECT FROM road_safety_maintenance AS busy WHERE busy.item_id = NEW.item_id
                   AND daterange(busy.first_on, busy.last_on, '[]') && NEW.days) THEN
            RAISE EXCEPTION 'Ce matériel est en entretien un de ces jours.' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF kind = 'consumable' THEN
        IF lent.expires_on < upper(NEW.days) - 1 THEN
            RAISE EXCEPTION 'Ce lot est périmé avant la fin du prêt.' USING ERRCODE = 'check_violation';
        END IF;
        IF NEW.quantity + (SELECT coalesce(sum(other.quantity), 0) FROM road_safety_allocation AS other
                WHERE other.holds AND other.item_id = NEW.item_id AND other.id IS DISTINCT FROM NEW.id)
                > lent.quantity THEN
            RAISE EXCEPTION 'Ce lot n''en contient plus assez.' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    END IF;
    -- MAT-01: for each day, what is held and what is under maintenance never pass the stock.
    SELECT each.day INTO worst FROM (
        SELECT (lower(NEW.days) + step) AS day FROM generate_series(0, upper(NEW.days) - lower(NEW.days) - 1) AS step
    ) AS each
    WHERE NEW.quantity
        + (SELECT coalesce(sum(other.quantity), 0) FROM road_safety_allocation AS other
           WHERE other.model_id = NEW.model_id AND other.holds AND other.id IS DISTINCT FROM NEW.id
             AND other.days @> each.day)
        + (SELECT coalesce(sum(busy.quantity), 0) FROM road_safety_maintenance AS busy
           JOIN road_safety_equipmentitem AS lot ON lot.id = busy.item_id
           WHERE lot.model_id = NEW.model_id AND lot.condition IN ('new', 'good', 'worn')
             AND daterange(busy.first_on, busy.last_on, '[]') @> each.day)
        > (SELECT coalesce(sum(lot.quantity), 0) FROM road_safety_equipmentitem AS lot
           WHERE lot.model_id = NEW.model_id AND lot.condition IN ('new', 'good', 'worn'))
    ORDER BY each.day LIMIT 1;
    IF worst IS NOT NULL THEN
        RAISE EXCEPTION 'Le stock de ce modèle ne suffit pas le %.', to_char(worst, 'DD/MM/YYYY')
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER equipment_allocation_fits BEFORE INSERT OR UPDATE ON road_safety_allocation
    FOR EACH ROW EXECUTE FUNCTION equipment_allocation_fits();
ALTER TABLE road_safety_allocation ENABLE ALWAYS TRIGGER equipment_allocation_fits;
"""
NO_ALLOCATION = """
DROP TRIGGER equipment_allocation_fits ON road_safety_allocation;
DROP FUNCTION equipment_allocation_fits();
"""
STOCK = """
CREATE FUNCTION document_stock_holds() RETURNS trigger
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
    obsolete boolean;
    held bigint;
BEGIN
    IF TG_OP <> 'INSERT' THEN
        RAISE EXCEPTION 'Un mouvement de stock ne se modifie pas (%).', TG_OP USING ERRCODE = 'insufficient_privilege';
    END IF;
    SELECT is_obsolete INTO obsolete FROM road_safety_documentreference WHERE id = NEW.reference_id FOR UPDATE;
    IF obsolete AND NEW.kind = 'out' THEN
        RAISE EXCEPTION 'Une édition périmée ne se distribue pas.' USING ERRCODE = 'check_violation';
    END IF;
    SELECT coalesce(sum(quantity), 0) INTO held FROM road_safety_stockmove WHERE reference_id = NEW.reference_id;
    IF held + NEW.quantity < 0 THEN
        RAISE EXCEPTION 'Le stock de ce document est de %.', held USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER document_stock_holds BEFORE INSERT OR UPDATE OR DELETE ON road_safety_stockmove
    FOR EACH ROW EXECUTE FUNCTION document_stock_holds();
ALTER TABLE road_safety_stockmove ENABLE ALWAYS TRIGGER document_stock_holds;
"""
NO_STOCK = """
DROP TRIGGER document_stock_holds ON road_safety_stockmove;
DROP FUNCTION document_stock_holds();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("directorate", "0004_safety_bodies"),
        ("road_safety", "0004_volunteers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="DocumentReference",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=20, unique=True, verbose_name="référence")),
                ("title", models.CharField(max_length=160, verbose_name="titre")),
                ("publisher", models.CharField(blank=True, max_length=120, verbose_name="éditeur")),
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
                        verbose_name="thème",
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
                ("language", models.CharField(default="français", max_length=30, verbose_name="langue")),
                ("edition", models.PositiveSmallIntegerField(verbose_name="édition")),
                ("pages", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="pages")),
                ("unit", models.CharField(default="exemplaire", max_length=30, verbose_name="unité")),
                ("minimum", models.PositiveIntegerField(default=0, verbose_name="seuil de réassort")),
                ("storage", models.CharField(blank=True, max_length=80, verbose_name="rangement")),
                ("is_obsolete", models.BooleanField(default=False, verbose_name="édition périmée")),
            ],
            options={
                "verbose_name": "document",
                "ordering": ["title", "-edition"],
            },
        ),
        migrations.CreateModel(
            name="DocumentOrder",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=20, unique=True, verbose_name="numéro")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("requested", "Demandée"),
                            ("prepared", "Préparée"),
                            ("sent", "Envoyée"),
                            ("received", "Reçue"),
                            ("refused", "Refusée"),
                        ],
                        default="requested",
                        max_length=10,
                        verbose_name="état",
                    ),
                ),
                ("recipient", models.CharField(max_length=160, verbose_name="destinataire")),
                ("contact", models.CharField(blank=True, max_length=120, verbose_name="contact")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="courriel")),
                ("address", models.CharField(blank=True, max_length=300, verbose_name="adresse")),
                ("requested_on", models.DateField(verbose_name="demandée le")),
                ("prepared_on", models.DateField(blank=True, null=True, verbose_name="préparée le")),
                ("sent_on", models.DateField(blank=True, null=True, verbose_name="envoyée le")),
                ("received_on", models.DateField(blank=True, null=True, verbose_name="reçue le")),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="motif")),
                ("recorded_at", models.DateTimeField(verbose_name="enregistrée le")),
                (
                    "action",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="document_orders",
                        to="road_safety.action",
                        verbose_name="action",
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
                (
                    "rest_of",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rest",
                        to="road_safety.documentorder",
                        verbose_name="reliquat de",
                    ),
                ),
            ],
            options={
                "verbose_name": "commande de documents",
                "verbose_name_plural": "commandes de documents",
                "ordering": ["-requested_on", "-id"],
            },
        ),
        migrations.CreateModel(
            name="DocumentOrderLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("requested", models.PositiveIntegerField(verbose_name="demandé")),
                ("served", models.PositiveIntegerField(blank=True, null=True, verbose_name="servi")),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="road_safety.documentorder",
                        verbose_name="commande",
                    ),
                ),
                (
                    "reference",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="road_safety.documentreference",
                        verbose_name="document",
                    ),
                ),
            ],
            options={
                "verbose_name": "ligne de commande",
                "verbose_name_plural": "lignes de commande",
                "ordering": ["order", "id"],
            },
        ),
        migrations.CreateModel(
            name="EquipmentModel",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "family",
                    models.CharField(
                        choices=[
                            ("simulator_2rm", "Simulateur de deux-roues motorisé"),
                            ("simulator_car", "Simulateur automobile"),
                            ("simulator_bike", "Simulateur de vélo ou de trottinette"),
                            ("vr_headsets", "Casques de réalité virtuelle"),
                            ("rollover_car", "Voiture-tonneau"),
                            ("seat_belt_sled", "Testochoc"),
                            ("alcohol_goggles", "Lunettes alcoolémie"),
                            ("drug_goggles", "Lunettes stupéfiants"),
                            ("fatigue_goggles", "Lunettes fatigue"),
                            ("reaction_timer", "Réactiomètre"),
                            ("breathalyser", "Éthylotest électronique"),
                            ("chemical_tests", "Éthylotests chimiques"),
                            ("training_track", "Piste d'éducation routière"),
                            ("helmets", "Casques pour enfants"),
                            ("blind_spot_kit", "Kit angles morts des poids lourds"),
                            ("panels", "Panneaux d'exposition"),
                            ("quiz_tablets", "Tablettes et quiz"),
                            ("stand", "Barnum et stand"),
                            ("dummy", "Mannequin"),
                        ],
                        max_length=16,
                        verbose_name="famille",
                    ),
                ),
                ("name", models.CharField(max_length=120, unique=True, verbose_name="modèle")),
                (
                    "tracking",
                    models.CharField(
                        choices=[
                            ("serialised", "Unité par unité"),
                            ("lot", "En nombre"),
                            ("consumable", "Consommable"),
                        ],
                        max_length=10,
                        verbose_name="suivi",
                    ),
                ),
                (
                    "weight_kg",
                    models.DecimalField(
                        blank=True, decimal_places=1, max_digits=7, null=True, verbose_name="poids (kg)"
                    ),
                ),
                (
                    "volume_m3",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=6, null=True, verbose_name="volume (m³)"
                    ),
                ),
                (
                    "power",
                    models.CharField(
                        choices=[("none", "Aucune"), ("230v", "230 V"), ("battery", "Batterie")],
                        default="none",
                        max_length=8,
                        verbose_name="alimentation",
                    ),
                ),
                ("surface_m2", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="surface (m²)")),
                (
                    "operator",
                    models.CharField(
                        blank=True,
                        choices=[("simulator_use", "Utilisation d'un simulateur"), ("rollover_car", "Voiture tonneau")],
                        max_length=16,
                        verbose_name="formation de l'opérateur",
                    ),
                ),
                (
                    "towing",
                    models.CharField(
                        choices=[("none", "Aucun"), ("B", "B"), ("B96", "B96"), ("BE", "BE")],
                        default="none",
                        max_length=4,
                        verbose_name="permis pour le tracter",
                    ),
                ),
                ("before_days", models.PositiveSmallIntegerField(default=0, verbose_name="jours de préparation avant")),
                (
                    "after_days",
                    models.PositiveSmallIntegerField(default=0, verbose_name="jours de remise en état après"),
                ),
                (
                    "max_days",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="durée maximale du prêt (jours)"
                    ),
                ),
                ("value", models.DecimalField(decimal_places=2, default=0, max_digits=9, verbose_name="valeur (€)")),
                ("note", models.CharField(blank=True, max_length=1000, verbose_name="observation")),
                ("is_active", models.BooleanField(default=True, verbose_name="prêté")),
                (
                    "manual",
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
                "verbose_name": "modèle de matériel",
                "verbose_name_plural": "modèles de matériel",
                "ordering": ["family", "name"],
            },
        ),
        migrations.CreateModel(
            name="EquipmentItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("inventory_number", models.CharField(max_length=30, unique=True, verbose_name="numéro d'inventaire")),
                ("serial", models.CharField(blank=True, max_length=60, verbose_name="numéro de série")),
                ("quantity", models.PositiveIntegerField(default=1, verbose_name="quantité")),
                ("bought_on", models.DateField(blank=True, null=True, verbose_name="acheté le")),
                ("funding", models.CharField(blank=True, max_length=120, verbose_name="financement")),
                (
                    "condition",
                    models.CharField(
                        choices=[
                            ("new", "Neuf"),
                            ("good", "Bon"),
                            ("worn", "Usé"),
                            ("to_repair", "À réparer"),
                            ("out_of_service", "Hors service"),
                            ("scrapped", "Réformé"),
                        ],
                        default="good",
                        max_length=16,
                        verbose_name="état",
                    ),
                ),
                ("location", models.CharField(blank=True, max_length=120, verbose_name="emplacement")),
                ("next_check_on", models.DateField(blank=True, null=True, verbose_name="prochaine vérification")),
                ("insurance_ref", models.CharField(blank=True, max_length=120, verbose_name="assurance")),
                ("expires_on", models.DateField(blank=True, null=True, verbose_name="périmé après le")),
                (
                    "model",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="items",
                        to="road_safety.equipmentmodel",
                        verbose_name="modèle",
                    ),
                ),
            ],
            options={
                "verbose_name": "matériel",
                "verbose_name_plural": "matériels",
                "ordering": ["model", "inventory_number"],
            },
        ),
        migrations.CreateModel(
            name="Allocation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "tracking",
                    models.CharField(
                        choices=[
                            ("serialised", "Unité par unité"),
                            ("lot", "En nombre"),
                            ("consumable", "Consommable"),
                        ],
                        max_length=10,
                        verbose_name="suivi",
                    ),
                ),
                ("quantity", models.PositiveSmallIntegerField(default=1, verbose_name="quantité")),
                ("days", django.contrib.postgres.fields.ranges.DateRangeField(verbose_name="jours")),
                ("holds", models.BooleanField(default=True, verbose_name="retient")),
                ("doubt_since", models.DateTimeField(blank=True, null=True, verbose_name="compromis depuis")),
                (
                    "item",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="allocations",
                        to="road_safety.equipmentitem",
                        verbose_name="matériel",
                    ),
                ),
                (
                    "model",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="allocations",
                        to="road_safety.equipmentmodel",
                        verbose_name="modèle",
                    ),
                ),
            ],
            options={
                "verbose_name": "affectation",
                "ordering": ["loan", "id"],
            },
        ),
        migrations.CreateModel(
            name="EquipmentWish",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "family",
                    models.CharField(
                        choices=[
                            ("simulator_2rm", "Simulateur de deux-roues motorisé"),
                            ("simulator_car", "Simulateur automobile"),
                            ("simulator_bike", "Simulateur de vélo ou de trottinette"),
                            ("vr_headsets", "Casques de réalité virtuelle"),
                            ("rollover_car", "Voiture-tonneau"),
                            ("seat_belt_sled", "Testochoc"),
                            ("alcohol_goggles", "Lunettes alcoolémie"),
                            ("drug_goggles", "Lunettes stupéfiants"),
                            ("fatigue_goggles", "Lunettes fatigue"),
                            ("reaction_timer", "Réactiomètre"),
                            ("breathalyser", "Éthylotest électronique"),
                            ("chemical_tests", "Éthylotests chimiques"),
                            ("training_track", "Piste d'éducation routière"),
                            ("helmets", "Casques pour enfants"),
                            ("blind_spot_kit", "Kit angles morts des poids lourds"),
                            ("panels", "Panneaux d'exposition"),
                            ("quiz_tablets", "Tablettes et quiz"),
                            ("stand", "Barnum et stand"),
                            ("dummy", "Mannequin"),
                        ],
                        max_length=16,
                        verbose_name="famille",
                    ),
                ),
                ("quantity", models.PositiveSmallIntegerField(default=1, verbose_name="quantité")),
                ("pickup_on", models.DateField(blank=True, null=True, verbose_name="enlèvement souhaité")),
                ("return_on", models.DateField(blank=True, null=True, verbose_name="retour souhaité")),
                (
                    "action",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="wishes",
                        to="road_safety.action",
                        verbose_name="action",
                    ),
                ),
            ],
            options={
                "verbose_name": "souhait de matériel",
                "verbose_name_plural": "souhaits de matériel",
                "ordering": ["action", "id"],
            },
        ),
        migrations.CreateModel(
            name="Handover",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "way",
                    models.CharField(choices=[("out", "Sortie"), ("in", "Retour")], max_length=3, verbose_name="sens"),
                ),
                ("at", models.DateTimeField(verbose_name="le")),
                ("signatory", models.CharField(max_length=120, verbose_name="signataire de l'emprunteur")),
                ("checklist", models.JSONField(blank=True, default=list, verbose_name="points vérifiés")),
                ("remarks", models.CharField(blank=True, max_length=1000, verbose_name="observations")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="par",
                    ),
                ),
            ],
            options={
                "verbose_name": "remise",
                "ordering": ["loan", "at", "id"],
            },
        ),
        migrations.CreateModel(
            name="HandoverLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "condition",
                    models.CharField(
                        choices=[
                            ("new", "Neuf"),
                            ("good", "Bon"),
                            ("worn", "Usé"),
                            ("to_repair", "À réparer"),
                            ("out_of_service", "Hors service"),
                            ("scrapped", "Réformé"),
                        ],
                        max_length=16,
                        verbose_name="état",
                    ),
                ),
                ("missing", models.PositiveSmallIntegerField(default=0, verbose_name="manquants")),
                ("damage", models.CharField(blank=True, max_length=500, verbose_name="dommage")),
                (
                    "allocation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="handed",
                        to="road_safety.allocation",
                        verbose_name="affectation",
                    ),
                ),
                (
                    "handover",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="road_safety.handover",
                        verbose_name="remise",
                    ),
                ),
            ],
            options={
                "verbose_name": "ligne de remise",
                "verbose_name_plural": "lignes de remise",
                "ordering": ["handover", "id"],
            },
        ),
        migrations.CreateModel(
            name="HandoverPhoto",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("caption", models.CharField(blank=True, max_length=120, verbose_name="légende")),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directorate.storedfile",
                        verbose_name="photographie",
                    ),
                ),
                (
                    "handover",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="photos",
                        to="road_safety.handover",
                        verbose_name="remise",
                    ),
                ),
            ],
            options={
                "verbose_name": "photographie",
                "ordering": ["handover", "id"],
            },
        ),
        migrations.CreateModel(
            name="Loan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=20, unique=True, verbose_name="numéro")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("requested", "Demandé"),
                            ("refused", "Refusé"),
                            ("option", "Option"),
                            ("confirmed", "Confirmé"),
                            ("agreement_signed", "Convention signée"),
                            ("out", "Sorti"),
                            ("returned", "Rentré"),
                            ("checked", "Vérifié"),
                            ("closed", "Clos"),
                            ("disputed", "En litige"),
                            ("cancelled", "Annulé"),
                        ],
                        default="requested",
                        max_length=16,
                        verbose_name="état",
                    ),
                ),
                ("borrower", models.CharField(max_length=160, verbose_name="emprunteur")),
                (
                    "borrower_kind",
                    models.CharField(
                        choices=[
                            ("association", "Association"),
                            ("commune", "Commune ou établissement public local"),
                            ("school", "Établissement d'enseignement"),
                            ("company", "Entreprise"),
                            ("state", "Service de l'État"),
                            ("prefecture", "Préfecture"),
                            ("person", "Particulier"),
                        ],
                        max_length=12,
                        verbose_name="nature",
                    ),
                ),
                ("contact", models.CharField(blank=True, max_length=120, verbose_name="contact")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="courriel")),
                ("phone", models.CharField(blank=True, max_length=30, verbose_name="téléphone")),
                ("address", models.CharField(blank=True, max_length=300, verbose_name="adresse")),
                ("place", models.CharField(blank=True, max_length=200, verbose_name="lieu d'utilisation")),
                ("purpose", models.CharField(blank=True, max_length=500, verbose_name="usage")),
                ("expected", models.PositiveIntegerField(blank=True, null=True, verbose_name="public attendu")),
                ("pickup_at", models.DateTimeField(verbose_name="enlèvement")),
                ("return_at", models.DateTimeField(verbose_name="retour")),
                ("option_until", models.DateField(blank=True, null=True, verbose_name="option jusqu'au")),
                ("insured_until", models.DateField(blank=True, null=True, verbose_name="assuré jusqu'au")),
                (
                    "driver_category",
                    models.CharField(
                        blank=True,
                        choices=[("none", "Aucun"), ("B", "B"), ("B96", "B96"), ("BE", "BE")],
                        max_length=4,
                        verbose_name="permis du conducteur",
                    ),
                ),
                (
                    "trained_agent",
                    models.CharField(blank=True, max_length=120, verbose_name="agent formé de l'emprunteur"),
                ),
                ("signed_on", models.DateField(blank=True, null=True, verbose_name="convention signée le")),
                ("signatory", models.CharField(blank=True, max_length=120, verbose_name="signataire de l'emprunteur")),
                ("out_at", models.DateTimeField(blank=True, null=True, verbose_name="sorti le")),
                ("returned_at", models.DateTimeField(blank=True, null=True, verbose_name="rentré le")),
                ("reason", models.CharField(blank=True, max_length=1000, verbose_name="motif")),
                ("recorded_at", models.DateTimeField(verbose_name="enregistré le")),
                (
                    "action",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="loans",
                        to="road_safety.action",
                        verbose_name="action",
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
                (
                    "insurance",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directorate.storedfile",
                    ),
                ),
                (
                    "mission",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="loans",
                        to="road_safety.mission",
                        verbose_name="mission",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directorate.organisation",
                        verbose_name="partenaire",
                    ),
                ),
            ],
            options={
                "verbose_name": "prêt",
                "ordering": ["-pickup_at", "-id"],
            },
        ),
        migrations.AddField(
            model_name="handover",
            name="loan",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="handovers",
                to="road_safety.loan",
                verbose_name="prêt",
            ),
        ),
        migrations.AddField(
            model_name="allocation",
            name="loan",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="allocations",
                to="road_safety.loan",
                verbose_name="prêt",
            ),
        ),
        migrations.CreateModel(
            name="LoanLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("quantity", models.PositiveSmallIntegerField(default=1, verbose_name="quantité")),
                (
                    "loan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="road_safety.loan",
                        verbose_name="prêt",
                    ),
                ),
                (
                    "model",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="road_safety.equipmentmodel",
                        verbose_name="modèle",
                    ),
                ),
            ],
            options={
                "verbose_name": "ligne de prêt",
                "verbose_name_plural": "lignes de prêt",
                "ordering": ["loan", "id"],
            },
        ),
        migrations.AddField(
            model_name="allocation",
            name="line",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="allocations",
                to="road_safety.loanline",
                verbose_name="ligne",
            ),
        ),
        migrations.CreateModel(
            name="LoanPaper",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("agreement", "Convention de prêt"),
                            ("reminder", "Lettre de relance"),
                            ("damage", "Constat de dommages"),
                        ],
                        max_length=10,
                        verbose_name="document",
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="le")),
                (
                    "letter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directorate.letter",
                        verbose_name="courrier",
                    ),
                ),
                (
                    "loan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="papers",
                        to="road_safety.loan",
                        verbose_name="prêt",
                    ),
                ),
            ],
            options={
                "verbose_name": "document d'un prêt",
                "verbose_name_plural": "documents d'un prêt",
                "ordering": ["loan", "at", "id"],
            },
        ),
        migrations.CreateModel(
            name="LoanStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("requested", "Demandé"),
                            ("refused", "Refusé"),
                            ("option", "Option"),
                            ("confirmed", "Confirmé"),
                            ("agreement_signed", "Convention signée"),
                            ("out", "Sorti"),
                            ("returned", "Rentré"),
                            ("checked", "Vérifié"),
                            ("closed", "Clos"),
                            ("disputed", "En litige"),
                            ("cancelled", "Annulé"),
                        ],
                        max_length=16,
                        verbose_name="état",
                    ),
                ),
                ("words", models.CharField(max_length=300, verbose_name="ce qui s'est passé")),
                ("comment", models.CharField(blank=True, max_length=1000, verbose_name="observation")),
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
                    "loan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="steps",
                        to="road_safety.loan",
                        verbose_name="prêt",
                    ),
                ),
            ],
            options={
                "verbose_name": "étape d'un prêt",
                "verbose_name_plural": "étapes d'un prêt",
                "ordering": ["loan", "at", "id"],
            },
        ),
        migrations.CreateModel(
            name="Maintenance",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("quantity", models.PositiveIntegerField(default=1, verbose_name="quantité")),
                ("first_on", models.DateField(verbose_name="du")),
                ("last_on", models.DateField(blank=True, null=True, verbose_name="au")),
                ("reason", models.CharField(max_length=300, verbose_name="motif")),
                ("provider", models.CharField(blank=True, max_length=160, verbose_name="prestataire")),
                (
                    "cost",
                    models.DecimalField(blank=True, decimal_places=2, max_digits=9, null=True, verbose_name="coût (€)"),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="maintenances",
                        to="road_safety.equipmentitem",
                        verbose_name="matériel",
                    ),
                ),
                (
                    "loan",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="repairs",
                        to="road_safety.loan",
                        verbose_name="après le prêt",
                    ),
                ),
            ],
            options={
                "verbose_name": "entretien",
                "ordering": ["-first_on", "-id"],
            },
        ),
        migrations.CreateModel(
            name="Shortage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("quantity", models.PositiveSmallIntegerField(verbose_name="quantité demandée")),
                ("day", models.DateField(verbose_name="jour sans stock")),
                ("at", models.DateTimeField(verbose_name="refusé le")),
                (
                    "loan",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="road_safety.loan",
                        verbose_name="prêt",
                    ),
                ),
                (
                    "model",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="shortages",
                        to="road_safety.equipmentmodel",
                        verbose_name="modèle",
                    ),
                ),
            ],
            options={
                "verbose_name": "conflit refusé",
                "verbose_name_plural": "conflits refusés",
                "ordering": ["-at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="StockMove",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("in", "Entrée"),
                            ("out", "Sortie"),
                            ("adjust", "Inventaire"),
                            ("scrap", "Mise au rebut"),
                        ],
                        max_length=6,
                        verbose_name="mouvement",
                    ),
                ),
                ("quantity", models.IntegerField(verbose_name="quantité")),
                ("on", models.DateField(verbose_name="le")),
                ("recipient", models.CharField(blank=True, max_length=160, verbose_name="destinataire ou origine")),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="observation")),
                ("at", models.DateTimeField(verbose_name="enregistré le")),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="par",
                    ),
                ),
                (
                    "line",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="moves",
                        to="road_safety.documentorderline",
                        verbose_name="commande",
                    ),
                ),
                (
                    "reference",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="moves",
                        to="road_safety.documentreference",
                        verbose_name="document",
                    ),
                ),
            ],
            options={
                "verbose_name": "mouvement de stock",
                "verbose_name_plural": "mouvements de stock",
                "ordering": ["-on", "-id"],
            },
        ),
        migrations.AddIndex(
            model_name="documentorder",
            index=models.Index(fields=["state", "requested_on"], name="document_order_by_state"),
        ),
        migrations.AddConstraint(
            model_name="documentorder",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "refused"), _negated=True),
                    models.Q(("reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="document_order_refused_with_its_reason",
                violation_error_message="Un refus se motive.",
            ),
        ),
        migrations.AddConstraint(
            model_name="documentorderline",
            constraint=models.UniqueConstraint(fields=("order", "reference"), name="document_order_line_once"),
        ),
        migrations.AddConstraint(
            model_name="documentorderline",
            constraint=models.CheckConstraint(
                condition=models.Q(("requested__gt", 0)), name="document_order_line_requested"
            ),
        ),
        migrations.AddConstraint(
            model_name="documentorderline",
            constraint=models.CheckConstraint(
                condition=models.Q(("served__isnull", True), ("served__lte", models.F("requested")), _connector="OR"),
                name="document_order_line_served",
                violation_error_message="On ne sert pas plus que la demande.",
            ),
        ),
        migrations.AddIndex(
            model_name="equipmentitem",
            index=models.Index(fields=["next_check_on"], name="equipment_to_check"),
        ),
        migrations.AddConstraint(
            model_name="equipmentwish",
            constraint=models.UniqueConstraint(fields=("action", "family"), name="equipment_wish_once"),
        ),
        migrations.AddConstraint(
            model_name="equipmentwish",
            constraint=models.CheckConstraint(
                condition=models.Q(("return_on__gte", models.F("pickup_on"))), name="equipment_wish_days"
            ),
        ),
        migrations.AddConstraint(
            model_name="handoverline",
            constraint=models.UniqueConstraint(fields=("handover", "allocation"), name="handover_line_once"),
        ),
        migrations.AddIndex(
            model_name="loan",
            index=models.Index(fields=["state", "return_at"], name="loan_by_state"),
        ),
        migrations.AddIndex(
            model_name="loan",
            index=models.Index(fields=["pickup_at"], name="loan_by_day"),
        ),
        migrations.AddIndex(
            model_name="loan",
            index=models.Index(fields=["state", "option_until"], name="loan_option"),
        ),
        migrations.AddConstraint(
            model_name="loan",
            constraint=models.CheckConstraint(
                condition=models.Q(("return_at__gt", models.F("pickup_at"))),
                name="loan_days_in_order",
                violation_error_message="Le retour suit l'enlèvement.",
            ),
        ),
        migrations.AddConstraint(
            model_name="loan",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "option"), _negated=True), ("option_until__isnull", False), _connector="OR"
                ),
                name="loan_option_until_a_day",
                violation_error_message="Une option a son terme.",
            ),
        ),
        migrations.AddConstraint(
            model_name="loan",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ("refused", "cancelled")), _negated=True),
                    models.Q(("reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="loan_over_with_its_reason",
                violation_error_message="Un refus ou une annulation se motive.",
            ),
        ),
        migrations.AddConstraint(
            model_name="loan",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ("out", "returned", "checked", "closed", "disputed")), _negated=True),
                    models.Q(("insurance__isnull", False), ("out_at__isnull", False), ("signed_on__isnull", False)),
                    _connector="OR",
                ),
                name="loan_out_insured_and_signed",
                violation_error_message="MAT-03 : un matériel sort avec sa convention et une assurance.",
            ),
        ),
        migrations.AddConstraint(
            model_name="handover",
            constraint=models.UniqueConstraint(fields=("loan", "way"), name="handover_once_each_way"),
        ),
        migrations.AddConstraint(
            model_name="loanline",
            constraint=models.UniqueConstraint(fields=("loan", "model"), name="loan_line_once"),
        ),
        migrations.AddConstraint(
            model_name="loanline",
            constraint=models.CheckConstraint(condition=models.Q(("quantity__gt", 0)), name="loan_line_quantity"),
        ),
        migrations.AddIndex(
            model_name="allocation",
            index=models.Index(fields=["model", "holds"], name="allocation_of_model"),
        ),
        migrations.AddConstraint(
            model_name="allocation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("item__isnull", True), ("tracking", "lot")),
                    models.Q(("item__isnull", False), ("quantity", 1), ("tracking", "serialised")),
                    models.Q(("item__isnull", False), ("tracking", "consumable")),
                    _connector="OR",
                ),
                name="allocation_of_its_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="allocation",
            constraint=models.CheckConstraint(condition=models.Q(("quantity__gt", 0)), name="allocation_quantity"),
        ),
        migrations.AddConstraint(
            model_name="allocation",
            constraint=models.CheckConstraint(
                condition=models.Q(("days__isempty", False), ("days__lower_inf", False), ("days__upper_inf", False)),
                name="allocation_of_some_days",
            ),
        ),
        migrations.AddConstraint(
            model_name="allocation",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                condition=models.Q(("holds", True), ("tracking", "serialised")),
                expressions=[
                    (
                        models.Func(
                            "item",
                            "item",
                            models.Value("[]"),
                            function="INT8RANGE",
                            output_field=django.contrib.postgres.fields.ranges.BigIntegerRangeField(),
                        ),
                        "&&",
                    ),
                    ("days", "&&"),
                ],
                name="equipment_never_lent_twice",
                violation_error_message="Ce matériel est déjà retenu un de ces jours.",
            ),
        ),
        migrations.AddConstraint(
            model_name="maintenance",
            constraint=models.CheckConstraint(
                condition=models.Q(("last_on__isnull", True), ("last_on__gte", models.F("first_on")), _connector="OR"),
                name="maintenance_days_in_order",
                violation_error_message="La fin suit le début.",
            ),
        ),
        migrations.AddConstraint(
            model_name="maintenance",
            constraint=models.CheckConstraint(condition=models.Q(("quantity__gt", 0)), name="maintenance_quantity"),
        ),
        migrations.AddIndex(
            model_name="stockmove",
            index=models.Index(fields=["reference", "on"], name="stock_move_of_reference"),
        ),
        migrations.AddConstraint(
            model_name="stockmove",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "in"), ("quantity__gt", 0)),
                    models.Q(("kind__in", ("out", "scrap")), ("quantity__lt", 0)),
                    models.Q(("kind", "adjust"), models.Q(("quantity", 0), _negated=True)),
                    _connector="OR",
                ),
                name="stock_move_of_its_sign",
                violation_error_message="Une entrée est positive, une sortie négative.",
            ),
        ),
        migrations.RunSQL(ALLOCATION, NO_ALLOCATION),
        migrations.RunSQL(STOCK, NO_STOCK),
    ]
    operations = together(operations)
