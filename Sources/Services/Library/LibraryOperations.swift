import ReferenceImpl
import VideoSpec

// The operations of the library service.

extension LibraryService {
  var list: ServiceOperation {
    ServiceOperation(
      "listVideos", "GET", "/api/v1/videos/s3-videos",
      summary: "Lists the user's videos: a page, or what follows a cursor.",
      description:
        "Pages shift while videos are added; a cursor continues where the last response ended. A search counts at most \(VideoPage.countLimit) matches.",
      needsSession: true,
      query: [
        .init("page", .integer(1...Int.max, default: 1), "The number of the page."),
        .init("page_size", .integer(1...50, default: 10), "The greatest number of videos in the response."),
        .init(
          "search", .text(longest: SearchText.longestTerm),
          "Only videos whose `filename` or `original_filename` contains this text, whatever its case. There are no wildcards."
        ),
        .init("sort_by", .word(VideoQuery.Field.allCases.map(\.rawValue)), "The field by which videos are sorted."),
        .init("sort_order", .word(["desc", "asc"]), "The order."),
        .init(
          "cursor", .text(longest: VideoCursor.longest, pattern: "^[A-Za-z0-9_-]*$"),
          "`next_cursor` of an earlier response, instead of `page`."),
      ],
      success: .init(status: 200, description: "The videos.", content: .json(.videoList)),
      problems: [.tokenInvalid, .cursorInvalid, .recordingFailed, .busy], admit: admission()
    ) { [self] request throws(Rejection) in
      let user = try user(of: request)
      let (query, isEmpty) = try LibraryService.query(of: request)
      let page =
        isEmpty
        ? VideoPage(videos: [], total: 0, isTotalExact: true, hasMore: false, next: nil)
        : try library.videos(query, of: user)
      var object = JSONObject()
      object["videos"] = .array(
        try page.videos.map { video throws(Rejection) in try json(of: video, at: request.time) })
      object["total_count"] = JSONValue(page.total)
      if case .page(let number) = query.start { object["page"] = JSONValue(number) } else { object["page"] = .null }
      object["page_size"] = JSONValue(query.size)
      object["total_pages"] = JSONValue((page.total + query.size - 1) / query.size)
      object["has_more"] = .bool(page.hasMore)
      object["next_cursor"] = page.hasMore ? page.next.map { .string($0.encoded(for: query)) } ?? .null : .null
      object["total_is_exact"] = .bool(page.isTotalExact)
      return ServiceResponse(200, .object(object))
    }
  }

  /// Reads the parameters of a list.
  ///
  /// - Returns: The query, and whether no video can match it.
  private static func query(of request: ServiceRequest) throws(Rejection) -> (VideoQuery, isEmpty: Bool) {
    let values = request.query
    var query = VideoQuery(size: values.integer("page_size"))
    if let field = values.text("sort_by") { query.field = VideoQuery.Field(rawValue: field.string) ?? .created }
    query.isAscending = values.text("sort_order") == "asc"
    var isEmpty = false
    if let search = values.text("search"), !search.isEmpty {
      query.term = SearchText.folded(term: search)
      isEmpty = query.term == nil
    }
    if let cursor = values.text("cursor") {
      guard !values.has("page") else {
        throw Rejection(.parameterInvalid, field: "page", "the parameters \"page\" and \"cursor\" cannot be combined")
      }
      query.start = .after(try VideoCursor(cursor, for: query))
    } else {
      query.start = .page(values.integer("page"))
    }
    return (query, isEmpty)
  }

