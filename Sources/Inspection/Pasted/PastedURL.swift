import ReferenceImpl
import VideoSpec

/// A URL as somebody has pasted it in, with what copying, mails, documents and programs have done to it taken back.
struct PastedURL {
  struct Fault {
    var code: String
    var certainty: Diagnosis.Certainty
    var detail: String
  }

  /// Mended.
  private(set) var url: Text
  /// What was mended, in the order in which it is to be said.
  private(set) var faults: [Fault] = []
  /// Whether white space was taken out of the path or of a parameter of the request's own: it may have been signed.
  private(set) var isBreakUncertain = false
  /// Whether the URL may have been signed as it is: white space in the signature's own parameters is never signed.
  private(set) var mayBeSigned = true

  /// Whether white space stood in it.
  var isBroken: Bool { faults.contains { $0.code == "url-broken-in-copying" } }

  init(_ pasted: Text) {
    url = pasted.trimmed
    takeOutBreaks()
    takeOffMarks()
    decodeEscapes()
  }

  // MARK: Line breaks and spaces

  /// Characters that a copy brings in, and what they are called.
  private static let invisible: [(bytes: [UInt8], name: String)] = [
    ([0x0A], "a line break"), ([0x0D], "a line break"), ([0x09], "a tab"), ([0x20], "a space"),
    ([0xC2, 0xA0], "a no-break space"), ([0xC2, 0xAD], "a soft hyphen"), ([0xE2, 0x80, 0x8B], "a zero-width space"),
    ([0xEF, 0xBB, 0xBF], "a byte order mark"),
  ]

  private mutating func takeOutBreaks() {
    let bytes = url.bytes
    guard bytes.contains(where: { $0 <= 0x20 || $0 >= 0x80 }) else { return }
    var output: [UInt8] = []
    var places: [(start: Int, name: String)] = []
    var end = -1
    var index = 0
    var place = Place.beginning
    var slashes = 0
    while index < bytes.count {
      let isPlain = bytes[index] > 0x20 && bytes[index] < 0x80
      guard !isPlain, let found = Self.invisible.first(where: { bytes[index...].starts(with: $0.bytes) }) else {
        let byte = bytes[index]
        let isSeparator = byte == UInt8(ascii: "?") || (byte == UInt8(ascii: "&") && place > .path)
        if byte == UInt8(ascii: "/") { slashes += 1 }
        if isSeparator {
          // A line often ends at '&'.
          let name = Text(bytes[(index + 1)...].drop { $0 <= 0x20 }.prefix(6))
          place = name.lowercased == "x-amz-" ? .signing : .query
        } else if place == .beginning, slashes > 2 {
          place = .path
        }
        output.append(byte)
        index += 1
        continue
      }
      // An indented line's break is one.
      if index != end {
        places.append((index, found.name))
        if place == .path || place == .query { isBreakUncertain = true }
        if place == .signing { mayBeSigned = false }
      } else if found.name == "a line break" {
        places[places.count - 1].name = found.name
      }
      index += found.bytes.count
      end = index
    }
    guard let first = places.first else { return }
    let others = places.count - 1
    let more = others == 0 ? "" : ", and so in \(others) more \(others == 1 ? "place" : "places")"
    url = Text(bytes: output)
    faults.append(
      Fault(
        code: "url-broken-in-copying", certainty: .certain,
        detail: "\(first.name) stands after byte \(first.start)\(more)"))
  }

  /// Where white space stands: in the path and in the request's own parameters it may be meant.
  private enum Place: Int, Comparable {
    case beginning, path, query, signing

    static func < (left: Place, right: Place) -> Bool { left.rawValue < right.rawValue }
  }

  // MARK: Marks around it

  private static let marks: [(Text, Text)] = [
    ("<", ">"), ("\"", "\""), ("'", "'"), ("`", "`"), ("(", ")"), ("[", "]"), ("\u{201C}", "\u{201D}"),
    ("\u{201E}", "\u{201C}"), ("\u{2018}", "\u{2019}"), ("\u{AB}", "\u{BB}"),
  ]

  private mutating func takeOffMarks() {
    var names: [String] = []
    // "<URL>", and no nest of them.
    for _ in 0..<3 {
      guard let (open, close) = Self.marks.first(where: { isWithin($0.0, $0.1) }) else { break }
      // What follows the closing mark is of the text around.
      let inner = withoutPunctuation.bytes
      url = Text(inner.dropFirst(open.bytes.count).dropLast(close.bytes.count))
      names.append("\(open)…\(close)")
    }
    guard !names.isEmpty else { return }
    faults.append(
      Fault(code: "url-in-marks", certainty: .remark, detail: "\(names.joined(separator: " and ")) stands around it"))
  }

