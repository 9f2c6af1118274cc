import Inspection
import ReferenceImpl
import VideoSpec

/// Answers a browser that asks whether a page of another origin may send a request. Nobody signs such a question.
struct Preflight: OperationHandler {
  func respond(to request: S3Request, in service: S3Service) throws(S3Refusal) -> S3Response {
    let checks = service.checks
    guard let origin = request.header("origin"), !origin.isEmpty || !checks.performs(.preflightOrigin) else {
      throw S3Refusal(
        .badRequest, 400, "Insufficient information. Origin request header needed.", .preflightOrigin, field: "Origin")
    }
    // S3 names the bucket as long as no rule was looked at, also if the question is about an object.
    let asked = request.header("access-control-request-method")
    let ofBucket = CrossOriginRefusal(method: asked, resourceType: "BUCKET")
    let refusal = CrossOriginRefusal(method: asked, resourceType: request.address.key == nil ? "BUCKET" : "OBJECT")
    guard let bucket = request.address.bucket, try service.hasBucket(bucket) else {
      throw ofBucket.refusal("Bucket not found", .bucketExists, explanation: "there is no such bucket")
    }
    guard let configuration = service.crossOriginConfiguration(of: bucket) else {
      if !checks.performs(.corsConfigured) { return S3Response(200) }
      throw ofBucket.refusal(
        "CORS is not enabled for this bucket.", .corsConfigured,
        explanation: "the bucket has no CORS rules: set them with PutBucketCors")
    }
    guard let method = request.header("access-control-request-method"), !method.isEmpty else {
      throw S3Refusal(
        .badRequest, 400, "Invalid Access-Control-Request-Method: null", .preflightMethod,
        field: "Access-Control-Request-Method")
    }
    let names = (request.header("access-control-request-headers") ?? "").split(at: UInt8(ascii: ","))
    let question = CrossOriginQuestion(
      origin: origin, method: method, headers: names.map { $0.trimmed.lowercased }.filter { !$0.isEmpty },
      checks: checks)
    guard let rule = configuration.rule(for: question) else {
      throw refusal.refusal(
        "This CORS request is not allowed. This is usually because the evalution of Origin, request method / "
          + "Access-Control-Request-Method or Access-Control-Request-Headers are not whitelisted by the resource's CORS "
          + "spec.", configuration.failedCheck(of: question), explanation: configuration.explanation(of: question))
    }
    return S3Response(200, headers: rule.headers(for: question))
  }
}

/// S3's 403 to a preflight.
private struct CrossOriginRefusal {
  let method: Text?
  let resourceType: Text

  func refusal(_ message: String, _ check: EndpointCheck, explanation: String) -> S3Refusal {
    var refusal = S3Refusal(
      .accessForbidden, 403, "CORSResponse: \(message)", check, field: "Origin",
      details: [Field("Method", method ?? "OPTIONS"), Field("ResourceType", resourceType)], explanation: explanation,
      cause: .corsRejected)
    // A bucket that does not exist has no rules, either.
    if check == .bucketExists { refusal.rule = EndpointCheck.corsConfigured.requirement }
    return refusal
  }
}

extension CrossOriginConfiguration {
  /// Says what no rule allows, and what the rules do allow.
  fileprivate func explanation(of question: CrossOriginQuestion) -> String {
    let origin = "the origin \(question.origin.printable)"
    func shown(_ texts: [Text]) -> String {
      var seen: Set<Text> = []
      let known = texts.filter { seen.insert($0).inserted }
      let more = known.count > 5 ? ", …" : ""
      return (known.isEmpty ? "none" : known.prefix(5).map(\.printable).joined(separator: ", ")) + more
    }
    let own = rules.filter { $0.allows(origin: question.origin) }
    switch failedCheck(of: question) {
    case .corsOrigin: return "no CORS rule allows \(origin); allowed origins: \(shown(rules.flatMap(\.origins)))"
    case .corsMethod:
      return "no CORS rule for \(origin) allows \(question.method.printable); "
        + "allowed methods: \(shown(own.flatMap(\.methods)))"
    default:
      return "no CORS rule for \(origin) and \(question.method.printable) allows all of the headers "
        + "\(shown(question.headers)); allowed headers: \(shown(own.flatMap(\.headers)))"
    }
  }

  /// What no rule allows: the origin, or for it the method, or for both the headers.
  fileprivate func failedCheck(of question: CrossOriginQuestion) -> EndpointCheck {
    func allows(_ method: Text?, _ headers: [Text]) -> Bool {
      rules.contains { rule in
        rule.allows(
          CrossOriginQuestion(
            origin: question.origin, method: method ?? rule.methods[0], headers: headers, checks: question.checks))
      }
    }
    if !allows(nil, []) { return .corsOrigin }
    return allows(question.method, []) ? .corsHeaders : .corsMethod
  }
}

extension S3Service {
  fileprivate func hasBucket(_ name: Text) throws(S3Refusal) -> Bool {
    try storing(in: name) { () throws(StorageError) in try storage.bucket(named: name) } != nil
  }
}
