import AdapterProtocol
import Gate
import VideoSpec

/// Signs in ``FakeOracle``'s scheme, well or as badly as a test wants.
struct FakeSigner: Implementation {
  /// What is signed and said; a test changes a part before it is signed, or the result after.
  struct Draft {
    var origin: Text = "https://media.s3.eu-west-1.amazonaws.com"
    var path: Text = "/a%20b"
    var ownQuery: Text = "partNumber=2&uploads"
    var algorithm: Text = "AWS4-HMAC-SHA256"
    var accessKeyID: Text = "AKIDEXAMPLE"
    var date: Text = "20260102T030405Z"
    var scope: Text = "20260102/eu-west-1/s3/aws4_request"
    var expires: Text = "900"
    var token: Text? = "TOKENTOKEN"
    var signedHeaders: [Text] = ["content-type", "host"]
    var headers: [HeaderField] = []
    /// Parameters that are added before signing.
    var parameters: Text = ""
    var after: @Sendable (String) -> String = { $0 }
  }

  var info = ImplementationInfo(
    name: "fake", version: "1", language: "swift", source: "", calls: Call.allCases, profiles: Profile.all)
  var change: @Sendable (inout Draft) -> Void = { _ in }
  var traces = false

  func perform(_ run: Run) -> Observation {
    run.call == .signURL ? signURL(run) : signHeaders(run)
  }

  private func signURL(_ run: Run) -> Observation {
    var draft = Draft()
    change(&draft)
    var query =
      "\(draft.ownQuery)&X-Amz-Algorithm=\(draft.algorithm)&X-Amz-Credential=\(draft.accessKeyID)/\(draft.scope)"
    query += "&X-Amz-Date=\(draft.date)&X-Amz-Expires=\(draft.expires)"
    query += "&X-Amz-SignedHeaders=\(draft.signedHeaders.map(\.string).joined(separator: ";"))"
    if let token = draft.token { query += "&X-Amz-Security-Token=\(token)" }
    query += draft.parameters.string
    let headers = sent(by: draft, given: run)
    let (signature, trace) = sign(draft, target: Text("\(draft.path)?\(query)"), headers: headers, run: run)
    let url = draft.after("\(draft.origin)\(draft.path)?\(query)&X-Amz-Signature=\(signature)")
    return Observation(.output(["url": JSONValue(url)]), trace: trace)
  }

  private func signHeaders(_ run: Run) -> Observation {
    var draft = Draft()
    draft.signedHeaders = ["content-type", "host", "x-amz-content-sha256", "x-amz-date", "x-amz-security-token"]
    let hash = FakeOracle().sha256(Array("body".utf8))
    draft.headers = [
      HeaderField("X-Amz-Date", "20260102T030405Z"), HeaderField("X-Amz-Content-Sha256", Hex.text(hash)),
      HeaderField("X-Amz-Security-Token", "TOKENTOKEN"),
    ]
    change(&draft)
    let target = Text("\(draft.path)?\(draft.ownQuery)")
    let (signature, trace) = sign(draft, target: target, headers: sent(by: draft, given: run), run: run)
    let names = draft.signedHeaders.map(\.string).joined(separator: ";")
    let authorization = draft.after(
      "\(draft.algorithm) Credential=\(draft.accessKeyID)/\(draft.scope), SignedHeaders=\(names), Signature=\(signature)"
    )
    let headers = draft.headers + [HeaderField("Authorization", Text(authorization))]
    let pairs = headers.map { JSONValue.array([.string($0.name), .string($0.value)]) }
    return Observation(.output(["url": .string(draft.origin + target), "headers": .array(pairs)]), trace: trace)
  }

  private func sent(by draft: Draft, given run: Run) -> [HeaderField] {
    let given = (try? InputReader(run.input).fields("headers")) ?? []
    let host = Text(draft.origin.bytes.dropFirst("https://".utf8.count))
    return [HeaderField("Host", host)] + given + draft.headers
  }

  private func sign(_ draft: Draft, target: Text, headers: [HeaderField], run: Run) -> (Text, Trace) {
    let statement = FakeStatement(
      algorithm: draft.algorithm, accessKeyID: draft.accessKeyID, scope: draft.scope, date: draft.date,
      signedHeaders: draft.signedHeaders)
    let request = ReceivedRequest(method: run.input["method"]?.text ?? "", target: target, headers: headers)
    let (canonical, toSign, signature) = FakeOracle().sign(statement, request, secret: Secret("SECRETSECRET"))
    let steps: [Trace.Step] = [
      .init(name: "canonicalRequest", value: canonical), .init(name: "stringToSign", value: toSign),
      .init(name: "signature", value: signature),
    ]
    return (signature, traces ? Trace(steps: steps) : Trace())
  }
}

/// Answers whatever it is told to.
struct CannedImplementation: Implementation {
  var info = ImplementationInfo(
    name: "canned", version: "1", language: "swift", source: "", calls: Call.allCases, profiles: Profile.all)
  var answer: @Sendable (Run) throws(Breakage) -> Observation

  func perform(_ run: Run) throws(Breakage) -> Observation { try answer(run) }
}
