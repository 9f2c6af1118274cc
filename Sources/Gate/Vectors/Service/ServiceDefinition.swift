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
  static let all = [recording, library, membership]

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
      /// The name that a scenario gave to a state of this kind above. The hook gets the `name` that it returned for it.
      case state(Text)
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
          .init(name: "of", kind: .state("user")), .init(name: "filename", kind: .text(default: "clip.mp4")),
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
          .init(name: "of", kind: .state("user")), .init(name: "count", kind: .integer(1...200, default: 3)),
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

extension ServiceDefinition {
  /// Shares a corporation's videos with its members, who earn points for watching.
  static let membership = ServiceDefinition(
    profile: .membership, credential: .token,
    calls: [
      ServiceCall(
        name: "login", method: "POST", path: "/v1/auth/login",
        inputs: [ServiceMember("email", "email"), ServiceMember("password", "password")], outputs: tokens),
      ServiceCall(
        name: "refresh", method: "POST", path: "/v1/auth/refresh",
        inputs: [ServiceMember("refreshToken", "refresh_token")], outputs: tokens),
      ServiceCall(
        name: "logout", method: "POST", path: "/v1/auth/logout",
        inputs: [ServiceMember("refreshToken", "refresh_token")], outputs: []),
      ServiceCall(
        name: "listTokens", method: "GET", path: "/v1/tokens", inputs: paging,
        outputs: entries + [ServiceMember("users", "items.*.user_id")]),
      ServiceCall(
        name: "revokeToken", method: "DELETE", path: "/v1/tokens/{login}", inputs: [ServiceMember("login", "seq")],
        outputs: []),
      ServiceCall(
        name: "listCorporations", method: "GET", path: "/v1/corporations", inputs: paging,
        outputs: entries + [ServiceMember("names", "items.*.name")]),
      ServiceCall(
        name: "createCorporation", method: "POST", path: "/v1/corporations", inputs: newCorporation,
        outputs: corporation),
      ServiceCall(
        name: "corporation", method: "GET", path: "/v1/corporations/{corporation}",
        inputs: [ServiceMember("corporation", "seq")], outputs: corporation),
      ServiceCall(
        name: "updateCorporation", method: "PATCH", path: "/v1/corporations/{corporation}",
        inputs: [ServiceMember("corporation", "seq")] + newCorporation, outputs: corporation),
      ServiceCall(
        name: "deleteCorporation", method: "DELETE", path: "/v1/corporations/{corporation}",
        inputs: [ServiceMember("corporation", "seq")], outputs: []),
      ServiceCall(name: "me", method: "GET", path: "/v1/users/me", inputs: [], outputs: user),
      ServiceCall(
        name: "listUsers", method: "GET", path: "/v1/users",
        inputs: [ServiceMember("corporation", "corporation_id")] + paging,
        outputs: entries + [
          ServiceMember("emails", "items.*.email"), ServiceMember("corporations", "items.*.corporation_id"),
        ]),
      ServiceCall(name: "createUser", method: "POST", path: "/v1/users", inputs: newUser, outputs: user),
      ServiceCall(
        name: "user", method: "GET", path: "/v1/users/{user}", inputs: [ServiceMember("user", "seq")], outputs: user),
      ServiceCall(
        name: "updateUser", method: "PATCH", path: "/v1/users/{user}",
        inputs: [ServiceMember("user", "seq")] + newUser, outputs: user),
      ServiceCall(
        name: "deleteUser", method: "DELETE", path: "/v1/users/{user}", inputs: [ServiceMember("user", "seq")],
        outputs: []),
      ServiceCall(
        name: "listVideos", method: "GET", path: "/v1/videos",
        inputs: [ServiceMember("deleted", "deleted")] + paging,
        outputs: entries + [ServiceMember("names", "items.*.name")]),
      ServiceCall(
        name: "createVideo", method: "POST", path: "/v1/videos", inputs: newVideo, outputs: sharedVideo),
      ServiceCall(
        name: "video", method: "GET", path: "/v1/videos/{video}", inputs: [ServiceMember("video", "seq")],
        outputs: sharedVideo),
      ServiceCall(
        name: "updateVideo", method: "PATCH", path: "/v1/videos/{video}",
        inputs: [ServiceMember("video", "seq")] + newVideo, outputs: sharedVideo),
      ServiceCall(
        name: "deleteVideo", method: "DELETE", path: "/v1/videos/{video}", inputs: [ServiceMember("video", "seq")],
        outputs: []),
      ServiceCall(
        name: "restoreVideo", method: "POST", path: "/v1/videos/{video}/restore",
        inputs: [ServiceMember("video", "seq")], outputs: sharedVideo),
      ServiceCall(
        name: "stream", method: "GET", path: "/v1/videos/stream/{video}", inputs: [ServiceMember("video", "video_id")],
        outputs: []),
      ServiceCall(
        name: "listViewLogs", method: "GET", path: "/v1/view-logs",
        inputs: [ServiceMember("video", "video_id"), ServiceMember("user", "user_id")] + paging,
        outputs: entries + [
          ServiceMember("videos", "items.*.video_id"), ServiceMember("users", "items.*.user_id"),
          ServiceMember("times", "items.*.created_at"),
        ]),
      ServiceCall(
        name: "viewLog", method: "GET", path: "/v1/view-logs/{viewLog}", inputs: [ServiceMember("viewLog", "seq")],
        outputs: [
          ServiceMember("id", "seq"), ServiceMember("video", "video_id"), ServiceMember("user", "user_id"),
          ServiceMember("time", "created_at"),
        ]),
    ],
    states: [
      ServiceState(
        name: "corporation",
        options: [
          .init(name: "plan", kind: .choice(["free", "paid"])),
          .init(name: "ends", kind: .integer(-1_000_000_000...1_000_000_000, default: 86_400)),
        ],
        values: ["name", "id"], secrets: []),
      ServiceState(
        name: "operator", options: [], values: ["name", "id", "email", "password", "token"],
        secrets: ["password", "token"]),
      ServiceState(
        name: "user",
        options: [
          .init(name: "of", kind: .state("corporation")), .init(name: "role", kind: .choice(["guest", "admin"])),
          .init(name: "session", kind: .choice(["valid", "expired"])),
          .init(name: "login", kind: .choice(["no", "yes"])),
        ],
        values: ["name", "id", "email", "password", "token"], secrets: ["password", "token"]),
      ServiceState(
        name: "video",
        options: [
          .init(name: "of", kind: .state("corporation")), .init(name: "title", kind: .text(default: "A video")),
          .init(name: "deleted", kind: .choice(["no", "yes"])),
        ],
        values: ["id", "key"], secrets: []),
    ],
    actions: [ServiceAction(name: "sweep", parameters: ["offset"])])

