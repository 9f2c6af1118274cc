import ReferenceImpl
import S3Endpoint
import VideoSpec

// The operations of the membership service.

extension MembershipService {
  // MARK: - Logins

  var logIn: ServiceOperation {
    ServiceOperation(
      "logIn", "POST", "/v1/auth/login", summary: "Logs a user in with an email address and a password.",
      description: "The body is JSON, or the form of OAuth 2.0's password grant.",
      body: .requiredOrForm(.credentials, fields: ["username": "email"]),
      success: .init(status: 200, description: "The user is logged in.", content: .json(.tokens)),
      problems: [.credentialsInvalid, .recordingFailed, .outcomeUnknown, .busy]
    ) { [self] request throws(Rejection) in
      let pair = try membership.logIn(
        email: request.text("email"), password: request.text("password"), at: request.time)
      return ServiceResponse(200, pair.json)
    }
  }

  var refresh: ServiceOperation {
    ServiceOperation(
      "refresh", "POST", "/v1/auth/refresh", summary: "Returns new tokens for a refresh token, which is used up.",
      description: "If a refresh token is sent that is used up, the login ends: somebody else has the token.",
      body: .required(.refreshToken),
      success: .init(status: 200, description: "The new tokens.", content: .json(.tokens)),
      problems: [.refreshTokenInvalid, .recordingFailed, .outcomeUnknown, .busy]
    ) { [self] request throws(Rejection) in
      ServiceResponse(200, try membership.refresh(request.text("refresh_token"), at: request.time).json)
    }
  }

  var logOut: ServiceOperation {
    ServiceOperation(
      "logOut", "POST", "/v1/auth/logout", summary: "Ends the login of a refresh token.",
      body: .required(.refreshToken),
      success: .init(status: 204, description: "The login has ended, if there was one.", content: .none),
      problems: [.recordingFailed, .outcomeUnknown, .busy]
    ) { [self] request throws(Rejection) in
      try membership.logOut(request.text("refresh_token"))
      return ServiceResponse(204)
    }
  }

  var listTokens: ServiceOperation {
    ServiceOperation(
      "listTokens", "GET", "/v1/tokens", summary: "Lists the user's logins that have not ended.",
      description: "The tokens themselves are not stored, and in no response.", needsSession: true, query: Self.paging,
      success: .init(status: 200, description: "The logins.", content: .json(.list(of: .login))),
      problems: Self.readingProblems, admit: admission()
    ) { [self] request throws(Rejection) in
      let logins = try membership.logins(page(request), by: caller(request), at: request.time)
      return Self.response(logins, request) { $0.json }
    }
  }

  var revokeToken: ServiceOperation {
    ServiceOperation(
      "revokeToken", "DELETE", "/v1/tokens/{seq:number}", summary: "Ends one of the user's logins.",
      needsSession: true, success: .init(status: 204, description: "The login has ended.", content: .none),
      problems: [.tokenUnknown] + Self.writingProblems, admit: admission()
    ) { [self] request throws(Rejection) in
      try membership.endLogin(request.pathNumber("seq"), by: caller(request), at: request.time)
      return ServiceResponse(204)
    }
  }

  // MARK: - Corporations

  var listCorporations: ServiceOperation {
    ServiceOperation(
      "listCorporations", "GET", "/v1/corporations", summary: "Lists the corporations that the user may see.",
      description: "Operators see all, others their own.", needsSession: true, query: Self.paging,
      success: .init(status: 200, description: "The corporations.", content: .json(.list(of: .corporation))),
      problems: Self.readingProblems, admit: admission()
    ) { [self] request throws(Rejection) in
      let corporations = try membership.corporations(page(request), by: caller(request))
      return Self.response(corporations, request) { $0.json }
    }
  }

  var createCorporation: ServiceOperation {
    ServiceOperation(
      "createCorporation", "POST", "/v1/corporations", summary: "Creates a corporation.",
      description: "For operators.", needsSession: true, body: .required(.newCorporation),
      success: .init(status: 201, description: "The corporation.", content: .json(.corporation)),
      problems: [.roleNotAllowed] + Self.writingProblems, admit: admission(.operator)
    ) { [self] request throws(Rejection) in
      ServiceResponse(
        201, try membership.addCorporation(change(request), by: caller(request), at: request.time).json)
    }
  }

