/// A set of operations that an implementation claims as a whole, or that an endpoint is gated for. A gate names the profiles that it requires.
public struct Profile: Hashable, Sendable, CustomStringConvertible {
  public let rawValue: String
  /// Describes in one sentence what an implementation with this profile does.
  public let summary: String
  public let operations: [Operation]
  /// Smaller profiles whose cases are also part of this one. Claiming this profile claims them, too.
  public let includes: [Profile]

  public init(rawValue: String, summary: String, operations: [Operation], includes: [Profile] = []) {
    self.rawValue = rawValue
    self.summary = summary
    self.operations = operations
    self.includes = includes
  }

  public var description: String { rawValue }
}

extension Profile {
  public static let canonical = Profile(
    rawValue: "canonical", summary: "Builds canonical requests for S3.", operations: [.canonical])
  /// Every client that signs a URL from a bucket, a key, an expiry and credentials can meet this profile.
  public static let presignCore = Profile(
    rawValue: "presign-core", summary: "Signs S3 URLs for a bucket and a key.", operations: [.signURL])
  public static let presignURL = Profile(
    rawValue: "presign-url", summary: "Signs S3 URLs with the headers and parameters that callers add.",
    operations: [.signURL], includes: [presignCore])
  public static let presignPost = Profile(
    rawValue: "presign-post", summary: "Builds and signs POST policies.", operations: [.signPolicy, .policyBuild])
  public static let signHeaders = Profile(
    rawValue: "sign-headers", summary: "Signs S3 requests by the Authorization header.", operations: [.signHeaders])
  public static let chunked = Profile(
    rawValue: "chunked", summary: "Signs uploads chunk by chunk, with and without a trailer.", operations: [.signChunks]
  )
  public static let sigv4a = Profile(
    rawValue: "sigv4a", summary: "Signs for several regions (AWS4-ECDSA-P256-SHA256), by header and by URL.",
    operations: [.signURL, .signHeaders, .verifyURL, .verifyHeaders])
  /// A profile of its own, so that a signer for S3 alone can claim the others: these services normalize paths.
  public static let services = Profile(
    rawValue: "services", summary: "Signs for services other than S3, by header and by URL.",
    operations: [.canonical, .signURL, .signHeaders])
  /// For tools that take a URL as it is on the wire, instead of a bucket and a key.
  public static let wire = Profile(
    rawValue: "wire", summary: "Signs URLs and request targets as they are on the wire.",
    operations: [.canonical, .signURL, .signHeaders])
  /// For inputs that no legitimate caller gives.
  public static let robustness = Profile(
    rawValue: "robustness", summary: "Rejects inputs for which no usable signature exists.",
    operations: [.signURL, .signHeaders, .signPolicy, .signChunks, .policyBuild])
  public static let verify = Profile(
    rawValue: "verify", summary: "Verifies requests signed for S3, with S3's codes.",
    operations: [.verifyHeaders, .verifyURL, .verifyForm, .verifyChunks])

  public static let verifyServices = Profile(
    rawValue: "verify-services", summary: "Verifies requests signed for services other than S3.",
    operations: [.verifyHeaders, .verifyURL])
  public static let postEvaluate = Profile(
    rawValue: "post-evaluate", summary: "Decides on an upload form as S3 does, with S3's codes.",
    operations: [.policyEvaluate])
  public static let form = Profile(
    rawValue: "form", summary: "Parses upload forms and responds to them.", operations: [.formParse, .formRespond])
  public static let keys = Profile(
    rawValue: "keys", summary: "Generates and reads storage keys.", operations: [.keyGenerate, .keyParse])

  public static let validate = Profile(
    rawValue: "validate", summary: "Reads media types and limits, and decides on what was stored.",
    operations: [.mediaTypeParse, .limitsRead, .objectValidate])
  public static let record = Profile(
    rawValue: "record", summary: "Records uploads, whole or not at all, whatever fails.", operations: [.recordScenario])

