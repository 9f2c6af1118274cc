"""The recorder behind the protocol. One is open at a time, and everything that survives a restart is in its directory."""

import sqlite3

from signing.text import read_text

from .begin import begin
from .complete import complete, look, record
from .points import Points
from .recorder import Recorder
from .resolve import dump, resolve
from .schema import remove_database
from .sweep import sweep
from .transaction import rejection

_open = None


def open_recorder(data, clock):
    global _open
    if _open:
        _open.close()
    _open = Recorder(data)
    return {}, None


def take_step(step, clock, random, halt):
    points = Points(step.get("fault"), halt)
    actions = {
        "begin": lambda: begin(_open, step, clock, random, points),
        "complete": lambda: complete(_open, step, clock, points),
        "look": lambda: look(_open, step, clock),
        "record": lambda: record(_open, step["look"], points),
        "sweep": lambda: sweep(_open, step, clock, points),
        "resolve": lambda: resolve(_open, step, clock),
    }
    try:
        return actions[step["do"]](), None
    except sqlite3.Error as trouble:
        raise rejection(trouble, step["do"] == "begin") from trouble


def dump_uploads(data, clock):
    return dump(_open), None


def close_recorder(data, clock):
    """Closes the recorder, if one is open, and removes the scenario's database."""
    global _open
    if _open:
        _open.close()
    _open = None
    remove_database(read_text(data["state"]).decode())
    return {}, None
