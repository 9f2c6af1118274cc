public import AdapterProtocol
import VideoSpec

/// Tests an oracle with signatures that are known to be right, and with the same requests after one change.
///
/// The judge trusts its oracle: with an oracle that accepts every signature, the gate would prove nothing.
public enum OracleSelfTest {
  /// Returns what the oracle gets wrong; nothing for a good oracle. Vectors without known signatures are a fault, too.
  public static func faults(of oracle: any SignatureOracle, corpus: Corpus) -> [String] {
    var faults: [String] = []
    for (text, digest) in knownDigests where Hexadecimal.lowercase(oracle.sha256(Array(text.utf8))) != digest {
      faults.append("the SHA-256 of \"\(text)\" is wrong")
    }
    var algorithms: Set<Text> = []
    for vector in corpus.cases {
      guard let known = KnownRequest(vector) else { continue }
      if let algorithm = try? oracle.examine(known.request, for: known.input).algorithm { algorithms.insert(algorithm) }
      if !oracle.accepts(known.request, for: known.input) {
        faults.append("\(vector.id): it rejects a right signature")
      }
      for (change, request) in known.altered where oracle.accepts(request, for: known.input) {
        faults.append("\(vector.id): it accepts a request after a change of the \(change)")
      }
    }
    if algorithms.isEmpty { faults.append("the vectors contain no known signature to test the oracle with") }
    return faults
  }

  /// The examples of FIPS 180-4.
  private static let knownDigests: [(String, Text)] = [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
  ]
}

extension SignatureOracle {
  fileprivate func accepts(_ request: ReceivedRequest, for input: SigningInput) -> Bool {
    (try? examine(request, for: input))?.isGood ?? false
  }
}

/// A request whose signature is given by the AWS test suite or AWS's documentation.
private struct KnownRequest {
  var request: ReceivedRequest
  let input: SigningInput

  init?(_ vector: VectorCase) {
    guard vector.evidence.kind == .suite || vector.evidence.kind == .documented,
      case .accepted(let output?) = vector.expectation
    else { return nil }
    guard case .call(let shape) = vector.operation.declaration.shape else { return nil }
    switch shape.signatures {
    case .none: return nil
    case .signed(let placement):
      guard let input = try? SigningInput(json: vector.input, placement: placement),
        let request = ReceivedRequest(input, output: output)
      else { return nil }
      (self.input, self.request) = (input, request)
    case .verified:
      guard let request = (try? VerificationInput(json: vector.input))?.request,
        let input = SigningInput(verifying: vector.input, of: request)
      else { return nil }
      (self.input, self.request) = (input, request)
    }
  }

  /// The request with a changed path, a changed header, and a changed first or last digit of the signature.
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

  /// Changes one hexadecimal digit of the signature.
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
  /// The request that follows from a signer's input and output; nil if they do not say where it goes.
  fileprivate init?(_ input: SigningInput, output: JSONValue) {
    var headers = input.request.headers
    var target: Text
    var authority = input.request.endpoint.authority
    if let url = output["url"].flatMap({ Text(protocolForm: $0) }) {
      guard let url = try? SignedURL(url) else { return nil }
      (target, authority) = (url.target, url.endpoint.authority)
    } else if case .wire(let wire) = input.request.target {
      target = wire
    } else {
      return nil
    }
    if let added = try? InputReader(output).fields("headers") {
      headers.removeAll { given in added.contains { $0.name.lowercased == given.name.lowercased } }
      headers += added
    }
    let body: Text = if case .body(let body) = input.request.payload { body } else { Text() }
    self.init(
      method: input.request.method, target: target, headers: [HeaderField("Host", authority)] + headers, body: body)
  }
}

extension SigningInput {
  /// The input of the signer of a received request.
  fileprivate init?(verifying input: JSONValue, of request: ReceivedRequest) {
    // The receiver may know several credentials. The signer's are those that the request names.
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
    guard let input = try? SigningInput(json: json, placement: isByHeader ? .headers : .url) else { return nil }
    self = input
  }
}

extension Text {
  /// Changes one of the hexadecimal digits after a name.
  fileprivate mutating func alterDigit(after name: Text, _ choose: (Range<Int>) -> Int?) {
    guard let start = firstIndex(of: name) else { return }
    let first = start + name.bytes.count
    let digits = bytes[first...].prefix { Hexadecimal.isLowercase(Text(bytes: [$0])) }
    guard let index = choose(digits.indices) else { return }
    bytes[index] = bytes[index] == UInt8(ascii: "0") ? UInt8(ascii: "1") : UInt8(ascii: "0")
  }
}
