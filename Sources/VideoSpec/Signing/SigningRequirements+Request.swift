// The canonical request: path, query, headers, payload.

extension Catalogue {
  static let encodingRules = Section(
    title: "Encoding",
    requirements: [
      Requirement(
        "SIG-001", .must, title: "Unreserved characters are not encoded",
        text:
          "The unreserved characters `A`–`Z`, `a`–`z`, `0`–`9`, `-`, `.`, `_` and `~` are never percent-encoded, neither in paths nor in queries.",
        reason: "Form encoders write `~` as `%7E` and S3 does not, so the canonical requests differ.",
        evidence: .init(.documented, "Signature Calculations, `UriEncode()`")),
      Requirement(
        "SIG-002", .must, title: "Every other byte becomes `%XX` in upper case",
        text: "Every byte that is not an unreserved character is encoded as `%` and two upper-case hexadecimal digits.",
        reason:
          "General-purpose URL encoders leave `=`, `@`, `(`, `)`, `*`, `!`, `'`, `$`, `&`, `+`, `,`, `;` and `:` unencoded, or write lower-case digits. S3 rejects these requests.",
        evidence: .init(.documented, "Signature Calculations, `UriEncode()`")),
      Requirement(
        "SIG-003", .must, title: "A space becomes `%20`",
        text: "A space is encoded as `%20`, never as `+`.",
        reason: "Form encoders write `+`, but S3's canonical request has `%20`.",
        evidence: .init(.documented, "Signature Calculations, `UriEncode()`")),
      Requirement(
        "SIG-004", .must, title: "Text is encoded as UTF-8, without normalisation",
        text:
          "Non-ASCII text is encoded byte by byte from its UTF-8 form, exactly as given. It is never normalised: the NFC and NFD spellings of a key are two keys.",
        reason: "S3 stores keys as bytes. A signer that normalises, or encodes as Latin-1, signs for another object.",
        evidence: .init(.documented, "Signature Calculations, `UriEncode()`: the bytes of the UTF-8 form")),
    ])

  static let pathRules = Section(
    title: "The canonical path",
    requirements: [
      Requirement(
        "SIG-005", .must, title: "Slashes in a key are not encoded",
        text: "In the path of an S3 request, `/` is not encoded.",
        reason: "A canonical path with `%2F` in place of `/` differs from the one that S3 computes.",
        evidence: .init(
          .documented, "Signature Calculations, `UriEncode()`: encodeSlash is false for the object key name")),
      Requirement(
        "SIG-006", .must, title: "An S3 path is encoded once",
        text:
          "For S3, the canonical path is `encode(decode(path))`, where `path` is the path on the wire: it is encoded once, never twice.",
        reason:
          "The general SigV4 rule encodes a second time. SDKs that apply it to S3 fail for every key that needs encoding.",
        evidence: .init(.documented, "Signature Calculations: you do not double-encode for S3")),
      Requirement(
        "SIG-007", .must, title: "An S3 path is never normalised",
        text: "For S3, the path is never normalised: `//`, `/./` and `/../` are kept.",
        reason: "`a//b` and `a/b` are two objects. A signer that normalises signs for the wrong one.",
        evidence: .init(.documented, "Signature Calculations: do not normalize URI paths for requests to Amazon S3")),
      Requirement(
        "SIG-008", .must, title: "For other services, the path is encoded again",
        text:
          "For services other than S3, the path on the wire, which is already encoded, is encoded a second time.",
        reason:
          "A space in a path is `%20` on the wire, and `%2520` in the canonical request of every service except S3.",
        evidence: .init(
          .documented, "Create a signed AWS API request: each path segment is URI-encoded twice, except S3")),
      Requirement(
        "SIG-009", .must, title: "For other services, the path is normalised",
        text:
          "For services other than S3, the path is normalised before it is encoded, unless the caller turns normalisation off. Empty segments and `.` segments are removed, `..` removes the segment before it, and a trailing slash is kept.",
        reason: "AWS normalises the path, so it rejects the requests of a signer that does not.",
        evidence: .init(
          .suite, "v4/get-relative-normalized; v4/get-slash-dot-slash-normalized; v4/get-slashes-normalized")),
      Requirement(
        "SIG-010", .must, title: "An empty path becomes `/`",
        text: "The canonical form of an empty path is `/`.",
        reason: "Some URL types give requests to the root of a bucket or service an empty path.",
        evidence: .init(
          .documented, "Create a signed AWS API request: if the absolute path is empty, use a forward slash")),
      Requirement(
        "SIG-011", .must, title: "`%` and `+` in a key are ordinary characters",
        text:
          "A raw key is never decoded before it is encoded: `%` becomes `%25`, `+` becomes `%2B`, `?` becomes `%3F` and `#` becomes `%23`.",
        reason:
          "A signer that treats a key as an encoded path signs `a%41b` as `aAb`, and S3 stores another object or rejects the request.",
        evidence: .init(
          .agreed,
          "Ceph radosgw 16.2.15, LocalStack 4.14.0, moto 5.2.5, OpenStack Swift 2.30.1: byte-exact round trip of such keys"
        )),
      Requirement(
        "SIG-012", .must, title: "The first `?` of a target ends its path",
        text:
          "On the wire, the first `?` separates the path from the query. Later ones belong to the query, and become `%3F` in the canonical query.",
        reason: "A signer that splits at the last `?`, or cuts the query at the second, signs another request.",
        evidence: .init(.documented, "RFC 3986 3.3 and 3.4")),
    ])

