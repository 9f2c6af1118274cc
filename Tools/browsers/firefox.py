"""Drives Firefox over WebDriver BiDi."""

import base64
import contextlib
import json
import pathlib

from browser import Tab, program
from connection import BrowserError, Connection

KEYS = {"Tab": "\ue004", "Enter": "\ue007", "Space": " ", "Escape": "\ue00c"}

# A fake camera without a question, and nothing that uses the network by itself.
PREFERENCES = {
    "media.navigator.streams.fake": True, "media.navigator.permission.disabled": True,
    "browser.shell.checkDefaultBrowser": False, "datareporting.policy.dataSubmissionEnabled": False,
    "toolkit.telemetry.enabled": False, "app.update.auto": False, "app.normandy.enabled": False, "extensions.update.enabled": False,
    "browser.safebrowsing.malware.enabled": False, "browser.safebrowsing.phishing.enabled": False,
    "network.captive-portal-service.enabled": False, "network.connectivity-service.enabled": False, "network.prefetch-next": False,
    "services.settings.server": "http://127.0.0.1:9/", "browser.region.update.enabled": False, "browser.startup.page": 0,
    "browser.aboutwelcome.enabled": False, "datareporting.policy.firstRunURL": "",
}


@contextlib.contextmanager
def started():
    """Starts Firefox with a fake camera, and yields it."""
    def arguments(profile):
        return ["--headless", "--no-remote", "--profile", profile, "--remote-debugging-port=0", "about:blank"]
    settings = "".join(f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in PREFERENCES.items())
    with program(["firefox-esr", "firefox"], arguments, r"WebDriver BiDi listening on (ws://\S+)", "firefox-esr", settings) as url:
        connection = Connection(f"{url}/session")
        try:
            yield Firefox(connection)
        finally:
            with contextlib.suppress(BrowserError):
                connection.send("browser.close", seconds=10)
            connection.close()


class Firefox:
    name = "Firefox"

    def __init__(self, connection):
        self.connection = connection
        self.tabs = {}
        connection.on_event = self.dispatch
        session = connection.send("session.new", {"capabilities": {"alwaysMatch": {
            "unhandledPromptBehavior": {"default": "accept", "beforeUnload": "accept"}}}})
        self.version = session["capabilities"]["browserVersion"].split(".")[0]
        connection.send("session.subscribe", {"events": ["log.entryAdded", "browsingContext.userPromptOpened"]})

    def dispatch(self, event):
        parameters = event["params"]
        context = parameters.get("context") or parameters.get("source", {}).get("context")
        if tab := self.tabs.get(context):
            tab.receive(event["method"], parameters)

    @contextlib.contextmanager
    def tab(self, preload):
        """Yields a tab that runs the script `preload` before each page's own."""
        user = self.connection.send("browser.createUserContext")["userContext"]
        context = self.connection.send("browsingContext.create", {"type": "tab", "userContext": user})["context"]
        tab = self.tabs[context] = FirefoxTab(self.connection, context, user)
        try:
            script = tab.send("script.addPreloadScript", {"functionDeclaration": f"() => {{ {preload} }}", "contexts": [context]})["script"]
            yield tab
            with contextlib.suppress(BrowserError):
                tab.send("script.removePreloadScript", {"script": script})
        finally:
            del self.tabs[context]
            with contextlib.suppress(BrowserError):
                self.connection.send("browser.removeUserContext", {"userContext": user})


class FirefoxTab(Tab):
    def __init__(self, connection, context, user):
        super().__init__()
        self.connection, self.context, self.user = connection, context, user
        self.send = connection.send

    def receive(self, method, parameters):
        if method == "log.entryAdded" and parameters["level"] in ("error", "warn"):
            self.messages.append((parameters["type"], parameters.get("text") or ""))
        elif method == "browsingContext.userPromptOpened":
            self.dialogs.append(parameters["type"])

    def open(self, url):
        self.send("browsingContext.navigate", {"context": self.context, "url": url, "wait": "complete"})

    def run(self, script):
        # Results come as JSON, because BiDi has a notation of its own for values.
        wrapped = f"(async () => JSON.stringify(await ({script})) ?? 'null')()"
        result = self.send("script.evaluate", {
            "expression": wrapped, "target": {"context": self.context}, "awaitPromise": True, "userActivation": False})
        if result["type"] == "exception":
            raise BrowserError(result["exceptionDetails"]["text"])
        return json.loads(result["result"]["value"])

    def keys(self, values):
        actions = [{"type": kind, "value": value} for value in values for kind in ("keyDown", "keyUp")]
        self.send("input.performActions", {"context": self.context, "actions": [{"type": "key", "id": "keyboard", "actions": actions}]})

    def press(self, key):
        self.keys([KEYS[key]])

    def write(self, text):
        self.keys(text)

    def click(self, selector):
        x, y = self.middle(selector)
        self.send("input.performActions", {"context": self.context, "actions": [{
            "type": "pointer", "id": "mouse", "actions": [
                {"type": "pointerMove", "x": x, "y": y}, {"type": "pointerDown", "button": 0}, {"type": "pointerUp", "button": 0}]}]})

    def choose(self, selector, path):
        nodes = self.send("browsingContext.locateNodes", {"context": self.context, "locator": {"type": "css", "value": selector}})["nodes"]
        self.send("input.setFiles", {
            "context": self.context, "element": {"sharedId": nodes[0]["sharedId"]}, "files": [str(path)]})

    def forget_cookies(self):
        self.send("storage.deleteCookies", {"partition": {"type": "context", "context": self.context}})

    def offline(self, is_offline):
        self.send("emulation.setNetworkConditions", {
            "networkConditions": {"type": "offline"} if is_offline else None, "contexts": [self.context]})

    def window(self, width, height):
        self.send("browsingContext.setViewport", {"context": self.context, "viewport": {"width": width, "height": height}})

    def theme(self, scheme, motion="no-preference"):
        """Sets what the user prefers. Returns whether this browser can."""
        return False

    def screenshot(self, path):
        shot = self.send("browsingContext.captureScreenshot", {"context": self.context, "origin": "document"})
        pathlib.Path(path).write_bytes(base64.b64decode(shot["data"]))

    def controls(self):
        """Returns None: BiDi finds nodes by their role and name (see `has_control`), and does not list them."""
        return None

    def has_control(self, role, name):
        found = self.send("browsingContext.locateNodes", {
            "context": self.context, "locator": {"type": "accessibility", "value": {"role": role, "name": name}}})
        return len(found["nodes"]) > 0
