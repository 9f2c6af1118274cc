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

  /// A policy without an expiration near, with these conditions besides those on the bucket and the key.
  private static func form(_ fields: [Field], _ conditions: [PolicyCondition], key: Text = "k") -> UploadForm {
    let own: [PolicyCondition] = [.exact(name: "bucket", value: "b"), .startsWith(reference: "$key", prefix: "")]
    let policy = PolicyDocument(expiration: .maximum, conditions: conditions + own)
    let signed = [Field("key", key), Field("policy", Text(bytes: Base64.encode(policy.json)))]
    return UploadForm(fields: fields + signed, file: FormFile(name: "cat.webm", size: 1))
  }

  private static func code(of form: UploadForm) -> String {
    do throws(Rejection) {
      _ = try Verifier.evaluatePolicy(of: form, postedTo: "b", at: time)
      return "accepted"
    } catch { return "\(error.code)" }
  }

  @Test("only what the conditions have seen is accepted")
  func accepted() throws {
    let fields = [Field("x-amz-meta-role", "user"), Field("X-Amz-Meta-Role", "admin")]
    let open = Self.form(fields, [.startsWith(reference: "$x-amz-meta-role", prefix: "user")])
    let upload = try Verifier.evaluatePolicy(of: open, postedTo: "b", at: Self.time)
    #expect(upload.metadata == [Field("x-amz-meta-role", "user,admin")])
    #expect(Self.code(of: Self.form(fields, [.exact(name: "x-amz-meta-role", value: "user")])) == "AccessDenied")
    let named = Self.form(
      [Field("x-amz-meta-name", "${filename}")], [.exact(name: "x-amz-meta-name", value: "cat.webm")])
    let metadata = try Verifier.evaluatePolicy(of: named, postedTo: "b", at: Self.time).metadata
    #expect(metadata == [Field("x-amz-meta-name", "cat.webm")])
  }

  @Test(
    "a reference in the tags is a number without a sign, or one of five names",
    arguments: [
      ("&#65;", "accepted"), ("&#x41;", "accepted"), ("&amp;", "accepted"), ("&#+65;", "MalformedXML"),
      ("&#x+41;", "MalformedXML"), ("&#xD800;", "MalformedXML"), ("&#;", "MalformedXML"), ("&nbsp;", "MalformedXML"),
    ])
  func references(reference: String, code: String) {
    let tags = Text("<Tagging>\(reference)</Tagging>")
    let form = Self.form([Field("tagging", tags)], [.equal(reference: "$tagging", value: tags)])
    #expect(Self.code(of: form) == code)
  }

  @Test("a file's name is not copied without bounds")
  func expansion() {
    let placeholders = Text(String(repeating: "${filename}", count: 20_000))
    var large = Self.form([], [], key: placeholders)
    large.file?.name = Text(String(repeating: "n", count: 50_000))
    #expect(Self.code(of: large) == "KeyTooLongError")
    var metadata = Self.form(
      [Field("x-amz-meta-name", placeholders)], [.startsWith(reference: "$x-amz-meta-name", prefix: "")])
    metadata.file?.name = large.file?.name
    #expect(Self.code(of: metadata) == "MaxPostPreDataLengthExceeded")
  }

  @Test(
    "tags are read as XML",
    arguments: [
      ("<a/>", true), ("<?xml version=\"1.0\"?>\n<a b='c' d=\"&lt;&#65;\"><!-- - --><![CDATA[<]]></a >\n", true),
      ("<é>ü</é>", true), ("", false), ("a", false), ("<a>", false), ("<a></b>", false), ("<a/><b/>", false),
      ("<a b=c/>", false), ("<a b='<'/>", false), ("<a>&b;</a>", false), ("<a>&#xD800;</a>", false), ("<a/>x", false),
      ("<!DOCTYPE a><a/>", false), ("<1/>", false), (String(repeating: "<a>", count: 100_000), false),
    ])
  func tags(text: String, isXML: Bool) {
    let form = Self.form([Field("tagging", Text(text))], [.startsWith(reference: "$tagging", prefix: "")])
    #expect(Self.code(of: form) == (isXML ? "accepted" : "MalformedXML"))
  }
}
