// Untested: an example for Java. It stores an object in the strict S3, with JUnit 5 and the AWS SDK for Java 2. video-spec has to be on the PATH.
// Unset AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY: the endpoint would take them, and not print them.
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

class StrictS3Test {
  private static Process endpoint;
  private static S3Client client;

  @BeforeAll
  static void start() throws Exception {
    // --exit-with-stdin: the endpoint exits when its standard input is closed. So it never outlives this process, even if that crashes.
    endpoint =
        new ProcessBuilder(
                "video-spec", "s3", "--in-memory", "--listen", "127.0.0.1:0", "--bucket", "videos", "--json",
                "--exit-with-stdin")
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String line = new BufferedReader(new InputStreamReader(endpoint.getInputStream())).readLine();
    client =
        S3Client.builder()
            .endpointOverride(URI.create(value(line, "url")))
            .region(Region.of(value(line, "region")))
            .credentialsProvider(
                StaticCredentialsProvider.create(
                    AwsBasicCredentials.create(value(line, "accessKeyId"), value(line, "secretAccessKey"))))
            .forcePathStyle(true)
            .build();
  }

  @AfterAll
  static void stop() throws Exception {
    endpoint.getOutputStream().close();
    endpoint.waitFor();
  }

  private static String value(String json, String name) {
    Matcher matcher = Pattern.compile("\"" + name + "\": *\"([^\"]*)\"").matcher(json);
    if (!matcher.find()) throw new IllegalStateException("video-spec s3 did not print " + name);
    return matcher.group(1);
  }

  @Test
  void aVideoIsStored() {
    client.putObject(request -> request.bucket("videos").key("clip.webm"), RequestBody.fromString("video"));
    assertEquals(
        "video", client.getObjectAsBytes(request -> request.bucket("videos").key("clip.webm")).asUtf8String());
  }
}
