// From the canonical request to the signature, and the forms it takes.

extension Catalogue {
  static let signatureRules = Section(
    title: "String to sign, key and signature",
    requirements: [
      Requirement(
        "SIG-060", .must, title: "Four lines are signed",
        text:
          "The string to sign is the algorithm, the time as YYYYMMDD'T'HHMMSS'Z', the credential scope and the lower-case hexadecimal SHA-256 of the canonical request, joined by line feeds.",
        reason: "Another time format or a missing line gives another signature.",
        evidence: .init(.documented, "Signature Calculations, Step 2: Create a String to Sign")),
      Requirement(
        "SIG-061", .must, title: "The scope is date/region/service/aws4_request",
        text:
          "The credential scope is the UTC date of the request as YYYYMMDD, the region, the service and 'aws4_request', joined by '/'.",
        reason: "It binds a signature to a day, a region and a service.",
        evidence: .init(.documented, "Signature Calculations, Step 2")),
      Requirement(
        "SIG-062", .must, title: "The key is derived in four steps",
        text:
          "The signing key is HMAC(HMAC(HMAC(HMAC('AWS4' + secret, date), region), service), 'aws4_request'), each step keyed with the 32 bytes of the one before.",
        reason: "Hexadecimal instead of bytes, another order or a missing prefix gives another key.",
        evidence: .init(.documented, "Signature Calculations, Step 3")),
      Requirement(
        "SIG-063", .must, title: "The secret is taken as it is",
        text: "The secret access key is used byte for byte: '/', '+' and '=' are neither decoded nor encoded.",
        reason:
          "Secrets that were URL-decoded or stripped on the way are the most common cause of SignatureDoesNotMatch.",
        evidence: .init(.computed, "Step 3 with the suite's secret (a '+') and the documentation's (a '/')")),
      Requirement(
        "SIG-064", .must, title: "The signature is lower-case hexadecimal",
        text: "The signature is the HMAC-SHA256 of the string to sign, in lower-case hexadecimal.",
        reason: "Servers compare the text.",
        evidence: .init(.documented, "Signature Calculations, Step 3: Lowercase hexadecimal")),
      Requirement(
        "SIG-065", .must, title: "The Authorization header has three parts",
        text:
          "The Authorization header is the algorithm, a space, and 'Credential=…/SCOPE', 'SignedHeaders=…' and 'Signature=…', separated by commas with or without a space.",
        reason: "S3 answers AuthorizationHeaderMalformed to anything else.",
        evidence: .init(.documented, "Signature Calculations, Authorization header")),
      Requirement(
        "SIG-066", .must, title: "Dates are UTC, calendar years, zero-padded",
        text:
          "Time and date are UTC and Gregorian, with the calendar year, and two digits each for month, day, hour, minute and second.",
        reason:
          "Week years ('YYYY' in date patterns) are wrong in the days around New Year; local dates are wrong for hours every day.",
        evidence: .init(.documented, "ISO 8601 basic format in UTC")),
      Requirement(
        "SIG-067", .must, title: "A cached key is used only for its own day, region, service and secret",
        text:
          "A signing key kept for later is used only for the secret, the date, the region and the service it was derived from.",
        reason: "A cache keyed by less signs well until midnight, or until a second region is used.",
        evidence: .init(.computed, "Step 3 for each of the values in turn")),
      Requirement(
        "SIG-068", .must, .reference, title: "Signatures are compared in constant time",
        text: "A verifier compares signatures in a time that does not depend on where they differ.",
        reason: "Otherwise a signature can be found byte by byte.",
        evidence: .init(.computed, "CRYPTO_memcmp on the whole length"),
        test: "signatures are compared by CRYPTO_memcmp over their whole length"),
      Requirement(
        "SIG-069", .should, .reference, title: "The key cache is bounded",
        text: "The cache of signing keys holds a bounded number of keys, and using it never changes a result.",
        reason: "A service that signs for many tenants otherwise grows without end.",
        evidence: .init(.computed, "named test"),
        test: "the key cache is bounded and invisible"),
      Requirement(
        "SIG-070", .must, title: "The method is signed",
        text: "The canonical request begins with the request's method: a URL signed for GET does not serve PUT.",
        reason: "A link to watch a video must not replace it.",
        evidence: .init(.agreed, "Ceph radosgw 16.2.15, LocalStack 4.14.0, OpenStack Swift 2.30.1")),
    ])

