public import VideoSpec

/// The input of `form.parse` (`Docs/Protocol.md`).
public struct FormInput: Hashable, Sendable {
  /// The request's Content-Type header; nil without one.
  public var contentType: Text?
  public var body: Text

  public init(contentType: Text?, body: Text) {
    self.contentType = contentType
    self.body = body
  }
}

/// The input of `form.respond`: what became of a form.
public enum FormResponseInput: Hashable, Sendable {
  case stored(StoredObject, FormSuccess)
  case rejected(Rejection)
}