  static let queryRules = Section(
    title: "The canonical query",
    requirements: [
      Requirement(
        "SIG-020", .must, title: "Names and values are encoded, including `/`",
        text: "Every name and every value in the canonical query is encoded, and `/` in them becomes `%2F`.",
        reason:
          "The credential in every presigned URL contains slashes: if they are not encoded, S3 rejects the request.",
        evidence: .init(.documented, "Signature Calculations, CanonicalQueryString")),
      Requirement(
        "SIG-021", .must, title: "Parameters are sorted by bytes, after encoding",
        text:
          "Parameters are sorted by their encoded names, compared byte by byte, so upper-case letters come before lower-case ones.",
        reason:
          "Sorting before encoding, by locale or without regard to case gives a different order, and S3 rejects the request.",
        evidence: .init(.documented, "Signature Calculations, CanonicalQueryString: the sorting occurs after encoding")),
      Requirement(
        "SIG-022", .must, title: "Parameters with equal names are sorted by value",
        text: "Parameters with the same name are sorted by their encoded values.",
        reason: "Otherwise the signature of a request that repeats a name depends on the order of arrival.",
        evidence: .init(
          .documented, "Create a signed AWS API request: parameters with duplicate names are sorted by value")),
      Requirement(
        "SIG-023", .must, title: "Names are compared without their values",
        text: "Names are compared without the `=` and the value that follow them: `id` comes before `id-type`.",
        reason:
          "Sorting the joined `name=value` strings swaps the two, because `-` is less than `=`, and S3 rejects the request.",
        evidence: .init(.documented, "Signature Calculations, CanonicalQueryString: sorted by name")),
      Requirement(
        "SIG-024", .must, title: "A name without a value gets an empty one",
        text: "In the canonical query, a parameter without a value is written as `name=`.",
        reason: "Sub-resources such as `?uploads` and `?lifecycle` have no value on the wire.",
        evidence: .init(.documented, "Signature Calculations, Example: GET Bucket Lifecycle: `lifecycle=`")),
      Requirement(
        "SIG-025", .must, title: "A repeated name keeps all its values",
        text:
          "A parameter that occurs several times is included with each of its values, even if the values are equal.",
        reason: "Signers that keep parameters in a dictionary lose all but one, and S3 rejects the request.",
        evidence: .init(.documented, "Signature Calculations, CanonicalQueryString: all query parameters")),
      Requirement(
        "SIG-026", .must, title: "Only the first `=` separates name and value",
        text:
          "On the wire, the first `=` of a parameter separates its name from its value. Later ones belong to the value and become `%3D` in the canonical query.",
        reason: "Upload ids and tokens end in `==`. Splitting at every `=` cuts them off.",
        evidence: .init(.computed, "`UriEncode()` applied to the value as received")),
      Requirement(
        "SIG-027", .must, title: "An encoded query is not encoded again",
        text: "Names and values on the wire are decoded before they are encoded, so `%2F` stays `%2F`.",
        reason: "A signer that encodes without decoding first turns `%2F` into `%252F`, and S3 rejects the request.",
        evidence: .init(.suite, "v4/get-vanilla-query-order-encoded")),
      Requirement(
        "SIG-028", .must, title: "The canonical query leaves out the signature",
        text:
          "The canonical query contains every parameter on the wire except `X-Amz-Signature`.",
        reason:
          "A verifier that includes the signature rejects every URL, so no user can upload. One that leaves out more lets attackers add parameters.",
        evidence: .init(.documented, "Using Query Parameters")),
    ])

