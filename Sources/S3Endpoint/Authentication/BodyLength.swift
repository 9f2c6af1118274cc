import HTTPCore
import HTTPServer
import ReferenceImpl
import VideoSpec

/// The length that a request states for its data, and S3's limits for it.
struct BodyLength {
  /// The most bytes of one upload: 5 GiB.
  static let limit = 5_368_709_120

  let source: HTTPRequestBody
  let head: VerifiedHead?
  let request: ReceivedRequest
  let operation: S3Operation

  /// Returns the length of the data, or nil if the request does not state it.
  ///
  /// - Throws: ``S3Refusal``: MissingContentLength for an upload without a length, EntityTooLarge for one above the limit.
  func checked(by checks: EndpointChecks) throws(S3Refusal) -> Int? {
    let length = stated
    guard operation.storesBody else { return length }
    if !isLengthGiven, checks.performs(.contentLengthPresent) {
      throw S3Refusal(
        .missingContentLength, 411, "You must provide the Content-Length HTTP header.", .contentLengthPresent,
        field: "Content-Length", explanation: "an upload needs a Content-Length; chunked transfer encoding states none")
    }
    if let length, length > Self.limit, operation != .postObject, checks.performs(.contentLengthLimit) {
      throw S3Refusal(
        .entityTooLarge, 400, "Your proposed upload exceeds the maximum allowed size", .contentLengthLimit,
        field: "Content-Length",
        details: [Field("ProposedSize", "\(length)"), Field("MaxSizeAllowed", "\(Self.limit)")])
    }
    return length
  }

  /// Whether the request has a Content-Length, or announces the length of the data in its chunks.
  private var isLengthGiven: Bool {
    switch source.framing {
    case .length: true
    case .chunked: head?.chunkMode != nil
    case .none, .untilClose: false
    }
  }

  private var stated: Int? {
    if head?.chunkMode != nil {
      let text = request.headers.first { $0.name.equalsIgnoringCase("x-amz-decoded-content-length") }?.value.trimmed
      // The verifier refuses what is no number. `Int()` would accept a sign.
      return text.flatMap { $0.isDecimal ? Int($0.string) : nil }
    }
    return switch source.framing {
    case .none: 0
    case .length(let length): length
    case .chunked, .untilClose: nil
    }
  }
}
