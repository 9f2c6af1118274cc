"""Runs files with requests in the syntax of REST Client, an extension of VS Code.

Requests are separated by lines that begin with ###. Before the request line there are comments (# or //) and variables (@name = value).
Headers follow it, and after an empty line the body. `# @name NAME` gives the response a name. {{...}} is a variable, {{$guid}},
{{$timestamp}}, or a part of an earlier response: {{NAME.response.body.$.items[0].seq}}, {{NAME.response.headers.ETag}}.

These comments say what the response has to be. Every request needs the first one:

    # expect 201
    # expect header Content-Range: bytes 4-7/16
    # expect body $.total_count: 2                  a JSON value
    # object KEY                                    an object that has to be in the bucket before the request is sent

What REST Client knows and this module does not, such as bodies from files, is an error.
"""

import dataclasses
import http.client
import json
import re
import time
import urllib.parse
import uuid

METHODS = "GET|POST|PUT|DELETE|PATCH|HEAD|OPTIONS"
REFERENCE = re.compile(r"\{\{(.+?)\}\}")
SECRET = re.compile(r'("(?:access_token|refresh_token|password)": *")[^"]*')


class Fault(Exception):
    """A file that cannot be read, or a response that is not the expected one."""


@dataclasses.dataclass
class Request:
    line: int
    title: str
    name: str = None
    method: str = None
    url: str = None
    headers: list = dataclasses.field(default_factory=list)
    body: str = None
    status: int = None
    expected_headers: list = dataclasses.field(default_factory=list)
    expected_values: list = dataclasses.field(default_factory=list)
    objects: list = dataclasses.field(default_factory=list)

    def fault(self, message):
        return Fault(f"line {self.line}, {self.title or 'a request without a title'}: {message}")


@dataclasses.dataclass
class Response:
    status: int
    headers: http.client.HTTPMessage
    body: bytes

    def json(self):
        return json.loads(self.body)


def parse(text):
    """Returns the variables of a file, and its requests."""
    variables, requests = {}, []
    blocks = [(0, "", [])]
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("###"):
            blocks.append((number, line.lstrip("#").strip(), []))
        else:
            blocks[-1][2].append((number, line))
    for start, title, lines in blocks:
        request = Request(start or 1, title)
        # REST Client removes comments wherever they are, and lines with variables before the request line.
        rest = [(number, line) for number, line in lines if not _comment(request, line)]
        while rest and (not rest[0][1].strip() or rest[0][1].lstrip().startswith("@")):
            number, line = rest.pop(0)
            if not line.strip():
                continue
            variable = re.fullmatch(r"\s*@([^\s=]+)\s*=\s*(.*?)\s*", line)
            if not variable:
                raise Fault(f"line {number}: a variable needs a name and =")
            variables[variable[1]] = variable[2]
        if rest:
            _message(request, rest)
            requests.append(request)
        elif request.name or request.status or request.objects:
            raise request.fault("there are comments for a request, but no request")
    if not requests:
        raise Fault("there is no request")
    for request in requests:
        if request.status is None:
            raise request.fault("there is no '# expect STATUS'")
    return variables, requests


def _comment(request, line):
    """Whether a line is a comment. Keeps what it says about the request."""
    comment = re.fullmatch(r"\s*(?:#|//)\s*(.*?)\s*", line)
    if not comment:
        return False
    words = comment[1]
    if match := re.fullmatch(r"@name\s+(\w+)", words):
        request.name = match[1]
    elif words.startswith("@"):
        raise request.fault(f"'{words}' is not supported")
    elif match := re.fullmatch(r"expect (\d{3})", words):
        if request.status is not None:
            raise request.fault("two statuses are expected")
        request.status = int(match[1])
    elif match := re.fullmatch(r"expect header ([\w-]+): (.+)", words):
        request.expected_headers.append(match.groups())
    elif match := re.fullmatch(r"expect body (\$\S*): (.+)", words):
        request.expected_values.append(match.groups())
    elif match := re.fullmatch(r"object (\S+)", words):
        request.objects.append(match[1])
    elif re.match(r"(expect|object)\b", words):
        raise request.fault(f"'{words}' cannot be read")
    return True


def _message(request, lines):
    """Reads the request line, the headers and the body."""
    while lines and not lines[-1][1].strip():
        lines.pop()
    texts = [line for _, line in lines]
    head = re.fullmatch(rf"({METHODS})\s+(\S+)(?:\s+HTTP/\S+)?\s*", texts[0])
    if not head:
        raise request.fault(f"'{texts[0]}' is not METHOD URL")
    request.line, request.method, request.url = lines[0][0], head[1], head[2]
    end = next((index for index, line in enumerate(texts) if not line.strip()), len(texts))
    for line in texts[1:end]:
        header = re.fullmatch(r"([\w-]+):\s*(.*?)\s*", line)
        if not header:
            raise request.fault(f"'{line}' is not a header")
        request.headers.append(header.groups())
    if end < len(texts):
        request.body = "\n".join(texts[end + 1:])
        if re.search(r"^<", request.body, re.MULTILINE):
            raise request.fault("a body from a file is not supported")