  static let tokenRules = Section(
    title: "Session tokens",
    requirements: [
      Requirement(
        "SIG-080", .must, title: "By header, the token is sent and signed",
        text: "With temporary credentials a request by header carries x-amz-security-token and signs it.",
        reason: "The access key alone is unknown to S3.",
        evidence: .init(.suite, "get-vanilla-with-session-token, post-sts-header-before")),
      Requirement(
        "SIG-081", .must, title: "By URL, the token is a signed parameter",
        text:
          "With temporary credentials a presigned URL carries X-Amz-Security-Token, encoded, and it takes part in the canonical query.",
        reason: "A token added after signing makes S3 compute another canonical query.",
        evidence: .init(.suite, "get-vanilla-with-session-token by query")),
      Requirement(
        "SIG-082", .must, title: "A token may be left out of the signature for services that ask for it",
        text:
          "Where the caller says that the service wants the token unsigned, it is added after signing, and sent all the same.",
        reason: "Some services want the token outside the signature.",
        evidence: .init(.suite, "post-sts-header-after")),
      Requirement(
        "SIG-083", .must, title: "In a form, the token is a field",
        text: "With temporary credentials a signed POST policy's fields include x-amz-security-token.",
        reason: "A form without it is refused.",
        evidence: .init(.documented, "Creating an HTML form: x-amz-security-token")),
      Requirement(
        "SIG-084", .should, .reference, title: "A URL that outlives its credentials is warned about",
        text:
          "A signer that knows when temporary credentials end warns when a presigned URL would be valid for longer.",
        reason: "The URL dies with the credentials, hours before its own expiry.",
        evidence: .init(
          .documented, "Download and upload objects with presigned URLs: expiration with temporary credentials"),
        test: "a URL that outlives its credentials carries a warning"),
    ])

  static let presignedRules = Section(
    title: "Presigned URLs",
    requirements: [
      Requirement(
        "SIG-090", .must, title: "The URL carries six parameters",
        text:
          "A presigned URL carries X-Amz-Algorithm, X-Amz-Credential, X-Amz-Date, X-Amz-Expires, X-Amz-SignedHeaders and X-Amz-Signature, encoded.",
        reason: "S3 answers AuthorizationQueryParametersError when one is missing.",
        evidence: .init(.recorded, "test_s3_put_presigned_url_missing_sig_param[s3v4], 2026-02-21")),
      Requirement(
        "SIG-091", .must, title: "X-Amz-Expires is what was asked for, in seconds",
        text: "X-Amz-Expires is the number of seconds asked for, as a decimal integer.",
        reason:
          "Milliseconds, a date or a silent maximum give a URL that lives longer or shorter than the caller thinks.",
        evidence: .init(.documented, "Authenticating Requests: Using Query Parameters, X-Amz-Expires")),
      Requirement(
        "SIG-092", .should, title: "A signer refuses an expiry out of bounds",
        text: "A signer refuses an expiry that is not a number of digits alone from 1 to 604800.",
        reason: "S3 refuses the URL; better now than in the user's browser.",
        evidence: .init(
          .documented, "Authenticating Requests: Using Query Parameters, X-Amz-Expires: minimum 1, maximum 604800")),
      Requirement(
        "SIG-093", .must, title: "Headers given to the signer are signed",
        text:
          "Headers given for a presigned URL (Content-Type, Content-Length, x-amz-meta-*, …) are signed and named in X-Amz-SignedHeaders.",
        reason: "A URL for a video of one type and size would otherwise take anything.",
        evidence: .init(.recorded, "test_s3_put_presigned_url_with_different_headers[s3v4], 2026-02-21")),
      Requirement(
        "SIG-094", .must, title: "Parameters of the request are kept and signed",
        text:
          "Parameters of the request itself (uploadId, partNumber, response-content-type, …) stay in the URL and take part in the canonical query.",
        reason: "S3 takes every parameter of the URL into its canonical query.",
        evidence: .init(.documented, "Using Query Parameters: all query parameters but X-Amz-Signature")),
      Requirement(
        "SIG-095", .must, title: "The separator in X-Amz-SignedHeaders is encoded",
        text: "In the canonical query the ';' in X-Amz-SignedHeaders is '%3B', and the '/' in X-Amz-Credential '%2F'.",
        reason: "They are values like any other.",
        evidence: .init(.suite, "get-header-key-duplicate by query")),
      Requirement(
        "SIG-096", .must, title: "The order of parameters in the URL is free",
        text: "A verifier accepts a presigned URL whatever the order of its parameters.",
        reason: "Signers differ; only the canonical query is sorted.",
        evidence: .init(.computed, "follows from the canonical query; boto3's and the suite's orders differ")),
      Requirement(
        "SIG-097", .must, title: "The URL leads to the object",
        text:
          "The URL that a signer returns goes to the scheme, host and key asked for: decoding its path gives the key's bytes, in the addressing style asked for.",
        reason: "A good signature on another object's path is worse than a bad one.",
        evidence: .init(.computed, "RFC 3986; boto3 1.44.5's URLs in all addressing styles")),
    ])

