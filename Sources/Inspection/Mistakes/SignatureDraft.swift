import ReferenceImpl
import VideoSpec

/// The calculation of a signature, with options for mistakes in every step.
///
/// By default it produces what the receiver computes.
struct SignatureDraft {
  enum PathForm { case canonical, asSent, encodedTwice, decoded, normalized, collapsed, empty, keySlashesEncoded }
  enum QueryForm { case canonical, asSent, encodedTwice, cut }
  enum QueryOrder { case canonical, asSent, beforeEncoding, withoutCase, namesAlone, joined }
  enum HeaderOrder { case canonical, asListed, linesSorted }
  enum Repetition { case joined, joinedWithSpace, sorted, lastOnly }

  let parts: RequestParts
  let claim: SignatureClaim

  var method: Text
  var pathForm = PathForm.canonical
  var path: [UInt8]
  var encoder = PercentEncodingDraft()
  var queryForm = QueryForm.canonical
  var queryOrder = QueryOrder.canonical
  var query: [RawParameter] { didSet { isQueryUnchanged = false } }
  private var isQueryUnchanged = true
  var keepsSignature = false
  var dropsValueless = false
  var bareValueless = false
  var rawNames = false
  var rawSlashes = false
  var rawCredential = false
  var rawSeparators = false

  var host: Text
  var headerOrder = HeaderOrder.canonical
  /// Whether the canonical request lists the signed headers in their given order.
  var listsHeadersAsGiven = false
  var namesAsWritten = false
  var trims = true
  var squeezes = true
  var unfolds = true
  var foldsToNothing = false
  var repetition = Repetition.joined
  var signsHost = true
  /// Values to use instead of the sent ones; nil removes the header.
  var replacedHeaders: [Text: Text?] = [:]

  var payload: [UInt8]
  var extendedTime = false
  var hashesRequest = true
  var scope: Text

  init(_ parts: RequestParts, _ claim: SignatureClaim, method: Text) {
    self.parts = parts
    self.claim = claim
    self.method = method
    path = parts.path
    query = parts.query
    host = parts.host
    scope = claim.scope
    let stated = claim.signedNames.contains("x-amz-content-sha256") || claim.place == .header
    let hash = stated ? parts.header("x-amz-content-sha256")?.bytes : nil
    let unstated =
      claim.place == .header ? parts.bodyHash ?? Hexadecimal.encode(SHA256.digest(of: [])) : PayloadHash.unsigned
    payload = hash ?? unstated
  }

  // MARK: Canonical request

  /// Whether the canonical query is the receiver's, which is computed only once.
  var hasReceiversQuery: Bool {
    isQueryUnchanged && queryForm == .canonical && queryOrder == .canonical && encoder == PercentEncodingDraft()
      && !keepsSignature
      && !dropsValueless && !bareValueless && !rawNames && !rawSlashes && !rawCredential && !rawSeparators
  }

  var canonicalRequest: [UInt8] { canonicalRequest(query: canonicalQuery) }

  func canonicalRequest(query: [UInt8]) -> [UInt8] {
    var output = method.bytes + [0x0A]
    output += canonicalPath
    output.append(0x0A)
    output += query
    output.append(0x0A)
    appendHeaders(to: &output)
    output += payload
    return output
  }

  private var canonicalPath: [UInt8] {
    switch pathForm {
    case .asSent: return path
    case .empty: return []
    case .encodedTwice: return encoder.path(path)
    case .decoded: return PercentEncoding.decode(path[...])
    case .collapsed:
      var kept: [UInt8] = []
      for byte in path where !(byte == 0x2F && kept.last == 0x2F) { kept.append(byte) }
      return encoder.path(PercentEncoding.decode(kept[...]))
    case .normalized:
      var output: [UInt8] = []
      CanonicalPath.append(
        wire: PercentEncoding.decode(path[...])[...], rule: .general(normalizes: true), to: &output)
      return output
    case .keySlashesEncoded:
      let end = path.dropFirst().firstIndex(of: 0x2F).map { $0 + 1 } ?? 0
      let key = PercentEncoding.decode(path[end...])
      return encoder.path(PercentEncoding.decode(path[..<end])) + PercentEncoding.encode(Text(bytes: key)).bytes
    case .canonical: return path.isEmpty ? [0x2F] : encoder.path(PercentEncoding.decode(path[...]))
    }
  }

  var canonicalQuery: [UInt8] {
    var pairs = query
    if !keepsSignature { pairs.removeAll { $0.decodedName == "X-Amz-Signature" } }
    if dropsValueless { pairs.removeAll { $0.value == nil } }
    if queryForm == .asSent { return Self.joined(pairs) }
    if queryForm == .cut {
      pairs = pairs.map {
        RawParameter(name: $0.name, value: $0.value.map { Array($0.prefix { $0 != UInt8(ascii: "=") }) })
      }
    }
    if queryOrder == .beforeEncoding {
      pairs.sort { ($0.decodedName, $0.decodedValue) < ($1.decodedName, $1.decodedValue) }
    }
    var encoded = pairs.map(encode)
    switch queryOrder {
    case .canonical: encoded.sort { ($0.name, $0.value) < ($1.name, $1.value) }
    case .namesAlone: encoded.stableSort { $0.name < $1.name }
    case .withoutCase: encoded.sort { ($0.name.lowercased, $0.value) < ($1.name.lowercased, $1.value) }
    case .joined: encoded.sort { $0.text < $1.text }
    case .asSent, .beforeEncoding: break
    }
    return Array(encoded.map(\.text.bytes).joined(separator: [UInt8(ascii: "&")]))
  }

