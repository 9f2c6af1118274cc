public import VideoSpec

extension S3Location {
  /// Returns the URL of an object, without a signature.
  public func url(of key: Text) -> Text {
    let path = PercentEncoding.encodePath(key)
    switch addressing {
    case .path: return endpoint.origin + "/" + bucket + "/" + path
    case .virtual: return Text("\(endpoint.scheme.rawValue)://") + bucket + "." + endpoint.authority + "/" + path
    }
  }
}
