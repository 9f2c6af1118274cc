import ReferenceImpl
import VideoSpec

/// Puts any bytes to the policy parser, and what it reads to the evaluator.
///
/// It must end in a document or an error that says why; what was read is written and read again as the same; a form with it is
/// accepted or rejected with a status of S3's.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzPolicy(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let input = Array(UnsafeBufferPointer(start: bytes, count: count))
  do throws(MalformedPolicy) {
    let document = try PolicyDocument(parsing: input)
    // Escapes may make the written form longer than a policy may be.
    if document.json.count <= PolicyDocument.sizeLimit {
      let again = try PolicyDocument(parsing: document.json)
      precondition(again == document, "another policy was written than was read")
    }
  } catch {
    precondition(!error.reason.isEmpty, "no reason is given")
  }
  let fields = [
    HeaderField("key", "videos/${filename}"), HeaderField("Content-Type", "video/webm;codecs=vp8,opus"),
    HeaderField("policy", Text(bytes: Base64.encode(input))),
  ]
  let form = ReceivedForm(bucket: "b", fields: fields, file: .init(name: "a/b.webm", size: count))
  do throws(Rejection) {
    let accepted = try Verifier.decide(form, at: Timestamp(seconds: 0))
    precondition(
      accepted.key == "videos/b.webm" && [200, 201, 204, 303].contains(accepted.status), "the answer is odd")
  } catch {
    precondition(error.status == 400 || error.status == 403, "the status is not S3's")
  }
  return 0
}
