import ReferenceImpl
import S3Endpoint
import Testing
import VideoSpec

/// Requests that are not signed as S3 wants it: the answer is S3's, and the explanation stands beside it.
struct AuthenticationEndpointTests {
  @Test("a request without a signature is refused with 403", .timeLimit(.minutes(60)))
  func unsigned() throws {
    let fixture = try LoopbackEndpoint()
    let answer = try fixture.send(S3Exchange(method: "GET", target: "/videos/k", headers: [], body: ""))
    #expect(answer.status == 403 && answer.code == "AccessDenied")
    #expect(answer.header("x-video-spec-rule") == "STO-014")
    #expect(answer.header("content-type") == "application/xml")
    #expect(answer.document?.value("RequestId") == answer.header("x-amz-request-id"))
  }

  @Test("a wrong signature is refused with both texts that were signed", .timeLimit(.minutes(60)))
  func wrongSignature() throws {
    let fixture = try LoopbackEndpoint()
    let answer = try fixture.send("GET", "/videos/k") { $0.target = "/videos/other" }
    #expect(answer.status == 403 && answer.code == "SignatureDoesNotMatch")
    #expect(answer.document?.value("CanonicalRequest")?.hasPrefix("GET\n/videos/other\n") == true)
    #expect(answer.document?.value("StringToSign")?.hasPrefix("AWS4-HMAC-SHA256\n20260102T030405Z\n") == true)
    #expect(answer.document?.value("AWSAccessKeyId") == LoopbackEndpoint.credentials.accessKeyID)
    #expect(answer.header("x-video-spec-cause") != nil)
  }

  @Test("a clock that is 15 minutes and a second off is refused", .timeLimit(.minutes(60)), arguments: [-901, 901])
  func skew(seconds: Int) throws {
    let fixture = try LoopbackEndpoint()
    let time = try #require(LoopbackEndpoint.now.adding(seconds: seconds))
    let answer = try fixture.send("GET", "/videos/k", at: time)
    #expect(answer.status == 403 && answer.code == "RequestTimeTooSkewed")
    #expect(answer.document?.value("MaxAllowedSkewMilliseconds") == "900000")
  }

  @Test("a presigned URL uploads and downloads, until it expires", .timeLimit(.minutes(60)))
  func presigned() throws {
    let fixture = try LoopbackEndpoint()
    func target(_ method: Text, _ offset: Int) throws -> Text {
      let request = SigningRequest(method: method, endpoint: fixture.server, target: .wire("/videos/k"))
      let time = try #require(LoopbackEndpoint.now.adding(seconds: offset))
      let url = try fixture.signer.presignedURL(for: request, expires: 300, at: time).url
      return Text(url.bytes.dropFirst(fixture.server.origin.bytes.count))
    }
    let put = S3Exchange(method: "PUT", target: try target("PUT", -299), headers: [], body: "hello")
    #expect(try fixture.send(put).status == 200)
    let get = S3Exchange(method: "GET", target: try target("GET", 0), headers: [], body: "")
    #expect(try fixture.send(get).body == "hello")
    let late = try fixture.send(S3Exchange(method: "GET", target: try target("GET", -301), headers: [], body: ""))
    #expect(late.status == 403 && late.document?.value("Message") == "Request has expired")
    #expect(late.document?.value("X-Amz-Expires") == "300")
    let other = try fixture.send(S3Exchange(method: "GET", target: try target("PUT", 0), headers: [], body: ""))
    #expect(other.code == "SignatureDoesNotMatch" && other.header("x-video-spec-rule") == "STO-016")
  }

  @Test("two mechanisms, and Signature Version 2, are refused", .timeLimit(.minutes(60)))
  func mechanisms() throws {
    let fixture = try LoopbackEndpoint()
    let both = try fixture.send("GET", "/videos/k") { $0.target = "/videos/k?X-Amz-Algorithm=AWS4-HMAC-SHA256" }
    #expect(both.status == 400 && both.code == "InvalidArgument")
    let old = [HeaderField("Authorization", "AWS AKIAIOSFODNN7EXAMPLE:c2lnbmF0dXJl")]
    let second = try fixture.send(S3Exchange(method: "GET", target: "/videos/k", headers: old, body: ""))
    #expect(second.status == 400 && second.code == "InvalidRequest")
    #expect(second.header("x-video-spec-cause") == "sigv2")
  }

  @Test("an endpoint without a check accepts what the check refuses", .timeLimit(.minutes(60)))
  func mutants() throws {
    let unsigned = S3Exchange(method: "PUT", target: "/videos/k", headers: [], body: "x")
    #expect(try LoopbackEndpoint(disabled: [.signed]).send(unsigned).status == 200)
    let unverified = try LoopbackEndpoint(disabled: [.signature])
    #expect(try unverified.send("PUT", "/videos/k", [], "x") { $0.target = "/videos/other" }.status == 200)
    let unhashed = try LoopbackEndpoint(disabled: [.payloadHash])
    #expect(try unhashed.send("PUT", "/videos/k", [], "one") { $0.body = "two" }.status == 200)
    let late = try LoopbackEndpoint(disabled: [.clockSkew])
    #expect(try late.send("PUT", "/videos/k", [], "x", at: "2026-01-02T02:00:00Z").status == 200)
  }

  @Test("every check's requirement is in the catalogue")
  func requirements() {
    #expect(EndpointCheck.allCases.count >= 80)
    for check in EndpointCheck.allCases {
      if let requirement = check.requirement { #expect(Catalogue.requirement(requirement) != nil, "\(check)") }
    }
  }
}
