package import VideoSpec

/// Writes the text that is signed.
package enum StringToSign {
  /// Appends the algorithm, the time and the scope, one line each (SIG-060). The hash of what is signed follows.
  package static func append(algorithm: Text, time: Text, scope: Text, to output: inout [UInt8]) {
    let newline = UInt8(ascii: "\n")
    output.append(contentsOf: algorithm.bytes)
    output.append(newline)
    output.append(contentsOf: time.bytes)
    output.append(newline)
    output.append(contentsOf: scope.bytes)
    output.append(newline)
  }
}
