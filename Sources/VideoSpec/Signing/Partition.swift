/// A group of AWS regions with a domain of its own.
public enum Partition: String, Hashable, Sendable, CaseIterable {
  case standard = "aws"
  case china = "aws-cn"
  case govCloud = "aws-us-gov"
  case europeanSovereign = "aws-eusc"
  case iso = "aws-iso"
  case isoB = "aws-iso-b"
  case isoE = "aws-iso-e"
  case isoF = "aws-iso-f"

  /// Finds the partition of a region such as `eu-west-1`. Returns nil if no partition has such regions.
  public init?(region: Text) {
    let parts = region.bytes.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
    guard parts.count >= 3, parts.allSatisfy({ !$0.isEmpty && $0.allSatisfy(\.isASCIIAlphanumeric) }),
      parts[parts.count - 1].allSatisfy({ (0x30...0x39).contains($0) })
    else { return nil }
    let area = parts.count == 3 ? [parts[0]] : [parts[0], parts[1]]
    guard parts.count <= 4, let partition = Partition.areas[Text(area.joined(separator: [UInt8(ascii: "-")]))]
    else { return nil }
    self = partition
  }

  /// The first parts of a region's name, before the direction and the number.
  private static let areas: [Text: Partition] = [
    "us": .standard, "eu": .standard, "ap": .standard, "sa": .standard, "ca": .standard, "me": .standard,
    "af": .standard, "il": .standard, "mx": .standard, "cn": .china, "us-gov": .govCloud, "eusc-de": .europeanSovereign,
    "us-iso": .iso, "us-isob": .isoB, "eu-isoe": .isoE, "us-isof": .isoF,
  ]

  /// The rejection of a region whose domain is not known (SIG-101).
  package static func unknown(_ region: Text) -> Rejection {
    Rejection(
      .invalidScope, field: "region",
      "\"\(region.printable)\" belongs to no known AWS partition, so its S3 hosts are unknown: give the endpoint"
    )
  }

  /// The domain of the partition's hosts.
  public var domain: Text {
    switch self {
    case .standard, .govCloud: "amazonaws.com"
    case .china: "amazonaws.com.cn"
    case .europeanSovereign: "amazonaws.eu"
    case .iso: "c2s.ic.gov"
    case .isoB: "sc2s.sgov.gov"
    case .isoE: "cloud.adc-e.uk"
    case .isoF: "csp.hci.ic.gov"
    }
  }
}
