"""The response of a source, which is read while it is relayed."""

import urllib3
from botocore.exceptions import BotoCoreError

from .ranges import content_range, unsatisfied_size

# How long a source may take for the head of its response, and then for each of its parts.
SECONDS = 10
CHUNK_BYTES = 64 * 1024


class SourceFailed(Exception):
    """The source does not respond as it should. The reason is for the log."""


class Unsatisfied(Exception):
    """The range begins behind the end of the file. `size` is the file's, or None."""

    def __init__(self, size):
        super().__init__(size)
        self.size = size


class Source:
    """The response of a source. `headers` have names in lower case, and `body` is None after HEAD."""

    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    def unsatisfied_size(self):
        return unsatisfied_size(self.headers.get("content-range"))

    def length(self):
        length = self.headers.get("content-length", "")
        return int(length) if length.isascii() and length.isdecimal() and len(length) < 19 else None

    def read(self):
        """Returns the next bytes, or none at the end."""
        try:
            return self.body.read(CHUNK_BYTES)
        except (BotoCoreError, urllib3.exceptions.HTTPError, OSError, ValueError) as error:
            raise SourceFailed(f"the response ended: {type(error).__name__}") from error

    def close(self):
        if self.body is not None:
            self.body.close()


class Video:
    """What is relayed of a source's response: the status and the headers for the client, and the bytes."""

    def __init__(self, source, wanted):
        # The first bytes that were read, how many come before those that are relayed, and how many are left of these, if that is known.
        self.source, self.begun, self.before, self.left = source, b"", 0, None
        try:
            self.status, self.headers = self._head(wanted)
        except BaseException:
            source.close()
            raise

    def begin(self):
        """Reads the first bytes. A source that fails before them has not been viewed."""
        while self.before > 0:
            chunk = self.source.read()
            if not chunk:
                raise SourceFailed("the response is too short")
            self.begun = chunk[self.before:]
            self.before -= min(self.before, len(chunk))
        self.begun = self._next(self.begun)

    def chunks(self):
        """Yields the bytes."""
        chunk = self.begun
        while chunk:
            yield chunk
            chunk = self._next()

    def close(self):
        self.source.close()

    def _head(self, wanted):
        source, length = self.source, self.source.length()
        if source.status not in (200, 206):
            raise SourceFailed(f"the source responds with {source.status}")
        content_type = source.headers.get("content-type", "")
        headers = {
            "Content-Type": content_type if content_type.lower().startswith("video/") else "application/octet-stream",
            "Accept-Ranges": "bytes", "X-Content-Type-Options": "nosniff",
        }
        status, first, last, size = 200, 0, None, length
        if source.status == 206:
            status = 206
            first, last, size = self._part(wanted)
        elif wanted is not None and length is not None:
            # The source ignores ranges.
            part = wanted.within(length)
            if part is None:
                raise Unsatisfied(length)
            status, (first, last) = 206, part
            self.before = first
        if last is not None:
            headers["Content-Range"] = f"bytes {first}-{last}/{'*' if size is None else size}"
            self.left = last - first + 1
        else:
            self.left = length
        if self.left is not None:
            headers["Content-Length"] = str(self.left)
        return status, headers

    def _part(self, wanted):
        """Returns the first byte, the last one and the size of a partial response. It has to be the part that was wanted."""
        part = content_range(self.source.headers.get("content-range"))
        if wanted is None or part is None:
            raise SourceFailed("the source responds with a part that nobody wants")
        first, last, size = part
        is_wanted = wanted.within(size) == (first, last) if size is not None else (first, last) == (wanted.first, wanted.last)
        if not is_wanted or self.source.length() not in (None, last - first + 1):
            raise SourceFailed("the source responds with another part")
        return part

    def _next(self, chunk=b""):
        """Returns the next bytes of those that are relayed. `chunk` was read already."""
        if self.left == 0:
            return b""
        chunk = chunk or self.source.read()
        if self.left is None:
            return chunk
        if not chunk:
            raise SourceFailed("the response is too short")
        chunk = chunk[:self.left]
        self.left -= len(chunk)
        return chunk
