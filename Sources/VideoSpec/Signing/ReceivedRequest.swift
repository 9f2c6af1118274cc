/// A request as a server received it.
public struct ReceivedRequest: Hashable, Sendable {
  public var method: Text
  /// The path and query of the request line, as received.
  public var target: Text
  /// The headers in the order received, `Host` included.
  public var headers: [HeaderField]
  public var body: Text

  public init(method: Text, target: Text, headers: [HeaderField], body: Text = Text()) {
    self.method = method
    self.target = target
    self.headers = headers
    self.body = body
  }

  /// Creates the request that a client sends to a URL: the `Host` header first, then the given headers.
  ///
  /// Nothing is encoded or normalised. A fragment is not sent. Returns nil unless the URL is `http://` or `https://` and a host, with or without a
  /// path and a query.
  public init?(_ method: Text, url: Text, headers: [HeaderField] = [], body: Text = Text()) {
    guard let scheme = (["http://", "https://"] as [Text]).first(where: url.hasPrefix) else { return nil }
    let rest = url.bytes.dropFirst(scheme.bytes.count).prefix { $0 != UInt8(ascii: "#") }
    let end = rest.firstIndex { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "?") } ?? rest.endIndex
    guard end > rest.startIndex else { return nil }
    let hasPath = end < rest.endIndex && rest[end] == UInt8(ascii: "/")
    self.init(
      method: method, target: (hasPath ? "" : "/") + Text(rest[end...]),
      headers: [HeaderField("Host", Text(rest[..<end]))] + headers, body: body)
  }
}
