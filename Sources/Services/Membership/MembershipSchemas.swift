import ReferenceImpl
import VideoSpec

// The bodies of the membership service's requests and responses.

extension ObjectSchema {
  static let credentials = ObjectSchema(
    "Credentials",
    [
      .init("email", .text(), "The email address. In a form, the field is `username`."),
      .init("password", .text(), "The password."),
    ])

  static let refreshToken = ObjectSchema(
    "RefreshToken", [.init("refresh_token", .text(), "The refresh token of the last response with tokens.")])

  static let tokens = ObjectSchema(
    "Tokens",
    [
      .init("access_token", .text(), "The token for the header `Authorization: Bearer`."),
      .init("refresh_token", .text(), "The token with which the next tokens are requested. It works once."),
      .init("token_type", .word(["bearer"]), "Always `bearer`."),
      .init("expires_in", .integer(1...86_400), "How long the access token is valid, in seconds."),
    ])

  static let login = ObjectSchema(
    "Login",
    [
      .init("seq", number, "The number of the login."),
      .init("user_id", number, "The user."),
      .init("created_at", time, "When the user logged in."),
      .init("expired_at", time, "When the login ends unless it is refreshed."),
    ])

  static let corporation = ObjectSchema(
    "Corporation",
    [
      .init("seq", number, "The number of the corporation."),
      .init("name", name, "The name."),
      .init("plan_type", plan, "What the corporation pays for."),
      .init("plan_expired_at", time, isNullable: true, "When a paid plan ends, or null if it has no end."),
      .init("created_at", time, "When the corporation was created."),
      .init("updated_at", time, "When it was changed last."),
    ])

  static let newCorporation = ObjectSchema(
    "NewCorporation",
    [
      .init("name", name, "The name."),
      .init("plan_type", plan, isRequired: false, "The plan; `free` without the member."),
      .init("plan_expired_at", time, isRequired: false, isNullable: true, planEndDescription),
    ])

  static let corporationChange = ObjectSchema(
    "CorporationChange",
    [
      .init("name", name, isRequired: false, "The name."),
      .init("plan_type", plan, isRequired: false, "The plan."),
      .init("plan_expired_at", time, isRequired: false, isNullable: true, planEndDescription),
    ])

  static let user = ObjectSchema(
    "User",
    [
      .init("seq", number, "The number of the user."),
      .init("email", email, "The email address."),
      .init("role", role, "What the user may do."),
      .init("corporation_id", number, isNullable: true, "The corporation, or null for an operator."),
      .init("point", .integer(0...Int.max), "The points that the user has earned."),
      .init("created_at", time, "When the user was created."),
      .init("updated_at", time, "When the user was changed last."),
    ])

  static let newUser = ObjectSchema(
    "NewUser",
    [
      .init("email", email, "The email address, with which the user logs in."),
      .init("password", password, "The password."),
      .init("role", role, isRequired: false, "The role; `guest` without the member. Only operators create operators."),
      .init(
        "corporation_id", number, isRequired: false, isNullable: true,
        "The corporation. An admin may leave it out; an operator has to name it, except for an operator."),
    ])

  static let userChange = ObjectSchema(
    "UserChange",
    [
      .init("email", email, isRequired: false, "The email address."),
      .init("password", password, isRequired: false, "The password. A new one ends all logins of the user."),
      .init("role", role, isRequired: false, "The role."),
      .init(
        "corporation_id", number, isRequired: false,
        "The corporation. Only operators change it. Whoever becomes an operator has none any more."),
    ])

  static let sharedVideo = ObjectSchema(
    "SharedVideo",
    [
      .init("seq", number, "The number of the video."),
      .init("name", name, "The name."),
      .init("file_path", filePath, isNullable: true, "Where the file is; null for guests."),
      .init("deleted", .boolean, "Whether the video is deleted."),
      .init("corporation_id", number, "The corporation."),
      .init("created_at", time, "When the video was created."),
      .init("updated_at", time, "When it was changed last."),
    ])

