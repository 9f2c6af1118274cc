import ReferenceImpl
import VideoSpec

/// The headers with which a response lets pages of another origin read it.
struct CrossOriginHeaders {
  let service: S3Service

  /// Returns the headers for a request that names its origin, whatever the response is. Errors have them, too: without them a page would not
  /// see why its upload was refused.
  func headers(for pending: PendingRequest) -> [HeaderField] {
    guard pending.operation != .preflight, let origin = pending.header("origin"), let bucket = pending.address?.bucket,
      let configuration = service.crossOriginConfiguration(of: bucket)
    else { return [] }
    let question = CrossOriginQuestion(
      origin: origin.trimmed, method: pending.received.method, headers: [], checks: service.checks)
    return configuration.rule(for: question).map { $0.headers(for: question) } ?? []
  }

  /// A warning about a response that has no such headers; nil if no browser needs them.
  ///
  /// A browser sends a form without a preflight. It is stored, and the page still sees only that the request failed.
  func warning(about pending: PendingRequest) -> S3Warning? {
    guard pending.operation != .preflight, let address = pending.address, address.bucket != nil,
      let origin = pending.header("origin")?.trimmed, !origin.isEmpty,
      origin != (pending.isSecure ? "https://" : "http://") + pending.host
    else { return nil }
    let method = pending.received.method.printable
    return S3Warning(
      "STO-157",
      "a browser hides this response from the page: no CORS rule of the bucket allows \(method) from \(origin.printable)"
    )
  }
}

extension S3Service {
  /// The configuration of a bucket, or nil if it has none or does not exist.
  func crossOriginConfiguration(of bucket: Text) -> CrossOriginConfiguration? {
    guard let bytes = try? storage.configuration(.cors, of: bucket) else { return nil }
    return try? CrossOriginConfiguration(document: bytes, checks: EndpointChecks())
  }
}
