package dev.spillway.tds;

import java.sql.SQLException;

/**
 * An error as SQL Server tells it.
 *
 * @param number of its message, see the list of Database Engine errors
 */
record TdsError(int number, String message) {
  static final int DEADLOCK = 1205;

  /** What H2 says, by SQL Server's number. */
  static TdsError of(SQLException e) {
    String said = String.valueOf(e.getMessage());
    int number =
        switch (e.getErrorCode()) {
          case 23505 -> 2627;
          case 23503, 23506, 23513 -> 547;
          case 23502 -> 515;
          case 22001 -> 2628;
          case 42102, 42103, 42104 -> 208;
          case 42122 -> 207;
          case 42101 -> 2714;
          case 42000, 42001 -> 102;
          case 40001 -> DEADLOCK;
          case 50200 -> 1222;
          default -> 50_000;
        };
    return new TdsError(number, number == 208 ? "Invalid object name: " + said : said);
  }

  /** MS-TDS: 11 to 16 are the client's doing; none of these ends the connection. */
  int severity() {
    return number == DEADLOCK ? 13 : number == 2627 ? 14 : 16;
  }
}
