package dev.spillway.storefront;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.tds.TdsServer;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The stories over SQL Server's protocol with Microsoft's driver; what executes them is H2. */
class SqlServerShopTest extends ShopStories {
  private static final String FORM = "product=3&quantity=1&name=Eve&email=eve%40example.test";

  private static TdsServer server;

  @BeforeAll
  static void startDatabase() throws Exception {
    server = new TdsServer();
    migrateTwice(new SqlServerDatabase(server));
  }

  @AfterAll
  static void stopDatabase() throws Exception {
    server.close();
  }

  @Override
  Database database() {
    return new SqlServerDatabase(server);
  }

  @Test
  void aMigrationThatFailsHalfWaySaysSoAndIsUndone() throws Exception {
    try (TdsServer empty = new TdsServer()) {
      migrateInVain(new SqlServerDatabase(empty));
      assertThat(empty.texts()).last().isEqualTo("DROP TABLE purchase");
      assertThat(empty.texts()).contains("IF @@TRANCOUNT > 0 ROLLBACK TRAN");
    }
  }

  @Test
  void theVictimOfADeadlockOrdersAgain() throws Exception {
    Settings settings = settings(Map.of());
    try (Server shop = Server.start(settings, new Shop(settings))) {
      server.failNext(1205, "Transaction was deadlocked and chosen as the deadlock victim.");
      assertThat(order(shop, FORM).statusCode()).isEqualTo(303);
    }
  }

  @Test
  void anyOtherErrorIsSaidAtOnceAndTheNextOrderGoesOn() throws Exception {
    Settings settings = settings(Map.of());
    try (Server shop = Server.start(settings, new Shop(settings))) {
      server.failNext(9002, "The transaction log for database 'shop' is full.");
      assertThat(order(shop, FORM).statusCode()).isEqualTo(500);
      assertThat(order(shop, FORM).statusCode()).isEqualTo(303);
    }
  }

  @Test
  void whatTheUrlSaysOfTheLoginIsTaken() throws Exception {
    String url =
        database().url() + ";user=shop;password={" + TdsServer.PASSWORD + "};applicationName=desk";
    Settings settings = settings(Map.of("DB_URL", url, "DB_USER", "nobody", "DB_PASSWORD", "no"));
    try (Shop shop = new Shop(settings)) {
      shop.ping();
      assertThat(server.seen()).contains("login desk");
    }
  }

  @Test
  void theDatabaseSeesWhichInstanceAsksAndEachOrderIsOneRoundTrip() throws Exception {
    Settings settings = settings(Map.of("INSTANCE_NAME", "home-7", "POOL_SIZE", "1"));
    try (Server shop = Server.start(settings, new Shop(settings))) {
      assertThat(get(shop, "/health").statusCode()).isEqualTo(200);
      assertThat(server.seen()).contains("login home/home-7");
      server.seen().clear();
      assertThat(order(shop, FORM).statusCode()).isEqualTo(303);
      // Beside it there may be the pool's own question whether the connection lives.
      assertThat(server.seen())
          .filteredOn(what -> !what.equals("batch"))
          .containsExactly("sp_executesql");
    }
  }
}
