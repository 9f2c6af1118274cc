import VideoSpec

// One exhaustive table, so that a code without a declaration does not compile.

extension CauseCode {
  /// The rule that the cause breaks, whose fault it is, what happened, how to fix it, and public reports of it.
  public var cause: Cause {
    switch self {
    // MARK: The path

    case .pathEncodedTwice:
      Cause(
        self, "SIG-006", .signer,
        "The path was encoded twice before it was signed.",
        fix: "Turn off double encoding in the signer. S3 is the one service that encodes the path only once.",
        reports: [
          "envoyproxy/envoy#35023", "chimera-nas/chimera#702", "KensioSoftware/yulin#846", "aws/aws-sdk-js#853",
        ])
    case .pathAsSent:
      Cause(
        self, "SIG-006", .signer,
        "The path was signed as it is in the URL, which is not its canonical form.",
        fix: Self.encodeOnce,
        reports: [
          "soto-project/soto#601", "mondain/jets3t#17",
        ])
    case .pathUnencoded:
      Cause(
        self, "SIG-002", .signer,
        "The path was signed without encoding.",
        fix: Self.encodeOnce,
        reports: [
          "kaliber-scala/play-s3#19", "JuliaCloud/AWSCore.jl#11",
        ])
    case .tildeEncoded:
      Cause(
        self, "SIG-001", .signer,
        "`~` was signed as `%7E`.",
        fix: "Do not encode `A–Z a–z 0–9 - . _ ~`.")
    case .hexLowerCase:
      Cause(
        self, "SIG-002", .signer,
        "Percent-encoding was signed with lower-case hexadecimal digits.",
        fix: "Write `%2F`, not `%2f`.")
    case .marksRaw:
      Cause(
        self, "SIG-002", .signer,
        "`! ' ( ) *` were signed unencoded, as `encodeURIComponent` leaves them.",
        fix: "Encode them as `%21 %27 %28 %29 %2A`.")
    case .pathDelimitersRaw:
      Cause(
        self, "SIG-002", .signer,
        "Characters such as `@ : = & + , ;` were signed unencoded in the path.",
        fix: "Encode every byte of the key except unreserved characters and `/`.",
        reports: [
          "soto-project/soto#601", "inreachventures/aws-signing-request-interceptor#22",
        ])
    case .spaceInPathAsPlus:
      Cause(
        self, "SIG-003", .signer,
        "A space in the path is written as `+`.",
        fix: "Encode a space as `%20`.",
        reports: [
          "s3tools/s3cmd#780", "anomalizer/ngx_aws_auth#87",
        ])
    case .plusInPath:
      Cause(
        self, "SIG-003", .signer,
        "A `+` in the path was signed unencoded: it is either a space written as in a form, or a `+` of the key.",
        fix: "Encode a space as `%20` and a `+` as `%2B`.")
    case .plusInPathReadAsSpace:
      Cause(
        self, "SIG-011", .signer,
        "The signer read a `+` in the path as a space.",
        fix:
          "Outside forms, `+` is a plus sign: decode the path with a function that leaves it alone, such as `decodeURIComponent`. If a space was meant, send it as `%20`."
      )
    case .spaceInQueryAsPlus:
      Cause(
        self, "SIG-003", .signer,
        "A space in the query is written as `+`.",
        fix: "Encode a space as `%20`.")
    case .textComposed:
      Cause(
        self, "SIG-004", .signer,
        "The Unicode text of the key was normalized, so it names a different key.",
        fix: "Encode the bytes of the key without normalizing them.")
    case .textMojibake:
      Cause(
        self, "SIG-004", .signer,
        "UTF-8 was read as Latin-1 and encoded again: `ü` became `Ã¼`.",
        fix: "Read and write the key as UTF-8 everywhere: check the encoding of files, headers and the database.")
    case .textNotUtf8:
      Cause(
        self, "SIG-004", .signer,
        "The URL's text is not UTF-8.",
        fix: "Encode the UTF-8 bytes of the key, each as `%XX`.")
    case .slashInKeyEncoded:
      Cause(
        self, "SIG-005", .signer,
        "The `/` between segments of the key is encoded as `%2F`.",
        fix: "Leave `/` unencoded in the path. Only in the query it is `%2F`.")
    case .s3PathNormalized:
      Cause(
        self, "SIG-007", .signer,
        "The path was normalized: `.`, `..` or empty segments were removed.",
        fix: "Turn off path normalization for S3. `a/../b` is a key of its own.")
    case .s3SlashesCollapsed:
      Cause(
        self, "SIG-007", .signer,
        "`//` in the path became `/`.",
        fix: "Do not change slashes. `//` is part of the key.")
    case .keyChanged:
      Cause(
        self, "SIG-011", .signer,
        "The URL names a different key than the intended one.",
        fix: "Encode the raw key once: `%` as `%25`, `+` as `%2B`, `?` as `%3F`, `#` as `%23`.")
    case .keySeparatorsRaw:
      Cause(
        self, "SIG-011", .signer,
        "A `#` or `?` in the key was not encoded, and ends the path early.",
        fix: "Encode `?` as `%3F` and `#` as `%23`.")
    case .keyTrimmed:
      Cause(
        self, "SIG-003", .signer,
        "Spaces at the beginning or the end of the key were removed.",
        fix: "Do not trim the key: S3 stores spaces, so `a` and `a ` are two different keys.")
    case .leadingSlashOfKeyLost:
      Cause(
        self, "SIG-007", .signer,
        "A slash at the beginning of the key was lost.",
        fix: "Do not trim the key. `/a` and `a` are two different keys.")
    case .trailingSlashOfKeyLost:
      Cause(
        self, "SIG-007", .signer,
        "A slash at the end of the key was lost.",
        fix: "Do not trim the key. `videos/` and `videos` are two different keys.")
    case .emptyPathLeftEmpty:
      Cause(
        self, "SIG-010", .signer,
        "An empty path was signed as an empty line.",
        fix: "Sign `/` for an empty path.")
    case .targetSplitAtLastQuestionMark:
      Cause(
        self, "SIG-012", .signer,
        "The signer split the URL at its last `?`, so it signed a part of the query as the path.",
        fix: "Split the URL at its first `?`. Later ones belong to the query.")
    case .queryCutAtSecondQuestionMark:
      Cause(
        self, "SIG-012", .signer,
        "The query contains a `?`, and the signer signed only the part before it.",
        fix:
          "Split the URL at its first `?`. Sign everything after it as the query, and encode each further `?` as `%3F`."
      )
    case .bucketInSignedPath:
      Cause(
        self, "SIG-097", .signer,
        "The path was signed with the bucket but sent without it, or the other way round.",
        fix: "Choose virtual-hosted or path style before you sign, and send the URL as it was signed.")

    // MARK: The query

    case .slashInQueryRaw:
      Cause(
        self, "SIG-020", .signer,
        "`/` was not encoded in the canonical query.",
        fix: "Encode `/` as `%2F` in the query.")
    case .queryNamesRaw:
      Cause(
        self, "SIG-020", .signer,
        "The names of query parameters were not encoded.",
        fix: "Encode names in the same way as values.")
    case .queryUnsorted:
      Cause(
        self, "SIG-021", .signer,
        "The query parameters were signed unsorted.",
        fix: Self.sort)
    case .querySortedBeforeEncoding:
      Cause(
        self, "SIG-021", .signer,
        "The query parameters were sorted before they were encoded.",
        fix: Self.sort)
    case .querySortedWithoutCase:
      Cause(
        self, "SIG-021", .signer,
        "The query parameters were sorted without regard to case.",
        fix: Self.sort)
    case .equalNamesUnsorted:
      Cause(
        self, "SIG-022", .signer,
        "Query parameters with the same name were not sorted by value.",
        fix: Self.sort)
    case .querySortedAsJoined:
      Cause(
        self, "SIG-023", .signer,
        "The query parameters were sorted as `name=value` texts.",
        fix: Self.sort)
    case .valuelessNamesDropped:
      Cause(
        self, "SIG-024", .signer,
        "A query parameter without a value was left out.",
        fix: "Sign it as `name=`.")
    case .valuelessWithoutEquals:
      Cause(
        self, "SIG-024", .signer,
        "A query parameter without a value was signed without `=`.",
        fix: "Sign it as `name=`.")
    case .repeatedNamesCollapsed:
      Cause(
        self, "SIG-025", .signer,
        "Of several query parameters with the same name, only the last was signed.",
        fix: "Keep the query as a list of pairs, not as a dictionary.")
    case .equalPairsCollapsed:
      Cause(
        self, "SIG-025", .signer,
        "A repeated query parameter was signed only once.",
        fix: "Keep the query as a list of pairs, not as a set.")
    case .querySplitAtEveryEquals:
      Cause(
        self, "SIG-026", .signer,
        "A query value was cut off at its second `=`.",
        fix: "Split at the first `=` only.")
    case .queryEncodedTwice:
      Cause(
        self, "SIG-027", .signer,
        "The query was encoded twice before it was signed.",
        fix: "Decode names and values before you encode them for the canonical request.")
    case .queryAsSent:
      Cause(
        self, "SIG-027", .signer,
        "The query was signed as it is in the URL, which is not its canonical form.",
        fix: Self.sort)
    case .signatureInCanonicalQuery:
      Cause(
        self, "SIG-028", .signer,
        "`X-Amz-Signature` itself was signed.",
        fix: "Leave `X-Amz-Signature` out of the canonical query.")
    case .signedHeadersSeparatorRaw:
      Cause(
        self, "SIG-095", .signer,
        "The `;` in `X-Amz-SignedHeaders` was not encoded.",
        fix: "Encode `;` as `%3B` in the canonical query.")
    case .credentialSlashRaw:
      Cause(
        self, "SIG-095", .signer,
        "The `/` in `X-Amz-Credential` was not encoded.",
        fix: "Encode `/` as `%2F` in the canonical query.")
    case .requestParametersUnsigned:
      Cause(
        self, "SIG-094", .signer,
        "The request's own parameters were added after signing.",
        fix: "Give the signer every parameter: `response-content-type`, `uploadId`, `partNumber`, `x-id` and so on.")
    case .headersHoistedAfterSigning:
      Cause(
        self, "SIG-098", .signer,
        "`x-amz-*` headers were moved into the URL after signing.",
        fix: "Move them before signing, so that the canonical query contains them, or sign them as headers.")
    case .tokenAddedAfterSigning:
      Cause(
        self, "SIG-081", .signer,
        "`X-Amz-Security-Token` was added after signing.",
        fix: "Give the session token to the signer, together with the access key and the secret.")
    case .signedUrlEncodedAgain:
      Cause(
        self, "SIG-158", .signer,
        "The URL was encoded again after it was signed: it contains `%252F` or `%253B`.",
        fix: "Pass the signed URL on unchanged. Check templates, redirects and conversions from JSON to forms.",
        reports: [
          "localstack/localstack#10844", "aws/aws-sdk-java#1680", "TTLabs/EvaporateJS#491",
        ])

    // MARK: Headers

    case .headerNamesAsWritten:
      Cause(
        self, "SIG-030", .signer,
        "Header names were signed with capital letters.",
        fix: "Convert header names to lower case before signing.")
    case .headerValueRewritten:
      Cause(
        self, "SIG-045", .signer,
        "A header's value was rewritten before it was signed.",
        fix: "Sign the value as it is sent: keep its case, its quotes and its percent-encoding.")
    case .headerTextNotAscii:
      Cause(
        self, "SIG-045", .signer,
        "A header's value has characters beyond ASCII, and the signer and S3 use different bytes for them.",
        fix: "Send only ASCII in headers: percent-encode the value, and decode it when it is read.")
    case .headersUnsorted:
      Cause(
        self, "SIG-031", .signer,
        "The headers were signed unsorted.",
        fix: "Sort the headers by their lower-case names.")
    case .headerLinesSorted:
      Cause(
        self, "SIG-031", .signer,
        "The headers were sorted as whole lines.",
        fix: "Sort the headers by their lower-case names only.")
    case .headerValuesUntrimmed:
      Cause(
        self, "SIG-032", .signer,
        "Spaces around a header's value were signed.",
        fix: "Trim header values before signing.")
    case .innerSpacesKept:
      Cause(
        self, "SIG-033", .signer,
        "Several spaces in a row inside a header's value were signed.",
        fix: "Replace each run of spaces with one space.")
    case .repeatedHeadersJoinedWithSpace:
      Cause(
        self, "SIG-034", .signer,
        "The values of a repeated header were joined with `, `.",
        fix: "Join them with `,` and no space.")
    case .repeatedHeadersSorted:
      Cause(
        self, "SIG-034", .signer,
        "The values of a repeated header were sorted.",
        fix: "Keep them in the order in which they are sent.")
    case .repeatedHeadersLastOnly:
      Cause(
        self, "SIG-034", .signer,
        "Only the last value of a repeated header was signed.",
        fix: "Join all values with `,`.")
    case .foldedLinesKept:
      Cause(
        self, "SIG-035", .signer,
        "Line breaks inside a header's value were signed.",
        fix: "Replace each line fold with one space.")
    case .foldedLinesRunTogether:
      Cause(
        self, "SIG-035", .signer,
        "The lines of a folded header were joined without a space.",
        fix: "Replace each line fold with one space.")
    case .signedHeadersUnsorted:
      Cause(
        self, "SIG-036", .signer,
        "The list of signed headers is not sorted.",
        fix: "Sort the names in the list of signed headers.")
    case .signedHeadersRepeated:
      Cause(
        self, "SIG-036", .signer,
        "The list of signed headers names a header twice.",
        fix: "Name each header once.")
    case .signedHeadersOther:
      Cause(
        self, "SIG-036", .signer,
        "The signed headers differ from those that the request's `SignedHeaders` lists.",
        fix: "Compute `SignedHeaders` from the same headers as the canonical request, and send exactly that list.")
    case .hostUnsigned:
      Cause(
        self, "SIG-037", .signer,
        "The `host` header is not signed.",
        fix: "Sign `host`.")
    case .defaultPortKept:
      Cause(
        self, "SIG-038", .signer,
        "The host was signed with the scheme's default port, which clients do not send.",
        fix: "Sign the host without `:443` for https and without `:80` for http.",
        reports: [
          "minio/minio#8624"
        ])
    case .portDropped:
      Cause(
        self, "SIG-038", .signer,
        "The host was signed without its port.",
        fix: "Sign `HOST:PORT` as the client sends it.")
    case .hostAsTyped:
      Cause(
        self, "SIG-049", .signer,
        "The host was signed with capital letters, but browsers and most clients send it in lower case.",
        fix: "Convert the endpoint's host to lower case before signing.")
    case .amzHeadersUnsigned:
      Cause(
        self, "SIG-039", .signer,
        "An `x-amz-*` header is sent but was not signed.",
        fix: "Sign every `x-amz-*` header. If it is already a parameter of the URL, do not send it as a header as well."
      )
    case .contentTypeUnsigned:
      Cause(
        self, "SIG-040", .signer,
        "`Content-Type` is sent but was not signed, so the URL accepts any type.",
        fix: "Give `Content-Type` to the signer, so that `X-Amz-SignedHeaders` names it.",
        reports: [
          "aws/aws-sdk-js-v3#3497"
        ])
    case .userAgentSigned:
      Cause(
        self, "SIG-041", .signer,
        "A header that browsers and proxies change was signed.",
        fix:
          "Do not sign `user-agent`, `connection`, `expect`, `te`, `transfer-encoding`, `x-amzn-trace-id` and similar headers.",
        reports: [
          "aws/aws-sdk-java-v2#2154", "minio/minio#15506",
        ])
    case .lineBreakInRequest:
      Cause(
        self, "SIG-044", .signer,
        "The method, the access key or the token contains a space or a control character.",
        fix: "Reject such values, and check where they are read.")
    case .lineBreakInHeader:
      Cause(
        self, "SIG-044", .signer,
        "A header's value contains a line break or a NUL byte.",
        fix: "Reject such values before you sign.")
    case .earlierDateSigned:
      Cause(
        self, "SIG-046", .signer,
        "The signature covers the `X-Amz-Date` of an earlier attempt as well.",
        fix:
          "Remove `Authorization`, `X-Amz-Date` and `X-Amz-Content-Sha256` of the earlier attempt before you sign again."
      )
    case .earlierAuthorizationSigned:
      Cause(
        self, "SIG-046", .signer,
        "`Authorization` is one of the signed headers, but no signature can cover itself.",
        fix: "Remove the `Authorization` of an earlier attempt before you sign again, and never sign this header.")
    case .presignedHeadersUnsigned:
      Cause(
        self, "SIG-093", .signer,
        "Headers that were given for the URL were not signed.",
        fix: "Name them in `X-Amz-SignedHeaders`. The client then has to send them with exactly these values.")
    case .contentLengthUnsigned:
      Cause(
        self, "SIG-093", .signer,
        "`Content-Length` was not signed, so the URL accepts a file of any size.",
        fix: "Sign `Content-Length`, or use a POST policy with `content-length-range`.")

    // MARK: The payload

    case .emptyBodyUnhashed:
      Cause(
        self, "SIG-050", .signer,
        "The last line of the canonical request is empty.",
        fix: "Write the hash of an empty body there: `e3b0c442…`.")
    case .payloadHashUpperCase:
      Cause(
        self, "SIG-050", .signer,
        "The payload's hash was signed in upper case.",
        fix: "Write it in lower case.")
    case .presignedWithBodyHash:
      Cause(
        self, "SIG-052", .signer,
        "The URL was signed with the hash of a body.",
        fix: "For S3, use `UNSIGNED-PAYLOAD` as the last line of a presigned URL's canonical request.")
    case .unsignedPayloadHashed:
      Cause(
        self, "SIG-054", .signer,
        "`x-amz-content-sha256` is `UNSIGNED-PAYLOAD`, but a hash was signed.",
        fix: "Sign the value that `x-amz-content-sha256` has.")
    case .unsignedPayloadUnsaid:
      Cause(
        self, "SIG-054", .signer,
        "`UNSIGNED-PAYLOAD` was signed, but `x-amz-content-sha256` is a hash.",
        fix: "Send the value that was signed in `x-amz-content-sha256`.")
    case .contentSha256Missing:
      Cause(
        self, "SIG-051", .signer,
        "The request has no `x-amz-content-sha256`.",
        fix: "Send and sign this header: the body's SHA-256 in hexadecimal, or `UNSIGNED-PAYLOAD`.")
    case .contentSha256Invalid:
      Cause(
        self, "SIG-171", .signer,
        "S3 does not accept the value of `x-amz-content-sha256`.",
        fix:
          "Send the SHA-256 of the body in 64 lower-case hexadecimal digits, `UNSIGNED-PAYLOAD`, or one of the `STREAMING-…` constants.",
        reports: [
          "irods/irods_resource_plugin_s3#1833"
        ])
    case .bodyChanged:
      Cause(
        self, "SIG-160", .signer,
        "The body differs from the one whose hash was signed.",
        fix: "Sign the bytes that are sent, after compression and conversions, or sign `UNSIGNED-PAYLOAD` over https.")

    case .bodyIncomplete:
      Cause(
        self, "SIG-165", .sender,
        "The body ended before all of its bytes had arrived, or its chunks are malformed.",
        fix:
          "Compare `Content-Length` with the body. In a chunked body, check each chunk's size and line ends, and `x-amz-decoded-content-length`."
      )
    case .bodyMissing:
      Cause(
        self, "SIG-165", .sender,
        "The request has no body, but this operation needs one.",
        fix: "Send the body. Check whether the stream was read before, or a redirect dropped it.")
    case .contentLengthMissing:
      Cause(
        self, "SIG-130", .sender,
        "The request does not state its length.",
        fix:
          "Send `Content-Length`, and `x-amz-decoded-content-length` if the body is sent in chunks. Send the file itself, not a stream of unknown length."
      )
    case .transferEncodingChunked:
      Cause(
        self, "SIG-124", .sender,
        "The body was sent with `Transfer-Encoding: chunked`, which S3 does not support.",
        fix: "Send the file with its `Content-Length`: a `Blob` or a buffer instead of a stream.")
    case .streamingUndeclared:
      Cause(
        self, "SIG-120", .signer,
        "The body is sent in chunks, but `x-amz-content-sha256` is `UNSIGNED-PAYLOAD`.",
        fix: "Send a `STREAMING-…` constant with `Content-Encoding: aws-chunked`, or send the body as it is.")
    case .streamingUnsupported:
      Cause(
        self, "SIG-120", .configuration,
        "The store does not support bodies that are signed in chunks.",
        fix:
          "Turn off chunked encoding: `DisablePayloadSigning` in .NET, `chunkedEncodingEnabled(false)` in Java. Use `UNSIGNED-PAYLOAD` over https.",
        reports: [
          "gaul/s3proxy#783"
        ])
    case .chunkTooSmall:
      Cause(
        self, "SIG-129", .signer,
        "A chunk that is not the last has fewer than 8192 bytes.",
        fix:
          "Buffer the stream until a chunk has at least 8192 bytes. In the AWS SDK for JavaScript, set `requestStreamBufferSize`.",
        reports: [
          "aws/aws-sdk-cpp#3132"
        ])
    case .trailerMalformed:
      Cause(
        self, "SIG-133", .signer,
        "The trailer after the last chunk is malformed, or it is not the one that `x-amz-trailer` names.",
        fix: "Send exactly the trailer that `x-amz-trailer` names, with CRLF at the end of each line.")
    case .trailerUnsupported:
      Cause(
        self, "SIG-133", .signer,
        "`x-amz-trailer` names a header that cannot be a trailer.",
        fix: "Name one `x-amz-checksum-…` header.")
    case .checksumUnsupported:
      Cause(
        self, "SIG-201", .configuration,
        "The store does not support the checksum headers that SDKs send since 2025.",
        fix:
          "Set `requestChecksumCalculation: \"WHEN_REQUIRED\"` in the SDK, or `AWS_REQUEST_CHECKSUM_CALCULATION=WHEN_REQUIRED` in its environment.",
        reports: [
          "diced/zipline#746", "stonith404/pingvin-share#798", "nocobase/nocobase#6872", "nocodb/nocodb#10942",
          "home-assistant/core#143995", "iterate-ch/cyberduck#15841", "io7m-com/exfilac#35",
          "matrix-org/synapse-s3-storage-provider#128",
        ])
    case .checksumMalformed:
      Cause(
        self, "SIG-201", .signer,
        "The value of a checksum header is not a checksum of its algorithm in Base64.",
        fix:
          "Write the checksum's bytes in Base64, the most significant byte first. Do not write hexadecimal digits or a decimal number."
      )
    case .checksumOfEmptyBody:
      Cause(
        self, "SIG-201", .configuration,
        "The request states the checksum of an empty body: the SDK computed it when the URL was signed, without the file.",
        fix: "\(Self.whenRequired) for the client that signs the URL.",
        reports: [
          "seaweedfs/seaweedfs#10216", "crafter-station/petdex#465", "usekaneo/kaneo#1196",
        ])
    case .checksumOther:
      Cause(
        self, "SIG-201", .sender,
        "The checksum in the request differs from that of the body that S3 received.",
        fix:
          "Compute the checksum over exactly the bytes that are sent. A presigned URL with a checksum fits one body only: set `requestChecksumCalculation: \"WHEN_REQUIRED\"` before you presign."
      )
    case .checksumMissing:
      Cause(
        self, "SIG-203", .signer,
        "The request lacks a checksum that this operation requires.",
        fix: "Send the header that the response names: `x-amz-checksum-…` or `Content-MD5`.")
    case .checksumsSeveral:
      Cause(
        self, "SIG-202", .signer,
        "The request has more than one checksum.",
        fix: "Send exactly one `x-amz-checksum-…` header.")
    case .checksumAlgorithmOther:
      Cause(
        self, "SIG-203", .signer,
        "The checksum has another algorithm or type than the one that the upload announced.",
        fix:
          "Use the same algorithm in `x-amz-sdk-checksum-algorithm`, in the checksum's header, and in all parts of an upload."
      )
    case .contentMd5Other:
      Cause(
        self, "SIG-200", .sender,
        "`Content-MD5` is not the MD5 of the received body.",
        fix: "Compute the MD5 over exactly the bytes that are sent.")
    case .contentMd5Malformed:
      Cause(
        self, "SIG-200", .signer,
        "`Content-MD5` is not an MD5 in Base64.",
        fix: "Encode the 16 bytes of the MD5 as Base64. Do not send or encode its hexadecimal digits.")
    case .objectTooLarge:
      Cause(
        self, "POL-049", .sender,
        "The file is larger than the store accepts in one request.",
        fix: "Use a multipart upload: a single upload has at most 5 GiB.",
        reports: [
          "shmsoft/FreeeEd#158"
        ])

    // MARK: String to sign, key and signature

    case .timeInExtendedFormat:
      Cause(
        self, "SIG-060", .signer,
        "The time was signed with `-` and `:`.",
        fix: "Write it as `20260102T030405Z`.")
    case .canonicalRequestUnhashed:
      Cause(
        self, "SIG-060", .signer,
        "The string to sign contains the canonical request itself.",
        fix: "Use its SHA-256 in lower-case hexadecimal.")
    case .canonicalRequestLayout:
      Cause(
        self, "SIG-060", .signer,
        "The signer's canonical request does not have the lines that SigV4 requires, in their order.",
        fix:
          "Write the method, the path, the query (an empty line if there is none), a line for each header, an empty line, the list of signed headers and the payload's hash. Join them with LF, without a line break at the end."
      )
    case .requestHashOther:
      Cause(
        self, "SIG-060", .signer,
        "The last line of the string to sign is not the hash of the canonical request.",
        fix:
          "Hash exactly the bytes of the canonical request with SHA-256, and write the hash in lower-case hexadecimal.")
    case .signedTimeOther:
      Cause(
        self, "SIG-066", .signer,
        "The time in the string to sign differs from the one in the request.",
        fix: "Take one time for each request, and use it in the string to sign, the scope and `X-Amz-Date`.")
    case .scopeOther:
      Cause(
        self, "SIG-061", .signer,
        "The scope in the string to sign differs from the one in the request's credential.",
        fix:
          "Use the same `date/region/service/aws4_request` in the credential, the string to sign and the signing key.")
    case .scopeServiceBeforeRegion:
      Cause(
        self, "SIG-061", .signer,
        "The scope names the service before the region.",
        fix: "Write `DATE/REGION/s3/aws4_request`.")
    case .keyChainedInHexadecimal:
      Cause(
        self, "SIG-062", .signer,
        "The signing key was derived from hexadecimal texts.",
        fix: "Use the 32 raw bytes of each HMAC as the next key.")
    case .keyWithoutPrefix:
      Cause(
        self, "SIG-062", .signer,
        "The signing key was derived without `AWS4` before the secret.",
        fix: "Begin with `AWS4` followed by the secret.")
    case .secretUrlDecoded:
      Cause(
        self, "SIG-063", .signer,
        "The secret was URL-decoded: `+` became a space, or `%XX` a byte.",
        fix: "Use the secret unchanged.")
    case .secretUrlEncoded:
      Cause(
        self, "SIG-063", .signer,
        "The secret was URL-encoded: `/` became `%2F`, or `+` became `%2B`.",
        fix: "Use the secret unchanged.",
        reports: [
          "aws/aws-sdk-js-v3#3629", "cloudyr/aws.s3#423", "mhart/aws4#22", "aloneguid/storage#153",
          "kaltura/nginx-aws-auth-module#12", "aws/aws-cli#6751",
        ])
    case .secretJsonEscaped:
      Cause(
        self, "SIG-063", .configuration,
        "The secret used for signing still has JSON escapes: `/` is written as `\\/`.",
        fix: "Read JSON with a parser and use the resulting text: some writers put a `\\` before each `/`.")
    case .secretPadded:
      Cause(
        self, "SIG-063", .configuration,
        "The secret used for signing has white space, a line break or quotation marks around it.",
        fix:
          "Trim it where it is read: an .env file, a mounted secret, a copy from the console. `echo` adds a line feed, `printf` does not.",
        reports: [
          "aws/aws-sdk-js#86"
        ])
    case .givenSecretPadded:
      Cause(
        self, "SIG-063", .configuration,
        "The secret given here has white space around it, but the URL was signed with the trimmed secret.",
        fix: "Trim the secret that you pass to this program. The signature is right.")
    case .signatureUpperCase:
      Cause(
        self, "SIG-064", .signer,
        "The signature is in upper case.",
        fix: "Write it in lower-case hexadecimal.")
    case .signatureCutOff:
      Cause(
        self, "SIG-064", .sender,
        "The signature is cut off: it has fewer than 64 hexadecimal digits.",
        fix: "Use the whole signature. Look for a column, a log, a message or a line that is too short for it.")
    case .signatureMalformed:
      Cause(
        self, "SIG-064", .signer,
        "The signature does not consist of 64 hexadecimal digits.",
        fix:
          "Write the 32 bytes of the HMAC in lower-case hexadecimal. Look for text or quotation marks that were added around it."
      )
    case .authorizationWithoutCommas:
      Cause(
        self, "SIG-065", .signer,
        "The parts of the `Authorization` header are not separated by commas.",
        fix: "Separate them with `, `.")
    case .authorizationMalformed:
      Cause(
        self, "SIG-065", .signer,
        "The `Authorization` header cannot be parsed.",
        fix: "Write `AWS4-HMAC-SHA256 Credential=…, SignedHeaders=…, Signature=…` with one space after the algorithm.",
        reports: [
          "ex-aws/ex_aws#537"
        ])
    case .authorizationUnsupported:
      Cause(
        self, "SIG-174", .sender,
        "The `Authorization` header has a type that S3 does not support, such as `Bearer` or `Basic`.",
        fix:
          "Sign with `AWS4-HMAC-SHA256`. Look for an interceptor or a default header that adds the application's own authorization.",
        reports: [
          "versity/versitygw#1512"
        ])
    case .twoAuthMechanisms:
      Cause(
        self, "SIG-167", .sender,
        "The request is signed in two ways: by its URL and by an `Authorization` header.",
        fix:
          "Do not send `Authorization` with a presigned URL. Look for an HTTP client that adds it to every request, or passes it on in a redirect.",
        reports: [
          "catalyst/moodle-tool_objectfs#303"
        ])
    case .weekYearDates:
      Cause(
        self, "SIG-066", .signer,
        "The year is the ISO week year (`YYYY` in many date formatters).",
        fix: "Use the calendar year (`yyyy`).")
    case .buddhistYears:
      Cause(
        self, "SIG-066", .signer,
        "The year belongs to another calendar.",
        fix: "Format dates with the Gregorian calendar and the POSIX locale.")
    case .twelveHourClock:
      Cause(
        self, "SIG-066", .signer,
        "The hour is from a 12-hour clock.",
        fix: "Use hours from 00 to 23 (`HH`).")
    case .localTimestamps:
      Cause(
        self, "SIG-066", .signer,
        "The time is local but is marked as UTC.",
        fix: "Use the time in UTC.")
    case .localScopeDate:
      Cause(
        self, "SIG-066", .signer,
        "The date in the scope is not the UTC day of `X-Amz-Date`.",
        fix: "Derive both from the same time, in UTC.")
    case .keyCachedWithoutDate:
      Cause(
        self, "SIG-067", .signer,
        "The signing key belongs to another day.",
        fix: "Cache derived keys by secret, date, region and service.")
    case .keyCachedWithoutRegion:
      Cause(
        self, "SIG-067", .signer,
        "The signing key belongs to another region.",
        fix: "Cache derived keys by secret, date, region and service.")
    case .keyCachedWithoutService:
      Cause(
        self, "SIG-067", .signer,
        "The signing key belongs to another service.",
        fix: "Cache derived keys by secret, date, region and service.")
    case .keyCachedWithoutSecret:
      Cause(
        self, "SIG-067", .configuration,
        "The request was signed with a different secret than the given one.",
        fix:
          "Look for a stale key: a cache, an old deployment, two accounts. Compare the last four characters of the secret and of the access key."
      )

    // MARK: The request as it was sent

    case .methodOther:
      Cause(
        self, "SIG-070", .sender,
        "The URL was signed for another method than the one sent.",
        fix:
          "Send the method that was signed, or sign for the method that is sent: `getObject` is GET, `putObject` is PUT, and neither is POST.",
        reports: [
          "amazon-archives/aws-sdk-core-ruby#183", "aws/aws-sdk-php#1201", "aws/aws-sdk-php#1180", "aws/aws-sdk-js#457",
        ])
    case .methodLowerCase:
      Cause(
        self, "SIG-070", .signer,
        "The method was signed in lower case.",
        fix: "Sign the method as it is sent: `PUT`.")
    case .tokenMissing:
      Cause(
        self, "SIG-081", .signer,
        "The credentials are temporary, but the URL has no session token.",
        fix: "Give the session token to the signer.")
    case .tokenHeaderMissing:
      Cause(
        self, "SIG-080", .signer,
        "The credentials are temporary, but the request has no `x-amz-security-token`.",
        fix: "Give the session token to the signer.")
    case .tokenHeaderUnsigned:
      Cause(
        self, "SIG-080", .signer,
        "`x-amz-security-token` is sent but was not signed.",
        fix: "Sign it.")
    case .tokenExpired:
      Cause(
        self, "SIG-084", .clock,
        "The temporary credentials that signed the URL have expired, and the URL with them.",
        fix:
          "Sign when the URL is needed, and for no longer than the role's session lasts. A URL valid for 7 days needs the key of an IAM user.",
        reports: [
          "boto/boto3#2392", "aws/aws-sdk-ruby#1182", "aws/aws-sdk-go#751", "boto/boto3#3079", "aws/aws-sdk-js#1099",
          "aws/aws-sdk-go-v2#1557",
        ])
    case .tokenOther:
      Cause(
        self, "SIG-166", .configuration,
        "The session token does not belong to these credentials.",
        fix: "Take the access key, the secret and the token from the same response.")
    case .tokenMalformed:
      Cause(
        self, "SIG-166", .sender,
        "The session token is malformed: it was cut off, encoded twice, or its `+` became a space.",
        fix: "Pass the token on unchanged, and encode it once: `+` as `%2B`, `/` as `%2F`, `=` as `%3D`.")
    case .tokenCutOff:
      Cause(
        self, "SIG-081", .signer,
        "The session token is cut off: only its beginning is in the URL.",
        fix:
          "Use the whole token. It can be longer than 1000 characters: look for a column, a variable or a buffer that is too short for it."
      )
    case .tokenPercentDecoded:
      Cause(
        self, "SIG-081", .signer,
        "The session token was percent-decoded before it was signed.",
        fix: "Use the token unchanged, and encode it once in the URL.")
    case .tokenOfAnotherKey:
      Cause(
        self, "SIG-081", .configuration,
        "A session token was given, but the access key belongs to a user (`AKIA…`) and needs none.",
        fix: "Unset `AWS_SESSION_TOKEN`, or take the access key, the secret and the token from the same response.")
    case .tokenDuplicated:
      Cause(
        self, "SIG-081", .signer,
        "The URL contains `X-Amz-Security-Token` twice.",
        fix: "Add it once, before signing.")
    case .tokenPlusRaw:
      Cause(
        self, "SIG-081", .signer,
        "The session token in the URL contains an unencoded `+`, which servers read as a space.",
        fix: "Encode the token as every other value of the query: `+` as `%2B`, `/` as `%2F`, `=` as `%3D`.")
    case .tokenEncodedTwice:
      Cause(
        self, "SIG-081", .signer,
        "The session token is percent-encoded once too often: it contains `%`, and Base64 has none.",
        fix:
          "Give the raw token to the signer, and let only one component encode it. A token from a URL has to be decoded first."
      )
    case .parameterMissing:
      Cause(
        self, "SIG-090", .signer,
        "The URL lacks a parameter that every presigned URL has.",
        fix: "Send all six `X-Amz-*` parameters. Quote the URL in a shell, so that it is not cut at `&`.")
    case .parameterDuplicated:
      Cause(
        self, "SIG-090", .signer,
        "The URL contains a signing parameter twice.",
        fix: "Sign a URL only once, and only a URL that is not signed yet.")
    case .sigv2:
      Cause(
        self, "SIG-090", .configuration,
        "The request is signed with Signature Version 2 instead of Signature Version 4.",
        fix: "Configure the SDK for Signature Version 4: `signatureVersion 'v4'`, `s3v4`, and a region.",
        reports: [
          "aws-samples/amazon-s3-presigned-urls-aws-sam#7", "aws/aws-sdk-js#948",
        ])
    case .cloudfrontUrl:
      Cause(
        self, "SIG-090", .configuration,
        "The URL is signed for CloudFront (`Key-Pair-Id`), not with Signature Version 4, so S3 rejects it.",
        fix: "Send it to the distribution's host. For S3 itself, presign with an access key.")
    case .googleUrl:
      Cause(
        self, "SIG-090", .configuration,
        "The URL is signed for Google Cloud Storage (`X-Goog-…`, `GoogleAccessId`), not with AWS Signature Version 4.",
        fix: "Send it to storage.googleapis.com. For S3, or with Google's HMAC keys, presign with `AWS4-HMAC-SHA256`.")
    case .azureUrl:
      Cause(
        self, "SIG-090", .configuration,
        "The URL is a shared access signature of Azure (`sv`, `se`, `sig`), not Signature Version 4.",
        fix: "Send it to Azure's host. For S3, presign with an access key.")
    case .notSigned:
      Cause(
        self, "SIG-090", .sender,
        "The request is not signed at all.",
        fix: "Send the whole signed URL. A `#`, an unquoted `&` in a shell or a redirect may have cut it.")
    case .algorithmUnknown:
      Cause(
        self, "SIG-090", .signer,
        "The algorithm is not `AWS4-HMAC-SHA256`.",
        fix: "Use `AWS4-HMAC-SHA256`.")
    case .expiresMalformed:
      Cause(
        self, "SIG-156", .signer,
        "`X-Amz-Expires` is not a number from 1 to 604800.",
        fix: "Give the lifetime in seconds, at most 604800 (seven days).")
    case .expiresInMilliseconds:
      Cause(
        self, "SIG-091", .signer,
        "`X-Amz-Expires` looks like milliseconds.",
        fix: "Give seconds.")
    case .expiresAsTime:
      Cause(
        self, "SIG-091", .signer,
        "`X-Amz-Expires` looks like a Unix time.",
        fix: "Give the number of seconds after `X-Amz-Date`.")
    case .expiresOther:
      Cause(
        self, "SIG-091", .signer,
        "`X-Amz-Expires` differs from the requested expiry.",
        fix: "Pass the expiry on unchanged.")
    case .expiresClamped:
      Cause(
        self, "SIG-092", .signer,
        "The requested expiry is out of bounds, but the URL was signed anyway.",
        fix: "Reject an expiry that is not from 1 to 604800 seconds.")
    case .expired:
      Cause(
        self, "SIG-155", .clock,
        "The URL has expired.",
        fix: "Sign a new URL when it is needed, and check the clock of the machine that signs.")
    case .notYetValid:
      Cause(
        self, "SIG-154", .clock,
        "The time in the URL is ahead of the receiver's clock.",
        fix: "Set the signer's clock (NTP).")
    case .clockSkewed:
      Cause(
        self, "SIG-154", .clock,
        "The request's time and S3's time differ by more than 15 minutes.",
        fix: "Set the signer's clock (NTP), and check that it signs in UTC.")
    case .dateMalformed:
      Cause(
        self, "SIG-066", .signer,
        "`X-Amz-Date` does not have the format `YYYYMMDD'T'HHMMSS'Z'`.",
        fix: "Format it in UTC: `20260102T030405Z`.")
    case .dateMissing:
      Cause(
        self, "SIG-169", .signer,
        "The request has no `x-amz-date` and no `Date`.",
        fix: "Send `x-amz-date: 20260102T030405Z`, and sign it. Browsers do not send `Date`.",
        reports: [
          "hubrick/vertx-s3-client#5"
        ])
    case .credentialMalformed:
      Cause(
        self, "SIG-158", .signer,
        "`X-Amz-Credential` is not `KEY/YYYYMMDD/REGION/s3/aws4_request`.",
        fix: "Write the access key and the whole scope, with each `/` as `%2F` in the URL.")
    case .regionWrong:
      Cause(
        self, "SIG-153", .configuration,
        "The request is signed for another region than the bucket's.",
        fix: "Give the signer the bucket's region and the endpoint of that region.",
        reports: [
          "JustinM1/VaporS3Signer#5", "bigassforce/aws-sdk#5", "HHS/Head-Start-TTADP#370", "ai-dock/comfyui#34",
          "minio/minio#5995", "TTLabs/EvaporateJS#364", "aws/aws-sdk-js-v3#4815",
        ])
    case .serviceWrong:
      Cause(
        self, "SIG-153", .configuration,
        "The request is signed for a service that does not belong to this host.",
        fix:
          "Use the signing name `s3`; for directory buckets `s3express`, for Object Lambda `s3-object-lambda`, for Outposts `s3-outposts`."
      )
    case .sigv4aNeeded:
      Cause(
        self, "SIG-141", .configuration,
        "A multi-Region access point accepts only SigV4a (`AWS4-ECDSA-P256-SHA256`), but the request is signed for one region.",
        fix:
          "Sign with SigV4a and the region set `*`: install `botocore[crt]`, `@aws-sdk/signature-v4a` or the CRT of your SDK. Or use the bucket or access point of one region."
      )
    case .regionSetMissing:
      Cause(
        self, "SIG-141", .signer,
        "The request is signed with SigV4a, but has no `X-Amz-Region-Set`.",
        fix: "Send and sign `X-Amz-Region-Set`, for example `*` or `eu-west-1`.")
    case .directoryBucketHost:
      Cause(
        self, "SIG-056", .configuration,
        "A directory bucket (`--x-s3`) exists only at the host of its zone.",
        fix:
          "Update the SDK, so that it sends the request to `BUCKET.s3express-ZONE.REGION.amazonaws.com` and signs it for `s3express`."
      )
    case .domainOfAnotherPartition:
      Cause(
        self, "SIG-100", .configuration,
        "The host's domain and its region belong to different AWS partitions (such as AWS and China), so the host does not exist.",
        fix:
          "Use the domain of the region's partition: `amazonaws.com.cn` in China, `amazonaws.eu` in the European Sovereign Cloud. Let the SDK choose the endpoint."
      )
    case .bucketRedirect:
      Cause(
        self, "SIG-153", .configuration,
        "The bucket is in another region, and S3 redirects the request to another host.",
        fix:
          "Send the request to the endpoint of the bucket's region and sign for it. The global name of a new bucket redirects for some hours."
      )
    case .locationConstraintOther:
      Cause(
        self, "SIG-153", .configuration,
        "`LocationConstraint` names another region than the endpoint that received the request.",
        fix:
          "Send the request to the endpoint of the region that `LocationConstraint` names. In us-east-1, leave the constraint out."
      )
    case .hostChanged:
      Cause(
        self, "SIG-043", .sender,
        "The `Host` header differs from the signed one: a proxy, a CDN or code replaced the host name.",
        fix: "Sign for the host that clients use, and let the proxy pass it on: `proxy_set_header Host $http_host`.",
        reports: [
          "minio/minio#9964", "minio/minio#6546", "minio/minio#8624", "minio/minio#7857", "OFFIS-RIT/kiwi#71",
          "usnistgov/dioptra#347", "minio/minio#1315", "minio/minio-dotnet#414", "minio/minio-js#1087",
        ])
    case .headerChanged:
      Cause(
        self, "SIG-042", .sender,
        "A signed header was sent with a different value.",
        fix:
          "Send every signed header with exactly the value that was signed. fetch and axios set their own `Content-Type` for a form or a string. Proxies change `Accept-Encoding`: do not sign it.",
        reports: [
          "aws/aws-sdk-js#444", "minio/minio#12924", "aws/aws-sdk-js-v3#5268", "EMCECS/ecs-object-client-java#6",
          "boto/boto3#610", "metabolize/drf-to-s3#1",
        ])
    case .headerNotSent:
      Cause(
        self, "SIG-161", .sender,
        "A signed header was not sent.",
        fix: "Send every header that `X-Amz-SignedHeaders` names, with the signed value.",
        reports: [
          "boto/boto3#3335", "minio/minio#5630", "minio/minio#20058",
        ])
    case .unsignedAmzHeader:
      Cause(
        self, "SIG-159", .sender,
        "An `x-amz-*` header is sent that was not signed, so S3 rejects the request.",
        fix: "Do not send it, or sign it. If it is already a parameter of the URL, it must not also be a header.",
        reports: [
          "odysseyscience/react-s3-uploader#106", "odysseyscience/react-s3-uploader#110", "ex-aws/ex_aws_s3#73",
          "aws/aws-sdk-ruby#874", "aws/aws-sdk-js-v3#3906",
        ])
    case .headerUnsupported:
      Cause(
        self, "SIG-093", .sender,
        "The store does not support a header of the request, or its value.",
        fix: "Do not send the header, or turn off the option of the SDK that adds it.",
        reports: [
          "vatesfr/xen-orchestra#8358"
        ])
    case .headerRequired:
      Cause(
        self, "SIG-093", .sender,
        "The request lacks a header that this operation requires.",
        fix: "Send the header that the response names, and sign it.")
    case .urlBrokenInCopying:
      Cause(
        self, "SIG-152", .sender,
        "The URL contains a line break, a space or an invisible character: copying broke it.",
        fix: "Copy it from where it was made, on one line. Chats, mail programs and terminals wrap long lines.")
    case .urlEscaped:
      Cause(
        self, "SIG-152", .sender,
        "The URL is escaped for HTML, JSON or a shell: it contains `&amp;` or `\\u0026` instead of `&`.",
        fix: "Read it from HTML or JSON with a parser before you send it.")
    case .urlInMarks:
      Cause(
        self, "SIG-152", .sender,
        "The URL has quotation marks or brackets around it.",
        fix: "Send the URL without them.")
    case .parameterChanged:
      Cause(
        self, "SIG-152", .sender,
        "A part of the URL was changed after signing.",
        fix: "Pass the URL on unchanged.")
    case .requestChanged:
      Cause(
        self, "SIG-152", .sender,
        "A part of the request was changed after signing.",
        fix: "Send the request exactly as it was signed, and let proxies pass it on unchanged.")
    case .pathEncodedOnTheWay:
      Cause(
        self, "SIG-152", .sender,
        "The path was percent-encoded again after signing.",
        fix:
          "Pass the path on unchanged. Check the CDN, the proxy, redirects and rewrites, and clients that encode a URL that is already encoded."
      )
    case .pathDecodedOnTheWay:
      Cause(
        self, "SIG-152", .sender,
        "The path was decoded after signing, so it names a different key.",
        fix: "Pass the path on unchanged: with nginx, use `proxy_pass` without a path. `+` means a space only in forms."
      )
    case .pathPrefixStripped:
      Cause(
        self, "SIG-152", .sender,
        "A proxy removed the beginning of the path after the request was signed.",
        fix:
          "Let the proxy pass the path on unchanged (with nginx, `proxy_pass` without a path), or sign the path that S3 receives and let the proxy add the beginning."
      )
    case .schemeChanged:
      Cause(
        self, "SIG-097", .signer,
        "The URL's scheme differs from the endpoint's.",
        fix: "Keep the endpoint's scheme.")
    case .alwaysPathStyle:
      Cause(
        self, "SIG-097", .signer,
        "The bucket is in the path, although the host was requested.",
        fix: "Address the bucket as requested.")
    case .parametersLost:
      Cause(
        self, "SIG-094", .signer,
        "The request's own parameters are missing from the URL.",
        fix: "Keep the query when you add the signature.")
    case .urlOfAnotherKey:
      Cause(
        self, "SIG-097", .sender,
        "The URL points to another object than the intended one: its key differs.",
        fix: "Check which URL was handed out for which key. A valid signature for the wrong object is worse than none.")
    case .urlOfAnotherBucket:
      Cause(
        self, "SIG-097", .configuration,
        "The URL points to another bucket than the intended one.",
        fix: "Give the signer the intended bucket, and check the environment in which it runs.")
    case .urlOfAnotherHost:
      Cause(
        self, "SIG-097", .configuration,
        "The URL points to another host than the endpoint's.",
        fix: "Give the signer the endpoint that clients use, and do not replace the host after signing.")
    case .bucketNameInvalid:
      Cause(
        self, "SIG-193", .configuration,
        "The bucket name is not valid in S3.",
        fix: "Use 3 to 63 of `a–z`, `0–9`, `.` and `-`.")
    case .credentialsExchanged:
      Cause(
        self, "SIG-151", .configuration,
        "The access key and the secret are swapped: the request names the secret as its access key.",
        fix:
          "Swap the two values. Then create a new key pair and delete this one, because the request exposed the secret."
      )
    case .credentialsEmpty:
      Cause(
        self, "SIG-192", .configuration,
        "The access key or the secret is empty.",
        fix: "Check the environment in which the signer runs.")
    case .accessKeyUnknown:
      Cause(
        self, "SIG-151", .configuration,
        "S3 does not know the access key.",
        fix: "Check that the key is active, that it belongs to this partition, and that its session token is sent.")
    case .accessKeyOther:
      Cause(
        self, "SIG-151", .configuration,
        "The request is signed with another access key than the one in the given credentials.",
        fix:
          "Take the access key and the secret from the same place, and check which credentials the signer really uses.")
    case .targetMalformed:
      Cause(
        self, "SIG-194", .signer,
        "A `%` is not followed by two hexadecimal digits, or the target contains a `#`.",
        fix: "Encode `%` as `%25` and `#` as `%23`.")
    case .unexplained:
      Cause(
        self, "SIG-152", .signer,
        "The signature does not match the request, and no fault that explains it was found.",
        fix:
          "Compare the request with the signer's output byte by byte: something may have changed or cut it. Then compare the canonical request that S3 computes with the signer's. Check the secret last."
      )

    // MARK: S3's response

    case .canonicalRequestsEqual:
      Cause(
        self, "SIG-152", .configuration,
        "Both canonical requests are equal, so the secret, the access key, or the scope or date in the string to sign is wrong.",
        fix:
          "Compare the strings to sign (`--own-string-to-sign`): time, scope, hash. Then compare the last four characters of the secret and of the access key, and look for white space around the secret."
      )
    case .secretOfTheStoreOther:
      Cause(
        self, "SIG-151", .configuration,
        "The signature is right for the given secret, so S3 has a different secret for this access key.",
        fix:
          "Take the access key and the secret from the same place. One of them may have been rotated, or the server may have been set up with another one (a MinIO user or root password)."
      )
    case .rightButRejected:
      Cause(
        self, "SIG-152", .configuration,
        "The signature is right for the request that you gave, but S3 rejected it: S3 received a different request, or it has another secret for this access key.",
        fix:
          "Compare what the server received with what was signed: method, path, `Host` and signed headers. Proxies change them. If nothing differs, check which secret the server has for this access key."
      )

    // MARK: Access

    case .permissionMissing:
      Cause(
        self, "SIG-150", .configuration,
        "The signer lacks the permission for this action.",
        fix:
          "Allow the action in the signer's IAM permissions: `s3:PutObject` on `arn:aws:s3:::BUCKET/*` for an upload.")
    case .identityPolicyDenies:
      Cause(
        self, "SIG-150", .configuration,
        "An IAM policy of the signer denies the action explicitly.",
        fix: "Find the `Deny` statement in the policies of the user or role, and change it or its conditions.")
    case .bucketPermissionMissing:
      Cause(
        self, "SIG-150", .configuration,
        "The bucket policy does not allow the signer to perform this action.",
        fix:
          "Allow the action in the bucket policy. A signer from another AWS account needs it there and in its own IAM policy."
      )
    case .bucketPolicyDenies:
      Cause(
        self, "SIG-150", .configuration,
        "The bucket policy denies the action explicitly.",
        fix:
          "Read the `Deny` statements of the bucket policy and their conditions: TLS, encryption, VPC, IP address, `s3:signatureAge`."
      )
    case .organizationPolicyDenies:
      Cause(
        self, "SIG-150", .configuration,
        "A policy of the AWS organization (SCP or RCP) denies the action.",
        fix: "Ask the organization's administrator. Permissions that are granted in the account cannot override it.")
    case .permissionsBoundaryDenies:
      Cause(
        self, "SIG-150", .configuration,
        "The signer's permissions boundary does not allow the action.",
        fix: "Allow the action in the permissions boundary of the user or role, or sign with another role.")
    case .sessionPolicyDenies:
      Cause(
        self, "SIG-150", .configuration,
        "The session policy of the temporary credentials does not allow the action.",
        fix: "Allow the action in the policy that is passed to `AssumeRole`.")
    case .endpointPolicyDenies:
      Cause(
        self, "SIG-150", .configuration,
        "The policy of the VPC endpoint does not allow the action.",
        fix: "Allow the action in the endpoint's policy, or send the request through another endpoint.")
    case .publicAccessBlocked:
      Cause(
        self, "SIG-150", .configuration,
        "S3 Block Public Access rejects the request because it would make something public, usually by an ACL.",
        fix: "Do not send `x-amz-acl: public-read`. Use a bucket policy or a presigned URL.")
    case .kmsPermissionMissing:
      Cause(
        self, "SIG-150", .configuration,
        "The signer may not use the KMS key that encrypts the object.",
        fix: "Allow `kms:GenerateDataKey` and `kms:Decrypt` in the signer's IAM permissions and in the key's policy.")
    case .kmsKeyUnusable:
      Cause(
        self, "SIG-150", .configuration,
        "The KMS key does not exist in this region, is disabled, or is pending deletion.",
        fix: "Check the key's ARN, region and state. Enable it, or name another key.")
    case .customerKeyOther:
      Cause(
        self, "SIG-150", .sender,
        "The object or the upload is encrypted with a customer's key (SSE-C), and the request does not send the same key.",
        fix:
          "Send the same three `x-amz-server-side-encryption-customer-…` headers as in the upload with every request for the object."
      )
    case .objectLocked:
      Cause(
        self, "SIG-150", .configuration,
        "Object Lock protects the object from being overwritten or deleted.",
        fix: "Wait until the retention ends, or remove the legal hold.")
    case .aclNotSupported:
      Cause(
        self, "SIG-150", .configuration,
        "The bucket does not allow ACLs, but the request sends one.",
        fix:
          "Do not send `x-amz-acl` or the field `acl`. Remove the option `ACL` in the SDK, and grant access in the bucket policy."
      )
    case .corsRejected:
      Cause(
        self, "SIG-150", .configuration,
        "The browser's preflight request (CORS) was rejected.",
        fix:
          "Allow the origin, the method and the headers in the bucket's CORS rules: `AllowedOrigins`, `AllowedMethods`, `AllowedHeaders`."
      )
    case .accountSuspended:
      Cause(
        self, "SIG-150", .configuration,
        "The account or the bucket is suspended, or the account has not signed up for S3.",
        fix: "Check the account's billing, and ask the provider's support.")
    case .quotaExceeded:
      Cause(
        self, "SIG-150", .configuration,
        "The bucket's quota is exhausted.",
        fix: "Delete objects, or raise the quota.")

    // MARK: A policy's signature

    case .policyJsonSigned:
      Cause(
        self, "SIG-110", .signer,
        "The JSON of the policy was signed.",
        fix: "Sign the Base64 text that is in the `policy` field.")
    case .policyWrittenAgain:
      Cause(
        self, "SIG-110", .signer,
        "The policy that was signed differs from the policy in the form.",
        fix: "Sign and send the same Base64 text.")
    case .policyBase64UrlSafe:
      Cause(
        self, "SIG-111", .signer,
        "The policy is in URL-safe Base64.",
        fix: "Use `+` and `/` instead of `-` and `_`.")
    case .policyBase64Unpadded:
      Cause(
        self, "SIG-111", .signer,
        "The policy's Base64 has no padding.",
        fix: "Keep the `=` at the end.")
    case .policyBase64Wrapped:
      Cause(
        self, "SIG-111", .signer,
        "The policy's Base64 contains line breaks.",
        fix: "Write it on one line.")
    case .policyNotBase64:
      Cause(
        self, "SIG-111", .signer,
        "The `policy` field is not Base64.",
        fix: "Send the Base64 text alone: no `b'…'`, no quotation marks, and no space instead of `+`.",
        reports: [
          "minio/minio-py#1281", "minio/minio-py#1047",
        ])
    case .policyPythonBytes:
      Cause(
        self, "SIG-111", .signer,
        "The `policy` field contains a Python bytes literal, `b'…'`, instead of the Base64 in it.",
        fix: "Decode the bytes before you put them into the form: `base64.b64encode(policy).decode()`.",
        reports: [
          "minio/minio-py#1281", "minio/minio-py#1047",
        ])
    case .policyBase64CutOff:
      Cause(
        self, "SIG-111", .sender,
        "The policy's Base64 was cut off, or characters were added to it.",
        fix:
          "Pass the field on unchanged. Look for a database column or a log that truncates it, and for code that adds a line break or another character."
      )
    case .policyBase64Twice:
      Cause(
        self, "SIG-111", .signer,
        "The policy was encoded as Base64 twice.",
        fix: "Encode the policy's JSON as Base64 only once.")
    case .policyUnencoded:
      Cause(
        self, "SIG-111", .signer,
        "The `policy` field contains the JSON itself instead of its Base64.",
        fix: "Encode the JSON as Base64, sign that text and send the same text.")
    case .policyQuoted:
      Cause(
        self, "SIG-111", .signer,
        "The `policy` field has quotation marks around the Base64.",
        fix:
          "Send the text without quotation marks: read JSON with a parser, and do not convert a string to JSON again.")
    case .policyDataUri:
      Cause(
        self, "SIG-111", .signer,
        "The `policy` field is a data URI.",
        fix: "Send only what follows `;base64,`.")
    case .policyJsonEscaped:
      Cause(
        self, "SIG-111", .sender,
        "The `policy` field still has JSON escapes: `/` is written as `\\/`, or a character as `\\u002b`.",
        fix: "Read the backend's JSON with a parser and send the resulting text.")
    case .policyPercentEncoded:
      Cause(
        self, "SIG-111", .sender,
        "The `policy` field is percent-encoded: it contains `%3D`, `%2B` or `%2F`.",
        fix: "Send the text unencoded: a field of `multipart/form-data` is sent as it is.")
    case .policyPlusAsSpace:
      Cause(
        self, "SIG-111", .sender,
        "Each `+` of the policy's Base64 became a space.",
        fix:
          "Pass the field on unchanged. `+` means a space only in URLs and URL-encoded forms: encode it as `%2B` there."
      )
    case .formCredentialWithoutScope:
      Cause(
        self, "SIG-112", .signer,
        "`x-amz-credential` is not `KEY/YYYYMMDD/REGION/s3/aws4_request`.",
        fix: "Write the access key and the whole scope.")
    case .formAlgorithmMissing:
      Cause(
        self, "SIG-112", .signer,
        "`x-amz-algorithm` is missing.",
        fix: "Send `AWS4-HMAC-SHA256` in it.")
    case .formDateMissing:
      Cause(
        self, "SIG-112", .signer,
        "`x-amz-date` is missing.",
        fix: "Send the time that was signed.")
    case .formPolicyMissing:
      Cause(
        self, "SIG-162", .sender,
        "The form has no policy.",
        fix: "Send every field that the backend hands out, before the file.")
    case .formSignatureMissing:
      Cause(
        self, "SIG-162", .sender,
        "The form has no `x-amz-signature`.",
        fix: "Send every field that the backend hands out, before the file.")
    case .formTokenMissing:
      Cause(
        self, "SIG-083", .signer,
        "The access key is temporary, but the form has no `x-amz-security-token`.",
        fix: "Add the session token to the fields and to the conditions.")
    case .formSignedWithSigv2:
      Cause(
        self, "POL-010", .configuration,
        "The form is signed with Signature Version 2 (`AWSAccessKeyId`, `signature`).",
        fix: "Sign with `AWS4-HMAC-SHA256`.",
        reports: [
          "asafdav/ng-s3upload#23"
        ])
    case .formDateOther:
      Cause(
        self, "SIG-066", .signer,
        "`x-amz-date` and the credential are of different days.",
        fix: "Derive both from the same time, in UTC.")
    case .formChanged:
      Cause(
        self, "SIG-163", .sender,
        "The policy or the signature was changed after signing.",
        fix: "Pass the fields on unchanged. Check templates, line lengths and `+` in URL-encoded forms.")

    // MARK: The policy document

    case .policyExpired:
      Cause(
        self, "POL-030", .clock,
        "The policy has expired.",
        fix: "Create a new form when the upload begins.")
    case .policyNotJson:
      Cause(
        self, "POL-031", .signer,
        "The policy is not JSON.",
        fix: "Write it with a JSON library.")
    case .quotationMarksUnescaped:
      Cause(
        self, "POL-009", .signer,
        "A text in the policy is not escaped as JSON requires.",
        fix: "Write the policy with a JSON library.")
    case .policyTextAsAscii:
      Cause(
        self, "POL-009", .signer,
        "Characters beyond ASCII became `?` in the policy.",
        fix: "Write the policy in UTF-8, or with `\\u` escapes.")
    case .byteOrderMarkLost:
      Cause(
        self, "POL-009", .signer,
        "A byte order mark (U+FEFF) of a value is missing in the policy.",
        fix: "Write the policy with the same text as the field. Remove the mark from both, or from neither.")
    case .unusualSpacesRewritten:
      Cause(
        self, "POL-009", .signer,
        "A no-break space or another invisible character of a value was changed in the policy.",
        fix: "Write the policy with the same text as the field, character by character.")
    case .policyIncomplete:
      Cause(
        self, "POL-033", .signer,
        "The policy has no `expiration` or no `conditions`.",
        fix: "Add both, in exactly this spelling.")
    case .policyMemberUnknown:
      Cause(
        self, "POL-031", .signer,
        "The policy has a member other than `expiration` and `conditions`.",
        fix:
          "Write only `expiration` and `conditions`, in exactly this spelling. Do not use a bucket policy or an IAM policy (`Statement`) for a form."
      )
    case .expirationMalformed:
      Cause(
        self, "POL-034", .signer,
        "The policy's `expiration` is not a time in UTC.",
        fix: "Write it as `2026-01-02T03:04:05Z`.")
    case .expirationFormat:
      Cause(
        self, "POL-001", .signer,
        "The policy's `expiration` does not have the format `YYYY-MM-DDTHH:MM:SSZ`.",
        fix: "Write it as `2026-01-02T03:04:05Z`.")
    case .expirationOther:
      Cause(
        self, "POL-001", .signer,
        "The policy expires at another time than requested.",
        fix: "Set `expiration` to the current time in UTC plus the requested number of seconds.")
    case .conditionMalformed:
      Cause(
        self, "POL-035", .signer,
        "A condition has a form that S3 does not know.",
        fix: "Use `{name: value}`, `[eq|starts-with, $name, value]` or `[content-length-range, from, to]`.")
    case .conditionObject:
      Cause(
        self, "POL-032", .signer,
        "A condition object does not have exactly one property.",
        fix: "Write one object for each condition.")
    case .conditionWithoutDollar:
      Cause(
        self, "POL-044", .signer,
        "The field name in a condition has no `$`.",
        fix: "Write `[\"eq\", \"$key\", …]`.")

    // MARK: Conditions and the form as it was sent

    case .bucketNotCovered:
      Cause(
        self, "POL-048", .signer,
        "No condition names the bucket. S3 reports `Extra input fields: bucket`.",
        fix: "Add `{\"bucket\": BUCKET}` to the conditions.",
        reports: [
          "aws/aws-sdk-php#3292"
        ])
    case .bucketOther:
      Cause(
        self, "POL-048", .sender,
        "The form is sent to another bucket than the policy names.",
        fix: "Send the form to the policy's bucket.")
    case .fieldNotCovered:
      Cause(
        self, "POL-047", .sender,
        "The form contains a field that no condition covers.",
        fix: "Remove the field, add a condition for it, or rename it to `x-ignore-…`.",
        reports: [
          "waynehoover/s3_direct_upload#54", "asafdav/ng-s3upload#23", "aws/aws-sdk-php#290",
        ])
    case .formFieldRepeated:
      Cause(
        self, "FRM-018", .sender,
        "The form contains a field more than once.",
        fix: "Send each field once, and remove the duplicate.")
    case .fieldMissing:
      Cause(
        self, "POL-046", .sender,
        "The form lacks a field that a condition requires.",
        fix:
          "Send the field before the file, or remove the condition. The content type of the file part does not count as a field.",
        reports: [
          "tj/node-s3-policy#8", "tj/node-s3-policy#4", "waynehoover/s3_direct_upload#107",
          "waynehoover/s3_direct_upload#29", "waynehoover/s3_direct_upload#221", "dwilkie/carrierwave_direct#63",
          "asafdav/ng-s3upload#28", "aws/aws-sdk-js#1983", "aws/aws-sdk-js#1514", "minio/minio#8606",
          "awsdocs/aws-doc-sdk-examples#5490",
        ])
    case .fieldOther:
      Cause(
        self, "POL-040", .sender,
        "A field's value does not match its condition.",
        fix: "Send the value that was signed.",
        reports: [
          "danialfarid/ng-file-upload#2054"
        ])
    case .fieldBeginsOtherwise:
      Cause(
        self, "POL-041", .sender,
        "A field's value does not begin with the prefix that its condition requires.",
        fix: "Send a value that begins with the prefix. In a list of types, each item has to begin with it.")
    case .typeWithComma:
      Cause(
        self, "POL-041", .sender,
        "A comma makes the `Content-Type` a list, and not every item begins with the required prefix. AWS documents this rule, but servers differ.",
        fix: "Hand out and send the type without parameters: `recorder.mimeType.split(';')[0]`.")
    case .filenameInCondition:
      Cause(
        self, "POL-061", .signer,
        "A condition requires the text `${filename}`, but S3 replaces it with the file's name in every field before it checks the conditions.",
        fix: "Use `[\"starts-with\", \"$NAME\", PREFIX]` with the part before `${filename}`.")
    case .fieldCase:
      Cause(
        self, "POL-042", .sender,
        "A field's value differs from the required one only in upper and lower case.",
        fix: "Send the value exactly as it was signed: S3 compares bytes.")
    case .fieldAfterFile:
      Cause(
        self, "FRM-015", .sender,
        "A field comes after the file, where S3 ignores it.",
        fix: "Append the file last.")
    case .fileSize:
      Cause(
        self, "POL-049", .sender,
        "The file's size is outside the range of the policy.",
        fix: "Check the size before the upload. 90 MB can mean 90000000 or 94371840 bytes.")
    case .fileMissing:
      Cause(
        self, "POL-065", .sender,
        "The form has no file.",
        fix: "Append the file last, in a field named `file`.")
    case .formNotMultipart:
      Cause(
        self, "FRM-001", .sender,
        "The form was not sent as `multipart/form-data`.",
        fix: "Send a `FormData`, or a form with `enctype=\"multipart/form-data\"`.")
    case .formNotPost:
      Cause(
        self, "FRM-001", .sender,
        "The form was not sent by POST.",
        fix:
          "Send the form by POST. A redirect, such as the one from http to https, can turn POST into GET: use the final URL. PUT needs a presigned URL."
      )
    case .formBoundaryMissing:
      Cause(
        self, "FRM-002", .sender,
        "`Content-Type` is `multipart/form-data` without a boundary, so S3 cannot separate the fields.",
        fix:
          "Pass the `FormData` to fetch or axios and do not set `Content-Type` yourself: the client writes it with the boundary."
      )
    case .formMalformed:
      Cause(
        self, "FRM-002", .sender,
        "S3 cannot read the body as `multipart/form-data`.",
        fix:
          "Pass the `FormData` to fetch or axios and do not set `Content-Type` yourself, because that loses the boundary. Check whether a proxy cuts the body."
      )
    case .formFieldsTooLarge:
      Cause(
        self, "FRM-016", .sender,
        "The fields before the file are larger than 20 KB.",
        fix: "Name the file's field `file`, and put large data into the file rather than into metadata.")
    case .filesSeveral:
      Cause(
        self, "POL-065", .sender,
        "The form has more than one file.",
        fix: "Send one form per file: S3 accepts exactly one, named `file`.")
    case .taggingMalformed:
      Cause(
        self, "POL-066", .sender,
        "The `tagging` field is not well-formed XML.",
        fix:
          "Send `<Tagging><TagSet><Tag><Key>…</Key><Value>…</Value></Tag></TagSet></Tagging>`. The form `a=b&c=d` is for the header `x-amz-tagging`."
      )
    case .storageClassUnknown:
      Cause(
        self, "POL-067", .sender,
        "S3 has no such storage class.",
        fix: "Use the exact name of a storage class, in capitals, such as `STANDARD_IA`.")
    case .checksumFieldInvalid:
      Cause(
        self, "POL-070", .sender,
        "A checksum field is missing or is not a valid checksum.",
        fix:
          "Send the Base64 of the checksum in the field that the algorithm names, or remove both fields and their conditions."
      )
    case .keyMissing:
      Cause(
        self, "POL-060", .sender,
        "The form has no `key`.",
        fix: "Send the field `key`.")
    case .keyTooLong:
      Cause(
        self, "POL-062", .sender,
        "The key is longer than 1024 bytes.",
        fix: "Shorten it. `${filename}` counts with the text that replaces it.")

    // MARK: Building a form

    case .bucketConditionMissing:
      Cause(
        self, "POL-002", .signer,
        "No condition names the bucket. S3 reports `Extra input fields: bucket`.",
        fix: "Add `{\"bucket\": BUCKET}` to the conditions.")
    case .bucketConditionForAny:
      Cause(
        self, "POL-002", .signer,
        "The condition on the bucket allows any bucket.",
        fix: "Use `{\"bucket\": BUCKET}`.")
    case .keyConditionMissing:
      Cause(
        self, "POL-003", .signer,
        "No condition names the key.",
        fix: "Add `{\"key\": KEY}`, or `starts-with` with a prefix.")
    case .keyConditionForAny:
      Cause(
        self, "POL-003", .signer,
        "The condition on the key allows any key.",
        fix: "Name the key or its prefix.")
    case .keyConditionOther:
      Cause(
        self, "POL-003", .signer,
        "The condition on the key does not fit the requested key.",
        fix: "Use equality. For a key that ends in `${filename}`, use `starts-with` and the part before it.")
    case .signingConditionMissing:
      Cause(
        self, "POL-004", .signer,
        "No condition names `x-amz-algorithm`, `x-amz-credential` or `x-amz-date`.",
        fix: "Add a condition for each of them, with the field's value.")
    case .securityTokenConditionMissing:
      Cause(
        self, "POL-005", .signer,
        "No condition names `x-amz-security-token`.",
        fix: "Add a condition with the token.")
    case .prefixesBuiltAsEquality:
      Cause(
        self, "POL-006", .signer,
        "A condition requires equality with a value that looks like a prefix.",
        fix: "Use `[\"starts-with\", \"$NAME\", PREFIX]`.")
    case .conditionsOther:
      Cause(
        self, "POL-006", .signer,
        "The policy's conditions differ from the requested ones.",
        fix: "Put each requested condition into the policy unchanged.")
    case .boundsOther:
      Cause(
        self, "POL-007", .signer,
        "A bound of `content-length-range` differs from the requested one.",
        fix: "Keep the bounds in 64-bit integers.")
    case .fieldsLost:
      Cause(
        self, "POL-008", .signer,
        "Requested fields are missing from the form.",
        fix: "Hand out the caller's fields together with the others.")
    case .formKeyMissing:
      Cause(
        self, "POL-008", .signer,
        "The backend hands out no `key`.",
        fix: "Add the key to the fields.")
    case .fieldWithoutCondition:
      Cause(
        self, "POL-011", .signer,
        "The backend hands out a field that no condition covers.",
        fix: "Add a condition for it.")
    case .formCannotHold:
      Cause(
        self, "POL-012", .signer,
        "No upload can satisfy the policy.",
        fix: "Reject expiries in the past, reversed or negative ranges, and empty or too long keys.")
    case .formUrlRegion:
      Cause(
        self, "POL-020", .configuration,
        "The form is sent to another host than requested.",
        fix: "Send it to the bucket's host in the bucket's region.")
    case .formUrlPath:
      Cause(
        self, "POL-021", .configuration,
        "The form's URL does not name the bucket as requested.",
        fix: "For path style or a custom endpoint, use `ENDPOINT/BUCKET`.")
    case .formUrlOfObject:
      Cause(
        self, "POL-021", .configuration,
        "The form is sent to the URL of an object, but S3 accepts forms only at the bucket's URL.",
        fix:
          "Send the form to the bucket's URL, and put the key into the field `key`. For a presigned URL, send the file by PUT, not a form."
      )
    case .formUrlWebsite:
      Cause(
        self, "POL-020", .configuration,
        "The form is sent to a website endpoint, which accepts only GET and HEAD.",
        fix: "Send it to the bucket's REST endpoint: `BUCKET.s3.REGION.amazonaws.com`.")
    case .formUnsupported:
      Cause(
        self, "POL-020", .configuration,
        "The store does not support upload forms (POST Object).",
        fix:
          "Sign a URL for PUT and send the file itself as the body. To limit its size, sign `Content-Length`.",
        reports: [
          "PostHog/posthog#102187", "makeplane/plane#8873", "transloadit/uppy#5052", "safebucket/safebucket#1278",
        ])
    case .unknownPartitionGuessed:
      Cause(
        self, "SIG-101", .signer,
        "The signer built the host from a region name that belongs to no known AWS partition.",
        fix: "Check the region's name. For a store other than AWS, give the signer the store's endpoint.")
    case .dottedBucketInTheHost:
      Cause(
        self, "POL-022", .configuration,
        "The host contains a bucket name with a dot, so the TLS certificate does not match.",
        fix: "Put the bucket into the path.")
    }
  }

  private static let encodeOnce =
    "Encode each segment of the key once, with `%20` for a space, and sign exactly the bytes that are sent."
  private static let whenRequired =
    "Set `requestChecksumCalculation: \"WHEN_REQUIRED\"` (JavaScript), `request_checksum_calculation=\"when_required\"` (Python) or the variable `AWS_REQUEST_CHECKSUM_CALCULATION=when_required`"
  private static let sort =
    "Encode names and values first. Then sort the pairs as bytes, by name and, for equal names, by value."
}
