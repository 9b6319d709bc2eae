"""Used by `./start` only: the site loads while the database is being prepared, and opens its port when it is."""

import os
import time
from pathlib import Path


def on_starting(server) -> None:
    """Called once the application is loaded and before the port is open."""
    while not Path(os.environ["DATABASE_READY_FILE"]).exists():
        time.sleep(0.05)
