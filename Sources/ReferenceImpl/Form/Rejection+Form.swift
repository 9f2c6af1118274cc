import VideoSpec

extension Rejection {
  static func malformedForm(_ message: String, field: String = "body") -> Rejection {
    Rejection(.malformedPOSTRequest, status: 400, field: field, message)
  }
}
