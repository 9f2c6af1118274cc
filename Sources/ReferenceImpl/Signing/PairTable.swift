import VideoSpec

#if canImport(Glibc)
  import Glibc
#endif

/// Names with values, kept in one buffer so that sorting moves ranges and copies nothing.
///
/// It serves the query, where names and values are percent-encoded, and the headers, where names are in lower case and values trimmed.
package struct PairTable {
  package struct Pair {
    var name: Range<Int>
    /// Empty for a name without a value.
    var value: Range<Int>
    var hasValue: Bool
  }

  private(set) var bytes: [UInt8] = []
  private(set) var pairs: [Pair] = []

  package var isEmpty: Bool { pairs.isEmpty }

  package func name(_ pair: Pair) -> ArraySlice<UInt8> { bytes[pair.name] }

  /// Appends a pair's name or value. Appending a slice itself takes several times as long.
  @inline(__always)
  package func append(_ range: Range<Int>, to output: inout [UInt8]) {
    bytes.withUnsafeBufferPointer { output.append(contentsOf: UnsafeBufferPointer(rebasing: $0[range])) }
  }

  package mutating func removeAll() {
    bytes.removeAll(keepingCapacity: true)
    pairs.removeAll(keepingCapacity: true)
  }

  package mutating func removeAll(where condition: (ArraySlice<UInt8>) -> Bool) {
    pairs.removeAll { condition(bytes[$0.name]) }
  }

  /// Adds a pair whose halves the closures append to the buffer.
  @inline(__always)
  package mutating func append<Failure: Error>(
    name: (inout [UInt8]) -> Void, value: (inout [UInt8]) throws(Failure) -> Void, hasValue: Bool = true
  ) throws(Failure) {
    let start = bytes.count
    name(&bytes)
    let middle = bytes.count
    try value(&bytes)
    pairs.append(Pair(name: start..<middle, value: middle..<bytes.count, hasValue: hasValue))
  }

  /// Sorts by name, byte by byte, names compared alone (SIG-021, SIG-023); then by value (SIG-022).
  package mutating func sortByNameThenValue() {
    sort { bytes, left, right in
      let order = compare(bytes, left.name, right.name)
      return order == 0 ? compare(bytes, left.value, right.value) < 0 : order < 0
    }
  }

  /// Sorts by name and leaves equal names in the order in which they came (SIG-031, SIG-034).
  package mutating func sortByName() {
    sort { bytes, left, right in
      let order = compare(bytes, left.name, right.name)
      return order == 0 ? left.name.lowerBound < right.name.lowerBound : order < 0
    }
  }

  private mutating func sort(_ precedes: (UnsafePointer<UInt8>, Pair, Pair) -> Bool) {
    bytes.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      // Most requests come sorted but for one or two places.
      for index in pairs.indices.dropFirst() {
        var position = index
        while position > 0, precedes(base, pairs[position], pairs[position - 1]) {
          if index - position > 16 { return pairs.sort { precedes(base, $0, $1) } }
          pairs.swapAt(position, position - 1)
          position -= 1
        }
      }
    }
  }
}

private func compare(_ bytes: UnsafePointer<UInt8>, _ left: Range<Int>, _ right: Range<Int>) -> Int {
  let order = memcmp(bytes + left.lowerBound, bytes + right.lowerBound, min(left.count, right.count))
  return order == 0 ? left.count - right.count : Int(order)
}
