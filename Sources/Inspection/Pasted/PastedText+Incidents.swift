import ReferenceImpl
import VideoSpec

extension PastedText {
  /// What was understood, grouped: each response is with its request or form, and each own text of a signer with its response.
  public var incidents: [Incident] {
    var grouping = IncidentGrouping()
    for item in items where !item.isHead { grouping.addSent(item) }
    for item in items where item.isHead { grouping.addHead(item) }
    // A message among other words often repeats a response.
    for item in items where !item.isQuoted { grouping.addResponse(item) }
    for item in items where item.isQuoted && !item.isCodeAlone { grouping.addResponse(item) }
    for item in items where item.isCodeAlone { grouping.addResponse(item) }
    for item in items { grouping.addOwnText(item) }
    grouping.assignCanonicalRequests()
    for item in items { grouping.addNotes(item) }
    return grouping.incidents.map { incident in
      var incident = incident
      incident.tool = incident.tool(in: self)
      incident.software = software
      incident.clues = clues
      return incident
    }
  }
}

/// Groups the items of a text to incidents.
private struct IncidentGrouping {
  fileprivate struct Draft {
    var incident: Incident
    var traits: Traits
    var lines: Range<Int>
    var groups: Set<Int>
    /// Canonical requests of the same time that differ from the signer's own.
    var others: [PastedItem] = []
    /// The tool whose log has the signer's own canonical request.
    var toolOfOwnText: ClientTool?

    /// The line after the last source.
    var lastLine: Int? { incident.sources.map(\.lines.upperBound).max() }
  }

  fileprivate var drafts: [Draft] = []

  var incidents: [Incident] {
    var incidents = drafts.sorted { $0.lines.lowerBound < $1.lines.lowerBound }.map { draft in
      var incident = draft.incident
      incident.sources.sort { $0.lines.lowerBound < $1.lines.lowerBound }
      return incident
    }
    // Requests that are neither signed nor for S3 are only of interest if there is nothing else.
    let telling = incidents.filter { $0.response != nil || $0.request.map(\.concernsS3) ?? true }
    if !telling.isEmpty { incidents = telling }
    // The URL in the code that signs it says nothing beside the signed one.
    let signed = incidents.filter { !$0.isBareURL }
    if !signed.isEmpty, signed.contains(where: { $0.response != nil || $0.request != nil }) { incidents = signed }
    return incidents
  }

  // MARK: Requests and forms

  mutating func addSent(_ item: PastedItem) {
    switch item.content {
    case .request(let request):
      let traits = Traits(request)
      // The same URL in prose, in a command and in a log is one request.
      if let index = drafts.firstIndex(where: { $0.incident.request.map { Self.isSame($0, request) } ?? false }) {
        if let known = drafts[index].incident.request, known.differs(from: request) {
          drafts[index].incident.received = request
          return add(item, to: index)
        }
        drafts[index].incident.request = drafts[index].incident.request?.merged(with: request)
        drafts[index].traits.merge(traits)
        return add(item, to: index)
      }
      // The POST that sends a form.
      if let index = drafts.firstIndex(where: { $0.incident.form.map { Self.isSending($0, by: request) } ?? false }) {
        return add(item, to: index)
      }
      var incident = Incident()
      incident.request = request
      append(item, incident, traits)
    case .form(let form):
      // A policy that was pasted beside its form.
      if form.isPolicyAlone, drafts.contains(where: { $0.incident.form?.value("policy") != nil }) { return }
      let index = drafts.firstIndex { draft in
        draft.incident.form.map { Self.isSame($0, form) } ?? false
      }
      if let index, let known = drafts[index].incident.form {
        drafts[index].incident.form = known.merged(with: form)
        return add(item, to: index)
      }
      if let index = drafts.firstIndex(where: { draft in
        draft.incident.form == nil && draft.incident.request.map { Self.isSending(form, by: $0) } ?? false
      }) {
        drafts[index].incident.request = nil
        drafts[index].incident.form = form
        drafts[index].traits = Traits(form)
        return add(item, to: index)
      }
      var incident = Incident()
      incident.form = form
      append(item, incident, Traits(form))
    case .response, .canonicalRequest, .stringToSign, .sender, .note: break
    }
  }

  // MARK: Code and notes

  /// Adds code and notes to the incident to which they belong: a rejected one first, and the nearest.
  mutating func addNotes(_ item: PastedItem) {
    let isCode: Bool
    switch item.content {
    case .sender: isCode = true
    case .note: isCode = false
    default: return
    }
    let index = drafts.indices.min { left, right in
      let (ours, theirs) = (rank(drafts[left], of: item, isCode), rank(drafts[right], of: item, isCode))
      return ours < theirs
    }
    if index == nil { append(item, Incident(), Traits()) }
    let target = index ?? 0
    switch item.content {
    case .sender(let code):
      drafts[target].incident.notes += code.notes.filter { !drafts[target].incident.notes.contains($0) }
      drafts[target].incident.sender = drafts[target].incident.sender ?? code
    case .note(let note):
      if !drafts[target].incident.notes.contains(note) { drafts[target].incident.notes.append(note) }
    default: break
    }
    add(item, to: target)
  }

