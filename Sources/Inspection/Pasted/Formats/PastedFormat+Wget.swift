import ReferenceImpl
import VideoSpec

extension PastedFormat {
  /// A wget command.
  static let wget = PastedFormat(name: "a wget command") { lines in
    var found: [Found] = []
    var end = 0
    for offset in lines.offsets(of: "wget") where offset >= end {
      guard let start = CurlCommand.start(lines.bytes, offset) else { continue }
      let words = ShellWords(lines.bytes[..<lines.end], from: start)
      guard let request = wgetRequest(words.words) else { continue }
      end = words.end
      found.append(Found(lines: lines.lines(of: offset..<max(end, offset + 1)), contents: [.request(request)]))
    }
    return found
  }

  /// What a wget command sends; nil if the words are not its arguments.
  private static func wgetRequest(_ words: [Text]) -> InspectedRequest? {
    var rest = words[...]
    var method: Text?
    var url: Text?
    var headers: [HeaderField] = []
    var sendsBody = false
    while let word = rest.popFirst() {
      if word.lowercased.hasPrefix("http://") || word.lowercased.hasPrefix("https://") {
        url = url ?? word
        continue
      }
      guard word.hasPrefix("--") else { continue }
      let (name, attached) = word.splitOnce(at: UInt8(ascii: "=")).map { ($0.head, Optional($0.tail)) } ?? (word, nil)
      switch name.string {
      case "--spider": method = method ?? "HEAD"
      case "--method": method = (attached ?? rest.popFirst())?.uppercased
      case "--header":
        guard let (name, value) = (attached ?? rest.popFirst())?.splitOnce(at: UInt8(ascii: ":")) else { continue }
        headers.append(HeaderField(name.trimmed, value.trimmed))
      case "--post-data", "--post-file", "--body-data", "--body-file":
        if name.hasPrefix("--post") { method = method ?? "POST" }
        sendsBody = true
        if attached == nil { _ = rest.popFirst() }
      default: break
      }
    }
    guard let url else { return nil }
    return InspectedRequest(
      method: method ?? "GET", url: url, headers: SentHeaders.kept(headers), body: sendsBody ? nil : "")
  }
}
