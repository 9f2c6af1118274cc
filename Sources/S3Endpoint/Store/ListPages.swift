package import VideoSpec

/// The part of a bucket to list.
package struct ListRequest: Hashable, Sendable {
  package var bucket: Text
  package var prefix: Text
  /// Keys that have this after the prefix are rolled up into one common prefix. Nil or empty for none.
  package var delimiter: Text?
  /// Lists only what comes after this key or common prefix. If the key is rolled up into a common prefix, the whole prefix is skipped, as S3
  /// does.
  package var after: Text
  /// The greatest number of entries and common prefixes together, from 0.
  package var limit: Int

  package init(bucket: Text, prefix: Text = "", delimiter: Text? = nil, after: Text = "", limit: Int = 1000) {
    self.bucket = bucket
    self.prefix = prefix
    self.delimiter = delimiter
    self.after = after
    self.limit = limit
  }
}

/// A page of a list, in byte order.
package struct ListPage<Entry: Hashable & Sendable>: Hashable, Sendable {
  package enum Element: Hashable, Sendable {
    case entry(Entry)
    case commonPrefix(Text)
  }

  package var elements: [Element] = []
  /// Whether there is more after this page.
  package var isTruncated = false

  /// The common prefix at the end of the page, or nil if it ends with an entry.
  package var lastCommonPrefix: Text? { if case .commonPrefix(let prefix) = elements.last { prefix } else { nil } }

  package var entries: [Entry] { elements.compactMap { if case .entry(let entry) = $0 { entry } else { nil } } }
  package var commonPrefixes: [Text] {
    elements.compactMap { if case .commonPrefix(let prefix) = $0 { prefix } else { nil } }
  }
}

/// An object as lists show it.
package struct ObjectSummary: Hashable, Sendable {
  package var key: Text
  package var size: Int
  /// The ETag without its quotation marks.
  package var etag: Text
  package var modified: Timestamp
  package var storageClass: Text
  package var checksum: UploadChecksum?
}

extension ListPage<ObjectSummary> {
  /// The key or common prefix at the end of the page: the next page begins after it.
  package var last: Text? { lastCommonPrefix ?? entries.last?.key }
}
