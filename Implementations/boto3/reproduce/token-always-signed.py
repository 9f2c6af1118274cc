"""botocore always signs the session token, and has no option to add it after signing."""

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

request = AWSRequest("POST", "https://example.amazonaws.com/")
SigV4Auth(Credentials("AKIAIOSFODNN7EXAMPLE", "secret", "token"), "service", "us-east-1").add_auth(request)
print(request.headers["Authorization"])
