import ReferenceImpl
import VideoSpec

// Upload forms that can be built, and what browsers send.

extension Choices {
  mutating func postRequest() -> PostPolicyRequest {
    var request = PostPolicyRequest(
      bucket: "video-uploads-example", key: oneIn(4) ? "uploads/${filename}" : key(),
      location: pick([.style(.global), .style(.regional), .style(.path), .endpoint(Endpoint("http://localhost:9000")!)]
      ),
      expires: pick([1, 300, 3600]))
    let names = ["acl", "Content-Type", "x-amz-meta-title", "success_action_status", "Cache-Control", "x-ignore-note"]
    for name in shuffled(names).prefix(next(below: 4)) {
      let value = text(upTo: 5)
      request.fields.append(Field(Text(name), value))
      switch next(below: 3) {
      case 0: request.conditions.append(.exact(name: Text(name), value: value))
      case 1: request.conditions.append(.equal(reference: Text("$" + name), value: value))
      // A list is matched item by item, so the prefix of a value with commas is left empty.
      default:
        let whole = !value.bytes.contains(UInt8(ascii: ",")) && bool()
        request.conditions.append(.startsWith(reference: Text("$" + name), prefix: whole ? value : ""))
      }
    }
    if bool() {
      // S3 takes no file that is larger than 5 GiB, so a larger lower bound could not be met.
      let range = range()
      request.conditions.append(.contentLengthRange(min(range.lowerBound, 5 << 30)...range.upperBound))
    }
    return request
  }

  /// A range of sizes whose bounds are interesting.
  mutating func range() -> ClosedRange<Int> {
    let bounds = [0, 1, 2, 1000, 90_000_000, Int(Int32.max), 1 << 32, 1 << 53, Int.max - 1]
    let pair = [pick(bounds), pick(bounds)].sorted()
    return pair[0]...pair[1]
  }

  /// Not in the last hours of the year 9999, after which no policy can end.
  mutating func signer() -> Signing {
    var signing = signing()
    signing.time = Timestamp(seconds: min(signing.time.seconds, Timestamp.maximum.seconds - 86_400))
    return signing
  }

}

extension Signing {
  /// The built form as S3 receives it.
  func received(_ request: PostPolicyRequest, size: Int, fileName: Text? = "cat.webm") throws -> UploadForm {
    let form = try signer().presignedPost(for: request, at: time)
    return UploadForm(fields: form.fields, file: .init(name: fileName, size: size))
  }

  /// S3's code; nil for a form that it takes.
  func verdict(on form: UploadForm, after seconds: Int = 0) throws -> ErrorCode? {
    do throws(Rejection) {
      _ = try verifier.evaluate(
        form, postedTo: "video-uploads-example", at: time.adding(seconds: seconds) ?? time)
      return nil
    } catch { return error.code }
  }
}
