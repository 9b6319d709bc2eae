"""Where a message may go: a corpus of addresses that must lead nowhere, and not one connection."""

import socket

import pytest

from directorate.programs import posting
from directorate.programs.addresses import is_public, read_address, resolve
from directorate.programs.errors import AddressRefused
from directorate.programs.posting import post

PUBLIC = "93.184.215.14"
# Names that a resolver of somebody else's choosing may give: what each means.
NAMES = {
    "private.attaque.fr": ["10.0.0.5"],
    "private-b.attaque.fr": ["172.16.3.4"],
    "private-c.attaque.fr": ["192.168.1.1"],
    "loop.attaque.fr": ["127.0.0.1"],
    "loop-far.attaque.fr": ["127.9.8.7"],
    "loop6.attaque.fr": ["::1"],
    "mapped.attaque.fr": ["::ffff:127.0.0.1"],
    "mapped-private.attaque.fr": ["::ffff:10.0.0.1"],
    "compatible.attaque.fr": ["::7f00:1"],
    "sixtofour.attaque.fr": ["2002:7f00:1::1"],
    "nat64.attaque.fr": ["64:ff9b::7f00:1"],
    "nat64-local.attaque.fr": ["64:ff9b:1::a00:1"],
    "teredo.attaque.fr": ["2001:0:53aa:64c:0:fbff:f5ff:fffe"],
    "metadata.attaque.fr": ["169.254.169.254"],
    "metadata-azure.attaque.fr": ["168.63.129.16"],
    "metadata6.attaque.fr": ["fd00:ec2::254"],
    "link6.attaque.fr": ["fe80::1"],
    "site6.attaque.fr": ["fec0::1"],
    "cgnat.attaque.fr": ["100.64.0.1"],
    "multicast.attaque.fr": ["224.0.0.1"],
    "multicast6.attaque.fr": ["ff02::1"],
    "broadcast.attaque.fr": ["255.255.255.255"],
    "zero.attaque.fr": ["0.0.0.0"],
    "zero6.attaque.fr": ["::"],
    "bench.attaque.fr": ["198.18.0.1"],
    "doc.attaque.fr": ["192.0.2.1"],
    "reserved.attaque.fr": ["240.0.0.1"],
    "relay.attaque.fr": ["192.88.99.1"],
    "zone.attaque.fr": ["fe80::1%eth0"],
    "both.attaque.fr": [PUBLIC, "10.0.0.5"],
    "nobody.attaque.fr": [],
}
WRITTEN = (
    "http://guichet.mairie.fr/", "ftp://guichet.mairie.fr/", "file:///etc/passwd", "gopher://guichet.mairie.fr/",
    "javascript:alert(1)", "//guichet.mairie.fr/", "guichet.mairie.fr", "",
    "https://127.0.0.1/", "https://127.1/", "https://2130706433/", "https://0x7f000001/", "https://0177.0.0.1/",
    "https://0x7f.0.0.1/", "https://127.0.0.1./", "https://[::1]/", "https://[::ffff:127.0.0.1]/", "https://[fe80::1%25eth0]/",
    "https://169.254.169.254/latest/meta-data/", "https://１２７.0.0.1/", "https://127。0。0。1/", "https://①②⑦.0.0.1/",
    "https://localhost/", "https://localhost./", "https://LOCALHOST/", "https://serveur.local/", "https://metadata.google.internal/",
    "https://intranet/", "https://a..b/", "https://-a.fr/", "https://a_b.fr/", "https://" + "a" * 64 + ".fr/",
    "https://agent@guichet.mairie.fr/", "https://agent:mot@guichet.mairie.fr/", "https://guichet.mairie.fr@10.0.0.1/",
    "https://guichet.mairie.fr:22/", "https://guichet.mairie.fr:80/", "https://guichet.mairie.fr:0/",
    "https://guichet.mairie.fr:99999/", "https://guichet.mairie.fr:x/", "https://guichet.mairie.fr/#fragment",
    "https://guichet.mairie.fr\\@10.0.0.1/", "https://guichet.mairie.fr/a b", "https://guichet.mairie.fr/\r\nX: y",
    "https://guichet.mairie.fr/\x00", "https://guichet\u200b.mairie.fr/", "https:// guichet.mairie.fr/", "https://[::1/",
    "https://guichet.mairie.fr/é", "https://xn--a/", "https://" + "a." * 200 + "fr/",
    "https://guichet.mairie.fr/" + "a" * 500,
)  # fmt: skip


