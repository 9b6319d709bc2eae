"""Where a message may go: a public name, in https, on a usual port; never a machine of our own networks.

An address is judged twice: as it is written, when it is recorded, and by what its name means, each time a message
leaves. The name is resolved once and the connection is made to the number that was judged: a name that changes in
between leads nowhere else.
"""

import re
import socket
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit

from django.conf import settings

from directorate.programs.errors import AddressRefused

LONGEST = 500
PORTS = {443, 8443}
# Characters that two readers of the same address may understand differently.
AMBIGUOUS = re.compile(r"[\x00-\x20\x7f-\xa0\\<>\"'`{}|^\u200b-\u200f\u2028-\u202f\ufeff]")
LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?", re.ASCII)
# 127.1, 2130706433, 0x7f000001, 0177.0.0.1: a last part that is a number makes a number of the whole.
NUMBER = re.compile(r"(0x[0-9a-f]*|[0-9]+)", re.ASCII)
# Names that mean something inside a network only. ".invalid" means nothing anywhere: a demonstration may write it.
INNER_NAMES = (
    "localhost", "local", "localdomain", "internal", "intranet", "lan", "home", "corp", "private", "arpa", "onion",
    "test", "example",
)  # fmt: skip
# What Python calls global, and is not for us: shared services of hosts, translations that lead to IPv4.
ALSO_INNER = tuple(
    ip_network(text)
    for text in (
        "0.0.0.0/8", "100.64.0.0/10", "168.63.129.16/32", "192.0.0.0/24", "192.88.99.0/24", "198.18.0.0/15",
        "::/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2002::/16", "3fff::/20", "5f00::/16",
        "fc00::/7", "fec0::/10",
    )
)  # fmt: skip

NOT_PUBLIC = "Cette adresse ne mène pas à un serveur public."
Resolver = Callable[..., list]


@dataclass(frozen=True)
class Target:
    """A written address taken to pieces. `loopback`: it may lead to this very machine, in a test."""

    scheme: str
    host: str
    port: int
    path: str
    loopback: bool = False

    @property
    def host_header(self) -> str:
        usual = {"http": 80, "https": 443}[self.scheme]
        return self.host if self.port == usual else f"{self.host}:{self.port}"


def read_address(text: str) -> Target:
    """The pieces of an address that may be recorded, or `AddressRefused` with what is wrong in it."""
    if not text or len(text) > LONGEST:
        raise AddressRefused(f"Une adresse de {LONGEST} caractères au plus est attendue.", field="url")
    if AMBIGUOUS.search(text):
        raise AddressRefused("L'adresse contient des caractères qui ne s'y écrivent pas.", field="url")
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError as error:
        raise AddressRefused("Adresse illisible.", field="url") from error
    loopback = bool(settings.WEBHOOKS_TO_LOOPBACK)
    if parts.scheme != "https" and not (loopback and parts.scheme == "http"):
        raise AddressRefused("L'adresse commence par https://.", field="url")
    if "@" in parts.netloc:
        raise AddressRefused("L'adresse ne porte ni identifiant ni mot de passe.", field="url")
    if parts.fragment or text.endswith("#"):
        raise AddressRefused("L'adresse ne porte pas de fragment (#).", field="url")
    if port is None:
        port = {"http": 80, "https": 443}[parts.scheme]
    if port not in PORTS and not loopback:
        raise AddressRefused("Le port est 443 ou 8443.", field="url")
    host = readable_host(parts.hostname or "", loopback)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    if not path.isascii():
        raise AddressRefused("Le chemin de l'adresse s'écrit sans accent.", field="url")
    return Target(parts.scheme, host, port, path, loopback)


def readable_host(host: str, loopback: bool) -> str:
    """A name of the public network, in its ASCII writing. Numbers are refused, however they are written."""
    if loopback and host in {"127.0.0.1", "::1", "localhost"}:
        return host
    try:
        # Full-width letters, dots of other scripts: what a resolver would read.
        name = host.encode("idna").decode("ascii").lower()
    except UnicodeError as error:
        raise AddressRefused("Le nom du serveur est illisible.", field="url") from error
    labels = name.split(".")
    if ":" in host or NUMBER.fullmatch(labels[-1]) or (name.endswith(".") and NUMBER.fullmatch(labels[-2])):
        raise AddressRefused("Donner un nom de serveur, pas une adresse en chiffres.", field="url")
    if len(labels) < 2 or len(name) > 253 or not all(LABEL.fullmatch(label) for label in labels):
        raise AddressRefused("Le nom du serveur est un nom complet, par exemple guichet.mairie.fr.", field="url")
    if labels[-1] in INNER_NAMES and not loopback:
        raise AddressRefused(NOT_PUBLIC, field="url")
    return name


def is_public(number: str, *, loopback: bool = False) -> bool:
    """Whether this number belongs to the public network. Anything that may translate to another number does not."""
    try:
        place = ip_address(number)
    except ValueError:
        # A zone ("fe80::1%eth0") or anything else that is not a plain number.
        return False
    if loopback and place.is_loopback:
        return True
    if isinstance(place, IPv6Address) and (place.ipv4_mapped or place.sixtofour or place.teredo or place.is_site_local):
        return False
    inner = place.is_multicast or place.is_reserved or place.is_unspecified or place.is_loopback or place.is_link_local
    return place.is_global and not inner and not any(in_network(place, network) for network in ALSO_INNER)


def in_network(place: IPv4Address | IPv6Address, network) -> bool:
    return place.version == network.version and place in network


def resolve(target: Target, resolver: Resolver | None = None) -> str:
    """The number to connect to. One number that is not public among those of a name refuses the name."""
    try:
        rows = (resolver or socket.getaddrinfo)(target.host, target.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise AddressRefused(f"Le nom « {target.host} » est inconnu.") from error
    numbers = list(dict.fromkeys(row[4][0] for row in rows))
    if not numbers or not all(is_public(number, loopback=target.loopback) for number in numbers):
        raise AddressRefused(NOT_PUBLIC)
    return numbers[0]
