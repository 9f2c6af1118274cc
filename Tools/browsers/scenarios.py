"""What the page has to do, as scenarios. Each gets a fresh tab and the site, and raises an error if the page does something else."""

import base64
import pathlib
import re

ACCESSIBILITY = pathlib.Path(__file__).with_name("accessibility.js").read_text()
# What the browsers say in the console about a request that was refused or failed, which is what some scenarios are about.
NETWORK = r"Failed to load resource|Cross-Origin Request Blocked|CORS policy|NetworkError|net::ERR|invalid\.|XHR"

# The codes of the service's contract.
PROBLEMS = """SessionInvalid OriginNotAllowed QuestionUnknown DurationInvalid FieldInvalid IdempotencyKeyReused IdempotencyKeyInvalid BodyInvalid
  BodyTooLarge MediaTypeNotSupported NotFound MethodNotAllowed Taken Busy OutcomeUnknown RecordingFailed UploadUnknown StoreUnavailable
  StoreForbidden StoreResponseInvalid""".split()
OBJECT_FAULTS = "ObjectMissing ObjectEmpty ObjectTooLarge MediaTypeNotAllowed ObjectReplaced ContentNotAllowed".split()

SCENARIOS = []


def scenario(name, allows=None):
    """Adds a scenario. `allows` is a pattern of the console messages that belong to it."""
    def add(function):
        SCENARIOS.append((name, function, allows))
        return function
    return add


class Files:
    """Files to choose. The videos are recorded by the browser itself."""

    def __init__(self, directory):
        self.directory = pathlib.Path(directory)
        self.recorded = None

    def video(self, tab, size=0):
        """Returns the path of a WebM video, padded to a size by an element that players skip."""
        if self.recorded is None:
            # On a busy machine the encoder starts late, and a short recording has no picture.
            for milliseconds in (1500, 4000, 12000):
                self.recorded = base64.b64decode(tab.run(RECORD % milliseconds))
                if len(self.recorded) > 4000:
                    break
        path = self.directory / f"video-{size}.webm"
        if not path.exists():
            # An EBML element Void: its ID, the length of its content in eight bytes, and zeros.
            length = max(0, size - len(self.recorded) - 9)
            padding = b"\xec" + (length | 1 << 56).to_bytes(8, "big") if size else b""
            path.write_bytes(self.recorded + padding + bytes(length))
        return path

    def plain(self, name, size=0):
        """Returns the path of a file of zeros, which needs no space on the disk."""
        path = self.directory / name
        with path.open("wb") as file:
            file.truncate(size)
        return path


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
    return tab.wait(f"{list(names)}.includes(document.body.dataset.phase) && document.body.dataset.phase", seconds)


def opened(tab, site):
    tab.open(site.url)
    tab.wait("document.body.dataset.phase === 'choose' && !document.querySelector('#file').disabled")


def chosen(tab, site, files, size=0):
    """Opens the page and chooses a video."""
    opened(tab, site)
    tab.choose("#file", files.video(tab, size))
    phase(tab, "review")


def recorded_for(tab, seconds):
    """Waits until the page shows that it has recorded for so long. A busy machine skips seconds."""
    tab.wait(f"Number(document.querySelector('#elapsed').textContent.split(':')[1]) >= {seconds}", 60)


def failed(tab, title, seconds=20):
    """Waits until the upload has failed with this title, and returns what the page says about it."""
    phase(tab, "failed", seconds=seconds)
    text = tab.text("#problem")
    assert title in text, f"the page does not say {title!r}, but {text!r}"
    assert tab.run("document.activeElement.id") == "retry", "the focus is not on the retry"
    return text


def begun(tab):
    """Returns the idempotency keys with which the page has asked for forms."""
    return tab.run("observed.requests.filter((each) => each.path.endsWith('presigned-url')).map((each) => each.key)")


def forms(tab):
    """Returns the fields of the forms that the page has sent."""
    return [dict(fields) for fields in tab.run("observed.forms")]


