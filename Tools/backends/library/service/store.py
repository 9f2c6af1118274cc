"""The store: uploads, signed URLs, and where an object is. By boto3."""

from urllib.parse import quote

from common.store import CommonStore, as_problems

from .problems import Problem


class Store(CommonStore):
    # A large object takes a while.
    read_seconds = 20

    def put(self, key, file, content_type):
        """Stores a file."""
        file.seek(0)
        with as_problems():
            response = self.client.put_object(Bucket=self.settings.bucket, Key=key, Body=file, ContentType=content_type)
        if not response.get("ETag"):
            raise Problem("StoreResponseInvalid")

    def delete(self, key):
        """Deletes an object. That there is none is no error."""
        with as_problems():
            self.client.delete_object(Bucket=self.settings.bucket, Key=key)

    def locator(self, key):
        """Returns the URL that says where an object is. It has no signature, so it gives no access."""
        endpoint, bucket, region = self.settings.endpoint_url, self.settings.bucket, self.settings.region
        base = f"{endpoint.rstrip('/')}/{bucket}" if endpoint else f"https://{bucket}.s3.{region}.amazonaws.com"
        return f"{base}/{quote(key, safe='/~')}"
