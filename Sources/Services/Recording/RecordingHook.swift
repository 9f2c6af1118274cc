import ReferenceImpl
package import VideoSpec

/// Sets up states for the gate, in the database of a recording service: the other end of `check --hook`.
package struct RecordingHook {
  private let service: RecordingService
  private let origin: Text

  /// - Parameter origin: The origin from which the service accepts cookies.
  package init(_ service: RecordingService, origin: Text) {
    self.service = service
    self.origin = origin
  }

  /// Returns the response to a line of the gate.
  package func response(to line: [UInt8]) -> JSONValue {
    do {
      let message = try JSONValue(parsing: line)
      if message["hello"] != nil {
        return [
          "name": "video-spec serve", "version": JSONValue(Catalogue.version), "origin": .string(origin),
          "states": ["user", "question"],
          "actions": ["sweep"],
        ]
      }
      let parameters = message["with"]
      switch (message["setup"]?.text, message["run"]?.text) {
      case ("user"?, nil): return ["values": try user(parameters)]
      case ("question"?, nil): return ["values": try question()]
      case (nil, "sweep"?):
        let offset = parameters?["offset"]?.integer ?? 0
        guard let time = service.settings.now().adding(seconds: offset) else {
          return ["error": "the offset leads to a time before 1970 or after 9999"]
        }
        _ = try service.sweep(at: time)
        return ["values": [:]]
      default: return ["unsupported": "the hook knows the states user and question, and the action sweep"]
      }
    } catch {
      return ["error": JSONValue("\(error)")]
    }
  }

  private func user(_ parameters: JSONValue?) throws -> JSONValue {
    let token = Hexadecimal.lowercase(SystemRandom.bytes(32))
    let name = "user-" + Hexadecimal.lowercase(SystemRandom.bytes(8))
    let isExpired = parameters?["session"]?.text == "expired"
    let expires = Timestamp(clamping: service.settings.now().seconds + (isExpired ? -60 : 86_400))
    try service.recorder.add(users: [name], sessions: [UserSession(token: token, user: name, expires: expires)])
    return ["name": .string(name), "cookie": .string("session=" + token)]
  }

  private func question() throws -> JSONValue {
    // A random number, so that the question is not one of another case.
    let id = SystemRandom.bytes(4).reduce(0) { $0 << 8 | Int($1) } & 0x3FFF_FFFF | 0x2000_0000
    try service.recorder.add(questions: [id])
    return ["id": JSONValue(id)]
  }
}
