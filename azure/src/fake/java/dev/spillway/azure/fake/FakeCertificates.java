package dev.spillway.azure.fake;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import tools.jackson.databind.JsonNode;

/** Opens a PFX file as the cloud does. */
final class FakeCertificates {
  private FakeCertificates() {}

  static String thumbprint(JsonNode asked) {
    JsonNode properties = asked.path("properties");
    String blob = properties.path("pfxBlob").asString(properties.path("value").asString(""));
    byte[] pfx = Base64.getDecoder().decode(blob);
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(
          new ByteArrayInputStream(pfx), properties.path("password").asString("").toCharArray());
      String alias = store.aliases().nextElement();
      for (var all = store.aliases(); all.hasMoreElements(); ) {
        String one = all.nextElement();
        alias = store.isKeyEntry(one) ? one : alias;
      }
      byte[] hash =
          MessageDigest.getInstance("SHA-1").digest(store.getCertificate(alias).getEncoded());
      return HexFormat.of().withUpperCase().formatHex(hash);
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalArgumentException("no PFX file with this password", e);
    }
  }
}
