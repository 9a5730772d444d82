package dev.spillway.core;

/**
 * Gives what a burst starts the means to get an identity of its own at the link. Safe for any
 * thread.
 */
public interface Invitations {
  /** What each text begins with; whatever follows without a space is secret. */
  String MARK = "spillway-invitation:";

  /**
   * Returns the invitation of the site's burst for one more instance. It is one for the whole burst
   * and release, good for so many instances; only when all of them had it is there another one.
   *
   * @param at where the authority is reached, as the instance sees it
   * @param release what alone may use it
   * @param uses how many instances the site may have
   * @return a secret: one line without spaces that begins with {@link #MARK}
   * @throws AdapterException when none can be made
   */
  String invite(String app, String site, Digest release, int uses, Endpoint at)
      throws AdapterException;

  /**
   * The site's burst is over: no invitation of it, also of an earlier process, is good any more.
   *
   * @throws AdapterException when that could not be written; try again
   */
  void end(String app, String site) throws AdapterException;
}
