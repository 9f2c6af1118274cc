import ReferenceImpl
import VideoSpec

extension PastedText {
  /// What was understood, grouped: each response is with its request or form, and each own text of a signer with its response.
  public var incidents: [Incident] {
    var grouping = IncidentGrouping()
    for item in items where !item.isHead { grouping.addSent(item) }
    for item in items where item.isHead { grouping.addHead(item) }
    for item in items { grouping.addResponse(item) }
    for item in items { grouping.addOwnText(item) }
    return grouping.incidents.map { incident in
      var incident = incident
      incident.tool = incident.tool(in: self)
      return incident
    }
  }
}

/// Groups the items of a text to incidents.
private struct IncidentGrouping {
  private struct Draft {
    var incident: Incident
    var traits: Traits
    var lines: Range<Int>
    var groups: Set<Int>
  }

  private var drafts: [Draft] = []

  var incidents: [Incident] {
    var incidents = drafts.sorted { $0.lines.lowerBound < $1.lines.lowerBound }.map { draft in
      var incident = draft.incident
      incident.sources.sort { $0.lines.lowerBound < $1.lines.lowerBound }
      return incident
    }
    // Requests that are neither signed nor for S3 are only of interest if there is nothing else.
    let telling = incidents.filter { $0.response != nil || $0.request.map(\.concernsS3) ?? true }
    if !telling.isEmpty { incidents = telling }
    return incidents
  }

  // MARK: Requests and forms

  mutating func addSent(_ item: PastedItem) {
    switch item.content {
    case .request(let request):
      let traits = Traits(request)
      // The same URL in prose, in a command and in a log is one request.
      if let index = drafts.firstIndex(where: { $0.incident.request.map { Self.isSame($0, request) } ?? false }) {
        drafts[index].incident.request = drafts[index].incident.request?.merged(with: request)
        drafts[index].traits.merge(traits)
        return add(item, to: index)
      }
      var incident = Incident()
      incident.request = request
      append(item, incident, traits)
    case .form(let form):
      let index = drafts.firstIndex { draft in
        draft.incident.form.map { Self.isSame($0, form) } ?? false
      }
      if let index, let known = drafts[index].incident.form {
        drafts[index].incident.form = known.merged(with: form)
        return add(item, to: index)
      }
      var incident = Incident()
      incident.form = form
      append(item, incident, Traits(form))
    case .response, .canonicalRequest, .stringToSign: break
    }
  }

  /// Adds headers to the nearest request to their host of which no headers are known.
  mutating func addHead(_ item: PastedItem) {
    guard case .request(let head) = item.content, let host = RequestParts(head)?.authority else { return }
    let index = drafts.indices.filter { index in
      guard let request = drafts[index].incident.request, request.headers.isEmpty else { return false }
      return RequestParts(request.repaired)?.authority == host
    }.min {
      abs(drafts[$0].lines.lowerBound - item.lines.lowerBound)
        < abs(drafts[$1].lines.lowerBound - item.lines.lowerBound)
    }
    guard let index else { return }
    drafts[index].incident.request?.headers = head.headers
    if let request = drafts[index].incident.request { drafts[index].traits.merge(Traits(request)) }
    add(item, to: index)
  }

  private static func isSame(_ left: InspectedRequest, _ right: InspectedRequest) -> Bool {
    guard PastedURL(left.url).url == PastedURL(right.url).url else { return false }
    if let ours = left.method, let theirs = right.method, ours != theirs { return false }
    // Requests that are signed by header have the same URL more than once.
    let (ours, theirs) = (left.value("authorization"), right.value("authorization"))
    return ours == nil || theirs == nil || ours == theirs
  }

  /// Whether one of the forms is what a client sent of the other.
  private static func isSame(_ left: InspectedForm, _ right: InspectedForm) -> Bool {
    guard let policy = left.value("policy"), policy == right.value("policy") else { return false }
    return left.sent == nil || right.sent == nil || left.sent == right.sent
  }

  private mutating func append(_ item: PastedItem, _ incident: Incident, _ traits: Traits) {
    drafts.append(Draft(incident: incident, traits: traits, lines: item.lines, groups: []))
    add(item, to: drafts.count - 1)
  }

  private mutating func add(_ item: PastedItem, to index: Int) {
    let source = Incident.Source(format: item.format, lines: item.lines)
    if !drafts[index].incident.sources.contains(source) { drafts[index].incident.sources.append(source) }
    drafts[index].groups.insert(item.group)
    drafts[index].incident.time = drafts[index].incident.time ?? item.time
    // An SDK says more about the fix than curl or a browser.
    let known = drafts[index].incident.tool
    if known == nil || known == .curl || known == .browser { drafts[index].incident.tool = item.tool ?? known }
  }

