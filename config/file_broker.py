"""The broker of a machine without Redis: kombu's folders of messages, with an event loop.

Without an event loop the children of Celery's pool share one lock to read their work: a child killed while it waits
keeps the lock for ever, and the worker does nothing any more. With it each child has pipes of its own, as with Redis.
"""

from pathlib import Path
from queue import Empty
from time import monotonic
from uuid import uuid4

from kombu.transport import TRANSPORT_ALIASES, filesystem
from kombu.utils.json import dumps


class Channel(filesystem.Channel):
    def _put(self, queue, payload, **kwargs):
        """A message appears whole, in a folder that somebody may have removed. A full disk is an OSError."""
        folder = Path(self.data_folder_out)
        folder.mkdir(parents=True, exist_ok=True)
        name = f"{round(monotonic() * 1000)}_{uuid4()}"
        hidden = folder / f".{name}"
        hidden.write_text(dumps(payload))
        hidden.rename(folder / f"{name}.{queue}.msg")

    def _get(self, queue):
        try:
            return super()._get(queue)
        except FileNotFoundError as error:
            raise Empty from error


class Transport(filesystem.Transport):
    Channel = Channel
    implements = filesystem.Transport.implements.extend(asynchronous=True)

    def register_with_event_loop(self, connection, loop):
        loop.call_repeatedly(self.polling_interval, self.deliver_what_waits)

    def deliver_what_waits(self):
        """All that the worker accepts now: nothing more comes while every child is busy."""
        try:
            while True:
                self.cycle.get(self._deliver)
        except Empty:
            return


def replace_the_one_of_kombu() -> None:
    TRANSPORT_ALIASES["filesystem"] = f"{__name__}:Transport"
