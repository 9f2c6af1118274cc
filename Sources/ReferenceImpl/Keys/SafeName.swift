// Normalisation is internal to the standard library. Foundation has it too, but would add ten megabytes for one function.
@_spi(_Unicode) import Swift
public import VideoSpec

/// The name of a file, made safe for a key (KEY-020 to KEY-029).
public struct SafeName: Hashable, Sendable {
  /// The longest name in bytes.
  public static let limit = 200
  /// The number of bytes at the beginning and at the end of a longer name that are used (KEY-029).
  private static let usedBytes = 1024

  /// The name without its extension.
  public private(set) var stem: Text
  /// The extension without the dot, or nil if the name has none.
  public private(set) var ending: Text?

  /// The whole name.
  public var text: Text { ending.map { stem + "." + $0 } ?? stem }

  /// Creates a safe name from any name.
  ///
  /// The steps, in this order: take the last part of a path; cut an overlong one; drop bytes that are not UTF-8; replace white space by underscores; drop control and
  /// bidirectional characters; normalise to NFC; convert ASCII letters to lower case; replace characters with a special meaning by underscores;
  /// merge runs of underscores; drop dots at the beginning, and dots and underscores at the end; mark reserved stems; use `video` for an empty
  /// stem; cut the stem to the limit.
  public init(_ name: Text) {
    let separators: Set<UInt8> = [UInt8(ascii: "/"), UInt8(ascii: "\\")]
    let last = name.bytes[(name.bytes.lastIndex(where: separators.contains).map { $0 + 1 } ?? 0)...]
    var scalars = Self.mapped(Self.decoded(Self.shortened(last)))
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

  /// Returns whether a text can be the stem of a safe name, with any extension or with none.
  static func isStem(_ text: Text) -> Bool { SafeName(text).text == text || SafeName(text + ".m").stem == text }

  /// Returns the name with a suffix after its stem, which is cut if needed.
  func suffixed(_ suffix: Text, limit: Int) -> SafeName {
    var name = self
    name.cut(to: limit - suffix.bytes.count)
    // The suffix begins with an underscore, which must not make a run.
    name.stem = name.stem.withoutDangling + suffix
    return name
  }

  /// Cuts the stem between characters, so that the name has at most `limit` bytes and is safe.
  ///
  /// If the extension leaves no room for a stem, it becomes part of the stem.
  private mutating func cut(to limit: Int) {
    let cut = stem.cut(to: limit - endingLength)
    if cut.isEmpty, let own = ending {
      stem = (stem + "." + own).cut(to: limit).withoutDangling
      ending = nil
      if stem.isEmpty { stem = "video" }
    } else if cut != stem {
      stem = ending == nil ? cut.withoutDangling : cut
    }
    // Cutting may leave a reserved name.
    if Self.isReserved(stem) { stem = ("_" + stem).cut(to: limit - endingLength) }
  }

  /// The length of the extension in bytes, including the dot.
  private var endingLength: Int { ending.map { $0.bytes.count + 1 } ?? 0 }

  /// Cuts out the middle of an overlong name, because normalising it could take quadratic time.
  private static func shortened(_ name: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    name.count > 2 * usedBytes ? name.prefix(usedBytes) + name.suffix(usedBytes) : name
  }

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
    // Dropping characters may bring a letter and its accent together, so the name is normalised afterwards.
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
  /// Returns at most `limit` bytes of the text, cut between characters of UTF-8.
  func cut(to limit: Int) -> Text {
    guard bytes.count > limit else { return self }
    var end = max(0, limit)
    while end > 0, bytes[end] & 0xC0 == 0x80 { end -= 1 }
    return Text(bytes[..<end])
  }

  /// The text without dots and underscores at its end.
  fileprivate var withoutDangling: Text {
    let isDangling: (UInt8) -> Bool = { $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "_") }
    guard let last = bytes.lastIndex(where: { !isDangling($0) }) else { return Text() }
    return Text(bytes[...last])
  }
}
