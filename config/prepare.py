"""What `./start` and `./check` need before anything else: system packages, the environment, the pinned libraries.

Runs on a bare Python 3.11: standard library only. Then it becomes the Python of `.venv`, in the same process.
"""

import argparse
import ctypes
import fcntl
import hashlib
import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
CACHE = ROOT / ".cache"

# The second contains the first, and the engine of PyPI.
REQUIREMENTS = {"start": ["requirements.txt"], "check": ["requirements-dev.txt"]}
LOCAL_REQUIREMENTS = "requirements-local.txt"
MODULES = {"start": "config.embedded", "check": "config.check"}

# What WeasyPrint loads; the last one only makes its files smaller, and does not exist on older systems.
PDF_LIBRARIES = ("libpango-1.0.so.0", "libpangoft2-1.0.so.0", "libharfbuzz.so.0")
PDF_PACKAGES = ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0")
# The PostgreSQL of PyPI and the file broker stand in for these.
REPLACED = {"postgresql", "redis-server"}
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")


class Failure(Exception):
    """Stops the command with one French sentence and code 1."""


def say(sentence: str) -> None:
    print(sentence, flush=True)


# --- the words of the command line


def port(value: str) -> int:
    if not (value.isascii() and value.isdigit()) or not 1 <= int(value) <= 65535:
        raise argparse.ArgumentTypeError("un port est un nombre de 1 à 65535")
    return int(value)


def start_options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="./start",
        description="Prépare et lance l'application de démonstration : base, file, site, exécutant et planificateur.",
    )
    parser.add_argument("--port", type=port, default=8000, help="port du site (8000 par défaut)")
    parser.add_argument("--data", type=Path, default=ROOT / "var", help="dossier des données (var par défaut)")
    parser.add_argument("--prepare", action="store_true", help="prépare l'environnement sans rien lancer")
    parser.add_argument(
        "--embedded",
        action="store_true",
        help="n'utilise ni PostgreSQL ni Redis du système : moteur venu de PyPI et file de fichiers",
    )
    options = parser.parse_args(arguments)
    options.data = options.data.expanduser().absolute()
    return options


def check_options(arguments: list[str]) -> argparse.Namespace:
    cut = arguments.index("--") if "--" in arguments else len(arguments)
    for_pytest = arguments[cut + 1 :]
    parser = argparse.ArgumentParser(
        prog="./check", description="Prépare la machine puis passe tous les contrôles et tous les tests."
    )
    parser.add_argument("--fast", action="store_true", help="sans navigateur, sans exécutant, sans moteur embarqué")
    parser.add_argument("--prepare", action="store_true", help="prépare l'environnement sans rien contrôler")
    options = parser.parse_args(arguments[:cut])
    options.pytest = for_pytest
    options.embedded = False
    return options


OPTIONS = {"start": start_options, "check": check_options}


def require_free_port(number: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", number))
        except PermissionError as error:
            raise Failure(f"Le port {number} est réservé au système : choisissez-en un au-dessus de 1023.") from error
        except OSError as error:
            raise Failure(
                f"Le port {number} est déjà utilisé : arrêtez l'autre programme ou choisissez un port libre, "
                f"par exemple ./start --port {number % 65000 + 1}."
            ) from error


# --- running a command


def run(command: list[str], log: Path) -> bool:
    """Run to the end with its output in `log`. Stopped when we are stopped, gently: a package manager must finish."""
    with log.open("ab") as output:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output, stderr=output)
        try:
            return process.wait() == 0
        except BaseException:
            process.terminate()
            process.wait()
            raise


def end_of(log: Path, lines: int = 15) -> str:
    return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])