  private func isWithin(_ open: Text, _ close: Text) -> Bool {
    let inner = withoutPunctuation
    return url.hasPrefix(open) && inner.bytes.count > open.bytes.count + close.bytes.count
      && inner.bytes.suffix(close.bytes.count).elementsEqual(close.bytes)
  }

  private var withoutPunctuation: Text {
    guard let last = url.bytes.last, ",;.".utf8.contains(last) else { return url }
    return Text(url.bytes.dropLast())
  }

  // MARK: Escapes of the text it stood in

  private mutating func decodeEscapes() {
    let lowercased = url.lowercased
    var found: [String] = []
    if lowercased.contains("\\u0026") || lowercased.contains("\\u003d") || url.contains(":\\/\\/") {
      found.append(lowercased.contains("\\u") ? "\\u0026" : "\\/")
      for (escape, character) in [("\\u0026", "&"), ("\\u003d", "="), ("\\u003D", "="), ("\\/", "/")] as [(Text, Text)]
      {
        url = url.replacing(escape, with: character)
      }
    }
    let entities = ["&amp;", "&#38;", "&#x26;", "&#038;"] as [Text]
    for entity in entities where url.contains(entity) {
      found.append(entity.string)
      // Twice escaped: &amp;amp;
      for _ in 0..<2 { url = url.replacing(entity, with: "&") }
    }
    for character in ["&", "?", "="] as [Text] where url.contains("\\" + character) {
      found.append("\\\(character)")
      url = url.replacing("\\" + character, with: character)
    }
    guard !found.isEmpty else { return }
    faults.append(
      Fault(code: "url-escaped", certainty: .certain, detail: "\(found.joined(separator: ", ")) stands in it"))
  }
}

extension Inspector {
  /// Why a signed request is rejected.
  ///
  /// What copying has done to the URL, a line break, `&amp;`, quotation marks, is said first; the rest is of the URL without it.
  /// - Returns: Nil for what is no absolute URL.
  public func inspect(_ request: InspectedRequest) -> Diagnosis? {
    let pasted = PastedURL(request.url)
    guard !pasted.faults.isEmpty else { return inspectAsIs(request) }
    // A key with a space may have been signed so.
    if pasted.isBroken, pasted.mayBeSigned, let asIs = inspectAsIs(request),
      asIs.isExplained || (pasted.isBreakUncertain && namesKey(request))
    {
      return asIs
    }
    var mended = request
    mended.url = pasted.url
    guard var diagnosis = inspectAsIs(mended) else { return nil }
    let isRight = !diagnosis.hasFault
    for fault in pasted.faults.reversed() {
      // White space that stands in the signature's own parameters, too, was not meant anywhere.
      let isMeant = pasted.isBreakUncertain && pasted.mayBeSigned && fault.code == "url-broken-in-copying"
      let isCertain = !isMeant || diagnosis.isExplained
      diagnosis.putFirst(
        fault.code, isCertain ? fault.certainty : .likely,
        fault.detail + (isCertain ? "" : "; or the key or a value has it, which then has to be percent-encoded"))
    }
    diagnosis.order()
    if isRight {
      diagnosis.hints.append(
        diagnosis.isSignatureRight == true
          ? "Without that nothing is wrong with the URL: the signature is right."
          : "Without that nothing wrong was found; the signature was not checked.")
    }
    return diagnosis
  }

  /// Whether the URL, as it is, names the key that was meant.
  private func namesKey(_ request: InspectedRequest) -> Bool {
    guard let key = intention.key, let parts = RequestParts(request) else { return false }
    return NamedObject.all(parts, meant: intention).contains { $0.key == key }
  }
}

extension Diagnosis {
  /// Adds a finding of the whole before those of its parts.
  fileprivate mutating func putFirst(_ code: String, _ certainty: Certainty, _ detail: String) {
    add(code, certainty, detail)
    findings.insert(findings.removeLast(), at: 0)
    let id = findings[0].cause.requirement
    guard certainty > .remark, !rows.contains(where: { $0.requirement == id && $0.verdict == .broken }) else { return }
    rows.removeAll { $0.requirement == id }
    rows.append(Row(requirement: id, verdict: .broken, reason: detail))
    rows.sort { $0.requirement < $1.requirement }
  }
}

extension InspectedRequest {
  /// With its URL mended.
  var mended: InspectedRequest {
    var request = self
    request.url = PastedURL(url).url
    return request
  }
}
