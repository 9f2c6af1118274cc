/// What a storage key is made from.
///
/// Each layout needs its own members; the static functions take exactly those.
public struct KeyRequest: Hashable, Sendable {
  public var layout: StorageKey.Layout
  /// The media type of a recording, which decides the key's extension (KEY-003).
  public var mediaType: Text?
  /// The user's id, for the library and for playback.
  public var user: Text?
  /// The video's id, for playback.
  public var video: Text?
  /// The file's name as the client gives it, for the library. Any name is made safe (KEY-020 to KEY-029).
  public var fileName: Text?
  /// The keys that exist already (KEY-007).
  public var taken: Set<Text>

  public init(
    _ layout: StorageKey.Layout, mediaType: Text? = nil, user: Text? = nil, video: Text? = nil, fileName: Text? = nil,
    taken: Set<Text> = []
  ) {
    self.layout = layout
    self.mediaType = mediaType
    self.user = user
    self.video = video
    self.fileName = fileName
    self.taken = taken
  }

  /// Requests a key for a recording: `videos/YYYY/MM/UUID.EXTENSION`.
  public static func recording(mediaType: Text) -> KeyRequest { KeyRequest(.recording, mediaType: mediaType) }

  /// Requests a key for a video of the library: `uploads/users/USER/videos/SECONDS_NAME`.
  public static func libraryVideo(user: Text, fileName: Text, taken: Set<Text> = []) -> KeyRequest {
    KeyRequest(.libraryVideo, user: user, fileName: fileName, taken: taken)
  }

  /// Requests a key for a thumbnail of the library: `uploads/users/USER/thumbnails/SECONDS_STEM_thumb.jpg`.
  public static func libraryThumbnail(user: Text, fileName: Text, taken: Set<Text> = []) -> KeyRequest {
    KeyRequest(.libraryThumbnail, user: user, fileName: fileName, taken: taken)
  }

  /// Requests a key for a video that is played: `videos/USER/VIDEO.mp4`.
  public static func playbackVideo(user: Text, video: Text) -> KeyRequest {
    KeyRequest(.playbackVideo, user: user, video: video)
  }

  /// Requests a key for the thumbnail of a video that is played: `thumbnails/USER/VIDEO.jpg`.
  public static func playbackThumbnail(user: Text, video: Text) -> KeyRequest {
    KeyRequest(.playbackThumbnail, user: user, video: video)
  }
}
