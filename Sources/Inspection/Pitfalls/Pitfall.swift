import ReferenceImpl
import VideoSpec

/// A mistake, as a change to a signature in the making.
struct Pitfall {
  /// Of one stage only one mistake is tried at a time.
  enum Stage: Int {
    case method, path, query, headers, payload, text, key
  }

  let code: String
  let stage: Stage
  /// What was found, where there is more to say than the cause does: the method, the region.
  var detail: String?
  /// Whether it is tried together with another one, too.
  var isPaired = true
  let apply: (inout SignatureDraft, inout DraftKey) -> Void

  init(
    _ code: String, _ stage: Stage, detail: String? = nil, isPaired: Bool = true,
    _ apply: @escaping (inout SignatureDraft, inout DraftKey) -> Void
  ) {
    self.code = code
    self.stage = stage
    self.detail = detail
    self.isPaired = isPaired
    self.apply = apply
  }

  /// All that may be tried on a request, likelier ones first.
  static func all(
    for parts: RequestParts, _ claim: LooseClaim, knowing credentials: Credentials?, meant: Intention
  ) -> [Pitfall] {
    methods(parts) + hosts(parts, claim, meant) + styles(parts, claim, meant) + onTheWay(parts, meant: meant.key)
      + paths(parts, meant: meant.key) + queries(parts, claim, credentials)
      + letters(parts) + headers(parts, claim)
      + payloads(parts, claim) + texts + keys(claim)
  }

  private static func methods(_ parts: RequestParts) -> [Pitfall] {
    let others = ["GET", "PUT", "POST", "HEAD", "DELETE"] as [Text]
    return others.filter { $0 != parts.method }.map { method in
      Pitfall("method-other", .method, detail: "signed for \(method), sent as \(parts.method ?? "?")") { draft, _ in
        draft.method = method
      }
    }
  }

  // MARK: Host and path

  private static func hosts(_ parts: RequestParts, _ claim: LooseClaim, _ meant: Intention) -> [Pitfall] {
    var pitfalls: [Pitfall] = []
    let (name, port) = parts.host.hostAndPort
    let defaultPort: Text = parts.scheme == "https" ? ":443" : ":80"
    if port == nil {
      pitfalls.append(Pitfall("default-port-kept", .headers) { draft, _ in draft.host = name + defaultPort })
    } else {
      pitfalls.append(Pitfall("port-dropped", .headers) { draft, _ in draft.host = name })
    }
    for (other, isUsual) in otherHosts(parts, claim, meant) where other != parts.host {
      let detail = "signed for \(other), received as \(parts.host)"
      pitfalls.append(
        Pitfall("host-changed", .headers, detail: detail, isPaired: isUsual) { draft, _ in draft.host = other })
    }
    return pitfalls
  }

