"""From the rows of the files to the accidents of an edition: COPY into tables of the moment, then statements on sets.

The rows are judged by the database all at once: unknown commune, repeated line, person without accident. What a
statement refuses is written beside the batch with its file, its line and its reason.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import connection
from psycopg import sql

from directorate.imports.deliveries.copying import REFUSED_COLUMNS, copy_rows
from road_safety.accidents.definitions import CLASSES, HOSPITALISED, KILLED, LIGHT, PEDESTRIAN, UNHURT
from road_safety.accidents.models import AccidentImport
from road_safety.accidents.reading import ACCIDENT_REFUSED, COLUMNS, Refusal, Table
from road_safety.accidents.themes import THEMES, Theme

TYPES = {
    "file": "text", "line": "integer", "number": "text", "day": "date", "time": "time", "insee": "text",
    "address": "text", "latitude": "numeric", "longitude": "numeric", "road_name": "text", "marker": "text",
    "marker_m": "text", "identifier": "text", "mark": "text", "vehicle_identifier": "text", "vehicle_mark": "text",
    "pedestrian_action": "text",
}  # fmt: skip
BLOCK = 5_000
REFUSALS = "road_safety_accidentrefusal"
REFUSE = "INSERT INTO road_safety_accidentrefusal (batch_id, file, line, is_warning, reason, text) "


def stage(table: Table) -> sql.Identifier:
    return sql.Identifier(f"stage_{table}")


def prepare() -> None:
    """Empty tables that last as long as the transaction."""
    with connection.cursor() as cursor:
        for table in Table:
            columns = sql.SQL(", ").join(
                sql.SQL("{} {}").format(sql.Identifier(name), sql.SQL(TYPES.get(name, "smallint")))
                for name in COLUMNS[table]
            )
            cursor.execute(sql.SQL("DROP TABLE IF EXISTS pg_temp.{}").format(stage(table)))
            cursor.execute(
                sql.SQL("CREATE TEMPORARY TABLE {} (rank serial, {}) ON COMMIT DROP").format(stage(table), columns)
            )


class Stage:
    """Rows and refusals on their way, a block at a time."""

    def __init__(self, batch: AccidentImport):
        self.batch = batch
        self.rows: dict[Table, list[tuple]] = {table: [] for table in Table}
        self.refusals: list[Refusal] = []

    def add(self, item: Any) -> None:
        if isinstance(item, Refusal):
            self.refusals.append(item)
            if len(self.refusals) >= BLOCK:
                self.flush_refusals()
            return
        table, row = item
        kept = self.rows[table]
        kept.append(row)
        if len(kept) >= BLOCK:
            self.flush(table)

    def flush(self, table: Table) -> None:
        copy_rows(f"stage_{table}", COLUMNS[table], self.rows[table])
        self.rows[table].clear()

    def flush_refusals(self) -> None:
        write_refusals(self.batch, self.refusals)
        self.refusals.clear()

    def end(self) -> None:
        for table in Table:
            self.flush(table)
        self.flush_refusals()


def write_refusals(batch: AccidentImport, refusals: Iterable[Refusal]) -> None:
    copy_rows(
        REFUSALS,
        REFUSED_COLUMNS,
        [(batch.pk, one.file, one.line, one.warning, one.reason[:300], one.text) for one in refusals],
    )


# --- judging ----------------------------------------------------------------------------------------------------

UNKNOWN_COMMUNE = """
WITH gone AS (
    DELETE FROM stage_accidents s
    WHERE NOT EXISTS (SELECT FROM directorate_commune c WHERE c.insee = s.insee) RETURNING *
)
""" + REFUSE + """
SELECT %s, file, line, false, 'La commune ' || insee || ' n''est pas du département.', number FROM gone
"""  # noqa: S608  # fmt: skip
ORPHANS = """
WITH gone AS (
    DELETE FROM {table} s WHERE NOT EXISTS (SELECT FROM stage_accidents a WHERE a.number = s.number) RETURNING *
)
""" + REFUSE + """
SELECT %s, file, line, false, %s, number FROM gone
WHERE NOT EXISTS (
    SELECT FROM road_safety_accidentrefusal told
    WHERE told.batch_id = %s AND NOT told.is_warning AND told.file = gone.file AND told.line = gone.line
)
"""  # noqa: S608  # fmt: skip
REPEATED = """
WITH ranked AS (
    SELECT rank, first_value(rank) OVER same AS first, first_value(file) OVER same AS first_file,
        first_value(line) OVER same AS first_line
    FROM {table} WHERE {condition} WINDOW same AS (PARTITION BY {key} ORDER BY rank)
), gone AS (
    DELETE FROM {table} s USING ranked r WHERE r.rank = s.rank AND r.first <> r.rank
    RETURNING s.file, s.line, s.number, r.first_file, r.first_line
)
""" + REFUSE + """
SELECT %s, file, line, true, 'Déjà lu à la ligne ' || first_line || ' de « ' || first_file || ' » : compté une fois.',
    number FROM gone
