import ReferenceImpl
import Testing
import VideoSpec

@Suite("Property: policies")
struct PolicyProperties {
  /// A size that the request's ranges allow.
  private static func size(for request: PostPolicyRequest) -> Int {
    for case .contentLengthRange(let lower, _) in request.conditions { return lower.value ?? 0 }
    return 1
  }

  @Test("what the builder builds the evaluator accepts")
  func buildThenEvaluate() {
    forAll {
      ($0.signer(), $0.postRequest())
    } holds: { signing, request in
      try signing.verdict(on: signing.received(request, size: Self.size(for: request))) == nil
    }
  }

  @Test("a form that is used after its policy's end is rejected")
  func expiry() {
    forAll {
      ($0.signer(), $0.postRequest())
    } holds: { signing, request in
      let form = try signing.received(request, size: Self.size(for: request))
      return try signing.verdict(on: form, after: request.expires - 1) == nil
        && (signing.verdict(on: form, after: request.expires + 1) == .accessDenied
          || signing.time.seconds + request.expires + 1 > Timestamp.maximum.seconds)
    }
  }

  @Test("changing or dropping any one covered field is rejected, and so is adding one")
  func tampering() {
    forAll {
      ($0.signer(), $0.postRequest(), $0.next(below: 100), $0.next(below: 3))
    } holds: {
      signing, request, place, kind in
      var form = try signing.received(request, size: Self.size(for: request))
      let index = place % form.fields.count
      let name = form.fields[index].name.lowercased
      // A caller's field whose only conditions hold for every value may change, but not be left out.
      let conditions = request.conditions.filter { $0.field == name }
      let isOpen =
        !conditions.isEmpty
        && conditions.allSatisfy { condition in
          if case .startsWith(_, let prefix) = condition { prefix.isEmpty } else { false }
        }
      switch kind {
      case 0:
        form.fields[index].value = "x" + form.fields[index].value + "x"
        return try (signing.verdict(on: form) == nil) == isOpen
      case 1:
        form.fields.remove(at: index)
        return try signing.verdict(on: form) != nil
      default:
        form.fields.append(Field("x-amz-storage-class", "STANDARD_IA"))
        return try signing.verdict(on: form) == .accessDenied
      }
    }
  }

  @Test("dropping, adding or changing any one condition changes the signature's verdict")
  func otherPolicy() {
    forAll {
      ($0.signer(), $0.postRequest(), $0.next(below: 100))
    } holds: { signing, request, place in
      var form = try signing.received(request, size: Self.size(for: request))
      let index = form.fields.firstIndex { $0.name == "policy" }!
      var document = try PolicyDocument(parsing: Base64.decode(form.fields[index].value.bytes)!)
      document.conditions.remove(at: place % document.conditions.count)
      form.fields[index].value = Text(bytes: Base64.encode(document.json))
      return try signing.verdict(on: form) == .signatureDoesNotMatch
    }
  }

  @Test("a policy is read as it was written")
  func roundTrip() {
    forAll {
      ($0.signer(), $0.postRequest())
    } holds: { signing, request in
      let form = try signing.received(request, size: 1)
      let bytes = Base64.decode(form.value(of: "policy")!.bytes)!
      let document = try PolicyDocument(parsing: bytes)
      return document.json == bytes && document.conditions.starts(with: request.conditions)
        && document.expiration.seconds == signing.time.seconds + request.expires
    }
  }

  @Test("every size is as good as its class: below, within or above a range")
  func sizes() {
    forAll(2000) { choices in
      let range = choices.range()
      let near = [
        range.lowerBound &- 1, range.lowerBound, range.lowerBound + 1, range.upperBound &- 1, range.upperBound,
        range.upperBound &+ 1,
      ]
      let size = choices.bool() ? choices.pick(near) : choices.next(below: Int.max)
      return (range, max(0, size))
    } holds: { range, size in
      let code = Self.verdict(conditions: [.contentLengthRange(range)], type: "video/webm", size: size)
      let largest = min(range.upperBound, 5 << 30)
      let expected = size < range.lowerBound ? "EntityTooSmall" : size > largest ? "EntityTooLarge" : nil
      return code?.rawValue == expected
    }
  }

