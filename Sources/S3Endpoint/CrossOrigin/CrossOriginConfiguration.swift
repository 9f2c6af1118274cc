import ReferenceImpl
import VideoSpec

/// Which origins may send what to a bucket: the rules of `PutBucketCors`, of which the first that matches counts.
struct CrossOriginConfiguration: Hashable {
  var rules: [CrossOriginRule]

  /// The most bytes of a document: 64 KB, as the reference of PutBucketCors says.
  static let documentLimit = 64 << 10
  /// A configuration has at most 100 rules.
  static let ruleLimit = 100
  private static let methods: Set<Text> = ["GET", "PUT", "POST", "DELETE", "HEAD"]

  /// Reads and checks a `CORSConfiguration`.
  ///
  /// - Throws: ``S3Refusal``: MalformedXML, or InvalidRequest for a rule that S3 does not take.
  init(document: [UInt8], checks: EndpointChecks) throws(S3Refusal) {
    guard let root = try? XMLElement(parsing: document), root.name == "CORSConfiguration" else {
      throw .malformedXML(.corsDocument, "the document is not a CORSConfiguration")
    }
    rules = []
    for element in root.children {
      guard element.name == "CORSRule" else {
        throw .malformedXML(.corsDocument, "<\(element.name.printable)> is not an element of a CORSConfiguration")
      }
      rules.append(try CrossOriginRule(element))
    }
    if rules.isEmpty || rules.count > Self.ruleLimit, checks.performs(.corsRules) {
      throw .malformedXML(.corsRules, "the configuration has \(rules.count) rules, not 1 to \(Self.ruleLimit)")
    }
    for rule in rules { try Self.check(rule, by: checks) }
  }

  private static func check(_ rule: CrossOriginRule, by checks: EndpointChecks) throws(S3Refusal) {
    for method in rule.methods where !methods.contains(method) && checks.performs(.corsRuleMethods) {
      throw .invalidRequest(
        "Found unsupported HTTP method in CORS config. Unsupported method is \(method)", .corsRuleMethods)
    }
    guard checks.performs(.corsRuleWildcards) else { return }
    for origin in rule.origins where origin.wildcards > 1 {
      throw .invalidRequest("AllowedOrigin \"\(origin)\" can not have more than one wildcard.", .corsRuleWildcards)
    }
    for header in rule.headers where header.wildcards > 1 {
      throw .invalidRequest("AllowedHeader \"\(header)\" can not have more than one wildcard.", .corsRuleWildcards)
    }
    for header in rule.exposed where header.wildcards > 0 {
      throw .invalidRequest(
        "ExposeHeader \"\(header)\" contains wildcard. We currently do not support wildcard for ExposeHeader.",
        .corsRuleWildcards)
    }
  }

  /// The first rule that allows what a browser asks for.
  func rule(for question: CrossOriginQuestion) -> CrossOriginRule? {
    guard question.checks.performs(.corsRuleOrder) else { return rules.last { $0.allows(question) } }
    return rules.first { $0.allows(question) }
  }

  /// The document as `GetBucketCors` answers it.
  var document: [UInt8] {
    var xml = XMLWriter(root: "CORSConfiguration")
    for rule in rules {
      xml.nested("CORSRule") { xml in
        xml.element("ID", ifPresent: rule.id)
        for method in rule.methods { xml.element("AllowedMethod", method) }
        for origin in rule.origins { xml.element("AllowedOrigin", origin) }
        for header in rule.headers { xml.element("AllowedHeader", header) }
        for header in rule.exposed { xml.element("ExposeHeader", header) }
        if let seconds = rule.maxAge { xml.element("MaxAgeSeconds", seconds) }
      }
    }
    return xml.finish()
  }
}

/// A rule of a bucket's configuration.
struct CrossOriginRule: Hashable {
  var id: Text?
  var origins: [Text]
  var methods: [Text]
  var headers: [Text]
  var exposed: [Text]
  /// How long a browser may keep the answer to a preflight, in seconds.
  var maxAge: Int?

