"""Keeping, sharing and forgetting views. What a view shows is read anew for each reader."""

from datetime import datetime

from django.db import transaction
from django.http import QueryDict
from django.utils.timezone import localdate

from directorate.journal.operations import record
from directorate.org.models import StaffMember
from directorate.org.queries import posting_on
from directorate.saved_views.models import SavedView
from directorate.saved_views.policies import owns_view
from directorate.web.errors import DomainError, NotAllowed
from directorate.web.lists import LONGEST_QUERY, list_of, readable, saved_state, selection

VIEWS_OF_ONE_PERSON = 60


class ViewRefused(DomainError):
    """The view cannot be kept as it is."""


def kept_state(list_code: str, query: str, *, by: StaffMember, at: datetime) -> str:
    """The state in its one spelling, after a check that the list understands it."""
    if len(query) > LONGEST_QUERY:
        raise ViewRefused("Ces filtres sont trop longs pour être enregistrés.")
    definition = list_of(list_code)
    params = QueryDict(query)
    selection(definition, params, by, at).require_valid()
    return saved_state(readable(definition, params))


def refuse_same_name(view: SavedView) -> None:
    same = SavedView.objects.filter(owner=view.owner_id, list_code=view.list_code, name__iexact=view.name)
    if same.exclude(pk=view.pk).exists():
        raise ViewRefused("Vous avez déjà une vue de ce nom pour cette liste.", field="name")


@transaction.atomic
def save_view(
    *, list_code: str, name: str, query: str, is_shared: bool = False, by: StaffMember, at: datetime
) -> SavedView:
    """Keep the state of a list under a name, after one's other views of this list."""
    StaffMember.objects.select_for_update().get(pk=by.pk)
    if SavedView.objects.filter(owner=by).count() >= VIEWS_OF_ONE_PERSON:
        raise ViewRefused(f"Vous avez déjà {VIEWS_OF_ONE_PERSON} vues : supprimez-en une d'abord.")
    view = SavedView(
        owner=by,
        list_code=list_code,
        name=name,
        query=kept_state(list_code, query, by=by, at=at),
        position=SavedView.objects.filter(owner=by, list_code=list_code).count(),
        created_at=at,
        changed_at=at,
    )
    refuse_same_name(view)
    view.save()
    if is_shared:
        share(view, is_shared, by=by, at=at)
    return view


@transaction.atomic
def change_view(
    *,
    view: SavedView,
    name: str,
    is_shared: bool,
    position: int | None = None,
    query: str | None = None,
    by: StaffMember,
    at: datetime,
) -> SavedView:
    """Rename, move, share or stop sharing one's view; `query` gives it another state."""
    view = locked(view, by)
    view.name = name
    view.changed_at = at
    if position is not None:
        view.position = position
    if query is not None:
        view.query = kept_state(view.list_code, query, by=by, at=at)
    refuse_same_name(view)
    view.save()
    if is_shared != (view.shared_with_id is not None):
        share(view, is_shared, by=by, at=at)
    return view


@transaction.atomic
def delete_view(*, view: SavedView, by: StaffMember, at: datetime) -> None:
    view = locked(view, by)
    note("saved_view.deleted", view, unit_code=view.shared_with_id or "", by=by, at=at)
    view.delete()


def locked(view: SavedView, by: StaffMember) -> SavedView:
    found = SavedView.objects.select_for_update().filter(pk=view.pk).first()
    if found is None:
        raise ViewRefused("Cette vue vient d'être supprimée.")
    if not owns_view(by, found):
        raise NotAllowed("Cette vue a été enregistrée par quelqu'un d'autre : enregistrez la vôtre.")
    return found


def share(view: SavedView, is_shared: bool, *, by: StaffMember, at: datetime) -> None:
    """With the bureau where its owner is that day, or with nobody any longer."""
    posting = posting_on(by, localdate(at))
    if is_shared and posting is None:
        raise ViewRefused("Vous n'êtes pas en poste : cette vue ne se partage avec aucun service.")
    before = view.shared_with_id
    view.shared_with_id = posting.unit_id if is_shared else None
    view.save(update_fields=["shared_with"])
    action = "saved_view.shared" if is_shared else "saved_view.unshared"
    note(action, view, unit_code=view.shared_with_id or before or "", by=by, at=at)


def note(action: str, view: SavedView, *, unit_code: str, by: StaffMember, at: datetime) -> None:
    record(
        by=by,
        at=at,
        action=action,
        subject=view,
        label=view.name,
        unit_code=unit_code,
        details={"list": list_of(view.list_code).title, "query": view.query},
    )