def plays(tab, selector):
    """Plays a video, and waits until it advances."""
    tab.wait(f"document.querySelector({selector!r})?.readyState >= 1")
    tab.run(f"(document.querySelector({selector!r}).muted = true, document.querySelector({selector!r}).play().then(() => true))")
    tab.wait(f"document.querySelector({selector!r}).currentTime > 0.3")
    assert tab.run(f"document.querySelector({selector!r}).error === null"), "the video has an error"


def done(tab, seconds=30):
    """Waits until the upload is completed, and returns the number of bytes in the result."""
    reached = phase(tab, "done", "failed", seconds=seconds)
    assert reached == "done", f"the upload failed: {tab.text('#problem')}"
    result = tab.text("#result")
    assert "Completed" in result and "video/webm" in result, result
    return int(re.search(r"\((\d+) bytes\)", result)[1])


def recorded_and_uploaded(tab, site, files):
    opened(tab, site)
    tab.click("#open-camera")
    phase(tab, "camera")
    tab.click("#start")
    phase(tab, "recording")
    recorded_for(tab, 5)
    tab.click("#stop")
    phase(tab, "review")
    states = tab.run("observed.tracks.map((each) => each.readyState)")
    assert states == ["ended", "ended"], f"the camera is not released: {states}"
    assert int(re.search(r"Duration\s+(\d+) seconds", tab.text("#facts"))[1]) >= 5, tab.text("#facts")
    plays(tab, "#preview")
    tab.click("#upload")
    size = done(tab)
    form, = forms(tab)
    assert form["file"] == f"{size} bytes of video/webm" and [*form][-1] == "file", form
    assert form["Content-Type"] == "video/webm", form
    plays(tab, "#player video")
    assert tab.run("document.querySelectorAll('#list li').length") == 1
    path = tab.run("observed.requests.at(-1).path")
    state = tab.run(f"fetch({path!r}).then((response) => response.json())")
    assert (state["status"], state["size"], state["mime_type"]) == ("completed", size, "video/webm"), state


scenario("five seconds recorded, uploaded, completed, played")(recorded_and_uploaded)


@scenario("a file chosen, uploaded, listed, still there after a reload")
def a_file(tab, site, files):
    chosen(tab, site, files)
    assert re.search(r"Duration\s+\d+ second", tab.text("#facts")), tab.text("#facts")
    tab.click("#upload")
    assert done(tab) == files.video(tab).stat().st_size
    tab.click("#again")
    phase(tab, "choose")
    opened(tab, site)
    tab.wait("document.querySelector('#list .good') !== null")
    tab.click("#list button")
    plays(tab, "#list video")


@scenario("a file dropped, two files refused")
def dropped(tab, site, files):
    opened(tab, site)
    video = base64.b64encode(files.video(tab).read_bytes()).decode()
    drop = """(async (count) => {
      const bytes = Uint8Array.from(atob('%s'), (each) => each.charCodeAt(0)), data = new DataTransfer();
      for (let i = 0; i < count; i++) data.items.add(new File([bytes], `drop ${i}.webm`, {type: 'video/webm'}));
      document.querySelector('#drop').dispatchEvent(new DragEvent('drop', {dataTransfer: data, bubbles: true, cancelable: true}));
    })""" % video
    tab.run(f"{drop}(2)")
    tab.wait("document.querySelector('#problem').innerText.includes('More than one file')")
    tab.run(f"{drop}(1)")
    phase(tab, "review")
    assert "drop 0.webm" in tab.text("#facts")
    # A second file does not replace a recording that is not uploaded.
    tab.run(f"{drop}(1)")
    tab.wait("document.querySelector('#problem').innerText.includes('There is a recording already')")


@scenario("too large, empty, wrong type: refused before anything is sent")
def refused_before(tab, site, files):
    opened(tab, site)
    for path, words in (
        (files.plain("large.webm", 90_000_001), "too large: it has 90000001 bytes, and at most 90 MB"),
        (files.plain("empty.webm"), "The file is empty"),
        (files.plain("film.mp4", 1000), "wrong type: it is video/mp4, and only WebM video (video/webm) is allowed"),
        (files.plain("unknown", 1000), "does not know the type"),
    ):
        tab.choose("#file", path)
        tab.wait(f"document.querySelector('#problem').innerText.includes({words!r})")
    assert tab.run("document.body.dataset.phase") == "choose"
    assert begun(tab) == [] and forms(tab) == [], "something was sent"


