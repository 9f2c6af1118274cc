import ReferenceImpl
import VideoSpec

// Errors as SDKs print them: S3's elements without its XML.

extension ErrorResponse {
  /// The elements that S3's errors have. Other members of a printed error are the SDK's own.
  private static let elements: Set<Text> = [
    "Code", "Message", "Resource", "RequestId", "HostId", "AWSAccessKeyId", "StringToSign", "SignatureProvided",
    "StringToSignBytes", "CanonicalRequest", "CanonicalRequestBytes", "Region", "Endpoint", "Bucket", "BucketName",
    "Key",
    "ArgumentName", "ArgumentValue", "ServerTime", "RequestTime", "MaxAllowedSkewMilliseconds", "X-Amz-Expires",
    "Expires",
    "Condition", "HeaderName", "HeaderValue", "Header", "Method", "ResourceType", "ClientComputedContentSHA256",
    "S3ComputedContentSHA256", "ExpectedDigest", "CalculatedDigest", "Token-0", "Details", "MinSizeAllowed",
    "ProposedSize", "MaxSizeAllowed", "LocationConstraint", "AccessPoint",
  ]

  /// The names that SDKs give to S3's elements, in lower case and without `_` and `-`.
  private static let synonyms: [Text: Text] = [
    "code": "Code", "errorcode": "Code", "message": "Message", "errormessage": "Message", "requestid": "RequestId",
    "awsrequestid": "RequestId", "amzrequestid": "RequestId", "xamzrequestid": "RequestId",
    "extendedrequestid": "HostId", "s3extendedrequestid": "HostId", "hostid": "HostId", "xamzid2": "HostId",
    "amzid2": "HostId", "bucketname": "BucketName", "objectname": "Key", "key": "Key", "resource": "Resource",
    "region": "Region",
  ]

  /// The member's name among S3's elements; nil if it is the SDK's own.
  static func element(_ name: Text) -> Text? {
    if elements.contains(name) { return name }
    let plain = Text(bytes: name.lowercased.bytes.filter { $0 != UInt8(ascii: "_") && $0 != UInt8(ascii: "-") })
    return synonyms[plain]
  }

  /// Creates the response that a printed error describes; nil if it names neither a code nor a message of S3.
  init?(_ object: PrintedObject, code: Text? = nil, message: Text? = nil) {
    if let body = object.members.first(where: { $0.isText && $0.value.contains("<Error>") })?.value {
      self.init(body)
      return
    }
    var elements: [(name: Text, value: Text)] = []
    var seen: Set<Text> = []
    func add(_ name: Text, _ value: Text) {
      guard seen.insert(name).inserted else { return }
      elements.append((name, value))
    }
    for member in object.members where member.isText {
      // Response headers are not elements.
      guard !member.parent.lowercased.contains("header"), let name = Self.element(member.name) else { continue }
      add(name, member.value)
    }
    if let code { add("Code", code) }
    if let message { add("Message", message) }
    if !seen.contains("Code"), let name = object.value("name"), name != "Error" { add("Code", name) }
    if !seen.contains("Code"), let message = elements.first(where: { $0.name == "Message" })?.value,
      let code = Self.code(of: message)
    {
      add("Code", code)
    }
    guard seen.contains("Code") || seen.contains("Message"), seen.contains("Code") || seen.contains("HostId") else {
      return nil
    }
    let status = object.value(
      "httpStatusCode", "HTTPStatusCode", "statusCode", "status_code", "status", "StatusCode"
    ).flatMap { Int($0.string) }
    self.init(elements: elements, status: status)
  }

