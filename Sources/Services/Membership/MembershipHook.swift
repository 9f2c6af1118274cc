import ReferenceImpl
package import VideoSpec

/// Sets up corporations, users and videos in the database of a membership service. The videos have no objects.
package struct MembershipHook: StateHook {
  private let service: MembershipService
  package let origin: Text
  private let bucket: Text

  /// - Parameter origin: The origin of the service's page.
  package init(_ service: MembershipService, origin: Text, bucket: Text) {
    self.service = service
    self.origin = origin
    self.bucket = bucket
  }

  package var states: [Text] { ["corporation", "operator", "user", "video"] }
  package var actions: [Text] { ["sweep"] }

  package func setUp(_ state: Text, _ settings: JSONValue) throws -> JSONValue {
    switch state {
    case "corporation": try corporation(settings)
    case "operator": try user(role: .operator, of: nil, settings)
    case "user": try user(role: settings["role"]?.text == "admin" ? .admin : .guest, of: owner(settings), settings)
    default: try video(settings)
    }
  }

  package func run(_ action: Text, _ settings: JSONValue) throws {
    try sweep(service, settings, at: service.now())
  }

  private func corporation(_ settings: JSONValue) throws -> JSONValue {
    let name = "corporation-" + Hexadecimal.lowercase(SystemRandom.bytes(8))
    let now = service.now()
    let isPaid = settings["plan"]?.text == "paid"
    guard let ends = now.adding(seconds: settings["ends"]?.integer ?? 86_400) else {
      throw Rejection(.fieldInvalid, field: "ends", "the plan ends before 1970 or after 9999")
    }
    let corporation = try service.database.addCorporation(
      name: name, plan: isPaid ? .paid : .free, ends: isPaid ? ends : nil, by: nil, at: now)
    return ["name": .string(name), "id": JSONValue(corporation.seq)]
  }

  private func user(role: MemberRole, of corporation: Int?, _ settings: JSONValue) throws -> JSONValue {
    let email = "user-" + Hexadecimal.lowercase(SystemRandom.bytes(8)) + "@example.com"
    let password = Hexadecimal.lowercase(SystemRandom.bytes(12))
    let now = service.now()
    let (member, pair) = try service.membership.addMember(
      email: email, password: password, role: role, corporation: corporation,
      canLogIn: settings["login"]?.text == "yes" || role == .operator,
      at: settings["session"]?.text == "expired" ? Timestamp(clamping: now.seconds - 86_400) : now)
    return [
      "name": .string(email), "id": JSONValue(member.seq), "email": .string(email), "password": .string(password),
      "token": .string(pair.access),
    ]
  }

  private func video(_ settings: JSONValue) throws -> JSONValue {
    let corporation = try owner(settings)
    let key = VideoPlaces.prefix(of: corporation) + "videos/" + Hexadecimal.lowercase(SystemRandom.bytes(8)) + ".mp4"
    let now = service.now()
    guard
      let video = try service.database.addVideo(
        name: settings["title"]?.text ?? "A video", filePath: "s3://" + bucket + "/" + key, of: corporation, by: nil,
        at: now)
    else { throw Rejection(.fieldInvalid, field: "of", "there is no such corporation") }
    if settings["deleted"]?.text == "yes" {
      _ = try service.database.updateVideo(video.seq, of: corporation, by: nil, at: now) { video, _ in
        video.isDeleted = true
      }
    }
    return ["id": JSONValue(video.seq), "key": .string(key)]
  }

  private func owner(_ settings: JSONValue) throws -> Int {
    guard let name = settings["of"]?.text, let corporation = try service.database.corporation(named: name) else {
      throw Rejection(.fieldInvalid, field: "of", "there is no such corporation")
    }
    return corporation.seq
  }
}
