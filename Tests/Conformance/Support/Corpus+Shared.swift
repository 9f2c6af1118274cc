import Foundation
public import Gate
import ReferenceAdapter
import ReferenceImpl
public import Testing
import VideoSpec

extension Corpus {
  /// The vectors of the checkout.
  static let shared: Corpus = {
    do {
      return try Corpus(VectorSource.directory(Program.root + "/vectors"), oracle: ReferenceOracle())
    } catch {
      fatalError("\(error)")
    }
  }()

  /// The cases that an adapter runs: all but the HTTP scenarios.
  var casesOfAdapters: [VectorCase] { cases.filter { !$0.operation.isForEndpoints } }
}

extension Runner {
  static let shared = Runner(oracle: ReferenceOracle(), deadlineMilliseconds: 20_000) {
    SystemClock.now()
  }
}

extension VectorCase: CustomTestStringConvertible {
  public var testDescription: String { "\(id) \(title)" }
}
