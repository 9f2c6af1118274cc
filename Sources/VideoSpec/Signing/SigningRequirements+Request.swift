// The canonical request: path, query, headers, payload.

extension Catalogue {
  static let encodingRules = Section(
    title: "Encoding",
    requirements: [
      Requirement(
        "SIG-001", .must, title: "Unreserved characters stay",
        text: "The characters A–Z, a–z, 0–9, '-', '.', '_' and '~' are never percent-encoded, in paths or in queries.",
        reason: "Encoders for forms write '~' as %7E; S3 does not, so the canonical requests differ.",
        evidence: .init(.documented, "Signature Calculations for the Authorization Header, UriEncode()")),
      Requirement(
        "SIG-002", .must, title: "Every other byte becomes %XX in upper case",
        text: "Every byte that is not unreserved becomes '%' and two upper-case hexadecimal digits.",
        reason: "General URL encoders leave = @ ( ) * ! ' $ & + , ; : as they are, or write lower-case digits.",
        evidence: .init(.documented, "UriEncode()")),
      Requirement(
        "SIG-003", .must, title: "Space is %20",
        text: "A space is encoded as '%20', never as '+'.",
        reason: "Form encoders write '+'; S3's canonical request has '%20'.",
        evidence: .init(.documented, "UriEncode()")),
      Requirement(
        "SIG-004", .must, title: "Text is its UTF-8 bytes as given",
        text:
          "Text beyond ASCII is encoded byte by byte from its UTF-8 form as given. It is never normalised: NFC and NFD spellings of a key are two keys.",
        reason: "S3 keeps keys as bytes. A signer that normalises, or encodes as Latin-1, signs for another object.",
        evidence: .init(.documented, "UriEncode(): the bytes of the UTF-8 form")),
    ])

  static let pathRules = Section(
    title: "The canonical path",
    requirements: [
      Requirement(
        "SIG-005", .must, title: "A slash in a key stays a slash",
        text: "In the path of an S3 request '/' is not encoded.",
        reason: "%2F in the canonical path differs from what S3 computes.",
        evidence: .init(.documented, "UriEncode(): encodeSlash is false for the object key name")),
      Requirement(
        "SIG-006", .must, title: "An S3 path is encoded once",
        text: "For S3 the canonical path is encode(decode(path on the wire)): encoded once, never twice.",
        reason:
          "The general SigV4 rule encodes once more; SDKs that apply it to S3 fail on every key that needs encoding.",
        evidence: .init(.documented, "Signature Calculations: you do not double-encode for S3")),
      Requirement(
        "SIG-007", .must, title: "An S3 path is never normalised",
        text: "For S3 the path is never normalised: '//', '/./' and '/../' stay.",
        reason: "a//b and a/b are two objects; a signer that normalises signs for the wrong one.",
        evidence: .init(.documented, "Signature Calculations: do not normalize URI paths for requests to Amazon S3")),
      Requirement(
        "SIG-008", .must, title: "Other services: the path is encoded once more",
        text: "For services other than S3 the path on the wire, already encoded, is encoded once more.",
        reason: "A key with a space is %20 on the wire and %2520 in the canonical request of every service but S3.",
        evidence: .init(
          .documented, "Create a signed AWS API request: each path segment is URI-encoded twice, except S3")),
      Requirement(
        "SIG-009", .must, title: "Other services: the path is normalised",
        text:
          "For services other than S3 the path is normalised before it is encoded: empty and '.' segments vanish, '..' takes the segment before it away, a trailing slash stays; unless the caller turns normalisation off.",
        reason: "AWS normalises, so a signer that does not is refused.",
        evidence: .init(.suite, "get-relative-normalized, get-slash-dot-slash-normalized, get-slashes-normalized")),
      Requirement(
        "SIG-010", .must, title: "An empty path is '/'",
        text: "An empty path is the canonical path '/'.",
        reason: "Requests to a bucket's or service's root have no path in some URL types.",
        evidence: .init(
          .documented, "Create a signed AWS API request: if the absolute path is empty, use a forward slash")),
      Requirement(
        "SIG-011", .must, title: "'%' and '+' in a key are characters",
        text:
          "A raw key is never decoded first: '%' becomes '%25', '+' becomes '%2B', '?' becomes '%3F', '#' becomes '%23'.",
        reason: "A signer that takes a key for an encoded path signs 'a%41b' as 'aAb'.",
        evidence: .init(
          .agreed,
          "Ceph radosgw 16.2.15, LocalStack 4.14.0, moto 5.2.5, OpenStack Swift 2.30.1: byte-exact round trip of such keys"
        )),
    ])

