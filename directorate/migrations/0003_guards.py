"""What the database guards by itself: the journal, the register, the texts cited, the feed; the words of the titles.

The journal is dated, numbered and chained by the database; never changed, removed or emptied. An entry is written at
once and *sealed* at the commit by a deferred trigger, under the lock of the head row: the lock is held for the time of
a commit, not of a transaction, so that writers never wait for each other in a circle. The place of a change in the feed
is given under the same lock: a reader that has seen a place has seen every place before it.
"""

from django.db import migrations

JOURNAL = """
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

-- The entries of a transaction are sealed together, by the first of them, and the hash is computed on the spot: a
-- function in SQL that sets its search path is planned anew at every call.
CREATE FUNCTION journal_date_entry() RETURNS trigger
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    NEW.seq := NULL;
    NEW.at := clock_timestamp();
    NEW.details_digest := encode(sha256(convert_to(NEW.details::text, 'UTF8')), 'hex');
    NEW.previous_hash := '';
    NEW.hash := '';
    RETURN NEW;
END $$;

CREATE FUNCTION journal_seal_entry() RETURNS trigger
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
    head directorate_journalhead%ROWTYPE;
    entry directorate_journalentry%ROWTYPE;
    content text;
BEGIN
    -- The first entry of the transaction has sealed this one.
    -- Looked for by its key alone: with a condition on `seq` the planner may read the entries of the whole transaction.
    SELECT * INTO entry FROM directorate_journalentry WHERE id = NEW.id;
    IF entry.seq IS NOT NULL OR NOT FOUND THEN
        RETURN NULL;
    END IF;
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
    -- What others have written and not committed is not seen, what they have committed is sealed: these rows are ours.
    FOR entry IN SELECT * FROM directorate_journalentry WHERE id >= NEW.id AND seq IS NULL ORDER BY id LOOP
        head.seq := head.seq + 1;
        -- Each value is preceded by its length, as `journal_text` writes it.
        SELECT string_agg(coalesce(length(field)::text || ':' || field, '-'), ',' ORDER BY rank) INTO content
        FROM unnest(ARRAY[
            head.seq::text,
            to_char(entry.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
            to_char(entry.occurred_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
            entry.actor_id::text, entry.actor_label, entry.action, entry.subject_type, entry.subject_id,
            entry.subject_label, entry.unit_code, entry.details_digest, entry.request_id, head.hash
        ]) WITH ORDINALITY AS item(field, rank);
        UPDATE directorate_journalentry
        SET seq = head.seq, previous_hash = head.hash, hash = encode(sha256(convert_to(content, 'UTF8')), 'hex')
        WHERE id = entry.id
        RETURNING hash INTO STRICT head.hash;
    END LOOP;
    UPDATE directorate_journalhead SET seq = head.seq, hash = head.hash WHERE id = 1;
    RETURN NULL;
END $$;

-- The sealing above passes: it comes from a trigger, on an entry that is not sealed yet. Details may be emptied, and
-- nothing else changed, once a later entry says that the data of the subject were erased.
CREATE FUNCTION journal_refuse_change() RETURNS trigger
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND TG_TABLE_NAME = 'directorate_journalentry' THEN
        IF pg_trigger_depth() > 1 AND OLD.seq IS NULL THEN
            RETURN NEW;
        END IF;
        IF NEW.details = '{}'::jsonb AND OLD.action <> 'data.erased'
            AND to_jsonb(NEW) - 'details' = to_jsonb(OLD) - 'details'
            AND (OLD.subject_type <> 'case'
                OR NOT EXISTS (SELECT FROM directorate_case WHERE id::text = OLD.subject_id))
            AND EXISTS (
                SELECT FROM directorate_journalentry told
                WHERE told.subject_type = OLD.subject_type AND told.subject_id = OLD.subject_id
                    AND told.action = 'data.erased' AND told.id > OLD.id
            ) THEN
            RETURN NEW;
        END IF;
    ELSIF TG_OP IN ('INSERT', 'UPDATE') AND pg_trigger_depth() > 1 THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'Le journal ne se modifie pas (%).', TG_OP USING ERRCODE = 'insufficient_privilege';
END $$;

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
NO_JOURNAL = """
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

