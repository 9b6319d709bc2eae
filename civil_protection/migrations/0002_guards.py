"""The log of a crisis and the duty roster defend themselves.

The log is dated, numbered and chained by the database; what is sealed never changes. A published roster keeps no hour
without somebody on duty.
"""

from django.db import migrations

LOG = """
CREATE FUNCTION crisis_log_write() RETURNS trigger
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
    head civil_protection_loghead%ROWTYPE;
BEGIN
    -- Who comes second waits here: the number is taken under this lock, and given back if the entry is not written.
    SELECT * INTO head FROM civil_protection_loghead WHERE event_id = NEW.event_id FOR UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'La tête de cette main courante a disparu.';
    END IF;
    IF EXISTS (SELECT FROM civil_protection_crisisevent WHERE id = NEW.event_id AND closed_at IS NOT NULL) THEN
        RAISE EXCEPTION 'La main courante d''un événement clos n''accepte plus d''entrée.'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF EXISTS (SELECT FROM civil_protection_logentry
               WHERE id IN (NEW.corrects_id, NEW.answers_id) AND event_id <> NEW.event_id) THEN
        RAISE EXCEPTION 'Une entrée ne peut en rectifier ou en suivre une autre que dans la même main courante.'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    NEW.number := head.number + 1;
    NEW.recorded_at := clock_timestamp();
    NEW.previous_hash := head.hash;
    -- Every field; each one is preceded by its length, so that two different entries never give the same text.
    NEW.hash := journal_digest(journal_text(
        NEW.event_id::text, NEW.number::text, journal_instant(NEW.recorded_at), journal_instant(NEW.fact_at),
        NEW.timing, NEW.author_id::text, NEW.author_label, NEW.cell, NEW.kind, NEW.urgency, NEW.origin,
        NEW.reliability, NEW.recipients, NEW.channel, NEW.text, NEW.commune_id, NEW.place, NEW.latitude::text,
        NEW.longitude::text, journal_text(VARIADIC NEW.tags::text[]), NEW.document_id::text, NEW.answers_id::text,
        NEW.corrects_id::text, NEW.paper_number, NEW.level, NEW.client_key::text, NEW.previous_hash));
    UPDATE civil_protection_loghead SET number = NEW.number, hash = NEW.hash WHERE event_id = NEW.event_id;
    RETURN NEW;
END $$;

CREATE FUNCTION crisis_log_refuse_change() RETURNS trigger
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND TG_TABLE_NAME = 'civil_protection_loghead' AND pg_trigger_depth() > 1 THEN
        RETURN NEW;
    END IF;
    IF TG_OP = 'INSERT' AND NEW.number = 0 AND NEW.hash = repeat('0', 64) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'La main courante ne se modifie pas (%).', TG_OP USING ERRCODE = 'insufficient_privilege';
END $$;

-- First argument: the column that says since when it is sealed. The others may still be filled, once each.
CREATE FUNCTION crisis_keep_sealed() RETURNS trigger
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
    was jsonb := to_jsonb(OLD);
    becomes jsonb;
BEGIN
    IF was ->> TG_ARGV[0] IS NULL THEN
        IF TG_OP = 'DELETE' THEN
            RETURN OLD;
        END IF;
        RETURN NEW;
    END IF;
    IF TG_OP = 'UPDATE' THEN
        becomes := to_jsonb(NEW);
        FOR place IN 1 .. TG_NARGS - 1 LOOP
            IF coalesce(was ->> TG_ARGV[place], '') = '' THEN
                was := was - TG_ARGV[place];
                becomes := becomes - TG_ARGV[place];
            END IF;
        END LOOP;
        IF was = becomes THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'Ce qui est validé ou signé ne se modifie pas (%).', TG_OP
        USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE TRIGGER crisis_log_written BEFORE INSERT ON civil_protection_logentry
    FOR EACH ROW EXECUTE FUNCTION crisis_log_write();
CREATE TRIGGER crisis_log_unchanged BEFORE UPDATE OR DELETE ON civil_protection_logentry
    FOR EACH ROW EXECUTE FUNCTION crisis_log_refuse_change();
CREATE TRIGGER crisis_log_kept BEFORE TRUNCATE ON civil_protection_logentry
    FOR EACH STATEMENT EXECUTE FUNCTION crisis_log_refuse_change();
CREATE TRIGGER crisis_log_head_unchanged BEFORE INSERT OR UPDATE OR DELETE ON civil_protection_loghead
    FOR EACH ROW EXECUTE FUNCTION crisis_log_refuse_change();
CREATE TRIGGER crisis_log_head_kept BEFORE TRUNCATE ON civil_protection_loghead
    FOR EACH STATEMENT EXECUTE FUNCTION crisis_log_refuse_change();
CREATE TRIGGER situation_report_sealed BEFORE UPDATE OR DELETE ON civil_protection_situationreport
    FOR EACH ROW EXECUTE FUNCTION crisis_keep_sealed('validated_at', 'portal_reference', 'document_id');
CREATE TRIGGER crisis_decision_sealed BEFORE UPDATE OR DELETE ON civil_protection_crisisdecision
    FOR EACH ROW EXECUTE FUNCTION crisis_keep_sealed('decided_at', 'act_number');
CREATE TRIGGER shift_handover_sealed BEFORE UPDATE OR DELETE ON civil_protection_shifthandover
    FOR EACH ROW EXECUTE FUNCTION crisis_keep_sealed('taken_at');
-- ALWAYS: a session that declares itself a replica does not escape them.
ALTER TABLE civil_protection_logentry ENABLE ALWAYS TRIGGER crisis_log_written;
ALTER TABLE civil_protection_logentry ENABLE ALWAYS TRIGGER crisis_log_unchanged;
ALTER TABLE civil_protection_logentry ENABLE ALWAYS TRIGGER crisis_log_kept;
ALTER TABLE civil_protection_loghead ENABLE ALWAYS TRIGGER crisis_log_head_unchanged;
ALTER TABLE civil_protection_loghead ENABLE ALWAYS TRIGGER crisis_log_head_kept;
ALTER TABLE civil_protection_situationreport ENABLE ALWAYS TRIGGER situation_report_sealed;
ALTER TABLE civil_protection_crisisdecision ENABLE ALWAYS TRIGGER crisis_decision_sealed;
ALTER TABLE civil_protection_shifthandover ENABLE ALWAYS TRIGGER shift_handover_sealed;
"""
NO_LOG = """
DROP TRIGGER shift_handover_sealed ON civil_protection_shifthandover;
DROP TRIGGER crisis_decision_sealed ON civil_protection_crisisdecision;
DROP TRIGGER situation_report_sealed ON civil_protection_situationreport;
DROP TRIGGER crisis_log_head_kept ON civil_protection_loghead;
DROP TRIGGER crisis_log_head_unchanged ON civil_protection_loghead;
DROP TRIGGER crisis_log_kept ON civil_protection_logentry;
DROP TRIGGER crisis_log_unchanged ON civil_protection_logentry;
DROP TRIGGER crisis_log_written ON civil_protection_logentry;
DROP FUNCTION crisis_keep_sealed();
DROP FUNCTION crisis_log_refuse_change();
DROP FUNCTION crisis_log_write();
"""

