"""A service's hook: it sets up states in the service's database for the gate."""

import json
import sys

from .settings import SettingInvalid


class Unsupported(Exception):
    """The hook does not know a state or an action."""


class CommonHook:
    """A hook. A subclass has a method for each of its states and actions. It takes the parameters and returns the values."""

    name, states, actions = "", (), ()

    def hello(self):
        return {"name": self.name, "version": "1.0.0", "states": [*self.states], "actions": [*self.actions]}

    def respond(self, line):
        """Returns the response to a message, whatever happens."""
        try:
            return self._done(json.loads(line))
        except Unsupported as reason:
            return {"unsupported": str(reason)}
        except Exception as error:
            return {"error": f"{type(error).__name__}: {error}"}

    def _done(self, message):
        if "hello" in message:
            return self.hello()
        state, action = message.get("setup"), message.get("run")
        if state not in self.states and action not in self.actions:
            raise Unsupported(f"unknown: {state or action}")
        return {"values": getattr(self, state or action)(message.get("with") or {})}


def serve_lines(create):
    """Reads messages from standard input, one a line, and writes the responses to standard output."""
    try:
        hook = create()
    except SettingInvalid as error:
        sys.exit(str(error))
    for line in sys.stdin:
        print(json.dumps(hook.respond(line)), flush=True)
