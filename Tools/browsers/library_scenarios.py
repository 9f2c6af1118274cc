"""What the page of the library has to do."""

import base64
import json
import re
import time

from scenario import (
    CLIP, NETWORK, Scenarios, check_accessibility, drop, failed, forms, padded, phase, plays, reachable_service, tab_to, unreachable_service)

# How many videos the page asks for at once.
PAGE_SIZE = 20
# The codes of the service's contract.
PROBLEMS = """SessionInvalid OriginNotAllowed ParameterInvalid CursorInvalid VideoUnknown MediaTypeNotSupported BodyInvalid BodyTooLarge FileInvalid
  VideoTypeNotAllowed FileTooLarge StoreUnavailable StoreForbidden StoreResponseInvalid SpoolFull RecordingFailed OutcomeUnknown Busy NotFound
  MethodNotAllowed""".split()
# An EBML header with the DocType of Matroska.
MATROSKA = b"\x1a\x45\xdf\xa3\x8b\x42\x82\x88matroska"

scenario = SCENARIOS = Scenarios()


def opened(tab, site):
    """Opens the page, and waits until it shows the list."""
    tab.open(site.url)
    tab.wait("document.body.dataset.phase === 'choose' && !document.querySelector('#file').disabled")
    tab.wait("!document.querySelector('#library').hidden")


def chosen(tab, site, files, name="clip.webm", size=0):
    """Opens the page and chooses a video."""
    opened(tab, site)
    tab.choose("#file", files.file(name, padded(CLIP, size)))
    phase(tab, "ready")


def done(tab, seconds=30):
    """Waits until the upload is completed, and returns the number of bytes of the video."""
    reached = phase(tab, "done", "failed", seconds=seconds)
    assert reached == "done", f"the upload failed: {tab.text('#problem')}"
    facts = tab.text("#done-facts")
    assert "video/webm" in facts, facts
    return int(re.search(r"\((\d+) bytes\)", facts)[1])


def retried(tab):
    """Tries an upload again, and waits until it has begun."""
    before = len(forms(tab))
    tab.click("#retry")
    tab.wait(f"observed.forms.length > {before}")


def next_second():
    """Waits for the next second, because a service may order videos of the same second as it likes."""
    time.sleep(1.05 - time.time() % 1)


def uploaded(tab, *videos):
    """Uploads videos without the page's controls. They are pairs of a name and a size, of which 0 is the clip's own."""
    tab.run("""(async (content, videos) => {
      const clip = Uint8Array.from(atob(content), (each) => each.charCodeAt(0));
      for (const [name, size] of videos) {
        // The element Void, as in the function "padded".
        const length = size - clip.length - 9, form = new FormData();
        const tail = size ? [new Uint8Array(9), new Uint8Array(length)] : [];
        if (size) new DataView(tail[0].buffer).setBigUint64(1, BigInt(length) | 1n << 56n), tail[0][0] = 0xEC;
        form.append('file', new Blob([clip, ...tail], {type: 'video/webm'}), name);
        const response = await fetch('api/v1/upload/video', {method: 'POST', body: form});
        if (response.status !== 201) throw new Error(`${response.status} ${await response.text()}`);
      }
    })(%s, %s)""" % (json.dumps(base64.b64encode(CLIP).decode()), json.dumps(videos)))


def with_videos(tab, site, *videos):
    """Opens the page of a new user who has these videos, each of another second."""
    opened(tab, site)
    for index, video in enumerate(videos):
        if index > 0:
            next_second()
        uploaded(tab, video)
    opened(tab, site)
    tab.wait(f"document.querySelectorAll('#list li').length === {len(videos)}")


NAMES = "[...document.querySelectorAll('#list h3')].map((each) => each.textContent)"


def names(tab):
    """Returns the names of the videos that the page shows."""
    return tab.run(NAMES)


def shows(tab, *expected):
    """Waits until the page shows these videos in this order."""
    try:
        tab.wait(f"{NAMES}.join('\\n') === {json.dumps(chr(10).join(expected))}", 10)
    except AssertionError:
        raise AssertionError(f"the page shows {names(tab)}, and not {list(expected)}") from None


def search(tab, text):
    """Replaces the text of the search, as if somebody wrote it."""
    tab.run("void (document.querySelector('#search').value = '', document.querySelector('#search').focus())")
    if text:
        tab.write(text)
    else:
        tab.run("void document.querySelector('#search').dispatchEvent(new InputEvent('input', {bubbles: true}))")