ROSTER = """
CREATE FUNCTION duty_without_gap() RETURNS trigger
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
    published record;
BEGIN
    -- The row of the publication is the lock: who shortens a period and who publishes further wait for one another.
    FOR published IN
        SELECT role, starts_at, ends_at FROM civil_protection_publishedroster
        WHERE role IN (NEW.role, OLD.role) ORDER BY role FOR UPDATE
    LOOP
        IF NOT COALESCE(
            (SELECT range_agg(tstzrange(starts_at, ends_at)) FROM civil_protection_dutyperiod
             WHERE role = published.role AND ends_at > published.starts_at AND starts_at < published.ends_at),
            '{}'::tstzmultirange
        ) @> tstzrange(published.starts_at, published.ends_at) THEN
            RAISE EXCEPTION 'le tableau publié laisse des heures sans astreinte (%)', published.role
                USING ERRCODE = 'check_violation', CONSTRAINT = 'duty_without_gap';
        END IF;
    END LOOP;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER duty_without_gap AFTER INSERT OR UPDATE OR DELETE ON civil_protection_dutyperiod
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION duty_without_gap();
CREATE CONSTRAINT TRIGGER published_without_gap AFTER INSERT OR UPDATE ON civil_protection_publishedroster
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION duty_without_gap();
"""
NO_ROSTER = """
DROP TRIGGER duty_without_gap ON civil_protection_dutyperiod;
DROP TRIGGER published_without_gap ON civil_protection_publishedroster;
DROP FUNCTION duty_without_gap();
"""


class Migration(migrations.Migration):
    replaces = [("civil_protection", "0012_exercises")]
    # The functions of the journal make the texts and the digests.
    dependencies = [("civil_protection", "0001_tables"), ("directorate", "0003_guards")]

    operations = [migrations.RunSQL(LOG, NO_LOG), migrations.RunSQL(ROSTER, NO_ROSTER)]
