"""Starts moto's server on loopback, and stops it at the end of a `with` block."""

import contextlib
import os
import pathlib
import re
import subprocess
import threading

ROOT = pathlib.Path(__file__).resolve().parents[2]
REQUIREMENTS = "Tools/servers/requirements.txt"


class ServerUnavailable(Exception):
    """The server cannot be started or used. The message says why."""


@contextlib.contextmanager
def moto_server():
    """Starts a server on a free port, yields its URL, and stops it at the end of the block."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    process = subprocess.Popen(
        [_python(), "-u", "-m", "moto.server", "-H", "127.0.0.1", "-p", "0"], env=environment, text=True,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    try:
        yield _url(process)
    finally:
        process.terminate()
        process.wait()


def _python():
    made = subprocess.run([ROOT / "Scripts" / "python-environment", REQUIREMENTS], capture_output=True, text=True)
    if made.returncode != 0:
        raise ServerUnavailable(made.stderr.strip())
    return made.stdout.strip()


def _url(process):
    """Returns the URL from the server's log. A thread reads the rest of the log, so that the pipe does not fill up."""
    log = []
    for line in process.stdout:
        log.append(line)
        match = re.search(r"Running on (http://[0-9.:]+)", line)
        if match:
            threading.Thread(target=process.stdout.read, daemon=True).start()
            return match.group(1)
    raise ServerUnavailable("moto did not start: " + "".join(log)[-500:])


def moto_version():
    return re.search(r"^moto==(\S+)", (ROOT / REQUIREMENTS).read_text(), re.MULTILINE).group(1)
