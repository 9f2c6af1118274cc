/// The code of a rejection: one of S3's error codes, or one for an input that a signer rejects.
///
/// Vectors and the adapter protocol carry the raw value.
public struct ErrorCode: Hashable, Sendable, CustomStringConvertible {
  public let rawValue: String

  public init(_ rawValue: String) { self.rawValue = rawValue }

  public var description: String { rawValue }
}

/// The rejection of an input by a signer, or of a request by a verifier.
public struct Rejection: Error, Hashable, Sendable {
  public var code: ErrorCode
  /// The HTTP status of S3's response, or nil for a rejection by a signer.
  public var status: Int?
  /// The name of the faulty field, header or parameter.
  public var field: String?
  /// A message for people. It is never compared and never contains a secret.
  public var message: String
  /// The further elements of S3's response, such as `ProposedSize`, `MaxSizeAllowed` and `Condition`, the failed condition.
  public var details: [HeaderField]

  public init(
    _ code: ErrorCode, status: Int? = nil, field: String? = nil, _ message: String, details: [HeaderField] = []
  ) {
    self.code = code
    self.status = status
    self.field = field
    self.message = message
    self.details = details
  }
}

extension Rejection: CustomStringConvertible {
  public var description: String { "\(code)\(field.map { " (\($0))" } ?? ""): \(message)" }
}
