/// An object that was opened for reading: it keeps its content although it is replaced or deleted.
package struct OpenedObject: Sendable {
  package let record: ObjectRecord
  package let content: ObjectContent
}

/// The content of an opened object.
package struct ObjectContent: Sendable {
  /// The number of bytes.
  package let size: Int
  private let pieces: [Piece]

  enum Piece: Sendable {
    case bytes([UInt8])
    case file(ContentFile, size: Int)

    var size: Int {
      switch self {
      case .bytes(let bytes): bytes.count
      case .file(_, let size): size
      }
    }
  }

  /// Consecutive bytes of the content: in memory, or in a file that `sendfile` can send.
  package enum Slice: Sendable {
    case bytes(ArraySlice<UInt8>)
    case file(ContentFile, offset: Int, count: Int)

    package var count: Int {
      switch self {
      case .bytes(let bytes): bytes.count
      case .file(_, _, let count): count
      }
    }

    /// Returns the first bytes, at most `limit` of them.
    package func prefix(_ limit: Int) -> Slice {
      switch self {
      case .bytes(let bytes): .bytes(bytes.prefix(limit))
      case .file(let file, let offset, let count): .file(file, offset: offset, count: min(count, limit))
      }
    }
  }

  init(_ pieces: [Piece]) {
    self.pieces = pieces
    size = pieces.reduce(0) { $0 + $1.size }
  }

  /// Returns the slices that make up a range. Most objects have one; those of multipart uploads have one for each part.
  ///
  /// - Parameter range: The range is cut at the end of the content.
  package func slices(in range: Range<Int>) -> [Slice] {
    var slices: [Slice] = []
    var start = 0
    for piece in pieces {
      let wanted = range.clamped(to: start..<start + piece.size)
      if !wanted.isEmpty {
        let offset = wanted.lowerBound - start
        switch piece {
        case .bytes(let bytes): slices.append(.bytes(bytes[offset..<offset + wanted.count]))
        case .file(let file, _): slices.append(.file(file, offset: offset, count: wanted.count))
        }
      }
      start += piece.size
      if start >= range.upperBound { break }
    }
    return slices
  }

  /// Reads a range piece by piece, in pieces of at most 128 KiB. Throws a ``StorageError`` or what the closure throws.
  package func read(_ range: Range<Int>, _ body: (RawSpan) throws -> Void) throws {
    for slice in slices(in: range) {
      switch slice {
      case .bytes(let bytes): try body(bytes.span.bytes)
      case .file(let file, let offset, let count):
        let descriptor = try file.opened()
        var buffer = [UInt8](repeating: 0, count: min(count, 128 << 10))
        var position = 0
        while position < count {
          let wanted = min(buffer.count, count - position)
          let read = try buffer.withUnsafeMutableBytes { buffer throws(StorageError) in
            try ObjectContent.read(
              descriptor, into: UnsafeMutableRawBufferPointer(rebasing: buffer[..<wanted]), at: offset + position)
          }
          try body(buffer.span.bytes.extracting(first: read))
          position += read
        }
      }
    }
  }

  /// Returns the bytes of a range. Ask only for ranges that fit into memory.
  package func bytes(in range: Range<Int>) throws -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(range.count)
    try read(range) { piece in piece.withUnsafeBytes { bytes += $0 } }
    return bytes
  }

  private static func read(
    _ descriptor: Descriptor, into buffer: UnsafeMutableRawBufferPointer, at offset: Int
  ) throws(StorageError) -> Int {
    let count: Int
    do throws(ErrorNumber) { count = try descriptor.read(into: buffer, at: offset) } catch {
      throw .fault(StorageFault(errno: error.code, "read a file of the storage"))
    }
    guard count == buffer.count else {
      throw .fault(StorageFault(.corrupt, "a file of the storage became shorter while it was read"))
    }
    return count
  }
}
