import AdapterProtocol
import ReferenceImpl
import VideoSpec

// The operations of the subject Signing.

extension ReferenceImplementation {
  // MARK: Signing

  func canonical(_ input: CanonicalInput) throws -> JSONValue {
    let text = try Signer.canonicalRequest(
      of: input.request, service: input.service, normalizesPath: input.normalizesPath, payloadHash: input.payloadHash)
    return ["canonicalRequest": text.protocolForm, "sha256": hexadecimal(SHA256.digest(of: text.bytes))]
  }

  func signURL(_ input: SigningInput, at time: Timestamp, trace: TraceRecorder) throws -> JSONValue {
    // Digits alone: Int() would take a sign.
    let text = input.expires ?? ""
    let digits = text.bytes.drop { $0 == UInt8(ascii: "-") }
    guard digits.allSatisfy({ (0x30...0x39).contains($0) }), let expires = Int(text.string) else {
      throw Rejection(.invalidExpires, field: "expires", "\"\(input.expires ?? "")\" is no number of seconds")
    }
    let signed = try Signer(input).presignedURL(for: input.request, expires: expires, at: time, trace: trace)
    return ["url": signed.url.protocolForm]
  }

  func signHeaders(_ input: SigningInput, at time: Timestamp, trace: TraceRecorder) throws -> JSONValue {
    let signed = try Signer(input).signedHeaders(for: input.request, at: time, trace: trace)
    var output: JSONObject = ["headers": signed.headers.protocolForm]
    if case .object = input.request.target { output["url"] = signed.url.protocolForm }
    return .object(output)
  }

  func signPolicy(_ input: PolicyInput, at time: Timestamp, trace: TraceRecorder) throws -> JSONValue {
    let signer = Signer(credentials: input.credentials, region: input.region, service: input.service)
    return ["fields": try signer.policyFields(for: input.policy, at: time, trace: trace).protocolForm]
  }

  func signChunks(
    _ input: SigningInput, _ chunks: ChunkInput, at time: Timestamp, trace: TraceRecorder
  ) throws -> JSONValue {
    guard case .body(let body) = input.request.payload else {
      throw InputError(field: "payload", reason: "a chunked upload needs a body")
    }
    let names = chunks.trailer.map { Signer.TrailerName($0) }
    var upload = try Signer(input).chunkedUpload(
      for: input.request, decodedLength: body.bytes.count, chunkSize: chunks.size, mode: chunks.mode, trailer: names,
      at: time, trace: trace)
    var wire: [UInt8] = []
    for start in stride(from: 0, to: body.bytes.count, by: chunks.size) {
      wire += upload.append(Text(body.bytes[start..<min(start + chunks.size, body.bytes.count)]))
    }
    wire += upload.finish(trailer: chunks.trailer)
    var output: JSONObject = [
      "headers": upload.signed.headers.protocolForm,
      "signatures": .array(upload.signatures.map(\.protocolForm)),
      "body": Text(bytes: wire).protocolForm,
    ]
    output["trailerSignature"] = upload.trailerSignature?.protocolForm
    return .object(output)
  }

  // MARK: Verification

  func verify(
    _ operation: Operation, _ input: VerificationInput, at time: Timestamp, trace: TraceRecorder
  ) throws -> JSONValue {
    let verifier = Verifier(credentials: input.credentials, region: input.region, service: input.service)
    switch (operation, input.subject) {
    case (.verifyURL, .request(let request)):
      return ["accessKeyId": try verifier.verifyPresignedURL(of: request, at: time, trace: trace).protocolForm]
    case (.verifyHeaders, .request(let request)):
      return ["accessKeyId": try verifier.verifyHeaders(of: request, at: time, trace: trace).protocolForm]
    case (.verifyChunks, .request(let request)):
      let verified = try verifier.verifyChunks(of: request, at: time, trace: trace)
      return ["accessKeyId": verified.accessKeyID.protocolForm, "body": verified.body.protocolForm]
    case (.verifyForm, .form(let fields)):
      return ["accessKeyId": try verifier.verifyFormSignature(in: fields, trace: trace).protocolForm]
    default: throw InputError(field: "request", reason: "\(operation) wants another kind of input")
    }
  }

  private func hexadecimal(_ digest: Digest) -> JSONValue { .string(Text(bytes: Hexadecimal.encode(digest))) }
}

extension Signer {
  /// The signer that an input describes.
  convenience init(_ input: SigningInput) {
    self.init(
      credentials: input.credentials, region: input.region, service: input.service,
      options: Options(
        algorithm: input.algorithm, normalizesPath: input.normalizesPath,
        addsContentSHA256: input.hasContentSHA256Header, signsSessionToken: input.signsSessionToken))
  }
}
