import ReferenceImpl
import Testing
import VideoSpec

@Suite("Property: storage keys")
struct KeyProperties {
  private static let layouts = StorageKey.Layout.allCases

  private static func request(_ layout: StorageKey.Layout, _ choices: inout Choices) -> KeyRequest {
    let hostile = [
      "..", "../../etc/passwd", "a/b", "\\..\\x", "\u{202E}4pm.gpj", "con.mp4", "....", "", "é.mp4", "e\u{301}.mp4",
    ]
    let long = String(
      repeating: choices.pick(["a", "é", "日", "🎬"]), count: choices.pick([1, 65, 66, 99, 100, 195, 199, 400]))
    let name: Text =
      switch choices.next(below: 4) {
      case 0: choices.text(upTo: 12)
      case 1: Text(bytes: choices.bytes(upTo: 40))
      case 2: Text(choices.pick(hostile))
      default:
        Text(
          long + choices.pick([" ", "", " b ", ".", "con"]) + long + choices.pick([".mp4", "", "." + long, " .mp4"]))
      }
    return KeyRequest(
      layout, mediaType: Text(choices.pick(["video/webm", "video/mp4;codecs=avc1", "VIDEO/QuickTime"])),
      user: Text(choices.pick(["u_1", "u_A-9", "u_" + String(repeating: "x", count: 62)])),
      video: Text(choices.pick(["v_1", "v_zz"])), fileName: name)
  }

  @Test("keys stay in bounds and never leave their folder, whatever the file is called", arguments: layouts)
  func bounds(layout: StorageKey.Layout) {
    forAll(1000) {
      (Self.request(layout, &$0), $0.time(), $0.bytes(upTo: 16))
    } holds: { request, time, bytes in
      let random = bytes + [UInt8](repeating: 7, count: 16)
      let key = try KeyGenerator.key(for: request, at: time, random: random).text
      let segments = key.split(at: UInt8(ascii: "/"))
      return key.bytes.count <= 1024 && key.validString != nil && key.string.unicodeScalars.count <= 500
        && segments.allSatisfy { !$0.isEmpty && $0 != "." && $0 != ".." } && !key.bytes.contains(UInt8(ascii: "\\"))
    }
  }

  @Test("a generated key is read back", arguments: layouts)
  func roundTrip(layout: StorageKey.Layout) {
    forAll(1000) {
      (Self.request(layout, &$0), $0.time())
    } holds: { request, time in
      let key = try KeyGenerator.key(for: request, at: time, random: [UInt8](repeating: 9, count: 16))
      return try StorageKey(parsing: key.text, as: layout) == key
    }
  }

  @Test("a safe name stays as it is")
  func idempotent() {
    forAll(2000) {
      Self.request(.libraryVideo, &$0).fileName!
    } holds: { name in
      let safe = SafeName(name).text
      return SafeName(safe).text == safe && safe.bytes.count <= SafeName.limit
    }
  }

  @Test("each of the 122 random bits changes a recording's key, and the other six do not")
  func randomBits() throws {
    let time: Timestamp = "2026-01-02T03:04:05Z"
    func key(_ random: [UInt8]) throws -> Text {
      try KeyGenerator.key(for: KeyRequest(.recording, mediaType: "video/webm"), at: time, random: random).text
    }
    let base = [UInt8](repeating: 0x5A, count: 16)
    var changed = 0
    for bit in 0..<128 {
      var other = base
      other[bit / 8] ^= 1 << (bit % 8)
      if try key(other) != key(base) { changed += 1 }
    }
    #expect(changed == 122)
  }

  @Test("a taken key is not generated again")
  func taken() {
    forAll(100) {
      (Self.request(.libraryVideo, &$0), $0.time(), 1 + $0.next(below: 12))
    } holds: { request, time, count in
      var request = request
      for _ in 0..<count {
        let key = try KeyGenerator.key(for: request, at: time, random: [])
        guard request.taken.insert(key.text).inserted, try StorageKey(parsing: key.text, as: .libraryVideo) == key
        else {
          return false
        }
      }
      return request.taken.count == count
    }
  }

  @Test("any bytes give the parts of a key or an error", arguments: layouts)
  func anyBytes(layout: StorageKey.Layout) {
    forAll(1000) { choices in
      choices.bool()
        ? Text(bytes: choices.bytes(upTo: 60))
        : Text(
          choices.array(upTo: 12) {
            $0.pick(["videos", "/", "2026", "01", "uploads", "users", "u_1", "_", ".", "..", "v_1", ".mp4"])
          }.joined())
    } holds: { key in
      do throws(Rejection) {
        return try StorageKey(parsing: key, as: layout).text == key
      } catch { return error.code == .invalidKey }
    }
  }
}