def refused_by_the_store(tab, site, files):
    chosen(tab, site, files)
    is_development = tab.run("fetch('/api/limits').then((response) => response.json())")["development"]
    tab.run("void (observed.tamper = (data) => data.set('Content-Type', 'text/plain'))")
    tab.click("#upload")
    text = failed(tab, "The store refused the upload")
    for each in ("AccessDenied, status 403", "Message", "Request ID"):
        assert each in text, f"{each} is missing: {text}"
    # The explanation is for developers.
    for each in ("Rule", "Cause", "Explanation"):
        assert (each in text) == is_development, f"development is {is_development}, and the page says: {text}"
    if site.proxy is None:
        assert is_development and re.search(r"STO-\d{3}", text), f"the strict S3 does not explain: {text}"
    tab.run("void (observed.tamper = null)")
    tab.click("#retry")
    done(tab)
    assert len(set(begun(tab))) == 2, "the refused form was used again"


scenario("refused by the store, accepted with a new form", NETWORK)(refused_by_the_store)


@scenario("an expired session is replaced", NETWORK)
def session_expired(tab, site, files):
    chosen(tab, site, files)
    before = tab.text("#account")
    tab.forget_cookies()
    tab.click("#upload")
    done(tab)
    assert tab.text("#account") != before, "the user is the same"


@scenario("a session that ends during an upload is reported", NETWORK)
def session_ended(tab, site, files):
    chosen(tab, site, files, 3_000_000)
    site.proxy.rate = 2_000_000
    tab.click("#upload")
    tab.wait("observed.forms.length === 1")
    tab.forget_cookies()
    failed(tab, "Your session has ended")
    site.proxy.restore()
    tab.click("#retry")
    done(tab)


@scenario("a cut connection: the retry uses the same key and form, after their expiry new ones", NETWORK)
def cut(tab, site, files):
    chosen(tab, site, files, 6_000_000)
    site.proxy.rate, site.proxy.cut_after = 4_000_000, 2_000_000
    tab.click("#upload")
    failed(tab, "The connection was cut")
    tab.click("#retry")
    failed(tab, "The connection was cut")
    site.proxy.restore()
    keys, sent = begun(tab), forms(tab)
    assert len(keys) == 1 and sent[0] == sent[1], f"not the same form: {keys}"
    assert tab.is_shown("#preview"), "the recording is gone"
    tab.run("void (Date.now = ((now) => () => now() + 3_600_000)(Date.now))")
    tab.click("#retry")
    assert done(tab) == 6_000_000
    keys, sent = begun(tab), forms(tab)
    assert len(set(keys)) == 2 and sent[2]["key"] != sent[0]["key"], f"the expired form was used again: {keys}"


@scenario("the store cannot be reached, the browser is offline", NETWORK)
def unreachable(tab, site, files):
    chosen(tab, site, files)
    site.proxy.is_refusing = True
    tab.click("#upload")
    text = failed(tab, "could not be reached")
    assert f"127.0.0.1:{site.proxy.port}" in text and "still here" in text, text
    site.proxy.restore()
    tab.offline(True)
    tab.click("#retry")
    failed(tab, "You are offline")
    tab.offline(False)
    tab.click("#retry")
    done(tab)
    assert len(begun(tab)) == 1, "the form was not used again"


@scenario("an upload cancelled, then repeated with the same form")
def cancelled(tab, site, files):
    chosen(tab, site, files, 20_000_000)
    site.proxy.rate = 2_000_000
    tab.click("#upload")
    tab.wait("document.querySelector('#progress').value > 0")
    assert tab.run("document.activeElement.id") == "cancel"
    assert re.search(r"\d+ % of 20 MB", tab.text("#progress-text")), tab.text("#progress-text")
    tab.click("#cancel")
    failed(tab, "The upload is cancelled", seconds=3)
    site.proxy.restore()
    tab.click("#retry")
    assert done(tab) == 20_000_000
    assert len(begun(tab)) == 1 and len(forms(tab)) == 2


