import VideoSpec

/// A URL that came back from a signer, taken apart; nothing in it is decoded but what is asked for.
struct SignedURL {
  var endpoint: Endpoint
  /// As written; `/` when it is empty.
  var path: Text
  /// As written, without `?`; nil when there is none.
  var query: Text?

  init(_ url: Text) throws(Failure) {
    guard !url.bytes.contains(UInt8(ascii: "#")) else {
      throw Failure("the URL has a fragment, which no client sends: \(url)")
    }
    guard let colon = url.splitOnce(at: UInt8(ascii: ":")), colon.tail.hasPrefix("//") else {
      throw Failure("the output is not an absolute URL: \(url)")
    }
    let rest = colon.tail.bytes.dropFirst(2)
    let authority = rest.prefix { $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "?") }
    guard let endpoint = Endpoint(colon.head.lowercased + "://" + Text(authority)) else {
      throw Failure("the URL does not begin with http or https and a host: \(url)")
    }
    self.endpoint = endpoint
    let target = WireTarget(Text(rest.dropFirst(authority.count)))
    path = target.path
    query = target.query
  }

  /// Path and query, as the request line has them.
  var target: Text { query.map { path + "?" + $0 } ?? path }
}

/// The bytes that may stand in a URL (RFC 3986, sections 3.3 and 3.4), so that every client sends it and every server reads it alike.
enum URLBytes {
  private static let unreserved = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"
  /// Unreserved ones, delimiters, ':' and '@'; a '+' is none of them, as servers read it as a space.
  private static let legal = Set((unreserved + "!$&'()*,;=:@").utf8)

  /// - Parameter also: what delimits in this place.
  static func check(_ text: Text, of place: String, also delimiters: String) throws(Failure) {
    guard text.percentDecoded != nil else {
      throw Failure("the URL's \(place) has a '%' that two hexadecimal digits do not follow: \(text)")
    }
    guard !text.bytes.contains(UInt8(ascii: "+")) else {
      throw Failure("the URL's \(place) has a '+', which servers read as a space: \(text)")
    }
    let legal = URLBytes.legal.union(delimiters.utf8).union("%".utf8)
    guard let byte = text.bytes.first(where: { !legal.contains($0) }) else { return }
    throw Failure(
      "the URL's \(place) has the byte 0x\(Hexadecimal.lowercase([byte])), which belongs percent-encoded: \(text)")
  }
}

/// Path and query as they stand in a request line.
struct WireTarget {
  /// `/` when it is empty.
  var path: Text
  var query: Text?

  init(_ target: Text) {
    let parts = target.splitOnce(at: UInt8(ascii: "?"))
    path = parts?.head ?? target
    if path.isEmpty { path = "/" }
    query = parts?.tail
  }
}

/// Names and values of a query, decoded, however often each occurs.
struct QueryPairs {
  struct Pair: Hashable {
    var name: Text
    var value: Text
  }

  private(set) var pairs: [Pair] = []

  /// The parts of a query between its `&`s, as written.
  static func parts(of query: Text?) -> [Text] {
    (query ?? "").split(at: UInt8(ascii: "&")).filter { !$0.isEmpty }
  }

  /// Splits each part at its first `=`. A `+` is a plus sign, as in the canonical query.
  init(parts: [Text]) throws(Failure) {
    for part in parts {
      let (name, value) = part.splitOnce(at: UInt8(ascii: "=")) ?? (part, Text())
      guard let name = name.percentDecoded, let value = value.percentDecoded else {
        throw Failure("the query has a '%' that two hexadecimal digits do not follow: \(part)")
      }
      pairs.append(Pair(name: name, value: value))
    }
  }

  init(_ items: [QueryItem]) { pairs = items.map { Pair(name: $0.name, value: $0.value ?? Text()) } }

  func values(of name: Text) -> [Text] { pairs.filter { $0.name == name }.map(\.value) }

  /// Takes one pair away; false when there is none like it.
  mutating func remove(_ pair: Pair) -> Bool {
    guard let index = pairs.firstIndex(of: pair) else { return false }
    pairs.remove(at: index)
    return true
  }
}

extension Text {
  /// The bytes that `%XX` stands for; nil where two hexadecimal digits do not follow a `%`.
  var percentDecoded: Text? {
    var output: [UInt8] = []
    output.reserveCapacity(bytes.count)
    var index = 0
    while index < bytes.count {
      guard bytes[index] == UInt8(ascii: "%") else {
        output.append(bytes[index])
        index += 1
        continue
      }
      guard index + 2 < bytes.count, let byte = Hexadecimal.byte(bytes[index + 1], bytes[index + 2]) else { return nil }
      output.append(byte)
      index += 3
    }
    return Text(bytes: output)
  }

  /// As it is, and as it can be sent: the bytes that cannot stand in a URL as `%XX`, what is encoded as it is.
  var wireForms: [Text] {
    let forbidden = Set("\"<>\\^`{|}".utf8)
    var output: [UInt8] = []
    for byte in bytes {
      if byte <= 0x20 || byte >= 0x7F || forbidden.contains(byte) {
        output.append(UInt8(ascii: "%"))
        output += Hexadecimal.lowercase([byte]).bytes.map { $0 >= 0x61 ? $0 & ~0x20 : $0 }
      } else {
        output.append(byte)
      }
    }
    return [self, Text(bytes: output)]
  }
}
