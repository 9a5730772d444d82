package dev.spillway.link;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What the owner of a folder of keys does with its authority: renew, issue, revoke, change the
 * authority itself. Running ends notice each change of their folder within a second. Each call
 * takes about a second; one at a time for a folder.
 */
public final class Authority {
  private final Path dir;

  /**
   * @param dir holds {@code ca.pem} and {@code ca-key.pem}
   */
  public Authority(Path dir) {
    this.dir = dir;
  }

  /**
   * Makes a new key and certificate for an end in the place of the present one.
   *
   * @return the file
   */
  public Path renew(PeerRole role, Duration valid) throws IOException {
    Path file = dir.resolve(role.word() + ".pem");
    X509Certificate present = Pem.certificate(KeyFiles.readPrivate(file));
    String pair = pair(role, Identity.name(present), Scope.of(present), valid);
    KeyFiles.replace(file, pair, KeyFiles.SECRET);
    return file;
  }

  /**
   * Makes a folder for a further end, with a name of its own, to be moved to its machine.
   *
   * @param name becomes the certificate's subject; agents of different names work side by side,
   *     agents of one name replace each other
   * @param scope the apps and sites that it is for
   */
  public void issue(PeerRole role, String name, Scope scope, Duration valid, Path folder)
      throws IOException {
    Hello.name(name);
    KeyFiles.folder(folder);
    String pair = pair(role, "CN=" + name, scope, valid);
    KeyFiles.write(folder.resolve(role.word() + ".pem"), pair, KeyFiles.SECRET);
    KeyFiles.write(folder.resolve(Keys.CA), KeyFiles.read(dir.resolve(Keys.CA)), KeyFiles.PUBLIC);
  }

  /**
   * Puts a certificate on the list of those that no longer count, {@code crl.pem}. Every end that
   * has the list cuts the certificate's live connections within a second.
   */
  public Path revoke(BigInteger serial) throws IOException {
    return inStore(keytool -> {
      List<X509Certificate> roots = Pem.certificates(KeyFiles.read(dir.resolve(Keys.CA)));
      Path file = dir.resolve(Keys.CRL);
      String lists = Files.exists(file) ? KeyFiles.read(file) : "";
      Revocations before = Revocations.read(lists, roots);
      Set<BigInteger> all = new LinkedHashSet<>(before.serials(roots.get(0)));
      all.add(serial);
      StringBuilder text = new StringBuilder(keytool.revocations("ca", all));
      for (X509Certificate older : roots.subList(1, roots.size())) {
        text.append(before.text(older));
      }
      KeyFiles.replace(file, text.toString(), KeyFiles.PUBLIC);
      return file;
    });
  }

  /** The serial number of the certificate in a file. */
  public static BigInteger serial(Path certificate) throws IOException {
    return Pem.certificate(KeyFiles.read(certificate)).getSerialNumber();
  }

  /**
   * Makes a new authority. The old ones stay believed until {@link #forget}, so bring {@code
   * ca.pem} to all ends first, then renew their certificates, then forget.
   */
  public void rotate() throws IOException {
    Path store = dir.resolve(".making-" + Keys.random() + ".p12");
    Keytool keytool = new Keytool(store, Keys.random());
    try {
      Keys.authority(keytool);
      String all = keytool.certificatePem("ca") + KeyFiles.read(dir.resolve(Keys.CA));
      KeyFiles.replace(dir.resolve(Keys.CA), all, KeyFiles.PUBLIC);
      KeyFiles.replace(dir.resolve(Keys.CA_KEY), keytool.keyPem("ca"), KeyFiles.SECRET);
    } catch (GeneralSecurityException e) {
      throw new IOException("no new authority in " + dir + ": " + e.getMessage(), e);
    } finally {
      Files.deleteIfExists(store);
    }
  }