  static let headerRules = Section(
    title: "The canonical headers",
    requirements: [
      Requirement(
        "SIG-030", .must, title: "Header names are in lower case",
        text: "Header names are in lower case in the canonical headers and in `SignedHeaders`.",
        reason: "HTTP ignores the case of header names, but the signature does not, so S3 rejects the request.",
        evidence: .init(.suite, "v4/post-header-key-case")),
      Requirement(
        "SIG-031", .must, title: "Headers are sorted by name",
        text: "Headers are sorted by their lower-case names, not by whole lines and not by the names as written.",
        reason:
          "Sorting whole lines swaps `x-amz-meta-a` and `x-amz-meta-a-b`, because `-` is less than `:`, and S3 rejects the request.",
        evidence: .init(.documented, "Signature Calculations, CanonicalHeaders: sorted by header name")),
      Requirement(
        "SIG-032", .must, title: "Values are trimmed",
        text: "White space before and after a header's value is removed.",
        reason: "Proxies and HTTP libraries remove it too, and S3 would reject the request that arrives.",
        evidence: .init(.suite, "v4/get-header-value-trim")),
      Requirement(
        "SIG-033", .must, title: "White space inside a value is collapsed",
        text: "A run of white space inside a value becomes one space, even in quoted text.",
        reason: "AWS collapses it: `a`, two spaces and `b` are signed as `a b`.",
        evidence: .init(
          .suite, "v4/get-header-value-trim: `\"a   b   c\"` becomes `\"a b c\"` (tabs: aws-c-auth and botocore agree)")
      ),
      Requirement(
        "SIG-034", .must, title: "Repeated headers are joined in order",
        text:
          "The values of headers with the same name are joined with `,`, without a space, in the order received.",
        reason:
          "Sorting the values, joining them with a comma and a space or keeping only one changes the canonical request.",
        evidence: .init(.suite, "v4/get-header-key-duplicate; v4/get-header-value-order")),
      Requirement(
        "SIG-035", .must, title: "Folded lines are joined",
        text: "The lines of a value that continues on further lines are joined with single spaces.",
        reason:
          "The line breaks of obsolete line folding are white space, not data. If they are signed as data, the service rejects the request, because servers unfold such headers first.",
        evidence: .init(.suite, "v4/get-header-value-multiline")),
      Requirement(
        "SIG-036", .must, title: "`SignedHeaders` lists the signed headers",
        text:
          "`SignedHeaders` lists the names of the signed headers in lower case, sorted, separated by `;`, each once.",
        reason:
          "It tells the receiver which headers were signed, and is itself the last line but one of the canonical request.",
        evidence: .init(.documented, "Signature Calculations, SignedHeaders")),
      Requirement(
        "SIG-037", .must, title: "`host` is always signed",
        text: "The `host` header is always among the signed headers.",
        reason: "Without it, a signature for one bucket would work for another. S3 rejects such a request.",
        evidence: .init(.documented, "Signature Calculations, CanonicalHeaders: must include the host header")),
      Requirement(
        "SIG-038", .must, title: "`host` leaves out the default port",
        text:
          "The `host` that is signed includes the port only if it is not the scheme's default: 80 for `http`, 443 for `https`.",
        reason:
          "HTTP clients send `Host` without a default port and with any other. The signature has to match what they send.",
        evidence: .init(
          .computed, "RFC 9110 sections 7.2 and 4.2: what HTTP clients send; boto3 1.44.5 does the same")),
      Requirement(
        "SIG-039", .must, title: "Every `x-amz-*` header is signed",
        text:
          "Every `x-amz-*` header that is sent is among the signed headers, except `x-amz-content-sha256`, which may be left unsigned. In a presigned URL it may instead be a signed parameter (SIG-098).",
        reason: "Otherwise S3 rejects the request, because the header could have been added on the way.",
        evidence: .init(
          .documented,
          "Signature Calculations: all `x-amz-*` headers that you plan to include, excluding `x-amz-content-sha256`")),
      Requirement(
        "SIG-040", .must, title: "A presigned URL signs the requested `Content-Type`",
        text:
          "A `Content-Type` that the caller asks for in a presigned URL is among the signed headers. A request that is signed by header keeps the caller's `Content-Type`; signing it is optional there.",
        reason: "If a URL does not sign it, the uploader can choose any type.",
        evidence: .init(
          .documented,
          "Signature Calculations, CanonicalHeaders: if the Content-Type header is present in the request, you must add it (S3 accepts a request by header that does not sign it, as AWS's SDK for PHP sends it)"
        )),
      Requirement(
        "SIG-041", .should, title: "Headers that proxies change are not signed",
        text:
          "A signer does not sign `baggage`, `connection`, `expect`, `keep-alive`, `proxy-authenticate`, `proxy-authorization`, `te`, `traceparent`, `tracestate`, `trailer`, `transfer-encoding`, `upgrade`, `user-agent` or `x-amzn-trace-id`.",
        reason: "Proxies change these headers, and the signature no longer matches.",
        evidence: .init(
          .documented,
          "Create a signed AWS API request, CanonicalHeaders: do not include headers that are altered in transit")),
      Requirement(
        "SIG-042", .must, title: "A verifier uses every signed header",
        text:
          "A verifier builds the canonical headers from exactly the names in `SignedHeaders`, whatever they are, including `user-agent`.",
        reason: "A receiver that skips the headers that its own signer skips rejects correctly signed requests.",
        evidence: .init(
          .computed, "follows from `SignedHeaders`; a signature that covers more headers is still a signature")),
      Requirement(
        "SIG-043", .must, title: "A verifier uses `Host` as received",
        text: "A verifier uses the `Host` header as it was received, including the port.",
        reason: "A receiver that strips the port rejects the requests that its clients signed with it.",
        evidence: .init(.computed, "follows from the canonical headers")),
      Requirement(
        "SIG-044", .should, title: "Line breaks in headers are rejected",
        text:
          "A signer rejects a header name or value that contains a NUL byte, or a line break that does not begin a folded line. It also rejects an access key or a session token that contains either, and a method that is not a token of HTTP, for example one that contains a space or a line break.",
        reason:
          "A line break would end the header and begin another. A space would end the method in the request line.",
        evidence: .init(.documented, "RFC 9110 5.5, 5.6.2 and 9.1")),
      Requirement(
        "SIG-045", .must, title: "Header values are signed as they are given",
        text:
          "Apart from its white space (SIG-032, SIG-033, SIG-035), the value of a header is signed byte for byte. The signer keeps its case, its quotes, its percent-encoding and the spaces around its separators.",
        reason:
          "Frameworks rewrite values: `video/webm;codecs=VP9` gets a space or another case, an entity tag loses its quotes, `x-amz-copy-source` is decoded or encoded again. The client sends the value that it was given.",
        evidence: .init(
          .documented, "Signature Calculations, CanonicalHeaders: `Lowercase()` applies to names, `Trim()` to values")),
      Requirement(
        "SIG-046", .must, title: "Signing a request again replaces its signature",
        text:
          "If a request already has `Authorization`, `X-Amz-Date` or `X-Amz-Content-Sha256` from an earlier signature, the new headers take their place, or the signer rejects the request. The signature covers only the new `X-Amz-Date`, and never `Authorization`.",
        reason:
          "HTTP clients sign again before each retry. A signature over two dates, or over the earlier signature, fails.",
        evidence: .init(
          .computed, "the receiver takes one date from the request, and no signature can cover itself")),
      Requirement(
        "SIG-049", .should, title: "The host is signed in lower case",
        text: "A signer converts the endpoint's host to lower case, in the URL and in the signed `host`.",
        reason: "Browsers write hosts in lower case, so a signature over another case fails there.",
        evidence: .init(.computed, "RFC 3986 section 6.2.2.1; the WHATWG URL Standard lowers hosts")),
    ])

