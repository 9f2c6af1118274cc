public import VideoSpec

extension SigningInput {
  /// Reads the input of `sign.url`, `sign.headers` or `sign.chunks`.
  ///
  /// - Parameter operation: The operation, which determines the default of `contentSha256Header`.
  /// - Throws: ``InputError`` that names the missing or malformed member.
  public init(json: JSONValue, operation: Operation) throws(InputError) {
    let input = InputReader(json)
    credentials = try Credentials(input.reader("credentials"))
    algorithm = try input.choice("algorithm", default: .v4)
    region = try input.text("region")
    service = try input.text("service")
    request = try SigningRequest(input)
    let isS3 = service == "s3"
    hasContentSHA256Header = try input.bool("contentSha256Header") ?? (isS3 && operation != .signURL)
    normalizesPath = try input.bool("normalizePath") ?? !isS3
    signsSessionToken = try input.optionalText("sessionToken") ?? "signed" == "signed"
    expires = try input.optionalText("expires")
  }
}

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
      query: try input.pairs("query").map { QueryItem($0.name, $0.value) })
  }
}

extension Credentials {
  /// Reads an object with `accessKeyId`, `secretAccessKey` and, optionally, `sessionToken`.
  package init(_ input: InputReader) throws(InputError) {
    self.init(
      accessKeyID: try input.text("accessKeyId"), secretAccessKey: Secret(try input.text("secretAccessKey")),
      sessionToken: try input.optionalText("sessionToken").map { Secret($0) })
  }
}

extension ChunkInput {
  public init(json: JSONValue) throws(InputError) {
    let input = InputReader(json)
    size = try input.integer("chunkSize")
    guard size >= 1 else { throw InputError(field: "chunkSize", reason: "must be at least 1") }
    mode = try input.choice("mode", default: .signed)
    trailer = try input.fields("trailer")
  }
}

extension VerificationInput {
  public init(json: JSONValue) throws(InputError) {
    let input = InputReader(json)
    credentials = try input.readers("credentials").map { reader throws(InputError) in try Credentials(reader) }
    region = try input.text("region")
    service = try input.text("service")
    if json["fields"] != nil {
      subject = .form(try input.fields("fields"))
    } else {
      let request = try input.reader("request")
      subject = .request(
        ReceivedRequest(
          method: try request.text("method"), target: try request.text("target"),
          headers: try request.fields("headers"), body: try request.optionalText("body") ?? Text()))
    }
  }
}

extension CanonicalInput {
  public init(json: JSONValue) throws(InputError) {
    let input = InputReader(json)
    service = try input.text("service")
    normalizesPath = try input.bool("normalizePath") ?? (service != "s3")
    request = try SigningRequest(input)
    payloadHash = try input.text("payloadHash")
  }
}

extension PolicyInput {
  public init(json: JSONValue) throws(InputError) {
    let input = InputReader(json)
    credentials = try Credentials(input.reader("credentials"))
    region = try input.text("region")
    service = try input.text("service")
    policy = try input.text("policy")
  }
}
