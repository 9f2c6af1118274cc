import ReferenceImpl
import VideoSpec

#if canImport(Glibc)
  import Glibc
#endif

/// The credentials of a service's built-in store. They are random, because a page of any site could sign for the store with known ones.
enum BuiltInCredentials {
  /// Returns the credentials in a directory's file `credentials`, and creates them first if there are none.
  ///
  /// The file has the format of AWS's shared credentials file, so that other programs can use the store.
  static func ofStore(in directory: String) throws -> Credentials {
    let path = directory + "/credentials"
    try create(path)
    guard let credentials = try CredentialSources.all(in: Files.read(path), path: path).first else {
      throw CommandFailure("\(path) has no credentials; remove it, and new ones are made", status: .usage)
    }
    Output.hide(credentials.secretAccessKey)
    return credentials
  }

  /// Writes new credentials unless there is a file.
  private static func create(_ path: String) throws {
    let letters = SystemRandom.bytes(16).map { UInt8(ascii: "A") + $0 % 26 }
    let file = """
      [default]
      aws_access_key_id = SERVE\(Text(bytes: letters))
      aws_secret_access_key = \(Hexadecimal.lowercase(SystemRandom.bytes(20)))

      """
    try PrivateFile.create(path, Text(file))
  }
}

/// Files that only their owner can read.
enum PrivateFile {
  /// Writes a file, unless there is one.
  static func create(_ path: String, _ content: Text) throws {
    if access(path, F_OK) == 0 { return }
    // Written to another file first, so that another process never reads half of it.
    let draft = "\(path).\(getpid())"
    let descriptor = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      if access(path, R_OK) == 0 { return }
      throw CommandFailure("\(path) cannot be written: \(String(cString: strerror(errno)))", status: .usage)
    }
    let isWritten = content.bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) } == content.bytes.count
    close(descriptor)
    // A link fails if the file exists: then that file counts.
    let isLinked = isWritten && (link(draft, path) == 0 || errno == EEXIST)
    unlink(draft)
    guard isLinked else { throw CommandFailure("\(path) cannot be written", status: .usage) }
  }
}
