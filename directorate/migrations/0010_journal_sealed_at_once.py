"""The entries of a transaction are sealed together, by the first of them, and the hash is computed on the spot.

Sealed one by one, each entry read through all the versions of the head that the transaction had made. And a function
in SQL that sets its search path is planned anew at every call: four of them cost an entry a hundred times its hash.
"""

from django.db import migrations

SEAL_AT_ONCE = """
CREATE OR REPLACE FUNCTION journal_date_entry() RETURNS trigger
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    NEW.seq := NULL;
    NEW.at := clock_timestamp();
    NEW.details_digest := encode(sha256(convert_to(NEW.details::text, 'UTF8')), 'hex');
    NEW.previous_hash := '';
    NEW.hash := '';
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION journal_seal_entry() RETURNS trigger
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
"""


class Migration(migrations.Migration):
    dependencies = [("directorate", "0009_partner_feed")]

    # The former function seals the same chain: going back needs nothing.
    operations = [migrations.RunSQL(SEAL_AT_ONCE, migrations.RunSQL.noop)]
