/// The start line and the header fields of a request.
public struct RequestHead: Hashable, Sendable {
  /// The method as it was sent. Methods are case-sensitive.
  public var method: [UInt8]
  /// The request target as it was sent, with nothing decoded or normalised.
  public var target: [UInt8]
  /// The version is HTTP/1.`versionMinor`.
  public var versionMinor: Int
  public var fields: HTTPFields

  public init(method: [UInt8], target: [UInt8], versionMinor: Int = 1, fields: HTTPFields = HTTPFields()) {
    self.method = method
    self.target = target
    self.versionMinor = versionMinor
    self.fields = fields
  }

  /// Creates a head from two strings.
  public init(_ method: String, _ target: String, fields: HTTPFields = HTTPFields()) {
    self.init(method: Array(method.utf8), target: Array(target.utf8), fields: fields)
  }

  /// Whether the method is this one.
  public func isMethod(_ name: String) -> Bool { method.elementsEqual(name.utf8) }

  /// The path and query of the target.
  ///
  /// That is the target itself, unless it has the absolute form: then it is what follows the authority, or `/`. The target `*` is itself.
  /// - Note: RFC 9112 §3.2.
  public var pathAndQuery: ArraySlice<UInt8> { RequestTarget.pathAndQuery(of: target) }
}

/// The start line and the header fields of a response.
public struct ResponseHead: Hashable, Sendable {
  public var status: Int
  /// The reason phrase. Nothing depends on it.
  public var reason: [UInt8]
  /// The version is HTTP/1.`versionMinor`.
  public var versionMinor: Int
  public var fields: HTTPFields

  public init(status: Int, reason: [UInt8], versionMinor: Int = 1, fields: HTTPFields = HTTPFields()) {
    self.status = status
    self.reason = reason
    self.versionMinor = versionMinor
    self.fields = fields
  }

  /// Creates a head with the usual reason phrase of the status.
  public init(_ status: Int, fields: HTTPFields = HTTPFields()) {
    self.init(status: status, reason: Array(ReasonPhrase.usual(for: status).utf8), fields: fields)
  }
}
