import Foundation
import Inspection
import Testing
import VideoSpec

/// A presigned URL that botocore 1.44.8 made, with the examples' credentials, on 2 January 2026 at 03:04:05.
struct SignedURL: Sendable, CustomTestStringConvertible {
  var testDescription: String
  var method: Text
  var url: Text

  /// - Parameters:
  ///   - base: The URL without its query.
  ///   - regionSet: The region set of SigV4a; nil for SigV4.
  ///   - query: The request's own parameters.
  init(
    _ name: String, _ base: String, _ region: String = "us-east-1", service: String = "s3", method: Text = "GET",
    query: String = "", expires: Int = 900, regionSet: String? = nil, signature: String
  ) {
    testDescription = name
    self.method = method
    let scope = regionSet == nil ? "\(region)%2F\(service)" : service
    let algorithm = regionSet == nil ? "AWS4-HMAC-SHA256" : "AWS4-ECDSA-P256-SHA256"
    var parts = [
      "X-Amz-Algorithm=\(algorithm)", "X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20260102%2F\(scope)%2Faws4_request",
      "X-Amz-Date=20260102T030405Z", "X-Amz-Expires=\(expires)", "X-Amz-SignedHeaders=host",
    ]
    if regionSet == "*" { parts.append("X-Amz-Region-Set=%2A") }
    if !query.isEmpty { parts.append(query) }
    url = Text("\(base)?\(parts.joined(separator: "&"))&X-Amz-Signature=\(signature)")
  }
}

