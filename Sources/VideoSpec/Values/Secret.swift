/// Bytes that must not be shown (SIG-190): printing, describing, dumping or interpolating one gives `<redacted>`.
///
/// The bytes are reached only by ``withBytes(_:)``, so every place that reads them can be found. There is no `Hashable`: comparing
/// secrets is the verifier's business, in constant time.
public struct Secret: Sendable {
  private let storage: Storage

  // A class, so that `Mirror` and `dump`, which go through stored properties, find a reference with nothing to reflect.
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
