public import VideoSpec

/// A video of a library, as it is recorded.
public struct LibraryVideo: Hashable, Sendable {
  /// A UUID.
  public var id: Text
  /// The safe name (KEY-020 to KEY-029).
  public var filename: Text
  /// The name that the client sent, without directories, in at most 255 characters.
  public var originalFilename: Text
  public var key: Text
  /// Where the object is. It has no signature, and alone gives no access (LIB-060).
  public var url: Text
  public var bucket: Text
  public var contentType: Text
  /// The size in bytes, as it was counted.
  public var size: Int
  /// The duration in hundredths of a second; nil if it is not known.
  public var duration: Int?
  public var thumbnailKey: Text?
  public var metadata: VideoMetadata?
  public var created: Timestamp
  /// The SHA-256 of the content; nil if it is not known. A repeated upload is compared with it (LIB-059).
  public var sha256: [UInt8]?

  public init(
    id: Text, filename: Text, originalFilename: Text, key: Text, url: Text, bucket: Text, contentType: Text, size: Int,
    duration: Int? = nil, thumbnailKey: Text? = nil, metadata: VideoMetadata? = nil, created: Timestamp,
    sha256: [UInt8]? = nil
  ) {
    self.id = id
    self.filename = filename
    self.originalFilename = originalFilename
    self.key = key
    self.url = url
    self.bucket = bucket
    self.contentType = contentType
    self.size = size
    self.duration = duration
    self.thumbnailKey = thumbnailKey
    self.metadata = metadata
    self.created = created
    self.sha256 = sha256
  }
}

/// What is known of the pictures of a video.
public struct VideoMetadata: Hashable, Sendable {
  /// Width and height in pixels.
  public var width: Int
  public var height: Int
  /// Pictures per second, in thousandths; nil if it is not known.
  public var rate: Int?
  /// The name of the codec, such as `h264`; nil if it is not known.
  public var codec: Text?

  public init(width: Int, height: Int, rate: Int?, codec: Text?) {
    self.width = width
    self.height = height
    self.rate = rate
    self.codec = codec
  }

  /// The metadata as they are recorded and returned: `resolution`, `fps` and `codec`.
  public var json: JSONValue {
    [
      "resolution": JSONValue("\(width)x\(height)"), "fps": rate.map { .thousandths($0) } ?? .null,
      "codec": codec.map { .string($0) } ?? .null,
    ]
  }

  /// Reads what ``json`` wrote. Returns nil for anything else.
  public init?(_ json: JSONValue) {
    guard let sides = json["resolution"]?.text?.split(at: UInt8(ascii: "x")), sides.count == 2,
      let width = Int(sides[0].string), let height = Int(sides[1].string)
    else { return nil }
    var rate: Int?
    if case .number(let digits)? = json["fps"] { rate = Double(digits).map { Int(($0 * 1000).rounded()) } }
    self.init(width: width, height: height, rate: rate, codec: json["codec"]?.text)
  }
}

extension JSONValue {
  /// A decimal number of thousandths, without zeros at its end: `29.97`.
  package static func thousandths(_ count: Int) -> JSONValue { decimal(count, places: 3) }

  /// A decimal number of hundredths: `45.5`.
  package static func hundredths(_ count: Int) -> JSONValue { decimal(count, places: 2) }

  private static func decimal(_ count: Int, places: Int) -> JSONValue {
    let unit = places == 2 ? 100 : 1000
    var digits = String(unit + count % unit).dropFirst()
    while digits.last == "0" { digits.removeLast() }
    return .number(digits.isEmpty ? "\(count / unit)" : "\(count / unit).\(digits)")
  }
}

/// A user of a library.
public struct LibraryUser: Hashable, Sendable {
  /// The record store's number of the user.
  public var row: Int
  /// A UUID, which is part of the keys.
  public var id: Text

  public init(row: Int, id: Text) {
    self.row = row
    self.id = id
  }
}

/// A job that was created for a video.
public struct LibraryJob: Hashable, Sendable {
  /// A UUID.
  public var id: Text
  public var video: LibraryVideo
  public var transcriptText: Text?
  public var transcriptUploadID: Text?
  public var created: Timestamp

  public init(
    id: Text, video: LibraryVideo, transcriptText: Text?, transcriptUploadID: Text?, created: Timestamp
  ) {
    self.id = id
    self.video = video
    self.transcriptText = transcriptText
    self.transcriptUploadID = transcriptUploadID
    self.created = created
  }
}
