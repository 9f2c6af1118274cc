"""Compares the response of a server to a form with the result of the evaluator."""

import collections
import time
import urllib.parse

import exchange
from building import build, clock
from text import as_bytes, as_text

OPERATIONS = ["policy.build", "sign.policy", "sign.headers", "form.parse", "policy.evaluate", "form.respond"]

Comparison = collections.namedtuple("Comparison", "title evaluator server")

FORBIDDEN = {"AccessDenied", "InvalidAccessKeyId", "SignatureDoesNotMatch"}


class Verdict(collections.namedtuple("Verdict", "status code key type location", defaults=(None, None, None))):
    """A status and S3's code. For an accepted form also the object's key and type, and the redirect's target."""

    def below(self, prefix):
        """Removes the prefix of this run's keys, so that verdicts of different runs can be compared."""
        key, location = self.key and self.key.replace(prefix.encode(), b"", 1), self.location
        return self._replace(key=key, location=location and location.replace(urllib.parse.quote(prefix, safe=""), ""))


def compare(adapter, place, store, forms, progress=lambda comparison: None):
    """Posts each form in turn, with its objects in a directory of its own. Calls `progress` after each form."""
    comparisons = []
    for number, form in enumerate(forms, 1):
        directory, now = f"{number:03}/", time.time()
        post = build(adapter, place, form, directory, now)
        observed, etag = observe(store, place.prefix + directory, exchange.send(post))
        evaluated = evaluate(adapter, place, post, now, etag)
        comparison = Comparison(form.title, *(each.below(place.prefix + directory) for each in (evaluated, observed)))
        comparisons.append(comparison)
        progress(comparison)
    return comparisons


def evaluate(adapter, place, post, now, etag):
    """Returns the evaluator's verdict on the bytes that the server got. `etag` is the stored object's, for a redirect."""
    parsed = adapter.run("form.parse", clock(now), {
        "contentType": dict(post.headers)["Content-Type"], "body": as_text(post.body)})
    if parsed.status != "accepted":
        return rejected(parsed.code)
    form = {"fields": parsed.output["fields"]}
    if "file" in parsed.output:
        form["file"] = {name: value for name, value in parsed.output["file"].items() if name != "sha256"}
    judged = adapter.run("policy.evaluate", clock(now), {
        "credentials": [place.credentials], "region": place.region, "service": "s3", "bucket": place.bucket, **form})
    if judged.status != "accepted":
        return rejected(judged.code)
    output = judged.output
    location = None
    if "redirect" in output:
        response = adapter.output("form.respond", clock(now), {
            "bucket": place.bucket, "key": output["key"], "etag": etag, "location": place.endpoint,
            "redirect": output["redirect"]})
        location = dict(response["headers"])["Location"]
    kind = output.get("contentType")
    return Verdict(output["status"], "", as_bytes(output["key"]), kind and as_bytes(kind).decode(), location)


def rejected(code):
    return Verdict({"PreconditionFailed": 412}.get(code, 403 if code in FORBIDDEN else 400), code)


def observe(store, directory, response):
    """Returns the server's verdict and the object's ETag. The object is looked up, not taken from the response."""
    if not 200 <= response.status < 400:
        return Verdict(response.status, response.code), '""'
    keys = store.keys(directory)
    if not keys:
        return Verdict(response.status, ""), '""'
    object = store.head(keys[0])
    location = response.headers.get("location") if response.status == 303 else None
    return Verdict(response.status, "", keys[0], object.headers.get("content-type"), location), object.headers.get("etag", '""')


def difference(comparison):
    """Describes in a few words how the server differs. Returns None if it agrees."""
    expected, actual = comparison.evaluator, comparison.server
    if (expected.status, expected.code) != (actual.status, actual.code):
        return f"{actual.status} {actual.code}".strip()
    if expected.code:
        return None
    if actual.key != expected.key:
        shown = "no object below the prefix" if actual.key is None else f"stored as {actual.key.decode(errors='replace')!r}"
        return f"{actual.status}, {shown}"
    if expected.type is not None and actual.type != expected.type:
        return f"{actual.status}, of type {actual.type!r}"
    if expected.location != actual.location:
        return f"{actual.status}, to {actual.location}"
    return None
