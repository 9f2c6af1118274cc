package import VideoSpec

// S3's own codes, from the documentation's list of error responses and from recorded answers.
extension ErrorCode {
  package static let badRequest = ErrorCode("BadRequest")
  package static let accessForbidden = ErrorCode("AccessForbidden")
  package static let conditionalRequestConflict = ErrorCode("ConditionalRequestConflict")
  package static let invalidPartNumber = ErrorCode("InvalidPartNumber")
  package static let invalidRange = ErrorCode("InvalidRange")
  package static let invalidTag = ErrorCode("InvalidTag")
  package static let invalidURI = ErrorCode("InvalidURI")
  package static let metadataTooLarge = ErrorCode("MetadataTooLarge")
  package static let methodNotAllowed = ErrorCode("MethodNotAllowed")
  package static let requestHeaderSectionTooLarge = ErrorCode("RequestHeaderSectionTooLarge")
  package static let noSuchBucket = ErrorCode("NoSuchBucket")
  package static let noSuchCORSConfiguration = ErrorCode("NoSuchCORSConfiguration")
  package static let noSuchKey = ErrorCode("NoSuchKey")
  package static let notImplemented = ErrorCode("NotImplemented")
  package static let requestTimeout = ErrorCode("RequestTimeout")
  package static let serviceUnavailable = ErrorCode("ServiceUnavailable")
}
