/// The HTTP response to a form: the output of the operation `form.respond`.
public struct FormResponse: Hashable, Sendable {
  public var status: Int
  /// The headers, in the order in which they are sent.
  public var headers: [HeaderField]
  /// The body: empty, or an XML document in UTF-8.
  public var body: Text

  public init(status: Int, headers: [HeaderField], body: Text = Text()) {
    self.status = status
    self.headers = headers
    self.body = body
  }
}

/// The response that a form asks for on success, by `success_action_status` or `success_action_redirect`.
public enum FormSuccess: Hashable, Sendable {
  /// 200, with an empty body.
  case ok
  /// 201, with an XML document that describes the stored object.
  case created
  /// 204, without a body.
  case noContent
  /// 303, a redirect to another page.
  case redirect(to: Text)

  /// Creates the response for a status, or returns `nil` if the status is not 200, 201 or 204.
  public init?(status: Int) {
    switch status {
    case 200: self = .ok
    case 201: self = .created
    case 204: self = .noContent
    default: return nil
    }
  }

  /// The HTTP status.
  public var status: Int {
    switch self {
    case .ok: 200
    case .created: 201
    case .noContent: 204
    case .redirect: 303
    }
  }

  /// The URL of the page to redirect to, as the form gives it, or `nil` for the other responses.
  public var redirect: Text? {
    if case .redirect(let url) = self { url } else { nil }
  }
}
