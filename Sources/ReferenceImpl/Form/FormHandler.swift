public import VideoSpec

/// What is done with a form as it arrives: fields, then the file, if there is one.
///
/// A handler may reject whatever it is given, say when a policy does not allow the file: the form is then rejected, and nothing
/// more of it is given out. What it was given counts only when ``FormParser/finish()`` has returned.
public protocol FormHandler {
  /// A field before the file, complete.
  mutating func field(_ field: HeaderField) throws(Rejection)

  /// The file begins. All fields have been given: those behind the file do not count (FRM-015).
  mutating func beginFile(_ file: FilePart) throws(Rejection)

  /// The next bytes of the file, never none. They are the caller's own and not a copy: valid during the call alone.
  mutating func fileBytes(_ bytes: RawSpan) throws(Rejection)

  /// The file is complete.
  mutating func endFile() throws(Rejection)
}

/// What a file's part says of it before its bytes come.
public struct FilePart: Hashable, Sendable {
  /// The file name that the client gave, any directories included; nil without one.
  public var name: Text?
  /// The part's own Content-Type; nil without one.
  public var contentType: Text?

  public init(name: Text?, contentType: Text?) {
    self.name = name
    self.contentType = contentType
  }
}
