package example;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vmcsim.junit.Control.Verification;
import vmcsim.junit.Vmcsim;
import vmcsim.junit.World;

/** What tests with this package look like. This file can be copied into another project as it is. */
@Vmcsim
public class ExampleTest {
    /** The owner of a world's organization, signed in. */
    public static final class Owner {
        private static final ObjectMapper JSON = new ObjectMapper();
        private static final HttpClient CLIENT = HttpClient.newHttpClient();

        private final World world;
        private final String token;

        public Owner(World world) throws Exception {
            this.world = world;
            var request = HttpRequest.newBuilder(URI.create(world.url() + "/csp/gateway/am/api/auth/api-tokens/authorize"))
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .POST(BodyPublishers.ofString("refresh_token=" + world.apiToken()));
            token = JSON.readTree(CLIENT.send(request.build(), BodyHandlers.ofString()).body()).path("access_token").asText();
        }

        public JsonNode ask(String method, String path, Object body) throws Exception {
            var request = HttpRequest.newBuilder(URI.create(world.url() + "/vmc/api/orgs/" + world.orgId() + path))
                    .header("csp-auth-token", token)
                    .header("Content-Type", "application/json")
                    .method(method, BodyPublishers.ofString(JSON.writeValueAsString(body)));
            return JSON.readTree(CLIENT.send(request.build(), BodyHandlers.ofString()).body());
        }

        public JsonNode createSddc(String name) throws Exception {
            return ask("POST", "/sddcs", Map.of("name", name, "num_hosts", 2, "provider", "ZEROCLOUD"));
        }

        public List<String> names() throws Exception {
            var names = new ArrayList<String>();
            ask("GET", "/sddcs", Map.of()).forEach(sddc -> names.add(sddc.path("name").asText()));
            return names;
        }
    }

    @Test
    void anSddcBecomesReady(World world) throws Exception {
        var owner = new Owner(world);
        var task = owner.createSddc("a");
        assertEquals("STARTED", task.path("status").asText());
        world.skipTo(task.path("id").asText());
        var sddc = owner.ask("GET", "/sddcs/" + task.path("resource_id").asText(), Map.of());
        assertEquals("READY", sddc.path("sddc_state").asText());
        world.verify(Verification.operation("CreateSddc").body(Map.of("num_hosts", 2)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"b", "c", "d", "e"})
    @Vmcsim(description = "src/test/resources/org.yaml")
    void oneDescriptionServesParallelTests(String name, World world) throws Exception {
        assertEquals("058f47c4-92aa-417f-8747-87f3ed61cb45", world.orgId());
        var owner = new Owner(world);
        owner.createSddc(name);
        assertEquals(List.of("prod", name), owner.names());
    }
}
