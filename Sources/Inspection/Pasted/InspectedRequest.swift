import ReferenceImpl
public import VideoSpec

/// A request as somebody has it in hand: a URL, and what was sent with it as far as that is known.
public struct InspectedRequest: Sendable {
  /// Nil where nobody says.
  public var method: Text?
  /// Absolute.
  public var url: Text
  /// Those that were sent; a `Host` among them is what the server received.
  public var headers: [HeaderField]
  /// Nil where nobody says.
  public var body: Text?

  public init(method: Text? = nil, url: Text, headers: [HeaderField] = [], body: Text? = nil) {
    self.method = method
    self.url = url
    self.headers = headers
    self.body = body
  }
}

/// A parameter as it stands on the wire.
struct WirePair: Hashable {
  let name: [UInt8]
  /// Nil for a name without '='.
  let value: [UInt8]?
  let decodedName: Text

  init(name: [UInt8], value: [UInt8]?) {
    self.name = name
    self.value = value
    decodedName = Text(bytes: PercentEncoding.decode(name[...]))
  }

  var decodedValue: Text { Text(bytes: PercentEncoding.decode((value ?? [])[...])) }
}

/// A request taken apart, nothing judged and nothing decoded.
struct RequestParts {
  var method: Text?
  var scheme: Text
  /// What stands between the scheme and the path.
  var authority: Text
  /// The Host that was received.
  var host: Text
  var path: [UInt8]
  var query: [WirePair]
  var hasFragment: Bool
  /// Without Host.
  let headers: [HeaderField]
  /// The values by lower-case name, in order.
  let headerValues: [Text: [Text]]
  var body: Text?

  /// Nil for what is no absolute URL.
  init?(_ request: InspectedRequest) {
    let url = request.url.trimmed
    guard let start = url.firstRange(of: "://") else { return nil }
    scheme = Text(url.bytes[..<start]).lowercased
    var rest = url.bytes[(start + 3)...]
    hasFragment = rest.contains(UInt8(ascii: "#"))
    if let mark = rest.firstIndex(of: UInt8(ascii: "#")) { rest = rest[..<mark] }
    let end = rest.firstIndex { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "?") } ?? rest.endIndex
    authority = Text(rest[..<end])
    guard !authority.isEmpty, ["http", "https"].contains(scheme) else { return nil }
    let mark = rest.firstIndex(of: UInt8(ascii: "?")) ?? rest.endIndex
    path = Array(rest[end..<mark])
    query = rest[mark...].dropFirst().split(separator: UInt8(ascii: "&")).map { piece in
      guard let equals = piece.firstIndex(of: UInt8(ascii: "=")) else {
        return WirePair(name: Array(piece), value: nil)
      }
      return WirePair(name: Array(piece[..<equals]), value: Array(piece[(equals + 1)...]))
    }
    method = request.method
    headers = request.headers.filter { $0.name.lowercased != "host" }
    headerValues = Dictionary(grouping: headers) { $0.name.lowercased }.mapValues { $0.map(\.value) }
    body = request.body
    // A browser leaves the default port out.
    host = request.headers.first { $0.name.lowercased == "host" }?.value.trimmed ?? Self.sent(authority, scheme)
  }

  /// The Host that a client sends for an authority.
  private static func sent(_ authority: Text, _ scheme: Text) -> Text {
    let port: Text = scheme == "https" ? ":443" : ":80"
    return authority.bytes.suffix(port.bytes.count).elementsEqual(port.bytes)
      ? Text(authority.bytes.dropLast(port.bytes.count)) : authority
  }

  /// The Host that a client sends for the URL.
  var sentHost: Text { Self.sent(authority, scheme) }

  func value(_ name: Text) -> Text? { query.first { $0.decodedName == name }?.decodedValue }

  func count(_ name: Text) -> Int { query.count { $0.decodedName == name } }

  func header(_ name: Text) -> Text? { headerValues[name]?.first?.trimmed }
}

