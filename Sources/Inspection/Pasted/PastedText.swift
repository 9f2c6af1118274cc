public import VideoSpec

/// A pasted text, and what it contains: requests, responses, forms and the signer's own texts.
///
/// The text may have one format, such as a URL or a HAR file, or several in any order, such as an issue thread.
public struct PastedText: Sendable {
  /// The number of bytes that are read. The rest is reported as unread.
  public static let limit = 8 << 20
  /// The number of items that are kept.
  private static let itemLimit = 500
  /// How often a text may be escaped: JSON in a JSON string in a log.
  private static let depthLimit = 3

  /// Lines that no format has understood.
  public struct Unread: Hashable, Sendable {
    /// The lines of the text, counted from 0; nil for what comes after ``PastedText/limit``.
    public var lines: Range<Int>?
    /// What they look like: "binary data", "a private key".
    public var kind: String
    /// Whether it is text in which nothing was expected, such as the prose of an issue.
    public var isProse = false
  }

  /// What was understood, in the order of the text.
  public private(set) var items: [PastedItem] = []
  /// What was not understood, in the order of the text.
  public private(set) var unread: [Unread] = []
  /// The SDK or the tool that code, exceptions or stack frames anywhere in the text belong to; nil if there are none.
  public private(set) var mentionedTool: ClientTool?
  /// The store and the SDKs that the text names.
  let software: NamedSoftware
  /// What the text says beside its requests and responses.
  private(set) var clues = PastedClues()

  public init(_ bytes: [UInt8]) {
    var (text, returns) = PastedEncoding.converted(bytes.prefix(Self.limit))
    PastedQuotation.remove(from: &text)
    mentionedTool = ClientTool.recognized(in: text)
    software = NamedSoftware(text)
    var lines = PastedLines(text, returns: returns)
    let end = lines.end
    let isCut = end < text.bytes.count
    read(&lines, depth: 0, outer: nil)
    clues = PastedClues(text, unclaimed: lines)
    unread += PastedLeftover.all(lines)
    items.sort { ($0.lines.lowerBound, $0.group) < ($1.lines.lowerBound, $1.group) }
    unread.sort { ($0.lines?.lowerBound ?? .max) < ($1.lines?.lowerBound ?? .max) }
    if isCut { unread.append(Unread(lines: nil, kind: "the lines after number \(PastedLines.limit)")) }
    if bytes.count > Self.limit {
      unread.append(Unread(lines: nil, kind: "everything after the first \(Self.limit >> 20) MiB"))
    }
  }

  /// Reads lines by all formats.
  /// - Parameter outer: The lines of the whole text from which an escaped text was decoded.
  private mutating func read(_ lines: inout PastedLines, depth: Int, outer: Range<Int>?) {
    for format in PastedFormat.all { read(format, &lines, outer) }
    if depth < Self.depthLimit {
      for (range, text) in EscapedText.all(in: lines) {
        let before = items.count
        var inner = PastedLines(text)
        read(&inner, depth: depth + 1, outer: outer ?? range)
        if items.count > before { lines.claim(range) }
      }
    }
    for format in PastedFormat.lastResorts { read(format, &lines, outer) }
  }

  private mutating func read(_ format: PastedFormat, _ lines: inout PastedLines, _ outer: Range<Int>?) {
    guard items.count < Self.itemLimit else { return }
    for found in format.read(lines) {
      if let bytes = found.bytes { lines.claim(bytes: bytes) } else { lines.claim(found.lines) }
      let group = (items.last?.group ?? -1) + 1
      items += found.contents.map {
        PastedItem(
          content: $0, format: found.name ?? format.name, lines: outer ?? found.lines, tool: found.tool,
          group: group, time: found.time, isHead: found.isHead)
      }
      if let kind = found.unread { unread.append(Unread(lines: outer ?? found.lines, kind: kind)) }
    }
  }
}

/// Something that a pasted text contains.
public struct PastedItem: Sendable {
  public enum Content: Sendable {
    case request(InspectedRequest)
    case response(ErrorResponse)
    /// The form that a backend handed out, or the one that a client sent, or both.
    case form(InspectedForm)
    /// Source code that sends a form.
    case sender(SenderCode)
    /// What a line says beside the request and the response.
    case note(PastedNote)
    /// The signer's own canonical request, from its log.
    case canonicalRequest(Text)
    /// The signer's own string to sign, from its log.
    case stringToSign(Text)
  }

  public var content: Content
  /// The name of the format, with its article: "a curl command".
  public var format: String
  /// The lines of the text, counted from 0.
  public var lines: Range<Int>
  /// The SDK or the tool that wrote the text; nil if it is not recognized.
  public var tool: ClientTool?
  /// Items of one occurrence of a format have the same number.
  var group: Int
  /// When the server received the request, if the text says so.
  var time: Timestamp?
  /// Whether the path of the request is not known, only its host and its headers.
  var isHead: Bool
}
