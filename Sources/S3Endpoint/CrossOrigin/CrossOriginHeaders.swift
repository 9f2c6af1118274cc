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
}

extension S3Service {
  /// The configuration of a bucket, or nil if it has none or does not exist.
  func crossOriginConfiguration(of bucket: Text) -> CrossOriginConfiguration? {
    guard let bytes = try? storage.configuration(.cors, of: bucket) else { return nil }
    return try? CrossOriginConfiguration(document: bytes, checks: EndpointChecks())
  }
}
