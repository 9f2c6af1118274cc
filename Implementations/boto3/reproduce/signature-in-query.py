"""botocore takes X-Amz-Signature for a parameter like any other: a URL that is signed already is not recomputed."""

from botocore.auth import S3SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

signer = S3SigV4QueryAuth(Credentials("AKIAIOSFODNN7EXAMPLE", "secret"), "s3", "eu-west-1")
request = AWSRequest("GET", "https://video-uploads-example.s3.eu-west-1.amazonaws.com/cat.webm")
signer.add_auth(request)
print(signer.canonical_query_string(request))
