import ReferenceImpl
import VideoSpec

/// The signing key in the making, open to pitfalls as the draft is.
struct DraftKey: Hashable {
  /// How the secret was changed before it was used.
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

  init(_ claim: LooseClaim) {
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
      // '+' first: no text for '/' has one in it.
      Text(bytes: secret).replacing("+", with: plus).replacing("/", with: slash).bytes
    case .surrounded(let before, let after): before.bytes + secret + after.bytes
    }
  }
}
