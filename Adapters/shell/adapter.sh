#!/bin/sh
# Puts sigv4.sh behind the suite: Docs/Protocol.md over standard input and output. jq reads and writes the JSON, nothing else.
cd "$(dirname "$0")" || exit
. ./sigv4.sh

# The texts of an input, a shell assignment each: jq's @sh quotes them. "!" stands for what a shell's variable cannot hold.
read_input='
  def text: if type == "string" then . else (.base64 | . as $b | @base64d | if @base64 == $b then . else "!" end) end
    | if contains("\u0000") then "!" else . end;
  def escape: text | gsub("%"; "%25") | gsub("&"; "%26") | gsub("="; "%3D");
  def variable($name; $value): "\($name)=\($value | @sh)";
  .input as $i | $i.target as $t |
  variable("NOW"; .clock | gsub("[-:]"; "")), variable("REGION"; $i.region | text), variable("method"; $i.method | text),
  variable("ACCESS_KEY"; $i.credentials.accessKeyId | text), variable("SECRET_KEY"; $i.credentials.secretAccessKey | text),
  variable("TOKEN"; $i.credentials.sessionToken // "" | text), variable("origin"; $i.endpoint | text),
  variable("service"; $i.service | text), variable("expires"; $i.expires | text),
  variable("unsigned_token"; $i.sessionToken // ""), variable("algorithm"; $i.algorithm // ""),
  variable("addressing"; if $t.wire then "wire" else $t.addressing // "virtual" end),
  variable("wire"; $t.wire // "" | text), variable("bucket"; $t.bucket // "" | text), variable("key"; $t.key // "" | text | gsub("%"; "%25")),
  variable("pairs"; [$t.query // [] | .[] | "\(.[0] | escape)" + (if .[1] == null then "" else "=\(.[1] | escape)" end)] | join("&")),
  variable("names"; [$i.headers // [] | .[][0] | text] | join(" ")),
  variable("header_lines"; [$i.headers // [] | .[] | "\(.[0] | text):\(.[1] | text)"] | join("\n")),
  variable("breaks"; [$i.headers // [] | .[][] | text, ($i.credentials | .[] | text), ($i.method, $t.wire // "" | text)]
    | if any(test("[\r\n]")) then "yes" else "" end)'

answer() { jq -cn --argjson seq "$seq" --arg status "$1" --arg code "$2" --arg text "$3" '{type: "result", seq: $seq, status: $status} +
  if $status == "ok" then {output: {url: $text}} else {error: {code: $code, message: $text}} end'; }

run() {
  eval "$(printf '%s' "$line" | jq -r "$read_input")"
  [ "$service" = s3 ] && [ -z "$algorithm$unsigned_token" ] || { answer unsupported Unsupported "sigv4.sh presigns for S3, with SigV4"; return; }
  case "$ACCESS_KEY$SECRET_KEY$TOKEN$key$bucket$wire$pairs$header_lines" in
    !|*!*!*) ;;
  esac
  url=$(target) && answer ok "" "$url" || answer rejected Refused "it does not parse"
}

target() {
  case $addressing in
    wire) path=${wire%%\?*}; case $wire in *\?*) pairs=${wire#*\?} ;; esac ;;
    path) path=/$bucket${key:+/$key} ;;
    *) path=/$key; origin=${origin%%://*}://$bucket.${origin#*://} ;;
  esac
  presign "$method" "$origin" "$path" "$pairs" "$expires" "$header_lines"
}

while IFS= read -r line; do
  case $line in
    *'"type":"hello"'*) jq -cn --arg version "$(openssl version | cut -d ' ' -f 2)" '{type: "ready", protocol: 1,
      implementation: {name: "shell", version: $version, language: "sh and openssl", source: "Adapters/shell/sigv4.sh"},
      operations: ["sign.url"], profiles: ["presign-url"], clock: "injected", random: "own", variants: {}, unsupported: []}' ;;
    *'"type":"bye"'*) echo '{"type":"bye"}'; exit ;;
    *) seq=$(printf '%s' "$line" | jq .seq); run ;;
  esac
done
