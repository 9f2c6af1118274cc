# Presigns S3 URLs with AWS Signature Version 4, in POSIX sh with openssl, od and awk. Written to be read beside
# https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
#
#   . ./sigv4.sh
#   ACCESS_KEY=… SECRET_KEY=… TOKEN=… REGION=eu-west-1 NOW=20260102T030405Z
#   presign METHOD ORIGIN PATH QUERY EXPIRES [HEADERS]
#
# PATH and QUERY are those of the URL (`printf %s "$key" | encode /` makes a path from a key without "%"). HEADERS has one
# "name:value" per line. Prints the URL. Do not use it in production: while openssl runs, the process list shows keys that
# are derived from the secret.

LC_ALL=C
export LC_ALL
TAB=$(printf '\t')
# Headers that proxies change are not signed.
HOP_BY_HOP='authorization|connection|expect|keep-alive|proxy-authenticate|proxy-authorization|te|trailer|transfer-encoding|upgrade|user-agent|x-amzn-trace-id'

# encode KEEP: percent-encodes standard input, except A-Z a-z 0-9 - . _ ~ and the characters of KEEP. It decodes the input first,
# so that nothing is encoded twice.
encode() {
  od -An -v -tx1 | awk -v keep="$1" '
    BEGIN {
      unreserved = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~" keep
      for (code = 33; code < 127; code++) {
        character = sprintf("%c", code); hexadecimal = sprintf("%02x", code); characters[hexadecimal] = character
        if (index(unreserved, character)) plain[hexadecimal] = character
      }
    }
    { for (field = 1; field <= NF; field++) bytes[++count] = $field }
    END {
      for (at = 1; at <= count; at++) {
        byte = bytes[at]
        digits = tolower(characters[bytes[at + 1]] characters[bytes[at + 2]])
        if (byte == "25" && digits ~ /^[0-9a-f][0-9a-f]$/) { byte = digits; at += 2 }
        printf "%s", (byte in plain) ? plain[byte] : "%" toupper(byte)
      }
    }'
}

# encode_text: percent-encodes a text that is not encoded yet.
encode_text() { sed 's/%/%25/g' | encode ''; }

sha256() { openssl dgst -sha256 -r | cut -d ' ' -f 1; }
hmac() { printf %s "$2" | openssl dgst -sha256 -mac HMAC -macopt "hexkey:$1" -r | cut -d ' ' -f 1; }   # KEY in hexadecimal, TEXT
hex() { od -An -v -tx1 | tr -d ' \n'; }

# Writes each parameter on a line, encoded; a name without a value gets an empty value. Sorts by name and then by value, not by
# whole lines, where "id-type=" would come before "id=".
canonical_query() {
  printf '%s\n' "$1" | tr '&' '\n' | while IFS= read -r pair; do
    [ -n "$pair" ] || continue
    case $pair in *=*) value=${pair#*=} ;; *) value= ;; esac
    printf '%s=%s\n' "$(printf %s "${pair%%=*}" | encode '')" "$(printf %s "$value" | encode '')"
  done | sort -t = -k 1,1 -k 2,2 | paste -s -d '&' -
}

# Writes names in lower case and values trimmed, with runs of spaces reduced to one. Sorts by name, and joins the values of repeated
# names with commas, in their order.
canonical_headers() {
  printf '%s\n' "$1" | awk '
    function put() { gsub(/[ \t]+/, " ", value); sub(/^ /, "", value); sub(/ $/, "", value); if (name != "") print name "\t" value }
    { sub(/\r$/, "") }
    /^[ \t]/ { value = value " " $0; next }   # a folded line
    index($0, ":") { put(); name = tolower(substr($0, 1, index($0, ":") - 1)); value = substr($0, index($0, ":") + 1) }
    END { put() }' | grep -v -E "^($HOP_BY_HOP)$TAB" | sort -s -t "$TAB" -k 1,1 | awk -F '\t' '
    $1 == last { printf ",%s", $2; next }
    { printf "%s%s:%s", (NR > 1 ? "\n" : ""), $1, $2; last = $1 }
    END { print "" }'
}

reject() { echo "$1" >&2; exit 1; }   # called inside $( ), so the caller continues

presign() {
  origin=$2 headers=${6:-}
  case $1 in ''|*[!A-Za-z-]*) reject "the method must have letters and hyphens only" ;; esac
  case $ACCESS_KEY$SECRET_KEY$TOKEN$2$3$4 in *[[:cntrl:]]*|*'#'*) reject "the credentials, the URL or the query contain a control character or a #" ;; esac
  case $5 in ''|0*|*[!0-9]*|???????*) reject "the expiry must be a number of seconds from 1 to 604800" ;; esac
  [ "$5" -le 604800 ] || reject "the expiry must be a number of seconds from 1 to 604800"
  [ -n "$ACCESS_KEY" ] && [ -n "$SECRET_KEY" ] || reject "ACCESS_KEY or SECRET_KEY is empty"
  if printf '%s\n' "$3?${4:-}" | grep -q -E '%([^0-9A-Fa-f]|[0-9A-Fa-f]?[^0-9A-Fa-f]|[0-9A-Fa-f]?$)'; then reject "a % in the path or query is not followed by two hexadecimal digits"; fi
  host=${origin#*://}
  case $origin in https:*) host=${host%:443} ;; *) host=${host%:80} ;; esac
  headers=$(canonical_headers "host:$host
$headers")
  signed=$(printf '%s\n' "$headers" | cut -d : -f 1 | paste -s -d ';' -)
  path=$(printf %s "${3:-/}" | encode /)   # the canonical form, which is signed whatever the form in the URL
  scope=$(printf %.8s "$NOW")/$REGION/s3/aws4_request

  query="X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=$(printf %s "$ACCESS_KEY/$scope" | encode_text)&X-Amz-Date=$NOW"
  query="$query&X-Amz-Expires=$5&X-Amz-SignedHeaders=$(printf %s "$signed" | encode '')"
  [ -z "$TOKEN" ] || query="$query&X-Amz-Security-Token=$(printf %s "$TOKEN" | encode_text)"
  query=$(canonical_query "${4:+$4&}$query")

  request="$1
$path
$query
$headers

$signed
UNSIGNED-PAYLOAD"
  string="AWS4-HMAC-SHA256
$NOW
$scope
$(printf %s "$request" | sha256)"

  key=$(hmac "$(printf 'AWS4%s' "$SECRET_KEY" | hex)" "${scope%%/*}")
  key=$(hmac "$(hmac "$(hmac "$key" "$REGION")" s3)" aws4_request)
  printf '%s%s?%s&X-Amz-Signature=%s\n' "$origin" "$3" "$query" "$(hmac "$key" "$string")"
}
