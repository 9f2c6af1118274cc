/// The error that a signer, verifier, parser or recorder throws for an input it rejects.
public struct Rejection: Error, Hashable, Sendable {
  public var code: ErrorCode
  /// The HTTP status of S3's response; nil where S3 is not involved, as in a signer.
  public var status: Int?
  /// The name of the input field, header or parameter that is wrong.
  public var field: String?
  /// An explanation for people. It is never compared and never contains a secret.
  public var message: String
  /// What S3's response says besides: `ProposedSize` and `MaxSizeAllowed`, or the `Condition` that failed.
  public var details: [Field]

  public init(
    _ code: ErrorCode, status: Int? = nil, field: String? = nil, _ message: String, details: [Field] = []
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
