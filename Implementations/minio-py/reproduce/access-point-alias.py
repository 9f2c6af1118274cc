"""The alias of an access point takes the place of a bucket's name. minio-py rejects it, because no new bucket can have such a name."""

from minio import Minio

client = Minio(endpoint="s3.eu-west-1.amazonaws.com", access_key="AKIAIOSFODNN7EXAMPLE", secret_key="secret", region="eu-west-1")
try:
    print(client.presigned_get_object("videos-hrzrlukc5m36ft7okagglf3gmwluquse1b-s3alias", "cat.webm"))
except ValueError as error:
    print(error)