def select(tab, id, value):
    tab.run(f"""(() => {{
      const control = document.getElementById({id!r});
      control.value = {value!r};
      control.dispatchEvent(new Event('change', {{bubbles: true}}));
    }})()""")


def asked(tab, path):
    """Returns the paths of the page's requests that contain this text."""
    return tab.run(f"observed.requests.map((each) => each.path).filter((each) => each.includes({path!r}))")


def change(tab, body):
    """Changes the responses that the page gets: the body is that of a function of the path and of the members."""
    tab.run(f"void (observed.change = (path, members) => {{ {body}; return members; }})")


@scenario("a file chosen, uploaded, at once in the list, still there after a reload, played")
def a_file(tab, site, files):
    chosen(tab, site, files)
    assert tab.text("#list-empty-text").startswith("No videos yet") and not tab.is_shown("#search"), "the list is not empty"
    facts = tab.text("#facts")
    assert "clip.webm" in facts and "5.51 kB" in facts, facts
    assert "WebM video (video/webm)" in facts, facts
    assert tab.run("document.activeElement.id") == "heading" and forms(tab) == []
    tab.click("#upload")
    assert done(tab) == len(CLIP)
    assert forms(tab) == [{"file": f"{len(CLIP)} bytes of video/webm"}], forms(tab)
    assert names(tab) == ["clip.webm"] and tab.text("#count") == "1 video", tab.text("#library")
    assert tab.run("document.activeElement.id") == "heading" and "clip.webm is uploaded" in tab.text("#status")
    tab.click("#play-uploaded")
    plays(tab, "#player video")
    tab.click("#close-player")
    # Another one, without a step between. It comes before the first.
    next_second()
    tab.choose("#file", files.file("Ærø 🎬.webm", padded(CLIP, 9000)))
    phase(tab, "ready")
    tab.click("#upload")
    assert done(tab) == 9000
    assert names(tab) == ["Ærø 🎬.webm", "clip.webm"] and tab.text("#count") == "2 videos", tab.text("#library")
    opened(tab, site)
    assert names(tab) == ["Ærø 🎬.webm", "clip.webm"], names(tab)
    assert "9 kB" in tab.text("#list li") and "WebM video" in tab.text("#list li"), tab.text("#list li")


@scenario("a file dropped, two files refused, another file instead, none during an upload")
def dropped(tab, site, files):
    opened(tab, site)
    drop(tab, CLIP, 2)
    tab.wait("document.querySelector('#problem').innerText.includes('More than one file')")
    drop(tab, CLIP, 1)
    phase(tab, "ready")
    assert "drop 0.webm" in tab.text("#facts") and tab.text("#problem") == ""
    # Nothing is lost by another file, because the first one is still where it was.
    tab.choose("#file", files.file("large.webm", padded(CLIP, 8_000_000)))
    tab.wait("document.querySelector('#facts').innerText.includes('large.webm')")
    site.proxy.rate = 4_000_000
    tab.click("#upload")
    phase(tab, "uploading")
    drop(tab, CLIP, 1)
    tab.wait("document.querySelector('#problem').innerText.includes('An upload is running')")
    site.proxy.restore()
    assert done(tab) == 8_000_000
    # The place for files is there again.
    drop(tab, CLIP, 1)
    phase(tab, "ready")
    tab.click("#discard")
    phase(tab, "choose")
    assert tab.run("document.activeElement.id") == "file"


@scenario("too large, empty, wrong type: refused before anything is sent")
def refused_before(tab, site, files):
    opened(tab, site)
    for path, words in (
        (files.plain("large.mp4", 90_000_001), "too large: it has 90000001 bytes, and at most 90 MB"),
        (files.plain("empty.webm"), "The file is empty"),
        (files.file("film.mkv", MATROSKA), "wrong type: it is video/x-matroska, and only MP4 video (video/mp4)"),
        # The content tells what it is, whatever its name says.
        (files.file("film.webm", MATROSKA), "wrong type: it is video/x-matroska"),
        (files.file("notes.txt", b"Not a video"), "wrong type: it is text/plain"),
        (files.plain("unknown", 1000), "does not know the type"),
    ):
        tab.choose("#file", path)
        tab.wait(f"document.querySelector('#problem').innerText.includes({words!r})")
    assert tab.run("document.body.dataset.phase") == "choose" and forms(tab) == [], "something was sent"
    # A video with another name is what it is.
    tab.choose("#file", files.file("renamed.txt", CLIP))
    phase(tab, "ready")
    assert "WebM video" in tab.text("#facts"), tab.text("#facts")


