/// A small set of operations that a real implementation can claim as a whole; a gate names the one it wants.
public struct Profile: Hashable, Sendable, CustomStringConvertible {
  public let rawValue: String
  /// What claiming it means, in a sentence.
  public let summary: String
  public let operations: [Operation]

  public var description: String { rawValue }
}

extension Profile {
  public static let canonical = Profile(
    rawValue: "canonical", summary: "Builds canonical requests for S3.", operations: [.canonical])
  public static let presignURL = Profile(
    rawValue: "presign-url", summary: "Signs S3 URLs (SigV4 in the query).", operations: [.signURL])
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
  /// Apart from the others, so that a signer for S3 alone can claim those: paths are another matter here.
  public static let services = Profile(
    rawValue: "services", summary: "Signs for services other than S3, by header and by URL.",
    operations: [.canonical, .signURL, .signHeaders])
  public static let verify = Profile(
    rawValue: "verify", summary: "Verifies requests signed for S3, with S3's codes.",
    operations: [.verifyHeaders, .verifyURL, .verifyForm, .verifyChunks])

  public static let verifyServices = Profile(
    rawValue: "verify-services", summary: "Verifies requests signed for services other than S3.",
    operations: [.verifyHeaders, .verifyURL])
  public static let postEvaluate = Profile(
    rawValue: "post-evaluate", summary: "Decides on a POST form as S3 does, with S3's codes.",
    operations: [.policyEvaluate])
  public static let form = Profile(
    rawValue: "form", summary: "Reads upload forms and answers them.", operations: [.formParse, .formRespond])
  public static let keys = Profile(
    rawValue: "keys", summary: "Generates and reads storage keys.", operations: [.keyGenerate, .keyParse])

  public static let validate = Profile(
    rawValue: "validate", summary: "Reads media types and limits, and decides on what was stored.",
    operations: [.mediaTypeParse, .limitsRead, .objectValidate])
  public static let record = Profile(
    rawValue: "record", summary: "Records uploads, whole or not at all, whatever fails.", operations: [.recordScenario])

  /// In the order of the documentation.
  public static let all: [Profile] = [
    canonical, presignURL, signHeaders, presignPost, chunked, sigv4a, services, verify, verifyServices, postEvaluate,
    form, keys, validate, record,
  ]

  public init?(_ name: String) {
    guard let profile = Profile.all.first(where: { $0.rawValue == name }) else { return nil }
    self = profile
  }
}

/// What an implementation can be asked to do.
public struct Operation: Hashable, Sendable, CustomStringConvertible {
  public let rawValue: String

  public static let canonical = Operation(rawValue: "canonical")
  public static let signURL = Operation(rawValue: "sign.url")
  public static let signHeaders = Operation(rawValue: "sign.headers")
  public static let signPolicy = Operation(rawValue: "sign.policy")
  public static let signChunks = Operation(rawValue: "sign.chunks")
  public static let verifyHeaders = Operation(rawValue: "verify.headers")
  public static let verifyURL = Operation(rawValue: "verify.url")
  public static let verifyForm = Operation(rawValue: "verify.form")
  public static let verifyChunks = Operation(rawValue: "verify.chunks")

  public static let policyBuild = Operation(rawValue: "policy.build")
  public static let policyEvaluate = Operation(rawValue: "policy.evaluate")
  public static let formParse = Operation(rawValue: "form.parse")
  public static let formRespond = Operation(rawValue: "form.respond")
  public static let keyGenerate = Operation(rawValue: "key.generate")
  public static let keyParse = Operation(rawValue: "key.parse")

  public static let mediaTypeParse = Operation(rawValue: "media-type.parse")
  public static let limitsRead = Operation(rawValue: "limits.read")
  public static let objectValidate = Operation(rawValue: "object.validate")

  /// In vectors: a case that is put by a ``recordOpen``, ``recordStep``s and ``recordDump``s, and never sent itself.
  public static let recordScenario = Operation(rawValue: "record.scenario")
  public static let recordOpen = Operation(rawValue: "record.open")
  public static let recordStep = Operation(rawValue: "record.step")
  public static let recordDump = Operation(rawValue: "record.dump")

  /// Those that cases have.
  public static let all: [Operation] = [
    canonical, signURL, signHeaders, signPolicy, signChunks, verifyHeaders, verifyURL, verifyForm, verifyChunks,
    policyBuild, policyEvaluate, formParse, formRespond, keyGenerate, keyParse, mediaTypeParse, limitsRead,
    objectValidate, recordScenario,
  ]

  /// Those that implementations are asked: a scenario goes in pieces.
  public static let asked: [Operation] =
    all.filter { $0 != recordScenario } + [recordOpen, recordStep, recordDump]

  /// What an implementation must answer so that cases of this operation can be put to it.
  public var messages: [Operation] {
    self == .recordScenario ? [.recordOpen, .recordStep, .recordDump] : [self]
  }

  public init?(_ name: String) {
    guard let operation = Operation.all.first(where: { $0.rawValue == name }) else { return nil }
    self = operation
  }

  /// One of ``asked``, as adapters name them.
  public init?(asked name: String) {
    guard let operation = Operation.asked.first(where: { $0.rawValue == name }) else { return nil }
    self = operation
  }

  private init(rawValue: String) { self.rawValue = rawValue }

  public var description: String { rawValue }
}
