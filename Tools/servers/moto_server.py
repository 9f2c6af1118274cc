"""moto's server on loopback, for as long as it is needed."""

import contextlib
import os
import pathlib
import re
import subprocess
import threading

HERE = pathlib.Path(__file__).resolve().parent


class NoServer(Exception):
    """The server could not be had; the message says why."""


@contextlib.contextmanager
def moto_server():
    """The URL of a server of our own, which chooses a free port itself and is ended with the block."""
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
    requirements = os.path.relpath(HERE / "requirements.txt", HERE.parent.parent)
    made = subprocess.run(
        [HERE.parent / "python-environment", requirements], capture_output=True, text=True)
    if made.returncode != 0:
        raise NoServer(made.stderr.strip())
    return made.stdout.strip()


def _url(process):
    """The address from the server's log; the rest of the log is read and forgotten, so that the pipe never fills."""
    said = []
    for line in process.stdout:
        said.append(line)
        match = re.search(r"Running on (http://[0-9.:]+)", line)
        if match:
            threading.Thread(target=process.stdout.read, daemon=True).start()
            return match.group(1)
    raise NoServer("moto did not start: " + "".join(said)[-500:])


def moto_version():
    return re.search(r"^moto==(\S+)$", (HERE / "requirements.txt").read_text(), re.MULTILINE).group(1)
