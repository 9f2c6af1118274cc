import Foundation
import Inspection
import ReferenceImpl
import Testing
import VideoSpec

/// A public thread: a text that somebody with its problem would paste, and the causes that are right for it.
struct PublicThread: Sendable, CustomTestStringConvertible {
  enum Group: String, Sendable {
    /// Chosen before the code that reads them was written.
    case first
    /// Chosen by somebody who did not know the code, and first read when it was finished.
    case later
  }

  var file: String
  var expects: String
  /// The causes that answer the question.
  var says: Set<CauseCode>
  /// Other causes that are true of the text.
  var alsoRight: Set<CauseCode>
  var group: Group
  private var entry: JSONValue

  var testDescription: String { file }

  private static let folder = Program.root + "/Tests/Conformance/Inspection/Threads/"

  static let all: [PublicThread] = {
    guard let data = FileManager.default.contents(atPath: folder + "threads.json"),
      let json = try? JSONValue(parsing: data)
    else { return [] }
    return (json["threads"]?.array ?? []).map { entry in
      guard let file = entry["file"]?.string, let expects = entry["expects"]?.string,
        let group = entry["group"]?.string.flatMap({ Group(rawValue: $0) })
      else { fatalError("a thread lacks a member") }
      func codes(_ name: Text) -> Set<CauseCode> {
        Set(
          (entry[name]?.array ?? []).compactMap(\.string).map { name in
            guard let code = CauseCode(rawValue: name) else { fatalError("\(file): there is no cause \(name)") }
            return code
          })
      }
      return PublicThread(
        file: file, expects: expects, says: codes("says"), alsoRight: codes("alsoRight"), group: group, entry: entry)
    }
  }()

  private static let credentials = Credentials(
    accessKeyID: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: Secret("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"))

  /// The first diagnosis of the text, as the program prints it.
  func inspect() throws -> Diagnosis? {
    let bytes = try #require(FileManager.default.contents(atPath: Self.folder + file))
    let options = entry["options"]
    var inspector = Inspector(
      credentials: entry["secret"] == true ? Self.credentials : nil,
      now: entry["now"]?.text.flatMap { Timestamp(iso8601: $0) })
    inspector.intention.endpoint = options?["endpoint"]?.text.flatMap { Endpoint($0) }
    let given = InspectedRequest(method: options?["method"]?.text, url: "")
    return inspector.inspect(PastedText(Array(bytes)).incidents.adding(given)).first?.diagnosis
  }
}

@Suite("Inspection of public threads")
struct ThreadTests {
  /// A cause counts as named if it is among the first three findings that are more than remarks.
  private static func isNamed(_ thread: PublicThread, _ diagnosis: Diagnosis?) -> Bool {
    let findings = (diagnosis?.findings ?? []).filter { $0.certainty > .remark }
    return findings.prefix(3).contains { thread.says.contains($0.cause.code) }
  }

  @Test("nothing is certain that is wrong", arguments: PublicThread.all)
  func certain(thread: PublicThread) throws {
    let wrong = (try thread.inspect()?.findings ?? []).filter {
      $0.certainty == .certain && !thread.says.union(thread.alsoRight).contains($0.cause.code)
    }
    #expect(wrong.isEmpty, "\(thread.expects): \(wrong.map(\.cause.code.rawValue))")
  }

  @Test("the cause is named for at least nine of ten", arguments: [PublicThread.Group.first, .later])
  func named(group: PublicThread.Group) throws {
    let threads = PublicThread.all.filter { $0.group == group }
    var missed: [String] = []
    var first = 0
    for thread in threads {
      let diagnosis = try thread.inspect()
      if !Self.isNamed(thread, diagnosis) { missed.append(thread.file) }
      if let code = diagnosis?.cause?.code, thread.says.contains(code) { first += 1 }
    }
    let named = threads.count - missed.count
    print(
      "inspect names the cause of \(named) of \(threads.count) threads (\(group.rawValue)), of \(first) as the first finding"
    )
    #expect(threads.count >= 30 && named * 10 >= threads.count * 9, "missed: \(missed)")
  }
}
