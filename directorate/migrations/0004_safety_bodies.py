"""Bodies whose quorum is a matter of seats, and the guard of the base: no opinion without proof of the quorum."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from directorate.migrations._together import together

# A body with seats gives a favourable or unfavourable opinion only when each seat that the matter needs is held: by
# somebody present who has not left, or (never the chair) by a reasoned written opinion. A plenary needs presences.
GUARD = """
CREATE FUNCTION agenda_opinion_needs_quorum() RETURNS trigger
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
    body directorate_commission%ROWTYPE;
    missing text;
    officials integer;
    here integer;
BEGIN
    SELECT commission.* INTO body
    FROM directorate_commission commission
    JOIN directorate_commissionsession meeting ON meeting.commission_id = commission.code
    WHERE meeting.id = NEW.session_id;
    IF body.quorum_rule = 'count' THEN
        RETURN NEW;
    END IF;
    IF NEW.opinion NOT IN ('favourable', 'unfavourable') THEN
        RAISE EXCEPTION 'Cette commission rend un avis favorable ou défavorable.' USING ERRCODE = 'check_violation';
    END IF;
    WITH sitting AS (
        SELECT member.seat_id, member.commune_id, TRUE AS in_person
        FROM directorate_commissionsession_present present
        JOIN directorate_commissionmember member ON member.id = present.commissionmember_id
        WHERE present.commissionsession_id = NEW.session_id
            AND NOT EXISTS (SELECT FROM directorate_withdrawal gone
                WHERE gone.item_id = NEW.id AND gone.member_id = member.id)
        UNION ALL
        SELECT member.seat_id, member.commune_id, FALSE
        FROM directorate_writtenopinion written
        JOIN directorate_commissionmember member ON member.id = written.member_id
        WHERE written.item_id = NEW.id
    )
    SELECT string_agg(seat.label, ', ' ORDER BY seat.rank),
        (SELECT count(*) FROM directorate_seat official
            WHERE official.commission_id = body.code AND official.holder IN ('state', 'fire')
                AND (official.voice <> 'case' OR official.code = ANY (NEW.concerned))),
        (SELECT count(DISTINCT official.id) FROM directorate_seat official
            JOIN sitting ON sitting.seat_id = official.id AND sitting.in_person
            WHERE official.commission_id = body.code AND official.holder IN ('state', 'fire')
                AND (official.voice <> 'case' OR official.code = ANY (NEW.concerned)))
    INTO missing, officials, here
    FROM (SELECT) AS one
    LEFT JOIN directorate_seat seat ON seat.commission_id = body.code
        AND seat.voice <> 'advisory'
        AND CASE seat.holder
            WHEN 'mayor' THEN NEW.commune_id IS NOT NULL AND (seat.is_required OR body.quorum_rule = 'plenary')
            WHEN 'chair' THEN TRUE
            ELSE (seat.voice <> 'case' OR seat.code = ANY (NEW.concerned))
                AND CASE body.quorum_rule WHEN 'plenary' THEN seat.voice = 'case' ELSE seat.is_required END
        END
        AND NOT EXISTS (
            SELECT FROM sitting
            WHERE sitting.seat_id = seat.id
                AND (seat.holder <> 'mayor' OR sitting.commune_id = NEW.commune_id)
                AND (sitting.in_person OR (body.quorum_rule <> 'plenary' AND seat.holder <> 'chair'))
        );
    IF missing IS NOT NULL OR (body.quorum_rule = 'plenary' AND 2 * here < officials) THEN
        RAISE EXCEPTION 'Aucun avis sans preuve du quorum ni avis écrit : %.', coalesce(missing, 'services de l''État')
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER agenda_opinion_proved BEFORE INSERT OR UPDATE OF opinion ON directorate_agendaitem
    FOR EACH ROW WHEN (NEW.opinion NOT IN ('', 'adjourned')) EXECUTE FUNCTION agenda_opinion_needs_quorum();
