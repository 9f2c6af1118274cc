import AdapterProtocol
import VideoSpec

extension JudgedOutput {
  /// Checks the output of `media-type.parse`: every member, and the parameters in their order.
  func checkMediaType() throws(Failure) {
    for name in ["type", "subtype", "serialized"] as [Text] { try checkText(name) }
    let wanted = expected.flatMap { try? InputReader($0).fields("parameters") } ?? []
    let given = try fields("parameters")
    guard given != wanted else { return }
    throw Failure(
      "the parameters differ from the expected ones",
      divergence: Divergence(
        step: "parameters", expected: Text(wanted.protocolForm.line), observed: Text(given.protocolForm.line)))
  }

  /// Checks the output of `object.validate`: the violations as a set, and every other member, which must be absent where the case has none.
  func checkDecision() throws(Failure) {
    let wanted = Set(violations(of: expected) ?? [])
    guard let named = violations(of: value) else {
      throw Failure("the output has no \"violations\", an array of texts")
    }
    let given = Set(named)
    if let missing = wanted.subtracting(given).min() { throw Failure("the violation \(missing) is missing") }
    if let surplus = given.subtracting(wanted).min() { throw Failure("unexpected violation \(surplus)") }
    guard let isAccepted = value["accepted"]?.bool else {
      throw Failure("the output has no \"accepted\", true or false")
    }
    guard isAccepted == expected?["accepted"]?.bool else { throw Failure("\"accepted\" contradicts the violations") }
    for name in ["size", "mediaType", "etag"] as [Text] {
      let (wanted, given) = (described(name, of: expected), described(name, of: value))
      if wanted == given { continue }
      guard let wanted else { throw Failure("unexpected \"\(name)\" in the output") }
      guard let given else { throw Failure("the output has no \"\(name)\"") }
      throw Failure(
        "\"\(name)\" differs from the store's response",
        divergence: Divergence(step: name.string, expected: wanted, observed: given))
    }
  }

  /// A member as a text, or nil if it is absent or null. A size may be a number.
  private func described(_ name: Text, of output: JSONValue?) -> Text? {
    guard let value = output?[name], !value.isNull else { return nil }
    if name == "size", let size = value.integer { return Text("\(size)") }
    return Text(protocolForm: value) ?? Text(value.line)
  }

  private func violations(of output: JSONValue?) -> [Text]? {
    guard let values = output?["violations"]?.array?.map({ Text(protocolForm: $0) }), !values.contains(nil) else {
      return nil
    }
    return values.compactMap(\.self)
  }
}
