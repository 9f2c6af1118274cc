import ReferenceImpl
package import VideoSpec

/// Sets up users and questions in the database of a recording service.
package struct RecordingHook: StateHook {
  private let service: RecordingService
  package let origin: Text

  /// - Parameter origin: The origin from which the service accepts cookies.
  package init(_ service: RecordingService, origin: Text) {
    self.service = service
    self.origin = origin
  }

  package var states: [Text] { ["user", "question"] }
  package var actions: [Text] { ["sweep"] }

  package func setUp(_ state: Text, _ settings: JSONValue) throws -> JSONValue {
    state == "user" ? try user(settings) : try question()
  }

  package func run(_ action: Text, _ settings: JSONValue) throws {
    try sweep(service, settings, at: service.settings.now())
  }

  private func user(_ settings: JSONValue) throws -> JSONValue {
    let session = UserSession.new(for: settings, at: service.settings.now())
    try service.recorder.add(users: [session.user], sessions: [session])
    return ["name": .string(session.user), "cookie": .string("session=" + session.token)]
  }

  private func question() throws -> JSONValue {
    // A random number, so that the question is not one of another case.
    let id = SystemRandom.bytes(4).reduce(0) { $0 << 8 | Int($1) } & 0x3FFF_FFFF | 0x2000_0000
    try service.recorder.add(questions: [id])
    return ["id": JSONValue(id)]
  }
}
