/// What a browser needs to upload a file: the URL to post to, and a signed form to which it adds the file.
public struct PresignedPost: Hashable, Sendable {
  public var url: Text
  /// The form, without a file.
  public var form: UploadForm

  public init(url: Text, form: UploadForm) {
    self.url = url
    self.form = form
  }

  /// The form's fields, in order; the file has to follow them.
  public var fields: [Field] { form.fields }
}
