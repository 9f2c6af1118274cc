"""S3 accepts '.' and '..' in keys. minio-py rejects them."""

import base64
from datetime import datetime, timedelta

from minio import Minio
from minio.datatypes import PostPolicy

client = Minio(endpoint="s3.eu-west-1.amazonaws.com", access_key="AKIAIOSFODNN7EXAMPLE", secret_key="secret", region="eu-west-1")


def policy(*steps, **form):
    made = PostPolicy(form.get("bucket", "video-uploads"), datetime.utcnow() + form.get("expires", timedelta(hours=1)))
    made.add_equals_condition("key", form.get("key", "cat.webm"))
    for name, *arguments in steps:
        getattr(made, name)(*arguments)
    print(base64.b64decode(client.presigned_post_policy(made)["policy"]).decode())


try:
    client.presigned_get_object("video-uploads", "a/../cat.webm")
except ValueError as error:
    print(error)