"""
NO_GUARD = """
DROP TRIGGER agenda_opinion_proved ON directorate_agendaitem;
DROP FUNCTION agenda_opinion_needs_quorum();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("directorate", "0003_guards"),
    ]

    operations = [
        migrations.AddField(
            model_name="agendaitem",
            name="commune",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="directorate.commune",
                verbose_name="commune",
            ),
        ),
        migrations.AddField(
            model_name="agendaitem",
            name="concerned",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=30),
                blank=True,
                default=list,
                size=None,
                verbose_name="sièges concernés",
            ),
        ),
        migrations.AddField(
            model_name="commission",
            name="minutes_days",
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="compte rendu (jours)"),
        ),
        migrations.AddField(
            model_name="commission",
            name="notice_days",
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="convocation (jours francs)"),
        ),
        migrations.AddField(
            model_name="commission",
            name="quorum_rule",
            field=models.CharField(
                choices=[
                    ("count", "Nombre de membres présents"),
                    ("seats", "Membres obligatoires présents ou ayant donné un avis écrit motivé"),
                    ("plenary", "Membres concernés, moitié des services de l'État, maire de la commune"),
                ],
                default="count",
                max_length=8,
                verbose_name="règle de quorum",
            ),
        ),
        migrations.AddField(
            model_name="commissionmember",
            name="commune",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="directorate.commune",
                verbose_name="commune",
            ),
        ),
        migrations.AddField(
            model_name="commissionsession",
            name="minutes_signed_on",
            field=models.DateField(blank=True, null=True, verbose_name="compte rendu signé le"),
        ),
        migrations.CreateModel(
            name="Seat",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.SlugField(max_length=30, verbose_name="code")),
                ("label", models.CharField(max_length=160, verbose_name="siège")),
                ("rank", models.PositiveSmallIntegerField(verbose_name="ordre")),
                (
                    "holder",
                    models.CharField(
                        choices=[
                            ("chair", "Présidence"),
                            ("state", "Service de l'État"),
                            ("fire", "Service d'incendie et de secours"),
                            ("mayor", "Maire de la commune concernée"),
                            ("other", "Autre"),
                        ],
                        max_length=8,
                        verbose_name="titulaire",
                    ),
                ),
                (
                    "voice",
                    models.CharField(
                        choices=[
                            ("all", "Délibérative pour toutes les affaires"),
                            ("case", "Délibérative selon l'affaire"),
                            ("advisory", "Consultative"),
                        ],
                        max_length=8,
                        verbose_name="voix",
                    ),
                ),
                ("is_required", models.BooleanField(default=False, verbose_name="présence ou avis écrit obligatoire")),
                ("requirement", models.CharField(blank=True, max_length=160, verbose_name="condition")),
                (
                    "commission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="seats", to="directorate.commission"
                    ),
                ),
            ],
            options={
                "verbose_name": "siège",
                "ordering": ["commission", "rank"],
            },
        ),
        migrations.AddField(
            model_name="commissionmember",
            name="seat",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="members",
                to="directorate.seat",
                verbose_name="siège",
            ),
        ),
        migrations.CreateModel(
            name="WrittenOpinion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "opinion",
                    models.CharField(
                        choices=[("favourable", "Favorable"), ("unfavourable", "Défavorable")],
                        max_length=12,
                        verbose_name="avis",
                    ),
                ),
                ("reasons", models.TextField(verbose_name="motifs")),
                ("received_on", models.DateField(verbose_name="reçu le")),
                ("recorded_at", models.DateTimeField(verbose_name="enregistré le")),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="written_opinions",
                        to="directorate.agendaitem",
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="written_opinions",
                        to="directorate.commissionmember",
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
                "verbose_name": "avis écrit motivé",
                "verbose_name_plural": "avis écrits motivés",
                "ordering": ["item", "member__name"],
            },
        ),
        migrations.AddConstraint(
            model_name="seat",
            constraint=models.UniqueConstraint(fields=("commission", "code"), name="seat_once_a_commission"),
        ),
        migrations.AddConstraint(
            model_name="seat",
            constraint=models.CheckConstraint(
                condition=models.Q(("is_required", True), ("voice", "advisory"), _negated=True),
                name="seat_required_deliberates",
            ),
        ),
        migrations.AddConstraint(
            model_name="writtenopinion",
            constraint=models.UniqueConstraint(fields=("item", "member"), name="written_opinion_once_an_item"),
        ),
        migrations.AddConstraint(
            model_name="writtenopinion",
            constraint=models.CheckConstraint(
                condition=models.Q(("reasons", ""), _negated=True),
                name="written_opinion_has_reasons",
                violation_error_message="Un avis écrit est motivé.",
            ),
        ),
        migrations.RunSQL(GUARD, NO_GUARD),
    ]
    operations = together(operations)
