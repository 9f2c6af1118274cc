import Foundation
import HTTPCore
import ReferenceImpl
import Rehearsal
import S3Endpoint
import Testing
import VideoSpec

@testable import Services

@Suite("Durations and thumbnails", .timeLimit(.minutes(60)))
struct MediaToolsTests {
  static let tools = ProcessInfo.processInfo.environment["PATH"].flatMap { MediaTools(searchPath: $0) }

  @Test("the output of ffprobe is read")
  func facts() throws {
    let json = try JSONValue(
      parsing: Array(
        #"{"streams":[{"codec_name":"h264","width":1920,"height":1080,"avg_frame_rate":"30000/1001"}],"format":{"duration":"45.504"}}"#
          .utf8))
    let facts = MediaFacts(json)
    #expect(facts.duration == 4550)
    #expect(facts.metadata == VideoMetadata(width: 1920, height: 1080, rate: 29_970, codec: "h264"))
    #expect(
      facts.metadata.map { Text(bytes: $0.json.line) } == #"{"resolution":"1920x1080","fps":29.97,"codec":"h264"}"#)
    #expect(facts.metadata.flatMap { VideoMetadata($0.json) } == facts.metadata)
    for text in [
      #"{}"#, #"{"streams":[],"format":{"duration":"N/A"}}"#, #"{"streams":[{"width":0,"height":5}]}"#, "[]",
    ] {
      let nothing = MediaFacts(try JSONValue(parsing: Array(text.utf8)))
      #expect(nothing.duration == nil && nothing.metadata == nil)
    }
    let still = MediaFacts(
      try JSONValue(parsing: Array(#"{"streams":[{"width":2,"height":2,"avg_frame_rate":"0/0"}]}"#.utf8)))
    #expect(still.metadata == VideoMetadata(width: 2, height: 2, rate: nil, codec: nil))
  }

  @Test("without the programs there are none")
  func missing() { #expect(MediaTools(searchPath: "/nonexistent:/tmp") == nil) }

  @Test(
    "a real video has its duration, its resolution and a thumbnail",
    .enabled(if: tools != nil, "not run: ffmpeg is missing"))
  func real() throws {
    let scratch = ScratchDirectory()
    let path = scratch.database + ".webm"
    let made = try Program.run(
      "/bin/sh",
      ["-c", "exec ffmpeg -v error -f lavfi -i testsrc=size=64x48:rate=10 -t 2 -c:v libvpx -f webm \"$0\"", path])
    try #require(made.status == 0, "\(made.error)")
    let bytes = try Array(Data(contentsOf: URL(filePath: path)))
    let fixture = try LibraryServiceFixture(tools: Self.tools)
    let answer = try fixture.upload(bytes, name: "clip.webm")
    #expect(answer.status == 201)
    #expect(answer.json?["duration"] == 2 && answer.json?["metadata"]?["resolution"]?.string == "64x48")
    #expect(answer.json?["metadata"]?["codec"]?.string == "vp8")
    let keys = try fixture.keys()
    #expect(keys.count == 2)
    let thumbnail = try #require(keys.first { $0.string.utf8.contains("/thumbnails/".utf8) })
    let object = try #require(try fixture.store.service.storage.open(thumbnail, in: "videos"))
    let picture = try object.content.bytes(in: 0..<object.record.size)
    #expect(picture.prefix(3) == [0xFF, 0xD8, 0xFF] && object.record.contentType == "image/jpeg")
    let url = try #require(answer.json?["thumbnail_url"]?.string)
    let got = try fixture.send("GET", String(url.dropFirst("http://127.0.0.1:\(fixture.port)".utf8.count))) { fields in
      fields = .init([.init("Host", "127.0.0.1:\(fixture.port)")])
    }
    #expect(got.status == 200 && got.body.bytes == picture)
    // A second video of the same second and stem has a thumbnail of its own.
    #expect(try fixture.upload(bytes, name: "clip.webm").status == 201)
    #expect(try fixture.keys().count == 4)
    // If the commit fails, the thumbnail goes, too.
    fixture.faults.withLock { $0 = [.beforeCommit] }
    #expect(try fixture.upload(bytes, name: "clip.webm").status == 500)
    #expect(try fixture.keys().count == 4)
    withExtendedLifetime(scratch) {}
  }

  @Test(
    "a file that only begins like a video is stored without facts",
    .enabled(if: tools != nil, "not run: ffmpeg is missing"))
  func broken() throws {
    let fixture = try LibraryServiceFixture(tools: Self.tools)
    let answer = try fixture.upload()
    #expect(answer.status == 201 && answer.json?["duration"] == .null && answer.json?["metadata"] == .null)
    #expect(answer.json?["thumbnail_url"] == .null && answer.json?["file_size"] == 9000)
  }
}
