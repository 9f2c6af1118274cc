import ReferenceImpl
import VideoSpec

/// A host of Amazon S3, read from its name: its kind, its region, and what a request to it has to be signed with.
///
/// A host of AWS that is not one of S3's, such as that of a virtual machine or a load balancer, is not an `AmazonHost`, and neither is
/// `s3.amazonaws.com.example`.
///
/// Sources: [Amazon S3 endpoints and quotas](https://docs.aws.amazon.com/general/latest/gr/s3.html);
/// [virtual hosting](https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html);
/// [AWS PrivateLink for Amazon S3](https://docs.aws.amazon.com/AmazonS3/latest/userguide/privatelink-interface-endpoints.html);
/// [S3 Express One Zone](https://docs.aws.amazon.com/AmazonS3/latest/userguide/s3-express-Regions-and-Zones.html);
/// [multi-Region access points](https://docs.aws.amazon.com/AmazonS3/latest/userguide/MultiRegionAccessPointRequests.html);
/// botocore 1.44.8, `data/s3/2006-03-01/endpoint-rule-set-1.json`, which also names the service that signs for each host.
struct AmazonHost: Equatable {
  enum Kind: Equatable {
    /// `s3.REGION`, `s3-REGION` and `s3-fips.REGION`, with or without `dualstack`.
    case regional
    /// `s3.amazonaws.com`, and `s3-external-1` in us-east-1.
    case global
    case accelerated
    case website
    case control
    case accessPoint
    case multiRegionAccessPoint
    case objectLambda
    case outposts
    /// The host of a directory bucket, `BUCKET--ZONE--x-s3.s3express-ZONE.REGION`.
    case expressZonal
    case expressControl
  }

  var kind: Kind
  /// The partition of the domain. GovCloud shares its domain with the standard partition, so the region decides.
  var partition: Partition
  /// Nil if the host belongs to no single region.
  var region: Text?
  /// What precedes the endpoint: a bucket, an access point and its account, an alias. Nil for path style.
  var name: Text?
  var isDualStack = false
  var isFIPS = false
  /// Whether it is the host of an interface endpoint of a VPC.
  var isVPCEndpoint = false

  /// Nil if it is not a host of S3.
  init?(_ authority: Text) {
    var host = authority.hostAndPort.host.lowercased
    // The dot of a fully qualified name.
    if host.bytes.last == UInt8(ascii: ".") { host = Text(host.bytes.dropLast()) }
    guard host.bytes.count <= 253, let (rest, partition) = Self.withoutDomain(host) else { return nil }
    let labels = rest.split(at: UInt8(ascii: "."))
    guard let endpoint = Endpoint(labels) ?? Endpoint(vpc: labels) else { return nil }
    kind = endpoint.kind
    region = endpoint.region
    self.partition = region.flatMap { Partition(region: $0) } ?? partition
    name = endpoint.name.isEmpty ? nil : Text(endpoint.name.map(\.bytes).joined(separator: [0x2E]))
    isDualStack = endpoint.isDualStack
    isFIPS = endpoint.isFIPS
    isVPCEndpoint = endpoint.isVPCEndpoint
    domain = Text(host.bytes.dropFirst(rest.bytes.count + 1))
  }

  /// The domain that the host's name ends with.
  var domain: Text

  /// The domain that hosts of the region have, if the host's own is that of another partition.
  var domainOfRegion: Text? {
    guard let region, let known = Partition(region: region), known.domain != domain,
      !Self.dualStackDomains.contains(where: { $0 == domain && $1.domain == known.domain })
    else { return nil }
    return known.domain
  }

  // MARK: The object

  /// The bucket in the host's name; nil if there is none, or if the name is that of an access point.
  var bucket: Text? {
    guard let name, kind != .control, kind != .accessPoint, kind != .multiRegionAccessPoint, kind != .objectLambda,
      kind != .outposts, !isAlias
    else { return nil }
    return name
  }

  /// Whether the name is the alias of an access point, which takes a bucket's place.
  var isAlias: Bool {
    guard let name else { return false }
    return ["-s3alias", "--ol-s3", "--op-s3", "--xa-s3"].contains { name.hasSuffix($0) }
  }

  /// Whether the first segment of the path is the bucket.
  var isPathStyle: Bool { name == nil && kind != .control }

  // MARK: The signature

  /// The services that a request may be signed for.
  var services: [Text] {
    switch kind {
    case .objectLambda: ["s3-object-lambda"]
    case .outposts: ["s3-outposts"]
    case .expressZonal, .expressControl: ["s3express"]
    // The documents do not say which service signs for the alias of an Object Lambda access point.
    default: name?.hasSuffix("--ol-s3") == true ? ["s3", "s3-object-lambda"] : ["s3"]
    }
  }

  /// Whether only SigV4a is accepted, because a signature for one region would not be valid in the others.
  var needsSigV4a: Bool { kind == .multiRegionAccessPoint }

  // MARK: Domains

  /// Domains of dual-stack hosts of Outposts (botocore 1.44.8, `partitions.json`, `dualStackDnsSuffix`).
  private static let dualStackDomains: [(Text, Partition)] = [
    ("api.aws", .standard), ("api.amazonwebservices.com.cn", .china), ("api.amazonwebservices.eu", .europeanSovereign),
    ("api.aws.ic.gov", .iso), ("api.aws.scloud", .isoB), ("api.cloud-aws.adc-e.uk", .isoE),
    ("api.aws.hci.ic.gov", .isoF),
  ]

