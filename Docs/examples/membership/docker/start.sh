#!/bin/sh
# Starts the service. Videos are in Amazon S3, unless AWS_ENDPOINT_URL names another S3 server.
set -eu
if [ -z "${AWS_ENDPOINT_URL:-}" ]; then
  set -- --aws "$@"
fi
exec video-spec serve --service membership --listen 0.0.0.0:8000 --allow-remote "$@"
