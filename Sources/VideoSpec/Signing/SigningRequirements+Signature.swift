// The string to sign, the key, the signature, and where the signature is sent.

extension Catalogue {
  static let signatureRules = Section(
    title: "String to sign, key and signature",
    requirements: [
      Requirement(
        "SIG-060", .must, title: "The string to sign has four lines",
        text:
          "The string to sign consists of the algorithm, the time as `YYYYMMDD'T'HHMMSS'Z'`, the credential scope and the SHA-256 of the canonical request in lower-case hexadecimal, joined by line feeds.",
        reason: "Another time format or a missing line gives a different signature, and S3 rejects the request.",
        evidence: .init(.documented, "Signature Calculations, Step 2: Create a String to Sign")),
      Requirement(
        "SIG-061", .must, title: "The scope is `date/region/service/aws4_request`",
        text:
          "The credential scope is the UTC date of the request as `YYYYMMDD`, the region, the service and `aws4_request`, joined by `/`.",
        reason: "It binds a signature to a day, a region and a service, so that an attacker cannot use it for another.",
        evidence: .init(.documented, "Signature Calculations, Step 2")),
      Requirement(
        "SIG-062", .must, title: "The signing key is derived in four steps",
        text:
          "The signing key is `HMAC(HMAC(HMAC(HMAC('AWS4' + secret, date), region), service), 'aws4_request')`. Each step after the first uses the 32 bytes of the previous result as its key.",
        reason:
          "Hexadecimal text instead of bytes, another order or a missing prefix gives a different key, and S3 rejects the request.",
        evidence: .init(.documented, "Signature Calculations, Step 3")),
      Requirement(
        "SIG-063", .must, title: "The secret is used unchanged",
        text: "The secret access key is used byte for byte: `/`, `+` and `=` are neither decoded nor encoded.",
        reason:
          "Secrets that were URL-decoded or trimmed on the way are the most common reason why S3 responds with `SignatureDoesNotMatch`.",
        evidence: .init(
          .computed, "Step 3 with the secrets of the AWS test suite (with `+`) and of the documentation (with `/`)")),
      Requirement(
        "SIG-064", .must, title: "The signature is lower-case hexadecimal",
        text: "The signature is the HMAC-SHA256 of the string to sign, in lower-case hexadecimal.",
        reason: "Servers compare signatures as text.",
        evidence: .init(.documented, "Signature Calculations, Step 3: Lowercase hexadecimal")),
      Requirement(
        "SIG-065", .must, title: "The `Authorization` header has three parts",
        text:
          "The `Authorization` header is the algorithm, a space, and `Credential=…/SCOPE`, `SignedHeaders=…` and `Signature=…`, separated by commas with or without a space.",
        reason: "S3 rejects anything else with `AuthorizationHeaderMalformed`.",
        evidence: .init(.documented, "Signature Calculations, Authorization header")),
      Requirement(
        "SIG-066", .must, title: "Dates are in UTC, with calendar years and leading zeros",
        text:
          "Times and dates are UTC and Gregorian. They have the calendar year, and two digits each for month, day, hour, minute and second.",
        reason:
          "Week years (`YYYY` in date patterns) are wrong in the days around New Year. Local dates are wrong for hours every day. S3 rejects these requests.",
        evidence: .init(.documented, "Signature Calculations: ISO 8601 basic format in UTC")),
      Requirement(
        "SIG-067", .must, title: "A cached key is used only for its own day, region, service and secret",
        text:
          "A cached signing key is used only for the secret, date, region and service from which it was derived.",
        reason:
          "A cache that ignores one of them signs correctly until midnight, or until a second region is used. Then S3 rejects every request.",
        evidence: .init(.computed, "Step 3 for each of the values in turn")),
      Requirement(
        "SIG-068", .must, .reference, title: "Signatures are compared in constant time",
        text: "The time that a verifier needs to compare two signatures does not depend on where they differ.",
        reason: "Otherwise an attacker can find a signature byte by byte.",
        evidence: .init(.computed, "`CRYPTO_memcmp` over the whole length"),
        test: "signatures are compared by CRYPTO_memcmp over their whole length"),
      Requirement(
        "SIG-069", .should, .reference, title: "The key cache is bounded",
        text: "The cache of signing keys holds a limited number of keys, and using it never changes a result.",
        reason: "Otherwise a service that signs for many tenants needs more and more memory.",
        evidence: .init(.computed, "named test"),
        test: "the key cache is bounded and invisible"),
      Requirement(
        "SIG-070", .must, title: "The method is signed",
        text:
          "The canonical request begins with the request's method, so a URL signed for `GET` does not work for `PUT`.",
        reason: "A link to watch a video must not allow anyone to replace it.",
        evidence: .init(.agreed, "Ceph radosgw 16.2.15, LocalStack 4.14.0, OpenStack Swift 2.30.1")),
    ])

