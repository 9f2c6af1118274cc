import VideoSpec

// The members of inputs and outputs, as `Docs/Protocol.md` names them: a misspelt one would be passed over in silence.

extension Operation {
  /// The members that an input may have.
  var inputMembers: Set<Text> {
    let signer: Set<Text> = ["credentials", "region", "service"]
    let request: Set<Text> = ["method", "endpoint", "target", "headers", "normalizePath"]
    let headers = signer.union(request).union(["algorithm", "payload", "contentSha256Header", "sessionToken"])
    return switch self {
    case .canonical: request.union(["service", "payloadHash"])
    case .signURL: headers.union(["expires"])
    case .signHeaders: headers
    case .signChunks: headers.union(["chunkSize", "mode", "trailer"])
    case .signPolicy: signer.union(["policy"])
    case .policyBuild:
      signer.union(["bucket", "key", "style", "endpoint", "fields", "conditions", "expires", "allowsUncoveredFields"])
    case .policyEvaluate: signer.union(["bucket", "fields", "file"])
    case .verifyForm: signer.union(["fields"])
    case .formParse: ["contentType", "body"]
    case .formRespond: ["bucket", "key", "etag", "location", "status", "redirect", "error"]
    case .keyGenerate: ["layout", "mediaType", "user", "video", "fileName", "taken"]
    case .keyParse: ["layout", "key"]
    case .mediaTypeParse: ["text"]
    case .limitsRead: ["environment"]
    case .objectValidate: ["limits", "head", "etag", "firstBytes"]
    case .recordScenario: ["open", "steps"]
    default: signer.union(["request"])
    }
  }

  /// The members of an expected output: those it must have, and those it may have.
  var outputMembers: (required: [Text], optional: [Text]) {
    switch self {
    case .signURL: (["url"], [])
    case .signHeaders: (["headers"], ["url"])
    case .canonical: (["canonicalRequest"], ["sha256"])
    case .signPolicy: (["fields"], [])
    case .signChunks: (["headers", "body"], ["signatures", "trailerSignature", "url"])
    case .verifyChunks: (["accessKeyId"], ["body"])
    case .policyBuild: (["url", "fields"], [])
    case .policyEvaluate: (["key", "status"], ["contentType", "redirect", "metadata"])
    case .formParse: (["fields"], ["file"])
    case .formRespond: (["status", "headers", "body"], [])
    case .keyGenerate: (["key"], [])
    case .recordScenario: (["url", "states", "steps"], [])
    case .keyParse: ([], ["user", "video", "name", "seconds", "year", "month", "uuid", "extension"])
    case .mediaTypeParse: (["type", "subtype", "parameters", "serialized"], [])
    case .limitsRead: (["bucket", "maximumSize", "mediaType"], [])
    case .objectValidate: (["accepted", "violations"], ["size", "mediaType", "etag"])
    default: (["accessKeyId"], [])
    }
  }
}
