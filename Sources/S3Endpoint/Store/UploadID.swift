import VideoSpec

/// An upload ID: the upload's number in 16 hexadecimal digits, so that later uploads have greater IDs, and 32 digits that nobody can guess.
struct UploadID {
  let row: Int
  let token: [UInt8]

  static let tokenSize = 16

  init(row: Int, token: [UInt8]) {
    self.row = row
    self.token = token
  }

  /// Reads an upload ID. Returns nil for a text that is none.
  init?(_ text: Text) {
    guard let bytes = Hexadecimal.decode(text.bytes), bytes.count == 8 + UploadID.tokenSize, bytes[0] < 0x80 else {
      return nil
    }
    row = bytes.prefix(8).reduce(0) { $0 << 8 | Int($1) }
    token = Array(bytes.dropFirst(8))
  }

  var text: Text {
    let number = (0..<8).reversed().map { UInt8(truncatingIfNeeded: row >> (8 * $0)) }
    return Hexadecimal.lowercase(number + token)
  }
}
