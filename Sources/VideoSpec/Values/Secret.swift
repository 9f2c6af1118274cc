/// Bytes that must not be shown (SIG-190). Printing, describing, dumping or interpolating a secret gives `<redacted>`.
///
/// Only ``withBytes(_:)`` gives access to the bytes, so every place that reads them can be found. The type is not `Hashable`,
/// because only the verifier compares secrets, in constant time.
public struct Secret: Sendable {
  private let storage: Storage

  // This is a class so that `Mirror` and `dump`, which inspect stored properties, find only a reference with no children.
  private final class Storage: Sendable, CustomReflectable {
    let bytes: [UInt8]
    init(_ bytes: [UInt8]) { self.bytes = bytes }
    var customMirror: Mirror { Mirror(self, children: []) }
  }

  public init(_ text: Text) { storage = Storage(text.bytes) }
  public init(_ string: some StringProtocol) { self.init(Text(string)) }

  public var isEmpty: Bool { storage.bytes.isEmpty }

  public func withBytes<Result>(_ body: ([UInt8]) -> Result) -> Result { body(storage.bytes) }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  public var description: String { "<redacted>" }
  public var debugDescription: String { description }
  public var customMirror: Mirror { Mirror(self, children: []) }
}