@scenario("refused by the service, in words", NETWORK)
def refused(tab, site, files):
    opened(tab, site)
    tab.choose("#file", files.file("text.mp4", b"This is no video, whatever its name says."))
    phase(tab, "ready")
    tab.click("#upload")
    phase(tab, "refused")
    text = tab.text("#problem")
    for each in ("The file is not a video of an allowed type", "VideoTypeNotAllowed, status 415", "Request ID"):
        assert each in text, f"{each} is missing: {text}"
    # The same file would be refused again.
    assert tab.run("document.activeElement.id") == "discard" and not tab.is_shown("#retry") and names(tab) == []
    tab.click("#discard")
    phase(tab, "choose")
    assert tab.text("#problem") == ""
    # The service looks at what arrives, not at what was chosen.
    tab.run("void (observed.tamper = (data) => data.set('file', new File([], 'empty.webm')))")
    tab.choose("#file", files.file("clip.webm", CLIP))
    phase(tab, "ready")
    tab.click("#upload")
    phase(tab, "refused")
    assert "FileInvalid, status 422" in tab.text("#problem"), tab.text("#problem")
    titles = tab.run(f"""import('/library-words.js').then(async ({{words}}) => {{
      const {{Problem}} = await import('/errors.js');
      return {PROBLEMS}.map((code) => words(new Problem(400, {{code, title: 'other', detail: 'other'}})).title);
    }})""")
    for code, title in zip(PROBLEMS, titles):
        assert title != "other", f"the page has no words for {code}"
    assert len(set(titles)) == len(titles), "two codes have the same words"


@scenario("a search without a result and with one, a late response, an upload during a search")
def searched(tab, site, files):
    with_videos(tab, site, ("Cats at noon.webm", 0), ("dogs_100%.webm", 0), ("More CATS.webm", 0))
    assert tab.text("#count") == "3 videos"
    before = len(asked(tab, "search="))
    # Somebody who writes quickly causes one request.
    tab.run("""(() => {
      const control = document.querySelector('#search');
      for (let i = 1; i <= 5; i++) {
        control.value = 'zebra'.slice(0, i);
        control.dispatchEvent(new InputEvent('input', {bubbles: true}));
      }
    })()""")
    tab.wait("document.querySelector('#list-empty-text').innerText === 'No video matches “zebra”.'")
    assert len(asked(tab, "search=")) == before + 1, asked(tab, "search=")
    assert names(tab) == [] and "No video matches" in tab.text("#status") and tab.text("#count") == ""
    search(tab, "cats")
    shows(tab, "More CATS.webm", "Cats at noon.webm")
    assert tab.text("#count") == "2 videos match “cats”", tab.text("#count")
    search(tab, "0%")
    shows(tab, "dogs_100%.webm")
    search(tab, "_%")
    tab.wait("document.querySelector('#list-empty-text').innerText.includes('_%')")
    tab.click("#clear-search")
    shows(tab, "More CATS.webm", "dogs_100%.webm", "Cats at noon.webm")
    assert tab.run("document.activeElement.id") == "search" and tab.run("document.activeElement.value") == ""
    # The response to the first search comes after that to the second.
    tab.run("void (observed.delay = (path) => path.includes('dogs') ? 1500 : 0)")
    search(tab, "dogs")
    tab.wait("observed.requests.at(-1).path.includes('dogs')")
    search(tab, "noon")
    shows(tab, "Cats at noon.webm")
    tab.run("new Promise((resolve) => setTimeout(resolve, 1800))")
    assert names(tab) == ["Cats at noon.webm"], f"a late response is shown: {names(tab)}"
    # The key Enter does not wait.
    search(tab, "more")
    tab.press("Enter")
    shows(tab, "More CATS.webm")
    # A new video is in the list if it matches.
    tab.choose("#file", files.file("clip.webm", CLIP))
    phase(tab, "ready")
    tab.click("#upload")
    done(tab)
    assert names(tab) == ["More CATS.webm"]
    tab.choose("#file", files.file("Even more.webm", CLIP))
    phase(tab, "ready")
    tab.click("#upload")
    done(tab)
    shows(tab, "Even more.webm", "More CATS.webm")