  static let policyRules = Section(
    title: "POST policies",
    requirements: [
      Requirement(
        "SIG-110", .must, title: "The Base64 text is signed",
        text:
          "The string to sign of a POST policy is the Base64 text of the policy's bytes, as it stands in the field.",
        reason:
          "Signing the JSON, or a JSON that was written again, gives another signature: the documented example has CRLF line ends.",
        evidence: .init(.documented, "Browser-Based Uploads Using POST: example of an upload using HTTP POST")),
      Requirement(
        "SIG-111", .must, title: "Base64 is the standard one, on one line",
        text: "The policy field is Base64 with '+', '/' and padding, without line breaks.",
        reason: "URL-safe or wrapped Base64 is not what S3 decodes.",
        evidence: .init(.documented, "RFC 4648 section 4")),
      Requirement(
        "SIG-112", .must, title: "The form carries the signing fields",
        text:
          "The fields are x-amz-algorithm, x-amz-credential with the whole scope, x-amz-date, policy and x-amz-signature in lower-case hexadecimal.",
        reason: "S3 answers InvalidArgument when one is missing.",
        evidence: .init(.recorded, "test_post_request_missing_fields[s3v4], 2026-02-21")),
    ])

  static let chunkRules = Section(
    title: "Chunked uploads",
    requirements: [
      Requirement(
        "SIG-120", .must, title: "The seed names the streaming payload",
        text:
          "The seed request has STREAMING-AWS4-HMAC-SHA256-PAYLOAD, STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER or STREAMING-UNSIGNED-PAYLOAD-TRAILER as x-amz-content-sha256 and as payload hash.",
        reason: "It tells S3 how to read the body.",
        evidence: .init(.documented, "Signature Calculations: Transferring Payload in Multiple Chunks")),
      Requirement(
        "SIG-121", .must, title: "A chunk signs the signature before it",
        text:
          "A chunk's string to sign is 'AWS4-HMAC-SHA256-PAYLOAD', the time, the scope, the signature before it (the seed's for the first chunk), the SHA-256 of nothing and the SHA-256 of the chunk's data.",
        reason: "The chain keeps chunks from being reordered, dropped or taken from other uploads.",
        evidence: .init(.documented, "Transferring Payload in Multiple Chunks, chunk string to sign")),
      Requirement(
        "SIG-122", .must, title: "A chunk's frame",
        text:
          "A signed chunk on the wire is its size in hexadecimal, ';chunk-signature=', the signature, CRLF, the data and CRLF.",
        reason: "S3 reads the size as hexadecimal and takes the data by count.",
        evidence: .init(.documented, "Transferring Payload in Multiple Chunks, body")),
      Requirement(
        "SIG-123", .must, title: "The last chunk is empty and signed",
        text: "A signed chunked body ends with a chunk of size 0 with a signature of its own.",
        reason: "Without it a cut-off upload could pass for a whole one.",
        evidence: .init(.documented, "Transferring Payload in Multiple Chunks: the final chunk")),
      Requirement(
        "SIG-124", .must, title: "Both lengths are said",
        text: "x-amz-decoded-content-length is the length of the data, content-length that of the body on the wire.",
        reason: "S3 answers 411 or cuts the object when they are swapped or missing.",
        evidence: .init(.documented, "Transferring Payload in Multiple Chunks: 66560 and 66824 bytes")),
      Requirement(
        "SIG-125", .must, title: "content-encoding begins with aws-chunked",
        text: "content-encoding is 'aws-chunked', before any encoding of the object's own, separated by a comma.",
        reason: "S3 removes it and stores the rest.",
        evidence: .init(.documented, "Transferring Payload in Multiple Chunks: Content-Encoding: aws-chunked,gzip")),
      Requirement(
        "SIG-126", .must, title: "The trailer is signed as a trailer",
        text:
          "A trailer's string to sign is 'AWS4-HMAC-SHA256-TRAILER', the time, the scope, the last chunk's signature and the SHA-256 of the trailing headers, each as 'name:value' and a line feed.",
        reason:
          "With '-PAYLOAD' in its place, or without the line feed, a wrong example that circulates is reproduced instead of the right one.",
        evidence: .init(.documented, "Using Trailing Headers; d81f82fc… against the erratum 63bddb24…")),
      Requirement(
        "SIG-127", .must, title: "The trailer's frame",
        text:
          "After the last chunk's line come the trailing headers as 'name:value' and CRLF, then 'x-amz-trailer-signature:', the signature and CRLF, then an empty line. x-amz-trailer in the seed names the headers.",
        reason: "S3 reads the trailer by lines.",
        evidence: .init(
          .documented, "Signature Calculations: Transferring Payload in Multiple Chunks, with trailing headers")),
      Requirement(
        "SIG-128", .must, title: "An unsigned trailer has no signatures",
        text:
          "With STREAMING-UNSIGNED-PAYLOAD-TRAILER chunks are 'SIZE' CRLF data CRLF, without signatures, and the trailer has none either.",
        reason: "It is what SDKs send over TLS by default.",
        evidence: .init(.documented, "Using Trailing Headers: STREAMING-UNSIGNED-PAYLOAD-TRAILER")),
    ])

