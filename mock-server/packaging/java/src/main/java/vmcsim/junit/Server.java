package vmcsim.junit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import vmcsim.junit.Control.WorldRequest;
import vmcsim.junit.Control.WorldView;

/** A running vmcsim. It ends with {@link #close} or with this process, also if that is killed. */
public final class Server implements AutoCloseable {
    private static final Duration TIME_MAX = Duration.ofSeconds(30);

    private final Program program;
    private final HttpClient client;

    private Server(Program program) {
        this.program = program;
        // Without a proxy: the server is on this machine.
        client = HttpClient.newBuilder()
                .proxy(HttpClient.Builder.NO_PROXY)
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(TIME_MAX)
                .build();
    }

    /**
     * Starts a server.
     *
     * @param program the path of vmcsim; if it is null, the environment variable {@code VMCSIM_BIN} or the path says where it is
     * @param arguments further arguments of {@code vmcsim serve}
     * @return the server, when it answers
     */
    public static Server start(String program, List<String> arguments) {
        return new Server(Program.start(program, arguments));
    }

    /** {@return the base address of the service and of the sign-in service} */
    public String url() {
        return program.url();
    }

    /**
     * Makes a world from a seed. Whoever made it closes it.
     *
     * @return the world
     */
    public World world() {
        return new World(this, control("POST", "/worlds", Map.of(), WorldView.class));
    }

    /**
     * Makes a world. Whoever made it closes it.
     *
     * @param request what it is like
     * @return the world
     */
    public World world(WorldRequest request) {
        return new World(this, control("POST", "/worlds", request, WorldView.class));
    }

    /**
     * Makes a world from a description, with credentials of its own. Whoever made it closes it.
     *
     * @param description what becomes the JSON of a description
     * @return the world
     */
    public World described(Map<String, ?> description) {
        return world(WorldRequest.from(Map.of("description", description)).ownCredentials());
    }

    /**
     * Makes a world from the description in a file, with credentials of its own. Whoever made it closes it.
     *
     * @param description the path of a YAML or JSON file
     * @return the world
     */
    public World described(Path description) {
        var words = List.of("worlds", "create", "--description", description.toString(), "--own-credentials", "--json");
        var all = new ArrayList<>(words);
        all.addAll(List.of("--ready-file", program.readyFile().toString()));
        return new World(this, read(program.run(all), WorldView.class));
    }

    /**
     * Sends a request to the control of the simulation.
     *
     * @param <T> the type of the answer
     * @param method such as {@code GET}
     * @param path such as {@code /worlds}
     * @param body what becomes the JSON of the body, or null for none
     * @param answer the type of the answer
     * @return the answer, or null if its body is empty
     */
    public <T> T control(String method, String path, Object body, Class<T> answer) {
        try {
            var text = ask(method, path, body == null ? null : Control.JSON.writeValueAsString(body));
            return text.isEmpty() ? null : read(text, answer);
        } catch (JsonProcessingException error) {
            throw new VmcsimException("the body of " + method + " " + path + " cannot be written", error);
        }
    }

    /** Sends a body as it is, and returns the answer as it came. */
    String ask(String method, String path, String body) {
        var request = HttpRequest.newBuilder(URI.create(url() + "/_vmcsim" + path))
                .timeout(TIME_MAX)
                .header("Content-Type", "application/json")
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        program.adminToken().ifPresent(token -> request.header("Authorization", "Bearer " + token));
        try {
            var answer = client.send(request.build(), BodyHandlers.ofString());
            if (answer.statusCode() >= 300) {
                throw new VmcsimException(method, path, answer.statusCode(), messages(answer.body()));
            }
            return answer.body();
        } catch (IOException error) {
            throw new VmcsimException(program.hasEnded() ? "vmcsim has ended: " + program.log() : method + " " + path, error);
        } catch (InterruptedException error) {
            Thread.currentThread().interrupt();
            throw new VmcsimException("interrupted", error);
        }
    }

    static <T> T read(String text, Class<T> type) {
        try {
            return Control.JSON.readValue(text, type);
        } catch (JsonProcessingException error) {
            throw new VmcsimException("an answer cannot be read", error);
        }
    }

    static <T> T read(String text, TypeReference<T> type) {
        try {
            return Control.JSON.readValue(text, type);
        } catch (JsonProcessingException error) {
            throw new VmcsimException("an answer cannot be read", error);
        }
    }

    private static List<String> messages(String text) {
        try {
            var messages = new ArrayList<String>();
            for (JsonNode message : Control.JSON.readTree(text).path("error_messages")) {
                messages.add(message.asText());
            }
            return messages.isEmpty() ? List.of(text) : messages;
        } catch (JsonProcessingException error) {
            return List.of(text);
        }
    }

    /** Ends the server, and waits for its end. */
    @Override
    public void close() {
        program.stop();
    }
}
