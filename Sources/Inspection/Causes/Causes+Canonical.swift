import ReferenceImpl
import VideoSpec

// What goes wrong before anything is hashed: the path, the query, the headers, the payload's line.

extension Cause {
  static let canonicalCauses = pathCauses + queryCauses + headerCauses + payloadCauses

  private static let encodeOnce =
    "Encode each segment of the key once, with %20 for a space, and sign the very bytes that are sent."
  private static let sort = "Encode names and values first, then sort by name and, for equal names, by value; as bytes."

  private static let pathCauses = [
    Cause(
      "path-encoded-twice", "SIG-006", "The path was encoded once more before it was signed.",
      mend: "Turn the signer's double encoding off: S3 is the one service that encodes the path once.",
      reports: [
        "envoyproxy/envoy#35023", "chimera-nas/chimera#702", "KensioSoftware/yulin#846", "aws/aws-sdk-js#853",
      ]),
    Cause(
      "path-as-sent", "SIG-006", "The path was signed as it stands in the URL, which is not its canonical form.",
      mend: encodeOnce,
      reports: ["soto-project/soto#601", "mondain/jets3t#17"]),
    Cause(
      "path-unencoded", "SIG-002", "The path was signed without being encoded.", mend: encodeOnce,
      reports: ["kaliber-scala/play-s3#19", "JuliaCloud/AWSCore.jl#11"]),
    Cause("tilde-encoded", "SIG-001", "'~' was signed as %7E.", mend: "Leave A–Z a–z 0–9 - . _ ~ as they are."),
    Cause(
      "hex-lower-case", "SIG-002", "Percent-encoding was signed in lower-case hexadecimal.", mend: "Write %2F, not %2f."
    ),
    Cause(
      "marks-raw", "SIG-002", "! ' ( ) * were signed as they are, as encodeURIComponent leaves them.",
      mend: "Encode ! ' ( ) * too: %21 %27 %28 %29 %2A."),
    Cause(
      "path-delimiters-raw", "SIG-002", "Characters such as @ : = & + , ; were signed as they are in the path.",
      mend: "Encode every byte of the key but the unreserved ones and '/'.",
      reports: ["soto-project/soto#601", "inreachventures/aws-signing-request-interceptor#22"]),
    Cause(
      "space-in-path-as-plus", "SIG-003", "A space stands as '+' in the path.", mend: "Encode a space as %20.",
      reports: ["s3tools/s3cmd#780", "anomalizer/ngx_aws_auth#87"]),
    Cause(
      "plus-in-path", "SIG-003",
      "A '+' in the path was signed as it stands: it is a space that was written as in a form, or a '+' of the key that was not encoded.",
      mend: "Encode a space as %20, and a '+' as %2B."),
    Cause("space-in-query-as-plus", "SIG-003", "A space stands as '+' in the query.", mend: "Encode a space as %20."),
    Cause(
      "text-composed", "SIG-004", "The key's text was normalised, so it names another key.",
      mend: "Encode the key's bytes as they are."),
    Cause(
      "text-mojibake", "SIG-004", "UTF-8 was read as Latin-1 and encoded again: 'ü' became 'Ã¼'.",
      mend: "Read and write the key as UTF-8 everywhere: a file's, a header's or a database's encoding is another one."),
    Cause(
      "text-not-utf-8", "SIG-004", "The URL's text is not UTF-8.", mend: "Encode the key's UTF-8 bytes, each as %XX."),
    Cause(
      "slash-in-key-encoded", "SIG-005", "'/' between the key's segments is encoded as %2F.",
      mend: "Leave '/' in the path as it is; in the query it is %2F."),
    Cause(
      "s3-path-normalized", "SIG-007", "The path was normalised: '.', '..' or empty segments were removed.",
      mend: "Turn path normalisation off for S3: a/../b is a key of its own."),
    Cause(
      "s3-slashes-collapsed", "SIG-007", "'//' in the path became '/'.",
      mend: "Leave slashes alone: '//' is part of the key."),
    Cause(
      "key-changed", "SIG-011", "The URL names another key than the one meant.",
      mend: "Encode the raw key once: '%' becomes %25, '+' %2B, '?' %3F, '#' %23."),
    Cause(
      "key-separators-raw", "SIG-011", "'#' or '?' in the key was not encoded, and cuts the URL.",
      mend: "Encode '?' as %3F and '#' as %23."),
    Cause(
      "leading-slash-of-key-lost", "SIG-007", "A slash at the beginning of the key was lost.",
      mend: "Do not trim the key: /a and a are two keys."),
    Cause(
      "empty-path-left-empty", "SIG-010", "An empty path was signed as nothing.", mend: "Sign '/' for an empty path."),
    Cause(
      "bucket-in-signed-path", "SIG-097",
      "The path was signed with the bucket, and sent without it, or the other way round.",
      mend: "Decide on virtual-hosted or path style before signing; the URL is signed as it is sent."),
  ]

