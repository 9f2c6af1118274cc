package import VideoSpec

// The parts that the inputs of several operations have in common.

extension SigningRequest {
  init(_ input: InputReader) throws(InputError) {
    let payload = try input.optionalReader("payload")
    let isUnsigned = try payload?.bool("unsigned") ?? false
    self.init(
      method: try input.text("method"), endpoint: try input.endpoint(), target: try Target(input.reader("target")),
      headers: try input.fields("headers"),
      payload: isUnsigned ? .unsigned : .body(try payload?.optionalText("body") ?? Text()))
  }
}

extension Target {
  init(_ input: InputReader) throws(InputError) {
    if let wire = try input.optionalText("wire") {
      self = .wire(wire)
      return
    }
    self = .object(
      bucket: try input.text("bucket"), key: try input.text("key"),
      addressing: try input.choice("addressing", default: .virtual),
      query: try input.queryItems("query"))
  }
}

extension Credentials {
  /// Reads an object with `accessKeyId`, `secretAccessKey` and, optionally, `sessionToken` and `expiration`.
  package init(_ input: InputReader) throws(InputError) {
    self.init(
      accessKeyID: try input.text("accessKeyId"), secretAccessKey: Secret(try input.text("secretAccessKey")),
      sessionToken: try input.optionalText("sessionToken").map { Secret($0) },
      expiration: try input.optionalText("expiration") == nil ? nil : input.time("expiration"))
  }
}
