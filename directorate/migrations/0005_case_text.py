"""French full text: the functions of the words, the text of the cases, the dictionary that mends mistyped words.

No extension is needed. The bodies of the functions are parsed when they are made (SQL standard form), so that an index
or a generated column does not depend on the search path of whoever restores the database.
"""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# What decomposition leaves as it is, and what joins words that are looked for apart.
LETTERS = {"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l", "đ": "d", "ı": "i"}
JOINTS = "-‐‑–—./@_+:~<>'’"


def plain_letters(expression: str) -> str:
    for letter, plain in LETTERS.items():
        expression = f"replace({expression}, '{letter}', '{plain}')"
    return expression


FUNCTIONS = f"""
-- Lower case, without accents or ligatures, whatever the letter. (A table of letters costs four times as much.)
CREATE FUNCTION fr_norm(value text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN regexp_replace(regexp_replace(
    normalize({plain_letters("lower(value)")}, NFKD),
    '[\u0300-\u036f]+', '', 'g'),
    '[{JOINTS.replace("'", "''")}]', ' ', 'g');

-- The words of one passage: French stems as written, the same without accents, and the plain words. Only these keep
-- their places, which phrases and relevance read: the row stays small enough to be read at once.
CREATE FUNCTION fr_split(value text, plain text) RETURNS tsvector LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN strip(to_tsvector('pg_catalog.french'::regconfig, value))
    || strip(to_tsvector('pg_catalog.french'::regconfig, plain))
    || to_tsvector('pg_catalog.simple'::regconfig, plain);

CREATE FUNCTION fr_words(value text) RETURNS tsvector LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN fr_split(value, fr_norm(value));

CREATE FUNCTION fr_vector(head text, body text) RETURNS tsvector LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN setweight(fr_words(head), 'A') || setweight(fr_words(body), 'D');

-- How a normalised word sounds, roughly: "lefebvre" and "lefevre", "philippe" and "filipe", "thibaud" and "tibo".
CREATE FUNCTION fr_sound(word text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN regexp_replace(regexp_replace(translate(
    regexp_replace(regexp_replace(regexp_replace(regexp_replace(
    regexp_replace(regexp_replace(regexp_replace(regexp_replace(
        word,
        's?ch|sh', '0', 'g'),
        'ph', 'f', 'g'),
        'eau|au', 'o', 'g'),
        'c(?=[eiy])', 's', 'g'),
        'qu|ck|c', 'k', 'g'),
        'ai|ei', 'e', 'g'),
        'm(?=[bp])', 'n', 'g'),
        'l(?=[dt]s?$)', ''),
    'yqzwh', 'ikzv'),
    '(.)\\1+', '\\1', 'g'),
    '(?<=..)[dtspxez]+$', '');

-- The word, the word less one letter each time, its sound, and its sound less one letter: two words that differ by a
-- letter added, missing, changed or moved share a key.
CREATE FUNCTION fr_keys(word text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN ARRAY(
    SELECT DISTINCT key FROM (
        SELECT word AS key
        UNION ALL SELECT left(word, rank - 1) || substr(word, rank + 1) FROM generate_series(1, length(word)) AS rank
        UNION ALL SELECT '~' || fr_sound(word)
        UNION ALL SELECT '~' || left(fr_sound(word), rank - 1) || substr(fr_sound(word), rank + 1)
            FROM generate_series(1, length(fr_sound(word))) AS rank
    ) AS keys WHERE length(key) >= 3 ORDER BY key
);
"""  # noqa: S608

NO_FUNCTIONS = """
DROP FUNCTION fr_keys(text);
DROP FUNCTION fr_sound(text);
DROP FUNCTION fr_vector(text, text);
DROP FUNCTION fr_words(text);
DROP FUNCTION fr_split(text, text);
DROP FUNCTION fr_norm(text);
"""

# A thousand lexemes by default let the planner believe that rare words are frequent: 2 s instead of 17 ms.
# Of a long row, the text is put aside rather than the vector, which is read for each case of a list.
STATISTICS = """
ALTER TABLE directorate_casetext ALTER COLUMN search SET STATISTICS 1000, ALTER COLUMN search SET STORAGE MAIN
"""

