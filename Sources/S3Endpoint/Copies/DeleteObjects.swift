import ReferenceImpl
import VideoSpec

/// Deletes the objects of a list (STO-092 to STO-094).
struct DeleteObjects: OperationHandler {
  /// The most keys of a list.
  static let limit = 1000

  func respond(to request: S3Request, in service: S3Service) throws(S3Refusal) -> S3Response {
    let bucket = try request.bucket()
    if !ChecksumHeaders.areStated(in: request), service.checks.performs(.deleteListChecksum) {
      throw .invalidRequest(
        "Missing required header for this request: Content-MD5 OR x-amz-checksum-*", .deleteListChecksum,
        field: "Content-MD5")
    }
    let list = try DeleteList(document: request.body.document(), checks: service.checks)
    // An object that is not the one of its condition stays, and so do keys and versions that cannot be.
    var keys: [Text] = []
    var errors: [(key: Text, code: Text, message: Text)] = []
    for object in list.objects {
      if object.key.bytes.count > KeyRules.limit {
        errors.append((object.key, "KeyTooLongError", "Your key is too long"))
      } else if let version = object.version, version != "null" {
        errors.append((object.key, "NoSuchVersion", "The specified version does not exist."))
      } else if let etag = object.etag {
        if let error = try delete(object.key, etag, in: bucket, service) {
          errors.append((object.key, error.0, error.1))
        }
      } else {
        keys.append(object.key)
      }
    }
    _ = try service.storing(in: bucket) { () throws(StorageError) in
      try service.storage.delete(keys, in: bucket)
    }

    let failed = Set(errors.map(\.key))
    var xml = XMLWriter(root: "DeleteResult")
    if !list.isQuiet {
      for object in list.objects where !failed.contains(object.key) {
        xml.nested("Deleted") { xml in
          xml.element("Key", object.key)
          xml.element("VersionId", ifPresent: object.version)
        }
      }
    }
    for error in errors {
      xml.nested("Error") { xml in
        xml.element("Key", error.key)
        xml.element("Code", error.code)
        xml.element("Message", error.message)
      }
    }
    return .xml(xml.finish())
  }

  /// Deletes the object with an ETag. Returns S3's code and message if there is another one or none.
  private func delete(
    _ key: Text, _ etag: Text, in bucket: Text, _ service: S3Service
  ) throws(S3Refusal) -> (Text, Text)? {
    do throws(StorageError) {
      try service.storage.delete([key], in: bucket, precondition: etag == "*" ? .present : .matches(etag.withoutQuotes))
      return nil
    } catch {
      switch error {
      case .preconditionFailed, .noSuchKey:
        return ("PreconditionFailed", "At least one of the pre-conditions you specified did not hold")
      default: throw S3Refusal(storage: error, bucket: bucket, key: key)
      }
    }
  }
}

/// The document of a request to delete objects.
private struct DeleteList {
  struct Object {
    let key: Text
    let version: Text?
    let etag: Text?
  }

  var isQuiet = false
  var objects: [Object] = []

  /// - Throws: ``S3Refusal``: MalformedXML, or NotImplemented for a condition that S3 has only elsewhere.
  init(document: [UInt8], checks: EndpointChecks) throws(S3Refusal) {
    guard let root = try? XMLElement(parsing: document), root.name == "Delete" else {
      guard checks.performs(.deleteListForm) else { return }
      throw .malformedXML(.deleteListForm, "the document is not a <Delete> document")
    }
    for child in root.children {
      switch child.name {
      case "Quiet": isQuiet = child.text.trimmed.lowercased == "true"
      case "Object":
        do throws(S3Refusal) { objects.append(try DeleteList.object(child)) } catch {
          if checks.performs(.deleteListForm) { throw error }
        }
      default:
        guard !checks.performs(.deleteListForm) else {
          throw .malformedXML(.deleteListForm, "<\(child.name.printable)> is not an element of a Delete")
        }
      }
    }
    guard checks.performs(.deleteListForm) else { return }
    guard !objects.isEmpty else { throw .malformedXML(.deleteListForm, "the list has no keys") }
    if objects.count > DeleteObjects.limit {
      throw .malformedXML(.deleteListForm, "the list has \(objects.count) keys, more than \(DeleteObjects.limit)")
    }
  }

  private static func object(_ element: XMLElement) throws(S3Refusal) -> Object {
    for child in element.children {
      switch child.name {
      case "Key", "VersionId", "ETag": break
      case "LastModifiedTime", "Size":
        throw .notImplemented(
          header: child.name, .deleteListForm,
          explanation: "S3 supports the condition <\(child.name)> only for directory buckets")
      default: throw .malformedXML(.deleteListForm, "<\(child.name.printable)> is not an element of an Object")
      }
    }
    guard let key = element.value("Key"), !key.isEmpty else {
      throw .malformedXML(.deleteListForm, "an Object needs a Key")
    }
    return Object(key: key, version: element.value("VersionId"), etag: element.value("ETag"))
  }
}
