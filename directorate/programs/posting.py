"""One POST to a partner's server: to the number that was judged, in five seconds, without following anything."""

import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from threading import Event, Timer
from time import monotonic

from directorate.programs.addresses import Resolver, read_address, resolve
from directorate.programs.errors import AddressRefused

SECONDS = 5
MOST_READ = 64 * 1024
EXCERPT = 300
TOO_SLOW = "Pas de réponse complète en {} secondes."


@dataclass(frozen=True)
class Answer:
    """What came of a message. `status` is None when nothing was answered; `error` says why, in French."""

    status: int | None
    excerpt: str
    milliseconds: int
    error: str

    @property
    def is_success(self) -> bool:
        return self.status is not None and 200 <= self.status < 300 and not self.error


class PinnedHTTP(HTTPConnection):
    """Connects to a number that was judged beforehand, under the name that was written."""

    def __init__(self, host: str, port: int, number: str):
        super().__init__(host, port, timeout=SECONDS)
        self.number = number

    def connect(self):
        self.sock = socket.create_connection((self.number, self.port), self.timeout)


class PinnedHTTPS(HTTPSConnection):
    def __init__(self, host: str, port: int, number: str):
        self.own_context = ssl.create_default_context()
        super().__init__(host, port, timeout=SECONDS, context=self.own_context)
        self.number = number

    def connect(self):
        plain = socket.create_connection((self.number, self.port), self.timeout)
        self.sock = self.own_context.wrap_socket(plain, server_hostname=self.host)


CONNECTIONS = {"http": PinnedHTTP, "https": PinnedHTTPS}


def post(url: str, body: bytes, headers: Mapping[str, str], resolver: Resolver | None = None) -> Answer:
    """Send, and read at most 64 kB of the answer. A failure of the other side is an answer, never an exception."""
    start = monotonic()
    elapsed = partial(milliseconds_since, start)
    try:
        target = read_address(url)
        connection = CONNECTIONS[target.scheme](target.host, target.port, resolve(target, resolver))
    except AddressRefused as refusal:
        return Answer(None, "", elapsed(), str(refusal))
    # A time limit on each reading would let a server that drips hold the worker for hours.
    late = Event()
    guard = Timer(SECONDS, cut, (connection, late))
    guard.daemon = True
    guard.start()
    try:
        connection.putrequest("POST", target.path, skip_host=True, skip_accept_encoding=True)
        for name, value in {"Host": target.host_header, "Content-Length": str(len(body)), **headers}.items():
            connection.putheader(name, value)
        connection.endheaders(body)
        answer = connection.getresponse()
        excerpt = readable(answer.read(MOST_READ))
        if late.is_set():
            # What was cut in the middle may look whole.
            return Answer(None, "", elapsed(), TOO_SLOW.format(SECONDS))
        return Answer(answer.status, excerpt, elapsed(), judged(answer.status))
    except ssl.SSLError as error:
        return Answer(None, "", elapsed(), f"Certificat ou chiffrement refusé : {error.reason or error}"[:EXCERPT])
    except (OSError, HTTPException, ValueError) as error:
        return Answer(None, "", elapsed(), TOO_SLOW.format(SECONDS) if late.is_set() else words_of(error))
    finally:
        guard.cancel()
        connection.close()


def milliseconds_since(start: float) -> int:
    return int((monotonic() - start) * 1000)


def cut(connection: HTTPConnection, late: Event) -> None:
    late.set()
    sock = connection.sock
    if sock is not None:
        try:
            sock.shutdown(socket.SHUT_RDWR)
        except OSError:
            return


def judged(status: int) -> str:
    if 200 <= status < 300:
        return ""
    if 300 <= status < 400:
        return "Le serveur renvoie vers une autre adresse : les renvois ne sont pas suivis."
    return f"Le serveur a répondu {status}."


def words_of(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return TOO_SLOW.format(SECONDS)
    if isinstance(error, ConnectionRefusedError):
        return "Le serveur refuse la connexion."
    return f"La connexion a échoué ({type(error).__name__})."


def readable(raw: bytes) -> str:
    """The beginning of an answer as harmless text."""
    text = raw[: EXCERPT * 4].decode("utf-8", "replace")
    return "".join(character if character.isprintable() else " " for character in text)[:EXCERPT]
