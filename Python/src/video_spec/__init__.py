"""A strict S3 endpoint for tests: it refuses what Amazon S3 refuses, and says which rule a request breaks.

    from video_spec import S3Endpoint

    with S3Endpoint(buckets=["videos"]) as s3:
        client = s3.client()          # a boto3 client
        ...

With pytest, use the fixtures `s3_endpoint` and `s3_bucket` instead.
"""

from .endpoint import EndpointError, Refusal, S3Endpoint
from .program import ProgramMissing, program_path
from .version import VERSION as __version__

__all__ = ["EndpointError", "ProgramMissing", "Refusal", "S3Endpoint", "__version__", "program_path"]