  private struct EncodedPair {
    var name: Text
    var value: Text
    var hasEquals: Bool

    var text: Text { hasEquals ? name + "=" + value : name }
  }

  private func encode(_ pair: RawParameter) -> EncodedPair {
    let isEncoded = queryForm == .encodedTwice
    let name = isEncoded ? Text(bytes: pair.name) : pair.decodedName
    let value = isEncoded ? Text(bytes: pair.value ?? []) : pair.decodedValue
    var encodedValue = encoder.query(value)
    if rawSlashes || (rawCredential && name == "X-Amz-Credential") {
      encodedValue = encodedValue.replacing("%2F", with: "/")
    }
    if rawSeparators, name == "X-Amz-SignedHeaders" { encodedValue = encodedValue.replacing("%3B", with: ";") }
    return EncodedPair(
      name: rawNames ? name : encoder.query(name), value: encodedValue, hasEquals: pair.value != nil || !bareValueless)
  }

  static func joined(_ pairs: [RawParameter]) -> [UInt8] {
    Array(
      pairs.map { pair in pair.name + (pair.value.map { [UInt8(ascii: "=")] + $0 } ?? []) }.joined(separator: [0x26]))
  }

  // MARK: Headers

  private func appendHeaders(to output: inout [UInt8]) {
    var names: [Text] = []
    var seen: Set<Text> = []
    for name in claim.signedHeaders {
      let lowercased = name.lowercased
      let name = namesAsWritten ? name : lowercased
      if lowercased != "host" || signsHost, seen.insert(name).inserted { names.append(name) }
    }
    if headerOrder != .asListed { names.sort() }
    var lines: [[UInt8]] = names.compactMap { name in
      let values = self.values(of: name.lowercased)
      return values.isEmpty ? nil : name.bytes + [UInt8(ascii: ":")] + joined(values) + [0x0A]
    }
    if headerOrder == .linesSorted { lines.sort { $0.lexicographicallyPrecedes($1) } }
    output += lines.joined()
    output.append(0x0A)
    let listed = listsHeadersAsGiven || headerOrder == .asListed ? claim.signedHeaders : names
    output += listed.map(\.bytes).joined(separator: [UInt8(ascii: ";")])
    output.append(0x0A)
  }

  private func values(of name: Text) -> [Text] {
    if name == "host" { return [host] }
    if let replaced = replacedHeaders[name] { return replaced.map { [$0] } ?? [] }
    if let values = parts.headerValues[name] { return values.map(written) }
    // The value of a signed header may be in the URL (SIG-172).
    return claim.place == .query ? parts.amzParameters[name].map { [written($0)] } ?? [] : []
  }

  private func joined(_ values: [Text]) -> [UInt8] {
    var values = values
    if repetition == .sorted { values.sort() }
    if repetition == .lastOnly { values = values.suffix(1) }
    let separator: [UInt8] = repetition == .joinedWithSpace ? [UInt8(ascii: ","), 0x20] : [UInt8(ascii: ",")]
    return Array(values.map(\.bytes).joined(separator: separator))
  }

  /// A header's value, as this signer normalizes it.
  private func written(_ value: Text) -> Text {
    var text = value
    if unfolds, value.bytes.contains(0x0A) {
      let pieces = value.replacing("\r\n", with: "\n").split(at: 0x0A).enumerated().map { index, line in
        index == 0 ? line.withoutTrailingSpace : line.trimmed
      }
      text = Text(pieces.map(\.bytes).joined(separator: foldsToNothing ? [] : [0x20]))
    }
    if trims { text = text.withoutSpaceAround }
    guard squeezes else { return text }
    var output: [UInt8] = []
    for byte in text.bytes {
      let isSpace = byte == 0x20 || byte == 0x09
      if isSpace, output.last == 0x20 { continue }
      output.append(isSpace ? 0x20 : byte)
    }
    return Text(bytes: output)
  }

  // MARK: String to sign

  func stringToSign(_ canonicalRequest: [UInt8]) -> [UInt8] {
    var time = claim.date
    if extendedTime, let moment = Timestamp(basic: time) { time = moment.iso8601 }
    var output: [UInt8] = []
    let algorithm = claim.algorithm.isEmpty ? Text(SigningAlgorithm.v4.rawValue) : claim.algorithm
    StringToSign.append(algorithm: algorithm, time: time, scope: scope, to: &output)
    return output + (hashesRequest ? Hexadecimal.encode(SHA256.digest(of: canonicalRequest)) : canonicalRequest)
  }
}

extension Array {
  fileprivate mutating func stableSort(_ precedes: (Element, Element) -> Bool) {
    self = enumerated().sorted { left, right in
      precedes(left.element, right.element) || (!precedes(right.element, left.element) && left.offset < right.offset)
    }.map(\.element)
  }
}

extension Text {
  fileprivate var withoutTrailingSpace: Text {
    Text(bytes[..<(bytes.lastIndex { $0 != 0x20 && $0 != 0x09 }.map { $0 + 1 } ?? 0)])
  }
  fileprivate var withoutSpaceAround: Text { Text(withoutTrailingSpace.bytes.drop { $0 == 0x20 || $0 == 0x09 }) }
}
