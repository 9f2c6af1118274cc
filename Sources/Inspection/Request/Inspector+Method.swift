import ReferenceImpl
import VideoSpec

extension Inspector {
  /// Checks the method and the kind of body of a signed request whose signature was not checked.
  func checkMethod(_ parts: RequestParts, _ claim: SignatureClaim, _ diagnosis: inout Diagnosis) {
    guard diagnosis.isSignatureRight == nil, !diagnosis.isExplained, let method = parts.method else { return }
    let isForm = parts.header("content-type")?.trimmed.lowercased.hasPrefix("multipart/form-data") == true
    if isForm, claim.signedNames.contains("content-type"), claim.place == .query {
      diagnosis.add(
        .headerChanged, .likely,
        "Content-Type is signed, but a form (multipart/form-data) was sent; a presigned PUT takes the file itself")
    }
    guard claim.place == .query else {
      if isForm, method == "POST", !Self.isAmazon(parts.host) {
        diagnosis.add(
          .twoAuthMechanisms, .likely,
          "a signed POST with Content-Type multipart/form-data is taken for a form, which has a signature of its own")
      }
      return
    }
    let operation = parts.query.first { $0.decodedName == "x-id" }?.decodedValue
    if let operation, let signed = Self.methods[operation] {
      if signed != method {
        diagnosis.add(.methodOther, .likely, "x-id is \(operation), which is \(signed), but \(method) was sent")
      }
      return
    }
    let names = Set(parts.query.map(\.decodedName))
    guard method == "POST", names.isDisjoint(with: Self.postParameters) else { return }
    let body = isForm ? "a form" : "POST"
    diagnosis.add(
      .methodOther, .likely,
      "\(body) was sent to a presigned URL of an object; uploads to such a URL are signed for PUT")
  }

  /// The methods of the operations that SDKs name in `x-id`.
  private static let methods: [Text: Text] = [
    "PutObject": "PUT", "UploadPart": "PUT", "GetObject": "GET", "HeadObject": "HEAD", "DeleteObject": "DELETE",
    "CopyObject": "PUT", "CreateMultipartUpload": "POST", "CompleteMultipartUpload": "POST", "ListObjectsV2": "GET",
  ]

  /// The subresources that take POST.
  private static let postParameters: Set<Text> = ["uploads", "uploadId", "delete", "restore", "select", "select-type"]
}