@scenario("sorted by date, name and size, in both orders")
def ordered(tab, site, files):
    with_videos(tab, site, ("b.webm", 9000), ("c.webm", 10_000), ("a.webm", 100_000))
    for field, default, words in (
        ("original_filename", "abc", ("Z to A", "A to Z")), ("file_size", "acb", ("Largest first", "Smallest first")),
        ("created_at", "acb", ("Newest first", "Oldest first")),
    ):
        select(tab, "sort", field)
        shows(tab, *(f"{each}.webm" for each in default))
        options = tab.run("[...document.querySelector('#order').options].map((each) => each.textContent)")
        assert options == list(words), options
        select(tab, "order", "desc" if field == "original_filename" else "asc")
        shows(tab, *(f"{each}.webm" for each in reversed(default)))
    select(tab, "sort", "duration")
    tab.wait("document.querySelector('#order').selectedOptions[0].textContent === 'Longest first'")
    # A new video comes to its place, also where that is not the first one.
    select(tab, "sort", "original_filename")
    shows(tab, "a.webm", "b.webm", "c.webm")
    tab.choose("#file", files.file("bb.webm", CLIP))
    phase(tab, "ready")
    tab.click("#upload")
    done(tab)
    shows(tab, "a.webm", "b.webm", "bb.webm", "c.webm")


@scenario("more videos than the page asks for at once, while others are added", NETWORK)
def more(tab, site, files):
    expected = [f"video-{number:02}.webm" for number in range(23)]
    opened(tab, site)
    uploaded(tab, *((name, 0) for name in expected))
    opened(tab, site)
    assert tab.text("#count") == "23 videos" and tab.text("#shown") == "20 of 23 shown", tab.text("#library")
    next_second()
    uploaded(tab, ("added elsewhere.webm", 0))
    # Without a network, the list stays, and the button can be used again.
    unreachable_service(tab)
    tab.click("#more")
    tab.wait("document.querySelector('#list-problem').innerText.includes('could not be reached')")
    assert len(names(tab)) == 20 and tab.is_shown("#more")
    reachable_service(tab)
    tab.click("#more")
    tab.wait("document.querySelectorAll('#list li').length > 20")
    assert sorted(names(tab)) == expected, names(tab)
    assert not tab.is_shown("#more") and tab.text("#list-problem") == "" and tab.text("#count") == "24 videos"
    assert tab.run("document.activeElement === document.querySelectorAll('#list button')[20]"), "the focus is not on the first new video"
    assert "24 videos" in tab.text("#status")
    # A cursor that the service refuses: the list begins again.
    opened(tab, site)
    change(tab, "if (members.next_cursor) members.next_cursor = 'wrong'")
    select(tab, "order", "asc")
    tab.wait("observed.requests.at(-1).path.includes('sort_order=asc') && document.querySelector('#list').ariaBusy === 'false'")
    tab.run("void (observed.change = null)")
    requests = len(asked(tab, "s3-videos?"))
    tab.click("#more")
    tab.wait(f"observed.requests.filter((each) => each.path.includes('s3-videos?')).length >= {requests + 2}")
    tab.wait("document.querySelectorAll('#list li').length === 20 && document.querySelector('#list').ariaBusy === 'false'")
    assert tab.text("#list-problem") == ""


@scenario("played in a dialog, with what is known about the video, by mouse and keyboard")
def played(tab, site, files):
    with_videos(tab, site, ("first.webm", 0), ("second.webm", 0))
    change(tab, "for (const each of members.videos ?? []) each.metadata = {resolution: '64x36', fps: 29.97003, codec: 'vp8'}")
    select(tab, "order", "asc")
    shows(tab, "first.webm", "second.webm")
    tab.click("#list li:nth-child(2) button")
    tab.wait("document.querySelector('#player').open")
    assert tab.text("#player-title") == "second.webm" and tab.run("document.activeElement.id") == "close-player"
    plays(tab, "#player video")
    facts = tab.text("#player-facts")
    for each in ("64 × 36", "29.97 frames per second", "vp8", "WebM video", "5.5"):
        assert each in facts, f"{each} is missing: {facts}"
    tab.press("Escape")
    tab.wait("!document.querySelector('#player').open && document.querySelector('#player video') === null")
    assert tab.run("document.activeElement === document.querySelectorAll('#list button')[1]"), "the focus is not where it was"
    # What is not known is left out.
    change(tab, "for (const each of members.videos ?? []) each.metadata = each.duration = null")
    select(tab, "order", "desc")
    shows(tab, "second.webm", "first.webm")
    tab.click("#list li:first-child .picture")
    plays(tab, "#player video")
    facts = tab.text("#player-facts")
    assert "Type" in facts and not re.search("Duration|Resolution|Frame rate|Codec|null", facts), facts
    tab.click("#close-player")
    tab.wait("!document.querySelector('#player').open")


