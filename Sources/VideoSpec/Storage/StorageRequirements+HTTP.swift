// HTTP/1.1, and the form of S3's answers.

extension Catalogue {
  static let storageHTTPRules = Section(
    title: "HTTP",
    requirements: [
      Requirement(
        "STO-185", .should, title: "Connections persist",
        text:
          "After a response, the connection takes the next request, also if the request was refused. With `Connection: close`, and for HTTP/1.0 without keep-alive, the server closes it after the response.",
        reason:
          "A connection for each request is slow, and a client that waits for the end of the connection waits forever.",
        evidence: .init(.documented, "RFC 9112 9.3")),
      Requirement(
        "STO-186", .should, title: "Pipelined requests are answered in order",
        text:
          "Requests that arrive together on a connection are answered one after the other, in their order. A request may arrive in any pieces. A response to `HEAD` has no body, so the next response follows its head.",
        reason:
          "A client takes the first response for that to its first request. With any other order it gets another object.",
        evidence: .init(.documented, "RFC 9112 9.3.2")),
      Requirement(
        "STO-187", .must, title: "`Expect: 100-continue` is answered",
        text:
          "A request with `Expect: 100-continue` gets `100 Continue` before its body is read, and then its response. The body is verified like any other.",
        reason: "SDKs wait for it before they send a large body. Without an answer every upload is slow.",
        evidence: .init(.documented, "RFC 9110 10.1.1")),
      Requirement(
        "STO-188", .should, title: "An upload with wrong headers is refused before its body",
        text:
          "If a request with `Expect: 100-continue` is refused because of its headers, the server sends the final response without `100 Continue`.",
        reason: "The client need not send 90 MB only to learn that the URL has expired.",
        evidence: .init(
          .documented, "PutObject: with 100-continue, the body is not sent if the request is rejected by its headers")),
      Requirement(
        "STO-189", .must, title: "An upload must state its length",
        text:
          "A `PUT` without `Content-Length` and `Transfer-Encoding` is rejected with 411 `MissingContentLength`. A body in chunked transfer encoding is accepted only if it is `aws-chunked` and has a decoded length. Otherwise it is rejected: S3 answers 501 `NotImplemented`, and its documentation names 411 `MissingContentLength`. Nothing is stored.",
        reason: "A client that streams without a length works with other servers and fails at S3.",
        evidence: .init(
          .documented,
          "Error Responses: MissingContentLength; S3's response quoted in JuliaWeb/HTTP.jl #98, Automattic/knox #43"
        )),
      Requirement(
        "STO-190", .must, title: "An ambiguous Content-Length is rejected",
        text:
          "A request with two different lengths, or with a `Content-Length` that is not a number in decimal digits, is rejected with 400, and the connection is closed.",
        reason: "If two components read different lengths, the rest of the body is a request that nobody has verified.",
        evidence: .init(.documented, "RFC 9112 6.3")),
      Requirement(
        "STO-191", .must, title: "A length beside a transfer encoding ends the connection",
        text:
          "A request with `Content-Length` and `Transfer-Encoding` gets one response, and the connection is closed: what follows is never taken for another request. A transfer encoding that does not end with `chunked`, that is unknown or that comes with HTTP/1.0 is rejected, and the connection is closed.",
        reason: "This is how requests are smuggled past a proxy.",
        evidence: .init(.documented, "RFC 9112 6.1, 6.3")),
      Requirement(
        "STO-192", .must, title: "Malformed header fields are rejected",
        text:
          "A field is rejected with 400 if there is white space before its colon, or if its name is empty or not a token, or if it has no colon. A folded line, a NUL or a CR in a value is rejected or counts as a space. White space around a value is not part of it, and names are case-insensitive.",
        reason:
          "A check for `x-amz-*` misses `x-amz-acl `, but the store behind it may apply it, so an attacker can set it.",
        evidence: .init(.documented, "RFC 9112 5.1")),
      Requirement(
        "STO-193", .must, title: "A request has one valid Host",
        text:
          "A request of HTTP/1.1 without `Host`, with two, or with an invalid one is rejected with 400. A target in absolute form is accepted.",
        reason:
          "The host names the bucket. If two components read different hosts, one of them verifies the request for another bucket.",
        evidence: .init(.documented, "RFC 9112 3.2")),
      Requirement(
        "STO-194", .should, title: "A malformed request line is rejected",
        text:
          "A request line with a space in its target, a target that does not begin with a slash, or a malformed version is rejected with 400, and an unsupported version with 400 or 505.",
        reason: "A server that guesses where the target ends may guess another object.",
        evidence: .init(.documented, "RFC 9112 3: 400 for an invalid request line")),
      Requirement(
        "STO-195", .should, title: "The header section is limited to 8 KB",
        text:
          "A request whose header section is larger than 8192 bytes is rejected with 400 `RequestHeaderSectionTooLarge` or 431, and a target that is too long with 400, 414 or 431. A far larger head does not exhaust the server: it answers and closes the connection.",
        reason: "S3 rejects uploads with more headers, so a backend that signs them has to learn it from its tests.",
        evidence: .init(
          .documented,
          "Working with object metadata: the headers of a PUT may have 8 KB; S3's response quoted in versity/versitygw #2180"
        )),
      Requirement(
        "STO-196", .must, title: "An upload that is cut off stores nothing",
        text:
          "If the client closes the connection before the whole body has arrived, nothing is stored, and an older object stays, whatever the upload's form.",
        reason: "Half a video must not be stored as a complete one, nor replace a complete one.",
        evidence: .init(.documented, "PutObject: Amazon S3 never adds partial objects")),
      Requirement(
        "STO-197", .should, title: "An empty line before a request is ignored",
        text: "An empty line between requests, or before the first, is ignored.",
        reason: "Old clients send a line break after a body.",
        evidence: .init(.documented, "RFC 9112 2.2")),
      Requirement(
        "STO-200", .should, title: "A method that a resource does not have is rejected",
        text:
          "`POST` to an object or to the service is rejected with 405 `MethodNotAllowed`, with the methods that are allowed in `Allow`. An unknown method is rejected, too. Methods are case-sensitive. Nothing changes.",
        reason: "A page that posts a form to a presigned URL for `PUT` gets this answer from S3.",
        evidence: .init(.agreed, "S3's response quoted in versity/versitygw #1810, mhart/aws4fetch #14")),
      Requirement(
        "STO-201", .must, title: "Errors are XML",
        text:
          "An error response to another method than `HEAD` has the type `application/xml`, and a document `Error` with `Code`, `Message` and `RequestId`, in which the texts are escaped. The response to a wrong signature contains what the server computed: `StringToSign` and `CanonicalRequest`.",
        reason:
          "Clients decide by the code whether to try again. The canonical request is how developers find what they signed wrongly.",
        evidence: .init(.documented, "Error Responses, REST error responses")),
      Requirement(
        "STO-202", .should, title: "Every response has an ID and a date",
        text:
          "Every response has the headers `x-amz-request-id`, which is different for each request, `x-amz-id-2` and `Date`.",
        reason: "S3's clients print the ID in their errors, and correct their clocks by the date.",
        evidence: .init(.documented, "Common Response Headers; RFC 9110 6.6.1")),
      Requirement(
        "STO-203", .must, title: "A response to HEAD has no body",
        text: "A response to `HEAD` has the headers that `GET` would have, and no body, also if it is an error.",
        reason: "A client would take the body for the next response.",
        evidence: .init(.documented, "RFC 9110 9.3.2; HeadObject")),
      Requirement(
        "STO-204", .must, title: "Missing keys and buckets are answered with 404",
        text:
          "A signed request for a key that does not exist is rejected with 404 `NoSuchKey` and names the `Key`, one for a bucket that does not exist with 404 `NoSuchBucket` and its `BucketName`. Keys are compared byte by byte, and there are no folders.",
        reason: "Clients distinguish a missing object from a failure by this code.",
        evidence: .init(
          .recorded, "test_range_key_not_exists, 2026-02-21; test_get_object_no_such_bucket, 2026-02-21")),
      Requirement(
        "STO-205", .must, title: "A request is authenticated before anything is looked up",
        text:
          "A request with a wrong signature is rejected with 403 `SignatureDoesNotMatch` even if its key or upload does not exist or its precondition fails.",
        reason: "Otherwise anybody can find out which objects exist.",
        evidence: .init(
          .documented,
          "Error Responses: SignatureDoesNotMatch; GetObject: only who may list the bucket is told that a key is missing"
        )),
      Requirement(
        "STO-206", .must, title: "Responses describe the object",
        text:
          "A response with an object has its `ETag` in quotes, `Last-Modified` as a date of HTTP, `Accept-Ranges: bytes` and `Content-Length`. The response to an upload has the `ETag` and no body, and that to a deletion is 204 without a body.",
        reason:
          "Browsers seek in a video only if the server accepts ranges, and clients compare the ETag with what they sent.",
        evidence: .init(.documented, "GetObject: ETag, Last-Modified, Accept-Ranges, Content-Length")),
      Requirement(
        "STO-207", .must, title: "The path is decoded once, and is not normalized",
        text:
          "The key is the path after the bucket, decoded once. `//`, `.` and `..` stay, and `%252F` is `%2F`. The encoding of a character that needs none does not matter. A key that is not UTF-8 is rejected with 400 `InvalidURI`.",
        reason: "A server that normalizes the path serves another object than the one that was signed.",
        evidence: .init(
          .documented,
          "Signature Calculations, CanonicalURI: S3 does not normalize paths; S3's response quoted in larrabee/s3sync #45"
        )),
      Requirement(
        "STO-208", .should, title: "The bucket is in the path or in `Host`",
        text:
          "The first label of `Host` names the bucket if the rest is the endpoint's name. Otherwise the first part of the path names it. Both address the same objects.",
        reason: "S3's clients put the bucket into the host by default, and fail if only the path is read.",
        evidence: .init(.documented, "Virtual hosting of buckets")),
    ])
}