  private static let elements: Set<Text> = [
    "ID", "AllowedOrigin", "AllowedMethod", "AllowedHeader", "ExposeHeader", "MaxAgeSeconds",
  ]

  fileprivate init(_ element: XMLElement) throws(S3Refusal) {
    if let other = element.children.first(where: { !Self.elements.contains($0.name) }) {
      throw .malformedXML(.corsDocument, "<\(other.name.printable)> is not an element of a CORSRule")
    }
    id = element.value("ID")
    origins = element.all("AllowedOrigin").map(\.text)
    methods = element.all("AllowedMethod").map(\.text)
    headers = element.all("AllowedHeader").map(\.text)
    exposed = element.all("ExposeHeader").map(\.text)
    if origins.isEmpty || methods.isEmpty {
      throw .malformedXML(.corsDocument, "a CORSRule needs an AllowedOrigin and an AllowedMethod")
    }
    if (id?.string.unicodeScalars.count ?? 0) > 255 {
      throw .malformedXML(.corsDocument, "the ID of a CORSRule has more than 255 characters")
    }
    if let text = element.value("MaxAgeSeconds")?.trimmed {
      guard let seconds = Int(text.string), Int32(exactly: seconds) != nil else {
        throw .malformedXML(.corsDocument, "MaxAgeSeconds is not a number")
      }
      maxAge = seconds
    }
  }

  /// Whether the rule allows the origin.
  func allows(origin: Text) -> Bool { origins.contains { $0.matches(origin) } }

  /// Whether the rule allows the origin, the method and all of the headers that a browser asks for.
  func allows(_ question: CrossOriginQuestion) -> Bool {
    let checks = question.checks
    return (origins.contains { $0.matches(question.origin) } || !checks.performs(.corsOrigin))
      && (methods.contains(question.method) || !checks.performs(.corsMethod))
      && (question.headers.allSatisfy { header in headers.contains { $0.lowercased.matches(header) } }
        || !checks.performs(.corsHeaders))
  }

  /// The headers of a response to a request, or to a preflight, that the rule allows.
  ///
  /// S3 answers an origin that only `*` allows with `*`, and any other with the origin itself and with credentials.
  func headers(for question: CrossOriginQuestion) -> [HeaderField] {
    let checks = question.checks
    let isAny = origins.first { $0.matches(question.origin) } == "*"
    var fields = [HeaderField("Access-Control-Allow-Origin", isAny ? "*" : question.origin)]
    fields.append(HeaderField("Access-Control-Allow-Methods", methods.commaList))
    if !question.headers.isEmpty {
      fields.append(HeaderField("Access-Control-Allow-Headers", question.headers.commaList))
    }
    if !exposed.isEmpty, checks.performs(.corsExposedHeaders) {
      fields.append(HeaderField("Access-Control-Expose-Headers", exposed.commaList))
    }
    if let maxAge { fields.append(HeaderField("Access-Control-Max-Age", "\(maxAge)")) }
    if !isAny, checks.performs(.corsCredentials) {
      fields.append(HeaderField("Access-Control-Allow-Credentials", "true"))
    }
    fields.append(
      HeaderField("Vary", "Origin, Access-Control-Request-Headers, Access-Control-Request-Method"))
    return fields
  }
}

/// The origin, method and headers that a browser asks permission for.
struct CrossOriginQuestion {
  let origin: Text
  let method: Text
  /// The names in lower case.
  let headers: [Text]
  let checks: EndpointChecks
}

extension [Text] {
  fileprivate var commaList: Text {
    dropFirst().reduce(first ?? "") { $0 + ", " + $1 }
  }
}

extension Text {
  fileprivate var wildcards: Int { bytes.count { $0 == UInt8(ascii: "*") } }

  /// Whether the text is a pattern, with at most one `*` for any bytes, that matches the other text.
  fileprivate func matches(_ other: Text) -> Bool {
    guard let (head, tail) = splitOnce(at: UInt8(ascii: "*")) else { return self == other }
    return other.bytes.count >= head.bytes.count + tail.bytes.count && other.hasPrefix(head)
      && other.bytes.suffix(tail.bytes.count).elementsEqual(tail.bytes)
  }
}
