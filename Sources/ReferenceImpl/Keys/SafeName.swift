// Swift keeps normalisation to itself, and Foundation, which offers it, would be ten megabytes for one function.
@_spi(_Unicode) import Swift
public import VideoSpec

/// A file's name as a key may hold it (KEY-020 to KEY-028).
public struct SafeName: Hashable, Sendable {
  /// In bytes.
  public static let limit = 200

  public private(set) var stem: Text
  /// Without the dot; nil for a name that has none.
  public private(set) var ending: Text?

  public var text: Text { ending.map { stem + "." + $0 } ?? stem }

  /// Makes any name safe.
  ///
  /// In this order: the last part of a path; bytes that are not UTF-8 dropped; white space to underscores; control and bidirectional
  /// characters dropped; NFC; lower case; characters with a meaning to underscores; runs of underscores made one; dots at the
  /// beginning, and dots and underscores at the end, dropped; reserved stems marked; 'video' for an empty stem; the stem cut.
  public init(_ name: Text) {
    let separators: Set<UInt8> = [UInt8(ascii: "/"), UInt8(ascii: "\\")]
    let last = name.bytes.split(omittingEmptySubsequences: false, whereSeparator: separators.contains).last ?? []
    var scalars = Self.mapped(Self.decoded(last))
    let start = scalars.firstIndex { $0 != "." } ?? scalars.endIndex
    scalars.removeSubrange(..<start)
    while let end = scalars.last, end == "." || end == "_" { scalars.removeLast() }

    var ending: [Unicode.Scalar]?
    if let dot = scalars.lastIndex(of: ".") {
      ending = Array(scalars[(dot + 1)...])
      scalars.removeSubrange(dot...)
    }
    stem = Text(Self.string(scalars))
    self.ending = ending.map { Text(Self.string($0)) }
    if Self.isReserved(stem) { stem = "_" + stem }
    if stem.isEmpty { stem = "video" }
    cut(to: Self.limit)
  }

  /// The name with a suffix behind its stem, which is cut where needed.
  func suffixed(_ suffix: Text, limit: Int) -> SafeName {
    var name = self
    name.cut(to: limit - suffix.bytes.count)
    // Nothing dangles before the suffix, whose underscore would make a run.
    name.stem = name.stem.withoutDangling + suffix
    return name
  }

  /// Cuts the stem between characters so that the whole has at most `limit` bytes, and is a safe name again.
  ///
  /// An ending that leaves no room for a stem is none.
  private mutating func cut(to limit: Int) {
    let cut = stem.cut(to: limit - endingLength)
    if cut.isEmpty, let own = ending {
      stem = (stem + "." + own).cut(to: limit).withoutDangling
      ending = nil
    } else if cut != stem {
      stem = ending == nil ? cut.withoutDangling : cut
    }
    // A cut before a long ending may leave a reserved name.
    if Self.isReserved(stem) { stem = ("_" + stem).cut(to: limit - endingLength) }
  }

  /// In bytes, with the dot.
  private var endingLength: Int { ending.map { $0.bytes.count + 1 } ?? 0 }

  private static func decoded(_ bytes: ArraySlice<UInt8>) -> String {
    var scalars = String.UnicodeScalarView()
    var decoder = UTF8()
    var iterator = bytes.makeIterator()
    while true {
      switch decoder.decode(&iterator) {
      case .scalarValue(let scalar): scalars.append(scalar)
      case .error: continue
      case .emptyInput: return String(scalars)
      }
    }
  }

  private static func mapped(_ name: String) -> [Unicode.Scalar] {
    var visible = String.UnicodeScalarView()
    for scalar in name.unicodeScalars {
      if scalar.properties.isWhitespace {
        visible.append("_")
      } else if scalar.properties.generalCategory != .control, !bidirectional.contains(scalar) {
        visible.append(scalar)
      }
    }
    // Normalised after the drop, which may bring a letter and its accent together.
    var result: [Unicode.Scalar] = []
    for scalar in String(visible)._nfc {
      let isUpper = ("A"..."Z").contains(scalar)
      let lower = isUpper ? Unicode.Scalar(UInt8(scalar.value) | 0x20) : scalar
      let kept: Unicode.Scalar = withMeaning.contains(lower) ? "_" : lower
      if kept != "_" || result.last != "_" { result.append(kept) }
    }
    return result
  }

  private static func string(_ scalars: [Unicode.Scalar]) -> String {
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars)
    return String(view)
  }

  private static func isReserved(_ stem: Text) -> Bool {
    let names: Set<Text> = ["con", "prn", "aux", "nul"]
    if names.contains(stem) { return true }
    guard stem.bytes.count == 4, let digit = stem.bytes.last, (0x31...0x39).contains(digit) else { return false }
    return stem.hasPrefix("com") || stem.hasPrefix("lpt")
  }

  private static let bidirectional: Set<Unicode.Scalar> = Set(
    ([0x061C, 0x200E, 0x200F, 0xFEFF] + Array(0x202A...0x202E) + Array(0x2066...0x2069)).compactMap {
      Unicode.Scalar($0 as UInt32)
    })

  private static let withMeaning = Set(":*?\"<>|#%&{}^`[]~$+,;=@!".unicodeScalars)
}

extension Text {
  /// At most `limit` bytes, cut between characters of UTF-8.
  func cut(to limit: Int) -> Text {
    guard bytes.count > limit else { return self }
    var end = max(0, limit)
    while end > 0, bytes[end] & 0xC0 == 0x80 { end -= 1 }
    return Text(bytes[..<end])
  }

  /// Without dots and underscores at the end.
  fileprivate var withoutDangling: Text {
    let isDangling: (UInt8) -> Bool = { $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "_") }
    guard let last = bytes.lastIndex(where: { !isDangling($0) }) else { return Text() }
    return Text(bytes[...last])
  }
}