  static let tokenRules = Section(
    title: "Session tokens",
    requirements: [
      Requirement(
        "SIG-080", .must, title: "A request signed by header sends and signs the token",
        text: "With temporary credentials, a request signed by header carries `x-amz-security-token` and signs it.",
        reason: "S3 does not know the access key without its token.",
        evidence: .init(.suite, "v4/get-vanilla-with-session-token; v4/post-sts-header-before")),
      Requirement(
        "SIG-081", .must, title: "In a URL, the token is a signed parameter",
        text:
          "With temporary credentials, a presigned URL carries `X-Amz-Security-Token`, encoded, and the canonical query includes it.",
        reason: "If the token is added after signing, S3 computes a different canonical query.",
        evidence: .init(.suite, "v4/get-vanilla-with-session-token, query")),
      Requirement(
        "SIG-082", .must, title: "The token is left unsigned for services that want it so",
        text:
          "If the caller says that the service wants the token unsigned, the token is added after signing. It is still sent.",
        reason:
          "Some services expect the token outside the signature, and their servers reject a request that signs it.",
        evidence: .init(.suite, "v4/post-sts-header-after")),
      Requirement(
        "SIG-083", .must, title: "In a form, the token is a field",
        text: "With temporary credentials, the fields of a signed POST policy include `x-amz-security-token`.",
        reason: "S3 rejects a form without it.",
        evidence: .init(.documented, "Creating an HTML form: x-amz-security-token")),
      Requirement(
        "SIG-084", .should, .reference, title: "A URL that outlives its credentials causes a warning",
        text:
          "A signer that knows when temporary credentials expire warns if a presigned URL would be valid for longer.",
        reason: "The URL stops working when the credentials expire, hours before its own expiry.",
        evidence: .init(
          .documented, "Presigned URLs: a URL made with temporary credentials ends with them"),
        test: "a URL that outlives its credentials carries a warning"),
    ])