  var getCorporation: ServiceOperation {
    ServiceOperation(
      "getCorporation", "GET", "/v1/corporations/{seq:number}", summary: "Returns a corporation.",
      needsSession: true,
      success: .init(status: 200, description: "The corporation.", content: .json(.corporation)),
      problems: [.corporationUnknown] + Self.readingProblems, admit: admission()
    ) { [self] request throws(Rejection) in
      ServiceResponse(200, try membership.corporation(request.pathNumber("seq"), by: caller(request)).json)
    }
  }

  var updateCorporation: ServiceOperation {
    ServiceOperation(
      "updateCorporation", "PATCH", "/v1/corporations/{seq:number}", summary: "Changes a corporation.",
      description: "For operators. Members that are missing stay as they are.", needsSession: true,
      body: .required(.corporationChange),
      success: .init(status: 200, description: "The corporation.", content: .json(.corporation)),
      problems: [.roleNotAllowed, .corporationUnknown] + Self.writingProblems, admit: admission(.operator)
    ) { [self] request throws(Rejection) in
      let corporation = try membership.updateCorporation(
        request.pathNumber("seq"), change(request), by: caller(request), at: request.time)
      return ServiceResponse(200, corporation.json)
    }
  }

  var deleteCorporation: ServiceOperation {
    ServiceOperation(
      "deleteCorporation", "DELETE", "/v1/corporations/{seq:number}",
      summary: "Deletes a corporation without users and videos.", description: "For operators.", needsSession: true,
      success: .init(status: 204, description: "The corporation is deleted.", content: .none),
      problems: [.roleNotAllowed, .corporationUnknown, .corporationNotEmpty] + Self.writingProblems,
      admit: admission(.operator)
    ) { [self] request throws(Rejection) in
      try membership.deleteCorporation(request.pathNumber("seq"), by: caller(request))
      return ServiceResponse(204)
    }
  }

  /// What the body of a request says of a corporation.
  private func change(_ request: ServiceRequest) -> Membership.CorporationChange {
    let ends = request.body["plan_expired_at"]
    return Membership.CorporationChange(
      name: request.body["name"]?.text, plan: request.body["plan_type"]?.text, planEnds: ends.map { $0.text })
  }

  // MARK: - Users

  var listUsers: ServiceOperation {
    ServiceOperation(
      "listUsers", "GET", "/v1/users", summary: "Lists the users that the user manages.",
      description: "Operators see all, admins those of their corporation.", needsSession: true,
      query: [.init("corporation_id", Self.number, "Only users of this corporation.")] + Self.paging,
      success: .init(status: 200, description: "The users.", content: .json(.list(of: .user))),
      problems: [.roleNotAllowed, .corporationUnknown] + Self.readingProblems, admit: admission(.operator, .admin)
    ) { [self] request throws(Rejection) in
      let members = try membership.members(
        page(request), of: request.query.optionalInteger("corporation_id"), by: caller(request))
      return Self.response(members, request) { $0.json }
    }
  }

  var createUser: ServiceOperation {
    ServiceOperation(
      "createUser", "POST", "/v1/users", summary: "Creates a user.",
      description: "For operators and admins. The user can log in at once.", needsSession: true,
      body: .required(.newUser), success: .init(status: 201, description: "The user.", content: .json(.user)),
      problems: [.roleNotAllowed, .corporationUnknown, .emailTaken] + Self.writingProblems,
      admit: admission(.operator, .admin)
    ) { [self] request throws(Rejection) in
      ServiceResponse(201, try membership.addMember(change(request), by: caller(request), at: request.time).json)
    }
  }

  var me: ServiceOperation {
    ServiceOperation(
      "getMe", "GET", "/v1/users/me", summary: "Returns the user of the access token.", needsSession: true,
      success: .init(status: 200, description: "The user.", content: .json(.user)),
      problems: Self.readingProblems, admit: admission()
    ) { [self] request throws(Rejection) in ServiceResponse(200, try caller(request).member.json) }
  }

  var getUser: ServiceOperation {
    ServiceOperation(
      "getUser", "GET", "/v1/users/{seq:number}", summary: "Returns a user.", description: "Guests see themselves.",
      needsSession: true, success: .init(status: 200, description: "The user.", content: .json(.user)),
      problems: [.roleNotAllowed, .userUnknown] + Self.readingProblems, admit: admissionOfUser
    ) { [self] request throws(Rejection) in
      ServiceResponse(200, try membership.member(request.pathNumber("seq"), by: caller(request)).json)
    }
  }

