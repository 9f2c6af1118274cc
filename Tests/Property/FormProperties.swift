import AdapterProtocol
import ReferenceAdapter
import ReferenceImpl
import Testing
import VideoSpec

@Suite("Property: upload forms")
struct FormProperties {
  @Test("wherever a body is cut in two, the result is the same")
  func twoPieces() {
    forAll(150) {
      $0.nearlyForm()
    } holds: { contentType, body in
      let whole = FormReading(body, contentType: contentType)
      return (0...body.count).allSatisfy { FormReading(body, contentType: contentType, cuts: [$0]) == whole }
    }
  }

  @Test("a form in many pieces, single bytes and empty ones among them, is the same form")
  func manyPieces() {
    forAll(500) { choices in
      let (contentType, body) = choices.nearlyForm()
      let cuts = choices.array(upTo: 20) { $0.next(below: body.count + 1) }.sorted()
      return (contentType, body, choices.oneIn(4) ? Array(body.indices) : cuts)
    } holds: { contentType, body, cuts in
      FormReading(body, contentType: contentType, cuts: cuts) == FormReading(body, contentType: contentType)
    }
  }

  @Test("any bytes end in a form or a rejection with S3's status")
  func neverTraps() {
    forAll(3000) {
      $0.nearlyForm()
    } holds: { contentType, body in
      let reading = FormReading(body, contentType: contentType)
      let size = reading.record.fields.map { $0.name.bytes.count + $0.value.bytes.count }.reduce(0, +)
      return size <= FormParser.longestFields && reading.rejection.map { $0.status == 400 || $0.status == 412 } ?? true
    }
  }

  @Test("what a client writes is read back, to the byte")
  func readsBack() {
    forAll(1000) {
      $0.form()
    } holds: { form in
      let reading = FormReading(form.body, contentType: form.contentType)
      return reading.rejection == nil && reading.record.fields == form.fields && reading.record.file == form.file
        && reading.record.bytes == form.content && reading.record.isFileComplete
    }
  }

  @Test("a form that is cut off anywhere is rejected")
  func cutOff() {
    forAll(100) {
      $0.form()
    } holds: { form in
      // Its last bytes may be an epilogue, which nobody misses.
      let end = form.body.count - form.epilogue.count
      return (0..<end).allSatisfy {
        FormReading(Array(form.body[..<$0]), contentType: form.contentType).rejection != nil
      }
    }
  }

  @Test("a form that is written is parsed as the same form")
  func roundTrip() {
    forAll(500) {
      $0.form()
    } holds: { written in
      let form = UploadForm(fields: written.fields, file: written.file)
      let body = try FormBody(form, boundary: "another-boundary")
      let bytes = body.head + written.content + body.tail
      var parsed = try UploadForm(contentType: body.contentType, body: Text(bytes: bytes))
      let size = parsed.file?.size
      parsed.file?.size = 0
      parsed.file?.sha256 = nil
      return parsed == form && size == written.content.count
    }
  }

  @Test("a form read as a whole is the form that was read in pieces")
  func convenience() {
    forAll(500) {
      $0.nearlyForm()
    } holds: { contentType, body in
      let reading = FormReading(body, contentType: contentType)
      do throws(Rejection) {
        let form = try UploadForm(contentType: contentType, body: Text(bytes: body))
        let digest = form.file?.sha256 == ReferenceOracle().sha256Text(of: reading.record.bytes)
        return reading.rejection == nil && form.fields == reading.record.fields
          && form.file.map { FormFile(name: $0.name, contentType: $0.contentType) } == reading.record.file
          && form.file?.size ?? 0 == reading.record.bytes.count && (form.file == nil || digest)
      } catch {
        return error == reading.rejection
      }
    }
  }
}

extension ReferenceOracle {
  fileprivate func sha256Text(of bytes: [UInt8]) -> Text { Text(bytes: Hexadecimal.encode(sha256(bytes))) }
}
