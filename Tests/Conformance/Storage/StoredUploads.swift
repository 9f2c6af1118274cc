import ReferenceImpl
import Synchronization
import VideoSpec

/// A bucket in memory. Receives uploads as S3 does, keeps what describes the objects, and describes them as S3 would.
final class Bucket: ObjectStore {
  static let name: Text = "video-uploads-example"

  struct Object: Equatable {
    var type: Text
    var size: Int
    var etag: Text
  }

  private let stored = Mutex<[Text: Object]>([:])

  var objects: [Text: Object] { stored.withLock { $0 } }

  func put(_ object: Object, as key: Text) { stored.withLock { $0[key] = object } }

  func head(_ key: Text) -> StoreResponse {
    guard let object = objects[key] else { return .missing }
    return .responded(
      status: 200,
      headers: [
        HeaderField("Content-Length", "\(object.size)"), HeaderField("ETag", object.etag),
        HeaderField("Content-Type", object.type),
      ])
  }

  func firstBytes(of key: Text, count: Int, etag: Text) -> StoredBytes { .replaced }
}

/// Takes one upload, keeps the order of the calls, and fails where a test wants it to.
final class RecordingSink: UploadSink {
  enum Call: Equatable {
    case begin, write, commit, abort
  }

  struct Failure: Error, CustomStringConvertible {
    var description: String { "the disk in rack 7 is full" }
  }

  /// The calls in order, consecutive writes as one.
  private(set) var calls: [Call] = []
  private(set) var upload: AcceptedUpload?
  private(set) var size = 0
  /// The object that is visible.
  private(set) var object: StoredObject?
  private let bucket: Bucket
  private let failing: (call: Call, error: any Error)?

  init(_ bucket: Bucket = Bucket(), failing call: Call? = nil, with error: any Error = Failure()) {
    self.bucket = bucket
    failing = call.map { ($0, error) }
  }

  func begin(_ upload: AcceptedUpload) throws {
    self.upload = upload
    try note(.begin)
  }

  func write(_ bytes: RawSpan) throws {
    precondition(!bytes.isEmpty)
    size += bytes.byteCount
    try note(.write)
  }

  func commit(_ object: StoredObject, size: Int) throws {
    precondition(size == self.size, "the receiver counts other bytes than it hands on")
    try note(.commit)
    self.object = object
    bucket.put(
      Bucket.Object(type: upload?.contentType ?? "binary/octet-stream", size: size, etag: object.etag), as: object.key)
  }

  func abort() { calls.append(.abort) }

  private func note(_ call: Call) throws {
    if call != .write || calls.last != .write { calls.append(call) }
    if let failing, failing.call == call { throw failing.error }
  }
}

/// A form on its way: the pieces in which a server gets it, without the whole file in memory.
struct StreamedForm: Sequence {
  let contentType: Text
  private let head: [UInt8]
  private let content: [UInt8]
  private let size: Int
  private let tail: [UInt8]

  /// - Parameter content: The bytes of the file, repeated up to its size.
  init(_ form: UploadForm, content: [UInt8]) throws(Rejection) {
    let body = try FormBody(form, boundary: "----a-boundary")
    contentType = body.contentType
    head = body.head
    self.content = content
    size = form.file?.size ?? 0
    tail = body.tail
  }

  /// A file of this size.
  init(_ form: UploadForm, size: Int, pieceSize: Int = 65_536) throws(Rejection) {
    var form = form
    form.file = form.file ?? FormFile(name: "blob", contentType: "video/webm")
    form.file?.size = size
    try self.init(form, content: [UInt8](repeating: 0x1A, count: Swift.min(size, pieceSize)))
  }

  func makeIterator() -> AnyIterator<[UInt8]> {
    var (left, isHeadSent, isTailSent) = (size, false, false)
    return AnyIterator {
      if !isHeadSent {
        isHeadSent = true
        return head
      }
      if left > 0 {
        let piece = content.prefix(left)
        left -= piece.count
        return Array(piece)
      }
      if isTailSent { return nil }
      isTailSent = true
      return tail
    }
  }

  /// The whole body, for small files.
  var bytes: [UInt8] { flatMap(\.self) }
}
