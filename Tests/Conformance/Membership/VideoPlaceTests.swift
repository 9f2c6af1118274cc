import ReferenceImpl
import Testing
import VideoSpec

@Suite("Places of videos")
struct VideoPlaceTests {
  private let places = VideoPlaces(
    bucket: "videos", origins: ["https://media.example", "http://10.0.0.5:8080", "https://[2001:db8::1]"])

  @Test(
    "places that are allowed",
    arguments: [
      ("s3://videos/corporations/7/a.mp4", .object(key: "corporations/7/a.mp4")),
      ("s3://videos/corporations/7/ü/한글 1.mp4", .object(key: "corporations/7/ü/한글 1.mp4")),
      ("s3://videos/corporations/7/...mp4", .object(key: "corporations/7/...mp4")),
      ("https://media.example/a.mp4", .url(origin: Endpoint(scheme: .https, host: "media.example"), target: "/a.mp4")),
      ("https://MEDIA.example:443/a", .url(origin: Endpoint(scheme: .https, host: "media.example"), target: "/a")),
      ("https://media.example", .url(origin: Endpoint(scheme: .https, host: "media.example"), target: "/")),
      ("https://media.example?v=1", .url(origin: Endpoint(scheme: .https, host: "media.example"), target: "/?v=1")),
      (
        "https://media.example/a..b?x=../..",
        .url(origin: Endpoint(scheme: .https, host: "media.example"), target: "/a..b?x=../..")
      ),
      ("http://10.0.0.5:8080/%20", .url(origin: Endpoint(scheme: .http, host: "10.0.0.5", port: 8080), target: "/%20")),
    ] as [(Text, VideoPlace)])
  func allowed(path: Text, place: VideoPlace) throws {
    #expect(try places.place(path, of: 7) == place)
  }

  @Test(
    "places that are not allowed",
    arguments: [
      "", "a.mp4", "/etc/passwd", "file:///etc/passwd", "ftp://media.example/a", "//media.example/a",
      "S3://videos/corporations/7/a",
      "s3://other/corporations/7/a", "s3://videos", "s3://videos/", "s3://videos/a.mp4", "s3://videos/corporations/7",
      "s3://videos/corporations/7/", "s3://videos/corporations/70/a", "s3://videos/corporations/8/a",
      "s3://videos/corporations/7/../8/a", "s3://videos/corporations/7/./a", "s3://videos/corporations/7//a",
      "s3://videos/corporations/7/a\0b", "s3://videos/corporations/7/a\nb", "s3://videos/corporations/7/..",
      "http://media.example/a", "https://media.example:8443/a", "https://media.example.evil.example/a",
      "https://evil.example/media.example", "https://media.example@evil.example/a", "https://user@media.example/a",
      "https://media.example\\@evil.example/a", "https://media.example#@evil.example/", "https://media.example/a#b",
      "https://media.example/../a", "https://media.example/%2e%2e/a", "https://media.example/a/%2E%2e%2fb",
      "https://media.example/a b", "https://media.example/ü", "https://media.example:443:443/a", "https:///a",
      "http://127.0.0.1/a", "http://169.254.169.254/latest/meta-data", "http://10.0.0.5/a", "http://[::1]/a",
      "http://0x0a000005:8080/a", "http://167772165:8080/a", "https://[2001:db8::2]/a",
    ] as [Text])
  func refused(path: Text) throws {
    let error = try #require(throws: Rejection.self) { try places.place(path, of: 7) }
    #expect(error.code == .filePathNotAllowed && error.field == "file_path")
  }

  @Test("a key may have 1024 bytes")
  func length() throws {
    let key = "corporations/7/" + String(repeating: "a", count: 1009)
    #expect(try places.place(Text("s3://videos/\(key)"), of: 7) == .object(key: Text(key)))
    #expect(throws: Rejection.self) { try places.place(Text("s3://videos/\(key)a"), of: 7) }
  }
}