@contextmanager
def alone() -> Iterator[None]:
    """One preparation at a time in this folder: two would break the environment."""
    CACHE.mkdir(exist_ok=True)
    with (CACHE / "prepare.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


# --- system packages


def library_is_missing(name: str) -> bool:
    try:
        ctypes.CDLL(name)
    except OSError:
        return True
    return False


def system_postgres() -> list[Path]:
    """Folders of PostgreSQL's programs installed on the machine, the newest first."""
    folders = [program.parent for program in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    folders.sort(key=lambda folder: int(folder.parent.name) if folder.parent.name.isdigit() else 0, reverse=True)
    if not folders and (found := shutil.which("initdb")):
        folders = [Path(found).resolve().parent]
    return [folder for folder in folders if (folder / "postgres").exists()]


def system_redis() -> str | None:
    return shutil.which("redis-server") or shutil.which("valkey-server")


def chromium() -> str | None:
    return next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)


def venv_is_missing() -> bool:
    return subprocess.run([sys.executable, "-c", "import ensurepip"], capture_output=True).returncode != 0


def missing_packages(command: str, *, embedded: bool) -> list[str]:
    needs = [
        (not PYTHON.exists() and venv_is_missing(), [f"python3.{sys.version_info.minor}-venv"]),
        (any(map(library_is_missing, PDF_LIBRARIES)), PDF_PACKAGES),
        (not embedded and not os.environ.get("DATABASE_URL") and not system_postgres(), ["postgresql"]),
        (not embedded and not os.environ.get("REDIS_URL") and not system_redis(), ["redis-server"]),
        (command == "check" and not chromium(), ["chromium"]),
    ]
    return [package for needed, packages in needs if needed for package in packages]


def administrator() -> list[str] | None:
    """What to write before a command to run it as root, or None."""
    if not shutil.which("apt-get"):
        return None
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") and subprocess.run(["sudo", "-n", "true"], capture_output=True).returncode == 0:
        return ["sudo", "-n"]
    return None


def install_packages(packages: list[str]) -> None:
    """Ask Debian for `packages`, as far as we may: what cannot do without them says so afterwards."""
    prefix = administrator()
    if not packages or prefix is None:
        return
    say(f"Installation des paquets du système : {', '.join(packages)}…")
    log = CACHE / "packages.log"
    apt = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq", "-o", "DPkg::Lock::Timeout=300"]
    run([*apt, "update"], log)
    if run([*apt, "install", "-y", "--no-install-recommends", *packages], log):
        return
    # One unknown name must not deprive us of the others.
    for package in packages:
        run([*apt, "install", "-y", "--no-install-recommends", package], log)


def require_packages(command: str, *, embedded: bool) -> None:
    """Refuse, in one sentence, when something that has no replacement is missing."""
    missing = [package for package in missing_packages(command, embedded=embedded) if package not in REPLACED]
    if missing:
        raise Failure(f"Il manque des paquets du système : installez-les par « sudo apt install {' '.join(missing)} ».")


# --- the environment and its libraries


def fingerprint(name: str) -> str:
    return hashlib.sha256((ROOT / name).read_bytes()).hexdigest()


def make_environment() -> None:
    works = PYTHON.exists() and subprocess.run([PYTHON, "-m", "pip", "--version"], capture_output=True).returncode == 0
    if works:
        return
    say("Création de l'environnement Python (.venv)…")
    log = CACHE / "environment.log"
    if not run([sys.executable, "-m", "venv", "--clear", str(VENV)], log):
        raise Failure(f"L'environnement Python n'a pas pu être créé :\n{end_of(log)}")


def install_libraries(files: list[str]) -> None:
    """Install exactly the pinned files, checked by their hashes; nothing to do when they have not changed."""
    make_environment()
    for name in files:
        stamp = VENV / f".{name}.installed"
        if stamp.exists() and stamp.read_text() == fingerprint(name):
            continue
        say(f"Installation des bibliothèques de {name} (une à deux minutes la première fois)…")
        log = CACHE / "libraries.log"
        pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        if not run([*pip, "--require-hashes", "-r", str(ROOT / name)], log):
            raise Failure(f"Les bibliothèques n'ont pas pu être installées :\n{end_of(log)}")
        stamp.write_text(fingerprint(name))


def needed_files(command: str, *, embedded: bool) -> list[str]:
    without_engine = not os.environ.get("DATABASE_URL") and not system_postgres()
    local = command == "start" and (embedded or without_engine)
    return REQUIREMENTS[command] + ([LOCAL_REQUIREMENTS] if local else [])


def prepare(command: str, *, embedded: bool = False) -> None:
    with alone():
        install_packages(missing_packages(command, embedded=embedded))
        require_packages(command, embedded=embedded)
        install_libraries(needed_files(command, embedded=embedded))


def main(command: str, arguments: list[str]) -> None:
    options = OPTIONS[command](arguments)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        if command == "start" and not options.prepare:
            require_free_port(options.port)
        prepare(command, embedded=options.embedded)
    except Failure as failure:
        sys.exit(str(failure))
    except KeyboardInterrupt:
        sys.exit(130)
    if options.prepare:
        say("L'environnement est prêt.")
        return
    if command == "start":
        arguments = [*arguments, "--data", str(options.data)]
    os.chdir(ROOT)
    os.execv(PYTHON, [str(PYTHON), "-m", MODULES[command], *arguments])  # noqa: S606


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
