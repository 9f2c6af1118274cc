"""Estimates the server's clock from the Date headers of its responses, because some contested cases depend on one second."""

import math
import time

import exchange

PROBES = 8
# How far into its second a request should arrive, in seconds.
INTO_THE_SECOND = 0.3


class ServerClock:
    """Measures how far the server's clock is ahead of ours, with probes at different parts of a second."""

    def __init__(self, place):
        origin, target, host = exchange.split(f"{place.endpoint}/{place.bucket}")
        probe = exchange.Request(origin, "HEAD", target, [("Host", host)])
        lowest, highest = -math.inf, math.inf
        for number in range(PROBES):
            connection = exchange.Connection(origin)
            time.sleep((number / PROBES - time.time()) % 1)
            before = time.time()
            date = exchange.date_of(connection.send(probe))
            if date is None:
                raise ConnectionError("the server's responses have no Date header, so its clock cannot be read")
            lowest, highest = max(lowest, date - time.time()), min(highest, date + 1 - before)
        self.ahead = (lowest + highest) / 2

    def next_second(self):
        """Returns the next whole second of the server's clock for which there is time to prepare a request."""
        return math.ceil(time.time() + self.ahead + 0.2)

    def wait_for(self, second):
        time.sleep(max(0, second - self.ahead + INTO_THE_SECOND - time.time()))
