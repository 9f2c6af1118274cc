/// An algorithm of the `x-amz-checksum-*` headers (SIG-201).
public enum ChecksumAlgorithm: String, CaseIterable, Sendable {
  case crc32 = "CRC32"
  case crc32c = "CRC32C"
  case crc64nvme = "CRC64NVME"
  case sha1 = "SHA1"
  case sha256 = "SHA256"

  /// The name of the header with a checksum by this algorithm, in lower case.
  public var headerName: Text { ("x-amz-checksum-" + Text(rawValue)).lowercased }

  /// The number of bytes of a checksum.
  public var size: Int {
    switch self {
    case .crc32, .crc32c: 4
    case .crc64nvme: 8
    case .sha1: 20
    case .sha256: 32
    }
  }
}
