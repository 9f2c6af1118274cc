import ReferenceImpl
import VideoSpec

/// Compares the signer's own canonical request with S3's, line by line, and names the cause of each difference.
///
/// Each of the signer's lines is canonicalized step by step. If a step makes it equal to S3's, the signer left that step out.
/// Otherwise the request was changed after signing.
struct CanonicalComparison {
  struct Difference {
    var code: CauseCode
    var detail: String
    /// Whether a step explains the difference. Otherwise the values differ.
    var isStep: Bool
  }

  let signed: CanonicalText
  let received: CanonicalText
  private let place: ClaimedSignature.Place
  /// In the order of the lines.
  private(set) var differences: [Difference] = []

  /// Whether steps of canonicalization explain every difference.
  var isExplained: Bool { differences.allSatisfy(\.isStep) }

  init(signed: CanonicalText, received: CanonicalText) {
    self.signed = signed
    self.received = received
    place = received.query.contains("X-Amz-Credential=") ? .query : .header
    compareMethods()
    let isMoved = comparePlaces()
    if !isMoved { comparePaths() }
    compareQueries()
    compareHeaders(exceptHost: isMoved)
    compareLists()
    comparePayloads()
    if let layout = signed.layout { add(.canonicalRequestLayout, layout, isStep: true) }
  }

  private mutating func add(_ code: CauseCode, _ detail: String, isStep: Bool = false) {
    differences.append(Difference(code: code, detail: detail, isStep: isStep))
  }

  private mutating func add(_ steps: [CanonicalStep], _ name: String, _ signed: Text, _ received: Text) {
    for step in steps {
      let beginning = step.detail.map { "\($0): " } ?? ""
      add(step.code, "\(beginning)\(name) was signed as \"\(signed)\", S3 has \"\(received)\"", isStep: true)
    }
  }

  private var changedPart: CauseCode { place == .query ? .parameterChanged : .requestChanged }

  private mutating func compareMethods() {
    guard signed.method != received.method else { return }
    if signed.method.uppercased == received.method {
      add(.methodLowerCase, "signed as \(signed.method)", isStep: true)
    } else {
      add(.methodOther, "signed for \(signed.method), received as \(received.method)")
    }
  }

  /// Whether the bucket moved from the host into the path, or the other way round.
  private mutating func comparePlaces() -> Bool {
    guard let host = signed.value("host"), let other = received.value("host"), host != other,
      signed.path != received.path
    else { return false }
    let isMoved =
      received.path == "/" + Text(host.bytes.prefix { $0 != 0x2E }) + signed.path
      || signed.path == "/" + Text(other.bytes.prefix { $0 != 0x2E }) + received.path
      || host.hasPrefix(firstSegment(received.path) + ".")
        && received.path == "/" + firstSegment(received.path) + signed.path
      || other.hasPrefix(firstSegment(signed.path) + ".")
        && signed.path == "/" + firstSegment(signed.path) + received.path
    if isMoved { add(.bucketInSignedPath, "signed for \(host + signed.path), received as \(other + received.path)") }
    return isMoved
  }

  private func firstSegment(_ path: Text) -> Text { Text(path.bytes.dropFirst().prefix { $0 != 0x2F }) }

  private mutating func comparePaths() {
    let (ours, theirs) = (signed.path, received.path)
    if let steps = CanonicalStep.smallest(ours, theirs, CanonicalStep.path) {
      add(steps, "the path", ours, theirs)
    } else if ours.bytes.count > theirs.bytes.count, ours.bytes.suffix(theirs.bytes.count).elementsEqual(theirs.bytes) {
      add(.pathPrefixStripped, "the path was signed as \(ours), received as \(theirs)")
    } else {
      add(changedPart, "the path was signed as \"\(ours)\", received as \"\(theirs)\"")
    }
  }

  private mutating func compareQueries() {
    let (ours, theirs) = (signed.query, received.query)
    if var steps = CanonicalStep.smallest(ours, theirs, CanonicalStep.query) {
      if let index = steps.firstIndex(where: { $0.code == .queryUnsorted }) {
        steps[index] = CanonicalStep(CanonicalStep.causeOfOrder(ours), detail: steps[index].detail, steps[index].change)
      }
      return add(steps, "the query", ours, theirs)
    }
    let pairs = { (query: Text) in
      query.split(at: UInt8(ascii: "&")).filter { !$0.isEmpty }.map { $0.splitOnce(at: UInt8(ascii: "=")) ?? ($0, "") }
    }
    let (ourPairs, theirPairs) = (pairs(ours), pairs(theirs))
    let (ourSet, theirSet) = (Set(ourPairs.map { $0 + "=" + $1 }), Set(theirPairs.map { $0 + "=" + $1 }))
    let lost = ourPairs.filter { !theirSet.contains($0 + "=" + $1) }
    let added = theirPairs.filter { !ourSet.contains($0 + "=" + $1) }
    let addedValues = Dictionary(added.map { ($0.0, $0.1) }) { first, _ in first }
    let lostNames = Set(lost.map(\.0))
    for (name, value) in lost.prefix(Self.most) {
      if let other = addedValues[name] {
        if let steps = CanonicalStep.smallest(value, other, CanonicalStep.query) {
          add(steps, name.string, value, other)
        } else {
          add(
            name == "X-Amz-Date" ? .signedTimeOther : .parameterChanged,
            "\(name) was signed as \"\(value)\", received as \"\(other)\"")
        }
      } else {
        add(name.hasPrefix("X-Amz-") ? .parameterMissing : changedPart, "\(name) was signed but not received")
      }
    }
    for (name, _) in added.prefix(Self.most) where !lostNames.contains(name) {
      let isToken = name == "X-Amz-Security-Token"
      add(isToken ? .tokenAddedAfterSigning : .requestParametersUnsigned, "\(name) was received but not signed")
    }
  }