# Makes the signatures of the videos' addresses wrong, in responses to requests whose path contains a text.
BREAK = """if (path.includes('%s')) {
  for (const each of members.videos ?? [members]) each.playback_url = each.playback_url.replace(/Signature=..../, 'Signature=0000');
}"""


@scenario("an address that has expired is replaced once", NETWORK)
def expired(tab, site, files):
    opened(tab, site)
    uploaded(tab, ("clip.webm", 0))
    change(tab, BREAK % "s3-videos?")
    select(tab, "order", "asc")
    shows(tab, "clip.webm")
    tab.click("#list button")
    plays(tab, "#player video")
    assert len(asked(tab, "by-key/")) == 1 and tab.text("#player-problem") == ""
    # The new address is used again.
    tab.click("#close-player")
    tab.click("#list button")
    plays(tab, "#player video")
    assert len(asked(tab, "by-key/")) == 1
    tab.click("#close-player")
    # If the new one does not work either, the page does not try for ever.
    change(tab, BREAK % "s3-videos")
    select(tab, "order", "desc")
    tab.wait("document.querySelector('#list').ariaBusy === 'false'")
    tab.click("#list button")
    tab.wait("document.querySelector('#player-problem').innerText.includes('cannot be played')")
    assert len(asked(tab, "by-key/")) == 2, asked(tab, "by-key/")
    tab.run("void (observed.change = null)")
    tab.click("#player-problem button")
    plays(tab, "#player video")
    assert len(asked(tab, "by-key/")) == 3 and tab.text("#player-problem") == ""


@scenario("a cut connection, a service that cannot be reached, a browser that is offline", NETWORK)
def cut(tab, site, files):
    chosen(tab, site, files, "large.webm", 6_000_000)
    site.proxy.rate, site.proxy.cut_after = 4_000_000, 2_000_000
    tab.click("#upload")
    text = failed(tab, "The connection was cut")
    assert "of 6 MB" in text and "still chosen" in text, text
    site.proxy.restore()
    site.proxy.is_refusing = True
    retried(tab)
    # What a browser has sent before it notices differs.
    text = failed(tab, "")
    assert re.search("The connection was cut|could not be reached", text), text
    site.proxy.restore()
    tab.offline(True)
    retried(tab)
    failed(tab, "You are offline")
    tab.offline(False)
    tab.click("#retry")
    assert done(tab) == 6_000_000
    assert names(tab) == ["large.webm"] and tab.text("#count") == "1 video"
    opened(tab, site)
    assert names(tab) == ["large.webm"], names(tab)


@scenario("a lost response: the video may be recorded, so the list is loaded again", NETWORK)
def unanswered(tab, site, files):
    chosen(tab, site, files, "clip.webm", 300_000)
    site.proxy.answers_until = 200_000
    tab.click("#upload")
    text = failed(tab, "The service did not answer")
    assert "may be in the list already" in text, text
    # Browsers send a request again if a connection that they used before ends without a response. The service stores it once.
    tab.wait("document.querySelectorAll('#list li').length >= 1")
    assert names(tab) == ["clip.webm"], names(tab)
    site.proxy.restore()
    # The same if a proxy answers instead of the service.
    tab.run("""void (XMLHttpRequest.prototype.send = ((kept) => function (data) {
      Object.defineProperties(this, {status: {value: 504}, responseText: {value: 'Gateway Timeout'}});
      return kept.call(this, data);
    })(XMLHttpRequest.prototype.send))""")
    retried(tab)
    failed(tab, "The service did not answer")


