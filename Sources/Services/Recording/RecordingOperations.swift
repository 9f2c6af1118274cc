import ReferenceImpl
import VideoSpec

// The operations of the recording service.

extension RecordingService {
  var begin: ServiceOperation {
    ServiceOperation(
      "beginUpload", "POST", "/api/video/presigned-url",
      summary: "Begins an upload: records the answer and its video, and returns a form for the upload.",
      description:
        "The form is valid for \(recorder.configuration.formSeconds) seconds, for one key, for videos from 1 to \(recorder.objectLimits.maximumSize) bytes whose Content-Type begins with \(recorder.objectLimits.mediaType).",
      needsSession: true,
      headers: [
        .idempotencyKey("the same key of the same user returns the same upload and the same form")
      ],
      body: .required(.beginRequest(maximumDuration: recorder.configuration.maximumDuration)),
      success: .init(status: 201, description: "The upload has begun.", content: .json(.begunUpload)),
      problems: Problem.ofSessions + [
        .idempotencyKeyInvalid, .questionUnknown, .taken, .formExpired, .durationInvalid, .idempotencyKeyReused,
        .recordingFailed, .outcomeUnknown, .busy,
      ]
    ) { [recorder] request throws(Rejection) in
      let begun = try recorder.beginUpload(
        by: request.caller, question: try request.integer("question_id"), seconds: try request.number("duration"),
        requestKey: try request.idempotencyKey(), at: request.time, random: SystemRandom.bytes(32))
      let fields = begun.post.fields.map { JSONObject.Member(name: $0.name, value: .string($0.value)) }
      return ServiceResponse(
        201,
        [
          "external_id": .string(begun.externalID), "url": .string(begun.post.url),
          "fields": .object(JSONObject(members: fields)), "expires_at": .string(begun.expires.iso8601),
        ])
    }
  }

  var complete: ServiceOperation {
    ServiceOperation(
      "completeUpload", "POST", "/api/feedback",
      summary: "Validates the uploaded video, and records its size and its media type.",
      description:
        "The service asks the store what arrived. The request can be repeated. A video that is not acceptable is no error: the response then has the status `failed` and the reasons.",
      needsSession: true, body: .required(.completeRequest),
      success: .init(status: 200, description: "The result is recorded.", content: .json(.completedUpload)),
      problems: Problem.ofSessions + [
        .uploadUnknown, .recordingFailed, .outcomeUnknown, .busy, .storeForbidden, .storeUnavailable,
        .storeResponseInvalid,
      ]
    ) { [recorder, store] request throws(Rejection) in
      let externalID = try request.text("external_id")
      let look = try recorder.beginLook(at: externalID, by: request.caller, at: request.time)
      let result = try recorder.record(store.head(look.key), of: look)
      return ServiceResponse(200, .object(RecordingService.json(of: result, externalID, recorder.objectLimits)))
    }
  }

  var upload: ServiceOperation {
    ServiceOperation(
      "getUpload", "GET", "/api/video/{external_id}",
      summary: "Returns an upload, also after a response that was lost or an outcome that was unknown.",
      description: "If the upload does not exist, it will not appear later.", needsSession: true,
      success: .init(status: 200, description: "The upload exists.", content: .json(.upload)),
      problems: [.sessionInvalid, .uploadUnknown, .recordingFailed, .busy]
    ) { [recorder, settings] request throws(Rejection) in
      let state = try recorder.state(
        of: request.parameters["external_id"] ?? Text(), session: request.caller.session, at: request.time)
      var object = RecordingService.json(of: state.result, state.externalID, recorder.objectLimits)
      object["playback_url"] = .null
      if state.result.status == .completed {
        let url = try recorder.configuration.signer.presignedURL(
          for: .get(state.key, in: settings.location), expires: 300, at: request.time
        ).url
        object["playback_url"] = .string(url)
      }
      return ServiceResponse(200, .object(object))
    }
  }

  private static func json(of result: RecordedResult, _ externalID: Text, _ limits: ObjectLimits) -> JSONObject {
    [
      "external_id": .string(externalID), "status": JSONValue(result.status.rawValue),
      "size": result.size.map { JSONValue($0) } ?? .null, "mime_type": result.mediaType.map { .string($0) } ?? .null,
      "errors": .array(
        result.violations.map {
          ["code": JSONValue($0.rawValue), "message": JSONValue($0.message(limits: limits))]
        }),
    ]
  }

  // MARK: - Guests

  var sessions: GuestSessions {
    GuestSessions(
      seconds: settings.guestSeconds,
      begin: { [recorder] session, request throws(Rejection) in
        try recorder.beginSession(session, from: request.caller.origin)
      },
      end: { [recorder] request throws(Rejection) in try recorder.endSession(of: request.caller) })
  }

  var limits: ServiceOperation {
    ServiceOperation(
      "getLimits", "GET", "/api/limits", summary: "Returns the limits of a video.",
      success: .init(status: 200, description: "The limits.", content: .json(.limits))
    ) { [recorder, settings] _ in
      let limits = recorder.objectLimits
      return ServiceResponse(
        200,
        [
          "maximum_size": JSONValue(limits.maximumSize), "mime_type": .string(limits.mediaType),
          "maximum_duration": JSONValue(recorder.configuration.maximumDuration),
          "development": .bool(settings.isDevelopment),
        ])
    }
  }
}

extension Recorder {
  var objectLimits: ObjectLimits { configuration.limits.object }
}

extension Problem {
  static let questionUnknown = Problem(.questionUnknown, 404, "The question does not exist")
  static let uploadUnknown = Problem(.uploadUnknown, 404, "The user has no such upload")
  static let durationInvalid = Problem(.durationInvalid, 422, "The duration is not allowed")
  static let formExpired = Problem(.formExpired, 409, "The form of the earlier request has expired")
}