  // MARK: Responses

  mutating func addResponse(_ item: PastedItem) {
    guard case .response(let response) = item.content else { return }
    let traits = Traits(response)
    let ownRequest = drafts.firstIndex { $0.groups.contains(item.group) && $0.incident.response == nil }
    if let index = ownRequest {
      drafts[index].incident.response = response
      return add(item, to: index)
    }
    var best: (score: Int, distance: Int, index: Int)?
    for (index, draft) in drafts.enumerated() {
      if let known = draft.incident.response {
        // A response that was pasted twice.
        if known.isSame(as: response) { return add(item, to: index) }
        if let completed = known.completed(by: response) {
          drafts[index].incident.response = completed
          return add(item, to: index)
        }
        continue
      }
      guard let score = draft.traits.score(against: traits) else { continue }
      let isBefore = draft.lines.lowerBound <= item.lines.lowerBound
      // Among those that agree equally well, the nearest before the response.
      let distance =
        isBefore
        ? item.lines.lowerBound - draft.lines.lowerBound : 1 << 30 + draft.lines.lowerBound - item.lines.lowerBound
      if best.map({ (score, -distance) > ($0.score, -$0.distance) }) ?? true { best = (score, distance, index) }
    }
    if let best {
      drafts[best.index].incident.response = response
      drafts[best.index].traits.merge(traits)
      return add(item, to: best.index)
    }
    var incident = Incident()
    incident.response = response
    append(item, incident, traits)
  }

  // MARK: The signer's own texts

  mutating func addOwnText(_ item: PastedItem) {
    let own: Text
    let isRequest: Bool
    switch item.content {
    case .canonicalRequest(let text): (own, isRequest) = (text, true)
    case .stringToSign(let text): (own, isRequest) = (text, false)
    default: return
    }
    let lines = Set(own.split(at: 0x0A))
    var best: (score: Int, distance: Int, index: Int)?
    for (index, draft) in drafts.enumerated() {
      let incident = draft.incident
      if (isRequest ? incident.ownCanonicalRequest : incident.ownStringToSign) != nil { continue }
      var score = incident.response == nil ? 0 : 1
      if draft.groups.contains(item.group) { score += 100 }
      let theirs = isRequest ? incident.response?.canonicalRequest : incident.response?.stringToSign
      score += (theirs?.split(at: 0x0A) ?? []).count { lines.contains($0) }
      // The last line of a string to sign is the hash of the canonical request.
      if !isRequest, let request = incident.ownCanonicalRequest, lines.contains(request.sha256) { score += 50 }
      let distance = abs(item.lines.lowerBound - draft.lines.lowerBound)
      if best.map({ (score, -distance) > ($0.score, -$0.distance) }) ?? true { best = (score, distance, index) }
    }
    let index: Int
    if let best {
      index = best.index
      add(item, to: index)
    } else if drafts.isEmpty {
      append(item, Incident(), Traits())
      index = 0
    } else {
      return
    }
    if isRequest {
      drafts[index].incident.ownCanonicalRequest = own
    } else {
      drafts[index].incident.ownStringToSign = own
    }
  }
}

/// What an item says about the request that it belongs to.
private struct Traits {
  var accessKey: Text?
  var signature: Text?
  /// The decoded path of the object, or its key.
  var key: Text?

  init() {}

  init(_ request: InspectedRequest) {
    guard let parts = RequestParts(request.repaired) else { return }
    key = Text(bytes: PercentEncoding.decode(parts.path[...]))
    guard let claim = SignatureClaim(parts) else { return }
    accessKey = claim.accessKeyID
    signature = claim.signature
  }

  init(_ form: InspectedForm) {
    accessKey = form.accessKeyID
    key = form.value("key")
    signature = form.value("x-amz-signature")
  }

  init(_ response: ErrorResponse) {
    accessKey = response["AWSAccessKeyId"]?.trimmed
    signature = response.signature
    key = (response["Key"] ?? response["Resource"])?.trimmed
    if key == nil, let path = response.canonicalRequest?.split(at: 0x0A).dropFirst().first {
      key = Text(bytes: PercentEncoding.decode(path.bytes[...]))
    }
  }

  mutating func merge(_ other: Traits) {
    accessKey = accessKey ?? other.accessKey
    signature = signature ?? other.signature
    key = key ?? other.key
  }