  private static let paging = [ServiceMember("page", "page"), ServiceMember("pageSize", "page_size")]

  /// The places of what every list has.
  private static let entries = [
    ServiceMember("items", "items"), ServiceMember("ids", "items.*.seq"), ServiceMember("first", "items.0.seq"),
    ServiceMember("totalCount", "total_count"),
    ServiceMember("page", "page"), ServiceMember("pageSize", "page_size"), ServiceMember("totalPages", "total_pages"),
    ServiceMember("hasMore", "has_more"),
  ]

  private static let tokens = [
    ServiceMember("accessToken", "access_token"), ServiceMember("refreshToken", "refresh_token"),
    ServiceMember("tokenType", "token_type"), ServiceMember("expiresIn", "expires_in"),
  ]

  private static let newCorporation = [
    ServiceMember("name", "name"), ServiceMember("plan", "plan_type"), ServiceMember("planEnds", "plan_expired_at"),
  ]
  private static let corporation = [ServiceMember("id", "seq")] + newCorporation

  private static let newUser = [
    ServiceMember("email", "email"), ServiceMember("password", "password"), ServiceMember("role", "role"),
    ServiceMember("corporation", "corporation_id"),
  ]
  private static let user = [
    ServiceMember("id", "seq"), ServiceMember("email", "email"), ServiceMember("role", "role"),
    ServiceMember("corporation", "corporation_id"), ServiceMember("point", "point"),
  ]

  private static let newVideo = [ServiceMember("name", "name"), ServiceMember("filePath", "file_path")]
  private static let sharedVideo =
    [ServiceMember("id", "seq"), ServiceMember("deleted", "deleted"), ServiceMember("corporation", "corporation_id")]
    + newVideo
}
