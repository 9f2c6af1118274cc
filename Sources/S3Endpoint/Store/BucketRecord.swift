package import VideoSpec

/// A bucket.
package struct BucketRecord: Hashable, Sendable {
  package var name: Text
  /// The region that the bucket was created in.
  package var region: Text
  package var created: Timestamp
}

/// A configuration that a bucket can have. The storage keeps its bytes and does not look at them.
package enum BucketConfiguration: String, Sendable, CaseIterable {
  case cors
  case tagging
}
