/// A failure of a ``RecordStore``.
public struct RecordStoreError: Error, Hashable, Sendable, CustomStringConvertible {
  public enum Kind: Hashable, Sendable {
    /// The database stayed locked past the store's busy timeout. Nothing is recorded.
    case busy
    /// A record with the same external ID or key exists. Nothing is recorded.
    case taken
    /// The database failed. Nothing is recorded.
    case failed
    /// The database failed once the commit had begun. Everything is recorded, or nothing.
    case outcomeUnknown
  }

  public var kind: Kind
  /// The reason for people to read. It contains no records.
  public var reason: String

  public init(_ kind: Kind, _ reason: String) {
    self.kind = kind
    self.reason = reason
  }

  public var description: String { "the record store failed (\(kind)): \(reason)" }
}
