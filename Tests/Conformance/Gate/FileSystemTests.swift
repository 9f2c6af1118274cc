import Foundation
import Gate
import Testing

@Suite("Reading and writing files", .timeLimit(.minutes(60)))
struct FileSystemTests {
  private let scratch: ScratchFile
  private let directory: String

  init() throws {
    scratch = try ScratchFile("old")
    directory = URL(fileURLWithPath: scratch.path).deletingLastPathComponent().path
  }

  private func mode(_ path: String) throws -> Int {
    try #require(FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int)
  }

  private func contents(_ path: String) throws -> String { try String(contentsOfFile: path, encoding: .utf8) }

  @Test("a file without an end is refused, and so is one over the limit")
  func endless() throws {
    let endless = try #require(throws: FileError.self) { try FileSystem.read("/dev/zero") }
    #expect("\(endless)" == "/dev/zero: it has more than 67108864 bytes")
    #expect(try FileSystem.read(scratch.path, limit: 3) == Array("old".utf8))
    #expect(throws: FileError.self) { try FileSystem.read(scratch.path, limit: 2) }
  }

  @Test("a pipe that nobody writes to ends with an error, and one that somebody writes to is read whole")
  func pipes() throws {
    let path = directory + "/pipe"
    #expect(mkfifo(path, 0o600) == 0)
    let error = try #require(throws: FileError.self) { try FileSystem.read(path) }
    #expect("\(error)" == "\(path): nobody writes to this pipe")
    let writer = Process()
    writer.executableURL = URL(fileURLWithPath: "/bin/sh")
    writer.arguments = ["-c", "sleep 0.2; { echo first; sleep 0.2; echo second; } >\(path)"]
    try writer.run()
    #expect(try FileSystem.read(path) == Array("first\nsecond\n".utf8))
    writer.waitUntilExit()
  }

  @Test("a missing file is missing, and a directory is none")
  func missing() throws {
    let missing = try #require(throws: FileError.self) { try FileSystem.read(directory + "/none") }
    #expect(missing.isMissing)
    let folder = try #require(throws: FileError.self) { try FileSystem.read(directory) }
    #expect(!folder.isMissing && folder.code == EISDIR)
  }

  @Test(
    "no link is followed on writing, whether it leads to a file, to nothing or to a link",
    arguments: ["file", "none", "link"])
  func links(target: String) throws {
    let link = directory + "/link"
    #expect(symlink(target, link) == 0)
    let error = try #require(throws: FileError.self) { try FileSystem.write(Array("new".utf8), to: link) }
    #expect("\(error)".contains(target == "link" ? link : "symbolic link"))
    #expect(try contents(scratch.path) == "old" && !FileManager.default.fileExists(atPath: directory + "/none"))
  }

  @Test("a planted temporary file is neither followed nor written to")
  func temporary() throws {
    // The name that a predictable scheme would use.
    for name in ["file.tmp", "file.\(getpid()).tmp"] { #expect(symlink("victim", "\(directory)/\(name)") == 0) }
    try FileSystem.write(Array("new".utf8), to: scratch.path)
    #expect(try contents(scratch.path) == "new" && !FileManager.default.fileExists(atPath: directory + "/victim"))
    #expect(try FileManager.default.contentsOfDirectory(atPath: directory).count == 3)
  }

  @Test("a file that exists keeps its mode without special bits, and a new one has that of the mask")
  func modes() throws {
    for (before, after) in [(0o600, 0o600), (0o640, 0o640), (0o666, 0o666), (0o4755, 0o755)] {
      chmod(scratch.path, mode_t(before))
      try FileSystem.write(Array("new".utf8), to: scratch.path)
      #expect(try mode(scratch.path) == after)
    }
    let result = try Program.run(
      "/bin/sh", ["-c", "umask 027; video-spec check --quiet --only SIG-001 --json \(directory)/a.json"])
    #expect(try result.status == 0 && mode(directory + "/a.json") == 0o640)
  }

  @Test("a file that cannot be written is left as it was, without a temporary file")
  func failure() throws {
    #expect(throws: FileError.self) { try FileSystem.write([0], to: directory + "/none/file") }
    #expect(throws: FileError.self) { try FileSystem.write([0], to: directory) }
    #expect(try contents(scratch.path) == "old")
    #expect(try FileManager.default.contentsOfDirectory(atPath: directory) == ["file"])
  }
}
