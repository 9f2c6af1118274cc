import Glibc

/// What came of an operation that does not wait.
public enum Attempt: Hashable, Sendable {
  /// The number of bytes that were read or written. 0 bytes read are the end of the stream.
  case done(Int)
  /// Nothing can be done until the descriptor can be read or written. With TLS, reading may have to write, and the reverse.
  case blocked(Interest)
}

/// A connection that carries bytes in both directions: a ``Socket``, or a ``TLSStream`` over one.
///
/// One thread may read while another writes. ``close()`` and ``interrupt()`` may be called by any thread at any time.
public protocol ByteStream: AnyObject, Sendable {
  /// The socket, to wait for. It may be read before waiting for it, because TLS buffers bytes.
  var descriptor: Int32 { get }
  /// Reads what has arrived, without waiting. The buffer is not empty.
  func tryRead(into buffer: UnsafeMutableRawBufferPointer) throws(TransportError) -> Attempt
  /// Writes as much as there is room for, without waiting. After `blocked`, the same bytes have to be written next.
  func tryWrite(_ bytes: UnsafeRawBufferPointer) throws(TransportError) -> Attempt
  /// Sends a part of a file, without waiting for the other side.
  func trySendFile(_ file: Int32, offset: Int, count: Int) throws(TransportError) -> Attempt
  /// Tells the other side that nothing more will be written. With TLS, this is a message, which waits for room until the deadline.
  func shutdownWrite(deadline: Deadline)
  /// Ends both directions, so that a thread that waits for the stream wakes up.
  func interrupt()
  /// Closes the connection without waiting. Later operations throw `TransportError.closed`.
  ///
  /// With TLS and a full buffer, the other side cannot tell this end from a connection that was cut. Call ``shutdownWrite(deadline:)`` first,
  /// if that matters.
  func close()
}

extension ByteStream {
  /// Reads what has arrived, and waits for the first bytes.
  ///
  /// - Returns: The number of bytes, 0 at the end of the stream (or for an empty buffer).
  public func read(into buffer: UnsafeMutableRawBufferPointer, deadline: Deadline) throws(TransportError) -> Int {
    guard !buffer.isEmpty else { return 0 }
    while true {
      try deadline.check()
      switch try tryRead(into: buffer) {
      case .done(let count): return count
      case .blocked(let interest): try deadline.wait(for: interest, on: descriptor)
      }
    }
  }

  /// Reads what has arrived, at most `count` bytes, and waits for the first of them. The array is empty at the end of the stream.
  public func read(upTo count: Int, deadline: Deadline) throws(TransportError) -> [UInt8] {
    var failure: TransportError?
    let bytes = [UInt8](unsafeUninitializedCapacity: max(0, count)) { buffer, used in
      do throws(TransportError) {
        used = try read(into: UnsafeMutableRawBufferPointer(buffer), deadline: deadline)
      } catch { failure = error }
    }
    if let failure { throw failure }
    return bytes
  }

  /// Writes all bytes.
  public func write(_ bytes: UnsafeRawBufferPointer, deadline: Deadline) throws(TransportError) {
    var rest = bytes
    while !rest.isEmpty {
      try deadline.check()
      switch try tryWrite(rest) {
      case .done(let count): rest = UnsafeRawBufferPointer(rebasing: rest[count...])
      case .blocked(let interest): try deadline.wait(for: interest, on: descriptor)
      }
    }
  }

  /// Writes all bytes.
  public func write(_ bytes: [UInt8], deadline: Deadline) throws(TransportError) {
    var failure: TransportError?
    bytes.withUnsafeBytes { buffer in
      do throws(TransportError) { try write(buffer, deadline: deadline) } catch { failure = error }
    }
    if let failure { throw failure }
  }

  /// Sends a part of a file.
  ///
  /// - Throws: `closed` if the file ends before.
  public func sendFile(_ file: Int32, offset: Int, count: Int, deadline: Deadline) throws(TransportError) {
    var sent = 0
    while sent < count {
      try deadline.check()
      switch try trySendFile(file, offset: offset + sent, count: count - sent) {
      case .done(0): throw .closed
      case .done(let more): sent += more
      case .blocked(let interest): try deadline.wait(for: interest, on: descriptor)
      }
    }
  }

  /// Sends a part of a file by reading it. At most 64 KiB at once.
  public func trySendFile(_ file: Int32, offset: Int, count: Int) throws(TransportError) -> Attempt {
    var failure: TransportError?
    let bytes = [UInt8](unsafeUninitializedCapacity: min(count, 65_536)) { buffer, used in
      let size = pread(file, buffer.baseAddress, buffer.count, off_t(offset))
      if size < 0 { failure = .system("pread", errno) }
      used = max(0, size)
    }
    if let failure { throw failure }
    guard !bytes.isEmpty else { return .done(0) }
    var result = Result<Attempt, TransportError>.success(.done(0))
    bytes.withUnsafeBytes { buffer in
      result = Result { () throws(TransportError) in try tryWrite(buffer) }
    }
    return try result.get()
  }
}
