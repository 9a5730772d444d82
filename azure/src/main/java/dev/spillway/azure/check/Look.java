package dev.spillway.azure.check;

import dev.spillway.azure.Access;
import dev.spillway.azure.client.ArmAnswer;
import dev.spillway.azure.client.ArmCall;
import dev.spillway.azure.client.Verb;
import dev.spillway.core.AdapterException;
import dev.spillway.core.Finding;
import dev.spillway.core.Finding.Level;
import java.util.ArrayList;
import java.util.List;

/** Gathers findings, and makes no call that could change anything. For one thread. */
public final class Look {
  private final Access access;
  private final List<Finding> all = new ArrayList<>();

  public Look(Access access) {
    this.access = access;
  }

  /** A question; what it throws is a problem. */
  @FunctionalInterface
  public interface Question {
    void ask() throws AdapterException;
  }

  public Access access() {
    return access;
  }

  /** In the order in which they were made. */
  public List<Finding> findings() {
    return List.copyOf(all);
  }

  public void ok(String topic, String text) {
    all.add(new Finding(Level.OK, topic, text));
  }

  public void note(String topic, String text) {
    all.add(new Finding(Level.NOTE, topic, text));
  }

  public void problem(String topic, String text) {
    all.add(new Finding(Level.PROBLEM, topic, text));
  }

  /**
   * @return false when it failed, which is a problem
   */
  public boolean asks(String topic, Question question) {
    try {
      question.ask();
      return true;
    } catch (AdapterException e) {
      problem(topic, String.valueOf(e.getMessage()));
      return false;
    }
  }

  /**
   * A question that a role need not allow: what it throws is worth a note.
   *
   * @return false when it failed
   */
  public boolean wonders(String topic, Question question) {
    try {
      question.ask();
      return true;
    } catch (AdapterException e) {
      note(topic, "not known: " + e.getMessage());
      return false;
    }
  }

  /** Only what reads gets through. */
  public ArmAnswer send(ArmCall call) throws AdapterException {
    boolean reads =
        call.operation().verb() == Verb.GET || call.operation().equals(CheckOperations.NAME);
    if (!reads) {
      throw new IllegalStateException("a check does not call " + call.operation());
    }
    return access.arm().send(call);
  }
}
