import VideoSpec

extension HMACKey {
  /// Derives the signing key for a day, a region and a service (SIG-062).
  static func signingKey(secret: Secret, day: Text, region: Text, service: Text) -> HMACKey {
    let start = secret.withBytes { HMACKey(Array("AWS4".utf8) + $0) }
    let dayKey = HMACKey(start.authenticate(day.bytes))
    let regionKey = HMACKey(dayKey.authenticate(region.bytes))
    let serviceKey = HMACKey(regionKey.authenticate(service.bytes))
    return HMACKey(serviceKey.authenticate(CredentialScope.terminator.bytes))
  }
}