  private func rank(_ draft: Draft, of item: PastedItem, _ isCode: Bool) -> (Int, Int, Int) {
    let incident = draft.incident
    let fits = !isCode || incident.form != nil || incident.request == nil || incident.request?.method == "POST"
    return (
      fits ? 0 : 1, incident.response == nil ? 1 : 0, abs(item.lines.lowerBound - draft.lines.lowerBound)
    )
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
    guard let index else {
      // Without any request, the headers alone tell what they can.
      guard drafts.allSatisfy({ $0.incident.request == nil && $0.incident.form == nil }),
        head.value("authorization")?.hasPrefix("AWS") == true
      else { return }
      var incident = Incident()
      incident.request = head
      incident.isPathUnknown = true
      var traits = Traits(head)
      traits.key = nil
      return append(item, incident, traits)
    }
    drafts[index].incident.request?.headers = head.headers
    if let request = drafts[index].incident.request { drafts[index].traits.merge(Traits(request)) }
    add(item, to: index)
  }

  private static func isSame(_ left: InspectedRequest, _ right: InspectedRequest) -> Bool {
    guard PastedURL(left.url).url == PastedURL(right.url).url else { return false }
    if let ours = left.method, let theirs = right.method, ours != theirs { return false }
    // Requests that are signed by header have the same URL more than once.
    let (ours, theirs) = (left.value("authorization"), right.value("authorization"))
    guard let ours, let theirs, ours != theirs else { return true }
    // In logs the access key and the signature are masked.
    guard let date = left.value("x-amz-date"), date == right.value("x-amz-date"),
      let names = ours.after("SignedHeaders=")?.before(","), names == theirs.after("SignedHeaders=")?.before(",")
    else { return false }
    return SignatureFormat.isMasked(ours) || SignatureFormat.isMasked(theirs)
  }

  /// Whether two canonical requests are those of one request, which changed on the way. A retry has another time or another attempt.
  private static func isSame(_ left: Text, _ right: Text) -> Bool {
    guard left != right, let ours = CanonicalText(left), let theirs = CanonicalText(right), let time = ours.time,
      time == theirs.time, ours.method == theirs.method, ours.list == theirs.list,
      ours.value("amz-sdk-request") == theirs.value("amz-sdk-request"),
      ours.value("amz-sdk-invocation-id") == theirs.value("amz-sdk-invocation-id")
    else { return false }
    let (path, other) = (ours.path, theirs.path)
    let isPath =
      path == other || path.hasSuffix(other) || other.hasSuffix(path)
      || CanonicalStep.smallest(path, other, CanonicalStep.path) != nil
      || CanonicalStep.smallest(other, path, CanonicalStep.path) != nil
    let changed = zip(ours.headers, theirs.headers).count { $0 != $1 }
    return isPath && changed <= 2
  }