  static let presignedRules = Section(
    title: "Presigned URLs",
    requirements: [
      Requirement(
        "SIG-090", .must, title: "A presigned URL carries six parameters",
        text:
          "A presigned URL carries `X-Amz-Algorithm`, `X-Amz-Credential`, `X-Amz-Date`, `X-Amz-Expires`, `X-Amz-SignedHeaders` and `X-Amz-Signature`, all encoded.",
        reason: "S3 rejects a URL that lacks one of them with `AuthorizationQueryParametersError`.",
        evidence: .init(.recorded, "test_s3_put_presigned_url_missing_sig_param[s3v4], 2026-02-21")),
      Requirement(
        "SIG-091", .must, title: "`X-Amz-Expires` is the requested lifetime in seconds",
        text: "`X-Amz-Expires` is the requested number of seconds, as a decimal integer.",
        reason:
          "With milliseconds, a date or a silent maximum, the URL lives longer or shorter than the caller expects.",
        evidence: .init(.documented, "Using Query Parameters, X-Amz-Expires")),
      Requirement(
        "SIG-092", .should, title: "A signer rejects an expiry that is out of bounds",
        text: "A signer rejects an expiry unless it consists only of digits and is from 1 to 604800.",
        reason: "S3 would reject the URL. It is better to fail now than in the user's browser.",
        evidence: .init(
          .documented, "Using Query Parameters, X-Amz-Expires: minimum 1, maximum 604800")),
      Requirement(
        "SIG-093", .must, title: "Headers given to the signer are signed",
        text:
          "Headers given for a presigned URL (`Content-Type`, `Content-Length`, `x-amz-meta-*` and so on) are signed and named in `X-Amz-SignedHeaders`.",
        reason: "Otherwise a URL for a video of one type and size would accept anything.",
        evidence: .init(.recorded, "test_s3_put_presigned_url_with_different_headers[s3v4], 2026-02-21")),
      Requirement(
        "SIG-094", .must, title: "The request's own parameters are kept and signed",
        text:
          "Parameters of the request itself (`uploadId`, `partNumber`, `response-content-type` and so on) stay in the URL and are part of the canonical query.",
        reason: "S3 includes every parameter of the URL except the signature in its canonical query.",
        evidence: .init(.documented, "Using Query Parameters: all query parameters but X-Amz-Signature")),
      Requirement(
        "SIG-095", .must, title: "Separators in values are encoded",
        text:
          "In the canonical query, the `;` in `X-Amz-SignedHeaders` becomes `%3B` and the `/` in `X-Amz-Credential` becomes `%2F`.",
        reason: "These values are encoded like any other; if they are not, the server rejects the request.",
        evidence: .init(.suite, "v4/get-header-key-duplicate, query")),
      Requirement(
        "SIG-096", .must, title: "The parameters of a URL can be in any order",
        text: "A verifier accepts a presigned URL regardless of the order of its parameters.",
        reason:
          "Signers use different orders. Only the canonical query is sorted, so a verifier that requires an order rejects URLs that S3 accepts.",
        evidence: .init(
          .computed, "follows from the canonical query; the orders of boto3 and of the AWS test suite differ")),
      Requirement(
        "SIG-097", .must, title: "The URL points to the requested object",
        text:
          "The URL that a signer returns points to the requested scheme, host and key, in the requested addressing style. Decoding its path gives the bytes of the key.",
        reason: "A correct signature for another object's path is worse than a wrong one.",
        evidence: .init(.computed, "RFC 3986; boto3 1.44.5's URLs in all addressing styles")),
      Requirement(
        "SIG-098", .must, title: "`x-amz-*` headers may move into the URL",
        text:
          "A presigned URL signs every `x-amz-*` header that the caller asks for: as a signed header, or as a signed parameter of the same name and value. If a header has become a parameter, the client need not send it.",
        reason:
          "SDKs for JavaScript, PHP and Go move such headers, and S3 applies them. A header that is lost, or that is added to the URL after signing, gives another object or `SignatureDoesNotMatch`.",
        evidence: .init(.recorded, "test_presigned_url_v4_x_amz_in_qs, 2026-02-21")),
      Requirement(
        "SIG-099", .must, title: "Every host of S3 is signed as it is",
        text:
          "The signer takes the host from the endpoint, whatever its partition and kind: regional, FIPS, dual-stack, accelerated, or an access point. It neither drops a label nor replaces the domain.",
        reason:
          "A signer that knows only `s3.REGION.amazonaws.com` sends requests for China, GovCloud or an isolated region to a host that does not exist.",
        evidence: .init(.documented, "Amazon S3 endpoints and quotas; botocore partitions.json, version 1.44.8")),
      Requirement(
        "SIG-100", .must, title: "A region's hosts are in the domain of its partition",
        text:
          "A host that follows from a region has the domain of the region's partition: `amazonaws.com` (also GovCloud), `amazonaws.com.cn` for `cn-*`, `amazonaws.eu` for `eusc-*`, `c2s.ic.gov` for `us-iso-*`, `sc2s.sgov.gov` for `us-isob-*`, `cloud.adc-e.uk` for `eu-isoe-*` and `csp.hci.ic.gov` for `us-isof-*`. Only the standard partition has a global host and accelerated hosts.",
        reason: "`s3.us-iso-east-1.amazonaws.com` does not exist, so a URL for it leads nowhere.",
        evidence: .init(.documented, "botocore partitions.json, version 1.44.8")),
      Requirement(
        "SIG-101", .should, title: "A region of an unknown partition is rejected",
        text:
          "Where the host follows from the region, a region of a partition that the signer does not know is rejected. With an endpoint, any region is accepted.",
        reason: "Each partition has its own domain. A guess sends credentials and forms to a host that nobody checked.",
        evidence: .init(.computed, "SIG-100 gives such a region no domain")),
    ])

  static let policyRules = Section(
    title: "POST policies",
    requirements: [
      Requirement(
        "SIG-110", .must, title: "The Base64 text of a policy is signed",
        text:
          "The string to sign of a POST policy is the Base64 text of the policy's bytes, exactly as it is in the `policy` field.",
        reason:
          "Signing the JSON, or JSON that was parsed and written again, gives a different signature, and S3 rejects the upload. The documented example has CRLF line ends.",
        evidence: .init(.documented, "Example: Browser-Based Upload using HTTP POST")),
      Requirement(
        "SIG-111", .must, title: "The policy is standard Base64 on one line",
        text: "The `policy` field is Base64 with `+`, `/` and padding, without line breaks.",
        reason: "S3 does not decode URL-safe or wrapped Base64.",
        evidence: .init(.documented, "RFC 4648 4")),
      Requirement(
        "SIG-112", .must, title: "The form carries the signing fields",
        text:
          "The signing fields are `x-amz-algorithm`, `x-amz-credential` with the whole scope, `x-amz-date`, `policy` and `x-amz-signature` in lower-case hexadecimal.",
        reason: "S3 rejects a form that lacks one of them with `InvalidArgument`.",
        evidence: .init(.recorded, "test_post_request_missing_fields[s3v4], 2026-02-21")),
    ])

