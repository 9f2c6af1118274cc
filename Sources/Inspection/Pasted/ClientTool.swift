/// An SDK, a client or a program whose output people paste.
public enum ClientTool: String, Hashable, Sendable, CaseIterable {
  case boto3
  case botocore
  case s3transfer
  case awsCLI = "aws-cli"
  case javascriptV2 = "aws-sdk-js-v2"
  case javascriptV3 = "aws-sdk-js-v3"
  case goV1 = "aws-sdk-go-v1"
  case goV2 = "aws-sdk-go-v2"
  case javaV1 = "aws-sdk-java-v1"
  case javaV2 = "aws-sdk-java-v2"
  case kotlin = "aws-sdk-kotlin"
  case php = "aws-sdk-php"
  case ruby = "aws-sdk-ruby"
  case rust = "aws-sdk-rust"
  case dotnet = "aws-sdk-net"
  case cpp = "aws-sdk-cpp"
  case swift = "aws-sdk-swift"
  case soto
  case exAws = "ex_aws"
  case minioJavaScript = "minio-js"
  case minioGo = "minio-go"
  case minioPython = "minio-py"
  case minioJava = "minio-java"
  case minioClient = "mc"
  case s3cmd
  case rclone
  case cyberduck
  case hadoop = "hadoop-s3a"
  case terraform
  case awscurl
  case aws4
  case curl
  case browser

  /// The name for people.
  public var displayName: String {
    switch self {
    case .boto3: "boto3"
    case .botocore: "botocore"
    case .s3transfer: "s3transfer"
    case .awsCLI: "the AWS CLI"
    case .javascriptV2: "the AWS SDK for JavaScript, version 2"
    case .javascriptV3: "the AWS SDK for JavaScript, version 3"
    case .goV1: "the AWS SDK for Go, version 1"
    case .goV2: "the AWS SDK for Go, version 2"
    case .javaV1: "the AWS SDK for Java, version 1"
    case .javaV2: "the AWS SDK for Java, version 2"
    case .kotlin: "the AWS SDK for Kotlin"
    case .php: "the AWS SDK for PHP"
    case .ruby: "the AWS SDK for Ruby"
    case .rust: "the AWS SDK for Rust"
    case .dotnet: "the AWS SDK for .NET"
    case .cpp: "the AWS SDK for C++"
    case .swift: "the AWS SDK for Swift"
    case .soto: "Soto"
    case .exAws: "ExAws"
    case .minioJavaScript: "MinIO's SDK for JavaScript"
    case .minioGo: "MinIO's SDK for Go"
    case .minioPython: "MinIO's SDK for Python"
    case .minioJava: "MinIO's SDK for Java"
    case .minioClient: "MinIO's client mc"
    case .s3cmd: "s3cmd"
    case .rclone: "rclone"
    case .cyberduck: "Cyberduck"
    case .hadoop: "Hadoop's S3A"
    case .terraform: "Terraform or OpenTofu"
    case .awscurl: "awscurl"
    case .aws4: "aws4"
    case .curl: "curl"
    case .browser: "a browser"
    }
  }
}
