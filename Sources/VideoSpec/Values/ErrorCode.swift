/// Says in one word why an input or a request is rejected.
///
/// The codes are S3's own, and for the inputs of a signer, builder or recorder this project's. Vectors and the protocol carry the raw value.
/// Every code is a constant: see the extensions beside the rules of each subject.
public struct ErrorCode: Hashable, Sendable, CustomStringConvertible {
  public let rawValue: String

  public init(_ rawValue: String) { self.rawValue = rawValue }

  public var description: String { rawValue }
}
