package import VideoSpec

/// The day, region and service that a signature is valid for (SIG-061). The scope of SigV4a has no region (SIG-142).
package struct CredentialScope: Equatable {
  /// The date: `20260102`.
  package var day: Text
  /// The region, or nil for SigV4a.
  package var region: Text?
  package var service: Text

  package init(day: Text, region: Text?, service: Text) {
    self.day = day
    self.region = region
    self.service = service
  }

  package static let terminator: Text = "aws4_request"
  private static let midnight: Text = "T000000Z"

  /// The scope as it is signed: `20260102/eu-west-1/s3/aws4_request`.
  package var text: Text {
    let parts = [day, region, service, Self.terminator].compactMap { $0 }
    return Text(parts.map(\.bytes).joined(separator: [UInt8(ascii: "/")]))
  }

  /// Reads `ACCESSKEY/20260102/eu-west-1/s3/aws4_request`. Returns nil for any other form (SIG-158).
  ///
  /// The access key may contain slashes, because the scope is read from the end.
  package static func parse(credential: Text, algorithm: SigningAlgorithm) -> (
    accessKeyID: Text, scope: CredentialScope
  )? {
    var rest = credential.bytes[...]
    /// The part after the last slash of the rest.
    func takeLast() -> Text? {
      guard let slash = rest.lastIndex(of: UInt8(ascii: "/")) else { return nil }
      defer { rest = rest[..<slash] }
      return Text(rest[(slash + 1)...])
    }
    guard takeLast() == terminator, let service = takeLast(), !service.isEmpty else { return nil }
    var region: Text?
    if algorithm == .v4 {
      guard let name = takeLast(), !name.isEmpty else { return nil }
      region = name
    }
    guard let day = takeLast(), day.bytes.count == 8, Timestamp(basic: day + midnight) != nil, !rest.isEmpty else {
      return nil
    }
    return (Text(rest), CredentialScope(day: day, region: region, service: service))
  }
}
