"""Shows the requests, asks for confirmation, sends them, cleans up and writes the ledger."""

import json
import secrets
import shlex
import sys
import time

import exchange
import report
from adapter_process import AdapterProcess
from building import Place, build, clock
from forms.form import Form
from ledger.cases import agrees, expected, open_cases
from ledger.move import NotSendable
from ledger.posting import form_request
from ledger.redacting import HIDDEN, message, shown_request
from ledger.requesting import signed_request
from ledger.server_clock import PROBES, ServerClock
from store import Store

OPERATIONS = ["canonical", "policy.build", "sign.headers"]
FORMAT = 1
# How often a case is sent until the response has the second for which the request was made.
ATTEMPTS = 3
OBJECT = b"contested"
FORMS = ("policy.evaluate", "verify.form")


def run_ledger(options, credentials):
    endpoint = (options.endpoint or amazon(options.region)).rstrip("/")
    place = Place(endpoint, options.region, options.bucket, credentials, f"post-forms/{secrets.token_hex(6)}/")
    with AdapterProcess(shlex.split(options.adapter), OPERATIONS) as adapter:
        ledger = Ledger(adapter, place, open_cases(options.vectors, options.only))
        ledger.show()
        if not (options.yes or agreed()):
            print("Nothing was sent.")
            return 0
        if options.make_bucket:
            Store(adapter, place).make_bucket()
        try:
            ledger.run()
        finally:
            write(options, ledger.document(options.name or exchange.split(endpoint)[2]))
    return 0 if ledger.is_usable else 1


def amazon(region):
    return f"https://s3.{region}.amazonaws.com" + (".cn" if region.startswith("cn-") else "")


def write(options, document):
    report.write(options.ledger, report.as_text(document))
    print(f"Wrote the ledger to {options.ledger}.")
    if options.markdown:
        results = [*map(report.read, options.beside), report.of_ledger(document)]
        report.write(options.markdown, report.markdown(results, ("case", "suite")))


def agreed():
    print("Send this? [y/N] ", end="", flush=True)
    return sys.stdin.readline().strip().lower() in ("y", "yes")


