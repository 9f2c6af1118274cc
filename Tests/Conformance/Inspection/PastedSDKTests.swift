import Inspection
import Testing
import VideoSpec

@testable import Inspection

@Suite("Logs and errors of SDKs")
struct PastedSDKTests {
  /// A log, and what has to be understood of it.
  struct Sample: Sendable, CustomTestStringConvertible {
    var name: String
    var log: String
    var tool: ClientTool?
    var code: Text?
    var message: Text? = "The request signature we calculated"
    var requestID: Text?
    var method: Text?
    var url: Text?
    /// A header of the request.
    var header: Text?
    /// Lines of the signer's own canonical request and string to sign.
    var own: [Text] = []
    var count = 1

    var testDescription: String { name }
  }

  @Test("give the request, the response and the tool", arguments: samples)
  func sample(sample: Sample) throws {
    let incidents = PastedText(Array(sample.log.utf8)).incidents
    #expect(incidents.count == sample.count, "\(incidents)")
    if sample.count == 0 { return }
    let incident = try #require(incidents.last)
    #expect(incident.tool == sample.tool, "\(incident)")
    #expect(incident.response?.code == sample.code, "\(incident)")
    if sample.code != nil, let message = sample.message {
      #expect(incident.response?["Message"]?.hasPrefix(message) == true, "\(incident)")
    }
    if let id = sample.requestID { #expect(incident.response?["RequestId"] == id, "\(incident)") }
    #expect(incident.request?.method == sample.method, "\(incident)")
    #expect(incident.request?.url == sample.url, "\(incident)")
    if let header = sample.header {
      #expect(incident.request?.headers.contains { $0.name.lowercased == header } == true, "\(incident)")
    }
    for line in sample.own {
      let texts = [incident.ownCanonicalRequest, incident.ownStringToSign].compactMap { $0 }
      #expect(texts.contains { $0.split(at: 0x0A).contains(line) }, "\(incident)")
    }
    if sample.own.isEmpty {
      #expect(incident.ownCanonicalRequest == nil && incident.ownStringToSign == nil, "\(incident)")
    }
  }

  static let signature = String(repeating: "0a", count: 32)
  static let hash = String(repeating: "5e", count: 32)
  static let refusal =
    "The request signature we calculated does not match the signature you provided. Check your key and signing method."
  static let authorization =
    "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20260102/us-east-1/s3/aws4_request, SignedHeaders=host;x-amz-content-sha256;x-amz-date, Signature=\(signature)"
  static let xml =
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>SignatureDoesNotMatch</Code><Message>\(refusal)</Message><AWSAccessKeyId>AKIAIOSFODNN7EXAMPLE</AWSAccessKeyId><StringToSign>AWS4-HMAC-SHA256\n20260102T030405Z\n20260102/us-east-1/s3/aws4_request\n\(hash)</StringToSign><SignatureProvided>\(signature)</SignatureProvided><CanonicalRequest>\(canonical)</CanonicalRequest><RequestId>4442587FB7D0A2F9</RequestId><HostId>aG9zdA==</HostId></Error>"
  static let canonical =
    "PUT\n/clips/a%20b.mp4\n\nhost:video-uploads.s3.us-east-1.amazonaws.com\nx-amz-content-sha256:UNSIGNED-PAYLOAD\nx-amz-date:20260102T030405Z\n\nhost;x-amz-content-sha256;x-amz-date\nUNSIGNED-PAYLOAD"
  static let stringToSign = "AWS4-HMAC-SHA256\n20260102T030405Z\n20260102/us-east-1/s3/aws4_request\n\(hash)"
  /// The XML as a program prints it within quotation marks.
  static let escapedXML = xml.written("\n", as: "\\n")
  static let url: Text = "https://video-uploads.s3.us-east-1.amazonaws.com/clips/a%20b.mp4"

  static let samples: [Sample] =
    python + javascript + go + java + others + tools
}

extension String {
  /// The text with each occurrence of a character written in another way.
  func written(_ character: Character, as other: String) -> String {
    split(separator: character, omittingEmptySubsequences: false).joined(separator: other)
  }
}
