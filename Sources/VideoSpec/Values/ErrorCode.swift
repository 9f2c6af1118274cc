/// What went wrong, in a word: S3's own codes, and those of the reference's inputs. Vectors and the protocol carry the raw value.
public struct ErrorCode: Hashable, Sendable, CustomStringConvertible {
  public let rawValue: String

  public init(_ rawValue: String) { self.rawValue = rawValue }

  public var description: String { rawValue }
}

/// A rejection: of an input by a signer, or of a request by a verifier.
public struct Rejection: Error, Hashable, Sendable {
  public var code: ErrorCode
  /// The HTTP status that S3 answers with; nil for rejections by a signer.
  public var status: Int?
  /// The input's field, header or parameter that is at fault.
  public var field: String?
  /// For people; never compared, never with a secret in it.
  public var message: String
  /// What S3's answer says besides, such as `ProposedSize` and `MaxSizeAllowed`, and `Condition`, the one that failed.
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
