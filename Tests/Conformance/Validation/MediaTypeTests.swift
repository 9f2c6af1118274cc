import ReferenceImpl
import Testing
import VideoSpec

@Suite("Media types")
struct MediaTypeTests {
  @Test(
    "a media type is read and written",
    arguments: [
      ("video/webm", "video/webm"), ("\r\n\t Video/WebM \n", "video/webm"), ("video/webm ;", "video/webm"),
      ("video/webm;codecs=vp8,opus", "video/webm;codecs=\"vp8,opus\""),
      ("video/webm;codecs=vp9", "video/webm;codecs=vp9"),
      ("video/webm; CODECS=\"vp8, Opus\" x;codecs=b", "video/webm;codecs=\"vp8, Opus\""),
      ("video/webm;a;b=;c=\"\";=d;e f=g;h=i ", "video/webm;c=\"\";h=i"),
      ("video/webm;a=\"b\\\"c\\\\d\\e", "video/webm;a=\"b\\\"c\\\\de\""),
      ("video/webm;a=\"b\\", "video/webm;a=\"b\\\\\""),
      ("video/webm;a=\"", "video/webm;a=\"\""), ("video/webm;a=b=c", "video/webm;a=\"b=c\""),
      ("video/webm;a=\u{7F};b=\u{0}", "video/webm"), ("video/webm;a=", "video/webm"), ("*/*", "*/*"),
    ] as [(Text, Text)])
  func serialized(text: Text, wanted: Text) throws {
    let type = try #require(MediaType(parsing: text))
    #expect(type.serialized == wanted)
    #expect(MediaType(parsing: type.serialized) == type)
  }

  @Test(
    "texts that are not media types are rejected",
    arguments: [
      "", " ", "video", "video/", "/webm", "video /webm", "video/ webm", "video/we bm", "video/webm, video/mp4",
      "vidéo/webm", "video/webm\u{B}", "\u{C}video/webm", ";video/webm", "video/we/bm",
    ] as [Text])
  func none(text: Text) { #expect(MediaType(parsing: text) == nil) }

  @Test("a value may contain bytes that are not UTF-8")
  func bytes() throws {
    let type = try #require(MediaType(parsing: Text(bytes: Array("a/b;c=".utf8) + [0xE9])))
    #expect(type.parameters == [HeaderField("c", Text(bytes: [0xE9]))])
    #expect(type.serialized == Text(bytes: Array("a/b;c=\"".utf8) + [0xE9, 0x22]))
  }
}
