import VideoSpec

/// What a recorder's database holds, held against what it may hold.
struct ScenarioState {
  private let uploads: [RecordedUpload]

  /// Reads the output of `record.dump`.
  init(_ output: JSONValue) throws(Failure) {
    do throws(InputError) {
      uploads = try InputReader(output).readers("uploads").map { reader throws(InputError) in
        try RecordedUpload(reader)
      }
    } catch { throw Failure("the dump cannot be read: \(error)") }
  }

  /// The names, with those added that a state gives to uploads nobody was told of.
  ///
  /// - Throws: ``Failure`` when the uploads are none of the states: with the first difference to the first of them.
  func matching(_ states: [[ExpectedUpload]], _ names: ScenarioNames) throws(Failure) -> ScenarioNames {
    var first: Failure?
    for state in states {
      do throws(Failure) { return try matching(state, names) } catch { first = first ?? error }
    }
    throw first ?? Failure("no state is allowed")
  }

  private func matching(_ state: [ExpectedUpload], _ names: ScenarioNames) throws(Failure) -> ScenarioNames {
    var names = names
    for upload in uploads {
      guard let id = upload.externalID, upload.status != nil else {
        throw difference("there is a video without an answer", state)
      }
      guard upload.key != nil else { throw difference("the answer \(id) has no video", state) }
    }
    guard uploads.count == state.count else {
      throw difference("there are \(uploads.count) uploads, and not \(state.count)", state)
    }
    for (upload, expected) in zip(uploads, state) {
      var named = names.uploads[expected.name] ?? .init()
      guard named.externalID == nil || named.externalID == upload.externalID else {
        throw difference("another upload stands where \(expected.name) should", state)
      }
      guard named.key == nil || named.key == upload.key else {
        throw difference("\(expected.name) is recorded with another key than its form has", state)
      }
      (named.externalID, named.key) = (upload.externalID, upload.key)
      names.uploads[expected.name] = named
      var record = expected.record
      (record.externalID, record.key) = (upload.externalID, upload.key)
      guard upload == record else { throw difference("\(expected.name) is recorded otherwise", state) }
    }
    return names
  }

  private func difference(_ reason: String, _ state: [ExpectedUpload]) -> Failure {
    func lines(_ uploads: [RecordedUpload]) -> Text {
      Text(uploads.map { $0.protocolForm.line }.joined(separator: [0x0A]))
    }
    let expected = zip(state, uploads.map(Optional.some) + Array(repeating: nil, count: state.count)).map {
      row, upload in
      var record = row.record
      (record.externalID, record.key) = (upload?.externalID ?? row.name, upload?.key ?? "(any)")
      return record
    }
    return Failure(
      reason, divergence: Divergence(step: "uploads", expected: lines(expected), observed: lines(uploads)))
  }

  /// The members of a step's output that the case tells; `violations` as a set.
  static func check(_ output: JSONValue, against wanted: JSONValue) throws(Failure) {
    for member in wanted.object?.members ?? [] {
      let observed = output[member.name]
      let isEqual =
        member.name == "violations"
        ? observed?.array.map(Set.init) == member.value.array.map(Set.init) : observed == member.value
      guard isEqual else {
        throw Failure(
          "\"\(member.name)\" is not what the case expects",
          divergence: Divergence(
            step: member.name.string, expected: Text(member.value.line), observed: Text((observed ?? .null).line)))
      }
    }
    for name in ["size", "mediaType", "etag"] as [Text] where wanted[name] == nil && output[name] != nil {
      guard wanted["status"]?.text == nil || wanted["violations"] == nil else {
        throw Failure("\"\(name)\" is given where there is none")
      }
    }
  }
}

/// Judges what `begin` gives out: the external id, the form, and its end.
struct BegunJudge {
  let vector: VectorCase
  let setup: JSONObject
  let url: Text
  let oracle: any SignatureOracle

  func check(_ output: JSONValue, at clock: Timestamp) throws(Failure) -> ScenarioNames.Upload {
    guard let externalID = output["externalId"]?.text, externalID.isRandomUUID else {
      throw Failure("\"externalId\" is no UUID of version 4 in lower case")
    }
    guard let asked = try? RecordingSetup(json: .object(withState)),
      let expires = Timestamp(seconds: clock.seconds + asked.formSeconds)
    else { throw Failure("the case's setup cannot be read") }
    guard output["expires"]?.text == expires.iso8601 else {
      throw Failure(
        "\"expires\" is not when the form ends",
        divergence: Divergence(
          step: "expires", expected: expires.iso8601, observed: output["expires"]?.text ?? "(none)"))
    }
    guard let fields = try? InputReader(output).fields("fields"),
      let key = fields.first(where: { $0.name.lowercased == "key" })?.value
    else { throw Failure("the form has no field key") }
    try check(key, at: clock)
    if key.contains(externalID) { throw Failure("the key says the external id") }
    try judge(of: asked, key: key, output: output, at: clock, until: expires).check()
    return .init(externalID: externalID, key: key)
  }

  private var withState: JSONObject {
    var setup = setup
    setup["state"] = ""
    return setup
  }

  /// videos/2026/01/UUID.EXTENSION (KEY-001, KEY-002).
  private func check(_ key: Text, at clock: Timestamp) throws(Failure) {
    let day = clock.iso8601.string
    let segments = key.split(at: UInt8(ascii: "/"))
    let uuid = segments.last?.splitOnce(at: UInt8(ascii: "."))?.head
    guard segments.count == 4, segments[0] == "videos", segments[1] == Text(day.prefix(4)),
      segments[2] == Text(day.dropFirst(5).prefix(2)), uuid?.isRandomUUID == true
    else { throw Failure("the key \(key) is not that of a recording of \(day.prefix(7))") }
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
    let answer = Answer(
      vector: vector, output: output, expected: ["url": url.protocolForm, "fields": fields.protocolForm],
      trace: Trace(),
      dates: clock...clock, isExact: false, hasOwnClock: false, hasOwnRandom: false)
    return PolicyJudge(
      asked: PolicyBuildInput(
        credentials: setup.credentials, region: setup.region, service: "s3", request: request), answer: answer,
      oracle: oracle)
  }
}
