public import VideoSpec

/// What S3 stores for a form that it accepts, and the response that the form asks for.
public struct AcceptedUpload: Hashable, Sendable {
  /// The limits of a `content-length-range` condition, in bytes, both included.
  public struct SizeLimit: Hashable, Sendable {
    public var minimum: Int
    public var maximum: Int

    public init(minimum: Int, maximum: Int) {
      self.minimum = minimum
      self.maximum = maximum
    }
  }

  /// The object's key, `${filename}` replaced.
  public var key: Text
  /// The value of the form's field `Content-Type`, or `nil` without one.
  public var contentType: Text?
  /// The `x-amz-meta-*` fields in order, with their names in lower case, as S3 stores them.
  public var metadata: [Field]
  public var success: FormSuccess
  /// The limits that the file's size has to keep, in the order of the policy.
  public var sizeLimits: [SizeLimit]
  /// All fields in order, with their names in lower case and `${filename}` replaced: those above, and the ones that only a store uses.
  public var fields: [Field]

  public init(
    key: Text, contentType: Text? = nil, metadata: [Field] = [], success: FormSuccess = .noContent,
    sizeLimits: [SizeLimit] = [], fields: [Field] = []
  ) {
    self.key = key
    self.contentType = contentType
    self.metadata = metadata
    self.success = success
    self.sizeLimits = sizeLimits
    self.fields = fields
  }

  /// Checks the size of the whole file against the policy and S3's own limit (POL-049, POL-051, POL-053).
  ///
  /// - Throws: ``Rejection``, EntityTooSmall or EntityTooLarge. Its `details` are `ProposedSize`, and `MinSizeAllowed` or
  ///   `MaxSizeAllowed`.
  public func check(fileSize size: Int) throws(Rejection) {
    if let rejection = rejections(ofFileSize: size).first { throw rejection }
  }

  /// Everything that is wrong with the size of the whole file.
  func rejections(ofFileSize size: Int) -> [Rejection] {
    allLimits.compactMap { limit in
      if size < limit.minimum {
        return Rejection(
          .entityTooSmall, status: 400, field: "file", "Your proposed upload is smaller than the minimum allowed size",
          details: [Field("ProposedSize", "\(size)"), Field("MinSizeAllowed", "\(limit.minimum)")])
      }
      return size > limit.maximum ? limit.exceeded(details: [Field("ProposedSize", "\(size)")]) : nil
    }
  }

  /// Checks the number of bytes that have arrived of a file whose end is not known yet.
  ///
  /// - Throws: ``Rejection``, EntityTooLarge, without a `ProposedSize`.
  public func check(fileSizeSoFar size: Int) throws(Rejection) {
    for limit in allLimits {
      // Until the file has reached the minimum, it may still turn out to be too small, which comes first.
      if size < limit.minimum { return }
      if size > limit.maximum { throw limit.exceeded(details: []) }
    }
  }

  private var allLimits: [SizeLimit] { sizeLimits + [.singleUpload] }
}

extension AcceptedUpload.SizeLimit {
  /// What S3 takes in one upload: 5 GiB (POL-053).
  static let singleUpload = AcceptedUpload.SizeLimit(minimum: 0, maximum: 5_368_709_120)

  fileprivate func exceeded(details: [Field]) -> Rejection {
    Rejection(
      .entityTooLarge, status: 400, field: "file", "Your proposed upload exceeds the maximum allowed size",
      details: details + [Field("MaxSizeAllowed", "\(maximum)")])
  }
}