  private static func withoutDomain(_ host: Text) -> (rest: Text, partition: Partition)? {
    for (domain, partition) in Partition.allCases.map({ ($0.domain, $0) }) + dualStackDomains {
      if host.hasSuffix("." + domain) { return (Text(host.bytes.dropLast(domain.bytes.count + 1)), partition) }
    }
    return nil
  }

  /// Whether a label has the form of a region. Regions that are not known yet have it, too.
  private static func isRegion(_ label: Text) -> Bool {
    let parts = label.split(at: UInt8(ascii: "-"))
    guard (3...5).contains(parts.count), let last = parts.last else { return false }
    let isNumber = { (part: Text) in !part.isEmpty && part.bytes.allSatisfy { (0x30...0x39).contains($0) } }
    return isNumber(last) && parts.dropLast().allSatisfy { !$0.isEmpty && $0.bytes.allSatisfy(\.isASCIIAlphanumeric) }
      && parts[0].bytes.allSatisfy { (0x61...0x7A).contains($0) }
  }

  // MARK: The name without its domain

  /// What the labels in front of the domain say.
  private struct Endpoint {
    var kind = Kind.regional
    var region: Text?
    var name: [Text] = []
    var isDualStack = false
    var isFIPS = false
    var isVPCEndpoint = false

    /// Reads `NAME.s3.dualstack.REGION` and all that is like it.
    init?(_ labels: [Text]) {
      // The last label that can be the service's, because a bucket's name may contain others.
      for count in 0...2 where labels.count > count {
        let (names, word, rest) = (labels.dropLast(count + 1), labels[labels.count - count - 1], labels.suffix(count))
        var after = Array(rest)
        if after.first == "dualstack" {
          isDualStack = true
          after.removeFirst()
        }
        if after.isEmpty || (after.count == 1 && AmazonHost.isRegion(after[0])), read(word, region: after.first),
          accept(Array(names))
        {
          return
        }
        self = Self()
      }
      return nil
    }

    /// Reads `bucket.vpce-1a2b3c4d-5e6f.s3.REGION.vpce` and its like.
    init?(vpc labels: [Text]) {
      guard labels.count >= 4, labels.last == "vpce" else { return nil }
      let place = labels.count - 4
      let region = labels[place + 2]
      guard labels[place].hasPrefix("vpce-"), AmazonHost.isRegion(region), read(labels[place + 1], region: region),
        kind != .accelerated, kind != .website
      else { return nil }
      isVPCEndpoint = true
      var names = Array(labels[..<place])
      if kind == .regional, let word = names.popLast() {
        switch word {
        case "bucket": break
        case "accesspoint": kind = .accessPoint
        case "control": kind = .control
        default: names.append(word)
        }
      }
      name = names
    }

    private init() {}

    /// Reads the label of the service, such as `s3-fips`. Returns whether it is one.
    private mutating func read(_ word: Text, region: Text?) -> Bool {
      self.region = region
      if word == "s3" {
        kind = region == nil ? .global : .regional
        return region != nil || !isDualStack
      }
      if word.hasPrefix("s3express-") { return readExpress(word.dropping("s3express-"), region: region) }
      guard word.hasPrefix("s3-") else { return false }
      var rest = word.dropping("s3-")
      if rest == "fips" || rest.hasPrefix("fips-") {
        isFIPS = true
        rest = rest.dropping(rest == "fips" ? "fips" : "fips-")
        // `s3-fips-us-gov-west-1` is an old name of `s3-fips.us-gov-west-1`.
        return rest.isEmpty ? region != nil : region == nil && readLegacy(rest)
      }
      if rest.hasSuffix("-fips") {
        isFIPS = true
        rest = Text(rest.bytes.dropLast(5))
      }
      switch rest {
      case "accelerate" where region == nil && !isFIPS: kind = .accelerated
      case "external-1" where region == nil && !isFIPS:
        kind = .global
        self.region = "us-east-1"
      case "global" where region == nil && !isFIPS: kind = .multiRegionAccessPoint
      case "website" where region != nil: kind = .website
      case "control" where region != nil: kind = .control
      case "accesspoint" where region != nil: kind = .accessPoint
      case "object-lambda" where region != nil: kind = .objectLambda
      case "outposts" where region != nil: kind = .outposts
      default:
        guard region == nil, !isFIPS else { return false }
        guard rest.hasPrefix("website-") else { return readLegacy(rest) }
        kind = .website
        self.region = rest.dropping("website-")
        return AmazonHost.isRegion(rest.dropping("website-"))
      }
      return true
    }

    /// Reads the region of `s3-REGION`.
    private mutating func readLegacy(_ region: Text) -> Bool {
      self.region = region
      return AmazonHost.isRegion(region)
    }

    private mutating func readExpress(_ word: Text, region: Text?) -> Bool {
      guard region != nil, !word.isEmpty else { return false }
      var rest = word
      kind = rest == "control" || rest == "control-fips" ? .expressControl : .expressZonal
      isFIPS = rest.hasPrefix("fips-") || rest == "control-fips"
      if isFIPS, kind == .expressZonal { rest = rest.dropping("fips-") }
      return !rest.isEmpty
    }

    /// Takes the labels in front of the service's. Returns whether they are possible.
    private mutating func accept(_ names: [Text]) -> Bool {
      name = names
      guard names.allSatisfy({ !$0.isEmpty }) else { return false }
      if kind == .multiRegionAccessPoint {
        guard names.count >= 2, names.last == "accesspoint" else { return false }
        name.removeLast()
      }
      return true
    }
  }
}

extension Text {
  /// The text without its first bytes, as many as those of `prefix`.
  fileprivate func dropping(_ prefix: Text) -> Text { Text(bytes.dropFirst(prefix.bytes.count)) }
}
