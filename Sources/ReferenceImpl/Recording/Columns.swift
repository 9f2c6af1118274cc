package import VideoSpec

// How record stores write values that have no type in a database.

extension UploadStatus {
  /// Reads a status.
  package init?(_ column: Text) { self.init(rawValue: column.string) }
}

extension [Violation] {
  /// Reads violations with spaces between them. Words that this version does not know are left out.
  package init(column: Text) {
    self = column.split(at: UInt8(ascii: " ")).compactMap { Violation(rawValue: $0.string) }
  }

  /// The violations with spaces between them.
  package var column: Text { Text(map(\.rawValue).joined(separator: " ")) }
}