"""  # noqa: S608  # fmt: skip
NO_VEHICLE = REFUSE + """
SELECT %s, file, line, true, 'Le véhicule de cet usager n''est pas dans le fichier des véhicules.', u.number
FROM stage_users u
WHERE EXISTS (SELECT FROM stage_vehicles)
    AND NOT EXISTS (SELECT FROM stage_vehicles v WHERE v.number = u.number AND (
        (u.vehicle_identifier <> '' AND v.identifier = u.vehicle_identifier)
        OR (u.vehicle_mark <> '' AND v.mark = u.vehicle_mark)))
"""  # noqa: S608  # fmt: skip
ONCE: Sequence[tuple[Table, str, str]] = (
    (Table.ACCIDENTS, "number", "true"),
    (Table.PLACES, "number", "true"),
    (Table.VEHICLES, "number, identifier", "identifier <> ''"),
    (Table.VEHICLES, "number, mark", "mark <> ''"),
    (Table.USERS, "number, identifier", "identifier <> ''"),
)


def judge(batch: AccidentImport) -> None:
    with connection.cursor() as cursor:
        cursor.execute(UNKNOWN_COMMUNE, [batch.pk])
        for table, key, condition in ONCE:
            cursor.execute(REPEATED.format(table=f"stage_{table}", key=key, condition=condition), [batch.pk])
        for table in (Table.ACCIDENTS, Table.PLACES, Table.VEHICLES, Table.USERS):
            cursor.execute(sql.SQL("CREATE INDEX ON {} (number)").format(stage(table)))
            cursor.execute(sql.SQL("ANALYZE {}").format(stage(table)))
        for table in (Table.PLACES, Table.VEHICLES, Table.USERS):
            cursor.execute(ORPHANS.format(table=f"stage_{table}"), [batch.pk, ACCIDENT_REFUSED, batch.pk])
        cursor.execute(NO_VEHICLE, [batch.pk])


# --- writing ----------------------------------------------------------------------------------------------------

EDITIONS = """
INSERT INTO road_safety_accidentedition (batch_id, year, number, state, reliability, scope, accidents, with_place,
    with_vehicles, with_users, published_at, removal_reason)
SELECT %s, year, coalesce((SELECT max(e.number) FROM road_safety_accidentedition e WHERE e.year = s.year), 0) + 1,
    'draft', %s, %s, 0, 0, 0, 0, NULL, ''
FROM stage_accidents s GROUP BY year
"""
PLACE_COLUMNS = (
    "road_category", "road_name", "marker", "marker_m", "speed_limit", "circulation", "reserved_lane", "surface",
    "facility", "situation",
)  # fmt: skip
TEXT_COLUMNS = frozenset({"road_name", "marker", "marker_m"})
VEHICLES = """
INSERT INTO road_safety_accidentvehicle (accident_id, identifier, mark, category, obstacle, mobile_obstacle, shock,
    manoeuvre, motor)
SELECT a.id, v.identifier, v.mark, v.category, v.obstacle, v.mobile_obstacle, v.shock, v.manoeuvre, v.motor
FROM stage_vehicles v JOIN road_safety_accident a ON a.number = v.number
JOIN road_safety_accidentedition e ON e.id = a.edition_id AND e.batch_id = %s
ORDER BY v.rank
"""
USERS = """
INSERT INTO road_safety_accidentuser (accident_id, vehicle_id, identifier, user_class, seat, role, severity, sex,
    birth_year, trip, gear1, gear2, gear3, pedestrian_place, pedestrian_action, pedestrian_company)
SELECT a.id, v.id, u.identifier, {user_class}, u.seat, u.role, u.severity, u.sex, u.birth_year, u.trip, u.gear1,
    u.gear2, u.gear3, u.pedestrian_place, u.pedestrian_action, u.pedestrian_company