  var recent: ServiceOperation {
    ServiceOperation(
      "listRecentVideos", "GET", "/api/v1/videos/s3-videos/recent", summary: "Returns the user's newest videos.",
      description:
        "The response has an `ETag`, which changes with the user's videos and every five minutes. With `If-None-Match`, the response is 304 until then.",
      needsSession: true,
      headers: [.init(name: "If-None-Match", description: "The `ETag` of an earlier response.", pattern: nil)],
      query: [.init("limit", .integer(1...20, default: 5), "The greatest number of videos.")],
      success: .init(
        status: 200, description: "The videos, the newest first.", content: .json(.recentVideos), isConditional: true),
      problems: [.tokenInvalid, .recordingFailed, .busy], admit: admission()
    ) { [self] request throws(Rejection) in
      let user = try user(of: request)
      let limit = request.query.integer("limit")
      // The version is read first: a video that is added after that changes the next one.
      let version = try library.version(of: user)
      // The user is a part of it, because another one may sign in with the same browser.
      let owner = Hexadecimal.lowercase(Array(SHA256.digest(of: user.id.bytes).bytes.prefix(6)))
      let etag = Text("\"\(version)-\(limit)-\(LibraryService.window(request.time).seconds)-\(owner)\"")
      var response: ServiceResponse
      if HeaderReader.matches(etag, in: request.headers) {
        response = ServiceResponse(304)
      } else {
        let page = try library.videos(VideoQuery(size: limit), of: user)
        let videos = try page.videos.map { video throws(Rejection) in try json(of: video, at: request.time) }
        response = ServiceResponse(200, ["videos": .array(videos)])
      }
      response.headers = [
        HeaderField("ETag", etag), HeaderField("Cache-Control", "private, no-cache"),
        HeaderField("Vary", "Authorization, Cookie"),
      ]
      return response
    }
  }

  var byKey: ServiceOperation {
    ServiceOperation(
      "getVideoByKey", "GET", "/api/v1/videos/s3-videos/by-key/{s3_key:path}",
      summary: "Returns the user's video with a storage key.",
      description: "The rest of the path is the key, percent-encoded; slashes may stay as they are.",
      needsSession: true,
      success: .init(status: 200, description: "The video.", content: .json(.video)),
      problems: [.tokenInvalid, .videoUnknown, .recordingFailed, .busy], admit: admission()
    ) { [self] request throws(Rejection) in
      let user = try user(of: request)
      let video = try library.video(key: request.parameters["s3_key"] ?? Text(), of: user)
      return ServiceResponse(200, try json(of: video, at: request.time))
    }
  }

  var delete: ServiceOperation {
    ServiceOperation(
      "deleteVideo", "DELETE", "/api/v1/videos/s3-videos/{id}", summary: "Deletes a video of the user.",
      description: "The video is no longer found. Its object stays in the store.", needsSession: true,
      success: .init(status: 204, description: "The video is deleted.", content: .none),
      problems: [.tokenInvalid, .originNotAllowed, .videoUnknown, .recordingFailed, .outcomeUnknown, .busy],
      admit: admission(changes: true)
    ) { [self] request throws(Rejection) in
      let user = try user(of: request, changes: true)
      try library.deleteVideo(request.parameters["id"] ?? Text(), of: user, at: request.time)
      return ServiceResponse(204)
    }
  }

  var upload: ServiceOperation {
    ServiceOperation(
      "uploadVideo", "POST", "/api/v1/upload/video", summary: "Stores a video, and records what it is.",
      description:
        "The form has a part `file`. The size and the type are those of the content: the type that the client names does not count. At most \(library.configuration.maximumSize) bytes.",
      needsSession: true, headers: [.idempotencyKey("the same key of the same user returns the same video")],
      body: .file(limit: library.configuration.maximumSize),
      success: .init(status: 201, description: "The video is stored.", content: .json(.video)),
      problems: [
        .tokenInvalid, .originNotAllowed, .idempotencyKeyInvalid, .idempotencyKeyReused, .videoTypeNotAllowed,
        .recordingFailed, .outcomeUnknown, .busy, .storeForbidden,
        .storeUnavailable, .storeResponseInvalid,
      ],
      admit: { [self] request throws(Rejection) in
        _ = try user(of: request, changes: true)
        _ = try request.idempotencyKey()
      },
      respond: { [self] request throws(Rejection) in
        let user = try user(of: request, changes: true)
        guard let file = request.file else { throw Rejection(.fileInvalid, field: "file", "the form has no file") }
        let upload = VideoUpload(self, by: user, at: settings.now())
        return ServiceResponse(
          201, try json(of: upload.store(file, requestKey: request.idempotencyKey()), at: request.time))
      })
  }

