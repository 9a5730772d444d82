package dev.spillway.link;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * The folder of keys: {@code ca.pem} (certificate of the authority), {@code ca-key.pem} (its key:
 * stays at home), {@code agent.pem}, {@code gateway.pem} and so on (key and certificate of each
 * end), and {@code crl.pem} once something was revoked. An end needs its own file and {@code
 * ca.pem}, which may hold several authorities; see {@link Authority} for what the owner does with
 * them. All are EC P-256; the folder has mode 700, files with keys 600. The authority is valid for
 * 10 years, all else for one.
 */
public final class Keys {
  static final String CA = "ca.pem";
  static final String CRL = "crl.pem";
  static final String CA_KEY = "ca-key.pem";

  /** Key and certificate of each authority before the present one, until it is forgotten. */
  static final String OLDER_KEYS = "older-ca-keys.pem";

  private static final int CA_DAYS = 3650;
  private static final int LEAF_DAYS = 365;

  /** Clocks differ a little between machines: what is made now must be valid there, too. */
  static final String START = "-1H";

  private Keys() {}

  /**
   * Makes the folder with all keys. Takes a few seconds.
   *
   * @throws FileAlreadyExistsException when one of the files is there; nothing is changed then
   */
  public static void init(Path dir) throws IOException {
    init(dir, Scope.ALL);
  }

  /**
   * The same with the link's ends for some apps and sites only.
   *
   * @param scope what agent, gateway and connector are for
   */
  public static void init(Path dir, Scope scope) throws IOException {
    init(dir, START, LEAF_DAYS, scope);
  }

  static void init(Path dir, String leafStart, int leafDays) throws IOException {
    init(dir, leafStart, leafDays, Scope.ALL);
  }

  private static void init(Path dir, String leafStart, int leafDays, Scope scope)
      throws IOException {
    for (String file : List.of(CA, CA_KEY, "agent.pem", "gateway.pem")) {
      if (Files.exists(dir.resolve(file))) {
        throw new FileAlreadyExistsException(
            dir.resolve(file)
                + " exists and is not overwritten; name another folder, or move the old keys away");
      }
    }
    KeyFiles.folder(dir);
    Path store = dir.resolve(".making-" + random() + ".p12");
    Keytool keytool = new Keytool(store, random());
    try {
      authority(keytool);
      for (PeerRole role : PeerRole.values()) {
        keytool.generate(
            role.word(),
            "ca",
            "CN=" + role.word(),
            leafStart,
            leafDays,
            extensions(role, scope(role, scope)));
      }
      KeyFiles.write(dir.resolve(CA_KEY), keytool.keyPem("ca"), KeyFiles.SECRET);
      KeyFiles.write(dir.resolve(CA), keytool.certificatePem("ca"), KeyFiles.PUBLIC);
      for (PeerRole role : PeerRole.values()) {
        String text = keytool.keyPem(role.word()) + keytool.certificatePem(role.word());
        KeyFiles.write(dir.resolve(role.word() + ".pem"), text, KeyFiles.SECRET);
      }
    } catch (GeneralSecurityException e) {
      throw new IOException("the keys in " + dir + " could not be made: " + e.getMessage(), e);
    } finally {
      Files.deleteIfExists(store);
    }
  }

  /**
   * Makes what a folder of an earlier release lacks, where the authority's key is there.
   *
   * @return the files that were made
   */
  public static List<Path> complete(Path dir) throws IOException {
    List<Path> made = new ArrayList<>();
    for (PeerRole role : PeerRole.values()) {
      Path file = dir.resolve(role.word() + ".pem");
      if (!Files.exists(file) && Files.exists(dir.resolve(CA_KEY))) {
        add(dir, role, file);
        made.add(file);
      }
    }
    return made;
  }

  private static void add(Path dir, PeerRole role, Path file) throws IOException {
    Path store = dir.resolve(".making-" + random() + ".p12");
    Keytool keytool = new Keytool(store, random());
    try {
      keytool.put(
          "ca",
          Pem.key(KeyFiles.readPrivate(dir.resolve(CA_KEY))),
          Pem.certificate(KeyFiles.read(dir.resolve(CA))));
      keytool.generate(
          role.word(), "ca", "CN=" + role.word(), START, LEAF_DAYS, extensions(role, Scope.ALL));
      KeyFiles.write(
          file, keytool.keyPem(role.word()) + keytool.certificatePem(role.word()), KeyFiles.SECRET);
    } catch (GeneralSecurityException e) {
      throw new IOException(file + " could not be made: " + e.getMessage(), e);
    } finally {
      Files.deleteIfExists(store);
    }
  }

  /**
   * Reads what one end needs to show who it is and to know the other.
   *
   * @throws IOException says which file is missing, readable by others or broken, and what to do
   */
  public static Identity load(Path dir, PeerRole role) throws IOException {
    return new Identity(dir, role);
  }

  /**
   * Makes a key and certificate for an HTTPS server at {@code host}, signed by the folder's
   * authority, whose certificate clients find in {@code ca.pem}.
   *
   * @param host a name or an address
   * @param pkcs12 is written with mode 600; alias {@code server}; an existing file is refused
   * @param password of that file, at least 6 characters
   */
  public static void issueHost(Path dir, String host, Path pkcs12, String password)
      throws IOException {
    if (Files.exists(pkcs12)) {
      throw new FileAlreadyExistsException(pkcs12 + " exists and is not overwritten");
    }
    PrivateKey signer = Pem.key(KeyFiles.readPrivate(dir.resolve(CA_KEY)));
    Keytool keytool = new Keytool(pkcs12, password);
    boolean address = host.contains(":") || host.matches("[0-9.]+");
    boolean done = false;
    try {
      KeyFiles.write(pkcs12, "", KeyFiles.SECRET);
      keytool.put("ca", signer, Pem.certificate(KeyFiles.read(dir.resolve(CA))));
      keytool.generate(
          "server",
          "ca",
          "CN=" + host,
          START,
          LEAF_DAYS,
          List.of(
              "san=" + (address ? "ip:" : "dns:") + host,
              "ku:c=digitalSignature",
              "eku=serverAuth"));
      keytool.remove("ca");
      done = true;
    } catch (GeneralSecurityException e) {
      throw new IOException("no certificate for " + host + ": " + e.getMessage(), e);
    } finally {
      if (!done) {
        Files.deleteIfExists(pkcs12);
      }
    }
  }

  static void authority(Keytool keytool) throws IOException {
    keytool.generate(
        "ca",
        "ca",
        "CN=Spillway link authority " + random().substring(0, 8),
        START,
        CA_DAYS,
        List.of("bc:c=ca:true,pathlen:0", "ku:c=keyCertSign,cRLSign"));
  }

  /** What the feed of DNS tables carries belongs to no one app. */
  private static Scope scope(PeerRole role, Scope scope) {
    return role.isOfLink() ? scope : Scope.ALL;
  }

  static List<String> extensions(PeerRole role, Scope scope) {
    StringBuilder names = new StringBuilder("san=uri:" + role.uri());
    scope.uris().forEach(uri -> names.append(",uri:").append(uri));
    return List.of(names.toString(), "ku:c=digitalSignature", "eku=" + role.purpose());
  }

  static String random() {
    byte[] bytes = new byte[16];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }
}
