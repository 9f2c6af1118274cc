/// A storage key, split into its parts.
public enum StorageKey: Hashable, Sendable {
  /// `videos/YYYY/MM/UUID.EXTENSION`
  case recording(year: Int, month: Int, uuid: Text, extension: Text)
  /// `uploads/users/USER/videos/SECONDS_NAME`
  case libraryVideo(user: Text, seconds: Int, name: Text)
  /// `uploads/users/USER/thumbnails/SECONDS_STEM_thumb.jpg`
  case libraryThumbnail(user: Text, seconds: Int, stem: Text)
  /// `videos/USER/VIDEO.mp4`
  case playbackVideo(user: Text, video: Text)
  /// `thumbnails/USER/VIDEO.jpg`
  case playbackThumbnail(user: Text, video: Text)

  /// The layouts of storage keys.
  public enum Layout: String, Sendable, CaseIterable {
    case recording
    case libraryVideo = "library-video"
    case libraryThumbnail = "library-thumbnail"
    case playbackVideo = "playback-video"
    case playbackThumbnail = "playback-thumbnail"
  }

  /// The complete key.
  public var text: Text {
    switch self {
    case .recording(let year, let month, let uuid, let ending):
      "videos/\(padded(year, 4))/\(padded(month, 2))/" + uuid + "." + ending
    case .libraryVideo(let user, let seconds, let name): "uploads/users/" + user + "/videos/\(seconds)_" + name
    case .libraryThumbnail(let user, let seconds, let stem):
      "uploads/users/" + user + "/thumbnails/\(seconds)_" + stem + "_thumb.jpg"
    case .playbackVideo(let user, let video): "videos/" + user + "/" + video + ".mp4"
    case .playbackThumbnail(let user, let video): "thumbnails/" + user + "/" + video + ".jpg"
    }
  }

  /// The parts, named as in the output of `key.parse`.
  public var parts: [(name: Text, value: Text)] {
    switch self {
    case .recording(let year, let month, let uuid, let ending):
      [("year", Text(padded(year, 4))), ("month", Text(padded(month, 2))), ("uuid", uuid), ("extension", ending)]
    case .libraryVideo(let user, let seconds, let name), .libraryThumbnail(let user, let seconds, let name):
      [("user", user), ("seconds", "\(seconds)"), ("name", name)]
    case .playbackVideo(let user, let video), .playbackThumbnail(let user, let video):
      [("user", user), ("video", video)]
    }
  }

  private func padded(_ number: Int, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
  }
}

/// The input of `key.generate`.
public struct KeyRequest: Hashable, Sendable {
  public var layout: StorageKey.Layout
  /// The media type of a recording.
  public var mediaType: Text?
  /// The user's ID, for library and playback keys.
  public var user: Text?
  /// The video's ID, for playback keys.
  public var video: Text?
  /// The file name as the client sent it, for library keys.
  public var fileName: Text?
  /// The keys that are already taken (KEY-007).
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
}
