import CLinux
import Glibc
import HTTPCore
import ReferenceImpl
package import VideoSpec

/// The directory in which files are kept while they arrive and until the store has them. They have no name, so that none outlives its process.
package struct Spool: Sendable {
  private let directory: String

  /// - Parameter directory: An existing directory with room for the files that arrive at the same time.
  package init(directory: String) { self.directory = directory }

  /// Opens an empty file.
  package func open() throws(SpoolError) -> SpooledFile {
    let name = directory + "/upload-" + Hexadecimal.lowercase(SystemRandom.bytes(8)).string
    let descriptor = Glibc.open(name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw SpoolError(errno) }
    unlink(name)
    return SpooledFile(descriptor)
  }
}

/// Why a file cannot be kept: the number of the system's error.
package struct SpoolError: Error, Hashable, Sendable, CustomStringConvertible {
  let number: Int32
  init(_ number: Int32) { self.number = number }
  package var description: String { String(cString: strerror(number)) }

  /// Whether there is no room.
  var isFull: Bool { [ENOSPC, EDQUOT, EFBIG].contains(number) }
}

/// A file that is written once and then read. One thread at a time uses it.
///
/// The compiler cannot prove that it is `Sendable`: whoever has received it is the only one who uses it.
package final class SpooledFile: @unchecked Sendable {
  package let descriptor: Int32
  package private(set) var size = 0
  /// The first bytes, by which the type is known.
  package private(set) var beginning: [UInt8] = []
  private let sha256Digest = MessageDigest(.sha256)
  private let md5Digest = MessageDigest(.md5)
  /// The hashes of the content. They are there once the file is complete.
  package private(set) var sha256: [UInt8] = []
  package private(set) var md5: [UInt8] = []

  private static let beginningSize = 4096

  /// Takes an open file, and closes it in the end.
  init(_ descriptor: Int32) { self.descriptor = descriptor }
  deinit { close(descriptor) }

  func write(_ bytes: RawSpan) throws(SpoolError) {
    sha256Digest?.update(bytes)
    md5Digest?.update(bytes)
    try bytes.withUnsafeBytes { bytes throws(SpoolError) in
      beginning += bytes.prefix(max(0, Self.beginningSize - beginning.count))
      var position = 0
      while position < bytes.count {
        let count = Glibc.write(descriptor, bytes.baseAddress?.advanced(by: position), bytes.count - position)
        if count < 0 {
          if errno == EINTR { continue }
          throw SpoolError(errno)
        }
        position += count
      }
      size += bytes.count
    }
  }

  /// Ends the writing.
  func finish() {
    sha256 = sha256Digest?.finish() ?? []
    md5 = md5Digest?.finish() ?? []
  }

  /// Reads the content from its beginning, piece by piece. Where the file cannot be read, the reading ends early: compare
  /// the number of bytes with ``size``.
  package func read<Failure: Error>(_ body: (RawSpan) throws(Failure) -> Void) throws(Failure) {
    var buffer = [UInt8](repeating: 0, count: 128 << 10)
    var position = 0
    while position < size {
      let count = buffer.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, $0.count, off_t(position)) }
      guard count > 0 else {
        if count < 0, errno == EINTR { continue }
        return
      }
      try body(buffer.span.bytes.extracting(first: count))
      position += count
    }
  }
}

/// A file that arrived in a form.
package struct ReceivedFile: Sendable {
  /// The name that the client gave.
  package let name: Text
  package let content: SpooledFile
}

/// Receives the form of an upload: keeps its file, and drops its fields.
struct FileReceiver: FormHandler {
  private let spool: Spool
  private let limit: Int
  private var name: Text?
  private var file: SpooledFile?

  /// - Parameter limit: The largest size of the file in bytes.
  init(spool: Spool, limit: Int) {
    self.spool = spool
    self.limit = limit
  }

  mutating func field(_ field: Field) throws(Rejection) {}

  mutating func beginFile(_ file: FormFile) throws(Rejection) {
    guard let name = file.name, let last = name.bytes.last, last != UInt8(ascii: "/"), last != UInt8(ascii: "\\") else {
      throw Rejection(.fileInvalid, field: "file", "the part \"file\" has no file name")
    }
    self.name = name
    do throws(SpoolError) { self.file = try spool.open() } catch { throw FileReceiver.rejection(error) }
  }

  mutating func fileBytes(_ bytes: RawSpan) throws(Rejection) {
    guard let file else { return }
    guard file.size + bytes.byteCount <= limit else { throw FileReceiver.tooLarge(limit) }
    do throws(SpoolError) { try file.write(bytes) } catch { throw FileReceiver.rejection(error) }
  }

  mutating func endFile() throws(Rejection) { file?.finish() }

  /// The file of a form that has ended.
  func received() throws(Rejection) -> ReceivedFile {
    guard let name, let file else {
      throw Rejection(.fileInvalid, field: "file", "the form has no part \"file\"")
    }
    guard file.size > 0 else { throw Rejection(.fileInvalid, field: "file", "the file is empty") }
    return ReceivedFile(name: name, content: file)
  }

  static func tooLarge(_ limit: Int) -> Rejection {
    Rejection(.fileTooLarge, field: "file", "the file is larger than \(limit) bytes")
  }

  static func rejection(_ error: SpoolError) -> Rejection {
    Rejection(error.isFull ? .spoolFull : .internalError, "the file cannot be kept: \(error)")
  }
}
