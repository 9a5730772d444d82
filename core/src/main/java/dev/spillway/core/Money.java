package dev.spillway.core;

import java.util.Locale;

/**
 * An amount of one currency.
 *
 * @param amount in units of the currency, not negative
 * @param currency ISO 4217 code, such as USD
 */
public record Money(double amount, String currency) {
  public Money {
    if (!(amount >= 0) || Double.isInfinite(amount)) {
      throw new IllegalArgumentException("an amount is finite and not negative, not " + amount);
    }
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%.2f %s", amount, currency);
  }
}
