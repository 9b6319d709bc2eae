"""Which function does the jobs of which kind."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from directorate.jobs.models import Job

Handler = Callable[[Job, datetime], dict[str, Any] | None]

HANDLERS: dict[str, Handler] = {}
STEPWISE: set[str] = set()
BEHIND: set[str] = set()


def handler(kind: str, *, stepwise: bool = False, behind: bool = False) -> Callable[[Handler], Handler]:
    """Declare what does the jobs of a kind: `function(job, at)` returns the result to keep, or None.

    It runs in the transaction that ends the job: what it writes and the end of the job are one fact. It may run more
    than once (a worker died, the time limit struck), and leaves an effect once. A `DomainError` is a refusal that a
    second attempt would meet again: the job fails at once with this sentence. Anything else is tried again.

    A `stepwise` function runs outside this transaction: it commits its own small ones, each of which may be found done
    by a later attempt, and calls `progress` between them, which stops a job that was cancelled or taken over.
    """

    def declare(function: Handler) -> Handler:
        if HANDLERS.get(kind, function) is not function:
            raise ValueError(f"Deux fonctions pour les travaux « {kind} ».")
        HANDLERS[kind] = function
        for names, is_one in ((STEPWISE, stepwise), (BEHIND, behind)):
            (names.add if is_one else names.discard)(kind)
        return function

    return declare
