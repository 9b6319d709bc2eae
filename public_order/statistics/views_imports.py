"""Pages of the deliveries of statistical files and of their editions."""

from typing import Any

from django.views.decorators.http import require_GET, require_http_methods

from directorate.imports.deliveries.tables import EDITION_TONES, IMPORT_TONES
from directorate.imports.deliveries.views import DeliveryPages, opened
from directorate.web.pages import FORM_METHODS
from public_order.policies import heads_public_order, reads_public_order, works_in_public_order
from public_order.statistics import board, queries
from public_order.statistics.forms import DepositForm
from public_order.statistics.lists import EDITION_LIST, IMPORT_LIST, REFUSAL_LIST
from public_order.statistics.models import Source, StatEdition, StatImport, period_words
from public_order.statistics.operations import DELIVERIES

SHOWN_EDITIONS = 60


def context(batch: StatImport, staff: Any) -> dict[str, Any]:
    # What is being read is nobody's yet.
    differences = [] if batch.state == "reading" else queries.differences(batch)
    names, position = queries.names_of_codes(), batch.position
    return {
        "differences": [
            (one, Source(one.source).label, period_words(one.period_kind, one.period),
             StatEdition.State(one.state).label, EDITION_TONES[one.state])
            for one in differences[:SHOWN_EDITIONS]
        ],
        "line": position.get("line"),
        "knows_no_place": "territoires qui ne sont" in batch.refusal,
        "more_editions": max(0, len(differences) - SHOWN_EDITIONS),
        "changes": [
            (one, board.place_name(one.kind, one.place, names), board.change_words(one.before, one.now))
            for one in (queries.greatest_changes(batch) if batch.state == "read" else [])
        ],
    }  # fmt: skip


PAGES = DeliveryPages(
    deliveries=DELIVERIES,
    prefix="public_order:crime",
    known=queries.known_import,
    lists=(IMPORT_LIST, EDITION_LIST, REFUSAL_LIST),
    deposit_form=DepositForm,
    works=works_in_public_order,
    heads=heads_public_order,
    template="public_order/statistics/import.html",
    context=context,
    tones=IMPORT_TONES,
    title="Imports de statistiques",
    editions_intro="Une période peut avoir plusieurs éditions ; une seule est en vigueur, les autres restent pour"
    " comparer.",
    new_button="Déposer un fichier",
    new_title="Déposer des statistiques",
    new_intro="Rien n'est en vigueur avant que vous ayez vu ce que le fichier change et que vous l'ayez accepté.",
    accept="accept",
    accept_words="Accepter",
    accept_done="Les chiffres sont en vigueur : tableaux, fiches et cartes s'y réfèrent.",
    accept_intro=lambda batch: (
        "L'édition en vigueur de chaque période devient antérieure, sans être effacée. Le secret statistique est"
        " recalculé."
    ),
    abandon_done="L'import est abandonné : rien n'en est en vigueur.",
    abandon_intro="Les valeurs lues sont retirées. Le rapport des lignes refusées reste.",
)
FORMS = require_http_methods(FORM_METHODS)


crime_imports = opened(reads_public_order, require_GET, PAGES.imports)
crime_editions = opened(reads_public_order, require_GET, PAGES.editions)
crime_refusals = opened(reads_public_order, require_GET, PAGES.refusals)
crime_import_new = opened(works_in_public_order, FORMS, PAGES.new)
crime_import = opened(reads_public_order, require_GET, PAGES.delivery)
crime_import_report = opened(reads_public_order, require_GET, PAGES.report)
crime_import_accept = opened(works_in_public_order, FORMS, PAGES.accepting)
crime_import_abandon = opened(works_in_public_order, FORMS, PAGES.abandoning)
crime_edition_withdraw = opened(heads_public_order, FORMS, PAGES.withdrawing)
crime_edition_put_back = opened(heads_public_order, FORMS, PAGES.putting_back)
