"""Opening a door: everything is closed by default, and each opening is a line that someone can read."""

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.decorators import login_not_required

from directorate.web.errors import NotAllowed


def allow(policy: Callable) -> Callable:
    """Let in the signed-in people for whom `policy(staff)` is true. A policy on an object is asked by the operation.

    The view keeps its policy in `view.policy`: the table of rights and the closure test read it there.
    """

    def decorate(view: Callable) -> Callable:
        @wraps(view)
        def guarded(request, *args, **kwargs):
            if not policy(request.user):
                label = getattr(policy, "label", "")
                reserved = f" Il est réservé à : {label[0].lower()}{label[1:]}." if label else ""
                raise NotAllowed(f"Vous n'avez pas ce droit.{reserved}")
            return view(request, *args, **kwargs)

        guarded.policy = policy
        return guarded

    return decorate


def open_to_everyone(reason: str) -> Callable:
    """Open a page without signing in. `reason` is read by the closure test and by people."""

    def decorate(view: Callable) -> Callable:
        @wraps(view)
        def opened(request, *args, **kwargs):
            return view(request, *args, **kwargs)

        opened.open_reason = reason
        return login_not_required(opened)

    return decorate


def open_to_signed_in(view: Callable) -> Callable:
    """Any signed-in account, even without a post: its own account pages, signing out, help."""

    @wraps(view)
    def opened(request, *args, **kwargs):
        return view(request, *args, **kwargs)

    opened.open_reason = "compte connecté"
    return opened
