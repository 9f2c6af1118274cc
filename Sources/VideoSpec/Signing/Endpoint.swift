/// The scheme, host and port of a server, such as `https://s3.eu-west-1.amazonaws.com` or `http://localhost:9000`.
public struct Endpoint: Hashable, Sendable {
  public enum Scheme: String, Sendable {
    case http
    case https

    public var defaultPort: Int { self == .http ? 80 : 443 }
  }

  public var scheme: Scheme
  public var host: Text
  /// The port, or nil for the scheme's default (SIG-038).
  public var port: Int?

  /// Creates an endpoint. The host becomes lower case, as in browsers (SIG-049).
  public init(scheme: Scheme = .https, host: Text, port: Int? = nil) {
    self.scheme = scheme
    self.host = host.lowercased
    self.port = port == scheme.defaultPort ? nil : port
  }

  /// Reads `SCHEME://HOST[:PORT]`, optionally followed by `/`. Returns nil for any other form.
  public init?(_ text: Text) {
    let scheme: Scheme
    var rest: ArraySlice<UInt8>
    if text.hasPrefix("https://") {
      (scheme, rest) = (.https, text.bytes[8...])
    } else if text.hasPrefix("http://") {
      (scheme, rest) = (.http, text.bytes[7...])
    } else {
      return nil
    }
    if rest.last == UInt8(ascii: "/") { rest.removeLast() }
    var port: Int?
    if let colon = rest.lastIndex(of: UInt8(ascii: ":")), !rest[colon...].contains(UInt8(ascii: "]")) {
      let digits = rest[(colon + 1)...]
      // `Int()` would accept a sign.
      guard digits.allSatisfy({ (0x30...0x39).contains($0) }),
        let number = Int(String(decoding: digits, as: UTF8.self)), (1...65535).contains(number)
      else { return nil }
      port = number
      rest = rest[..<colon]
    }
    guard Endpoint.isHost(rest) else { return nil }
    self.init(scheme: scheme, host: Text(rest), port: port)
  }

  /// Returns whether the bytes are letters, digits, `.`, `-` and `_`, or an IPv6 address in brackets.
  private static func isHost(_ bytes: ArraySlice<UInt8>) -> Bool {
    if bytes.count > 2, bytes.first == UInt8(ascii: "["), bytes.last == UInt8(ascii: "]") {
      let address = bytes.dropFirst().dropLast()
      return address.contains(UInt8(ascii: ":")) && address.allSatisfy("0123456789abcdefABCDEF:.".utf8.contains)
    }
    return !bytes.isEmpty && bytes.allSatisfy { $0.isASCIIAlphanumeric || ".-_".utf8.contains($0) }
  }

  /// The value of the `host` header: the host, and the port unless it is the default.
  public var authority: Text { port.map { host + Text(":\($0)") } ?? host }

  /// The endpoint as a URL without a path: `SCHEME://HOST[:PORT]`.
  public var origin: Text { Text("\(scheme.rawValue)://") + authority }
}
