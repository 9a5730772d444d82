package dev.spillway.e2e;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The arrows of ARCHITECTURE.md: which module may use which. */
class ArrowsTest {
  private static final Map<String, Set<String>> MAY_USE =
      Map.ofEntries(
          Map.entry("core", Set.of()),
          Map.entry("config", Set.of("core")),
          Map.entry("policy", Set.of("core")),
          Map.entry("simulator", Set.of("core", "policy")),
          Map.entry("dns", Set.of("core")),
          Map.entry("link", Set.of("core")),
          Map.entry("platforms", Set.of("core")),
          Map.entry("signals", Set.of("core")),
          Map.entry("steering", Set.of("core", "dns")),
          Map.entry("azure", Set.of("core")),
          Map.entry("control", Set.of("core", "config", "policy")),
          Map.entry("storefront", Set.of()));

  private static final JavaClasses SPILLWAY =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.spillway");

  @TestFactory
  List<DynamicTest> eachModuleUsesOnlyWhatItMay() {
    return MAY_USE.entrySet().stream()
        .map(e -> DynamicTest.dynamicTest(e.getKey(), () -> check(e.getKey(), e.getValue())))
        .toList();
  }

  private static void check(String module, Set<String> mayUse) {
    Set<String> allowed = new TreeSet<>(mayUse);
    allowed.add(module);
    String[] packages =
        allowed.stream().map(m -> "dev.spillway." + m + "..").toArray(String[]::new);
    noClasses()
        .that()
        .resideInAPackage("dev.spillway." + module + "..")
        .should()
        .dependOnClassesThat(
            resideInAPackage("dev.spillway..")
                .and(
                    not(
                        com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage(
                            packages))))
        .allowEmptyShould(module.equals("storefront"))
        .check(SPILLWAY);
  }

  @Test
  void coreUsesNoLibraryButTheNullMarks() {
    noClasses()
        .that()
        .resideInAPackage("dev.spillway.core..")
        .should()
        .dependOnClassesThat(
            not(
                com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage(
                    "java..", "dev.spillway.core..", "org.jspecify..")))
        .check(SPILLWAY);
  }

  @Test
  void everyModuleIsLookedAt() {
    Set<String> seen = new TreeSet<>();
    SPILLWAY.forEach(c -> seen.add(c.getPackageName().split("\\.")[2]));
    Set<String> known = new TreeSet<>(MAY_USE.keySet());
    known.remove("storefront");
    known.add("demo");
    known.add("cli");
    assertThat(seen).isEqualTo(known);
  }
}
