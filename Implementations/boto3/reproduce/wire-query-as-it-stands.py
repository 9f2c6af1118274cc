"""In header authentication botocore neither decodes nor encodes the query of a URL, so only one spelling is signed correctly."""

from botocore.auth import S3SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

signer = S3SigV4Auth(Credentials("AKIAIOSFODNN7EXAMPLE", "secret"), "s3", "eu-west-1")
for query in ("uploadId=SWQ==", "prefix=videos/2026/", "name=caf%c3%a9", "pre%66ix=a", "ሴ=bar"):
    request = AWSRequest("GET", f"https://video-uploads-example.s3.eu-west-1.amazonaws.com/?{query}")
    print(f"{query} is signed as {signer.canonical_query_string(request)}")
