"""Tests an uploader against the strict S3. The fixtures come with the Python wheel: see Python/README.md."""

import urllib.error
import urllib.request

import pytest


def upload(url, data, content_type):
    """The code under test: it uploads to a presigned URL."""
    request = urllib.request.Request(url, data=data, method="PUT", headers={"Content-Type": content_type})
    with urllib.request.urlopen(request) as response:
        return response.headers["ETag"]


@pytest.fixture
def url(s3_endpoint, s3_bucket):
    return s3_endpoint.client().generate_presigned_url(
        "put_object", {"Bucket": s3_bucket, "Key": "clip.webm", "ContentType": "video/webm"}, ExpiresIn=300)


def test_a_video_is_stored(s3_endpoint, s3_bucket, url):
    upload(url, b"video", "video/webm")
    found = s3_endpoint.client().get_object(Bucket=s3_bucket, Key="clip.webm")
    assert found["Body"].read() == b"video"
    assert found["ContentType"] == "video/webm"


def test_another_type_than_the_signed_one_is_refused(s3_endpoint, url):
    with pytest.raises(urllib.error.HTTPError) as error:
        upload(url, b"video", "video/mp4")
    assert error.value.code == 403
    assert s3_endpoint.refusals()[0].cause == "header-changed"


def test_a_url_that_has_expired_is_refused(s3_endpoint, url):
    s3_endpoint.move_clock(301)
    with pytest.raises(urllib.error.HTTPError) as error:
        upload(url, b"video", "video/webm")
    assert b"Request has expired" in error.value.read()
