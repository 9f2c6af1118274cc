#if PostgreSQL
  import CPostgres
  import VideoSpec

  /// A value for a parameter of a statement, in PostgreSQL's binary format.
  enum PostgresValue {
    case null
    case integer(Int)
    case real(Double)
    case boolean(Bool)
    case text(Text)
    case bytes([UInt8])
    case uuid(UUIDBytes)
    case integers([Int64])

    static func optional(_ text: Text?) -> PostgresValue { text.map { .text($0) } ?? .null }
    static func optional(_ integer: Int?) -> PostgresValue { integer.map { .integer($0) } ?? .null }
    static func optional(_ bytes: [UInt8]?) -> PostgresValue { bytes.map { .bytes($0) } ?? .null }
    static func optional(_ uuid: UUIDBytes?) -> PostgresValue { uuid.map { .uuid($0) } ?? .null }

    /// The bytes to send, or nil for NULL.
    var encoded: [UInt8]? {
      switch self {
      case .null: nil
      case .integer(let integer): withUnsafeBytes(of: Int64(integer).bigEndian) { Array($0) }
      case .real(let real): withUnsafeBytes(of: real.bitPattern.bigEndian) { Array($0) }
      case .boolean(let boolean): [boolean ? 1 : 0]
      case .text(let text): text.bytes
      case .bytes(let bytes): bytes
      case .uuid(let uuid): uuid.bytes
      case .integers(let integers): Self.array(of: integers)
      }
    }

    /// An array of bigint: one dimension, no NULL, the type's number, the count, and the index of the first element.
    private static func array(of integers: [Int64]) -> [UInt8] {
      func bytes(_ integer: some FixedWidthInteger) -> [UInt8] { withUnsafeBytes(of: integer.bigEndian) { Array($0) } }
      let head: [Int32] = [1, 0, 20, Int32(clamping: integers.count), 1]
      return head.flatMap(bytes) + integers.flatMap { bytes(Int32(8)) + bytes($0) }
    }
  }

  /// The 16 bytes of a UUID.
  struct UUIDBytes {
    let bytes: [UInt8]

    /// Reads a UUID in lower case, the only form that external IDs have. Returns nil for any other text.
    init?(_ text: Text) {
      guard text.bytes.count == 36 else { return nil }
      for index in [8, 13, 18, 23] where text.bytes[index] != UInt8(ascii: "-") { return nil }
      let digits = text.bytes.filter { $0 != UInt8(ascii: "-") }
      guard digits.count == 32, let bytes = Hexadecimal.decode(digits) else { return nil }
      self.bytes = bytes
    }

    /// Returns the text of a UUID's bytes.
    static func text(_ bytes: [UInt8]) -> Text {
      let digits = Hexadecimal.encode(bytes)
      guard digits.count == 32 else { return Text() }
      let parts = [digits[0..<8], digits[8..<12], digits[12..<16], digits[16..<20], digits[20..<32]]
      return Text(bytes: Array(parts.joined(separator: [UInt8(ascii: "-")])))
    }
  }

  /// A row of a result, in PostgreSQL's binary format. It is valid inside the closure that receives it.
  struct PostgresRow: ~Copyable {
    let result: OpaquePointer
    let row: Int32

    func isNull(_ column: Int32) -> Bool { PQgetisnull(result, row, column) == 1 }

    func bytes(_ column: Int32) -> [UInt8] {
      guard let value = PQgetvalue(result, row, column) else { return [] }
      return Array(UnsafeRawBufferPointer(start: value, count: Int(PQgetlength(result, row, column))))
    }

    /// Returns an integer of any size.
    func integer(_ column: Int32) -> Int {
      let bytes = bytes(column)
      let start: Int64 = bytes.first.map { $0 >= 0x80 } ?? false ? -1 : 0
      return Int(bytes.reduce(start) { $0 << 8 | Int64($1) })
    }

    func real(_ column: Int32) -> Double {
      Double(bitPattern: bytes(column).reduce(0) { $0 << 8 | UInt64($1) })
    }

    func boolean(_ column: Int32) -> Bool { bytes(column) == [1] }
    func text(_ column: Int32) -> Text { Text(bytes: bytes(column)) }
    func uuid(_ column: Int32) -> Text { UUIDBytes.text(bytes(column)) }
    func optionalInteger(_ column: Int32) -> Int? { isNull(column) ? nil : integer(column) }
    func optionalText(_ column: Int32) -> Text? { isNull(column) ? nil : text(column) }
  }
#endif
