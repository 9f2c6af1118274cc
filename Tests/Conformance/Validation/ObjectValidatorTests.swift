import AdapterProtocol
import ReferenceImpl
import Testing
import VideoSpec

@Suite("Object validation")
struct ObjectValidatorTests {
  static let limits = ObjectLimits(maximumSize: 90_000_000, mediaType: "video/webm")

  static func found(_ size: Text = "5", _ type: Text? = "video/webm", etag: Text = "\"a\"") -> StoreResponse {
    let fields = [HeaderField("content-length", size), HeaderField("ETag", etag)]
    return .responded(status: 200, headers: fields + (type.map { [HeaderField("Content-Type", $0)] } ?? []))
  }

  private func decide(_ answer: StoreResponse, etag: Text? = nil) throws(Rejection) -> [Violation] {
    try ObjectValidator.decide(on: answer, limits: Self.limits, etag: etag).violations
  }

  private func code(_ answer: StoreResponse) -> ErrorCode? {
    do throws(Rejection) {
      _ = try decide(answer)
      return nil
    } catch {
      return error.code
    }
  }

  @Test("the result has size, type and ETag, and all violations")
  func everything() throws {
    let all: [Violation] = [.objectTooLarge, .mediaTypeNotAllowed, .objectReplaced, .contentNotAllowed]
    #expect(
      try ObjectValidator.decide(
        on: Self.found("90000001", "Video/MP4;a=b"), limits: Self.limits, etag: "\"b\"", firstBytes: "nothing")
        == ValidationResult(size: 90_000_001, mediaType: "video/mp4", etag: "\"a\"", violations: all))
    #expect(try decide(Self.found("90000000")) == [])
    #expect(try decide(Self.found("0")) == [.objectEmpty])
    #expect(try decide(.missing, etag: "\"a\"") == [.objectMissing])
    #expect(try decide(Self.found(), etag: "\"A\"") == [.objectReplaced])
  }

  @Test("the essence is compared without case")
  func types() throws {
    for type in ["video/webm", "Video/WebM", "video/webm;codecs=vp8,opus", " video/webm ;x"] as [Text] {
      #expect(try decide(Self.found("5", type)) == [])
    }
    for type in [nil, "", "video/webmx", "video/webm, video/webm", "video", "video/webm/x"] as [Text?] {
      #expect(try decide(Self.found("5", type)) == [.mediaTypeNotAllowed])
    }
  }

  @Test("a response that says nothing about the object is rejected")
  func noVerdict() {
    #expect(code(.responded(status: 403, headers: [])) == .storeForbidden)
    for status in [429, 500, 501, 503, 504, 599] {
      #expect(code(.responded(status: status, headers: [])) == .storeUnavailable)
    }
    #expect(code(.unreachable) == .storeUnavailable)
    for status in [100, 201, 204, 206, 301, 304, 307, 400, 401, 405, 410, 412, 600] {
      #expect(code(.responded(status: status, headers: [])) == .storeResponseInvalid)
    }
    for length in ["", "-1", "+5", "5.0", "0x5", "9223372036854775808", "5, 5", "5 5"] as [Text] {
      #expect(code(Self.found(length)) == .storeResponseInvalid, "\(length)")
    }
    for etag in ["", "\"", "\"\"", "a", "W/\"a\"", "\"a", "\"a\"b\"", "\"a b\"", "\"a\", \"a\""] as [Text] {
      #expect(code(Self.found(etag: etag)) == .storeResponseInvalid, "\(etag)")
    }
    #expect(code(.responded(status: 200, headers: [])) == .storeResponseInvalid)
    #expect(code(.responded(status: 200, headers: Self.headers + Self.headers)) == .storeResponseInvalid)
  }

  private static let headers = [HeaderField("Content-Length", "5"), HeaderField("ETag", "\"a\"")]

  // MARK: - Content

  private static func accepts(_ type: Text, _ bytes: [UInt8]) throws -> Bool {
    let limits = ObjectLimits(maximumSize: 90_000_000, mediaType: type)
    let object = ObjectDescription(size: 5, contentType: type, etag: "\"a\"")
    return try ObjectValidator.decide(on: object, limits: limits, firstBytes: Text(bytes: bytes)).isAccepted
  }

  private static func ebml(_ children: [UInt8], size: [UInt8]? = nil) -> [UInt8] {
    [0x1A, 0x45, 0xDF, 0xA3] + (size ?? [0x80 | UInt8(children.count)]) + children
  }

  private static let docType: [UInt8] = [0x42, 0x82, 0x84] + "webm".utf8

  @Test("WebM is recognised by its EBML header")
  func webM() throws {
    let version: [UInt8] = [0x42, 0x86, 0x81, 1]
    let good: [[UInt8]] = [
      Self.ebml(Self.docType), Self.ebml(version + Self.docType + [0xEC, 0x82, 0, 0]) + [0x18, 0x53],
      Self.ebml([0x42, 0x82, 0x40, 0x06] + "webm".utf8 + [0, 0]),
      Self.ebml(Self.docType, size: [0x01, 0, 0, 0, 0, 0, 0, 7]),
      Self.ebml([0x42, 0x82, 0x86] + "webm".utf8 + [0, 1]),
    ]
    for bytes in good { #expect(try Self.accepts("Video/WebM", bytes), "\(bytes)") }
    let bad: [[UInt8]] = [
      [], [0x1A, 0x45, 0xDF, 0xA3], Array("<html>webm".utf8), Self.ebml([]), Self.ebml(version),
      Self.ebml([0x42, 0x82, 0x88] + "matroska".utf8), Self.ebml([0x42, 0x82, 0x85] + "webmx".utf8),
      Self.ebml([0x42, 0x82, 0x84] + "WebM".utf8), Self.ebml([0x42, 0x82, 0x83] + "web".utf8),
      // The DocType is after the header, in another element, or cut off.
      Self.ebml(version) + Self.docType, Self.ebml([0xEC, 0x87] + Self.docType),
      Array(Self.ebml(Self.docType).dropLast()),
      // A child is longer than the header, has an unknown size, occurs twice, or is followed by a broken one.
      Self.ebml([0x42, 0x82, 0x85] + "webm".utf8) + [0], Self.ebml(Self.docType, size: [0xFF]),
      Self.ebml(Self.docType + Self.docType), Self.ebml(Self.docType + [0]), Self.ebml(Self.docType, size: [0x00]),
      Self.ebml(Self.docType, size: [0x01, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFE]), [0] + Self.ebml(Self.docType),
    ]
    for bytes in bad { #expect(try !Self.accepts("video/webm", bytes), "\(bytes)") }
  }

  @Test("MP4 is recognised by its ftyp box")
  func mp4() throws {
    func box(_ size: [UInt8], _ rest: String) -> [UInt8] { size + rest.utf8 }
    let good: [[UInt8]] = [
      box([0, 0, 0, 16], "ftypisom\0\0\u{2}\0"), box([0, 0, 0, 20], "ftypmp42\0\0\0\0isommoov"),
      box([0, 0, 0, 1], "ftyp") + [0, 0, 0, 0, 0, 0, 0, 24] + "isom\0\0\0\0".utf8,
    ]
    for bytes in good { #expect(try Self.accepts("video/mp4", bytes), "\(bytes)") }
    let bad: [[UInt8]] = [
      [], box([0, 0, 0, 8], "ftyp"), box([0, 0, 0, 8], "ftypisom\0\0\0\0"), box([0, 0, 0, 17], "ftypisom\0\0\0\0"),
      box([0, 0, 0, 16], "moovisom\0\0\0\0"), box([0, 0, 0, 0], "ftypisom\0\0\0\0"),
      box([0, 0, 0, 1], "ftyp") + [0x80, 0, 0, 0, 0, 0, 0, 24] + "isom\0\0\0\0".utf8,
      Self.ebml(Self.docType) + Self.docType,
    ]
    for bytes in bad { #expect(try !Self.accepts("video/mp4", bytes), "\(bytes)") }
  }

  @Test(
    "an unknown content check is rejected, whatever is stored", arguments: ["video/ogg", "video/quicktime"] as [Text])
  func unknownCheck(type: Text) async throws {
    let store = FakeStore(answer: .missing)
    await #expect(throws: Rejection.self) { try await Self.validate(store, type: type) }
    #expect(throws: Rejection.self) { try Self.accepts(type, []) }
  }

  // MARK: - Asking a store

  private struct FakeStore: ObjectStore {
    var answer: StoreResponse = ObjectValidatorTests.found()
    var bytes = StoredBytes.bytes(Text(bytes: ObjectValidatorTests.ebml(ObjectValidatorTests.docType)))

    func head(_ key: Text) async -> StoreResponse { answer }
    func firstBytes(of key: Text, count: Int, etag: Text) async -> StoredBytes {
      count == ContentSample.size && etag == "\"a\"" ? bytes : .failed(.unreachable)
    }
  }

  private static func validate(
    _ store: FakeStore, type: Text = "video/webm", etag: Text? = nil
  ) async throws(Rejection) -> [Violation] {
    try await ObjectValidator.validate(
      "k", in: store, limits: ObjectLimits(maximumSize: 9, mediaType: type), etag: etag, checksContent: true
    ).violations
  }

  @Test("the content is checked of the object that HEAD described")
  func composition() async throws {
    #expect(try await Self.validate(FakeStore()) == [])
    #expect(try await Self.validate(FakeStore(bytes: .bytes("x"))) == [.contentNotAllowed])
    #expect(try await Self.validate(FakeStore(bytes: .replaced)) == [.objectReplaced])
    #expect(try await Self.validate(FakeStore(bytes: .replaced), etag: "\"b\"") == [.objectReplaced])
    #expect(try await Self.validate(FakeStore(answer: .missing)) == [.objectMissing])
    // An empty object is not read.
    let empty = FakeStore(answer: Self.found("0"), bytes: .failed(.unreachable))
    #expect(try await Self.validate(empty) == [.objectEmpty, .contentNotAllowed])
    for (answer, code) in [(403, ErrorCode.storeForbidden), (503, .storeUnavailable), (200, .storeResponseInvalid)] {
      do throws(Rejection) {
        _ = try await Self.validate(FakeStore(bytes: .failed(.responded(status: answer, headers: []))))
        Issue.record("\(answer) is no verdict")
      } catch {
        #expect(error.code == code)
      }
    }
  }
}
