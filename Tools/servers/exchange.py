"""Sends an HTTP request exactly as given, and reads the response. Follows no redirects and does not retry."""

import collections
import email.utils
import http.client
import re
import socket
import urllib.parse

# A listing of a thousand long keys is the longest body.
LONGEST_BODY = 1 << 23
SECONDS = 60

# Headers are pairs and include Host. The target is the path and query of the request line.
Request = collections.namedtuple("Request", "origin method target headers body", defaults=(b"",))
# A response: the status, S3's code or "" if the body has none, the headers by lower-case name, and the beginning of the body.
Response = collections.namedtuple("Response", "status code headers body")
# Returned if the connection ends without a response.
NO_RESPONSE = Response(0, "NoResponse", {}, b"")


class Connection:
    """A connection for one request. It can be opened in advance, so that the request is sent at an exact moment."""

    def __init__(self, origin):
        url = urllib.parse.urlsplit(origin)
        kind = http.client.HTTPSConnection if url.scheme == "https" else http.client.HTTPConnection
        self._connection = kind(url.hostname, url.port, timeout=SECONDS)
        self._connection.connect()

    def send(self, request):
        """Sends the request unchanged, except that Content-Length is added."""
        try:
            try:
                self._write(request)
            except (BrokenPipeError, ConnectionResetError):
                pass  # a server may respond before it has read everything
            return _response(self._connection.getresponse())
        except (http.client.HTTPException, ConnectionError, socket.timeout):
            return NO_RESPONSE
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
    """Returns the origin, target and Host of a URL. Path and query are not changed."""
    match = re.fullmatch(r"(https?://([^/?]+))(.*)", url, re.DOTALL)
    target = match.group(3)
    return match.group(1), target if target.startswith("/") else "/" + target, match.group(2)


def date_of(response):
    """Returns the time in the response's Date header, in seconds since 1970, or None if there is none."""
    parsed = email.utils.parsedate_to_datetime(response.headers["date"]) if "date" in response.headers else None
    return parsed and int(parsed.timestamp())


def _response(response):
    body = response.read(LONGEST_BODY)
    headers = {name.lower(): value for name, value in response.getheaders()}
    code = re.search(rb"<Code>([A-Za-z0-9]+)</Code>", body)
    return Response(response.status, code.group(1).decode() if code else "", headers, body)
