import VideoSpec

extension S3Address {
  /// Normalizes the key like a path of a file system. Only a mutant endpoint does this.
  mutating func normalizeKey() {
    guard let key else { return }
    var parts: [Text] = []
    for part in key.split(at: UInt8(ascii: "/")) where !part.isEmpty && part != "." {
      if part == ".." { _ = parts.popLast() } else { parts.append(part) }
    }
    if let first = parts.first { self.key = parts.dropFirst().reduce(first) { $0 + "/" + $1 } }
  }
}
