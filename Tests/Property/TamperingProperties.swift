import ReferenceImpl
import Testing
import VideoSpec

@Suite("Property: tampering")
struct TamperingProperties {
  @Test("any changed bit of the signature, the string to sign or the canonical request is rejected")
  func anyBit() {
    forAll(100) { choices in
      (choices.signing(), choices.next(below: 1 << 20))
    } holds: { signing, choice in
      let recorder = TraceRecorder()
      _ = try signing.signer().signedHeaders(for: signing.request, at: signing.time, trace: recorder)
      let trace = recorder.trace
      guard let canonical = trace["canonicalRequest"], let text = trace["stringToSign"],
        let signature = trace["signature"]
      else { return false }
      let proof = SignatureProof(
        credentials: signing.credentials, day: signing.time, region: signing.region, service: signing.service)
      func flipped(_ text: Text) -> Text {
        var bytes = text.bytes
        bytes[choice / 8 % bytes.count] ^= 1 << (choice % 8)
        return Text(bytes: bytes)
      }
      return proof.accepts(signature: signature, stringToSign: text, canonicalRequest: canonical)
        && !proof.accepts(signature: flipped(signature), stringToSign: text, canonicalRequest: canonical)
        && !proof.accepts(signature: signature, stringToSign: flipped(text), canonicalRequest: canonical)
        && !proof.accepts(signature: signature, stringToSign: text, canonicalRequest: flipped(canonical))
    }
  }

  @Test("a presigned URL with a changed target is rejected, unless the target has the same meaning")
  func anyByteOfTheTarget() {
    forAll(500) { choices in
      (choices.signing(), choices.next(below: 1 << 20), UInt8(1 + choices.next(below: 255)))
    } holds: {
      signing, place, change in
      var request = try signing.receivedByURL()
      let original = request.target
      var bytes = original.bytes
      bytes[place % bytes.count] ^= change
      request.target = Text(bytes: bytes)
      do {
        _ = try signing.verifier.verifyPresignedURL(of: request, at: signing.time)
        // If it is accepted, only the spelling changed, such as `%2f` for `%2F` or a raw character for its escape.
        return spelledOut(original) == spelledOut(request.target)
      } catch { return true }
    }
  }

  @Test("a signed request whose body, method or header was changed is rejected")
  func anyPartOfTheRequest() {
    forAll(300) { choices in
      (choices.signing(), choices.next(below: 3), choices.next(below: 1 << 20))
    } holds: {
      signing, part, choice in
      var request = try signing.receivedByHeaders()
      switch part {
      case 0: request.body = request.body + "x"
      case 1: request.method = request.method == "PUT" ? "GET" : "PUT"
      default:
        let index = choice % request.headers.count
        request.headers[index].value = request.headers[index].value + "x"
      }
      do {
        _ = try signing.verifier.verifyHeaders(of: request, at: signing.time)
        return false
      } catch { return true }
    }
  }

  /// The decoded path and parameters without empty parameters, which are equal for targets with the same canonical form.
  private func spelledOut(_ target: Text) -> [[Text]] {
    let (path, query) = target.splitOnce(at: UInt8(ascii: "?")) ?? (target, Text())
    let parameters = query.split(at: UInt8(ascii: "&")).filter { !$0.isEmpty }.map { item in
      let (name, value) = item.splitOnce(at: UInt8(ascii: "=")) ?? (item, Text())
      return [PercentEncoding.decode(name), PercentEncoding.decode(value)]
    }
    return [[PercentEncoding.decode(path)]] + parameters.sorted { $0.lexicographicallyPrecedes($1) }
  }
}
