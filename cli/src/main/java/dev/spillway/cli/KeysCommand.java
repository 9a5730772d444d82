package dev.spillway.cli;

import dev.spillway.core.Endpoint;
import dev.spillway.core.Units;
import dev.spillway.link.Authority;
import dev.spillway.link.Enrolment;
import dev.spillway.link.EnrolmentServer;
import dev.spillway.link.Invitation;
import dev.spillway.link.PeerRole;
import dev.spillway.link.Rotation;
import dev.spillway.link.Scope;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "keys",
    description = {
      "Renews, issues and revokes the link's certificates, and changes their authority. Ends that",
      "run notice each change of their folder within a second; no stream is dropped but those of",
      "a revoked certificate."
    },
    mixinStandardHelpOptions = true)
final class KeysCommand {
  @Option(
      names = "--keys",
      paramLabel = "DIR",
      defaultValue = "keys",
      description = "Folder from 'spillway init' with the authority (default: ${DEFAULT-VALUE}).")
  Path keys = Path.of("keys");

  @Command(
      name = "renew",
      description = {
        "Makes a new key and certificate in the place of the present one, for the same role, name,",
        "sites and release. Without --at the authority must be in the folder; with it, the authority",
        "is asked by 'spillway keys serve', and the key stays here."
      },
      mixinStandardHelpOptions = true)
  int renew(
      @Parameters(
              paramLabel = "ROLE",
              description = "agent, gateway, connector, controller or node.")
          PeerRole role,
      @Option(
              names = "--at",
              paramLabel = "HOST:PORT",
              converter = Converters.HostPort.class,
              description =
                  "Where 'spillway keys serve' is reached; it decides how long the new one is valid.")
          @Nullable Endpoint at,
      @Option(
              names = "--for",
              paramLabel = "TIME",
              converter = Converters.Time.class,
              description =
                  "How long it is valid, in whole hours (default: 12h for a connector, else 365d).")
          @Nullable Duration valid)
      throws IOException {
    if (at != null && valid != null) {
      throw Failure.usage("--for is not for --at: the authority decides how long it is valid");
    }
    Path made =
        at == null
            ? new Authority(keys).renew(role, lifetime(role, valid))
            : Enrolment.renew(keys, role, at);
    System.out.println("renewed  " + made);
    return 0;
  }

  private static Duration lifetime(PeerRole role, @Nullable Duration valid) {
    return valid == null ? role.lifetime() : valid;
  }

  @Command(
      name = "issue",
      description = {
        "Makes a folder of keys for a further end. Agents of different names work side by side;",
        "a second one of the same name takes over from the first."
      },
      mixinStandardHelpOptions = true)
  int issue(
      @Parameters(
              paramLabel = "ROLE",
              description = "agent, gateway, connector, controller or node.")
          PeerRole role,
      @Parameters(paramLabel = "NAME", description = "The end's name.") String name,
      @Parameters(paramLabel = "FOLDER", description = "Is made.") Path folder,
      @Option(
              names = "--site",
              paramLabel = "APP/SITE",
              description = {
                "What an agent, gateway or connector is for: shop/cloud, shop/* or any. May be given",
                "several times."
              })
          @Nullable List<String> sites,
      @Option(
              names = "--release",
              paramLabel = "DIGEST",
              defaultValue = "",
              description = "What the instances beside a connector are; services may ask for it.")
          String release,
      @Option(
              names = "--for",
              paramLabel = "TIME",
              converter = Converters.Time.class,
              description =
                  "How long it is valid, in whole hours (default: 12h for a connector, else 365d).")
          @Nullable Duration valid)
      throws IOException {
    Scope scope = ofRelease(scope(role, sites), release);
    new Authority(keys).issue(role, name, scope, lifetime(role, valid), folder);
    System.out.println("made     " + folder + "; move it to its machine");
    return 0;
  }

  /** A certificate of the link without a limit is made only for one who asks for it. */
  private static Scope scope(PeerRole role, @Nullable List<String> sites) {
    if (!role.isOfLink() && sites != null) {
      throw Failure.usage("--site is for an agent, gateway or connector, not for a " + role.word());
    }
    if (role.isOfLink() && sites == null) {
      throw Failure.usage(
          "--site is missing: say what the "
              + role.word()
              + " is for, such as --site shop/cloud, or --site any for all apps");
    }
    return sites == null ? Scope.ALL : scope(sites);
  }

  private static Scope ofRelease(Scope scope, String release) {
    try {
      return scope.ofRelease(release);
    } catch (IllegalArgumentException e) {
      throw Failure.usage("--release: " + e.getMessage());
    }
  }

  static Scope scope(List<String> sites) {
    try {
      return Scope.parse(sites);
    } catch (IllegalArgumentException e) {
      throw Failure.usage("--site: " + e.getMessage());
    }
  }

  @Command(
      name = "revoke",
      description = {
        "Puts a certificate on the signed list crl.pem. Every end whose folder has the list cuts",
        "the certificate's live connections within a second; copy it to the other ends."
      },
      mixinStandardHelpOptions = true)
  int revoke(
      @Parameters(
              paramLabel = "CERTIFICATE",
              description = "A file with it, or its serial number in hexadecimal digits.")
          String which)
      throws IOException {
    Authority authority = new Authority(keys);
    BigInteger serial;
    Path list;
    if (Files.exists(Path.of(which))) {
      serial = Authority.serial(Path.of(which));
      list = authority.revoke(Path.of(which));
    } else if (which.matches("[0-9A-Fa-f]{1,40}")) {
      serial = new BigInteger(which, 16);
      list = authority.revoke(serial);
    } else {
      throw Failure.usage("'" + which + "' is neither a file nor a serial number such as 1a2b3c");
    }
    System.out.println("revoked  serial number " + serial.toString(16) + " in " + list);
    return 0;
  }

