package import VideoSpec

/// A fault that the endpoint commits because a test asks for it, and the requests that it concerns.
package struct EndpointFault: Hashable, Sendable {
  /// A response that S3 gives although nothing is wrong with the request. The raw value is the status.
  package enum Refusal: Int, Hashable, Sendable, CaseIterable {
    /// TemporaryRedirect, to the address of the request.
    case redirect = 307
    /// AccessDenied.
    case forbidden = 403
    /// TooManyRequests.
    case tooManyRequests = 429
    /// SlowDown.
    case slowDown = 503
  }

  package enum Kind: Hashable, Sendable {
    /// The request waits before the endpoint looks at it.
    case delay(milliseconds: Int)
    /// The response is this refusal, before the endpoint looks at the request.
    case refusal(Refusal)
    /// The connection ends after so many bytes of the request's body. Nothing is stored, and there is no response.
    case cutRequest(after: Int)
    /// The connection ends after the head of the response and so many bytes of its body.
    case cutResponse(after: Int)
    /// The operation is carried out, and then the connection ends without a response.
    case lostResponse

    /// Whether the fault comes before the request is looked at.
    var isEarly: Bool {
      switch self {
      case .delay, .refusal, .cutRequest: true
      case .cutResponse, .lostResponse: false
      }
    }

    var isDelay: Bool {
      if case .delay = self { true } else { false }
    }

    /// What became of a response, for the journal.
    var report: String? {
      switch self {
      case .cutResponse(let count): "a fault cuts the response after \(count) bytes of its body"
      case .lostResponse: "a fault lost the response"
      case .delay, .refusal, .cutRequest: nil
      }
    }
  }

  package var kind: Kind
  /// Nil: any operation.
  package var operation: S3Operation?
  /// Nil: any bucket, or none.
  package var bucket: Text?
  /// Nil: any key, or none. The key of a form is known when it has been stored: `delay`, `refusal` and `cutRequest` do not find it.
  package var key: Text?
  /// How many requests it concerns; nil for all.
  package var count: Int?

  package init(
    _ kind: Kind, operation: S3Operation? = nil, bucket: Text? = nil, key: Text? = nil, count: Int? = nil
  ) {
    self.kind = kind
    self.operation = operation
    self.bucket = bucket
    self.key = key
    self.count = count
  }

  /// Whether it concerns a request.
  func concerns(_ operation: S3Operation, _ bucket: Text?, _ key: Text?) -> Bool {
    (self.operation ?? operation) == operation && (self.bucket == nil || self.bucket == bucket)
      && (self.key == nil || self.key == key)
  }
}
