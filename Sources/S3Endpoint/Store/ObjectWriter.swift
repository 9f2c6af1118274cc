import Glibc

/// Content on its way into the storage. Nobody sees it before it is committed. One thread uses it.
///
/// Contents up to 64 KiB stay in memory until they are committed; larger ones go to a file. A writer that is dropped leaves nothing.
package final class ObjectWriter {
  /// How many bytes were written.
  package private(set) var size = 0

  /// The number of the content.
  let number: Int
  private let files: any ContentFiles
  private var state: State

  enum State {
    case memory([UInt8])
    case file(IncomingFile)
    /// Committed or aborted.
    case ended
  }

  /// Contents up to this size are rows of the database.
  static let rowLimit = 64 << 10

  /// - Parameters:
  ///   - expectedSize: The number of bytes to come, if it is known.
  ///   - alwaysFile: Whether even a small content becomes a file.
  init(number: Int, files: any ContentFiles, expectedSize: Int?, alwaysFile: Bool) throws(StorageError) {
    self.number = number
    self.files = files
    if alwaysFile || (expectedSize ?? 0) > ObjectWriter.rowLimit {
      state = .file(try files.begin(number))
    } else {
      var buffer: [UInt8] = []
      buffer.reserveCapacity(max(0, expectedSize ?? 0))
      state = .memory(buffer)
    }
  }

  deinit { abort() }

  /// Appends bytes. Pieces of 64 KiB and more are the fastest.
  package func write(_ bytes: RawSpan) throws(StorageError) {
    try bytes.withUnsafeBytes { bytes throws(StorageError) in try write(bytes) }
  }

  /// Appends bytes.
  package func write(_ bytes: UnsafeRawBufferPointer) throws(StorageError) {
    switch state {
    case .memory(var buffer):
      guard buffer.count + bytes.count > ObjectWriter.rowLimit else {
        // The array is taken out of the state, so that appending does not copy it.
        state = .ended
        buffer += bytes
        state = .memory(buffer)
        break
      }
      try spill(buffer).write(bytes)
    case .file(let file): try file.write(bytes)
    case .ended: throw ObjectWriter.ended
    }
    size += bytes.count
  }

  /// Appends a range of an object's content, inside the kernel if it can. The caller does not see the bytes.
  package func append(_ range: Range<Int>, of content: ObjectContent) throws(StorageError) {
    if case .memory(let buffer) = state, buffer.count + range.count > ObjectWriter.rowLimit { try spill(buffer) }
    for slice in content.slices(in: range) {
      switch slice {
      case .bytes(let bytes): try write(bytes.span.bytes)
      case .file(let source, let offset, let count):
        var copied = 0
        if case .file(let file) = state {
          copied = try file.copy(count, at: offset, of: source.opened())
          size += copied
        }
        try write(offset + copied..<offset + count, of: source)
      }
    }
  }

  /// Appends bytes of a file that the kernel did not copy.
  private func write(_ range: Range<Int>, of source: ContentFile) throws(StorageError) {
    guard !range.isEmpty else { return }
    let rest = ObjectContent([.file(source, size: range.upperBound)])
    do { try rest.read(range) { try self.write($0) } } catch {
      throw error as? StorageError ?? .fault(StorageFault(.inputOutput, "\(error)"))
    }
  }

  /// Drops the content. It is not an error to call this twice or after a commit.
  package func abort() {
    if case .file(let file) = state { files.discard(file) }
    state = .ended
  }

  /// Makes a file of what was in memory.
  @discardableResult
  private func spill(_ buffer: [UInt8]) throws(StorageError) -> IncomingFile {
    let file = try files.begin(number)
    state = .file(file)
    try buffer.span.bytes.withUnsafeBytes { bytes throws(StorageError) in try file.write(bytes) }
    return file
  }

  /// Ends the writing: returns the bytes of a row, or nil after the file was made durable.
  ///
  /// The content is still dropped by ``abort()`` until ``committed()`` is called.
  func finish() throws(StorageError) -> [UInt8]? {
    switch state {
    case .memory(let bytes): return bytes
    case .file(let file):
      try files.keep(file)
      return nil
    case .ended: throw ObjectWriter.ended
    }
  }

  /// Leaves the content to the storage.
  func committed() { state = .ended }

  private static let ended = StorageError.fault(
    StorageFault(.inputOutput, "the content was committed or aborted already"))
}
