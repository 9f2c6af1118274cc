public import VideoSpec

/// The input of `object.validate`.
public struct ValidationInput: Hashable, Sendable {
  public var limits: ObjectLimits
  /// The response of the store to the `HEAD` request.
  public var response: StoreResponse
  /// The ETag of the object that was validated before (VAL-028), or `nil` if there was none.
  public var etag: Text?
  /// The first ``ContentSample/size`` bytes of the object, or all of it, if the content is to be checked (VAL-030).
  public var firstBytes: Text?

  public init(limits: ObjectLimits, response: StoreResponse, etag: Text? = nil, firstBytes: Text? = nil) {
    self.limits = limits
    self.response = response
    self.etag = etag
    self.firstBytes = firstBytes
  }
}
