"""Counters of this process, in the text format of Prometheus."""

from collections import Counter

_BOUNDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
_METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}


class Metrics:
    def __init__(self):
        self.requests, self.buckets, self.seconds = Counter(), Counter(), 0.0

    def count(self, method, path, status, seconds):
        """Counts a request. An unknown method is counted as such, so that clients cannot add series."""
        self.requests[method if method in _METHODS else "other", path, status] += 1
        self.seconds += seconds
        self.buckets[next((bound for bound in _BOUNDS if seconds <= bound), "+Inf")] += 1

    def text(self):
        lines = ["# HELP http_requests_total Requests by method, path and status.", "# TYPE http_requests_total counter"]
        for (method, path, status), count in sorted(self.requests.items()):
            lines.append(f'http_requests_total{{method="{method}",path="{path}",status="{status}"}} {count}')
        name = "http_request_duration_seconds"
        lines += [f"# HELP {name} Time until the response was sent.", f"# TYPE {name} histogram"]
        total = 0
        for bound in (*_BOUNDS, "+Inf"):
            total += self.buckets[bound]
            lines.append(f'{name}_bucket{{le="{bound}"}} {total}')
        lines += [f"{name}_sum {self.seconds:.6f}", f"{name}_count {total}"]
        return "\n".join(lines) + "\n"
