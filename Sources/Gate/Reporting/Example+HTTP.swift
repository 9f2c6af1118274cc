import VideoSpec

// A scenario of HTTP requests for people: what is given, and each request with the response that is expected.

extension HTTPScenario {
  var lines: [String] {
    given.map { "  given  \($0.shown)" }
      + steps.enumerated().flatMap { index, step in step.lines(number: "\(index + 1)") }
  }
}

extension GivenState {
  fileprivate var shown: String {
    func named(_ name: Text?) -> String { name.map { ", called \($0)" } ?? "" }
    switch self {
    case .bucket(let name, let region): return "a bucket\(region.map { " in \($0.shown)" } ?? "")\(named(name))"
    case .object(let name, let bucket, let key, let body, let headers):
      let fields = headers.map { ", \($0.name.shown): \($0.value.shown)" }.joined()
      return "an object \(bucket.shown)/\(key.shown) of \(body.length)\(fields)\(named(name))"
    case .cors(let bucket, let rules):
      let all = rules.map { rule in
        let words =
          rule.methods.map(\.shown).joined(separator: ", ") + " from "
          + rule.origins.map(\.shown).joined(separator: ", ")
        let lists = [("headers", rule.headers), ("exposes", rule.exposed)].filter { !$0.1.isEmpty }
        return ([words] + lists.map { "\($0) \($1.map(\.shown).joined(separator: ", "))" }).joined(separator: ", ")
      }
      return "CORS rules of \(bucket.shown): \(all.joined(separator: "; "))"
    case .upload(let name, let bucket, let key, _):
      return "a multipart upload of \(bucket.shown)/\(key.shown)\(named(name))"
    case .part(let name, let upload, let number, let body):
      return "part \(number) of \(upload), \(body.length)\(named(name))"
    case .session: return "session credentials"
    }
  }
}

extension ScenarioText {
  var length: String { size.map { "\($0) bytes" } ?? "a size that references decide" }
}

extension ScenarioStep {
  fileprivate func lines(number: String) -> [String] {
    switch self {
    case .request(let step):
      return step.request.lines(number: number, named: step.name) + [
        "     \(step.within.map { "within \($0) ms: " } ?? "")\(step.expected.shown)"
      ]
    case .race(let step):
      let requests =
        Set(step.requests).count == 1
        ? ["  \(number)  \(step.requests.count) at the same moment:"] + step.requests[0].lines(number: " ", named: nil)
        : ["  \(number)  at the same moment:"] + step.requests.flatMap { $0.lines(number: " ", named: nil) }
      let expected = (step.each.map { ["each \($0.shown)"] } ?? []) + step.counts.words
      return requests + ["     \(expected.joined(separator: ", "))"]
    case .raw(let step): return step.lines(number: number)
    case .sleep(let milliseconds): return ["  \(number)  waits \(milliseconds) ms"]
    }
  }
}

extension RawStep {
  func lines(number: String) -> [String] {
    let closed = closed.map { $0 ? ["then closed"] : ["then still open"] } ?? []
    return ["  \(number)  sends as they are:"]
      + pieces.map { "     | \(Self.cut($0.shown))" }
      + (closesSending ? ["     and closes its side"] : [])
      + ["     \((responses.map(\.shown) + closed).joined(separator: ", "))"]
  }

  private static func cut(_ text: String) -> String {
    text.utf8.count <= 400 ? text : "\(Text(text.utf8.prefix(400)))…"
  }
}

extension StatusCounts {
  /// The expectation, status by status.
  var words: [String] {
    func words(_ counts: [Int: Int], _ word: String) -> [String] {
      counts.sorted { $0.key < $1.key }.map { "\(word)\($0.value) × \($0.key)" }
    }
    return words(exact, "") + words(atLeast, "at least ")
  }
}

extension ScenarioRequest {
  /// The request as `METHOD ADDRESS`, as a reader sees it.
  package var title: String {
    let target =
      switch address {
      case .path(let path): path.shown
      case .object(let bucket, let key): "/" + [bucket, key].compactMap { $0?.shown }.joined(separator: "/")
      }
    let parameters = query.map { "\($0.name.shown)\($0.value.map { "=\($0.shown)" } ?? "")" }
    return "\(method) \(target)\(parameters.isEmpty ? "" : "?" + parameters.joined(separator: "&"))"
  }

  fileprivate func lines(number: String, named name: Text?) -> [String] {
    var lines = ["  \(number)  \(title)\(name.map { ", called \($0)" } ?? "")"]
    if style == .virtual { lines.append("     by a virtual host") }
    lines.append("     \(signing.shown)")
    for field in headers { lines.append("     \(field.name.shown): \(field.value.shown)") }
    if let chunks {
      let sizes = chunks.sizes.map { "\($0)" }.joined(separator: ", ")
      lines.append("     in chunks (\(chunks.mode.rawValue)) of \(sizes) bytes")
      for field in chunks.trailer { lines.append("     trailer \(field.name.shown): \(field.value.shown)") }
    }
    if let body { lines.append("     body of \(body.length)") }
    if framing == .chunked { lines.append("     Transfer-Encoding: chunked") }
    if let form {
      for field in form.fields { lines.append("     field \(field.name.shown): \(field.value.shown)") }
      lines.append("     file \(form.file.map(\.length) ?? "missing")")
      for field in form.after { lines.append("     field after the file \(field.name.shown): \(field.value.shown)") }
    }
    if expectsContinue { lines.append("     Expect: 100-continue") }
    if let cut { lines.append("     closed after \(cut) bytes of the body") }
    if let tampering { lines.append("     then changed: \(tampering.shown)") }
    return lines
  }
}

