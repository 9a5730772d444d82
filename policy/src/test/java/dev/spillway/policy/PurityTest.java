package dev.spillway.policy;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Clock;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** The policy is a pure function: nothing that it is made of can reach clock, world or chance. */
class PurityTest {
  private static final JavaClasses POLICY =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.spillway.policy");

  @Test
  void itDependsOnCoreAndValuesOnly() {
    classes()
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "dev.spillway.policy..",
            "dev.spillway.core..",
            "java.lang",
            "java.lang.invoke",
            "java.lang.runtime",
            "java.util",
            "java.util.function",
            "java.util.stream",
            "java.time",
            "java.time.format",
            "org.jspecify..")
        .check(POLICY);
  }

  @Test
  void itHasNoClockThreadOrChance() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .belongToAnyOf(
            Thread.class,
            java.util.Random.class,
            Clock.class,
            java.util.Timer.class,
            Runtime.class,
            ProcessBuilder.class,
            ThreadLocal.class,
            java.util.UUID.class,
            dev.spillway.core.Ticker.class)
        .check(POLICY);
    noClasses().should().callMethod(System.class, "currentTimeMillis").check(POLICY);
    noClasses().should().callMethod(System.class, "nanoTime").check(POLICY);
    noClasses()
        .should()
        .callMethod(System.class, "getProperty", String.class, String.class)
        .check(POLICY);
    noClasses().should().callMethod(Instant.class, "now").check(POLICY);
    noClasses().should().callMethod(Math.class, "random").check(POLICY);
  }
}
