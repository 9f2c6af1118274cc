package import VideoSpec

/// The day, region and service that a signature is valid for (SIG-061). The scope of SigV4a has no region (SIG-142).
package struct CredentialScope: Equatable {
  /// The date: `20260102`.
  package var day: Text
  /// The region, or nil for SigV4a.
  package var region: Text?
  package var service: Text

  package static let terminator: Text = "aws4_request"

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
    let parts = credential.split(at: UInt8(ascii: "/"))
    let count = algorithm == .v4 ? 4 : 3
    guard parts.count > count, parts.last == terminator else { return nil }
    let scope = Array(parts.suffix(count))
    let key = Text(parts.dropLast(count).map(\.bytes).joined(separator: [UInt8(ascii: "/")]))
    guard !key.isEmpty, scope[0].bytes.count == 8, Timestamp(basic: scope[0] + "T000000Z") != nil,
      scope.allSatisfy({ !$0.isEmpty })
    else { return nil }
    let region = algorithm == .v4 ? scope[1] : nil
    return (key, CredentialScope(day: scope[0], region: region, service: scope[count - 2]))
  }
}
