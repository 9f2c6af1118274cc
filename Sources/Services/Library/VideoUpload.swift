import ReferenceImpl
import VideoSpec

/// An upload to the library: checks the file, reserves a key, stores the object, and records the video, in this order.
///
/// Whatever fails, nothing is recorded without an object. An object without a record is deleted, at once or by a sweep, which knows of it by the
/// reservation.
struct VideoUpload {
  private let service: LibraryService
  private let user: LibraryUser
  private let time: Timestamp

  init(_ service: LibraryService, by user: LibraryUser, at time: Timestamp) {
    self.service = service
    self.user = user
    self.time = time
  }

  /// - Parameter requestKey: The request's `Idempotency-Key`, or nil. The ID of the video is then made from it, so that a repeated request finds
  ///   the video (LIB-059).
  func store(_ file: ReceivedFile, requestKey: Text?) throws(Rejection) -> LibraryVideo {
    guard let requestKey else { return try store(file, id: KeyGenerator.uuid(SystemRandom.bytes(16))) }
    let id = IdempotencyKey.videoID(of: user, requestKey)
    if let video = try earlier(id, file) { return video }
    do throws(Rejection) { return try store(file, id: id) } catch {
      guard error.code == .taken else { throw error }
      // The same request was faster on another connection.
      if let video = try earlier(id, file) { return video }
      throw reused("the key belongs to an upload that was deleted; use a new key")
    }
  }

  /// The video that an earlier request with the same key has stored, if it is the same file.
  private func earlier(_ id: Text, _ file: ReceivedFile) throws(Rejection) -> LibraryVideo? {
    guard let video = try service.library.video(id: id, of: user) else { return nil }
    guard video.sha256 == file.content.sha256, video.originalFilename == Library.originalName(file.name) else {
      throw reused("the key belongs to an earlier upload of another file")
    }
    return video
  }

  private func reused(_ message: String) -> Rejection {
    Rejection(.idempotencyKeyReused, field: "Idempotency-Key", message)
  }

  private func store(_ file: ReceivedFile, id: Text) throws(Rejection) -> LibraryVideo {
    let types = service.library.configuration.mediaTypes
    guard let type = VideoContent.mediaType(of: file.content.beginning), types.contains(type) else {
      let names = types.map(\.string).joined(separator: ", ")
      throw Rejection(
        .videoTypeNotAllowed, field: "file", "the content of the file is none of the allowed types: \(names)")
    }
    let facts = service.settings.tools?.facts(of: file.content, type)
    let reservation = try service.library.reserve(file.name, for: user, at: time)
    var keys = [reservation.key]
    do throws(Rejection) {
      try service.store.put(reservation.key, file.content, contentType: type, at: time)
      let thumbnail = thumbnail(of: file, type, facts, reservation, &keys)
      let video = LibraryVideo(
        id: id, filename: reservation.filename,
        originalFilename: reservation.originalFilename, key: reservation.key, url: service.url(of: reservation.key),
        bucket: service.library.configuration.location.bucket, contentType: type, size: file.content.size,
        duration: facts?.duration, thumbnailKey: thumbnail, metadata: facts?.metadata, created: time,
        sha256: file.content.sha256)
      try service.library.record(video, of: user)
      return video
    } catch {
      if error.code != .outcomeUnknown { undo(keys) }
      throw error
    }
  }

  /// Deletes the objects of an upload that is not recorded. If that fails, the reservations stay, and a sweep tries again.
  private func undo(_ keys: [Text]) {
    do throws(Rejection) {
      for key in keys {
        try service.store.delete(key)
        try service.library.release(key)
      }
    } catch {}
  }

  /// Makes and stores a thumbnail. A video without one is complete.
  ///
  /// - Parameter keys: The keys that are reserved. That of the thumbnail is added.
  /// - Returns: Its key, or nil if there is none.
  private func thumbnail(
    of file: ReceivedFile, _ type: Text, _ facts: MediaFacts?, _ reservation: Library.Reservation,
    _ keys: inout [Text]
  ) -> Text? {
    guard let tools = service.settings.tools, let facts, facts.metadata != nil,
      let picture = tools.thumbnail(of: file.content, type, facts, in: service.settings.spool)
    else { return nil }
    do throws(Rejection) {
      let key = try service.library.reserveThumbnail(of: reservation, for: user, at: time)
      keys.append(key)
      try service.store.put(key, picture, contentType: "image/jpeg", at: time)
      return key
    } catch {
      return nil
    }
  }
}