class Run:
    """Sends the requests of one file in their order."""

    def __init__(self, text, given, put=None):
        """`given` replaces variables of the file. `put` stores an object under a key."""
        self.variables, self.requests = parse(text)
        self.given = given
        self.put = put
        self.responses = {}
        # What was requested: pairs of a method and a path.
        self.sent = []

    def run(self):
        """Returns the number of requests.

        Raises Fault at the first response that is not the expected one, because later requests build on it.
        """
        for request in self.requests:
            try:
                self._check(request)
            except Fault as fault:
                raise request.fault(fault) from None
            except OSError as error:
                raise request.fault(f"there is no response: {error}") from None
            except http.client.HTTPException as error:
                raise request.fault(f"the response is not valid: {error!r}") from None
        return len(self.requests)

    def _check(self, request):
        for key in request.objects:
            if not self.put:
                raise Fault("there is no store for the object")
            self.put(self.resolve(key))
        url = self.resolve(request.url)
        headers = [(name, self.resolve(value)) for name, value in request.headers]
        body = None if request.body is None else self.resolve(request.body).encode()
        self.sent.append((request.method, urllib.parse.urlsplit(url).path))
        response = send(request.method, url, headers, body)
        # A proxy may limit logins. No other program waits for this one, so it waits.
        while response.status == 429 != request.status:
            time.sleep(int(response.headers.get("Retry-After", "1")))
            response = send(request.method, url, headers, body)
        if response.status != request.status:
            raise Fault(f"{response.status} instead of {request.status}: {shown(response.body)}")
        for name, value in request.expected_headers:
            if (found := response.headers.get(name)) != self.resolve(value):
                raise Fault(f"{name} is {found!r} instead of {self.resolve(value)!r}")
        for path, value in request.expected_values:
            found, wanted = at(response, path), json.loads(self.resolve(value))
            # Unlike Python, JSON has no number that equals true.
            if json.dumps(found, sort_keys=True) != json.dumps(wanted, sort_keys=True):
                raise Fault(f"{path} is {json.dumps(found)} instead of {json.dumps(wanted)}: {shown(response.body)}")
        if request.name:
            self.responses[request.name] = response

    def resolve(self, text):
        return REFERENCE.sub(lambda match: self._value(match[1].strip()), text)

    def _value(self, name):
        if name == "$guid":
            return str(uuid.uuid4())
        if name == "$timestamp":
            return str(int(time.time()))
        if name in self.given:
            return self.given[name]
        if name in self.variables:
            return self.resolve(self.variables[name])
        if match := re.fullmatch(r"(\w+)\.response\.(body|headers)\.(.+)", name):
            if match[1] not in self.responses:
                raise Fault(f"no earlier request has the name {match[1]}")
            response = self.responses[match[1]]
            if match[2] == "headers":
                value = response.headers.get(match[3])
            else:
                value = at(response, match[3])
            if value is None:
                raise Fault(f"the response {match[1]} has no {match[3]}")
            return value if isinstance(value, str) else json.dumps(value)
        raise Fault(f"{{{{{name}}}}} is not known")


def at(response, path):
    """Returns the value at a path such as $.items[0].seq."""
    if not re.fullmatch(r"\$(\.\w+|\[\d+\])*", path):
        raise Fault(f"the path {path} is not supported")
    try:
        value = response.json()
        for name, index in re.findall(r"\.(\w+)|\[(\d+)\]", path):
            value = value[name] if name else value[int(index)]
    except (ValueError, KeyError, IndexError, TypeError):
        raise Fault(f"the body has no {path}: {shown(response.body)}") from None
    return value


def shown(body):
    """Returns the beginning of a body, without its tokens."""
    return SECRET.sub(r"\1…", body.decode(errors="replace"))[:400] or "(no body)"


def send(method, url, headers=(), body=None):
    """Sends a request on a connection of its own. Redirects are not followed."""
    address = urllib.parse.urlsplit(url)
    kind = http.client.HTTPSConnection if address.scheme == "https" else http.client.HTTPConnection
    connection = kind(address.hostname, address.port, timeout=60)
    try:
        connection.putrequest(method, urllib.parse.urlunsplit(("", "", address.path or "/", address.query, "")))
        for name, value in headers:
            connection.putheader(name, value)
        if body is not None or method in ("POST", "PUT", "PATCH"):
            connection.putheader("Content-Length", str(len(body or b"")))
        connection.endheaders(body)
        response = connection.getresponse()
        return Response(response.status, response.headers, response.read())
    finally:
        connection.close()
