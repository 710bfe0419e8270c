package vmcsim.junit;

import com.fasterxml.jackson.core.type.TypeReference;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import vmcsim.junit.Control.Clock;
import vmcsim.junit.Control.Fault;
import vmcsim.junit.Control.FaultRule;
import vmcsim.junit.Control.Journal;
import vmcsim.junit.Control.Skipped;
import vmcsim.junit.Control.Verdict;
import vmcsim.junit.Control.Verification;
import vmcsim.junit.Control.WorldRequest;
import vmcsim.junit.Control.WorldView;

/** A simulation of its own: an organization, its users, a clock and a pace. */
public final class World implements AutoCloseable {
    private final Server server;
    private WorldView view;

    World(Server server, WorldView view) {
        this.server = server;
        this.view = view;
    }

    /** {@return what the server said of the world when it was made, reset or imported} */
    public WorldView view() {
        return view;
    }

    /** {@return the base address of the service and of the sign-in service} */
    public String url() {
        return server.url();
    }

    /** {@return the id of the organization} */
    public String orgId() {
        return view.orgId();
    }

    /** {@return the API token of the organization's owner} */
    public String apiToken() {
        return view.apiToken();
    }

    /** {@return the id of an OAuth app of the organization} */
    public String clientId() {
        return view.clientId();
    }

    /** {@return the secret of the OAuth app} */
    public String clientSecret() {
        return view.clientSecret();
    }

    /**
     * Sends a request to the control of this world.
     *
     * @param <T> the type of the answer
     * @param method such as {@code POST}
     * @param path such as {@code /clock/advance}
     * @param body what becomes the JSON of the body, or null for none
     * @param answer the type of the answer
     * @return the answer, or null if its body is empty
     */
    public <T> T control(String method, String path, Object body, Class<T> answer) {
        return server.control(method, "/worlds/" + view.id() + path, body, answer);
    }

    /** {@return the clock} */
    public Clock time() {
        return control("GET", "/clock", null, Clock.class);
    }

    /**
     * Moves the clock forward.
     *
     * @param by how far
     * @return the clock
     */
    public Clock advance(Duration by) {
        return control("POST", "/clock/advance", Map.of("by", by.toString()), Clock.class);
    }

    /**
     * Moves the clock to what happens next. Under manual pace it lets the oldest task go on.
     *
     * @return the clock
     */
    public Skipped skip() {
        return control("POST", "/clock/skip", Map.of(), Skipped.class);
    }

    /**
     * Moves the clock to the end of a task.
     *
     * @param task its id
     * @return the clock
     */
    public Skipped skipTo(String task) {
        return control("POST", "/clock/skip", Map.of("task", task), Skipped.class);
    }

    /**
     * Stops the clock. It can still be moved.
     *
     * @return the clock
     */
    public Clock freeze() {
        return rate(0);
    }

    /**
     * Sets how fast the clock runs.
     *
     * @param rate virtual seconds per second
     * @return the clock
     */
    public Clock rate(double rate) {
        return control("PATCH", "/clock", Map.of("rate", rate), Clock.class);
    }

    /**
     * Adds a fault rule.
     *
     * @param rule the rule
     * @return the rule with its id
     */
    public Fault addFault(FaultRule rule) {
        return control("POST", "/faults", rule, Fault.class);
    }

    /** {@return the fault rules, and how often each took effect} */
    public List<Fault> faults() {
        return Server.read(server.ask("GET", "/worlds/" + view.id() + "/faults", null), new TypeReference<List<Fault>>() {});
    }

    /**
     * Removes a fault rule.
     *
     * @param id its id
     */
    public void removeFault(long id) {
        control("DELETE", "/faults/" + id, null, Void.class);
    }

    /** Removes all fault rules. */
    public void clearFaults() {
        control("DELETE", "/faults", null, Void.class);
    }

    /** {@return the requests to the world, with their answers} */
    public Journal journal() {
        return journal(Map.of());
    }

    /**
     * Returns some of the requests to the world, with their answers.
     *
     * @param filter such as {@code Map.of("operation", "CreateSddc")}
     * @return the requests
     */
    public Journal journal(Map<String, ?> filter) {
        var query = filter.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + URLEncoder.encode(String.valueOf(entry.getValue()), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return control("GET", "/journal?" + query, null, Journal.class);
    }

    /**
     * Fails, with the server's explanation, if what was to be requested was not.
     *
     * @param expected what was to be requested
     */
    public void verify(Verification expected) {
        var verdict = control("POST", "/journal/verifications", expected, Verdict.class);
        if (!verdict.satisfied()) {
            throw new AssertionError(verdict.message());
        }
    }

    /** {@return the whole world as a document, which has its keys too} */
    public String export() {
        return server.ask("GET", "/worlds/" + view.id() + "/export", null);
    }

    /**
     * Puts the world into the state of a document that {@link #export} made.
     *
     * @param document the document
     */
    public void importDocument(String document) {
        view = Server.read(server.ask("PUT", "/worlds/" + view.id() + "/import", document), WorldView.class);
    }

    /**
     * Makes a copy of the world as it is now, with its own id and keys. Whoever made it closes it.
     *
     * @return the copy
     */
    public World fork() {
        return server.world(WorldRequest.from(Map.of("fork", view.id())));
    }

    /** Puts the world into the state in which it began. */
    public void reset() {
        view = control("POST", "/reset", null, WorldView.class);
    }

    /** Deletes the world. */
    @Override
    public void close() {
        control("DELETE", "", null, Void.class);
    }
}
