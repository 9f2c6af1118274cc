#!/usr/bin/env python3
"""Serves the recording API.

    serve.py [--host 127.0.0.1] [--port 8000] [--workers 1]

The README lists the environment variables. With BROKEN=NAME it serves a broken copy (broken.py).
"""

import argparse
import logging
import os
import sys

import uvicorn

if os.environ.get("BROKEN"):
    import broken

    broken.install(os.environ["BROKEN"])

from service.app import create_app  # noqa: E402
from service.database import Database  # noqa: E402
from service.settings import SettingInvalid, Settings  # noqa: E402
from service.store import Store  # noqa: E402

# Python switches threads every 5 ms. Then a thread whose COMMIT is done waits that long for its turn, while it holds the writer's lock.
sys.setswitchinterval(0.0005)
SERVER = {
    "loop": "uvloop", "http": "httptools", "access_log": False, "server_header": False, "log_level": "warning",
    "timeout_keep_alive": 75, "timeout_graceful_shutdown": 10,
}


def application():
    """Returns the application of one worker."""
    settings = Settings.from_environment()
    logging.basicConfig(level=settings.log_level.upper(), format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    return create_app(settings)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen at (default: %(default)s)")
    parser.add_argument("--port", type=int, default=8000, help="the port (default: %(default)s)")
    parser.add_argument("--workers", type=int, default=1, help="the number of processes (default: %(default)s)")
    options = parser.parse_args()
    try:
        settings = Settings.from_environment()
        Store(settings)
        database = Database(settings.database_url, 1)
        database.create_tables()
        database.close()
    except SettingInvalid as error:
        sys.exit(str(error))
    uvicorn.run(
        "serve:application", factory=True, host=options.host, port=options.port, workers=options.workers, **SERVER)


if __name__ == "__main__":
    main()
