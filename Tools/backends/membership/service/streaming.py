"""Relays a video from its source to the client, in parts."""

import logging
import threading

import anyio
import anyio.to_thread
from fastapi import Response

from .places import ObjectPlace
from .problems import Problem
from .sources import SECONDS, SourceFailed, Unsatisfied, Video
from .upstreams import open_url

log = logging.getLogger("membership")


class Streaming:
    """Opens sources and relays them. Both wait for others, so they have threads of their own."""

    def __init__(self, settings, store):
        self.settings, self.store = settings, store
        self.opening = anyio.CapacityLimiter(4 * settings.threads)
        self.reading = anyio.CapacityLimiter(4 * settings.threads)

    async def open(self, place, wanted, is_head):
        """Returns what a source responds with. `place` is None if files are not taken from there any more."""
        opening = _Opening(lambda: Video(self._ask(place, wanted, is_head), wanted))
        try:
            with opening:
                with anyio.fail_after(SECONDS):
                    video = await anyio.to_thread.run_sync(opening.run, abandon_on_cancel=True, limiter=self.opening)
                if not is_head:
                    await anyio.to_thread.run_sync(video.begin, limiter=self.reading)
            return video
        except Unsatisfied as unsatisfied:
            headers = {} if unsatisfied.size is None else {"Content-Range": f"bytes */{unsatisfied.size}"}
            raise Problem("RangeNotSatisfiable", headers=headers, field="Range") from None
        except (SourceFailed, TimeoutError) as error:
            log.warning("a source failed: %s", str(error) or "it takes too long")
            raise Problem("UpstreamFailed") from None

    def _ask(self, place, wanted, is_head):
        if place is None:
            raise SourceFailed("files are not taken from this place any more")
        if isinstance(place, ObjectPlace):
            return self.store.open(place.key, wanted, is_head)
        return open_url(self.settings, place, wanted, is_head)

    def response(self, video, is_head):
        return _without_body(video) if is_head else Relay(video, self.reading)


class _Opening:
    """A source that is being opened. If nobody waits for it any more, it is closed when it is there."""

    def __init__(self, create):
        self.create, self.lock, self.video, self.is_abandoned = create, threading.Lock(), None, False

    def run(self):
        video = self.create()
        with self.lock:
            self.video = video
            if self.is_abandoned:
                video.close()
        return video

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        with self.lock:
            self.is_abandoned = kind is not None
            if self.is_abandoned and self.video is not None:
                self.video.close()


def _without_body(video):
    """Returns a response with the head of a video. Its length is that of the video, or it has none."""
    response = Response(status_code=video.status, headers=video.headers)
    if "Content-Length" not in video.headers:
        del response.headers["content-length"]
    return response


class Relay(Response):
    """A response whose bytes come from a source. It ends with the source, or when the client goes away."""

    def __init__(self, video, limiter):
        super().__init__()
        self.video, self.limiter, head = video, limiter, _without_body(video)
        self.status_code, self.raw_headers = head.status_code, head.raw_headers

    async def __call__(self, scope, receive, send):
        try:
            async with anyio.create_task_group() as group:
                group.start_soon(self._watch, receive, group.cancel_scope)
                await self._send(send)
                group.cancel_scope.cancel()
        finally:
            with anyio.CancelScope(shield=True):
                await anyio.to_thread.run_sync(self.video.close, limiter=self.limiter)

    async def _watch(self, receive, scope):
        while (await receive())["type"] != "http.disconnect":
            pass
        scope.cancel()

    async def _send(self, send):
        chunks = self.video.chunks()
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        try:
            while chunk := await anyio.to_thread.run_sync(next, chunks, b"", limiter=self.limiter):
                await send({"type": "http.response.body", "body": chunk, "more_body": True})
        except SourceFailed as error:
            # Without the end of the response, the server closes the connection, so that the client does not take it for complete.
            log.warning("a source failed: %s", error)
            return
        await send({"type": "http.response.body", "body": b""})
