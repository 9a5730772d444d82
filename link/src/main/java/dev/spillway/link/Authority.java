package dev.spillway.link;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What the owner of a folder of keys does with its authority: renew, issue, sign, revoke. {@link
 * Rotation} changes the authority itself. Running ends notice each change of their folder within a
 * second. Each call takes about a second; one at a time for a folder.
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
   * Puts a certificate on its authority's list of those that no longer count, in {@code crl.pem}.
   * Every end that has the list cuts the certificate's live connections within a second.
   *
   * @return {@code crl.pem}
   * @throws IOException when the folder has no key of the authority that signed it
   */
  public Path revoke(Path certificate) throws IOException {
    X509Certificate shown = Pem.certificate(KeyFiles.read(certificate));
    if (signers().stream().noneMatch(each -> each.hasSigned(shown))) {
      throw new IOException(
          "%s was signed by '%s', of which %s has no key; whoever has that key revokes it"
              .formatted(certificate, shown.getIssuerX500Principal().getName(), dir));
    }
    return revoke(shown.getSerialNumber());
  }

  /**
   * The same for whatever has this number, which only one certificate has: they are 64 random bits.
   * So it stands on the lists of all authorities whose keys are here.
   */
  public Path revoke(BigInteger serial) throws IOException {
    List<X509Certificate> left = roots();
    Revocations before = revocations(left);
    StringBuilder text = new StringBuilder();
    for (Signer each : signers()) {
      Set<BigInteger> all = new LinkedHashSet<>(before.serials(each.certificate()));
      all.add(serial);
      String list = each.with(keytool -> keytool.revocations("ca", all));
      text.append(list);
      left.remove(each.certificate());
    }
    try {
      for (X509Certificate foreign : left) {
        text.append(before.text(foreign));
      }
    } catch (GeneralSecurityException e) {
      throw new IOException("the list in " + dir + " cannot be written: " + e.getMessage(), e);
    }
    Path file = dir.resolve(Keys.CRL);
    KeyFiles.replace(file, text.toString(), KeyFiles.PUBLIC);
    return file;
  }

  /** Those that are believed. */
  private List<Signer> signers() throws IOException {
    List<X509Certificate> roots = roots();
    return Signer.all(dir).stream().filter(each -> roots.contains(each.certificate())).toList();
  }

  private List<X509Certificate> roots() throws IOException {
    return Pem.certificates(KeyFiles.read(dir.resolve(Keys.CA)));
  }

  private Revocations revocations(List<X509Certificate> roots) throws IOException {
    Path list = dir.resolve(Keys.CRL);
    return Revocations.read(Files.exists(list) ? KeyFiles.read(list) : "", roots);
  }

  /** The serial number of the certificate in a file. */
  public static BigInteger serial(Path certificate) throws IOException {
    return Pem.certificate(KeyFiles.read(certificate)).getSerialNumber();
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
    return Signer.present(dir)
        .with(keytool -> keytool.sign("ca", request, subject, valid, extensions));
  }

  /** The role of a certificate that counts now: signed by an authority, and not revoked. */
  PeerRole role(X509Certificate certificate) throws IOException {
    List<X509Certificate> roots = roots();
    Revocations revoked = revocations(roots);
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
    return Signer.present(dir)
        .with(keytool -> {
          String alias = role.word();
          keytool.generate(
              alias, "ca", subject, life.start(), life.days(), Keys.extensions(role, scope));
          return keytool.keyPem(alias) + keytool.certificatePem(alias);
        });
  }
}
