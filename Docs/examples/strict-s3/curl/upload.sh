#!/bin/sh
# Uploads a file with a presigned URL by curl. Then it sends another Content-Type than the signer has signed, and shows the answer.
set -eu
scratch=$(mktemp -d)
video-spec s3 --in-memory --listen 127.0.0.1:0 --bucket videos --json >"$scratch/started" 2>"$scratch/log" &
server=$!
trap 'kill $server; rm -rf "$scratch"' EXIT
until [ -s "$scratch/started" ]; do kill -0 $server; sleep 0.02; done
# value NAME: a value of the line of JSON that the program prints when it is ready
value() { sed "s/.*\"$1\": *\"\([^\"]*\)\".*/\1/" "$scratch/started"; }

AWS_ACCESS_KEY_ID=$(value accessKeyId) AWS_SECRET_ACCESS_KEY=$(value secretAccessKey) AWS_REGION=$(value region)
export AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_REGION
signed=$(video-spec sign url --method PUT --endpoint "$(value url)" --path-style --bucket videos --key clip.webm \
  --header "Content-Type: video/webm")

printf 'a short film' >"$scratch/clip.webm"
curl -sS -o /dev/null -w '%{http_code}\n' -T "$scratch/clip.webm" -H 'Content-Type: video/webm' "$signed"
curl -sS -o /dev/null -D "$scratch/head" -T "$scratch/clip.webm" -H 'Content-Type: video/mp4' "$signed"
grep -E '^(HTTP|x-video-spec)' "$scratch/head" | tr -d '\r'

# The log, which is complete when the endpoint has ended, without the times
kill $server
wait $server
trap 'rm -rf "$scratch"' EXIT
cut -d ' ' -f 2- "$scratch/log"