  private static let queryCauses = [
    Cause(
      "slash-in-query-raw", "SIG-020", "'/' was not encoded in the canonical query.", mend: "In the query '/' is %2F."),
    Cause(
      "query-names-raw", "SIG-020", "The names of parameters were not encoded.",
      mend: "Encode names as values are encoded."),
    Cause("query-unsorted", "SIG-021", "The parameters were signed in the order in which they came.", mend: sort),
    Cause(
      "query-sorted-before-encoding", "SIG-021", "The parameters were sorted before they were encoded.", mend: sort),
    Cause("query-sorted-without-case", "SIG-021", "The parameters were sorted without regard to case.", mend: sort),
    Cause("equal-names-unsorted", "SIG-022", "Parameters of one name were not sorted by value.", mend: sort),
    Cause("query-sorted-as-joined", "SIG-023", "The parameters were sorted as 'name=value'.", mend: sort),
    Cause(
      "valueless-names-dropped", "SIG-024", "A parameter without a value was left out.", mend: "Sign it as 'name='."),
    Cause(
      "valueless-without-equals", "SIG-024", "A parameter without a value was signed without '='.",
      mend: "Sign it as 'name='."),
    Cause(
      "repeated-names-collapsed", "SIG-025", "Of parameters of one name only the last was signed.",
      mend: "Keep the query as a list of pairs, not as a dictionary."),
    Cause(
      "equal-pairs-collapsed", "SIG-025", "A repeated parameter was signed once.",
      mend: "Keep the query as a list of pairs."),
    Cause(
      "query-split-at-every-equals", "SIG-026", "A value was cut off at its second '='.",
      mend: "Split at the first '='."),
    Cause(
      "query-encoded-twice", "SIG-027", "The query was encoded once more before it was signed.",
      mend: "Decode names and values before encoding them for the canonical request."),
    Cause(
      "query-as-sent", "SIG-027", "The query was signed as it stands in the URL, which is not its canonical form.",
      mend: sort),
    Cause(
      "signature-in-canonical-query", "SIG-028", "X-Amz-Signature itself was signed.",
      mend: "Leave X-Amz-Signature out."),
    Cause(
      "signed-headers-separator-raw", "SIG-095", "';' in X-Amz-SignedHeaders was not encoded.",
      mend: "In the canonical query ';' is %3B."),
    Cause(
      "credential-slash-raw", "SIG-095", "'/' in X-Amz-Credential was not encoded.",
      mend: "In the canonical query '/' is %2F."),
    Cause(
      "request-parameters-unsigned", "SIG-094", "The request's own parameters were added after signing.",
      mend: "Give the signer every parameter: response-content-type, uploadId, partNumber, x-id …"),
    Cause(
      "token-added-after-signing", "SIG-081", "X-Amz-Security-Token was added after signing.",
      mend: "Give the signer the session token, with the key and the secret."),
    Cause(
      "signed-url-encoded-again", "SIG-158", "The URL was encoded again after it was signed: %252F, %253B.",
      mend: "Hand the signed URL on as it is; mind templates, redirects and JSON-to-form conversions.",
      reports: ["localstack/localstack#10844", "aws/aws-sdk-java#1680", "TTLabs/EvaporateJS#491"]),
  ]

