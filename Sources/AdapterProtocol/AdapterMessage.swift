package import VideoSpec

/// The messages that the gate sends, and how it reads those that come back (`Docs/Protocol.md`).
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
      "type": "run", "seq": JSONValue(sequence), "operation": JSONValue(run.call.rawValue),
      "clock": .string(run.clock.iso8601), "random": .string(Hexadecimal.lowercase(run.random)),
      "deadlineMs": JSONValue(run.deadlineMilliseconds), "input": run.input,
    ]
  }

  /// Reads a line that has to be a message of this type.
  package static func parse(_ line: [UInt8], type: String) throws(MessageFault) -> JSONValue {
    try parse(line, types: [type])
  }

  /// Reads a line that has to be a message of one of these types.
  package static func parse(_ line: [UInt8], types: [String]) throws(MessageFault) -> JSONValue {
    if line.isEmpty { throw MessageFault("an empty line") }
    if line.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) {
      throw MessageFault("a line that contains only white space")
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

/// A line from an adapter that the protocol does not allow.
package struct MessageFault: Error {
  /// What the line is: `an empty line`.
  package let reason: String
  /// The line, if it helps to show its beginning.
  package let line: Text?

  package init(_ reason: String, line: [UInt8]? = nil) {
    self.reason = reason
    self.line = line.map { Text(bytes: $0) }
  }
}
