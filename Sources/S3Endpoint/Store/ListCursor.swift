import VideoSpec

/// Rolls up keys that come in byte order, and says where to look for the next one.
struct ListCursor {
  private let prefix: [UInt8]
  private let delimiter: [UInt8]
  /// The least key to look at next, or nil at the end.
  private(set) var lowerBound: [UInt8]?

  /// What to do with a key.
  enum Step: Equatable {
    case list
    /// The key is the first one of a common prefix. Look at ``lowerBound`` next.
    case rollUp([UInt8])
    /// There are no further keys with the prefix.
    case end
  }

  /// - Parameter includesStart: Whether the key that the list begins after may have further entries.
  init(_ request: ListRequest, includesStart: Bool = false) {
    prefix = request.prefix.bytes
    delimiter = request.delimiter?.bytes ?? []
    lowerBound = prefix
    let after = request.after.bytes
    guard !after.isEmpty else { return }
    // A key that is inside a common prefix stands for the whole prefix.
    let next = commonPrefix(of: after).map { ListCursor.successor($0) } ?? (includesStart ? after : after + [0])
    guard let next else {
      lowerBound = nil
      return
    }
    if prefix.lexicographicallyPrecedes(next) { lowerBound = next }
  }

  /// Decides about the next key, which is not less than ``lowerBound``.
  mutating func step(_ key: [UInt8]) -> Step {
    guard key.starts(with: prefix) else {
      lowerBound = nil
      return .end
    }
    guard let common = commonPrefix(of: key) else { return .list }
    lowerBound = ListCursor.successor(common)
    return .rollUp(common)
  }

  /// Returns the key up to and including the first delimiter after the prefix, or nil if there is none.
  private func commonPrefix(of key: [UInt8]) -> [UInt8]? {
    guard !delimiter.isEmpty, key.starts(with: prefix), key.count >= prefix.count + delimiter.count else { return nil }
    for start in prefix.count...(key.count - delimiter.count) where key[start...].starts(with: delimiter) {
      return Array(key[..<(start + delimiter.count)])
    }
    return nil
  }

  /// Returns the least bytes that are greater than everything with this prefix, or nil if there are none.
  static func successor(_ prefix: [UInt8]) -> [UInt8]? {
    guard let index = prefix.lastIndex(where: { $0 < 0xFF }) else { return nil }
    return prefix[..<index] + [prefix[index] + 1]
  }
}