  static let payloadRules = Section(
    title: "The payload hash",
    requirements: [
      Requirement(
        "SIG-050", .must, title: "The payload hash is SHA-256 in lower-case hexadecimal",
        text:
          "The canonical request ends with the SHA-256 of the body in lower-case hexadecimal. Without a body, it ends with the SHA-256 of zero bytes.",
        reason:
          "An empty last line or upper-case digits are different bytes, so the signature differs and S3 rejects the request.",
        evidence: .init(.documented, "Signature Calculations, HashedPayload")),
      Requirement(
        "SIG-051", .must, title: "Requests to S3 carry `x-amz-content-sha256`",
        text:
          "A request to S3 with an `Authorization` header carries `x-amz-content-sha256`. Its value equals the last line of the canonical request. Signing the header is optional.",
        reason: "S3 requires this header. Its value is signed as the last line of the canonical request.",
        evidence: .init(.documented, "Signature Calculations: x-amz-content-sha256 is required")),
      Requirement(
        "SIG-052", .must, title: "Presigned S3 URLs sign `UNSIGNED-PAYLOAD`",
        text: "The payload hash of a presigned URL for S3 is `UNSIGNED-PAYLOAD`.",
        reason: "The body is not known yet. With the hash of an empty body, every upload is rejected.",
        evidence: .init(.documented, "Using Query Parameters")),
      Requirement(
        "SIG-053", .must, title: "Other services' presigned URLs sign the body's hash",
        text: "The payload hash of a presigned URL for another service is the SHA-256 of the body.",
        reason: "Only S3 has `UNSIGNED-PAYLOAD`.",
        evidence: .init(.suite, "v4/post-x-www-form-urlencoded, query: like the suite's other cases")),
      Requirement(
        "SIG-054", .must, title: "An unsigned payload is declared",
        text:
          "A request that is signed by header and does not sign its payload has `UNSIGNED-PAYLOAD` in `x-amz-content-sha256` and in the canonical request.",
        reason: "The receiver takes the last line of the canonical request from that header.",
        evidence: .init(.documented, "Signature Calculations: unsigned payload option")),
      Requirement(
        "SIG-056", .must, title: "S3 Express is signed like S3",
        text:
          "With the service `s3express`, the path is encoded once and never normalised, a request by header carries `x-amz-content-sha256`, and a presigned URL signs `UNSIGNED-PAYLOAD`. The session token of `CreateSession` is `x-amz-s3session-token`, and it is signed.",
        reason: "Directory buckets have another service name in the scope, but S3's rules for paths and payloads.",
        evidence: .init(
          .documented, "Regional and Zonal endpoint API operations: `s3express`, `x-amz-s3session-token`")),
    ])
}
