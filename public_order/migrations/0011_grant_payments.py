"""A grant after its act: payments under what is granted, reports, alerts, amendments, recoveries."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

HOLDS = """
CREATE FUNCTION grant_payment_holds() RETURNS trigger
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
    accorded numeric; committed numeric; others numeric;
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'Un versement ne se supprime pas : l''annuler.' USING ERRCODE = 'check_violation';
    END IF;
    IF TG_OP = 'UPDATE' AND OLD.state = 'paid' AND (NEW.state, NEW.amount, NEW.paid_on, NEW.envelope_id,
        NEW.application_id) IS DISTINCT FROM (OLD.state, OLD.amount, OLD.paid_on, OLD.envelope_id, OLD.application_id)
    THEN
        RAISE EXCEPTION 'Un versement payé ne change plus.' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.state = 'cancelled' THEN
        RETURN NEW;
    END IF;
    SELECT granted INTO accorded FROM public_order_grantapplication WHERE id = NEW.application_id FOR NO KEY UPDATE;
    SELECT coalesce(sum(amount), 0) INTO committed FROM public_order_grantcommitment
        WHERE application_id = NEW.application_id;
    SELECT coalesce(sum(amount), 0) INTO others FROM public_order_grantpayment
        WHERE application_id = NEW.application_id AND state <> 'cancelled' AND id IS DISTINCT FROM NEW.id;
    IF others + NEW.amount > coalesce(accorded, 0) OR others + NEW.amount > committed THEN
        RAISE EXCEPTION 'Les versements dépasseraient la subvention ou son engagement.'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER grant_payment_holds BEFORE INSERT OR UPDATE OR DELETE ON public_order_grantpayment
    FOR EACH ROW EXECUTE FUNCTION grant_payment_holds();
ALTER TABLE public_order_grantpayment ENABLE ALWAYS TRIGGER grant_payment_holds;

CREATE FUNCTION grant_covers_its_payments() RETURNS trigger
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    IF coalesce(NEW.granted, 0) < (SELECT coalesce(sum(amount), 0) FROM public_order_grantpayment
        WHERE application_id = NEW.id AND state <> 'cancelled')
    THEN
        RAISE EXCEPTION 'La subvention serait inférieure à ses versements.' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER grant_covers_its_payments BEFORE UPDATE OF granted ON public_order_grantapplication
    FOR EACH ROW WHEN (NEW.granted IS DISTINCT FROM OLD.granted) EXECUTE FUNCTION grant_covers_its_payments();
ALTER TABLE public_order_grantapplication ENABLE ALWAYS TRIGGER grant_covers_its_payments;

CREATE FUNCTION grant_commitment_holds() RETURNS trigger
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
    accorded numeric; total numeric; paid numeric;
BEGIN
    IF TG_OP <> 'INSERT' THEN
        RAISE EXCEPTION 'Un engagement ne se réécrit pas : en enregistrer un autre.'
            USING ERRCODE = 'check_violation';
    END IF;
    SELECT granted INTO accorded FROM public_order_grantapplication WHERE id = NEW.application_id FOR NO KEY UPDATE;
    SELECT coalesce(sum(amount), 0) + NEW.amount INTO total FROM public_order_grantcommitment
        WHERE application_id = NEW.application_id;
    SELECT coalesce(sum(amount), 0) INTO paid FROM public_order_grantpayment
        WHERE application_id = NEW.application_id AND state <> 'cancelled';
    IF total > coalesce(accorded, 0) OR total < paid THEN
        RAISE EXCEPTION 'Les engagements couvrent les versements et ne dépassent pas la subvention.'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER grant_commitment_holds BEFORE INSERT OR UPDATE OR DELETE ON public_order_grantcommitment
    FOR EACH ROW EXECUTE FUNCTION grant_commitment_holds();
ALTER TABLE public_order_grantcommitment ENABLE ALWAYS TRIGGER grant_commitment_holds;

