package dev.spillway.link;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.List;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;

/**
 * Shows another certificate in a session that stands: its key signs a secret that only the two ends
 * of this TLS session can compute (RFC 8446 section 7.5), together with the certificate. So it is
 * worth nothing in another session, nor in the other direction. The construction is that of
 * exported authenticators (RFC 9261 section 5.2.2), which need no handshake either; the frame
 * inside the TLS session takes the place of their last message.
 *
 * <p>In the frame stand the signature's length (2 bytes), the signature, and the chain in PEM.
 */
final class KeyProof {
  private static final int SECRET_BYTES = 32;

  /** RFC 8446 section 4.4.3: spaces, what it is for, a zero byte. */
  private static final byte[] CONTEXT =
      (" ".repeat(64) + "Spillway renewed certificate\0").getBytes(StandardCharsets.US_ASCII);

  private KeyProof() {}

  /**
   * @param own whose certificate is shown, and whose key signs
   */
  static ByteBuffer payload(SSLEngine engine, Credentials own)
      throws GeneralSecurityException, IOException {
    StringBuilder chain = new StringBuilder();
    for (X509Certificate each : own.chain()) {
      chain.append(Pem.of(each));
    }
    byte[] text = chain.toString().getBytes(StandardCharsets.US_ASCII);
    Signature signature = signature(own.key());
    signature.initSign(own.key());
    signature.update(signed(engine, engine.getUseClientMode(), text));
    byte[] proof = signature.sign();
    return ByteBuffer.allocate(2 + proof.length + text.length)
        .putShort((short) proof.length)
        .put(proof)
        .put(text)
        .flip();
  }

  /**
   * @return the chain of which the other end has the first one's key; whether to believe it is not
   *     judged
   */
  static List<X509Certificate> chain(SSLEngine engine, ByteBuffer payload)
      throws ProtocolException {
    try {
      byte[] proof = new byte[Short.toUnsignedInt(payload.getShort())];
      payload.get(proof);
      byte[] text = new byte[payload.remaining()];
      payload.get(text);
      List<X509Certificate> chain = Pem.certificates(new String(text, StandardCharsets.US_ASCII));
      Signature signature = signature(chain.get(0).getPublicKey());
      signature.initVerify(chain.get(0));
      signature.update(signed(engine, !engine.getUseClientMode(), text));
      if (signature.verify(proof)) {
        return chain;
      }
    } catch (GeneralSecurityException | IOException | RuntimeException e) {
      throw (ProtocolException)
          new ProtocolException("a renewed certificate that cannot be read").initCause(e);
    }
    throw new ProtocolException("a renewed certificate without the proof that its key is there");
  }

  private static byte[] signed(SSLEngine engine, boolean byClient, byte[] chain)
      throws SSLException {
    // RFC 5705 section 4: labels that nobody registered begin so.
    String label = "EXPERIMENTAL spillway renewed " + (byClient ? "client" : "server");
    ExtendedSSLSession session = (ExtendedSSLSession) engine.getSession();
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(CONTEXT);
    all.writeBytes(session.exportKeyingMaterialData(label, new byte[0], SECRET_BYTES));
    all.writeBytes(chain);
    return all.toByteArray();
  }

  /** The algorithms of TLS 1.3 for keys of these kinds (RFC 8446 section 4.2.3). */
  private static Signature signature(Key key) throws GeneralSecurityException {
    if (!key.getAlgorithm().equals("RSA")) {
      return Signature.getInstance("SHA256withECDSA");
    }
    Signature pss = Signature.getInstance("RSASSA-PSS");
    pss.setParameter(new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
    return pss;
  }
}
