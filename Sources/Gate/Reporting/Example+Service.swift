import VideoSpec

// A service's scenario for people: what is given, and each step with what is expected.

extension ServiceScenario {
  var lines: [String] {
    given.map { state in
      let options =
        state.owners.sorted { $0.key.bytes.lexicographicallyPrecedes($1.key.bytes) }.map { ", \($0.key) \($0.value)" }
        .joined()
        + state.options.members.map { ", \($0.name) \(Text($0.value.written.bytes.prefix(100)))" }.joined()
      return "  given  \(state.state.name)\(options), called \(state.name)"
    } + steps.enumerated().flatMap { index, step in step.lines(number: "\(index + 1)") }
  }
}

extension ServiceStep {
  fileprivate func lines(number: String) -> [String] {
    func line(_ text: String) -> String { "  \(number)  \(text)" }
    func named(_ name: Text?) -> String { name.map { ", called \($0)" } ?? "" }
    switch self {
    case .call(let step):
      return [line(step.request.title + named(step.name))] + step.request.details + [
        "     \(step.within.map { "within \($0) ms: " } ?? "")\(step.expected.shown)"
      ]
    case .upload(let step):
      return [line("uploads \(step.file.length) with the form of \(step.form)\(named(step.name))")]
        + (step.fileType.map { ["     the file has the type \($0.shown)"] } ?? [])
        + step.fields.map { "     field \($0.name.shown): \($0.value.shown)" }
        + step.without.map { "     without the field \($0)" } + ["     \(step.expected.shown)"]
    case .object(.put(let key, let body, let type)):
      let kind = type.map { " of the type \($0.shown)" } ?? " without a type"
      return [line("the gate stores \(body.length)\(kind) at \(key.shown)")]
    case .object(.delete(let key)): return [line("the gate deletes \(key.shown)")]
    case .fault(nil): return [line("the store's faults end")]
    case .fault(let fault?):
      let times = fault.times.map { $0 == 1 ? "once" : "\($0) times" } ?? "from now on"
      let delay = fault.kind == .slow ? " by \(fault.milliseconds) ms" : ""
      let request = "\(fault.method.rawValue) of \(fault.key?.shown ?? "any key")"
      return [line("the store's response to \(request): \(fault.kind.words)\(delay), \(times)")]
    case .asked(let step):
      return [line("the backend has sent \(step.wanted) for \(step.key?.shown ?? "any key")")]
    case .stored(let step):
      guard let object = step.object else { return [line("the store has no object at \(step.key.shown)")] }
      let what = [
        object.size.map { "\($0) bytes" }, object.type.map { "type \($0.shown)" },
        object.body.map { "content \($0.length)" },
      ].compactMap(\.self).joined(separator: ", ")
      return [line("the store has an object at \(step.key.shown)\(what.isEmpty ? "" : ": \(what)")")]
    case .objects(let step):
      return [
        line(
          "the store has \(step.wanted) whose \(step.count == 1...1 ? "key begins" : "keys begin") with \(step.prefix.shown)"
        )
      ]
    case .fetch(let step): return [line("gets \(step.url.shown) from the store"), "     \(step.expected.shown)"]
    case .race(let step):
      let isOne = Set(step.requests).count == 1
      let requests =
        (isOne ? Array(step.requests.prefix(1)) : step.requests).flatMap { ["     \($0.title)"] + $0.details }
      let expected =
        (step.each.map { ["each \($0.shown)"] } ?? []) + step.counts.words + step.same.map { "the same \($0) in all" }
        + step.different.map { "another \($0) in each" }
      let heading = (isOne ? "\(step.requests.count) at the same moment" : "at the same moment") + named(step.name)
      return [line(heading + ":")] + requests + ["     \(expected.joined(separator: ", "))"]
    case .run(let step):
      let parameters = step.parameters.members.map { ", \($0.name) \($0.value.written)" }.joined()
      return [line("the hook runs \(step.action)\(parameters)")]
    case .raw(let step): return step.lines(number: number)
    case .sleep(let milliseconds): return [line("waits \(milliseconds) ms")]
    }
  }
}

extension ServiceFault.Kind {
  fileprivate var words: String {
    switch self {
    case .forbidden: "403 AccessDenied"
    case .unavailable: "503 SlowDown"
    case .cut: "cut off"
    case .slow: "late"
    case .redirect: "307 TemporaryRedirect"
    case .tooManyRequests: "429 TooManyRequests"
    }
  }
}

extension ServiceAskedStep {
  /// The expectation in words: `1 to 3 HEAD requests`.
  package var wanted: String {
    "\(count.inWords) \(method.map { "\($0) " } ?? "")\(count == 1...1 ? "request" : "requests")"
  }
}

extension ServiceObjectsStep {
  /// The expectation in words: `1 to 3 objects`.
  package var wanted: String { "\(count.inWords) \(count == 1...1 ? "object" : "objects")" }
}

extension ClosedRange<Int> {
  /// The range in words: `no`, `at least 3`.
  fileprivate var inWords: String {
    switch (lowerBound, upperBound) {
    case (0, 0): "no"
    case (let from, let to) where from == to: "\(from)"
    case (let from, .max): "at least \(from)"
    case (0, let to): "at most \(to)"
    case (let from, let to): "\(from) to \(to)"
    }
  }
}

extension ServiceRequest {
  /// The call and its inputs, as a reader sees them.
  package var title: String {
    let inputs = inputs.map { "\($0.name) \(Self.cut($0.value.shown).withoutControls)" }
    return (["\(call.name)\(user.map { " by \($0)" } ?? "")"] + inputs).joined(separator: ", ")
  }

  /// What differs from a well-formed call.
  fileprivate var details: [String] {
    func usual(_ header: Usual, _ name: String) -> [String] {
      switch header {
      case .usual: []
      case .absent: ["     without \(name)"]
      case .text(let text): ["     \(name): \(Self.cut(text.shown))"]
      }
    }
    return (method.map { ["     method \($0)"] } ?? []) + (path.map { ["     path \(Self.cut($0.shown))"] } ?? [])
      + (encodesSlashes ? ["     slashes percent-encoded"] : []) + usual(origin, "Origin") + usual(cookie, "Cookie")
      + usual(authorization, "Authorization")
      + usual(contentType, "Content-Type") + (file.map(Self.details) ?? [])
      + headers.map { "     \($0.name.shown): \(Self.cut($0.value.shown))" }
      + added.map { "     and the member \($0.name): \(Self.cut($0.value.shown))" }
      + (body.map { ["     body \(Self.cut($0.shown))"] } ?? [])
  }

  private static func details(of file: ServiceFile) -> [String] {
    file.fields.map { "     field \($0.name.shown): \($0.value.shown)" } + [
      "     file \(file.content.length), part \(file.part), \(file.name.map { "name \(cut($0.shown))" } ?? "no name"), \(file.type.map { "type \($0.shown)" } ?? "no type")"
    ]
  }

  private static func cut(_ text: String) -> String {
    text.utf8.count <= 300 ? text : "\(Text(text.utf8.prefix(300)))…"
  }
}

extension ExpectedOutput {
  /// What is expected, as a reader sees it.
  package var shown: String {
    var words = [response.shown].filter { !$0.isEmpty }
    for member in output { words.append("\(member.name): \(member.matcher.shown)") }
    if let errorCode { words.append("error code: \(errorCode.shown)") }
    if let errorField { words.append("error field: \(errorField.shown)") }
    if let errorType { words.append("error type: \(errorType.shown)") }
    return words.joined(separator: ", ")
  }
}
