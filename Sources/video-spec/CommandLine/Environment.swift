import Gate
import ReferenceImpl
import VideoSpec

#if canImport(Glibc)
  import Glibc
#endif

/// The environment variables.
enum Environment {
  /// The value of a variable that nothing secret and nothing signed depends on. What is not UTF-8 in it is replaced.
  static subscript(name: String) -> String? { getenv(name).map { String(cString: $0) } }

  /// The value of a variable; nil if it is not set.
  ///
  /// - Throws: ``CommandFailure`` if the value is not UTF-8. Swift would replace the other bytes, so that two different secrets would
  ///   sign alike.
  static func value(_ name: String) throws(CommandFailure) -> String? {
    guard let bytes = getenv(name) else { return nil }
    if let value = String(validatingCString: bytes) { return value }
    throw CommandFailure("the environment variable \(name) is not UTF-8", status: .usage)
  }

  static func variables(_ names: [String]) throws(CommandFailure) -> [String: String] {
    var values: [String: String] = [:]
    for name in names { values[name] = try value(name) }
    return values
  }
}

/// Files that options and operands name; `-` is standard input.
enum Files {
  /// Reads a whole file.
  ///
  /// - Throws: ``CommandFailure`` for wrong usage: the user named a file that cannot be read, or one of more than 64 MiB.
  static func read(_ path: String) throws(CommandFailure) -> [UInt8] { try read(path, prefix: nil) }

  /// Reads the beginning of a file: at most `prefix` bytes, or all of them if nil.
  ///
  /// - Throws: ``CommandFailure`` for wrong usage: the user named a file that cannot be read, or without `prefix` one of more than 64 MiB.
  static func read(_ path: String, prefix: Int?) throws(CommandFailure) -> [UInt8] {
    do throws(FileError) {
      return path == "-"
        ? try FileSystem.read(STDIN_FILENO, name: "standard input", prefix: prefix)
        : try FileSystem.read(path, prefix: prefix)
    } catch {
      throw CommandFailure("\(error)", status: .usage)
    }
  }

  /// Whether two paths name the same file, which need not exist yet: `report.json` and `./report.json`, or two names of one file.
  static func areSame(_ first: String, _ second: String) -> Bool {
    let (first, second) = (standardOutput(first), standardOutput(second))
    if first.isSame(as: second) { return true }
    var (left, right) = (stat(), stat())
    if stat(first, &left) == 0, stat(second, &right) == 0, left.st_mode & S_IFMT == S_IFREG {
      return left.st_dev == right.st_dev && left.st_ino == right.st_ino
    }
    guard let left = place(first), let right = place(second) else { return false }
    return left.isSame(as: right)
  }

  /// Whether a path is a symbolic link to a regular file or to nothing. Reports are not written through one.
  static func isLinkToFile(_ path: String) -> Bool {
    var status = stat()
    guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFLNK else { return false }
    return stat(path, &status) != 0 || status.st_mode & S_IFMT == S_IFREG && !FileSystem.isOwnStream(path)
  }

  /// `/dev/stdout` for `-`.
  private static func standardOutput(_ path: String) -> String { path.isSame(as: "-") ? "/dev/stdout" : path }

  /// The path without links in its directory; nil if there is no such directory.
  private static func place(_ path: String) -> String? {
    let slash = path.utf8.lastIndex(of: UInt8(ascii: "/"))
    let directory = slash.map { String(path[...$0]) } ?? "."
    guard let real = realpath(directory, nil) else { return nil }
    defer { free(real) }
    return String(cString: real) + "/" + path[(slash.map { path.utf8.index(after: $0) } ?? path.startIndex)...]
  }

  /// Reads a JSON file.
  static func json(_ path: String) throws(CommandFailure) -> JSONValue {
    let bytes = try read(path)
    do throws(JSONError) { return try JSONValue(parsing: bytes) } catch {
      throw CommandFailure("\(path): \(error)", status: .usage)
    }
  }
}

/// The system's clock.
enum Clock {
  /// - Throws: ``Rejection`` if the clock is out of range.
  static func timeOfDay() throws(Rejection) -> Timestamp {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    guard let now = Timestamp(exactly: time.tv_sec) else {
      throw Rejection(.invalidClock, field: "at", "the machine's clock is before 1970 or after 9999")
    }
    return now
  }
}
