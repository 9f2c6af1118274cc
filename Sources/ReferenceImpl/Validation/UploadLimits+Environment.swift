public import VideoSpec

/// The names of the environment variables that hold the limits (VAL-010).
public enum LimitVariable {
  public static let bucket: Text = "S3_BUCKET_NAME_VIDEO"
  public static let maximumSize: Text = "MAX_VIDEO_FILESIZE"
  public static let mediaType: Text = "ALLOW_VIDEO_MIME_TYPE"
}

extension UploadLimits {
  /// Reads the bucket and the limits from environment variables (VAL-010 to VAL-015).
  ///
  /// - Throws: ``Rejection`` with ``ErrorCode/limitMissing`` or ``ErrorCode/limitInvalid``. Its `field` is the name of the variable.
  public init(environment: [Text: Text]) throws(Rejection) {
    let bucket = try LimitReader(environment).value(LimitVariable.bucket)
    do throws(Rejection) {
      try SigningRules.check(bucket: bucket)
    } catch {
      throw .invalidLimit(LimitVariable.bucket, error.message)
    }
    self.init(bucket: bucket, object: try ObjectLimits(environment: environment))
  }
}

extension ObjectLimits {
  /// The size in bytes of the largest object that S3 accepts in a single upload: 5 GiB (VAL-012).
  public static let largestUpload = 5 << 30

  /// Reads the limits from environment variables (VAL-010 to VAL-014).
  ///
  /// - Throws: ``Rejection`` with ``ErrorCode/limitMissing`` or ``ErrorCode/limitInvalid``. Its `field` is the name of the variable.
  public init(environment: [Text: Text]) throws(Rejection) {
    let reader = LimitReader(environment)
    let size = try reader.value(LimitVariable.maximumSize)
    guard let maximumSize = SizeExpression.value(of: size) else {
      throw .invalidLimit(
        LimitVariable.maximumSize,
        "\"\(size.printable)\" is not a number of bytes: write 90000000, 90 * 1000000 or 90 * 10**6")
    }
    guard (1...Self.largestUpload).contains(maximumSize) else {
      throw .invalidLimit(
        LimitVariable.maximumSize,
        "\(maximumSize) bytes is out of range: the size has to be 1 to \(Self.largestUpload), the largest single upload"
      )
    }
    let type = try reader.value(LimitVariable.mediaType)
    // White space or a lone `;` would become part of the policy's prefix.
    guard let mediaType = MediaType(parsing: type), mediaType.essence == type.lowercased,
      !type.bytes.contains(UInt8(ascii: "*"))
    else {
      throw .invalidLimit(
        LimitVariable.mediaType,
        "\"\(type.printable)\" is not a single media type without parameters, such as video/webm")
    }
    self.init(maximumSize: maximumSize, mediaType: mediaType.essence)
  }
}

/// Reads variables that have to be set, and must not have quotation marks around them.
private struct LimitReader {
  let environment: [Text: Text]

  init(_ environment: [Text: Text]) { self.environment = environment }

  func value(_ name: Text) throws(Rejection) -> Text {
    guard let value = environment[name], !value.isEmpty else {
      throw Rejection(.limitMissing, field: name.string, "\(name) is not set or empty")
    }
    let scalars = value.string.unicodeScalars
    if let first = scalars.first, let last = scalars.last, Self.areQuotationMarks(first, last) {
      throw .invalidLimit(
        name,
        "\(value.printable) is in quotation marks, which are not part of the value: leave them out")
    }
    return value
  }

  /// Returns whether a value that begins and ends with these characters is in quotation marks.
  ///
  /// Straight and curly marks count, even one without the other. Apostrophes count only as a pair, because a token may contain them.
  private static func areQuotationMarks(_ first: Unicode.Scalar, _ last: Unicode.Scalar) -> Bool {
    [first, last].contains { $0 == "\"" || ("\u{2018}"..."\u{201F}").contains($0) } || (first == "'" && last == "'")
  }
}

/// Reads a number of bytes: `90000000`, `90 * 1000000` or `90 * 10**6` (VAL-011).
private enum SizeExpression {
  /// Returns the number, or nil for any other form and above 2⁶³-1.
  static func value(of text: Text) -> Int? {
    guard let (head, tail) = text.splitOnce(at: UInt8(ascii: "*")) else { return number(text.bytes[...]) }
    // Spaces are allowed only around the sign of the product.
    let left = head.bytes[..<((head.bytes.lastIndex { $0 != 0x20 } ?? -1) + 1)]
    let right = Text(tail.bytes.drop { $0 == 0x20 })
    guard let factor = number(left) else { return nil }
    let other: Int?
    if let (base, rest) = right.splitOnce(at: UInt8(ascii: "*")), rest.bytes.first == UInt8(ascii: "*") {
      other = power(number(base.bytes[...]), number(rest.bytes.dropFirst()))
    } else {
      other = number(right.bytes[...])
    }
    guard let other else { return nil }
    let (product, overflows) = factor.multipliedReportingOverflow(by: other)
    return overflows ? nil : product
  }

  private static func power(_ base: Int?, _ exponent: Int?) -> Int? {
    guard let base, let exponent else { return nil }
    // Powers of 0 and 1 need no loop, however large the exponent is.
    if base < 2 { return base == 1 || exponent == 0 ? 1 : 0 }
    var power = 1
    for _ in 0..<exponent {
      let (next, overflows) = power.multipliedReportingOverflow(by: base)
      if overflows { return nil }
      power = next
    }
    return power
  }

  /// Reads digits. `Int()` would accept a sign.
  private static func number(_ bytes: ArraySlice<UInt8>) -> Int? {
    guard bytes.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    return Int(String(decoding: bytes, as: UTF8.self))
  }
}

extension Rejection {
  fileprivate static func invalidLimit(_ name: Text, _ message: String) -> Rejection {
    Rejection(.limitInvalid, field: name.string, message)
  }
}
