import VideoSpec

/// The parameters that all lists of keys have.
struct ListParameters {
  let prefix: Text
  /// Nil without a delimiter; an empty one counts as none (STO-122).
  let delimiter: Text?
  /// The number of entries that was asked for, or 1000.
  let limit: Int
  let encoding: NameEncoding
  private let checks: EndpointChecks

  /// The most entries of a page.
  static let pageLimit = 1000

  /// Reads the parameters of a request.
  ///
  /// - Parameters:
  ///   - limitName: The parameter with the most entries, such as `max-keys`.
  ///   - limitArgument: The name by which S3's message calls it.
  /// - Throws: ``S3Refusal``, InvalidArgument.
  init(
    of request: S3Request, limitName: Text, limitArgument: Text, checks: EndpointChecks
  ) throws(S3Refusal) {
    self.checks = checks
    prefix = checks.performs(.listPrefix) ? request.parameter("prefix") ?? "" : ""
    let stated = checks.performs(.listDelimiter) ? request.parameter("delimiter") : nil
    delimiter = stated.flatMap { $0.isEmpty ? nil : $0 }
    encoding = try NameEncoding(request.parameter("encoding-type"), checks: checks)
    limit = try ListParameters.limit(request.parameter(limitName), limitName, limitArgument, checks: checks)
  }

  /// Reads a number of entries. Without one, and with an empty one, it is 1000.
  static func limit(
    _ text: Text?, _ name: Text, _ argument: Text, checks: EndpointChecks
  ) throws(S3Refusal) -> Int {
    guard let text, !text.isEmpty else { return pageLimit }
    if let number = Int(decimal: text), number <= Int(Int32.max) { return number }
    guard checks.performs(.listLimit) else { return pageLimit }
    let isNumber = Int(decimal: Text(text.bytes.drop { $0 == UInt8(ascii: "-") })) != nil
    throw .invalidArgument(
      name, text,
      isNumber
        ? "Argument \(argument) must be an integer between 0 and 2147483647"
        : "Provided \(name) not an integer or within integer range", .listLimit)
  }

  /// The limit that a page has in fact.
  var pageSize: Int { checks.performs(.pageLimit) ? min(limit, ListParameters.pageLimit) : ListParameters.pageLimit }
}

extension Int {
  /// Reads digits only: no sign and no spaces. Returns nil for anything else, and for numbers of more than 18 digits.
  init?(decimal text: Text) {
    guard (1...18).contains(text.bytes.count), text.bytes.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    self = text.bytes.reduce(0) { $0 * 10 + Int($1 - 0x30) }
  }
}

/// How a list writes names: as they are, or percent-encoded (STO-127).
enum NameEncoding {
  case plain
  case url

  init(_ parameter: Text?, checks: EndpointChecks) throws(S3Refusal) {
    switch parameter {
    case nil: self = .plain
    case "url": self = checks.performs(.nameEncoding) ? .url : .plain
    case let other?:
      guard !checks.performs(.encodingType) else {
        throw .invalidArgument(
          "encoding-type", other, "Invalid Encoding Method specified in Request", .encodingType)
      }
      self = .plain
    }
  }

  /// Writes a name. Letters, digits, `-`, `.`, `_`, `*` and `/` stay, and a space becomes `+`, as in forms.
  func encode(_ name: Text) -> Text {
    guard self == .url else { return name }
    var bytes: [UInt8] = []
    for byte in name.bytes {
      if byte.isASCIIAlphanumeric || "-._*/".utf8.contains(byte) {
        bytes.append(byte)
      } else if byte == 0x20 {
        bytes.append(UInt8(ascii: "+"))
      } else {
        let digits = Array("0123456789ABCDEF".utf8)
        bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    return Text(bytes: bytes)
  }

  /// Adds the element that tells the encoding.
  func write(to xml: inout XMLWriter) {
    if self == .url { xml.element("EncodingType", "url") }
  }
}