# Titles and acts are found by the same words, in a column that only the search reads: no model loads it.
STORED = """
ALTER TABLE directorate_permit ADD COLUMN search tsvector GENERATED ALWAYS AS (
    fr_vector(number || ' ' || holder, label || ' ' || place_label)) STORED;
CREATE INDEX permit_words ON directorate_permit USING gin (search);
ALTER TABLE directorate_letter ADD COLUMN search tsvector GENERATED ALWAYS AS (
    CASE WHEN number <> '' THEN fr_vector(number || ' ' || title, '') END) STORED;
CREATE INDEX act_words ON directorate_letter USING gin (search);
ALTER TABLE directorate_permit ALTER COLUMN search SET STATISTICS 1000, ALTER COLUMN search SET STORAGE MAIN;
ALTER TABLE directorate_letter ALTER COLUMN search SET STATISTICS 1000, ALTER COLUMN search SET STORAGE MAIN;
"""
NO_STORED = """
ALTER TABLE directorate_letter DROP COLUMN search;
ALTER TABLE directorate_permit DROP COLUMN search;
"""

# The cases that exist already, without the labels of the procedures: `python manage.py rebuild_search` adds them.
FILL_TEXT = """
INSERT INTO directorate_casetext (case_id, head, body)
SELECT one.id,
    normalize(left(concat_ws(' ', one.reference, one.title, one.party_name, nullif(party.representative, ''),
        place.name, commune.name), 20000), NFC),
    normalize(left(concat_ws(' ', place.address, party.address, commune.insee, party.siret, party.rna,
        to_char(one.received_on, '"d"YYYYMMDD')), 20000), NFC)
FROM directorate_case one
JOIN directorate_party party ON party.id = one.party_id
LEFT JOIN directorate_place place ON place.id = one.place_id
LEFT JOIN directorate_commune commune ON commune.insee = one.commune_id
"""
FILL_WORDS = """
INSERT INTO directorate_knownword (word)
SELECT DISTINCT word FROM directorate_casetext text, regexp_split_to_table(fr_norm(text.head), '[^a-z]+') AS word
WHERE length(word) BETWEEN 3 AND 40
"""


class Migration(migrations.Migration):
    dependencies = [("directorate", "0004_saved_views")]

    operations = [
        migrations.RunSQL(FUNCTIONS, NO_FUNCTIONS),
        migrations.CreateModel(
            name="CaseText",
            fields=[
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="text",
                        serialize=False,
                        to="directorate.case",
                    ),
                ),
                ("head", models.TextField()),
                ("body", models.TextField()),
                (
                    "search",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Func("head", "body", function="fr_vector"),
                        output_field=django.contrib.postgres.search.SearchVectorField(),
                    ),
                ),
            ],
            options={
                "verbose_name": "texte d'un dossier",
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(fields=["search"], name="case_text_search"),
                ],
            },
        ),
        migrations.CreateModel(
            name="KnownWord",
            fields=[
                ("word", models.CharField(max_length=40, primary_key=True, serialize=False)),
                (
                    "keys",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Func("word", function="fr_keys"),
                        output_field=django.contrib.postgres.fields.ArrayField(
                            base_field=models.TextField(), size=None
                        ),
                    ),
                ),
            ],
            options={
                "verbose_name": "mot connu",
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(fields=["keys"], name="known_word_keys"),
                ],
            },
        ),
        migrations.RunSQL(STATISTICS, migrations.RunSQL.noop),
        migrations.RunSQL(STORED, NO_STORED),
        migrations.RunSQL(FILL_TEXT, migrations.RunSQL.noop),
        migrations.RunSQL(FILL_WORDS, migrations.RunSQL.noop),
        # The last things that a person touched: an ordered index instead of the plain one.
        migrations.AlterField(
            model_name="journalentry",
            name="actor",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddIndex(
            model_name="journalentry",
            index=models.Index(fields=["actor", "-id"], name="journal_actor"),
        ),
    ]