  public static let s3Auth = Profile(
    rawValue: "s3-auth", summary: "Verifies signatures of requests, with S3's statuses and codes.",
    operations: [.httpScenario])
  /// A profile of its own, because it needs session credentials that the server knows.
  public static let s3Session = Profile(
    rawValue: "s3-session", summary: "Verifies session tokens.", operations: [.httpScenario])
  public static let s3Object = Profile(
    rawValue: "s3-object", summary: "Stores, returns, copies, tags and deletes objects.", operations: [.httpScenario])
  public static let s3Post = Profile(
    rawValue: "s3-post", summary: "Accepts upload forms (presigned POST).", operations: [.httpScenario])
  public static let s3Multipart = Profile(
    rawValue: "s3-multipart", summary: "Accepts multipart uploads.", operations: [.httpScenario])
  public static let s3List = Profile(rawValue: "s3-list", summary: "Lists objects.", operations: [.httpScenario])
  public static let s3Bucket = Profile(
    rawValue: "s3-bucket", summary: "Creates, lists and deletes buckets.", operations: [.httpScenario])
  public static let s3CORS = Profile(
    rawValue: "s3-cors", summary: "Stores CORS rules, and applies them to preflights and other requests.",
    operations: [.httpScenario])
  public static let s3Checksum = Profile(
    rawValue: "s3-checksum", summary: "Verifies and returns checksums.", operations: [.httpScenario])
  public static let s3HTTP = Profile(
    rawValue: "s3-http", summary: "Speaks HTTP/1.1 strictly, and answers in S3's form.", operations: [.httpScenario])
  public static let s3 = Profile(
    rawValue: "s3", summary: "An S3 endpoint, without session tokens.", operations: [.httpScenario],
    includes: [s3Auth, s3Object, s3Post, s3Multipart, s3List, s3Bucket, s3CORS, s3Checksum, s3HTTP])

  public static let recordingHTTP = Profile(
    rawValue: "recording-http",
    summary: "Records uploads over HTTP, from the browser's request to the database.", operations: [.serviceScenario])
  public static let library = Profile(
    rawValue: "library",
    summary: "Keeps a library of uploaded videos over HTTP: uploads, lists, searches and jobs.",
    operations: [.serviceScenario])
  public static let membership = Profile(
    rawValue: "membership",
    summary: "Shares corporations' videos with members over HTTP: logins, roles, plans, streams and points.",
    operations: [.serviceScenario])

  /// All profiles, in the order of the documentation.
  public static let all: [Profile] = [
    canonical, presignCore, presignURL, signHeaders, presignPost, chunked, sigv4a, services, wire, robustness, verify,
    verifyServices, postEvaluate,
    form, keys, validate, record,
    s3, s3Auth, s3Session, s3Object, s3Post, s3Multipart, s3List, s3Bucket, s3CORS, s3Checksum, s3HTTP,
    recordingHTTP, library, membership,
  ]

  /// Whether an HTTP endpoint is gated for the profile, and no adapter can claim it.
  public var isForEndpoints: Bool { operations.allSatisfy(\.isForEndpoints) }

  /// Whether the profile is that of a service: the gate is its store.
  public var isForServices: Bool { operations == [.serviceScenario] }

  /// The profiles that adapters claim.
  public static let ofAdapters: [Profile] = all.filter { !$0.isForEndpoints }

  /// The profiles that endpoints are gated for.
  public static let ofEndpoints: [Profile] = all.filter(\.isForEndpoints)

  /// Returns the profile with this exact name, or nil.
  public init?(_ name: String) {
    guard let profile = Profile.all.first(where: { $0.rawValue == name }) else { return nil }
    self = profile
  }
}

extension Collection<Profile> {
  /// These profiles and those that they include.
  public var withIncluded: Set<Profile> { Set(flatMap { [$0] + $0.includes }) }
}
