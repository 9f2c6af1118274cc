import Gate
import ReferenceImpl
import VideoSpec

#if canImport(Glibc)
  import Glibc
#endif

/// A file that is not uploaded yet, described as an upload would describe it.
struct LocalVideo {
  let size: Int
  let firstBytes: Text
  /// Nil if the name has no known extension.
  let contentType: Text?

  /// - Throws: ``UsageError`` or ``CommandFailure`` if the path names no readable file, and for options that are about stores.
  init(_ path: String, _ options: Options) throws {
    for name in ["etag", "endpoint", "path-style", "region", "aws-profile"] where options.has(name) {
      throw options.fail("--\(name) is only for s3://BUCKET/KEY")
    }
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw CommandFailure("\(FileError("open", path))", status: .usage) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw options.fail("\"\(path)\" is not a regular file")
    }
    size = Int(status.st_size)
    firstBytes = try Self.beginning(of: descriptor, path)
    let ending = Text(path).split(at: UInt8(ascii: "/")).last?.split(at: UInt8(ascii: ".")).dropFirst().last
    contentType =
      options.value("content-type").map { Text($0) }
      ?? ending.flatMap { KeyGenerator.mediaType(ofEnding: $0.lowercased) }
  }

  private static func beginning(of descriptor: Int32, _ path: String) throws -> Text {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: ContentSample.size)
    while bytes.count < ContentSample.size {
      let count = read(descriptor, &buffer, ContentSample.size - bytes.count)
      if count == 0 { break }
      if count > 0 {
        bytes += buffer[..<count]
      } else if errno != EINTR {
        throw CommandFailure("\(FileError("read", path))", status: .usage)
      }
    }
    return Text(bytes: bytes)
  }

  /// The decision on the object that the file would become. There is no ETag yet.
  func decision(_ limits: ObjectLimits, checksContent: Bool) throws(Rejection) -> ValidationResult {
    var result = try ObjectValidator.decide(
      on: ObjectDescription(size: size, contentType: contentType, etag: Text()), limits: limits,
      firstBytes: checksContent ? firstBytes : nil)
    result.etag = nil
    return result
  }
}
