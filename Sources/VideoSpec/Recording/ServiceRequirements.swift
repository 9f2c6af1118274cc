// The recording service over HTTP: requests, sessions, retries, and responses.

extension Catalogue {
  static let recordingRequestRules = Section(
    title: "Requests over HTTP",
    requirements: [
      Requirement(
        "REC-100", .should, title: "A body is one JSON object",
        text:
          "The body of `begin` and `complete` is one JSON object in UTF-8, in which every name occurs once. Any other body is rejected: `BodyInvalid`, 400 (or 422).",
        reason:
          "Two parsers read a malformed body differently, and one of them checks what the other one does not use.",
        evidence: .init(.documented, "RFC 8259 4, 8.1: names are unique, and the encoding is UTF-8")),
      Requirement(
        "REC-101", .must, title: "JSON is accepted as clients write it",
        text:
          "The media type is `application/json` in any case and with any parameters. A number may have a fraction, an exponent and any number of digits.",
        reason: "HTTP clients add `charset=utf-8`, and a browser whose request is rejected for it cannot upload.",
        evidence: .init(
          .documented, "RFC 8259 6, 11: numbers, and a charset parameter without effect; RFC 9110 8.3.1")),
      Requirement(
        "REC-102", .should, title: "Values are not converted between JSON types",
        text:
          "A member that is missing or has another JSON type than the documented one is rejected: `FieldInvalid`, 422, with the name of the member. Strings are not converted to numbers, nor fractions to integers.",
        reason: "A page with a mistake seems to work until the backend's next parser is stricter.",
        evidence: .init(.documented, "OWASP REST Security: input is validated by type, and strong types are used")),
      Requirement(
        "REC-103", .should, title: "Another content type is rejected",
        text: "A body with another content type than JSON, or without one, is rejected: `MediaTypeNotSupported`, 415.",
        reason:
          "A page of another site can send `text/plain` and forms without a preflight. The check of the origin is then the only defence.",
        evidence: .init(
          .documented, "OWASP REST Security: an unexpected or missing content type is rejected with 406 or 415")),
      Requirement(
        "REC-104", .should, title: "A body has at most 16 KiB",
        text: "A larger body is rejected: `BodyTooLarge`, 413.",
        reason: "The bodies have less than 200 bytes. A service that reads a gigabyte first is easily exhausted.",
        evidence: .init(.documented, "OWASP REST Security: requests above an appropriate size are rejected with 413")),
      Requirement(
        "REC-105", .must, title: "A malformed request affects no other request",
        text:
          "After any request, however deeply nested, long or malformed it is, the service answers the next one as before.",
        reason: "A deeply nested body can crash a recursive parser. Anybody can then stop the service for all users.",
        evidence: .init(.documented, "RFC 8259 9: a parser may limit the depth of nesting and the range of numbers")),
      Requirement(
        "REC-106", .should, title: "A fault of the client is answered with 4xx",
        text: "A request that can never succeed is rejected with a status from 400 to 499, whatever its values are.",
        reason:
          "5xx makes clients try again, and alerts the operator of the service. A number or a character that the database cannot store often causes a 500.",
        evidence: .init(.documented, "RFC 9110 15.5, 15.6: 4xx is the client's error, and 5xx the server's")),
      Requirement(
        "REC-107", .should, title: "A recording lasts at most an hour",
        text: "The limit of the duration (REC-004) is 3600 seconds. A duration of exactly 3600 is accepted.",
        reason: "If a page allows longer recordings than the service, the service rejects them, and they are lost.",
        evidence: .init(.computed, "the limit of the interface; 90,000,000 bytes are an hour at 200 kbit/s")),
    ])

