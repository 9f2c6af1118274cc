package import VideoSpec

#if canImport(Glibc)
  import Glibc
#endif

/// The fields of a form as conditions see them, and as S3 stores them (POL-054, POL-061).
///
/// `${filename}` is replaced in every value. Fields whose names differ at most in case are one field, with their values joined by commas.
package struct FormValues {
  /// The largest total size of the values in bytes if `${filename}` occurs in them: a short form must not become a large one.
  package static let expandedLimit = 65_536

  private var values = SmallTextTable<Text>()

  /// The names in lower case, in the order in which they first occur.
  var names: [Text] { values.texts }

  /// - Throws: ``Rejection`` if the values, with `${filename}` replaced, are larger than ``expandedLimit``. Nothing has been replaced then.
  package init(_ form: UploadForm) throws(Rejection) {
    let fileName = form.file?.name?.lastPathComponent
    var size = 0
    values.reserveCapacity(form.fields.count)
    for field in form.fields {
      let name = field.name.lowercased
      var value = field.value
      if let fileName, let pieces = value.piecesAroundFileName {
        size += value.bytes.count + (pieces.count - 1) * fileName.bytes.count
        guard size <= Self.expandedLimit else { throw .tooLarge(name, fileName) }
        value = Text(bytes: Array(pieces.joined(separator: fileName.bytes)))
      }
      // In place, because a form may repeat a field as often as it likes.
      if !values.insert(name, value) {
        values.update(name) { joined in
          joined.bytes.append(UInt8(ascii: ","))
          joined.bytes += value.bytes
        }
      }
    }
  }

  /// Returns the value of a field, or `nil` if the form has no such field.
  ///
  /// - Parameter name: The name in lower case.
  package subscript(name: Text) -> Text? { values[name] }
}

extension Rejection {
  fileprivate static func tooLarge(_ name: Text, _ fileName: Text) -> Rejection {
    let message =
      "with a file name of \(fileName.bytes.count) bytes, the fields have more than \(FormValues.expandedLimit) bytes"
    return name == FieldNames.shared.key
      ? Rejection(.keyTooLong, status: 400, field: "key", message)
      : Rejection(.maxPostPreDataLengthExceeded, status: 400, field: name.string, message)
  }
}

extension Text {
  /// The part after the last `/` or `\`.
  fileprivate var lastPathComponent: Text {
    let slash = bytes.lastIndex { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "\\") }
    guard let last = slash else { return self }
    return Text(bytes[(last + 1)...])
  }

  /// The pieces before, between and after the occurrences of `${filename}`, or `nil` without one.
  fileprivate var piecesAroundFileName: [ArraySlice<UInt8>]? {
    let placeholder = FieldNames.shared.filename.bytes
    // Most values have no placeholder.
    guard !bytes.isEmpty, bytes.withUnsafeBytes({ memchr($0.baseAddress!, CInt(placeholder[0]), $0.count) }) != nil
    else { return nil }
    var pieces: [ArraySlice<UInt8>] = []
    var (start, position) = (bytes.startIndex, bytes.startIndex)
    while let dollar = bytes[position...].firstIndex(of: placeholder[0]) {
      if bytes[dollar...].starts(with: placeholder) {
        pieces.append(bytes[start..<dollar])
        start = dollar + placeholder.count
        position = start
      } else {
        position = dollar + 1
      }
    }
    return pieces.isEmpty ? nil : pieces + [bytes[start...]]
  }
}
