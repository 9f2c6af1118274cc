import ReferenceImpl
import VideoSpec

/// A query parameter as it is in the URL.
struct RawParameter: Hashable {
  let name: [UInt8]
  /// Nil for a name without `=`.
  let value: [UInt8]?
  let decodedName: Text

  init(name: [UInt8], value: [UInt8]?) {
    self.name = name
    self.value = value
    decodedName = Text(bytes: PercentEncoding.decode(name[...]))
  }

  /// The parameters of a query.
  static func pairs(_ query: ArraySlice<UInt8>) -> [RawParameter] {
    query.split(separator: UInt8(ascii: "&")).map { piece in
      guard let equals = piece.firstIndex(of: UInt8(ascii: "=")) else {
        return RawParameter(name: Array(piece), value: nil)
      }
      return RawParameter(name: Array(piece[..<equals]), value: Array(piece[(equals + 1)...]))
    }
  }

  var decodedValue: Text { Text(bytes: PercentEncoding.decode((value ?? [])[...])) }
}

/// The parts of a request, neither judged nor decoded.
struct RequestParts {
  var method: Text?
  var scheme: Text
  /// The host and the port in the URL.
  var authority: Text
  /// The received `Host`.
  var host: Text
  var path: [UInt8]
  var query: [RawParameter]
  var hasFragment: Bool
  /// All headers except `Host`.
  let headers: [HeaderField]
  /// The headers' values by lower-case name, in order.
  let headerValues: [Text: [Text]]
  var body: Text?
  /// The SHA-256 of the body in hexadecimal; nil if neither the body nor its hash is known.
  let bodyHash: [UInt8]?
  /// The values of the `x-amz-*` parameters of the URL by lower-case name: of equal names, the first.
  let amzParameters: [Text: Text]
  /// Whether no other headers were sent: the request is one as received, or the given headers are those of a whole request, with its `Host`.
  let isComplete: Bool
  /// Whether the request is what a server's canonical request shows. In it, a header without a value was not sent.
  let isCanonical: Bool

  /// Nil if the URL is not absolute.
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
    query = RawParameter.pairs(rest[mark...].dropFirst())
    method = request.method
    headers = request.headers.filter { $0.name.lowercased != "host" }
    isCanonical = request.isCanonical
    isComplete = request.isAsReceived || !headers.isEmpty && headers.count < request.headers.count
    headerValues = Dictionary(grouping: headers) { $0.name.lowercased }.mapValues { $0.map(\.value) }
    var parameters: [Text: Text] = [:]
    for pair in query {
      let name = pair.decodedName.lowercased
      if name.hasPrefix("x-amz-"), !Self.ofSignature.contains(name), parameters[name] == nil {
        parameters[name] = pair.decodedValue
      }
    }
    amzParameters = parameters
    body = request.body
    bodyHash = request.bodyHash?.bytes ?? request.body.map { Hexadecimal.encode(SHA256.digest(of: $0.bytes)) }
    // Browsers omit the default port, and write the host in lower case, as most clients do.
    host =
      request.headers.first { $0.name.lowercased == "host" }?.value.trimmed ?? Self.sent(authority, scheme).lowercased
  }

  /// Parameters of the signature itself, which are no headers.
  private static let ofSignature: Set<Text> = [
    "x-amz-algorithm", "x-amz-credential", "x-amz-expires", "x-amz-signedheaders", "x-amz-signature",
  ]

  /// The `Host` that a client sends for an authority.
  private static func sent(_ authority: Text, _ scheme: Text) -> Text {
    let port: Text = scheme == "https" ? ":443" : ":80"
    return authority.bytes.suffix(port.bytes.count).elementsEqual(port.bytes)
      ? Text(authority.bytes.dropLast(port.bytes.count)) : authority
  }

  /// The `Host` that a client sends for the URL if it does not change the case of letters.
  var sentHost: Text { Self.sent(authority, scheme) }

  func value(_ name: Text) -> Text? { query.first { $0.decodedName == name }?.decodedValue }

  func count(_ name: Text) -> Int { query.count { $0.decodedName == name } }

  func header(_ name: Text) -> Text? { headerValues[name]?.first?.trimmed }
}
