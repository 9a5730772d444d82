package dev.spillway.link;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * For which apps and sites a certificate counts. They stand in it as URIs (RFC 5280 section
 * 4.2.1.6), such as {@code urn:spillway:for:shop/cloud}; {@code shop/*} is every site of an app. A
 * certificate without such a URI counts for all: so are those of a controller, whose agent dials
 * for all of its apps, and those of an authority that is not Spillway's and does not write them.
 *
 * @param of {@code app/site} or {@code app/*}; empty for all
 * @param release what the instances beside a connector are, such as a digest, as the URI {@code
 *     urn:spillway:release:…}; empty when it says nothing
 */
public record Scope(Set<String> of, String release) {
  private static final String URI = "urn:spillway:for:";
  private static final String RELEASE = "urn:spillway:release:";
  private static final Pattern WORD = Pattern.compile("[A-Za-z0-9:._-]{0,71}");

  /** All apps and sites. */
  public static final Scope ALL = new Scope(Set.of(), "");

  public Scope {
    of = Set.copyOf(of);
    of.forEach(Scope::checked);
    if (!WORD.matcher(release).matches()) {
      throw new IllegalArgumentException(
          "a release is a word of at most 71 letters, digits and :._-, not '" + release + "'");
    }
  }

  /**
   * Reads {@code app/site}, {@code app/*} or {@code any}.
   *
   * @throws IllegalArgumentException says what is allowed
   */
  public static Scope parse(Collection<String> words) {
    if (words.contains("any")) {
      if (words.size() > 1) {
        throw new IllegalArgumentException("'any' stands alone, without " + words);
      }
      return ALL;
    }
    return new Scope(new TreeSet<>(words), "");
  }

  /** The same for instances of one release. */
  public Scope ofRelease(String word) {
    return new Scope(of, word);
  }

  private static void checked(String text) {
    String[] names = text.split("/", -1);
    if (names.length != 2) {
      throw new IllegalArgumentException(
          "an app and site such as shop/cloud, shop/* or any is wanted, not '" + text + "'");
    }
    Hello.name(names[0]);
    if (!names[1].equals("*")) {
      Hello.name(names[1]);
    }
  }

  /** What stands in a certificate that an authority has signed. */
  static Scope of(X509Certificate certificate) {
    List<String> words = new ArrayList<>();
    String release = "";
    try {
      Collection<List<?>> names = certificate.getSubjectAlternativeNames();
      for (List<?> name : names == null ? List.<List<?>>of() : names) {
        String text = String.valueOf(name.get(1));
        if (text.startsWith(URI)) {
          words.add(text.substring(URI.length()));
        } else if (text.startsWith(RELEASE)) {
          release = text.substring(RELEASE.length());
        }
      }
    } catch (CertificateParsingException e) {
      throw new IllegalArgumentException(
          "the names in the certificate of '" + Identity.name(certificate) + "' are broken", e);
    }
    return new Scope(new TreeSet<>(words), release);
  }

  boolean isAll() {
    return of.isEmpty();
  }

  /** Whether it counts for a site of an app. */
  public boolean has(String app, String site) {
    return isAll() || of.contains(app + "/" + site) || of.contains(app + "/*");
  }

  /** Empty when the holder of a certificate may speak for an app and site, else why not. */
  static String refusal(X509Certificate certificate, String app, String site) {
    Scope scope;
    try {
      scope = of(certificate);
    } catch (IllegalArgumentException e) {
      return "the certificate of '%s': %s".formatted(Identity.name(certificate), e.getMessage());
    }
    return scope.has(app, site)
        ? ""
        : "the certificate of '%s' is for %s, not for %s/%s; issue one with --site %s/%s"
            .formatted(Identity.name(certificate), new TreeSet<>(scope.of), app, site, app, site);
  }

  /** URIs for a certificate. */
  List<String> uris() {
    List<String> all = new ArrayList<>();
    new TreeSet<>(of).forEach(each -> all.add(URI + each));
    if (!release.isEmpty()) {
      all.add(RELEASE + release);
    }
    return all;
  }
}
