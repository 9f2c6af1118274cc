/// The resource that a request is for.
public enum Target: Hashable, Sendable {
  /// An object by its raw key, which the signer encodes. The parameters are not encoded either.
  case object(bucket: Text, key: Text, addressing: Addressing = .virtual, query: [QueryItem] = [])
  /// The path and query of the request line, already encoded, which are sent as they are.
  case wire(Text)
}

/// The part of a URL that names the bucket.
public enum Addressing: String, Sendable {
  /// `https://BUCKET.HOST/KEY`
  case virtual
  /// `https://HOST/BUCKET/KEY`
  case path
}

/// A query parameter, not encoded.
public struct QueryItem: Hashable, Sendable {
  public var name: Text
  /// Nil for a name without a value, as in `?uploads`.
  public var value: Text?

  public init(_ name: Text, _ value: Text?) {
    self.name = name
    self.value = value
  }
}
