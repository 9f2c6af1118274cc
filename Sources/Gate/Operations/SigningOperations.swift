import AdapterProtocol
import VideoSpec

// The operations of the subject Signing.

/// Members that the inputs of several operations have in common.
private enum Members {
  static let signer: [Text] = ["credentials", "region", "service"]
  static let request: [Text] = ["method", "endpoint", "target", "headers"]
  static let signingOptions: [Text] = ["payload", "normalizePath", "sessionToken"]
}

extension OperationDeclaration {
  static let canonical = OperationDeclaration(
    input: MemberNames(
      required: ["service"] + Members.request + ["payloadHash"], optional: ["normalizePath"]),
    output: MemberNames(required: ["canonicalRequest", "sha256"], optional: []),
    schema: SchemaDefinitions(members: "canonical", expectation: "canonical"),
    exampleRank: lastExampleRank,
    shape: .call(
      CallShape(
        call: .canonical, clock: .none, signatures: .none, requiresCode: false, rejection: .expectation,
        excerpt: .inputAndOutput,
        input: CanonicalInput.init(json:),
        judge: { _, output, _ throws(Failure) in try output.checkCanonicalRequest() })))

  static let signURL = OperationDeclaration(
    input: MemberNames(
      required: Members.signer + Members.request + ["expires"], optional: ["algorithm"] + Members.signingOptions),
    output: MemberNames(required: ["url"], optional: []),
    schema: SchemaDefinitions(members: "sign.url", expectation: "sign.url"),
    exampleRank: 0,
    shape: .call(
      CallShape(
        call: .signURL, clock: .stated, signatures: .signed(.url), requiresCode: false, rejection: .expectation,
        excerpt: .inputAndOutput,
        input: { json throws(InputError) in try SigningInput(json: json, placement: .url) },
        judge: { input, output, oracle throws(Failure) in
          try SigningJudge(input: input, output: output, oracle: oracle).check()
        })))

  static let signHeaders = OperationDeclaration(
    input: MemberNames(
      required: Members.signer + Members.request,
      optional: ["algorithm", "contentSha256Header"] + Members.signingOptions),
    output: MemberNames(required: ["headers"], optional: ["url"]),
    schema: SchemaDefinitions(members: "sign.headers", expectation: "sign.headers"),
    exampleRank: 4,
    shape: .call(
      CallShape(
        call: .signHeaders, clock: .stated, signatures: .signed(.headers), requiresCode: false, rejection: .expectation,
        excerpt: .inputAndOutput,
        input: { json throws(InputError) in try SigningInput(json: json, placement: .headers) },
        judge: { input, output, oracle throws(Failure) in
          try SigningJudge(input: input, output: output, oracle: oracle).check()
        })))

  static let signPolicy = OperationDeclaration(
    input: MemberNames(required: Members.signer + ["policy"], optional: []),
    output: MemberNames(required: ["fields"], optional: []),
    schema: SchemaDefinitions(members: "sign.policy", expectation: "sign.policy"),
    exampleRank: lastExampleRank,
    shape: .call(
      CallShape(
        call: .signPolicy, clock: .given, signatures: .none, requiresCode: false, rejection: .expectation,
        excerpt: .inputAndOutput,
        input: PolicySigningInput.init(json:),
        judge: { _, output, _ throws(Failure) in try output.checkFields("fields", kind: "form field") })))

  static let signChunks = OperationDeclaration(
    input: MemberNames(
      required: Members.signer + Members.request + ["payload", "chunkSize", "mode"],
      optional: ["normalizePath", "sessionToken", "contentSha256Header", "trailer"]),
    output: MemberNames(required: ["headers", "signatures", "body"], optional: ["trailerSignature", "url"]),
    schema: SchemaDefinitions(members: "sign.chunks", expectation: "sign.chunks"),
    exampleRank: lastExampleRank,
    shape: .call(
      CallShape(
        call: .signChunks, clock: .given, signatures: .none, requiresCode: false, rejection: .expectation,
        excerpt: .inputAndOutput,
        input: ChunkedSigningInput.init(json:),
        judge: { _, output, _ throws(Failure) in try output.checkChunks() })))

  static let verifyHeaders = OperationDeclaration(
    input: MemberNames(required: Members.signer + ["request"], optional: []),
    output: MemberNames(required: ["accessKeyId"], optional: []),
    schema: SchemaDefinitions(members: "verify.headers", expectation: "verify.headers"),
    exampleRank: 5,
    shape: .call(
      CallShape(
        call: .verifyHeaders, clock: .given, signatures: .verified, requiresCode: true, rejection: .expectation,
        excerpt: .member("request"),
        input: VerificationInput.init(json:),
        judge: { _, output, _ throws(Failure) in try output.checkMembers() })))

  static let verifyURL = OperationDeclaration(
    input: MemberNames(required: Members.signer + ["request"], optional: []),
    output: MemberNames(required: ["accessKeyId"], optional: []),
    schema: SchemaDefinitions(members: "verify.headers", expectation: "verify.headers"),
    exampleRank: 1,
    shape: .call(
      CallShape(
        call: .verifyURL, clock: .given, signatures: .verified, requiresCode: true, rejection: .expectation,
        excerpt: .member("request"),
        input: VerificationInput.init(json:),
        judge: { _, output, _ throws(Failure) in try output.checkMembers() })))

  static let verifyForm = OperationDeclaration(
    input: MemberNames(required: Members.signer + ["fields"], optional: []),
    output: MemberNames(required: ["accessKeyId"], optional: []),
    schema: SchemaDefinitions(members: "verify.form", expectation: "verify.headers"),
    exampleRank: lastExampleRank,
    shape: .call(
      CallShape(
        call: .verifyForm, clock: .given, signatures: .none, requiresCode: true, rejection: .expectation,
        excerpt: .input,
        input: FormVerificationInput.init(json:),
        judge: { _, output, _ throws(Failure) in try output.checkMembers() })))

  static let verifyChunks = OperationDeclaration(
    input: MemberNames(required: Members.signer + ["request"], optional: []),
    output: MemberNames(required: ["accessKeyId", "body"], optional: []),
    schema: SchemaDefinitions(members: "verify.headers", expectation: "verify.chunks"),
    exampleRank: lastExampleRank,
    shape: .call(
      CallShape(
        call: .verifyChunks, clock: .given, signatures: .none, requiresCode: true, rejection: .expectation,
        excerpt: .member("request"),
        input: VerificationInput.init(json:),
        judge: { _, output, _ throws(Failure) in try output.checkMembers() })))
}
