"""Broken copies of a service: each is a small patch of its source, applied when a module is loaded.

A patch replaces text that occurs exactly once in its module. If the service changes, so that a patch does not fit, loading fails.
"""

import importlib.machinery
import sys
from dataclasses import dataclass


@dataclass(frozen=True)
class Broken:
    """A broken copy: the rule that it breaks, what is wrong, and its patches: module, old text, new text.

    A module is one of the package `service`, or `common.NAME`. `cases` are the cases to run. Those of a rule are all run, unless some of
    them take long.
    """

    name: str
    rule: str
    fault: str
    patches: tuple[tuple[str, str, str], ...]
    cases: str


def broken_copy(name, rule, fault, *patches, cases=None):
    return Broken(name, rule, fault, patches, cases or rule)


def install_copy(copies, name):
    """Breaks the modules that are imported from now on."""
    broken = next((copy for copy in copies if copy.name == name), None)
    if broken is None:
        sys.exit(f"BROKEN should be the name of a broken copy, not {name!r}")
    sys.meta_path.insert(0, _Finder(broken))


def show_copies(copies):
    """Lists broken copies: name, rule, what is wrong."""
    for copy in copies:
        print(f"{copy.name:28}{copy.rule}  {copy.fault}")


class _Loader(importlib.machinery.SourceFileLoader):
    """Loads a module with its patches."""

    patches = ()

    def get_code(self, name):
        source = self.get_source(name)
        for old, new in self.patches:
            if source.count(old) != 1:
                raise ImportError(f"a patch does not fit {name}: its text occurs {source.count(old)} times: {old!r}")
            source = source.replace(old, new)
        return compile(source, self.path, "exec")


class _Finder:
    def __init__(self, broken):
        self.patches = {}
        for module, old, new in broken.patches:
            name = module if module.startswith("common.") else f"service.{module}"
            self.patches.setdefault(name, []).append((old, new))

    def find_spec(self, name, path=None, target=None):
        if name not in self.patches:
            return None
        spec = importlib.machinery.PathFinder.find_spec(name, path)
        spec.loader = _Loader(name, spec.loader.path)
        spec.loader.patches = self.patches[name]
        return spec
