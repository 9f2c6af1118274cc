import ReferenceImpl
package import VideoSpec

/// Sets up states for the gate, in the database of a running service: the other end of `check --hook`.
package protocol StateHook {
  /// The origin from which the service accepts cookies.
  var origin: Text { get }
  var states: [Text] { get }
  var actions: [Text] { get }
  /// Sets a state up, and returns its values.
  func setUp(_ state: Text, _ settings: JSONValue) throws -> JSONValue
  /// Runs an action.
  func run(_ action: Text, _ settings: JSONValue) throws
}

extension StateHook {
  /// Returns the response to a line of the gate.
  package func response(to line: [UInt8]) -> JSONValue {
    do {
      let message = try JSONValue(parsing: line)
      if message["hello"] != nil {
        return [
          "name": "video-spec serve", "version": JSONValue(Catalogue.version), "origin": .string(origin),
          "states": .array(states.map { .string($0) }), "actions": .array(actions.map { .string($0) }),
        ]
      }
      let settings = message["with"] ?? [:]
      if let state = message["setup"]?.text, states.contains(state) { return ["values": try setUp(state, settings)] }
      if let action = message["run"]?.text, actions.contains(action) {
        try run(action, settings)
        return ["values": [:]]
      }
      let known = (states + actions).map(\.string).joined(separator: ", ")
      return ["unsupported": JSONValue("the hook knows only \(known)")]
    } catch {
      return ["error": JSONValue("\(error)")]
    }
  }

  /// Runs a sweep as if it were `offset` seconds later.
  func sweep(_ service: any Service, _ settings: JSONValue, at now: Timestamp) throws {
    guard let time = now.adding(seconds: settings["offset"]?.integer ?? 0) else {
      throw Rejection(.fieldInvalid, "the offset leads to a time before 1970 or after 9999")
    }
    _ = try service.sweep(at: time)
  }
}
