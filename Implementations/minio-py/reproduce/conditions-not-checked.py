"""PostPolicy writes numbers, null, bounds above 63 bits, an empty key and an expiry in the past into the policy."""

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


policy(("add_equals_condition", "acl", 7), ("add_starts_with_condition", "Content-Type", None))
policy(("add_content_length_range_condition", 0, 2**63), key="", expires=timedelta(seconds=-1))
