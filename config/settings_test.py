"""Settings of the test runs: same engine, quicker passwords, files in a temporary folder."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

os.environ.setdefault("SECRET_KEY", "only-for-tests-" + "x" * 50)
os.environ.setdefault("INSECURE_HTTP", "1")
os.environ.setdefault("DEMO_MODE", "1")
if "DATA_DIR" not in os.environ:
    # Inherited by the parallel workers, removed by the process that made it.
    os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix="securites-tests-")
    atexit.register(shutil.rmtree, os.environ["DATA_DIR"], ignore_errors=True)
if parallel := os.environ.get("PYTEST_XDIST_WORKER"):
    # One broker serves the parallel runs: without a place of its own, the worker of one would answer the bells of the
    # other, find no such job in its base, and the bell would be lost.
    os.environ["BROKER_PREFIX"] = f"tests-{parallel}:"
    os.environ["BROKER_DIR"] = str(Path(os.environ["DATA_DIR"]) / f"broker-{parallel}")

from config.settings import *  # noqa: E402, F403
from config.settings import STATIC_ROOT, env  # noqa: E402

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
ALLOWED_HOSTS = ["*"]
# No scan of every static file at the first request of a run.
WHITENOISE_AUTOREFRESH = True
AXES_ENABLED = env.flag("AXES_ENABLED", True)
Path(STATIC_ROOT).mkdir(parents=True, exist_ok=True)
