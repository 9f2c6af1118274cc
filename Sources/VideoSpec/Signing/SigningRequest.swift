/// A request to sign.
public struct SigningRequest: Sendable {
  /// The method (`GET`, `PUT` and so on), signed as given.
  public var method: Text
  public var endpoint: Endpoint
  public var target: Target
  /// The headers in the order in which they are sent, without `host`, which is derived from the endpoint.
  public var headers: [HeaderField]
  public var payload: Payload

  public init(
    method: Text, endpoint: Endpoint, target: Target, headers: [HeaderField] = [], payload: Payload = .body(Text())
  ) {
    self.method = method
    self.endpoint = endpoint
    self.target = target
    self.headers = headers
    self.payload = payload
  }
}

/// The server that requests are sent to, such as `https://s3.eu-west-1.amazonaws.com` or `http://localhost:9000`.
public struct Endpoint: Hashable, Sendable {
  public enum Scheme: String, Sendable {
    case http
    case https

    public var defaultPort: Int { self == .http ? 80 : 443 }
  }

  public var scheme: Scheme
  public var host: Text
  /// The port, or nil if it is the scheme's default (SIG-038).
  public var port: Int?

  public init(scheme: Scheme = .https, host: Text, port: Int? = nil) {
    self.scheme = scheme
    self.host = host
    self.port = port == scheme.defaultPort ? nil : port
  }

  /// Parses `SCHEME://HOST[:PORT]`, optionally followed by `/`. Returns nil for anything else.
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
      // Int() would also accept a sign.
      guard digits.allSatisfy({ (0x30...0x39).contains($0) }),
        let number = Int(String(decoding: digits, as: UTF8.self)), (1...65535).contains(number)
      else { return nil }
      port = number
      rest = rest[..<colon]
    }
    guard Endpoint.isHost(rest) else { return nil }
    self.init(scheme: scheme, host: Text(rest), port: port)
  }

  /// Whether the text consists of letters, digits, `.`, `-` and `_`, or is an IPv6 address in brackets.
  private static func isHost(_ bytes: ArraySlice<UInt8>) -> Bool {
    if bytes.count > 2, bytes.first == UInt8(ascii: "["), bytes.last == UInt8(ascii: "]") {
      let address = bytes.dropFirst().dropLast()
      return address.contains(UInt8(ascii: ":")) && address.allSatisfy("0123456789abcdefABCDEF:.".utf8.contains)
    }
    return !bytes.isEmpty && bytes.allSatisfy { $0.isASCIIAlphanumeric || ".-_".utf8.contains($0) }
  }

  /// The value of the `host` header.
  public var authority: Text { port.map { host + Text(":\($0)") } ?? host }

  /// The endpoint as `SCHEME://HOST[:PORT]`.
  public var origin: Text { Text("\(scheme.rawValue)://") + authority }
}

/// The target of a request: an object, or a request target on the wire.
public enum Target: Hashable, Sendable {
  /// An object, given by its raw key. The signer encodes the key.
  case object(bucket: Text, key: Text, addressing: Addressing, query: [QueryItem])
  /// Path and query as in the request line. They are already encoded and are sent unchanged.
  case wire(Text)
}

/// Where a URL names the bucket: in the host or in the path.
public enum Addressing: String, Sendable {
  /// `https://BUCKET.HOST/KEY`
  case virtual
  /// `https://HOST/BUCKET/KEY`
  case path
}

/// A query parameter, before encoding.
public struct QueryItem: Hashable, Sendable {
  public var name: Text
  /// The value, or nil for a name without a value, such as `?uploads`.
  public var value: Text?

  public init(_ name: Text, _ value: Text?) {
    self.name = name
    self.value = value
  }
}

/// A header or form field, exactly as given.
public struct HeaderField: Hashable, Sendable {
  public var name: Text
  public var value: Text

  public init(_ name: Text, _ value: Text) {
    self.name = name
    self.value = value
  }
}

/// The body as it takes part in the signature.
public enum Payload: Hashable, Sendable {
  case body(Text)
  /// `UNSIGNED-PAYLOAD`, which only S3 has.
  case unsigned
}

/// The algorithm that signs a request.
public enum SigningAlgorithm: String, Sendable {
  case v4 = "AWS4-HMAC-SHA256"
  case v4a = "AWS4-ECDSA-P256-SHA256"
}

/// A request as received by a server.
public struct ReceivedRequest: Hashable, Sendable {
  public var method: Text
  /// The path and query from the request line.
  public var target: Text
  /// The headers in the order received, including `Host`.
  public var headers: [HeaderField]
  public var body: Text

  public init(method: Text, target: Text, headers: [HeaderField], body: Text = Text()) {
    self.method = method
    self.target = target
    self.headers = headers
    self.body = body
  }
}
