package import VideoSpec

/// The names of a form's fields. They are made once, because every text literal allocates, and read through one reference, because
/// every static property costs a call.
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
  /// The fields with which a form is signed, besides the policy.
  package let ofSignature: [Text] = ["x-amz-algorithm", "x-amz-credential", "x-amz-date", "x-amz-signature"]
  package let contentType: Text = "content-type"
  package let metadataPrefix: Text = "x-amz-meta-"
  package let redirects: [Text] = ["success_action_redirect", "redirect"]
  package let status: Text = "success_action_status"
  /// The placeholder that S3 replaces with the name of the file.
  package let filename: Text = "${filename}"
}
