#!/bin/bash
# Succeeds if the service, its database and its store respond. Bash opens the connection, so that the image needs no HTTP client.
#
#   healthy.sh [PORT]     (default: 8000)
set -eu
exec 3<>"/dev/tcp/127.0.0.1/${1:-8000}"
printf 'GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n' >&3
read -r -t 5 _ status _ <&3
[ "$status" = 200 ]
