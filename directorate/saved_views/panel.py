"""The views above a list, with their counts, and what may be done with the one that is shown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.timezone import localdate

from directorate.saved_views.models import SavedView
from directorate.saved_views.policies import owns_view
from directorate.saved_views.queries import VIEWS_SHOWN, counts_of, visible_views
from directorate.web.errors import DomainError
from directorate.web.lists import PANELS, ListDefinition, Selection, saved_state, selection
from directorate.web.tables import shown


@dataclass(frozen=True)
class Tab:
    """`count` is empty for a view that its list no longer understands: opening it says why."""

    name: str
    url: str
    count: str
    is_current: bool
    detail: str


@dataclass(frozen=True)
class ViewsPanel:
    """`current`: the view one came by; `is_changed` when the list is no longer as it was kept."""

    tabs: Sequence[Tab]
    usual_url: str
    is_usual: bool
    save_url: str
    manage_url: str
    current: SavedView | None
    is_own: bool
    is_changed: bool
    update_url: str


def with_query(name: str, *args, **params: str) -> str:
    query = QueryDict(mutable=True)
    query.update(params)
    return f"{reverse(f'directorate:{name}', args=args)}?{query.urlencode(safe=',')}"


def readings(definition: ListDefinition, views: Sequence[SavedView], chosen: Selection) -> list[Selection | None]:
    """Each view as its reader sees it; None when it can no longer be read."""
    rows = definition.rows(chosen.staff, chosen.at)
    return [reading(definition, view, chosen, rows) for view in views]


def reading(definition: ListDefinition, view: SavedView, chosen: Selection, rows) -> Selection | None:
    try:
        return selection(definition, QueryDict(view.query), chosen.staff, chosen.at, rows=rows).require_valid()
    except DomainError:
        return None


def count_words(chosen: Selection, count: int) -> str:
    return f"plus de {shown(chosen.count_cap)}" if count > chosen.count_cap else shown(count)


def open_url(definition: ListDefinition, view: SavedView) -> str:
    """The list in the state of the view, marked with it so that it may be put right."""
    return f"{definition.url}?{view.query}{'&' if view.query else ''}view={view.pk}"


def views_panel(request: HttpRequest, chosen: Selection) -> Mapping[str, Any]:
    definition = chosen.definition
    views = list(visible_views(chosen.staff, localdate(chosen.at)).filter(list_code=definition.code)[:VIEWS_SHOWN])
    read = readings(definition, views, chosen)
    counts = iter(counts_of([each for each in read if each is not None]))
    state = saved_state(chosen.params)
    current = next((view for view in views if str(view.pk) == chosen.params.get("view")), None)
    tabs = [
        Tab(
            name=view.name,
            url=open_url(definition, view) if each else reverse("directorate:saved-view", args=[view.pk]),
            count=count_words(each, next(counts)) if each else "",
            is_current=view == current or (current is None and view.query == state),
            detail="" if owns_view(chosen.staff, view) else f"partagée par {view.owner}",
        )
        for view, each in zip(views, read, strict=True)
    ]
    return {
        "views_panel": ViewsPanel(
            tabs=tabs,
            usual_url=definition.url,
            is_usual=not state and current is None,
            save_url=with_query("saved-view-new", list=definition.code, query=state),
            manage_url=reverse("directorate:saved-views"),
            current=current,
            is_own=current is not None and owns_view(chosen.staff, current),
            is_changed=current is not None and current.query != state,
            update_url=with_query("saved-view-change", current.pk, query=state) if current else "",
        )
    }


PANELS.append(views_panel)
