import ReferenceImpl
import VideoSpec

// Errors that have nothing to do with how a request is signed: an explanation for each common code.

extension ErrorResponse {
  /// What the error means, in one or two sentences.
  var explanation: String {
    let code = code.isEmpty ? "no code" : Redaction.shortened(self.code, limit: 64).string
    let beginning = "S3 rejected the request with \(code)"
    if let meaning { return "\(beginning): \(meaning)" }
    let message = (self["Message"]?.trimmed).map { Redaction.detail($0.string) } ?? ""
    return
      "\(beginning)\(message.isEmpty ? "" : ": \"\(message)\""). This is not a known fault of a signature or a policy."
  }

  private var meaning: String? {
    switch code.string {
    case "AccessDenied": denial
    case "NoSuchBucket":
      "there is no bucket\(quoted("BucketName")). Check its name, the endpoint and the style: the bucket is either the host's first label or the path's first segment."
    case "NoSuchKey":
      "there is no object\(quoted("Key")). Check how the key is encoded, and whether its upload has completed. The signature is not the problem."
    case "NoSuchUpload": "the multipart upload was completed or aborted, or it never began. Check uploadId."
    case "SlowDown", "ServiceUnavailable", "Busy", "TooManyRequests", "RequestLimitExceeded":
      "S3 is too busy. Retry with exponential backoff and jitter. S3 found nothing wrong with the request so far."
    case "InternalError", "OperationAborted":
      "retry with exponential backoff and jitter. This does not mean that anything is wrong with the request."
    case "RequestTimeout":
      "the body did not arrive in time. Retry. Check the connection, and whether Content-Length is larger than the body."
    case "IncompleteBody":
      "fewer bytes arrived than Content-Length states. The connection broke, or something changed the body. If it was sent in chunks, one of them is malformed, or x-amz-decoded-content-length is not the length of the data."
    case "BadDigest", "InvalidDigest":
      "Content-MD5 or a checksum does not match the received body. Compute it over exactly the bytes that are sent, and encode it in Base64."
    case "InvalidChunkSizeError":
      "a chunk that is not the last has fewer than 8192 bytes. Collect the stream's data until there are enough; in the AWS SDK for JavaScript, set requestStreamBufferSize."
    case "MalformedTrailerError":
      "the trailer after the last chunk is malformed, or it is not the one that x-amz-trailer names."
    case "MissingContentLength":
      "S3 requires Content-Length, and x-amz-decoded-content-length if the body is sent in chunks. Send the file itself, not a stream of unknown length."
    case "NotImplemented":
      "a header requests something that S3 does not support, usually Transfer-Encoding: chunked. Send the file with its Content-Length."
    case "MethodNotAllowed":
      "the resource does not support this method. Send a form with POST to the bucket, and a file with PUT to a key."
    case "AccessForbidden", "NoSuchCORSConfiguration":
      "the browser's preflight request (CORS) was rejected. Allow the origin, the method and the headers in the bucket's CORS rules."
    case "MetadataTooLarge": "the x-amz-meta-* headers or fields are larger than 2 KB."
    case "InvalidURI": "S3 cannot parse the URL. Encode the bytes of the key, each as %XX."
    case "InvalidObjectState": "the object is archived. Restore it first."
    case "AllAccessDisabled", "AccountProblem", "NotSignedUp", "OptInRequired", "InvalidPayer":
      "there is a problem with the account. Ask AWS or the provider."
    default:
      code.hasPrefix("KMS.")
        ? "there is a problem with the bucket's KMS key. Check that it is enabled and that the signer may use it." : nil
    }
  }

  private var denial: String {
    let message = self["Message"]?.trimmed ?? ""
    let isBare = message.isEmpty || message.lowercased.hasPrefix("access denied")
    return (isBare ? "S3 gives no reason." : "\"\(Redaction.detail(message.string))\".")
      + " The signature was right, or there was none. Check the signer's IAM permissions, the bucket policy, Block Public Access and the KMS key."
  }

  private func quoted(_ name: Text) -> String {
    self[name].map { " \"\(Redaction.shortened($0.trimmed, limit: 100))\"" } ?? " of that name"
  }
}
