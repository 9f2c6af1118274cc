/// The bytes that arrived and were not used yet. Each worker has one and lends it to the connection that it serves.
final class InputBuffer {
  private static let usualSize = 16384

  private var storage = UnsafeMutableRawBufferPointer.allocate(byteCount: usualSize, alignment: 16)
  private var start = 0
  private var end = 0

  deinit { storage.deallocate() }

  var isEmpty: Bool { start == end }

  /// The bytes. They are valid until the buffer is changed.
  var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: storage[start..<end]) }

  /// Removes bytes from the beginning, at most as many as there are.
  func use(_ count: Int) {
    start = min(end, start + count)
    if start == end { (start, end) = (0, 0) }
  }

  /// Returns room for at least one more byte. `added` says how much of it was filled.
  func room() -> UnsafeMutableRawBufferPointer {
    if end == storage.count {
      if start > 0 {
        move(to: storage)
      } else {
        let larger = UnsafeMutableRawBufferPointer.allocate(byteCount: storage.count * 2, alignment: 16)
        let old = storage
        move(to: larger)
        storage = larger
        old.deallocate()
      }
    }
    return UnsafeMutableRawBufferPointer(rebasing: storage[end...])
  }

  func added(_ count: Int) { end = min(storage.count, end + count) }

  private func move(to target: UnsafeMutableRawBufferPointer) {
    let count = end - start
    if let from = storage.baseAddress, let to = target.baseAddress {
      to.copyMemory(from: from + start, byteCount: count)
    }
    (start, end) = (0, count)
  }

  /// Takes the bytes of a connection that was parked. The buffer has to be empty.
  func load(_ bytes: [UInt8]) {
    (start, end) = (0, 0)
    if storage.count < bytes.count {
      storage.deallocate()
      storage = .allocate(byteCount: bytes.count + Self.usualSize, alignment: 16)
    }
    storage.copyBytes(from: bytes)
    end = bytes.count
  }

  /// Gives the bytes back, and memory beyond the usual.
  func unload() -> [UInt8] {
    let bytes = [UInt8](self.bytes)
    (start, end) = (0, 0)
    if storage.count > Self.usualSize {
      storage.deallocate()
      storage = .allocate(byteCount: Self.usualSize, alignment: 16)
    }
    return bytes
  }
}
