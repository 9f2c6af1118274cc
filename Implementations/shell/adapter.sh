#!/bin/sh
# Puts sigv4.sh behind the suite, over the adapter protocol (Docs/Protocol.md). jq only reads and writes the JSON.
cd "$(dirname "$0")" || exit
. ./sigv4.sh

# Turns each text of an input into a shell assignment. jq's @sh quotes the values.
read_input='
  def escape: gsub("%"; "%25") | gsub("#"; "%23") | gsub("&"; "%26") | gsub("="; "%3D");
  def variable($name; $value): "\($name)=\($value | @sh)";
  .input as $i | $i.target as $t |
  variable("NOW"; .clock | gsub("[-:]"; "")), variable("REGION"; $i.region), variable("method"; $i.method),
  variable("ACCESS_KEY"; $i.credentials.accessKeyId), variable("SECRET_KEY"; $i.credentials.secretAccessKey),
  variable("TOKEN"; $i.credentials.sessionToken // ""), variable("origin"; $i.endpoint),
  variable("service"; $i.service), variable("expires"; $i.expires),
  variable("unsigned_token"; $i.sessionToken // ""), variable("algorithm"; $i.algorithm // ""),
  variable("addressing"; if $t.wire then "wire" else $t.addressing // "virtual" end),
  variable("wire"; $t.wire // ""), variable("bucket"; $t.bucket // ""), variable("key"; $t.key // "" | gsub("%"; "%25")),
  variable("pairs"; [$t.query // [] | .[] | "\(.[0] | escape)" + (if .[1] == null then "" else "=\(.[1] | escape)" end)] | join("&")),
  variable("header_lines"; [$i.headers // [] | .[] | "\(.[0]):\(.[1])"] | join("\n"))'

result() { jq -cn --argjson seq "$seq" --arg status "$1" --arg code "$2" --arg text "$3" '{type: "result", seq: $seq, status: $status} +
  if $status == "accepted" then {output: {url: $text}} else {error: {code: $code, message: $text}} end'; }

run() {
  case $line in *'"base64"'*|*'\u0000'*) result unsupported Unsupported "shell variables cannot hold NUL, and here no bytes that are not UTF-8"; return ;; esac
  eval "$(printf '%s' "$line" | jq -r "$read_input")"
  [ "$service" = s3 ] && [ -z "$algorithm$unsigned_token" ] || { result unsupported Unsupported "sigv4.sh presigns for S3 only, with SigV4 only"; return; }
  if url=$(target 2>&1); then result accepted "" "$url"; else result rejected Rejected "$url"; fi
}

target() {
  [ "$addressing" = wire ] || key=$(printf %s "$key" | encode /)
  case $addressing in
    wire) path=${wire%%\?*}; case $wire in *\?*) pairs=${wire#*\?} ;; esac ;;
    path) path=/$bucket${key:+/$key} ;;
    *) path=/$key; origin=${origin%%://*}://$bucket.${origin#*://} ;;
  esac
  presign "$method" "$origin" "$path" "$pairs" "$expires" "$header_lines" || exit
}

while IFS= read -r line; do
  case $line in
    *'"type":"hello"'*) jq -cn --arg version "$(openssl version | cut -d ' ' -f 2)" '{type: "ready", protocol: 1,
      implementation: {name: "shell", version: $version, language: "sh and openssl", source: "Implementations/shell/sigv4.sh"},
      operations: ["sign.url"], profiles: ["presign-core", "presign-url"], clock: "injected", random: "own", variants: {}, unsupported: []}' ;;
    *'"type":"bye"'*) echo '{"type":"bye"}'; exit ;;
    *) seq=$(printf '%s' "$line" | jq .seq); run ;;
  esac
done
