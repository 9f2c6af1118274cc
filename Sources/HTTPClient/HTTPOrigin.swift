/// The scheme, host and port of a server.
public struct HTTPOrigin: Hashable, Sendable {
  /// Whether the connection is encrypted (https).
  public var isSecure: Bool
  /// A name or a numeric address; IPv6 with or without brackets.
  public var host: String
  public var port: UInt16

  /// Creates an origin.
  ///
  /// - Parameter port: Nil for the scheme's default: 80 or 443.
  public init(isSecure: Bool, host: String, port: UInt16? = nil) {
    self.isSecure = isSecure
    self.host = host
    self.port = port ?? (isSecure ? 443 : 80)
  }

  /// The value of the Host field: the host, and the port unless it is the scheme's default.
  public var authority: String {
    let isBare = host.utf8.contains(UInt8(ascii: ":")) && host.utf8.first != UInt8(ascii: "[")
    let name = isBare ? "[\(host)]" : host
    return port == (isSecure ? 443 : 80) ? name : "\(name):\(port)"
  }
}
