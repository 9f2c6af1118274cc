/// An algorithm of the `x-amz-checksum-*` headers (SIG-201).
public enum ChecksumAlgorithm: String, CaseIterable, Sendable {
  case crc32 = "CRC32"
  case crc32c = "CRC32C"
  case crc64nvme = "CRC64NVME"
  case sha1 = "SHA1"
  case sha256 = "SHA256"

  /// The name of the header with a checksum by this algorithm, in lower case.
  public var headerName: Text {
    switch self {
    case .crc32: HeaderNames.crc32
    case .crc32c: HeaderNames.crc32c
    case .crc64nvme: HeaderNames.crc64nvme
    case .sha1: HeaderNames.sha1
    case .sha256: HeaderNames.sha256
    }
  }

  /// Made once, because every text literal allocates.
  private enum HeaderNames {
    static let crc32: Text = "x-amz-checksum-crc32"
    static let crc32c: Text = "x-amz-checksum-crc32c"
    static let crc64nvme: Text = "x-amz-checksum-crc64nvme"
    static let sha1: Text = "x-amz-checksum-sha1"
    static let sha256: Text = "x-amz-checksum-sha256"
  }

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