  /// Whether an unsigned POST, as consoles of browsers print it, sends a form.
  private static func isSending(_ form: InspectedForm, by request: InspectedRequest) -> Bool {
    guard request.method == "POST", let url = form.url, !S3Likeness.isSigned(request.url),
      request.value("authorization") == nil
    else { return false }
    let plain = { (url: Text) in Text(url.bytes.last == UInt8(ascii: "/") ? url.bytes.dropLast() : url.bytes[...]) }
    return plain(url) == plain(request.url)
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

  fileprivate mutating func add(_ item: PastedItem, to index: Int) {
    let source = Incident.Source(format: item.format, lines: item.lines)
    if !drafts[index].incident.sources.contains(source) { drafts[index].incident.sources.append(source) }
    drafts[index].groups.insert(item.group)
    drafts[index].incident.time = drafts[index].incident.time ?? item.time
    // An SDK says more about the fix than curl or a browser.
    let known = drafts[index].incident.tool
    if known == nil || known == .curl || known == .browser { drafts[index].incident.tool = item.tool ?? known }
  }

  // MARK: Responses

  /// How many lines lie at most between a status and the error that belongs to it.
  private static let nearby = 12

  mutating func addResponse(_ item: PastedItem) {
    guard case .response(let response) = item.content else { return }
    let traits = Traits(response)
    if response.isQuoted {
      // A code alone, in prose or in a program, says little beside anything else.
      if response.message.isEmpty, !drafts.isEmpty { return }
      let index = drafts.firstIndex { $0.incident.response?.repeats(response) ?? false }
      if let index, let known = drafts[index].incident.response {
        drafts[index].incident.response = known.completed(byQuoted: response)
        return add(item, to: index)
      }
    }
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
        // A status without a body, and the error that an SDK prints below it.
        let below = item.lines.lowerBound - draft.lines.upperBound
        if (0...Self.nearby).contains(item.lines.lowerBound - (draft.lastLine ?? draft.lines.upperBound))
          || (0...Self.nearby).contains(below),
          known.isBare, !response.isBare,
          known.status == nil || response.status == nil || known.status == response.status,
          draft.traits.score(against: traits) != nil
        {
          drafts[index].incident.response = response
          drafts[index].traits.merge(traits)
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
    // A second canonical request of the same request: one of the two is the server's.
    if isRequest,
      let index = drafts.firstIndex(where: { draft in
        guard let known = draft.incident.ownCanonicalRequest, draft.incident.response?.canonicalRequest == nil,
          item.tool == nil || item.tool != draft.toolOfOwnText
        else { return false }
        return Self.isSame(known, own)
      })
    {
      drafts[index].others.append(item)
      return add(item, to: index)
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
      drafts[index].toolOfOwnText = item.tool
    } else {
      drafts[index].incident.ownStringToSign = own
    }
  }
}

extension IncidentGrouping {
  /// Decides which of two canonical requests is the signer's: the one whose hash is in the signer's string to sign, or the first. The
  /// other one is that of the server, which computes it to check the signature.
  mutating func assignCanonicalRequests() {
    for index in drafts.indices {
      guard var own = drafts[index].incident.ownCanonicalRequest, let other = drafts[index].others.first,
        case .canonicalRequest(var server) = other.content
      else { continue }
      let hash = drafts[index].incident.ownStringToSign?.trimmed.split(at: 0x0A).last?.trimmed
      if let hash, server.sha256 == hash { (own, server) = (server, own) }
      let response = drafts[index].incident.response
      guard response == nil || response?.code == "SignatureDoesNotMatch" || response?.isBare == true else { continue }
      drafts[index].incident.ownCanonicalRequest = own
      drafts[index].incident.response = (response ?? ErrorResponse(elements: [])).adding(canonicalRequest: server)
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

extension PastedItem {
  /// Whether the item is only the code of an error.
  fileprivate var isCodeAlone: Bool {
    if case .response(let response) = content { response.isQuoted && response.message.isEmpty } else { false }
  }

  /// Whether the item is a message that was found among other words.
  fileprivate var isQuoted: Bool {
    if case .response(let response) = content { response.isQuoted } else { false }
  }
}

extension InspectedRequest {
  /// The value of the first header with this name.
  func value(_ name: Text) -> Text? { headers.first { $0.name.equalsIgnoringCase(name) }?.value }

  /// Whether the request is signed, or its host is one of a store.
  var concernsS3: Bool { S3Likeness.concernsS3(self) }

  /// Whether two logs of one request have different values of a signed header.
  fileprivate func differs(from other: InspectedRequest) -> Bool {
    guard let names = value("authorization")?.after("SignedHeaders=")?.before(",") else { return false }
    return names.split(at: UInt8(ascii: ";")).contains { name in
      guard let ours = value(name)?.trimmed, let theirs = other.value(name)?.trimmed else { return false }
      return ours != theirs
    }
  }

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
    form.isFromCode = form.isFromCode || second.isFromCode
    form.unknown.formUnion(second.unknown)
    form.notes += second.notes
    return form
  }
}

extension Incident {
  /// Whether there is nothing but an unsigned URL.
  fileprivate var isBareURL: Bool {
    guard response == nil, form == nil, ownCanonicalRequest == nil, let request else { return false }
    return request.headers.isEmpty && !S3Likeness.isSigned(request.url)
  }
}

extension ErrorResponse {
  /// The response with more elements, if another text repeats the same error; nil if it is another error.
  ///
  /// An SDK prints the code and the message, and its log has the XML: both have the same request ID.
  fileprivate func completed(by other: ErrorResponse) -> ErrorResponse? {
    // A status alone, as consoles of browsers print it.
    if code.isEmpty, message.isEmpty, other.status == nil || other.status == status { return other }
    if other.code.isEmpty, other.message.isEmpty, status == nil || other.status == status { return self }
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

  /// Whether a message among other words is the one of this response, or what this response lacks.
  fileprivate func repeats(_ quoted: ErrorResponse) -> Bool {
    let (ours, theirs) = (MessagePattern.Message(message), MessagePattern.Message(quoted.message))
    if message.isEmpty { return code.isEmpty || code.equalsIgnoringCase(quoted.code) }
    return MessagePattern.find(theirs.folded, in: ours.folded[...]) != nil
  }

  /// The response with the message that it lacks.
  fileprivate func completed(byQuoted quoted: ErrorResponse) -> ErrorResponse {
    guard message.isEmpty else { return self }
    var response = replacingMessage(quoted.message)
    response.isQuoted = true
    return response
  }

  /// The response with S3's canonical request, which a server's log shows.
  fileprivate func adding(canonicalRequest: Text) -> ErrorResponse {
    var all = elements.values.sorted { $0.index < $1.index }.map { ($0.name, $0.value) }
    all.append(("CanonicalRequest", canonicalRequest))
    return ErrorResponse(elements: all.map { (name: $0.0, value: $0.1) }, status: status, headers: headers)
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
