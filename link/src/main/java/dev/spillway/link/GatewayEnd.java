package dev.spillway.link;

import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import org.jspecify.annotations.Nullable;

/** The public end of a session: waits for the greeting, then only the agent's streams are left. */
final class GatewayEnd implements SessionEnd {
  private final Agents agents;
  private final X509Certificate certificate;
  private final GatewayConfig config;
  private final RevocationNews news;
  private final RevocationParts parts;
  private Agents.@Nullable Entry entry;

  /**
   * @param certificate of the agent
   * @param config which apps and sites may come
   * @param news takes the lists that this agent tells
   * @param room for long ones
   */
  GatewayEnd(
      Agents agents,
      X509Certificate certificate,
      GatewayConfig config,
      RevocationNews news,
      LongLists room) {
    parts = new RevocationParts(Identity.name(certificate), room);
    this.news = news;
    this.agents = agents;
    this.certificate = certificate;
    this.config = config;
  }

  @Override
  public void started(Session session) {}

  @Override
  public void control(Session session, FrameType type, int stream, ByteBuffer payload)
      throws ProtocolException {
    if (type == FrameType.REVOKED_PART && entry != null) {
      parts.add(payload);
      return;
    }
    if (type == FrameType.REVOKED && entry != null) {
      news.tell(parts.whole(payload));
      return;
    }
    if (type != FrameType.HELLO) {
      throw new ProtocolException("a frame " + type + " from an agent");
    }
    Hello hello;
    try {
      hello = Hello.parse(Frames.text(payload));
    } catch (ProtocolException e) {
      session.end("refused: " + e.getMessage());
      return;
    }
    Agents.Entry known = entry;
    if (known != null) {
      again(session, known, hello);
      return;
    }
    String refusal = config.refusal(hello, certificate);
    if (!refusal.isEmpty()) {
      session.end("refused: " + refusal);
      return;
    }
    session.establish();
    session.control(Frames.empty(FrameType.WELCOME, 0));
    Agents.Entry came = new Agents.Entry(hello, session);
    entry = came;
    agents.came(came);
  }

  /** A second greeting replaces the services. */
  private void again(Session session, Agents.Entry known, Hello hello) {
    if (known.isSameSite(hello)) {
      agents.offers(known, hello);
    } else {
      session.end("refused: a second greeting for " + hello.app() + "/" + hello.site());
    }
  }

  @Override
  public void ended(Session session, String why) {
    parts.free();
    if (entry != null) {
      agents.left(entry, why);
    } else {
      agents.neverCame(session, why);
    }
  }
}
