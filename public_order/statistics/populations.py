"""Inhabitants and dwellings: what the deliveries in force tell, the latest accepted one first."""

from collections.abc import Iterable
from uuid import UUID

from django.db import connection

# An accepted delivery tells them as long as one of its editions was not withdrawn; one that is in force goes first.
SETTLE = """
WITH concerned AS (
    SELECT DISTINCT territory_kind, territory, year FROM public_order_toldpopulation WHERE batch_id = ANY(%(batches)s)
), told AS (
    SELECT t.*, i.label, row_number() OVER (
        PARTITION BY t.territory_kind, t.territory, t.year
        ORDER BY EXISTS (SELECT FROM public_order_statedition e WHERE e.batch_id = i.id AND e.state = 'current') DESC,
            i.accepted_at DESC, i.id
    ) AS rank
    FROM public_order_toldpopulation t JOIN concerned USING (territory_kind, territory, year)
    JOIN public_order_statimport i ON i.id = t.batch_id AND i.state = 'accepted'
    WHERE EXISTS (
        SELECT FROM public_order_statedition e WHERE e.batch_id = i.id AND e.state IN ('current', 'former')
    )
), settled AS (
    SELECT territory_kind, territory, year,
        (array_agg(population ORDER BY rank) FILTER (WHERE population IS NOT NULL))[1] AS population,
        (array_agg(dwellings ORDER BY rank) FILTER (WHERE dwellings IS NOT NULL))[1] AS dwellings,
        (array_agg(label ORDER BY rank))[1] AS source
    FROM told GROUP BY territory_kind, territory, year
), gone AS (
    DELETE FROM public_order_populationyear p USING concerned c
    WHERE (p.territory_kind, p.territory, p.year) = (c.territory_kind, c.territory, c.year)
        AND NOT EXISTS (
            SELECT FROM settled s WHERE (s.territory_kind, s.territory, s.year)
                = (c.territory_kind, c.territory, c.year)
        )
)
INSERT INTO public_order_populationyear (territory_kind, territory, year, population, dwellings, source)
SELECT territory_kind, territory, year, population, dwellings, source FROM settled
ON CONFLICT (territory, territory_kind, year) DO UPDATE SET
    population = excluded.population, dwellings = excluded.dwellings, source = excluded.source
"""


def settle(batches: Iterable[UUID]) -> None:
    """Of every territory and year that one of these deliveries tells."""
    with connection.cursor() as cursor:
        cursor.execute(SETTLE, {"batches": list(batches)})
