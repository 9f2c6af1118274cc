"""Forms with a file: the file is written to a spool while it arrives, and counted."""

import anyio.to_thread
from python_multipart import MultipartParser
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import parse_options_header
from starlette.requests import ClientDisconnect

from .problems import Problem

# What a form may have beside the file: other fields, and the heads of the parts.
_OTHER_BYTES = 1024**2
_LONGEST_HEADER, _MOST_HEADERS = 16 * 1024, 16
_WRITTEN_AT_ONCE = 1024**2


async def receive(request, spool, largest):
    """Writes the file of a form to the spool, and returns the name with which it was sent. The file has at most `largest` bytes."""
    length = request.headers.get("content-length", "")
    if length.isdecimal() and int(length[:20]) > largest + _OTHER_BYTES:
        raise too_large(largest)
    form = _Form(_boundary(request), largest)
    try:
        async for data in request.stream():
            form.read(data)
            if form.pending >= _WRITTEN_AT_ONCE:
                await anyio.to_thread.run_sync(_write, spool, form.take())
        await anyio.to_thread.run_sync(_write, spool, form.take())
    except ClientDisconnect:
        raise Problem("BodyInvalid", "The form was cut off.") from None
    return form.finished()


def too_large(largest):
    return Problem("FileTooLarge", f"A file may have {largest} bytes.", field="file")


def file_invalid(detail):
    return Problem("FileInvalid", detail, field="file")


def _boundary(request):
    types = request.headers.getlist("content-type")
    media_type, parameters = parse_options_header(types[0] if len(types) == 1 else None)
    if media_type != b"multipart/form-data":
        raise Problem("MediaTypeNotSupported", "The body should be multipart/form-data.")
    if not parameters.get(b"boundary"):
        raise Problem("BodyInvalid", "The content type has no boundary.")
    return parameters[b"boundary"]


def _write(spool, chunks):
    try:
        spool.writelines(chunks)
        spool.flush()
    except OSError as error:
        raise Problem("SpoolFull") from error


class _Form:
    """The state of a form that is being read. Parts other than `file` are dropped."""

    def __init__(self, boundary, largest):
        self.largest, self.received, self.size, self.pending = largest, 0, 0, 0
        self.name, self.has_file, self.in_file, self.ended = None, False, False, False
        self.chunks, self.headers, self.header = [], {}, [b"", b""]
        callbacks = {
            "on_part_begin": self.begin, "on_header_field": self.read_field, "on_header_value": self.read_value,
            "on_header_end": self.end_header, "on_headers_finished": self.end_headers, "on_part_data": self.read_data, "on_end": self.end,
        }
        try:
            self.parser = MultipartParser(boundary, callbacks, max_header_count=_MOST_HEADERS, max_header_size=_LONGEST_HEADER)
        except FormParserError as error:
            raise Problem("BodyInvalid", "The boundary is too long.") from error

    def read(self, data):
        self.received += len(data)
        try:
            self.parser.write(data)
        except FormParserError as error:
            raise Problem("BodyInvalid", "The form is malformed.") from error
        if self.received - self.size > _OTHER_BYTES:
            raise Problem("BodyTooLarge", f"A form may have {_OTHER_BYTES} bytes beside its file.")

    def take(self):
        """Returns the file's bytes that have not been written yet."""
        chunks, self.chunks, self.pending = self.chunks, [], 0
        return chunks

    def finished(self):
        if not self.ended:
            raise Problem("BodyInvalid", "The form has no end.")
        if not self.has_file:
            raise file_invalid("The form has no part `file`.")
        if self.size == 0:
            raise file_invalid("The file is empty.")
        return self.name

    # What the parser calls

    def begin(self):
        self.headers, self.header = {}, [b"", b""]

    def read_field(self, data, start, end):
        self.header[0] += data[start:end]

    def read_value(self, data, start, end):
        self.header[1] += data[start:end]

    def end_header(self):
        self.headers[self.header[0].lower()], self.header = self.header[1], [b"", b""]

    def end_headers(self):
        disposition, parameters = parse_options_header(self.headers.get(b"content-disposition"))
        if disposition != b"form-data" or b"name" not in parameters:
            raise Problem("BodyInvalid", "A part of the form has no name.")
        self.in_file = parameters[b"name"] == b"file"
        if self.in_file:
            self.begin_file(parameters.get(b"filename"))

    def begin_file(self, name):
        if self.has_file:
            raise file_invalid("The form has several parts `file`.")
        if not name:
            raise file_invalid("The part `file` has no file name.")
        self.has_file, self.name = True, name

    def read_data(self, data, start, end):
        if not self.in_file:
            return
        self.size += end - start
        if self.size > self.largest:
            raise too_large(self.largest)
        self.chunks.append(data[start:end])
        self.pending += end - start

    def end(self):
        self.ended = True
