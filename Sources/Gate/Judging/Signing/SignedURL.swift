import VideoSpec

/// The parts of a URL that a signer returned, not decoded.
struct SignedURL {
  var endpoint: Endpoint
  /// The path as written; `/` if it is empty.
  var path: Text
  /// The query as written, without `?`; nil if there is none.
  var query: Text?

  init(_ url: Text) throws(Failure) {
    guard !url.bytes.contains(UInt8(ascii: "#")) else {
      throw Failure("the URL has a fragment, which clients do not send: \(url)", breaks: ["SIG-011", "SIG-097"])
    }
    guard let colon = url.splitOnce(at: UInt8(ascii: ":")), colon.tail.hasPrefix("//") else {
      throw Failure("the output is not an absolute URL: \(url)", breaks: ["SIG-097"])
    }
    let rest = colon.tail.bytes.dropFirst(2)
    let authority = rest.prefix { $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "?") }
    guard let endpoint = Endpoint(colon.head.lowercased + "://" + Text(authority)) else {
      throw Failure("the URL does not begin with http:// or https:// and a host: \(url)", breaks: ["SIG-097"])
    }
    self.endpoint = endpoint
    let target = WireTarget(Text(rest.dropFirst(authority.count)))
    path = target.path
    query = target.query
  }

  /// The path and query, as in a request line.
  var target: Text { query.map { path + "?" + $0 } ?? path }
}

/// The bytes that a URL may contain (RFC 3986, sections 3.3 and 3.4), so that all clients and servers treat it in the same way.
enum URLBytes {
  private static let unreserved = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"
  /// Unreserved bytes, delimiters, `:` and `@`. A `+` is not among them, because servers read it as a space.
  private static let legal = Set((unreserved + "!$&'()*,;=:@").utf8)

  /// Checks that a part of a URL contains only legal bytes.
  ///
  /// - Parameter delimiters: The delimiters that this part may contain, too.
  static func check(_ text: Text, of place: String, also delimiters: String) throws(Failure) {
    guard text.percentDecoded != nil else {
      throw Failure(
        "the URL's \(place) has a \"%\" without two hexadecimal digits after it: \(text)",
        breaks: ["SIG-011", "SIG-002", "SIG-027"])
    }
    guard !text.bytes.contains(UInt8(ascii: "+")) else {
      throw Failure(
        "the URL's \(place) has a \"+\", which servers read as a space: \(text)",
        breaks: ["SIG-003", "SIG-011", "SIG-002"])
    }
    let legal = URLBytes.legal.union(delimiters.utf8).union("%".utf8)
    guard let byte = text.bytes.first(where: { !legal.contains($0) }) else { return }
    throw Failure(
      "the URL's \(place) has the byte 0x\(Hexadecimal.lowercase([byte])), which must be percent-encoded: \(text)",
      breaks: ["SIG-002", "SIG-003", "SIG-004", "SIG-011", "SIG-020"])
  }
}

/// The path and query of a request line.
struct WireTarget {
  /// The path; `/` if it is empty.
  var path: Text
  var query: Text?

  init(_ target: Text) {
    let parts = target.splitOnce(at: UInt8(ascii: "?"))
    path = parts?.head ?? target
    if path.isEmpty { path = "/" }
    query = parts?.tail
  }
}

/// The decoded names and values of a query. A pair may occur several times.
struct QueryPairs {
  struct Pair: Hashable {
    var name: Text
    var value: Text
  }

  private(set) var pairs: [Pair] = []

  /// The parts of a query between `&`, as written.
  static func parts(of query: Text?) -> [Text] {
    (query ?? "").split(at: UInt8(ascii: "&")).filter { !$0.isEmpty }
  }

  /// Splits each part at its first `=`. A `+` is a plus sign, as in the canonical query.
  init(parts: [Text]) throws(Failure) {
    for part in parts {
      let (name, value) = part.splitOnce(at: UInt8(ascii: "=")) ?? (part, Text())
      guard let name = name.percentDecoded, let value = value.percentDecoded else {
        throw Failure(
          "the query has a \"%\" without two hexadecimal digits after it: \(part)", breaks: ["SIG-020", "SIG-027"])
      }
      pairs.append(Pair(name: name, value: value))
    }
  }

  init(_ items: [QueryItem]) { pairs = items.map { Pair(name: $0.name, value: $0.value ?? Text()) } }

  func values(of name: Text) -> [Text] { pairs.filter { $0.name == name }.map(\.value) }

  /// Removes one such pair. Returns false if there is none.
  mutating func remove(_ pair: Pair) -> Bool {
    guard let index = pairs.firstIndex(of: pair) else { return false }
    pairs.remove(at: index)
    return true
  }
}

extension Text {
  /// The text with every `%XX` decoded; nil if a `%` is not followed by two hexadecimal digits.
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

  /// The text itself, and the text with the bytes encoded that a URL cannot contain. What is encoded already stays as it is.
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
