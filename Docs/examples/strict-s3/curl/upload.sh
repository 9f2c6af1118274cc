#!/bin/sh
# Uploads a file to a presigned URL with curl. Then sends a different Content-Type from the signed one, and shows the response.
#
# video-spec has to be on the PATH.
set -eu
# Without credentials in the environment, the endpoint takes public ones and prints them.
unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN AWS_PROFILE
scratch=$(mktemp -d)
video-spec s3 --in-memory --listen 127.0.0.1:0 --bucket videos --json >"$scratch/started" 2>"$scratch/log" &
server=$!
trap 'kill $server; rm -rf "$scratch"' EXIT
until [ -s "$scratch/started" ]; do kill -0 $server; sleep 0.02; done
# value NAME: prints a member of the JSON object that the endpoint writes when it is ready
value() { sed "s/.*\"$1\": *\"\([^\"]*\)\".*/\1/" "$scratch/started"; }

AWS_ACCESS_KEY_ID=$(value accessKeyId) AWS_SECRET_ACCESS_KEY=$(value secretAccessKey) AWS_REGION=$(value region)
export AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_REGION
signed=$(video-spec sign url --method PUT --endpoint "$(value url)" --path-style --bucket videos --key clip.webm \
  --header "Content-Type: video/webm")

printf 'a short film' >"$scratch/clip.webm"
curl -sS -o /dev/null -w '%{http_code}\n' -T "$scratch/clip.webm" -H 'Content-Type: video/webm' "$signed"
curl -sS -o /dev/null -D "$scratch/head" -T "$scratch/clip.webm" -H 'Content-Type: video/mp4' "$signed"
grep -E '^(HTTP|x-video-spec)' "$scratch/head" | tr -d '\r'

# Ends the endpoint, so that its log is complete, and prints the log without timestamps.
kill $server
wait $server
trap 'rm -rf "$scratch"' EXIT
cut -d ' ' -f 2- "$scratch/log"
