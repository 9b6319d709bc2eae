"""Several people at once: each function runs in its own thread, on its own connection."""

from collections.abc import Callable, Sequence
from threading import Barrier, Thread
from typing import Any

from django.db import connection


def at_once(*functions: Callable[[], Any]) -> list[Any]:
    """Run the functions together and give back what each returned or raised, in order."""
    start = Barrier(len(functions))
    outcomes: list[Any] = [None] * len(functions)

    def run(rank: int, function: Callable[[], Any]) -> None:
        start.wait()
        try:
            outcomes[rank] = function()
        except BaseException as error:
            outcomes[rank] = error
        finally:
            connection.close()

    threads: Sequence[Thread] = [Thread(target=run, args=item) for item in enumerate(functions)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes
