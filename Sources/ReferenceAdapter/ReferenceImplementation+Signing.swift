import AdapterProtocol
import ReferenceImpl
import VideoSpec

// The calls of the subject Signing.

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
      throw Rejection(.invalidExpires, field: "expires", "\"\(input.expires ?? "")\" is not a number of seconds")
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

  func signPolicy(_ input: PolicySigningInput, at time: Timestamp, trace: TraceRecorder) throws -> JSONValue {
    let signer = Signer(credentials: input.credentials, region: input.region, service: input.service)
    return ["fields": try signer.policyFields(for: input.policy, at: time, trace: trace).protocolForm]
  }

  func signChunks(_ input: ChunkedSigningInput, at time: Timestamp, trace: TraceRecorder) throws -> JSONValue {
    let signing = input.signing
    guard case .body(let body) = signing.request.payload else {
      throw InputError(field: "payload", reason: "must have a body, which is sent in chunks")
    }
    let names = input.trailer.map { Signer.TrailerName($0) }
    var upload = try Signer(signing).chunkedUpload(
      for: signing.request, decodedLength: body.bytes.count, chunkSize: input.chunkSize, mode: input.mode,
      trailer: names,
      at: time, trace: trace)
    var wire: [UInt8] = []
    for start in stride(from: 0, to: body.bytes.count, by: input.chunkSize) {
      wire += upload.append(Text(body.bytes[start..<min(start + input.chunkSize, body.bytes.count)]))
    }
    wire += upload.finish(trailer: input.trailer)
    var output: JSONObject = [
      "headers": upload.signed.headers.protocolForm,
      "signatures": .array(upload.signatures.map(\.protocolForm)),
      "body": Text(bytes: wire).protocolForm,
    ]
    output["trailerSignature"] = upload.trailerSignature?.protocolForm
    return .object(output)
  }

  // MARK: Verification

  func verifyURL(_ input: VerificationInput, at time: Timestamp, trace: TraceRecorder) throws -> JSONValue {
    ["accessKeyId": try verifier(input).verifyPresignedURL(of: input.request, at: time, trace: trace).protocolForm]
  }

  func verifyHeaders(_ input: VerificationInput, at time: Timestamp, trace: TraceRecorder) throws -> JSONValue {
    ["accessKeyId": try verifier(input).verifyHeaders(of: input.request, at: time, trace: trace).protocolForm]
  }

  func verifyChunks(_ input: VerificationInput, at time: Timestamp, trace: TraceRecorder) throws -> JSONValue {
    let verified = try verifier(input).verifyChunks(of: input.request, at: time, trace: trace)
    return ["accessKeyId": verified.accessKeyID.protocolForm, "body": verified.body.protocolForm]
  }

  func verifyForm(_ input: FormVerificationInput, at time: Timestamp, trace: TraceRecorder) throws -> JSONValue {
    let verifier = verifier(credentials: input.credentials, region: input.region, service: input.service)
    return ["accessKeyId": try verifier.verifyFormSignature(in: input.fields, at: time, trace: trace).protocolForm]
  }

  private func verifier(_ input: VerificationInput) -> Verifier {
    verifier(credentials: input.credentials, region: input.region, service: input.service)
  }

  /// The verifier for one run.
  func verifier(credentials: [Credentials], region: Text, service: Text) -> Verifier {
    var verifier = Verifier(credentials: credentials, region: region, service: service)
    verifier.tolerated = tolerated
    return verifier
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