/// What a request says of its signature, read leniently: what is wrong with it is said elsewhere.
struct LooseClaim {
  var place: ClaimedSignature.Place
  var algorithm: Text
  var accessKeyID: Text
  /// What follows the access key in the credential, as it stands.
  var scope: Text
  var day: Text
  var region: Text
  var service: Text
  var date: Text
  var expires: Text?
  /// As they are listed.
  let signedHeaders: [Text]
  /// The names of the signed headers in lower case.
  let signedNames: Set<Text>
  var signature: Text
  var token: Text?

  /// Nil where there is no signature of version 4 at all.
  init?(_ parts: RequestParts) {
    if let signature = parts.value("X-Amz-Signature") {
      self.init(
        .query, credential: parts.value("X-Amz-Credential") ?? "",
        signedHeaders: parts.value("X-Amz-SignedHeaders") ?? "",
        signature: signature)
      algorithm = parts.value("X-Amz-Algorithm") ?? ""
      date = parts.value("X-Amz-Date") ?? ""
      expires = parts.value("X-Amz-Expires")
      token = parts.value("X-Amz-Security-Token")
    } else if let authorization = parts.header("authorization"), authorization.hasPrefix("AWS4-"),
      let (algorithm, rest) = authorization.splitOnce(at: 0x20)
    {
      var values: [Text: Text] = [:]
      for part in rest.bytes.split(whereSeparator: { $0 == UInt8(ascii: ",") || $0 == 0x20 }) {
        if let (name, value) = Text(part).splitOnce(at: UInt8(ascii: "=")) { values[name] = value }
      }
      self.init(
        .header, credential: values["Credential"] ?? "", signedHeaders: values["SignedHeaders"] ?? "",
        signature: values["Signature"] ?? "")
      self.algorithm = algorithm
      date = parts.header("x-amz-date") ?? parts.header("date") ?? ""
      token = parts.header("x-amz-security-token")
    } else {
      return nil
    }
  }

  init(_ place: ClaimedSignature.Place, credential: Text, signedHeaders: Text, signature: Text) {
    self.place = place
    let parts = credential.split(at: UInt8(ascii: "/"))
    let last = parts.suffix(4)
    let isWhole = parts.count >= 5
    accessKeyID = isWhole ? Text(parts.dropLast(4).map(\.bytes).joined(separator: [0x2F])) : parts[0]
    scope = Text((isWhole ? Array(last) : Array(parts.dropFirst())).map(\.bytes).joined(separator: [0x2F]))
    day = isWhole ? last[last.startIndex] : ""
    region = isWhole ? last[last.startIndex + 1] : ""
    service = isWhole ? last[last.startIndex + 2] : ""
    algorithm = Text(SigningAlgorithm.v4.rawValue)
    date = ""
    self.signedHeaders = signedHeaders.isEmpty ? [] : signedHeaders.split(at: UInt8(ascii: ";"))
    signedNames = Set(self.signedHeaders.map(\.lowercased))
    self.signature = signature
  }

  /// AWS's temporary access keys begin so.
  var isTemporary: Bool { accessKeyID.hasPrefix("ASIA") }

  /// AWS's access keys of users begin so, to which no session token belongs.
  var isLasting: Bool { accessKeyID.hasPrefix("AKIA") }
}

extension Text {
  /// Where `other` begins first; nil where it does not stand.
  func firstRange(of other: Text) -> Int? {
    guard bytes.count >= other.bytes.count, let first = other.bytes.first else { return other.isEmpty ? 0 : nil }
    return (0...(bytes.count - other.bytes.count)).first {
      bytes[$0] == first && bytes[$0...].starts(with: other.bytes)
    }
  }

  func contains(_ other: Text) -> Bool { firstRange(of: other) != nil }

  /// With each occurrence of one text in another's place.
  func replacing(_ other: Text, with replacement: Text) -> Text {
    guard let first = other.bytes.first, bytes.contains(first) else { return self }
    var output: [UInt8] = []
    output.reserveCapacity(bytes.count)
    var index = 0
    while index < bytes.count {
      if bytes[index] == first, bytes[index...].starts(with: other.bytes) {
        output += replacement.bytes
        index += other.bytes.count
      } else {
        output.append(bytes[index])
        index += 1
      }
    }
    return Text(bytes: output)
  }
}
