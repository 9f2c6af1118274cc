"""What the scenarios of all pages share.

A scenario is a function that gets a fresh tab, the site and the files to choose, and raises an error if the page does something else than it has to.
"""

import base64
import dataclasses
import pathlib
import typing

ACCESSIBILITY = pathlib.Path(__file__).with_name("accessibility.js").read_text()
# Two seconds of VP8, 64 × 36 pixels.
CLIP = pathlib.Path(__file__).with_name("clip.webm").read_bytes()
# What the browsers say in the console about a request that was refused or failed, which is what some scenarios are about.
NETWORK = r"Failed to load resource|Cross-Origin Request Blocked|CORS policy|NetworkError|net::ERR|invalid\.|XHR"


@dataclasses.dataclass(frozen=True)
class Scenario:
    """`allows` is a pattern of the console messages that belong to it. A function that takes screenshots gets their directory, or None."""

    name: str
    function: typing.Callable
    allows: str | None = None
    takes_screenshots: bool = False


class Scenarios(list):
    """The scenarios of a page. An instance is a decorator that adds one."""

    def __call__(self, name, allows=None, takes_screenshots=False):
        def add(function):
            self.append(Scenario(name, function, allows, takes_screenshots))
            return function
        return add


class Files:
    """Files to choose, in a directory."""

    def __init__(self, directory):
        self.directory = pathlib.Path(directory)
        self.recorded = None

    def video(self, tab, size=0):
        """Returns the path of a WebM video that the browser itself has recorded, padded to a size."""
        if self.recorded is None:
            # On a busy machine the encoder starts late, and a short recording has no picture.
            for milliseconds in (1500, 4000, 12000):
                self.recorded = base64.b64decode(tab.run(RECORD % milliseconds))
                if len(self.recorded) > 4000:
                    break
        return self.file(f"video-{size}.webm", padded(self.recorded, size))

    def file(self, name, content):
        path = self.directory / name
        path.write_bytes(content)
        return path

    def plain(self, name, size=0):
        """Returns the path of a file of zeros, which needs no space on the disk."""
        path = self.directory / name
        with path.open("wb") as file:
            file.truncate(size)
        return path


def padded(video, size):
    """Returns a WebM video with a size, by an element at its end that players skip."""
    if size == 0:
        return video
    # An EBML element Void: its ID, the length of its content in eight bytes, and zeros.
    length = max(0, size - len(video) - 9)
    return video + b"\xec" + (length | 1 << 56).to_bytes(8, "big") + bytes(length)


RECORD = """(async () => {
  const stream = await navigator.mediaDevices.getUserMedia({video: true, audio: true});
  const recorder = new MediaRecorder(stream, {mimeType: 'video/webm'}), chunks = [];
  recorder.ondataavailable = (event) => chunks.push(event.data);
  recorder.start();
  await new Promise((resolve) => setTimeout(resolve, %d));
  await new Promise((resolve) => { recorder.onstop = resolve; recorder.stop(); });
  for (const track of stream.getTracks()) track.stop();
  const reader = new FileReader();
  await new Promise((resolve) => { reader.onload = resolve; reader.readAsDataURL(new Blob(chunks)); });
  observed.tracks = [];
  return reader.result.split(',')[1];
})()"""


def phase(tab, *names, seconds=20):
    """Waits until the page is in one of these phases, and returns it."""
    return tab.wait(f"{list(names)}.includes(document.body.dataset.phase) && document.body.dataset.phase", seconds)


def failed(tab, title, seconds=20):
    """Waits until the upload has failed with this title, and returns what the page says about it."""
    phase(tab, "failed", seconds=seconds)
    text = tab.text("#problem")
    assert title in text, f"the page does not say {title!r}, but {text!r}"
    assert tab.run("document.activeElement.id") == "retry", "the focus is not on the retry"
    return text


def forms(tab):
    """Returns the fields of the forms that the page has sent."""
    return [dict(fields) for fields in tab.run("observed.forms")]


def drop(tab, video, count):
    """Drops a number of files, all of them this video."""
    tab.run("""((content, count) => {
      const bytes = Uint8Array.from(atob(content), (each) => each.charCodeAt(0)), data = new DataTransfer();
      for (let i = 0; i < count; i++) data.items.add(new File([bytes], `drop ${i}.webm`, {type: 'video/webm'}));
      document.querySelector('#drop').dispatchEvent(new DragEvent('drop', {dataTransfer: data, bubbles: true, cancelable: true}));
    })('%s', %d)""" % (base64.b64encode(video).decode(), count))


def plays(tab, selector):
    """Plays a video, and waits until it advances."""
    tab.wait(f"document.querySelector({selector!r})?.readyState >= 1")
    tab.run(f"(document.querySelector({selector!r}).muted = true, document.querySelector({selector!r}).play().then(() => true))")
    tab.wait(f"document.querySelector({selector!r}).currentTime > 0.3")
    assert tab.run(f"document.querySelector({selector!r}).error === null"), "the video has an error"


def tab_to(tab, id):
    """Presses Tab until a control has the focus."""
    for _ in range(25):
        if tab.run("document.activeElement.id") == id:
            break
        tab.press("Tab")
    else:
        raise AssertionError(f"Tab does not lead to {id}")
    assert tab.run("getComputedStyle(document.activeElement).outlineStyle") == "solid", f"the focus on {id} cannot be seen"


def unreachable_service(tab):
    """Lets every request of the page fail. `fetch.kept` is the function that was replaced."""
    tab.run("void (globalThis.fetch = ((kept) => Object.assign(async () => { throw new TypeError(); }, {kept}))(fetch))")


def reachable_service(tab):
    tab.run("void (globalThis.fetch = fetch.kept)")


def check_accessibility(tab, state, screenshots, widths=(1280, 360)):
    """Looks at the page at each width and in both themes, and takes screenshots if there is a directory for them."""
    for width in widths:
        tab.window(width, 800)
        for scheme in ("light", "dark"):
            if not tab.theme(scheme) and scheme == "dark":
                continue
            faults = tab.run(ACCESSIBILITY)
            assert faults == [], f"{state}, {width} pixels, {scheme}: {'; '.join(faults)}"
            if screenshots:
                tab.screenshot(screenshots / f"{type(tab).__name__.removesuffix('Tab')}-{state}-{width}-{scheme}.png")
    tab.theme("light")
    for role, name in tab.controls() or []:
        assert name.strip(), f"{state}: a {role} has no name"
