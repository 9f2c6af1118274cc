"""Shows what is to be sent, asks, sends it, cleans up and writes the ledger."""

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
from ledger.move import NotPut
from ledger.posting import form_request
from ledger.redacting import HIDDEN, message, shown_request
from ledger.requesting import signed_request
from ledger.server_clock import ServerClock
from store import Store

OPERATIONS = ["canonical", "policy.build", "sign.headers"]
FORMAT = 1
# How often a case is sent until it is answered in the second that it was made for.
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
    print(f"The ledger is in {options.ledger}.")
    if options.markdown:
        results = [*map(report.read, options.beside), report.of_ledger(document)]
        report.write(options.markdown, report.markdown(results, ("case", "suite")))


def agreed():
    print("Send this? [y/N] ", end="", flush=True)
    return sys.stdin.readline().strip().lower() in ("y", "yes")


class Ledger:
    def __init__(self, adapter, place, cases):
        self._adapter, self._place, self._store = adapter, place, Store(adapter, place)
        self._cases, self._not_put = [], []
        # The objects that requests ask for, and those that forms may make.
        self._objects, self._made = set(), set()
        self._entries, self._controls, self.is_usable = [], [], False
        for case in cases:
            try:
                self._request(case, int(time.time()))
                self._cases.append(case)
            except NotPut as reason:
                self._not_put.append({"id": case.id, "reason": str(reason)})

    # MARK: what will be sent

    def show(self):
        """Everything but the moment: times are moved to the second of sending."""
        place, now = self._place, int(time.time())
        print(f"To {place.endpoint}, bucket {place.bucket}, only below {place.prefix}:")
        print("\n8 HEAD requests to the bucket for the server's clock;")
        print("a plain form, and objects put, looked up and listed, which have to be answered with success;")
        print(f"then {len(self._cases)} open cases, each up to {ATTEMPTS} times:")
        for case in self._cases:
            request, parts = self._request(case, now)
            status, code = expected(case)
            print(f"\n{case.id} {case.title} (the suite expects: {report.expectation({'status': status, 'code': code})})")
            for line in shown_request(request, parts, place.credentials.get("sessionToken")):
                print("  " + line)
        print(f"\nat last DELETE of everything below {place.prefix}.\n")
        for each in self._not_put:
            print(f"not put: {each['id']}: {each['reason']}")

    def _request(self, case, now):
        """The case as a request for this second, with the parts of its form."""
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

    # MARK: sending

    def run(self):
        try:
            if self._controls_succeed():
                server = ServerClock(self._place)
                for case in self._cases:
                    entry = self._put(case, server)
                    self._entries.append(entry)
                    answer = f"{case.id}: {entry['status']} {entry['code']}".rstrip()
                    print(answer + ("" if entry["agrees"] else ", not as the suite expects"))
        finally:
            self._clean_up()

    def _controls_succeed(self):
        """What any of these credentials may do. Where it is rejected, a rejection of a case would say nothing."""
        form = exchange.send(build(self._adapter, self._place, Form("a plain form"), "control/", time.time()))
        key = self._place.prefix.encode() + b"control/cat.webm"
        objects = [self._store.put(each, OBJECT) for each in sorted({key, *self._objects})]
        listing = self._store.listing(self._place.prefix)
        for name, replies in (("form", [form]), ("put", objects), ("head", [self._store.head(key)]), ("list", [listing])):
            worst = max(replies, key=lambda reply: reply.status or 999)
            self._controls.append({"request": name, "status": worst.status, "code": worst.code})
        self.is_usable = all(200 <= each["status"] < 300 for each in self._controls)
        if not self.is_usable:
            print("The plain requests are not all accepted, so that nothing was asked:", json.dumps(self._controls))
        return self.is_usable

    def _put(self, case, server):
        for _ in range(ATTEMPTS):
            second = server.next_second()
            request, _ = self._request(case, second)
            connection = exchange.Connection(request.origin)
            server.wait_for(second)
            reply = connection.send(request)
            if exchange.date_of(reply) == second:
                break
        status, code = expected(case)
        stored = self._stored(case) if case.operation in FORMS and reply.status < 400 else []
        return {
            "id": case.id, "title": case.title, "clock": clock(second),
            "date": reply.headers.get("date"), "server": reply.headers.get("server"),
            "status": reply.status, "code": reply.code, "message": message(reply, self._place),
            "requestId": HIDDEN if "x-amz-request-id" in reply.headers else None,
            "stored": stored, "expected": {"status": status, "code": code}, "agrees": agrees(case, reply, stored),
            "inItsSecond": exchange.date_of(reply) == second,
        }

    def _stored(self, case):
        """What a form has become: the keys below its directory, and their types."""
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

    # MARK: writing

    def document(self, name):
        return {
            "format": FORMAT, "date": clock(time.time()), "name": name, "region": self._place.region,
            "controls": self._controls, "cases": self._entries, "notPut": self._not_put,
        }


def _possible_keys(parts):
    """Under which keys a form may be stored, with and without its file's name."""
    keys = [part.body for part in parts if part.name.lower() == b"key" and part.body]
    names = {part.filename for part in parts if part.name == b"file" and part.filename}
    names |= {name.replace(b"\\", b"/").rpartition(b"/")[2] for name in names}
    return {key.replace(b"${filename}", name) for key in keys for name in {b"${filename}", *names}}
