package dev.spillway.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpServer;
import dev.spillway.azure.fake.FakeAppService;
import dev.spillway.azure.fake.FakeAzure;
import dev.spillway.azure.fake.FakeAzure.Kind;
import dev.spillway.azure.fake.FakeSignIn;
import dev.spillway.azure.fake.FakeTrafficManager;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The fake cloud of {@code bench/run azure-start}: writes the public site's platform and the
 * steering target, as they stand in an app's file, to the two files that are named, and says over
 * HTTP how many sign-ins and calls it has seen. Runs until it is ended.
 */
public final class Cloud {
  private Cloud() {}

  /**
   * @param args file for the platform, file for the steering target, port of the counter
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    FakeAzure azure = FakeAzure.open(Kind.PUBLIC);
    FakeAppService service = FakeAppService.in(azure);
    azure.with(
        new FakeTrafficManager("shop", 20)
            .endpoint("externalEndpoints", "home", "127.0.0.5", true, 1000)
            .endpoint("externalEndpoints", "cloud", "shop.azurewebsites.net", false, 1));
    String access =
        "cloud: \"%s\", authorities: \"%s\", subscription: \"%s\", sign-in: { as: secret, tenant: \"%s\", client: \"%s\", secret: \"${env:AZURE_SECRET}\" }"
            .formatted(
                azure.arm(),
                azure.authority(),
                FakeAzure.SUBSCRIPTION,
                FakeSignIn.TENANT,
                FakeSignIn.CLIENT);
    HttpServer counter =
        HttpServer.create(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(args[2])), 10);
    counter.createContext(
        "/",
        exchange -> {
          String text = azure.signIn().given() + " " + azure.exchanges().size() + "\n";
          exchange.sendResponseHeaders(200, text.length());
          exchange.getResponseBody().write(text.getBytes(UTF_8));
          exchange.close();
        });
    counter.start();
    Files.writeString(
        Path.of(args[1]),
        "{ type: traffic-manager, ttl: 20s, resource-group: shop, profile: shop, " + access + " }");
    Files.writeString(
        Path.of(args[0]),
        "{ type: azure-app-service, resource-group: shop-burst, regions: [westeurope], port: %d, %s }"
            .formatted(service.frontPort(), access));
    Thread.currentThread().join();
  }
}
