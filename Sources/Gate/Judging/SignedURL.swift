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

  /// Splits at `&` and at the first `=`. A `+` is a plus sign, as in the canonical query.
  init(wire query: Text?) throws(Failure) {
    guard let query, !query.isEmpty else { return }
    for part in query.split(at: UInt8(ascii: "&")) where !part.isEmpty {
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
      guard index + 2 < bytes.count, let high = Text.digit(bytes[index + 1]), let low = Text.digit(bytes[index + 2])
      else { return nil }
      output.append(high << 4 | low)
      index += 3
    }
    return Text(bytes: output)
  }

  /// With the bytes that cannot stand in a URL as `%XX`; what is encoded stays as it is.
  var escapingWhatIsNoURL: Text {
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
    return Text(bytes: output)
  }

  private static func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
  }
}
