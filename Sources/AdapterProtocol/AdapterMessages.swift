package import VideoSpec

// The messages of `Docs/Protocol.md`: those that are sent, and those that come back, read strictly.

package enum AdapterMessage {
  package static let protocolVersion = 1
  package static let bye: JSONValue = ["type": "bye"]

  package static func hello(suite version: String, corpus digest: String) -> JSONValue {
    [
      "type": "hello", "protocols": [JSONValue(protocolVersion)],
      "suite": ["version": JSONValue(version), "corpus": JSONValue(digest)],
    ]
  }

  package static func run(_ run: Run, sequence: Int) -> JSONValue {
    [
      "type": "run", "seq": JSONValue(sequence), "operation": JSONValue(run.operation.rawValue),
      "clock": .string(run.clock.iso8601), "random": .string(Hexadecimal.lowercase(run.random)),
      "deadlineMs": JSONValue(run.deadlineMilliseconds), "input": run.input,
    ]
  }

  /// An object with the right `type`.
  package static func parse(_ line: [UInt8], type: String) throws(MessageFault) -> JSONValue {
    try parse(line, types: [type])
  }

  package static func parse(_ line: [UInt8], types: [String]) throws(MessageFault) -> JSONValue {
    if line.isEmpty { throw MessageFault("an empty line") }
    if line.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) {
      throw MessageFault("a line of nothing but white space")
    }
    let message: JSONValue
    do {
      message = try JSONValue(parsing: line)
    } catch {
      throw MessageFault("a line that is not JSON (column \(error.column): \(error.reason))", line: line)
    }
    guard let type = message["type"]?.text, types.contains(where: { Text($0) == type }) else {
      throw MessageFault("a message that is not of type \"\(types[0])\"", line: line)
    }
    return message
  }
}

/// A line that the protocol does not allow.
package struct MessageFault: Error {
  package let reason: String
  /// Shown in part, for people.
  package let line: Text?

  package init(_ reason: String, line: [UInt8]? = nil) {
    self.reason = reason
    self.line = line.map { Text(bytes: $0) }
  }
}

extension Observation {
  /// Reads a `result`.
  package init(message line: [UInt8], sequence: Int) throws(MessageFault) {
    let message = try AdapterMessage.parse(line, types: ["result", "at"])
    guard let answered = message["seq"]?.integer else { throw MessageFault("a result without an integer \"seq\"") }
    guard answered == sequence else {
      throw MessageFault("an answer to run \(answered), where run \(sequence) was asked for")
    }
    if message["type"]?.text == "at" {
      guard let point = message["point"]?.string else { throw MessageFault("an at without a \"point\"") }
      self.init(.waiting(at: point))
      return
    }
    let trace = Observation.trace(message["trace"])
    let error = message["error"]
    let explanation = error?["message"]?.string ?? ""
    switch message["status"]?.string {
    case "accepted":
      guard let output = message["output"], output.object != nil else {
        throw MessageFault("a result with status \"accepted\" and without an object \"output\"")
      }
      self.init(.output(output), trace: trace)
    case "rejected":
      guard let code = error?["code"]?.string, !code.isEmpty else {
        throw MessageFault("a result with status \"rejected\" and without \"error.code\"")
      }
      let details = error.flatMap { try? InputReader($0).fields("details") } ?? []
      let rejection = Rejection(
        ErrorCode(code), status: error?["status"]?.integer, field: error?["field"]?.string, explanation,
        details: details)
      self.init(.rejected(rejection), trace: trace)
    case "unsupported": self.init(.unsupported(explanation.isEmpty ? "it gave no reason" : explanation), trace: trace)
    case "error":
      self.init(.error(explanation.isEmpty ? "it gave no message" : explanation), trace: trace)
    case "ok": throw MessageFault("a result with status \"ok\", which is now called \"accepted\"")
    case "refused": throw MessageFault("a result with status \"refused\", which is now called \"rejected\"")
    default:
      throw MessageFault("a result whose status is not \"accepted\", \"rejected\", \"unsupported\" or \"error\"")
    }
  }

  /// Steps that are no text are left out: they are for reports only.
  private static func trace(_ value: JSONValue?) -> Trace {
    Trace(
      steps: (value?.object?.members ?? []).compactMap { member in
        Text(protocolForm: member.value).map { Trace.Step(name: member.name.string, value: $0) }
      })
  }
}

extension ImplementationProfile {
  /// Reads a `ready`.
  ///
  /// - Parameter warnings: Gets the names that this suite does not know; newer adapters may say them.
  package init(message line: [UInt8], warnings: inout [String]) throws(MessageFault) {
    let message = try AdapterMessage.parse(line, type: "ready")
    guard message["protocol"]?.integer == AdapterMessage.protocolVersion else {
      throw MessageFault("a ready for another protocol than \(AdapterMessage.protocolVersion)")
    }
    let implementation = message["implementation"] ?? .null
    func text(_ name: Text) throws(MessageFault) -> String {
      guard let string = implementation[name]?.string else {
        throw MessageFault("a ready without \"implementation.\(name)\"")
      }
      return string
    }
    func source(_ name: Text) throws(MessageFault) -> Source {
      guard let value = message[name] else { return .injected }
      guard let source = value.string.flatMap(Source.init) else {
        throw MessageFault("a ready whose \"\(name)\" is neither \"injected\" nor \"own\"")
      }
      return source
    }
    func known<Value>(_ name: Text, _ read: (String) -> Value?) throws(MessageFault) -> [Value] {
      guard let names = message[name]?.array?.compactMap(\.string), names.count == message[name]?.array?.count else {
        throw MessageFault("a ready without \"\(name)\", an array of strings")
      }
      for unknown in names where read(unknown) == nil { warnings.append("\(name): \"\(unknown)\" is not known") }
      return names.compactMap(read)
    }
    self.init(
      name: try text("name"), version: try text("version"),
      language: implementation["language"]?.string ?? "", source: implementation["source"]?.string ?? "",
      operations: try known("operations") { Operation(asked: $0) }, profiles: try known("profiles") { Profile($0) },
      clock: try source("clock"), random: try source("random"),
      isExact: message["variants"]?["output"]?.text == "exact",
      unsupported: try ImplementationProfile.unsupported(message["unsupported"], warnings: &warnings),
      faults: (message["faults"]?.array ?? []).compactMap(\.string))
  }

  private static func unsupported(
    _ value: JSONValue?, warnings: inout [String]
  ) throws(MessageFault) -> [Unsupported] {
    var result: [Unsupported] = []
    for item in value?.array ?? [] {
      guard let name = item["requirement"]?.string, let reason = item["reason"]?.string else {
        throw MessageFault("a ready whose \"unsupported\" are not objects with \"requirement\" and \"reason\"")
      }
      if let id = RequirementID(name), Catalogue.requirement(id) != nil {
        result.append(Unsupported(requirement: id, reason: reason))
      } else {
        warnings.append("unsupported: \"\(name)\" is no requirement")
      }
    }
    return result
  }
}
