"""minio-py."""

import datetime

from minio import Minio
from minio.datatypes import PostPolicy
from minio.deleteobjects import DeleteObject

from steps import BODY, KEY, equal, fetch, fetched, same_file, send_form


def client(place):
    return Minio(
        place.host, access_key=place.access_key, secret_key=place.secret_key, region=place.region, secure=False)


def put(place):
    client(place).make_bucket(place.bucket)
    client(place).fput_object(place.bucket, KEY, str(place.small), content_type="video/webm", metadata={"take": "1"})


def get(place):
    with client(place).get_object(place.bucket, KEY) as found:
        equal((found.read(), found.headers["Content-Type"]), (BODY, "video/webm"), "the object and its type")
    equal(client(place).stat_object(place.bucket, KEY).metadata["x-amz-meta-take"], "1", "the metadata")


def list(place):
    equal([each.object_name for each in client(place).list_objects(place.bucket, recursive=True)], [KEY], "the keys")
    equal([each.object_name for each in client(place).list_objects(place.bucket)], ["videos/"], "the prefixes")
    equal(client(place).bucket_exists(place.bucket), True, "the bucket")


def multipart(place):
    copy = place.directory / "copy"
    client(place).fput_object(place.bucket, "large", str(place.large), part_size=5 * 1024 * 1024)
    client(place).fget_object(place.bucket, "large", str(copy))
    same_file(copy, place.large)


def presign(place):
    fetched(client(place).presigned_get_object(place.bucket, KEY), BODY)
    equal(fetch(client(place).presigned_put_object(place.bucket, "presigned"), "PUT", BODY)[0], 200, "the presigned PUT")


def post(place):
    policy = PostPolicy(place.bucket, datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(minutes=1))
    policy.add_equals_condition("key", "posted")
    policy.add_content_length_range_condition(1, 90_000_000)
    fields = client(place).presigned_post_policy(policy)
    status, _, body = send_form(f"{place.url}/{place.bucket}", {"key": "posted", **fields}, BODY)
    equal(status, 204, f"the form ({body.decode()})")


def delete(place):
    client(place).remove_object(place.bucket, KEY)
    rest = [DeleteObject(each.object_name) for each in client(place).list_objects(place.bucket, recursive=True)]
    equal([*client(place).remove_objects(place.bucket, rest)], [], "the errors")
    client(place).remove_bucket(place.bucket)
