import AdapterProtocol
import VideoSpec

// The operations of the subject Validation that are more than texts.

extension Answer {
  /// `media-type.parse`: all by equality, the parameters in their order.
  func checkMediaType() throws(Failure) {
    for name in ["type", "subtype", "serialized"] as [Text] { try checkText(name) }
    let wanted = expected.flatMap { try? InputReader($0).fields("parameters") } ?? []
    let given = try fields("parameters")
    guard given != wanted else { return }
    throw Failure(
      "the parameters are others",
      divergence: Divergence(
        step: "parameters", expected: Text(wanted.protocolForm.line), observed: Text(given.protocolForm.line)))
  }

  /// `object.validate`: the violations as a set, everything else by equality, and absent where the case has nothing.
  func checkDecision() throws(Failure) {
    let wanted = Set(violations(of: expected) ?? [])
    guard let named = violations(of: output) else { throw Failure("the output has no \"violations\" that are texts") }
    let given = Set(named)
    if let missing = wanted.subtracting(given).min() { throw Failure("it lets \(missing) pass") }
    if let surplus = given.subtracting(wanted).min() { throw Failure("it finds \(surplus), which is not so") }
    guard let isAccepted = output["accepted"]?.bool else {
      throw Failure("the output has no \"accepted\" that is true or false")
    }
    guard isAccepted == expected?["accepted"]?.bool else { throw Failure("\"accepted\" contradicts the violations") }
    for name in ["size", "mediaType", "etag"] as [Text] {
      let (wanted, given) = (described(name, of: expected), described(name, of: output))
      if wanted == given { continue }
      guard let wanted else { throw Failure("the output should have no \"\(name)\"") }
      guard let given else { throw Failure("the output lacks \"\(name)\"") }
      throw Failure(
        "\"\(name)\" is not what the store says",
        divergence: Divergence(step: name.string, expected: wanted, observed: given))
    }
  }

  /// Nil for an absent member, or null; a size may come as a number.
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
