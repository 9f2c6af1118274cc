import Glibc
import ReferenceImpl
import S3Endpoint
import Synchronization
import VideoSpec

/// A process for tests of the storage that is killed, that competes for a directory, or whose files may not grow.
@main
enum StorageChild {
  static func main() {
    do {
      switch CommandLine.arguments.dropFirst().first {
      case "write": try write(in: argument(2), from: number(3))
      case "open": try hold(argument(2))
      case "limited": try limited(argument(2), limit: number(3))
      case "measure": try measure(argument(2), threads: number(3), seconds: number(4), size: number(5))
      default: throw Failure("usage: storage-child write|open|limited|measure …")
      }
    } catch {
      say("failed: \(error)")
      exit(1)
    }
  }

  /// Writes objects, large objects and multipart uploads until it is killed, and acknowledges each of them.
  private static func write(in directory: String, from first: Int) throws {
    var tuning = ObjectStorage.Tuning()
    // Often, so that kills hit checkpoints too.
    tuning.database.checkpointPages = 20
    let storage = try ObjectStorage(directory: directory, tuning: tuning)
    if try storage.bucket(named: "b") == nil { try storage.createBucket("b", region: "us-east-1", at: time) }
    say("ready")
    for number in first... {
      try put("small-\(number)", in: storage, size: number % 5000)
      try put("large-\(number % 7)", in: storage, size: 70_000 + number % 10_000)
      try upload("parts-\(number % 3)", in: storage, number)
      if number % 4 == 0 {
        try storage.delete([Text("small-\(number)")], in: "b")
        say("deleted small-\(number)")
      }
    }
  }

  private static func put(_ key: String, in storage: ObjectStorage, size: Int) throws {
    let writer = try storage.beginObject()
    try write(size, to: writer)
    try storage.commit(writer, as: ObjectRecord(bucket: "b", key: Text(key), etag: Text("\(size)"), modified: time))
    say("stored \(key) \(size)")
  }

  private static func upload(_ key: String, in storage: ObjectStorage, _ number: Int) throws {
    let upload = try storage.createUpload(UploadRecord(bucket: "b", key: Text(key), initiated: time))
    var parts: [PartRecord] = []
    for part in 1...3 {
      let writer = try storage.beginPart()
      try write(1000 + number % 10_000, to: writer)
      parts.append(
        try storage.commitPart(writer, as: PartRecord(number: part, etag: "e", modified: time), of: upload))
    }
    let size = 3 * (1000 + number % 10_000)
    let record = ObjectRecord(bucket: "b", key: Text(key), etag: Text("\(size)"), modified: time)
    try storage.completeUpload(upload, parts: parts, as: record)
    say("stored \(key) \(size)")
  }

  /// Writes bytes that depend on the size, so that a mixture of two contents is noticed.
  private static func write(_ size: Int, to writer: ObjectWriter) throws {
    let bytes = [UInt8](repeating: UInt8(truncatingIfNeeded: size), count: size)
    try writer.write(bytes.span.bytes)
  }

  /// Opens a directory, and keeps it until it is told to end.
  private static func hold(_ directory: String) throws {
    let storage = try ObjectStorage(directory: directory)
    say("ready")
    _ = readLine()
    withExtendedLifetime(storage) {}
  }

  /// Writes with a limit of the file size, and says what happens.
  private static func limited(_ directory: String, limit: Int) throws {
    signal(SIGXFSZ, SIG_IGN)
    let storage = try ObjectStorage(directory: directory)
    try storage.createBucket("b", region: "us-east-1", at: time)
    var limits = rlimit(rlim_cur: rlim_t(limit), rlim_max: rlim_t(limit))
    guard setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limits) == 0 else { throw Failure("no limit") }
    do {
      try put("too-large", in: storage, size: limit + 1)
    } catch StorageError.fault(let fault) {
      say("fault \(fault.kind.rawValue) \(fault.message)")
    }
    try put("fits", in: storage, size: limit - 1)
    say("there \(try storage.list(ListRequest(bucket: "b")).entries.map(\.key.string).joined(separator: " "))")
  }

  /// Prints how many objects per second several threads store, read and look up.
  private static func measure(_ directory: String, threads: Int, seconds: Int, size: Int) throws {
    let storage = directory == "memory" ? try ObjectStorage(inMemory: ()) : try ObjectStorage(directory: directory)
    if try storage.bucket(named: "b") == nil { try storage.createBucket("b", region: "us-east-1", at: time) }
    let bytes = [UInt8](repeating: 7, count: size)
    report("put", threads, seconds) { thread, round in
      let writer = try storage.beginObject(expectedSize: size)
      try writer.write(bytes.span.bytes)
      let key = Text("key-\(thread)-\(round % 1000)")
      try storage.commit(
        writer, as: ObjectRecord(bucket: "b", key: key, etag: "0123456789abcdef0123456789abcdef", modified: time))
    }
    report("get", threads, seconds) { thread, round in
      guard let opened = try storage.open(Text("key-\(thread)-\(round % 100)"), in: "b") else { return }
      guard opened.content.size == size else { throw Failure("size") }
    }
    report("head", threads, seconds) { thread, round in
      _ = try storage.object(Text("key-\(thread)-\(round % 100)"), in: "b")
    }
  }

  private static func report(
    _ name: String, _ threads: Int, _ seconds: Int, _ body: @escaping @Sendable (Int, Int) throws -> Void
  ) {
    let count = Atomic<Int>(0)
    let clock = ContinuousClock()
    let end = clock.now + .seconds(seconds)
    Workers.run(threads) { thread in
      var round = 0
      while clock.now < end {
        do { try body(thread, round) } catch { return say("failed: \(error)") }
        round += 1
        count.wrappingAdd(1, ordering: .relaxed)
      }
    }
    say("\(name): \(count.load(ordering: .relaxed) / seconds)/s")
  }

  static let time: Timestamp = "2026-01-02T03:04:05Z"

  /// Writes a line at once, so that it arrives completely or not at all.
  static func say(_ line: String) {
    let bytes = Array("\(line)\n".utf8)
    _ = Glibc.write(STDOUT_FILENO, bytes, bytes.count)
  }

  private static func argument(_ index: Int) throws -> String {
    guard CommandLine.arguments.indices.contains(index) else { throw Failure("argument \(index) is missing") }
    return CommandLine.arguments[index]
  }

  private static func number(_ index: Int) throws -> Int {
    guard let number = Int(try argument(index)) else { throw Failure("argument \(index) should be a number") }
    return number
  }
}

/// Threads of the system.
enum Workers {
  private final class Body: Sendable {
    let run: @Sendable () -> Void
    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
  }

  /// Runs a number of threads at the same time, and waits for all of them.
  static func run(_ count: Int, _ body: @escaping @Sendable (Int) -> Void) {
    let threads = (0..<count).map { index in
      var thread = pthread_t()
      let context = Unmanaged.passRetained(Body { body(index) }).toOpaque()
      pthread_create(
        &thread, nil,
        { context in
          Unmanaged<Body>.fromOpaque(context!).takeRetainedValue().run()
          return nil
        }, context)
      return thread
    }
    for thread in threads { pthread_join(thread, nil) }
  }
}

struct Failure: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}
