public import VideoSpec

/// The input of the operation `form.parse` (see `Docs/Protocol.md`).
public struct FormInput: Hashable, Sendable {
  /// The request's `Content-Type` header, or `nil` if it has none.
  public var contentType: Text?
  public var body: Text

  public init(contentType: Text?, body: Text) {
    self.contentType = contentType
    self.body = body
  }
}

/// The outcome of a form: the input of the operation `form.respond`.
public enum FormResponseInput: Hashable, Sendable {
  case stored(StoredObject, FormSuccess)
  case rejected(Rejection)
}
