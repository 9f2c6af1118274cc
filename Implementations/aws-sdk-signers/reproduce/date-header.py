"""With a Date header aws-sdk-signers sends no X-Amz-Date. S3 takes the Date as it is into its string to sign, and the signer its ISO form."""

from aws_sdk_signers import URI, AWSCredentialIdentity, AWSRequest, Field, Fields, SigV4Signer

request = AWSRequest(
    destination=URI(scheme="https", host="b.s3.eu-west-1.amazonaws.com", path="/cat.webm"), method="GET", body=None,
    fields=Fields([Field(name="Date", values=["Fri, 24 May 2013 00:00:00 GMT"])]))
signed = SigV4Signer().sign(
    request=request, identity=AWSCredentialIdentity(access_key_id="AKIAIOSFODNN7EXAMPLE", secret_access_key="secret"),
    properties={"region": "eu-west-1", "service": "s3", "content_checksum_enabled": True, "uri_encode_path": False, "normalize_path": False})
for field in signed.fields:
    print(field.name, field.values)