  static let queryRules = Section(
    title: "The canonical query",
    requirements: [
      Requirement(
        "SIG-020", .must, title: "Names and values are encoded, '/' included",
        text: "Every name and every value in the canonical query is encoded, and '/' in them is '%2F'.",
        reason: "The credential of every presigned URL holds slashes.",
        evidence: .init(.documented, "Signature Calculations, CanonicalQueryString")),
      Requirement(
        "SIG-021", .must, title: "Sorted after encoding, by bytes",
        text:
          "Parameters are sorted by encoded name, compared byte by byte; upper-case letters come before lower-case ones.",
        reason: "Sorting before encoding, by locale or without case, gives another order.",
        evidence: .init(.documented, "CanonicalQueryString: the sorting occurs after encoding")),
      Requirement(
        "SIG-022", .must, title: "Equal names are sorted by value",
        text: "Parameters of one name are sorted by encoded value.",
        reason: "A request that repeats a name otherwise depends on the order of arrival.",
        evidence: .init(
          .documented, "Create a signed AWS API request: parameters with duplicate names are sorted by value")),
      Requirement(
        "SIG-023", .must, title: "Names are compared alone",
        text: "Names are compared without what follows them: 'id' comes before 'id-type'.",
        reason: "Sorting the joined 'name=value' strings swaps the two, because '-' is less than '='.",
        evidence: .init(.documented, "CanonicalQueryString: sorted by name")),
      Requirement(
        "SIG-024", .must, title: "A name without a value has an empty one",
        text: "A parameter without a value is 'name=' in the canonical query.",
        reason: "Sub-resources such as ?uploads and ?lifecycle have no value on the wire.",
        evidence: .init(.documented, "GET Bucket Lifecycle example: lifecycle=")),
      Requirement(
        "SIG-025", .must, title: "Repeated names keep all values",
        text: "A parameter that occurs several times takes part with each of its values, equal ones included.",
        reason: "Signers that keep parameters in a dictionary lose all but one.",
        evidence: .init(.documented, "CanonicalQueryString: all query parameters")),
      Requirement(
        "SIG-026", .must, title: "Only the first '=' separates",
        text:
          "On the wire a parameter is separated at its first '='; later ones belong to the value and are '%3D' in the canonical query.",
        reason: "Upload ids and tokens end in '=='; a split at every '=' cuts them off.",
        evidence: .init(.computed, "UriEncode() applied to the value as received")),
      Requirement(
        "SIG-027", .must, title: "What is encoded is not encoded again",
        text: "Names and values on the wire are decoded before they are encoded: '%2F' stays '%2F'.",
        reason: "A signer that encodes its input as it stands turns '%2F' into '%252F'.",
        evidence: .init(.suite, "get-vanilla-query-order-encoded")),
      Requirement(
        "SIG-028", .must, title: "The signature is no part of the query",
        text: "X-Amz-Signature takes no part in the canonical query; every other parameter on the wire does.",
        reason: "A verifier that keeps it in refuses every URL; one that drops more lets parameters be added.",
        evidence: .init(.documented, "Authenticating Requests: Using Query Parameters")),
    ])

