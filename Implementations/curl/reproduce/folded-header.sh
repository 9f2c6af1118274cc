#!/bin/sh
# A folded and an unfolded spelling of one value must have the same signature.
# Shows what curl sends to a listener on loopback.
python3 -m http.server 9099 --bind 127.0.0.1 >/dev/null 2>&1 & server=$!; trap 'kill $server' EXIT; sleep 1
show() {
  echo "## $*"
  curl --verbose --aws-sigv4 aws:amz:eu-west-1:s3 --user AKIAIOSFODNN7EXAMPLE:secret --connect-to ::127.0.0.1:9099 "$@" 2>&1 | grep '^> '
}

show -H 'X-Amz-Date: 20260102T030405Z' -H "$(printf 'x-amz-meta-title: My holiday\r\n video')" 'http://b.s3.eu-west-1.amazonaws.com/'
show -H 'X-Amz-Date: 20260102T030405Z' -H 'x-amz-meta-title: My holiday video' 'http://b.s3.eu-west-1.amazonaws.com/'
