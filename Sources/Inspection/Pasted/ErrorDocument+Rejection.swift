import ReferenceImpl
import VideoSpec

// What S3 says that has nothing to do with how a request is signed: a sentence for each code that people meet.

extension ErrorDocument {
  /// What the code means, in a sentence or two.
  var rejection: String {
    let code = code.isEmpty ? "no code" : Shortened.pasted(self.code, limit: 64).string
    let said = "S3 rejected with \(code)"
    if let meaning { return "\(said): \(meaning)" }
    let message = (self["Message"]?.trimmed).map { Shortened.detail($0.string) } ?? ""
    return
      "\(said)\(message.isEmpty ? "" : ": \"\(message)\""). It is no fault in a signature or a policy that is known here."
  }

  private var meaning: String? {
    switch code.string {
    case "AccessDenied": denial
    case "NoSuchBucket":
      "there is no bucket\(quoted("BucketName")). Look at its name, at the endpoint, and at the style: the bucket is the host's first label or the path's first segment."
    case "NoSuchKey":
      "there is no object\(quoted("Key")). Look at how the key is encoded, and whether its upload has ended. The signature is not the matter."
    case "NoSuchUpload": "the multipart upload was completed or aborted, or never begun; look at uploadId."
    case "SlowDown", "ServiceUnavailable", "Busy", "TooManyRequests", "RequestLimitExceeded":
      "it is too busy. Try again after growing, random pauses; the request itself is right as far as S3 has looked."
    case "InternalError", "OperationAborted":
      "try again after growing, random pauses; nothing is said against the request."
    case "RequestTimeout":
      "the body did not arrive in time. Try again; look at the connection, and at a Content-Length that is larger than the body."
    case "IncompleteBody":
      "fewer bytes arrived than Content-Length says: the connection broke, or something changed the body."
    case "BadDigest", "InvalidDigest":
      "Content-MD5 or a checksum is not that of the body that arrived. Compute it over the very bytes that are sent, and write it in Base64."
    case "MissingContentLength":
      "S3 takes no body without Content-Length: send the file itself, and not a stream of unknown length."
    case "NotImplemented":
      "a header asks for what S3 does not have; mostly Transfer-Encoding: chunked. Send the file with its Content-Length."
    case "MethodNotAllowed":
      "this method is not for this resource. A form is posted to the bucket, a file is put to a key."
    case "AccessForbidden", "NoSuchCORSConfiguration":
      "it is the browser's question before the request (CORS). Allow the origin, the method and the headers in the bucket's CORS rules."
    case "MetadataTooLarge": "the x-amz-meta-* headers or fields have more than 2 KB."
    case "InvalidURI": "the URL cannot be read: encode the key's bytes, each as %XX."
    case "InvalidObjectState": "the object is archived: restore it first."
    case "AllAccessDisabled", "AccountProblem", "NotSignedUp", "OptInRequired", "InvalidPayer":
      "it is about the account, which AWS or the provider can tell more of."
    default:
      code.hasPrefix("KMS.") ? "it is about the bucket's KMS key: may the signer use it, and is it enabled?" : nil
    }
  }

  private var denial: String {
    let message = self["Message"]?.trimmed ?? ""
    let isBare = message.isEmpty || message.lowercased.hasPrefix("access denied")
    return (isBare ? "no reason is given." : "\"\(Shortened.detail(message.string))\".")
      + " A signature was right, or there was none: look at IAM, the bucket policy, Block Public Access and the KMS key of the one who signed."
  }

  private func quoted(_ name: Text) -> String {
    self[name].map { " \"\(Shortened.pasted($0.trimmed, limit: 100))\"" } ?? " of that name"
  }
}