@pytest.fixture()
def connections(monkeypatch):
    """Every attempt to connect, none of which succeeds."""
    tried = []

    def refuse(address, *arguments, **facts):
        tried.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "create_connection", refuse)
    monkeypatch.setattr(socket.socket, "connect", lambda self, address: refuse(address))
    return tried


def stub(host, port, **facts):
    if host not in NAMES:
        raise socket.gaierror
    return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (number, port)) for number in NAMES[host]]


def test_the_corpus_is_large_enough():
    assert len(NAMES) + len(WRITTEN) >= 40


@pytest.mark.parametrize("url", [*WRITTEN, *(f"https://{name}/x" for name in NAMES)])
def test_an_address_that_is_not_a_public_server_is_never_connected_to(connections, url):
    answer = post(url, b"{}", {}, resolver=stub)
    assert answer.status is None
    assert answer.error
    assert connections == []


@pytest.mark.parametrize("url", WRITTEN)
def test_what_is_wrong_in_an_address_is_said_when_it_is_recorded(url):
    with pytest.raises(AddressRefused) as refusal:
        read_address(url)
    assert refusal.value.field == "url"
    assert refusal.value.message.endswith(".")


@pytest.mark.parametrize(
    ("url", "host", "port", "path"),
    [
        ("https://guichet.mairie.fr", "guichet.mairie.fr", 443, "/"),
        ("https://Guichet.Mairie.FR:8443/a/b?c=d", "guichet.mairie.fr", 8443, "/a/b?c=d"),
        ("https://mairie-créteil.fr/", "xn--mairie-crteil-jhb.fr", 443, "/"),
        ("https://1.mairie.fr/", "1.mairie.fr", 443, "/"),
    ],
)
def test_a_public_server_is_read(url, host, port, path):
    target = read_address(url)
    assert (target.host, target.port, target.path) == (host, port, path)


def test_a_name_is_resolved_once_and_the_connection_goes_to_the_number_that_was_judged(connections):
    asked = []

    def changing(host, port, **facts):
        asked.append(host)
        number = PUBLIC if len(asked) == 1 else "127.0.0.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (number, port))]

    answer = post("https://guichet.mairie.fr/", b"{}", {}, resolver=changing)
    assert answer.error == "Le serveur refuse la connexion."
    assert asked == ["guichet.mairie.fr"]
    assert connections == [(PUBLIC, 443)]


def test_the_name_that_was_written_is_the_one_whose_certificate_is_asked(monkeypatch):
    asked = {}

    class Context:
        verify_mode, check_hostname, post_handshake_auth = posting.ssl.CERT_REQUIRED, True, None

        def wrap_socket(self, sock, server_hostname):
            asked["name"] = server_hostname
            raise ConnectionResetError

    monkeypatch.setattr(socket, "create_connection", lambda address, timeout: asked.setdefault("number", address))
    monkeypatch.setattr(posting.ssl, "create_default_context", Context)
    monkeypatch.setitem(NAMES, "guichet.mairie.fr", [PUBLIC])
    assert "ConnectionResetError" in post("https://guichet.mairie.fr/", b"{}", {}, resolver=stub).error
    assert asked == {"number": (PUBLIC, 443), "name": "guichet.mairie.fr"}


def test_the_setting_of_the_tests_opens_this_machine_and_nothing_else(settings):
    settings.WEBHOOKS_TO_LOOPBACK = True
    target = read_address("http://127.0.0.1:8123/x")
    assert resolve(target) == "127.0.0.1"
    for number in ("10.0.0.1", "169.254.169.254", "::ffff:127.0.0.1", "100.64.0.1"):
        assert not is_public(number, loopback=True)
    with pytest.raises(AddressRefused):
        resolve(read_address("https://private.attaque.fr/"), stub)


@pytest.mark.parametrize("number", [PUBLIC, "2a01:e0a:1::1", "8.8.8.8"])
def test_a_number_of_the_public_network_is_public(number):
    assert is_public(number)
