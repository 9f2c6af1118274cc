"""Drives Chromium over the DevTools protocol."""

import base64
import contextlib
import pathlib

from browser import Tab, program
from connection import BrowserError, Connection

KEYS = {
    "Tab": {"key": "Tab", "code": "Tab", "windowsVirtualKeyCode": 9},
    "Enter": {"key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 13, "text": "\r"},
    "Space": {"key": " ", "code": "Space", "windowsVirtualKeyCode": 32, "text": " "},
    "Escape": {"key": "Escape", "code": "Escape", "windowsVirtualKeyCode": 27},
}


@contextlib.contextmanager
def started():
    """Starts Chromium with a fake camera, and yields it."""
    def arguments(profile):
        return [
            "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--disable-background-networking",
            "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream", "--remote-debugging-port=0",
            f"--user-data-dir={profile}", "about:blank"]
    with program(["chromium-headless-shell", "chromium"], arguments, r"DevTools listening on (ws://\S+)", "chromium-headless-shell") as url:
        connection = Connection(url)
        try:
            yield Chromium(connection)
        finally:
            connection.close()


class Chromium:
    name = "Chromium"

    def __init__(self, connection):
        self.connection = connection
        self.tabs = {}
        connection.on_event = self.dispatch
        self.version = connection.send("Browser.getVersion")["product"].split("/")[1].split(".")[0]

    def dispatch(self, event):
        if tab := self.tabs.get(event.get("sessionId")):
            tab.receive(event["method"], event["params"])

    @contextlib.contextmanager
    def tab(self, preload):
        """Yields a tab that runs the script `preload` before each page's own."""
        context = self.connection.send("Target.createBrowserContext")["browserContextId"]
        target = self.connection.send("Target.createTarget", {"url": "about:blank", "browserContextId": context})["targetId"]
        session = self.connection.send("Target.attachToTarget", {"targetId": target, "flatten": True})["sessionId"]
        tab = self.tabs[session] = ChromiumTab(self.connection, session, context)
        try:
            for domain in ("Page", "Runtime", "Log", "Network"):
                tab.send(f"{domain}.enable")
            tab.send("Page.addScriptToEvaluateOnNewDocument", {"source": preload})
            # A tab of a headless browser has no focus unless it is told so.
            tab.send("Emulation.setFocusEmulationEnabled", {"enabled": True})
            yield tab
        finally:
            del self.tabs[session]
            with contextlib.suppress(BrowserError):
                self.connection.send("Target.disposeBrowserContext", {"browserContextId": context})


class ChromiumTab(Tab):
    def __init__(self, connection, session, context):
        super().__init__()
        self.connection, self.session, self.context = connection, session, context

    def send(self, method, parameters=None):
        return self.connection.send(method, parameters, sessionId=self.session)

    def receive(self, method, parameters):
        if method == "Log.entryAdded" and parameters["entry"]["level"] in ("error", "warning"):
            entry = parameters["entry"]
            self.messages.append((entry["source"], f"{entry['text']} {entry.get('url', '')}"))
        elif method == "Runtime.consoleAPICalled" and parameters["type"] in ("error", "warning", "assert"):
            self.messages.append(("console", str([each.get("value", each.get("description")) for each in parameters["args"]])))
        elif method == "Runtime.exceptionThrown":
            details = parameters["exceptionDetails"]
            self.messages.append(("exception", details.get("exception", {}).get("description", details["text"])))
        elif method == "Page.javascriptDialogOpening":
            self.dialogs.append(parameters["type"])
            self.connection.post("Page.handleJavaScriptDialog", {"accept": True}, sessionId=self.session)

    def open(self, url):
        if reason := self.send("Page.navigate", {"url": url}).get("errorText"):
            raise BrowserError(f"{url}: {reason}")
        self.wait("document.readyState === 'complete'")

    def run(self, script):
        result = self.send("Runtime.evaluate", {"expression": script, "awaitPromise": True, "returnByValue": True})
        if details := result.get("exceptionDetails"):
            raise BrowserError(details.get("exception", {}).get("description", details["text"]))
        return result["result"].get("value")

    def press(self, key):
        self.send("Input.dispatchKeyEvent", {"type": "keyDown", **KEYS[key]})
        self.send("Input.dispatchKeyEvent", {"type": "keyUp", **{name: value for name, value in KEYS[key].items() if name != "text"}})

    def write(self, text):
        self.send("Input.insertText", {"text": text})

    def click(self, selector):
        x, y = self.middle(selector)
        for kind in ("mousePressed", "mouseReleased"):
            self.send("Input.dispatchMouseEvent", {"type": kind, "x": x, "y": y, "button": "left", "clickCount": 1})

    def choose(self, selector, path):
        node = self.send("Runtime.evaluate", {"expression": f"document.querySelector({selector!r})"})["result"]["objectId"]
        self.send("DOM.setFileInputFiles", {"files": [str(path)], "objectId": node})

    def forget_cookies(self):
        self.connection.send("Storage.clearCookies", {"browserContextId": self.context})

    def offline(self, is_offline):
        self.send("Network.emulateNetworkConditions", {
            "offline": is_offline, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1})

    def window(self, width, height):
        self.send("Emulation.setDeviceMetricsOverride", {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600})

    def theme(self, scheme, motion="no-preference"):
        """Sets what the user prefers. Returns whether this browser can."""
        self.send("Emulation.setEmulatedMedia", {"features": [
            {"name": "prefers-color-scheme", "value": scheme}, {"name": "prefers-reduced-motion", "value": motion}]})
        return True

    def screenshot(self, path):
        size = self.send("Page.getLayoutMetrics")["cssContentSize"]
        shot = self.send("Page.captureScreenshot", {"format": "png", "captureBeyondViewport": True, "clip": {**size, "scale": 1}})
        pathlib.Path(path).write_bytes(base64.b64decode(shot["data"]))

    def controls(self):
        """Returns the role and the name of each control in the accessibility tree."""
        roles = {
            "button", "spinbutton", "textbox", "searchbox", "combobox", "progressbar", "progressIndicator", "ProgressIndicator", "Video", "video",
            "dialog", "image"}
        nodes = self.send("Accessibility.getFullAXTree")["nodes"]
        return [
            (node["role"]["value"], node.get("name", {}).get("value", "")) for node in nodes
            if not node["ignored"] and node.get("role", {}).get("value") in roles]
