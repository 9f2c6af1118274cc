"""Creates, reads and empties the bucket, with requests that the adapter signs."""

import time
import urllib.parse
import xml.etree.ElementTree

import exchange
from building import clock
from exchange import split
from text import as_bytes, as_text


class Store:
    def __init__(self, adapter, place):
        self._adapter, self._place = adapter, place

    def make_bucket(self):
        return self._send("PUT", b"")

    def head(self, key):
        return self._send("HEAD", key)

    def put(self, key, body):
        return self._send("PUT", key, body=body)

    def delete(self, key):
        return self._send("DELETE", key)

    def listing(self, prefix):
        return self._send("GET", b"", [["list-type", "2"], ["encoding-type", "url"], ["prefix", prefix]])

    def keys(self, prefix):
        """Returns the keys that begin with the prefix, or none if the server does not list them."""
        response = self.listing(prefix)
        if response.status != 200:
            return []
        tree = xml.etree.ElementTree.fromstring(response.body)
        space = tree.tag.partition("}")[0] + "}" if tree.tag.startswith("{") else ""
        return [urllib.parse.unquote_to_bytes(each.text) for each in tree.iter(f"{space}Key")]

    def empty(self, prefix):
        """Deletes all keys that begin with the prefix, one listing at a time, until a listing stays the same."""
        before = None
        while (keys := self.keys(prefix)) and keys != before:
            for key in keys:
                self.delete(key)
            before = keys

    def _send(self, method, key, query=(), body=b""):
        place = self._place
        signed = self._adapter.output("sign.headers", clock(time.time()), {
            "credentials": place.credentials, "region": place.region, "service": "s3", "method": method,
            "endpoint": place.endpoint, "headers": [], "payload": {"body": as_text(body)},
            "target": {"bucket": place.bucket, "key": as_text(key), "addressing": "path", "query": list(query)}})
        origin, target, host = split(as_bytes(signed["url"]).decode())
        headers = [("Host", host), *((as_bytes(n).decode(), as_bytes(v).decode()) for n, v in signed["headers"])]
        return exchange.send(exchange.Request(origin, method, target, headers, body))
