import HTTPCore
import HTTPServer
import VideoSpec

/// A response of the control plane: JSON or the page.
struct ControlResponse {
  var status: Int
  var fields: [(name: String, value: String)]
  var body: [UInt8]

  init(_ json: JSONValue, status: Int = 200) {
    self.status = status
    fields = [("Content-Type", "application/json")]
    body = json.document
  }

  init(_ error: ControlError) {
    self.init(error.json, status: error.status)
    // The message of a 405 lists the methods.
    if error.status == 405 { fields.append(("Allow", String(error.message.dropFirst("the methods are ".count)))) }
  }

  init(_ page: ControlPage) {
    status = 200
    fields = [
      ("Content-Type", "text/html; charset=utf-8"), ("Content-Security-Policy", ControlPage.securityPolicy),
      ("Referrer-Policy", "no-referrer"), ("X-Frame-Options", "DENY"),
    ]
    body = Array(page.html.utf8)
  }

  func send(to exchange: HTTPExchange) throws(HTTPExchangeError) {
    var head = HTTPFields()
    for field in fields { head.append(field.name, field.value) }
    head.append("Cache-Control", "no-store")
    head.append("X-Content-Type-Options", "nosniff")
    head.append("Server", "video-spec")
    try exchange.respond(ResponseHead(status, fields: head), body: .bytes(body))
  }
}