  /** Believes the newest authority only. */
  public void forget() throws IOException {
    X509Certificate newest = Pem.certificate(KeyFiles.read(dir.resolve(Keys.CA)));
    Path list = dir.resolve(Keys.CRL);
    try {
      if (Files.exists(list)) {
        String kept = Revocations.readOf(newest, KeyFiles.read(list)).text(newest);
        KeyFiles.replace(list, kept, KeyFiles.PUBLIC);
      }
      KeyFiles.replace(dir.resolve(Keys.CA), Pem.of(newest), KeyFiles.PUBLIC);
    } catch (GeneralSecurityException e) {
      throw new IOException("the authority cannot be written: " + e.getMessage(), e);
    }
  }

  /**
   * Signs another machine's request, whose key stays there.
   *
   * @param request PKCS #10 in PEM
   * @return the certificate in PEM
   */
  String sign(String request, PeerRole role, String name, Scope scope, Duration valid)
      throws IOException {
    return signed(request, "CN=" + Hello.name(name), Keys.extensions(role, scope), valid);
  }

  /**
   * The same for an end that has a certificate, which says what the new one is for.
   *
   * @throws IOException when the certificate does not count, or is not of an end
   */
  String renew(String request, X509Certificate present, Duration most) throws IOException {
    PeerRole role = role(present);
    Duration valid = Lifetime.of(present);
    List<String> extensions = Keys.extensions(role, Scope.of(present));
    Duration given = valid.compareTo(most) < 0 ? valid : most;
    return signed(request, Identity.name(present), extensions, given);
  }

  private String signed(String request, String subject, List<String> extensions, Duration valid)
      throws IOException {
    return inStore(keytool -> keytool.sign("ca", request, subject, valid, extensions));
  }

  /** The role of a certificate that counts now: signed by an authority, and not revoked. */
  PeerRole role(X509Certificate certificate) throws IOException {
    List<X509Certificate> roots = Pem.certificates(KeyFiles.read(dir.resolve(Keys.CA)));
    Path list = dir.resolve(Keys.CRL);
    Revocations revoked = Revocations.read(Files.exists(list) ? KeyFiles.read(list) : "", roots);
    try {
      certificate.checkValidity();
      for (X509Certificate root : roots) {
        if (root.getSubjectX500Principal().equals(certificate.getIssuerX500Principal())) {
          certificate.verify(root.getPublicKey());
          for (PeerRole role : PeerRole.values()) {
            if (role.isOf(certificate) && !revoked.isRevoked(certificate)) {
              return role;
            }
          }
        }
      }
    } catch (GeneralSecurityException e) {
      throw new IOException("its certificate does not count: " + e.getMessage(), e);
    }
    throw new IOException("its certificate is revoked, of another authority, or of no end");
  }

  private String pair(PeerRole role, String subject, Scope scope, Duration valid)
      throws IOException {
    Lifetime life = Lifetime.of(valid);
    return inStore(keytool -> {
      String alias = role.word();
      keytool.generate(
          alias, "ca", subject, life.start(), life.days(), Keys.extensions(role, scope));
      return keytool.keyPem(alias) + keytool.certificatePem(alias);
    });
  }

  private interface Work<T> {
    T in(Keytool keytool) throws IOException, GeneralSecurityException;
  }

  private <T> T inStore(Work<T> work) throws IOException {
    Path store = dir.resolve(".making-" + Keys.random() + ".p12");
    try {
      PrivateKey key = Pem.key(KeyFiles.readPrivate(dir.resolve(Keys.CA_KEY)));
      Keytool keytool = new Keytool(store, Keys.random());
      keytool.put("ca", key, Pem.certificate(KeyFiles.read(dir.resolve(Keys.CA))));
      return work.in(keytool);
    } catch (GeneralSecurityException e) {
      throw new IOException("the authority in " + dir + " cannot be used: " + e.getMessage(), e);
    } finally {
      Files.deleteIfExists(store);
    }
  }
}