  var updateUser: ServiceOperation {
    ServiceOperation(
      "updateUser", "PATCH", "/v1/users/{seq:number}", summary: "Changes a user.",
      description:
        "Guests change their own email address and password. Members that are missing stay as they are. A new password ends all logins of the user.",
      needsSession: true, body: .required(.userChange),
      success: .init(status: 200, description: "The user.", content: .json(.user)),
      problems: [.roleNotAllowed, .userUnknown, .corporationUnknown, .emailTaken, .lastOperator] + Self.writingProblems,
      admit: admissionOfUser
    ) { [self] request throws(Rejection) in
      let member = try membership.updateMember(
        request.pathNumber("seq"), change(request), by: caller(request), at: request.time)
      return ServiceResponse(200, member.json)
    }
  }

  var deleteUser: ServiceOperation {
    ServiceOperation(
      "deleteUser", "DELETE", "/v1/users/{seq:number}", summary: "Deletes a user with the logins and view logs.",
      description: "For operators and admins.", needsSession: true,
      success: .init(status: 204, description: "The user is deleted.", content: .none),
      problems: [.roleNotAllowed, .userUnknown, .lastOperator] + Self.writingProblems,
      admit: admission(.operator, .admin)
    ) { [self] request throws(Rejection) in
      try membership.deleteMember(request.pathNumber("seq"), by: caller(request))
      return ServiceResponse(204)
    }
  }

  /// What the body of a request says of a user.
  private func change(_ request: ServiceRequest) -> Membership.MemberChange {
    Membership.MemberChange(
      email: request.body["email"]?.text, password: request.body["password"]?.text, role: request.body["role"]?.text,
      corporation: request.body["corporation_id"]?.wholeNumber)
  }

  // MARK: - Videos

  var listVideos: ServiceOperation {
    ServiceOperation(
      "listVideos", "GET", "/v1/videos", summary: "Lists the videos of the user's corporation.", needsSession: true,
      query: [.init("deleted", .word(["no", "only"]), "`only` lists the deleted videos, for admins.")] + Self.paging,
      success: .init(status: 200, description: "The videos.", content: .json(.list(of: .sharedVideo))),
      problems: [.roleNotAllowed] + Self.readingProblems, admit: admission(.admin, .guest)
    ) { [self] request throws(Rejection) in
      let caller = try caller(request)
      let videos = try membership.videos(
        page(request), areDeleted: request.query.text("deleted") == "only", by: caller)
      return Self.response(videos, request) { $0.json(for: caller.member.role) }
    }
  }

  var createVideo: ServiceOperation {
    ServiceOperation(
      "createVideo", "POST", "/v1/videos", summary: "Creates a video of a file that is stored already.",
      description: "For admins. Whether there is a file is not checked before somebody watches it.", needsSession: true,
      body: .required(.newVideo),
      success: .init(status: 201, description: "The video.", content: .json(.sharedVideo)),
      problems: [.roleNotAllowed, .filePathNotAllowed] + Self.writingProblems, admit: admission(.admin)
    ) { [self] request throws(Rejection) in
      let caller = try caller(request)
      let video = try membership.addVideo(
        name: request.text("name"), filePath: request.text("file_path"), by: caller, at: request.time)
      return ServiceResponse(201, video.json(for: caller.member.role))
    }
  }

  var getVideo: ServiceOperation {
    ServiceOperation(
      "getVideo", "GET", "/v1/videos/{seq:number}", summary: "Returns a video.", needsSession: true,
      success: .init(status: 200, description: "The video.", content: .json(.sharedVideo)),
      problems: [.roleNotAllowed, .videoUnknown] + Self.readingProblems, admit: admission(.admin, .guest)
    ) { [self] request throws(Rejection) in
      let caller = try caller(request)
      return ServiceResponse(
        200, try membership.video(request.pathNumber("seq"), by: caller).json(for: caller.member.role))
    }
  }

  var updateVideo: ServiceOperation {
    ServiceOperation(
      "updateVideo", "PATCH", "/v1/videos/{seq:number}", summary: "Changes a video.",
      description: "For admins. Members that are missing stay as they are.", needsSession: true,
      body: .required(.videoChange),
      success: .init(status: 200, description: "The video.", content: .json(.sharedVideo)),
      problems: [.roleNotAllowed, .videoUnknown, .filePathNotAllowed] + Self.writingProblems,
      admit: admission(.admin)
    ) { [self] request throws(Rejection) in
      let caller = try caller(request)
      let video = try membership.updateVideo(
        request.pathNumber("seq"), name: request.body["name"]?.text, filePath: request.body["file_path"]?.text,
        by: caller,
        at: request.time)
      return ServiceResponse(200, video.json(for: caller.member.role))
    }
  }