FROM stage_users u JOIN road_safety_accident a ON a.number = u.number
JOIN road_safety_accidentedition e ON e.id = a.edition_id AND e.batch_id = %s
LEFT JOIN LATERAL (
    SELECT w.id, w.category FROM road_safety_accidentvehicle w WHERE w.accident_id = a.id AND (
        (u.vehicle_identifier <> '' AND w.identifier = u.vehicle_identifier)
        OR (u.vehicle_mark <> '' AND w.mark = u.vehicle_mark))
    ORDER BY w.id LIMIT 1
) v ON true
ORDER BY u.rank
"""
COUNTS = """
UPDATE road_safety_accidentedition e
SET accidents = found.accidents, with_place = found.places, with_vehicles = found.vehicles, with_users = found.users
FROM (
    SELECT edition_id, count(*) AS accidents, count(*) FILTER (WHERE has_place) AS places,
        count(*) FILTER (WHERE vehicle_count > 0) AS vehicles, count(*) FILTER (WHERE user_count > 0) AS users
    FROM road_safety_accident a JOIN road_safety_accidentedition mine ON mine.id = a.edition_id AND mine.batch_id = %s
    GROUP BY edition_id
) found WHERE found.edition_id = e.id
"""


def condition_of(theme: Theme, field: str) -> str:
    """The rule of an enjeu as a condition on a column: numbers of our own, never a text from outside."""
    if theme.values:
        return f"{field} IN ({', '.join(map(str, sorted(theme.values)))})"
    if theme.excluded:
        return f"{field} NOT IN ({', '.join(map(str, sorted(theme.excluded)))})"
    bounds = [f"{field} {sign} {value}" for sign, value in ((">=", theme.low), ("<=", theme.high)) if value is not None]
    return " AND ".join(bounds)


SCOPES: Mapping[str, tuple[str, str]] = {"vehicle": ("stage_vehicles", "v"), "user": ("stage_users", "u")}


def accidents_statement() -> str:
    """One pass: the place of each accident, the counts of its users, its enjeux."""
    gathered, cases = {"vehicle": [], "user": []}, []
    for theme in THEMES:
        if theme.scope == "accident":
            cases.append(f"CASE WHEN {condition_of(theme, f's.{theme.field}')} THEN '{theme.code}' END")
            continue
        _, alias = SCOPES[theme.scope]
        field = "(left(x.number, 4)::int - x.birth_year)" if theme.field == "age" else f"x.{theme.field}"
        gathered[theme.scope].append(f"bool_or({condition_of(theme, field)}) AS {theme.code}")
        cases.append(f"CASE WHEN {alias}.{theme.code} THEN '{theme.code}' END")
    joins = "".join(
        f" LEFT JOIN (SELECT x.number, count(*) AS rows, {', '.join(gathered[scope])}{more} FROM {table} x"  # noqa: S608
        f" GROUP BY x.number) {alias} ON {alias}.number = s.number"
        for scope, (table, alias), more in (
            ("vehicle", SCOPES["vehicle"], ""),
            ("user", SCOPES["user"], "".join(
                f", count(*) FILTER (WHERE x.severity = {code}) AS severity_{code}"
                for code in (KILLED, HOSPITALISED, LIGHT, UNHURT))),
        )
    )  # fmt: skip
    places = ", ".join(f"coalesce(p.{name}, '')" if name in TEXT_COLUMNS else f"p.{name}" for name in PLACE_COLUMNS)
    counts = ", ".join(f"coalesce(u.severity_{code}, 0)" for code in (KILLED, HOSPITALISED, LIGHT, UNHURT))
    return f"""
INSERT INTO road_safety_accident (edition_id, number, day, time, commune_id, address, latitude, longitude, geo_quality,
    light, urban, junction, weather, collision, {", ".join(PLACE_COLUMNS)}, has_place, vehicle_count, user_count,
    killed, hospitalised, light_injured, unhurt, themes)
SELECT e.id, s.number, s.day, s.time, s.insee, s.address, s.latitude, s.longitude,
    CASE WHEN s.latitude IS NOT NULL THEN 'gps' WHEN s.address <> '' THEN 'address'
        WHEN coalesce(p.marker, '') NOT IN ('', '0', '(1)') THEN 'road_pr' ELSE 'commune_only' END,
    s.light, s.urban, s.junction, s.weather, s.collision, {places}, p.number IS NOT NULL,
    coalesce(v.rows, 0), coalesce(u.rows, 0), {counts},
    array_remove(ARRAY[{", ".join(cases)}]::varchar[], NULL)
FROM stage_accidents s
JOIN road_safety_accidentedition e ON e.batch_id = %s AND e.year = s.year
LEFT JOIN stage_places p ON p.number = s.number{joins}
ORDER BY s.rank
"""  # noqa: S608


def class_case() -> str:
    found = [f"WHEN u.role = 3 THEN '{PEDESTRIAN}'"]
    found += [
        f"WHEN v.category IN ({', '.join(map(str, sorted(kinds)))}) THEN '{code}'"
        for code, (_, kinds) in CLASSES.items()
        if kinds
    ]
    return f"CASE {' '.join(found)} ELSE 'other' END"


def write(batch: AccidentImport) -> None:
    """The editions of the batch, not yet in force."""
    with connection.cursor() as cursor:
        # Two deliveries of the same year number their editions one after the other.
        cursor.execute("LOCK TABLE road_safety_accidentedition IN SHARE ROW EXCLUSIVE MODE")
        cursor.execute(EDITIONS, [batch.pk, batch.reliability, batch.scope])
        cursor.execute(accidents_statement(), [batch.pk])
        cursor.execute(VEHICLES, [batch.pk])
        cursor.execute(USERS.format(user_class=class_case()), [batch.pk])
        cursor.execute(COUNTS, [batch.pk])
