"""What a file is: its type by its first bytes, and its duration and format by ffprobe."""

import contextlib
import json
import re
import subprocess

# How many of a file's bytes say what it is.
SIGNATURE_BYTES = 4096
_PROBE_SECONDS = 10
_LONGEST_DURATION = 10**8
_EBML = re.compile(rb"\x1a\x45\xdf\xa3.{1,64}?\x42\x82(?:\x84webm|\x88(matroska))", re.DOTALL)
_FORMATS = {"video/mp4": "mov", "video/quicktime": "mov", "video/webm": "matroska", "video/x-matroska": "matroska"}


def video_type(head):
    """Returns the type of the video that begins with these bytes, or None if it is none."""
    if head[4:8] == b"ftyp" and len(head) >= 12:
        return "video/quicktime" if head[8:12] == b"qt  " else "video/mp4"
    match = _EBML.match(head)
    if match:
        return "video/x-matroska" if match[1] else "video/webm"
    return None


def probed(program, path, content_type):
    """Returns the duration in seconds and the metadata of a video. Both are None if ffprobe is missing or does not understand the file."""
    if program is None:
        return None, None
    command = [
        program, "-v", "error", "-protocol_whitelist", "file", "-f", _FORMATS[content_type], "-select_streams", "v:0", "-of", "json",
        "-show_entries", "format=duration:stream=codec_name,width,height,avg_frame_rate", f"file:{path}",
    ]
    with contextlib.suppress(OSError, subprocess.SubprocessError, ValueError):
        finished = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=_PROBE_SECONDS, check=True)
        found = json.loads(finished.stdout)
        return _duration(found.get("format", {})), _metadata(found.get("streams", []))
    return None, None


def _duration(found):
    seconds = round(float(found.get("duration", "nan")), 2)
    return seconds if 0 <= seconds < _LONGEST_DURATION else None


def _metadata(streams):
    if not streams or not streams[0].get("width"):
        return None
    stream = streams[0]
    frames, _, seconds = stream.get("avg_frame_rate", "0/0").partition("/")
    fps = round(int(frames) / int(seconds), 3) if int(seconds or 0) else 0
    return {"resolution": f"{stream['width']}x{stream['height']}", "fps": fps, "codec": stream.get("codec_name", "")}
