import Synchronization
import VideoSpec

/// Keeps derived signing keys, so that they need not be derived for every signature. It never changes a result (SIG-067, SIG-069).
public final class SigningKeyCache: Sendable {
  private struct Key: Hashable {
    var secret: [UInt8]
    var day: Text
    var region: Text
    var service: Text
  }

  private struct Entries {
    var keys: [Key: HMACKey] = [:]
    /// The keys in the order in which they were added.
    var order: [Key] = []
  }

  /// The cache that signers and verifiers use unless they are given another.
  public static let shared = SigningKeyCache(capacity: 256)

  /// The largest number of keys that are kept.
  public let capacity: Int
  private let entries = SharedState(Entries())

  /// Creates an empty cache.
  ///
  /// - Parameter capacity: The largest number of keys that are kept; 0 keeps none. A full cache drops its oldest key.
  public init(capacity: Int) { self.capacity = max(0, capacity) }

  /// The number of keys that are kept now.
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
