import VideoSpec

// Letters that are written with other bytes: Latin-1, mojibake, composed and decomposed.

extension Text {
  /// Its characters as Latin-1 has them; nil where it has not all of them, or this is not UTF-8.
  var latin1: Text? {
    guard let string = validString, string.unicodeScalars.allSatisfy({ $0.value < 0x100 }) else { return nil }
    return Text(bytes: string.unicodeScalars.map { UInt8($0.value) })
  }

  /// What is shown where its bytes are read as Latin-1 or as Windows-1252 and encoded as UTF-8 once more: `kÃ¼che`; none for ASCII.
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

  /// What Windows-1252 has at 0x80…0x9F.
  private static let windows: [UInt16] = [
    0x20AC, 0x81, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8D, 0x017D,
    0x8F, 0x90, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D,
    0x017E, 0x0178,
  ]
}