  @Command(
      name = "rotate",
      description = {
        "Makes a new authority; the old one stays believed until 'spillway keys forget'. In between,",
        "copy ca.pem to all ends and renew or issue their certificates."
      },
      mixinStandardHelpOptions = true)
  int rotate() throws IOException {
    new Rotation(keys).rotate();
    System.out.println("rotated  " + keys + "; next: copy ca.pem to all ends, renew, then forget");
    return 0;
  }

  @Command(
      name = "forget",
      description = "Believes the newest authority only. The last step of a rotation.",
      mixinStandardHelpOptions = true)
  int forget() throws IOException {
    new Rotation(keys).forget();
    System.out.println("kept     the newest authority in " + keys);
    return 0;
  }

  @Command(
      name = "invite",
      description = {
        "Writes an invitation: a file with a token by which a further end gets its certificate from",
        "'spillway keys serve'. Whoever has the file can use it."
      },
      mixinStandardHelpOptions = true)
  int invite(
      @Parameters(
              paramLabel = "ROLE",
              description = "agent, gateway, connector, controller or node.")
          PeerRole role,
      @Parameters(paramLabel = "NAME", description = "The end's name.") String name,
      @Parameters(paramLabel = "FILE", description = "The invitation.") Path file,
      @Option(
              names = "--site",
              paramLabel = "APP/SITE",
              description = {
                "What an agent, gateway or connector is for: shop/cloud, shop/* or any. May be given",
                "several times."
              })
          @Nullable List<String> sites,
      @Option(
              names = "--at",
              required = true,
              paramLabel = "HOST:PORT",
              converter = Converters.HostPort.class,
              description = "Where 'spillway keys serve' is reached.")
          Endpoint at,
      @Option(
              names = "--uses",
              paramLabel = "N",
              defaultValue = "1",
              description =
                  "How many ends may come; with several, each gets a number (default: 1).")
          int uses,
      @Option(
              names = "--release",
              paramLabel = "DIGEST",
              defaultValue = "",
              description = "The end must say that it is this release.")
          String release,
      @Option(
              names = "--within",
              paramLabel = "TIME",
              defaultValue = "1h",
              converter = Converters.Time.class,
              description = "How long it can be used (default: ${DEFAULT-VALUE}).")
          Duration open,
      @Option(
              names = "--for",
              paramLabel = "TIME",
              converter = Converters.Time.class,
              description =
                  "How long the certificate is valid (default: 12h for a connector, else 365d).")
          @Nullable Duration valid)
      throws IOException {
    Duration life = lifetime(role, valid);
    var terms = new Invitation.Terms(name, scope(role, sites), release, uses, open, life);
    Invitation.write(keys, file, at, role, terms);
    System.out.println("made     " + file + "; good for " + uses + " within " + Units.show(open));
    return 0;
  }

  @Command(
      name = "serve",
      description = "Signs the certificates of ends that come with an invitation, until Ctrl-C.",
      mixinStandardHelpOptions = true)
  int serve(
      @Option(
              names = "--listen",
              required = true,
              paramLabel = "HOST:PORT",
              converter = Converters.HostPort.class,
              description = "Where ends ask.")
          Endpoint listen,
      @Option(
              names = "--name",
              paramLabel = "HOST",
              description = "Host that the invitations name (default: that of --listen).")
          @Nullable String name)
      throws Exception {
    return Waiting.untilAsked(
        EnrolmentServer.start(keys, listen, name == null ? listen.host() : name));
  }

  @Command(
      name = "enrol",
      description = "Makes a key here and gets its certificate with an invitation.",
      mixinStandardHelpOptions = true)
  int enrol(
      @Parameters(
              paramLabel = "INVITATION",
              arity = "0..1",
              description = "The file. Without it, what the variable holds.")
          @Nullable Path invitation,
      @Option(
              names = "--variable",
              paramLabel = "NAME",
              defaultValue = "SPILLWAY_INVITATION",
              description =
                  "Variable with the line that an invitation in settings stands for (default: ${DEFAULT-VALUE}).")
          String variable,
      @Option(
              names = "--release",
              paramLabel = "DIGEST",
              defaultValue = "",
              description = "What this end is, when the invitation asks for it.")
          String release,
      @Option(
              names = "--wait",
              paramLabel = "DURATION",
              defaultValue = "30s",
              converter = Converters.Time.class,
              description =
                  "For how long to ask again where nobody answers yet (default: ${DEFAULT-VALUE}).")
          Duration patience)
      throws IOException {
    String line = System.getenv(variable);
    if (invitation != null) {
      Enrolment.enrol(invitation, release, keys, patience);
    } else if (line != null) {
      Enrolment.enrol(line, variable, release, keys, patience);
    } else {
      throw Failure.usage("no invitation: name a file, or set the variable " + variable);
    }
    System.out.println("made     " + keys);
    return 0;
  }
}
