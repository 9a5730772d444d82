package dev.spillway.link;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** The home end of a session: it alone decides what may be reached; see {@link Door}. */
final class AgentEnd implements SessionEnd {
  private static final Logger LOG = System.getLogger(AgentEnd.class.getName());

  /** Told by the session's thread; must not wait. */
  interface Listener {
    void established(Session session);

    /**
     * The gateway has checked the services.
     *
     * @param results failures by service; empty text for none
     */
    void checked(Map<String, String> results);

    void refused(String service, Reason reason, String text);

    /**
     * The session is over and all of it is freed.
     *
     * @param stood whether it had been established
     */
    void ended(boolean stood, String why);
  }

  private final Supplier<Rules> rules;
  private final Door door;
  private final Listener listener;
  private final Supplier<Revocations> revocations;
  private Revocations told = new Revocations(List.of());
  private boolean stood;
  private Rules said;

  /**
   * @param rules as they are now; when they change, the gateway is told within a second
   * @param revocations as they are now; the same holds for them
   */
  AgentEnd(Supplier<Rules> rules, Door door, Listener listener, Supplier<Revocations> revocations) {
    this.revocations = revocations;
    this.rules = rules;
    said = rules.get();
    this.door = door;
    this.listener = listener;
  }

  @Override
  public void started(Session session) {
    said = rules.get();
    door.update(said);
    session.control(Frames.text(FrameType.HELLO, said.target.hello().text()));
  }

  @Override
  public void control(Session session, FrameType type, int id, ByteBuffer payload)
      throws ProtocolException {
    if (!stood && type != FrameType.WELCOME) {
      throw new ProtocolException("a frame " + type + " before the welcome");
    }
    switch (type) {
      case WELCOME -> {
        if (stood) {
          throw new ProtocolException("a second welcome");
        }
        stood = true;
        session.establish();
        listener.established(session);
        tellRevocations(session);
      }
      case STATUS -> listener.checked(Checked.parse(Frames.text(payload)));
      case OPEN -> open(session, id, payload);
      default -> throw new ProtocolException("a frame " + type + " from a gateway");
    }
  }

  private void open(Session session, int id, ByteBuffer payload) throws ProtocolException {
    int credit = payload.getInt();
    String[] names = Frames.line(payload, '\n').split("\n", 2);
    Caller caller = Caller.parse(names.length < 2 ? "" : names[1]);
    Stream stream = session.accept(id, names[0], credit);
    door.open(session, stream, caller);
  }

  @Override
  public void tick(Session session, long now) {
    door.expire(now);
    tellRevocations(session);
    Rules fresh = rules.get();
    if (stood && fresh != said) {
      Hello before = said.target.hello();
      said = fresh;
      door.update(fresh);
      if (!fresh.target.hello().equals(before)) {
        // A gateway that knows no second greeting ends the session, and the next one has it.
        session.control(Frames.text(FrameType.HELLO, fresh.target.hello().text()));
      }
    }
  }

  /** Home is the authority: gateways, which nobody may reach by hand, get its lists from here. */
  private void tellRevocations(Session session) {
    Revocations fresh = revocations.get();
    if (!stood || fresh == told) {
      return;
    }
    told = fresh;
    String text = fresh.text();
    if (text.length() > LongLists.MOST) {
      LOG.log(
          Level.WARNING,
          "link: the list of revoked certificates is too long to be told to {0} ({1} bytes of {2}); copy {3} there",
          session.peer,
          text.length(),
          LongLists.MOST,
          Keys.CRL);
    } else if (!text.isEmpty()) {
      RevocationParts.frames(text).forEach(session::control);
    }
  }

  @Override
  public void ended(Session session, String why) {
    door.close();
    listener.ended(stood, why);
  }
}
