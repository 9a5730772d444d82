package dev.spillway.dns.publish;

import dev.spillway.dns.Foreign;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Validating resolvers of others in front of a stage. */
final class Resolvers {
  private Resolvers() {}

  static Foreign.Daemon unbound(Path folder, int port, Stage stage) throws Exception {
    String ds = stage.ring().key().dsText(stage.image().apex());
    Path config = folder.resolve("unbound.conf");
    Files.writeString(
        config,
        """
        server:
          interface: 127.0.0.1
          port: %d
          username: ""
          chroot: ""
          directory: "%s"
          pidfile: "%s/pid"
          use-syslog: no
          verbosity: 1
          num-threads: 1
          do-daemonize: no
          do-not-query-localhost: no
          module-config: "validator iterator"
          trust-anchor: "example.com. DS %s"
        remote-control:
          control-enable: no
        stub-zone:
          name: "example.com"
          stub-addr: 127.0.0.1@%d
        """
            .formatted(port, folder, folder, ds, stage.port()));
    return Foreign.start(folder, List.of("/usr/sbin/unbound", "-d", "-c", config.toString()));
  }

  static Foreign.Daemon named(Path folder, int port, Stage stage) throws Exception {
    return named(
        folder,
        port,
        "dnssec-validation yes; recursion yes;",
        stage.anchors()
            + """
            zone "example.com" { type forward; forward only; forwarders { 127.0.0.1 port %d; }; };
            """
                .formatted(stage.port()));
  }

  static Foreign.Daemon named(Path folder, int port, String options, String zones)
      throws Exception {
    Path config = folder.resolve("named.conf");
    Files.writeString(
        config,
        """
        options {
          directory "%s";
          listen-on port %d { 127.0.0.1; };
          listen-on-v6 { none; };
          pid-file "%s/pid";
          session-keyfile "%s/session.key";
          managed-keys-directory "%s";
          %s
        };
        controls { };
        """
                .formatted(folder, port, folder, folder, folder, options)
            + zones);
    return Foreign.start(
        folder, List.of("/usr/sbin/named", "-g", "-n", "1", "-c", config.toString()));
  }

  static void awaitAnswer(int port) throws Exception {
    SignedAnswersTest.awaitTrue(() ->
        Stage.ask("dig", "127.0.0.1", port, "shop.example.com", "A", "+tries=1", "+time=1")
            .contains("NOERROR"));
  }
}