  var deleteVideo: ServiceOperation {
    ServiceOperation(
      "deleteVideo", "DELETE", "/v1/videos/{seq:number}", summary: "Deletes a video, which can be restored.",
      description: "For admins. The file stays where it is.", needsSession: true,
      success: .init(status: 204, description: "The video is deleted.", content: .none),
      problems: [.roleNotAllowed, .videoUnknown] + Self.writingProblems, admit: admission(.admin)
    ) { [self] request throws(Rejection) in
      try membership.deleteVideo(request.pathNumber("seq"), by: caller(request), at: request.time)
      return ServiceResponse(204)
    }
  }

  var restoreVideo: ServiceOperation {
    ServiceOperation(
      "restoreVideo", "POST", "/v1/videos/{seq:number}/restore", summary: "Restores a deleted video.",
      description: "For admins of a corporation with a paid plan that has not ended.", needsSession: true,
      success: .init(status: 200, description: "The video.", content: .json(.sharedVideo)),
      problems: [.roleNotAllowed, .planRequired, .videoUnknown, .videoNotDeleted] + Self.writingProblems,
      admit: admission(.admin)
    ) { [self] request throws(Rejection) in
      let caller = try caller(request)
      let video = try membership.restoreVideo(request.pathNumber("seq"), by: caller, at: request.time)
      return ServiceResponse(200, video.json(for: caller.member.role))
    }
  }

  var stream: ServiceOperation {
    ServiceOperation(
      "streamVideo", "GET", "/v1/videos/stream/{video_id:number}", summary: "Sends the file of a video.",
      description:
        "The first time that a user gets a video, the user gets \(membership.configuration.pointsOfView) points and a view log. One range of bytes is possible; of several, none counts.",
      needsSession: true,
      headers: [
        .init(name: "Range", description: "One range, such as `bytes=0-` or `bytes=100-199`.", pattern: nil),
        .init(
          name: "If-Range", description: "The `ETag` for which the range counts; with another one, the video is whole.",
          pattern: nil),
      ],
      success: .init(status: 200, description: "The video.", content: .video),
      problems: [
        .roleNotAllowed, .videoUnknown, .rangeNotSatisfiable, .upstreamFailed,
      ] + Self.writingProblems, admit: admission(.admin, .guest)
    ) { [self] request throws(Rejection) in
      let caller = try caller(request)
      let (video, place) = try membership.source(of: request.pathNumber("video_id"), by: caller)
      let wish = VideoSource.Wish(
        // Ranges are only defined for GET (RFC 9110, 14.2).
        range: request.isHead ? nil : HeaderReader.single("range", in: request.headers).flatMap { ByteRange($0) },
        ifRange: HeaderReader.single("if-range", in: request.headers), isHead: request.isHead)
      let turn = try turns.take(by: caller.member.seq)
      let opened = try source.open(place, wish)
      // The source has responded, and nothing is sent yet. HEAD is no view (MEM-064).
      if !request.isHead { try membership.recordView(of: video, by: caller, at: request.time) }
      var response = ServiceResponse(opened.status, contentType: opened.contentType, body: [])
      response.headers =
        opened.headers + [HeaderField("Accept-Ranges", "bytes"), HeaderField("Cache-Control", "private, no-store")]
      response.stream = ServiceResponse.Stream(length: opened.stream.length) { writer in
        try withExtendedLifetime(turn) { try opened.stream.write(writer) }
      }
      return response
    }
  }

  // MARK: - View logs

  var listViewLogs: ServiceOperation {
    ServiceOperation(
      "listViewLogs", "GET", "/v1/view-logs", summary: "Lists the first views of videos.",
      description: "Admins see those of their corporation's videos, guests their own.", needsSession: true,
      query: [
        .init("video_id", Self.number, "Only views of this video."),
        .init("user_id", Self.number, "Only views by this user."),
      ] + Self.paging,
      success: .init(status: 200, description: "The view logs.", content: .json(.list(of: .viewLog))),
      problems: [.roleNotAllowed] + Self.readingProblems, admit: admission(.admin, .guest)
    ) { [self] request throws(Rejection) in
      let views = try membership.views(
        page(request), of: request.query.optionalInteger("video_id"), by: request.query.optionalInteger("user_id"),
        for: caller(request))
      return Self.response(views, request) { $0.json }
    }
  }

