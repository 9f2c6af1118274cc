import ReferenceImpl
import VideoSpec

/// The inputs of the signing key's derivation. Mistakes can change each of them.
struct SigningKeyDraft: Hashable {
  /// How the secret is changed before it is used.
  enum Change: Hashable {
    case none, urlDecoded, urlEncoded, trimmed
    case surrounded(before: Text, after: Text)
    case replaced(slash: Text, plus: Text)
  }

  var day: Text
  var region: Text
  var service: Text
  var prefix: Text = "AWS4"
  var isChainedInHexadecimal = false
  var change = Change.none

  init(_ claim: SignatureClaim) {
    day = claim.day
    region = claim.region
    service = claim.service
  }

  init(day: Text, region: Text, service: Text) {
    self.day = day
    self.region = region
    self.service = service
  }

  func derive(_ secret: Secret) -> HMACKey {
    var key = HMACKey(secret.withBytes { prefix.bytes + changed($0) })
    for step in [day, region, service, CredentialScope.terminator] {
      let digest = key.authenticate(step.bytes)
      key = isChainedInHexadecimal ? HMACKey(Hexadecimal.encode(digest)) : HMACKey(digest)
    }
    return key
  }

  private func changed(_ secret: [UInt8]) -> [UInt8] {
    switch change {
    case .none: secret
    case .urlDecoded: PercentEncoding.decode(secret.map { $0 == UInt8(ascii: "+") ? 0x20 : $0 }[...])
    case .urlEncoded: PercentEncoding.encode(Text(bytes: secret)).bytes
    case .trimmed: Text(bytes: secret).trimmed.bytes
    case .replaced(let slash, let plus):
      // `+` first, because no replacement of `/` contains one.
      Text(bytes: secret).replacing("+", with: plus).replacing("/", with: slash).bytes
    case .surrounded(let before, let after): before.bytes + secret + after.bytes
    }
  }
}
