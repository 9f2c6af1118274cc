public import VideoSpec

/// The input of `verify.url`, `verify.headers` and `verify.chunks`.
public struct VerificationInput: Sendable {
  /// The credentials that the receiver knows.
  public var credentials: [Credentials]
  public var region: Text
  public var service: Text
  public var request: ReceivedRequest

  /// Reads the input of `verify.url`, `verify.headers` or `verify.chunks`.
  ///
  /// - Throws: ``InputError`` that names the missing or malformed member.
  public init(json: JSONValue) throws(InputError) {
    let input = InputReader(json)
    credentials = try input.readers("credentials").map { reader throws(InputError) in try Credentials(reader) }
    region = try input.text("region")
    service = try input.text("service")
    let request = try input.reader("request")
    self.request = ReceivedRequest(
      method: try request.text("method"), target: try request.text("target"), headers: try request.fields("headers"),
      body: try request.optionalText("body") ?? Text())
  }
}

/// The input of `verify.form`.
public struct FormVerificationInput: Sendable {
  /// The credentials that the receiver knows.
  public var credentials: [Credentials]
  public var region: Text
  public var service: Text
  public var fields: [HeaderField]

  /// Reads the input of `verify.form`.
  ///
  /// - Throws: ``InputError`` that names the missing or malformed member.
  public init(json: JSONValue) throws(InputError) {
    let input = InputReader(json)
    credentials = try input.readers("credentials").map { reader throws(InputError) in try Credentials(reader) }
    region = try input.text("region")
    service = try input.text("service")
    fields = try input.fields("fields")
  }
}
