public import VideoSpec

/// The input of the operation `policy.evaluate`.
public struct PolicyEvaluationInput: Sendable {
  public var credentials: [Credentials]
  public var region: Text
  public var service: Text
  /// The bucket that the form was posted to.
  public var bucket: Text
  public var form: UploadForm

  /// Reads the input of `policy.evaluate`.
  ///
  /// - Throws: ``InputError`` that names the missing or malformed member.
  public init(json: JSONValue) throws(InputError) {
    let input = InputReader(json)
    credentials = try input.readers("credentials").map { reader throws(InputError) in try Credentials(reader) }
    region = try input.text("region")
    service = try input.text("service")
    var file: FormFile?
    if let part = try input.optionalReader("file") {
      file = FormFile(
        name: try part.optionalText("name"), contentType: try part.optionalText("contentType"),
        size: try part.size("size"))
    }
    bucket = try input.text("bucket")
    form = UploadForm(fields: try input.fields("fields"), file: file)
  }
}
