#!/bin/sh
# Signs S3 URLs. Needs jq for JSON and openssl for HMAC.
ready='{"type":"ready","protocol":1,"implementation":{"name":"shell","version":"1","language":"sh"},
        "operations":["sign.url"],"profiles":["presign-url"]}'

# Computes what is signed and what is sent, as shell assignments.
parts='
  def encode: @uri | gsub("!"; "%21") | gsub("\u0027"; "%27") | gsub("\\("; "%28") | gsub("\\)"; "%29") | gsub("\\*"; "%2A");
  def slashes: gsub("%2F"; "/");
  def byte: ascii_downcase | explode | reduce .[] as $digit (0; 16 * . + $digit - (if $digit > 57 then 87 else 48 end));
  # Encodes as S3 does what is encoded already.
  def again: [scan("%[0-9A-Fa-f]{2}|[^%]") | if length == 1 then encode
    else ([.[1:] | byte] | implode) as $char
      | if $char | test("[A-Za-z0-9._~-]") then $char else ascii_upcase end end] | add // "";
  def pair: (index("=") // length) as $at | [.[:$at], .[$at + 1:]] | map(again);
  def place($host):
    if .wire then (.wire | (index("?") // length) as $at | {sent: (.[:$at] | if . == "" then "/" else . end), query: .[$at + 1:]}) as $wire
      | {$host, path: ($wire.sent | again | slashes), sent: $wire.sent, query: ($wire.query | split("&") | map(select(. != "") | pair))}
    else (if .addressing == "virtual" then ["\(.bucket).\($host)", "/\(.key)"] else [$host, "/\(.bucket)/\(.key)"] end) as [$host, $path]
      | ($path | encode | slashes) as $path | {$host, $path, sent: $path, query: (.query | map(map(. // "" | encode)))} end;
  (.clock | gsub("[-:]"; "")) as $stamp | .input | .credentials as $keys
  | "\($stamp[:8])/\(.region)/\(.service)/aws4_request" as $scope
  | (.endpoint | if startswith("https:") then sub(":443$"; "") else sub(":80$"; "") end | split("://")) as [$scheme, $host]
  | (.target | place($host)) as $place
  | (reduce (.headers[] | [(.[0] | ascii_downcase), (.[1] | gsub("[ \t\r\n]+"; " ") | ltrimstr(" ") | rtrimstr(" "))]) as [$name, $value]
      ({host: $place.host}; .[$name] = (if has($name) then .[$name] + "," else "" end) + $value)) as $headers
  | ($headers | keys | join(";")) as $names
  | ($place.query + ([["X-Amz-Algorithm", "AWS4-HMAC-SHA256"], ["X-Amz-Credential", "\($keys.accessKeyId)/\($scope)"],
        ["X-Amz-Date", $stamp], ["X-Amz-Expires", .expires], ["X-Amz-SignedHeaders", $names],
        ($keys | select(has("sessionToken")) | ["X-Amz-Security-Token", .sessionToken])] | map(map(encode)))
      | sort | map(join("=")) | join("&")) as $query
  | ($headers | to_entries | sort_by(.key) | map("\(.key):\(.value)\n") | add) as $lines
  | {canonical: "\(.method)\n\($place.path)\n\($query)\n\($lines)\n\($names)\nUNSIGNED-PAYLOAD", $stamp, $scope,
     secret: "AWS4\($keys.secretAccessKey)", url: "\($scheme)://\($place.host)\($place.sent)?\($query)"}
  | to_entries[] | "\(.key)=\(.value | @sh)"'

# hmac KEY TEXT: prints the HMAC; key and result are hexadecimal.
hmac() { printf %s "$2" | openssl dgst -sha256 -mac HMAC -macopt "hexkey:$1" | sed 's/.*= //'; }

while read -r message; do
  case $(printf %s "$message" | jq -r .type) in
    hello) printf %s "$ready" | jq -c . ;;
    run)
      eval "$(printf %s "$message" | jq -r "$parts")"
      text="AWS4-HMAC-SHA256
$stamp
$scope
$(printf %s "$canonical" | openssl dgst -sha256 | sed 's/.*= //')"
      key=$(printf %s "$secret" | od -An -v -tx1 | tr -d ' \n')
      for part in $(echo "$scope" | tr / ' ') "$text"; do key=$(hmac "$key" "$part"); done
      printf %s "$message" | jq -c --arg url "$url&X-Amz-Signature=$key" --arg canonical "$canonical" --arg text "$text" \
        '{type: "result", seq, status: "accepted", output: {$url}, trace: {canonicalRequest: $canonical, stringToSign: $text}}' ;;
    *) echo '{"type":"bye"}' ;;
  esac
done
