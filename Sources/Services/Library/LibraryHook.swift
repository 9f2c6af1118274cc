import ReferenceImpl
package import VideoSpec

/// Sets up users and videos in the database of a library service. Its videos have no objects.
package struct LibraryHook: StateHook {
  private let service: LibraryService
  package let origin: Text

  /// - Parameter origin: The origin from which the service accepts cookies.
  package init(_ service: LibraryService, origin: Text) {
    self.service = service
    self.origin = origin
  }

  package var states: [Text] { ["user", "video", "videos"] }
  package var actions: [Text] { ["sweep"] }

  package func setUp(_ state: Text, _ settings: JSONValue) throws -> JSONValue {
    switch state {
    case "user": try user(settings)
    case "video": try video(settings)
    default: try videos(settings)
    }
  }

  package func run(_ action: Text, _ settings: JSONValue) throws {
    try sweep(service, settings, at: service.settings.now())
  }

  private func user(_ settings: JSONValue) throws -> JSONValue {
    let session = UserSession.new(for: settings, at: service.settings.now())
    let user = try service.library.beginSession(session, random: SystemRandom.bytes(16))
    return ["name": .string(session.user), "id": .string(user.id), "token": .string(session.token)]
  }

  private func video(_ settings: JSONValue) throws -> JSONValue {
    let owner = try owner(settings)
    let filename = settings["filename"]?.text ?? "clip.mp4"
    let created = Timestamp(clamping: service.settings.now().seconds - (settings["age"]?.integer ?? 0))
    let duration = settings["duration"]?.integer ?? -1
    let video = try made(
      filename, original: settings["originalFilename"]?.text ?? filename, size: settings["size"]?.integer ?? 1000,
      duration: duration < 0 ? nil : duration * 100, of: owner, at: created)
    try service.database.add([video], of: owner)
    if settings["deleted"]?.text == "yes" {
      try service.library.deleteVideo(video.id, of: owner, at: service.settings.now())
    }
    return ["id": .string(video.id), "key": .string(video.key)]
  }

  private func videos(_ settings: JSONValue) throws -> JSONValue {
    let owner = try owner(settings)
    let count = settings["count"]?.integer ?? 3
    let spacing = settings["spacing"]?.integer ?? 1
    let now = service.settings.now().seconds
    let all = try (1...max(1, count)).map { number in
      let digits = String(1000 + number).dropFirst()
      return try made(
        Text("video-\(digits).mp4"), original: Text("video-\(digits).mp4"), size: 1000 * number, duration: 1000,
        of: owner,
        at: Timestamp(clamping: now - (count - number) * spacing))
    }
    try service.database.add(all, of: owner)
    return ["count": JSONValue(count)]
  }

  private func owner(_ settings: JSONValue) throws -> LibraryUser {
    guard let name = settings["of"]?.text, let user = try service.database.user(named: name) else {
      throw Rejection(.fieldInvalid, field: "of", "there is no such user")
    }
    return user
  }

  private func made(
    _ filename: Text, original: Text, size: Int, duration: Int?, of user: LibraryUser, at time: Timestamp
  ) throws -> LibraryVideo {
    // The name as it is, so that a scenario can have any key. Random digits keep the keys of a user apart.
    let random = SystemRandom.bytes(4).reduce(0) { $0 << 8 | Int($1) }
    let key: Text = "uploads/users/" + user.id + Text("/videos/\(time.seconds)\(random)_") + filename
    return LibraryVideo(
      id: KeyGenerator.uuid(SystemRandom.bytes(16)), filename: filename, originalFilename: original, key: key,
      url: service.url(of: key), bucket: service.library.configuration.location.bucket, contentType: "video/mp4",
      size: size,
      duration: duration, created: time)
  }
}
