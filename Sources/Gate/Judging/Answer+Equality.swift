import AdapterProtocol
import VideoSpec

// The operations whose output has one right form.

extension Answer {
  /// `canonical`.
  func checkCanonicalRequest() throws(Failure) {
    try checkText("canonicalRequest")
    if expected?["sha256"] != nil, output["sha256"] != nil { try checkText("sha256") }
  }

  /// `verify.*`: the members that the case has.
  func checkMembers() throws(Failure) {
    for member in expected?.object?.members ?? [] {
      guard let observed = output[member.name] else { throw failure("the output lacks \"\(member.name)\"") }
      if Text(protocolForm: member.value) != nil {
        try checkText(member.name)
      } else if observed != member.value {
        throw failure("\"\(member.name)\" is not what the case expects")
      }
    }
  }

  /// `key.generate`: the key itself, or its form where the randomness was not ours.
  func checkKey() throws(Failure) {
    guard hasOwnRandom, vector.input["layout"]?.text == "recording",
      let expected = expected?["key"].flatMap({ Text(protocolForm: $0) })
    else { return try checkText("key") }
    let key = try text("key")
    func parts(_ key: Text) -> (folder: [Text], uuid: Text, ending: Text)? {
      let segments = key.split(at: UInt8(ascii: "/"))
      guard let (uuid, ending) = segments.last?.splitOnce(at: UInt8(ascii: ".")) else { return nil }
      return (Array(segments.dropLast()), uuid, ending)
    }
    guard let wanted = parts(expected), let given = parts(key), wanted.folder == given.folder,
      wanted.ending == given.ending, given.uuid.isRandomUUID
    else {
      throw Failure(
        "the key has not the form of a recording's",
        divergence: Divergence(step: "key", expected: expected, observed: key))
    }
  }

  /// `sign.policy`: the fields as a set, by lower-case name.
  func checkPolicyFields() throws(Failure) {
    try checkFields("fields", kind: "form field")
  }

  /// `sign.chunks`.
  func checkChunks() throws(Failure) {
    try checkFields("headers", kind: "header")
    if expected?["url"] != nil, output["url"] != nil { try checkText("url") }
    let expectedSignatures = expected?["signatures"]?.array ?? []
    let signatures = output["signatures"]?.array ?? []
    for (index, pair) in zip(expectedSignatures, signatures).enumerated() where pair.0 != pair.1 {
      throw failure("the signature of chunk \(index + 1) is wrong", step: "signature of chunk \(index + 1)", pair)
    }
    guard signatures.count == expectedSignatures.count else {
      throw failure(
        "there are \(signatures.count) signatures of chunks where there should be \(expectedSignatures.count)")
    }
    if let signature = expected?["trailerSignature"], !signature.isNull { try checkText("trailerSignature") }
    try checkText("body")
  }

  /// `sign.url`, `sign.headers` and `policy.build` of those who promised the reference's bytes.
  func checkBytes() throws(Failure) {
    guard let expected else { return }
    do {
      if expected["headers"] != nil { try checkFields("headers", kind: "header") }
      if expected["fields"] != nil { try checkFields("fields", kind: "form field") }
      if expected["url"] != nil { try checkText("url") }
    } catch {
      throw Failure(
        "it means the right thing, but is not the reference's bytes, which the variant \"exact\" promises: \(error.reason)",
        divergence: error.divergence)
    }
  }

  func checkText(_ name: Text) throws(Failure) {
    guard let expected = expected?[name].flatMap({ Text(protocolForm: $0) }) else { return }
    let observed = try text(name)
    guard observed != expected else { return }
    throw Failure(
      "\"\(name)\" is not what the case expects",
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

  /// Headers or form fields as a set, by lower-case name.
  func checkFields(_ member: String, kind: String, allowsOthers: Bool = false) throws(Failure) {
    guard let expected, let pairs = try? InputReader(expected).fields(member) else { return }
    let expectedFields = FieldSet(pairs)
    let observedFields = FieldSet(try fields(member))
    for name in expectedFields.names {
      let (expected, observed) = (expectedFields[name], observedFields[name])
      if observed.isEmpty { throw failure("the \(kind) \(name) is missing") }
      if observed == expected { continue }
      throw Failure(
        "the \(kind) \(name) has another value",
        divergence: vector.trace.divergence(from: trace)
          ?? Divergence(step: name.string, expected: joined(expected), observed: joined(observed)))
    }
    if !allowsOthers, let surplus = observedFields.names.first(where: { expectedFields[$0].isEmpty }) {
      throw failure("the \(kind) \(surplus) should not be there")
    }
  }

  private func joined(_ values: [Text]) -> Text { Text(values.map(\.bytes).joined(separator: [0x0A])) }
}

/// Headers or form fields, by lower-case name; the order of different names does not matter.
struct FieldSet {
  /// In the order in which they first occur.
  private(set) var names: [Text] = []
  private var values: [Text: [Text]] = [:]

  init(_ fields: [HeaderField]) {
    for field in fields {
      let name = field.name.lowercased
      if values[name] == nil { names.append(name) }
      values[name, default: []].append(name == "authorization" ? field.value.withoutSpaceAfterCommas : field.value)
    }
  }

  subscript(name: Text) -> [Text] { values[name] ?? [] }
}

extension Text {
  /// The parts of an Authorization header are separated by commas with or without a space (SIG-065).
  fileprivate var withoutSpaceAfterCommas: Text {
    var output: [UInt8] = []
    for byte in bytes where byte != 0x20 || output.last != UInt8(ascii: ",") { output.append(byte) }
    return Text(bytes: output)
  }
}