  static let headerRules = Section(
    title: "The canonical headers",
    requirements: [
      Requirement(
        "SIG-030", .must, title: "Names are in lower case",
        text: "Header names are in lower case in the canonical headers and in SignedHeaders.",
        reason: "HTTP ignores the case of header names; the signature does not.",
        evidence: .init(.suite, "post-header-key-case")),
      Requirement(
        "SIG-031", .must, title: "Headers are sorted by name",
        text: "Headers are sorted by their lower-case names, not by whole lines and not by the names as written.",
        reason: "'x-amz-meta-a-b' and 'x-amz-meta-a' swap when lines are sorted, because '-' is less than ':'.",
        evidence: .init(.documented, "CanonicalHeaders: sorted by header name")),
      Requirement(
        "SIG-032", .must, title: "Values are trimmed",
        text: "White space before and after a header's value is removed.",
        reason: "Proxies and HTTP libraries remove it too.",
        evidence: .init(.suite, "get-header-value-trim")),
      Requirement(
        "SIG-033", .must, title: "Inner white space is folded",
        text: "A run of white space inside a value becomes one space, in quoted text too.",
        reason: "AWS folds, so 'a  b' is signed as 'a b'.",
        evidence: .init(
          .suite, "get-header-value-trim: \"a   b   c\" becomes \"a b c\"; tabs: aws-c-auth and botocore agree")),
      Requirement(
        "SIG-034", .must, title: "Repeated headers are joined in order",
        text: "The values of headers of one name are joined with ',' and without a space, in the order received.",
        reason: "Sorting them, joining with ', ' or keeping one changes the canonical request.",
        evidence: .init(.suite, "get-header-key-duplicate, get-header-value-order")),
      Requirement(
        "SIG-035", .must, title: "Folded lines are joined",
        text: "A value continued on further lines is joined with single spaces.",
        reason: "The line breaks of obsolete folding are white space, not data.",
        evidence: .init(.suite, "get-header-value-multiline")),
      Requirement(
        "SIG-036", .must, title: "SignedHeaders names what was signed",
        text: "SignedHeaders lists the names of the signed headers in lower case, sorted, separated by ';', each once.",
        reason: "It tells the receiver which headers to take, and is itself the canonical request's last line but one.",
        evidence: .init(.documented, "Signature Calculations, SignedHeaders")),
      Requirement(
        "SIG-037", .must, title: "host is always signed",
        text: "The host header is always among the signed headers.",
        reason: "Without it a signature for one bucket would serve another; S3 refuses it.",
        evidence: .init(.documented, "CanonicalHeaders must include the host header")),
      Requirement(
        "SIG-038", .must, title: "The default port is left out of host",
        text:
          "The host that is signed carries the port only when it is not the scheme's default: 80 for http, 443 for https.",
        reason:
          "HTTP clients send Host without a default port and with any other; the signature has to agree with what they send.",
        evidence: .init(.computed, "RFC 9110 7.2 and 4.2: what HTTP clients send; boto3 1.44.5 does the same")),
      Requirement(
        "SIG-039", .must, title: "Every x-amz-* header is signed",
        text: "Every x-amz-* header that is sent is among the signed headers.",
        reason: "S3 refuses the request otherwise: it could have been added on the way.",
        evidence: .init(.documented, "CanonicalHeaders must include any x-amz-* headers")),
      Requirement(
        "SIG-040", .must, title: "Content-Type is signed when it is sent",
        text: "A Content-Type header given to the signer is among the signed headers.",
        reason: "Unsigned, the uploader may choose any type.",
        evidence: .init(
          .documented, "CanonicalHeaders: if the Content-Type header is present in the request, you must add it")),
      Requirement(
        "SIG-041", .should, title: "Headers that proxies change are left out",
        text:
          "A signer leaves out baggage, connection, expect, keep-alive, proxy-authenticate, proxy-authorization, te, traceparent, tracestate, trailer, transfer-encoding, upgrade, user-agent and x-amzn-trace-id.",
        reason: "Proxies change them, and the signature breaks on the way.",
        evidence: .init(.agreed, "botocore 1.44.5 and aws-c-auth leave out such headers")),
      Requirement(
        "SIG-042", .must, title: "A verifier takes every header that was signed",
        text:
          "A verifier builds the canonical headers from exactly the names in SignedHeaders, whichever they are, user-agent included.",
        reason: "A receiver that skips what its own signer skips refuses good requests.",
        evidence: .init(.computed, "follows from SignedHeaders; a signature over more headers is still a signature")),
      Requirement(
        "SIG-043", .must, title: "A verifier takes Host as received",
        text: "A verifier takes the Host header as it was received, with its port.",
        reason: "A receiver behind a port that strips it refuses what its clients sign.",
        evidence: .init(.computed, "follows from the canonical headers")),
      Requirement(
        "SIG-044", .should, title: "A line break in a value is refused",
        text:
          "A signer refuses a header name or value with a line break that does not begin a folded line, or with a NUL byte; and a method, an access key or a session token with either.",
        reason: "It would end the header and begin another.",
        evidence: .init(.documented, "RFC 9110 5.5")),
    ])

  static let payloadRules = Section(
    title: "The payload hash",
    requirements: [
      Requirement(
        "SIG-050", .must, title: "The payload hash is SHA-256 in lower-case hexadecimal",
        text:
          "The canonical request ends with the SHA-256 of the body in lower-case hexadecimal; without a body, that of zero bytes.",
        reason: "An empty last line or upper-case digits are other bytes.",
        evidence: .init(.documented, "Signature Calculations, HashedPayload")),
      Requirement(
        "SIG-051", .must, title: "Requests to S3 carry x-amz-content-sha256",
        text:
          "A request to S3 with an Authorization header carries x-amz-content-sha256, equal to the canonical request's last line, and signs it.",
        reason: "S3 requires it.",
        evidence: .init(.documented, "Signature Calculations: x-amz-content-sha256 is required")),
      Requirement(
        "SIG-052", .must, title: "A presigned S3 URL signs UNSIGNED-PAYLOAD",
        text: "A presigned URL for S3 has 'UNSIGNED-PAYLOAD' as its payload hash.",
        reason: "The body is not known yet; the hash of nothing refuses every upload.",
        evidence: .init(.documented, "Authenticating Requests: Using Query Parameters")),
      Requirement(
        "SIG-053", .must, title: "Other services' presigned URLs sign the body's hash",
        text: "A presigned URL for another service has the SHA-256 of the body as its payload hash.",
        reason: "UNSIGNED-PAYLOAD is S3's own.",
        evidence: .init(.suite, "post-x-www-form-urlencoded and the others, by query")),
      Requirement(
        "SIG-054", .must, title: "An unsigned payload is said so",
        text:
          "A request by header whose payload is not signed has 'UNSIGNED-PAYLOAD' in x-amz-content-sha256 and in the canonical request.",
        reason: "The receiver takes the canonical request's last line from that header.",
        evidence: .init(.documented, "Signature Calculations: unsigned payload option")),
    ])
}
