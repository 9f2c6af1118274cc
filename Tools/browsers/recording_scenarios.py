"""What the page of the recording service has to do."""

import re

from scenario import (
    NETWORK, Scenarios, check_accessibility, drop, failed, forms, phase, plays, reachable_service, tab_to, unreachable_service)

# The codes of the service's contract.
PROBLEMS = """SessionInvalid OriginNotAllowed QuestionUnknown DurationInvalid FieldInvalid IdempotencyKeyReused IdempotencyKeyInvalid BodyInvalid
  BodyTooLarge MediaTypeNotSupported NotFound MethodNotAllowed Taken Busy OutcomeUnknown RecordingFailed UploadUnknown StoreUnavailable
  StoreForbidden StoreResponseInvalid""".split()
OBJECT_FAULTS = "ObjectMissing ObjectEmpty ObjectTooLarge MediaTypeNotAllowed ObjectReplaced ContentNotAllowed".split()

scenario = SCENARIOS = Scenarios()


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


def begun(tab):
    """Returns the idempotency keys with which the page has asked for forms."""
    return tab.run("observed.requests.filter((each) => each.path.endsWith('presigned-url')).map((each) => each.key)")


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
    video = files.video(tab).read_bytes()
    drop(tab, video, 2)
    tab.wait("document.querySelector('#problem').innerText.includes('More than one file')")
    drop(tab, video, 1)
    phase(tab, "review")
    assert "drop 0.webm" in tab.text("#facts")
    # A second file does not replace a recording that is not uploaded.
    drop(tab, video, 1)
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
    tab.run("void (observed.change = (path, members) => path.endsWith('api/limits') ? {...members, ...%s} : members)" % limits)
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
    said = tab.run(f"""import('/recording-words.js').then(async ({{words}}) => {{
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
    unreachable_service(tab)
    tab.run("void (document.querySelector('#reload').disabled = false, document.querySelector('#reload').click())")
    phase(tab, "disconnected")
    assert "The service could not be reached" in tab.text("#problem")
    assert tab.run("document.activeElement.id") == "reload"
    reachable_service(tab)
    tab.click("#reload")
    phase(tab, "choose")
    tab.choose("#file", files.video(tab))
    phase(tab, "review")
    unreachable_service(tab)
    tab.click("#upload")
    assert "still here" in failed(tab, "The service could not be reached")
    reachable_service(tab)
    tab.click("#retry")
    done(tab)


@scenario("names, roles, contrast, 360 pixels, both themes, reduced motion", NETWORK, takes_screenshots=True)
def accessible(tab, site, files, screenshots):
    def check(state):
        check_accessibility(tab, state, screenshots)

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
    # On a busy machine the encoder starts late.
    recorded_for(tab, 4)
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


WITH_OWN_STORE = Scenarios()
WITH_OWN_STORE("the service's own store: recorded, uploaded, completed, played")(recorded_and_uploaded)
WITH_OWN_STORE("the service's own store: a refusal is explained", NETWORK)(refused_by_the_store)
