import AdapterProtocol
import VideoSpec

// The operations of an upload form.

extension Answer {
  /// `form.parse`: the fields in their order, and what the case says of the file.
  func checkForm() throws(Failure) {
    let expectedFields = expected.flatMap { try? InputReader($0).fields("fields") } ?? []
    let observedFields = try fields("fields")
    for (index, (expected, observed)) in zip(expectedFields, observedFields).enumerated() {
      guard observed.name == expected.name else {
        throw differs("the name of field \(index + 1) is another one", step: "field \(index + 1)", expected, observed)
      }
      guard observed.value == expected.value else {
        throw Failure(
          "the field \(expected.name) has another value",
          divergence: Divergence(step: expected.name.string, expected: expected.value, observed: observed.value))
      }
    }
    guard observedFields.count == expectedFields.count else {
      throw Failure("there are \(observedFields.count) fields where there should be \(expectedFields.count)")
    }
    try checkFile()
  }

  private func differs(_ reason: String, step: String, _ expected: HeaderField, _ observed: HeaderField) -> Failure {
    Failure(reason, divergence: Divergence(step: step, expected: expected.name, observed: observed.name))
  }

  private func checkFile() throws(Failure) {
    let (expected, observed) = (member("file", of: expected), member("file", of: output))
    guard let expected else {
      if observed != nil { throw Failure("the form has no file, and the output has one") }
      return
    }
    guard let observed else { throw Failure("the output lacks the file") }
    for name in ["name", "contentType", "size", "sha256"] as [Text] {
      let values = (try text(name, ofFile: expected), try text(name, ofFile: observed))
      if values.0 == values.1 { continue }
      guard let expected = values.0 else { throw Failure("the file should have no \"\(name)\"") }
      guard let observed = values.1 else { throw Failure("the file lacks \"\(name)\"") }
      throw Failure(
        "the file's \"\(name)\" is another one",
        divergence: Divergence(step: "file.\(name)", expected: expected, observed: observed))
    }
  }

  /// Nil for an absent member, or null.
  private func member(_ name: Text, of value: JSONValue?) -> JSONValue? {
    value?[name].flatMap { $0.isNull ? nil : $0 }
  }

  /// A text about the file, as it can be compared: a size may come as a number, a hash in upper case.
  private func text(_ name: Text, ofFile file: JSONValue) throws(Failure) -> Text? {
    guard let value = member(name, of: file) else { return nil }
    if name == "size", let size = value.integer { return Text("\(size)") }
    guard let text = Text(protocolForm: value) else { throw Failure("the file's \"\(name)\" is no text") }
    return name == "sha256" ? text.lowercased : text
  }

  /// `form.respond`: the status, the headers that the case has, and what the body says.
  func checkFormResponse() throws(Failure) {
    if let status = expected?["status"]?.integer, output["status"]?.integer != status {
      throw Failure(
        "the status is \(output["status"].map { Text($0.line).string } ?? "missing"), and should be \(status)")
    }
    try checkFields("headers", kind: "header", allowsOthers: true)
    guard let expected = expected?["body"].flatMap({ Text(protocolForm: $0) }) else { return }
    let observed = try text("body")
    guard observed != expected else { return }
    do throws(Failure) {
      guard !expected.isEmpty else { throw Failure("there should be no body") }
      let wanted = try XMLElement(parsing: expected)
      try XMLElement(parsing: observed).check(against: wanted)
    } catch {
      throw Failure(error.reason, divergence: Divergence(step: "body", expected: expected, observed: observed))
    }
  }
}
