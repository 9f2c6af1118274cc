package import VideoSpec

/// A service that backends implement: its calls, the states that a hook sets up, and the actions that it runs.
///
/// Scenarios name all of these abstractly. A backend's own paths and members are the defaults or those of a mapping file.
package struct ServiceDefinition: Hashable, Sendable {
  package let profile: Profile
  package let calls: [ServiceCall]
  package let states: [ServiceState]
  package let actions: [ServiceAction]

  /// All services. Each has a profile of its own.
  static let all = [recording]

  package static func service(of profile: Profile) -> ServiceDefinition? { all.first { $0.profile == profile } }
}

/// A call of a service, and how a backend offers it by default.
package struct ServiceCall: Hashable, Sendable {
  package let name: Text
  package let method: Text
  /// The path, in which `{NAME}` stands for an input.
  package let path: Text
  /// The inputs with their members of the body.
  package let inputs: [ServiceMember]
  /// The outputs with their places in the response.
  package let outputs: [ServiceMember]

  /// The output that has the fields of an upload form.
  static let formOutput: Text = "fields"

  /// Whether the response contains an upload form.
  package var hasForm: Bool { outputs.contains { $0.name == Self.formOutput } }

  /// What a scenario can name of a response.
  package enum Place: Hashable, Sendable {
    case member(Text)
    case field(Text)
  }

  /// Returns what a name stands for: an output, `key` or `field.NAME` of the upload form; nil if there is no such thing.
  package func place(_ name: Text) -> Place? {
    if outputs.contains(where: { $0.name == name }) { return .member(name) }
    guard hasForm else { return nil }
    if name == "key" { return .field("key") }
    guard let (head, field) = name.splitOnce(at: UInt8(ascii: ".")), head == "field", !field.isEmpty else { return nil }
    return .field(field)
  }
}

/// An input or an output of a call, and its place in the JSON.
package struct ServiceMember: Hashable, Sendable {
  package let name: Text
  package let path: MemberPath

  init(_ name: Text, _ path: Text) {
    self.name = name
    self.path = MemberPath(path) ?? MemberPath(member: path)
  }
}

/// A state that a hook sets up, such as a user who is logged in.
package struct ServiceState: Hashable, Sendable {
  /// A setting of the state: a word out of several, of which the first is the default.
  package struct Option: Hashable, Sendable {
    package let name: Text
    package let choices: [Text]
  }

  package let name: Text
  package let options: [Option]
  /// The values that a hook returns.
  package let values: [Text]
  /// The values of these that no report shows.
  package let secrets: Set<Text>
}

/// An action of a backend that a hook runs.
package struct ServiceAction: Hashable, Sendable {
  package let name: Text
  /// Whole numbers that the action takes.
  package let parameters: [Text]
}

// MARK: - The services

extension ServiceDefinition {
  /// Records uploads: a user asks for an upload form, uploads to the store, and says that the upload is complete.
  static let recording = ServiceDefinition(
    profile: .recordingHTTP,
    calls: [
      ServiceCall(
        name: "begin", method: "POST", path: "/api/video/presigned-url",
        inputs: [ServiceMember("question", "question_id"), ServiceMember("duration", "duration")],
        outputs: [
          ServiceMember("externalId", "external_id"), ServiceMember("url", "url"), ServiceMember("fields", "fields"),
          ServiceMember("expires", "expires_at"),
        ]),
      ServiceCall(
        name: "complete", method: "POST", path: "/api/feedback",
        inputs: [ServiceMember("externalId", "external_id")],
        outputs: [
          ServiceMember("externalId", "external_id"), ServiceMember("status", "status"), ServiceMember("size", "size"),
          ServiceMember("mediaType", "mime_type"), ServiceMember("errors", "errors.*.code"),
        ]),
      ServiceCall(
        name: "resolve", method: "GET", path: "/api/video/{externalId}",
        inputs: [ServiceMember("externalId", "external_id")],
        outputs: [
          ServiceMember("externalId", "external_id"), ServiceMember("status", "status"), ServiceMember("size", "size"),
          ServiceMember("mediaType", "mime_type"),
        ]),
    ],
    states: [
      ServiceState(
        name: "user", options: [ServiceState.Option(name: "session", choices: ["valid", "expired"])],
        values: ["name", "cookie"], secrets: ["cookie"]),
      ServiceState(name: "question", options: [], values: ["id"], secrets: []),
    ],
    actions: [ServiceAction(name: "sweep", parameters: ["offset"])])
}
