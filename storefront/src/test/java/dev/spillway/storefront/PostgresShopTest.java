package dev.spillway.storefront;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The stories with a real PostgreSQL. */
class PostgresShopTest extends ShopStories {
  @TempDir static Path temp;
  private static Database database;

  @BeforeAll
  static void startDatabase() throws Exception {
    Files.setPosixFilePermissions(temp, PosixFilePermissions.fromString("rwxr-xr-x"));
    database = new PostgresDatabase(Files.createDirectory(temp.resolve("pg")));
    migrateInVain(database);
    migrateTwice(database);
  }

  @AfterAll
  static void stopDatabase() throws Exception {
    database.close();
  }

  @Override
  Database database() {
    return database;
  }
}