  /// How many differences of a kind are named.
  private static let most = 16

  private mutating func compareHeaders(exceptHost isMoved: Bool) {
    let (ours, theirs) = (signed.fields, received.fields)
    let names = ours.map(\.name.lowercased)
    if let name = ours.first(where: { $0.name != $0.name.lowercased })?.name {
      add(.headerNamesAsWritten, "\(name) was signed instead of \(name.lowercased)", isStep: true)
    }
    if Set(names).count < names.count {
      add(.canonicalRequestLayout, "a repeated header has several lines: join the values with \",\"", isStep: true)
    } else if names != names.sorted() {
      let isByLine = signed.headers == signed.headers.sorted()
      add(
        isByLine ? .headerLinesSorted : .headersUnsorted,
        "the order is \(names.map(\.string).joined(separator: ", "))", isStep: true)
    }
    let values = Dictionary(theirs.map { ($0.name.lowercased, $0.value) }) { first, _ in first }
    var unlike = 0
    for (name, value) in ours where unlike < Self.most {
      let name = name.lowercased
      if name == "host" && isMoved { continue }
      guard let other = values[name], !other.isEmpty || value.trimmed.isEmpty else {
        // S3 writes a header that was not sent with an empty value, or not at all.
        unlike += 1
        add(.headerNotSent, Inspector.changeOfHeader(name, value, ""))
        continue
      }
      guard value != other else { continue }
      unlike += 1
      compareValues(name, value, other)
    }
    let ourNames = Set(names)
    for (name, value) in theirs where !ourNames.contains(name.lowercased) && !value.isEmpty {
      add(
        name.lowercased == "host" ? .hostUnsigned : .signedHeadersOther,
        "S3 has \(name): \"\(value)\", which was not signed", isStep: name.lowercased == "host")
    }
  }

  private mutating func compareValues(_ name: Text, _ value: Text, _ other: Text) {
    if name == "host" {
      let (host, port) = value.hostAndPort
      let (otherHost, otherPort) = other.hostAndPort
      if host == otherHost, otherPort == nil, port == "443" || port == "80" {
        return add(.defaultPortKept, "host was signed as \(value), received as \(other)", isStep: true)
      }
      if host == otherHost, port == nil {
        return add(.portDropped, "host was signed as \(value), received as \(other)", isStep: true)
      }
    }
    if let steps = CanonicalStep.smallest(value, other, CanonicalStep.value) {
      return add(steps, name.string, value, other)
    }
    add(
      name == "host" ? .hostChanged : name == "x-amz-date" ? .signedTimeOther : .headerChanged,
      name == "host"
        ? "signed for \(value.trimmed), received as \(other)"
        : Inspector.changeOfHeader(name, value, other))
  }

  private mutating func compareLists() {
    let (ours, theirs) = (signed.list, received.list)
    guard ours != theirs else { return }
    let detail = "the list was signed as \"\(ours)\", S3 has \"\(theirs)\""
    let names = ours.split(at: UInt8(ascii: ";"))
    let lowercased = names.map(\.lowercased)
    let others = Set(theirs.split(at: UInt8(ascii: ";")))
    if Set(lowercased) != others { return add(.signedHeadersOther, detail) }
    if lowercased != names { add(.headerNamesAsWritten, detail, isStep: true) }
    if Set(lowercased).count < lowercased.count { return add(.signedHeadersRepeated, detail, isStep: true) }
    if lowercased != lowercased.sorted() { add(.signedHeadersUnsorted, detail, isStep: true) }
  }

  private mutating func comparePayloads() {
    let (ours, theirs) = (signed.payload, received.payload)
    guard ours != theirs else { return }
    let detail = "the last line was signed as \"\(ours)\", S3 has \"\(theirs)\""
    if ours.isEmpty { return add(.emptyBodyUnhashed, detail, isStep: true) }
    if ours.lowercased == theirs { return add(.payloadHashUpperCase, detail, isStep: true) }
    if ours.trimmed == theirs {
      return add(.canonicalRequestLayout, "there is white space around the hash of the payload", isStep: true)
    }
    let code: CauseCode =
      if theirs == "UNSIGNED-PAYLOAD" {
        place == .query ? .presignedWithBodyHash : .unsignedPayloadHashed
      } else {
        ours == "UNSIGNED-PAYLOAD" ? .unsignedPayloadUnsaid : .bodyChanged
      }
    add(code, detail)
  }
}
