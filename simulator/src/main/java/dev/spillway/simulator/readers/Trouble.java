package dev.spillway.simulator.readers;

/** Why a line, row or sample was left out. */
public enum Trouble {
  NO_TIME("no time that can be read"),
  BROKEN_JSON("not a JSON object"),
  NO_NUMBER("no number where the rate should be"),
  NOT_FINITE("a rate that is NaN or infinite"),
  NEGATIVE("a rate below 0"),
  TOO_LONG("longer than " + Lines.LONGEST + " bytes"),
  FAR_AWAY("a time more than 7 days away from all the rest");

  private final String words;

  Trouble(String words) {
    this.words = words;
  }

  /** For people. */
  public String words() {
    return words;
  }
}
