package import VideoSpec

/// Writes the canonical request's second line: the path.
package enum CanonicalPath {
  /// The way in which a service canonicalises the path on the wire.
  package enum Rule {
    /// S3's way: the path is encoded once and never normalised (SIG-006, SIG-007).
    case s3
    /// The way of every other service: the path is normalised, unless the caller turns that off (SIG-009), and then encoded once more (SIG-008).
    case general(normalizes: Bool)

    package init(service: Text, normalizesPath: Bool) {
      self = SigningService.isS3(service) ? .s3 : .general(normalizes: normalizesPath)
    }
  }

  /// Appends the canonical form of a path on the wire. An empty path becomes `/` (SIG-010).
  package static func append(wire path: ArraySlice<UInt8>, rule: Rule, to output: inout [UInt8]) {
    let start = output.count
    switch rule {
    case .s3:
      PercentEncoding.append(PercentEncoding.decode(path)[...], keeping: .unreservedAndSlash, to: &output)
    case .general(normalizes: false):
      PercentEncoding.append(path, keeping: .unreservedAndSlash, to: &output)
    case .general(normalizes: true):
      PercentEncoding.append(normalized(path)[...], keeping: .unreservedAndSlash, to: &output)
    }
    if output.count == start { output.append(UInt8(ascii: "/")) }
  }

  /// Returns the path without empty and `.` segments, and without `..` segments and those before them. A trailing slash stays.
  private static func normalized(_ path: ArraySlice<UInt8>) -> [UInt8] {
    var kept: [ArraySlice<UInt8>] = []
    for segment in path.split(separator: UInt8(ascii: "/")) {
      if segment.elementsEqual(".".utf8) { continue }
      if segment.elementsEqual("..".utf8) { _ = kept.popLast() } else { kept.append(segment) }
    }
    var output: [UInt8] = [UInt8(ascii: "/")]
    output += kept.joined(separator: [UInt8(ascii: "/")])
    if path.last == UInt8(ascii: "/"), !kept.isEmpty { output.append(UInt8(ascii: "/")) }
    return output
  }
}