class Ledger:
    def __init__(self, adapter, place, cases):
        self._adapter, self._place, self._store = adapter, place, Store(adapter, place)
        self._cases, self._not_sendable = [], []
        # The objects that requests refer to, and those that forms may create.
        self._objects, self._made = set(), set()
        self._entries, self._controls, self.is_usable = [], [], False
        for case in cases:
            try:
                self._request(case, int(time.time()))
                self._cases.append(case)
            except NotSendable as reason:
                self._not_sendable.append({"id": case.id, "reason": str(reason)})

    def show(self):
        """Prints everything that will be sent. Only the times will differ: they are moved to the second of sending."""
        place, now = self._place, int(time.time())
        print(f"These requests will be sent to {place.endpoint}, bucket {place.bucket}, with keys below {place.prefix} only:")
        print(f"\n- {PROBES} HEAD requests to the bucket, to read the server's clock")
        print("- plain requests that must succeed: a form, and PUT, HEAD and a listing of objects")
        print(f"- {len(self._cases)} open cases, each up to {ATTEMPTS} times; they follow")
        print(f"- DELETE of everything below {place.prefix}, at the end")
        for case in self._cases:
            request, parts = self._request(case, now)
            status, code = expected(case)
            print(f"\n{case.id} {case.title} (the suite expects: {report.expectation({'status': status, 'code': code})})")
            for line in shown_request(request, parts, place.credentials.get("sessionToken")):
                print("  " + line)
        print()
        for each in self._not_sendable:
            print(f"not sent: {each['id']}: {each['reason']}")

    def _request(self, case, now):
        """Returns the case as a request for this second, and the parts of its form."""
        place = self._place._replace(prefix=self._directory(case))
        if case.operation in FORMS:
            request, parts = form_request(case, place, now)
            self._made.update(_possible_keys(parts))
            return request, parts
        request, key = signed_request(case, place, now, self._adapter)
        self._objects.add(key)
        return request, None

    def _directory(self, case):
        return f"{self._place.prefix}{case.id}/"

    def run(self):
        """Sends the plain requests and, if they succeed, the cases. Deletes all objects at the end."""
        try:
            if self._controls_succeed():
                server = ServerClock(self._place)
                for case in self._cases:
                    entry = self._send(case, server)
                    self._entries.append(entry)
                    line = f"{case.id}: {entry['status']} {entry['code']}".rstrip()
                    print(line + ("" if entry["agrees"] else ", not as the suite expects"))
        finally:
            self._clean_up()

    def _controls_succeed(self):
        """Sends plain requests. If one is rejected, a rejection of a case would prove nothing, so no case is sent."""
        form = exchange.send(build(self._adapter, self._place, Form("a plain form"), "control/", time.time()))
        key = self._place.prefix.encode() + b"control/cat.webm"
        objects = [self._store.put(each, OBJECT) for each in sorted({key, *self._objects})]
        listing = self._store.listing(self._place.prefix)
        for name, responses in (("form", [form]), ("put", objects), ("head", [self._store.head(key)]), ("list", [listing])):
            worst = max(responses, key=lambda response: response.status or 999)
            self._controls.append({"request": name, "status": worst.status, "code": worst.code})
        self.is_usable = all(200 <= each["status"] < 300 for each in self._controls)
        if not self.is_usable:
            print("The server rejects plain requests, so no case was sent. Check the credentials, the region and the bucket:",
                  json.dumps(self._controls))
        return self.is_usable

    def _send(self, case, server):
        """Sends a case until the response has the second for which it was made. Returns the ledger's entry."""
        for _ in range(ATTEMPTS):
            second = server.next_second()
            request, _ = self._request(case, second)
            connection = exchange.Connection(request.origin)
            server.wait_for(second)
            response = connection.send(request)
            if exchange.date_of(response) == second:
                break
        status, code = expected(case)
        stored = self._stored(case) if case.operation in FORMS and response.status < 400 else []
        return {
            "id": case.id, "title": case.title, "clock": clock(second),
            "date": response.headers.get("date"), "server": response.headers.get("server"),
            "status": response.status, "code": response.code, "message": message(response, self._place),
            "requestId": HIDDEN if "x-amz-request-id" in response.headers else None,
            "stored": stored, "expected": {"status": status, "code": code}, "agrees": agrees(case, response, stored),
            "inIntendedSecond": exchange.date_of(response) == second,
        }

    def _stored(self, case):
        """Returns the objects that a form created: the keys below its directory, and their types."""
        directory = self._directory(case)
        return [{
            "key": key[len(directory):].decode(errors="replace"), "type": self._store.head(key).headers.get("content-type"),
        } for key in self._store.keys(directory)]

    def _clean_up(self):
        prefix = self._place.prefix
        self._store.empty(prefix)
        for key in self._objects | self._made:
            self._store.delete(key)
        left = self._store.keys(prefix)
        if left:
            print(f"{len(left)} objects below {prefix} could not be deleted.")

    def document(self, name):
        """Returns the ledger as JSON."""
        return {
            "format": FORMAT, "date": clock(time.time()), "name": name, "region": self._place.region,
            "controls": self._controls, "cases": self._entries, "notSent": self._not_sendable,
        }


def _possible_keys(parts):
    """Returns the keys under which a form may be stored, with and without its file's name."""
    keys = [part.body for part in parts if part.name.lower() == b"key" and part.body]
    names = {part.filename for part in parts if part.name == b"file" and part.filename}
    names |= {name.replace(b"\\", b"/").rpartition(b"/")[2] for name in names}
    return {key.replace(b"${filename}", name) for key in keys for name in {b"${filename}", *names}}
