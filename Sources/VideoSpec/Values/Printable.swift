/// Bytes as ASCII: other bytes are shown as `\xNN`, so that texts that only look alike show where they differ.
package struct Printable {
  /// How many bytes are shown before and after the place.
  private static let reach = (before: 48, after: 48)

  package let text: String
  /// Where the place is in `text`.
  package let column: Int

  /// The part of a line around a place in it.
  package init(_ line: Text, around place: Int) {
    let start = place > Printable.reach.before + 8 ? place - Printable.reach.before : 0
    let end = min(line.bytes.count, place + Printable.reach.after)
    let before = (start > 0 ? "…" : "") + Printable.text(Text(line.bytes[min(start, end)..<min(place, end)]))
    let after = Printable.text(Text(line.bytes[min(place, end)..<end])) + (end < line.bytes.count ? "…" : "")
    text = before + after
    column = before.count
  }

  package static func text(_ text: Text) -> String {
    var output = ""
    for byte in text.bytes {
      if byte >= 0x20, byte < 0x7F {
        output.unicodeScalars.append(Unicode.Scalar(byte))
      } else {
        output += "\\x\(Hexadecimal.lowercase([byte]).string)"
      }
    }
    return output
  }
}

extension Sequence<UInt8> {
  /// A JSON document in which control and format characters are written as `\uNNNN`. They occur only within its strings.
  package var withJSONControlsEscaped: String {
    var output = ""
    for scalar in String(decoding: Array(self), as: UTF8.self).unicodeScalars {
      if scalar.value >= 0x7F, scalar.isControl {
        for unit in String(scalar).utf16 {
          let digits = String(unit, radix: 16)
          output += "\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits
        }
      } else {
        output.unicodeScalars.append(scalar)
      }
    }
    return output
  }
}

extension Unicode.Scalar {
  /// Whether a terminal would obey it, or show it as something else: marks that change the direction of writing are format characters.
  fileprivate var isControl: Bool {
    switch properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator: true
    default: false
    }
  }
}

extension String {
  /// The text with its lines and colors, but without anything else that a terminal would obey: the last step before a text for people is
  /// written. Texts from outside have no colors; see ``withoutControls``.
  package var withoutTerminalControls: String {
    var output: [UInt8] = []
    let text = Array(utf8)
    var index = 0
    var start = 0
    func flush(to end: Int) {
      if start < end { output += String(decoding: text[start..<end], as: UTF8.self).withoutControls.utf8 }
    }
    while index < text.count {
      let length = Self.lengthOfAllowedControl(in: text, at: index)
      if length > 0 {
        flush(to: index)
        output += text[index..<(index + length)]
        index += length
        start = index
      } else {
        index += 1
      }
    }
    flush(to: text.count)
    return String(decoding: output, as: UTF8.self)
  }

  /// The length of a line feed, a tab or a color (`ESC [ digits m`) at a place; 0 for anything else.
  private static func lengthOfAllowedControl(in text: [UInt8], at index: Int) -> Int {
    if text[index] == 0x0A || text[index] == 0x09 { return 1 }
    guard text[index] == 0x1B, index + 1 < text.count, text[index + 1] == UInt8(ascii: "[") else { return 0 }
    let parameters = text[(index + 2)...].prefix(8).prefix { $0 == UInt8(ascii: ";") || (0x30...0x39).contains($0) }
    return parameters.endIndex < text.count && text[parameters.endIndex] == UInt8(ascii: "m")
      ? parameters.endIndex + 1 - index : 0
  }

  /// The text on one line, without anything that a terminal would obey or show as something else. Marks that change the direction of
  /// writing are format characters, and are shown as `\xNN` like the others.
  package var withoutControls: String {
    guard unicodeScalars.contains(where: \.isControl) else { return self }
    return unicodeScalars.reduce(into: "") { text, scalar in
      if scalar.isControl {
        text += Printable.text(Text(String(scalar)))
      } else {
        text.unicodeScalars.append(scalar)
      }
    }
  }
}
