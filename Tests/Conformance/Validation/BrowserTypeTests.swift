import AdapterProtocol
import Gate
import ReferenceImpl
import Testing
import VideoSpec

/// The media type that a browser gives a recording, with the decisions of policy and validator on it.
struct BrowserType: Sendable, CustomTestStringConvertible {
  var type: Text
  var origin: String
  var evidence: String

  var testDescription: String { type.string }

  static let mediaType: Text = "video/webm"
  private static let path = "Docs/data/browser-types.json"

  static let all: [BrowserType] = {
    guard let bytes = try? FileSystem.read("\(Program.root)/\(path)"), let file = try? JSONValue(parsing: bytes) else {
      fatalError("\(path) is no JSON")
    }
    return (file["types"]?.array ?? []).map { item in
      let evidence = item["evidence"]?.string ?? ""
      return BrowserType(
        type: item["type"]?.text ?? "", origin: item["from"]?.string ?? "",
        evidence: item["link"]?.string.map { "[\(evidence)](\($0))" } ?? evidence)
    }
  }()

  enum Verdict: String {
    case accepted = "accepted"
    case rejected = "rejected"
    /// Rejected when a list is compared item by item, as documented, and accepted when it is compared as a whole.
    case contested = "**contested**: rejected by the documentation, for one item does not begin so"
  }

  private static let now: Timestamp = "2026-01-02T03:04:05Z"
  private static let credentials = Credentials(
    accessKeyID: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: Secret("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"))

  /// The decision on a form with this type, under a policy that requires it to begin with `video/webm`.
  func policy() throws -> Verdict {
    let signer = Signer(credentials: Self.credentials, region: "eu-west-1", service: "s3")
    var fields = try signer.postForm(.recording(bucket: "video-uploads-example", key: "videos/a.webm"), at: Self.now)
      .fields
    fields[0] = HeaderField("Content-Type", type)
    let form = ReceivedForm(bucket: "video-uploads-example", fields: fields, file: .init(size: 1))
    let verifier = Verifier(credentials: [Self.credentials], region: "eu-west-1", service: "s3")
    do throws(Rejection) {
      _ = try verifier.evaluate(form, at: Self.now)
      return .accepted
    } catch {
      #expect(error.code.rawValue == "AccessDenied")
      return type.bytes.contains(UInt8(ascii: ",")) && type.hasPrefix(Self.mediaType) ? .contested : .rejected
    }
  }

  func validator() throws -> String {
    let headers = [HeaderField("Content-Length", "1"), HeaderField("Content-Type", type), HeaderField("ETag", "\"a\"")]
    let decision = try ObjectValidator.decide(
      on: .responded(status: 200, headers: headers), limits: ObjectLimits(maximumSize: 1, mediaType: Self.mediaType))
    return decision.isAccepted ? "accepted" : "`MediaTypeNotAllowed`"
  }

  /// The type to send instead: the essence.
  var essence: Text? {
    let essence = Text(type.split(at: UInt8(ascii: ";"))[0].bytes).lowercased
    return essence.isEmpty ? nil : essence
  }

  func row() throws -> String {
    let send = essence.map { $0 == Self.mediaType ? "`\($0)`" : "`\($0)`, if limits and policy are to allow it" }
    let cells = [
      type.isEmpty ? "(empty)" : "`\(type)`", origin, try policy().rawValue, try validator(),
      send ?? "nothing: it is not known what it is", evidence,
    ]
    return "| " + cells.joined(separator: " | ") + " |\n"
  }
}

@Suite("Media types of browsers")
struct BrowserTypeTests {
  @Test("the chapter's table agrees with policy and validator")
  func table() throws {
    let document = try Document("Sources/VideoSpec/VideoSpec.docc/Validation.md")
    let head = """

      | the browser's type | where from | a policy `starts-with video/webm` | the validator | send | evidence |
      |---|---|---|---|---|---|

      """
    try document.expect(
      Document.replacing(
        in: document.text, from: "<!-- browser types -->\n", to: "<!-- end of browser types -->",
        with: head + BrowserType.all.map { try $0.row() }.joined() + "\n"))
  }

  @Test("types with a comma are first in the table, and shown as contested where the vectors say so")
  func comma() throws {
    let first = try #require(BrowserType.all.first)
    #expect(first.type == "video/webm;codecs=vp8,opus")
    #expect(try first.policy() == .contested)
    let contested = Corpus.shared.cases.filter {
      $0.requirement.id.rawValue == "POL-041" && $0.evidence.kind == .contested
    }
    #expect(!contested.isEmpty)
    for type in BrowserType.all where type.type.bytes.contains(UInt8(ascii: ",")) {
      #expect(try type.policy() != .accepted, "\(type.type)")
    }
  }

  @Test("the types that the chapter recommends pass policy and validator", arguments: BrowserType.all)
  func essence(type: BrowserType) throws {
    guard let essence = type.essence, essence == BrowserType.mediaType else { return }
    let sent = BrowserType(type: essence, origin: "", evidence: "")
    #expect(try sent.policy() == .accepted && sent.validator() == "accepted")
    #expect(try type.validator() == "accepted", "the validator reads it as it stands")
  }
}
