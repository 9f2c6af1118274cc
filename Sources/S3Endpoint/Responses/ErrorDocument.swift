import Inspection
import VideoSpec

/// S3's error document, and the headers that explain a refusal beside it: the rule, the cause, and a sentence.
struct ErrorDocument {
  let refusal: S3Refusal
  let ids: RequestIDs

  /// The response to a refused request.
  ///
  /// - Parameters:
  ///   - hasBody: Whether the document is sent. The response to HEAD, and 304, have none.
  func response(hasBody: Bool) -> S3Response {
    var headers = refusal.headers
    if let rule = refusal.requirement { headers.append(HeaderField("x-video-spec-rule", Text(rule.rawValue))) }
    if let cause = refusal.cause { headers.append(HeaderField("x-video-spec-cause", Text(cause.rawValue))) }
    if let sentence = refusal.explanation { headers.append(HeaderField("x-video-spec-explanation", shown(sentence))) }
    guard hasBody, refusal.status != 304 else { return S3Response(refusal.status, headers: headers) }
    return .xml(document, status: refusal.status, headers: headers)
  }

  /// The sentence as a header's value. Not every client takes other than ASCII in a header.
  private func shown(_ sentence: String) -> Text {
    Text(bytes: sentence.utf8.prefix(1024).map { (0x20..<0x7F).contains($0) ? $0 : UInt8(ascii: "?") })
  }

  private var document: [UInt8] {
    var xml = XMLWriter(root: "Error", namespace: nil)
    xml.element("Code", Text(refusal.code.rawValue))
    xml.element("Message", Text(refusal.rejection.message))
    for detail in refusal.rejection.details { xml.element(detail.name, detail.value) }
    xml.element("RequestId", ids.request)
    xml.element("HostId", ids.host)
    return xml.finish()
  }
}
