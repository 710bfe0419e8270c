package vmcsim.junit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import example.ExampleTest.Owner;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import vmcsim.junit.Control.FaultRule;
import vmcsim.junit.Control.Verification;
import vmcsim.junit.Control.When;
import vmcsim.junit.Control.WorldRequest;

/** The control of a world, and its types. */
@Vmcsim
class ControlTest {
    @Test
    void timeIsTheWorldsOwn(Server server) throws Exception {
        try (var world = server.world(WorldRequest.at("2026-01-05T08:00:00Z", 0).pace("realistic"))) {
            assertEquals("2026-01-05T10:00:01.5Z", world.advance(Duration.ofHours(2).plusMillis(1500)).now());
            assertEquals(60, world.rate(60).rate());
            assertEquals(world.freeze().now(), world.time().now());
            new Owner(world).createSddc("a");
            assertEquals(world.time().nextDue(), world.skip().now());
        }
    }

    @Test
    @Vmcsim(pace = "manual")
    void underManualPaceATaskIsLetGoOn(World world) throws Exception {
        var task = new Owner(world).createSddc("a");
        assertEquals(task.path("id").asText(), world.skip().released().taskId());
    }

    @Test
    void aFaultMakesATaskFail(World world) throws Exception {
        var owner = new Owner(world);
        var effect = Map.of("task_fails", Map.of("at", 30, "message", "no hosts are left"));
        var rule = world.addFault(FaultRule.then(effect).when(When.taskKind("SDDC-PROVISION")).times(1));
        var task = owner.createSddc("a").path("id").asText();
        world.skipTo(task);
        assertEquals("no hosts are left", owner.ask("GET", "/tasks/" + task, Map.of()).path("error_message").asText());
        assertEquals(rule.id(), world.faults().get(0).id());
        assertEquals(1, world.faults().get(0).hits());
        world.removeFault(rule.id());
        world.addFault(FaultRule.then("token_expired"));
        world.clearFaults();
        assertEquals(List.of(), world.faults());
    }

    @Test
    void theJournalHasTheRequests(World world) throws Exception {
        new Owner(world).createSddc("a");
        var entries = world.journal(Map.of("operation", "CreateSddc")).entries();
        assertEquals(List.of(202), entries.stream().map(Control.Entry::status).toList());
        assertTrue(world.journal().entries().size() > 1);
        world.verify(Verification.operation("CreateSddc").exactly(1));
        var three = Verification.operation("CreateSddc").body(Map.of("num_hosts", 3));
        assertTrue(assertThrows(AssertionError.class, () -> world.verify(three)).getMessage().contains("num_hosts"));
    }

    @Test
    void aWorldCanBeExportedForkedAndReset(World world) throws Exception {
        new Owner(world).createSddc("a");
        var document = world.export();
        var copy = world.fork();
        try (copy) {
            new Owner(copy).createSddc("b");
            assertEquals(List.of("a"), new Owner(world).names());
            world.reset();
            assertEquals(List.of(), new Owner(world).names());
            world.importDocument(document);
            assertEquals(List.of("a"), new Owner(world).names());
            assertEquals(List.of("a", "b"), new Owner(copy).names());
        }
        assertEquals(404, assertThrows(VmcsimException.class, copy::time).status());
    }

    @Test
    void aDescriptionCanBeAMapOrAFile(Server server) throws Exception {
        var sddc = Map.of("name", "prod", "provider", "ZEROCLOUD", "num_hosts", 2);
        var roles = List.of("org_owner", "vmc-user:full");
        var user = Map.of("username", "ci@vmcsim.example", "roles", roles, "api_tokens", List.of("the-token-of-the-pipeline"));
        var description = Map.of("users", List.of(user), "sddcs", List.of(sddc));
        try (var world = server.described(description); var another = server.described(description)) {
            assertEquals(List.of("prod"), new Owner(world).names());
            assertEquals(List.of("prod"), new Owner(another).names());
        }
        var missing = Path.of("missing.yaml");
        assertTrue(assertThrows(VmcsimException.class, () -> server.described(missing)).getMessage().contains("missing.yaml"));
    }

    /** Each type has the fields that the control's own document gives it. */
    @Test
    void theTypesAreThoseOfTheDocument(Server server) {
        var schemas = server.control("GET", "/openapi.json", null, JsonNode.class).path("components").path("schemas");
        var names = Map.of("User", "UserView", "ConnectedAccount", "ConnectedAccountView", "Clock", "ClockView", "Skipped", "SkippedView",
                "Held", "HeldView", "Pacing", "PacingView", "Fault", "FaultView", "Journal", "JournalView");
        for (var type : Control.class.getDeclaredClasses()) {
            var name = names.getOrDefault(type.getSimpleName(), type.getSimpleName());
            var declared = new TreeSet<String>();
            schemas.path(name).path("properties").fieldNames().forEachRemaining(declared::add);
            var ours = new TreeSet<String>();
            Arrays.stream(type.getRecordComponents())
                    .forEach(component -> ours.add(component.getName().replaceAll("([A-Z])", "_$1").toLowerCase()));
            assertEquals(declared, ours, name);
        }
    }
}
