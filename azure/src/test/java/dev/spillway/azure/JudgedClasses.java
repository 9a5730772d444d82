package dev.spillway.azure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.azure.client.ArmTest;
import dev.spillway.azure.fake.FakeAzure;
import dev.spillway.azure.fake.Judge;
import dev.spillway.azure.fake.Verdicts;
import dev.spillway.azure.fake.Verdicts.Sender;
import java.util.Set;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Found by JUnit itself. Of the calls to the Resource Manager that a class's tests made some were
 * judged, or it stands in the list of those that make no such calls; and at the end of a run the
 * figures are printed.
 */
public final class JudgedClasses implements BeforeAllCallback, AfterAllCallback {
  /**
   * Their calls go to a provider that exists in tests only, or are answered before one is asked.
   */
  private static final Set<Class<?>> NOTHING_TO_JUDGE = Set.of(ArmTest.class);

  private record Before(int calls, int ours) {}

  @Override
  public void beforeAll(ExtensionContext context) {
    AutoCloseable atTheEnd = JudgedClasses::print;
    store(context.getRoot()).computeIfAbsent("print", key -> atTheEnd);
    Before now = new Before(FakeAzure.called(), Verdicts.of(Sender.OURS));
    store(context).put(context.getUniqueId(), now);
  }

  @Override
  public void afterAll(ExtensionContext context) {
    Before before = store(context).remove(context.getUniqueId(), Before.class);
    boolean called = FakeAzure.called() > before.calls();
    if (called && Judge.get().isPresent()) {
      boolean judged = Verdicts.of(Sender.OURS) > before.ours();
      assertThat(judged)
          .as("calls of " + context.getRequiredTestClass().getSimpleName() + " were judged")
          .isEqualTo(!NOTHING_TO_JUDGE.contains(context.getRequiredTestClass()));
    }
  }

  private static ExtensionContext.Store store(ExtensionContext context) {
    return context.getStore(ExtensionContext.Namespace.create(JudgedClasses.class));
  }

  private static void print() {
    if (FakeAzure.called() > 0) {
      System.out.print("Calls to Azure in this run:\n" + Verdicts.text());
    }
  }
}
