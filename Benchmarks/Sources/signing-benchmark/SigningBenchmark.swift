@preconcurrency import Glibc
import ReferenceImpl
import VideoSpec

/// Performs one operation N times on one thread, after a warm-up, and prints a JSON line as the peers do.
@main
struct SigningBenchmark {
  static func main() throws {
    let arguments = CommandLine.arguments
    guard arguments.count == 3, let operation = operations[arguments[1]], let iterations = Int(arguments[2]),
      iterations > 0
    else {
      let names = operations.keys.sorted().joined(separator: "|")
      fputs("Usage: signing-benchmark \(names) ITERATIONS\n", stderr)
      exit(2)
    }
    try operation(max(1, iterations / 10))
    let start = now()
    try operation(iterations)
    let seconds = now() - start
    print(
      #"{"peer":"VideoSpec","version":"\#(Catalogue.version)","operation":"\#(arguments[1])","#
        + #""iterations":\#(iterations),"seconds":\#(seconds),"perSecond":\#(Double(iterations) / seconds)}"#)
  }

  static let operations: [String: @Sendable (Int) throws -> Void] = [
    "presign-url": { count in
      let signer = signer()
      for index in 0..<count {
        total &+= try signer.presignedURL(for: request, expires: 300, at: time(index)).url.bytes.count
      }
    },
    "sign-headers": { count in
      let signer = signer()
      for index in 0..<count { total &+= try signer.signedHeaders(for: request, at: time(index)).headers.count }
    },
    "presign-post": { count in
      let signer = signer()
      for index in 0..<count { total &+= try signer.presignedPost(for: form, at: time(index)).fields.count }
    },
    "evaluate-post": { count in
      let verifier = Verifier(credentials: [signer().credentials], region: "eu-west-1", service: "s3")
      let fields = try signer().presignedPost(for: form, at: time(0)).fields
      let received = UploadForm(fields: fields, file: .init(name: "v.webm", size: 1_000_000))
      for _ in 0..<count {
        total &+= try verifier.evaluate(received, postedTo: form.bucket, at: time(1)).success.status
      }
    },
  ]

  /// Kept, so that nothing is optimised away.
  nonisolated(unsafe) static var total = 0

  static func signer() -> Signer {
    Signer(
      credentials: Credentials(
        accessKeyID: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: Secret("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")),
      region: "eu-west-1", service: "s3")
  }

  static let request = SigningRequest(
    method: "GET", endpoint: Endpoint(host: "s3.eu-west-1.amazonaws.com"),
    target: .object(
      bucket: "video-uploads-example", key: "videos/answers/2024/video-0001.mp4", addressing: .virtual))

  static let form = PostPolicyRequest.recording(
    bucket: "video-uploads-example", key: "videos/answers/2024/video-0001.mp4")

  /// Another second each time, all of one day: the signing key stays, the timestamp does not.
  static func time(_ index: Int) -> Timestamp { Timestamp(seconds: 1_767_322_800 + index % 70000) }

  static func now() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