CREATE FUNCTION grant_recovery_holds() RETURNS trigger
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
    paid numeric; others numeric;
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'Un reversement ne se supprime pas : l''abandonner.' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.state = 'dropped' THEN
        RETURN NEW;
    END IF;
    PERFORM 1 FROM public_order_grantapplication WHERE id = NEW.application_id FOR NO KEY UPDATE;
    SELECT coalesce(sum(amount), 0) INTO paid FROM public_order_grantpayment
        WHERE application_id = NEW.application_id AND state = 'paid';
    SELECT coalesce(sum(amount), 0) INTO others FROM public_order_grantrecovery
        WHERE application_id = NEW.application_id AND state <> 'dropped' AND id IS DISTINCT FROM NEW.id;
    IF others + NEW.amount > paid THEN
        RAISE EXCEPTION 'Un reversement ne dépasse pas ce qui est payé.' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER grant_recovery_holds BEFORE INSERT OR UPDATE OR DELETE ON public_order_grantrecovery
    FOR EACH ROW EXECUTE FUNCTION grant_recovery_holds();
ALTER TABLE public_order_grantrecovery ENABLE ALWAYS TRIGGER grant_recovery_holds;
"""
NO_HOLDS = """
DROP TRIGGER grant_recovery_holds ON public_order_grantrecovery;
DROP FUNCTION grant_recovery_holds();
DROP TRIGGER grant_commitment_holds ON public_order_grantcommitment;
DROP FUNCTION grant_commitment_holds();
DROP TRIGGER grant_covers_its_payments ON public_order_grantapplication;
DROP FUNCTION grant_covers_its_payments();
DROP TRIGGER grant_payment_holds ON public_order_grantpayment;
DROP FUNCTION grant_payment_holds();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("directorate", "0005_session_actions"),
        ("public_order", "0010_grant_committee"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="GrantReport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("received_on", models.DateField(verbose_name="reçu le")),
                ("qualitative", models.CharField(max_length=4000, verbose_name="bilan qualitatif")),
                ("certified_by", models.CharField(max_length=120, verbose_name="certifié exact par")),
                ("has_accounts", models.BooleanField(default=False, verbose_name="comptes certifiés joints")),
                (
                    "recoverable_vat",
                    models.DecimalField(
                        decimal_places=2,
                        default=0,
                        max_digits=12,
                        verbose_name="TVA récupérable comprise dans les dépenses",
                    ),
                ),
                (
                    "control",
                    models.CharField(
                        choices=[
                            ("not_started", "À contrôler"),
                            ("questions", "Questions posées"),
                            ("compliant", "Conforme"),
                            ("non_compliant", "Non conforme"),
                        ],
                        default="not_started",
                        max_length=13,
                        verbose_name="contrôle",
                    ),
                ),
                ("comment", models.CharField(blank=True, max_length=2000, verbose_name="observations du contrôle")),
                (
                    "set_aside",
                    models.DecimalField(decimal_places=2, default=0, max_digits=12, verbose_name="dépenses écartées"),
                ),
                ("controlled_on", models.DateField(blank=True, null=True, verbose_name="contrôlé le")),
                (
                    "realised",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=12, null=True, verbose_name="réalisé éligible"
                    ),
                ),
                (
                    "amount_due",
                    models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True, verbose_name="dû"),
                ),
                ("trace", models.JSONField(default=list, verbose_name="calcul")),
                ("version", models.PositiveIntegerField(default=1)),
                ("recorded_at", models.DateTimeField(verbose_name="enregistré le")),
                (
                    "application",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="report",
                        to="public_order.grantapplication",
                        verbose_name="demande",
                    ),
                ),
                (
                    "controlled_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
                "verbose_name": "compte rendu financier",
                "verbose_name_plural": "comptes rendus financiers",
                "ordering": ["-received_on", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="GrantReportLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("account", models.CharField(max_length=2, verbose_name="compte")),
                ("label", models.CharField(max_length=120, verbose_name="intitulé")),
                ("amount", models.DecimalField(decimal_places=2, max_digits=12, verbose_name="montant")),
                ("is_excluded", models.BooleanField(default=False, verbose_name="dépense non éligible")),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="public_order.grantreport",
                        verbose_name="compte rendu",
                    ),
                ),
            ],
            options={
                "verbose_name": "ligne du compte rendu",
                "verbose_name_plural": "lignes du compte rendu",
                "ordering": ["report", "account", "pk"],
            },
        ),
        migrations.CreateModel(
            name="GrantAlert",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "step",
                    models.CharField(
                        choices=[
                            ("before_60", "Premier rappel"),
                            ("before_30", "Second rappel"),
                            ("due", "Échéance"),
                            ("after_15", "Relance"),
                            ("notice", "Mise en demeure"),
                            ("decision", "Décision de reversement"),
                        ],
                        max_length=9,
                        verbose_name="étape",
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("mail", "Courriel"),
                            ("letter", "Lettre"),
                            ("registered", "Lettre recommandée"),
                            ("bureau", "Alerte au bureau"),
                        ],
                        max_length=10,
                        verbose_name="canal",
                    ),
                ),
                ("report_due_on", models.DateField(verbose_name="compte rendu attendu le")),
                ("raised_at", models.DateTimeField(verbose_name="déclenchée le")),
                ("sent_at", models.DateTimeField(blank=True, null=True, verbose_name="envoyée le")),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="alerts",
                        to="public_order.grantapplication",
                        verbose_name="demande",
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
                "verbose_name": "relance de compte rendu",
                "verbose_name_plural": "relances de compte rendu",
                "ordering": ["application", "raised_at", "pk"],
                "indexes": [models.Index(fields=["sent_at", "channel"], name="grant_alert_to_send")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("application", "step", "report_due_on"),
                        name="grant_alert_once",
                        violation_error_message="Cette relance est déjà faite.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="GrantAmendment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("rank", models.PositiveSmallIntegerField(verbose_name="rang")),
                ("asked_on", models.DateField(verbose_name="demandé le")),
                ("reason", models.CharField(max_length=2000, verbose_name="objet")),
                ("starts_on", models.DateField(blank=True, null=True, verbose_name="nouveau début")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="nouvelle fin")),
                (
                    "exercise_ends_on",
                    models.DateField(blank=True, null=True, verbose_name="nouvelle clôture de l'exercice"),
                ),
                (
                    "amount",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=12, null=True, verbose_name="subvention ramenée à"
                    ),
                ),
                ("former", models.JSONField(default=dict, verbose_name="avant")),
                (
                    "state",
                    models.CharField(
                        choices=[("asked", "Demandé"), ("signed", "Signé"), ("refused", "Refusé")],
                        default="asked",
                        max_length=7,
                        verbose_name="état",
                    ),
                ),
                ("answer", models.CharField(blank=True, max_length=2000, verbose_name="réponse")),
                ("act_number", models.CharField(blank=True, max_length=20, verbose_name="acte n°")),
                ("signed_on", models.DateField(blank=True, null=True, verbose_name="signé le")),
                ("recorded_at", models.DateTimeField(verbose_name="enregistré le")),
                (
                    "act",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directorate.letter",
                    ),
                ),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="amendments",
                        to="public_order.grantapplication",
                        verbose_name="demande",
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
                "verbose_name": "avenant",
                "ordering": ["application", "rank"],
                "constraints": [
                    models.UniqueConstraint(fields=("application", "rank"), name="grant_amendment_rank"),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "asked")),
                        fields=("application",),
                        name="grant_amendment_one_at_a_time",
                        violation_error_message="Une demande d'avenant est déjà ouverte.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "signed"), _negated=True),
                            models.Q(("signed_on__isnull", False), models.Q(("act_number", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="grant_amendment_signed_with_its_act",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "refused"), _negated=True),
                            models.Q(("answer", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="grant_amendment_refused_for_a_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="GrantCommitment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ej", models.CharField(max_length=10, verbose_name="n° EJ")),
                ("item", models.PositiveSmallIntegerField(default=1, verbose_name="poste")),
                ("supplier", models.CharField(blank=True, max_length=20, verbose_name="tiers")),
                ("amount", models.DecimalField(decimal_places=2, max_digits=12, verbose_name="montant")),
                ("committed_on", models.DateField(verbose_name="engagé le")),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="motif")),
                ("recorded_at", models.DateTimeField(verbose_name="enregistré le")),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="commitments",
                        to="public_order.grantapplication",
                        verbose_name="demande",
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
                "verbose_name": "engagement juridique",
                "verbose_name_plural": "engagements juridiques",
                "ordering": ["application", "committed_on", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ej__regex", "^\\d{10}$")),
                        name="grant_commitment_number",
                        violation_error_message="Un engagement juridique a dix chiffres.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount", 0), _negated=True), name="grant_commitment_amount"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("amount__gt", 0)),
                        fields=("ej", "item"),
                        name="grant_commitment_once",
                        violation_error_message="Ce poste d'engagement est déjà enregistré.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="GrantPayment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("rank", models.PositiveSmallIntegerField(verbose_name="rang")),
                ("number", models.CharField(max_length=30, unique=True, verbose_name="numéro")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("single", "Versement unique"),
                            ("advance", "Avance"),
                            ("instalment", "Acompte"),
                            ("balance", "Solde"),
                        ],
                        max_length=10,
                        verbose_name="nature",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("prepared", "À certifier"),
                            ("certified", "Service fait"),
                            ("paid", "Payé"),
                            ("cancelled", "Annulé"),
                        ],
                        default="prepared",
                        max_length=9,
                        verbose_name="état",
                    ),
                ),
                ("amount", models.DecimalField(decimal_places=2, max_digits=12, verbose_name="montant")),
                (
                    "spent",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=12, null=True, verbose_name="dépenses justifiées"
                    ),
                ),
                (
                    "proofs",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("invoices", "Factures acquittées"),
                                ("statement", "État récapitulatif des dépenses"),
                                ("start", "Attestation de commencement"),
                                ("completion", "Attestation d'achèvement"),
                            ],
                            max_length=12,
                        ),
                        blank=True,
                        default=list,
                        size=None,
                    ),
                ),
                ("trace", models.JSONField(default=list, verbose_name="calcul")),
                ("prepared_on", models.DateField(verbose_name="préparé le")),
                ("due_on", models.DateField(verbose_name="à payer avant le")),
                ("service_number", models.CharField(blank=True, max_length=20, verbose_name="n° de service fait")),
                ("certified_on", models.DateField(blank=True, null=True, verbose_name="certifié le")),
                ("dp", models.CharField(blank=True, max_length=12, verbose_name="n° de demande de paiement")),
                ("paid_on", models.DateField(blank=True, null=True, verbose_name="payé le")),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="motif d'annulation")),
                ("recorded_at", models.DateTimeField(verbose_name="enregistré le")),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payments",
                        to="public_order.grantapplication",
                        verbose_name="demande",
                    ),
                ),
                (
                    "certificate",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directorate.letter",
                    ),
                ),
                (
                    "certified_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "envelope",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payments",
                        to="public_order.grantenvelope",
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
                "verbose_name": "versement d'une subvention",
                "verbose_name_plural": "versements d'une subvention",
                "ordering": ["application", "rank"],
                "indexes": [models.Index(fields=["state", "due_on"], name="grant_payment_due")],
                "constraints": [
                    models.UniqueConstraint(fields=("application", "rank"), name="grant_payment_rank"),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("state__in", ("prepared", "certified", "paid")),
                            models.Q(("kind", "instalment"), _negated=True),
                        ),
                        fields=("application", "kind"),
                        name="grant_payment_once_by_kind",
                        violation_error_message="Ce versement existe déjà.",
                    ),
                    models.CheckConstraint(condition=models.Q(("amount__gt", 0)), name="grant_payment_amount"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ("certified", "paid")), _negated=True),
                            ("certified_on__isnull", False),
                            _connector="OR",
                        ),
                        name="grant_payment_certified_first",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "paid"), _negated=True),
                            models.Q(
                                ("envelope__isnull", False),
                                ("paid_on__isnull", False),
                                ("paid_on__gte", models.F("certified_on")),
                            ),
                            _connector="OR",
                        ),
                        name="grant_payment_paid_on_a_day",
                        violation_error_message="Un paiement suit la certification du service fait.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "cancelled"), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="grant_payment_cancelled_for_a_reason",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("dp", ""), _negated=True), fields=("dp",), name="grant_payment_dp_once"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="GrantRecovery",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("rank", models.PositiveSmallIntegerField(verbose_name="rang")),
                ("number", models.CharField(max_length=30, unique=True, verbose_name="numéro")),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("under_realised", "Dépenses réalisées inférieures au budget"),
                            ("no_report", "Compte rendu financier non produit"),
                            ("cancelled", "Projet abandonné sans dépense"),
                            ("diverted", "Emploi à un autre objet"),
                            ("republican", "Manquement au contrat d'engagement républicain"),
                        ],
                        max_length=14,
                        verbose_name="motif",
                    ),
                ),
                ("explanation", models.CharField(blank=True, max_length=2000, verbose_name="explication")),
                ("amount", models.DecimalField(decimal_places=2, max_digits=12, verbose_name="montant")),
                ("trace", models.JSONField(default=list, verbose_name="calcul")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("opened", "À notifier"),
                            ("hearing", "Observations attendues"),
                            ("decided", "Décidé"),
                            ("ordered", "Titre de perception émis"),
                            ("recovered", "Recouvré"),
                            ("dropped", "Abandonné"),
                        ],
                        default="opened",
                        max_length=9,
                        verbose_name="état",
                    ),
                ),
                ("letter_on", models.DateField(blank=True, null=True, verbose_name="lettre contradictoire du")),
                ("observations_until", models.DateField(blank=True, null=True, verbose_name="observations jusqu'au")),
                ("observations", models.CharField(blank=True, max_length=4000, verbose_name="observations du porteur")),
                ("observed_on", models.DateField(blank=True, null=True, verbose_name="observations reçues le")),
                ("decided_on", models.DateField(blank=True, null=True, verbose_name="décidé le")),
                ("act_number", models.CharField(blank=True, max_length=20, verbose_name="décision n°")),
                ("order_number", models.CharField(blank=True, max_length=20, verbose_name="titre de perception n°")),
                ("issued_on", models.DateField(blank=True, null=True, verbose_name="titre émis le")),
                ("paid_on", models.DateField(blank=True, null=True, verbose_name="recouvré le")),
                ("answer", models.CharField(blank=True, max_length=2000, verbose_name="motif d'abandon")),
                ("recorded_at", models.DateTimeField(verbose_name="enregistré le")),
                (
                    "act",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directorate.letter",
                    ),
                ),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="recoveries",
                        to="public_order.grantapplication",
                        verbose_name="demande",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
                "verbose_name": "reversement",
                "ordering": ["-recorded_at", "-pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("application", "rank"), name="grant_recovery_rank"),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ("opened", "hearing", "decided", "ordered"))),
                        fields=("application",),
                        name="grant_recovery_one_at_a_time",
                        violation_error_message="Un reversement est déjà en cours pour cette subvention.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("order_number", ""), _negated=True),
                        fields=("order_number",),
                        name="grant_recovery_order_once",
                        violation_error_message="Ce titre de perception est déjà enregistré.",
                    ),
                    models.CheckConstraint(condition=models.Q(("amount__gt", 0)), name="grant_recovery_amount"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ("hearing", "decided", "ordered", "recovered")), _negated=True),
                            models.Q(("letter_on__isnull", False), ("observations_until__isnull", False)),
                            _connector="OR",
                        ),
                        name="grant_recovery_heard_first",
                        violation_error_message="Aucune décision de reversement sans procédure contradictoire.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ("decided", "ordered", "recovered")), _negated=True),
                            models.Q(("decided_on__isnull", False), models.Q(("act_number", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="grant_recovery_decided_first",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ("ordered", "recovered")), _negated=True),
                            models.Q(("issued_on__isnull", False), models.Q(("order_number", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="grant_recovery_ordered_first",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "recovered"), _negated=True), ("paid_on__isnull", False), _connector="OR"
                        ),
                        name="grant_recovery_recovered_on_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "dropped"), _negated=True),
                            models.Q(("answer", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="grant_recovery_dropped_said",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="grantreport",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("control__in", ("compliant", "non_compliant")), _negated=True),
                    models.Q(
                        ("amount_due__isnull", False), ("controlled_on__isnull", False), ("realised__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="grant_report_controlled_with_its_amount",
            ),
        ),
        migrations.AddConstraint(
            model_name="grantreport",
            constraint=models.CheckConstraint(
                condition=models.Q(("recoverable_vat__gte", 0), ("set_aside__gte", 0)), name="grant_report_amounts"
            ),
        ),
        migrations.AddConstraint(
            model_name="grantreport",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount_due__isnull", True), ("amount_due__gte", 0), _connector="OR"),
                name="grant_report_due",
            ),
        ),
        migrations.AddConstraint(
            model_name="grantreportline",
            constraint=models.CheckConstraint(
                condition=models.Q(("account__regex", "^(6[0-8]|7[0-9]|8[67])$")), name="grant_report_account"
            ),
        ),
        migrations.AddConstraint(
            model_name="grantreportline",
            constraint=models.CheckConstraint(condition=models.Q(("amount__gt", 0)), name="grant_report_line_amount"),
        ),
        migrations.RunSQL(HOLDS, NO_HOLDS),
    ]
