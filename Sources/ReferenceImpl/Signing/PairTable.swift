import VideoSpec

#if canImport(Glibc)
  import Glibc
#endif

/// A table of names with values, in one buffer, so that sorting moves ranges and copies no bytes.
///
/// It holds the query, with percent-encoded names and values, and the headers, with names in lower case and trimmed values.
package struct PairTable {
  package struct Pair {
    var name: Range<Int>
    /// The value, empty for a name without a value.
    var value: Range<Int>
    var hasValue: Bool
  }

  private(set) var bytes: [UInt8] = []
  private(set) var pairs: [Pair] = []

  package var isEmpty: Bool { pairs.isEmpty }

  package func name(_ pair: Pair) -> ArraySlice<UInt8> { bytes[pair.name] }

  /// Appends a pair's name or value to a buffer. Appending a slice directly takes several times as long.
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

  /// Adds a pair. The closures append its name and its value to the buffer.
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

  /// Sorts the pairs by name alone, byte by byte (SIG-021, SIG-023), and pairs of the same name by value (SIG-022).
  package mutating func sortByNameThenValue() {
    sort { bytes, left, right in
      let order = compare(bytes, left.name, right.name)
      return order == 0 ? compare(bytes, left.value, right.value) < 0 : order < 0
    }
  }

  /// Sorts the pairs by name, and keeps the order of pairs with the same name (SIG-031, SIG-034).
  package mutating func sortByName() {
    sort { bytes, left, right in
      let order = compare(bytes, left.name, right.name)
      return order == 0 ? left.name.lowerBound < right.name.lowerBound : order < 0
    }
  }

  private mutating func sort(_ precedes: (UnsafePointer<UInt8>, Pair, Pair) -> Bool) {
    bytes.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      // Most requests are almost sorted.
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
