"""Which function does the jobs of which kind."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from directorate.jobs.models import Job

Handler = Callable[[Job, datetime], dict[str, Any] | None]

HANDLERS: dict[str, Handler] = {}


def handler(kind: str) -> Callable[[Handler], Handler]:
    """Declare what does the jobs of a kind: `function(job, at)` returns the result to keep, or None.

    It runs in the transaction that ends the job: what it writes and the end of the job are one fact. It may run more
    than once (a worker died, the time limit struck), and leaves an effect once. A `DomainError` is a refusal that a
    second attempt would meet again: the job fails at once with this sentence. Anything else is tried again.
    """

    def declare(function: Handler) -> Handler:
        if HANDLERS.get(kind, function) is not function:
            raise ValueError(f"Deux fonctions pour les travaux « {kind} ».")
        HANDLERS[kind] = function
        return function

    return declare
