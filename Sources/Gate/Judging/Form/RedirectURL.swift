import VideoSpec

/// The URL of a redirect, as the target page reads it: a space in the query may be `%20` or `+`, and characters may be encoded or not.
struct RedirectURL: Hashable {
  /// What comes before the query.
  private let page: Text
  /// The decoded names and values, in their order.
  private let query: [[Text]]
  /// What comes after the query.
  private let fragment: Text?

  init(_ url: Text) {
    let (whole, fragment) = url.splitOnce(at: UInt8(ascii: "#")).map { ($0, $1) } ?? (url, nil)
    let (page, query) = whole.splitOnce(at: UInt8(ascii: "?")).map { ($0, $1) } ?? (whole, Text())
    self.page = page
    self.query = query.split(at: UInt8(ascii: "&")).map { pair in
      pair.splitOnce(at: UInt8(ascii: "=")).map { [Self.decoded($0), Self.decoded($1)] } ?? [Self.decoded(pair)]
    }
    self.fragment = fragment
  }

  private static func decoded(_ text: Text) -> Text {
    Text(bytes: text.bytes.map { $0 == UInt8(ascii: "+") ? 0x20 : $0 }).percentDecoded ?? text
  }
}
