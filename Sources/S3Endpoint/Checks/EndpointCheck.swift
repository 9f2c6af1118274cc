/// A check that the endpoint performs on a request.
///
/// Every refusal names its check, and so the requirement that the request breaks. Tests run mutant endpoints, in which one check is
/// switched off, to show that the scenarios notice.
package enum EndpointCheck: String, CaseIterable, Sendable {
  // MARK: Authentication
  case signed
  case oneMechanism
  case signatureVersion
  case authorizationForm
  case authorizationAlgorithm
  case queryParameters
  case expiryRange
  case credentialScope
  case region
  case service
  case scopeDate
  case regionSet
  case requestDate
  case clockSkew
  case urlExpiry
  case urlNotYetValid
  case hostSigned
  case amazonHeadersSigned
  case signedHeadersPresent
  case accessKey
  case tokenPresent
  case token
  case tokenExpiry
  case signature

  // MARK: The body
  case payloadHashPresent
  case payloadHashForm
  case payloadHash
  case chunkFraming
  case chunkSize
  case chunkSignature
  case trailerSignature
  case trailerName
  case decodedLengthPresent
  case decodedLength
  case bodyComplete
  case contentLengthPresent
  case contentLengthLimit
  case documentSize

  // MARK: Checksums
  case contentMD5Form
  case contentMD5
  case checksumForm
  case oneChecksum
  case checksum
  case checksumAlgorithm
  case checksumAnnounced
  case checksumRepeated
  case checksumMode
  case defaultChecksum

  // MARK: HTTP
  case requestLine
  case fieldSyntax
  case hostHeader
  case lengthForm
  case transferEncoding
  case expectation
  case headSize
  case headTime
  case connectionKept
  case requestIDs
  case errorDocument
  case headLength
  case rangesAccepted

  // MARK: Addresses and operations
  case virtualHost
  case uri
  case method
  case subresource
  case requestHeaders
  case keyLength
  case keyBytes
  case bucketExists
  case keyExists
  case expectedBucketOwner
  case readOnly

  // MARK: Objects
  case userMetadataSize
  case contentHeaders
  case etagOfContent
  case storageClass
  case taggingForm
  case tagCount
  case tagLength
  case tagDuplicates
  case tagReservedPrefix
  case tagsReplaced
  case taggingDocument
  case writeIfNoneMatch
  case writeIfMatch
  case writeConditionForm
  case writeConditionAtCommit
  case objectKept
  case deleteIfMatch
  case deletionRepeated
  case readIfMatch
  case readIfUnmodifiedSince
  case readIfNoneMatch
  case readIfModifiedSince
  case conditionPrecedence
  case range
  case rangeForm
  case rangeWithPartNumber
  case partNumber
  case responseOverride
  case archivedStorageClass

  // MARK: Forms
  case formType
  case formSyntax
  case formPreDataLength
  case formFile
  case formSigned
  case formSigningFields
  case formCredential
  case formAccessKey
  case formToken
  case formSignature
  case formPolicy
  case formPolicyExpiry
  case formConditions
  case formExtraFields
  case formKeyPresent
  case formSizeMinimum
  case formSizeMaximum
  case formStorageClass
  case formChecksum
  case formStatus
  case formRedirect
  case formUnsupportedFields

  // MARK: Cross-origin requests
  case preflightOrigin
  case preflightMethod
  case corsConfigured
  case corsOrigin
  case corsMethod
  case corsHeaders
  case corsDocument
  case corsRules
  case corsRuleMethods
  case corsRuleWildcards
  case corsConfigurationExists
  case corsCredentials
  case corsRuleOrder
  case corsResponse
  case corsErrorResponse
  case corsExposedHeaders
  case corsStored
  case corsDeleted

  // MARK: Buckets
  case bucketName
  case bucketDocument
  case locationConstraint
  case bucketLocation
  case bucketCreatedAgain
  case bucketRegion
  case bucketPrefix
  case bucketEmpty
  case bucketPolicyExists

  // MARK: Lists
  case listOrder
  case listPrefix
  case listDelimiter
  case listLimit
  case pageLimit
  case startAfter
  case nextMarker
  case nameEncoding
  case fetchOwner
  case listedClass
  case listConsistency
  case encodingType
  case continuationToken
  case uploadMarker

  // MARK: Copies and lists of keys
  case copySourceForm
  case copySourceDecoding
  case metadataDirective
  case taggingDirective
  case copySourceIfMatch
  case copySourceIfNoneMatch
  case copySourceIfModifiedSince
  case copySourceIfUnmodifiedSince
  case copyOntoItself
  case deleteListChecksum
  case deleteListForm

  // MARK: Multipart uploads
  case partNumberRange
  case uploadExists
  case uploadHeaders
  case uploadChecksum
  case partChecksumAlgorithm
  case copyPartRange
  case partPage
  case partListForm
  case partOrder
  case partExists
  case partChecksum
  case partSize
  case completedSize
  case multipartETag
  case completionRepeated
  case completedChecksumType
  case completedChecksum
  case completionConflict
}
