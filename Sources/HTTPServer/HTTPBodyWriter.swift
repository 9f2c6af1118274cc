import HTTPCore

/// Writes the body of a response. It is valid only during the call of the function that gets it.
public final class HTTPBodyWriter {
  private let channel: ConnectionChannel
  /// The bytes that were announced and not written yet, or nil.
  private(set) var rest: Int?
  private let isChunked: Bool

  /// - Parameter channel: Its output has the head, which goes out with the first bytes.
  init(_ channel: ConnectionChannel, length: Int?, isChunked: Bool) {
    self.channel = channel
    self.isChunked = isChunked
    rest = length
  }

  /// Sends bytes. It returns when the system has taken them.
  public func write(_ bytes: UnsafeRawBufferPointer) throws(HTTPExchangeError) {
    guard !bytes.isEmpty else { return }
    if let rest {
      guard bytes.count <= rest else { throw .tooManyBytes }
      self.rest = rest - bytes.count
    }
    if isChunked { channel.memory.output.append(contentsOf: ChunkedEncoder.start(ofChunk: bytes.count)) }
    if bytes.count <= 16384 {
      channel.memory.output.append(contentsOf: bytes)
      if isChunked { channel.memory.output.append(contentsOf: ChunkedEncoder.endOfChunk) }
      try flush()
    } else {
      try flush()
      try channel.send(bytes)
      if isChunked { channel.memory.output.append(contentsOf: ChunkedEncoder.endOfChunk) }
    }
  }

  /// Sends bytes. It returns when the system has taken them.
  public func write(_ bytes: [UInt8]) throws(HTTPExchangeError) {
    let result = bytes.withUnsafeBytes { buffer in
      Result { () throws(HTTPExchangeError) in try write(buffer) }
    }
    try result.get()
  }

  /// Sends a part of a file, as `HTTPResponseBody.file` does.
  public func write(file descriptor: Int32, offset: Int, count: Int) throws(HTTPExchangeError) {
    guard count > 0 else { return }
    if let rest {
      guard count <= rest else { throw .tooManyBytes }
      self.rest = rest - count
    }
    if isChunked { channel.memory.output.append(contentsOf: ChunkedEncoder.start(ofChunk: count)) }
    try flush()
    try channel.sendFile(descriptor, offset: offset, count: count)
    if isChunked { channel.memory.output.append(contentsOf: ChunkedEncoder.endOfChunk) }
  }

  /// Ends the body.
  func finish() throws(HTTPExchangeError) {
    if let rest, rest > 0 { throw .incompleteBody }
    if isChunked { channel.memory.output.append(contentsOf: ChunkedEncoder.end()) }
    try flush()
  }

  /// Sends what is in the output, so that the client sees it although the body ends early.
  func flush() throws(HTTPExchangeError) {
    guard !channel.memory.output.isEmpty else { return }
    try channel.send(channel.memory.output)
    channel.memory.output.removeAll(keepingCapacity: true)
  }
}
