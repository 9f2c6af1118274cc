"""A TCP proxy in front of a server, which cuts, slows down and refuses connections."""

import contextlib
import socket
import struct
import threading
import time


class Proxy:
    """Forwards connections to a port on loopback, from a free port.

    `rate` limits the bytes per second from the browser, `cut_after` cuts each connection after so many bytes from it, `is_refusing` cuts at once.
    `answers_until` closes a connection instead of forwarding a response if more bytes than that came from the browser.
    They may be changed at any time.
    """

    def __init__(self, upstream_port=None):
        self.upstream_port = upstream_port
        self.restore()
        self.listener = socket.create_server(("127.0.0.1", 0))
        # Small, so that a slow upload is slow for the browser and does not wait in a buffer.
        self.listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 32768)
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.serve, daemon=True).start()

    def restore(self):
        self.rate, self.cut_after, self.answers_until, self.is_refusing = None, None, None, False

    def serve(self):
        with contextlib.suppress(OSError):
            while True:
                client, _ = self.listener.accept()
                threading.Thread(target=self.connect, args=(client,), daemon=True).start()

    def connect(self, client):
        if self.is_refusing:
            return cut(client)
        try:
            server = socket.create_connection(("127.0.0.1", self.upstream_port))
        except OSError:
            return cut(client)
        # How many bytes came from the browser.
        sent = [0]
        threading.Thread(target=self.forward, args=(server, client, sent), daemon=True).start()
        self.forward(client, server, sent, is_upload=True)

    def forward(self, source, target, sent, is_upload=False):
        """Copies bytes until one side ends. The end of one direction ends both."""
        try:
            while data := source.recv(16384):
                if is_upload:
                    sent[0] += len(data)
                    if self.is_refusing or self.cut_after is not None and sent[0] > self.cut_after:
                        cut(source)
                        break
                    if self.rate:
                        time.sleep(len(data) / self.rate)
                elif self.answers_until is not None and sent[0] > self.answers_until:
                    break
                target.sendall(data)
        except OSError:
            pass
        for each in (source, target):
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()

    def close(self):
        self.listener.close()


def cut(connection):
    """Closes a connection with a reset."""
    with contextlib.suppress(OSError):
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        connection.close()
