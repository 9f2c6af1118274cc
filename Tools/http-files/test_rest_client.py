"""Tests of rest_client.py: what it reads, and that it fails when it has to.

    python3 -B Tools/http-files/test_rest_client.py
"""

import http.server
import json
import threading
import unittest

import rest_client


class Handler(http.server.BaseHTTPRequestHandler):
    """Returns what it gets, with the status that the path names."""

    def answer(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        content = {"method": self.command, "path": self.path, "token": self.headers.get("Authorization"), "body": body, "list": [{"seq": 7}]}
        self.send_response(int(self.path[1:4]))
        self.send_header("X-Kind", "echo")
        self.end_headers()
        self.wfile.write(json.dumps(content).encode())

    do_GET = do_POST = do_DELETE = answer

    def log_message(self, *_):
        pass


class RestClientTests(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=cls.server.serve_forever, daemon=True).start()
        cls.host = f"http://127.0.0.1:{cls.server.server_port}"

    @classmethod
    def tearDownClass(cls):
        cls.server.shutdown()
        cls.server.server_close()

    def run_text(self, text, put=None):
        run = rest_client.Run(text, {"host": self.host}, put)
        run.run()
        return run

    def fault(self, text):
        with self.assertRaises(rest_client.Fault) as context:
            self.run_text(text)
        return str(context.exception)

    def test_requests_variables_and_references(self):
        stored = []
        run = self.run_text('''# About the file.
@host = http://example.com
@word = a-{{$guid}}
### First
# @name first
# expect 200
# expect header X-Kind: echo
# expect body $.body: "{\\"a\\": 1}\\n{}"
# expect body $.list[0]: {"seq": 7}
POST {{host}}/200?x={{$timestamp}} HTTP/1.1
Content-Type: application/json

{"a": 1}
// REST Client removes this line.
{}

### Second
# @name second
# expect 404
# expect body $.token: "Bearer {{first.response.body.$.list[0].seq}} {{first.response.headers.x-kind}}"
# expect body $.path: "/404"
# object {{first.response.body.$.list[0].seq}}/clip.mp4
GET {{host}}/404
Authorization: Bearer {{first.response.body.$.list[0].seq}} {{first.response.headers.x-kind}}

###
# @name third
# expect 200
DELETE {{host}}/200/{{word}}
''', stored.append)
        self.assertEqual([method for method, _ in run.sent], ["POST", "GET", "DELETE"])
        self.assertEqual(stored, ["7/clip.mp4"])
        self.assertRegex(run.responses["third"].json()["path"], r"^/200/a-[0-9a-f-]{36}$")

    def test_files_that_are_wrong(self):
        request = "GET {{host}}/200\n"
        for text, message in (
            ("", "no request"),
            ("### A title\n@a = b\n", "no request"),
            (request, "no '# expect STATUS'"),
            (f"# expect 200\n{request}### Two\n{request}", "line 4, Two: there is no '# expect STATUS'"),
            (f"# expect 200\n### One\n{request}", "comments for a request"),
            (f"# expect 200\n# expect 201\n{request}", "two statuses"),
            (f"# expect OK\n{request}", "cannot be read"),
            (f"# expect 200\n# expect body $.a = 1\n{request}", "cannot be read"),
            (f"# expect 200\n# @prompt x\n{request}", "not supported"),
            ("# expect 200\nPOST {{host}}/200\n\n< file.json\n", "not supported"),
            ("# expect 200\nFETCH {{host}}/200\n", "is not METHOD URL"),
            (f"# expect 200\n{request}not a header\n", "is not a header"),
            (f"@a\n# expect 200\n{request}", "needs a name"),
            ("# expect 200\nGET {{host}}/200/{{who}}\n", "{{who}} is not known"),
            ("# expect 200\nGET {{host}}/200/{{a.response.body.$.seq}}\n", "no earlier request"),
            ("# expect 200\n# object a\nGET {{host}}/200\n", "no store"),
        ):
            self.assertIn(message, self.fault(text), text)

    def test_responses_that_are_wrong(self):
        for comment, message in (
            ("expect 201", "200 instead of 201"),
            ("expect 200\n# expect header X-Kind: other", "X-Kind is 'echo'"),
            ("expect 200\n# expect header ETag: x", "ETag is None"),
            ('expect 200\n# expect body $.method: "POST"', '$.method is "GET" instead of "POST"'),
            ("expect 200\n# expect body $.list[0].seq: true", "$.list[0].seq is 7"),
            ("expect 200\n# expect body $.list[1].seq: 7", "the body has no $.list[1].seq"),
        ):
            self.assertIn(message, self.fault(f"# {comment}\nGET {{{{host}}}}/200\n"), comment)
        self.assertIn("no response", self.fault("# expect 200\nGET http://127.0.0.1:1/200\n"))

    def test_tokens_are_not_shown(self):
        self.assertEqual(rest_client.shown(b'{"access_token": "abc", "a": 1}'), '{"access_token": "…", "a": 1}')


if __name__ == "__main__":
    unittest.main()