  static let asymmetricRules = Section(
    title: "SigV4a",
    requirements: [
      Requirement(
        "SIG-140", .must, title: "The key pair is derived by counter",
        text:
          "The private key is 1 + c, where c is HMAC('AWS4A' + secret, 00000001 ‖ 'AWS4-ECDSA-P256-SHA256' ‖ 00 ‖ access key ‖ counter ‖ 00000100), counter counting from 1 as a byte until c is at most n − 2.",
        reason: "Every party derives the same key from the same secret.",
        evidence: .init(.suite, "v4a public-key.json")),
      Requirement(
        "SIG-141", .must, title: "The region set is sent and signed",
        text: "A SigV4a request carries X-Amz-Region-Set, as a signed header or as a parameter of the canonical query.",
        reason: "It says in which regions the signature counts.",
        evidence: .init(.suite, "v4a get-vanilla")),
      Requirement(
        "SIG-142", .must, title: "The scope has no region",
        text: "The scope of SigV4a is date/service/aws4_request.",
        reason: "The region set takes the region's place.",
        evidence: .init(.suite, "v4a get-vanilla")),
      Requirement(
        "SIG-143", .must, title: "The signature is ECDSA in DER, in hexadecimal",
        text:
          "The string to sign begins with 'AWS4-ECDSA-P256-SHA256', and the signature is ECDSA on P-256 over its SHA-256, in DER, in lower-case hexadecimal. It is random, and checked by verifying.",
        reason: "Comparing bytes refuses good signatures; r ‖ s without DER is not read.",
        evidence: .init(.suite, "v4a get-vanilla")),
    ])
}
