import AdapterProtocol
import VideoSpec

/// Judges the output of a `begin` step: the external ID, the form, and when the form expires.
struct BegunJudge {
  let vector: VectorCase
  let setup: JSONObject
  /// The expected URL of the form.
  let url: Text
  let oracle: any SignatureOracle
  /// The random bytes of the step; nil for an implementation that uses its own randomness.
  let random: [UInt8]?

  /// Checks the output and returns the names that it gives to the upload.
  func check(_ output: JSONValue, at clock: Timestamp) throws(Failure) -> RecordingScenarioNames.Upload {
    guard let externalID = output["externalId"]?.text, externalID.isRandomUUID else {
      throw Failure("\"externalId\" is not a UUID of version 4 in lower case")
    }
    guard let asked = try? RecordingSetup(json: .object(withState)),
      let expires = clock.adding(seconds: asked.formSeconds)
    else { throw Failure("the case's setup cannot be read") }
    guard output["expires"]?.text == expires.iso8601 else {
      throw Failure(
        "\"expires\" is not the time at which the form expires",
        divergence: Divergence(
          step: "expires", expected: expires.iso8601, observed: output["expires"]?.text ?? "(none)"))
    }
    guard let fields = try? InputReader(output).fields("fields"),
      let key = fields.first(where: { $0.name.lowercased == "key" })?.value
    else { throw Failure("the form has no field \"key\"") }
    try check(key, at: clock)
    if key.contains(externalID) { throw Failure("the key contains the external ID, which would disclose it") }
    if let random {
      try check("externalId", externalID, is: Text(uuidOf: random[16..<32]))
      try check("the key's UUID", key.uuid, is: Text(uuidOf: random[..<16]))
    }
    try judge(of: asked, key: key, output: output, at: clock, until: expires).check()
    return .init(externalID: externalID, key: key)
  }

  private var withState: JSONObject {
    var setup = setup
    setup["state"] = ""
    return setup
  }

  /// Checks that the key is `videos/YYYY/MM/UUID.EXTENSION` (KEY-001, KEY-002).
  private func check(_ key: Text, at clock: Timestamp) throws(Failure) {
    let day = clock.iso8601.string
    let segments = key.split(at: UInt8(ascii: "/"))
    guard segments.count == 4, segments[0] == "videos", segments[1] == Text(day.prefix(4)),
      segments[2] == Text(day.dropFirst(5).prefix(2)), key.uuid.isRandomUUID
    else { throw Failure("the key \(key) is not a key for a recording of \(day.prefix(7))") }
  }

  private func check(_ name: String, _ observed: Text, is expected: Text) throws(Failure) {
    guard observed != expected else { return }
    throw Failure(
      "\(name) is not made of the given random bytes",
      divergence: Divergence(step: name, expected: expected, observed: observed))
  }

  private func judge(
    of setup: RecordingSetup, key: Text, output: JSONValue, at clock: Timestamp, until expires: Timestamp
  ) -> PolicyJudge {
    let credential = "\(setup.credentials.accessKeyID)/\(clock.day)/\(setup.region)/s3/aws4_request" as Text
    let request = PostPolicyRequest.recording(
      bucket: setup.limits.bucket, key: key, contentType: setup.limits.object.mediaType,
      sizeLimit: setup.limits.object.maximumSize, expires: setup.formSeconds, location: .style(setup.style))
    var signing = [
      HeaderField("x-amz-algorithm", "AWS4-HMAC-SHA256"), HeaderField("x-amz-credential", credential),
      HeaderField("x-amz-date", clock.basic),
    ]
    if let token = setup.credentials.sessionToken {
      signing.append(HeaderField("x-amz-security-token", token.withBytes { Text(bytes: $0) }))
    }
    let policy = PolicyDocument(
      expiration: expires,
      conditions: request.conditions
        + ([HeaderField("bucket", setup.limits.bucket), HeaderField("key", key)] + signing).map {
          .exact(name: $0.name, value: $0.value)
        })
    let fields =
      request.fields + [HeaderField("key", key)] + signing + [
        HeaderField("policy", Text(bytes: Base64.encode(policy.json))), HeaderField("x-amz-signature", ""),
      ]
    let judged = JudgedOutput(
      vector: vector, value: output, expected: ["url": url.protocolForm, "fields": fields.protocolForm],
      trace: Trace(),
      dates: clock...clock, isExact: false, hasOwnClock: false, hasOwnRandom: false)
    return PolicyJudge(
      credentials: setup.credentials, region: setup.region, service: "s3", expiresSeconds: setup.formSeconds,
      output: judged, oracle: oracle)
  }
}

extension Text {
  /// The UUID of a recording's key: the key without its folder and extension.
  fileprivate var uuid: Text {
    let name = split(at: UInt8(ascii: "/")).last ?? Text()
    return name.splitOnce(at: UInt8(ascii: "."))?.head ?? name
  }
}