def tab_to(tab, id):
    """Presses Tab until a control has the focus."""
    for _ in range(25):
        if tab.run("document.activeElement.id") == id:
            break
        tab.press("Tab")
    else:
        raise AssertionError(f"Tab does not lead to {id}")
    assert tab.run("getComputedStyle(document.activeElement).outlineStyle") == "solid", f"the focus on {id} cannot be seen"


@scenario("the whole flow by keyboard")
def keyboard(tab, site, files):
    opened(tab, site)
    tab_to(tab, "question")
    tab_to(tab, "file")
    tab_to(tab, "open-camera")
    tab.press("Enter")
    phase(tab, "camera")
    assert tab.run("document.activeElement.id") == "start"
    tab.press("Space")
    phase(tab, "recording")
    assert tab.run("document.activeElement.id") == "stop"
    recorded_for(tab, 1)
    tab.press("Space")
    phase(tab, "review")
    assert tab.run("document.activeElement.id") == "heading"
    # The dialog asks; Escape keeps the recording.
    tab_to(tab, "discard")
    tab.press("Enter")
    tab.wait("document.querySelector('#discard-dialog').open && document.activeElement.id === 'keep'")
    tab.press("Escape")
    tab.wait("!document.querySelector('#discard-dialog').open")
    assert tab.run("document.body.dataset.phase") == "review"
    tab.run("void document.querySelector('#heading').focus()")
    tab_to(tab, "upload")
    tab.press("Enter")
    done(tab)
    assert tab.run("document.activeElement.id") == "heading"
    assert "is uploaded" in tab.text("#status")
    tab_to(tab, "again")
    tab.press("Enter")
    phase(tab, "choose")


@scenario("leaving the page warns, discarding asks")
def leaving(tab, site, files):
    opened(tab, site)
    tab.click("#open-camera")
    phase(tab, "camera")
    tab.click("#start")
    recorded_for(tab, 1)
    tab.click("#stop")
    phase(tab, "review")
    opened(tab, site)
    assert tab.dialogs == ["beforeunload"], f"leaving the page asked: {tab.dialogs}"
    tab.click("#open-camera")
    phase(tab, "camera")
    tab.click("#start")
    recorded_for(tab, 1)
    tab.click("#stop")
    phase(tab, "review")
    tab.click("#discard")
    tab.wait("document.querySelector('#discard-dialog').open")
    tab.click("#keep")
    tab.wait("!document.querySelector('#discard-dialog').open")
    assert tab.run("document.body.dataset.phase") == "review"
    tab.click("#discard")
    tab.wait("document.querySelector('#discard-dialog').open")
    tab.click("#discard-now")
    phase(tab, "choose")
    opened(tab, site)
    assert len(tab.dialogs) == 1, "leaving the page asked after the recording was discarded"


def limit(tab, limits, shown):
    """Changes the limits that the service seems to have, and waits until the page shows them."""
    tab.run(f"void (observed.limits = {limits})")
    tab.run("void (document.querySelector('#reload').disabled = false, document.querySelector('#reload').click())")
    tab.wait(f"document.querySelector('#limits').innerText.includes({shown!r})")
    phase(tab, "choose")


@scenario("a recording ends at the longest duration and at the largest size")
def limits(tab, site, files):
    for changed, shown, note in (
        ({"maximum_duration": 2}, "2 seconds", "It reached the longest duration."),
        ({"maximum_size": 300_000}, "300 kB", "It reached the largest size."),
    ):
        opened(tab, site)
        limit(tab, changed, shown)
        tab.click("#open-camera")
        phase(tab, "camera")
        tab.click("#start")
        phase(tab, "review", seconds=60)
        assert note in tab.text("#facts"), tab.text("#facts")
        tab.click("#upload")
        size = done(tab)
        assert size <= changed.get("maximum_size", 90_000_000), f"{size} bytes"
        assert tab.dialogs == []
    # A recording that is too large all the same stays, and nothing is sent.
    limit(tab, {"maximum_size": 1000}, "1 kB")
    sent = len(begun(tab))
    tab.click("#open-camera")
    phase(tab, "camera")
    tab.click("#start")
    phase(tab, "review")
    tab.click("#upload")
    tab.wait("document.querySelector('#problem').innerText.includes('too large')")
    assert tab.run("document.body.dataset.phase") == "review" and len(begun(tab)) == sent


