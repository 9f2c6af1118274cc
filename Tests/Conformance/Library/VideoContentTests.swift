import ReferenceImpl
import Testing
import VideoSpec

@Suite("The type of a video by its content")
struct VideoContentTests {
  private static func box(_ brand: String, size: UInt8 = 16) -> [UInt8] {
    [0, 0, 0, size] + "ftyp\(brand)".utf8 + [0, 0, 2, 0] + [UInt8](repeating: 0, count: max(0, Int(size) - 16))
  }

  private static func ebml(_ type: String) -> [UInt8] {
    [0x1A, 0x45, 0xDF, 0xA3, 0x80 | UInt8(type.utf8.count + 3), 0x42, 0x82, 0x80 | UInt8(type.utf8.count)] + type.utf8
  }

  @Test(
    "known containers",
    arguments: [
      (box("isom"), "video/mp4"), (box("mp42"), "video/mp4"), (box("avc1", size: 24), "video/mp4"),
      (box("qt  "), "video/quicktime"), ([0, 0, 0, 8] + Array("wide".utf8), "video/quicktime"),
      ([0, 0, 1, 0] + Array("moov".utf8), "video/quicktime"), (ebml("webm"), "video/webm"),
      (ebml("matroska"), "video/x-matroska"),
    ] as [([UInt8], Text)])
  func known(bytes: [UInt8], type: Text) { #expect(VideoContent.mediaType(of: bytes) == type) }

  @Test(
    "everything else",
    arguments: [
      [], Array("<html>".utf8), Array("#EXTM3U\nfile:///etc/passwd".utf8), [0x89] + Array("PNG".utf8), box("heic"),
      box("avif"),
      box("M4A "), ebml("avi"), Array(box("isom").prefix(12)), Array(ebml("webm").dropLast()), Array("ftypisom".utf8),
    ] as [[UInt8]])
  func unknown(bytes: [UInt8]) { #expect(VideoContent.mediaType(of: bytes) == nil) }
}