extension RequestSigning {
  fileprivate var shown: String {
    if placement == .none { return "not signed" }
    var words = ["signed by \(placement.rawValue)"]
    if algorithm != .v4 { words.append("algorithm \(algorithm.rawValue)") }
    if identity != .main { words.append("credentials \(identity.rawValue)") }
    if offset != 0 { words.append("\(offset) seconds from now") }
    if placement == .url, expires.shown != "300" { words.append("valid for \(expires.shown) seconds") }
    if let region { words.append("region \(region.shown)") }
    if let service { words.append("service \(service.shown)") }
    switch payload {
    case .hash: break
    case .unsigned: words.append("unsigned payload")
    case .text(let text): words.append("payload \(text.shown)")
    }
    if !unsigned.isEmpty { words.append("without \(unsigned.map(\.string).joined(separator: ", "))") }
    if let host { words.append("for the host \(host.shown)") }
    return words.joined(separator: ", ")
  }
}

extension Tampering {
  fileprivate var shown: String {
    switch self {
    case .header(let field): "\(field.name.shown): \(field.value.shown)"
    case .removeHeader(let name): "without the header \(name)"
    case .query(let field): "\(field.name.shown)=\(field.value.shown) in the query"
    case .removeQuery(let name): "without the parameter \(name)"
    case .method(let method): "method \(method)"
    case .body(let text): "another body of \(text.length)"
    case .signature: "the last digit of the signature"
    case .head(let find, let replace): "\(find.shown) becomes \(replace.shown) in the head"
    case .field(let field): "field \(field.name.shown): \(field.value.shown)"
    case .removeField(let name): "without the field \(name)"
    case .chunkSignature(let number): "the last digit of the signature of chunk \(number)"
    case .trailerSignature: "the last digit of the trailer's signature"
    case .dropLastChunk: "without the last chunk"
    case .bodyBytes(let find, let replace): "\(find.shown) becomes \(replace.shown) in the body"
    }
  }
}

extension ExpectedResponse {
  /// What is expected, as a reader sees it.
  package var shown: String {
    if isNone { return "no response" }
    var words: [String] = []
    if continued == true { words.append("100 Continue first") }
    if continued == false { words.append("no 100 Continue") }
    let head = statuses.map { "\($0)" }.joined(separator: " or ")
    let code = codes.map(\.string).joined(separator: " or ")
    if !head.isEmpty || !code.isEmpty { words.append([head, code].filter { !$0.isEmpty }.joined(separator: " ")) }
    for (name, matcher) in headers { words.append("\(name): \(matcher.shown)") }
    for (path, matcher) in xml { words.append("\(path.map(\.string).joined(separator: "/")): \(matcher.shown)") }
    if let body { words.append("body: \(body.shown)") }
    return words.joined(separator: ", ")
  }
}

extension ResponseMatcher {
  /// The expectation in words, as in a report.
  package var shown: String {
    func list(_ texts: [ScenarioText]) -> String { texts.map { "\"\(cut($0.shown))\"" }.joined(separator: ", ") }
    return switch self {
    case .equal(let text): text.parts.isEmpty ? "empty" : cut(text.shown)
    case .absent: "absent"
    case .present: "present"
    case .oneOf(let texts): "one of \(list(texts))"
    case .like(let text): "like \(cut(text.shown))"
    case .not(.anyOf(let matchers)): "none of these: \(matchers.map(\.shown).joined(separator: "; "))"
    case .not(let matcher): "not \(matcher.shown)"
    case .anyOf(let matchers): matchers.map(\.shown).joined(separator: ", or ")
    case .tokens(let texts): "with the tokens \(list(texts))"
    case .each(let matcher): "each \(matcher.shown)"
    case .list(let texts): texts.isEmpty ? "none" : "\(list(texts)), in this order"
    case .set(let texts): texts.isEmpty ? "none" : "\(list(texts)), in any order"
    case .count(let count): "\(count) of them"
    case .size(let size): "\(size) bytes"
    case .sha256(let digits): "bytes with the SHA-256 \(digits)"
    case .number(let from, let to):
      switch (from, to) {
      case (let from?, let to?): "a number from \(from) to \(to)"
      case (let from?, nil): "a number of \(from) or more"
      case (nil, let to?): "a number of \(to) or less"
      case (nil, nil): "a number"
      }
    }
  }

  private func cut(_ text: String) -> String { text.utf8.count <= 200 ? text : "\(Text(text.utf8.prefix(200)))…" }
}
