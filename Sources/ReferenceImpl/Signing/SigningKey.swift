import Synchronization
import VideoSpec

extension HMACKey {
  /// Derives the signing key of a day, a region and a service (SIG-062).
  static func signingKey(secret: Secret, day: Text, region: Text, service: Text) -> HMACKey {
    let start = secret.withBytes { HMACKey(Array("AWS4".utf8) + $0) }
    let dayKey = HMACKey(start.authenticate(day.bytes))
    let regionKey = HMACKey(dayKey.authenticate(region.bytes))
    let serviceKey = HMACKey(regionKey.authenticate(service.bytes))
    return HMACKey(serviceKey.authenticate(CredentialScope.terminator.bytes))
  }
}

/// Signing keys that were derived before, at most `capacity` of them; it never changes a result (SIG-067, SIG-069).
public final class SigningKeyCache: Sendable {
  private struct Key: Hashable {
    var secret: [UInt8]
    var day: Text
    var region: Text
    var service: Text
  }

  private struct Entries {
    var keys: [Key: HMACKey] = [:]
    /// Oldest first.
    var order: [Key] = []
  }

  /// The cache that signers use unless they are given another.
  public static let shared = SigningKeyCache(capacity: 256)

  public let capacity: Int
  private let entries = Mutex(Entries())

  /// - Parameter capacity: How many keys are kept; 0 keeps none. When it is full the oldest key makes room.
  public init(capacity: Int) { self.capacity = max(0, capacity) }

  /// How many keys are kept now.
  public var count: Int { entries.withLock { $0.keys.count } }

  func key(secret: Secret, day: Text, region: Text, service: Text) -> HMACKey {
    let key = secret.withBytes { Key(secret: $0, day: day, region: region, service: service) }
    if let known = entries.withLock({ $0.keys[key] }) { return known }
    let derived = HMACKey.signingKey(secret: secret, day: day, region: region, service: service)
    guard capacity > 0 else { return derived }
    entries.withLock { entries in
      guard entries.keys.updateValue(derived, forKey: key) == nil else { return }
      entries.order.append(key)
      if entries.order.count > capacity { entries.keys[entries.order.removeFirst()] = nil }
    }
    return derived
  }
}
