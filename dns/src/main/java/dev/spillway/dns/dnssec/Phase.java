package dev.spillway.dns.dnssec;

/** Where a zone stands between unsigned, signed by one key, and signed by the next. */
public enum Phase {
  /** Signed, but unsigned answers may still be in caches: the parent must not hold a DS yet. */
  STARTING,
  /** The parent may take the DS; CDS and CDNSKEY ask for it. */
  AWAITING_DS,
  /** One key; the parent holds its DS. */
  STEADY,
  /** The next key is shown beside the present one and not used yet. */
  INTRODUCING,
  /** The next key signs; CDS and CDNSKEY ask the parent for its DS in place of the old one. */
  AWAITING_NEXT_DS,
  /** The parent holds the next DS; caches may hold the old one and old signatures. */
  RETIRING,
  /** CDS and CDNSKEY ask the parent to remove its DS (RFC 8078 section 4); still signed. */
  LEAVING,
  /** The DS is gone from the parent, perhaps not from caches; still signed. */
  FADING,
  /** Without any signature again. */
  UNSIGNED;

  /** In lower case with dashes, as files and commands show it. */
  public String word() {
    return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
  }

  static Phase of(String word) {
    return valueOf(word.toUpperCase(java.util.Locale.ROOT).replace('-', '_'));
  }
}