  static let recordingSessionRules = Section(
    title: "Sessions over HTTP",
    requirements: [
      Requirement(
        "REC-110", .must, title: "The session is found among other cookies",
        text:
          "The session's cookie is found wherever it is in the `Cookie` header, whatever the other cookies contain. Its name is compared as a whole.",
        reason: "Other parts of a site set cookies, too, and their users would be logged out.",
        evidence: .init(.documented, "RFC 6265 4.2, 5.4: all cookies of a host are in one header")),
      Requirement(
        "REC-111", .should, title: "Cookies are Secure, HttpOnly and SameSite",
        text:
          "A cookie that the backend sets has the attributes `Secure`, `HttpOnly` and `SameSite`, which is `Lax` or `Strict`.",
        reason: "A script in the page, a network without TLS, or another site could use the session.",
        evidence: .init(.documented, "OWASP Session Management: cookies")),
    ])

  static let recordingRetryRules = Section(
    title: "Retries and races",
    requirements: [
      Requirement(
        "REC-120", .should, title: "A retry with the same Idempotency-Key is the same upload",
        text:
          "A `begin` that repeats the `Idempotency-Key` and the body of an earlier one of the same user returns the same external ID and a form for the same storage key. 409 is allowed while the earlier one is still being processed, and once that form has expired.",
        reason: "A client that got no response tries again, and the answer exists twice.",
        evidence: .init(
          .documented,
          "The Idempotency-Key HTTP Header Field 2.6: a retry gets the result of the operation that was completed")),
      Requirement(
        "REC-121", .should, title: "An Idempotency-Key belongs to one request",
        text: "A `begin` with a used key and other members is rejected: `IdempotencyKeyReused`, 422.",
        reason: "The client would get an upload for another question than the one it named.",
        evidence: .init(.documented, "The Idempotency-Key HTTP Header Field 2.7: 422")),
      Requirement(
        "REC-122", .should, title: "A malformed Idempotency-Key is rejected",
        text:
          "A key that is empty, has more than 255 characters, or contains others than visible ASCII characters is rejected: `IdempotencyKeyInvalid`, 400.",
        reason: "A key that is cut or changed on its way is another key, and the retry is another upload.",
        evidence: .init(.documented, "The Idempotency-Key HTTP Header Field 5: the format is fixed and validated")),
      Requirement(
        "REC-123", .must, title: "An Idempotency-Key belongs to its user",
        text:
          "The same key of another user, or without a valid session, returns nothing of the first user's upload, and does not keep the other user from uploading. A backend that ignores the header meets this rule.",
        reason: "Otherwise a user gets the form of another user, and can replace the video.",
        evidence: .init(
          .documented,
          "The Idempotency-Key HTTP Header Field 5: a key of another client must not lead to its cached responses")),
      Requirement(
        "REC-124", .must, title: "Uploads that begin at once are separate",
        text: "Requests that arrive at the same moment begin an upload each, with its own external ID and key.",
        reason: "Two users who get the same key replace each other's video.",
        evidence: .init(.computed, "each request begins an upload (REC-001), and IDs are never given twice (REC-005)")),
      Requirement(
        "REC-125", .should, title: "The state of an upload can be asked for",
        text:
          "`resolve` over HTTP is a `GET` with the external ID in the path. It returns the status, and size and media type once they are recorded. It changes nothing, does not ask the store, and needs no `Origin`.",
        reason: "A page that was reloaded, or whose `begin` ended with an unknown outcome, finds its upload again.",
        evidence: .init(.computed, "REC-045; RFC 9110 9.2.1: a safe method")),
      Requirement(
        "REC-126", .should, title: "A service sweeps by itself",
        text:
          "The service periodically settles uploads that were never completed (REC-030 to REC-032). The gate's hook can start such a sweep as if a given time had passed.",
        reason: "Without it, the answer of a user who closed the browser stays `processing` forever.",
        evidence: .init(.computed, "an expired form cannot be used")),
    ])

