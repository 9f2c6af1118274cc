public import VideoSpec

/// What a request or a form was intended to be, as far as it is known.
///
/// A correctly signed URL can still be for another key, bucket, host or expiry than the intended one.
public struct Intention: Sendable {
  /// Nil if unknown. An empty name counts as unknown.
  public var bucket: Text? { didSet { bucket = bucket.flatMap { $0.isEmpty ? nil : $0 } } }
  /// The key, not encoded; nil if unknown. An empty key counts as unknown.
  public var key: Text? { didSet { key = key.flatMap { $0.isEmpty ? nil : $0 } } }
  /// The requested expiry in seconds.
  public var expires: Int?
  /// The endpoint that the signer was given.
  public var endpoint: Endpoint?
  public var addressing: Addressing?
  /// The request's own query parameters.
  public var query: [QueryItem]
  /// The requested conditions of a policy; nil if unknown.
  public var conditions: [PolicyCondition]?
  /// The requested fields of a form, without those that the builder adds.
  public var fields: [Field]
  /// The URL that a form should be sent to.
  public var url: Text? { didSet { url = url.flatMap { $0.isEmpty ? nil : $0 } } }
  /// The names of the headers that the signer was given.
  public var headers: [Text] = []
  /// The policy document that should have been signed.
  public var policy: Text?
  /// What the text says from which the request was read.
  var clues = PastedClues()

  public init(
    bucket: Text? = nil, key: Text? = nil, expires: Int? = nil, endpoint: Endpoint? = nil,
    addressing: Addressing? = nil,
    query: [QueryItem] = [], conditions: [PolicyCondition]? = nil, fields: [Field] = [], url: Text? = nil
  ) {
    self.bucket = bucket.flatMap { $0.isEmpty ? nil : $0 }
    self.key = key.flatMap { $0.isEmpty ? nil : $0 }
    self.expires = expires
    self.endpoint = endpoint
    self.addressing = addressing
    self.query = query
    self.conditions = conditions
    self.fields = fields
    self.url = url.flatMap { $0.isEmpty ? nil : $0 }
  }

  /// ``expires`` within bounds that cannot overflow in calculations.
  var boundedExpires: Int? { expires.map { min(max($0, -1_000_000_000_000), 1_000_000_000_000) } }
}