  private static let headerCauses = [
    Cause(
      "header-names-as-written", "SIG-030", "Header names were signed with capitals.",
      mend: "Put header names in lower case."),
    Cause(
      "headers-unsorted", "SIG-031", "The headers were signed in the order in which they came.",
      mend: "Sort headers by lower-case name."),
    Cause(
      "header-lines-sorted", "SIG-031", "Whole header lines were sorted.",
      mend: "Sort headers by lower-case name alone."),
    Cause("header-values-untrimmed", "SIG-032", "Spaces around a header's value were signed.", mend: "Trim values."),
    Cause(
      "inner-spaces-kept", "SIG-033", "Runs of spaces inside a header's value were signed.",
      mend: "Make a run of spaces one."),
    Cause(
      "repeated-headers-joined-with-space", "SIG-034", "Values of one header were joined with ', '.",
      mend: "Join them with ','."),
    Cause(
      "repeated-headers-sorted", "SIG-034", "Values of one header were sorted.", mend: "Keep them as they are sent."),
    Cause(
      "repeated-headers-last-only", "SIG-034", "Of a repeated header the last was signed alone.",
      mend: "Join all values with ','."),
    Cause(
      "folded-lines-kept", "SIG-035", "Line breaks inside a header's value were signed.",
      mend: "Make each fold one space."),
    Cause(
      "folded-lines-run-together", "SIG-035", "A folded header was signed without the space.",
      mend: "Make each fold one space."),
    Cause(
      "signed-headers-unsorted", "SIG-036", "SignedHeaders is not sorted.", mend: "Sort the names in SignedHeaders."),
    Cause("signed-headers-repeated", "SIG-036", "SignedHeaders names a header twice.", mend: "Name each header once."),
    Cause("host-unsigned", "SIG-037", "The host header is not signed.", mend: "Sign host."),
    Cause(
      "default-port-kept", "SIG-038", "The host was signed with the scheme's default port, which no client sends.",
      mend: "Sign the host without :443 for https and without :80 for http.",
      reports: ["minio/minio#8624"]),
    Cause(
      "port-dropped", "SIG-038", "The host was signed without its port.", mend: "Sign HOST:PORT as the client sends it."
    ),
    Cause(
      "amz-headers-unsigned", "SIG-039", "An x-amz-* header is sent that was not signed.",
      mend: "Sign every x-amz-* header; where it is a parameter of the URL, do not send it as a header, too."),
    Cause(
      "content-type-unsigned", "SIG-040", "Content-Type is sent and was not signed: any type will do.",
      mend: "Give the signer the Content-Type, and name it in X-Amz-SignedHeaders.",
      reports: ["aws/aws-sdk-js-v3#3497"]),
    Cause(
      "user-agent-signed", "SIG-041", "A header is signed that browsers and proxies change.",
      mend: "Leave user-agent, connection, expect, te, transfer-encoding, x-amzn-trace-id and the like unsigned.",
      reports: ["aws/aws-sdk-java-v2#2154", "minio/minio#15506"]),
    Cause(
      "line-break-in-request", "SIG-044",
      "The method, the access key or the token holds a space or a control character.",
      mend: "Reject such values; look at where they are read."),
    Cause(
      "line-break-in-header", "SIG-044", "A header's value holds a line break or a NUL byte.",
      mend: "Reject such values."),
    Cause(
      "presigned-headers-unsigned", "SIG-093", "Headers given for the URL were not signed.",
      mend: "Name them in X-Amz-SignedHeaders; the client then has to send them just so."),
    Cause(
      "content-length-unsigned", "SIG-093", "Content-Length was not signed: a file of any size will do.",
      mend: "Sign Content-Length, or use a POST policy with content-length-range."),
  ]

  private static let payloadCauses = [
    Cause(
      "empty-body-unhashed", "SIG-050", "The canonical request ends with nothing.",
      mend: "An empty body's hash is that of zero bytes, e3b0c442…"),
    Cause(
      "payload-hash-upper-case", "SIG-050", "The payload's hash was signed in upper case.",
      mend: "Write it in lower case."),
    Cause(
      "presigned-with-body-hash", "SIG-052", "The URL was signed with a body's hash.",
      mend: "For S3 the last line of a presigned URL's canonical request is UNSIGNED-PAYLOAD."),
    Cause(
      "unsigned-payload-hashed", "SIG-054", "x-amz-content-sha256 says UNSIGNED-PAYLOAD, and a hash was signed.",
      mend: "Sign what x-amz-content-sha256 says."),
    Cause(
      "unsigned-payload-unsaid", "SIG-054", "UNSIGNED-PAYLOAD was signed, and x-amz-content-sha256 says a hash.",
      mend: "Say in x-amz-content-sha256 what was signed."),
    Cause("content-sha256-missing", "SIG-051", "x-amz-content-sha256 is not sent.", mend: "Send it, and sign it."),
    Cause("content-sha256-unsigned", "SIG-051", "x-amz-content-sha256 is sent and not signed.", mend: "Sign it."),
    Cause(
      "body-changed", "SIG-160", "The body is not the one whose hash was signed.",
      mend: "Sign the bytes that are sent, after compression and conversions; or sign UNSIGNED-PAYLOAD over https."),
  ]
}
