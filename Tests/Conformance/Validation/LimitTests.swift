import ReferenceImpl
import Testing
import VideoSpec

@Suite("Limits")
struct LimitTests {
  private static let good: [Text: Text] = [
    "S3_BUCKET_NAME_VIDEO": "video-uploads-example", "MAX_VIDEO_FILESIZE": "90000000",
    "ALLOW_VIDEO_MIME_TYPE": "video/webm",
  ]

  private func rejection(_ name: Text, _ value: Text?) -> Rejection? {
    var environment = Self.good
    environment[name] = value
    do throws(Rejection) {
      _ = try UploadLimits(environment: environment)
      return nil
    } catch {
      return error
    }
  }

  @Test(
    "accepted sizes",
    arguments: [
      ("90000000", 90_000_000), ("90 * 10**6", 90_000_000), ("90*10**6", 90_000_000), ("90 * 1000000", 90_000_000),
      ("1", 1), ("0001", 1), ("5368709120", 5_368_709_120), ("5 * 1024**3", 5_368_709_120), ("7 * 0**0", 7),
      ("7 * 1**9223372036854775807", 7), ("7 * 2**0", 7),
    ] as [(Text, Int)])
  func sizes(text: Text, wanted: Int) throws {
    var environment = Self.good
    environment["MAX_VIDEO_FILESIZE"] = text
    #expect(try UploadLimits(environment: environment).object.maximumSize == wanted)
  }

  @Test(
    "wrong sizes are rejected with the variable's name",
    arguments: [
      "0", "-1", "+1", "1.5", "9e7", "90MB", "90_000_000", "0x10", "5368709121", "9223372036854775808", " 1", "1 ",
      "1\n", "*", "90 *", "* 10", "10**6", "90 * 10 * 6", "90 * 10**", "90 * 10**6 # MB", "90 * 10**10", "2 * 2**9999",
      "1 * 0**1", "90 * -1", "90 *\t10", "٩", "90 * 10**6**1",
    ] as [Text])
  func badSizes(text: Text) {
    let rejection = rejection("MAX_VIDEO_FILESIZE", text)
    #expect(rejection?.code == .limitInvalid && rejection?.field == "MAX_VIDEO_FILESIZE")
  }

  @Test(
    "wrong types are rejected with the variable's name",
    arguments: [
      "video/*", "*/*", "video/webm;codecs=vp9", "video/webm;", " video/webm", "video/webm,video/mp4", "webm", "video/",
    ] as [Text])
  func badTypes(text: Text) {
    let rejection = rejection("ALLOW_VIDEO_MIME_TYPE", text)
    #expect(rejection?.code == .limitInvalid && rejection?.field == "ALLOW_VIDEO_MIME_TYPE")
  }

  @Test("a media type is returned in lower case")
  func lowerCase() throws {
    var environment = Self.good
    environment["ALLOW_VIDEO_MIME_TYPE"] = "Video/WebM"
    #expect(try UploadLimits(environment: environment).object.mediaType == "video/webm")
  }

  @Test("quotation marks are rejected with a hint", arguments: good.keys.sorted())
  func quotationMarks(name: Text) {
    for (left, right) in [("\"", "\""), ("'", "'"), ("“", "”"), ("‘", "’"), ("„", "“"), ("", "”")] as [(Text, Text)] {
      let rejection = rejection(name, left + (Self.good[name] ?? "") + right)
      #expect(rejection?.code == .limitInvalid && rejection?.field == name.string)
      #expect(rejection?.message.contains("quotation marks") == true)
    }
  }

  @Test("a missing or empty variable is rejected by name", arguments: good.keys.sorted())
  func missing(name: Text) {
    for value in [nil, ""] as [Text?] {
      let rejection = rejection(name, value)
      #expect(rejection?.code == .limitMissing && rejection?.field == name.string)
    }
  }

  @Test(
    "a bucket's name that S3 rejects is rejected",
    arguments: ["ab", "Video", "video_uploads", "1.2.3.4", "a..b"] as [Text])
  func buckets(name: Text) {
    let rejection = rejection("S3_BUCKET_NAME_VIDEO", name)
    #expect(rejection?.code == .limitInvalid && rejection?.field == "S3_BUCKET_NAME_VIDEO")
  }
}
