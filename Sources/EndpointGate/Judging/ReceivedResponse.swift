import Gate
import HTTPCore
package import VideoSpec

/// A response as it was received.
package struct ReceivedResponse: Hashable, Sendable {
  package var status: Int
  package var reason: Text
  package var fields: [HeaderField]
  /// The decoded body.
  package var body: [UInt8]
  /// Whether a `100 Continue` came before it.
  package var continued: Bool

  package init(
    status: Int, reason: Text = Text(), fields: [HeaderField] = [], body: [UInt8] = [], continued: Bool = false
  ) {
    self.status = status
    self.reason = reason
    self.fields = fields
    self.body = body
    self.continued = continued
  }

  /// The values of a header, joined; nil if it is absent.
  func header(_ name: Text) -> Text? {
    let values = fields.filter { $0.name.lowercased == name }.map(\.value.bytes)
    return values.isEmpty ? nil : Text(values.joined(separator: ", ".utf8))
  }

  /// The body as XML; nil if it is none.
  var document: ResponseXML? { ResponseXML(body) }

  /// The code of the S3 error in the body.
  var errorCode: Text? {
    guard let document, document.root == "Error" || document.root == "ErrorResponse" else { return nil }
    return document.texts(at: ["Error", "Code"]).first ?? document.first(["Code"])
  }

  /// The part that a reference names.
  func value(_ part: CapturedPart) -> Text? {
    switch part {
    case .status: Text("\(status)")
    case .body: Text(bytes: body)
    case .header(let name): header(name)
    case .xml(let path): document?.first(path)
    }
  }
}