  @Test("a file that is rejected before its end gets the code that it would get at its end")
  func sizesSoFar() {
    forAll(2000) { choices in
      let limits = choices.array(upTo: 3) {
        AcceptedUpload.SizeLimit(minimum: $0.next(below: 6), maximum: $0.next(below: 6))
      }
      let upload = AcceptedUpload(key: "k", sizeLimits: limits)
      return (upload, choices.next(below: 8), choices.next(below: 3))
    } holds: { upload, arrived, rest in
      guard let early = Self.code({ () throws(Rejection) in try upload.check(fileSizeSoFar: arrived) }) else {
        // What is too large is not let through for long.
        let code = Self.code { () throws(Rejection) in try upload.check(fileSize: arrived) }
        return code != .entityTooLarge
      }
      return early == Self.code { () throws(Rejection) in try upload.check(fileSize: arrived + rest) }
    }
  }

  private static func code(_ check: () throws(Rejection) -> Void) -> ErrorCode? {
    do throws(Rejection) {
      try check()
      return nil
    } catch { return error.code }
  }

  @Test("every MIME value is as good as its class, at every size", arguments: [0, 1, 90_000_000, 90_000_001])
  func types(size: Int) {
    forAll(1000) { choices in
      let essence = choices.pick([
        "video/webm", "video/mp4", "Video/WebM", "video/webmx", "", "video", " video/webm", "text/html",
      ])
      let parameter = choices.pick(["", ";codecs=vp9", "; codecs=\"vp9\"", " ;codecs=opus", ";", "\u{0}", "é"])
      return Text(essence + parameter)
    } holds: { type in
      let conditions: [PolicyCondition] = [
        .startsWith(reference: "$Content-Type", prefix: "video/webm"), .contentLengthRange(1...90_000_000),
      ]
      let code = Self.verdict(conditions: conditions, type: type, size: size)
      // The conditions are checked in the order of the policy, so a wrong type hides a wrong size.
      guard type.hasPrefix("video/webm") else { return code == .accessDenied }
      return code?.rawValue == (size == 0 ? "EntityTooSmall" : size == 90_000_001 ? "EntityTooLarge" : nil)
    }
  }

  @Test("any bytes as a policy end in a document or an error")
  func anyBytes() {
    let pieces = [
      "{", "}", "[", "]", "\"expiration\"", ":", ",", "\"2026-01-02T03:04:05Z\"", "\"conditions\"", "\"eq\"",
      "\"$key\"",
      "\"content-length-range\"", "1", "-1", "1e9", "9223372036854775808", "\"starts-with\"", "null", "\"\"",
    ]
    forAll(3000) { choices in
      choices.bool() ? choices.bytes(upTo: 60) : Array(choices.array(upTo: 30) { $0.pick(pieces) }.joined().utf8)
    } holds: { bytes in
      do throws(MalformedPolicy) {
        _ = try PolicyDocument(parsing: bytes)
        return true
      } catch { return !error.reason.isEmpty }
    }
  }

  private static func verdict(conditions: [PolicyCondition], type: Text, size: Int) -> ErrorCode? {
    let policy = PolicyDocument(
      expiration: .maximum,
      conditions: conditions + [
        .exact(name: "bucket", value: "b"), .exact(name: "key", value: "k"),
        .startsWith(reference: "$Content-Type", prefix: ""),
      ])
    let fields = [
      Field("key", "k"), Field("Content-Type", type),
      Field("policy", Text(bytes: Base64.encode(policy.json))),
    ]
    let form = UploadForm(fields: fields, file: .init(size: size))
    do throws(Rejection) {
      _ = try Verifier.evaluatePolicy(of: form, postedTo: "b", at: Timestamp(seconds: 0))
      return nil
    } catch { return error.code }
  }
}
