import ReferenceImpl
import VideoSpec

/// Keeps the fields, and passes the file on: into a file, a hash, another server.
struct Upload: FormHandler {
  var fields: [HeaderField] = []
  var size = 0

  mutating func field(_ field: HeaderField) { fields.append(field) }
  mutating func beginFile(_ file: FilePart) { print("\(file.name ?? "a file"), to be stored as \(fields[0].value)") }
  mutating func fileBytes(_ bytes: RawSpan) { size += bytes.byteCount }
  mutating func endFile() { print("\(size) bytes") }
}

// A form as it arrives from a socket, in pieces that end anywhere.
let pieces = [
  "--b\r\nContent-Disposition: form-data; name=\"key\"\r\n\r\nvideos/2026/01/cat.webm\r\n--b\r\nContent-Dispo",
  "sition: form-data; name=\"file\"; filename=\"cat.webm\"\r\n\r\nCat video, ", "cat video.\r", "\n--b", "--\r\n",
]
var parser = try FormParser(contentType: "multipart/form-data; boundary=b")
var upload = Upload()
for piece in pieces { try parser.append(Array(piece.utf8).span.bytes, to: &upload) }
try parser.finish()

let object = StoredObject(
  bucket: "video-uploads-example", key: upload.fields[0].value, etag: "\"d41d8cd9\"",
  location: "https://video-uploads-example.s3.eu-west-1.amazonaws.com/videos/2026/01/cat.webm")
print(try FormResponse(object, .created).body)
