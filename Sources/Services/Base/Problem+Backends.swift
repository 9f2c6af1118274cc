import ReferenceImpl
import VideoSpec

// The problems that sessions, the database and the store cause in every service.

extension Problem {
  static let sessionInvalid = Problem(.sessionInvalid, 401, "The session is missing, unknown or expired")
  static let originNotAllowed = Problem(
    .originNotAllowed, 403, "The Origin header is missing, or is not an allowed origin")
  static let busy = Problem(.busy, 503, "The service is busy", detail: "The service is busy. Try again.")
  static let recordingFailed = Problem(
    .recordingFailed, 500, "The database failed", detail: "The database failed. Nothing is recorded.")
  static let outcomeUnknown = Problem(
    .outcomeUnknown, 500, "The outcome is unknown",
    detail:
      "The database failed at the end of the request, which may have taken effect. Look before you repeat it, or repeat it with the same Idempotency-Key."
  )
  static let storeForbidden = Problem(
    .storeForbidden, 503, "The store refuses the service's request",
    detail: "The store refuses the service's request. Nothing is recorded.")
  static let storeUnavailable = Problem(
    .storeUnavailable, 503, "The store does not respond",
    detail: "The store does not respond. Nothing is recorded. Try again.")
  static let storeResponseInvalid = Problem(
    .storeResponseInvalid, 503, "The store's response is not valid",
    detail: "The store's response is not valid. Nothing is recorded.")
  static let ofSessions: [Problem] = [sessionInvalid, originNotAllowed]
  static let idempotencyKeyReused = Problem(
    .idempotencyKeyReused, 422, "The Idempotency-Key belongs to another request")
  static let taken = Problem(.taken, 409, "The key or the external ID exists already")
}
