"""botocore's URL signer treats the body as parameters: a JSON object moves into the query, any other body is an error."""

from botocore.auth import SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

signer = SigV4QueryAuth(Credentials("AKIAIOSFODNN7EXAMPLE", "secret"), "execute-api", "eu-west-1")
for body in (b'{"title": "Cat"}', b"title=Cat", b"\x80"):
    request = AWSRequest("POST", "https://api.example.com/videos", data=body)
    try:
        signer.add_auth(request)
        print(body, "gives", request.url, "and the body", repr(request.data))
    except ValueError as error:
        print(body, "gives", type(error).__name__, error)
