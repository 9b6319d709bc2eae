"""French full text: the functions of the words, which the columns of the search compute with.

No extension is needed. The bodies of the functions are parsed when they are made (SQL standard form), so that an index
or a generated column does not depend on the search path of whoever restores the database.
"""

from django.db import migrations

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


class Migration(migrations.Migration):
    initial = True
    replaces = [("directorate", "0001_initial")]
    dependencies = [("auth", "0012_alter_user_first_name_max_length")]

    operations = [migrations.RunSQL(FUNCTIONS, NO_FUNCTIONS)]
