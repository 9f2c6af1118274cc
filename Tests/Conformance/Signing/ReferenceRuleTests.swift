import Foundation
import ReferenceImpl
import Testing
import VideoSpec

@Suite("Rules of the reference that vectors cannot test")
struct ReferenceRuleTests {
  static let request = SigningRequest(
    method: "GET", endpoint: Endpoint(host: "s3.eu-west-1.amazonaws.com"),
    target: .object(bucket: "video-uploads-example", key: "cat.webm", addressing: .virtual))

  static let time: Timestamp = "2026-01-02T03:04:05Z"

  @Test("signatures are compared by CRYPTO_memcmp over their whole length")
  func constantTime() throws {
    let signature = Array("5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7".utf8)
    #expect(ConstantTime.equal(signature, signature))
    for index in signature.indices {
      var other = signature
      other[index] ^= 1
      #expect(!ConstantTime.equal(signature, other))
    }
    #expect(!ConstantTime.equal(signature, signature.dropLast()))
    #expect(!ConstantTime.equal([], signature))
    // That the time is constant cannot be asserted on a shared machine; that nothing else compares can.
    let folder = Program.root + "/Sources/ReferenceImpl"
    let primitive = try String(contentsOfFile: folder + "/Cryptography/ConstantTime.swift", encoding: .utf8)
    #expect(primitive.contains("CRYPTO_memcmp(left.baseAddress, right.baseAddress, left.count) == 0"))
    for name in try FileManager.default.contentsOfDirectory(atPath: folder + "/Signing") {
      let source = try String(contentsOfFile: folder + "/Signing/" + name, encoding: .utf8)
      for comparison in ["signature ==", "signature !=", "signature.bytes ==", "== claim.signature", "== signature"] {
        #expect(!source.contains(comparison), "\(name)")
      }
    }
  }

  @Test("the key cache is bounded and invisible")
  func keyCache() throws {
    let cache = SigningKeyCache(capacity: 8)
    let none = SigningKeyCache(capacity: 0)
    for index in 0..<100 {
      let region = Text("region-\(index % 20)")
      func url(_ keys: SigningKeyCache) throws -> Text {
        try Signer(credentials: SecretTests.credentials, region: region, service: "s3", keys: keys)
          .presignedURL(for: Self.request, expires: 300, at: Self.time).url
      }
      #expect(try url(cache) == url(none))
      #expect(cache.count <= 8)
    }
    #expect(cache.count == 8)
    #expect(none.count == 0)
  }

  @Test("a signer used across midnight signs with the new day's key")
  func midnight() throws {
    let signer = Signer(credentials: SecretTests.credentials, region: "eu-west-1", service: "s3")
    let before: Timestamp = "2026-12-31T23:59:59Z"
    let after: Timestamp = "2027-01-01T00:00:00Z"
    for time in [before, after, before] {
      let fresh = Signer(
        credentials: SecretTests.credentials, region: "eu-west-1", service: "s3", keys: SigningKeyCache(capacity: 0))
      #expect(
        try signer.presignedURL(for: Self.request, expires: 1, at: time)
          == fresh.presignedURL(for: Self.request, expires: 1, at: time))
    }
  }

  @Test("a signer used from many threads gives the right signature on each")
  func threads() async throws {
    let signer = Signer(credentials: SecretTests.credentials, region: "eu-west-1", service: "s3")
    await withTaskGroup(of: Bool.self) { group in
      for worker in 0..<8 {
        group.addTask {
          (0..<200).allSatisfy { index in
            let time = Timestamp(seconds: 1_767_322_800 + worker * 86_400 + index)
            let alone = Signer(credentials: SecretTests.credentials, region: "eu-west-1", service: "s3")
            return (try? signer.presignedURL(for: Self.request, expires: 60, at: time))
              == (try? alone.presignedURL(for: Self.request, expires: 60, at: time))
          }
        }
      }
      for await isRight in group { #expect(isRight) }
    }
  }

  @Test("a URL that outlives its credentials carries a warning")
  func outlivesCredentials() throws {
    var credentials = SecretTests.credentials
    credentials.expiration = Timestamp(seconds: Self.time.seconds + 300)
    let signer = Signer(credentials: credentials, region: "eu-west-1", service: "s3")
    #expect(try signer.presignedURL(for: Self.request, expires: 300, at: Self.time).warnings == [])
    #expect(
      try signer.presignedURL(for: Self.request, expires: 301, at: Self.time).warnings
        == [.outlivesCredentials(until: credentials.expiration!)])
  }

  @Test("times outside 1970 to 9999 are rejected")
  func times() throws {
    #expect(Timestamp(exactly: -1) == nil && Timestamp(clamping: -1) == .minimum)
    #expect(Timestamp(seconds: 0).basic == "19700101T000000Z" && Timestamp(exactly: 0) == .minimum)
    #expect(Timestamp.maximum.basic == "99991231T235959Z")
    #expect(Timestamp(exactly: Timestamp.maximum.seconds) == .maximum)
    #expect(Timestamp(exactly: Timestamp.maximum.seconds + 1) == nil)
    #expect(Timestamp(clamping: .max) == .maximum && Timestamp(clamping: 7).seconds == 7)
    for text in [
      "1969-12-31T23:59:59Z", "10000-01-01T00:00:00Z", "2026-02-29T00:00:00Z", "2026-13-01T00:00:00Z",
      "2026-01-02T24:00:00Z", "2026-01-02",
    ] {
      let result = try Program.run(
        Program.videoSpec, ["sign", "url", "--bucket", "video", "--key", "k", "--region", "eu-west-1", "--at", text],
        environment: ["AWS_ACCESS_KEY_ID": "k", "AWS_SECRET_ACCESS_KEY": "s"])
      #expect(result.status == 2 && result.error.contains("InvalidClock") && result.error.contains(text))
      #expect(result.output.isEmpty)
    }
  }

  @Test("the key pair of SigV4a is the one in the AWS test suite")
  func keyPair() {
    let key = ECDSAKey(
      deriving: Credentials(
        accessKeyID: "AKIDEXAMPLE", secretAccessKey: Secret("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")))
    // aws-signing-test-suite/v4a/get-vanilla/public-key.json
    #expect(
      Text(bytes: Hexadecimal.encode(key.publicKey.x))
        == "b6618f6a65740a99e650b33b6b4b5bd0d43b176d721a3edfea7e7d2d56d936b1")
    #expect(
      Text(bytes: Hexadecimal.encode(key.publicKey.y))
        == "865ed22a7eadc9c5cb9d2cbaca1b3699139fedc5043dc6661864218330c8e518")
  }
}
