import AdapterProtocol
import Gate
import ReferenceImpl
import VideoSpec

#if canImport(Glibc)
  import Glibc
#endif

/// The name of an object: `s3://BUCKET/KEY`. The key is not encoded.
struct StoredObjectName {
  var bucket: Text
  var key: Text

  /// Reads an operand, or returns nil if it is the name of a file.
  init?(_ operand: String, _ options: Options) throws {
    let prefix: Text = "s3://"
    guard Text(operand).hasPrefix(prefix) else { return nil }
    guard let (bucket, key) = Text(operand.utf8.dropFirst(prefix.bytes.count)).splitOnce(at: UInt8(ascii: "/")),
      !bucket.isEmpty, !key.isEmpty
    else { throw options.fail("\"\(operand)\" is not s3://BUCKET/KEY") }
    if options.has("content-type") {
      throw options.fail("--content-type is only for a FILE: an object's type comes from the store")
    }
    (self.bucket, self.key) = (bucket, key)
  }
}

/// Runs `video-spec-store`, the program beside this one that talks to stores. Without networking, this one starts in a third of the time.
enum StoreProgram {
  private static let name = "video-spec-store"

  /// Validates an object by what its store says.
  ///
  /// - Throws: ``Rejection`` if the store does not say, or cannot be asked with these options.
  static func validate(
    _ object: StoredObjectName, limits: ObjectLimits, options: Options
  ) throws -> ValidationResult {
    let result = try ask(question(object, limits, options))
    switch result["status"]?.string {
    case "accepted":
      let output = InputReader(result["output"] ?? .null)
      do throws(InputError) {
        return ValidationResult(
          size: result["output"]?["size"] == nil ? nil : try output.size("size"),
          mediaType: try output.optionalText("mediaType"), etag: try output.optionalText("etag"),
          violations: try output.texts("violations").compactMap { Violation(rawValue: $0.string) })
      } catch { throw broken("\(error)") }
    case "rejected":
      let error = result["error"]
      throw Rejection(
        ErrorCode(error?["code"]?.string ?? ""), field: error?["field"]?.string, error?["message"]?.string ?? "")
    default: throw broken(result["error"]?["message"]?.string ?? "it sent no result")
    }
  }

  private static func question(
    _ object: StoredObjectName, _ limits: ObjectLimits, _ options: Options
  ) throws -> JSONValue {
    let credentials = try options.credentials()
    func text(_ secret: Secret) -> JSONValue { secret.withBytes { Text(bytes: $0) }.protocolForm }
    var keys: JSONObject = [
      "accessKeyId": credentials.accessKeyID.protocolForm, "secretAccessKey": text(credentials.secretAccessKey),
    ]
    keys["sessionToken"] = credentials.sessionToken.map(text)
    var question: JSONObject = [
      "bucket": object.bucket.protocolForm, "key": object.key.protocolForm,
      "region": try options.region().protocolForm, "credentials": .object(keys),
      "limits": [
        "maximumSize": JSONValue("\(limits.maximumSize)"), "mediaType": limits.mediaType.protocolForm,
      ],
      "pathStyle": .bool(options.has("path-style")), "checksContent": .bool(options.has("check-content")),
    ]
    if try options.endpoint() != nil { question["endpoint"] = options.value("endpoint").map { JSONValue($0) } }
    if let etag = options.value("etag") {
      // The shell removes the quotation marks.
      question["etag"] = JSONValue(Text(etag).hasPrefix("\"") ? etag : "\"\(etag)\"")
    }
    return .object(question)
  }

  // MARK: - The process

  /// Asks the program. The secrets go through a pipe, because others can read arguments and environments.
  private static func ask(_ question: JSONValue) throws -> JSONValue {
    let path = try path()
    let child = try start(path)
    // A program that ends without reading is noticed by its missing result.
    signal(SIGPIPE, SIG_IGN)
    write(question.line + [0x0A], to: child.input)
    let result = try? FileSystem.read(child.output.number, name: name)
    var status: Int32 = 0
    while waitpid(child.id, &status, 0) < 0, errno == EINTR {}
    guard let result, let json = try? JSONValue(parsing: result) else {
      throw broken(status == 0 ? "it sent no result" : "it ended with status \(status >> 8), signal \(status & 0x7F)")
    }
    return json
  }

  /// Starts it in this program's group, so that an interrupt at the terminal ends both.
  private static func start(_ path: String) throws -> (id: pid_t, input: FileDescriptor, output: FileDescriptor) {
    let (input, output) = (try Pipe(for: path), try Pipe(for: path))
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, input.reading.number, STDIN_FILENO)
    posix_spawn_file_actions_adddup2(&actions, output.writing.number, STDOUT_FILENO)
    var arguments: [UnsafeMutablePointer<CChar>?] = [strdup(path), nil]
    defer { free(arguments[0]) }
    var id: pid_t = 0
    let code = posix_spawn(&id, path, &actions, nil, &arguments, environ)
    guard code == 0 else { throw broken(String(cString: strerror(code))) }
    return (id, input.writing, output.reading)
  }

  private static func write(_ bytes: [UInt8], to descriptor: FileDescriptor) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor.number, $0.baseAddress, $0.count) }
      if count < 0, errno != EINTR { return }
      rest = rest.dropFirst(max(0, count))
    }
  }

  /// The path of the program, in this program's folder.
  private static func path() throws -> String {
    var buffer = [UInt8](repeating: 0, count: Int(PATH_MAX))
    let count = buffer.withUnsafeMutableBytes { readlink("/proc/self/exe", $0.baseAddress!, $0.count) }
    let own = Text(buffer.prefix(max(0, count))).string
    let folder = own.utf8.lastIndex(of: UInt8(ascii: "/")).map { own[..<$0] } ?? ""
    let path = folder + "/" + name
    guard access(path, X_OK) == 0 else {
      throw CommandFailure(
        """
        s3://… needs a second program, and \(path) is missing. It is not part of the released file: \
        'swift build -c release --product \(name)' builds it in a checkout
        """,
        status: .internalFault)
    }
    return path
  }

  private static func broken(_ reason: String) -> CommandFailure {
    CommandFailure("\(name): \(reason)", status: .internalFault)
  }
}
