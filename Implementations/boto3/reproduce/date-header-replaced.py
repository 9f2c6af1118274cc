"""With a Date header botocore sends no X-Amz-Date. S3 takes the Date as it is into its string to sign, and botocore its ISO form."""

from botocore.auth import S3SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

request = AWSRequest("PUT", "https://b.s3.eu-west-1.amazonaws.com/cat.webm", headers={"Date": "Fri, 24 May 2013 00:00:00 GMT"})
S3SigV4Auth(Credentials("AKIAIOSFODNN7EXAMPLE", "secret"), "s3", "eu-west-1").add_auth(request)
print(request.headers)
