package import VideoSpec

/// The names of a form's fields. Made once, and held by one reference: a text literal is an allocation, a static property a call.
package final class FieldNames: Sendable {
  package static let shared = FieldNames()

  package let bucket: Text = "bucket"
  package let key: Text = "key"
  package let keyReference: Text = "$key"
  package let policy: Text = "policy"
  package let algorithm: Text = "x-amz-algorithm"
  package let credential: Text = "x-amz-credential"
  package let date: Text = "x-amz-date"
  package let token: Text = "x-amz-security-token"
  package let signature: Text = "x-amz-signature"
  /// What S3 replaces by the file's name.
  package let filename: Text = "${filename}"
}
