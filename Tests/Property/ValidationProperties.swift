import AdapterProtocol
import ReferenceImpl
import Testing
import VideoSpec

@Suite("Property: validation")
struct ValidationProperties {
  private static func contentType(_ choices: inout Choices) -> Text {
    let pieces: [Text] = [
      "video/webm", "Video/WebM", ";", "=", "\"", "\\", " ", "\t", "\r\n", "codecs", "CODECS", "vp8,opus", "/", ",",
      "é", "a",
    ]
    var bytes: [UInt8] = choices.oneIn(4) ? [] : Array("video/webm".utf8)
    for _ in 0..<choices.next(below: 12) {
      bytes += choices.oneIn(8) ? choices.bytes(upTo: 2) : choices.pick(pieces).bytes
    }
    return Text(bytes: bytes)
  }

  @Test("a written media type is read back")
  func roundTrip() {
    forAll(5000) {
      Self.contentType(&$0)
    } holds: { text in
      guard let type = MediaType(parsing: text) else { return true }
      let names = Set(type.parameters.map(\.name))
      return MediaType(parsing: type.serialized) == type && names.count == type.parameters.count
        && type.essence == type.essence.lowercased && !type.essence.bytes.contains(UInt8(ascii: ";"))
    }
  }

  @Test("an accepted object has the one essence, a size within bounds and the ETag")
  func decision() {
    forAll(5000) {
      (Self.contentType(&$0), $0.pick(["0", "1", "89999999", "90000000", "90000001"] as [Text]), $0.bool())
    } holds: { type, size, isSame in
      let headers = [
        HeaderField("Content-Length", size), HeaderField("Content-Type", type), HeaderField("ETag", "\"a\""),
      ]
      let result = try ObjectValidator.decide(
        on: .responded(status: 200, headers: headers),
        limits: ObjectLimits(maximumSize: 90_000_000, mediaType: "video/webm"), etag: isSame ? "\"a\"" : "\"b\"")
      let bytes = Int(size.string) ?? 0
      let isRight = result.mediaType == "video/webm" && (1...90_000_000).contains(bytes) && isSame
      return result.isAccepted == isRight && result.size == bytes
        && Set(result.violations).count == result.violations.count
    }
  }

  @Test("any first bytes and limits give a result, and random bytes are not taken for a video")
  func hostileBytes() {
    let beginnings: [[UInt8]] = [
      [], [0x1A, 0x45, 0xDF, 0xA3], [0x1A, 0x45, 0xDF, 0xA3, 0x87, 0x42, 0x82], Array("\0\0\0\u{1}ftyp".utf8),
      Array("\0\0\0\u{10}ftyp".utf8),
    ]
    forAll(5000) {
      ($0.pick(beginnings) + $0.bytes(upTo: 24), $0.pick(["video/webm", "video/mp4"] as [Text]), $0.text(upTo: 12))
    } holds: { bytes, type, limit in
      let object = ObjectDescription(size: 1, contentType: type, etag: "\"a\"")
      let limits = ObjectLimits(maximumSize: 1, mediaType: type)
      let result = try ObjectValidator.decide(on: object, limits: limits, firstBytes: Text(bytes: bytes))
      let name = type == "video/webm" ? "webm" : "ftyp"
      let mentions = bytes.indices.contains { bytes[$0...].starts(with: name.utf8) }
      _ = try? ObjectLimits(environment: [LimitVariable.maximumSize: limit, LimitVariable.mediaType: type])
      return !result.isAccepted || mentions
    }
  }
}
