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

  @Test("a caller waits for its turn, and others are rejected at once")
  func bounds() throws {
    let full = PasswordHasher(turns: 0, waitingLimit: 0, waitSeconds: 600)
    #expect(try #require(throws: Rejection.self) { try full.hash("12345678") }.code == .busy)
    let busy = PasswordHasher(turns: 0, waitingLimit: 1, waitSeconds: 1)
    let start = ContinuousClock.now
    #expect(try #require(throws: Rejection.self) { try busy.hash("12345678") }.code == .busy)
    #expect(ContinuousClock.now - start > .milliseconds(900))
  }
}
