package dev.spillway.cli;

import dev.spillway.link.Authority;
import dev.spillway.link.PeerRole;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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
      description = "Makes a new key and certificate in the place of the present one.",
      mixinStandardHelpOptions = true)
  int renew(
      @Parameters(paramLabel = "ROLE", description = "agent or gateway.") PeerRole role,
      @Option(
              names = "--for",
              paramLabel = "TIME",
              defaultValue = "365d",
              converter = Converters.Time.class,
              description = "How long it is valid, in whole days (default: ${DEFAULT-VALUE}).")
          Duration valid)
      throws IOException {
    System.out.println("renewed  " + new Authority(keys).renew(role, valid));
    return 0;
  }

  @Command(
      name = "issue",
      description = {
        "Makes a folder of keys for a further end. Agents of different names work side by side;",
        "a second one of the same name takes over from the first."
      },
      mixinStandardHelpOptions = true)
  int issue(
      @Parameters(paramLabel = "ROLE", description = "agent or gateway.") PeerRole role,
      @Parameters(paramLabel = "NAME", description = "The end's name.") String name,
      @Parameters(paramLabel = "FOLDER", description = "Is made.") Path folder,
      @Option(
              names = "--for",
              paramLabel = "TIME",
              defaultValue = "365d",
              converter = Converters.Time.class,
              description = "How long it is valid, in whole days (default: ${DEFAULT-VALUE}).")
          Duration valid)
      throws IOException {
    new Authority(keys).issue(role, name, valid, folder);
    System.out.println("made     " + folder + "; move it to its machine");
    return 0;
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
    BigInteger serial;
    if (Files.exists(Path.of(which))) {
      serial = Authority.serial(Path.of(which));
    } else if (which.matches("[0-9A-Fa-f]{1,40}")) {
      serial = new BigInteger(which, 16);
    } else {
      throw Failure.usage("'" + which + "' is neither a file nor a serial number such as 1a2b3c");
    }
    System.out.println(
        "revoked  serial number "
            + serial.toString(16)
            + " in "
            + new Authority(keys).revoke(serial));
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
    new Authority(keys).rotate();
    System.out.println("rotated  " + keys + "; next: copy ca.pem to all ends, renew, then forget");
    return 0;
  }

  @Command(
      name = "forget",
      description = "Believes the newest authority only. The last step of a rotation.",
      mixinStandardHelpOptions = true)
  int forget() throws IOException {
    new Authority(keys).forget();
    System.out.println("kept     the newest authority in " + keys);
    return 0;
  }
}