@Suite("URLs of Amazon's services and of other stores")
struct AmazonURLTests {
  static let right: [SignedURL] = [
    SignedURL(
      "regional", "https://bkt.s3.amazonaws.com/a%20b",
      signature: "19977c12e7c8d3bd5280eb39723d153d0f0893208db373690408b54e010fb809"),
    SignedURL(
      "global us-east-1 default", "https://s3.amazonaws.com/bkt/a%20b",
      signature: "efe3c1f41f401d1d71569e61d65785e69a3877862087f3b72952021386c1e1b8"),
    SignedURL(
      "eu-west-1", "https://video-uploads-example.s3.amazonaws.com/a%20b", "eu-west-1",
      signature: "29b4c7ebb5b6f390ca2e59aa1e6a5fd865c9f7873be0c7805ff99733f2252af7"),
    SignedURL(
      "china", "https://bkt.s3.cn-north-1.amazonaws.com.cn/a%20b", "cn-north-1",
      signature: "d9456fcca4c03453b6acd86f5ddfc5941698bf4a0c67874e4032048df87564ea"),
    SignedURL(
      "gov", "https://bkt.s3.us-gov-west-1.amazonaws.com/a%20b", "us-gov-west-1",
      signature: "e1f463bf655d65accdac8db933e219afd4c92da3c24e2062608ae731c26ccc98"),
    SignedURL(
      "eusc", "https://bkt.s3.eusc-de-east-1.amazonaws.eu/a%20b", "eusc-de-east-1",
      signature: "7e3eaa264b4583a616edef61f903ca7d4e29ef6179062c8b19748e9485a44a33"),
    SignedURL(
      "iso us-iso-east-1", "https://bkt.s3.us-iso-east-1.c2s.ic.gov/a%20b", "us-iso-east-1",
      signature: "012e01bf3ed28daa919a9fc5c4f440151a7b4abcc6aeeadf19a824ab651449ea"),
    SignedURL(
      "iso us-isob-east-1", "https://bkt.s3.us-isob-east-1.sc2s.sgov.gov/a%20b", "us-isob-east-1",
      signature: "3723aad26ee14cb82c04f1a088e6943e6e0b8040ddd3f607021c30e16ea9dc2e"),
    SignedURL(
      "iso eu-isoe-west-1", "https://bkt.s3.eu-isoe-west-1.cloud.adc-e.uk/a%20b", "eu-isoe-west-1",
      signature: "c39afa5ebcb30ab41b207a69dce84f24d2ac50d49608304591255d87d1cdc4b9"),
    SignedURL(
      "iso us-isof-south-1", "https://bkt.s3.us-isof-south-1.csp.hci.ic.gov/a%20b", "us-isof-south-1",
      signature: "480db51ce3f7b895e6b39c0969b4bd5edcad6a7842abec6d880cac841dab3998"),
    SignedURL(
      "fips dual", "https://bkt.s3-fips.dualstack.us-west-2.amazonaws.com/a%20b", "us-west-2",
      signature: "71e56a604919c0420d7bd617a3a7f7e7d3b000820cd0ac359aa0c7765c2cbd38"),
    SignedURL(
      "dualstack path", "https://s3.dualstack.eu-central-1.amazonaws.com/bkt/a%20b", "eu-central-1",
      signature: "0201699afd87756d99955856de1d6094cb8edc32ec10dacfad2eebcae8d29f84"),
    SignedURL(
      "dualstack virtual", "https://bkt.s3.dualstack.eu-central-1.amazonaws.com/a%20b", "eu-central-1",
      signature: "65402e95118cefc88107e412b3faade0f9b94a32c4d01e028457fbd1b8d0eaf6"),
    SignedURL(
      "china dualstack", "https://bkt.s3.dualstack.cn-northwest-1.amazonaws.com.cn/a%20b", "cn-northwest-1",
      signature: "f5d91cfcf93a0da3ba2db03ee344eb088f6349e068e0901fe50f7a31acaf24bb"),
    SignedURL(
      "accelerate", "https://bkt.s3-accelerate.amazonaws.com/a%20b", "eu-west-1",
      signature: "e2247bd30c6eff14e47a2de5e6559adcd93ff1af59d9de6844a42d51bd04a5d1"),
    SignedURL(
      "accelerate dual", "https://bkt.s3-accelerate.dualstack.amazonaws.com/a%20b", "eu-west-1",
      signature: "047dc42cc3170aea74ac63b48693a1ea3086a56180182785e2e9032698c33fa4"),
    SignedURL(
      "dotted bucket", "https://s3.eu-west-1.amazonaws.com/my.s3.bucket/a%20b", "eu-west-1",
      signature: "6ee10001646cc33aca6b563250272bbb14e54533302b8d13cda1e5691b19aaba"),
    SignedURL(
      "dotted virtual", "https://s3.eu-west-1.amazonaws.com/my.s3.bucket/a%20b", "eu-west-1",
      signature: "6ee10001646cc33aca6b563250272bbb14e54533302b8d13cda1e5691b19aaba"),
    SignedURL(
      "access point", "https://my-ap-111122223333.s3-accesspoint.us-west-2.amazonaws.com/a%20b", "us-west-2",
      signature: "3383e9c2bea0c558404b9d16346045f686ec44856e5bc42e069640e56c80221b"),
    SignedURL(
      "access point dual fips",
      "https://my-ap-111122223333.s3-accesspoint-fips.dualstack.us-west-2.amazonaws.com/a%20b", "us-west-2",
      signature: "8bc8a958e9497a81e87c57b3fcae3a1d3f1f7deb82601419ef4e738f3d719b8b"),
    SignedURL(
      "access point china", "https://my-ap-111122223333.s3-accesspoint.cn-north-1.amazonaws.com.cn/a%20b", "cn-north-1",
      signature: "1addcbb767dfffd1655e69d3ef0de754efb896d3ea039be1e42840df60d24429"),
    SignedURL(
      "access point alias", "https://my-ap-hrzrlukc5m36ft7okagglf3gmwluquse1b-s3alias.s3.amazonaws.com/a%20b",
      "us-west-2", signature: "ddbbfc91b30a7fe5ea339fb4f2a5fe85249647186dcef4952a780dc19621e1cf"),
    SignedURL(
      "object lambda", "https://ol-111122223333.s3-object-lambda.us-east-1.amazonaws.com/a%20b",
      service: "s3-object-lambda", signature: "e4238837156a598aea82a461b8afaf0b4868917364b74b330ddb8f4b8f339192"),
    SignedURL(
      "object lambda fips", "https://ol-111122223333.s3-object-lambda-fips.us-east-1.amazonaws.com/a%20b",
      service: "s3-object-lambda", signature: "0003a33070d13f65aeef5d7d8f47587b20580cd89b86c220c579ccba1aa4256e"),
    SignedURL(
      "outposts", "https://my-ap-111122223333.op-01234567890123456.s3-outposts.us-west-2.amazonaws.com/a%20b",
      "us-west-2", service: "s3-outposts", signature: "7dd1b69a2be98e86debef3a6b65542bd22a2d026482f8ad49e4c1d49d38c9060"
    ),
    SignedURL(
      "outposts v4a", "https://my-ap-111122223333.op-01234567890123456.s3-outposts.us-west-2.amazonaws.com/a%20b",
      service: "s3-outposts", regionSet: "*",
      signature: "3044022022bb35af591ff8857bd7960921b44c374088654dcda230dc9e031916d609f0"
        + "60022013c1065a57ca33236bad86697ca1b341ca2320169a513214717d60e22964c8fc"),
    SignedURL(
      "mrap", "https://mfzwi23gnjvgw.mrap.accesspoint.s3-global.amazonaws.com/a%20b", regionSet: "*",
      signature: "3046022100e220a78bd9123f3a039c8f69d1d65e2d593a28afb8f1f796e169754307c0"
        + "b1ce022100ef33d380e2f3b4ca1c8ea3ff0e46cea04c28292c955eb97f588db5fcd79c51fb"),
    SignedURL(
      "vpce", "https://bucket.vpce-1a2b3c4d-5e6f.s3.us-east-1.vpce.amazonaws.com/bkt/a%20b",
      signature: "7d307307775cd3719da8787a8082d5fe3cc0f446b6784c332e509f17036e6ac9"),
    SignedURL(
      "vpce virtual", "https://bkt.bucket.vpce-1a2b3c4d-5e6f-us-east-1a.s3.us-east-1.vpce.amazonaws.com/a%20b",
      signature: "6abc74d7c85a4d9e33e4db2b62cf4c5f33e487d60ddb5580cd9ceca79d91c800"),
    SignedURL(
      "vpce ap", "https://my-ap-111122223333.accesspoint.vpce-1a2b3c4d-5e6f.s3.us-east-1.vpce.amazonaws.com/a%20b",
      signature: "2eb4ac0c60b706c6308886d35d09e2ddd57d224e9b3f67471c7aacc5bc79ce41"),
    SignedURL(
      "express", "https://bkt--use1-az4--x-s3.s3express-use1-az4.us-east-1.amazonaws.com/a%20b", service: "s3express",
      signature: "83189a720f21fec44c55db924b0ad87597047d7135a5e5dfaa10f314f9473005"),
    SignedURL(
      "express fips", "https://bkt--use1-az4--x-s3.s3express-fips-use1-az4.us-east-1.amazonaws.com/a%20b",
      service: "s3express", signature: "32d50ba2027a7fe7753bd1107d3a22b9318b88718b8608c7fb7f25049a933533"),
    SignedURL(
      "express local zone", "https://bkt--use1-dfw2-az1--x-s3.s3express-use1-dfw2-az1.us-east-1.amazonaws.com/a%20b",
      service: "s3express", signature: "4dcb5e03c64844c1b0a541c456d5836cb46918d45b10c4081cd141e8d9908bcf"),
    SignedURL(
      "minio port", "http://localhost:9000/bkt/a%20b",
      signature: "e9631d8a14ec513a916795e75fce35dba0581db6724bf0301d0dafb6f81c3755"),
    SignedURL(
      "minio ip", "https://192.168.1.5:9000/bkt/a%20b", "eu-west-1",
      signature: "cdc041982ac3eb98c92e39fdb833b598b0184568b47a8a5a3c8fdd2e12a1276b"),
    SignedURL(
      "minio ipv6", "http://[::1]:9000/bkt/a%20b",
      signature: "0ac7048cd47655fc5711dbbbe2e49c9b2389f5b85c941249321c16777c652e3c"),
    SignedURL(
      "minio default port", "http://minio.internal:80/bkt/a%20b",
      signature: "20d445687f2b09c7de881cbee79c78e8c70fc6a33dda4c488e7444727581b19f"),
    SignedURL(
      "minio https 443", "https://minio.internal:443/bkt/a%20b",
      signature: "20d445687f2b09c7de881cbee79c78e8c70fc6a33dda4c488e7444727581b19f"),
    SignedURL(
      "custom path prefix", "https://files.example.com/minio/bkt/a%20b",
      signature: "279076260f28ef99b261b05c386411e11664a6699b4cd67733ba98aef9dac858"),
    SignedURL(
      "b2", "https://s3.us-west-004.backblazeb2.com/bkt/a%20b", "us-west-004",
      signature: "a2cd47c90a67c8186ebba92de93b00e271abb8011f50ba4f7b351e42b7d82f98"),
    SignedURL(
      "r2", "https://0123456789abcdef.r2.cloudflarestorage.com/bkt/a%20b", "auto",
      signature: "0a4123620def301ae5745c405635968d816804c4a3e98f9f0d2ec6f83c81ea79"),
    SignedURL(
      "do spaces", "https://fra1.digitaloceanspaces.com/bkt/a%20b",
      signature: "ba463b956ed7b7b674d804e64209163c82d0a455d3278b19361a0a20930f964f"),
    SignedURL(
      "gcs", "https://storage.googleapis.com/bkt/a%20b", "auto",
      signature: "2e56b6399b7cc5c700463510d50270d069aefb116a5231966fd97076cadc7d08"),
    SignedURL(
      "odd key",
      "https://bkt.s3.amazonaws.com/a%2Bb%2520c/%C3%BC%26%3F%3D%23%21%27%28%29%2A~%40%24%2C%3B%3A%5B%5D%7B%7D%7C%5E%60%22%3C%3E%5C%20.webm",
      signature: "42cf4e975063e0a035836e057d5f943a2d1b1d7b3a71680d8887d9781f1da134"),
    SignedURL(
      "dots", "https://bkt.s3.amazonaws.com//a//b/../c/./d",
      signature: "7cf1cdbe21e047fde11ad9fdbbd55099977e0aa4dc25334ea1dedc25bb51dbd2"),
    SignedURL(
      "empty seg", "https://bkt.s3.amazonaws.com///",
      signature: "c2d88dbf10a0dfeb9ddf087e9e78ebf9bc05844339f68723b0cff0d25361e1c0"),
    SignedURL(
      "response params", "https://bkt.s3.amazonaws.com/a%20b",
      query:
        "response-content-disposition=attachment%3B%20filename%3D%22a%20b%2Bc.webm%22&response-content-type=video%2Fwebm%3B%20codecs%3D%22vp8%2C%20opus%22",
      signature: "71e050091a21e364d87c12b7e9d4366daa565ce7200e88b3e2a74328c249f879"),
    SignedURL(
      "list", "https://bkt.s3.amazonaws.com/", query: "list-type=2&prefix=a%20b%2F%2B&delimiter=%2F&encoding-type=url",
      signature: "71d04c70e0638af07e0db6b63610bc96c192a28b0a7be7c7e96adfdae36bca59"),
    SignedURL(
      "upload part", "https://bkt.s3.amazonaws.com/a%20b", method: "PUT",
      query: "partNumber=1&uploadId=a.b_c%2Bd%2Fe%3D%3D",
      signature: "79b65da71eccacc99670cedad5e311bbeef8f1e1fcb5947e90b4bfedb2dc18a5"),
    SignedURL(
      "head bucket", "https://bkt.s3.amazonaws.com/", method: "HEAD",
      signature: "656dd90008a1e59e66dfdc139915b7679d0f64ada652c93d4d0db8979cd32a09"),
    SignedURL(
      "ec2 minio", "http://ec2-1-2-3-4.compute-1.amazonaws.com:9000/bkt/a%20b",
      signature: "effa84fea2b1e2f7eb51c396a4f5c04dca2c597d62943ea01fb6088071e8033b"),
    SignedURL(
      "elb minio", "https://minio-123.eu-west-1.elb.amazonaws.com/bkt/a%20b",
      signature: "55c465cf7bfe29c6957638a82f61387da0b8747969f97e89218fe401c1e1f684"),
    SignedURL(
      "future region", "https://bkt.s3.xx-new-1.amazonaws.com/a%20b", "xx-new-1",
      signature: "5dc14c720338299156d477714bc3b5439ed1d9eee5e9a1432d31a539480724b6"),
    SignedURL(
      "evil", "https://bkt.s3.eu-west-1.amazonaws.com.example/a%20b",
      signature: "1ca04a9a585a18df191273cf6aa4e4ff2ecf01c7ac31ee96ff1ee0c7cd535224"),
    SignedURL(
      "max expiry", "https://bkt.s3.amazonaws.com/a%20b", expires: 604800,
      signature: "50b75d7b1599c02c50d57fa193b1c7d6dc1ce8ec14070d9262f82d35d394977e"),
    SignedURL(
      "trailing dot", "https://s3.us-east-1.amazonaws.com./bkt/a%20b",
      signature: "45b1e8b66f9aaac741d8ef28a442e4ad9bbe659d1a10a6265a5aab2d26e3978f"),
    SignedURL(
      "legacy", "https://bkt.s3-eu-west-1.amazonaws.com/a%20b", "eu-west-1",
      signature: "9c6b54fb2a17248a2a6490bc4a269d0681b3f07613e2b013e69ee5ae22e945ec"),
    SignedURL(
      "external-1", "https://bkt.s3-external-1.amazonaws.com/a%20b",
      signature: "73d49013039c9b116a27d6fae89192a8aa69cc55d267b4a82b4120ebf9a5dcc1"),
    SignedURL(
      "upper host", "https://S3.US-EAST-1.amazonaws.com/bkt/a%20b",
      signature: "33758cce3b19fb552a1147eeab5fa0356d359540b6cb6065f96e6423fd7f301d"),
  ]

