"""Tests of the package, which also serve as examples. They run against the program in the installed wheel: see Scripts/try-wheel."""

import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request

import botocore.config
import botocore.exceptions
import pytest

from video_spec import EndpointError, S3Endpoint, program_path


def code_of(error):
    return error.value.response["Error"]["Code"]


def test_an_object_comes_back(s3_endpoint, s3_bucket):
    client = s3_endpoint.client()
    client.put_object(Bucket=s3_bucket, Key="clip.webm", Body=b"video", ContentType="video/webm")
    found = client.get_object(Bucket=s3_bucket, Key="clip.webm")
    assert found["Body"].read() == b"video"
    assert found["ContentType"] == "video/webm"


def test_each_test_begins_with_an_empty_endpoint(s3_endpoint):
    assert s3_endpoint.client().list_buckets()["Buckets"] == []


def test_a_wrong_secret_is_refused_and_explained(s3_endpoint, s3_bucket):
    client = s3_endpoint.client(aws_secret_access_key="another-secret")
    with pytest.raises(botocore.exceptions.ClientError) as error:
        client.put_object(Bucket=s3_bucket, Key="clip.webm", Body=b"video")
    assert code_of(error) == "SignatureDoesNotMatch"
    refusal = s3_endpoint.refusals()[0]
    assert (refusal.method, refusal.status, refusal.code) == ("PUT", 403, "SignatureDoesNotMatch")
    assert refusal.rule


def test_a_form_is_checked_against_its_policy(s3_endpoint, s3_bucket):
    form = s3_endpoint.client().generate_presigned_post(
        s3_bucket, "uploads/${filename}", Conditions=[["content-length-range", 1, 10]], ExpiresIn=60)
    assert post(form, b"0123456789").status == 204
    with pytest.raises(urllib.error.HTTPError) as error:
        post(form, b"0123456789+")
    assert error.value.code == 400
    assert b"<Code>EntityTooLarge</Code>" in error.value.read()


def test_a_url_expires_when_the_clock_moves(s3_endpoint, s3_bucket):
    client = s3_endpoint.client()
    client.put_object(Bucket=s3_bucket, Key="clip.webm", Body=b"video")
    url = client.generate_presigned_url("get_object", {"Bucket": s3_bucket, "Key": "clip.webm"}, ExpiresIn=300)
    assert urllib.request.urlopen(url).read() == b"video"
    s3_endpoint.move_clock(301)
    with pytest.raises(urllib.error.HTTPError) as error:
        urllib.request.urlopen(url)
    assert error.value.code == 403
    assert b"Request has expired" in error.value.read()


def test_a_client_tries_again_after_slow_down(s3_endpoint, s3_bucket):
    s3_endpoint.slow_down(operation="PutObject", count=1)
    s3_endpoint.client().put_object(Bucket=s3_bucket, Key="clip.webm", Body=b"video")
    assert [entry["status"] for entry in s3_endpoint.requests() if entry["method"] == "PUT"][:2] == [200, 503]


def test_a_lost_response_leaves_the_object(s3_endpoint, s3_bucket):
    once = botocore.config.Config(retries={"total_max_attempts": 1})
    client = s3_endpoint.client(config=once)
    s3_endpoint.lose_response(operation="PutObject", count=1)
    with pytest.raises(botocore.exceptions.ConnectionClosedError):
        client.put_object(Bucket=s3_bucket, Key="clip.webm", Body=b"video")
    assert client.get_object(Bucket=s3_bucket, Key="clip.webm")["Body"].read() == b"video"


def test_a_bucket_of_the_start_survives_a_reset(tmp_path):
    with S3Endpoint(buckets=["videos"], directory=tmp_path / "store") as endpoint:
        client = endpoint.client()
        client.put_object(Bucket="videos", Key="clip.webm", Body=b"video")
        endpoint.reset()
        assert client.list_objects_v2(Bucket="videos")["KeyCount"] == 0


def test_objects_survive_a_restart(tmp_path):
    with S3Endpoint(buckets=["videos"], directory=tmp_path / "store") as endpoint:
        endpoint.client().put_object(Bucket="videos", Key="clip.webm", Body=b"video")
    with S3Endpoint(buckets=["videos"], directory=tmp_path / "store") as endpoint:
        assert endpoint.client().get_object(Bucket="videos", Key="clip.webm")["Body"].read() == b"video"


def test_an_endpoint_that_cannot_start_says_why(tmp_path):
    file = tmp_path / "file"
    file.write_text("not a directory")
    with pytest.raises(EndpointError, match="file"):
        S3Endpoint(directory=file).start()


def test_an_unknown_limit_of_a_fault_is_an_error(s3_endpoint):
    with pytest.raises(TypeError, match="prefix"):
        s3_endpoint.delay(1, prefix="uploads/")


def test_the_command_runs_the_program():
    printed = subprocess.run([sys.executable, "-c", "from video_spec.program import main; main()", "--version"],
                             capture_output=True, text=True)
    assert printed.returncode == 0
    assert printed.stdout.startswith("video-spec ")
    assert program_path()


def test_a_failing_test_shows_what_the_endpoint_refused(pytester):
    pytester.makepyfile("""
        import urllib.request

        def test_upload(s3_endpoint, s3_bucket):
            urllib.request.urlopen(f"{s3_endpoint.url}/{s3_bucket}/clip.webm")
    """)
    result = pytester.runpytest_subprocess()
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*requests that the S3 endpoint refused*", "*GET /test-*/clip.webm: 403 AccessDenied*"])


def post(form, file):
    boundary = "boundary-of-the-test"
    fields = "".join(
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in form["fields"].items())
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="clip.webm"\r\n\r\n'
    body = fields.encode() + head.encode() + file + f"\r\n--{boundary}--\r\n".encode()
    request = urllib.request.Request(form["url"], data=body, method="POST")
    request.add_header("Content-Type", f"multipart/form-data; boundary={boundary}")
    return urllib.request.urlopen(request)
