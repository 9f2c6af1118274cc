import VideoSpec

/// A format that pasted texts contain, such as a curl command or an SDK's debug log.
struct PastedFormat: Sendable {
  /// What one occurrence of a format contains.
  struct Found {
    /// The lines that it occupies. No later format reads them, unless ``bytes`` is set.
    var lines: Range<Int>
    var contents: [PastedItem.Content]
    var tool: ClientTool?
    /// The bytes that it occupies, if other formats may read the rest of its lines; see ``PastedLines/bytes``.
    var bytes: Range<Int>?
    /// When the server received the request, if the text says so.
    var time: Timestamp?
    /// What the lines look like if they have no contents: "a HAR file without requests to S3".
    var unread: String?
    /// The name of what was found, if it is not the format's: "S3's response".
    var name: String?
    /// Whether the path of the request is not known, only its host and its headers.
    var isHead = false

    init(
      lines: Range<Int>, contents: [PastedItem.Content], tool: ClientTool? = nil, bytes: Range<Int>? = nil,
      time: Timestamp? = nil, unread: String? = nil, name: String? = nil
    ) {
      self.lines = lines
      self.contents = contents
      self.tool = tool
      self.bytes = bytes
      self.time = time
      self.unread = unread
      self.name = name
    }
  }

  /// The name with its article: "a curl command".
  let name: String
  /// Finds the format in the lines that no earlier format has claimed. The time is linear in the length of the text.
  let read: @Sendable (PastedLines) -> [Found]

  /// All formats. A format comes before those that would read a part of it.
  ///
  /// Escaped texts (JSON strings, HTML) are read after these, by all formats, and then ``lastResorts``.
  static let all: [PastedFormat] = commands + sdk + messages

  /// The formats that have requests and responses as parts: files and commands of browsers and shells.
  private static let commands: [PastedFormat] = [
    privateKey, fusedXML, url, senderCode, har, curl, wget, script, powerShell,
  ]

  /// Raw requests and responses, and parts of them.
  private static let messages: [PastedFormat] = [
    errorPage, html, http, multipart, xml, canonicalRequest, stringToSign, handedOut, policies, looseFields,
  ]

  /// The formats that would read a part of any other.
  static let lastResorts: [PastedFormat] = [
    statusLine, listedHeaders, urls, encodedPolicy, console, checksumLog, wordings, codesAlone,
  ]
}
