import Testing
import VideoSpec

@Suite("Texts for a terminal")
struct PrintableTests {
  /// What a terminal obeys, or shows as something else.
  static let controls = [
    "\u{1B}]0;title\u{07}", "\u{1B}[2J", "\u{1B}c", "\u{9B}31m", "\u{85}", "\u{08}", "\u{00}", "\u{7F}", "\u{0C}",
    "\u{202E}",
    "\u{2066}", "\u{200F}", "\u{200B}", "\u{2028}", "\u{2029}", "\u{FEFF}", "\u{E0001}",
  ]

  @Test("controls, directions of writing and invisible characters are shown as their bytes", arguments: controls)
  func escaped(control: String) {
    for shown in ["a\(control)b".withoutControls, "a\(control)b".withoutTerminalControls] {
      #expect(shown.hasPrefix("a\\x") && shown.hasSuffix("b"), "\(shown)")
      #expect(shown.unicodeScalars.allSatisfy { $0.isASCII && $0.value >= 0x20 && $0.value < 0x7F }, "\(shown)")
    }
  }

  @Test("lines, tabs and colors are left to a text for people, and to a text from outside they are not")
  func allowed() {
    let text = "\u{1B}[1;31mred\u{1B}[0m\n\tnext ü 日本 😀\n"
    #expect(text.withoutTerminalControls == text)
    #expect(text.withoutControls == #"\x1b[1;31mred\x1b[0m\x0a\x09next ü 日本 😀\x0a"#)
    #expect("a\rb".withoutTerminalControls == #"a\x0db"#)
    // Not a color, though it begins like one.
    for text in ["\u{1B}[", "\u{1B}[31", "\u{1B}[31K", "\u{1B}[123456789m", "\u{1B}[?25m", "\u{1B}"] {
      #expect(text.withoutTerminalControls.hasPrefix("\\x1b"))
    }
  }

  @Test("JSON for a terminal has the same values, and no controls", arguments: controls)
  func json(control: String) throws {
    let value: JSONValue = ["a\(control)": .string(Text("b\(control)ü😀"))]
    let shown = value.document.withJSONControlsEscaped
    #expect(try JSONValue(parsing: shown.utf8) == value && shown.contains("ü😀"))
    #expect(shown.withoutTerminalControls == shown, "\(shown)")
  }

  @Test("bytes that are not printable ASCII are shown as such, so that texts which look alike differ")
  func bytes() {
    #expect(Printable.text(Text(bytes: [0x41, 0xC3, 0xBC, 0x1B, 0xFF, 0x0A])) == #"A\xc3\xbc\x1b\xff\x0a"#)
    let place = Printable(
      Text(String(repeating: "a", count: 200) + "ü" + String(repeating: "b", count: 200)), around: 200)
    #expect(place.text.hasPrefix("…a") && place.text.hasSuffix("b…") && Array(place.text)[place.column] == "\\")
  }
}
