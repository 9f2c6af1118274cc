import VideoSpec

/// The names of a form's fields. Made once, and held by one reference: a text literal is an allocation, a static property a call.
final class FieldNames: Sendable {
  static let shared = FieldNames()

  let bucket: Text = "bucket"
  let key: Text = "key"
  let keyReference: Text = "$key"
  let policy: Text = "policy"
  let algorithm: Text = "x-amz-algorithm"
  let credential: Text = "x-amz-credential"
  let date: Text = "x-amz-date"
  let token: Text = "x-amz-security-token"
  let signature: Text = "x-amz-signature"
  /// What S3 replaces by the file's name.
  let filename: Text = "${filename}"
}
