package dev.spillway.link;

import dev.spillway.core.Now;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * What holds a session up: the certificates of both ends. A handshake looks at them once; here each
 * end shows the one that it was given since then, and judges how long the other one's counts. For
 * the session's thread, but what says otherwise.
 */
final class SessionCertificates {
  private static final Logger LOG = System.getLogger(SessionCertificates.class.getName());

  private final SSLEngine engine;
  private final Identity identity;
  private final String peer;
  private final Validity validity;
  private final Duration grace;

  /** The other end's, in force. */
  private volatile List<X509Certificate> chain;

  /** One that it has shown and that is not believed yet; empty for none. */
  private List<X509Certificate> waiting = List.of();

  private boolean saidWaiting;
  private boolean saidEnded;

  /**
   * This end's own that the other one has seen. Null when TLS found none that the other end
   * believes: that end will say so, after what is the end of the handshake here.
   */
  private @Nullable List<X509Certificate> shown;

  private @Nullable Credentials looked;
  private boolean established;

  /**
   * @param engine with its handshake done
   * @param peer who is at the other end, for people
   * @param grace of {@link Validity}
   */
  SessionCertificates(SSLEngine engine, Identity identity, String peer, Duration grace)
      throws SSLException {
    this.engine = engine;
    this.identity = identity;
    this.peer = peer;
    this.grace = grace;
    validity = new Validity(grace);
    chain = certificates(engine.getSession().getPeerCertificates());
    Certificate[] own = engine.getSession().getLocalCertificates();
    shown = own == null ? null : certificates(own);
  }

  private static List<X509Certificate> certificates(Certificate[] all) {
    return Arrays.stream(all).map(X509Certificate.class::cast).toList();
  }

  /** The other end's that counts now; any thread. */
  X509Certificate peer() {
    return chain.get(0);
  }

  /** When that ends, or the first of the chain above it; any thread. */
  Instant ends() {
    return ends(chain);
  }

  private static Instant ends(List<X509Certificate> chain) {
    return Collections.min(chain.stream().map(each -> each.getNotAfter().toInstant()).toList());
  }

  /** How long it still counts; negative once it has ended; any thread. */
  Duration left(Instant wall) {
    return Duration.between(wall, ends());
  }

  /**
   * A line for the status page; any thread.
   *
   * @param session which one it is, as words
   */
  String statusLine(String session) {
    return "certificate of=other %s name=%s ends=%s\n"
        .formatted(session, Identity.word(peer()), ends());
  }

  /** The other end has greeted and was accepted: from now on renewed certificates may be shown. */
  void establish() {
    established = true;
  }

  /** Returns the frame that shows this end's renewed certificate; null when there is none. */
  private @Nullable ByteBuffer renewed() {
    Credentials fresh = identity.credentials();
    List<X509Certificate> before = shown;
    if (!established || fresh == looked || before == null) {
      return null;
    }
    looked = fresh;
    if (!ends(fresh.chain()).isAfter(ends(before))) {
      return null;
    }
    if (!isSameEnd(fresh.certificate(), before.get(0))) {
      LOG.log(
          Level.INFO,
          "link: {0} hears of this end''s new certificate with the next session, since it is for"
              + " another name, role, site or release",
          peer);
      return null;
    }
    try {
      ByteBuffer frame = Frames.bytes(FrameType.CERTIFICATE, KeyProof.payload(engine, fresh));
      shown = fresh.chain();
      return frame;
    } catch (GeneralSecurityException | IOException | IllegalArgumentException e) {
      LOG.log(
          Level.WARNING,
          "link: {0} hears of this end''s renewed certificate with the next session: {1}",
          peer,
          e.getMessage());
      return null;
    }
  }

  /**
   * The other end shows a renewed certificate.
   *
   * @throws ProtocolException when it is not this end's, or proves nothing
   */
  void shown(ByteBuffer payload) throws ProtocolException {
    if (!established) {
      throw new ProtocolException("a renewed certificate before the greeting");
    }
    List<X509Certificate> fresh = KeyProof.chain(engine, payload);
    if (!isSameEnd(fresh.get(0), peer())) {
      throw new ProtocolException("a certificate for another name, role, site or release");
    }
    if (!ends(fresh).isAfter(ends())) {
      throw new ProtocolException("a renewed certificate that ends no later");
    }
    waiting = fresh;
    believe();
  }

  /** An authority that is not known here yet may be known soon: it is tried again. */
  private void believe() {
    try {
      identity.believe(waiting);
    } catch (CertificateException e) {
      if (!saidWaiting) {
        saidWaiting = true;
        LOG.log(
            Level.WARNING,
            "link: {0} shows a renewed certificate that does not count here yet, {1}",
            peer,
            Frames.line(String.valueOf(e.getMessage())));
      }
      return;
    }
    LOG.log(
        Level.INFO,
        "link: the certificate of {0} was renewed: valid until {1} -> {2}",
        peer,
        ends(),
        ends(waiting));
    chain = waiting;
    waiting = List.of();
    saidEnded = false;
  }

  /**
   * Says why the session must end; nothing while it may go on. To be called about once a second.
   *
   * @param out takes a frame that is to be sent
   */
  String judge(Now now, Consumer<ByteBuffer> out) {
    ByteBuffer renewed = renewed();
    if (renewed != null) {
      out.accept(renewed);
    }
    if (!waiting.isEmpty()) {
      believe();
    }
    if (identity.isRevoked(peer())) {
      return "the certificate of '" + name() + "' was revoked";
    }
    boolean over = validity.isOver(ends(), now);
    if (over) {
      return "the certificate of '%s' ended at %s, and no renewed one was shown within %d ms; renew it by 'spillway keys renew'"
          .formatted(name(), ends(), grace.toMillis());
    }
    if (validity.isEnded() && !saidEnded) {
      saidEnded = true;
      LOG.log(
          Level.WARNING,
          "link: the certificate of {0} ended at {1}: its session ends in {2} ms unless it shows a"
              + " renewed one",
          peer,
          ends(),
          Long.toString(grace.toMillis()));
    }
    return "";
  }

  private String name() {
    return Identity.name(peer());
  }

  /** What was granted to a session stays as it was: it was granted to this name and scope. */
  private static boolean isSameEnd(X509Certificate one, X509Certificate other) {
    try {
      return Identity.name(one).equals(Identity.name(other))
          && PeerRole.of(one).equals(PeerRole.of(other))
          && Scope.of(one).equals(Scope.of(other));
    } catch (CertificateException | IllegalArgumentException e) {
      LOG.log(Level.DEBUG, "link: a certificate with broken names", e);
      return false;
    }
  }
}
