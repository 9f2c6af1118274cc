"""Starts a service: its options, and how uvicorn serves it."""

import argparse
import logging
import sys

import uvicorn

from .settings import SettingInvalid

# Python switches threads every 5 ms. Then a thread whose COMMIT is done waits that long for its turn, while it holds the writer's lock.
sys.setswitchinterval(0.0005)
SERVER = {
    "loop": "uvloop", "http": "httptools", "access_log": False, "server_header": False, "log_level": "warning",
    "timeout_keep_alive": 75, "timeout_graceful_shutdown": 10,
}


def configured(settings, create_app):
    """Returns the application of one worker."""
    logging.basicConfig(level=settings.log_level.upper(), format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    return create_app(settings)


def run(description, settings_type, database_type, store_type):
    """Checks the configuration, and serves `serve.application`."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen at (default: %(default)s)")
    parser.add_argument("--port", type=int, default=8000, help="the port (default: %(default)s)")
    parser.add_argument("--workers", type=int, default=1, help="the number of processes (default: %(default)s)")
    options = parser.parse_args()
    try:
        settings = settings_type.from_environment()
        store_type(settings)
        database = database_type(settings.database_url, 1)
        database.create_tables()
        database.close()
    except SettingInvalid as error:
        sys.exit(str(error))
    uvicorn.run(
        "serve:application", factory=True, host=options.host, port=options.port, workers=options.workers, **SERVER)
