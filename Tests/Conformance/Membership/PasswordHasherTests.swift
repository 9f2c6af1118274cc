import Foundation
import Synchronization
import Testing
import VideoSpec

@testable import ReferenceImpl

@Suite("Hashes of passwords", .timeLimit(.minutes(60)))
struct PasswordHasherTests {
  /// Python 3.11: hashlib.scrypt(b"correct horse", salt=bytes(range(16)), n=2**17, r=8, p=1, maxmem=2**28, dklen=32)
  private static let known: Text =
    "$scrypt$ln=17,r=8,p=1$AAECAwQFBgcICQoLDA0ODw$TGvJUUU1CgfkAA5rR1GVoLnHJ8JaBRe7wqx27cEOQmw"

  @Test("a hash is that of scrypt with the pinned parameters, and of its password alone")
  func hash() throws {
    let hasher = PasswordHasher()
    let hash = try hasher.hash("correct horse", salt: Array(0..<16))
    #expect(hash == Self.known)
    #expect(try hasher.matches("correct horse", hash))
    #expect(try !hasher.matches("correct horsf", hash))
    #expect(try !hasher.matches("correct horse ", hash))
  }

  @Test("two hashes of one password differ")
  func salts() throws {
    let hasher = PasswordHasher()
    #expect(try hasher.hash("12345678") != hasher.hash("12345678"))
  }

  @Test(
    "hashes with other parameters, and texts that are no hashes",
    arguments: ["", "none", "$scrypt$ln=1,r=8,p=1$AA$AA", "$scrypt$ln=17,r=8,p=1$AA", "$scrypt$ln=17,r=8,p=1$?$?"]
      as [Text])
  func others(hash: Text) throws { #expect(try !PasswordHasher().matches("", hash)) }

  @Test("no password has the hash of nobody")
  func nobody() throws { #expect(try !PasswordHasher().matches("", PasswordHasher.ofNobody)) }

  @Test("of many callers, some wait, and the others are rejected at once")
  func bounds() throws {
    let hasher = PasswordHasher(turns: 1, waitingLimit: 2, waitSeconds: 60)
    let outcomes = Mutex<[ErrorCode?]>([])
    DispatchQueue.concurrentPerform(iterations: 8) { _ in
      do throws(Rejection) {
        _ = try hasher.hash("12345678")
        outcomes.withLock { $0.append(nil) }
      } catch {
        outcomes.withLock { $0.append(error.code) }
      }
    }
    let all = outcomes.withLock { $0 }
    #expect(all.count == 8 && all.contains(nil))
    #expect(all.allSatisfy { $0 == nil || $0 == .busy })
  }
}