  static let newVideo = ObjectSchema(
    "NewVideo", [.init("name", name, "The name."), .init("file_path", filePath, filePathDescription)])

  static let videoChange = ObjectSchema(
    "VideoChange",
    [
      .init("name", name, isRequired: false, "The name."),
      .init("file_path", filePath, isRequired: false, filePathDescription),
    ])

  static let viewLog = ObjectSchema(
    "ViewLog",
    [
      .init("seq", number, "The number of the log."),
      .init("video_id", number, "The video."),
      .init("user_id", number, "The user who watched it."),
      .init("created_at", time, "When the user watched it for the first time."),
    ])

  /// A page of entries.
  static func list(of entry: ObjectSchema) -> ObjectSchema {
    ObjectSchema(
      entry.name + "List",
      [
        .init("items", .array(.object(entry)), "The entries, ordered by `seq`."),
        .init("total_count", .integer(0...Int.max), "How many there are on all pages."),
        .init("page", .integer(1...Int.max), "The number of the page."),
        .init("page_size", .integer(1...50), "The greatest number of entries of a page."),
        .init("total_pages", .integer(0...Int.max), "How many pages there are."),
        .init("has_more", .boolean, "Whether there are pages after this one."),
      ])
  }

  private static let number = ValueSchema.integer(1...Int.max)
  private static let name = ValueSchema.text(length: 1...255)
  private static let time = ValueSchema.text(format: "date-time")
  private static let email = ValueSchema.text(format: "email", length: 3...254)
  private static let password = ValueSchema.text(length: 8...128)
  private static let filePath = ValueSchema.text(length: 1...1000)
  private static let plan = ValueSchema.word(MembershipPlan.allCases.map(\.rawValue))
  private static let role = ValueSchema.word(MemberRole.allCases.map(\.rawValue))
  private static let planEndDescription =
    "When a paid plan ends, such as `2026-12-31T00:00:00Z`; null for a plan without an end."
  private static let filePathDescription =
    "Where the file is: `s3://BUCKET/corporations/ID/NAME` in the service's bucket, with the corporation's ID, or a URL of an allowed origin."
}

extension Corporation {
  var json: JSONValue {
    [
      "seq": JSONValue(seq), "name": .string(name), "plan_type": JSONValue(plan.rawValue),
      "plan_expired_at": planEnds.map { .string($0.iso8601) } ?? .null, "created_at": .string(created.iso8601),
      "updated_at": .string(updated.iso8601),
    ]
  }
}

extension Member {
  var json: JSONValue {
    [
      "seq": JSONValue(seq), "email": .string(email), "role": JSONValue(role.rawValue),
      "corporation_id": corporation.map { JSONValue($0) } ?? .null, "point": JSONValue(points),
      "created_at": .string(created.iso8601), "updated_at": .string(updated.iso8601),
    ]
  }
}

extension SharedVideo {
  /// The video as a user with a role gets it (MEM-054).
  func json(for role: MemberRole) -> JSONValue {
    [
      "seq": JSONValue(seq), "name": .string(name), "file_path": role == .guest ? .null : .string(filePath),
      "deleted": .bool(isDeleted), "corporation_id": JSONValue(corporation), "created_at": .string(created.iso8601),
      "updated_at": .string(updated.iso8601),
    ]
  }
}

extension ViewLog {
  var json: JSONValue {
    [
      "seq": JSONValue(seq), "video_id": JSONValue(video), "user_id": JSONValue(user),
      "created_at": .string(created.iso8601),
    ]
  }
}

extension MemberLogin {
  var json: JSONValue {
    [
      "seq": JSONValue(seq), "user_id": JSONValue(user), "created_at": .string(created.iso8601),
      "expired_at": .string(expires.iso8601),
    ]
  }
}

extension TokenPair {
  var json: JSONValue {
    [
      "access_token": .string(access), "refresh_token": .string(refresh), "token_type": "bearer",
      "expires_in": JSONValue(accessSeconds),
    ]
  }
}
