import AdapterProtocol
import ReferenceImpl
import Testing
import VideoSpec

/// Compares the policy, which decides before the upload, with the validator, which decides after it.
@Suite("Property: policy and validator")
struct TwoGatesProperties {
  private static let now: Timestamp = "2026-01-02T03:04:05Z"
  private static let limit = 90_000_000
  private static let credentials = Credentials(
    accessKeyID: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: Secret("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"))

  /// The decisions of both on an upload with a size and a Content-Type.
  private static func verdicts(size: Int, type: Text) throws -> (policy: Bool, validator: Bool) {
    let signer = Signer(credentials: credentials, region: "eu-west-1", service: "s3")
    var fields = try signer.presignedPost(
      for: .recording(bucket: "video-uploads-example", key: "videos/2026/01/a.webm"), at: now
    ).fields
    fields[0] = Field("Content-Type", type)
    let form = UploadForm(fields: fields, file: .init(size: size))
    let verifier = Verifier(credentials: [credentials], region: "eu-west-1", service: "s3")
    let policy: Bool
    do throws(Rejection) {
      _ = try verifier.evaluate(form, postedTo: "video-uploads-example", at: now)
      policy = true
    } catch { policy = false }
    let headers = [
      HeaderField("Content-Length", "\(size)"), HeaderField("Content-Type", type), HeaderField("ETag", "\"a\""),
    ]
    let decision = try ObjectValidator.decide(
      on: .responded(status: 200, headers: headers), limits: ObjectLimits(maximumSize: limit, mediaType: "video/webm"))
    return (policy, decision.isAccepted)
  }

  /// Content types with the decisions of both. The properties below extend these claims to the classes of types.
  static let types: [(type: Text, policy: Bool, validator: Bool)] = [
    ("video/webm", true, true),
    ("video/webm;codecs=vp9", true, true),
    ("video/webm; codecs=\"vp9\"", true, true),
    ("video/webm;", true, true),
    // The policy compares bytes.
    ("Video/WebM", false, true),
    ("VIDEO/WEBM;codecs=vp8", false, true),
    (" video/webm", false, true),
    // The policy compares only the beginning.
    ("video/webmx", true, false),
    ("video/webm2;codecs=vp9", true, false),
    ("video/webm/x", true, false),
    ("video/webm video/webm", true, false),
    // Both reject these.
    ("video/mp4", false, false),
    ("video/web", false, false),
    ("", false, false),
    ("text/html", false, false),
    ("text/html;video/webm", false, false),
  ]

  @Test("the table of types on which they disagree is right", arguments: types.indices)
  func table(index: Int) throws {
    let row = Self.types[index]
    let verdicts = try Self.verdicts(size: 1, type: row.type)
    #expect(verdicts.policy == row.policy && verdicts.validator == row.validator, "\(row.type): \(verdicts)")
  }

  @Test("they agree on every size: 0, 1 to the limit, and above")
  func sizes() {
    let edges = [0, 1, 2, 89_999_999, 90_000_000, 90_000_001, 94_371_840, Int.max]
    forAll(500) { choices in
      choices.bool() ? choices.pick(edges) : choices.next(below: choices.pick([10, 100_000_000, Int.max]))
    } holds: { size in
      let verdicts = try Self.verdicts(size: size, type: "video/webm")
      let isAllowed = (1...Self.limit).contains(size)
      return verdicts.policy == isAllowed && verdicts.validator == isAllowed
    }
  }

  @Test(
    "for every type, the policy compares the first bytes and the validator the essence"
  )
  func mediaTypes() {
    forAll(1000) { choices in
      let spelling = choices.pick(["video/webm", "Video/webm", "video/WEBM", "video/webmx", "video/mp4", "audio/webm"])
      let parameters = choices.array(upTo: 3) { choices in
        choices.pick([";codecs=vp9", "; codecs=\"opus\"", ";", ";x", ";=1", "; Codecs=a", ";a=b;a=c", "x"])
      }
      return Text(choices.pick(["", "", " "]) + spelling + parameters.joined())
    } holds: { type in
      let verdicts = try Self.verdicts(size: 1, type: type)
      let essence = Text(type.split(at: UInt8(ascii: ";"))[0].bytes.filter { $0 != 0x20 }).lowercased
      return verdicts.policy == type.hasPrefix("video/webm") && verdicts.validator == (essence == "video/webm")
    }
  }
}
