/// An object's key, split into its parts.
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

  /// The forms that keys can have, one for each kind of object.
  public enum Layout: String, Sendable, CaseIterable {
    case recording
    case libraryVideo = "library-video"
    case libraryThumbnail = "library-thumbnail"
    case playbackVideo = "playback-video"
    case playbackThumbnail = "playback-thumbnail"
  }

  /// The key.
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

  /// The parts with the names that the operation `key.parse` gives them.
  public var parts: [Field] {
    switch self {
    case .recording(let year, let month, let uuid, let ending):
      [
        Field("year", Text(padded(year, 4))), Field("month", Text(padded(month, 2))), Field("uuid", uuid),
        Field("extension", ending),
      ]
    case .libraryVideo(let user, let seconds, let name), .libraryThumbnail(let user, let seconds, let name):
      [Field("user", user), Field("seconds", "\(seconds)"), Field("name", name)]
    case .playbackVideo(let user, let video), .playbackThumbnail(let user, let video):
      [Field("user", user), Field("video", video)]
    }
  }

  private func padded(_ number: Int, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
  }
}
