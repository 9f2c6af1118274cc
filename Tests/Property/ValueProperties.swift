import ReferenceImpl
import Testing
import VideoSpec

@Suite("Property: values")
struct ValueProperties {
  @Test("any bytes give a JSON value or an error with a position")
  func jsonNeverTraps() {
    let pieces = [
      "{", "}", "[", "]", "\"", ":", ",", "\\u", "d83c", "0", "-", "1e5", "true", "nul", " ", "\n", "\u{1}", "é",
    ]
    forAll(3000) { choices in
      choices.bool() ? choices.bytes(upTo: 30) : Array(choices.array(upTo: 20) { $0.pick(pieces) }.joined().utf8)
    } holds: { bytes in
      do throws(JSONError) {
        _ = try JSONValue(parsing: bytes)
        return true
      } catch {
        return error.line >= 1 && error.column >= 1 && !error.reason.isEmpty
      }
    }
  }

  @Test("the JSON parser reads both forms of the writer")
  func jsonRoundTrip() {
    forAll(500) {
      $0.json(depth: 3)
    } holds: { value in
      try JSONValue(parsing: value.line) == value && JSONValue(parsing: value.document) == value
    }
  }

  @Test("Base64 is reversible and strict")
  func base64() {
    forAll(1000) {
      $0.bytes(upTo: 40)
    } holds: { bytes in
      let encoded = Base64.encode(bytes)
      return Base64.decode(encoded) == bytes && (bytes.isEmpty || Base64.decode(encoded.dropLast()) == nil)
        && Base64.decode(encoded + [0x0A]) == nil
    }
  }

  @Test("both forms of a time are read back, and sort like the time")
  func times() {
    forAll(3000) {
      $0.next(below: Timestamp.maximum.seconds + 1)
    } holds: { seconds in
      let time = Timestamp(seconds: seconds)
      return Timestamp(basic: time.basic) == time && Timestamp(iso8601: time.iso8601) == time
        && (seconds == 0 || Timestamp(seconds: seconds - 1).basic < time.basic)
    }
  }

  @Test(
    "any bytes as a request are accepted or rejected", arguments: [Operation.verifyURL, .verifyHeaders, .verifyChunks])
  func verifierNeverTraps(operation: VideoSpec.Operation) {
    forAll(500) { choices in
      var request = ReceivedRequest(
        method: Text(bytes: choices.bytes(upTo: 4)), target: choices.text(upTo: 20),
        headers: choices.array(upTo: 4) {
          HeaderField(Text(bytes: $0.bytes(upTo: 8)), Text(bytes: $0.bytes(upTo: 20)))
        },
        body: Text(bytes: choices.bytes(upTo: 60)))
      // Almost valid requests get further than random bytes.
      let signing = choices.signing()
      if choices.bool(),
        let signed = try? operation == .verifyURL ? signing.receivedByURL() : signing.receivedByHeaders()
      {
        request.target = signed.target
        request.headers += signed.headers
      }
      return (signing, request)
    } holds: { (signing: Signing, request: ReceivedRequest) in
      let trace = TraceRecorder()
      do throws(Rejection) {
        switch operation {
        case .verifyURL: _ = try signing.verifier.verifyPresignedURL(of: request, at: signing.time, trace: trace)
        case .verifyHeaders: _ = try signing.verifier.verifyHeaders(of: request, at: signing.time, trace: trace)
        default: _ = try signing.verifier.verifyChunks(of: request, at: signing.time, trace: trace)
        }
        return true
      } catch {
        return (400..<500).contains(error.status ?? 0)
      }
    }
  }
}

extension Choices {
  fileprivate mutating func json(depth: Int) -> JSONValue {
    switch next(below: depth > 0 ? 6 : 4) {
    case 0: .null
    case 1: .bool(bool())
    case 2: .number(pick(["0", "-1", "90000000", "1.5e-7", "9223372036854775807"]))
    case 3: .string(text(upTo: 6))
    case 4: .array(array(upTo: 4) { $0.json(depth: depth - 1) })
    default:
      .object(
        JSONObject(
          members: array(upTo: 4) { ($0.text(upTo: 3), $0.json(depth: depth - 1)) }
            .reduce(into: [Text: JSONValue]()) { $0[$1.0] = $1.1 }.sorted { $0.key < $1.key }
            .map { .init(name: $0.key, value: $0.value) }))
    }
  }
}
