import CLinux
import Glibc
import Synchronization

/// Contents in memory: files without a name, which `sendfile` can send as well. Nothing is durable.
final class MemoryFiles: ContentFiles {
  private let files = Mutex<[Int: Descriptor]>([:])

  func begin(_ number: Int) throws(StorageError) -> IncomingFile {
    let closeOnExec: UInt32 = 1
    let descriptor = memfd_create("video-spec-s3", closeOnExec)
    guard descriptor >= 0 else { throw .fault(StorageFault(errno: errno, "create a file in memory")) }
    return IncomingFile(number: number, path: "a file in memory", descriptor: Descriptor(descriptor))
  }

  func keep(_ file: IncomingFile) throws(StorageError) { files.withLock { $0[file.number] = file.descriptor } }

  func discard(_ file: IncomingFile) { _ = files.withLock { $0.removeValue(forKey: file.number) } }

  func open(_ number: Int, size: Int) throws(StorageError) -> ContentFile? {
    files.withLock { $0[number] }.map { ContentFile(.open($0)) }
  }

  func openParts(of upload: Int, _ parts: [(number: Int, size: Int)]) throws(StorageError) -> [ContentFile]? {
    let found = files.withLock { files in parts.compactMap { files[$0.number] } }
    return found.count == parts.count ? found.map { ContentFile(.open($0)) } : nil
  }

  func remove(_ removal: ContentRemoval) {
    let numbers =
      switch removal {
      case .file(let number): [number]
      case .parts(_, let files): files
      }
    // The descriptors are closed outside the lock: freeing much memory takes time.
    let removed = files.withLock { files in numbers.compactMap { files.removeValue(forKey: $0) } }
    withExtendedLifetime(removed) {}
  }

  func removeAll() {
    let removed = files.withLock { files in
      defer { files = [:] }
      return files
    }
    withExtendedLifetime(removed) {}
  }
}
