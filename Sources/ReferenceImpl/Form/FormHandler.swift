public import VideoSpec

/// Takes the parts of a form as they arrive: the fields, then the file, if there is one.
///
/// A handler may reject what it gets, for instance when a policy does not allow the file. The form is then rejected, and the parser
/// hands out nothing more of it. What a handler got counts only after ``FormParser/finish()`` has returned.
public protocol FormHandler {
  /// Takes a complete field that comes before the file.
  mutating func field(_ field: Field) throws(Rejection)

  /// Begins the file, whose size is not known yet. All fields have arrived: those after the file do not count (FRM-015).
  mutating func beginFile(_ file: FormFile) throws(Rejection)

  /// Takes the next bytes of the file, at least one. They belong to the caller of the parser and are valid only during the call.
  mutating func fileBytes(_ bytes: RawSpan) throws(Rejection)

  /// Ends the file.
  mutating func endFile() throws(Rejection)
}