@scenario("an upload cancelled, then repeated; leaving the page warns only during an upload")
def cancelled(tab, site, files):
    chosen(tab, site, files, "large.webm", 20_000_000)
    site.proxy.rate = 2_000_000
    tab.click("#upload")
    tab.wait("document.querySelector('#progress').value > 0")
    assert tab.run("document.activeElement.id") == "cancel"
    assert re.search(r"\d+ % of 20 MB", tab.text("#progress-text")), tab.text("#progress-text")
    tab.click("#cancel")
    failed(tab, "The upload is cancelled", seconds=3)
    assert tab.run("document.querySelector('#problem').className") == "notice"
    site.proxy.restore()
    tab.click("#retry")
    assert done(tab) == 20_000_000
    assert names(tab) == ["large.webm"] and len(forms(tab)) == 2
    opened(tab, site)
    assert names(tab) == ["large.webm"] and tab.dialogs == []
    tab.choose("#file", files.file("large.webm", padded(CLIP, 20_000_000)))
    phase(tab, "ready")
    site.proxy.rate = 2_000_000
    tab.click("#upload")
    tab.wait("document.querySelector('#progress').value > 0")
    tab.open(site.url)
    assert tab.dialogs == ["beforeunload"], f"leaving the page asked: {tab.dialogs}"


@scenario("a session that has ended is replaced, before an upload and in the list", NETWORK)
def session_ended(tab, site, files):
    chosen(tab, site, files)
    before = tab.text("#account")
    tab.forget_cookies()
    tab.click("#upload")
    failed(tab, "Your session has ended")
    assert tab.text("#account") != before, "the user is the same"
    tab.click("#retry")
    done(tab)
    shows(tab, "clip.webm")
    tab.forget_cookies()
    search(tab, "clip")
    tab.wait("document.querySelector('#list-problem').innerText.includes('Your session has ended')")
    assert names(tab) == [] and "No video matches" in tab.text("#list-empty")
    # Without a login for guests, the page says so, and does not ask for ever.
    tab.forget_cookies()
    tab.run("""void (globalThis.fetch = ((kept) => async (path, options) =>
      path.includes('api/session') ? new Response(JSON.stringify({code: 'NotFound'}), {status: 404}) : kept(path, options))(fetch))""")
    search(tab, "clips")
    tab.wait("document.querySelector('#list-problem').innerText.includes('You are not signed in')")
    assert tab.is_shown("#list-retry")


@scenario("the service cannot be reached, at the start and by the list", NETWORK)
def service_unreachable(tab, site, files):
    with_videos(tab, site, ("a.webm", 0), ("b.webm", 0))
    unreachable_service(tab)
    tab.run("void (document.querySelector('#reload').disabled = false, document.querySelector('#reload').click())")
    phase(tab, "disconnected")
    assert "The service could not be reached" in tab.text("#problem")
    assert tab.run("document.activeElement.id") == "reload"
    # What is shown belongs to another search.
    search(tab, "a")
    tab.wait("document.querySelector('#list-problem').innerText.includes('could not be reached')")
    assert names(tab) == [] and tab.text("#count") == "" and tab.run("document.activeElement.id") == "search"
    reachable_service(tab)
    tab.click("#list-retry")
    shows(tab, "a.webm")
    assert tab.text("#list-problem") == "" and not tab.is_shown("#list-retry")
    tab.click("#reload")
    phase(tab, "choose")
    assert tab.text("#problem") == ""


@scenario("the whole flow by keyboard")
def keyboard(tab, site, files):
    opened(tab, site)
    tab_to(tab, "file")
    # The browser's own dialog for files cannot be driven.
    tab.choose("#file", files.file("clip.webm", CLIP))
    phase(tab, "ready")
    tab_to(tab, "upload")
    tab.press("Enter")
    done(tab)
    tab_to(tab, "play-uploaded")
    tab.press("Enter")
    tab.wait("document.querySelector('#player').open")
    tab.press("Escape")
    tab.wait("!document.querySelector('#player').open")
    assert tab.run("document.activeElement.id") == "play-uploaded"
    tab_to(tab, "search")
    tab.write("nothing")
    tab.wait("document.querySelector('#list-empty-text').innerText.includes('nothing')")
    tab_to(tab, "clear-search")
    tab.press("Space")
    shows(tab, "clip.webm")
    assert tab.run("document.activeElement.id") == "search"
    tab_to(tab, "sort")
    tab_to(tab, "order")
    tab.press("Tab")
    assert tab.run("document.activeElement.ariaLabel") == "Play: clip.webm"
    tab.press("Enter")
    tab.wait("document.querySelector('#player').open && document.activeElement.id === 'close-player'")
    plays(tab, "#player video")
    tab.press("Enter")
    tab.wait("!document.querySelector('#player').open")
    assert tab.run("document.activeElement.ariaLabel") == "Play: clip.webm"


