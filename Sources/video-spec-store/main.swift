import AdapterProtocol
import Foundation
import ReferenceImpl
import S3Client
import VideoSpec

// The part of `video-spec validate` that talks to a store, apart from it because Foundation takes longer to load than all that
// `video-spec` does. One line of JSON on standard input, `StoreQuestion`; one answer on standard output, a `result` of the
// adapter protocol. It is no tool of its own: its form follows the program beside it.

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
