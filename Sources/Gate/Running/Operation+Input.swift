import VideoSpec

extension Operation {
  /// Checks that an input is as `Docs/Protocol.md` describes it for the operation.
  func check(input: JSONValue) throws(InputError) {
    switch self {
    case .signURL, .signHeaders: _ = try SigningInput(json: input, operation: self)
    case .signChunks:
      _ = try SigningInput(json: input, operation: self)
      _ = try ChunkInput(json: input)
    case .canonical: _ = try CanonicalInput(json: input)
    case .signPolicy:
      let reader = InputReader(input)
      let credentials = try reader.reader("credentials")
      for name in ["accessKeyId", "secretAccessKey"] { _ = try credentials.text(name) }
      _ = try credentials.optionalText("sessionToken")
      for name in ["region", "service", "policy"] { _ = try reader.text(name) }
    case .verifyForm, .verifyURL, .verifyHeaders, .verifyChunks: _ = try VerificationInput(json: input)
    default: break
    }
  }
}