@scenario("wrong values and the service's problems in words", NETWORK)
def problems(tab, site, files):
    chosen(tab, site, files)
    for wrong in ("", "0", "1.5"):
        tab.run(f"void (document.querySelector('#question').value = {wrong!r})")
        tab.click("#upload")
        tab.wait("document.activeElement.id === 'question' && document.activeElement.ariaInvalid === 'true'")
        assert tab.is_shown("#question-fault")
    tab.run("void (document.querySelector('#question').value = '987654321')")
    tab.click("#upload")
    failed(tab, "There is no question with this number")
    said = tab.run(f"""import('/words.js').then(async ({{words}}) => {{
      const {{Problem, NotAccepted}} = await import('/errors.js');
      const texts = {PROBLEMS}.map((code) => words(new Problem(400, {{code, title: 'other', detail: 'other'}})).title);
      const faults = {OBJECT_FAULTS}.map((code) => words(new NotAccepted([{{code, message: 'other'}}])).text);
      return [texts, faults];
    }})""")
    for codes, texts in zip((PROBLEMS, OBJECT_FAULTS), said):
        for code, text in zip(codes, texts):
            assert not text.startswith("other"), f"the page has no words for {code}"
        assert len(set(texts)) == len(texts), "two codes have the same words"
    tab.run("void (document.querySelector('#question').value = '1')")
    tab.click("#retry")
    done(tab)


@scenario("the service cannot be reached, at the start and later")
def service_unreachable(tab, site, files):
    opened(tab, site)
    tab.run("void (globalThis.fetch = ((kept) => Object.assign(async () => { throw new TypeError(); }, {kept}))(fetch))")
    tab.run("void (document.querySelector('#reload').disabled = false, document.querySelector('#reload').click())")
    phase(tab, "disconnected")
    assert "The service could not be reached" in tab.text("#problem")
    assert tab.run("document.activeElement.id") == "reload"
    tab.run("void (globalThis.fetch = fetch.kept)")
    tab.click("#reload")
    phase(tab, "choose")
    tab.choose("#file", files.video(tab))
    phase(tab, "review")
    tab.run("void (globalThis.fetch = ((kept) => Object.assign(async () => { throw new TypeError(); }, {kept}))(fetch))")
    tab.click("#upload")
    assert "still here" in failed(tab, "The service could not be reached")
    tab.run("void (globalThis.fetch = fetch.kept)")
    tab.click("#retry")
    done(tab)


@scenario("names, roles, contrast, 360 pixels, both themes, reduced motion", NETWORK)
def accessible(tab, site, files, screenshots=None):
    def check(state):
        for width in (1280, 360):
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

    opened(tab, site)
    check("choose")
    tab.click("#open-camera")
    phase(tab, "camera")
    tab.click("#start")
    phase(tab, "recording")
    if tab.theme("light", "reduce"):
        assert tab.run("getComputedStyle(document.querySelector('#dot')).animationName") == "none"
        tab.theme("light")
    check("recording")
    tab.click("#stop")
    phase(tab, "review")
    if tab.controls() is None:
        for role, name in (("button", "Upload"), ("button", "Discard"), ("spinbutton", "Question number"), ("heading", "Check your recording")):
            assert tab.has_control(role, name), f"there is no {role} {name!r}"
    tab.click("#discard")
    tab.wait("document.querySelector('#discard-dialog').open")
    check("discard")
    tab.click("#keep")
    tab.run("void (observed.tamper = (data) => data.set('Content-Type', 'text/plain'))")
    tab.click("#upload")
    failed(tab, "The store refused the upload")
    check("refused")
    tab.run("void (observed.tamper = null)")
    site.proxy.rate = 20_000
    tab.click("#retry")
    tab.wait("observed.forms.length === 2")
    check("uploading")
    site.proxy.restore()
    done(tab)
    tab.wait("document.querySelector('#player video')?.readyState >= 1")
    check("done")
