package vmcsim.junit;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;

/**
 * The types of the control's OpenAPI document ({@code GET /_vmcsim/openapi.json}). Their components have its names, in camel case. A component
 * of a request that is null is left to the server. Times are texts in RFC 3339.
 */
public final class Control {
    static final ObjectMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .defaultPropertyInclusion(JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.NON_NULL))
            // A later server may say more.
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private Control() {}

    /** What a new world is like. */
    public record WorldRequest(
            Map<String, ?> from,
            BigInteger seed,
            String at,
            Double rate,
            String onPoll,
            Pacing pacing,
            Map<String, String> orgProperties,
            List<FaultRule> faults,
            String networkApi,
            String credentials) {
        /**
         * A world made from {@code Map.of("seed", 7)}, {@code Map.of("named", "busy")}, {@code Map.of("fork", "default")} and so on.
         *
         * @param source what it is made from
         * @return the request
         */
        public static WorldRequest from(Map<String, ?> source) {
            return new WorldRequest(source, null, null, null, null, null, null, null, null, null);
        }

        /**
         * A world whose clock begins at a time, and runs at a rate.
         *
         * @param time in RFC 3339
         * @param rate virtual seconds per second; with 0 the clock stands still
         * @return the request
         */
        public static WorldRequest at(String time, double rate) {
            return new WorldRequest(null, null, time, rate, null, null, null, null, null, null);
        }

        /**
         * The same world with a pace.
         *
         * @param preset {@code realistic}, {@code demo}, {@code instant} or {@code manual}
         * @return the request
         */
        public WorldRequest pace(String preset) {
            return new WorldRequest(
                    from, seed, at, rate, onPoll, new Pacing(preset, null), orgProperties, faults, networkApi, credentials);
        }

        WorldRequest ownCredentials() {
            return new WorldRequest(from, seed, at, rate, onPoll, pacing, orgProperties, faults, networkApi, "derived");
        }
    }

    /** A world. {@code url} is where its control is. */
    public record WorldView(
            String id,
            BigInteger seed,
            String apiToken,
            String orgId,
            String url,
            List<User> users,
            String clientId,
            String clientSecret,
            List<ConnectedAccount> connectedAccounts,
            Clock clock,
            Pacing pacing) {}

    /** A member of the world's organization. */
    public record User(String username, String userId, List<String> roles, String apiToken) {}

    /** An AWS account that SDDCs can be linked to, with the ids of the subnets of each region. */
    public record ConnectedAccount(String id, String accountNumber, Map<String, List<String>> subnets) {}

    /** The clock of a world. */
    public record Clock(String now, double rate, String onPoll, String nextDue) {}

    /** The clock after it was moved, and the task that was let go on, if the pace is manual. */
    public record Skipped(String now, double rate, String onPoll, String nextDue, Held released) {}

    /** A task under manual pace. */
    public record Held(String orgId, String taskId, String taskType, String resourceId) {}

    /** How long tasks take: a preset, and exceptions by task type. */
    public record Pacing(String preset, Map<String, String> kinds) {}

    /** When something goes wrong, and what. */
    public record FaultRule(
            String note, Boolean enabled, When when, Long skip, Long times, Long every, Double chance, Object then) {
        /**
         * A rule that takes effect always.
         *
         * @param effect {@code Map.of("task_fails", Map.of("at", 30))}, {@code "token_expired"}, and so on
         * @return the rule
         */
        public static FaultRule then(Object effect) {
            return new FaultRule(null, null, null, null, null, null, null, effect);
        }

        /**
         * The same rule, for some requests or tasks.
         *
         * @param selected which
         * @return the rule
         */
        public FaultRule when(When selected) {
            return new FaultRule(note, enabled, selected, skip, times, every, chance, then);
        }

        /**
         * The same rule, a number of times.
         *
         * @param count how often
         * @return the rule
         */
        public FaultRule times(long count) {
            return new FaultRule(note, enabled, when, skip, count, every, chance, then);
        }
    }

    /** The requests or tasks that a fault rule is about. */
    public record When(String operation, String resource, String taskKind, String caller) {
        /**
         * Requests for an operation.
         *
         * @param name such as {@code CreateSddc}
         * @return the selection
         */
        public static When operation(String name) {
            return new When(name, null, null, null);
        }

        /**
         * Tasks of a type.
         *
         * @param name such as {@code SDDC-PROVISION}
         * @return the selection
         */
        public static When taskKind(String name) {
            return new When(null, null, name, null);
        }
    }

    /** A rule of a world, and how often it matched and took effect. */
    public record Fault(long id, long matched, long hits, FaultRule rule) {}

    /** Requests to a world, with their answers. */
    public record Journal(long recorded, long dropped, List<Entry> entries, Long next) {}

    /** A request to a world, with its answer. {@code unread} has the fields that the simulator ignored. */
    public record Entry(
            long number,
            String at,
            String operation,
            boolean control,
            String caller,
            String method,
            String path,
            String query,
            Map<String, String> headers,
            JsonNode requestBody,
            Long requestBodyCutFrom,
            String document,
            int status,
            JsonNode answerBody,
            Long answerBodyCutFrom,
            List<String> unread,
            EntryFault fault,
            boolean panicked) {}

    /** The fault rule that an answer is due to. */
    public record EntryFault(long rule, String name) {}

    /** Which requests were to be made. */
    public record Verification(
            String operation,
            String method,
            String path,
            String caller,
            Object status,
            Map<String, String> query,
            Map<String, String> headers,
            Object body,
            Times times,
            List<Verification> then,
            Boolean nothingElse) {
        /**
         * Requests for an operation.
         *
         * @param name such as {@code CreateSddc}
         * @return what to verify
         */
        public static Verification operation(String name) {
            return new Verification(name, null, null, null, null, null, null, null, null, null, null);
        }

        /**
         * The same, with a body.
         *
         * @param part what the body must contain
         * @return what to verify
         */
        public Verification body(Object part) {
            return new Verification(operation, method, path, caller, status, query, headers, part, times, then, nothingElse);
        }

        /**
         * The same, an exact number of times.
         *
         * @param count how often
         * @return what to verify
         */
        public Verification exactly(long count) {
            var exact = new Times(count, null, null);
            return new Verification(operation, method, path, caller, status, query, headers, body, exact, then, nothingElse);
        }
    }

    /** How often a request was to be made. */
    public record Times(Long exactly, Long atLeast, Long atMost) {}

    /** Whether it was as verified. {@code message} says in a sentence what was found, and what comes closest. */
    public record Verdict(
            boolean satisfied,
            long matched,
            List<Long> entries,
            String message,
            List<NearMiss> closest,
            List<Long> others,
            long dropped) {}

    /** A request that almost matches. */
    public record NearMiss(long number, String line, List<Difference> differences) {}

    /** Where a request does not match. */
    public record Difference(String place, String sentence) {}
}
