"""The lists of press releases, answers and counts of calls."""

from civil_protection.crisis.lists import declared
from civil_protection.crisis.outreach import filters, queries, tables

RELEASES = declared("crisis-releases", "Communiqués de presse", queries.releases, tables.release_table,
                    filters.ReleaseFilter, "communiques-de-presse")  # fmt: skip
ANSWERS = declared("crisis-answers", "Réponses au public", queries.answers, tables.answer_table, filters.AnswerFilter,
                   "reponses-au-public")  # fmt: skip
CALLS = declared("crisis-calls", "Appels du public", queries.call_counts, tables.call_table, filters.CallFilter,
                 "appels-du-public")  # fmt: skip
