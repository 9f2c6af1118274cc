import AdapterProtocol
import VideoSpec

extension JudgedOutput {
  /// Checks the output of `form.parse`: the fields in their order, and the members of the file that the case has.
  func checkForm() throws(Failure) {
    let expectedFields = expected.flatMap { try? InputReader($0).fields("fields") } ?? []
    let observedFields = try fields("fields")
    for (index, (expected, observed)) in zip(expectedFields, observedFields).enumerated() {
      guard observed.name == expected.name else {
        throw differs("field \(index + 1) has the wrong name", step: "field \(index + 1)", expected, observed)
      }
      guard observed.value == expected.value else {
        throw Failure(
          "the field \"\(expected.name)\" has the wrong value",
          divergence: Divergence(step: expected.name.string, expected: expected.value, observed: observed.value))
      }
    }
    guard observedFields.count == expectedFields.count else {
      throw Failure("wrong number of fields: expected \(expectedFields.count), found \(observedFields.count)")
    }
    try checkFile()
  }

  private func differs(_ reason: String, step: String, _ expected: HeaderField, _ observed: HeaderField) -> Failure {
    Failure(reason, divergence: Divergence(step: step, expected: expected.name, observed: observed.name))
  }

  private func checkFile() throws(Failure) {
    let (expected, observed) = (member("file", of: expected), member("file", of: value))
    guard let expected else {
      if observed != nil { throw Failure("the output has a file, but the form has none") }
      return
    }
    guard let observed else { throw Failure("the output has no file") }
    for name in ["name", "contentType", "size", "sha256"] as [Text] {
      let values = (try text(name, ofFile: expected), try text(name, ofFile: observed))
      if values.0 == values.1 { continue }
      guard let expected = values.0 else { throw Failure("unexpected \"\(name)\" of the file") }
      guard let observed = values.1 else { throw Failure("the file has no \"\(name)\"") }
      throw Failure(
        "the file's \"\(name)\" is wrong",
        divergence: Divergence(step: "file.\(name)", expected: expected, observed: observed))
    }
  }

  /// A member, or nil if it is absent or null.
  private func member(_ name: Text, of value: JSONValue?) -> JSONValue? {
    value?[name].flatMap { $0.isNull ? nil : $0 }
  }

  /// A text of the file in the form in which it is compared: a size may be a number, and a hash may be in upper case.
  private func text(_ name: Text, ofFile file: JSONValue) throws(Failure) -> Text? {
    guard let value = member(name, of: file) else { return nil }
    if name == "size", let size = value.integer { return Text("\(size)") }
    guard let text = Text(protocolForm: value) else { throw Failure("the file's \"\(name)\" is not a text") }
    return name == "sha256" ? text.lowercased : text
  }

  /// Checks the output of `form.respond`: the status, the headers that the case has, and the elements of the body.
  ///
  /// Two headers are judged by their meaning: `Content-Length` by the response's own body, and the `Location` of a redirect as a URL.
  func checkFormResponse() throws(Failure) {
    let status = expected?["status"]?.integer
    if let status, value["status"]?.integer != status {
      throw Failure(
        "wrong status: expected \(status), found \(value["status"].map { Text($0.line).string } ?? "none")")
    }
    try checkFields(
      "headers", kind: "header", allowsOthers: true,
      judgedElsewhere: status == 303 ? ["content-length", "location"] : ["content-length"])
    try checkContentLength()
    if status == 303 { try checkRedirect() }
    guard let expected = expected?["body"].flatMap({ Text(protocolForm: $0) }) else { return }
    let observed = try text("body")
    guard observed != expected else { return }
    do throws(Failure) {
      guard !expected.isEmpty else { throw Failure("unexpected body") }
      let wanted = try XMLElement(body: expected)
      try XMLElement(body: observed).check(against: wanted)
    } catch {
      throw Failure(error.reason, divergence: Divergence(step: "body", expected: expected, observed: observed))
    }
  }

  /// Checks that a `Content-Length`, if the response has one, is the length of its body. A server may add the header later.
  private func checkContentLength() throws(Failure) {
    let observed = FieldSet(try fields("headers"))["content-length"]
    guard !observed.isEmpty else { return }
    let length = Text("\(try text("body").bytes.count)")
    guard observed != [length] else { return }
    throw Failure(
      "the header \"content-length\" is not the length of the body",
      divergence: Divergence(
        step: "content-length", expected: length, observed: Text(observed.map(\.bytes).joined(separator: [0x2C, 0x20])))
    )
  }

  /// Checks that the response redirects to the expected page, with the same query after decoding.
  private func checkRedirect() throws(Failure) {
    guard let expected, let pairs = try? InputReader(expected).fields("headers"),
      let wanted = FieldSet(pairs)["location"].first
    else { return }
    let observed = FieldSet(try fields("headers"))["location"]
    guard let location = observed.first, observed.count == 1 else {
      throw Failure("expected one header \"location\", found \(observed.count)")
    }
    guard RedirectURL(location) != RedirectURL(wanted) else { return }
    throw Failure(
      "the header \"location\" has the wrong value",
      divergence: Divergence(step: "location", expected: wanted, observed: location))
  }
}
