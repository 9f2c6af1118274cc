#!/usr/bin/env python3
"""Serves the membership API.

    serve.py [--host 127.0.0.1] [--port 8000] [--workers 1]

The README lists the environment variables. With BROKEN=NAME it serves a broken copy (broken.py).
"""

import os
import pathlib
import sys

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1]))

if os.environ.get("BROKEN"):
    import broken

    broken.install(os.environ["BROKEN"])

from common import server  # noqa: E402
from service.app import create_app  # noqa: E402
from service.database import Database  # noqa: E402
from service.settings import Settings  # noqa: E402
from service.store import Store  # noqa: E402


def application():
    """Returns the application of one worker."""
    return server.configured(Settings.from_environment(), create_app)


if __name__ == "__main__":
    server.run(__doc__, Settings, Database, Store)
