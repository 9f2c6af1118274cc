import ReferenceImpl
import VideoSpec

// Mistakes with the path: how it is encoded, the bucket in it, and what proxies do to it after signing.

extension SigningMistake {
  static func paths(_ parts: RequestParts, key: Text?) -> [SigningMistake] {
    let plusCode: CauseCode = parts.path.contains(UInt8(ascii: "+")) ? .spaceInPathAsPlus : .spaceInQueryAsPlus
    let encoding: [SigningMistake] = [
      SigningMistake(.emptyPathLeftEmpty, .path) { draft, _ in draft.pathForm = .empty },
      SigningMistake(.pathEncodedTwice, .path) { draft, _ in draft.pathForm = .encodedTwice },
      SigningMistake(causeOfPathAsSent(parts.path, key: key), .path) { draft, _ in draft.pathForm = .asSent },
      SigningMistake(.pathUnencoded, .path) { draft, _ in draft.pathForm = .decoded },
      SigningMistake(.s3SlashesCollapsed, .path) { draft, _ in draft.pathForm = .collapsed },
      SigningMistake(.s3PathNormalized, .path) { draft, _ in draft.pathForm = .normalized },
      SigningMistake(.slashInKeyEncoded, .path) { draft, _ in draft.encoder.encodesSlash = true },
      SigningMistake(.slashInKeyEncoded, .path) { draft, _ in
        draft.encoder.encodesSlash = true
        draft.encoder.encodesFirstSlash = true
      },
      SigningMistake(.slashInKeyEncoded, .path, detail: "except the slash after the first segment") { draft, _ in
        draft.pathForm = .keySlashesEncoded
      },
      SigningMistake(plusCode, .path, detail: "a \"+\" was signed as a space") { draft, _ in
        draft.encoder.plusIsSpace = true
      },
      SigningMistake(.spaceInPathAsPlus, .path) { draft, _ in
        draft.encoder.spaceAsPlus = true
        draft.queryForm = .canonical
      },
      SigningMistake(.tildeEncoded, .path) { draft, _ in draft.encoder.encodesTilde = true },
      SigningMistake(.hexLowerCase, .path) { draft, _ in draft.encoder.isLowercase = true },
      SigningMistake(.marksRaw, .path) { draft, _ in draft.encoder.keepsMarks = true },
      SigningMistake(.pathDelimitersRaw, .path) { draft, _ in draft.encoder.keepsDelimiters = true },
      // The signer encodes path and query with the same function, so the path in the URL has a `+`, too.
      SigningMistake(.spaceInQueryAsPlus, .path) { draft, _ in
        draft.encoder.spaceAsPlus = true
        draft.encoder.plusIsSpace = true
      },
    ]
    return encoding + bucketPaths(parts)
  }

  /// The bucket in the signed path but in the host that was sent, or the other way round.
  private static func bucketPaths(_ parts: RequestParts) -> [SigningMistake] {
    let labels = parts.host.hostAndPort.host.split(at: UInt8(ascii: "."))
    var mistakes: [SigningMistake] = []
    if labels.count > 3, let bucket = labels.first {
      mistakes.append(
        SigningMistake(.bucketInSignedPath, .path, detail: "the path was signed as /\(bucket)/…") { draft, _ in
          draft.path = [0x2F] + bucket.bytes + draft.path
        })
    }
    let rest = parts.path.dropFirst()
    if let end = rest.firstIndex(of: 0x2F) {
      mistakes.append(
        SigningMistake(.bucketInSignedPath, .path, detail: "the path was signed without its first segment") {
          draft, _ in
          draft.path = Array(rest[end...])
        })
    }
    return mistakes
  }

  /// The cause if a path was signed as it is in the URL: it depends on what is not canonical in it.
  private static func causeOfPathAsSent(_ path: [UInt8], key: Text?) -> CauseCode {
    let text = Text(bytes: path)
    if !Text(bytes: PercentEncoding.decode(path[...])).isUTF8 { return .textNotUtf8 }
    let delimiters = path.contains(where: "=@:$&,;".utf8.contains)
    if text.contains("+"), !delimiters, key?.contains("+") != true {
      // Only the key tells whether a `+` is a space.
      return key == nil ? .plusInPath : .spaceInPathAsPlus
    }
    if text.lowercased.contains("%7e") { return .tildeEncoded }
    if text.lowercased.contains("%2f") { return .slashInKeyEncoded }
    if delimiters || text.contains("+") { return .pathDelimitersRaw }
    if path.contains(where: "!'()*".utf8.contains) { return .marksRaw }
    if hasLowercaseEscape(path) { return .hexLowerCase }
    return path.contains { $0 == 0x20 || $0 > 0x7E } ? .pathUnencoded : .pathAsSent
  }

  private static func hasLowercaseEscape(_ path: [UInt8]) -> Bool {
    path.indices.contains { index in
      path[index] == UInt8(ascii: "%") && path[index...].dropFirst().prefix(2).contains { (0x61...0x66).contains($0) }
    }
  }

  // MARK: Changes after signing

  /// A proxy or a CDN encoded the path again, or decoded it.
  static func pathsChangedAfterSigning(_ parts: RequestParts, key: Text?) -> [SigningMistake] {
    let once = PercentEncoding.decode(parts.path[...])
    var mistakes: [SigningMistake] = []
    // If the decoded path has the intended key, nothing encoded it again.
    if !names(once, key) {
      var path = parts.path
      for _ in 0..<2 {
        let decoded = PercentEncoding.decode(path[...])
        if decoded == path || PercentEncoding.decode(decoded[...]) == decoded { break }
        path = decoded
        let detail = "signed as \(Text(bytes: path)), received as \(Text(bytes: parts.path))"
        let signed = path
        mistakes.append(SigningMistake(.pathEncodedOnTheWay, .path, detail: detail) { draft, _ in draft.path = signed })
      }
    }
    if once.contains(0x20) {
      mistakes.append(
        SigningMistake(.pathDecodedOnTheWay, .path, detail: "a \"+\" was signed, but a space was received") {
          draft, _ in
          draft.path = PercentEncoding.encodePath(Text(bytes: once).replacing(" ", with: "+")).bytes
        })
    }
    // If the key is unknown, a signer that encodes twice is more likely.
    let again = PercentEncoding.encodePath(Text(bytes: PercentEncoding.encodePath(Text(bytes: once)).bytes))
    if key != nil, names(PercentEncoding.decode(again.bytes[...]), key), again.bytes != parts.path {
      let detail = "signed as \(again), received as \(Text(bytes: parts.path))"
      mistakes.append(
        SigningMistake(.pathDecodedOnTheWay, .path, detail: detail) { draft, _ in draft.path = again.bytes })
    }
    return mistakes
  }

  /// Whether a decoded path ends with the key.
  private static func names(_ path: [UInt8], _ key: Text?) -> Bool {
    guard let key, !key.isEmpty else { return false }
    return path.count > key.bytes.count && path.suffix(key.bytes.count + 1).elementsEqual([0x2F] + key.bytes)
  }
}
