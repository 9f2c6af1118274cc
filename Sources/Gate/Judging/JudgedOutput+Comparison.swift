import AdapterProtocol
import VideoSpec

// Outputs that are compared with the expected one.

extension JudgedOutput {
  /// Checks the output of `canonical`.
  func checkCanonicalRequest() throws(Failure) {
    try checkText("canonicalRequest")
    if expected?["sha256"] != nil, value["sha256"] != nil { try checkText("sha256") }
  }

  /// Checks that every member of the expected output is there and equal. Other members do not matter.
  func checkMembers() throws(Failure) {
    for member in expected?.object?.members ?? [] {
      guard let observed = value[member.name] else { throw failure("the output has no \"\(member.name)\"") }
      if Text(protocolForm: member.value) != nil {
        try checkText(member.name)
      } else if observed != member.value {
        throw failure("\"\(member.name)\" differs from the expected value")
      }
    }
  }

  /// Checks the output of `sign.chunks`.
  func checkChunks() throws(Failure) {
    try checkFields("headers", kind: "header")
    if expected?["url"] != nil, value["url"] != nil { try checkText("url") }
    let expectedSignatures = expected?["signatures"]?.array ?? []
    let signatures = value["signatures"]?.array ?? []
    for (index, pair) in zip(expectedSignatures, signatures).enumerated() where pair.0 != pair.1 {
      throw failure("the signature of chunk \(index + 1) is wrong", step: "signature of chunk \(index + 1)", pair)
    }
    guard signatures.count == expectedSignatures.count else {
      throw failure(
        "wrong number of chunk signatures: expected \(expectedSignatures.count), found \(signatures.count)")
    }
    if let signature = expected?["trailerSignature"], !signature.isNull { try checkText("trailerSignature") }
    try checkText("body")
  }

  /// Checks that the output has the same bytes as the reference's, for an implementation that promises them.
  func checkBytes() throws(Failure) {
    guard let expected else { return }
    do {
      if expected["headers"] != nil { try checkFields("headers", kind: "header") }
      if expected["fields"] != nil { try checkFields("fields", kind: "form field") }
      if expected["url"] != nil { try checkText("url") }
    } catch {
      throw Failure(
        "the output is correct, but differs from the reference's bytes, which the variant \"exact\" promises: \(error.reason)",
        divergence: error.divergence)
    }
  }

  /// Checks that a text is equal to the expected one.
  func checkText(_ name: Text) throws(Failure) {
    guard let expected = expected?[name].flatMap({ Text(protocolForm: $0) }) else { return }
    let observed = try text(name)
    guard observed != expected else { return }
    throw Failure(
      "\"\(name)\" differs from the expected value",
      divergence: vector.trace.divergence(from: trace)
        ?? Divergence(step: name.string, expected: expected, observed: observed))
  }

  private func failure(_ reason: String, step: String, _ pair: (JSONValue, JSONValue)) -> Failure {
    let texts = (Text(protocolForm: pair.0) ?? Text(pair.0.line), Text(protocolForm: pair.1) ?? Text(pair.1.line))
    return Failure(
      reason,
      divergence: vector.trace.divergence(from: trace)
        ?? Divergence(step: step, expected: texts.0, observed: texts.1))
  }

  /// Checks headers or form fields as a set, by lower-case name.
  ///
  /// - Parameters:
  ///   - allowsOthers: Whether there may be fields that are not expected.
  ///   - judgedElsewhere: Names in lower case of fields that are not checked here.
  func checkFields(
    _ member: String, kind: String, allowsOthers: Bool = false, judgedElsewhere: Set<Text> = []
  ) throws(Failure) {
    guard let expected, let pairs = try? InputReader(expected).fields(member) else { return }
    let expectedFields = FieldSet(pairs)
    let observedFields = FieldSet(try fields(member))
    for name in expectedFields.names where !judgedElsewhere.contains(name) {
      let (expected, observed) = (expectedFields[name], observedFields[name])
      if observed.isEmpty { throw failure("the \(kind) \"\(name)\" is missing") }
      if observed == expected { continue }
      throw Failure(
        "the \(kind) \"\(name)\" has the wrong value",
        divergence: vector.trace.divergence(from: trace)
          ?? Divergence(step: name.string, expected: joined(expected), observed: joined(observed)))
    }
    if !allowsOthers, let surplus = observedFields.names.first(where: { expectedFields[$0].isEmpty }) {
      throw failure("unexpected \(kind) \"\(surplus)\"")
    }
  }

  private func joined(_ values: [Text]) -> Text { Text(values.map(\.bytes).joined(separator: [0x0A])) }
}
