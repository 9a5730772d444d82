package dev.spillway.dns.publish;

import dev.spillway.dns.Foreign;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Secondaries of others for a stage, set up as the guide says. */
final class Secondaries {
  private Secondaries() {}

  static Foreign.Daemon nsd(Path folder, int port, Stage stage) throws Exception {
    Path config = folder.resolve("nsd.conf");
    Files.writeString(
        config,
        """
        server:
          ip-address: 127.0.0.1@%d
          username: ""
          chroot: ""
          zonesdir: "%s"
          database: ""
          pidfile: "%s/pid"
          xfrdfile: "%s/xfrd.state"
          zonelistfile: "%s/zone.list"
          xfrd-reload-timeout: 0
        remote-control:
          control-enable: no
        key:
          name: "%s"
          algorithm: hmac-sha256
          secret: "%s"
        zone:
          name: "example.com"
          zonefile: "example.com.zone"
          allow-notify: 127.0.0.1 %s
          request-xfr: 127.0.0.1@%d %s
        """
            .formatted(
                port,
                folder,
                folder,
                folder,
                folder,
                Stage.KEY,
                Stage.SECRET,
                Stage.KEY,
                stage.port(),
                Stage.KEY));
    return Foreign.start(folder, List.of("/usr/sbin/nsd", "-d", "-c", config.toString()));
  }

  static Foreign.Daemon knot(Path folder, int port, Stage stage) throws Exception {
    Path config = folder.resolve("knot.conf");
    Files.writeString(
        config,
        """
        server:
          listen: 127.0.0.1@%d
          rundir: "%s"
          udp-workers: 1
          tcp-workers: 1
          background-workers: 1
        database:
          storage: "%s"
        log:
          - target: stdout
            any: info
        key:
          - id: %s
            algorithm: hmac-sha256
            secret: %s
        remote:
          - id: primary
            address: 127.0.0.1@%d
            key: %s
        acl:
          - id: notify
            address: 127.0.0.1
            key: %s
            action: notify
        zone:
          - domain: example.com
            storage: "%s"
            master: primary
            acl: notify
        """
            .formatted(
                port,
                folder,
                folder,
                Stage.KEY,
                Stage.SECRET,
                stage.port(),
                Stage.KEY,
                Stage.KEY,
                folder));
    return Foreign.start(folder, List.of("/usr/sbin/knotd", "-c", config.toString()));
  }

  static Foreign.Daemon bind(Path folder, int port, Stage stage) throws Exception {
    return Resolvers.named(
        folder,
        port,
        "recursion no;",
        """
        key "%s" { algorithm hmac-sha256; secret "%s"; };
        zone "example.com" {
          type secondary;
          file "example.com.zone";
          primaries { 127.0.0.1 port %d key "%s"; };
          allow-notify { key "%s"; };
        };
        """
            .formatted(Stage.KEY, Stage.SECRET, stage.port(), Stage.KEY, Stage.KEY));
  }
}
