import AdapterProtocol
import Foundation
import ReferenceImpl
import S3Client
import VideoSpec

// The part of `video-spec validate` that talks to a store. It is a program of its own because loading Foundation takes longer than
// everything that `video-spec` does. It reads one line of JSON from standard input (`StoreQuestion`) and writes one line to standard
// output (a `result` of the adapter protocol). Only `video-spec` should run it: both messages may change with any version.

let observation: Observation
do {
  let question = try StoreQuestion(json: JSONValue(parsing: (readLine() ?? "").utf8))
  let store = try S3ObjectStore(question.location, credentials: question.credentials, now: SystemClock.now)
  let result = try await ObjectValidator.validate(
    question.key, in: store, limits: question.limits, etag: question.etag, checksContent: question.checksContent)
  observation = Observation(.output(result.protocolForm))
} catch let rejection as Rejection {
  observation = Observation(.rejected(rejection))
} catch {
  observation = Observation(.error("\(error)"))
}
try FileHandle.standardOutput.write(contentsOf: observation.resultMessage(seq: 0).line + [0x0A])
