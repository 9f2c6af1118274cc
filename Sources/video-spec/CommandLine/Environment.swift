import Gate
import ReferenceImpl
import VideoSpec

#if canImport(Glibc)
  import Glibc
#endif

/// The environment variables.
enum Environment {
  static subscript(name: String) -> String? { getenv(name).map { String(cString: $0) } }

  static func variables(_ names: [String]) -> [String: String] {
    var values: [String: String] = [:]
    for name in names { values[name] = Environment[name] }
    return values
  }
}

/// Files that options and operands name; `-` is standard input.
enum Files {
  /// Reads a whole file.
  ///
  /// - Throws: ``CommandFailure`` for wrong usage: the user named a file that cannot be read.
  /// - Parameter limit: The number of bytes that are read at most. The rest is left.
  static func read(_ path: String, limit: Int = .max) throws(CommandFailure) -> [UInt8] {
    do throws(FileError) {
      return path == "-"
        ? try FileSystem.read(STDIN_FILENO, name: "standard input", limit: limit)
        : try FileSystem.read(path, limit: limit)
    } catch {
      throw CommandFailure("\(error)", status: .usage)
    }
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