  static let chunkRules = Section(
    title: "Chunked uploads",
    requirements: [
      Requirement(
        "SIG-120", .must, title: "The seed request declares the streaming payload",
        text:
          "The seed request has `STREAMING-AWS4-HMAC-SHA256-PAYLOAD`, `STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER` or `STREAMING-UNSIGNED-PAYLOAD-TRAILER` as its `x-amz-content-sha256` and as its payload hash.",
        reason: "This value tells S3 how to read the body.",
        evidence: .init(.documented, "Transferring Payload in Multiple Chunks")),
      Requirement(
        "SIG-121", .must, title: "Each chunk signs the signature before it",
        text:
          "A chunk's string to sign is `AWS4-HMAC-SHA256-PAYLOAD`, the time, the scope, the previous signature (the seed's for the first chunk), the SHA-256 of zero bytes and the SHA-256 of the chunk's data.",
        reason: "The chain prevents chunks from being reordered, dropped or taken from other uploads.",
        evidence: .init(.documented, "Transferring Payload in Multiple Chunks, chunk string to sign")),
      Requirement(
        "SIG-122", .must, title: "The format of a signed chunk",
        text:
          "On the wire, a signed chunk is its size in hexadecimal, `;chunk-signature=`, the signature, CRLF, the data and CRLF.",
        reason: "S3 reads the size as hexadecimal, and then as many bytes of data.",
        evidence: .init(.documented, "Transferring Payload in Multiple Chunks, body")),
      Requirement(
        "SIG-123", .must, title: "The last chunk is empty and signed",
        text: "A signed chunked body ends with a chunk of size 0 that has its own signature.",
        reason: "Without it, a truncated upload could pass for a complete one.",
        evidence: .init(.documented, "Transferring Payload in Multiple Chunks: the final chunk")),
      Requirement(
        "SIG-124", .must, title: "Both lengths are sent",
        text:
          "`x-amz-decoded-content-length` is the length of the data, and `content-length` is the length of the body on the wire.",
        reason: "S3 responds with 411 or truncates the object if they are swapped or missing.",
        evidence: .init(.documented, "Transferring Payload in Multiple Chunks: 66560 and 66824 bytes")),
      Requirement(
        "SIG-125", .must, title: "`content-encoding` begins with `aws-chunked`",
        text:
          "`content-encoding` is `aws-chunked`. If the object has an encoding of its own, it follows after a comma.",
        reason: "S3 removes `aws-chunked` and stores the rest.",
        evidence: .init(.documented, "Transferring Payload in Multiple Chunks: `Content-Encoding: aws-chunked,gzip`")),
      Requirement(
        "SIG-126", .must, title: "The trailer has a string to sign of its own",
        text:
          "A trailer's string to sign is `AWS4-HMAC-SHA256-TRAILER`, the time, the scope, the last chunk's signature and the SHA-256 of the trailing headers, each written as `name:value` and a line feed.",
        reason:
          "With `-PAYLOAD` in place of `-TRAILER`, or without the line feed, the result matches a wrong example that circulates, and S3 rejects the upload.",
        evidence: .init(
          .documented,
          "Using Trailing Headers: the example's signature is `d81f82fc…` (not the wrong `63bddb24…` that circulates)")),
      Requirement(
        "SIG-127", .must, title: "The format of a signed trailer",
        text:
          "After the last chunk's line come the trailing headers as `name:value` and CRLF, then `x-amz-trailer-signature:`, the signature and CRLF, then an empty line. `x-amz-trailer` in the seed request names the headers.",
        reason: "S3 reads the trailer line by line.",
        evidence: .init(
          .documented, "Using Trailing Headers")),
      Requirement(
        "SIG-128", .must, title: "An unsigned trailer has no signatures",
        text:
          "With `STREAMING-UNSIGNED-PAYLOAD-TRAILER`, a chunk is its size, CRLF, the data and CRLF. Neither the chunks nor the trailer have signatures.",
        reason: "This is what SDKs send over TLS by default, and S3 accepts it.",
        evidence: .init(.documented, "Using Trailing Headers: STREAMING-UNSIGNED-PAYLOAD-TRAILER")),
      Requirement(
        "SIG-129", .must, title: "Every chunk but the last has at least 8192 bytes",
        text:
          "Every chunk of data except the last has at least 8192 bytes. A signer rejects a chunk size below 8192 if the data need more than one chunk. A verifier rejects a body with a shorter chunk before the last with 403 `InvalidChunkSizeError`.",
        reason: "S3 rejects such an upload after its data were sent.",
        evidence: .init(
          .documented,
          "Transferring Payload in Multiple Chunks, minimum chunk size"
        )),
      Requirement(
        "SIG-130", .must, title: "A chunked body without the length of its data is rejected",
        text:
          "A chunked upload whose `x-amz-decoded-content-length` is missing or not a decimal number is rejected with 411 `MissingContentLength`.",
        reason: "Without it, a receiver does not know whether the data are complete.",
        evidence: .init(.agreed, "S3's response quoted in versity/versitygw #1656")),
      Requirement(
        "SIG-131", .must, title: "Data of another length than stated are rejected",
        text:
          "A chunked body whose data have another length than `x-amz-decoded-content-length` states is rejected with 400 `IncompleteBody`.",
        reason: "The length is signed, and without a trailer nothing else says how much data an upload has.",
        evidence: .init(.agreed, "S3's response quoted in versity/versitygw #1684, versity/versitygw #1676")),
      Requirement(
        "SIG-132", .must, title: "Malformed chunks are rejected",
        text:
          "A chunk's line is its size as hexadecimal digits and, for a signed chunk, `;chunk-signature=` and the signature, and nothing else. CRLF ends every line and follows the data of every chunk. Any other body is rejected.",
        reason: "Two receivers that read a malformed body differently store different objects.",
        evidence: .init(.agreed, "S3's response quoted in versity/versitygw #1666, versity/versitygw #1685")),
      Requirement(
        "SIG-133", .must, title: "The trailer must match its announcement",
        text:
          "`x-amz-trailer` names one of S3's checksum headers; another name is rejected with 400 `InvalidRequest`. A trailer that is malformed, announced but absent, not announced, or of another name is rejected with 400 `MalformedTrailerError`. An unsigned body without `x-amz-trailer` may have no trailer; a signed one always ends with the trailer's signature.",
        reason: "The trailer has the only checksum of an unsigned upload.",
        evidence: .init(
          .agreed,
          "S3's response quoted in versity/versitygw #1690, versity/versitygw #1691, versity/versitygw #1161, versity/versitygw #1632"
        )),
      Requirement(
        "SIG-134", .must, title: "The checksum in the trailer is verified",
        text:
          "A trailer whose checksum differs from that of the data is rejected with 400 `BadDigest`. One that is not the algorithm's checksum in Base64 is rejected with 400 `InvalidRequest`. So is a request with `x-amz-trailer` and an `x-amz-checksum-*` header.",
        reason:
          "The signatures of chunks do not cover an unsigned body: only the checksum detects that the upload was changed.",
        evidence: .init(
          .agreed,
          "S3's response quoted in versity/versitygw #1694, versity/versitygw #1692, versity/versitygw #1652, versity/versitygw #1657"
        )),
    ])

