"""Which rules are broken, and how an implementation says no.

A rule that can be broken asks `broken("name")` at the place where it is kept; the names are listed in `mutants.py`.
The set is one for the whole process: an adapter answers one request at a time, and a mutant keeps its fault for life.
"""

_active = frozenset()


def broken(name):
    return name in _active


def active():
    """The set itself, for whatever is remembered between requests."""
    return _active


class Injected:
    """`with Injected(names):` breaks these rules, and no others, inside the block."""

    def __init__(self, names):
        self.names = frozenset(names)

    def __enter__(self):
        global _active
        self.before, _active = _active, self.names

    def __exit__(self, *_):
        global _active
        _active = self.before


class Rejected(Exception):
    """The input was understood and rejected. Neither code nor message ever holds a secret.

    A verifier's rejection has S3's code and HTTP status, and what it computed as its trace. `field` is what of the input is
    wrong, where that has a name; `details` are pairs of what a caller needs to go on.
    """

    def __init__(self, code, message, status=None, trace=None, field=None, details=None):
        super().__init__(code)
        self.code, self.message, self.status, self.trace = code, message, status, trace
        self.field, self.details = field, details


class Unsupported(Exception):
    """The input asks for something that the implementation does not have."""
