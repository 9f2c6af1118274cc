import Testing
import VideoSpec

@testable import Inspection

@Suite("Hosts of Amazon S3")
struct AmazonHostTests {
  typealias Expected = (
    host: Text, kind: AmazonHost.Kind, partition: Partition, region: Text?, bucket: Text?, service: Text
  )

  static let hosts: [Expected] = [
    ("s3.amazonaws.com", .global, .standard, nil, nil, "s3"),
    ("bkt.s3.amazonaws.com", .global, .standard, nil, "bkt", "s3"),
    ("bkt.s3-external-1.amazonaws.com", .global, .standard, "us-east-1", "bkt", "s3"),
    ("BKT.S3.EU-WEST-1.AMAZONAWS.COM.", .regional, .standard, "eu-west-1", "bkt", "s3"),
    ("bkt.s3.eu-west-1.amazonaws.com:443", .regional, .standard, "eu-west-1", "bkt", "s3"),
    ("my.s3.bucket.s3.eu-west-1.amazonaws.com", .regional, .standard, "eu-west-1", "my.s3.bucket", "s3"),
    ("s3-eu-west-1.s3-us-west-2.amazonaws.com", .regional, .standard, "us-west-2", "s3-eu-west-1", "s3"),
    ("s3.dualstack.eu-west-1.amazonaws.com", .regional, .standard, "eu-west-1", nil, "s3"),
    ("dualstack.s3.eu-west-1.amazonaws.com", .regional, .standard, "eu-west-1", "dualstack", "s3"),
    ("bkt.s3-fips.dualstack.us-gov-west-1.amazonaws.com", .regional, .govCloud, "us-gov-west-1", "bkt", "s3"),
    ("s3-fips-us-gov-west-1.amazonaws.com", .regional, .govCloud, "us-gov-west-1", nil, "s3"),
    ("bkt.s3.cn-north-1.amazonaws.com.cn", .regional, .china, "cn-north-1", "bkt", "s3"),
    ("bkt.s3.eusc-de-east-1.amazonaws.eu", .regional, .europeanSovereign, "eusc-de-east-1", "bkt", "s3"),
    ("bkt.s3.us-iso-east-1.c2s.ic.gov", .regional, .iso, "us-iso-east-1", "bkt", "s3"),
    ("bkt.s3.us-isob-east-1.sc2s.sgov.gov", .regional, .isoB, "us-isob-east-1", "bkt", "s3"),
    ("bkt.s3.eu-isoe-west-1.cloud.adc-e.uk", .regional, .isoE, "eu-isoe-west-1", "bkt", "s3"),
    ("bkt.s3.us-isof-south-1.csp.hci.ic.gov", .regional, .isoF, "us-isof-south-1", "bkt", "s3"),
    ("bkt.s3.xx-new-1.amazonaws.com", .regional, .standard, "xx-new-1", "bkt", "s3"),
    ("bkt.s3-accelerate.dualstack.amazonaws.com", .accelerated, .standard, nil, "bkt", "s3"),
    ("bkt.s3-website-us-east-1.amazonaws.com", .website, .standard, "us-east-1", "bkt", "s3"),
    ("bkt.s3-website.eu-central-1.amazonaws.com", .website, .standard, "eu-central-1", "bkt", "s3"),
    ("111122223333.s3-control.eu-west-1.amazonaws.com", .control, .standard, "eu-west-1", nil, "s3"),
    ("ap-111122223333.s3-accesspoint.cn-north-1.amazonaws.com.cn", .accessPoint, .china, "cn-north-1", nil, "s3"),
    ("ap-1.s3-accesspoint-fips.dualstack.us-west-2.amazonaws.com", .accessPoint, .standard, "us-west-2", nil, "s3"),
    (
      "ap-hrzrlukc5m36ft7okagglf3gmwluquse1b-s3alias.s3.us-west-2.amazonaws.com", .regional, .standard, "us-west-2",
      nil, "s3"
    ),
    ("ap-1.s3-object-lambda.us-east-1.amazonaws.com", .objectLambda, .standard, "us-east-1", nil, "s3-object-lambda"),
    ("ap-1.op-01.s3-outposts.us-west-2.amazonaws.com", .outposts, .standard, "us-west-2", nil, "s3-outposts"),
    ("s3-outposts.us-west-2.api.aws", .outposts, .standard, "us-west-2", nil, "s3-outposts"),
    ("abc.mrap.accesspoint.s3-global.amazonaws.com", .multiRegionAccessPoint, .standard, nil, nil, "s3"),
    (
      "b--use1-az4--x-s3.s3express-use1-az4.us-east-1.amazonaws.com", .expressZonal, .standard, "us-east-1",
      "b--use1-az4--x-s3", "s3express"
    ),
    (
      "b--x-s3.s3express-fips-use1-az4.dualstack.us-east-1.amazonaws.com", .expressZonal, .standard, "us-east-1",
      "b--x-s3", "s3express"
    ),
    ("s3express-control.us-east-1.amazonaws.com", .expressControl, .standard, "us-east-1", nil, "s3express"),
    ("bucket.vpce-1a2b-5e6f.s3.us-east-1.vpce.amazonaws.com", .regional, .standard, "us-east-1", nil, "s3"),
    (
      "bkt.bucket.vpce-1a2b-5e6f-us-east-1a.s3.us-east-1.vpce.amazonaws.com", .regional, .standard, "us-east-1", "bkt",
      "s3"
    ),
    (
      "ap-1.accesspoint.vpce-1a2b-5e6f.s3.us-east-1.vpce.amazonaws.com", .accessPoint, .standard, "us-east-1", nil, "s3"
    ),
    ("control.vpce-1a2b-5e6f.s3.us-east-1.vpce.amazonaws.com", .control, .standard, "us-east-1", nil, "s3"),
  ]

