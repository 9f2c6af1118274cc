package import VideoSpec

/// The regions that a SigV4a signature is valid for: names, or patterns with `*` at the end.
package struct RegionSet {
  private let patterns: [Text]

  package init(_ text: Text) { patterns = text.split(at: UInt8(ascii: ",")).map(\.trimmed) }

  /// Returns whether the signature is valid for a region.
  package func contains(_ region: Text) -> Bool {
    patterns.contains { pattern in
      if pattern.bytes.last == UInt8(ascii: "*") { return region.bytes.starts(with: pattern.bytes.dropLast()) }
      return pattern == region
    }
  }
}
