import ReferenceImpl
import VideoSpec

// The bodies of the library service's requests and responses.

extension ObjectSchema {
  static let video = ObjectSchema(
    "Video",
    [
      .init("id", .text(format: "uuid"), "The ID of the video."),
      .init("filename", .text(), "The safe name of the file, which is part of the key."),
      .init("original_filename", .text(), "The name that the client sent, without directories."),
      .init("s3_key", .text(), "The key of the object."),
      .init("s3_url", .text(format: "uri"), "Where the object is. This URL has no signature, and gives no access."),
      .init("content_type", .text(), "The media type, read from the content."),
      .init("file_size", .integer(0...Int.max), "The size in bytes."),
      .init(
        "duration", .number(0...99_999_999), isNullable: true, "The duration in seconds, or null if it is not known."),
      .init(
        "thumbnail_url", .text(format: "uri"), isNullable: true,
        "A presigned URL of a picture of the video, or null if there is none."),
      .init("uploaded_at", .text(format: "date-time"), "When the video was recorded."),
      .init("metadata", .object(metadata), isNullable: true, "What is known of the pictures, or null."),
      .init("playback_url", .text(format: "uri"), "A presigned URL of the video. Ask again when it has expired."),
    ])

  static let metadata = ObjectSchema(
    "VideoMetadata",
    [
      .init("resolution", .text(), "Width and height in pixels, such as `1920x1080`."),
      .init("fps", .number(0...1_000_000), isNullable: true, "Pictures per second."),
      .init("codec", .text(), isNullable: true, "The codec, such as `h264`."),
    ])

  static let videoList = ObjectSchema(
    "VideoList",
    [
      .init("videos", .array(.object(video)), "The videos."),
      .init("total_count", .integer(0...Int.max), "How many videos match."),
      .init("page", .integer(1...Int.max), isNullable: true, "The number of the page, or null after a cursor."),
      .init("page_size", .integer(1...50), "The greatest number of videos of a page."),
      .init("total_pages", .integer(0...Int.max), "How many pages there are."),
      .init("has_more", .boolean, "Whether there are videos after these."),
      .init("next_cursor", .text(), isNullable: true, "Where the list continues, or null at its end."),
      .init(
        "total_is_exact", .boolean,
        "Whether `total_count` is exact. If a search matches more than \(VideoPage.countLimit) videos, the rest is not counted."
      ),
    ])

  static let recentVideos = ObjectSchema("RecentVideos", [.init("videos", .array(.object(video)), "The videos.")])

  static let jobRequest = ObjectSchema(
    "CreateJob", bodyLimit: 256 << 10,
    [
      .init(
        "video_upload_id", .text(), isRequired: false, isNullable: true,
        "The video, by the `id` that its upload returned."),
      .init(
        "s3_video_id", .text(), isRequired: false, isNullable: true, "The video, by the `id` that a list returned."),
      .init("transcript_text", .text(), isRequired: false, isNullable: true, "The transcript."),
      .init("transcript_upload_id", .text(), isRequired: false, isNullable: true, "The ID of a transcript."),
    ])

  static let job = ObjectSchema(
    "Job",
    [
      .init("id", .text(format: "uuid"), "The ID of the job."),
      .init("video_id", .text(format: "uuid"), "The ID of its video."),
      .init("s3_key", .text(), "The key of the video's object."),
      .init("filename", .text(), "The safe name of the video's file."),
      .init("created_at", .text(format: "date-time"), "When the job was created."),
    ])

  static let libraryLimits = ObjectSchema(
    "LibraryLimits",
    [
      .init("maximum_size", .integer(1...(5 << 30)), "The largest video in bytes."),
      .init("mime_types", .array(.text()), "The media types that videos may have."),
      .init(
        "development", .boolean, "Whether the store is a strict S3 for tests, which explains why it refuses an upload."),
    ])
}
