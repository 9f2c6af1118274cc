import Foundation
import ReferenceImpl
import S3Endpoint
import Testing
import VideoSpec

/// The kinds of storage that behave alike.
enum StorageKind: String, CaseIterable, Sendable, CustomTestStringConvertible {
  case directory = "in a directory"
  case memory = "in memory"

  var testDescription: String { rawValue }
}

/// A storage with a bucket `b`, in a directory of its own or in memory. The directory is removed with it.
final class StorageFixture: Sendable {
  let directory: String
  let storage: ObjectStorage
  private let keepsDirectory: Bool

  static let time: Timestamp = "2026-01-02T03:04:05Z"

  init(_ kind: StorageKind) throws {
    directory = StorageFixture.newDirectory()
    keepsDirectory = false
    storage = try kind == .memory ? ObjectStorage(inMemory: ()) : ObjectStorage(directory: directory)
    try storage.createBucket("b", region: "us-east-1", at: StorageFixture.time)
  }

  /// Opens a directory that somebody else removes.
  init(opening directory: String) throws {
    self.directory = directory
    keepsDirectory = true
    storage = try ObjectStorage(directory: directory)
  }

  deinit { if !keepsDirectory { try? FileManager.default.removeItem(atPath: directory) } }

  /// A path in the temporary directory at which nothing is.
  static func newDirectory() -> String { NSTemporaryDirectory() + "video-spec-store-" + UUID().uuidString }

  /// The content files that are there.
  var files: [String] { StorageFixture.files(in: directory) }

  static func files(in directory: String) -> [String] {
    let all = FileManager.default.enumerator(atPath: directory)?.compactMap { $0 as? String } ?? []
    return all.filter { ($0.hasPrefix("objects/") && $0.count > 11) || $0.hasPrefix("incoming/") }.sorted()
  }

  @discardableResult
  func put(
    _ key: Text, _ bytes: [UInt8], etag: Text = "e", precondition: WritePrecondition = .none, bucket: Text = "b"
  ) throws -> ObjectRecord {
    let writer = try storage.beginObject(expectedSize: bytes.count)
    try writer.write(bytes.span.bytes)
    return try storage.commit(
      writer, as: ObjectRecord(bucket: bucket, key: key, etag: etag, modified: StorageFixture.time),
      precondition: precondition)
  }

  func get(_ key: Text) throws -> [UInt8]? {
    guard let opened = try storage.open(key, in: "b") else { return nil }
    return try opened.content.bytes(in: 0..<opened.content.size)
  }

  func upload(_ key: Text, parts: [[UInt8]]) throws -> (UploadRecord, [PartRecord]) {
    let upload = try storage.createUpload(UploadRecord(bucket: "b", key: key, initiated: StorageFixture.time))
    var records: [PartRecord] = []
    for (index, bytes) in parts.enumerated() { records.append(try part(index + 1, bytes, of: upload)) }
    return (upload, records)
  }

  @discardableResult
  func part(_ number: Int, _ bytes: [UInt8], of upload: UploadRecord) throws -> PartRecord {
    let writer = try storage.beginPart()
    try writer.write(bytes.span.bytes)
    return try storage.commitPart(
      writer, as: PartRecord(number: number, etag: "p\(number)", modified: StorageFixture.time), of: upload)
  }

  @discardableResult
  func complete(
    _ upload: UploadRecord, _ parts: [PartRecord], precondition: WritePrecondition = .none
  ) throws -> ObjectRecord {
    try storage.completeUpload(
      upload, parts: parts,
      as: ObjectRecord(bucket: "b", key: upload.key, etag: "m", modified: StorageFixture.time),
      precondition: precondition)
  }
}

/// Bytes that differ from position to position, so that a shifted or mixed content is noticed.
func pattern(_ count: Int, seed: Int = 0) -> [UInt8] {
  (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ ($0 >> 8) &+ seed) }
}