  private static func paths(_ parts: RequestParts, meant key: Text?) -> [Pitfall] {
    let plusCode = parts.path.contains(UInt8(ascii: "+")) ? "space-in-path-as-plus" : "space-in-query-as-plus"
    let encoding: [Pitfall] = [
      Pitfall("empty-path-left-empty", .path) { draft, _ in draft.pathForm = .empty },
      Pitfall("path-encoded-twice", .path) { draft, _ in draft.pathForm = .encodedTwice },
      Pitfall(asSent(parts.path, meant: key), .path) { draft, _ in draft.pathForm = .asSent },
      Pitfall("path-unencoded", .path) { draft, _ in draft.pathForm = .decoded },
      Pitfall("s3-slashes-collapsed", .path) { draft, _ in draft.pathForm = .collapsed },
      Pitfall("s3-path-normalized", .path) { draft, _ in draft.pathForm = .normalized },
      Pitfall("slash-in-key-encoded", .path) { draft, _ in draft.encoder.encodesSlash = true },
      Pitfall("slash-in-key-encoded", .path) { draft, _ in
        draft.encoder.encodesSlash = true
        draft.encoder.encodesFirstSlash = true
      },
      Pitfall("slash-in-key-encoded", .path, detail: "the slash after the first segment was not") { draft, _ in
        draft.pathForm = .keySlashesEncoded
      },
      Pitfall(plusCode, .path, detail: "'+' was signed as a space") { draft, _ in draft.encoder.plusIsSpace = true },
      Pitfall("space-in-path-as-plus", .path) { draft, _ in
        draft.encoder.spaceAsPlus = true
        draft.queryForm = .canonical
      },
      Pitfall("tilde-encoded", .path) { draft, _ in draft.encoder.encodesTilde = true },
      Pitfall("hex-lower-case", .path) { draft, _ in draft.encoder.isLowercase = true },
      Pitfall("marks-raw", .path) { draft, _ in draft.encoder.keepsMarks = true },
      Pitfall("path-delimiters-raw", .path) { draft, _ in draft.encoder.keepsDelimiters = true },
      // Both are encoded by one function, and this one's '+' is on the wire, too.
      Pitfall("space-in-query-as-plus", .path) { draft, _ in
        draft.encoder.spaceAsPlus = true
        draft.encoder.plusIsSpace = true
      },
    ]
    return encoding + bucketPaths(parts)
  }

  /// The bucket in the path that was signed and in the host that was sent, or the other way round.
  private static func bucketPaths(_ parts: RequestParts) -> [Pitfall] {
    let labels = parts.host.hostAndPort.host.split(at: UInt8(ascii: "."))
    var pitfalls: [Pitfall] = []
    if labels.count > 3, let bucket = labels.first {
      pitfalls.append(
        Pitfall("bucket-in-signed-path", .path, detail: "the path was signed as /\(bucket)/…") { draft, _ in
          draft.path = [0x2F] + bucket.bytes + draft.path
        })
    }
    let rest = parts.path.dropFirst()
    if let end = rest.firstIndex(of: 0x2F) {
      pitfalls.append(
        Pitfall("bucket-in-signed-path", .path, detail: "the path was signed without its first segment") { draft, _ in
          draft.path = Array(rest[end...])
        })
    }
    return pitfalls
  }

  /// Which rule a path breaks that was signed as it was sent.
  private static func asSent(_ path: [UInt8], meant key: Text?) -> String {
    let text = Text(bytes: path)
    if !Text(bytes: PercentEncoding.decode(path[...])).isUTF8 { return "text-not-utf-8" }
    let delimiters = path.contains(where: "=@:$&,;".utf8.contains)
    if text.contains("+"), !delimiters, key?.contains("+") != true {
      // Only the key tells what a '+' stands for.
      return key == nil ? "plus-in-path" : "space-in-path-as-plus"
    }
    if text.lowercased.contains("%7e") { return "tilde-encoded" }
    if text.lowercased.contains("%2f") { return "slash-in-key-encoded" }
    if delimiters || text.contains("+") { return "path-delimiters-raw" }
    if path.contains(where: "!'()*".utf8.contains) { return "marks-raw" }
    if hasLowercaseEscape(path) { return "hex-lower-case" }
    return path.contains { $0 == 0x20 || $0 > 0x7E } ? "path-unencoded" : "path-as-sent"
  }

  private static func hasLowercaseEscape(_ path: [UInt8]) -> Bool {
    path.indices.contains { index in
      path[index] == UInt8(ascii: "%") && path[index...].dropFirst().prefix(2).contains { (0x61...0x66).contains($0) }
    }
  }
}

extension Text {
  /// `HOST` and `PORT` of `HOST:PORT`.
  var hostAndPort: (host: Text, port: Text?) {
    guard let colon = bytes.lastIndex(of: UInt8(ascii: ":")), !bytes[colon...].contains(UInt8(ascii: "]")) else {
      return (self, nil)
    }
    return (Text(bytes[..<colon]), Text(bytes[(colon + 1)...]))
  }
}
