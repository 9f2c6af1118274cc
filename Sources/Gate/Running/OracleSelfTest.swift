public import AdapterProtocol
import VideoSpec

/// Puts an oracle to values of the corpus that are known to be good, and to the same with one thing changed.
///
/// The judge believes its oracle; an oracle that calls everything good would make a gate of nothing.
public enum OracleSelfTest {
  /// What the oracle got wrong; empty for a good one. A corpus without known values is itself a fault.
  public static func faults(of oracle: any SignatureOracle, corpus: Corpus) -> [String] {
    var faults: [String] = []
    for (text, digest) in knownDigests where Hexadecimal.lowercase(oracle.sha256(Array(text.utf8))) != digest {
      faults.append("the SHA-256 of \"\(text)\" is wrong")
    }
    var algorithms: Set<Text> = []
    for vector in corpus.cases {
      guard let known = KnownRequest(vector) else { continue }
      if let algorithm = try? oracle.examine(known.request, for: known.asked).algorithm { algorithms.insert(algorithm) }
      if !oracle.accepts(known.request, for: known.asked) { faults.append("\(vector.id): it rejects a good signature") }
      for (change, request) in known.altered where oracle.accepts(request, for: known.asked) {
        faults.append("\(vector.id): it accepts a request with another \(change)")
      }
    }
    if algorithms.isEmpty { faults.append("the corpus has no known signature to try the oracle with") }
    return faults
  }

  /// FIPS 180-4's examples.
  private static let knownDigests: [(String, Text)] = [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
  ]
}

extension SignatureOracle {
  fileprivate func accepts(_ request: ReceivedRequest, for asked: SigningInput) -> Bool {
    (try? examine(request, for: asked))?.isGood ?? false
  }
}

/// A request whose signature AWS's suite or documentation gives.
private struct KnownRequest {
  var request: ReceivedRequest
  let asked: SigningInput

  init?(_ vector: VectorCase) {
    guard vector.evidence.kind == .suite || vector.evidence.kind == .documented,
      case .accepted(let output?) = vector.expectation
    else { return nil }
    switch vector.operation {
    case .signURL, .signHeaders:
      guard let asked = try? SigningInput(json: vector.input, operation: vector.operation),
        let request = ReceivedRequest(asked, output: output)
      else { return nil }
      (self.asked, self.request) = (asked, request)
    case .verifyHeaders, .verifyURL:
      guard let input = try? VerificationInput(json: vector.input), case .request(let request) = input.subject,
        let asked = SigningInput(verifying: vector.input, of: request)
      else { return nil }
      (self.asked, self.request) = (asked, request)
    default: return nil
    }
  }

  /// The same with one hexadecimal digit of the signature, one byte of the path and one header's value changed.
  var altered: [(change: String, request: ReceivedRequest)] {
    var path = request
    path.target = WireTarget(request.target).path + "x" + (WireTarget(request.target).query.map { "?" + $0 } ?? "")
    var header = request
    if let index = request.headers.firstIndex(where: { $0.name.lowercased == "host" }) {
      header.headers[index].value.bytes.append(UInt8(ascii: "x"))
    }
    return [
      ("path", path), ("Host", header), ("signature", alteringSignature(\.first)),
      ("signature", alteringSignature(\.last)),
    ]
  }

  /// Makes one hexadecimal digit of the signature another.
  private func alteringSignature(_ choose: (Range<Int>) -> Int?) -> ReceivedRequest {
    var altered = request
    if let index = request.headers.firstIndex(where: { $0.name.lowercased == "authorization" }) {
      altered.headers[index].value.alterDigit(after: "Signature=", choose)
    } else {
      altered.target.alterDigit(after: "X-Amz-Signature=", choose)
    }
    return altered
  }
}

extension ReceivedRequest {
  /// The request that a known output makes; nil where the output does not say where it goes.
  fileprivate init?(_ asked: SigningInput, output: JSONValue) {
    var headers = asked.request.headers
    var target: Text
    var authority = asked.request.endpoint.authority
    if let url = output["url"].flatMap({ Text(protocolForm: $0) }) {
      guard let url = try? SignedURL(url) else { return nil }
      (target, authority) = (url.target, url.endpoint.authority)
    } else if case .wire(let wire) = asked.request.target {
      target = wire
    } else {
      return nil
    }
    if let added = try? InputReader(output).fields("headers") {
      headers.removeAll { given in added.contains { $0.name.lowercased == given.name.lowercased } }
      headers += added
    }
    let body: Text = if case .body(let body) = asked.request.payload { body } else { Text() }
    self.init(
      method: asked.request.method, target: target, headers: [HeaderField("Host", authority)] + headers, body: body)
  }
}

extension SigningInput {
  /// What the signer of a received request was asked for.
  fileprivate init?(verifying input: JSONValue, of request: ReceivedRequest) {
    // Several may be known to the receiver: the signer's is the one that the request names.
    let signature = [request.target] + request.headers.filter { $0.name.lowercased == "authorization" }.map(\.value)
    let credentials = input["credentials"]?.array?.first { known in
      guard let key = known["accessKeyId"]?.text else { return false }
      return signature.contains { $0.firstIndex(of: key) != nil }
    }
    guard let credentials, let region = input["region"], let service = input["service"] else { return nil }
    let json: JSONValue = [
      "credentials": credentials, "region": region, "service": service, "method": request.method.protocolForm,
      "endpoint": "https://host", "target": ["wire": request.target.protocolForm],
      "payload": ["body": request.body.protocolForm],
    ]
    let isByHeader = request.headers.contains { $0.name.lowercased == "authorization" }
    guard let asked = try? SigningInput(json: json, operation: isByHeader ? .signHeaders : .signURL) else { return nil }
    self = asked
  }
}

extension Text {
  /// Makes one of the hexadecimal digits that follow a name another.
  fileprivate mutating func alterDigit(after name: Text, _ choose: (Range<Int>) -> Int?) {
    guard let start = firstIndex(of: name) else { return }
    let first = start + name.bytes.count
    let digits = bytes[first...].prefix { Hexadecimal.isLowercase(Text(bytes: [$0])) }
    guard let index = choose(digits.indices) else { return }
    bytes[index] = bytes[index] == UInt8(ascii: "0") ? UInt8(ascii: "1") : UInt8(ascii: "0")
  }
}
