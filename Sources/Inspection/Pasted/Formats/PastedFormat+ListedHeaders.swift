import ReferenceImpl
import VideoSpec

extension PastedFormat {
  /// The headers of a request as people and debuggers list them: with bullets, in code spans, in tables, as `[0] {[name, value]}`.
  static let listedHeaders = PastedFormat(name: "the headers of a request") { pasted in
    var found: [Found] = []
    for run in pasted.unclaimed {
      var list = HeaderList()
      for number in run {
        if let header = ListedHeader(pasted[number]) {
          list.append(header, number)
        } else if list.isOver(at: number) {
          if let result = list.found { found.append(result) }
          list = HeaderList()
        }
      }
      if let result = list.found { found.append(result) }
    }
    return found
  }
}

/// Headers on lines that follow each other.
private struct HeaderList {
  private var headers: [HeaderField] = []
  private var isDecorated = false
  private var lines = 0..<0

  mutating func append(_ header: ListedHeader, _ number: Int) {
    lines = headers.isEmpty ? number..<(number + 1) : lines.lowerBound..<(number + 1)
    headers.append(HeaderField(header.name, header.value))
    isDecorated = isDecorated || header.isDecorated
  }

  /// One line between two headers may be anything: debuggers and tables have such lines.
  func isOver(at number: Int) -> Bool { !headers.isEmpty && number > lines.upperBound + 1 }

  /// The request, as far as its headers tell; nil if they are too few.
  var found: PastedFormat.Found? {
    guard isDecorated, headers.count >= 3, let host = headers.first("host"), !host.contains(" "),
      headers.contains(where: {
        $0.name.lowercased.hasPrefix("x-amz-") || $0.name.lowercased == "authorization" && $0.value.hasPrefix("AWS")
      })
    else { return nil }
    var message = HTTPMessage()
    message.target = "/"
    message.headers = headers
    guard let request = message.request(body: nil) else { return nil }
    var found = PastedFormat.Found(lines: lines, contents: [.request(request)])
    found.isHead = true
    return found
  }
}

/// A line that lists a header.
private struct ListedHeader {
  let name: Text
  let value: Text
  /// Whether the line is not one of HTTP itself.
  let isDecorated: Bool

  private static let names: Set<Text> = [
    "authorization", "host", "date", "content-type", "content-md5", "content-length", "content-encoding",
    "transfer-encoding", "user-agent", "expect", "amz-sdk-invocation-id", "amz-sdk-request", "cache-control",
    "content-disposition", "accept-encoding", "te", "connection",
  ]
  private static let marks = Array("`\"'*|{[(, \t".utf8)

  init?(_ line: ArraySlice<UInt8>) {
    guard line.count < 1 << 13, let start = line.firstIndex(where: { $0 > 0x20 }) else { return nil }
    var rest = line[start...]
    let first = rest.startIndex
    // The bullet or the number.
    if rest.starts(with: "[".utf8), let end = rest.prefix(8).firstIndex(of: UInt8(ascii: "]")),
      rest[(start + 1)..<end].allSatisfy({ (0x30...0x39).contains($0) })
    {
      rest = rest[(end + 1)...]
    } else {
      for bullet in ["- ", "* ", "+ ", "• "] where rest.starts(with: bullet.utf8) {
        rest = rest.dropFirst(bullet.utf8.count)
      }
      let digits = rest.prefix { (0x30...0x39).contains($0) }
      let next = rest.dropFirst(digits.count).first
      if !digits.isEmpty, next == UInt8(ascii: ".") || next == UInt8(ascii: ")") {
        rest = rest.dropFirst(digits.count + 1)
      }
    }
    rest = rest.drop { Self.marks.contains($0) }
    let name = rest.prefix {
      (0x30...0x39).contains($0) || (0x61...0x7A).contains($0 | 0x20) || $0 == UInt8(ascii: "-")
    }
    let lowercased = Text(name).lowercased
    guard lowercased.hasPrefix("x-amz-") || Self.names.contains(lowercased) else { return nil }
    var isDecorated = rest.startIndex > first
    rest = rest[name.endIndex...]
    // The separator: a colon, an arrow, a comma or a bar, with the marks around it.
    let before = rest.prefix { "`\"'* \t".utf8.contains($0) }
    rest = rest[before.endIndex...]
    if rest.starts(with: "=>".utf8) {
      rest = rest.dropFirst(2)
      isDecorated = true
    } else if rest.first == UInt8(ascii: ":") {
      rest = rest.dropFirst()
      // A canonical request has no space after the colon.
      if !isDecorated, rest.first != 0x20 { return nil }
    } else if let byte = rest.first, ",|=".utf8.contains(byte), isDecorated || byte == UInt8(ascii: "=") {
      rest = rest.dropFirst()
      isDecorated = true
    } else {
      return nil
    }
    isDecorated = isDecorated || !before.isEmpty
    rest = rest.drop { Self.marks.contains($0) }
    var end = rest.endIndex
    while end > rest.startIndex, rest[end - 1] <= 0x20 || isDecorated && "`\"'*|]}),;".utf8.contains(rest[end - 1]) {
      end -= 1
    }
    self.name = Text(name)
    value = Text(rest[..<end])
    self.isDecorated = isDecorated
  }
}
