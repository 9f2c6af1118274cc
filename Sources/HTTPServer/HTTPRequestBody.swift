public import HTTPCore

/// The body of a request, which arrives while it is read. It is valid only during the call of the handler.
public final class HTTPRequestBody {
  public let framing: BodyFraming
  /// Whether the client waits for `100 Continue`. The first `read` sends it. A handler that answers without reading refuses the body.
  public let expectsContinue: Bool
  /// The trailer fields. They are there once `isComplete` is true.
  public var trailers: HTTPFields { decoder.trailers }
  /// The extensions of the chunk that was read last, from `;` on.
  public var chunkExtensions: [UInt8] { decoder.extensions }
  /// The bytes that `read` returned so far.
  public private(set) var received = 0

  private let channel: ConnectionChannel
  private var decoder: ChunkedDecoder
  private var isContinueSent = false
  /// The error that `read` has thrown. The next `read` throws it again.
  private var failure: HTTPExchangeError?

  init(framing: BodyFraming, expectsContinue: Bool, channel: ConnectionChannel) {
    self.framing = framing
    self.expectsContinue = expectsContinue
    self.channel = channel
    decoder = ChunkedDecoder(limits: channel.limits.message)
  }

  /// Whether `read` returned everything, trailers included.
  public var isComplete: Bool {
    switch framing {
    case .none, .untilClose: true
    case .length(let length): received == length
    case .chunked: decoder.isComplete
    }
  }

  /// Reads the next bytes and waits for them if necessary.
  ///
  /// - Returns: How many bytes were read; 0 at the end of the body, or if the buffer is empty.
  public func read(into buffer: UnsafeMutableRawBufferPointer) throws(HTTPExchangeError) -> Int {
    if let failure { throw failure }
    guard !isComplete, !buffer.isEmpty else { return 0 }
    do throws(HTTPExchangeError) {
      try sendContinue()
      let count = framing == .chunked ? try readChunked(into: buffer) : try readPlain(into: buffer)
      received += count
      return count
    } catch {
      failure = error
      throw error
    }
  }

  /// Reads the next bytes, at most `count`, and waits for the first of them. The array is empty at the end of the body.
  public func read(upTo count: Int) throws(HTTPExchangeError) -> [UInt8] {
    var result = Result<Int, HTTPExchangeError>.success(0)
    let bytes = [UInt8](unsafeUninitializedCapacity: max(0, count)) { buffer, used in
      result = Result { () throws(HTTPExchangeError) in try read(into: UnsafeMutableRawBufferPointer(buffer)) }
      if case .success(let count) = result { used = count }
    }
    _ = try result.get()
    return bytes
  }

  /// Reads the rest of the body.
  ///
  /// - Returns: The bytes, or nil if there are more than `limit`. Then part of them was read.
  public func readAll(limit: Int) throws(HTTPExchangeError) -> [UInt8]? {
    if case .length(let length) = framing, length - received > limit { return nil }
    var bytes: [UInt8] = []
    while !isComplete {
      let more = try read(upTo: 16384)
      guard bytes.count + more.count <= limit else { return nil }
      bytes.append(contentsOf: more)
    }
    return bytes
  }

  /// A client that has sent bytes of the body does not wait.
  private func sendContinue() throws(HTTPExchangeError) {
    guard expectsContinue, !isContinueSent else { return }
    isContinueSent = true
    if channel.input.isEmpty { try channel.send(Array("HTTP/1.1 100 Continue\r\n\r\n".utf8)) }
  }

  private func readPlain(into buffer: UnsafeMutableRawBufferPointer) throws(HTTPExchangeError) -> Int {
    guard case .length(let length) = framing else { return 0 }
    let wanted = UnsafeMutableRawBufferPointer(rebasing: buffer[..<min(buffer.count, length - received)])
    guard !channel.input.isEmpty else { return try channel.receive(into: wanted) }
    let bytes = channel.input.bytes.prefix(wanted.count)
    wanted.copyBytes(from: bytes)
    channel.input.use(bytes.count)
    return bytes.count
  }

  private func readChunked(into buffer: UnsafeMutableRawBufferPointer) throws(HTTPExchangeError) -> Int {
    while true {
      let count = try decodeBuffered(into: buffer)
      if count > 0 || decoder.isComplete { return count }
      if decoder.isInData {
        // Data go to their place without a detour.
        let wanted = UnsafeMutableRawBufferPointer(rebasing: buffer[..<min(buffer.count, decoder.remainingInChunk)])
        let count = try channel.receive(into: wanted)
        decoder.skip(count)
        return count
      }
      try channel.receive()
    }
  }

  private func decodeBuffered(into buffer: UnsafeMutableRawBufferPointer) throws(HTTPExchangeError) -> Int {
    do throws(HTTPMessageError) {
      let (used, written) = try decoder.decode(channel.input.bytes, into: buffer)
      channel.input.use(used)
      return written
    } catch {
      throw .malformedBody(error)
    }
  }

  // MARK: - After the answer

  /// Whether the next request can be found soon: nothing is left of the body, or little that is sure to come.
  func isNearlyComplete() -> Bool {
    if isComplete { return true }
    guard failure == nil else { return false }
    switch framing {
    case .none, .untilClose: return true
    case .length(let length):
      return length - received <= channel.limits.skipBytes && (!expectsContinue || isContinueSent)
    case .chunked:
      // What has arrived may be the end.
      let nothing = UnsafeMutableRawBufferPointer(start: nil, count: 0)
      do throws(HTTPExchangeError) { _ = try decodeBuffered(into: nothing) } catch { failure = error }
      return decoder.isComplete
    }
  }

  /// Reads and drops the rest.
  func skip() throws(HTTPExchangeError) {
    while !isComplete { _ = try read(upTo: 16384) }
  }
}