  /// The response with a code and a message that a tool states. An unknown code is derived from the message.
  static func stated(
    code: Text?, message: Text, requestID: Text? = nil, hostID: Text? = nil, more: [(name: Text, value: Text)] = [],
    status: Text? = nil
  ) -> ErrorResponse {
    var elements: [(name: Text, value: Text)] = []
    if let code = code ?? Self.code(of: message) { elements.append(("Code", code)) }
    elements.append(("Message", message))
    elements += more.filter { !$0.value.isEmpty }
    if let requestID, !requestID.isEmpty { elements.append(("RequestId", requestID)) }
    if let hostID, !hostID.isEmpty { elements.append(("HostId", hostID)) }
    return ErrorResponse(elements: elements, status: status.flatMap { Int($0.string) })
  }

  /// The beginnings of S3's messages, and their codes. Java, .NET and MinIO print the message alone.
  static let messages: [(message: Text, code: Text)] = [
    ("The request signature we calculated does not match the signature you provided", "SignatureDoesNotMatch"),
    ("The AWS Access Key Id you provided does not exist in our records", "InvalidAccessKeyId"),
    ("The Access Key Id you provided does not exist in our records", "InvalidAccessKeyId"),
    ("The difference between the request time and the ", "RequestTimeTooSkewed"),
    ("The specified bucket does not exist", "NoSuchBucket"), ("The specified key does not exist", "NoSuchKey"),
    ("The provided token has expired", "ExpiredToken"),
    ("The provided token is malformed or otherwise invalid", "InvalidToken"),
    ("The authorization mechanism you have provided is not supported", "InvalidRequest"),
    ("The authorization header is malformed", "AuthorizationHeaderMalformed"),
    ("The bucket you are attempting to access must be addressed using the specified endpoint", "PermanentRedirect"),
    ("The Content-MD5 you specified did not match", "BadDigest"),
    ("The Content-MD5 you specified was invalid", "InvalidDigest"),
    ("The provided 'x-amz-content-sha256' header does not match what was computed", "XAmzContentSHA256Mismatch"),
    ("The bucket does not allow ACLs", "AccessControlListNotSupported"),
    ("A header you provided implies functionality that is not implemented", "NotImplemented"),
    ("There were headers present in the request which were not signed", "AccessDenied"),
    ("Please reduce your request rate", "SlowDown"),
    ("Only one auth mechanism allowed", "InvalidArgument"), ("Unsupported header '", "InvalidArgument"),
    ("You must provide the Content-Length HTTP header", "MissingContentLength"),
    (
      "The unspecified location constraint is incompatible for the region specific endpoint",
      "IllegalLocationConstraintException"
    ),
  ]

  /// The code that a message belongs to; nil if several codes have it, or if it is unknown.
  static func code(of message: Text) -> Text? {
    if let known = messages.first(where: { message.hasPrefix($0.message) }) { return known.code }
    return message == "Access Denied" || message == "Access Denied." || message.hasPrefix("Request has expired")
      ? "AccessDenied" : nil
  }

  /// Codes that S3 and compatible stores send, for texts such as `SignatureDoesNotMatch: …`.
  static let codes: [Text] = [
    "AccessControlListNotSupported", "AccessDenied", "AuthorizationHeaderMalformed",
    "AuthorizationQueryParametersError",
    "BadDigest", "EntityTooLarge", "EntityTooSmall", "ExpiredToken", "IllegalLocationConstraintException",
    "IncompleteBody", "InvalidAccessKeyId", "InvalidArgument", "InvalidBucketName", "InvalidDigest",
    "InvalidPolicyDocument", "InvalidRequest", "InvalidSecurity", "InvalidToken", "InvalidURI", "MalformedPOSTRequest",
    "MethodNotAllowed", "MissingContentLength", "MissingSecurityHeader", "NoSuchBucket", "NoSuchKey", "NotImplemented",
    "PermanentRedirect", "RequestTimeTooSkewed", "SignatureDoesNotMatch", "SignatureVersionNotSupported", "SlowDown",
    "TemporaryRedirect", "TokenRefreshRequired", "UnauthorizedAccess", "XAmzContentChecksumMismatch",
    "XAmzContentSHA256Mismatch",
  ]
}
