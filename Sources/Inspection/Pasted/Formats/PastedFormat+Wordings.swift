import ReferenceImpl
import VideoSpec

extension PastedFormat {
  /// A store's message in prose, in a log, in a comment, or in the values of JSON and YAML, with or without its code.
  static let wordings = PastedFormat(name: "a server's message") { pasted in
    WordingSearch.shared.all(in: pasted.bytes[..<pasted.end]).map { found in
      let lines = pasted.lines(of: found.range)
      var response = ErrorResponse(
        elements: QuotedElements(found.match, pasted, lines).elements + [("Message", found.match.message)])
      response.isQuoted = true
      return Found(
        lines: lines, contents: [.response(response)], bytes: found.range,
        name: found.match.row.source.kind == .console ? "a browser's message" : nil)
    }
  }
}

/// The elements of a response that a log prints near its message, on lines of their own: `ArgumentName: acl`.
private struct QuotedElements {
  private(set) var elements: [(name: Text, value: Text)] = []

  /// The number of lines after the message that are read.
  private static let reach = 12
  private static let names: Set<Text> = [
    "ArgumentName", "ArgumentValue", "HeadersNotSigned", "RequestId", "HostId", "Region", "Endpoint", "BucketName",
    "AWSAccessKeyId", "Condition", "ServerTime", "RequestTime", "Expires", "X-Amz-Expires", "Header",
  ]

  init(_ match: ServerMessage.Match, _ pasted: PastedLines, _ lines: Range<Int>) {
    let codes = match.row.codes
    var code = codes.count == 1 ? codes.first : nil
    for number in max(0, lines.lowerBound - 2)..<min(pasted.count, lines.upperBound + 2) {
      let words = pasted[number].prefix(1 << 12).split { !$0.isASCIIAlphanumeric }
      if let word = words.first(where: { codes.contains(Text($0)) }) { code = Text(word) }
    }
    if let code { elements.append(("Code", code)) }
    for number in lines.lowerBound..<min(pasted.count, lines.upperBound + Self.reach) {
      let line = Text(pasted[number].prefix(1 << 12)).trimmed
      if line.isEmpty, number >= lines.upperBound { break }
      let parts = line.bytes.split(separator: UInt8(ascii: ":"))
      guard parts.count >= 2, let value = parts.last.map({ Text($0).trimmed }), !value.isEmpty,
        let name = Text(parts[parts.count - 2]).split(at: 0x20).last, Self.names.contains(name),
        !elements.contains(where: { $0.name == name })
      else { continue }
      elements.append((name, value))
    }
  }
}

extension PastedFormat {
  /// Codes that say by themselves what is wrong, in texts that say nothing else.
  static let codesAlone = PastedFormat(name: "a server's error code") { pasted in
    let bytes = pasted.bytes
    var seen: Set<Int> = []
    return codeSearch.hits(in: pasted).compactMap { hit in
      guard seen.insert(hit.anchor).inserted else { return nil }
      let code = codes[hit.anchor]
      // A word of its own.
      guard let start = pasted[hit.line].offsets(of: code, limit: 1).first else { return nil }
      let end = start + code.bytes.count
      let isWord =
        (start == 0 || !bytes[start - 1].isASCIIAlphanumeric) && (end >= bytes.count || !bytes[end].isASCIIAlphanumeric)
      guard isWord else { return nil }
      var response = ErrorResponse(elements: [("Code", code)])
      response.isQuoted = true
      return Found(lines: hit.line..<(hit.line + 1), contents: [.response(response)], bytes: start..<end)
    }
  }

  private static let codes: [Text] = [
    "RequestTimeTooSkewed", "InvalidAccessKeyId", "ExpiredToken", "SignatureVersionNotSupported",
    "AccessControlListNotSupported", "IllegalLocationConstraintException", "PermanentRedirect", "EntityTooLarge",
    "EntityTooSmall", "RequestIsNotMultiPartContent", "MalformedPOSTRequest", "MaxPostPreDataLengthExceeded",
    "MissingContentLength", "XAmzContentSHA256Mismatch", "XAmzContentChecksumMismatch", "KeyTooLongError",
    "InvalidBucketName", "IncorrectNumberOfFilesInPostRequest", "InvalidChunkSizeError", "SignatureDoesNotMatch",
    "AuthorizationHeaderMalformed",
  ]
  private static let codeSearch = AnchorSearch(codes)
}
