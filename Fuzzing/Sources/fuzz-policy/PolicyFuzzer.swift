import ReferenceImpl
import VideoSpec

/// Runs the policy parser on any bytes, and the evaluator on a form with the parsed policy.
///
/// The parser must return a document, or an error with a reason. A parsed policy must be the same after it is written and parsed again.
/// The form must be accepted, or rejected with one of S3's statuses.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzPolicy(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let input = Array(UnsafeBufferPointer(start: bytes, count: count))
  do throws(MalformedPolicy) {
    let document = try PolicyDocument(parsing: input)
    // Escapes may make the written policy longer than the limit.
    if document.json.count <= PolicyDocument.sizeLimit {
      let again = try PolicyDocument(parsing: document.json)
      precondition(again == document, "another policy was written than was read")
    }
  } catch {
    precondition(!error.reason.isEmpty, "no reason is given")
  }
  let fields = [
    Field("key", "videos/${filename}"), Field("Content-Type", "video/webm;codecs=vp8,opus"),
    Field("policy", Text(bytes: Base64.encode(input))),
  ]
  let form = UploadForm(fields: fields, file: .init(name: "a/b.webm", size: count))
  do throws(Rejection) {
    let accepted = try Verifier.evaluatePolicy(of: form, postedTo: "b", at: Timestamp(seconds: 0))
    precondition(
      accepted.key == "videos/b.webm" && [200, 201, 204, 303].contains(accepted.success.status), "the answer is odd")
  } catch {
    precondition(error.status == 400 || error.status == 403, "the status is not S3's")
  }
  return 0
}
