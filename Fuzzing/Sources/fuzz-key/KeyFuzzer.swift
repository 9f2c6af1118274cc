import ReferenceImpl
import VideoSpec

/// Takes any bytes for a file's name, and for a key.
///
/// A key made of a name stays in its folder and its bounds and is read back as it was made; a key that is read is written as the same.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzKey(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let input = Text(bytes: Array(UnsafeBufferPointer(start: bytes, count: count)))
  for layout in StorageKey.Layout.allCases {
    let request = KeyRequest(layout, mediaType: "video/webm", user: "u_1", video: "v_2", fileName: input)
    do throws(Rejection) {
      let key = try KeyGenerator.key(for: request, at: Timestamp(seconds: 0), random: [UInt8](repeating: 1, count: 16))
      let segments = key.text.split(at: UInt8(ascii: "/"))
      precondition(segments.allSatisfy { !$0.isEmpty && $0 != "." && $0 != ".." }, "a segment leads elsewhere")
      precondition(key.text.bytes.count <= 1024 && key.text.isUTF8, "the key is out of bounds")
      let again = try StorageKey(parsing: key.text, as: layout)
      precondition(again == key, "another key is read than was made")
    } catch { preconditionFailure("a name was rejected: \(error)") }
    if let key = try? StorageKey(parsing: input, as: layout) {
      precondition(key.text == input, "another key is written than was read")
    }
  }
  return 0
}
