package import VideoSpec

/// A service that backends implement: its calls, the states that a hook sets up, and the actions that it runs.
///
/// Scenarios name all of these abstractly. A backend's own paths and members are the defaults or those of a mapping file.
package struct ServiceDefinition: Hashable, Sendable {
  package let profile: Profile
  /// How a call names the user.
  package let credential: ServiceCredential
  package let calls: [ServiceCall]
  package let states: [ServiceState]
  package let actions: [ServiceAction]

  /// All services. Each has a profile of its own.
  static let all = [recording, library]

  package static func service(of profile: Profile) -> ServiceDefinition? { all.first { $0.profile == profile } }
}

/// How a call names the user: by a value that the hook returned for the state.
package enum ServiceCredential: Text, Hashable, Sendable {
  /// The header `Cookie`.
  case cookie
  /// The header `Authorization: Bearer`.
  case token
}

/// A call of a service, and how a backend offers it by default.
package struct ServiceCall: Hashable, Sendable {
  package let name: Text
  package let method: Text
  /// The path, in which `{NAME}` stands for an input, and `{NAME:path}` for one that keeps its slashes.
  package let path: Text
  /// The part of a multipart form in which the call sends a file; nil for a call with a JSON body or none.
  package var filePart: Text?
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
  /// A setting of the state.
  package struct Option: Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
      /// A word out of several, of which the first is the default.
      case choice([Text])
      /// A text; nil without a default: then the hook does not get it.
      case text(default: Text?)
      case integer(ClosedRange<Int>, default: Int)
      /// The name of a user's state above. The hook gets the user's `name`.
      case user
    }

    package let name: Text
    package let kind: Kind
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
    profile: .recordingHTTP, credential: .cookie,
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
        name: "user", options: [.init(name: "session", kind: .choice(["valid", "expired"]))],
        values: ["name", "cookie"], secrets: ["cookie"]),
      ServiceState(name: "question", options: [], values: ["id"], secrets: []),
    ],
    actions: [ServiceAction(name: "sweep", parameters: ["offset"])])
}

extension ServiceDefinition {
  /// Keeps a library of videos: a user uploads them, lists, searches and finds them, and makes jobs of them.
  static let library = ServiceDefinition(
    profile: .library, credential: .token,
    calls: [
      ServiceCall(
        name: "list", method: "GET", path: "/api/v1/videos/s3-videos",
        inputs: [
          ServiceMember("page", "page"), ServiceMember("pageSize", "page_size"), ServiceMember("search", "search"),
          ServiceMember("sortBy", "sort_by"), ServiceMember("sortOrder", "sort_order"),
          ServiceMember("cursor", "cursor"),
        ],
        outputs: videoLists + [
          ServiceMember("originals", "videos.*.original_filename"), ServiceMember("sizes", "videos.*.file_size"),
          ServiceMember("durations", "videos.*.duration"), ServiceMember("totalCount", "total_count"),
          ServiceMember("page", "page"), ServiceMember("pageSize", "page_size"),
          ServiceMember("totalPages", "total_pages"), ServiceMember("hasMore", "has_more"),
          ServiceMember("nextCursor", "next_cursor"),
        ]),
      ServiceCall(
        name: "recent", method: "GET", path: "/api/v1/videos/s3-videos/recent",
        inputs: [ServiceMember("limit", "limit")], outputs: videoLists),
      ServiceCall(
        name: "find", method: "GET", path: "/api/v1/videos/s3-videos/by-key/{key:path}",
        inputs: [ServiceMember("key", "s3_key")], outputs: video),
      ServiceCall(
        name: "upload", method: "POST", path: "/api/v1/upload/video", filePart: "file", inputs: [], outputs: video),
      ServiceCall(
        name: "createJob", method: "POST", path: "/api/v1/jobs/create",
        inputs: [
          ServiceMember("uploadId", "video_upload_id"), ServiceMember("videoId", "s3_video_id"),
          ServiceMember("transcriptText", "transcript_text"),
          ServiceMember("transcriptUploadId", "transcript_upload_id"),
        ],
        outputs: [
          ServiceMember("jobId", "id"), ServiceMember("key", "s3_key"), ServiceMember("filename", "filename"),
        ]),
    ],
    states: [
      ServiceState(
        name: "user", options: [.init(name: "session", kind: .choice(["valid", "expired"]))],
        values: ["name", "id", "token"], secrets: ["token"]),
      ServiceState(
        name: "video",
        options: [
          .init(name: "of", kind: .user), .init(name: "filename", kind: .text(default: "clip.mp4")),
          .init(name: "originalFilename", kind: .text(default: nil)),
          .init(name: "size", kind: .integer(1...9_007_199_254_740_991, default: 1000)),
          .init(name: "age", kind: .integer(0...1_000_000_000, default: 0)),
          .init(name: "duration", kind: .integer(-1...99_999_999, default: 10)),
          .init(name: "deleted", kind: .choice(["no", "yes"])),
        ],
        values: ["id", "key"], secrets: []),
      ServiceState(
        name: "videos",
        options: [
          .init(name: "of", kind: .user), .init(name: "count", kind: .integer(1...200, default: 3)),
          .init(name: "spacing", kind: .integer(0...86_400, default: 1)),
        ],
        values: ["count"], secrets: []),
    ],
    actions: [ServiceAction(name: "sweep", parameters: ["offset"])])

  /// The places of what is known of each video of a list.
  private static let videoLists = [
    ServiceMember("videos", "videos"), ServiceMember("ids", "videos.*.id"), ServiceMember("keys", "videos.*.s3_key"),
    ServiceMember("filenames", "videos.*.filename"),
  ]

  /// The places of what is known of one video.
  private static let video = [
    ServiceMember("id", "id"), ServiceMember("filename", "filename"),
    ServiceMember("originalFilename", "original_filename"), ServiceMember("key", "s3_key"),
    ServiceMember("url", "s3_url"),
    ServiceMember("type", "content_type"), ServiceMember("size", "file_size"), ServiceMember("duration", "duration"),
    ServiceMember("thumbnailUrl", "thumbnail_url"), ServiceMember("uploadedAt", "uploaded_at"),
    ServiceMember("metadata", "metadata"), ServiceMember("playbackUrl", "playback_url"),
  ]
}