  @Test("are right, with and without the secret", arguments: right)
  func faultless(signed: SignedURL) throws {
    for knowsSecret in [true, false] {
      var inspector = InspectionTests.inspector()
      if !knowsSecret { inspector.credentials = nil }
      let diagnosis = try #require(inspector.inspect(InspectedRequest(method: signed.method, url: signed.url)))
      let findings = "\(diagnosis.findings.map { ($0.cause.code, $0.detail ?? "") })"
      #expect(!diagnosis.hasFault, "\(findings)")
      #expect(diagnosis.isSignatureRight == (knowsSecret ? true : nil), "\(findings)")
    }
  }

  @Test("are wrong if one digit of the signature differs", arguments: right)
  func changed(signed: SignedURL) throws {
    var bytes = signed.url.bytes
    bytes[bytes.count - 1] = bytes[bytes.count - 1] == UInt8(ascii: "0") ? UInt8(ascii: "1") : UInt8(ascii: "0")
    let request = InspectedRequest(method: signed.method, url: Text(bytes: bytes))
    let diagnosis = try #require(InspectionTests.inspector().inspect(request))
    #expect(diagnosis.isSignatureRight == false && diagnosis.hasFault)
    #expect(!diagnosis.findings.contains { $0.certainty == .certain })
  }
}