  static let asymmetricRules = Section(
    title: "SigV4a",
    requirements: [
      Requirement(
        "SIG-140", .must, title: "The key pair is derived with a counter",
        text:
          "The private key is `1 + c`, where `c` is `HMAC('AWS4A' + secret, 00000001 ‖ 'AWS4-ECDSA-P256-SHA256' ‖ 00 ‖ accessKey ‖ counter ‖ 00000100)`. The counter is one byte that counts up from 1 until `c` is at most `n − 2`, where `n` is the order of the curve.",
        reason: "Both sides derive the same key from the same secret, or the server rejects every request.",
        evidence: .init(.suite, "v4a/get-vanilla: public-key.json")),
      Requirement(
        "SIG-141", .must, title: "The region set is sent and signed",
        text:
          "A SigV4a request carries `X-Amz-Region-Set`, as a signed header or as a parameter of the canonical query.",
        reason: "It says in which regions the signature is accepted. The server rejects a request for another region.",
        evidence: .init(.suite, "v4a/get-vanilla")),
      Requirement(
        "SIG-142", .must, title: "The scope has no region",
        text: "The credential scope of SigV4a is `date/service/aws4_request`.",
        reason: "The region set replaces the region. Without it the server rejects the request.",
        evidence: .init(.suite, "v4a/get-vanilla")),
      Requirement(
        "SIG-143", .must, title: "The signature is ECDSA in DER, in hexadecimal",
        text:
          "The string to sign begins with `AWS4-ECDSA-P256-SHA256`, and the signature is ECDSA on P-256 over its SHA-256, in DER, in lower-case hexadecimal. It is random, so it is checked by verifying it.",
        reason: "Comparing bytes rejects correct signatures, and receivers do not read `r ‖ s` without DER.",
        evidence: .init(.suite, "v4a/get-vanilla")),
    ])
}
