public import VideoSpec

extension ErrorCode {
  /// A member of a request's body is missing, has the wrong type, or a value that is not allowed (MEM-021, MEM-033, MEM-092).
  public static let fieldInvalid = ErrorCode("FieldInvalid")
  /// The email address and the password belong to no user (MEM-011).
  public static let credentialsInvalid = ErrorCode("CredentialsInvalid")
  /// A refresh token is unknown, used up, expired or revoked (MEM-015, MEM-017).
  public static let refreshTokenInvalid = ErrorCode("RefreshTokenInvalid")
  /// The user's role does not allow the request (MEM-003).
  public static let roleNotAllowed = ErrorCode("RoleNotAllowed")
  /// There is no such corporation (MEM-002).
  public static let corporationUnknown = ErrorCode("CorporationUnknown")
  /// The corporation has users or videos (MEM-022).
  public static let corporationNotEmpty = ErrorCode("CorporationNotEmpty")
  /// There is no such user (MEM-002).
  public static let userUnknown = ErrorCode("UserUnknown")
  /// Another user has the email address (MEM-031).
  public static let emailTaken = ErrorCode("EmailTaken")
  /// Nobody would be left who can manage corporations.
  public static let lastOperator = ErrorCode("LastOperator")
  /// There is no such view log (MEM-002).
  public static let viewLogUnknown = ErrorCode("ViewLogUnknown")
  /// The user has no such login (MEM-081).
  public static let tokenUnknown = ErrorCode("TokenUnknown")
  /// The corporation has no paid plan, or it has ended (MEM-042).
  public static let planRequired = ErrorCode("PlanRequired")
  /// The video is not deleted (MEM-043).
  public static let videoNotDeleted = ErrorCode("VideoNotDeleted")
  /// The file is at no allowed place (MEM-044).
  public static let filePathNotAllowed = ErrorCode("FilePathNotAllowed")
  /// The source of a stream did not respond as it has to (MEM-053).
  public static let upstreamFailed = ErrorCode("UpstreamFailed")
  /// The range begins behind the end of the file (MEM-052).
  public static let rangeNotSatisfiable = ErrorCode("RangeNotSatisfiable")
}

/// The rejections of a membership service, each with its HTTP status.
enum MembershipRejections {
  static let session = Rejection(
    .sessionInvalid, status: 401, field: "Authorization",
    "the access token is missing, malformed, expired or revoked; refresh it, or log in again")
  static let credentials = Rejection(
    .credentialsInvalid, status: 401, "the email address and the password do not belong together")
  static let refreshToken = Rejection(
    .refreshTokenInvalid, status: 401, field: "refresh_token",
    "the refresh token is unknown, used up, expired or revoked; log in again")
  static func role(_ role: MemberRole) -> Rejection {
    Rejection(.roleNotAllowed, status: 403, "the role \"\(role.rawValue)\" does not allow this request")
  }
  static let corporation = Rejection(.corporationUnknown, status: 404, "the corporation does not exist")
  static let corporationOfUser = Rejection(
    .corporationUnknown, status: 404, field: "corporation_id", "the corporation does not exist")
  static let notEmpty = Rejection(
    .corporationNotEmpty, status: 409, "the corporation has users or videos, also deleted ones")
  static let user = Rejection(.userUnknown, status: 404, "the user does not exist")
  static let email = Rejection(.emailTaken, status: 409, field: "email", "another user has this email address")
  static let lastOperator = Rejection(
    .lastOperator, status: 409, "nobody would be left who can manage corporations")
  static let video = Rejection(.videoUnknown, status: 404, "the video does not exist")
  static let notDeleted = Rejection(.videoNotDeleted, status: 409, "the video is not deleted")
  static let plan = Rejection(
    .planRequired, status: 403, "the corporation has no paid plan, or it has ended: deleted videos stay deleted")
  static let viewLog = Rejection(.viewLogUnknown, status: 404, "the view log does not exist")
  static let token = Rejection(.tokenUnknown, status: 404, "you have no such login")

  static func field(_ name: String, _ message: String) -> Rejection {
    Rejection(.fieldInvalid, status: 422, field: name, message)
  }
}
