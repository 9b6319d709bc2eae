"""The journal defends itself: dated, numbered and chained by the database; never changed, removed or emptied.

An entry is written at once and *sealed* at the commit by a deferred trigger, under the lock of the head row: the
lock is held for the time of a commit, not of a transaction, so that writers never wait for each other in a circle.
"""

from django.db import migrations

FUNCTIONS = """
CREATE FUNCTION journal_digest(content text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE SET search_path FROM CURRENT AS $$
    SELECT encode(sha256(convert_to(content, 'UTF8')), 'hex')
$$;

-- Each value is preceded by its length: two different entries can never give the same text.
CREATE FUNCTION journal_text(VARIADIC fields text[]) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path FROM CURRENT AS $$
    SELECT string_agg(coalesce(length(field)::text || ':' || field, '-'), ',' ORDER BY rank)
    FROM unnest(fields) WITH ORDINALITY AS item(field, rank)
$$;

CREATE FUNCTION journal_instant(instant timestamptz) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE SET search_path FROM CURRENT AS $$
    SELECT to_char(instant AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
$$;

CREATE FUNCTION journal_date_entry() RETURNS trigger
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    NEW.seq := NULL;
    NEW.at := clock_timestamp();
    NEW.details_digest := journal_digest(NEW.details::text);
    NEW.previous_hash := '';
    NEW.hash := '';
    RETURN NEW;
END $$;

CREATE FUNCTION journal_seal_entry() RETURNS trigger
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
    head directorate_journalhead%ROWTYPE;
BEGIN
    SELECT * INTO head FROM directorate_journalhead WHERE id = 1 FOR UPDATE;
    IF NOT FOUND THEN
        -- The very first entry makes the head. Whoever lost that race finds the head of the other on the second look;
        -- a journal that has entries and no head was tampered with, and stops.
        INSERT INTO directorate_journalhead (id, seq, hash)
        SELECT 1, 0, repeat('0', 64)
        WHERE NOT EXISTS (SELECT FROM directorate_journalentry WHERE seq IS NOT NULL)
        ON CONFLICT DO NOTHING;
        SELECT * INTO head FROM directorate_journalhead WHERE id = 1 FOR UPDATE;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'La tête du journal a disparu.';
        END IF;
    END IF;
    head.seq := head.seq + 1;
    UPDATE directorate_journalentry
    SET seq = head.seq,
        previous_hash = head.hash,
        hash = journal_digest(journal_text(
            head.seq::text, journal_instant(at), journal_instant(occurred_at), actor_id::text, actor_label, action,
            subject_type, subject_id, subject_label, unit_code, details_digest, request_id, head.hash))
    WHERE id = NEW.id
    RETURNING hash INTO STRICT head.hash;
    UPDATE directorate_journalhead SET seq = head.seq, hash = head.hash WHERE id = 1;
    RETURN NULL;
END $$;

-- The sealing above is the one change that passes: it comes from a trigger, on an entry that is not sealed yet.
CREATE FUNCTION journal_refuse_change() RETURNS trigger
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND TG_TABLE_NAME = 'directorate_journalentry' THEN
        IF pg_trigger_depth() > 1 AND OLD.seq IS NULL THEN
            RETURN NEW;
        END IF;
    ELSIF TG_OP IN ('INSERT', 'UPDATE') AND pg_trigger_depth() > 1 THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'Le journal ne se modifie pas (%).', TG_OP USING ERRCODE = 'insufficient_privilege';
END $$;
"""

TRIGGERS = """
CREATE TRIGGER journal_dated BEFORE INSERT ON directorate_journalentry
    FOR EACH ROW EXECUTE FUNCTION journal_date_entry();
CREATE CONSTRAINT TRIGGER journal_sealed AFTER INSERT ON directorate_journalentry
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION journal_seal_entry();
CREATE TRIGGER journal_unchanged BEFORE UPDATE OR DELETE ON directorate_journalentry
    FOR EACH ROW EXECUTE FUNCTION journal_refuse_change();
CREATE TRIGGER journal_kept BEFORE TRUNCATE ON directorate_journalentry
    FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse_change();
CREATE TRIGGER journal_head_unchanged BEFORE INSERT OR UPDATE OR DELETE ON directorate_journalhead
    FOR EACH ROW EXECUTE FUNCTION journal_refuse_change();
CREATE TRIGGER journal_head_kept BEFORE TRUNCATE ON directorate_journalhead
    FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse_change();
-- ALWAYS: a session that declares itself a replica does not escape them.
ALTER TABLE directorate_journalentry ENABLE ALWAYS TRIGGER journal_dated;
ALTER TABLE directorate_journalentry ENABLE ALWAYS TRIGGER journal_sealed;
ALTER TABLE directorate_journalentry ENABLE ALWAYS TRIGGER journal_unchanged;
ALTER TABLE directorate_journalentry ENABLE ALWAYS TRIGGER journal_kept;
ALTER TABLE directorate_journalhead ENABLE ALWAYS TRIGGER journal_head_unchanged;
ALTER TABLE directorate_journalhead ENABLE ALWAYS TRIGGER journal_head_kept;
"""

REMOVE = """
DROP TRIGGER journal_head_kept ON directorate_journalhead;
DROP TRIGGER journal_head_unchanged ON directorate_journalhead;
DROP TRIGGER journal_kept ON directorate_journalentry;
DROP TRIGGER journal_unchanged ON directorate_journalentry;
DROP TRIGGER journal_sealed ON directorate_journalentry;
DROP TRIGGER journal_dated ON directorate_journalentry;
DROP FUNCTION journal_refuse_change();
DROP FUNCTION journal_seal_entry();
DROP FUNCTION journal_date_entry();
DROP FUNCTION journal_instant(timestamptz);
DROP FUNCTION journal_text(text[]);
DROP FUNCTION journal_digest(text);
"""


class Migration(migrations.Migration):
    dependencies = [("directorate", "0001_initial")]

    operations = [migrations.RunSQL(FUNCTIONS + TRIGGERS, REMOVE)]
