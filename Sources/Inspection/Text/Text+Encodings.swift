import ReferenceImpl
import VideoSpec

// Other encodings of the same text: Latin-1, mojibake, composed and decomposed.

extension Text {
  /// The text in Latin-1; nil if Latin-1 lacks one of its characters, or if the text is not UTF-8.
  var latin1: Text? {
    guard let string = validString, string.unicodeScalars.allSatisfy({ $0.value < 0x100 }) else { return nil }
    return Text(bytes: string.unicodeScalars.map { UInt8($0.value) })
  }

  /// The text as it looks if its bytes are read as Latin-1 or Windows-1252, like `kÃ¼che`; empty for ASCII.
  var mojibake: [Text] {
    guard bytes.contains(where: { $0 >= 0x80 }) else { return [] }
    return [false, true].map { isWindows in
      var string = ""
      for byte in bytes {
        let other = isWindows && (0x80..<0xA0).contains(byte) ? Self.windows[Int(byte) - 0x80] : UInt16(byte)
        string.unicodeScalars.append(Unicode.Scalar(other) ?? "?")
      }
      return Text(string)
    }
  }

  /// The characters of Windows-1252 from 0x80 to 0x9F.
  private static let windows: [UInt16] = [
    0x20AC, 0x81, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8D, 0x017D,
    0x8F, 0x90, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D,
    0x017E, 0x0178,
  ]

  /// The original of a garbled text; nil if the text is not garbled.
  var withoutMojibake: Text? {
    guard bytes.contains(where: { $0 >= 0x80 }), let string = validString else { return nil }
    var output: [UInt8] = []
    for scalar in string.unicodeScalars {
      if scalar.value < 0x100 {
        output.append(UInt8(scalar.value))
      } else if let index = Self.windows.firstIndex(where: { UInt32($0) == scalar.value }) {
        output.append(UInt8(0x80 + index))
      } else {
        return nil
      }
    }
    let text = Text(bytes: output)
    return text.isUTF8 ? text : nil
  }

  // MARK: Composition

  // Swift's standard library has no public normalization, and we do not load Foundation for it. Its strings compare canonically,
  // which is enough for the letters of Latin-1 and Latin Extended-A; other letters stay as they are.
  private static let compositions: [Pair: Unicode.Scalar] = {
    let letters = Dictionary(
      uniqueKeysWithValues: (0xC0...0x17F as ClosedRange<UInt16>).compactMap { Unicode.Scalar($0) }.map {
        (String($0), $0)
      })
    let bases = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".unicodeScalars
    // Grave, acute, circumflex, tilde, macron, breve, dot, diaeresis, ring, double acute, caron, cedilla, ogonek.
    let marks = "\u{300}\u{301}\u{302}\u{303}\u{304}\u{306}\u{307}\u{308}\u{30A}\u{30B}\u{30C}\u{327}\u{328}"
    var table: [Pair: Unicode.Scalar] = [:]
    for base in bases {
      for mark in marks.unicodeScalars {
        var string = String(base)
        string.unicodeScalars.append(mark)
        table[Pair(base: base, mark: mark)] = letters[string]
      }
    }
    return table
  }()

  private static let decompositions = Dictionary(uniqueKeysWithValues: compositions.map { ($0.value, $0.key) })

  private struct Pair: Hashable {
    var base: Unicode.Scalar
    var mark: Unicode.Scalar
  }

  /// The text with composed letters (NFC); nil if it is not UTF-8.
  var composed: Text? {
    guard let string = validString else { return nil }
    var output: [Unicode.Scalar] = []
    for scalar in string.unicodeScalars {
      if let base = output.last, let letter = Self.compositions[Pair(base: base, mark: scalar)] {
        output[output.count - 1] = letter
      } else {
        output.append(scalar)
      }
    }
    return Text(scalars: output)
  }

  /// The text with letters and marks decomposed (NFD); nil if it is not UTF-8.
  var decomposed: Text? {
    validString.map { string in
      Text(
        scalars: string.unicodeScalars.flatMap { scalar in
          Self.decompositions[scalar].map { [$0.base, $0.mark] } ?? [scalar]
        })
    }
  }

  private init(scalars: [Unicode.Scalar]) {
    var string = ""
    string.unicodeScalars.append(contentsOf: scalars)
    self.init(string)
  }
}
