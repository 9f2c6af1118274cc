"""Tells the code which rules are broken, and defines the exceptions for inputs that are rejected or not supported.

The code that implements a rule calls `broken("name")` for each of its mutants, which `mutants.py` lists. The set of broken
rules is global: an adapter handles one run at a time.
"""

_active = frozenset()


def broken(name):
    """Returns whether the mutant of this name is active."""
    return name in _active


def active():
    """Returns the names of all active mutants, as a part of the key of caches that outlive a run."""
    return _active


class Injected:
    """`with Injected(names):` activates these mutants, and no others, inside the block."""

    def __init__(self, names):
        self.names = frozenset(names)

    def __enter__(self):
        global _active
        self.before, _active = _active, self.names

    def __exit__(self, *_):
        global _active
        _active = self.before


class Rejected(Exception):
    """The input was understood and rejected. Code and message must not contain a secret.

    A verifier's rejection has S3's code and HTTP status, and its intermediate results as the trace. `field` names the part of
    the input that is wrong, if it has a name. `details` maps names to values that the caller needs in order to continue.
    """

    def __init__(self, code, message, status=None, trace=None, field=None, details=None):
        super().__init__(code)
        self.code, self.message, self.status, self.trace = code, message, status, trace
        self.field, self.details = field, details


class Unsupported(Exception):
    """The input needs something that is not implemented."""