  var createJob: ServiceOperation {
    ServiceOperation(
      "createJob", "POST", "/api/v1/jobs/create", summary: "Creates a job for a video that is stored already.",
      description: "The video is named by exactly one of `video_upload_id` and `s3_video_id`. Nothing is copied.",
      needsSession: true, body: .required(.jobRequest),
      success: .init(status: 201, description: "The job is created.", content: .json(.job)),
      problems: [
        .tokenInvalid, .originNotAllowed, .videoUnknown, .videoSourceMissing, .videoSourceAmbiguous, .recordingFailed,
        .outcomeUnknown, .busy,
      ],
      admit: admission(changes: true)
    ) { [self] request throws(Rejection) in
      let user = try user(of: request, changes: true)
      let body = request.body
      let job = try library.createJob(
        uploadID: body["video_upload_id"]?.text, videoID: body["s3_video_id"]?.text,
        transcriptText: body["transcript_text"]?.text, transcriptUploadID: body["transcript_upload_id"]?.text,
        by: user, at: request.time, random: SystemRandom.bytes(16))
      return ServiceResponse(
        201,
        [
          "id": .string(job.id), "video_id": .string(job.video.id), "s3_key": .string(job.video.key),
          "filename": .string(job.video.filename), "created_at": .string(job.created.iso8601),
        ])
    }
  }

  // MARK: - Sessions

  var sessions: GuestSessions {
    GuestSessions(
      seconds: settings.guestSeconds,
      begin: { [self] session, request throws(Rejection) in
        try request.checkOrigin(origins)
        _ = try library.beginSession(session, random: SystemRandom.bytes(16))
      },
      end: { [self] request throws(Rejection) in
        if request.header("authorization") == nil { try request.checkOrigin(origins) }
        if let token = try request.token(changes: true, from: origins) { try library.endSession(token) }
      })
  }

  var limits: ServiceOperation {
    ServiceOperation(
      "getLimits", "GET", "/api/limits", summary: "Returns the limits of an upload.",
      success: .init(status: 200, description: "The limits.", content: .json(.libraryLimits))
    ) { [self] _ in
      ServiceResponse(
        200,
        [
          "maximum_size": JSONValue(library.configuration.maximumSize),
          "mime_types": .array(library.configuration.mediaTypes.map { .string($0) }),
          "development": .bool(settings.isDevelopment),
        ])
    }
  }

  // MARK: - Parts

  private func user(of request: ServiceRequest, changes: Bool = false) throws(Rejection) -> LibraryUser {
    try library.user(of: request.token(changes: changes, from: origins), at: request.time)
  }

  /// Rejects a request without a valid token before its parameters and its body are looked at.
  private func admission(changes: Bool = false) -> @Sendable (ServiceRequest) throws(Rejection) -> Void {
    { [self] request throws(Rejection) in _ = try user(of: request, changes: changes) }
  }

  /// A video as clients get it, with URLs for its object and its thumbnail.
  private func json(of video: LibraryVideo, at time: Timestamp) throws(Rejection) -> JSONValue {
    [
      "id": .string(video.id), "filename": .string(video.filename),
      "original_filename": .string(video.originalFilename), "s3_key": .string(video.key), "s3_url": .string(video.url),
      "content_type": .string(video.contentType), "file_size": JSONValue(video.size),
      "duration": video.duration.map { .hundredths($0) } ?? .null,
      "thumbnail_url": try video.thumbnailKey.map { key throws(Rejection) in .string(try playbackURL(of: key, at: time))
      }
        ?? .null,
      "uploaded_at": .string(video.created.iso8601), "metadata": video.metadata?.json ?? .null,
      "playback_url": .string(try playbackURL(of: video.key, at: time)),
    ]
  }

  /// A presigned URL. Within five minutes it stays the same, so that browsers find the object in their caches.
  private func playbackURL(of key: Text, at time: Timestamp) throws(Rejection) -> Text {
    let configuration = library.configuration
    return try configuration.signer.presignedURL(
      for: .get(key, in: configuration.location), expires: configuration.urlSeconds, at: LibraryService.window(time)
    ).url
  }

  /// The beginning of the five minutes in which a time lies.
  private static func window(_ time: Timestamp) -> Timestamp { Timestamp(clamping: time.seconds / 300 * 300) }
}

extension Problem {
  static let tokenInvalid = Problem(
    .sessionInvalid, 401, "The token is missing, malformed, unknown or expired", challenge: "Bearer")
  static let cursorInvalid = Problem(.cursorInvalid, 422, "The cursor is not valid")
  static let videoUnknown = Problem(.videoUnknown, 404, "Video not found")
  static let videoSourceMissing = Problem(.videoSourceMissing, 400, "The job names no video")
  static let videoSourceAmbiguous = Problem(.videoSourceAmbiguous, 400, "The job names two videos")
  static let videoTypeNotAllowed = Problem(.videoTypeNotAllowed, 415, "The file is no video of an allowed type")
}
