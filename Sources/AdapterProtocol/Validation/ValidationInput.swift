public import VideoSpec

/// The input of `object.validate`.
public struct ValidationInput: Hashable, Sendable {
  public var limits: ObjectLimits
  public var answer: StoreResponse
  /// Of the object that was validated before (VAL-028); nil when none was.
  public var etag: Text?
  /// Where the content is to be checked (VAL-030): the object's first ``ContentSample/size`` bytes, or all.
  public var firstBytes: Text?

  public init(limits: ObjectLimits, answer: StoreResponse, etag: Text? = nil, firstBytes: Text? = nil) {
    self.limits = limits
    self.answer = answer
    self.etag = etag
    self.firstBytes = firstBytes
  }
}