# A thumbnail: one blue pixel.
PIXEL = "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' width='16' height='9'><rect width='16' height='9' fill='steelblue'/></svg>"


@scenario("thumbnails with a text, a placeholder without one, more videos than are counted", NETWORK)
def thumbnails(tab, site, files):
    with_videos(tab, site, ("none.webm", 0), ("broken.webm", 0), ("good.webm", 0))
    change(tab, """if (path.includes('search=')) {
      [members.videos[0].thumbnail_url, members.videos[1].thumbnail_url, members.videos[2].thumbnail_url] = ["PIXEL", 'data:image/png,none', null];
      Object.assign(members, {total_count: 10000, total_is_exact: false, has_more: true, next_cursor: 'more'});
    }""".replace("PIXEL", PIXEL))
    search(tab, "webm")
    shows(tab, "good.webm", "broken.webm", "none.webm")
    tab.wait("document.querySelectorAll('#list img').length === 1 && document.querySelector('#list img').complete")
    assert tab.run("document.querySelector('#list li:first-child img').alt") == "A picture of good.webm"
    assert tab.run("document.querySelector('#list img').naturalWidth") == 16
    assert tab.text("#count") == "More than 10,000 videos match “webm”", tab.text("#count")
    assert tab.text("#shown") == "3 of more than 10,000 shown", tab.text("#shown")


LONG = "A rather long name of a recording that nobody has shortened " * 3 + "2024-01-15.webm"


@scenario("names, roles, contrast, 360 pixels, both themes", NETWORK, takes_screenshots=True)
def accessible(tab, site, files, screenshots):
    def check(state):
        check_accessibility(tab, f"library-{state}", screenshots)

    opened(tab, site)
    check("empty")
    uploaded(
        tab, (LONG, 0), ("סרטון.webm", 40_000), ("clip.webm", 6000), ("Holiday in the mountains.webm", 2_000_000),
        *((f"video-{number}.webm", 10_000 * number) for number in range(1, PAGE_SIZE - 2)))
    opened(tab, site)
    change(tab, """for (const [index, each] of (members.videos ?? []).entries()) {
      each.metadata ??= {resolution: '1920x1080', fps: 30, codec: 'vp8'};
      each.thumbnail_url ??= index % 3 === 0 ? "PIXEL" : null;
    }""".replace("PIXEL", PIXEL))
    select(tab, "sort", "file_size")
    tab.wait("document.querySelectorAll('#list img').length > 0")
    check("list")
    if tab.controls() is None:
        for role, name in (("button", "Load more"), ("searchbox", "Search by file name"), ("combobox", "Sort by"), ("heading", "clip.webm")):
            assert tab.has_control(role, name), f"there is no {role} {name!r}"
    search(tab, "zebra")
    tab.wait("document.querySelector('#list-empty-text').innerText.includes('zebra')")
    check("no-result")
    tab.click("#clear-search")
    tab.wait("document.querySelectorAll('#list li').length > 0")
    tab.click("#list button")
    tab.wait("document.querySelector('#player video')?.readyState >= 2")
    check("player")
    tab.click("#close-player")
    change(tab, BREAK % "s3-videos")
    select(tab, "order", "asc")
    tab.wait("document.querySelector('#list').ariaBusy === 'false'")
    tab.click("#list button")
    tab.wait("document.querySelector('#player-problem').innerText.includes('cannot be played')")
    check("not-played")
    tab.click("#close-player")
    tab.run("void (observed.change = null)")
    tab.choose("#file", files.file("text.mp4", b"This is no video, whatever its name says."))
    phase(tab, "ready")
    tab.click("#upload")
    phase(tab, "refused")
    check("refused")
    tab.choose("#file", files.file("clip.webm", padded(CLIP, 5_000_000)))
    tab.wait("document.querySelector('#facts').innerText.includes('clip.webm')")
    check("ready")
    site.proxy.rate = 200_000
    tab.click("#upload")
    tab.wait("document.querySelector('#progress').value > 0")
    check("uploading")
    site.proxy.restore()
    done(tab)
    check("done")
