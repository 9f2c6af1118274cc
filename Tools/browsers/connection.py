"""A connection to a browser: commands with their results, and events, as JSON over a WebSocket. Both protocols have this form."""

import contextlib
import itertools
import json
import queue
import threading

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect


class BrowserError(Exception):
    """The browser did not do what it was told. The message says what."""


class Connection:
    """One WebSocket. A thread reads it, and hands each event to `on_event`, which must not wait."""

    def __init__(self, url):
        self.socket = connect(url, max_size=None, compression=None, open_timeout=30, proxy=None)
        self.numbers = itertools.count(1)
        self.waiting = {}
        self.on_event = lambda event: None
        self.thread = threading.Thread(target=self.read, daemon=True)
        self.thread.start()

    def read(self):
        with contextlib.suppress(ConnectionClosed):
            for text in self.socket:
                message = json.loads(text)
                if (number := message.get("id")) is not None:
                    # The results of commands that were posted are not waited for.
                    if number in self.waiting:
                        self.waiting[number].put(message)
                else:
                    self.on_event(message)
        for each in list(self.waiting.values()):
            each.put({"error": "closed", "message": "the browser closed the connection"})

    def post(self, method, parameters=None, **more):
        """Sends a command, and does not wait for its result."""
        self.socket.send(json.dumps({"id": next(self.numbers), "method": method, "params": parameters or {}, **more}))

    def send(self, method, parameters=None, seconds=60, **more):
        """Sends a command, and returns its result."""
        number = next(self.numbers)
        waiting = self.waiting[number] = queue.Queue()
        try:
            self.socket.send(json.dumps({"id": number, "method": method, "params": parameters or {}, **more}))
            message = waiting.get(timeout=seconds)
        except queue.Empty:
            raise BrowserError(f"{method} has no result after {seconds} seconds") from None
        except ConnectionClosed as error:
            raise BrowserError(f"{method}: {error}") from None
        finally:
            del self.waiting[number]
        if error := message.get("error"):
            raise BrowserError(f"{method}: {error['message'] if isinstance(error, dict) else message['message']}")
        return message["result"]

    def close(self):
        self.socket.close()
        self.thread.join(5)
