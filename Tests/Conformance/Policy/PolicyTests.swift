import ReferenceImpl
import Testing
import VideoSpec

@Suite("Policies")
struct PolicyTests {
  static let time: Timestamp = "2026-01-02T03:04:05Z"

  static let signer = Signer(
    credentials: Credentials(
      accessKeyID: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: Secret("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")),
    region: "ap-northeast-1", service: "s3")

  @Test("policy parsing is bounded, and says where the fault is")
  func bounds() {
    func reason(_ text: String) -> String {
      do throws(MalformedPolicy) {
        _ = try PolicyDocument(parsing: Array(text.utf8))
        return "accepted"
      } catch { return error.reason }
    }
    let start = "{\"expiration\": \"2026-01-02T03:04:05Z\", \"conditions\": ["
    #expect(reason(start + "]}") == "accepted")
    #expect(reason(start + "{\"acl\": \"private\"},\n  {\"key\" \"v\"}]}").contains("line 2, column 10"))
    #expect(reason(start + "{\"acl\": \"a\", \"acl\": \"b\"}]}").contains("\"acl\" occurs twice"))
    #expect(reason(start + String(repeating: "[", count: 100_000)).contains("bytes, more than"))
    #expect(reason(start + String(repeating: "[", count: 100)).contains("nested deeper than"))
    #expect(reason(start + "]} x").contains("after the value"))
    let many = (0..<500).map { "{\"x-amz-meta-\($0)\": \"v\"}" }.joined(separator: ",")
    #expect(reason(start + many + "]}") == "accepted")
    let padding = String(repeating: " ", count: PolicyDocument.sizeLimit)
    #expect(reason(start + padding + "]}").contains("more than \(PolicyDocument.sizeLimit)"))
  }

  @Test("a recording's form is one call: a type, 1 to 90000000 bytes, five minutes")
  func recording() throws {
    let request = PostPolicyRequest.recording(bucket: "video-uploads-example", key: "videos/2026/01/cat.webm")
    let form = try Self.signer.presignedPost(for: request, at: Self.time)
    let policy = try #require(form.fields.first { $0.name == "policy" })
    let document = try PolicyDocument(parsing: #require(Base64.decode(policy.value.bytes)))
    #expect(document.expiration.seconds == Self.time.seconds + 300)
    #expect(
      document.conditions.prefix(4) == [
        .startsWith(reference: "$Content-Type", prefix: "video/webm"), .contentLengthRange(1...90_000_000),
        .exact(name: "bucket", value: "video-uploads-example"), .exact(name: "key", value: "videos/2026/01/cat.webm"),
      ])
    #expect(form.fields.first == Field("Content-Type", "video/webm"))
  }

  @Test("a rejection says what S3's answer says: the sizes, the condition")
  func details() throws {
    let request = PostPolicyRequest.recording(bucket: "video-uploads-example", key: "k")
    let fields = try Self.signer.presignedPost(for: request, at: Self.time).fields
    func rejection(_ form: UploadForm, postedTo bucket: Text) -> Rejection? {
      do throws(Rejection) {
        _ = try Verifier.evaluatePolicy(of: form, postedTo: bucket, at: Self.time)
        return nil
      } catch { return error }
    }
    let large = rejection(
      UploadForm(fields: fields, file: .init(size: 90_000_001)), postedTo: "video-uploads-example")
    #expect(large?.code.rawValue == "EntityTooLarge" && large?.status == 400)
    #expect(large?.details == [Field("ProposedSize", "90000001"), Field("MaxSizeAllowed", "90000000")])
    let elsewhere = rejection(UploadForm(fields: fields, file: .init(size: 1)), postedTo: "another")
    #expect(elsewhere?.details == [Field("Condition", "[\"eq\", \"$bucket\", \"video-uploads-example\"]")])
  }

  @Test("a form that cannot be is rejected with the thing that is wrong")
  func rejections() {
    func code(_ change: (inout PostPolicyRequest) -> Void) -> String? {
      var request = PostPolicyRequest(bucket: "video-uploads-example", key: "k", expires: 300)
      change(&request)
      do throws(Rejection) {
        _ = try Self.signer.presignedPost(for: request, at: Self.time)
        return nil
      } catch { return "\(error.code) \(error.field ?? "")" }
    }
    #expect(code { _ in } == nil)
    #expect(code { $0.bucket = "B" } == "InvalidBucketName target.bucket")
    #expect(code { $0.key = "" } == "InvalidKey key")
    #expect(code { $0.key = Text(bytes: [0xFF]) } == "InvalidKey key")
    #expect(code { $0.expires = 0 } == "InvalidExpires expires")
    #expect(code { $0.expires = .max / 2 } == "InvalidExpires expires")
    #expect(code { $0.fields = [Field("acl", "private")] } == "InvalidField acl")
    #expect(code { $0.fields = [Field("Policy", "x")] } == "InvalidField Policy")
    #expect(
      code { $0.conditions = [.contentLengthRange(lower: .number(2), upper: .number(1))] }
        == "InvalidCondition conditions")
    #expect(
      code { $0.conditions = [.contentLengthRange(lower: .text("a"), upper: .number(1))] }
        == "InvalidCondition conditions")
    #expect(code { $0.conditions = [.equal(reference: "acl", value: "x")] } == "InvalidCondition conditions")
  }
}