  static let recordingResponseRules = Section(
    title: "Responses over HTTP",
    requirements: [
      Requirement(
        "REC-140", .must, title: "Responses reveal nothing internal",
        text:
          "No response contains the secret access key, a stack trace, SQL, or what the store answered, and none returns text of the request as HTML.",
        reason: "An attacker learns from it where to attack next; with the secret, anybody can use the bucket.",
        evidence: .init(
          .documented, "OWASP Error Handling: an unexpected error gets a generic response, and its details are logged")),
      Requirement(
        "REC-141", .should, title: "An error is a problem document",
        text:
          "An error response has the media type `application/problem+json`. Its members are `type`, `title`, `status` (the status of the response), `code` (this specification's name of the error) and `request_id`. If one field caused the error, `field` names it.",
        reason: "Pages decide by the code what they tell the user. Without it they compare sentences.",
        evidence: .init(.documented, "RFC 9457 3: members of a problem, and extensions")),
      Requirement(
        "REC-142", .should, title: "The status says what the client can do",
        text:
          "`begin` returns 201. Without a valid session the status is 401, for another origin 403, for an unknown question or upload 404, for a malformed body 400, for another content type 415, for a large body 413, for a value out of range 422, and for a failure of the store 503 with `Retry-After`.",
        reason: "Clients log in after 401, wait after 503, and give up after 422.",
        evidence: .init(.documented, "RFC 9110 15: status codes")),
      Requirement(
        "REC-143", .should, title: "The result of a completion is returned in full",
        text:
          "`complete` answers with 200 whenever it has recorded a result: the external ID, the status, size and media type if they are recorded, and the codes of all violations: `ObjectMissing`, `ObjectEmpty`, `ObjectTooLarge`, `MediaTypeNotAllowed`, `ObjectReplaced`, `ContentNotAllowed`.",
        reason: "The page tells the user what is wrong with the video, and a failed validation is no failed request.",
        evidence: .init(
          .documented,
          "Docs/Systems.md, Recording: `validate_video` returns the result, the size, the MIME type and the errors")),
      Requirement(
        "REC-144", .should, title: "Responses are not stored",
        text: "Every response to an operation has `Cache-Control: no-store`. The files of a page may be stored.",
        reason:
          "A form is a permission to upload, and a state is personal. Neither belongs in a cache on the way or in a shared computer.",
        evidence: .init(.documented, "OWASP REST Security: `Cache-Control: no-store`; RFC 9111 5.2.2.5")),
      Requirement(
        "REC-145", .should, title: "Every response has a request ID",
        text: "Every response has `X-Request-Id`, which is different for each request and is in the log.",
        reason: "With it, a user's report leads to the entry in the log that says what happened.",
        evidence: .init(.computed, "an error names no internals (REC-140), so its details have to be found by an ID")),
      Requirement(
        "REC-146", .should, title: "Other methods and paths are rejected",
        text:
          "A method that a path does not have is rejected with 405 `MethodNotAllowed`, with the methods that it has in `Allow`. A path that does not exist is rejected with 404 `NotFound`.",
        reason: "A developer sees at once whether the path or the method is wrong.",
        evidence: .init(.documented, "RFC 9110 15.5.5, 15.5.6: 404, and 405 with Allow")),
      Requirement(
        "REC-147", .must, title: "GET begins and completes nothing",
        text: "A `GET` to the path of `begin` begins no upload, and one to the path of `complete` completes none.",
        reason:
          "A link on another site is enough to make a browser send a `GET` with a cookie that is `SameSite=Lax`, and without `Origin`.",
        evidence: .init(.documented, "RFC 9110 9.2.1: safe methods")),
      Requirement(
        "REC-148", .should, title: "The service speaks HTTP/1.1",
        text:
          "Connections persist, also after a refusal. A head or body may arrive in pieces or in chunks. `HEAD` has no body. A request whose length is ambiguous ends the connection.",
        reason:
          "The next request on a connection would be read from the wrong place: with a proxy in between, it may be that of another user.",
        evidence: .init(.documented, "RFC 9112 2.2, 6.3, 7.1, 9.3; RFC 9110 9.3.2")),
    ])
}