  /// How well two items agree; nil if they contradict each other.
  func score(against other: Traits) -> Int? {
    var score = 0
    if let ours = signature, let theirs = other.signature, Self.isWhole(ours), Self.isWhole(theirs) {
      guard ours.lowercased == theirs.lowercased else { return nil }
      score += 8
    }
    if let ours = accessKey, let theirs = other.accessKey, ours.bytes.count >= 16, theirs.bytes.count >= 16 {
      guard ours == theirs || !Self.isKey(ours) || !Self.isKey(theirs) else { return nil }
      if ours == theirs { score += 2 }
    }
    if let ours = key, let theirs = other.key, !ours.isEmpty, !theirs.isEmpty, ours != "/", theirs != "/" {
      let isEqual = ours == theirs || ours.hasSuffix("/" + theirs) || theirs.hasSuffix(ours.withSlash)
      if isEqual { score += 4 }
    }
    return score
  }

  /// Whether a signature is complete. Redacted ones contradict nothing.
  private static func isWhole(_ signature: Text) -> Bool {
    signature.bytes.count == 64 && signature.bytes.allSatisfy { isHexadecimal($0) }
  }

  private static func isHexadecimal(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte | 0x20)
  }

  /// Whether a text looks like an access key, and not like `<YOUR_ACCESS_KEY>` or `AKIAXXXXXXXXXXXXXXXX`.
  private static func isKey(_ text: Text) -> Bool {
    Set(text.bytes).count > 8
      && text.bytes.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x7A).contains($0 | 0x20) }
  }
}

extension InspectedRequest {
  /// The value of the first header with this name.
  func value(_ name: Text) -> Text? { headers.first { $0.name.equalsIgnoringCase(name) }?.value }

  /// Whether the request is signed, or its host is one of a store.
  var concernsS3: Bool { S3Likeness.concernsS3(self) }

  /// The request with what only another description of it contains.
  fileprivate func merged(with other: InspectedRequest) -> InspectedRequest {
    var request = headers.count >= other.headers.count ? self : other
    let names = Set(request.headers.map(\.name.lowercased))
    let less = headers.count >= other.headers.count ? other : self
    request.headers += less.headers.filter { !names.contains($0.name.lowercased) }
    request.method = request.method ?? less.method
    request.body = request.body ?? less.body
    return request
  }
}

extension InspectedForm {
  /// The form with what a backend handed out from one description and what a client sent from the other.
  fileprivate func merged(with other: InspectedForm) -> InspectedForm {
    var form = sent == nil ? self : other
    let second = sent == nil ? other : self
    form.sent = form.sent ?? second.sent
    form.file = form.file ?? second.file
    form.url = form.url ?? second.url
    form.bucket = form.bucket ?? second.bucket
    return form
  }
}

extension ErrorResponse {
  /// The response with more elements, if another text repeats the same error; nil if it is another error.
  ///
  /// An SDK prints the code and the message, and its log has the XML: both have the same request ID.
  fileprivate func completed(by other: ErrorResponse) -> ErrorResponse? {
    guard code == other.code, !code.isEmpty else { return nil }
    if let ours = self["RequestId"]?.trimmed, let theirs = other["RequestId"]?.trimmed {
      return ours == theirs && !ours.isEmpty ? longer(other) : nil
    }
    // An excerpt without a request ID. Without a message in common it may be any.
    guard let ours = self["Message"]?.trimmed, let theirs = other["Message"]?.trimmed, ours == theirs else {
      return nil
    }
    return longer(other)
  }

  private func longer(_ other: ErrorResponse) -> ErrorResponse { other.known.count > known.count ? other : self }

  fileprivate func isSame(as other: ErrorResponse) -> Bool { known == other.known }

  /// The elements that tell one error from another.
  private var known: [Text] {
    let names: [Text] = [
      "Code", "Message", "RequestId", "AWSAccessKeyId", "SignatureProvided", "StringToSign", "CanonicalRequest",
      "Key", "Resource", "BucketName", "Endpoint", "Region", "ArgumentName", "ArgumentValue", "ServerTime",
    ]
    return names.compactMap { name in self[name].map { name + "=" + $0.trimmed } }
  }
}

extension Text {
  fileprivate var withSlash: Text { hasPrefix("/") ? self : "/" + self }

  fileprivate var sha256: Text { Text(bytes: Hexadecimal.encode(SHA256.digest(of: bytes))) }
}
