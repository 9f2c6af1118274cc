import HTTPCore

/// A connection while a worker serves it: reads and writes that wait, within the limits.
final class ConnectionChannel {
  let stream: any ByteStream
  let memory: WorkerMemory
  let limits: HTTPServerLimits
  private let workers: WorkerPool
  private var reading: RateLimit
  private var writing: RateLimit

  init(_ stream: any ByteStream, memory: WorkerMemory, of server: ServerCore) {
    self.stream = stream
    self.memory = memory
    limits = server.limits
    workers = server.workers
    reading = RateLimit(limits, workers)
    writing = RateLimit(limits, workers)
  }

  var input: InputBuffer { memory.input }

  /// Begins a new exchange, with a new grace.
  func reset() {
    reading = RateLimit(limits, workers)
    writing = RateLimit(limits, workers)
  }

  /// Reads what arrived, and waits for the first byte. The buffer is not empty.
  func receive(into buffer: UnsafeMutableRawBufferPointer) throws(HTTPExchangeError) -> Int {
    while true {
      switch try attempt({ () throws(TransportError) in try stream.tryRead(into: buffer) }) {
      case .done(0): throw .clientGone
      case .done(let count):
        reading.count(count)
        return count
      case .blocked(let interest): try reading.wait(for: interest, on: stream.descriptor)
      }
    }
  }

  /// Reads what arrived into the input buffer, and waits for the first byte.
  func receive() throws(HTTPExchangeError) { input.added(try receive(into: input.room())) }

  /// Sends all bytes.
  func send(_ bytes: UnsafeRawBufferPointer) throws(HTTPExchangeError) {
    var rest = bytes
    while !rest.isEmpty {
      switch try attempt({ () throws(TransportError) in try stream.tryWrite(rest) }) {
      case .done(let count):
        writing.count(count)
        rest = UnsafeRawBufferPointer(rebasing: rest[min(count, rest.count)...])
      case .blocked(let interest): try writing.wait(for: interest, on: stream.descriptor)
      }
    }
  }

  /// Sends all bytes.
  func send(_ bytes: [UInt8]) throws(HTTPExchangeError) {
    let result = bytes.withUnsafeBytes { buffer in
      Result { () throws(HTTPExchangeError) in try send(buffer) }
    }
    try result.get()
  }

  /// Sends a part of a file.
  func sendFile(_ descriptor: Int32, offset: Int, count: Int) throws(HTTPExchangeError) {
    var sent = 0
    while sent < count {
      let attempt = try attempt { () throws(TransportError) in
        try stream.trySendFile(descriptor, offset: offset + sent, count: count - sent)
      }
      switch attempt {
      case .done(0): throw .fileTooShort
      case .done(let more):
        writing.count(more)
        sent += more
      case .blocked(let interest): try writing.wait(for: interest, on: stream.descriptor)
      }
    }
  }

  private func attempt(_ call: () throws(TransportError) -> Attempt) throws(HTTPExchangeError) -> Attempt {
    do throws(TransportError) {
      return try call()
    } catch {
      // Both read the file.
      if case .system(let function, _) = error, function == "pread" || function == "sendfile" { throw .fileTooShort }
      throw .clientGone
    }
  }
}
