/// Why bytes are not an HTTP/1.1 message that this project takes.
///
/// A server answers with `status` and closes the connection, because it no longer knows where the next message begins.
/// - Note: RFC 9112; STO-185 and following.
public enum HTTPMessageError: String, Error, Hashable, Sendable, CaseIterable {
  // The start line
  case malformedRequestLine, malformedStatusLine, malformedMethod, malformedTarget, unsupportedTargetForm
  case targetTooLong, unsupportedVersion, unsupportedMethod
  // The lines of a head or a trailer section
  case bareLineFeed, bareCarriageReturn, controlCharacter, foldedLine, spaceBeforeColon, malformedField
  case headTooLarge, tooManyFields
  // Host
  case missingHost, repeatedHost, malformedHost, differentHosts
  // Framing
  case repeatedContentLength, malformedContentLength, lengthWithTransferEncoding
  case transferEncodingInHTTP10, repeatedTransferEncoding, unsupportedTransferCoding
  case malformedChunk, chunkExtensionsTooLong, forbiddenTrailer, trailersTooLarge
  // The rest of the exchange
  case unsupportedExpectation, endedEarly

  /// The status of the answer to such a request.
  public var status: Int {
    switch self {
    case .targetTooLong: 414
    case .unsupportedExpectation: 417
    case .headTooLarge, .tooManyFields, .trailersTooLarge: 431
    case .unsupportedMethod, .unsupportedTransferCoding: 501
    case .unsupportedVersion: 505
    default: 400
    }
  }

  /// What is wrong, in one sentence.
  public var sentence: String {
    switch self {
    case .malformedRequestLine: "The request line is not a method, a target and a version with one space between them."
    case .malformedStatusLine: "The status line is not a version, a status of three digits and a reason."
    case .malformedMethod: "The method has a character that no method may have."
    case .malformedTarget: "The request target has a byte that must be percent-encoded, or a fragment."
    case .unsupportedTargetForm: "The request target is neither a path, nor an http URL, nor * with OPTIONS."
    case .targetTooLong: "The request target is longer than this server reads."
    case .unsupportedVersion: "The version is not HTTP/1.0 or HTTP/1.1."
    case .unsupportedMethod: "This server makes no tunnels, so it does not implement CONNECT."
    case .bareLineFeed: "A line ends with LF without CR."
    case .bareCarriageReturn: "A CR is not followed by LF."
    case .controlCharacter: "A line has a control character."
    case .foldedLine: "A header field is folded over two lines."
    case .spaceBeforeColon: "White space is between the name of a header field and its colon."
    case .malformedField: "A header field has no colon, an empty name, or a name with a character that is not allowed."
    case .headTooLarge: "The head is larger than allowed."
    case .tooManyFields: "There are more header fields than allowed."
    case .missingHost: "The Host field is missing."
    case .repeatedHost: "There is more than one Host field."
    case .malformedHost: "The value of Host is not a host with an optional port."
    case .differentHosts: "The request target names another host than the Host field."
    case .repeatedContentLength: "There is more than one Content-Length."
    case .malformedContentLength: "Content-Length is not a number of bytes in decimal digits."
    case .lengthWithTransferEncoding: "There is a Content-Length beside a Transfer-Encoding."
    case .transferEncodingInHTTP10: "Transfer-Encoding does not exist in HTTP/1.0."
    case .repeatedTransferEncoding: "There is more than one Transfer-Encoding."
    case .unsupportedTransferCoding: "The transfer coding is not chunked, alone and once."
    case .malformedChunk: "A chunk of the body is malformed."
    case .chunkExtensionsTooLong: "The chunk extensions are longer than allowed."
    case .forbiddenTrailer:
      "A trailer field belongs into the head, because it says where the message ends or where it goes."
    case .trailersTooLarge: "The trailer section is larger than allowed."
    case .unsupportedExpectation: "The Expect field asks for something else than 100-continue."
    case .endedEarly: "The connection ended in the middle of a message."
    }
  }
}

/// Bounds of what a parser takes.
public struct HTTPMessageLimits: Hashable, Sendable {
  /// The bytes of a start line with all fields, line ends included.
  public var headBytes: Int
  /// The bytes of a request target.
  public var targetBytes: Int
  /// The number of header fields.
  public var fields: Int
  /// The bytes of the trailer section of a chunked body.
  public var trailerBytes: Int

  /// Creates limits. The defaults leave room for a presigned URL with a session token and 2 KiB of metadata.
  public init(headBytes: Int = 65536, targetBytes: Int = 16384, fields: Int = 256, trailerBytes: Int = 8192) {
    self.headBytes = headBytes
    self.targetBytes = targetBytes
    self.fields = fields
    self.trailerBytes = trailerBytes
  }
}