  var getViewLog: ServiceOperation {
    ServiceOperation(
      "getViewLog", "GET", "/v1/view-logs/{seq:number}", summary: "Returns a view log.", needsSession: true,
      success: .init(status: 200, description: "The view log.", content: .json(.viewLog)),
      problems: [.roleNotAllowed, .viewLogUnknown] + Self.readingProblems, admit: admission(.admin, .guest)
    ) { [self] request throws(Rejection) in
      ServiceResponse(200, try membership.view(request.pathNumber("seq"), for: caller(request)).json)
    }
  }

  // MARK: - Parts

  private static let readingProblems: [Problem] = [.tokenInvalid, .recordingFailed, .busy]
  private static let writingProblems: [Problem] = readingProblems + [.outcomeUnknown]

  private static let number = ServiceOperation.QueryParameter.Value.integer(1...Int.max, default: nil)
  private static let paging: [ServiceOperation.QueryParameter] = [
    .init("page", .integer(1...Int.max, default: 1), "The number of the page."),
    .init("page_size", .integer(1...50, default: 10), "The greatest number of entries in the response."),
  ]

  private func caller(_ request: ServiceRequest) throws(Rejection) -> MemberCaller {
    try membership.caller(of: request.bearerToken, at: request.time)
  }

  /// Rejects a request of nobody, or of a user with another role, before its parameters and its body are looked at. Without roles, all users may.
  private func admission(_ roles: MemberRole...) -> @Sendable (ServiceRequest) throws(Rejection) -> Void {
    { [self] request throws(Rejection) in
      let caller = try caller(request)
      if !roles.isEmpty { try membership.require(caller, roles) }
    }
  }

  /// Rejects a guest who wants another user.
  private var admissionOfUser: @Sendable (ServiceRequest) throws(Rejection) -> Void {
    { [self] request throws(Rejection) in
      let caller = try caller(request)
      if caller.member.seq != request.pathNumber("seq") { try membership.require(caller, [.operator, .admin]) }
    }
  }

  private func page(_ request: ServiceRequest) -> PageNumber {
    PageNumber(number: request.query.integer("page"), size: request.query.integer("page_size"))
  }

  private static func response<Entry>(
    _ list: Listed<Entry>, _ request: ServiceRequest, _ json: (Entry) -> JSONValue
  ) -> ServiceResponse {
    let (page, size) = (request.query.integer("page"), request.query.integer("page_size"))
    let pages = (list.total + size - 1) / size
    return ServiceResponse(
      200,
      [
        "items": .array(list.entries.map(json)), "total_count": JSONValue(list.total), "page": JSONValue(page),
        "page_size": JSONValue(size), "total_pages": JSONValue(pages), "has_more": .bool(page < pages),
      ])
  }
}

extension Problem {
  static let credentialsInvalid = Problem(
    .credentialsInvalid, 401, "The email address or the password is wrong", challenge: "Bearer")
  static let refreshTokenInvalid = Problem(
    .refreshTokenInvalid, 401, "The refresh token is unknown, used up, expired or revoked", challenge: "Bearer")
  static let roleNotAllowed = Problem(.roleNotAllowed, 403, "The role does not allow the request")
  static let corporationUnknown = Problem(.corporationUnknown, 404, "Corporation not found")
  static let corporationNotEmpty = Problem(.corporationNotEmpty, 409, "The corporation has users or videos")
  static let userUnknown = Problem(.userUnknown, 404, "User not found")
  static let lastOperator = Problem(.lastOperator, 409, "The user is the last operator")
  static let emailTaken = Problem(.emailTaken, 409, "Another user has the email address")
  static let viewLogUnknown = Problem(.viewLogUnknown, 404, "View log not found")
  static let tokenUnknown = Problem(.tokenUnknown, 404, "Login not found")
  static let planRequired = Problem(.planRequired, 403, "The corporation has no paid plan")
  static let videoNotDeleted = Problem(.videoNotDeleted, 409, "The video is not deleted")
  static let filePathNotAllowed = Problem(.filePathNotAllowed, 422, "The file is at no allowed place")
  static let upstreamFailed = Problem(
    .upstreamFailed, 502, "The source of the video failed",
    detail: "The source of the video failed. Try again, or tell the operator.")
  static let rangeNotSatisfiable = Problem(.rangeNotSatisfiable, 416, "The range is behind the end of the video")
}
