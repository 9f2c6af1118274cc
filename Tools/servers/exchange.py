"""One HTTP request and its answer: sent as it is given, nothing followed and nothing retried."""

import collections
import email.utils
import http.client
import re
import socket
import urllib.parse

# A listing of a thousand long keys is the longest.
LONGEST_ANSWER = 1 << 23
SECONDS = 60

# Headers are pairs, with Host among them; the target is path and query as they stand in the request line.
Request = collections.namedtuple("Request", "origin method target headers body", defaults=(b"",))
# What a server said: the status, S3's code or "" where the body has none, the headers by lower-case name, the body's beginning.
Reply = collections.namedtuple("Reply", "status code headers body")
# Where the connection ended without an answer.
NO_REPLY = Reply(0, "NoAnswer", {}, b"")


class Connection:
    """A connection for one request. Opened ahead of time where the moment of sending matters."""

    def __init__(self, origin):
        url = urllib.parse.urlsplit(origin)
        kind = http.client.HTTPSConnection if url.scheme == "https" else http.client.HTTPConnection
        self._connection = kind(url.hostname, url.port, timeout=SECONDS)
        self._connection.connect()

    def send(self, request):
        """The request as it is; only Content-Length is added."""
        try:
            try:
                self._write(request)
            except (BrokenPipeError, ConnectionResetError):
                pass  # a server may answer before it has read everything
            return _reply(self._connection.getresponse())
        except (http.client.HTTPException, ConnectionError, socket.timeout):
            return NO_REPLY
        finally:
            self._connection.close()

    def _write(self, request):
        self._connection.putrequest(request.method, request.target, skip_host=True, skip_accept_encoding=True)
        for name, value in request.headers:
            self._connection.putheader(name, value)
        if request.body or request.method in ("POST", "PUT"):
            self._connection.putheader("Content-Length", str(len(request.body)))
        self._connection.endheaders(request.body)


def send(request):
    return Connection(request.origin).send(request)


def split(url):
    """Origin, target and Host of a URL, its path and query as they stand."""
    match = re.fullmatch(r"(https?://([^/?]+))(.*)", url, re.DOTALL)
    target = match.group(3)
    return match.group(1), target if target.startswith("/") else "/" + target, match.group(2)


def date_of(reply):
    """The server's clock, from its Date header, in seconds since 1970; None without one."""
    parsed = email.utils.parsedate_to_datetime(reply.headers["date"]) if "date" in reply.headers else None
    return parsed and int(parsed.timestamp())


def _reply(response):
    body = response.read(LONGEST_ANSWER)
    headers = {name.lower(): value for name, value in response.getheaders()}
    code = re.search(rb"<Code>([A-Za-z0-9]+)</Code>", body)
    return Reply(response.status, code.group(1).decode() if code else "", headers, body)
