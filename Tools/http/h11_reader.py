#!/usr/bin/env python3
"""Reads byte streams as h11 reads them, for the comparison with the HTTP server's parsers (Tests/Conformance/HTTP/AgreementTests.swift).

Standard input has a line for each stream. For each one, standard output gets a line with a JSON object:

    requests   what h11 accepted, in order: method, target, version, fields (pairs of name and value), body, trailers (pairs), complete
    refused    why h11 refused the next request, or null

Bytes are hexadecimal digits, in both directions. A request is complete if its end was seen.
"""

import json
import sys

import h11

# More than the streams of the test have, so that h11's limit plays no part.
MAXIMUM = 1 << 20


def fields(headers):
    return [[bytes(name).hex(), bytes(value).hex()] for name, value in headers]


def read(stream):
    requests = []
    connection = h11.Connection(h11.SERVER, max_incomplete_event_size=MAXIMUM)
    connection.receive_data(stream)
    try:
        while True:
            event = connection.next_event()
            if isinstance(event, h11.Request):
                requests.append(
                    {
                        "method": bytes(event.method).hex(),
                        "target": bytes(event.target).hex(),
                        "version": bytes(event.http_version).hex(),
                        "fields": fields(event.headers.raw_items()),
                        "body": "",
                        "trailers": [],
                        "complete": False,
                    }
                )
            elif isinstance(event, h11.Data):
                requests[-1]["body"] += bytes(event.data).hex()
            elif isinstance(event, h11.EndOfMessage):
                requests[-1]["trailers"] = fields(event.headers.raw_items())
                requests[-1]["complete"] = True
                # Not 200, which would make a tunnel of CONNECT.
                connection.send(h11.Response(status_code=404, headers=[("Content-Length", "0")]))
                connection.send(h11.EndOfMessage())
                if connection.our_state is h11.MUST_CLOSE:
                    # The client asked for the end of the connection, or speaks HTTP/1.0. The test looks at what follows all the same.
                    rest = connection.trailing_data[0]
                    connection = h11.Connection(h11.SERVER, max_incomplete_event_size=MAXIMUM)
                    connection.receive_data(rest)
                else:
                    connection.start_next_cycle()
            else:
                # More data are needed, or the connection is paused. There are no more.
                return {"requests": requests, "refused": None}
    except h11.RemoteProtocolError as error:
        return {"requests": requests, "refused": str(error)}


def main():
    for line in sys.stdin:
        print(json.dumps(read(bytes.fromhex(line))))


if __name__ == "__main__":
    main()
