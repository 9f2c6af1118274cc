import CLinux
import Glibc

/// Where contents are that are too large for rows of the database. A content has a number and never changes.
protocol ContentFiles: Sendable {
  /// Begins a content. Nobody else sees it.
  func begin(_ number: Int) throws(StorageError) -> IncomingFile
  /// Makes a content durable, and gives it the place that ``open(_:size:)`` looks at.
  func keep(_ file: IncomingFile) throws(StorageError)
  /// Drops a content that no row of the database names, if it was kept or not.
  func discard(_ file: IncomingFile)
  /// Opens a content for reading. Returns nil if it was removed.
  func open(_ number: Int, size: Int) throws(StorageError) -> ContentFile?
  /// Opens the contents of an upload's parts. Returns nil if they were removed.
  func openParts(of upload: Int, _ parts: [(number: Int, size: Int)]) throws(StorageError) -> [ContentFile]?
  /// Removes contents that no row of the database names any more. Those that are being read stay until they are not.
  func remove(_ removal: ContentRemoval)
  /// Removes all contents.
  func removeAll()
}

/// Contents that are no longer needed.
enum ContentRemoval: Sendable {
  case file(Int)
  case parts(upload: Int, files: [Int])
}

/// A content that is being written.
final class IncomingFile {
  let number: Int
  let path: String
  let descriptor: Descriptor
  private(set) var size = 0
  /// How many of the bytes the system was asked to write to the disk.
  private var flushed = 0

  /// How many bytes are collected before the system is asked to write them. The sync at the end then waits for little.
  private static let flushSize = 8 << 20

  init(number: Int, path: String, descriptor: Descriptor) {
    self.number = number
    self.path = path
    self.descriptor = descriptor
  }

  func write(_ bytes: UnsafeRawBufferPointer) throws(StorageError) {
    do throws(ErrorNumber) { try descriptor.write(bytes) } catch {
      throw .fault(StorageFault(errno: error.code, "write \(quoted(path))"))
    }
    grew(by: bytes.count)
  }

  /// Copies bytes inside the kernel. Returns how many it could copy.
  func copy(_ count: Int, at offset: Int, of other: Descriptor) throws(StorageError) -> Int {
    do throws(ErrorNumber) {
      let copied = try descriptor.copy(count, at: offset, of: other)
      grew(by: copied)
      return copied
    } catch {
      throw .fault(StorageFault(errno: error.code, "write \(quoted(path))"))
    }
  }

  private func grew(by count: Int) {
    size += count
    guard size - flushed >= IncomingFile.flushSize else { return }
    // Only a hint: the sync at the end reports errors.
    let write: UInt32 = 2
    _ = sync_file_range(descriptor.number, off_t(flushed), off_t(size - flushed), write)
    flushed = size
  }
}

/// A file that holds content, kept from being removed while this exists.
package final class ContentFile: Sendable {
  enum Source: Sendable {
    /// An open file. Its bytes stay although its name is removed.
    case open(Descriptor)
    /// A file that is opened when it is needed: an object of many parts would need too many descriptors.
    case named(String, PartsPin)
  }

  private let source: Source

  init(_ source: Source) { self.source = source }

  /// Calls a closure with a descriptor for reading. The descriptor is valid during the call. Its position is undefined: pass offsets.
  package func withDescriptor<Result>(_ body: (Int32) throws -> Result) throws -> Result {
    let descriptor = try opened()
    return try withExtendedLifetime(descriptor) { try body(descriptor.number) }
  }

  func opened() throws(StorageError) -> Descriptor {
    switch source {
    case .open(let descriptor): return descriptor
    case .named(let path, _):
      switch Descriptor.open(path, O_RDONLY | O_NOFOLLOW) {
      case .success(let descriptor): return descriptor
      case .failure(let error): throw .fault(StorageFault(errno: error.code, "read \(quoted(path))"))
      }
    }
  }
}
