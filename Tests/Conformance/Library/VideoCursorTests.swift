import ReferenceImpl
import Testing
import VideoSpec

@Suite("Cursors of lists")
struct VideoCursorTests {
  @Test("a cursor is read as it was written, for the same query")
  func roundTrip() throws {
    for field in VideoQuery.Field.allCases {
      for isAscending in [false, true] {
        let query = VideoQuery(term: "ä", field: field, isAscending: isAscending)
        let isText = field == .filename || field == .originalFilename
        let cursor = VideoCursor(value: isText ? .text("Ünï \"x\"") : .integer(-1), row: 42)
        let text = cursor.encoded(for: query)
        #expect(text.bytes.allSatisfy { $0.isASCIIAlphanumeric || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_") })
        #expect(try VideoCursor(text, for: query) == cursor)
      }
    }
  }

  @Test("a cursor of another query, or one that was changed, is rejected")
  func rejected() throws {
    let query = VideoQuery(term: "a", field: .size)
    let text = VideoCursor(value: .integer(5), row: 42).encoded(for: query)
    var others = [query, query, query, query]
    others[0].term = "b"
    others[1].term = nil
    others[2].field = .duration
    others[3].isAscending = true
    for other in others {
      #expect(throws: Rejection.self) { try VideoCursor(text, for: other) }
    }
    var wrong: [Text] = [
      "", "x", "....", text + "=", Text(bytes: text.bytes.dropLast()), Text(String(repeating: "A", count: 5000)),
    ]
    // A text where a number has to be, a number that is none, and no position.
    let named = VideoQuery(field: .filename)
    let digest =
      try JSONValue(
        parsing: #require(Self.decoded(VideoCursor(value: .text("a"), row: 1).encoded(for: named))))["q"]?.string ?? ""
    #expect(throws: Rejection.self) {
      try VideoCursor(Self.encoded(#"{"q":"\#(digest)","v":"\u0000","r":0}"#), for: named)
    }
    for json in [#"{"q":"Q","v":"5","r":42}"#, #"{"q":"Q","v":5.5,"r":42}"#, #"{"q":"Q","v":5}"#, "[]", "7", "{"] {
      let digest = try JSONValue(parsing: try #require(Self.decoded(text)))["q"]?.string ?? ""
      wrong.append(Self.encoded(json.split(separator: "Q").joined(separator: digest)))
    }
    for text in wrong {
      let rejection = #expect(throws: Rejection.self) { try VideoCursor(text, for: query) }
      #expect(rejection?.code == .cursorInvalid && rejection?.field == "cursor")
    }
  }

  private static func decoded(_ text: Text) -> [UInt8]? {
    var standard = text.bytes.map {
      $0 == UInt8(ascii: "-") ? UInt8(ascii: "+") : $0 == UInt8(ascii: "_") ? UInt8(ascii: "/") : $0
    }
    while standard.count % 4 != 0 { standard.append(UInt8(ascii: "=")) }
    return Base64.decode(standard)
  }

  private static func encoded(_ json: String) -> Text {
    Text(
      bytes: Base64.encode(Array(json.utf8)).filter { $0 != UInt8(ascii: "=") }.map {
        $0 == UInt8(ascii: "+") ? UInt8(ascii: "-") : $0 == UInt8(ascii: "/") ? UInt8(ascii: "_") : $0
      })
  }
}
