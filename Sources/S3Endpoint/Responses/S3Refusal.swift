package import Inspection
package import VideoSpec

/// The refusal of a request: S3's answer, the rule that it rests on, and the cause if it is known.
package struct S3Refusal: Error, Sendable {
  /// S3's code and status; `message` is S3's own text, and `details` are the further elements of the error document, in order.
  package var rejection: Rejection
  /// The check that the request failed; nil if the server itself failed.
  package var check: EndpointCheck?
  /// The rule that the request breaks, where it is another one than the first of the check.
  package var rule: RequirementID?
  /// The cause by its name in `video-spec inspect`; nil if it is unknown.
  package var cause: CauseCode?
  /// A sentence for the log and the response's headers about what was found; nil if S3's message says it.
  package var explanation: String?
  /// Where the text that was signed first differs from the one that the endpoint computes, in a sentence; nil if that is unknown.
  package var difference: String?
  /// Further headers of the response.
  package var headers: [HeaderField] = []
  /// The fields of a refused form, for its diagnosis; nil for other requests.
  package var form: [Field]?
  /// Whether a test has moved the clock that the request was compared with. The inspector would look for a mistake of the client.
  var isOfMovedClock = false
  /// Whether the connection has to be closed after the response.
  package var closes = false

  package init(
    _ code: ErrorCode, _ status: Int, _ message: String, _ check: EndpointCheck?, field: String? = nil,
    details: [Field] = [], explanation: String? = nil, cause: CauseCode? = nil
  ) {
    rejection = Rejection(code, status: status, field: field, message, details: details)
    self.check = check
    self.explanation = explanation
    self.cause = cause
  }

  package var code: ErrorCode { rejection.code }
  /// The requirement that the request breaks.
  package var requirement: RequirementID? { rule ?? check?.requirement }
  package var status: Int { rejection.status ?? 400 }

  /// Whether the inspector knows more about the refusal.
  var isInspected: Bool {
    !isOfMovedClock && check.map { $0.concernsSignature || $0.concernsForm } ?? false
  }
}
