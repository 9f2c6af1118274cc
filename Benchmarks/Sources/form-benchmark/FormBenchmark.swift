@preconcurrency import Glibc
import ReferenceImpl
import VideoSpec

/// Reads a form with a file of 90 MB N times, and prints a JSON line; `scan` only looks for its carriage returns, the floor.
@main
struct FormBenchmark {
  static let fileSize = 90_000_000
  /// As from a socket.
  static let pieceSize = 65_536

  static func main() throws {
    let arguments = CommandLine.arguments
    guard arguments.count == 3, let operation = operations[arguments[1]], let iterations = Int(arguments[2]),
      iterations > 0
    else {
      fputs("Usage: form-benchmark \(operations.keys.sorted().joined(separator: "|")) ITERATIONS\n", stderr)
      exit(2)
    }
    let (bytes, seconds) = try operation(iterations)
    print(
      #"{"peer":"VideoSpec","version":"\#(Catalogue.version)","operation":"\#(arguments[1])","#
        + #""iterations":\#(iterations),"bytes":\#(bytes),"seconds":\#(seconds),"#
        + #""gigabytesPerSecond":\#(Double(bytes) / seconds / 1e9),"peakMemoryKiB":\#(peakMemory())}"#)
  }

  /// Each gives the bytes that it read and the seconds that it took.
  static let operations: [String: @Sendable (Int) throws -> (Int, Double)] = [
    // The body is in memory as a whole, so that it comes from memory, not from a cache, each time.
    "parse": { count in
      let body = body()
      try parse(body)
      return try timed(count, bytes: body.count) { try parse(body) }
    },
    "scan": { count in
      let body = body()
      scan(body)
      return timed(count, bytes: body.count) { scan(body) }
    },
    // One piece is in memory at a time: the peak is the parser's.
    "stream": { count in
      var piece: [UInt8] = []
      appendNoise(pieceSize, to: &piece)
      return try timed(count, bytes: head.count + fileSize / pieceSize * pieceSize + tail.count) {
        var (parser, counter) = (try FormParser(contentType: contentType), FileCounter())
        try parser.append(head.span.bytes, to: &counter)
        for _ in 0..<(fileSize / pieceSize) { try parser.append(piece.span.bytes, to: &counter) }
        try parser.append(tail.span.bytes, to: &counter)
        try parser.finish()
        total &+= counter.size
      }
    },
  ]

  /// Kept, so that nothing is optimised away.
  nonisolated(unsafe) static var total = 0

  static func timed(_ count: Int, bytes: Int, _ body: () throws -> Void) rethrows -> (Int, Double) {
    let start = now()
    for _ in 0..<count { try body() }
    return (bytes * count, now() - start)
  }

  static func parse(_ body: [UInt8]) throws {
    var (parser, counter) = (try FormParser(contentType: contentType), FileCounter())
    let bytes = body.span.bytes
    for start in stride(from: 0, to: body.count, by: pieceSize) {
      try parser.append(bytes.extracting(start..<min(start + pieceSize, body.count)), to: &counter)
    }
    try parser.finish()
    precondition(counter.size == fileSize)
    total &+= counter.size
  }

  static func scan(_ body: [UInt8]) {
    body.withUnsafeBytes { body in
      var (position, count) = (0, 0)
      while let found = memchr(body.baseAddress! + position, 0x0D, body.count - position) {
        position = UnsafeRawPointer(found) - body.baseAddress! + 1
        count += 1
      }
      total &+= count
    }
  }

  // MARK: The form

  static let boundary = "----WebKitFormBoundary7MA4YWxkTrZu0gW"
  static let contentType = Text("multipart/form-data; boundary=\(boundary)")

  static let head: [UInt8] = {
    var head = ""
    for (name, value) in [("key", "videos/2026/01/video.webm"), ("Content-Type", "video/webm"), ("policy", "e30=")] {
      head += "--\(boundary)\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n\r\n\(value)\r\n"
    }
    head += "--\(boundary)\r\nContent-Disposition: form-data; name=\"file\"; filename=\"video.webm\"\r\n"
    return Array((head + "Content-Type: video/webm\r\n\r\n").utf8)
  }()

  static let tail = Array("\r\n--\(boundary)--\r\n".utf8)

  static func body() -> [UInt8] {
    var body: [UInt8] = []
    body.reserveCapacity(head.count + fileSize + tail.count)
    body += head
    appendNoise(fileSize, to: &body)
    body += tail
    return body
  }

  /// Bytes as evenly spread as those of a compressed video (a linear congruential generator's upper ones).
  static func appendNoise(_ count: Int, to bytes: inout [UInt8]) {
    var state: UInt32 = 1
    for _ in 0..<count {
      state = state &* 1_664_525 &+ 1_013_904_223
      bytes.append(UInt8(state >> 24))
    }
  }

  /// The most memory that this process has held, in KiB.
  static func peakMemory() -> Int {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return usage.ru_maxrss
  }

  static func now() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}

/// Drops a file, but for its size.
struct FileCounter: FormHandler {
  var size = 0

  mutating func field(_ field: Field) {}
  mutating func beginFile(_ file: FormFile) {}
  mutating func fileBytes(_ bytes: RawSpan) { size += bytes.byteCount }
  mutating func endFile() {}
}
