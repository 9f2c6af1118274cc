"""What the page of the documentation has to do, whatever the service is."""

import json
import re
import shlex

from scenario import NETWORK, Scenarios, check_accessibility, reachable_service, tab_to, unreachable_service

scenario = SCENARIOS = Scenarios()
# Titles and texts as an attacker would write them.
MARKUP = "<img src=x onerror=observed.violations.push('markup')>"
# A document that contains what a service need not have: a login, two media types, references that contain themselves, unusual values.
DOCUMENT = {
    "openapi": "3.1.0",
    "info": {"title": MARKUP, "summary": MARKUP, "version": MARKUP},
    "paths": {
        "/v1/things/{id}": {
            "parameters": [{"name": "id", "in": "path", "required": True, "schema": {"type": "integer", "minimum": 1}}],
            "post": {
                "summary": MARKUP, "security": [{"login": []}],
                "parameters": [{"name": "q", "in": "query", "description": MARKUP, "schema": {"type": "string", "default": MARKUP}}],
                "requestBody": {"required": True, "content": {
                    "application/json": {"schema": {"$ref": "#/components/schemas/Thing"}},
                    "application/x-www-form-urlencoded": {"schema": {"properties": {"name": {"type": "string"}}, "required": ["name"]}},
                    "multipart/form-data": {"schema": {"properties": {
                        "file": {"type": "string", "format": "binary"}, "note": {"type": "string"}}, "required": ["file"]}},
                }},
                "responses": {"200": {"description": MARKUP, "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}}},
                              "422": {"description": f"`Wrong`: {MARKUP}. `Other`: The `id` is wrong."}},
            }},
        "/nothing": {"get": {"tags": ["others"], "responses": {"204": {"description": "Nothing."}}}},
    },
    "components": {
        "securitySchemes": {"login": {"type": "oauth2", "flows": {"password": {"tokenUrl": "v1/token", "scopes": {}}}}},
        "schemas": {"Thing": {"type": "object", "required": ["name"], "properties": {
            "name": {"type": "string", "minLength": 6, "description": MARKUP},
            "kind": {"enum": ["one", "two", None], "type": ["string", "null"]},
            "inner": {"anyOf": [{"$ref": "#/components/schemas/Thing"}, {"type": "null"}]},
            "parts": {"type": "array", "items": {"type": "object", "properties": {"count": {"type": "integer", "maximum": 5}}}}}}},
    },
}
# Answers in the place of the service. `answers` are functions of the request, by the last word of its path.
PRETEND = """void (globalThis.fetch = ((kept, document) => Object.assign(async (resource, options = {}) => {
  const path = new URL(resource, location.href).pathname;
  const sent = {path: String(resource), method: options.method, headers: Object.fromEntries(new Headers(options.headers)),
    body: options.body instanceof FormData ? [...options.body].map(([name, value]) => [name, value.name ?? value]) : options.body};
  if (path === '/openapi.json') return Response.json(document);
  observed.requests.push(sent);
  const json = (status, text, type = 'application/json') => new Response(text, {status, headers: {'Content-Type': type}});
  if (path === '/v1/token') {
    const form = new URLSearchParams(options.body);
    if (form.get('username') === 'lost') throw new TypeError();
    if (form.get('username') === 'failing') return json(500, '<h1>500</h1>', 'text/html');
    return form.get('password') === 'right &+' ? json(200, '{"access_token": "the.secret"}') : json(401, '{"detail": "No such user."}');
  }
  if (path === '/nothing') return new Response(null, {status: 204});
  return json(200, `{"number":9223372036854775807,"text":${JSON.stringify(%(markup)s)}}`);
}, {kept}))(fetch, %(document)s))"""


def opened(tab, site):
    tab.open(site.url + "docs")
    tab.wait("document.querySelector('#loading').hidden")
    tab.run("fetch('docs').then((response) => response.text()).then((text) => void (globalThis.html = text))")


def again(tab):
    """Runs the page's script once more on a fresh page, after something was changed for it. An address with another fragment is another module."""
    tab.run("""(async () => {
      globalThis.runs = (globalThis.runs ?? 0) + 1;
      document.body.replaceWith(new DOMParser().parseFromString(html, 'text/html').body);
      observed.requests.length = 0;
      await import(`./docs.js#${runs}`);
    })()""")
    tab.wait("document.querySelector('#loading').hidden")


def pretend(tab, site, document=DOCUMENT):
    """Opens the page with another document and other responses than those of the service."""
    opened(tab, site)
    tab.run(PRETEND % {"markup": json.dumps(MARKUP), "document": json.dumps(document)})
    again(tab)


def operations(document):
    """Returns the operations of a document: method, path, operation."""
    methods = "get put post delete options head patch trace".split()
    return [(method.upper(), path, item[method]) for path, item in document["paths"].items() for method in methods if method in item]


def opened_operation(tab, method, path):
    """Opens an operation and its form by their disclosures, and returns a selector of it."""
    tab.wait(f"""(globalThis.found = [...document.querySelectorAll('#operations > section > details')]
      .find((each) => each.querySelector('h3').textContent === {f'{method} {path}'!r})) !== undefined""")
    tab.run("void (document.querySelector('.tried')?.classList.remove('tried'), found.classList.add('tried'))")
    for selector in (".tried", ".tried .trying"):
        if not tab.run(f"document.querySelector({selector!r}).open"):
            tab.click(f"{selector} > summary")
    return ".tried"


def enter(tab, label, value):
    """Enters a value in the opened operation, in the control with this label."""
    tab.run(f"""(() => {{
      const control = [...document.querySelectorAll('.tried label')].find((each) => each.textContent.split(' ')[0] === {label!r}).control;
      control.value = {value!r};
      for (const type of ['input', 'change']) control.dispatchEvent(new Event(type, {{bubbles: true}}));
    }})()""")


def sent(tab, button=".tried .try button.main"):
    """Sends the request, and returns what the page says about the response."""
    tab.click(button)
    tab.wait("!['', 'Waiting for the response …'].includes(document.querySelector('.tried .try > .title').textContent)")
    return tab.text(".tried .try > .title")


def command(tab):
    """Returns the arguments of the curl command, as a shell would."""
    return shlex.split(tab.run("document.querySelector('.tried .try > pre').textContent").replace(" \\\n  ", " "))


@scenario("every operation, parameter, response and code of the document")
def everything(tab, site, files):
    opened(tab, site)
    document = tab.run("fetch('openapi.json').then((response) => response.json())")
    assert tab.text("h1") == document["info"]["title"] and document["info"]["version"] in tab.text("#version")
    assert document["info"]["summary"].replace("`", "") in tab.text("#about")
    shown = tab.run("""[...document.querySelectorAll('#operations > section > details')].map((each) => {
      const texts = (selector) => [...each.querySelectorAll(selector)].map((found) => found.textContent);
      each.open = true;
      return {name: each.querySelector('h3').textContent, text: each.innerText, link: document.querySelector(`nav a[href="#${each.id}"]`)?.textContent,
        statuses: texts('h5'), codes: texts('.codes dt'), fields: texts('.try label'), names: texts('th[role="rowheader"] code')};
    })""")
    expected = operations(document)
    assert sorted(each["name"] for each in shown) == sorted(f"{method} {path}" for method, path, _ in expected)
    for method, path, operation in expected:
        found = next(each for each in shown if each["name"] == f"{method} {path}")
        assert found["link"] == found["name"], f"{found['name']} is not in the table of contents"
        for text in (operation.get("summary", ""), operation.get("description", "")):
            assert text.replace("`", "").split("\n")[0] in found["text"], f"{found['name']} does not say {text!r}"
        statuses = ["Any other status" if status == "default" else status for status in operation["responses"]]
        assert sorted(found["statuses"]) == sorted(statuses), f"{found['name']} has {found['statuses']}"
        codes = [code for each in operation["responses"].values() for code in re.findall(r"`(\w+)`: ", each["description"])]
        assert sorted(found["codes"]) == sorted(codes), f"{found['name']} has {found['codes']}"
        for parameter in document["paths"][path].get("parameters", []) + operation.get("parameters", []):
            assert parameter["name"] in found["names"], f"{found['name']} has no {parameter['name']}"
            assert parameter["in"] == "cookie" or any(each.split(" ")[0] == parameter["name"] for each in found["fields"]), found
    for name, schema in document["components"]["schemas"].items():
        tab.wait(f"document.getElementById({'schema-' + name!r}) !== null")
        for member in schema.get("properties", {}):
            assert tab.run(f"document.getElementById({'schema-' + name!r}).textContent.includes({member!r})"), f"{name} has no {member}"


@scenario("operations without required values tried: a status that the document has", allows=NETWORK)
def tried(tab, site, files):
    opened(tab, site)
    document = tab.run("fetch('openapi.json').then((response) => response.json())")
    for method, path, operation in operations(document):
        if method != "GET" or "{" in path or any(each.get("required") for each in operation.get("parameters", [])):
            continue
        opened_operation(tab, method, path)
        text = sent(tab)
        status = re.match(r"Status (\d+)\b.*, after \d+ ms$", text)
        assert status and status[1] in operation["responses"], f"{method} {path}: {text}"
        facts = tab.text(".tried .try")
        assert "Content-Type" in facts and '"' in tab.text(".tried .try > div:not(.fields, .actions) pre"), facts
        assert command(tab)[:2] == ["curl", site.url.rstrip("/") + path], command(tab)


@scenario("logged in with the form if the document has one, the token used, logged out", allows=NETWORK)
def logged_in(tab, site, files):
    opened(tab, site)
    document = tab.run("fetch('openapi.json').then((response) => response.json())")
    schemes = document["components"]["securitySchemes"].values()
    has_login = any("password" in each.get("flows", {}) for each in schemes)
    assert tab.is_shown("#login") == has_login
    assert tab.is_shown("#token-form") == any(each["type"] == "oauth2" or each.get("scheme") == "bearer" for each in schemes)
    if not has_login:
        return
    account = site.account
    wrong = (account[0], account[1] + "x")
    for user, password in (wrong, account):
        tab.run(f"void (document.querySelector('#username').value = {user!r}, document.querySelector('#password').value = {password!r})")
        tab.click("#login button")
        tab.wait("document.querySelector('#login-problem').innerText || document.querySelector('#logout').getClientRects().length")
        assert ("does not accept" in tab.text("#login-problem")) == (password != account[1]), tab.text("#authorization")
    assert "logged in as " + account[0] in tab.text("#token-text")
    method, path, _ = next(
        each for each in operations(document) if each[0] == "GET" and "{" not in each[1] and each[2].get("security") and
        not any(parameter.get("required") for parameter in each[2].get("parameters", [])))
    opened_operation(tab, method, path)
    assert sent(tab).startswith("Status 200"), tab.text(".tried .try")
    tab.click("#logout")
    assert sent(tab).startswith("Status 401"), tab.text(".tried .try")


@scenario("a login with a wrong password, without a response, and right: the token is sent, is nowhere else, and is forgotten")
def login(tab, site, files):
    pretend(tab, site)
    opened_operation(tab, "POST", "/v1/things/{id}")
    enter(tab, "id", "7")
    def authorization():
        assert sent(tab).startswith("Status 200"), tab.text(".tried .try")
        return tab.run("observed.requests.at(-1).headers.authorization ?? null")
    assert authorization() is None and "There is no token" in tab.text("#token-text")
    for user, password, words in (
        ("ada", "wrong", "does not accept the user name and the password"), ("lost", "x", "The service did not respond."),
        ("failing", "x", "The service did not log you in"), ("ada", "right &+", "")):
        tab.run(f"void (document.querySelector('#username').value = {user!r}, document.querySelector('#password').value = {password!r})")
        tab.click("#login button")
        tab.wait(f"document.querySelector('#login-problem').innerText.includes({words!r})")
    tab.wait("document.querySelector('#token-text').innerText.includes('logged in as ada')")
    form = tab.run("observed.requests.findLast((each) => each.path.endsWith('/v1/token'))")
    assert form["headers"]["content-type"] == "application/x-www-form-urlencoded"
    assert form["body"] == "grant_type=password&username=ada&password=right+%26%2B", form
    assert tab.text("#login-problem") == "" and tab.run("document.querySelector('#password').value") == ""
    assert authorization() == "Bearer the.secret" and "Authorization: Bearer $TOKEN" in command(tab)
    everywhere = tab.run("""[document.documentElement.outerHTML, location.href, document.cookie, JSON.stringify({...localStorage, ...sessionStorage}),
      ...[...document.querySelectorAll('input, textarea')].map((each) => each.value)].join()""")
    assert "the.secret" not in everywhere
    tab.click("#logout")
    assert authorization() is None and "logged out" in tab.text("#token-text") and not tab.is_shown("#logout")
    # Another token, pasted with its scheme.
    for value, words in (("two words", "not a token"), ("Bearer other.token", "")):
        tab.run(f"void (document.querySelector('#token').value = {value!r})")
        tab.click("#token-form button")
        tab.wait(f"document.querySelector('#login-problem').innerText.includes({words!r})")
    assert authorization() == "Bearer other.token" and tab.run("document.querySelector('#token').value") == ""
    opened_operation(tab, "GET", "/nothing")
    assert sent(tab).startswith("Status 204") and "no body" in tab.text(".tried .try")
    assert "authorization" not in tab.run("observed.requests.at(-1).headers"), "a token is sent that is not needed"


@scenario("values, bodies and files as they are sent, and as curl would send them")
def bodies(tab, site, files):
    pretend(tab, site)
    opened_operation(tab, "POST", "/v1/things/{id}")
    members = tab.run("[...document.querySelectorAll('.tried table')].at(1).innerText")
    assert all(name in members for name in ("name", "kind", "inner", "parts[].count", "at most 5", "at least 6 characters")), members
    assert "parts[].count" in members and "inner.name" not in members, "what contains itself does not end"
    example = json.loads(tab.run("document.querySelector('.tried textarea').value"))
    assert len(example["name"]) >= 6 and example["kind"] == "one" and example["parts"] == [{"count": 1}], example
    # Without the required value, and with one that is too small, nothing is sent.
    for value in ("", "0"):
        enter(tab, "id", value)
        tab.click(".tried .try button.main")
        tab.wait("document.activeElement.validity?.valid === false")
        assert tab.run("observed.requests.length") == 0
    enter(tab, "id", "7")
    text = "it's \"a\" & $b `c`"
    enter(tab, "q", text)
    enter(tab, "Body", "{not json")
    assert "not JSON" in tab.text(".tried .try"), tab.text(".tried .try")
    enter(tab, "Body", json.dumps({"name": text}))
    assert "not JSON" not in tab.text(".tried .try")
    def request(expected_body, *arguments):
        assert sent(tab).startswith("Status 200"), tab.text(".tried .try")
        last = tab.run("observed.requests.at(-1)")
        assert last["path"] == site.url + "v1/things/7?q=it%27s+%22a%22+%26+%24b+%60c%60", last
        assert last["body"] == expected_body and last["method"] == "POST", last
        assert command(tab)[:4] == ["curl", "-X", "POST", last["path"]] and command(tab)[-len(arguments):] == list(arguments), command(tab)
        return last["headers"].get("content-type")
    body = json.dumps({"name": text})
    assert request(body, "-H", "Content-Type: application/json", "--data-raw", body) == "application/json"
    # The answer is shown as text, with all digits of its numbers.
    answer = tab.text(".tried .try > div:not(.fields, .actions) pre")
    assert answer == '{\n  "number": 9223372036854775807,\n  "text": %s\n}' % json.dumps(MARKUP), answer
    enter(tab, "Media", "application/x-www-form-urlencoded")
    enter(tab, "name", "a&b =")
    assert request("name=a%26b+%3D", "--data-raw", "name=a%26b+%3D") == "application/x-www-form-urlencoded"
    enter(tab, "Media", "multipart/form-data")
    assert "file=@\"FILE\"" in command(tab)
    tab.choose(".tried .try input[type=file]", files.file("a \"b\".txt", b"content"))
    enter(tab, "note", "@x")
    quoted = 'file=@"a \\"b\\".txt"'
    assert request([["file", 'a "b".txt'], ["note", "@x"]], "-F", quoted, "--form-string", "note=@x") is None


@scenario("texts of the document and of responses are no HTML, an address opens its operation")
def markup(tab, site, files):
    pretend(tab, site)
    assert tab.run("document.querySelectorAll('main img').length") == 0 and tab.text("h1") == MARKUP
    opened_operation(tab, "POST", "/v1/things/{id}")
    assert tab.text(".tried").count(MARKUP) >= 6, tab.text(".tried")
    assert tab.run("[...document.querySelectorAll('.tried .codes dt')].map((each) => each.textContent).join()") == "Wrong,Other"
    assert tab.run("[...document.querySelectorAll('#operations h2')].map((each) => each.textContent).join()") == "Things,Others"
    link = "nav li li a[href*=nothing]"
    for _ in range(2):
        tab.click(link)
        tab.wait("document.activeElement.closest('details')?.querySelector('h3').textContent === 'GET /nothing' && document.activeElement.closest('details').open")
        tab.run("void (document.activeElement.closest('details').open = false)")


@scenario("the document missing, not JSON, not OpenAPI, status 500, no connection: said in words, and tried again", allows=NETWORK + "|TypeError")
def without_document(tab, site, files):
    opened(tab, site)
    for answer, words in (
        ("Response.json({code: 'NotFound', status: 404}, {status: 404})", "cannot be read"),
        ("new Response('<h1>404</h1>', {status: 404})", "cannot be read"),
        ("new Response('<h1>Hello</h1>')", "cannot be read"), ("Response.json([])", "cannot be read"),
        ("Response.json({openapi: '3.1.0'})", "cannot be read"), ("Response.json({paths: {'/a': {get: {parameters: 7}}}})", "cannot be read"),
        ("Response.json({code: 'InternalError', title: 'The service failed.', status: 500}, {status: 500})", "The service failed."),
        ("Promise.reject(new TypeError())", "The service could not be reached"),
    ):
        tab.run(f"void (globalThis.fetch = ((kept) => Object.assign(async () => {answer}, {{kept}}))(fetch.kept ?? fetch))")
        again(tab)
        assert words in tab.text("#problem") and not tab.is_shown("#content"), f"{answer}: {tab.text('main')}"
        assert tab.is_shown("#reload")
    reachable_service(tab)
    tab.run("void document.querySelector('#reload').focus()")
    tab.click("#reload")
    tab.wait("document.querySelector('#operations details') !== null")
    assert tab.text("#problem") == "" and not tab.is_shown("#reload") and tab.run("document.activeElement.id") == "title"


@scenario("no response to a request, a slow one cancelled, an impossible one", allows=NETWORK)
def without_response(tab, site, files):
    pretend(tab, site)
    opened_operation(tab, "POST", "/v1/things/{id}")
    enter(tab, "id", "7")
    unreachable_service(tab)
    assert sent(tab) == "The service did not respond."
    reachable_service(tab)
    tab.run("""void (globalThis.fetch = ((kept) => Object.assign((resource, {signal}) => new Promise((_, reject) =>
      signal.addEventListener('abort', () => reject(signal.reason))), {kept}))(fetch))""")
    tab.click(".tried .try button.main")
    tab.wait("document.querySelector('.tried .try > .title').textContent.startsWith('Waiting')")
    tab.click(".tried .try button:not([hidden], .main)")
    tab.wait("document.querySelector('.tried .try > .title').textContent.includes('cancelled')")
    reachable_service(tab)
    document = {"openapi": "3.1.0", "paths": {"/files/{name}": {"get": {"responses": {}, "parameters": [
        {"name": "name", "in": "path", "required": True, "schema": {"type": "string"}}, {"name": "X-A", "in": "header", "schema": {"type": "string"}}]}}}}
    pretend(tab, site, document)
    opened_operation(tab, "GET", "/files/{name}")
    for name, header, words in (("..", "", "cannot send a request with the path"), ("a", "日", "cannot send this request"), ("a/..", "", "Status 200")):
        enter(tab, "name", name)
        enter(tab, "X-A", header)
        assert words in sent(tab), tab.text(".tried .try")
    assert tab.run("observed.requests.at(-1).path").endswith("/files/a%2F.."), tab.run("observed.requests")
    # Neither a login nor schemas, so that there is nothing about them.
    assert not tab.is_shown("#authorization") and not tab.is_shown("#schemas")


@scenario("an operation opened, filled in and sent with the keyboard")
def keyboard(tab, site, files):
    pretend(tab, site)
    tab.run("void document.querySelector('nav li li a').focus()")
    tab.press("Enter")
    tab.wait("document.activeElement.localName === 'summary' && document.activeElement.parentElement.open")
    tab.run("void document.activeElement.parentElement.classList.add('tried')")
    for _ in range(12):
        tab.press("Tab")
        if tab.run("document.activeElement.matches('.trying > summary')"):
            break
    tab.press("Enter")
    tab.wait("document.querySelector('.tried .trying').open")
    tab.press("Tab")
    assert tab.run("document.activeElement.labels[0].textContent") == "id required"
    tab.write("12")
    # In a field, Enter sends.
    tab.press("Enter")
    tab.wait("document.querySelector('.tried .try > .title').textContent.startsWith('Status 200')")
    assert tab.run("observed.requests.at(-1).path").endswith("/v1/things/12")
    # A long command or response can be scrolled.
    tab_to(tab, tab.run("document.querySelector('.tried .try > pre').id = 'command'"))


@scenario("readable in every state: light, dark, narrow", allows=NETWORK, takes_screenshots=True)
def accessible(tab, site, files, screenshots):
    widths = (1400, 800, 320)
    opened(tab, site)
    check_accessibility(tab, "docs", screenshots, widths)
    tab.run("void document.querySelectorAll('details').forEach((each) => each.open = true)")
    check_accessibility(tab, "docs-open", screenshots, widths)
    pretend(tab, site)
    opened_operation(tab, "POST", "/v1/things/{id}")
    enter(tab, "id", "7")
    sent(tab)
    tab.run("void (document.querySelector('#username').value = 'ada', document.querySelector('#password').value = 'wrong')")
    tab.click("#login button")
    tab.wait("document.querySelector('#login-problem').innerText")
    check_accessibility(tab, "docs-tried", screenshots, widths)
    unreachable_service(tab)
    again(tab)
    check_accessibility(tab, "docs-failed", screenshots, widths)
