import HTTPCore
import HTTPServer
import Inspection
import VideoSpec

extension S3Refusal {
  /// The refusal of a body that did not arrive.
  init(body error: HTTPExchangeError) {
    switch error {
    case .tooSlow:
      self.init(
        .requestTimeout, 400,
        "Your socket connection to the server was not read from or written to within the timeout period. "
          + "Idle connections will be closed.", .bodyComplete, field: "body",
        explanation: "the body arrived too slowly")
    case .malformedBody(let message):
      self.init(
        .incompleteBody, 400, "The request body terminated unexpectedly", .chunkFraming, field: "body",
        explanation: "the chunked transfer encoding is malformed: \(message.sentence)")
    case .clientGone, .alreadyAnswered, .tooManyBytes, .fileTooShort, .incompleteBody:
      self.init(
        .incompleteBody, 400, "You did not provide the number of bytes specified by the Content-Length HTTP header",
        .bodyComplete, field: "body", explanation: "the connection ended before the body was complete")
    }
    closes = true
  }

  static func payloadHashMismatch(stated: Text, computed: Text) -> S3Refusal {
    S3Refusal(
      .contentSHA256Mismatch, 400, "The provided 'x-amz-content-sha256' header does not match what was computed.",
      .payloadHash, field: "x-amz-content-sha256",
      details: [
        Field("ClientComputedContentSHA256", stated), Field("S3ComputedContentSHA256", computed),
      ], explanation: "x-amz-content-sha256 is not the SHA-256 of the body", cause: .bodyChanged)
  }

  static func contentMD5Mismatch(stated: [UInt8], computed: [UInt8]) -> S3Refusal {
    // S3 writes the expected digest in hexadecimal and the computed one in Base64 (`test_s3_invalid_content_md5`).
    S3Refusal(
      .badDigest, 400, "The Content-MD5 you specified did not match what we received.", .contentMD5,
      field: "Content-MD5",
      details: [
        Field("ExpectedDigest", Hexadecimal.lowercase(stated)),
        Field("CalculatedDigest", Text(bytes: Base64.encode(computed))),
      ], explanation: "Content-MD5 is not the MD5 of the body", cause: .contentMd5Other)
  }
}