REGISTER = """
CREATE FUNCTION register_refuse_change() RETURNS trigger
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    RAISE EXCEPTION 'Ce numéro du recueil est scellé : il ne change plus.'
        USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE FUNCTION register_refuse_in_sealed() RETURNS trigger
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    -- Names that it hid may be forgotten. A row of a table has no key of the other: each alternative is one table's.
    IF TG_OP = 'UPDATE' AND (
        to_jsonb(NEW) = to_jsonb(OLD) || '{"passages": []}'::jsonb
        OR to_jsonb(NEW) = to_jsonb(OLD) || '{"text": "Éliminé"}'::jsonb
    ) THEN
        RETURN NEW;
    END IF;
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
NO_REGISTER = """
DROP TRIGGER register_issue_sealed ON directorate_registerissue;
DROP TRIGGER register_entry_sealed ON directorate_registerentry;
DROP TRIGGER register_correction_sealed ON directorate_registercorrection;
DROP FUNCTION register_refuse_in_sealed();
DROP FUNCTION register_refuse_change();
"""

CITED_TEXTS = """
CREATE FUNCTION cited_text_refuse_change() RETURNS trigger
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    RAISE EXCEPTION 'Ce que cite un acte signé ne change plus.'
        USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE TRIGGER cited_text_frozen BEFORE UPDATE ON directorate_citedtext
    FOR EACH ROW EXECUTE FUNCTION cited_text_refuse_change();
"""
NO_CITED_TEXTS = """
DROP TRIGGER cited_text_frozen ON directorate_citedtext;
DROP FUNCTION cited_text_refuse_change();
"""

FEED = """
CREATE SEQUENCE directorate_casechange_position OWNED BY directorate_casechange.position;

CREATE FUNCTION feed_place_change() RETURNS trigger
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    -- The very first commit of all makes the head, as the journal does.
    INSERT INTO directorate_journalhead (id, seq, hash)
    SELECT 1, 0, repeat('0', 64)
    WHERE NOT EXISTS (SELECT FROM directorate_journalhead)
        AND NOT EXISTS (SELECT FROM directorate_journalentry WHERE seq IS NOT NULL)
    ON CONFLICT DO NOTHING;
    -- The same lock as the journal, and no other: two commits never wait for each other in a circle.
    PERFORM FROM directorate_journalhead WHERE id = 1 FOR UPDATE;
    UPDATE directorate_casechange SET position = nextval('directorate_casechange_position') WHERE id = NEW.id;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER feed_placed AFTER INSERT ON directorate_casechange
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION feed_place_change();
"""
NO_FEED = """
DROP TRIGGER feed_placed ON directorate_casechange;
DROP FUNCTION feed_place_change();
DROP SEQUENCE directorate_casechange_position;
"""

# A thousand lexemes by default let the planner believe that rare words are frequent: 2 s instead of 17 ms.
# Of a long row, the text is put aside rather than the vector, which is read for each case of a list.
# Titles and acts are found by the same words, in a column that only the search reads: no model loads it.
SEARCH = """
ALTER TABLE directorate_casetext ALTER COLUMN search SET STATISTICS 1000, ALTER COLUMN search SET STORAGE MAIN;
ALTER TABLE directorate_permit ADD COLUMN search tsvector GENERATED ALWAYS AS (
    fr_vector(number || ' ' || holder, label || ' ' || place_label)) STORED;
CREATE INDEX permit_words ON directorate_permit USING gin (search);
ALTER TABLE directorate_letter ADD COLUMN search tsvector GENERATED ALWAYS AS (
    CASE WHEN number <> '' THEN fr_vector(number || ' ' || title, '') END) STORED;
CREATE INDEX act_words ON directorate_letter USING gin (search);
ALTER TABLE directorate_permit ALTER COLUMN search SET STATISTICS 1000, ALTER COLUMN search SET STORAGE MAIN;
ALTER TABLE directorate_letter ALTER COLUMN search SET STATISTICS 1000, ALTER COLUMN search SET STORAGE MAIN;
"""
NO_SEARCH = """
ALTER TABLE directorate_letter DROP COLUMN search;
ALTER TABLE directorate_permit DROP COLUMN search;
"""

# Room on each page for the updates of a day: they touch no index and stay on the page of their row.
ROOM = "ALTER TABLE directorate_casefollowup SET (fillfactor = 80)"


class Migration(migrations.Migration):
    replaces = [("directorate", "0022_register_forgets")]
    dependencies = [("directorate", "0002_tables")]

    operations = [
        migrations.RunSQL(JOURNAL, NO_JOURNAL),
        migrations.RunSQL(REGISTER, NO_REGISTER),
        migrations.RunSQL(CITED_TEXTS, NO_CITED_TEXTS),
        migrations.RunSQL(FEED, NO_FEED),
        migrations.RunSQL(SEARCH, NO_SEARCH),
        migrations.RunSQL(ROOM, migrations.RunSQL.noop),
    ]
