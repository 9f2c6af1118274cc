import Gate
import ReferenceImpl
package import VideoSpec

/// The media type that a browser gives a recording, with the decisions of policy and validator on it.
package struct BrowserType: Sendable {
  package var type: Text
  private var origin: String
  private var evidence: String

  /// The type that policy and limits of the table require.
  package static let mediaType: Text = "video/webm"

  /// A type that no browser needs to have sent.
  package init(_ type: Text) { (self.type, origin, evidence) = (type, "", "") }

  /// Reads the types of `Docs/data/browser-types.json`.
  package static func all(in root: String) throws -> [BrowserType] {
    let file = try JSONValue(parsing: try FileSystem.read("\(root)/Docs/data/browser-types.json"))
    return (file["types"]?.array ?? []).map { item in
      var type = BrowserType(item["type"]?.text ?? "")
      let evidence = item["evidence"]?.string ?? ""
      type.origin = item["from"]?.string ?? ""
      type.evidence = item["link"]?.string.map { "[\(evidence)](\($0))" } ?? evidence
      return type
    }
  }

  package enum Decision: String {
    case accepted
    case rejected
    /// Rejected because a list is compared item by item. A comparison of the whole would accept it.
    case rejectedItem = "**rejected**: one item of the list begins otherwise"
  }

  private static let now: Timestamp = "2026-01-02T03:04:05Z"
  private static let credentials = Credentials(
    accessKeyID: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: Secret("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"))

  /// The decision on a form with this type, under a policy that requires it to begin with `video/webm`.
  package func policyDecision() throws -> Decision {
    let signer = Signer(credentials: Self.credentials, region: "eu-west-1", service: "s3")
    var fields = try signer.presignedPost(
      for: .recording(bucket: "video-uploads-example", key: "videos/a.webm"), at: Self.now
    )
    .fields
    fields[0] = HeaderField("Content-Type", type)
    let form = UploadForm(fields: fields, file: .init(size: 1))
    let verifier = Verifier(credentials: [Self.credentials], region: "eu-west-1", service: "s3")
    do throws(Rejection) {
      _ = try verifier.evaluate(form, postedTo: "video-uploads-example", at: Self.now)
      return .accepted
    } catch {
      guard error.code.rawValue == "AccessDenied" else { throw error }
      return type.bytes.contains(UInt8(ascii: ",")) && type.hasPrefix(Self.mediaType) ? .rejectedItem : .rejected
    }
  }

  /// Whether the validator accepts a stored object with this type.
  package func isAcceptedByValidator() throws -> Bool {
    let headers = [HeaderField("Content-Length", "1"), HeaderField("Content-Type", type), HeaderField("ETag", "\"a\"")]
    return try ObjectValidator.decide(
      on: .responded(status: 200, headers: headers), limits: ObjectLimits(maximumSize: 1, mediaType: Self.mediaType)
    ).isAccepted
  }

  /// The type to send instead, which is the essence; nil if there is none.
  package var essence: Text? {
    let essence = Text(type.split(at: UInt8(ascii: ";"))[0].bytes).lowercased
    return essence.isEmpty ? nil : essence
  }

  // MARK: - The table

  static func table(_ types: [BrowserType]) throws -> String {
    let head = """
      | the browser's type | where from | a policy `starts-with video/webm` | the validator | send | evidence |
      |---|---|---|---|---|---|

      """
    return head + (try types.map { try $0.row() }.joined())
  }

  private func row() throws -> String {
    let send = essence.map { $0 == Self.mediaType ? "`\($0)`" : "`\($0)`, if limits and policy allow it" }
    let cells = [
      type.isEmpty ? "(empty)" : "`\(type)`", origin, try policyDecision().rawValue,
      try isAcceptedByValidator() ? "accepted" : "`MediaTypeNotAllowed`",
      send ?? "nothing: the type is not known", evidence,
    ]
    return "| " + cells.joined(separator: " | ") + " |\n"
  }
}
