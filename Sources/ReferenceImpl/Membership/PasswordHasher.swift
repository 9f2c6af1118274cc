import COpenSSL
import Synchronization
package import VideoSpec

/// Hashes passwords with scrypt (RFC 7914), which needs 128 MiB for each hash. Only a few are made at the same time, and only some callers wait
/// for their turn, so that many logins can fill neither the memory nor the threads of a server.
package final class PasswordHasher: Sendable {
  private let turns = SystemSemaphore()
  private let waiting = Atomic(0)
  private let waitingLimit: Int
  private let waitSeconds: Int

  private static let cost = 1 << 17
  private static let blockSize = 8
  private static let parallelism = 1
  private static let saltSize = 16
  private static let size = 32
  private static let head: Text = "$scrypt$ln=17,r=8,p=1$"

  /// The hash of no password: it takes as long to compare as others, so that nobody finds out by the time which users exist (MEM-011).
  package static let ofNobody =
    head + Base64URL.encode([UInt8](repeating: 0, count: saltSize)) + "$"
    + Base64URL.encode([UInt8](repeating: 0, count: size))

  /// - Parameters:
  ///   - turns: How many hashes are made at the same time.
  ///   - waitingLimit: How many callers wait for their turn. Others are rejected at once.
  ///   - waitSeconds: How long a caller waits.
  package init(turns count: Int = 2, waitingLimit: Int = 32, waitSeconds: Int = 20) {
    self.waitingLimit = waitingLimit
    self.waitSeconds = waitSeconds
    for _ in 0..<count { turns.signal() }
  }

  /// Returns the hash of a password with its parameters and its salt, as text.
  ///
  /// - Throws: ``Rejection`` with ``ErrorCode/busy`` if too many others wait.
  package func hash(_ password: Text, salt: [UInt8] = SystemRandom.bytes(saltSize)) throws(Rejection) -> Text {
    Self.head + Base64URL.encode(salt) + "$" + Base64URL.encode(try key(password, salt: salt))
  }

  /// Whether a hash is that of a password. A hash with other parameters is that of none.
  ///
  /// - Throws: ``Rejection`` with ``ErrorCode/busy`` if too many others wait.
  package func matches(_ password: Text, _ hash: Text) throws(Rejection) -> Bool {
    guard hash.hasPrefix(Self.head) else { return false }
    let parts = Text(hash.bytes.dropFirst(Self.head.bytes.count)).split(at: UInt8(ascii: "$"))
    guard parts.count == 2, let salt = Base64URL.decode(parts[0]), let expected = Base64URL.decode(parts[1]) else {
      return false
    }
    return ConstantTime.equal(try key(password, salt: salt), expected)
  }

  private func key(_ password: Text, salt: [UInt8]) throws(Rejection) -> [UInt8] {
    try waitForTurn()
    defer { turns.signal() }
    var key = [UInt8](repeating: 0, count: Self.size)
    let isDone = password.bytes.withUnsafeBytes { password in
      EVP_PBE_scrypt(
        password.baseAddress?.assumingMemoryBound(to: CChar.self), password.count, salt, salt.count,
        UInt64(Self.cost), UInt64(Self.blockSize), UInt64(Self.parallelism), 256 << 20, &key, key.count)
    }
    guard isDone == 1 else { throw Rejection(.recordingFailed, status: 500, "the password cannot be hashed") }
    return key
  }

  private func waitForTurn() throws(Rejection) {
    let others = waiting.add(1, ordering: .relaxed).oldValue
    defer { waiting.subtract(1, ordering: .relaxed) }
    guard others < waitingLimit, turns.wait(seconds: waitSeconds) else {
      throw Rejection(.busy, status: 503, "too many passwords are compared at the moment; try again")
    }
  }
}
