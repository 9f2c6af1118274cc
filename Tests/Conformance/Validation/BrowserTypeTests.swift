import Testing
import VideoSpec
import spec_docs

extension BrowserType: CustomTestStringConvertible {
  public var testDescription: String { type.string }
}

@Suite("Media types of browsers")
struct BrowserTypeTests {
  private static let types: [BrowserType] = {
    do { return try BrowserType.all(in: Program.root) } catch { fatalError("\(error)") }
  }()

  @Test("types with a comma are first in the table, and rejected by the policy")
  func comma() throws {
    let first = try #require(Self.types.first)
    #expect(first.type == "video/webm;codecs=vp8,opus")
    #expect(try first.policyDecision() == .rejectedItem)
    for type in Self.types where type.type.bytes.contains(UInt8(ascii: ",")) {
      #expect(try type.policyDecision() != .accepted, "\(type.type)")
    }
  }

  @Test("the types that the chapter recommends pass policy and validator", arguments: Self.types)
  func essence(type: BrowserType) throws {
    guard let essence = type.essence, essence == BrowserType.mediaType else { return }
    let sent = BrowserType(essence)
    #expect(try sent.policyDecision() == .accepted && sent.isAcceptedByValidator())
    #expect(try type.isAcceptedByValidator(), "the validator reads it unchanged")
  }
}
