public import VideoSpec

// Which SDK or tool a text belongs to.

extension ClientTool {
  /// The tool that a `User-Agent` or an `X-Amz-User-Agent` names; nil if it names none that is known.
  public init?(userAgent: Text) {
    let agent = userAgent.lowercased
    // A tool that is built on an SDK names both, and the one that the user configures is the tool.
    guard let row = Self.agents.first(where: { agent.contains($0.text) }) else { return nil }
    self = row.tool
  }

  /// The beginnings of products in `User-Agent`, in lower case. The more specific ones come first.
  static let agents: [(text: Text, tool: ClientTool)] = [
    ("aws-cli/", .awsCLI), ("rclone/", .rclone), ("cyberduck/", .cyberduck), ("hadoop ", .hadoop), ("hadoop/", .hadoop),
    ("terraform/", .terraform), ("opentofu/", .terraform), ("hashicorp", .terraform), ("mc/release", .minioClient),
    ("mc/development", .minioClient), ("s3cmd/", .s3cmd), ("boto3/", .boto3), ("botocore/", .botocore),
    ("minio-go/", .minioGo), ("minio-py/", .minioPython), ("minio-js/", .minioJavaScript), ("minio-java/", .minioJava),
    ("aws-sdk-js/3", .javascriptV3), ("aws-sdk-js/2", .javascriptV2), ("aws-sdk-nodejs/", .javascriptV2),
    ("aws-sdk-go-v2/", .goV2), ("aws-sdk-go/", .goV1), ("aws-sdk-java/2", .javaV2), ("aws-sdk-java/1", .javaV1),
    ("aws-sdk-kotlin/", .kotlin), ("aws-sdk-php/", .php), ("aws-sdk-php2/", .php), ("aws-sdk-ruby3/", .ruby),
    ("aws-sdk-ruby2/", .ruby), ("aws-sdk-ruby/", .ruby), ("aws-sdk-rust/", .rust), ("aws-sdk-dotnet", .dotnet),
    ("aws-sdk-net", .dotnet), ("aws-sdk-cpp/", .cpp), ("aws-sdk-swift/", .swift), ("soto/", .soto),
    ("ex_aws", .exAws), ("mozilla/5.0", .browser), ("curl/", .curl),
  ]

  /// The tool that a text shows by names of classes, files in stack frames, or code; nil if it shows none.
  ///
  /// The first that occurs is taken: in a thread it is the one of the report itself.
  public static func recognized(in text: Text) -> ClientTool? {
    signs.first(in: text).map { signTools[$0.anchor].tool }
  }

  private static let signs = AnchorSearch(signTools.map(\.text))

  /// Texts of code, exceptions, stack frames and logs that belong to one tool.
  static let signTools: [(text: Text, tool: ClientTool)] = [
    ("boto3.client(", .boto3), ("boto3.resource(", .boto3), ("boto3.Session(", .boto3), ("import boto3", .boto3),
    ("site-packages/boto3/", .boto3), ("botocore.exceptions.", .boto3), ("site-packages/botocore/", .botocore),
    ("s3transfer.exceptions", .s3transfer), ("awscli.customizations", .awsCLI), ("awscli.clidriver", .awsCLI),
    ("aws s3 cp ", .awsCLI), ("aws s3api ", .awsCLI), ("aws s3 presign ", .awsCLI), ("aws s3 sync ", .awsCLI),
    ("new S3Client({", .javascriptV3), ("@aws-sdk/client-s3", .javascriptV3),
    ("@aws-sdk/s3-request-presigner", .javascriptV3),
    ("@smithy/", .javascriptV3), ("@aws-sdk/lib-storage", .javascriptV3), ("@aws-sdk/s3-presigned-post", .javascriptV3),
    ("new AWS.S3(", .javascriptV2), ("node_modules/aws-sdk/", .javascriptV2), ("require('aws-sdk')", .javascriptV2),
    ("require(\"aws-sdk\")", .javascriptV2), ("getSignedUrlPromise(", .javascriptV2),
    ("github.com/aws/aws-sdk-go-v2/", .goV2), ("s3.NewPresignClient(", .goV2), ("s3.NewFromConfig(", .goV2),
    ("github.com/aws/aws-sdk-go/", .goV1), ("session.NewSession(", .goV1), ("session.Must(", .goV1),
    ("com.amazonaws.", .javaV1), ("AmazonS3ClientBuilder", .javaV1), ("software.amazon.awssdk.", .javaV2),
    ("S3Presigner.", .javaV2), ("aws.sdk.kotlin.", .kotlin), ("Aws\\S3\\", .php), ("new S3Client([", .php),
    ("vendor/aws/aws-sdk-php/", .php), ("Aws::S3::Client.new", .ruby), ("Aws::S3::Resource.new", .ruby),
    ("Aws::S3::Presigner", .ruby), ("gems/aws-sdk-s3-", .ruby), ("Aws::S3::Errors::", .ruby), ("aws_sdk_s3::", .rust),
    ("aws-sdk-s3 =", .rust), ("aws_smithy_", .rust), ("Amazon.S3.", .dotnet), ("new AmazonS3Client(", .dotnet),
    ("Aws::S3::S3Client ", .cpp), ("import AWSS3", .swift), ("import SotoS3", .soto), ("SotoCore.", .soto),
    ("ExAws.", .exAws), ("new Minio.Client(", .minioJavaScript), ("node_modules/minio/", .minioJavaScript),
    ("github.com/minio/minio-go", .minioGo), ("minio.New(", .minioGo), ("from minio import", .minioPython),
    ("minio.error.", .minioPython), ("io.minio.", .minioJava), ("MinioClient.builder()", .minioJava),
    ("mc: <ERROR>", .minioClient), ("mc alias set", .minioClient), ("s3cmd ", .s3cmd), ("rclone ", .rclone),
    ("ch.cyberduck.", .cyberduck), ("org.apache.hadoop.fs.s3a", .hadoop), ("fs.s3a.", .hadoop),
    ("terraform init", .terraform), ("tofu init", .terraform), ("aws4.sign(", .aws4), ("awscurl ", .awscurl),
    ("--aws-sigv4", .curl),
  ]
}

extension Incident {
  /// The SDK or the tool to name a fix for: the one of the log, of the request's `User-Agent`, or of code in the same text.
  ///
  /// curl and browsers only send what an SDK has signed, so that the SDK comes first.
  func tool(in text: PastedText) -> ClientTool? {
    let agents: [Text] = ["user-agent", "x-amz-user-agent"]
    let agent = request?.headers.first { agents.contains($0.name.lowercased) }.flatMap {
      ClientTool(userAgent: $0.value)
    }
    let known = [tool, agent, text.mentionedTool].compactMap { $0 }
    return known.first { $0 != .curl && $0 != .browser } ?? known.first
  }
}
