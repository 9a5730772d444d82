package dev.spillway.platforms;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.spillway.core.Digest;
import dev.spillway.core.Release;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import javax.tools.ToolProvider;

/** Builds a real small web server as a jar, with the JDK's own compiler. */
public final class TestJar {
  private static final String SOURCE =
      """
      import com.sun.net.httpserver.HttpServer;
      import java.net.InetAddress;
      import java.net.InetSocketAddress;
      public class Small {
        public static void main(String[] args) throws Exception {
          System.out.println("hello from " + System.getenv("SPILLWAY_INSTANCE"));
          switch (System.getenv().getOrDefault("MODE", "serve")) {
            case "crash" -> {
              System.out.println("cannot reach the database");
              System.exit(3);
            }
            case "stubborn" -> {
              Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                try { Thread.sleep(600_000); } catch (InterruptedException e) { }
              }));
            }
            case "family" -> new ProcessBuilder("sleep", "600").start();
            default -> { }
          }
          String address = System.getenv().getOrDefault("ADDRESS", "127.0.0.1");
          int port = Integer.parseInt(System.getenv().getOrDefault("PORT", "0"));
          HttpServer server = HttpServer.create(
              new InetSocketAddress(InetAddress.getByName(address), port), 10);
          server.createContext("/", e -> {
            byte[] body = ("id=" + System.getenv("ID") + " secret=" + System.getenv("SECRET")
                + " leaked=" + System.getenv("CONTROLLER_SECRET")).getBytes();
            e.sendResponseHeaders(200, body.length);
            e.getResponseBody().write(body);
            e.close();
          });
          server.start();
          System.out.println("serving");
        }
      }
      """;

  private TestJar() {}

  /** The same jar but for a note inside, so each note is a release of its own. */
  public static Path build(Path folder, String note) throws Exception {
    Path source = Files.writeString(Files.createDirectories(folder).resolve("Small.java"), SOURCE);
    int status =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, "-d", folder.toString(), source.toString());
    if (status != 0) {
      throw new AssertionError("the test program does not compile");
    }
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, "Small");
    Path jar = folder.resolve("small.jar");
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file, manifest)) {
      out.putNextEntry(new JarEntry("Small.class"));
      out.write(Files.readAllBytes(folder.resolve("Small.class")));
      out.putNextEntry(new JarEntry("note"));
      out.write(note.getBytes(UTF_8));
    }
    return jar;
  }

  public static Release release(Path jar) throws Exception {
    return new Release(Digest.of(jar), jar.getFileName().toString());
  }

  public static List<String> command() {
    return List.of(
        "java", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx64m", "-jar", "${artifact}");
  }
}