  @Test("are told apart", arguments: hosts)
  func kinds(expected: Expected) throws {
    let host = try #require(AmazonHost(expected.host))
    #expect(host.kind == expected.kind && host.partition == expected.partition)
    #expect(host.region == expected.region && host.bucket == expected.bucket)
    #expect(host.services == [expected.service])
    #expect(host.needsSigV4a == (expected.kind == .multiRegionAccessPoint))
  }

  @Test(
    "other hosts are not S3's",
    arguments: [
      "evil.amazonaws.com.example", "s3.eu-west-1.amazonaws.com.example", "s3.amazonaws.com.evil.example",
      "xs3.eu-west-1.amazonaws.com", "amazonaws.com", ".amazonaws.com", "", ".", "s3", "notamazonaws.com",
      "s3.notamazonaws.com", "ec2-1-2-3-4.compute-1.amazonaws.com", "lb-1.eu-west-1.elb.amazonaws.com",
      "sqs.us-east-1.amazonaws.com", "bkt..s3.amazonaws.com", "s3-eu-west.amazonaws.com", "s3-.amazonaws.com",
      "s3.region.amazonaws.com", "s3express-.us-east-1.amazonaws.com", "mrap.s3-global.amazonaws.com",
      "bucket.s3.us-east-1.vpce.amazonaws.com", "vpce.amazonaws.com", "[::1]:9000", "192.168.1.5", "localhost:9000",
      "s3.us-west-004.backblazeb2.com", "acc.r2.cloudflarestorage.com", "s3.api.aws.example",
    ] as [Text])
  func others(host: Text) {
    #expect(AmazonHost(host) == nil)
  }

  @Test("a host in the domain of another partition does not exist")
  func domain() {
    #expect(AmazonHost("s3.cn-north-1.amazonaws.com")?.domainOfRegion == "amazonaws.com.cn")
    #expect(AmazonHost("s3.eu-west-1.amazonaws.com.cn")?.domainOfRegion == "amazonaws.com")
    #expect(AmazonHost("s3.us-gov-west-1.amazonaws.com")?.domainOfRegion == nil)
    #expect(AmazonHost("s3-outposts.us-west-2.api.aws")?.domainOfRegion == nil)
    #expect(AmazonHost("s3.amazonaws.com.cn")?.domainOfRegion == nil)
  }

  @Test("a long name is no host, and takes no time")
  func long() {
    #expect(AmazonHost(Text(String(repeating: "s3.", count: 1_000_000) + "amazonaws.com")) == nil)
  }
}
