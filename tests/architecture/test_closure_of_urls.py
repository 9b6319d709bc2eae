"""Everything is closed; opening is a line that someone can read."""

import pytest
from django.urls import URLPattern, URLResolver, get_resolver
from rest_framework.permissions import AllowAny

from directorate.web.api import Closed


def views(resolver=None, prefix=""):
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from views(entry, prefix + str(entry.pattern))
        elif isinstance(entry, URLPattern):
            yield prefix + str(entry.pattern), entry.callback


def api_class(view):
    """The REST framework class behind a view, whose permissions stand in for a policy."""
    return getattr(view, "cls", None) or getattr(view, "view_class", None)


def is_of_api(view) -> bool:
    return hasattr(api_class(view), "permission_classes")


def test_there_are_addresses_to_judge():
    assert len(list(views())) > 40


def test_every_page_has_a_policy_or_a_reason_to_be_open():
    open_without_a_word = [
        f"/{address} ({view.__module__}.{getattr(view, '__name__', view)})"
        for address, view in views()
        if not is_of_api(view) and not callable(getattr(view, "policy", None)) and not getattr(view, "open_reason", "")
    ]
    assert not open_without_a_word, "\n".join(open_without_a_word)


def test_every_page_open_to_strangers_says_why():
    wrong = [
        address
        for address, view in views()
        if not is_of_api(view) and getattr(view, "login_required", True) is False and not view.open_reason
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    ("address", "view"), [pytest.param(*item, id=item[0]) for item in views() if is_of_api(item[1])]
)
def test_every_action_of_the_api_names_who_may_enter(address, view):
    """A resource keeps them by action in `access`, and refuses what is not there; the rest in `permission_classes`."""
    kind = api_class(view)
    actions = set((getattr(view, "actions", None) or {}).values()) - {"options"}
    permissions = [kind.access.get(action) for action in actions] if actions else kind.permission_classes
    assert permissions
    assert None not in permissions
    assert Closed not in permissions
    assert AllowAny not in permissions or {"schema", "docs"} & set(address.split("/"))
