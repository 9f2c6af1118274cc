import ReferenceImpl
import VideoSpec

/// Generates a key from any bytes as a file's name, and parses any bytes as a key.
///
/// A generated key must stay in its folder, respect the limits, and parse to the same key. A parsed key must be written as the same bytes.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzKey(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let input = Text(bytes: Array(UnsafeBufferPointer(start: bytes, count: count)))
  for layout in StorageKey.Layout.allCases {
    let request = KeyRequest(layout, mediaType: "video/webm", user: "u_1", video: "v_2", fileName: input)
    do throws(Rejection) {
      let key = try KeyGenerator.key(for: request, at: Timestamp(seconds: 0), random: [UInt8](repeating: 1, count: 16))
      let segments = key.text.split(at: UInt8(ascii: "/"))
      precondition(segments.allSatisfy { !$0.isEmpty && $0 != "." && $0 != ".." }, "a segment leaves the folder")
      precondition(key.text.bytes.count <= 1024 && key.text.isUTF8, "the key is too long or not UTF-8")
      let again = try StorageKey(parsing: key.text, as: layout)
      precondition(again == key, "the generated key does not parse to itself")
    } catch { preconditionFailure("a name was rejected: \(error)") }
    if let key = try? StorageKey(parsing: input, as: layout) {
      precondition(key.text == input, "the parsed key is not written as it was read")
    }
  }
  return 0
}
