import CLinux
import Glibc
package import ReferenceImpl
import VideoSpec

/// The programs ffprobe and ffmpeg, which read the duration and the pictures of a video.
///
/// What they read comes from strangers. So they get the file as an open descriptor and nothing else, in the format that its signature names, may
/// open no other file or address, and end after a few seconds.
package struct MediaTools: Sendable {
  private let probe: String
  private let converter: String
  /// Lets so many programs run at the same time.
  private let slots = SystemSemaphore()
  private let waiting = SharedState(0)

  /// How many programs run at the same time.
  private static let programs = 2
  /// How long a program may run, in seconds.
  private static let seconds = 10
  /// How long an upload waits for other programs to end, in seconds, and how many uploads wait at the same time. Others have no facts, because
  /// whoever sends hostile files must not hold up the rest.
  private static let patience = 5
  private static let mostWaiting = 8
  /// The longest side of pictures that get a thumbnail, in pixels.
  private static let longestSide = 16_384
  /// How much memory a program may have, in bytes.
  private static let memory = 2 << 30

  /// Finds the programs in the search path. Returns nil if one is missing.
  package init?(searchPath: String) {
    func find(_ name: String) -> String? {
      searchPath.split(separator: ":").map { "\($0)/\(name)" }.first { access($0, X_OK) == 0 }
    }
    guard let probe = find("ffprobe"), let converter = find("ffmpeg") else { return nil }
    self.probe = probe
    self.converter = converter
    for _ in 0..<Self.programs { slots.signal() }
  }

  /// Waits until fewer programs run. Returns false if that takes too long.
  private func takeSlot() -> Bool {
    let isAdmitted = waiting.withLock { count in
      guard count < Self.mostWaiting else { return false }
      count += 1
      return true
    }
    guard isAdmitted else { return false }
    defer { waiting.withLock { $0 -= 1 } }
    return slots.wait(seconds: Self.patience)
  }

  /// Returns what ffprobe says of a video; nil if it says nothing.
  func facts(of file: SpooledFile, _ type: Text) -> MediaFacts? {
    let arguments = [
      probe, "-v", "error", "-threads", "1", "-protocol_whitelist", "file", "-f", Self.format(of: type),
      "-select_streams", "v:0",
      "-show_entries", "format=duration:stream=codec_name,width,height,avg_frame_rate", "-of", "json", Self.input,
    ]
    guard takeSlot() else { return nil }
    defer { slots.signal() }
    guard let output = Self.run(arguments, reading: file.descriptor, limit: 64 << 10),
      let json = try? JSONValue(parsing: output)
    else { return nil }
    return MediaFacts(json)
  }

  /// Makes a picture of the video's beginning, whose longer side has 320 pixels; nil if that is not possible.
  func thumbnail(of file: SpooledFile, _ type: Text, _ facts: MediaFacts, in spool: Spool) -> SpooledFile? {
    guard let size = facts.metadata, max(size.width, size.height) <= Self.longestSide else { return nil }
    // A second after the beginning, or in the middle of a shorter video. The first picture is often black.
    let hundredths = min(100, (facts.duration ?? 0) / 2)
    let arguments = [
      converter, "-v", "error", "-nostdin", "-threads", "1", "-protocol_whitelist", "file", "-f", Self.format(of: type),
      "-ss", "\(hundredths / 100).\(String(100 + hundredths % 100).dropFirst())", "-i", Self.input, "-frames:v", "1",
      "-an",
      "-vf", "scale=w=320:h=320:force_original_aspect_ratio=decrease:force_divisible_by=2", "-c:v", "mjpeg", "-f",
      "image2pipe", "-",
    ]
    guard takeSlot() else { return nil }
    defer { slots.signal() }
    guard let picture = Self.run(arguments, reading: file.descriptor, limit: 1 << 20), !picture.isEmpty,
      let thumbnail = try? spool.open()
    else { return nil }
    do throws(SpoolError) { try thumbnail.write(picture.span.bytes) } catch { return nil }
    thumbnail.finish()
    return thumbnail
  }

  /// The file, which has no name, by its descriptor in the child.
  private static let input = "file:/dev/fd/3"

  private static func format(of type: Text) -> String {
    ["video/webm", "video/x-matroska"].contains(type) ? "matroska" : "mov"
  }

  /// Runs a program to its end, and returns its output; nil if it fails, takes too long, or prints more than `limit` bytes.
  private static func run(_ arguments: [String], reading descriptor: Int32, limit: Int) -> [UInt8]? {
    var ends: [Int32] = [0, 0]
    guard pipe2(&ends, O_CLOEXEC) == 0 else { return nil }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, descriptor, 3)
    defer { posix_spawn_file_actions_destroy(&actions) }
    var pointers: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
    // No variable of this process is of use to them, and some are secret.
    var variables: [UnsafeMutablePointer<CChar>?] = [strdup("LC_ALL=C"), nil]
    defer { for text in pointers + variables { free(text) } }
    var id: pid_t = 0
    let code = posix_spawn(&id, arguments[0], &actions, nil, &pointers, &variables)
    close(ends[1])
    defer { close(ends[0]) }
    guard code == 0 else { return nil }
    // The processor time also ends a program that outlives this process.
    _ = clinux_limit(id, UInt(Self.memory), UInt(Self.seconds))
    let output = collect(ends[0], limit: limit)
    if output == nil { kill(id, SIGKILL) }
    var status: Int32 = 0
    while waitpid(id, &status, 0) < 0, errno == EINTR {}
    return status == 0 ? output : nil
  }

  /// Reads a pipe to its end; nil after the time, or beyond the limit.
  private static func collect(_ descriptor: Int32, limit: Int) -> [UInt8]? {
    let end = ContinuousClock.now.advanced(by: .seconds(seconds))
    var output: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 16 << 10)
    while true {
      let left = ContinuousClock.now.duration(to: end).components.seconds
      var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      guard left >= 0, poll(&waiting, 1, Int32(left * 1000 + 1)) != 0 else { return nil }
      let count = buffer.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return count == 0 ? output : nil }
      output += buffer[..<count]
      if output.count > limit { return nil }
    }
  }
}

/// What is known of a video from its content.
package struct MediaFacts: Hashable, Sendable {
  /// The duration in hundredths of a second.
  package var duration: Int?
  package var metadata: VideoMetadata?

  /// Reads the output of ffprobe.
  init(_ json: JSONValue) {
    if let text = json["format"]?["duration"]?.text, let seconds = Double(text.string),
      (0...99_999_999).contains(seconds)
    {
      duration = Int((seconds * 100).rounded())
    }
    guard let stream = json["streams"]?.array?.first, let width = stream["width"]?.integer,
      let height = stream["height"]?.integer, width > 0, height > 0
    else { return }
    var rate: Int?
    if let parts = stream["avg_frame_rate"]?.text?.split(at: UInt8(ascii: "/")), parts.count == 2,
      let pictures = Double(parts[0].string), let seconds = Double(parts[1].string), seconds > 0, pictures > 0
    {
      rate = Int(min(pictures / seconds, 1_000_000) * 1000)
    }
    metadata = VideoMetadata(width: width, height: height, rate: rate, codec: stream["codec_name"]?.text)
  }
}
